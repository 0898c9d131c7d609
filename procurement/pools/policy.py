"""Who may form, join, lead and leave a pool."""

from datetime import datetime

from procurement.core.context import Actor
from procurement.core.verdict import SIGN_IN_FIRST, Verdict, refused, when
from procurement.core.words import when as in_words
from procurement.networks.duties import Permission, may
from procurement.pools.lifecycle import ParticipationState, PoolState
from procurement.pools.models import Participation, Pool


def may_form(actor: Actor, jurisdiction_id: str) -> Verdict:
    """Whoever drafts for the jurisdiction or commits it may form a pool that it leads."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    ok = may(actor, Permission.COMMIT_TO_POOLS, jurisdiction_id) or may(actor, Permission.DRAFT, jurisdiction_id)
    return when(ok, "Only an officer or representative of the lead may form a pool for it.")


def may_lead(actor: Actor, pool: Pool) -> Verdict:
    """The lead's officers and representatives run the pool."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    return when(bool(may_form(actor, pool.jurisdiction_id)), "Only the lead agency of the pool may do this.")


def may_edit_lines(actor: Actor, pool: Pool) -> Verdict:
    """What the pool buys is the lead's to say, while it is forming."""
    if pool.state != PoolState.FORMING:
        return refused("The lines of a pool can be changed only while it is forming.")
    return may_lead(actor, pool)


def may_join(actor: Actor, pool: Pool, jurisdiction_id: str, *, in_network: bool, now: datetime, zone: str) -> Verdict:
    """A representative commits the own jurisdiction, which belongs to the pool's network, in time."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    if not may(actor, Permission.COMMIT_TO_POOLS, jurisdiction_id):
        return refused("Only a representative of the jurisdiction may join a pool for it.")
    if not in_network:
        return refused("Only members of the pool's network may join it.")
    if pool.state != PoolState.FORMING:
        return refused("This pool is no longer forming; nobody can join it now.")
    if pool.join_by is not None and now >= pool.join_by:
        return refused(f"The time to join this pool ended on {in_words(pool.join_by, zone)}.")
    return Verdict(True)


def may_state_quantities(actor: Actor, participation: Participation) -> Verdict:
    """A member's representative, while the pool is forming."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    if not may(actor, Permission.COMMIT_TO_POOLS, participation.jurisdiction_id):
        return refused("Only a representative of the jurisdiction may state its quantities.")
    if participation.state != ParticipationState.JOINED:
        return refused("Join the pool first, then state your quantities.")
    return when(
        participation.pool.state == PoolState.FORMING,
        "The quantities were settled when the lead committed the pool; they cannot be changed now.",
    )


def may_leave(actor: Actor, participation: Participation) -> Verdict:
    """A member may leave until the pool is committed; the lead may not leave its own pool."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    if not may(actor, Permission.COMMIT_TO_POOLS, participation.jurisdiction_id):
        return refused("Only a representative of the jurisdiction may leave the pool for it.")
    if participation.jurisdiction_id == participation.pool.jurisdiction_id:
        return refused("The lead cannot leave its own pool; it can close it.")
    return when(participation.pool.state == PoolState.FORMING, "The pool is committed: members cannot leave it now.")


def may_see(actor: Actor, pool: Pool, *, in_network: bool) -> Verdict:
    """People who work for a government of the pool's network."""
    return when(in_network or actor.is_operator or actor.is_system, "This pool is for members of its network.")
