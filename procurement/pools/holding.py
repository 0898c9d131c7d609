"""Holding a pool while it changes, so that members and lead never pass each other. Floor: operations.

Every change to a pool, its lines, members or quantities holds the pool's row first: a commitment and a quantity that
is changed at the same moment come one after the other, and the second sees what the first did. Each change counts the
pool's version up: whoever commits says which state of it they have seen.
"""

from sqlalchemy.orm.attributes import flag_modified

from procurement.accounts.models import Person
from procurement.audit import operations as ledger
from procurement.core.context import Context
from procurement.core.errors import Conflict
from procurement.mailbox import operations as mailbox
from procurement.networks import queries as networks
from procurement.networks.duties import Duty
from procurement.pools import queries
from procurement.pools.lifecycle import ParticipationState
from procurement.pools.models import Participation, Pool, PoolLine


def hold(ctx: Context, pool: Pool) -> Pool:
    """The pool as it is committed now, held until the unit ends. Asks nobody: it changes nothing."""
    ctx.lock(pool)
    queries.reread(ctx.session, pool)
    return pool


def hold_for(ctx: Context, participation: Participation) -> Participation:
    """The participation with its pool held. Asks nobody: it changes nothing."""
    hold(ctx, participation.pool)
    return participation


def hold_line(ctx: Context, line: PoolLine) -> PoolLine:
    """The line with its pool held; one that was taken out meanwhile is a conflict. Asks nobody: it changes nothing."""
    pool = line.pool
    hold(ctx, pool)
    if line not in pool.lines:
        raise Conflict("The lead took this line out at the same moment. Nothing of yours was saved.")
    return line


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
    """Who hears for those that have joined, from one question for the most. Asks nobody: it only reads."""
    joined = [each.jurisdiction_id for each in pool.participations if each.state == ParticipationState.JOINED]
    found = queries.people_of(ctx.session, joined)
    silent = [place for place in joined if place not in found]
    others = [person for place in silent for person in speakers(ctx, place)]
    return [person for place in joined for person in found.get(place, ())] + others


def address(ctx: Context, pool: Pool) -> str:
    """Where people find the pool, for letters. Asks nobody: it only reads."""
    return f"{ctx.url}/pools/{pool.id}"


def tell_members(ctx: Context, pool: Pool, letter: str, **values) -> None:
    """A letter to whoever speaks for a member. Asks nobody: a consequence of a deed that asked."""
    to = speakers_of_members(ctx, pool)
    mailbox.post(ctx, letter, to=to, about=pool, pool=pool, address=address(ctx, pool), **values)


def record_for(ctx: Context, deed: str, participation: Participation, body: dict) -> None:
    """The member's own deed, in the ledger of the pool and under the member's name. Asks nobody: the deed has asked."""
    said = {"jurisdiction_id": participation.jurisdiction_id, **body}
    ledger.record(ctx, deed, participation.pool, said, jurisdiction_id=participation.jurisdiction_id)
