"""Announcing needs, changing and withdrawing them, and what becomes of them downstream.

Sheets of a whole year stand in `sheets.py`, dismissing what is not the same in `dismissing.py`, the weekly letter in
`weekly.py`.
"""

from collections.abc import Collection, Iterable, Mapping

import sqlalchemy as sa

from procurement.audit import operations as ledger
from procurement.core.context import Context
from procurement.core.errors import Conflict, Invalid
from procurement.core.verdict import require
from procurement.library import categories as lists
from procurement.library import operations as sharing
from procurement.library import queries as library
from procurement.library.models import Scope
from procurement.mailbox import operations as mailbox
from procurement.plans import indexing, policy, queries, sheet
from procurement.plans.lifecycle import LIFECYCLE, PlanState
from procurement.plans.models import NeedKind, Plan

#: The job that tells those who need the same (`tasks.py`).
NOTICE = "plans.notice"
#: What `edit` changes besides categories and sharing.
FACTS = (
    "reference", "title", "description", "focus_area", "quantity", "unit", "budget_low_cents", "budget_high_cents",
    "from_on", "to_on", "contact_name", "contact_email",
)  # fmt: skip


def announce(
    ctx: Context,
    *,
    jurisdiction_id: str,
    title: str,
    categories: Iterable[str] = (),
    scope: Scope = Scope.NETWORK,
    network_id: str | None = None,
    sheet_id: str | None = None,
    is_checked: bool = False,
    **facts,
) -> Plan:
    """Announce what a jurisdiction means to buy; whom the scope reaches finds it from now on.

    `facts` are FACTS. `is_checked`: that they fit together, and what the categories mean, was seen when its sheet
    was read.
    """
    require(policy.may_announce(ctx.actor, jurisdiction_id))
    if unknown := set(facts) - set(FACTS):
        raise TypeError(f"A plan has no {', '.join(sorted(unknown))}.")
    plan = Plan(
        jurisdiction_id=jurisdiction_id,
        state=LIFECYCLE.initial,
        title=title,
        categories=list(categories) if is_checked else _categories(ctx, jurisdiction_id, categories),
        scope=scope,
        network_id=sharing.sharing_network(ctx, jurisdiction_id, scope, network_id),
        sheet_id=sheet_id,
        created_at=ctx.now,
        created_by=ctx.actor.id,
        changed_at=ctx.now,
        **facts,
    )
    if not is_checked:
        _check(ctx, plan)
    ctx.add(plan)
    index(ctx, plan)
    if not is_checked:
        mailbox.enqueue(ctx, NOTICE, {"plans": [plan.id]})
    ledger.record(ctx, "plan.announced", plan, {"title": title, "scope": scope})
    return plan


def edit(
    ctx: Context,
    plan: Plan,
    *,
    version: int | None = None,
    seen: Mapping | None = None,
    **changes,
) -> Plan:
    """Change what is needed, or who may know. `changes`: FACTS, categories, scope, network_id.

    `seen` is what the person had read, under the same names: what they left as it was stays as it is now, and only
    what somebody else changed meanwhile as well is a conflict. Without it, `version` must be the newest.
    """
    require(policy.may_edit(ctx.actor, plan))
    ctx.lock(plan)
    require(policy.may_edit(ctx.actor, plan))
    unknown = set(changes) - {*FACTS, "categories", "scope", "network_id"}
    if unknown:
        raise TypeError(f"A plan has no {', '.join(sorted(unknown))} to edit.")
    if "categories" in changes:
        changes["categories"] = _categories(ctx, plan.jurisdiction_id, changes["categories"])
    if seen is None:
        ctx.expect(plan, version)
    else:
        changes = _joined(plan, seen, changes)
    for name, value in changes.items():
        if name not in ("scope", "network_id"):
            setattr(plan, name, value)
    if "scope" in changes or "network_id" in changes:
        scope = changes.get("scope", plan.scope)
        network_id = changes.get("network_id", plan.network_id)
        plan.network_id = sharing.sharing_network(ctx, plan.jurisdiction_id, scope, network_id)
        plan.scope = scope
    with ctx.session.no_autoflush:
        _check(ctx, plan)
    plan.changed_at = ctx.now
    ctx.session.flush()
    index(ctx, plan)
    mailbox.enqueue(ctx, NOTICE, {"plans": [plan.id]})
    ledger.record(ctx, "plan.edited", plan, {"changed": sorted(changes), "scope": plan.scope})
    return plan


