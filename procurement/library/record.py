"""The record of a template: what became of what was published from it, as the rooms downstream know. Floor: pages."""

from dataclasses import asdict

from procurement.awards import tally as awards
from procurement.contracts import outcome_queries
from procurement.core.context import Context
from procurement.responses import turnout
from procurement.solicitations import uses


def record(ctx: Context, item_id: str) -> dict:
    """How often it was published, awarded and protested, and how often it failed; numbers only, of what is public.

    `outcomes` are the figures of what buyers told of its contracts, as far as this actor may read them; None without
    an award.
    """
    used = uses.uses(ctx, [item_id]).get(item_id, 0)
    if used == 0:
        return {"used": 0, "few": 0, **asdict(awards.Tally()), "outcomes": None}
    tally = awards.tally(ctx, [item_id]).get(item_id, awards.Tally())
    return {
        "used": used,
        "few": turnout.few(ctx, [item_id]).get(item_id, 0),
        **asdict(tally),
        "outcomes": outcome_queries.standing_of_template(ctx, item_id) if tally.awarded else None,
    }
