"""Who may form, join, lead and leave a pool. Whose right it is comes first, then whether it is still time."""

from collections.abc import Collection
from datetime import datetime

from procurement.core.context import Actor
from procurement.core.verdict import ALLOWED, SIGN_IN_FIRST, Verdict, refused, untimely, when
from procurement.core.words import when as in_words
from procurement.networks.duties import Permission, may
from procurement.pools.lifecycle import ParticipationState, PoolState
from procurement.pools.models import Admission, LateJoining, Motion, Participation, Pool, PoolLine, PublicationRule

#: Who may join, for whoever may not.
FOR_WHOM = {
    Admission.NETWORK: "Only members of the pool's network may join it.",
    Admission.NAMED: "Only governments that the lead has named may join this pool. Ask the lead to invite you.",
    Admission.STATES: "Only public bodies of the states that this pool is open to may join it.",
}
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


def may_edit_line(actor: Actor, line: PoolLine) -> Verdict:
    """The lead edits the lines for all; an option is its member's own."""
    if line.participation_id is None:
        return may_edit(actor, line.pool)
    owner = next(each for each in line.pool.participations if each.id == line.participation_id)
    return may_state_quantities(actor, owner)


def may_invite(actor: Actor, pool: Pool, now: datetime) -> Verdict:
    """The lead, as long as others can join."""
    verdict = may_lead(actor, pool)
    return _in_time_to_join(pool, now) if verdict else verdict


def may_join(actor: Actor, pool: Pool, jurisdiction_id: str, *, admitted: bool, joined: int, now: datetime) -> Verdict:
    """A representative commits the own jurisdiction, which the pool is open to, in time and while a place is left."""
    verdict = _speaks_for(actor, jurisdiction_id, "Only a representative of the jurisdiction may join a pool for it.")
    if not verdict:
        return verdict
    if not admitted:
        return refused(FOR_WHOM[pool.admission])
    return is_open_to_join(pool, now, joined=joined)


def may_join_after_award(
    actor: Actor, pool: Pool, jurisdiction_id: str, *, admitted: bool, joined: int, was_said: bool
) -> Verdict:
    """After the award: only where the pool's rule and the published solicitation said so, while a place is left."""
    verdict = _speaks_for(actor, jurisdiction_id, "Only a representative of the jurisdiction may join a pool for it.")
    if not verdict:
        return verdict
    if not admitted:
        return refused(FOR_WHOM[pool.admission])
    if pool.state != PoolState.AWARDED:
        return untimely("This is for a pool whose award is final.")
    if pool.late_joining != LateJoining.AFTER_AWARD or not was_said:
        return untimely("Nobody can join after the award: the pool's rule and its solicitation did not provide for it.")
    return _has_place(pool, joined)


def is_open_to_join(pool: Pool, now: datetime, *, joined: int) -> Verdict:
    """Whether anybody could join now: in time, or late by the pool's rule, while a place is left."""
    verdict = _in_time_to_join(pool, now)
    return _has_place(pool, joined) if verdict else verdict


def may_sign(actor: Actor, participation: Participation) -> Verdict:
    """A member's representative signs the agreement that the pool has now, as long as the pool is there."""
    reason = "Only a representative of the jurisdiction may sign the pool's agreement for it."
    verdict = _speaks_for(actor, participation.jurisdiction_id, reason)
    if verdict and participation.state != ParticipationState.JOINED:
        return untimely("Join the pool first: joining is signing.")
    if verdict and participation.pool.agreement_version_id is None:
        return untimely("This pool has no agreement to sign.")
    return _while_open(verdict, participation.pool)


def may_offer_lead(actor: Actor, pool: Pool) -> Verdict:
    """A representative of the lead, before the joint solicitation is out."""
    reason = "Only a representative of the lead may pass the lead on."
    return _before_sourcing(_speaks_for(actor, pool.jurisdiction_id, reason), pool)


