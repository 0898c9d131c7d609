"""Overviews as their reader may see them: all figures in a few questions, and the rows of each figure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from procurement.core.context import Context
from procurement.core.errors import Invalid, NotFound
from procurement.core.verdict import require
from procurement.library import queries as library
from procurement.networks import queries as networks
from procurement.networks.duties import Permission, places
from procurement.networks.models import Jurisdiction, Network
from procurement.overview import ahead, figures, periods, policy, rows
from procurement.overview.figures import Board, Day, Group, Party, Saved
from procurement.overview.looking import View, day_of
from procurement.overview.saving import saved

#: Days of a network are days here: its members lie in several zones.
NETWORK_ZONE = "UTC"
#: So many peers and vendors are named; the rest stand in the list of rows.
NAMED = 10
#: What outcomes say and words are counted together, so that a government is counted once.
_TOGETHER = ("told-money", "told-hours", "reused")


@dataclass(frozen=True)
class Filters:
    """Which of a figure's rows; what is None does not narrow."""

    how: str | None = None
    area: str | None = None
    year: int | None = None
    vendor: str | None = None
    peer: str | None = None
    month: date | None = None


@dataclass(frozen=True)
class Row:
    """One thing that a figure counts; `sort` and `id` name it, `note` says what is not an amount."""

    sort: str
    id: str
    title: str
    place: str
    area: str
    how: str
    day: date
    cents: int | None = None
    number: int | None = None
    vendor: str = ""
    note: str = ""


@dataclass(frozen=True)
class Rows:
    """One page of the rows of a figure, and the sums of all."""

    items: Sequence[Row]
    count: int
    cents: int | None
    number: int | None


def of_jurisdiction(ctx: Context, place: Jurisdiction, period: str = "") -> View:
    """How somebody looks at a government; refused for whoever does not see its internal work."""
    require(policy.may_see_jurisdiction(ctx.actor, place.id))
    return _view(ctx, place, period, place.zone)


def of_network(ctx: Context, place: Network, period: str = "") -> View:
    """How somebody looks at a network with those below it; refused for strangers."""
    at = policy.standing(ctx.actor)
    around: Sequence[str] = ()
    if at:
        known = networks.network_ids_around(at).union(networks.network_ids_below(at))
        around = list(ctx.session.scalars(sa.select(known.subquery().c.id)))
    require(policy.may_see_network(ctx.actor, place.id, around))
    return _view(ctx, place, period, NETWORK_ZONE)


def offered(ctx: Context, place: Network) -> bool:
    """Whether the network's own page points the actor to its overview."""
    at = policy.standing(ctx.actor)
    if not at:
        return False
    known = networks.network_ids_around(at).union(networks.network_ids_below(at)).subquery()
    return ctx.session.scalar(sa.select(sa.literal(place.id).in_(sa.select(known.c.id)))) is True


def places_of(ctx: Context) -> tuple[list[Jurisdiction], list[Network]]:
    """The governments and the networks whose overviews the actor may look at, by name."""
    own = sa.select(Jurisdiction).where(Jurisdiction.id.in_(places(ctx.actor, Permission.SEE_INTERNAL)))
    at = policy.standing(ctx.actor)
    known = networks.network_ids_around(at).union(networks.network_ids_below(at)).subquery()
    around = sa.select(Network).where(Network.id.in_(sa.select(known.c.id)))
    return (
        list(ctx.session.scalars(own.order_by(Jurisdiction.name, Jurisdiction.id))),
        list(ctx.session.scalars(around.order_by(Network.name, Network.id))) if at else [],
    )


def board(view: View) -> Board:
    """Every figure, in six questions however much there is."""
    people = _purchases(view)
    return Board(
        groups=_groups(view, rows.history(view)),
        bought=[each for _, _, each in people],
        vendors=_vendors(people),
        peers=_peers(view),
        saved=saved(view),
        days=_days(view),
        doings=_groups(view, ahead.doings(view)),
        months=periods.months(view.today),
    )


