"""Reading plans: those of the actor's governments and those that are shared with them, decided inside the select."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import defer, joinedload

from procurement.core.context import Context
from procurement.core.errors import NotFound
from procurement.library import queries as library
from procurement.library import vocabulary
from procurement.library.models import Category
from procurement.networks import queries as networks
from procurement.networks.duties import Permission, places
from procurement.networks.models import Jurisdiction, Network
from procurement.plans import policy
from procurement.plans.lifecycle import PlanState
from procurement.plans.models import Dismissal, NeedKind, Plan, PlanSheet, WeeklyLetter

#: Everything a list or a page of a plan shows beside the plan itself.
SHOWN = (joinedload(Plan.jurisdiction), joinedload(Plan.network))
#: So long a desk says that somebody may need the same.
NEWS = timedelta(days=14)
#: Plans a jurisdiction can have on one sheet to take away.
MOST_EXPORTED = 10_000


@dataclass(frozen=True)
class Query:
    """What a list of plans is narrowed to; what is empty does not narrow."""

    words: str = ""
    focus_area: str = ""
    network_id: str = ""
    jurisdiction_id: str = ""
    state_code: str = ""
    state: PlanState | None = None
    #: Only those needed on this day or later.
    needed_from: date | None = None


def visible(ctx: Context) -> sa.Select[tuple[Plan]]:
    """The plans this actor may see: the same as `policy.may_see`, row by row."""
    if ctx.actor.is_operator or ctx.actor.is_system:
        return sa.select(Plan)
    own = Plan.jurisdiction_id.in_(places(ctx.actor, Permission.SEE_INTERNAL))
    shared = sa.and_(Plan.state != PlanState.WITHDRAWN, library.is_shared_with(ctx, row=Plan))
    return sa.select(Plan).where(sa.or_(own, shared))


def get(ctx: Context, plan_id: str) -> Plan:
    """The plan with its owner and network, or NotFound."""
    found = ctx.session.scalar(visible(ctx).where(Plan.id == plan_id).options(*SHOWN))
    if found is None:
        raise NotFound("There is no such plan, or it is not shared with you.")
    return found


def plans(ctx: Context, query: Query = Query()) -> sa.Select[tuple[Plan]]:
    """Visible plans: the actor's own first, then by when they are needed, those without a day last.

    Without a `state` those that still stand for something: withdrawn ones have to be asked for.
    """
    select = visible(ctx).options(*SHOWN).join(Jurisdiction, Jurisdiction.id == Plan.jurisdiction_id)
    select = select.where(Plan.state == query.state if query.state is not None else Plan.state != PlanState.WITHDRAWN)
    for word in query.words.replace("\x00", "").split()[: vocabulary.MOST_TERMS]:
        columns = (Plan.title, Plan.description, Plan.reference, Plan.focus_area, Jurisdiction.name)
        select = select.where(sa.or_(*(each.icontains(word, autoescape=True) for each in columns)))
    if query.focus_area:
        select = select.where(sa.func.lower(Plan.focus_area) == query.focus_area.lower())
    if query.network_id:
        select = select.where(Plan.jurisdiction_id.in_(networks.jurisdiction_ids_below([query.network_id])))
    if query.jurisdiction_id:
        select = select.where(Plan.jurisdiction_id == query.jurisdiction_id)
    if query.state_code:
        select = select.where(Jurisdiction.state_code == query.state_code.upper())
    if query.needed_from is not None:
        select = select.where(sa.or_(Plan.to_on.is_(None), Plan.to_on >= query.needed_from))
    own = Plan.jurisdiction_id.in_(places(ctx.actor, Permission.SEE_INTERNAL))
    return select.order_by(
        sa.case((own, 0), else_=1), Plan.from_on.is_(None), Plan.from_on, Plan.title, Plan.id
    )  # fmt: skip


def filters(ctx: Context) -> dict[str, list[tuple[str, str]]]:
    """What a list can be narrowed to: (value, name) of the focus areas, networks and states of visible plans."""
    see = visible(ctx).with_only_columns(Plan.id).correlate_except(Plan).where(Plan.state != PlanState.WITHDRAWN)
    seen = sa.select(Plan.jurisdiction_id).where(Plan.id.in_(see))
    areas = sa.select(Plan.focus_area).where(Plan.focus_area != "", Plan.id.in_(see)).distinct().subquery()
    states = sa.select(Jurisdiction.state_code).where(Jurisdiction.id.in_(seen)).distinct().subquery()
    found = sa.union_all(
        sa.select(sa.literal("focus_area"), areas.c.focus_area, areas.c.focus_area),
        sa.select(sa.literal("state_code"), states.c.state_code, states.c.state_code),
        sa.select(sa.literal("network_id"), Network.id, Network.name).where(
            Network.id.in_(networks.network_ids_above(seen))
        ),
    )
    known: dict[str, list[tuple[str, str]]] = {"focus_area": [], "state_code": [], "network_id": []}
    for name, value, label in ctx.session.execute(found):
        known[name].append((value, label))
    return {name: sorted(values, key=lambda pair: pair[1].casefold()) for name, values in known.items()}


def own(ctx: Context, jurisdiction_id: str) -> list[Plan]:
    """The announced plans of a jurisdiction that the actor may see, by title."""
    select = visible(ctx).where(Plan.jurisdiction_id == jurisdiction_id, Plan.state == PlanState.ANNOUNCED)
    return list(ctx.session.scalars(select.options(*SHOWN).order_by(Plan.title, Plan.id).limit(500)))


def matched(ctx: Context) -> list[Plan]:
    """The announced plans of the actor's governments that somebody's need became like, lately, the newest first."""
    select = sa.select(Plan).where(
        Plan.jurisdiction_id.in_(policy.announces_for(ctx.actor)),
        Plan.state == PlanState.ANNOUNCED,
        Plan.matched_at >= ctx.now - NEWS,
    )
    return list(ctx.session.scalars(select.order_by(Plan.matched_at.desc(), Plan.id).limit(5)))


def announcing(ctx: Context) -> list[tuple[str, str]]:
    """For whom the actor may announce needs: (id, name), by name."""
    inside = policy.announces_for(ctx.actor)
    if not inside:
        return []
    found = sa.select(Jurisdiction.id, Jurisdiction.name).where(Jurisdiction.id.in_(inside))
    return [(id, name) for id, name in ctx.session.execute(found.order_by(Jurisdiction.name, Jurisdiction.id))]


def sharing_networks(ctx: Context, jurisdiction_ids: Iterable[str]) -> list[tuple[str, str]]:
    """The networks that any of these jurisdictions joined, (id, name): what their plans can be shared in."""
    return [(each.id, each.name) for each in networks.joined_networks(ctx.session, list(jurisdiction_ids))]


def numbers_taken(ctx: Context, jurisdiction_id: str, *, besides: str | None = None) -> set[str]:
    """The numbers of a jurisdiction's plans that are not withdrawn; those of other plans than `besides`."""
    found = sa.select(Plan.reference).where(
        Plan.jurisdiction_id == jurisdiction_id, Plan.reference != "", Plan.state != PlanState.WITHDRAWN
    )
    if besides is not None:
        found = found.where(Plan.id != besides)
    return set(ctx.session.scalars(found))


