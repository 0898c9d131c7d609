"""Shapes of panels, disclosures, determinations, sheets and rankings: for JSON and for forms."""

from marshmallow import fields, validate

from procurement.core.shapes import Instant, Shape, Text
from procurement.evaluation.lifecycle import PanelState, SheetState
from procurement.evaluation.models import DeterminationKind
from procurement.library.groups import MOST as MOST_GROUPS

LONGEST_REASON = 5_000
#: What an unchecked box does not send counts as no.
_CHOOSE = {"required": "Choose one of the answers.", "null": "Choose one of the answers."}


class NewSeat(Shape):
    """Somebody who shall sit on the panel."""

    person_id = Text(required=True, longest=16)
    is_chair = fields.Boolean(load_default=False)
    groups = fields.List(
        fields.String(validate=validate.Length(max=64)),
        load_default=list,
        validate=validate.Length(max=MOST_GROUPS),
        metadata={"description": "Keys of the published evaluation groups; needed where there are any."},
    )


class Convene(Shape):
    """Who shall sit on the new panel; seats can be added later."""

    seats = fields.List(fields.Nested(NewSeat), load_default=list, validate=validate.Length(max=50))


class ConveneForm(Shape):
    """The same as the page sends it: boxes for the seats, one choice for the chair."""

    person_ids = fields.List(fields.String(), load_default=list, validate=validate.Length(max=50))
    chair_id = fields.String(load_default="")
    groups = fields.Dict(keys=fields.String(), values=fields.List(fields.String()), load_default=dict)


class Removal(Shape):
    """Why an evaluator leaves; needed once scoring has begun."""

    reason = Text(longest=LONGEST_REASON, load_default="")


class Determine(Shape):
    """A determination about one response."""

    kind = fields.Enum(
        DeterminationKind, by_value=True, required=True, error_messages={"unknown": "There is no such determination."}
    )
    preference = Text(longest=40, load_default="")
    holds = fields.Boolean(required=True, error_messages=_CHOOSE)
    reason = Text(required=True, longest=LONGEST_REASON)


class NewDetermination(Determine):
    """A determination, with the response it is about."""

    response_id = Text(required=True, longest=16)


class Declaration(Shape):
    """Whether the evaluator has a conflict of interest with one vendor."""

    response_id = Text(required=True, longest=16)
    has_conflict = fields.Boolean(required=True, error_messages=_CHOOSE)
    statement = Text(longest=LONGEST_REASON, load_default="")


class Disclose(Shape):
    """One declaration for each response."""

    declarations = fields.List(fields.Nested(Declaration), required=True, validate=validate.Length(max=500))


class Mark(Shape):
    """One mark and its reason; both may still be open."""

    mark = Text(longest=200, load_default="", allow_none=True)
    reason = Text(longest=LONGEST_REASON, load_default="", allow_none=True)


class SaveSheet(Shape):
    """Marks so far, by the id of the criterion."""

    marks = fields.Dict(
        keys=fields.String(validate=validate.Length(max=64)), values=fields.Nested(Mark), load_default=dict
    )
    version = fields.Integer(load_only=True, metadata={"description": "For forms; programs send If-Match."})


class SheetForm(SaveSheet):
    """The same as the page sends it, with the button that was pressed."""

    next = fields.String(load_default="", validate=validate.OneOf(["", "stay", "check"]))


class SubmitSheet(Shape):
    """Nothing but the version that was read."""

    version = fields.Integer(load_only=True, metadata={"description": "For forms; programs send If-Match."})


class Return(Shape):
    """Why a sheet goes back to its evaluator."""

    reason = Text(required=True, longest=LONGEST_REASON)


class Nothing(Shape):
    """A deed that needs no words."""


class Person(Shape):
    """Somebody who may be seated."""

    id = fields.String()
    name = fields.String()
    works_for = fields.String(metadata={"description": "The names of their jurisdictions."})


class Seat(Shape):
    """One evaluator's place on a panel."""

    id = fields.String()
    person_id = fields.String()
    name = fields.String(attribute="person.name")
    label = fields.String(metadata={"description": "Stands for the evaluator in scoring files."})
    is_chair = fields.Boolean()
    groups = fields.List(fields.String(), metadata={"description": "The evaluation groups it belongs to."})


class Hindrance(Shape):
    """What stands in the way of the next step."""

    code = fields.String()
    sentence = fields.String()
    rule = fields.String()


