"""Shapes of plans, of who needs the same, of uploaded sheets, and of the weekly letter, in and out."""

from decimal import Decimal

from marshmallow import Schema, ValidationError, fields, validate

from procurement.core.shapes import MOST_CENTS, Dollars, Exact, Instant, Shape, Text
from procurement.library.models import Scope
from procurement.library.schemas import Categories, Owner, Shared
from procurement.plans import sheet
from procurement.plans.lifecycle import PlanState
from procurement.plans.models import NeedKind

ID = 16
CENTS = {"allow_none": True, "load_default": None, "strict": True, "validate": validate.Range(0, MOST_CENTS)}
#: What of a plan only people of governments are given; null for everybody else.
FOR_GOVERNMENTS = {"description": "For people who work for governments; null for everybody else."}


class Day(fields.Date):
    """A day of the calendar, of a year that can be meant."""

    def _deserialize(self, value, attr, data, **options):
        found = super()._deserialize(value, attr, data, **options)
        if not 2000 <= found.year <= 2200:
            raise ValidationError("Choose a year between 2000 and 2200.")
        return found


class Email(Text):
    """An e-mail address, or nothing."""

    def _deserialize(self, value, attr, data, **options):
        found = super()._deserialize(value, attr, data, **options)
        if found and not sheet.EMAIL.match(found):
            raise ValidationError(f"“{found[:60]}” is no e-mail address.")
        return found


def _quantity_is_meant(value: Decimal | None) -> None:
    if value is not None and value > sheet.MOST_QUANTITY:
        raise ValidationError("This quantity is too large to be meant.")


class Need(Shared):
    """What is needed, how much, when, and who may know."""

    reference = Text(longest=60, load_default="", metadata={"description": "Your own number of the line."})
    title = Text(required=True)
    description = Text(longest=10_000, load_default="")
    focus_area = Text(longest=60, load_default="")
    categories = Categories(load_default=list)
    quantity = Exact(places=3, allow_none=True, load_default=None, validate=_quantity_is_meant)
    unit = Text(longest=40, load_default="")
    budget_low_cents = fields.Integer(**CENTS)
    budget_high_cents = fields.Integer(**CENTS)
    from_on = Day(allow_none=True, load_default=None)
    to_on = Day(allow_none=True, load_default=None)
    contact_name = Text(longest=200, load_default="")
    contact_email = Email(longest=254, load_default="")
    scope = fields.Enum(Scope, by_value=True, load_default=Scope.NETWORK)


class NewPlan(Need):
    """A need to be announced."""

    jurisdiction_id = Text(longest=ID, required=True)


class NeedForm(Need):
    """The same from a form: amounts in dollars as people type them."""

    budget_low_cents = Dollars(allow_none=True, load_default=None)
    budget_high_cents = Dollars(allow_none=True, load_default=None)
    version = fields.Integer(load_default=None, allow_none=True)


class NewPlanForm(NeedForm):
    """A need to be announced, from a form."""

    jurisdiction_id = Text(longest=ID, required=True)


class Plan(Schema):
    """An announced need."""

    id = fields.String()
    state = fields.Enum(PlanState, by_value=True)
    reference = fields.String()
    title = fields.String()
    description = fields.String()
    focus_area = fields.String()
    categories = fields.List(fields.String())
    quantity = Exact(places=3, allow_none=True)
    unit = fields.String()
    budget_low_cents = fields.Integer(allow_none=True, metadata=FOR_GOVERNMENTS)
    budget_high_cents = fields.Integer(allow_none=True, metadata=FOR_GOVERNMENTS)
    from_on = fields.Date(allow_none=True)
    to_on = fields.Date(allow_none=True)
    contact_name = fields.String(allow_none=True, metadata=FOR_GOVERNMENTS)
    contact_email = fields.String(allow_none=True, metadata=FOR_GOVERNMENTS)
    scope = fields.Enum(Scope, by_value=True)
    network_id = fields.String(allow_none=True)
    withdrawn_reason = fields.String()
    jurisdiction = fields.Nested(Owner())
    created_at = Instant()
    changed_at = Instant()
    version = fields.Integer()


class Withdrawal(Shape):
    """Why a need is taken back."""

    reason = Text(longest=2_000, required=True)


class WithdrawalForm(Withdrawal):
    """The same from a form."""

    version = fields.Integer(load_default=None, allow_none=True)


