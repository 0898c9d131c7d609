"""Shapes of vendors and their teams, in and out."""

from marshmallow import Schema, fields

from procurement.accounts.schemas import Email, Password
from procurement.core.shapes import Instant, Shape, Text
from procurement.networks.schemas import VERSION, WebAddress
from procurement.vendors.models import VendorDuty


class Registration(Shape):
    """Who registers which company; the rest is asked once the mailbox is proven."""

    company = Text(required=True, longest=200)
    name = Text(required=True, longest=200)
    email = Email(required=True)


class Joining(Shape):
    """What newcomers add to their link: their name and a password; who has an account sends neither."""

    name = Text(longest=200, load_default=None, allow_none=True)
    password = Password(load_default=None, allow_none=True)


class JoiningBySecret(Joining):
    """The same, with the secret from the letter's link."""

    secret = Text(required=True, longest=100)


class VendorEdit(Shape):
    """What a company says about itself, to every jurisdiction."""

    name = Text(required=True, longest=200)
    email = Email(required=True)
    phone = Text(longest=40, load_default="")
    website = WebAddress(load_default="")
    address = Text(longest=1000, load_default="")
    description = Text(longest=5000, load_default="")
    is_small_business = fields.Boolean(load_default=False)
    version = fields.Integer(load_only=True, metadata=VERSION)


class NewVendor(VendorEdit):
    """A company registered by somebody who is signed in."""

    class Meta:
        exclude = ("version",)

    email = Email(load_default="")


class Vendor(Shape):
    """A company, as its own people and government staff see it."""

    id = fields.String(dump_only=True)
    name = fields.String(dump_only=True)
    email = fields.String(dump_only=True)
    phone = fields.String(dump_only=True)
    website = fields.String(dump_only=True)
    address = fields.String(dump_only=True)
    description = fields.String(dump_only=True)
    is_small_business = fields.Boolean(dump_only=True)
    created_at = Instant(dump_only=True)
    version = fields.Integer(dump_only=True)


def _duty(**options) -> fields.Enum:
    return fields.Enum(
        VendorDuty, by_value=True, error_messages={"unknown": "Choose administrator or user."}, **options
    )


class NewColleague(Shape):
    """Who is invited, as what."""

    email = Email(required=True)
    duty = _duty(required=True)


class DutyChange(Shape):
    """What a colleague is from now on."""

    duty = _duty(required=True)


class Member(Schema):
    """Somebody who acts for a vendor."""

    id = fields.String()
    person_id = fields.String()
    person_name = fields.String()
    person_email = fields.String()
    duty = _duty()
    since = Instant()
