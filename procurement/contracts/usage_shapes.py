"""Shapes of usage reports, sheets and accounts, for JSON and for forms. Floor: schemas."""

from marshmallow import Schema, fields, validate

from procurement.contracts.usage_models import Reporter
from procurement.core.shapes import MOST_CENTS, Dollars, Exact, Instant, Shape, Text

ID = 16
MOST_LINES, MOST_REPORTS = 500, 500
_CENTS = {"strict": True, "validate": validate.Range(-MOST_CENTS, MOST_CENTS)}
_QUARTER = {"description": "Such as 2026-Q2; it must have ended."}
_PAID = {"description": "What the vendor has paid; below zero takes a wrong booking back."}


class BoughtLine(Shape):
    """So much of one line of the contract, for so much money."""

    line_key = Text(longest=60, load_default="", metadata={"description": "Empty for what stands on no line."})
    description = Text(longest=300, load_default="")
    quantity = Exact(places=3, least=None, allow_none=True, load_default=None)
    amount_cents = fields.Integer(required=True, **_CENTS)


class Lines(Shape):
    """What was bought, line by line; no lines say that nothing was."""

    lines = fields.List(fields.Nested(BoughtLine), required=True, validate=validate.Length(max=MOST_LINES))
    note = Text(longest=2_000, load_default="")


class OfBuyer(Lines):
    """What one government bought in one quarter."""

    jurisdiction_id = Text(longest=ID, required=True)
    quarter = Text(longest=20, required=True, metadata=_QUARTER)


class Report(Shape):
    """What governments bought, as the vendor says of all, or a government of itself."""

    reporter = fields.Enum(Reporter, by_value=True, required=True)
    reports = fields.List(fields.Nested(OfBuyer), required=True, validate=validate.Length(min=1, max=MOST_REPORTS))


class LineForm(Shape):
    """The same from a form: dollars as people type them; a row without any says nothing."""

    line_key = Text(longest=60, load_default="")
    description = Text(longest=300, load_default="")
    quantity = Exact(places=3, least=None, allow_none=True, load_default=None)
    amount_cents = Dollars(
        least=None, allow_none=True, load_default=None, validate=validate.Range(-MOST_CENTS, MOST_CENTS)
    )


class LinesForm(Shape):
    """Lines from a form, of a quarter."""

    lines = fields.List(fields.Nested(LineForm), load_default=list, validate=validate.Length(max=MOST_LINES))
    note = Text(longest=2_000, load_default="")
    quarter = Text(longest=20, load_default="")
    version = fields.Integer(load_default=None, allow_none=True)


class TableRow(Shape):
    """What one buyer bought, in the vendor's table of all."""

    jurisdiction_id = Text(longest=ID, required=True)
    amount_cents = Dollars(
        least=None, allow_none=True, load_default=None, validate=validate.Range(-MOST_CENTS, MOST_CENTS)
    )


class TableForm(Shape):
    """The vendor's table of one quarter; a row without an amount says nothing."""

    quarter = Text(longest=20, required=True)
    rows = fields.List(fields.Nested(TableRow), load_default=list, validate=validate.Length(max=MOST_REPORTS))


class Upload(Shape):
    """How a sheet is to be taken."""

    replaces = fields.Boolean(load_default=False)
    jurisdiction_id = Text(longest=ID, load_default="")


class Pay(Shape):
    """A payment of the vendor."""

    amount_cents = fields.Integer(required=True, metadata=_PAID, **_CENTS)
    paid_on = fields.Date(required=True)
    reference = Text(longest=300, required=True)
    jurisdiction_id = Text(longest=ID, allow_none=True, load_default=None, metadata={
        "description": "The buyer whose rebate was paid; null: the administrative fee."})  # fmt: skip
    quarter = Text(longest=20, load_default="")


class PayForm(Pay):
    """The same from a form."""

    amount_cents = Dollars(least=None, required=True, validate=validate.Range(-MOST_CENTS, MOST_CENTS))
    jurisdiction_id = Text(longest=ID, load_default="")


class ReportedLine(Schema):
    """One line of a report."""

    line_key = fields.String()
    description = fields.String()
    quantity = Exact(places=3, allow_none=True)
    amount_cents = fields.Integer()


class Shown(Schema):
    """A report; one that was corrected has `replaced_at` and counts no more."""

    id = fields.String()
    contract_id = fields.String()
    jurisdiction_id = fields.String()
    jurisdiction = fields.String(attribute="jurisdiction.name")
    reporter = fields.Enum(Reporter, by_value=True)
    quarter = fields.String()
    total_cents = fields.Integer()
    note = fields.String()
    lines = fields.List(fields.Nested(ReportedLine))
    filed_at = Instant()
    replaced_at = Instant()
    version = fields.Integer()


