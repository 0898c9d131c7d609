"""What the worker does for this room: it writes the weekly letters that are due. Floor: api."""

from procurement.core.context import SYSTEM
from procurement.core.machine import Machine
from procurement.plans import news, weekly

#: People looked at in one round; the next round takes the next.
AT_ONCE = 200


def write_weekly_letters(machine: Machine) -> int:
    """Look for everybody whose week is over whether there is something new; how many letters were written.

    Each person has units of their own: one that reads, which takes a while, and one that writes.
    """
    with machine.unit(SYSTEM, writes=False) as ctx:
        people = news.due(ctx, AT_ONCE)
    written = 0
    for person_id in people:
        with machine.unit(SYSTEM, writes=False) as ctx:
            found = news.news(ctx, person_id)
        with machine.unit(SYSTEM) as ctx:
            written += weekly.write(ctx, person_id, found)
    return written
