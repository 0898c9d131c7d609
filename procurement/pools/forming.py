"""Forming a pool, with who may join, until when, under which agreement and by which rules. Floor: operations."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from procurement.audit import operations as ledger
from procurement.core.context import Context
from procurement.core.errors import Conflict, Invalid
from procurement.core.verdict import require
from procurement.files import operations as files
from procurement.library import queries as library
from procurement.library.content import new_key
from procurement.library.lifecycle import VersionState
from procurement.library.models import Form
from procurement.networks import queries as networks
from procurement.networks.geography import STATES
from procurement.plans.lifecycle import PlanState
from procurement.plans.models import Plan
from procurement.pools import demand_queries, finding, linking, policy, queries
from procurement.pools.agreement import Signature
from procurement.pools.holding import changed, hold, tell_members
from procurement.pools.joining import invite, take_part
from procurement.pools.lifecycle import PARTICIPATION, POOL
from procurement.pools.models import Admission, AdmittedState, LateJoining, Participation, Pool, PoolLine
from procurement.pools.reminding import remind_ahead

#: What a pool can buy for all its members, and of how many years' demand.
MOST_LINES, MOST_YEARS = 500, 20
#: What the lead may say when it forms the pool and change while it is forming.
SAID = frozenset({
    "title", "description", "focus_area", "join_by", "demand_due_at", "approvals_due_at", "admission", "states",
    "most_members", "late_joining", "publication_rule", "years", "agreement_version_id",
})  # fmt: skip
#: Rules that others joined under: they hear when one changes, with what it is called in the letter.
RULES = {
    "admission": "who may join",
    "states": "the states it is open to",
    "most_members": "how many may take part",
    "late_joining": "who may join late",
    "publication_rule": "whose approval the joint solicitation needs",
    "years": "for how many years demand is stated",
}


def form(
    ctx: Context,
    *,
    jurisdiction_id: str,
    network_id: str,
    title: str,
    authority: str = "",
    authority_file: files.Staged | None = None,
    signature: Signature | None = None,
    lines: Sequence[Mapping] = (),
    plans: Sequence[Plan] = (),
    **said,
) -> Pool:
    """Form a pool in a network of the lead's; the lead takes part from the start, by the authority it names.

    `said` is any of `SAID`. Where an agreement is chosen, the lead signs it now or (before it commits) later. The
    needs of these `plans` are served: the lead's own are pooled at once, the owners of others are invited.
    """
    require(policy.may_form(ctx.actor, jurisdiction_id))
    if network_id not in {each.id for each in networks.networks_of(ctx.session, jurisdiction_id)}:
        raise Invalid({"network_id": ["Choose one of the networks that the lead belongs to."]})
    pool = Pool(
        jurisdiction_id=jurisdiction_id,
        network_id=network_id,
        state=POOL.initial,
        title=title,
        admission=Admission.NETWORK,
        late_joining=LateJoining.NEVER,
        years=1,
        created_at=ctx.now,
        created_by=ctx.actor.id,
    )
    _say(ctx, pool, said)
    for line in lines:
        new_line(pool, line["description"], line["unit"])
    lead = Participation(jurisdiction_id=jurisdiction_id, since=ctx.now, state=PARTICIPATION.initial)
    pool.participations.append(lead)
    ctx.add(pool)
    kept = _kept(pool, said)
    ledger.record(
        ctx, "pool.formed", pool, {"title": title, "lines": lines_said(pool), **({"said": kept} if kept else {})}
    )
    take_part(ctx, lead, authority=authority, authority_file=authority_file, signature=signature)
    remind_ahead(ctx, pool)
    _serve(ctx, lead, plans)
    finding.index(ctx, pool)
    return pool


def edit(ctx: Context, pool: Pool, *, version: int | None = None, **changes) -> Pool:
    """Change what the lead says of the pool (any of `SAID`). Members hear of a rule or an agreement that changes."""
    require(policy.may_edit(ctx.actor, hold(ctx, pool)))
    ctx.expect(pool, version)
    before = {name: getattr(pool, name) for name in sorted(set(changes) & SAID)}
    _say(ctx, pool, changes)
    ctx.session.flush()
    ctx.session.expire(pool, ["agreement"])
    different = [name for name, was in before.items() if getattr(pool, name) != was]
    if "states" in different:
        changed(ctx, pool)
    if not different:
        return pool
    ledger.record(ctx, "pool.edited", pool, _kept(pool, different))
    rules = [RULES[name] for name in RULES if name in different]
    if rules:
        tell_members(ctx, pool, "pool-rules-changed", rules=rules)
    if "agreement_version_id" in different and pool.agreement is not None:
        tell_members(ctx, pool, "pool-agreement-changed", agreement=pool.agreement)
    if "demand_due_at" in different:
        remind_ahead(ctx, pool)
    finding.index(ctx, pool)
    return pool


def new_line(pool: Pool, description: str, unit: str, only: Participation | None = None) -> PoolLine:
    """A line more, for all or for one member only. Asks nobody: the deed that adds it has asked."""
    if only is None and sum(1 for each in pool.lines if each.participation_id is None) >= MOST_LINES:
        raise Invalid(f"A pool has at most {MOST_LINES} lines.")
    line = PoolLine(
        position=max((each.position for each in pool.lines), default=0) + 1,
        key=new_key("p", [each.key for each in pool.lines]),
        description=description,
        unit=unit,
        participation_id=only.id if only is not None else None,
    )
    pool.lines.append(line)
    return line


def lines_said(pool: Pool) -> list[dict]:
    """The lines as the ledger keeps them."""
    return [{"key": each.key, "description": each.description, "unit": each.unit} for each in pool.lines]


def _serve(ctx: Context, lead: Participation, plans: Sequence[Plan]) -> None:
    """Link the plans, and ask their owners to join as far as the pool is open to them."""
    pool = lead.pool
    for plan in plans:
        if plan.state != PlanState.ANNOUNCED:
            raise Conflict(f"The plan “{plan.title}” is {plan.state} already, so no pool is formed for it.")
        linking.link(ctx, pool, plan)
    if plans:
        linking.taken_part(ctx, lead)
    others = dict.fromkeys(plan.jurisdiction_id for plan in plans if plan.jurisdiction_id != pool.jurisdiction_id)
    for place in others:
        if queries.may_be_invited(ctx.session, pool, place):
            invite(ctx, pool, jurisdiction_id=place)


def set_approvals_date(ctx: Context, pool: Pool, *, approvals_due_at: datetime) -> Pool:
    """Until when members are asked to approve the joint draft; once it has passed, only a later time is set."""
    require(policy.may_set_approvals_date(ctx.actor, hold(ctx, pool)))
    if approvals_due_at <= ctx.now:
        raise Invalid({"approvals_due_at": ["Choose a time in the future."]})
    pool.approvals_due_at = approvals_due_at
    changed(ctx, pool)
    ledger.record(ctx, "pool.approvals-date-set", pool, {"approvals_due_at": approvals_due_at.isoformat()})
    tell_members(ctx, pool, "pool-approvals-date", zone=pool.lead.zone)
    return pool


def _say(ctx: Context, pool: Pool, said: Mapping) -> None:
    """Set what is said, once all of it is sound together."""
    unknown = set(said) - SAID
    if unknown:
        raise TypeError(f"A pool has no {', '.join(sorted(unknown))} to edit.")
    _check_times(ctx, pool, said)
    _check_years(ctx, pool, said.get("years"))
    _check_places(pool, said.get("most_members"))
    if said.get("agreement_version_id", pool.agreement_version_id) != pool.agreement_version_id:
        _check_agreement(ctx, said["agreement_version_id"])
    states = _states(pool, said)
    for name, value in said.items():
        if name != "states":
            setattr(pool, name, value)
    if states != pool.states:
        known = {each.state_code: each for each in pool.admitted}
        pool.admitted = [known.get(code) or AdmittedState(state_code=code) for code in states]


def _check_times(ctx: Context, pool: Pool, said: Mapping) -> None:
    for name in ("join_by", "demand_due_at", "approvals_due_at"):
        chosen = said.get(name, getattr(pool, name))
        if chosen is not None and chosen != getattr(pool, name) and chosen <= ctx.now:
            raise Invalid({name: ["Choose a time in the future."]})
    join_by, due, approve = (
        said.get(name, getattr(pool, name)) for name in ("join_by", "demand_due_at", "approvals_due_at")
    )
    if due is not None and join_by is not None and due < join_by:
        raise Invalid(
            {"demand_due_at": ["Who joins at the last moment has to state quantities too: choose a later time."]}
        )
    if approve is not None and due is not None and approve <= due:
        raise Invalid({"approvals_due_at": ["Approvals follow the quantities: choose a later time."]})


def _check_years(ctx: Context, pool: Pool, years: int | None) -> None:
    if years is None or years == pool.years:
        return
    if not 1 <= years <= MOST_YEARS:
        raise Invalid({"years": [f"Choose 1 to {MOST_YEARS} years."]})
    if pool.id is not None and demand_queries.has_quantities(ctx.session, pool):
        raise Conflict("Members have stated quantities by year already, so the number of years stays.")


def _check_places(pool: Pool, most: int | None) -> None:
    if most is None:
        return
    there = len(queries.joined(pool))
    if most < max(2, there):
        sentence = f"{there} take part already." if there > 1 else "A pool has at least two members."
        raise Invalid({"most_members": [sentence]})


def _check_agreement(ctx: Context, version_id: str | None) -> None:
    if version_id is None:
        return
    found = library.get_version(ctx, version_id)
    if found.item.form != Form.AGREEMENT or found.state != VersionState.PUBLISHED:
        raise Invalid({"agreement_version_id": ["Choose a published agreement of the library."]})


def _states(pool: Pool, said: Mapping) -> list[str]:
    admission = said.get("admission", pool.admission)
    if admission != Admission.STATES:
        return []
    states = sorted(set(said.get("states", pool.states)))
    if not states:
        raise Invalid({"states": ["Choose the states whose public bodies may join."]})
    strange = [code for code in states if code not in STATES]
    if strange:
        raise Invalid({"states": [f"“{strange[0]}” is no state."]})
    return states


def _kept(pool: Pool, names) -> dict:
    """What the ledger keeps of these: plain values."""
    found = {name: getattr(pool, name) for name in sorted(names)}
    return {name: None if value is None else value for name, value in found.items()}
