"""`procurement letters`: the outbox, for whoever runs the service."""

import click

from procurement.cli.house import House, pass_house
from procurement.core.words import when
from procurement.mailbox import outbox, queries
from procurement.mailbox.models import Delivery, Letter


@click.group("letters")
def command() -> None:
    """Letters in the outbox."""


@command.command("list")
@click.option("--to", metavar="EMAIL", help="Only letters to this address.")
@click.option("--state", type=click.Choice([each.value for each in Delivery]), help="Only letters in this state.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@pass_house
def list_letters(house: House, to: str | None, state: str | None, limit: int) -> None:
    """List letters, newest first."""
    with house.unit(writes=False) as ctx:
        letters = queries.newest(ctx, to=to, state=Delivery(state) if state else None, limit=limit)
        lines = [line for letter in letters for line in _listed(letter)]
    for line in lines or ["There are no such letters."]:
        click.echo(line)


@command.command()
@click.argument("letter_id")
@pass_house
def show(house: House, letter_id: str) -> None:
    """Print one letter."""
    with house.unit(writes=False) as ctx:
        lines = _shown(queries.get(ctx, letter_id))
    for line in lines:
        click.echo(line)


@command.command()
@click.argument("letter_id")
@pass_house
def retry(house: House, letter_id: str) -> None:
    """Let a letter that was given up be tried again."""
    with house.unit() as ctx:
        outbox.again(ctx, queries.get(ctx, letter_id))
    click.echo("The worker will try it again.")


def _listed(letter: Letter) -> list[str]:
    first = f"{letter.id}  {letter.written_at:%Y-%m-%d %H:%M}  {letter.state:8}  {letter.to_email}"
    return [first, f"{'':18}{letter.subject}" + (f"  ({letter.error})" if letter.error else "")]


def _shown(letter: Letter) -> list[str]:
    head = [f"To: {letter.to_email}", f"Written: {when(letter.written_at, 'UTC')}", f"State: {letter.state}"]
    fault = [f"Last fault: {letter.error}"] if letter.error else []
    return [*head, *fault, f"Subject: {letter.subject}", "", letter.body.rstrip()]