class Progress(Shape):
    """How many sheets of a seat are in."""

    seat_id = fields.String()
    submitted = fields.Integer()
    owed = fields.Integer()


class Panel(Shape):
    """A panel: its seats, what hinders its next step, and, for those who may know, how many sheets are in."""

    id = fields.String()
    solicitation_id = fields.String()
    state = fields.Enum(PanelState, by_value=True)
    convened_at = Instant()
    closed_at = Instant()
    result_digest = fields.String()
    seats = fields.List(fields.Nested(Seat))
    hindrances = fields.List(fields.Nested(Hindrance))
    progress = fields.List(
        fields.Nested(Progress), metadata={"description": "Null for a seat before every sheet is in."}
    )


class Determination(Shape):
    """What was determined about a response."""

    id = fields.String()
    response_id = fields.String()
    kind = fields.Enum(DeterminationKind, by_value=True)
    preference = fields.String()
    holds = fields.Boolean()
    reason = fields.String()
    determined_at = Instant()
    determined_by = fields.String()


class SeatSheet(Shape):
    """One response as the seat's work list shows it."""

    response_id = fields.String()
    vendor = fields.String()
    has_conflict = fields.Boolean(metadata={"description": "Null before the seat has declared."})
    is_out = fields.Boolean(metadata={"description": "By a determination; nothing is to be scored."})
    sheet_id = fields.String()
    state = fields.Enum(SheetState, by_value=True)
    marked = fields.Integer()
    to_mark = fields.Integer()
    return_reason = fields.String()


class OwnSeat(Shape):
    """Your seat: what is to be declared, and your own sheets."""

    id = fields.String()
    panel_id = fields.String()
    label = fields.String()
    is_chair = fields.Boolean()
    groups = fields.List(fields.String())
    sees_prices = fields.Boolean(metadata={"description": "Before the panel closes."})
    panel_state = fields.Enum(PanelState, by_value=True)
    has_disclosed = fields.Boolean()
    responses = fields.List(fields.Nested(SeatSheet))


class Content(Shape):
    """A response as an evaluator reads it: without prices, unless the published groups of the seat may see them."""

    response_id = fields.String()
    vendor = fields.String()
    answers = fields.Dict(metadata={"description": "By the key of the requirement."})
    note = fields.String()
    files = fields.List(fields.Dict())
    preferences = fields.List(fields.String())
    prices = fields.Dict(metadata={"description": "Left out where the seat may not see them."})
    total = fields.String()
    total_cents = fields.Integer()


class Sheet(Shape):
    """One seat's marks for one response."""

    id = fields.String()
    seat_id = fields.String()
    response_id = fields.String()
    state = fields.Enum(SheetState, by_value=True)
    marks = fields.Dict()
    contract_digest = fields.String()
    submitted_at = Instant()
    return_reason = fields.String()
    version = fields.Integer()


class Ranking(Shape):
    """The result of the scoring package, recomputed from the sheets."""

    contract_digest = fields.String()
    method = fields.String()
    lower_is_better = fields.Boolean()
    ranking = fields.List(fields.Dict())
    out = fields.List(fields.Dict())
    ties = fields.List(fields.List(fields.String()))
    warnings = fields.List(fields.Dict())
    sensitivity = fields.Dict()
    panel = fields.Dict()


class Saving(Shape):
    """What one member would pay, and what it saves; null where it has stated no last price."""

    participation_id = fields.String()
    cents = fields.Integer()
    compared_cents = fields.Integer(metadata={"description": "Of it what stands on lines with a stated last price."})
    last_cents = fields.Integer(metadata={"description": "What those lines would have cost at the last prices."})
    saved_cents = fields.Integer(allow_none=True)
    percent = fields.String()
    lines = fields.Integer(metadata={"description": "How many lines are compared, of so many it buys (of_lines)."})
    of_lines = fields.Integer()


class Offer(Shape):
    """One opened response, as the members would pay it."""

    response_id = fields.String(attribute="response.id")
    vendor = fields.String(attribute="response.vendor.name")
    cents = fields.Integer()
    saved_cents = fields.Integer(allow_none=True)
    savings = fields.List(fields.Nested(Saving))


class PayingMember(Shape):
    """A member of the pool."""

    participation_id = fields.String(attribute="id")
    name = fields.String(attribute="jurisdiction.name")


class Savings(Shape):
    """What members pay and save, what all pay least first."""

    members = fields.List(fields.Nested(PayingMember))
    offers = fields.List(fields.Nested(Offer))