def withdraw(ctx: Context, plan: Plan, *, reason: str, version: int | None = None) -> Plan:
    """Take the need back for a reason; only the owner's people still see it."""
    require(policy.may_edit(ctx.actor, plan))
    ctx.lock(plan)
    ctx.expect(plan, version)
    require(policy.may_edit(ctx.actor, plan))
    if not reason.strip():
        raise Invalid({"reason": ["Say why: your colleagues will ask."]})
    LIFECYCLE.fire("withdraw", plan)
    plan.withdrawn_reason, plan.changed_at = reason.strip(), ctx.now
    ctx.session.flush()
    index(ctx, plan)
    ledger.record(ctx, "plan.withdrawn", plan, {"reason": plan.withdrawn_reason})
    return plan


def mark_pooled(ctx: Context, plan: Plan) -> Plan:
    """The need is part of a pool now. Asks nobody: a consequence of forming or joining the pool."""
    return _follow(ctx, plan, "pool")


def mark_solicited(ctx: Context, plan: Plan) -> Plan:
    """A solicitation was started from it. Asks nobody: a consequence of drafting the solicitation."""
    return _follow(ctx, plan, "solicit")


def release(ctx: Context, plan: Plan) -> Plan:
    """It stands for itself again: its pool closed, or its solicitation was cancelled.

    Asks nobody: a consequence of those deeds. Done twice, or after a withdrawal, it changes nothing.
    """
    ctx.lock(plan)
    return _follow(ctx, plan, "release") if LIFECYCLE.allows("release", plan) else plan


def mark_matched(ctx: Context, plan_ids: Collection[str]) -> None:
    """Somebody announced what may be the same as these. Asks nobody: it is the service's own work."""
    change = sa.update(Plan).where(Plan.id.in_(list(plan_ids)), Plan.state == PlanState.ANNOUNCED)
    ctx.session.execute(change.values(matched_at=ctx.now), execution_options={"synchronize_session": False})


def index(ctx: Context, plan: Plan) -> None:
    """Let the plan be found by who needs the same, as long as it stands for itself.

    Asks nobody: the deed that calls it has asked.
    """
    if plan.state == PlanState.WITHDRAWN:
        indexing.forget_need(ctx, NeedKind.PLAN, plan.id)
        return
    indexing.index_need(
        ctx,
        subject=NeedKind.PLAN,
        subject_id=plan.id,
        jurisdiction_id=plan.jurisdiction_id,
        scope=plan.scope,
        network_id=plan.network_id,
        title=plan.title,
        text=plan.description,
        focus_area=plan.focus_area,
        categories=plan.categories,
        from_on=plan.from_on,
        to_on=plan.to_on,
        is_open=plan.state == PlanState.ANNOUNCED,
    )


def _follow(ctx: Context, plan: Plan, move: str) -> Plan:
    ctx.lock(plan)
    LIFECYCLE.fire(move, plan)
    plan.changed_at = ctx.now
    ctx.session.flush()
    index(ctx, plan)
    ledger.record(ctx, f"plan.{DEEDS[move]}", plan, {})
    return plan


#: What the ledger calls each move that follows from a deed downstream.
DEEDS = {"pool": "pooled", "solicit": "solicited", "release": "released"}


def _joined(plan: Plan, seen: Mapping, changes: Mapping) -> dict:
    """What the person changed, where nobody else changed the same differently."""
    mine = {name: value for name, value in changes.items() if name not in seen or value != seen[name]}
    clashes = [
        name for name, value in mine.items()
        if name in seen and getattr(plan, name) != seen[name] and getattr(plan, name) != value
    ]  # fmt: skip
    if clashes:
        raise Conflict(
            "Somebody changed the same while you were working on it: "
            + ", ".join(NAMES[name] for name in clashes)
            + ". What you typed is kept below; compare it with the plan as it is now, and save again."
        )
    return mine


#: What each part of a plan is called in a sentence.
NAMES = {key: heading.lower() for key, heading in sheet.COLUMNS.items()} | {"scope": "sharing", "network_id": "network"}


def _check(ctx: Context, plan: Plan) -> None:
    values = {name: getattr(plan, name) for name in FACTS}
    faults: dict[str, list[str]] = {}
    for key, sentence in sheet.disorder(values):
        faults.setdefault(key, []).append(sentence[:1].upper() + sentence[1:])
    if plan.reference:
        taken = queries.numbers_taken(ctx, plan.jurisdiction_id, besides=plan.id)
        if plan.reference in taken:
            faults["reference"] = [f"“{plan.reference}” is the number of another plan of yours."]
    if faults:
        raise Invalid(faults)


def _categories(ctx: Context, jurisdiction_id: str, codes: Iterable[str]) -> list[str]:
    given = list(codes)
    return lists.understood(given, library.category_list(ctx, jurisdiction_id)) if given else []
