"""Holding a pool while it changes, so that members and lead never pass each other. Floor: operations.

Every change to a pool, its lines, members or quantities holds the pool's row first: a commitment and a quantity that
is changed at the same moment come one after the other, and the second sees what the first did. Each change counts the
pool's version up: whoever commits says which state of it they have seen.
"""

from sqlalchemy.orm.attributes import flag_modified

from procurement.accounts.models import Person
from procurement.core.context import Context
from procurement.networks import queries as networks
from procurement.networks.duties import Duty
from procurement.pools import queries
from procurement.pools.lifecycle import ParticipationState
from procurement.pools.models import Participation, Pool


def hold(ctx: Context, pool: Pool) -> Pool:
    """The pool as it is committed now, held until the unit ends. Asks nobody: it changes nothing."""
    ctx.lock(pool)
    queries.reread(ctx.session, pool)
    return pool


def hold_for(ctx: Context, participation: Participation) -> Participation:
    """The participation with its pool held. Asks nobody: it changes nothing."""
    hold(ctx, participation.pool)
    return participation


def changed(ctx: Context, *rows: Pool | Participation) -> None:
    """Count the versions up with this unit. Asks nobody: a consequence of a deed that asked."""
    for row in rows:
        flag_modified(row, "title" if isinstance(row, Pool) else "since")
    ctx.session.flush()


def speakers(ctx: Context, jurisdiction_id: str) -> list[Person]:
    """Who hears for a government: its representatives, or whoever can make somebody one. Asks nobody: it only reads."""
    found = networks.people_with(ctx.session, jurisdiction_id, Duty.REPRESENTATIVE)
    return found or networks.people_with(ctx.session, jurisdiction_id, Duty.ADMINISTRATOR, Duty.OFFICER)


def speakers_of_members(ctx: Context, pool: Pool) -> list[Person]:
    """Who hears for those that have joined. Asks nobody: it only reads."""
    joined = [each.jurisdiction_id for each in pool.participations if each.state == ParticipationState.JOINED]
    return [person for each in joined for person in speakers(ctx, each)]


def address(ctx: Context, pool: Pool) -> str:
    """Where people find the pool, for letters. Asks nobody: it only reads."""
    return f"{ctx.url}/pools/{pool.id}"
