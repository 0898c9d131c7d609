"""Shapes of contracts, for JSON and for forms: what was agreed, how it changes, its papers, who wishes it were open.

Floor: schemas.
"""

import re
from decimal import Decimal, InvalidOperation

from marshmallow import ValidationError, fields, post_load, pre_load, validate

from procurement.contracts.finding import Sort
from procurement.contracts.models import DocumentKind, Eligibility, SolicitedHow
from procurement.core.shapes import MOST_CENTS, Dollars, Exact, Shape, Text
from procurement.library.models import Scope
from procurement.library.schemas import Categories

ID = 16
MOST_LINES, MOST_RENEWALS, MOST_TIERS, MOST_IDS = 2_000, 12, 12, 500
_EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+")
_GOVERNMENTS = {"description": "For people who work for governments and for the vendor; null for everybody else."}
_PERCENT = {"places": 4, "allow_none": True, "load_default": None}


class Day(fields.Date):
    """A day of the calendar, of a year that can be meant."""

    def _deserialize(self, value, attr, data, **options):
        found = super()._deserialize(value, attr, data, **options)
        if not 1980 <= found.year <= 2200:
            raise ValidationError("Choose a year between 1980 and 2200.")
        return found


def _an_address(value: str) -> None:
    if value and not _EMAIL.fullmatch(value):
        raise ValidationError(f"“{value[:60]}” is no e-mail address.")


def _a_percentage(value: Decimal | None) -> None:
    if value is not None and value > 100:
        raise ValidationError("At most 100 percent are taken.")


def _a_price(value: Decimal) -> None:
    if value > 10**12:
        raise ValidationError("This price is too large to be meant.")


class Tier(Shape):
    """From which quantity which unit price holds."""

    from_ = Exact(places=3, required=True, data_key="from")
    unit_price = Exact(places=6, required=True, validate=_a_price)

    @post_load
    def _bare(self, data, **_):
        return {"from": data["from_"], "unit_price": data["unit_price"]}


class ContractLine(Shape):
    """One thing that can be bought, at its price; `key` names one that is there already."""

    key = Text(longest=60, load_default="")
    description = Text(longest=300, required=True)
    unit = Text(longest=40, required=True)
    unit_price = Exact(places=6, required=True, validate=_a_price)
    tiers = fields.List(fields.Nested(Tier()), load_default=list, validate=validate.Length(max=MOST_TIERS))
    region = Text(longest=120, load_default="")

    @post_load
    def _in_order(self, data, **_):
        if data.get("tiers"):
            data["tiers"] = in_order(data["unit_price"], data["tiers"])
        return data


def in_order(unit_price: Decimal, tiers: list[dict]) -> list[dict]:
    """The tiers by quantity, the first from 0 at the unit price itself."""
    later = sorted((each for each in tiers if each["from"] > 0), key=lambda each: each["from"])
    if len({each["from"] for each in later}) < len(later):
        raise ValidationError({"tiers": ["Two prices begin at the same quantity."]})
    return [{"from": Decimal(0), "unit_price": unit_price}, *later] if later else []


class ContractLineForm(ContractLine):
    """The same from a form: further prices as text, such as “100: 9.50; 500: 9”."""

    tiers = Text(longest=300, load_default="")

    @post_load
    def _in_order(self, data, **_):
        found = []
        for part in filter(None, (each.strip() for each in data["tiers"].split(";"))):
            low, _, price = part.partition(":")
            try:
                known = [Decimal(each.replace(",", "").replace("$", "").strip()) for each in (low, price)]
            except InvalidOperation:
                raise ValidationError(
                    {"tiers": [f"“{part[:40]}” is no quantity with its price: write 100: 9.50."]}
                ) from None
            if not all(each.is_finite() and 0 <= each <= 10**12 and each == round(each, 6) for each in known):
                raise ValidationError({"tiers": [f"“{part[:40]}” cannot be meant."]})
            found.append({"from": round(known[0], 3), "unit_price": known[1]})
        data["tiers"] = in_order(data["unit_price"], found[:MOST_TIERS])
        return data


class Renewal(Shape):
    """A right to go on for so many months; notice of it is due so many days before the term ends."""

    months = fields.Integer(required=True, strict=True, validate=validate.Range(1, 240))
    notice_days = fields.Integer(load_default=0, strict=True, validate=validate.Range(0, 730))


