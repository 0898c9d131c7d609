"""Saying how the pool is priced: its regions, where each member lies, and the tiers and mix of a line.

Floor: operations.
"""

from collections.abc import Mapping, Sequence

from procurement.audit import operations as ledger
from procurement.core.context import Context
from procurement.core.errors import Invalid
from procurement.core.verdict import require
from procurement.pools import policy, pricing
from procurement.pools.holding import changed, hold, hold_for, hold_line, record_for
from procurement.pools.models import Participation, Pool, PoolLine


def name_regions(ctx: Context, pool: Pool, *, version: int | None = None, names: Sequence[str]) -> Pool:
    """Name the regions in which vendors may ask different prices; a member of one that is gone is asked anew."""
    require(policy.may_edit(ctx.actor, hold(ctx, pool)))
    ctx.expect(pool, version)
    try:
        pool.regions = pricing.regions_named(names, pool.regions)
    except ValueError as fault:
        raise Invalid({"names": [str(fault)]}) from None
    keys = {each["key"] for each in pool.regions}
    for each in pool.participations:
        if each.region not in keys:
            each.region = ""
    changed(ctx, pool)
    ledger.record(ctx, "pool.regions-named", pool, {"regions": [each["name"] for each in pool.regions]})
    return pool


def choose_region(
    ctx: Context, participation: Participation, *, version: int | None = None, region: str
) -> Participation:
    """Say in which of the pool's regions the member lies (its key)."""
    require(policy.may_state_quantities(ctx.actor, hold_for(ctx, participation)))
    ctx.expect(participation, version)
    if region not in {each["key"] for each in participation.pool.regions}:
        raise Invalid({"region": ["Choose one of the pool's regions."]})
    participation.region = region
    changed(ctx, participation.pool, participation)
    record_for(ctx, "pool.region-chosen", participation, {"region": region})
    return participation


def price_line(
    ctx: Context, line: PoolLine, *, version: int | None = None, tiers: Sequence[str] = (), mix: Sequence[Mapping] = ()
) -> PoolLine:
    """Say from which quantities of all together other prices hold, and which mix is compared instead of the sum."""
    require(policy.may_edit(ctx.actor, hold_line(ctx, line).pool))
    ctx.expect(line, version)
    if line.participation_id is not None:
        raise Invalid({"tiers": ["This is an option of one member: it has one price."]})
    line.tiers, line.mix = list(tiers), [dict(each) for each in mix]
    found = list(pricing.line_faults(line.pool.regions, line))
    if found:
        place = "mix" if "mix" in found[0] else "tiers"
        raise Invalid({place: [found[0]]})
    changed(ctx, line.pool)
    ledger.record(ctx, "pool.line-priced", line.pool, {"key": line.key, "tiers": line.tiers, "mix": line.mix})
    return line
