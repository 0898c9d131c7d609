"""`procurement worker`: letters, jobs, ledger and files, in a process of its own."""

import click

from procurement import logs, worker
from procurement.cli.house import House, pass_house


@click.command("worker")
@click.option("--with-parent", is_flag=True, hidden=True, help="Stop when the process that started this one ends.")
@pass_house
def command(house: House, with_parent: bool) -> None:
    """Deliver letters, do jobs, chain the ledger, sweep files; until it is told to stop."""
    _ = house.machine
    logs.configure()
    worker.consumer(house.settings, with_parent=with_parent).run()
