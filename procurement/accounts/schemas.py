"""Shapes of accounts, sessions and tokens, in and out."""

from marshmallow import ValidationError, fields, validate

from procurement.accounts.passwords import MOST
from procurement.core.shapes import Instant, Shape, Text
from procurement.core.zones import is_zone

_email = validate.Email()


class Email(Text):
    """An e-mail address, kept in lower case."""

    def __init__(self, **options):
        super().__init__(longest=254, **options)

    def _deserialize(self, value, attr, data, **options):
        address = super()._deserialize(value, attr, data, **options).lower()
        if address == "":
            return address
        try:
            return _email(address)
        except ValidationError:
            raise ValidationError("Enter an e-mail address such as name@example.gov.") from None


class Zone(Text):
    """An IANA time zone."""

    def __init__(self, **options):
        super().__init__(longest=60, **options)

    def _deserialize(self, value, attr, data, **options):
        zone = super()._deserialize(value, attr, data, **options)
        if not is_zone(zone):
            raise ValidationError("Choose a time zone such as America/Chicago.")
        return zone


class Password(Text):
    """A password on its way in; it never goes out. Whether it is good enough is `passwords.check`'s business."""

    def __init__(self, **options):
        super().__init__(longest=MOST, load_only=True, **options)


class SignIn(Shape):
    """Who signs in by hand."""

    email = Email(required=True)
    password = Password(required=True)


class Profile(Shape):
    """What people say about themselves."""

    name = Text(required=True, longest=200)
    zone = Zone(required=True)
    version = fields.Integer(load_only=True, metadata={"description": "For forms; programs send If-Match."})


class Person(Shape):
    """An account, as its owner and the operator see it."""

    id = fields.String(dump_only=True)
    email = fields.String(dump_only=True)
    name = fields.String(dump_only=True)
    zone = fields.String(dump_only=True)
    is_operator = fields.Boolean(dump_only=True)
    created_at = Instant(dump_only=True)
    disabled_at = Instant(dump_only=True)
    version = fields.Integer(dump_only=True)


class PasswordChange(Shape):
    """The old password and the new one."""

    current_password = Password(required=True)
    new_password = Password(required=True)


class ResetRequest(Shape):
    """Whose password shall be reset."""

    email = Email(required=True)


class Reset(Shape):
    """The new password."""

    password = Password(required=True)


class ResetBySecret(Reset):
    """The new password, with the secret from the letter's link."""

    secret = Text(required=True, longest=100)


class SignInSession(Shape):
    """A browser that is signed in."""

    id = fields.String(dump_only=True)
    agent = fields.String(dump_only=True)
    created_at = Instant(dump_only=True)
    seen_at = Instant(dump_only=True)
    ends_at = Instant(dump_only=True)


SCOPES = ("read", "write")


class NewToken(Shape):
    """What an API token is for; `write` includes `read`."""

    name = Text(required=True, longest=100)
    scopes = fields.List(
        fields.String(validate=validate.OneOf(SCOPES, error="Choose “read” or “write”.")),
        load_default=lambda: ["read"],
    )
    expires_at = Instant(load_default=None, allow_none=True)


class TokenForm(Shape):
    """The same as the page asks it: what the program may do, and for how many days."""

    name = Text(required=True, longest=100)
    scope = fields.String(required=True, validate=validate.OneOf(SCOPES, error="Choose what the program may do."))
    days = fields.Integer(
        required=True,
        validate=validate.Range(1, 3660, error="Choose how long the token lasts."),
        error_messages={"invalid": "Choose how long the token lasts."},
    )


class TokenByPassword(NewToken):
    """A token for a program that has nothing yet: name and purpose, and who asks."""

    email = Email(required=True)
    password = Password(required=True)


class Token(Shape):
    """An API token; its secret is shown once, in `secret` of the answer that made it."""

    id = fields.String(dump_only=True)
    name = fields.String(dump_only=True)
    scopes = fields.List(fields.String(), dump_only=True)
    created_at = Instant(dump_only=True)
    expires_at = Instant(dump_only=True)
    used_at = Instant(dump_only=True)


class TokenWithSecret(Token):
    """A token that was just made."""

    secret = fields.String(dump_only=True)


class Invitation(Shape):
    """An invitation that nobody has taken up yet."""

    id = fields.String(dump_only=True)
    email = fields.String(dump_only=True)
    created_at = Instant(dump_only=True)
    expires_at = Instant(dump_only=True)
