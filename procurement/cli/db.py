"""`procurement db`: the schema of the database."""

import click

from procurement.cli import migrations
from procurement.cli.house import House, pass_house
from procurement.library import indexing
from procurement.plans import indexing as needs_index
from procurement.pools import finding
from procurement.solicitations import needing


@click.group("db")
def command() -> None:
    """The schema of the database."""


@command.command()
@click.argument("revision", default="head")
@pass_house
def upgrade(house: House, revision: str) -> None:
    """Bring the schema up to REVISION (the newest, when none is named)."""
    migrations.upgrade(house.engine, revision)
    click.echo(f"The schema is at {migrations.current(house.engine)}.")
    if migrations.current(house.engine) == migrations.newest():
        # A migration knows nothing of words: what older versions kept is put into the search here.
        with house.unit() as ctx:
            count = indexing.index_missing(ctx)
            needs = needs_index.index_missing_needs(ctx) + finding.index_missing(ctx) + needing.tell_missing(ctx)
        if count:
            click.echo(f"Made searchable: {count:,} items of the library.")
        if needs:
            click.echo(f"Made to be found by who needs the same: {needs:,} needs.")


@command.command()
@click.argument("revision")
@click.confirmation_option(prompt="This deletes what the later revisions keep. Go on?")
@pass_house
def downgrade(house: House, revision: str) -> None:
    """Take the schema back to REVISION ("base" deletes everything)."""
    migrations.downgrade(house.engine, revision)
    click.echo(f"The schema is at {migrations.current(house.engine) or 'nothing'}.")


@command.command()
@pass_house
def current(house: House) -> None:
    """Say at which revision the schema is, and which one this code needs."""
    click.echo(f"The schema is at {migrations.current(house.engine) or 'nothing'}; needed is {migrations.newest()}.")


@command.command()
@click.argument("message")
def draft(message: str) -> None:
    """Write the next migration from what the rows have become. Read it before it is used."""
    click.echo(str(migrations.draft(message)))
