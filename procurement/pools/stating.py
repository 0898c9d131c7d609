"""Stating what a member needs: quantities by line and year, places, what it paid last, by page or by sheet.

Floor: operations.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import sqlalchemy as sa

from procurement.core.context import Context
from procurement.core.digest import digest
from procurement.core.errors import Conflict, Invalid
from procurement.core.shapes import plain
from procurement.core.spreadsheet import SheetFault
from procurement.core.spreadsheet import read as read_table
from procurement.core.verdict import require
from procurement.pools import demand, demand_queries, demand_sheet, policy
from procurement.pools.holding import changed, hold_for, record_for
from procurement.pools.models import Commitment, DeliveryPlace, DemandSheet, LastPrice, Participation, PoolLine

#: So many places a member may name.
MOST_PLACES = 100


def state_quantities(
    ctx: Context, participation: Participation, *, version: int | None = None, quantities: Mapping[str, Mapping]
) -> Participation:
    """State how much of each line the member needs: {line key: {quantity | years, is_firm, minimum}}; 0 is an answer.

    A pool of several years takes `years`, one quantity for each. A quantity of None takes the statement back. Lines
    that are not named stay as they are.
    """
    require(policy.may_state_quantities(ctx.actor, hold_for(ctx, participation)))
    ctx.expect(participation, version)
    put_quantities(ctx, participation, quantities)
    return participation


def put_quantities(ctx: Context, participation: Participation, quantities: Mapping[str, Mapping]) -> None:
    """Keep what is stated. Asks nobody: a consequence of stating or of joining late, whose own policies have asked."""
    pool = participation.pool
    lines = {line.key: line for line in demand_queries.own_lines(pool, participation)}
    wanted = _checked(quantities, lines, pool.years)
    known = demand_queries.commitments(ctx.session, participation, [lines[key] for key in wanted])
    said: dict[str, dict | None] = {}
    for key, new in sorted(wanted.items()):
        old = known.get(lines[key].id, [])
        if new is None:
            if old:
                _delete(ctx, old)
                said[key] = None
            continue
        amounts, firm, minimum = new
        if [each.quantity for each in old] == amounts and old[0].is_firm == firm and old[0].minimum == minimum:
            continue
        for year, amount in enumerate(amounts, 1):
            row = old[year - 1] if year <= len(old) else None
            if row is None:
                row = Commitment(participation_id=participation.id, line_id=lines[key].id, year=year)
                ctx.session.add(row)
            row.quantity, row.is_firm, row.stated_at = amount, firm, ctx.now
            row.minimum = minimum if year == 1 else None
        said[key] = _in_ledger(amounts, firm, minimum)
    if said:
        changed(ctx, pool, participation)
        record_for(ctx, "pool.quantities-stated", participation, {"quantities": said})


def forget_demand(ctx: Context, participation: Participation) -> None:
    """Delete all that was stated, with the member's own options. Asks nobody: a consequence of leaving."""
    own = sa.select(PoolLine.id).where(PoolLine.participation_id == participation.id).scalar_subquery()
    for kind in (Commitment, LastPrice):
        of_it = sa.or_(kind.participation_id == participation.id, kind.line_id.in_(own))
        ctx.session.execute(sa.delete(kind).where(of_it).execution_options(synchronize_session="fetch"))
    for other in (DeliveryPlace, DemandSheet):
        ctx.session.execute(
            sa.delete(other)
            .where(other.participation_id == participation.id)
            .execution_options(synchronize_session="fetch")
        )
    for line in [each for each in participation.pool.lines if each.participation_id == participation.id]:
        ctx.session.delete(line)
    ctx.session.flush()
    ctx.session.expire(participation.pool, ["lines"])


def state_last_prices(ctx: Context, participation: Participation, *, prices: Mapping[str, Mapping | None]) -> None:
    """State what the member paid for one unit last time: {line key: {unit_price, source} | None}, for savings later.

    The ledger keeps for which lines, not how much: others read it before the opening.
    """
    require(policy.may_state_last_prices(ctx.actor, hold_for(ctx, participation)))
    lines = {line.key: line for line in demand_queries.own_lines(participation.pool, participation)}
    faults = {f"quantities.{key}": ["The pool has no such line."] for key in prices if key not in lines}
    for key, said in prices.items():
        if said is not None and not said["source"].strip():
            faults[f"quantities.{key}.source"] = ["Say where the last price stands written."]
    if faults:
        raise Invalid(faults)
    known = demand_queries.last_prices(ctx.session, participation)
    touched = []
    for key, said in sorted(prices.items()):
        row = known.get(lines[key].id)
        if said is None:
            if row is None:
                continue
            ctx.session.delete(row)
        else:
            price, source = Decimal(said["unit_price"]), said["source"].strip()
            if row is not None and (row.unit_price, row.source) == (price, source):
                continue
            if row is None:
                row = LastPrice(participation_id=participation.id, line_id=lines[key].id)
                ctx.session.add(row)
            row.unit_price, row.source = price, source
        touched.append(key)
    if touched:
        ctx.session.flush()
        record_for(ctx, "pool.last-prices-stated", participation, {"lines": touched})


