"""What both doors of pools show: the pool with its demand, its hindrances and its joint solicitation. Floor: api."""

from flask import g

from procurement.pools import queries
from procurement.pools.models import Pool
from procurement.pools.queries import Standing
from procurement.solicitations import queries as solicitations
from procurement.solicitations.models import Solicitation

PARTS = ("id", "state", "title", "description", "focus_area", "lead", "network", "join_by", "created_at", "version")


def brief(pool: Pool) -> dict:
    """What a list shows."""
    shown = {name: getattr(pool, name) for name in PARTS}
    return {**shown, "is_open_to_join": queries.is_open_to_join(pool, g.context.now)}


def whole(pool: Pool) -> dict:
    """The pool with all that belongs to it."""
    standing = queries.standing(g.context.session, pool)
    return {
        **brief(pool),
        "lines": pool.lines,
        "members": members(pool),
        "demand": demand(standing),
        "hindrances": standing.hindrances,
        "solicitations": joint_solicitations(pool),
    }


def demand(standing: Standing) -> list[dict]:
    """The demand line by line, with who is missing."""
    return [{**line, "missing": standing.missing.get(line["key"], [])} for line in standing.demand]


def members(pool: Pool) -> list:
    """Who takes part, is invited or has left: the lead first, then by name."""
    return sorted(
        pool.participations,
        key=lambda each: (each.jurisdiction_id != pool.jurisdiction_id, each.jurisdiction.name, each.id),
    )


def joint_solicitations(pool: Pool) -> list[Solicitation]:
    """The solicitations for this pool that the actor may see, the newest first."""
    found = solicitations.visible(g.context).where(Solicitation.pool_id == pool.id)
    return list(g.context.session.scalars(found.order_by(Solicitation.created_at.desc(), Solicitation.id)))
