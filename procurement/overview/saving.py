"""What members save against the last prices they stated, for what they signed. Floor: queries."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import sqlalchemy as sa

from procurement.awards.models import Award
from procurement.contracts.lifecycle import AddendumState
from procurement.contracts.models import ParticipatingAddendum
from procurement.networks.duties import Permission, places
from procurement.networks.models import Jurisdiction
from procurement.overview.figures import Saved
from procurement.overview.looking import View, day_of
from procurement.pools.lifecycle import ParticipationState
from procurement.pools.models import LastPrice, Participation, PoolLine
from procurement.responses.prices import Bought, rounded
from procurement.solicitations.models import Solicitation


def saved(view: View) -> list[Saved]:
    """Every addendum signed in the period whose signer stated a last price, the latest first; one question.

    What a member paid before is for its own people and for those of the pool's other members. The figures are those
    of `responses/paying.py`: only lines with a last price are compared, and the addendum's lines were made by it.
    """
    row = ParticipatingAddendum
    inside = places(view.ctx.actor, Permission.SEE_INTERNAL)
    fellows = sa.select(Participation.pool_id).where(
        Participation.jurisdiction_id.in_(inside), Participation.state == ParticipationState.JOINED
    )
    select = (
        sa.select(
            row.id, Solicitation.title, row.jurisdiction_id, Jurisdiction.name, row.signed_at, Solicitation.focus_area,
            view.year(row.signed_at), row.lines, PoolLine.key, LastPrice.unit_price,
        )
        .select_from(row)
        .join(row.jurisdiction)
        .join(row.award)
        .join(Award.solicitation)
        .join(LastPrice, LastPrice.participation_id == row.participation_id)
        .join(PoolLine, PoolLine.id == LastPrice.line_id)
        .where(row.state == AddendumState.SIGNED, view.within(row.signed_at), view.own(row.jurisdiction_id))
        .order_by(row.signed_at.desc(), row.id)
    )  # fmt: skip
    if not view.ctx.actor.is_system:
        select = select.where(sa.or_(row.jurisdiction_id.in_(inside), Solicitation.pool_id.in_(fellows)))
    known: dict[str, tuple] = {}
    for of, *facts, lines, key, price in view.ctx.session.execute(select):
        known.setdefault(of, (facts, lines, {}))[2][key] = price
    return [each for of, found in known.items() if (each := _saved(view, of, *found)) is not None]


def compared(lines: Sequence[Mapping], last_prices: Mapping[str, Decimal]) -> tuple[int, int, int, int]:
    """Of an addendum's lines: the cents of those with a last price, what these cost before, how many, of how many."""
    known = [each for each in lines if each["key"] in last_prices]
    before = [Bought(Decimal(each["quantity"]), last_prices[each["key"]]) for each in known]
    return (
        sum(each["amount_cents"] for each in known),
        sum(int(rounded(each.total).scaleb(2)) for each in before if each.total is not None),
        len({each["key"] for each in known}),
        len({each["key"] for each in lines}),
    )


def _saved(view: View, of: str, facts: Sequence, lines: Sequence[Mapping], prices: Mapping[str, Decimal]):
    title, place_id, place, signed_at, area, year = facts
    paid, before, count, of_lines = compared(lines, prices)
    if not count:
        return None
    day = day_of(signed_at, None, view.zone)
    return Saved(of, title, place_id, place, day, area, year, paid, before, count, of_lines)