def state_places(
    ctx: Context, participation: Participation, *, version: int | None = None, places: Sequence[Mapping]
) -> list[DeliveryPlace]:
    """Say where the member wants things delivered: [{name, address}]; they replace those it named before."""
    require(policy.may_state_quantities(ctx.actor, hold_for(ctx, participation)))
    ctx.expect(participation, version)
    if len(places) > MOST_PLACES:
        raise Invalid({"places": [f"At most {MOST_PLACES} places are taken."]})
    old = demand_queries.places(ctx.session, participation)
    new = [(each["name"], each["address"]) for each in places]
    if sorted(new) == sorted((each.name, each.address) for each in old):
        return old
    for each in old:
        ctx.session.delete(each)
    rows = [DeliveryPlace(participation_id=participation.id, name=name, address=address) for name, address in new]
    ctx.session.add_all(rows)
    changed(ctx, participation.pool, participation)
    said = [{"name": name, "address": address} for name, address in new]
    record_for(ctx, "pool.places-stated", participation, {"places": said})
    return demand_queries.places(ctx.session, participation)


def read_sheet(ctx: Context, participation: Participation, *, data: bytes, filename: str) -> DemandSheet:
    """Read a sheet of quantities and keep what it says until it is confirmed; nothing is stated yet.

    Every bad cell is named; the good ones can be confirmed without them. Another sheet replaces this one.
    """
    require(policy.may_state_quantities(ctx.actor, participation))
    # Read before the pool is held: a large sheet keeps no other member waiting.
    try:
        table = read_table(data, filename, most_rows=demand_sheet.MOST_ROWS)
    except SheetFault as fault:
        raise Invalid({"sheet": [str(fault)]}) from None
    require(policy.may_state_quantities(ctx.actor, hold_for(ctx, participation)))
    pool = participation.pool
    lines = {line.key: line.description for line in demand_queries.own_lines(pool, participation)}
    found = demand_sheet.read(table, lines, pool.years)
    row = demand_queries.sheet(ctx.session, participation)
    if row is None:
        row = DemandSheet(participation_id=participation.id)
        ctx.session.add(row)
    row.filename, row.cells, row.faults = filename[:255], found.cells, found.faults
    row.digest, row.seen_version = digest({"cells": found.cells}), participation.version
    row.read_at, row.read_by = ctx.now, ctx.actor.id
    ctx.session.flush()
    return row


def confirm_sheet(ctx: Context, participation: Participation, *, digest: str) -> Participation:
    """State what the sheet says, as it was shown (`digest`); its bad cells are left out."""
    require(policy.may_state_quantities(ctx.actor, hold_for(ctx, participation)))
    row = demand_queries.sheet(ctx.session, participation)
    if row is None or row.digest != digest:
        raise Conflict("This sheet has been confirmed, discarded or replaced meanwhile. Look at what is stated now.")
    if row.seen_version != participation.version:
        raise Conflict("Somebody changed your quantities after this sheet was read. Upload it again to see both.")
    cells = row.cells
    ctx.session.delete(row)
    quantities = {
        key: {
            "years": [Decimal(each) for each in said["years"]],
            "is_firm": said["is_firm"],
            "minimum": None if said["minimum"] is None else Decimal(said["minimum"]),
        }
        for key, said in cells.items()
        if "years" in said
    }
    put_quantities(ctx, participation, quantities)
    prices = {
        key: {"unit_price": said["last_price"], "source": said["source"]}
        for key, said in cells.items()
        if "last_price" in said
    }
    if prices:
        state_last_prices(ctx, participation, prices=prices)
    ctx.session.flush()
    return participation


def discard_sheet(ctx: Context, participation: Participation) -> None:
    """Forget the sheet that was read; nothing was stated by it."""
    require(policy.may_state_quantities(ctx.actor, hold_for(ctx, participation)))
    row = demand_queries.sheet(ctx.session, participation)
    if row is not None:
        ctx.session.delete(row)
        ctx.session.flush()


Wanted = tuple[list[Decimal], bool, Decimal | None]


def _checked(quantities: Mapping[str, Mapping], lines: Mapping[str, PoolLine], years: int) -> dict[str, Wanted | None]:
    found: dict[str, Wanted | None] = {}
    faults: dict[str, list[str]] = {}
    for key, said in quantities.items():
        if key not in lines:
            faults[f"quantities.{key}"] = ["The pool has no such line."]
            continue
        field = f"quantities.{key}.quantity" if years == 1 else f"quantities.{key}.years.0"
        try:
            amounts = demand.amounts(said, years)
        except ValueError as fault:
            faults[field] = [str(fault)]
            continue
        minimum = said.get("minimum")
        if amounts is None:
            if minimum is not None:
                faults[field] = ["Something is committed to here, but no quantity is stated."]
            found[key] = None
            continue
        if minimum is not None and minimum > sum(amounts, Decimal(0)):
            faults[f"quantities.{key}.minimum"] = ["This is more than you need in all."]
        found[key] = (amounts, bool(said.get("is_firm", False)), minimum)
    if faults:
        raise Invalid(faults)
    return found


def _delete(ctx: Context, rows: Sequence[Commitment]) -> None:
    for each in rows:
        ctx.session.delete(each)


def _in_ledger(amounts: Sequence[Decimal], firm: bool, minimum: Decimal | None) -> dict:
    said: dict = {"quantity": plain(sum(amounts, Decimal(0))), "is_firm": firm}
    if len(amounts) > 1:
        said["years"] = [plain(each) for each in amounts]
    return said if minimum is None else {**said, "minimum": plain(minimum)}
