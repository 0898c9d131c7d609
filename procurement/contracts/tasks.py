"""What the worker does for this room: what follows from a final award, and looking at contracts on days that matter.

Floor: api.
"""

from datetime import date

from procurement.awards.models import Award
from procurement.contracts import contract_queries as queries
from procurement.contracts import operations, outcomes, recording, reminding, usage_asking
from procurement.core.context import SYSTEM
from procurement.core.machine import Machine
from procurement.mailbox.tasks import task


@task("contracts.offer")
def offer(machine: Machine, payload: dict) -> None:
    """Prepare the contract of a final award ({award: id}), and offer each member of a pool its participating addendum.

    Done twice it does nothing twice.
    """
    with machine.unit(SYSTEM) as ctx:
        award = ctx.session.get_one(Award, payload["award"])
        recording.propose(ctx, award)
        operations.offer(ctx, award)


@task("contracts.look")
def look(machine: Machine, payload: dict) -> None:
    """Write what is due about a contract ({contract: id, on: day}), and plan the next look."""
    on = date.fromisoformat(payload["on"]) if payload["on"] is not None else None
    with machine.unit(SYSTEM) as ctx:
        reminding.look(ctx, queries.get(ctx, payload["contract"]), on)


@task("contracts.ask")
def ask(machine: Machine, payload: dict) -> None:
    """Ask those who buy what came of it ({contract: id}), each once at a milestone, and plan the next asking."""
    with machine.unit(SYSTEM) as ctx:
        outcomes.ask(ctx, queries.get(ctx, payload["contract"]))


@task("contracts.usage")
def usage(machine: Machine, payload: dict) -> None:
    """Ask for reports of usage that are overdue ({contract: id}), once for a quarter, and plan the next look."""
    with machine.unit(SYSTEM) as ctx:
        usage_asking.look(ctx, queries.get(ctx, payload["contract"]))
