"""`procurement worker`: letters, jobs, ledger and files, in a process of its own."""

import click

from procurement import logs, worker
from procurement.cli.house import House, pass_house


@click.command("worker")
@click.option("--parent", type=int, hidden=True, help="Stop when the process with this id, which started this, ends.")
@pass_house
def command(house: House, parent: int | None) -> None:
    """Deliver letters, do jobs, chain the ledger, sweep files; until it is told to stop."""
    _ = house.machine
    logs.configure()
    worker.consumer(house.settings, parent=parent).run()