def listed(view: View, figure: str, filters: Filters = Filters(), *, limit: int, offset: int = 0) -> Rows:
    """The rows that a figure counts: exactly as many as it says."""
    if figure == "saved-prices":
        return _saved_rows(view, filters, limit, offset)
    if figure in figures.DAYS:
        return _day_rows(view, figure, filters, limit, offset)
    if figure not in _ROWS:
        raise NotFound("There is no such figure.")
    found = _ROWS[figure](view).subquery()
    select = sa.select(found, Jurisdiction.name.label("place")).join(Jurisdiction, Jurisdiction.id == found.c.place_id)
    for column, value in (
        (found.c.how, filters.how), (found.c.year, filters.year),
        (found.c.vendor, filters.vendor), (found.c.place_id, filters.peer),
    ):  # fmt: skip
        if value is not None:
            select = select.where(column == value)
    if filters.area is not None:
        spelled = view.ctx.session.scalars(sa.select(found.c.area).distinct())
        select = select.where(
            found.c.area.in_([each for each in spelled if each.casefold() == filters.area.casefold()])
        )
    matching = select.subquery()
    sums = sa.select(sa.func.count(), sa.func.sum(matching.c.cents), sa.func.sum(matching.c.number))
    count, cents, number = view.ctx.session.execute(sums.select_from(matching)).one()
    latest = select.order_by(
        found.c.year.desc(), sa.nulls_last(found.c.at.desc()), sa.nulls_last(found.c.on.desc()), found.c.title,
        found.c.id,
    )  # fmt: skip
    items = [_row(view, each) for each in view.ctx.session.execute(latest.limit(limit).offset(offset))]
    return Rows(items, count, _whole(cents), _whole(number))


_ROWS: dict[str, Callable[[View], sa.Select]] = {
    "solicitations": lambda view: rows.solicitations(view, view.own),
    "awards": lambda view: rows.decided(view, view.own),
    "contracts": lambda view: rows.held(view, view.own),
    "addenda": lambda view: rows.addenda(view, view.own),
    "adoptions": lambda view: rows.adoptions(view, view.own),
    "bought": lambda view: rows.bought(view, view.own),
    "with-peers": rows.with_peers,
    "told-money": lambda view: rows.told(view, view.own, "told-money"),
    "told-hours": lambda view: rows.told(view, view.own, "told-hours"),
    "reused": lambda view: rows.reused(view, view.own),
    **{name: lambda view, at=at: ahead.doings(view)[at] for at, name in enumerate(figures.PEERS)},
}


def _view(ctx: Context, place: Jurisdiction | Network, period: str, zone: str) -> View:
    today = day_of(ctx.now, None, zone)
    try:
        chosen = periods.parse(period, today)
    except ValueError as fault:
        raise Invalid({"period": [str(fault)]}) from None
    return View(ctx, place, chosen, zone, today, library.circles(ctx))


def _groups(view: View, selects: Sequence[sa.Select]) -> list[Group]:
    found = sa.union_all(*selects).subquery()
    together = found.c.figure.in_(_TOGETHER)
    keys = (
        found.c.figure.label("figure"),
        found.c.how.label("how"),
        sa.case((together, ""), else_=found.c.area).label("area"),
        sa.case((together, 0), else_=found.c.year).label("year"),
    )
    counted = sa.select(*keys, found.c.cents, found.c.number, found.c.place_id).subquery()
    by = (counted.c.figure, counted.c.how, counted.c.area, counted.c.year)
    select = sa.select(*by, *_sums(counted), sa.func.count(counted.c.place_id.distinct())).group_by(*by).order_by(*by)
    return figures.by_area(
        Group(figure, how, area, int(year), count, int(cents or 0), priced, int(number or 0), governments)
        for figure, how, area, year, count, cents, priced, number, governments in view.ctx.session.execute(select)
    )


def _sums(found) -> tuple:
    return sa.func.count(), sa.func.sum(found.c.cents), sa.func.count(found.c.cents), sa.func.sum(found.c.number)


