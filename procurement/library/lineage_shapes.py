"""Shapes of forks, families, updates and proposals, in and out. Floor: schemas."""

from marshmallow import Schema, fields, post_load, validate

from procurement.core.shapes import Instant, Shape, Text
from procurement.library.models import ProposalState
from procurement.library.schemas import ID, Owner, Shared

STAMP = {"description": "The stamp of the text that was looked at; another text is refused with 409."}


class NewFork(Shared):
    """Whose the fork is to be, and what it is called."""

    jurisdiction_id = Text(longest=ID, load_default=None, allow_none=True)
    title = Text(load_default="")

    @post_load
    def _no_owner(self, data, **_):
        return {**data, "jurisdiction_id": data["jurisdiction_id"] or None}


class Answer(Shape):
    """How one question is decided."""

    place = Text(longest=300, required=True)
    answer = Text(load_default="", validate=validate.OneOf(("", "ours", "theirs", "both", "text")))
    text = Text(longest=200_000, load_default="", metadata={"description": "For the answer “text”."})


class Answers(Shape):
    """Every question of a merge, decided."""

    stamp = Text(longest=60, load_default=None, allow_none=True, metadata=STAMP)
    choices = fields.List(fields.Nested(Answer()), load_default=list, validate=validate.Length(max=2_000))


class Update(Answers):
    """Which version is taken over, with every question decided."""

    version_id = Text(longest=ID, required=True)


class DraftUpdate(Shape):
    """Which version of the template is taken over into a draft, with every question decided."""

    version_id = Text(longest=ID, required=True)
    choices = fields.List(fields.Nested(Answer()), load_default=list, validate=validate.Length(max=2_000))
    version = fields.Integer(load_only=True)


class NewProposal(Shape):
    """What is proposed, and why."""

    title = Text(required=True)
    reason = Text(longest=5_000, load_default="")


class Acceptance(Answers):
    """A proposal taken, with every question decided, and a word to whoever proposed it."""

    answer = Text(longest=5_000, load_default="")
    version = fields.Integer(load_only=True)


class Refusal(Shape):
    """Why a proposal is not taken."""

    reason = Text(longest=5_000, required=True)
    version = fields.Integer(load_only=True)


class ItemName(Schema):
    """An item, by name."""

    id = fields.String()
    title = fields.String()
    jurisdiction = fields.Nested(Owner(), allow_none=True)


class VersionName(Schema):
    """A version, by number."""

    id = fields.String()
    number = fields.Integer()


class Kin(Schema):
    """One item of a family."""

    item = fields.Nested(ItemName())
    depth = fields.Integer(metadata={"description": "How far below the first it hangs."})
    forked_from_version = fields.Nested(VersionName(), attribute="forked_from", allow_none=True)
    based_on_version = fields.Nested(VersionName(), attribute="based_on", allow_none=True)


class Family(Schema):
    """An item's family as far as you may see it."""

    items = fields.List(fields.Nested(Kin()))


class YesOf(Schema):
    """So many of so many said yes."""

    yes = fields.Integer()
    of = fields.Integer()


class Told(Schema):
    """What buyers say, with how many stand behind each figure."""

    on_time = fields.Nested(YesOf)
    on_budget = fields.Nested(YesOf)
    buy_again = fields.Nested(YesOf)
    governments = fields.Integer()


class Record(Schema):
    """What became of what was published from a template."""

    used = fields.Integer(metadata={"description": "How often it was published."})
    awarded = fields.Integer()
    without_award = fields.Integer()
    rescinded = fields.Integer(metadata={"description": "Announced awards that were taken back."})
    few = fields.Integer(metadata={"description": "How often at most one response was opened."})
    protested = fields.Integer(metadata={"description": "Protests that were filed, about terms and awards."})
    sustained = fields.Integer(metadata={"description": "Protests that were sustained."})
    outcomes = fields.Nested(
        Told, allow_none=True, metadata={"description": "What buyers told of its contracts; null without an award."}
    )


class Run(Schema):
    """A stretch of words."""

    kind = fields.String(metadata={"description": "same, deleted or inserted"})
    text = fields.String()


class Question(Schema):
    """Something that both sides changed."""

    place = fields.String()
    kind = fields.String()
    title = fields.String()
    was = fields.String()
    ours = fields.String()
    theirs = fields.String()
    ours_runs = fields.List(fields.Nested(Run()))
    theirs_runs = fields.List(fields.Nested(Run()))
    answers = fields.List(fields.String())
    may_type = fields.Boolean()


class Merging(Schema):
    """What a merge would bring in, and what somebody has to decide."""

    version_id = fields.String(allow_none=True, metadata={"description": "Null: there is nothing to take over."})
    number = fields.Integer(allow_none=True)
    stamp = fields.String(allow_none=True, metadata=STAMP)
    questions = fields.List(fields.Nested(Question()))
    taken = fields.List(fields.String(), metadata={"description": "What comes in without a question."})
    changes = fields.Dict(allow_none=True, metadata={"description": "Clause by clause what the other side changed."})


def owner_of(version) -> str:
    """Whose version it is, by name."""
    owner = version.item.jurisdiction
    return owner.name if owner is not None else "The service itself"


class Proposal(Schema):
    """A change of a fork that is offered to the item upstream."""

    id = fields.String()
    item = fields.Nested(ItemName())
    source_id = fields.String()
    base_id = fields.String()
    proposed_by = fields.Function(
        lambda row: owner_of(row["source"] if isinstance(row, dict) else row.source),
        metadata={"type": "string", "description": "The jurisdiction whose fork it is."},
    )
    state = fields.Enum(ProposalState, by_value=True)
    title = fields.String()
    reason = fields.String()
    answer = fields.String()
    proposed_at = Instant()
    decided_at = Instant(allow_none=True)
    result_id = fields.String(allow_none=True)
    version = fields.Integer()


class ProposalWhole(Proposal):
    """A proposal with what it changes, and what somebody has to decide to take it."""

    merging = fields.Nested(Merging(), allow_none=True)
