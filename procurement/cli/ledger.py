"""`procurement ledger`: chain, check and take out the ledger."""

import click

from procurement.audit import operations, verification
from procurement.cli.house import House, pass_house
from procurement.core.words import when


@click.group("ledger")
def command() -> None:
    """The ledger: what was done, by whom, when."""


@command.command()
@click.option("--known", metavar="POSITION:HASH", help="A tip noted earlier; shows whether the end was cut off since.")
@pass_house
def verify(house: House, known: str | None) -> int:
    """Check the whole chain. The exit code is 1 when it is broken."""
    noted = _noted(known) if known else None
    with house.unit(writes=False) as ctx:
        report = verification.verify(ctx, known=noted)
    if report.fault is not None:
        click.echo(f"The ledger is broken at position {report.fault.position}. {report.fault.sentence}", err=True)
        return 1
    click.echo(f"The ledger is whole: {report.chained} entries are chained. Tip: {report.chained}:{report.tip}")
    if report.waiting:
        since = when(report.waiting_since, "UTC")
        entries = "1 entry is" if report.waiting == 1 else f"{report.waiting} entries are"
        click.echo(f"{entries} not chained yet, the oldest from {since}.")
    return 0


@command.command()
@click.option("--output", "-o", type=click.File("w", encoding="utf-8", atomic=True), default="-", help="Where to.")
@pass_house
def export(house: House, output) -> None:
    """Write the chained ledger as JSON Lines, which anybody can check without this service."""
    with house.unit(writes=False) as ctx:
        for line in verification.export(ctx):
            output.write(line + "\n")


@command.command()
@pass_house
def seal(house: House) -> None:
    """Chain every entry that is not chained yet (the worker does this every few seconds)."""
    with house.unit() as ctx:
        total = 0
        while count := operations.seal(ctx, 1000, everything=True):
            total += count
    click.echo("1 entry was chained." if total == 1 else f"{total} entries were chained.")


def _noted(text: str) -> tuple[int, str]:
    position, _, hash = text.partition(":")
    if not position.isdigit() or len(hash) != 64:
        raise click.BadParameter("must be a position, a colon and a hash of 64 digits, as `verify` prints its tip.")
    return int(position), hash.lower()
