"""A pool as a list of what comes next: for oneself as a member or as the lead, and what the pool waits for.

Floor: pages.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask import g, url_for

from procurement.core.words import when
from procurement.pools import motion_queries, policy, queries
from procurement.pools.lifecycle import MotionState, ParticipationState, PoolState
from procurement.pools.models import Motion, Participation, Pool
from procurement.solicitations.lifecycle import SolicitationState
from procurement.solicitations.models import Solicitation

#: Ended without an award: the pool may buy again.
ENDED = (SolicitationState.CANCELLED, SolicitationState.CONCLUDED)


@dataclass(frozen=True)
class Step:
    """One thing to do: its state is a word of the task list (done, now, later, blocked, optional)."""

    label: str
    state: str
    address: str = ""
    note: str = ""


@dataclass
class Hub:
    """Steps of each government that the actor acts for, those of the lead, and what the pool waits for."""

    #: [(name, steps)]
    own: list[tuple[str, list[Step]]] = field(default_factory=list)
    lead: list[Step] = field(default_factory=list)
    #: Sentences about others.
    waiting: list[str] = field(default_factory=list)


def hub(pool: Pool, standing: queries.Standing, joint: Sequence[Solicitation]) -> Hub:
    """What comes next in this pool for whoever looks."""
    found = Hub()
    leads = bool(policy.may_lead(g.context.actor, pool))
    live = next((each for each in joint if each.state not in ENDED), None)
    motions: list[Motion] = []
    if any(each.state == MotionState.OPEN for each in standing.motions):
        motions = motion_queries.open_motions(g.context.session, pool, g.context.now)
    for each in queries.own_participations(g.context, pool):
        if each.state == ParticipationState.JOINED:
            found.own.append((each.jurisdiction.name, _of_member(pool, each, standing, motions, live)))
    if leads:
        found.lead = _of_lead(pool, standing, live)
    found.waiting = _waiting(pool, standing, motions)
    return found


def _of_member(
    pool: Pool, part: Participation, standing: queries.Standing, motions: Sequence[Motion], live: Solicitation | None
) -> list[Step]:
    ids = {"id": pool.id, "participation_id": part.id}
    forming = pool.state == PoolState.FORMING
    steps = []
    if pool.agreement_version_id is not None:
        signed = part.agreement_version_id == pool.agreement_version_id
        note = "" if signed or part.agreement_version_id is None else "You signed an earlier version of it."
        where = url_for("pools.agreement", id=pool.id) if signed else url_for("pools.sign", **ids)
        steps.append(Step("Sign the pool's agreement", "done" if signed else "now", where, note))
    gap = next((each for each in standing.gaps if each.participation_id == part.id), None)
    where = url_for("pools.quantities", **ids) if forming else ""
    due = (
        f"Asked for until {when(pool.demand_due_at, pool.lead.zone)}." if gap and pool.demand_due_at and forming else ""
    )
    left = f"{gap.count:,} {'line is' if gap.count == 1 else 'lines are'} open. {due}".strip() if gap else ""
    steps.append(Step("State your quantities", "now" if gap and forming else "blocked" if gap else "done", where, left))
    if forming:
        steps.append(Step("State them by spreadsheet instead", "optional", url_for("pools.sheet", **ids)))
        steps.append(Step("Say where things are delivered", "optional", url_for("pools.places", **ids)))
        steps.append(Step("Add what only you need", "optional", url_for("pools.options", **ids)))
        steps.append(Step("Correct the authority", "optional", url_for("pools.authority", **ids)))
    for motion in motions:
        voted = motion_queries.own_vote(motion, part) is not None
        where = url_for("pools.motion", id=pool.id, motion_id=motion.id)
        steps.append(Step(f"Vote on “{motion.title}”", "done" if voted else "now", where))
    asked = live is not None and live.annexes_asked_at is not None and part.jurisdiction_id != pool.jurisdiction_id
    if live is not None and asked and live.state in (SolicitationState.DRAFT, SolicitationState.IN_REVIEW):
        where = url_for("solicitations.annex", id=live.id, participation_id=part.id)
        due = f"Asked for until {when(live.annexes_due_at, live.zone)}." if live.annexes_due_at else ""
        steps.append(Step("Read the common text and write your annex", "now", where, due))
    if live is not None and live.state == SolicitationState.IN_REVIEW and part.jurisdiction_id != pool.jurisdiction_id:
        where = url_for("solicitations.review", id=live.id)
        due = f"Asked for until {when(pool.approvals_due_at, pool.lead.zone)}." if pool.approvals_due_at else ""
        steps.append(Step("Read and approve the joint draft", "now", where, due))
    if bool(policy.may_leave(g.context.actor, part)):
        steps.append(Step("Leave the pool", "optional", url_for("pools.leave", **ids)))
    return steps


def _of_lead(pool: Pool, standing: queries.Standing, live: Solicitation | None) -> list[Step]:
    forming, here = pool.state == PoolState.FORMING, {"id": pool.id}
    there = len(queries.joined(pool))
    others = f"{there} {'government takes' if there == 1 else 'governments take'} part."
    hindered = [each for each in standing.hindrances if each.blocking]
    steps = [
        Step(
            "Say what is bought",
            "done" if pool.lines else "now",
            url_for("pools.lines", **here) if forming else "",
            f"{len(pool.lines):,} {'line' if len(pool.lines) == 1 else 'lines'}.",
        )
    ]
    may_invite = bool(policy.may_invite(g.context.actor, pool, g.context.now))
    where = url_for("pools.invite", **here) if may_invite else ""
    steps.append(Step("Invite others", "done" if there > 1 else "now" if may_invite else "later", where, others))
    gaps = len(standing.gaps)
    note = f"{gaps:,} {'member has' if gaps == 1 else 'members have'} lines left to state." if gaps else ""
    steps.append(Step("All members state their quantities", "blocked" if gaps or not pool.lines else "done", "", note))
    may_commit = bool(policy.may_commit(g.context.actor, pool))
    where = url_for("pools.commit", **here) if may_commit else ""
    state = "done" if not forming and pool.state != PoolState.CLOSED else "later" if hindered else "now"
    steps.append(Step("Commit the pool", state, where))
    steps.append(_solicitation(pool, live))
    if forming:
        steps.append(
            Step("Change what the pool says of itself, and its rules", "optional", url_for("pools.edit", **here))
        )
    if bool(policy.may_offer_lead(g.context.actor, pool)) and there > 1:
        steps.append(Step("Pass the lead on", "optional", url_for("pools.lead", **here)))
    return steps


def _solicitation(pool: Pool, live: Solicitation | None) -> Step:
    if live is None:
        may = pool.state == PoolState.COMMITTED
        where = url_for("solicitations.new", pool_id=pool.id) if may else ""
        return Step("Draft the joint solicitation", "now" if may else "later", where)
    is_out = live.published_at is not None
    where = url_for("solicitations.show" if is_out else "solicitations.hub", id=live.id)
    return Step("Publish the joint solicitation", "done" if is_out else "now", where, f"{live.reference}: {live.title}")


def _waiting(pool: Pool, standing: queries.Standing, motions: Sequence[Motion]) -> list[str]:
    if pool.state not in (PoolState.FORMING, PoolState.COMMITTED):
        return []
    found = [each.sentence for each in standing.hindrances if each.code in ("alone", "no-quantities", "not-signed")]
    found += [each.sentence for each in standing.hindrances if each.code in ("signed-earlier", "no-answer")]
    members = len(queries.joined(pool))
    for motion in motions:
        found.append(f"{len(motion.votes)} of {members} members have voted on “{motion.title}”.")
    if pool.offered_lead is not None:
        found.append(f"{pool.offered_lead.name} is asked to take over the lead.")
    return found[:20]