def may_accept_lead(actor: Actor, pool: Pool) -> Verdict:
    """A representative of the member that is asked to lead."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    if pool.offered_lead_id is None:
        return untimely("The lead of this pool is not offered to anybody (any more).")
    reason = "Only a representative of the member that is asked to lead may answer."
    return _before_sourcing(_speaks_for(actor, pool.offered_lead_id, reason), pool)


def may_agree_to_lead(actor: Actor, pool: Pool, *, speaks_for_network: bool) -> Verdict:
    """Whoever speaks for the pool's network: its stewards, or its administrators."""
    if actor.is_anonymous:
        return SIGN_IN_FIRST
    if not speaks_for_network:
        return refused("Only a steward of the pool's network may agree to its new lead.")
    if pool.offered_lead_id is None:
        return untimely("The lead of this pool is not offered to anybody (any more).")
    return _before_sourcing(ALLOWED, pool)


def may_decline_lead(actor: Actor, pool: Pool, *, speaks_for_network: bool) -> Verdict:
    """Either of the two who would have to say yes."""
    as_network = may_agree_to_lead(actor, pool, speaks_for_network=speaks_for_network)
    return as_network if as_network else may_accept_lead(actor, pool)


def may_remind(actor: Actor, pool: Pool) -> Verdict:
    """The lead, while quantities are being stated."""
    return _while_forming(may_lead(actor, pool), pool)


def may_move(actor: Actor, pool: Pool, *, is_gate: bool) -> Verdict:
    """The lead, or a member's representative; only the lead says what must be carried before the pool goes on."""
    leads = may_lead(actor, pool)
    if leads or is_gate or actor.is_anonymous:
        return _while_open(leads, pool)
    speaks = any(
        may(actor, Permission.COMMIT_TO_POOLS, each.jurisdiction_id)
        for each in pool.participations
        if each.state == ParticipationState.JOINED
    )
    return _while_open(when(speaks, "Only the lead and the members' representatives may put a motion."), pool)


def may_vote(actor: Actor, motion: Motion, participation: Participation, now: datetime) -> Verdict:
    """A member's representative, until the motion closes; at that instant it is too late."""
    verdict = _speaks_for(
        actor, participation.jurisdiction_id, "Only a representative of the jurisdiction may vote for it."
    )
    if not verdict:
        return verdict
    if participation.pool_id != motion.pool_id or participation.state != ParticipationState.JOINED:
        return untimely("Only members of the pool vote on its motions.")
    if motion.state != "open" or now >= motion.closes_at:
        return untimely(f"The vote ended on {in_words(motion.closes_at, motion.pool.lead.zone)}.")
    return ALLOWED


def may_withdraw_motion(actor: Actor, motion: Motion, now: datetime) -> Verdict:
    """Whoever put it, or the lead, until it closes."""
    verdict = when(motion.moved_by == actor.id, "") or may_lead(actor, motion.pool)
    if verdict and (motion.state != "open" or now >= motion.closes_at):
        return untimely("The vote on this motion has ended.")
    return verdict


def may_see_last_prices(actor: Actor, participation: Participation) -> Verdict:
    """The member's own people: what it paid last is an anchor for vendors, and no other member's business before the
    opening. Afterwards the rooms downstream show what each member would save.
    """
    inside = may(actor, Permission.SEE_INTERNAL, participation.jurisdiction_id)
    return when(inside, "What a member paid last is for its own people until the joint responses are opened.")


def may_state_quantities(actor: Actor, participation: Participation) -> Verdict:
    """A member's representative, while the pool is forming."""
    return _as_member(actor, participation, "Only a representative of the jurisdiction may state its quantities.")


def may_state_last_prices(actor: Actor, participation: Participation) -> Verdict:
    """A member's representative, until the joint solicitation is out: later it would be made to measure."""
    reason = "Only a representative of the jurisdiction may state what it paid last."
    verdict = _speaks_for(actor, participation.jurisdiction_id, reason)
    if verdict and participation.state != ParticipationState.JOINED:
        return untimely("Join the pool first.")
    if verdict and participation.pool.state not in (PoolState.FORMING, PoolState.COMMITTED):
        return untimely("The joint solicitation is out: what was paid last has to be stated before.")
    return verdict


