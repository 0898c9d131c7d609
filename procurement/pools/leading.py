"""Passing the lead of a pool on: offered by the lead, accepted by the member, agreed to by the network.

The pool is never without a lead: the old one leads until the last of the two has said yes, in the same instant in which
the new one does. Floor: operations.
"""

from collections.abc import Callable

from procurement.audit import operations as ledger
from procurement.core.context import Context
from procurement.core.errors import Conflict, Invalid
from procurement.core.verdict import require
from procurement.mailbox import operations as mailbox
from procurement.pools import finding, policy, queries
from procurement.pools.holding import address, changed, hold, speakers, tell_members
from procurement.pools.lifecycle import ParticipationState
from procurement.pools.models import Participation, Pool

#: Says which joint solicitation is beyond its draft ("" for none): the door asks the room downstream, once the pool is
#: held, so that nothing is handed to review in between.
Beyond = Callable[[Pool], str]
NO_STEWARD = "Nobody speaks for {network}: its administrator first makes somebody a steward, who can agree."
UNDER_WAY = (
    "The joint solicitation {which} is beyond its draft, so the lead of the pool stays. Take it back to draft first, "
    "or wait for its end."
)


def offer_lead(ctx: Context, pool: Pool, *, jurisdiction_id: str, beyond: Beyond) -> Pool:
    """Ask a member to take over the lead; it and the network's stewards get a letter. Another offer is replaced."""
    require(policy.may_offer_lead(ctx.actor, hold(ctx, pool)))
    member = _member(pool, jurisdiction_id)
    if member is None or jurisdiction_id == pool.jurisdiction_id:
        raise Invalid({"jurisdiction_id": ["Choose another member that takes part."]})
    _draft_at_most(pool, beyond)
    stewards = queries.speaks_for_network(ctx.session, pool)
    if not stewards:
        raise Conflict(NO_STEWARD.format(network=pool.network.name))
    _forget(pool)
    pool.offered_lead_id, pool.lead_offered_at = jurisdiction_id, ctx.now
    changed(ctx, pool)
    ledger.record(ctx, "pool.lead-offered", pool, {"to": jurisdiction_id})
    to = [*speakers(ctx, jurisdiction_id), *stewards]
    values = {"member": member.jurisdiction.name, "address": f"{address(ctx, pool)}/lead"}
    mailbox.post(ctx, "pool-lead-offered", to=to, about=pool, pool=pool, **values)
    return pool


def accept_lead(ctx: Context, pool: Pool, *, beyond: Beyond) -> Pool:
    """The member takes the lead over, as soon as the network has agreed too."""
    require(policy.may_accept_lead(ctx.actor, hold(ctx, pool)))
    pool.lead_accepted_by = ctx.actor.id
    ledger.record(ctx, "pool.lead-accepted", pool, {"by": pool.offered_lead_id}, jurisdiction_id=pool.offered_lead_id)
    return _pass_on(ctx, pool, beyond)


def agree_to_lead(ctx: Context, pool: Pool, *, beyond: Beyond) -> Pool:
    """The network agrees to the new lead; it leads as soon as it has accepted too."""
    require(policy.may_agree_to_lead(ctx.actor, hold(ctx, pool), speaks_for_network=_speaks(ctx, pool)))
    pool.lead_agreed_by = ctx.actor.id
    ledger.record(ctx, "pool.lead-agreed", pool, {"to": pool.offered_lead_id})
    return _pass_on(ctx, pool, beyond)


def decline_lead(ctx: Context, pool: Pool) -> Pool:
    """The member, or the network, says no: the lead stays where it is and hears of it."""
    require(policy.may_decline_lead(ctx.actor, hold(ctx, pool), speaks_for_network=_speaks(ctx, pool)))
    member = pool.offered_lead
    ledger.record(ctx, "pool.lead-declined", pool, {"to": pool.offered_lead_id})
    _forget(pool)
    changed(ctx, pool)
    values = {"member": member.name if member is not None else "", "by": ctx.actor.name}
    to = speakers(ctx, pool.jurisdiction_id)
    mailbox.post(ctx, "pool-lead-declined", to=to, about=pool, pool=pool, address=address(ctx, pool), **values)
    return pool


def take_lead_offer_back(ctx: Context, pool: Pool) -> Pool:
    """The lead stays after all."""
    require(policy.may_offer_lead(ctx.actor, hold(ctx, pool)))
    if pool.offered_lead_id is None:
        raise Conflict("The lead of this pool is not offered to anybody (any more).")
    ledger.record(ctx, "pool.lead-offer-taken-back", pool, {"to": pool.offered_lead_id})
    _forget(pool)
    changed(ctx, pool)
    return pool


def _pass_on(ctx: Context, pool: Pool, beyond: Beyond) -> Pool:
    """The lead changes hands, once both have said yes; a draft of the old lead stays its own and cannot go out."""
    _draft_at_most(pool, beyond)
    new = pool.offered_lead_id
    if new is None or _member(pool, new) is None:
        raise Conflict("The member that was asked to lead takes no part in the pool any more. The lead stays.")
    if pool.lead_accepted_by is None or pool.lead_agreed_by is None:
        changed(ctx, pool)
        return pool
    old = pool.lead.name
    pool.jurisdiction_id = new
    _forget(pool)
    ctx.session.flush()
    ctx.session.expire(pool, ["lead", "offered_lead"])
    ledger.record(ctx, "pool.lead-passed", pool, {"to": new})
    finding.index(ctx, pool)
    tell_members(ctx, pool, "pool-lead-passed", old=old)
    return pool


def _speaks(ctx: Context, pool: Pool) -> bool:
    return ctx.actor.id in {each.id for each in queries.speaks_for_network(ctx.session, pool)}


def _draft_at_most(pool: Pool, beyond: Beyond) -> None:
    which = beyond(pool)
    if which:
        raise Conflict(UNDER_WAY.format(which=which))


def _member(pool: Pool, jurisdiction_id: str) -> Participation | None:
    joined = (each for each in pool.participations if each.state == ParticipationState.JOINED)
    return next((each for each in joined if each.jurisdiction_id == jurisdiction_id), None)


def _forget(pool: Pool) -> None:
    pool.offered_lead_id = pool.lead_offered_at = pool.lead_accepted_by = pool.lead_agreed_by = None