class RenewalForm(Renewal):
    """The same from a form."""

    months = fields.Integer(required=True, validate=validate.Range(1, 240))
    notice_days = fields.Integer(load_default=0, validate=validate.Range(0, 730))


def _id_list(**options) -> fields.List:
    return fields.List(
        fields.String(validate=validate.Length(max=ID)), validate=validate.Length(max=MOST_IDS), **options
    )


class Agreed(Shape):
    """What a contract agrees on."""

    vendor_name = Text(longest=200, required=True)
    vendor_email = Text(longest=254, load_default="", validate=_an_address)
    reference = Text(longest=60, load_default="")
    title = Text(required=True)
    description = Text(longest=10_000, load_default="")
    focus_area = Text(longest=60, load_default="")
    categories = Categories(load_default=list)
    starts_on = Day(allow_none=True, load_default=None)
    ends_on = Day(allow_none=True, load_default=None, metadata={"description": "The last day, included."})
    ceiling_cents = fields.Integer(
        allow_none=True, load_default=None, strict=True, validate=validate.Range(0, MOST_CENTS)
    )
    lines = fields.List(fields.Nested(ContractLine()), load_default=list, validate=validate.Length(max=MOST_LINES))
    renewals = fields.List(fields.Nested(Renewal()), load_default=list, validate=validate.Length(max=MOST_RENEWALS))
    terms = Text(longest=50_000, load_default="")
    solicited_by = Text(longest=200, load_default="", metadata={"description": "Another agency; empty: the lead."})
    solicited = fields.Enum(SolicitedHow, by_value=True, allow_none=True, load_default=None)
    cooperative_clause = Text(longest=20_000, load_default="")
    eligible = fields.Enum(Eligibility, by_value=True, load_default=Eligibility.NONE)
    eligible_ids = _id_list(load_default=list)
    federal_terms = fields.Boolean(allow_none=True, load_default=None)
    fee_percent = Exact(**_PERCENT, validate=_a_percentage)
    rebate_percent = Exact(**_PERCENT, validate=_a_percentage)
    fee_to = Text(longest=200, load_default="")
    scope = fields.Enum(Scope, by_value=True, load_default=Scope.PUBLIC)
    network_id = Text(longest=ID, allow_none=True, load_default=None)

    @post_load
    def _no_network(self, data, **_):
        return {**data, "network_id": data["network_id"] or None} if "network_id" in data else data


class NewContract(Agreed):
    """A contract to be recorded from outside."""

    jurisdiction_id = Text(longest=ID, required=True)
    vendor_id = Text(longest=ID, allow_none=True, load_default=None)


class ContractEdit(Agreed):
    """What changes of a prepared contract."""

    vendor_id = Text(longest=ID, allow_none=True)


def _rows(data, name: str, *signs: str):
    """The form's rows of this list without those in which nothing was typed."""
    found = data.get(name)
    if not isinstance(found, list):
        return []
    return [
        each for each in found if isinstance(each, dict) and any(str(each.get(sign) or "").strip() for sign in signs)
    ]


class AgreedForm(Agreed):
    """The same from a form: dollars as typed, who may buy by name, rows left open are left out."""

    ceiling_cents = Dollars(allow_none=True, load_default=None)
    lines = fields.List(fields.Nested(ContractLineForm()), load_default=list, validate=validate.Length(max=MOST_LINES))
    renewals = fields.List(fields.Nested(RenewalForm()), load_default=list, validate=validate.Length(max=MOST_RENEWALS))
    eligible_ids = Text(longest=20_000, load_default="")
    version = fields.Integer(load_default=None, allow_none=True)

    @pre_load
    def _typed(self, data, **_):
        lines = _rows(data, "lines", "description", "unit", "unit_price")
        return {**data, "lines": lines, "renewals": _rows(data, "renewals", "months", "notice_days")}


class NewContractForm(AgreedForm):
    """A contract to be recorded, from a form."""

    jurisdiction_id = Text(longest=ID, required=True)


class Nothing(Shape):
    """A button without fields."""

    version = fields.Integer(load_default=None, allow_none=True)