class Search(Shape):
    """What to list: plans that hold all the words, and every filter that is named."""

    words = Text(longest=400, load_default="")
    focus_area = Text(longest=60, load_default="")
    network_id = Text(longest=ID, load_default="", metadata={"description": "Of governments in this network."})
    jurisdiction_id = Text(longest=ID, load_default="")
    state_code = Text(longest=2, load_default="", metadata={"description": "Two letters, such as IL."})
    state = fields.Enum(PlanState, by_value=True, load_default=None, allow_none=True)
    needed_from = Day(load_default=None, allow_none=True, metadata={"description": "Needed on this day or later."})
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))
    offset = fields.Integer(load_default=0, validate=validate.Range(0, 100_000))


class Wanted(Shape):
    """A need as far as it is known yet, to see who has the same."""

    jurisdiction_id = Text(longest=ID, required=True)
    title = Text(required=True)
    description = Text(longest=10_000, load_default="")
    focus_area = Text(longest=60, load_default="")
    categories = Categories(load_default=list)
    from_on = Day(allow_none=True, load_default=None)
    to_on = Day(allow_none=True, load_default=None)


class Match(Schema):
    """Something that may be the same need, and why."""

    subject = fields.Enum(NeedKind, by_value=True, attribute="entry.subject")
    subject_id = fields.String(attribute="entry.subject_id")
    title = fields.String(attribute="entry.title")
    jurisdiction = fields.Nested(Owner(), attribute="entry.jurisdiction")
    from_on = fields.Date(attribute="entry.from_on", allow_none=True)
    to_on = fields.Date(attribute="entry.to_on", allow_none=True)
    score = fields.Float(metadata={"description": "From 0 to 1."})
    reasons = fields.List(fields.String(), metadata={"description": "Why it may be the same, in sentences."})


class Matches(Schema):
    """What may be the same need, the most alike first."""

    items = fields.List(fields.Nested(Match()))


class NewDismissal(Shape):
    """What is not the same as the plan."""

    other_subject = fields.Enum(NeedKind, by_value=True, required=True)
    other_id = Text(longest=ID, required=True)
    reason = Text(longest=500, load_default="")


class TypedDismissal(NewDismissal):
    """What is not the same as something that is only being typed."""

    jurisdiction_id = Text(longest=ID, required=True)
    title = Text(required=True)


class Dismissal(Schema):
    """Something that was said not to be the same."""

    id = fields.String()
    subject_id = fields.String(allow_none=True, metadata={"description": "The own plan; null: it was being typed."})
    title = fields.String()
    other_subject = fields.Enum(NeedKind, by_value=True)
    other_id = fields.String()
    reason = fields.String()
    dismissed_at = Instant()


class Dismissals(Schema):
    """What was dismissed, the newest first."""

    items = fields.List(fields.Nested(Dismissal()))


class Upload(Shared):
    """Whose yearly plan a sheet is, and with whom all of it is shared."""

    jurisdiction_id = Text(longest=ID, required=True)
    scope = fields.Enum(Scope, by_value=True, load_default=Scope.NETWORK)


class Row(Schema):
    """One row of a sheet."""

    number = fields.Integer()
    typed = fields.Dict(metadata={"description": "What each cell says, by the name of the field."})
    faults = fields.List(fields.String(), metadata={"description": "What is wrong with it; nothing: it is good."})


class Sheet(Schema):
    """An uploaded sheet; confirmed, its good rows are plans and only the bad ones are kept."""

    id = fields.String()
    filename = fields.String()
    jurisdiction = fields.Nested(Owner())
    scope = fields.Enum(Scope, by_value=True)
    network_id = fields.String(allow_none=True)
    good = fields.Integer(metadata={"description": "Rows that can be announced."})
    bad = fields.Integer(metadata={"description": "Rows with faults."})
    rows = fields.List(fields.Nested(Row()), attribute="content.rows")
    missing = fields.List(fields.String(), attribute="content.missing", metadata={"description": "Columns left out."})
    unknown = fields.List(fields.String(), attribute="content.unknown", metadata={"description": "Unknown headings."})
    uploaded_at = Instant()
    confirmed_at = Instant(allow_none=True)


class Wish(Shape):
    """Whether the weekly letter is wanted."""

    is_wanted = fields.Boolean(required=True)


class WeeklyLetter(Schema):
    """The weekly letter about needs like one's own."""

    is_wanted = fields.Boolean()
    sent_at = Instant(allow_none=True, metadata={"description": "When the last one was written."})
