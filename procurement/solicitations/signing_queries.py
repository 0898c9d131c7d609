"""Which of its rules a member of the pool is asked to waive for the joint draft. Floor: queries."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from procurement.core.context import Context
from procurement.core.errors import NotFound
from procurement.networks.duties import Permission, places
from procurement.pools.models import Participation
from procurement.solicitations import queries, ruling, waivers
from procurement.solicitations.lifecycle import SolicitationState
from procurement.solicitations.models import DeterminationRequest, Solicitation
from procurement.solicitations.timing import Fault, Owner
from procurement.solicitations.waivers import Waiver

NO_SUCH = "There is nothing here for your government to sign (any more)."
BEFORE = (SolicitationState.DRAFT, SolicitationState.IN_REVIEW, SolicitationState.APPROVED)


@dataclass(frozen=True)
class Row:
    """One rule of one member that is broken, with what was asked and what is signed."""

    member: Participation
    owner: Owner
    fault: Fault
    asked: DeterminationRequest
    waiver: Waiver | None


def visible(ctx: Context) -> sa.Select[tuple[Solicitation]]:
    """The joint drafts for which a government of this actor's people was asked to waive a rule of its own."""
    asked = sa.select(DeterminationRequest.solicitation_id).where(
        DeterminationRequest.jurisdiction_id.in_(places(ctx.actor, Permission.SEE_INTERNAL))
    )
    return (
        sa.select(Solicitation)
        .options(joinedload(Solicitation.jurisdiction), joinedload(Solicitation.pool))
        .where(Solicitation.id.in_(asked), Solicitation.state.in_(BEFORE))
    )


def get(ctx: Context, solicitation_id: str) -> Solicitation:
    """The draft, or NotFound: what a member is told of it is the broken rule and the proposed reason, no more."""
    found = ctx.session.scalar(visible(ctx).where(Solicitation.id == solicitation_id))
    if found is None:
        raise NotFound(NO_SUCH)
    return found


def rows(ctx: Context, solicitation: Solicitation) -> list[Row]:
    """What the governments of this actor's people were asked to sign, and still are broken rules of theirs."""
    own = places(ctx.actor, Permission.SEE_INTERNAL)
    members = {each.jurisdiction_id: each for each in queries.members(ctx.session, solicitation)}
    asked = sa.select(DeterminationRequest).where(
        DeterminationRequest.solicitation_id == solicitation.id, DeterminationRequest.jurisdiction_id.in_(own)
    )
    latest = {
        (each.jurisdiction_id, each.code): each
        for each in ctx.session.scalars(asked.order_by(DeterminationRequest.asked_at, DeterminationRequest.id))
    }
    known = ruling.waivers(solicitation)
    rules = queries.rules_that_bind(ctx.session, solicitation)
    return [
        Row(members[each.id], each, fault, found, waivers.signed(fault, known).get(each.id))
        for fault in ruling.faults(solicitation, rules, ctx.now)
        for each in fault.signers
        if each.id in members and fault.waivable and (found := latest.get((each.id, fault.code))) is not None
    ]


def row(ctx: Context, solicitation: Solicitation, participation_id: str, code: str) -> Row:
    """One of them, or NotFound."""
    for each in rows(ctx, solicitation):
        if (each.member.id, each.fault.code) == (participation_id, code):
            return each
    raise NotFound(NO_SUCH)


def waiting(ctx: Context) -> sa.Select[tuple[str, str, str, int]]:
    """The joint drafts that wait for a signature which this actor could give for a government of theirs, as the desk
    lists things: ("waive-ours", id, id, 1).
    """
    own = places(ctx.actor, Permission.APPROVE) | places(ctx.actor, Permission.DRAFT)
    asked = sa.select(DeterminationRequest.solicitation_id).where(
        DeterminationRequest.jurisdiction_id.in_(own), DeterminationRequest.closed_at.is_(None)
    )
    return sa.select(sa.literal("waive-ours"), Solicitation.id, Solicitation.id, sa.literal(1)).where(
        Solicitation.id.in_(asked), Solicitation.state.in_(BEFORE)
    )
