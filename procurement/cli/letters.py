"""`procurement letters`: the outbox, for whoever runs the service."""

import click

from procurement.cli.house import House, pass_house
from procurement.core.words import when
from procurement.mailbox import outbox, queries
from procurement.mailbox.models import Delivery


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
    for letter in letters:
        click.echo(f"{letter.id}  {letter.written_at:%Y-%m-%d %H:%M}  {letter.state:8}  {letter.to_email}")
        click.echo(f"{'':18}{letter.subject}" + (f"  ({letter.error})" if letter.error else ""))
    if not letters:
        click.echo("There are no such letters.")


@command.command()
@click.argument("letter_id")
@pass_house
def show(house: House, letter_id: str) -> None:
    """Print one letter."""
    with house.unit(writes=False) as ctx:
        letter = queries.get(ctx, letter_id)
    click.echo(f"To: {letter.to_email}\nWritten: {when(letter.written_at, 'UTC')}\nState: {letter.state}")
    if letter.error:
        click.echo(f"Last fault: {letter.error}")
    click.echo(f"Subject: {letter.subject}\n\n{letter.body}", nl=False)


@command.command()
@click.argument("letter_id")
@pass_house
def retry(house: House, letter_id: str) -> None:
    """Let a letter that was given up be tried again."""
    with house.unit() as ctx:
        outbox.again(ctx, queries.get(ctx, letter_id))
    click.echo("The worker will try it again.")
