"""What members of a pool read of its joint draft while they write their annexes, and how far those are.

Floor: queries.
"""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from procurement.core.context import Context
from procurement.core.errors import NotFound
from procurement.library import redline
from procurement.networks.duties import Permission, places
from procurement.pools.lifecycle import ParticipationState
from procurement.pools.models import Participation, Pool
from procurement.solicitations import annexes, annexing, approving, policy, queries
from procurement.solicitations.annex_models import Annex
from procurement.solicitations.models import Solicitation

NO_SUCH = "There is no such joint draft, or your government is not asked for an annex to it."


@dataclass(frozen=True)
class Piece:
    """A section of an annex for reading: what it replaces, what differs from that, and whether that has changed."""

    section: dict
    #: As a body has it: its number, what it replaces; the blanks filled.
    printed: dict
    #: The redline from the core's text to this one, blocks of `library/redline.py`; empty for an addition.
    change: list[dict]
    is_earlier: bool
    is_lost: bool


@dataclass(frozen=True)
class Answer:
    """How far a member is: “not-answered”, “being-written”, “complete” or “none-needed”."""

    participation_id: str
    member: str
    state: str
    sections: int


@dataclass(frozen=True)
class Work:
    """A member's annex with the core as the member reads it."""

    member: Participation
    annex: Annex | None
    #: What concerns the member of the text as it stands, its open blanks marked.
    body: dict
    #: The sections of the core that stand, as they are written, by key.
    core: dict[str, dict]
    pieces: list[Piece]


def own(actor) -> frozenset[str]:
    """The governments for which this actor writes annexes."""
    return places(actor, Permission.DRAFT) | places(actor, Permission.COMMIT_TO_POOLS)


def visible(ctx: Context) -> sa.Select[tuple[Solicitation]]:
    """The joint drafts to which a government of the actor is asked to add: row by row `policy.may_read_core`."""
    joined = sa.select(Participation.pool_id).where(
        Participation.jurisdiction_id.in_(own(ctx.actor)), Participation.state == ParticipationState.JOINED
    )
    return (
        sa.select(Solicitation)
        .options(joinedload(Solicitation.jurisdiction), joinedload(Solicitation.pool))
        .where(
            Solicitation.pool_id.in_(joined),
            Solicitation.annexes_asked_at.is_not(None),
            Solicitation.state.in_(policy.COMMENTED),
        )
    )


def get(ctx: Context, solicitation_id: str) -> Solicitation:
    """The joint draft for whoever writes an annex to it, or for the lead's own people; else NotFound."""
    found = ctx.session.scalar(visible(ctx).where(Solicitation.id == solicitation_id))
    if found is not None:
        return found
    try:
        found = queries.get_own(ctx, solicitation_id)
    except NotFound:
        raise NotFound(NO_SUCH) from None
    if found.pool_id is None or found.published_at is not None:
        raise NotFound(NO_SUCH)
    return found


def get_member(ctx: Context, solicitation: Solicitation, participation_id: str) -> Participation:
    """A member whose annex this actor may see: the own government's, for the lead's people everybody's."""
    leads = bool(policy.may_see_work(ctx.actor, solicitation))
    for each in queries.members(ctx.session, solicitation):
        if each.id == participation_id and (leads or policy.may_read_core(ctx.actor, solicitation, each)):
            return each
    raise NotFound(NO_SUCH)


def own_members(ctx: Context, solicitation: Solicitation) -> list[Participation]:
    """The members that this actor writes for."""
    found = queries.members(ctx.session, solicitation)
    return [each for each in found if policy.may_read_core(ctx.actor, solicitation, each)]


def reader(ctx: Context, solicitation: Solicitation) -> Participation | None:
    """The member as whose people this actor reads the joint draft; None for its own people, who read all of it."""
    if solicitation.pool_id is None or policy.may_see_work(ctx.actor, solicitation):
        return None
    inside = places(ctx.actor, Permission.SEE_INTERNAL)
    found = queries.members(ctx.session, solicitation)
    return next((each for each in found if each.jurisdiction_id in inside), None)


def as_read(body: dict, member: Participation | None) -> dict:
    """A body as this reader may read it before it is published: all of it, or what concerns the member."""
    return body if member is None else approving.concerning(body, member.id)


def work(ctx: Context, solicitation: Solicitation, member: Participation) -> Work:
    """The member's annex against the core as it stands now."""
    stands = queries.standing(ctx.session, solicitation)
    body = approving.concerning(queries.marked_body(solicitation, stands), member.id)
    core = {each["key"]: each for each in stands.content["sections"]}
    annex = stands.annexes.get(member.id)
    shown = {each["key"]: each for each in body["sections"]}
    texts = (body.get("annexes") or [{"sections": []}])[0]["sections"]
    pieces = []
    for section, printed in zip(annex.sections if annex is not None else (), texts, strict=True):
        replaced = shown.get(section["overrides"])
        change = redline.body(replaced["body"], printed["body"]) if replaced is not None else []
        lost, earlier = annexing.is_lost(section, core), annexing.is_earlier(section, core)
        pieces.append(Piece(section, printed, change, earlier, lost))
    return Work(member, annex, body, core, pieces)


def answers(ctx: Context, solicitation: Solicitation) -> list[Answer]:
    """How far the annexes are: all for the lead's people, the own ones for a member's."""
    leads = bool(policy.may_see_work(ctx.actor, solicitation))
    members = queries.members(ctx.session, solicitation) if leads else own_members(ctx, solicitation)
    known = annexes.of(ctx.session, solicitation, members)
    found = []
    for each in members:
        annex = known.get(each.id)
        count = len(annex.sections) if annex is not None else 0
        done = annex is not None and annex.confirmed_at is not None
        state = ("complete" if count else "none-needed") if done else "being-written" if count else "not-answered"
        found.append(Answer(each.id, each.jurisdiction.name, state, count))
    return found


def pool_of(ctx: Context, solicitation_id: str) -> Pool:
    """The pool of a joint draft, for its lead's people; else NotFound."""
    found = queries.get_own(ctx, solicitation_id)
    if found.pool is None:
        raise NotFound("This solicitation is for no pool.")
    return found.pool
