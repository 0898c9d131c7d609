"""Who may form, join, lead and leave a pool. Whose right it is comes first, then whether it is still time."""

from collections.abc import Collection
from datetime import datetime

from procurement.core.context import Actor
from procurement.core.verdict import ALLOWED, SIGN_IN_FIRST, Verdict, refused, untimely, when
from procurement.core.words import when as in_words
from procurement.networks.duties import Permission, may
from procurement.pools.lifecycle import ParticipationState, PoolState
from procurement.pools.models import Participation, Pool

SETTLED = "The pool is committed: members, lines and quantities rest. Only the lead can open it for changes again."


def may_see(actor: Actor, pool: Pool, *, circle: Collection[str]) -> Verdict:
    """People who work for a government of the pool's network or for one that takes part, and the network's stewards.

    `circle` are the ids of those governments (`queries.circle`).
    """
    inside = any(may(actor, Permission.SEE_INTERNAL, each) for each in circle)
    steward = may(actor, Permission.CURATE, pool.network_id)
    return when(inside or steward or actor.is_system, "This pool is for members of its network.")


def may_form(actor: Actor, jurisdiction_id: str) -> Verdict:
    """A representative: who forms a pool commits the own jurisdiction to take part in it."""
    reason = "Only a representative of the jurisdiction may form a pool: it takes part from the start."
    return _speaks_for(actor, jurisdiction_id, reason)


def may_lead(actor: Actor, pool: Pool) -> Verdict:
    """The lead's officers and representatives run the pool."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    place = pool.jurisdiction_id
    ok = may(actor, Permission.COMMIT_TO_POOLS, place) or may(actor, Permission.DRAFT, place)
    return when(ok, "Only the lead of the pool may do this: its officers and representatives.")


def may_edit(actor: Actor, pool: Pool) -> Verdict:
    """What the pool buys and until when it can be joined is the lead's to say, while it is forming."""
    return _while_forming(may_lead(actor, pool), pool)


def may_invite(actor: Actor, pool: Pool, now: datetime) -> Verdict:
    """The lead, as long as others can join."""
    verdict = may_lead(actor, pool)
    return _open_to_join(pool, now) if verdict else verdict


def may_join(actor: Actor, pool: Pool, jurisdiction_id: str, *, in_network: bool, now: datetime) -> Verdict:
    """A representative commits the own jurisdiction, which belongs to the pool's network, in time."""
    verdict = _speaks_for(actor, jurisdiction_id, "Only a representative of the jurisdiction may join a pool for it.")
    if not verdict:
        return verdict
    if not in_network:
        return refused("Only members of the pool's network may join it.")
    return _open_to_join(pool, now)


def may_state_quantities(actor: Actor, participation: Participation) -> Verdict:
    """A member's representative, while the pool is forming."""
    return _as_member(actor, participation, "Only a representative of the jurisdiction may state its quantities.")


def may_state_authority(actor: Actor, participation: Participation) -> Verdict:
    """A member's representative, while the pool is forming."""
    return _as_member(actor, participation, "Only a representative of the jurisdiction may state its authority.")


def may_leave(actor: Actor, participation: Participation) -> Verdict:
    """A member leaves (an invited government declines) until the pool is committed; the lead never leaves its own."""
    verdict = _speaks_for(
        actor, participation.jurisdiction_id, "Only a representative of the jurisdiction may leave the pool for it."
    )
    if not verdict:
        return verdict
    if participation.jurisdiction_id == participation.pool.jurisdiction_id:
        return refused("The lead cannot leave its own pool; it can close it.")
    if participation.state == ParticipationState.LEFT:
        return untimely("This jurisdiction has left the pool already.")
    return _while_forming(ALLOWED, participation.pool)


def may_commit(actor: Actor, pool: Pool) -> Verdict:
    """The lead, while the pool is forming; what hinders is the checklist's business."""
    verdict = may_lead(actor, pool)
    if verdict and pool.state != PoolState.FORMING:
        return untimely("This pool has been committed already.")
    return verdict


def may_reopen(actor: Actor, pool: Pool) -> Verdict:
    """The lead, until the joint solicitation is out; once that is cancelled, the pool opens again by itself."""
    verdict = may_lead(actor, pool)
    if not verdict or pool.state == PoolState.COMMITTED:
        return verdict
    if pool.state == PoolState.SOURCING:
        return untimely("The joint solicitation is out. Only its cancellation opens the pool for changes again.")
    return untimely(f"This pool is {pool.state}: only a committed pool can be opened for changes.")


def may_source(actor: Actor, pool: Pool) -> Verdict:
    """The lead's officers, once members and quantities are settled."""
    verdict = may_lead(actor, pool)
    if verdict and pool.state != PoolState.COMMITTED:
        return untimely(f"This pool is {pool.state}: a joint solicitation goes out for a committed pool.")
    return verdict


def may_close(actor: Actor, pool: Pool) -> Verdict:
    """The lead, except while the joint solicitation is out."""
    verdict = may_lead(actor, pool)
    if verdict and pool.state == PoolState.SOURCING:
        return untimely("The joint solicitation is out. Cancel it first, or wait for its end.")
    if verdict and pool.state == PoolState.CLOSED:
        return untimely("This pool has been closed already.")
    return verdict


def _speaks_for(actor: Actor, jurisdiction_id: str, reason: str) -> Verdict:
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    return when(may(actor, Permission.COMMIT_TO_POOLS, jurisdiction_id), reason)


def _as_member(actor: Actor, participation: Participation, reason: str) -> Verdict:
    verdict = _speaks_for(actor, participation.jurisdiction_id, reason)
    if verdict and participation.state != ParticipationState.JOINED:
        return untimely("Join the pool first.")
    return _while_forming(verdict, participation.pool)


def _while_forming(verdict: Verdict, pool: Pool) -> Verdict:
    if not verdict or pool.state == PoolState.FORMING:
        return verdict
    return untimely("This pool is closed." if pool.state == PoolState.CLOSED else SETTLED)


def _open_to_join(pool: Pool, now: datetime) -> Verdict:
    """Others can join in the half-open span up to `join_by`; equality is late, as everywhere here."""
    if pool.state != PoolState.FORMING:
        return untimely("This pool is no longer forming; nobody can join it now.")
    if pool.join_by is not None and now >= pool.join_by:
        return untimely(f"The time to join this pool ended on {in_words(pool.join_by, pool.lead.zone)}.")
    return ALLOWED
