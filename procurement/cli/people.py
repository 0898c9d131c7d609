"""`procurement people`: the first operator, where there is no demo."""

import sys

import click

from procurement.accounts import operations, passwords
from procurement.accounts.schemas import Email, Zone
from procurement.cli.house import House, pass_house
from procurement.core.shapes import Shape, Text, load


class NewOperator(Shape):
    """What the command line says about the new operator."""

    email = Email(required=True)
    name = Text(required=True, longest=200)
    zone = Zone(required=True)


@click.group("people")
def command() -> None:
    """People who can sign in."""


@command.command("create-operator")
@click.option("--email", required=True, help="The address to sign in with.")
@click.option("--name", required=True, help="The name that others and the ledger see.")
@click.option("--zone", default="America/Chicago", show_default=True, help="The time zone to read times in.")
@pass_house
def create_operator(house: House, email: str, name: str, zone: str) -> None:
    """Make somebody who runs the service: sees everything, brings in the first governments.

    The password is asked for without showing it, or read as one line from standard input.
    """
    _ = house.machine
    known = load(NewOperator(), {"email": email, "name": name, "zone": zone})
    password = _password()
    passwords.check(password, known["email"])
    hashed = passwords.hashed(password)
    with house.unit() as ctx:
        person = operations.create_person(ctx, **known, password_hash=hashed, is_operator=True)
    click.echo(f"{person.name} can now sign in at {house.settings.url} as {person.email}.")


def _password() -> str:
    if sys.stdin.isatty():
        return click.prompt("Password", hide_input=True, confirmation_prompt="The same again", err=True)
    return sys.stdin.readline().rstrip("\r\n")
