"""Shapes of adoptions, for JSON and for forms: the question, the checklist, the request, consents, signature.

Floor: schemas.
"""

from marshmallow import ValidationError, fields, post_load, validate

from procurement.contracts.adoption_policy import Side
from procurement.contracts.contract_schemas import ID
from procurement.contracts.eligibility import Answer
from procurement.contracts.lifecycle import AdoptionState
from procurement.contracts.schemas import Sign as SignAddendum
from procurement.core.shapes import MOST_CENTS, Dollars, Instant, Shape, Text
from procurement.library.schemas import Owner

LONG = 5_000
_CENTS = {"strict": True, "validate": validate.Range(1, MOST_CENTS)}
_FILE = {"description": "For people of the adopter; empty or null for everybody else."}
MANY = "Enter an amount above zero."


def _above_zero(cents: int | None) -> None:
    if cents is None or cents <= 0:
        raise ValidationError(MANY)


class Ask(Shape):
    """For whom, and as much of what for as is known."""

    jurisdiction_id = Text(longest=ID, required=True)
    amount_cents = fields.Integer(
        load_default=None, allow_none=True, validate=validate.Range(1, MOST_CENTS), error_messages={"invalid": MANY}
    )
    federal_money = fields.Boolean(load_default=None, allow_none=True)
    scope = Text(longest=LONG, load_default="")


class AskForm(Ask):
    """The same from the page's address; what is empty is not known."""

    jurisdiction_id = Text(longest=ID, load_default="")
    amount_cents = Dollars(load_default=None, allow_none=True, data_key="amount")
    federal_money = fields.Method(deserialize="_known", load_default=None)

    def _known(self, value) -> bool | None:
        return {"true": True, "false": False}.get(str(value).lower())


class Finding(Shape):
    """One question of the checklist with its answer."""

    code = fields.String()
    question = fields.String()
    answer = fields.Enum(Answer, by_value=True)
    reason = fields.String()
    source = fields.String()
    hinders = fields.Boolean()
    can_be_waived = fields.Boolean()
    waived = fields.String(metadata={"description": "The written determination that waives it."})


class Checklist(Shape):
    """May we adopt it? Nothing that hinders: yes, once what is open is answered."""

    may_adopt = fields.Boolean()
    items = fields.List(fields.Nested(Finding))


class Request(Shape):
    """What a government asks the lead and the vendor for."""

    jurisdiction_id = Text(longest=ID, required=True)
    need = Text(longest=LONG, required=True)
    amount_cents = fields.Integer(required=True, **_CENTS)
    federal_money = fields.Boolean(required=True)
    scope = Text(
        longest=LONG, required=True, metadata={"description": "Why what is needed is within the contract's scope."}
    )
    authority = Text(longest=LONG, required=True, metadata={"description": "By what law it buys so."})
    waivers = fields.Dict(
        keys=Text(longest=40),
        values=Text(longest=LONG),
        load_default=dict,
        metadata={"description": "Written determinations by whoever requests: {code of the checklist: reason}."},
    )


class RequestForm(Request):
    """The same from a form."""

    amount_cents = Dollars(required=True, data_key="amount", validate=_above_zero)
    federal_money = fields.Boolean(required=True, error_messages={"invalid": "Say whether federal money is spent."})

    @post_load
    def _written(self, data, **_):
        return {**data, "waivers": {code: each for code, each in data["waivers"].items() if each.strip()}}


class OfSide(Shape):
    """For whom one answers: the lead or the vendor."""

    side = fields.Enum(Side, by_value=True, required=True)


class Refusing(OfSide):
    """Why the lead or the vendor does not agree."""

    reason = Text(longest=LONG, required=True)


class Determine(Shape):
    """Why a rule that may be waived is not kept in this one case."""

    code = Text(longest=40, required=True)
    reason = Text(longest=LONG, required=True)


class DetermineForm(Shape):
    """The same from a form, whose address names the rule."""

    reason = Text(longest=LONG, required=True)


class Terms(Shape):
    """The adopter's version of the contract's terms."""

    terms = Text(longest=50_000, required=True, metadata={"description": "Markdown."})


class TermsForm(Terms):
    """The same from a form."""

    version = fields.Integer(load_default=None, allow_none=True)


class Signing(SignAddendum):
    """A signature: name and title as typed, and the declaration."""

    class Meta(SignAddendum.Meta):
        exclude = ("local_terms",)


class SigningForm(Signing):
    """The same from a form."""

    version = fields.Integer(load_default=None, allow_none=True)


class Run(Shape):
    """Words that stayed, went or came."""

    kind = fields.String()
    text = fields.String()


class Adoption(Shape):
    """A government's request to buy under a contract, up to its signature and its end."""

    id = fields.String()
    state = fields.Enum(AdoptionState, by_value=True)
    contract_id = fields.String()
    contract = fields.String(attribute="contract.title")
    lead = fields.Nested(Owner(), attribute="contract.jurisdiction")
    vendor_name = fields.String(attribute="contract.vendor_name")
    adopter = fields.Nested(Owner(), attribute="jurisdiction")
    need = fields.String()
    scope = fields.String()
    authority = fields.String()
    amount_cents = fields.Integer()
    federal_money = fields.Boolean()
    terms = fields.String()
    redline = fields.List(fields.Nested(Run), metadata={"description": "The adopter's terms against the contract's."})
    requested_at = Instant()
    lead_consent_at = Instant()
    vendor_consent_at = Instant()
    agreed_at = Instant()
    signature = fields.String()
    signed_at = Instant()
    closed_at = Instant()
    closed_for = fields.String()
    closing_reason = fields.String()
    findings = fields.List(fields.Nested(Finding), allow_none=True, metadata=_FILE)
    signed_findings = fields.List(fields.Nested(Finding), allow_none=True, metadata=_FILE)
    version = fields.Integer()


class Adoptions(Shape):
    """Those under one contract that you may see."""

    items = fields.List(fields.Nested(Adoption))