class Filed(Schema):
    """The reports that were made."""

    items = fields.List(fields.Nested(Shown))


class Row(Schema):
    """A line of the account, in cents."""

    used_cents = fields.Integer()
    fee_cents = fields.Integer()
    fee_paid_cents = fields.Integer()
    fee_balance_cents = fields.Integer()
    rebate_cents = fields.Integer()
    rebate_paid_cents = fields.Integer()
    rebate_balance_cents = fields.Integer()


class QuarterRow(Schema):
    """A quarter's line; the quarter is empty for payments that name none."""

    quarter = fields.String()
    row = fields.Nested(Row)


class BuyerRow(Schema):
    """A buyer's line."""

    jurisdiction_id = fields.String()
    jurisdiction = fields.String()
    row = fields.Nested(Row)


class Totals(Schema):
    """How much of the contract is used."""

    used_cents = fields.Integer()
    ceiling_cents = fields.Integer(allow_none=True)
    left_cents = fields.Integer(allow_none=True)
    percent = fields.Integer(allow_none=True)
    is_exceeded = fields.Boolean()


class Statement(Schema):
    """What was bought, owed and paid, as far as it concerns you."""

    total = fields.Nested(Row)
    quarters = fields.List(fields.Nested(QuarterRow))
    buyers = fields.List(fields.Nested(BuyerRow))
    is_whole = fields.Boolean()
    adds_up = fields.Boolean(allow_none=True, metadata={"description": "To the cent; null where you see only a part."})
    faults = fields.List(fields.String(), allow_none=True)


class Gap(Schema):
    """A quarter that is not reported in full."""

    quarter = fields.String(attribute="quarter.key")
    due_on = fields.Date(attribute="quarter.due_on")
    by_vendor = fields.List(fields.String(), metadata={"description": "Ids of the buyers whose usage is missing."})
    by_member = fields.List(fields.String())


class Account(Schema):
    """The account of a contract."""

    totals = fields.Nested(Totals)
    statement = fields.Nested(Statement, allow_none=True)
    overdue = fields.List(fields.Nested(Gap))


class Compared(Schema):
    """A quarter as both sides say it, of the buyers of which both have reported."""

    quarter = fields.String()
    vendor_cents = fields.Integer()
    member_cents = fields.Integer()
    both = fields.Integer()
    differing = fields.Integer()
    only_vendor = fields.Integer()
    only_member = fields.Integer()


class Difference(Schema):
    """A buyer's quarter in which both sides' figures differ."""

    jurisdiction_id = fields.String()
    jurisdiction = fields.String()
    quarter = fields.String()
    vendor_cents = fields.Integer()
    member_cents = fields.Integer()
    difference_cents = fields.Integer()


class Reconciliation(Schema):
    """Both sides' figures, and where they differ, the largest difference first."""

    quarters = fields.List(fields.Nested(Compared))
    differences = fields.List(fields.Nested(Difference))
    more = fields.Boolean()


class Payment(Schema):
    """What the vendor has paid."""

    id = fields.String()
    amount_cents = fields.Function(lambda row: -row.amount_cents, metadata={"type": "integer"})
    paid_on = fields.Date()
    reference = fields.String(attribute="note")
    jurisdiction_id = fields.String(allow_none=True)
    quarter = fields.String()
    booked_at = Instant()


class SheetRow(Schema):
    """A good row of a sheet."""

    number = fields.Integer()
    buyer = fields.String()
    jurisdiction_id = fields.String()
    quarter = fields.String()
    line_key = fields.String()
    line = fields.String()
    quantity = fields.String(allow_none=True)
    amount_cents = fields.Integer()


class SheetFault(Schema):
    """A bad cell."""

    cell = fields.String()
    column = fields.String()
    sentence = fields.String()


class Sheet(Schema):
    """A sheet as it was read; nothing is reported before it is confirmed."""

    id = fields.String()
    contract_id = fields.String()
    reporter = fields.Enum(Reporter, by_value=True)
    jurisdiction_id = fields.String(allow_none=True)
    replaces = fields.Function(lambda row: row.content["replaces"], metadata={"type": "boolean"})
    rows = fields.List(fields.Nested(SheetRow), attribute="content.rows")
    faults = fields.List(fields.Nested(SheetFault), attribute="content.faults")
    uploaded_at = Instant()
    confirmed_at = Instant()