class Reason(Shape):
    """Why."""

    reason = Text(longest=5_000, required=True)


class ReasonForm(Reason):
    """The same from a form."""

    version = fields.Integer(load_default=None, allow_none=True)


class Terminate(Reason):
    """Why a contract ends early, and on which day last."""

    effective_on = Day(allow_none=True, load_default=None)


class TerminateForm(Terminate):
    """The same from a form."""

    version = fields.Integer(load_default=None, allow_none=True)


class Renew(Shape):
    """Use the option; why is optional."""

    reason = Text(longest=5_000, load_default="")


class RenewForm(Renew):
    """The same from a form."""

    version = fields.Integer(load_default=None, allow_none=True)


class Amend(Reason):
    """A change of a contract in force: only what is named changes."""

    effective_on = Day(allow_none=True, load_default=None, metadata={"description": "Prices hold from this day."})
    prices = fields.Dict(
        keys=Text(longest=60), values=Exact(places=6, validate=_a_price), load_default=dict,
        metadata={"description": "New unit prices by the key of the line."},
    )  # fmt: skip
    ends_on = Day()
    ceiling_cents = fields.Integer(allow_none=True, strict=True, validate=validate.Range(0, MOST_CENTS))
    terms = Text(longest=50_000)
    cooperative_clause = Text(longest=20_000)
    eligible = fields.Enum(Eligibility, by_value=True)
    eligible_ids = _id_list()
    federal_terms = fields.Boolean(allow_none=True)
    fee_percent = Exact(places=4, allow_none=True, validate=_a_percentage)
    rebate_percent = Exact(places=4, allow_none=True, validate=_a_percentage)
    fee_to = Text(longest=200)
    vendor_name = Text(longest=200)


class AmendForm(Amend):
    """The same from a form, which sends everything, changed or not."""

    ends_on = Day(required=True)
    ceiling_cents = Dollars(allow_none=True)
    eligible_ids = Text(longest=20_000)
    version = fields.Integer(load_default=None, allow_none=True)


class Find(Shape):
    """Which contracts to find; what is left out filters nothing."""

    words = Text(longest=400, load_default="", data_key="q")
    category = Text(longest=60, load_default="")
    focus_area = Text(longest=60, load_default="")
    state = Text(longest=2, load_default="")
    network_id = Text(longest=ID, load_default="")
    until = Day(allow_none=True, load_default=None, metadata={"description": "Still in force on this day."})
    price_from = Exact(allow_none=True, load_default=None, metadata={"description": "Of one unit of some line."})
    price_to = Exact(allow_none=True, load_default=None)
    past = fields.Boolean(load_default=False, metadata={"description": "Also what ran out or was terminated."})
    adopter = Text(
        longest=ID, load_default="", metadata={"description": "Only what this government of yours may adopt today."}
    )
    sort = fields.Enum(Sort, by_value=True, load_default=Sort.BEST)


class FindPage(Find):
    """The same with the page of the list."""

    limit = fields.Integer(load_default=20, validate=validate.Range(1, 100))
    offset = fields.Integer(load_default=0, validate=validate.Range(0, 10_000))


class NewDocument(Shape):
    """What a document is."""

    kind = fields.Enum(DocumentKind, by_value=True, required=True)
    title = Text(longest=200, load_default="")
    is_internal = fields.Boolean(load_default=False)


class DescribeDocument(Shape):
    """What changes of a document's description."""

    kind = fields.Enum(DocumentKind, by_value=True)
    title = Text(longest=200)
    is_internal = fields.Boolean()


class DescribeDocumentForm(DescribeDocument):
    """The same from a form; an unticked box is not sent at all."""

    kind = fields.Enum(DocumentKind, by_value=True, required=True)
    title = Text(longest=200, required=True)
    is_internal = fields.Boolean(load_default=False)


class NewCertificate(Shape):
    """A certificate that the vendor keeps valid."""

    name = Text(longest=200, required=True)
    issuer = Text(longest=200, load_default="")
    expires_on = Day(required=True)


class Nominate(Shape):
    """For which government a contract is wished open, and why."""

    jurisdiction_id = Text(longest=ID, required=True)
    note = Text(longest=1_000, load_default="")
