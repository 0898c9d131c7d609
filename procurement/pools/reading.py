"""What both doors of pools show: the pool with its demand, its hindrances, its agreement and its joint solicitation.

Floor: api.
"""

import sqlalchemy as sa
from flask import g

from procurement.core.errors import NotFound
from procurement.core.shapes import plain
from procurement.core.spreadsheet import write
from procurement.library.models import ItemVersion
from procurement.plans import queries as plans
from procurement.plans.models import Plan
from procurement.pools import agreement, demand_queries, demand_sheet, policy, queries
from procurement.pools.models import Commitment, DemandSheet, Participation, Pool, PoolLine
from procurement.solicitations import annex_queries
from procurement.solicitations import queries as solicitations
from procurement.solicitations.models import Solicitation

PARTS = (
    "id", "state", "title", "description", "focus_area", "lead", "network", "join_by", "demand_due_at",
    "approvals_due_at", "admission", "states", "most_members", "late_joining", "publication_rule", "years",
    "agreement_version_id", "offered_lead_id", "created_at", "version",
)  # fmt: skip


def brief(pool: Pool) -> dict:
    """What a list shows."""
    shown = {name: getattr(pool, name) for name in PARTS}
    return {**shown, "is_open_to_join": queries.is_open_to_join(pool, g.context.now)}


def whole(pool: Pool) -> dict:
    """The pool with all that belongs to it; the shares of each line are asked for by line."""
    standing = queries.standing(g.context.session, pool)
    return {
        **brief(pool),
        "lines": pool.lines,
        "members": members(pool),
        "demand": standing.sums,
        "hindrances": standing.hindrances,
        "solicitations": joint_solicitations(pool),
    }


def line_demand(pool: Pool, line: PoolLine) -> dict:
    """One line with every share, and who is missing."""
    (found,) = with_shares(pool, [line])
    return found


def with_shares(pool: Pool, lines: list[PoolLine]) -> list[dict]:
    """These lines with every share, and who is missing."""
    said = demand_queries.stated(g.context.session, pool, lines)
    summed = demand_queries.demand_of(pool, lines, said)
    missing = demand_queries.missing(pool, lines, said)
    return [{**each, "missing": missing.get(each["key"], [])} for each in summed]


def stated(participation: Participation) -> dict:
    """What a member has stated, by line key; what it paid last only for its own people."""
    session, pool = g.context.session, participation.pool
    keys = {line.id: line.key for line in pool.lines}
    rows = demand_queries.commitments(session, participation)
    shown = None
    if policy.may_see_last_prices(g.context.actor, participation):
        paid = demand_queries.last_prices(session, participation)
        shown = {
            keys[line]: {"unit_price": plain(each.unit_price), "source": each.source} for line, each in paid.items()
        }
    return {
        "quantities": {keys[line]: entry(several) for line, several in rows.items()},
        "last_prices": shown,
        "places": demand_queries.places(session, participation),
    }


def entry(rows: list[Commitment]) -> dict:
    """What one member stated for one line: as JSON shows it and as the fields of a form hold it."""
    years = [plain(each.quantity) for each in rows]
    whole = plain(sum((each.quantity for each in rows[1:]), rows[0].quantity))
    minimum = rows[0].minimum
    return {
        "quantity": whole,
        **({"years": years} if len(years) > 1 else {}),
        "is_firm": rows[0].is_firm,
        "minimum": None if minimum is None else plain(minimum),
    }


def own_sheet(participation: Participation) -> bytes:
    """A member's own sheet, filled in as stated; what it paid last only for its own people."""
    session, pool = g.context.session, participation.pool
    rows = demand_queries.commitments(session, participation)
    sees = policy.may_see_last_prices(g.context.actor, participation)
    paid = demand_queries.last_prices(session, participation) if sees else {}
    lines = [
        demand_sheet.Row(
            line.key, line.description, line.unit,
            years=[each.quantity for each in rows.get(line.id, [])],
            is_firm=bool(rows.get(line.id) and rows[line.id][0].is_firm),
            minimum=rows[line.id][0].minimum if line.id in rows else None,
            last_price=paid[line.id].unit_price if line.id in paid else None,
            source=paid[line.id].source if line.id in paid else "",
        )
        for line in demand_queries.own_lines(pool, participation)
    ]  # fmt: skip
    return _sheet(lines, pool.years)


def blank_sheet(pool: Pool) -> bytes:
    """A sheet of the lines for all, with nothing stated: for who joins late."""
    lines = [
        demand_sheet.Row(each.key, each.description, each.unit) for each in pool.lines if each.participation_id is None
    ]
    return _sheet(lines, pool.years)


def _sheet(lines: list[demand_sheet.Row], years: int) -> bytes:
    filled, widths = demand_sheet.written(lines, years), (8, 48, 14, *[12] * years, 8, 12, 12, 40)
    return write("Quantities", filled, widths=widths, note=demand_sheet.NOTE)


def waiting_sheet(participation: Participation) -> DemandSheet:
    """The sheet that waits to be confirmed, for its member's people, or NotFound."""
    found = demand_queries.sheet(g.context.session, participation)
    if found is None or not policy.may_see_last_prices(g.context.actor, participation):
        raise NotFound("No sheet waits to be confirmed.")
    return found


def agreement_of(pool: Pool) -> dict:
    """The agreement that members sign now, in full, or NotFound."""
    if pool.agreement is None:
        raise NotFound("This pool has no agreement.")
    return agreement.in_full(pool.agreement)


def signed_by(participation: Participation) -> dict:
    """The agreement as this member has signed it, or NotFound."""
    if participation.agreement_version_id is None:
        raise NotFound("This member has not signed an agreement.")
    return agreement.in_full(g.context.session.get_one(ItemVersion, participation.agreement_version_id))


def members(pool: Pool) -> list[Participation]:
    """Who takes part, is invited or has left: the lead first, then by name."""
    return sorted(
        pool.participations,
        key=lambda each: (each.jurisdiction_id != pool.jurisdiction_id, each.jurisdiction.name, each.id),
    )


def joint_solicitations(pool: Pool) -> list[Solicitation]:
    """The solicitations for this pool that the actor may see, or may write an annex to, the newest first."""
    ways = (solicitations.visible(g.context), annex_queries.visible(g.context))
    seen = [Solicitation.id.in_(way.with_only_columns(Solicitation.id)) for way in ways]
    found = sa.select(Solicitation).where(Solicitation.pool_id == pool.id, sa.or_(*seen))
    return list(g.context.session.scalars(found.order_by(Solicitation.created_at.desc(), Solicitation.id)))


def beyond_draft(pool: Pool) -> str:
    """The joint solicitation of the pool's lead that is beyond its draft, "" for none, as it is committed now."""
    return solicitations.beyond_draft(g.context.session, pool)


def plans_named(ids: list[str]) -> list[Plan]:
    """The plans of these ids, as far as the actor sees them, or NotFound."""
    return [plans.get(g.context, each) for each in dict.fromkeys(ids)]