def may_state_authority(actor: Actor, participation: Participation) -> Verdict:
    """A member's representative, while the pool is forming."""
    return _as_member(actor, participation, "Only a representative of the jurisdiction may state its authority.")


def may_leave(actor: Actor, participation: Participation) -> Verdict:
    """A member leaves (an invited government declines) until the pool is committed, and after that until publication
    where the pool goes on with those who stay; the lead never leaves its own.
    """
    verdict = _speaks_for(
        actor, participation.jurisdiction_id, "Only a representative of the jurisdiction may leave the pool for it."
    )
    if not verdict:
        return verdict
    if participation.jurisdiction_id == participation.pool.jurisdiction_id:
        return refused("The lead cannot leave its own pool; it can pass the lead on, or close the pool.")
    if participation.state == ParticipationState.LEFT:
        return untimely("This jurisdiction has left the pool already.")
    pool = participation.pool
    if pool.state == PoolState.COMMITTED:
        if pool.publication_rule == PublicationRule.STAYING or participation.state == ParticipationState.INVITED:
            return ALLOWED
        return untimely("The pool is committed, and by its rule all stay. Only the lead can open it for changes again.")
    return _while_forming(ALLOWED, pool)


def may_leave_out(actor: Actor, participation: Participation, now: datetime) -> Verdict:
    """The lead goes on without a member that has not approved: only where the pool goes on with those who stay, and
    once the time for approvals has passed; at that instant it may.
    """
    pool = participation.pool
    verdict = may_lead(actor, pool)
    if not verdict:
        return verdict
    if participation.jurisdiction_id == pool.jurisdiction_id:
        return refused("The lead cannot be left out of its own pool.")
    if pool.publication_rule != PublicationRule.STAYING:
        return untimely("By this pool's rule every member approves: nobody is left out. Wait, or open it for changes.")
    if pool.state != PoolState.COMMITTED or participation.state != ParticipationState.JOINED:
        return untimely("Only a member of a committed pool is left out, before the joint solicitation is out.")
    if pool.approvals_due_at is None:
        return untimely("Say first until when members are asked to approve.")
    if now < pool.approvals_due_at:
        return untimely(f"Members are asked to approve until {in_words(pool.approvals_due_at, pool.lead.zone)}.")
    return ALLOWED


def may_set_approvals_date(actor: Actor, pool: Pool) -> Verdict:
    """The lead, until the joint solicitation is out."""
    return _before_sourcing(may_lead(actor, pool), pool)


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


def _while_open(verdict: Verdict, pool: Pool) -> Verdict:
    if verdict and pool.state == PoolState.CLOSED:
        return untimely("This pool is closed.")
    return verdict


def _before_sourcing(verdict: Verdict, pool: Pool) -> Verdict:
    if not verdict or pool.state in (PoolState.FORMING, PoolState.COMMITTED):
        return verdict
    return untimely(f"This pool is {pool.state}: its lead stays who it is.")


def _in_time_to_join(pool: Pool, now: datetime) -> Verdict:
    """Others can join in the half-open span up to `join_by`; equality is late, as everywhere here.

    Once the pool is committed, only its rule for those who come late lets anybody in, until the publication.
    """
    if pool.state == PoolState.COMMITTED and pool.late_joining != LateJoining.NEVER:
        return ALLOWED
    if pool.state != PoolState.FORMING:
        return untimely("This pool is no longer forming; nobody can join it now.")
    if pool.join_by is not None and now >= pool.join_by:
        return untimely(f"The time to join this pool ended on {in_words(pool.join_by, pool.lead.zone)}.")
    return ALLOWED


def _has_place(pool: Pool, joined: int) -> Verdict:
    if pool.most_members is not None and joined >= pool.most_members:
        return untimely(f"The last place in this pool is taken: at most {pool.most_members} may take part.")
    return ALLOWED
