"""Shapes of jurisdictions, networks, rules and duties, in and out."""

from urllib.parse import urlsplit

from marshmallow import Schema, ValidationError, fields, validate

from procurement.accounts.schemas import Email, Zone
from procurement.core.shapes import Instant, Shape, Text
from procurement.networks.duties import Duty
from procurement.networks.geography import STATES
from procurement.networks.models import JurisdictionKind

VERSION = {"description": "For forms; programs send If-Match."}


class WebAddress(Text):
    """A web address with http or https; what has no scheme gets https."""

    def __init__(self, **options):
        super().__init__(longest=300, **options)

    def _deserialize(self, value, attr, data, **options):
        address = super()._deserialize(value, attr, data, **options)
        if address == "":
            return address
        if "://" not in address:
            address = f"https://{address}"
        try:
            parts = urlsplit(address)
            good = (
                parts.scheme in ("http", "https") and "." in (parts.hostname or "") and not set(address) & set(' "<>')
            )
        except ValueError:
            good = False
        if not good:
            raise ValidationError("Enter a web address such as https://www.example.gov.")
        return address


class State(Text):
    """The postal code of a state or territory."""

    def _deserialize(self, value, attr, data, **options):
        code = super()._deserialize(value, attr, data, **options).upper()
        if code not in STATES:
            raise ValidationError("Choose a state by its two-letter postal code, such as IL.")
        return code


class JurisdictionEdit(Shape):
    """What an administrator says about the jurisdiction."""

    name = Text(required=True, longest=200)
    kind = fields.Enum(
        JurisdictionKind, by_value=True, required=True, error_messages={"unknown": "Choose what kind of body it is."}
    )
    state_code = State(required=True)
    zone = Zone(required=True)
    population = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(0, 100_000_000, error="Enter how many people live there, such as 48,000."),
        error_messages={"invalid": "Enter a whole number, such as 48000."},
    )
    address = Text(longest=1000, load_default="")
    website = WebAddress(load_default="")
    version = fields.Integer(load_only=True, metadata=VERSION)


class NewJurisdiction(JurisdictionEdit):
    """A jurisdiction to be set up."""

    class Meta:
        exclude = ("version",)

    slug = Text(longest=60, load_default="", metadata={"description": "Its name in addresses; made from the name."})


class Jurisdiction(Shape):
    """A public body that buys."""

    id = fields.String(dump_only=True)
    slug = fields.String(dump_only=True)
    name = fields.String(dump_only=True)
    kind = fields.Enum(JurisdictionKind, by_value=True, dump_only=True)
    state_code = fields.String(dump_only=True)
    population = fields.Integer(dump_only=True, allow_none=True)
    zone = fields.String(dump_only=True)
    address = fields.String(dump_only=True)
    website = fields.String(dump_only=True)
    rules = fields.Dict(
        keys=fields.String(),
        dump_only=True,
        metadata={"description": "What it set itself; the whole pack is at /jurisdictions/<id>/rules."},
    )
    version = fields.Integer(dump_only=True)


class NewNetwork(Shape):
    """A network to be set up."""

    name = Text(required=True, longest=200)
    slug = Text(longest=60, load_default="", metadata={"description": "Its name in addresses; made from the name."})
    description = Text(longest=5000, load_default="")
    parent_id = fields.String(load_default=None, allow_none=True)


class NetworkEdit(Shape):
    """What an administrator says about the network; only the operator may move it (`parent_id`)."""

    name = Text(required=True, longest=200)
    description = Text(longest=5000, load_default="")
    parent_id = fields.String(allow_none=True)
    version = fields.Integer(load_only=True, metadata=VERSION)


class Network(Shape):
    """A coalition of jurisdictions or of networks."""

    id = fields.String(dump_only=True)
    slug = fields.String(dump_only=True)
    name = fields.String(dump_only=True)
    description = fields.String(dump_only=True)
    parent_id = fields.String(dump_only=True, allow_none=True)
    version = fields.Integer(dump_only=True)


class NewMember(Shape):
    """The jurisdiction a network takes in."""

    jurisdiction_id = Text(required=True, longest=16)


def _duty(**options) -> fields.Enum:
    return fields.Enum(Duty, by_value=True, error_messages={"unknown": "There is no such duty."}, **options)


class NewInvitation(Shape):
    """Who is invited, and to which duties."""

    email = Email(required=True)
    duties = fields.List(_duty(), required=True, validate=validate.Length(1, 10, error="Choose at least one duty."))


class NewAssignment(Shape):
    """A further duty for somebody who has one in this place."""

    person_id = Text(required=True, longest=16)
    duty = _duty(required=True)


class Steps(Shape):
    """Which steps of the approval chain an approver decides; an empty list means every step."""

    steps = fields.List(Text(longest=60), load_default=list, validate=validate.Length(max=50))


class StepsForm(Steps):
    """The same from a form, where nothing ticked is a mistake."""

    steps = fields.List(
        Text(longest=60),
        load_default=list,
        validate=validate.Length(1, 50, error="Tick at least one step. To take all of them away, end the duty."),
    )


class Assignment(Schema):
    """A duty somebody holds in a jurisdiction or in a network."""

    id = fields.String()
    person_id = fields.String()
    person_name = fields.String()
    duty = _duty()
    jurisdiction_id = fields.String(allow_none=True)
    network_id = fields.String(allow_none=True)
    steps = fields.List(
        fields.String(), metadata={"description": "Of an approver: the steps they decide; empty: every step."}
    )
    since = Instant()


class Contact(Schema):
    """Somebody to talk to in a jurisdiction of one's own networks."""

    name = fields.String()
    email = fields.String()
    duties = fields.List(_duty())
