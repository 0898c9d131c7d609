"""Questions about addenda: which ones this actor sees, and how the one that is being written stands."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from procurement.clarifications import changes, checklist
from procurement.clarifications.lifecycle import AddendumState
from procurement.clarifications.models import Addendum
from procurement.core.context import Context
from procurement.core.errors import Conflict, Hindrance, NotFound
from procurement.library.redline import for_everybody, redline
from procurement.networks.duties import Permission, places
from procurement.solicitations import amended, ruling, sides, snapshot
from procurement.solicitations import queries as solicitations
from procurement.solicitations.models import Solicitation
from procurement.solicitations.timing import Fault
from procurement.solicitations.waivers import Waiver

NO_SUCH = "There is no such addendum, or it is not for you to see."
NO_DRAFT = "No addendum to this solicitation is being written."


@dataclass(frozen=True)
class Standing:
    """How the addendum that is being written stands at this instant."""

    new: amended.Dates
    body: dict
    #: Of the whole text as it would be issued.
    digest: str
    #: The redline against what is published, and each changed part in a sentence.
    change: dict
    parts: list[dict]
    faults: list[Fault]
    hindrances: list[Hindrance]


def visible(ctx: Context) -> sa.Select[tuple[Addendum]]:
    """What this actor may see at all: the same as `policy.may_see`, row by row."""
    found = (
        sa.select(Addendum)
        .join(Addendum.solicitation)
        .options(contains_eager(Addendum.solicitation), joinedload(Addendum.issuer), joinedload(Addendum.revision))
    )
    if ctx.actor.is_system:
        return found
    # What was issued was published, and stays public whatever becomes of the solicitation.
    own = places(ctx.actor, Permission.SEE_INTERNAL)
    return found.where(sa.or_(Addendum.state == AddendumState.ISSUED, Solicitation.jurisdiction_id.in_(own)))


def issued(ctx: Context, solicitation: Solicitation) -> list[Addendum]:
    """The issued addenda of a solicitation that the actor sees, in their order."""
    found = visible(ctx).where(Addendum.solicitation_id == solicitation.id, Addendum.state == AddendumState.ISSUED)
    return list(ctx.session.scalars(found.order_by(Addendum.number)))


def get(ctx: Context, solicitation: Solicitation, number: int) -> Addendum:
    """The issued addendum with this number, or NotFound."""
    found = ctx.session.scalar(
        visible(ctx).where(Addendum.solicitation_id == solicitation.id, Addendum.number == number)
    )
    if found is None:
        raise NotFound(NO_SUCH)
    return found


def draft_or_none(ctx: Context, solicitation: Solicitation) -> Addendum | None:
    """The addendum that is being written, for the buyer's people; None for everybody else, and when there is none."""
    return ctx.session.scalar(
        visible(ctx).where(Addendum.solicitation_id == solicitation.id, Addendum.state == AddendumState.DRAFT)
    )


def draft(ctx: Context, solicitation: Solicitation) -> Addendum:
    """The addendum that is being written, or NotFound."""
    found = draft_or_none(ctx, solicitation)
    if found is None:
        raise NotFound(NO_DRAFT)
    return found


def next_number(ctx: Context, solicitation: Solicitation) -> int:
    """The number the next addendum will have."""
    last = sa.select(sa.func.max(Addendum.number)).where(Addendum.solicitation_id == solicitation.id)
    return (ctx.session.scalar(last) or 0) + 1


def standing(ctx: Context, addendum: Addendum, now: datetime | None = None) -> Standing:
    """What the addendum would change if it were issued now, and what stands in the way."""
    it, now = addendum.solicitation, now or ctx.now
    revision = it.revision
    if revision is None or it.due_at is None or it.published_at is None or not it.is_amending:
        raise Conflict(NO_DRAFT)
    rules = solicitations.rules_that_bind(ctx.session, it)
    new = amended.dates(it, rules, addendum.due_at, addendum.questions_due_at)
    body = amended.body(it, new)
    change = redline(sides.of_body(revision.body), sides.of_body(body))
    parts = changes.parts(change, revision.body, body)
    subject = checklist.Subject(
        published_at=it.published_at,
        old_due=it.due_at,
        due=new.due_at,
        old_questions=it.questions_due_at,
        questions=new.questions_due_at,
        zone=it.zone,
        rules=rules,
        reason=addendum.reason,
        has_changes=body != revision.body,
        text=amended.hindrances(ctx, it, new),
        waivers=waivers(addendum),
    )
    return Standing(
        new=new,
        body=body,
        digest=snapshot.digest(body),
        change=change,
        parts=parts,
        faults=checklist.faults(subject, now),
        hindrances=checklist.hindrances(subject, now),
    )


def determinations(addendum: Addendum) -> list:
    """The written determinations made for this addendum, which nobody has withdrawn."""
    made = ruling.in_force(addendum.solicitation)
    return [each for each in made if each.used_at is None and each.made_at >= addendum.begun_at]


def waivers(addendum: Addendum) -> list[Waiver]:
    """The same, as the checklist reads them: a determination is made for one addendum and serves no other."""
    return [
        Waiver(each.code, each.allowed, each.reason, each.maker.name, each.made_at) for each in determinations(addendum)
    ]


def compared(ctx: Context, addendum: Addendum) -> tuple[sides.Side, sides.Side, dict]:
    """The text before an issued addendum, with it, and the redline of the two."""
    number = addendum.number or 0
    old, new = (sides.side(ctx, addendum.solicitation, f"r{each}") for each in (number, number + 1))
    return old, new, for_everybody(old.content, new.content)