def category_names(ctx: Context, found: Iterable[Plan]) -> dict[tuple[str, str], str]:
    """The titles of these plans' categories, {(jurisdiction, code): title}, in one select."""
    rows = list(found)
    codes = {code for plan in rows for code in plan.categories}
    if not codes:
        return {}
    own_lists = sa.select(Category.jurisdiction_id, Category.code, Category.title).where(
        Category.jurisdiction_id.in_({plan.jurisdiction_id for plan in rows}), Category.code.in_(codes)
    )
    uploaded = {(place, code): title for place, code, title in ctx.session.execute(own_lists)}
    shipped = library.with_shipped({})
    return {
        (plan.jurisdiction_id, code): uploaded.get((plan.jurisdiction_id, code)) or shipped.get(code, "")
        for plan in rows
        for code in plan.categories
    }


def get_sheet(ctx: Context, sheet_id: str) -> PlanSheet:
    """An uploaded sheet of a jurisdiction for which the actor announces, or NotFound."""
    select = sa.select(PlanSheet).where(PlanSheet.id == sheet_id).options(joinedload(PlanSheet.jurisdiction))
    if not ctx.actor.is_system:
        select = select.where(PlanSheet.jurisdiction_id.in_(policy.announces_for(ctx.actor)))
    found = ctx.session.scalar(select)
    if found is None:
        raise NotFound("There is no such sheet, or it is not yours to see.")
    return found


def open_sheets(ctx: Context) -> list[PlanSheet]:
    """Sheets that wait to be confirmed, of the jurisdictions for which the actor announces, the newest first."""
    select = (
        sa.select(PlanSheet)
        .where(PlanSheet.jurisdiction_id.in_(policy.announces_for(ctx.actor)), PlanSheet.confirmed_at.is_(None))
        .options(joinedload(PlanSheet.jurisdiction), defer(PlanSheet.content))
        .order_by(PlanSheet.uploaded_at.desc(), PlanSheet.id)
        .limit(20)
    )
    return list(ctx.session.scalars(select))


def dismissals(ctx: Context, plan: Plan) -> list[Dismissal]:
    """What was dismissed for a plan, the newest first."""
    select = sa.select(Dismissal).where(
        Dismissal.jurisdiction_id == plan.jurisdiction_id,
        Dismissal.subject == NeedKind.PLAN,
        Dismissal.subject_id == plan.id,
    )
    return list(ctx.session.scalars(select.order_by(Dismissal.dismissed_at.desc(), Dismissal.id).limit(200)))


def get_dismissal(ctx: Context, dismissal_id: str) -> Dismissal:
    """A dismissal of a jurisdiction for which the actor announces, or NotFound."""
    select = sa.select(Dismissal).where(Dismissal.id == dismissal_id)
    if not ctx.actor.is_system:
        select = select.where(Dismissal.jurisdiction_id.in_(policy.announces_for(ctx.actor)))
    found = ctx.session.scalar(select)
    if found is None:
        raise NotFound("There is no such dismissal, or it is not yours to see.")
    return found


def wish_of(ctx: Context, person_id: str) -> WeeklyLetter | None:
    """Whether somebody wants the weekly letter, if that was ever asked."""
    return ctx.session.get(WeeklyLetter, person_id)


def wish_by_key(ctx: Context, key: str) -> WeeklyLetter:
    """The wish that a letter's link speaks of, or NotFound."""
    select = sa.select(WeeklyLetter).where(WeeklyLetter.key == key).options(joinedload(WeeklyLetter.person))
    found = ctx.session.scalar(select)
    if found is None:
        raise NotFound("This link stops and starts no letter. Use the link in your newest letter.")
    return found
