"""What the worker does for this room: it tells desks of what is alike, and writes the weekly letters that are due.

Floor: api.
"""

from procurement.core.context import SYSTEM
from procurement.core.machine import Machine
from procurement.mailbox.tasks import task
from procurement.plans import alike, news, operations, weekly

#: People looked at in one round; the next round takes the next.
AT_ONCE = 200


@task(operations.NOTICE)
def notice(machine: Machine, payload: dict) -> None:
    """Put those of these plans ({plans: ids}) that have their like, and the like, on the desks of their people.

    Each plan has units of its own. Done twice it says the same again.
    """
    for plan_id in payload["plans"]:
        with machine.unit(SYSTEM, writes=False) as ctx:
            found = alike.mutual(ctx, plan_id)
        if found:
            with machine.unit(SYSTEM) as ctx:
                operations.mark_matched(ctx, found)


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
