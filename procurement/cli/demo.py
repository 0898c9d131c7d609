"""`procurement demo`: load the demonstration by hand, and list who can sign in to it."""

import time

import click

from procurement.cli.house import House, pass_house
from procurement.demo import loading


@click.group("demo")
def command() -> None:
    """The demonstration: an invented partnership of governments with procurements in every stage."""


@command.command("load")
@pass_house
def load(house: House) -> None:
    """Load the demonstration into an empty database, which is a demonstration's from then on."""
    house.begin()
    _ = house.machine
    begun = time.monotonic()
    count = loading.load(house.engine, house.settings)
    click.echo(f"The demonstration is loaded: {count} deeds in {time.monotonic() - begun:.1f} seconds.")


@command.command("people")
@pass_house
def people(house: House) -> None:
    """Everybody of the demonstration, with what they are there for."""
    _ = house.machine
    for line in loading.everybody(house.engine):
        click.echo(line)
