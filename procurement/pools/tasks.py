"""What the worker does for this room: reminders before quantities are due, and counting votes once they have ended.

Floor: api.
"""

from procurement.core.context import SYSTEM
from procurement.core.machine import Machine
from procurement.mailbox.tasks import task
from procurement.pools import operations
from procurement.pools.models import Pool


@task("pools.remind")
def remind(machine: Machine, payload: dict) -> None:
    """Remind who has not stated its quantities ({pool: id, due: instant}); a time that was moved is not this one."""
    with machine.unit(SYSTEM) as ctx:
        operations.remind_by_clock(ctx, ctx.session.get_one(Pool, payload["pool"]), payload["due"])


@task("pools.settle-motions")
def settle_motions(machine: Machine, payload: dict) -> None:
    """Freeze the results of a pool's motions whose time has passed ({pool: id}); done twice it counts once."""
    with machine.unit(SYSTEM) as ctx:
        operations.settle_motions(ctx, ctx.session.get_one(Pool, payload["pool"]))