def _purchases(view: View) -> list[tuple[str, str, Group]]:
    """What was bought by side and vendor: (vendor, its name, group)."""
    found = rows.bought(view, view.own).subquery()
    by = (found.c.how, found.c.vendor)
    select = sa.select(*by, sa.func.min(found.c.vendor_name), *_sums(found)).group_by(*by).order_by(*by)
    return [
        (vendor, name, Group("bought", how, "", 0, count, int(cents or 0), priced))
        for how, vendor, name, count, cents, priced, _ in view.ctx.session.execute(select)
    ]


def _vendors(people: Sequence[tuple[str, str, Group]]) -> list[Party]:
    known: dict[str, list] = {}
    for vendor, name, each in people:
        sums = known.setdefault(vendor, [name, 0, 0, 0])
        for at, value in enumerate((each.rows, each.cents, each.priced), 1):
            sums[at] += value
    return _ranked([Party(vendor, *sums) for vendor, sums in known.items()])


def _peers(view: View) -> list[Party]:
    found = rows.with_peers(view).subquery()
    select = (
        sa.select(found.c.place_id, Jurisdiction.name, Jurisdiction.slug, *_sums(found)[:3])
        .join(Jurisdiction, Jurisdiction.id == found.c.place_id)
        .group_by(found.c.place_id, Jurisdiction.name, Jurisdiction.slug)
    )
    counted = view.ctx.session.execute(select)
    return _ranked(
        [Party(key, name, count, int(cents or 0), priced, slug) for key, name, slug, count, cents, priced in counted]
    )


def _ranked(parties: Sequence[Party]) -> list[Party]:
    return sorted(parties, key=lambda each: (-each.cents, -each.rows, each.name, each.key))


def _days(view: View) -> list[Day]:
    found = ahead.days(view).subquery()
    by = (found.c.figure, found.c.on, found.c.notice_days)
    counted = view.ctx.session.execute(sa.select(*by, sa.func.count()).group_by(*by))
    known = [Day(figure, on - timedelta(days=notice), count) for figure, on, notice, count in counted]
    last = periods.ahead(view.today)
    return sorted((each for each in known if view.today <= each.on <= last), key=lambda each: (each.on, each.figure))


def _day_rows(view: View, figure: str, filters: Filters, limit: int, offset: int) -> Rows:
    found = ahead.days(view).subquery()
    select = sa.select(found, Jurisdiction.name.label("place")).join(Jurisdiction, Jurisdiction.id == found.c.place_id)
    last, known = periods.ahead(view.today), []
    for each in view.ctx.session.execute(select.where(found.c.figure == figure)):
        day = each.on - timedelta(days=each.notice_days)
        if view.today <= day <= last and filters.month in (None, day.replace(day=1)):
            note = "" if figure != "renewals" else "the last day to give notice"
            known.append(Row("contract", each.of_id, each.title, each.place, each.area, "", day, note=note))
    known.sort(key=lambda row: (row.day, row.title, row.id))
    return Rows(known[offset : offset + limit], len(known), None, None)


def _saved_rows(view: View, filters: Filters, limit: int, offset: int) -> Rows:
    found: list[Saved] = [each for each in saved(view) if filters.peer in (None, each.place_id)]
    items = [
        Row("addendum", each.id, each.title, each.place, each.area, "together", each.day, each.cents,
            note=_compared(each))
        for each in found[offset : offset + limit]
    ]  # fmt: skip
    return Rows(items, len(found), sum(each.cents for each in found), None)


def _compared(each: Saved) -> str:
    return f"{each.lines} of {each.of_lines} lines have a last price"


def _row(view: View, found) -> Row:
    day = day_of(found.at, found.on, view.zone)
    return Row(
        found.sort, found.id, found.title, found.place, found.area, found.how, day, found.cents, found.number,
        found.vendor_name or "",
    )  # fmt: skip


def _whole(number) -> int | None:
    return None if number is None else int(number)
