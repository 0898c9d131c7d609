"""What the worker does for this room: once an award is final, it offers each member its participating addendum.

Floor: api.
"""

from procurement.awards.models import Award
from procurement.contracts import operations
from procurement.core.context import SYSTEM
from procurement.core.machine import Machine
from procurement.mailbox.tasks import task


@task("contracts.offer")
def offer(machine: Machine, payload: dict) -> None:
    """Offer the addenda under a final award ({award: id}); done twice it offers nothing twice."""
    with machine.unit(SYSTEM) as ctx:
        operations.offer(ctx, ctx.session.get_one(Award, payload["award"]))
