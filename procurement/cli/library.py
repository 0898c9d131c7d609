"""`procurement library`: real solicitations in, templates out, for whoever works on the command line."""

import json
from pathlib import Path

import click

from procurement.cli.house import House, pass_house
from procurement.core.errors import Invalid, NotFound, TooLarge
from procurement.core.words import size
from procurement.library import content, importing, operations, queries
from procurement.library.models import Item, ItemVersion
from procurement.networks import queries as networks

LARGEST = operations.LARGEST_FILE


@click.group("library")
def command() -> None:
    """Templates of the shared library."""


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--as", "email", metavar="EMAIL", help="Act as this person; otherwise as the service itself.")
@click.option("--jurisdiction", metavar="SLUG", help="Whose template it becomes; otherwise the service's own, public.")
@pass_house
def import_file(house: House, file: Path, email: str | None, jurisdiction: str | None) -> None:
    """Turn a solicitation in FILE (.md or .txt) into a template, and print only the new template's id."""
    text = _text(file)
    house.begin()
    with house.unit(as_email=email) as ctx:
        owner = networks.get_by_slug(ctx, jurisdiction).id if jurisdiction is not None else None
        template = operations.import_template(ctx, text, file.name, jurisdiction_id=owner)
    click.echo(template.id)


@command.command()
@click.argument("item_id", metavar="ID")
@click.option("--format", "form", type=click.Choice(["markdown", "json"]), default="markdown", show_default=True)
@click.option("--number", type=int, help="Which version; otherwise the one offered now, or else the newest.")
@pass_house
def show(house: House, item_id: str, form: str, number: int | None) -> None:
    """Print the text of a template; an imported one exactly as it came."""
    house.begin()
    with house.unit(writes=False) as ctx:
        version = _version(queries.get(ctx, item_id), number)
        text = content.as_markdown(version.content) if form == "markdown" else _json(version)
    click.echo(text.encode(), nl=False)


@command.command("list")
@click.option("--words", default="", help="Only templates with these words in title, summary or focus area.")
@pass_house
def list_templates(house: House, words: str) -> None:
    """List the templates: id, kind, with whom each is shared, whose it is, title."""
    house.begin()
    with house.unit(writes=False) as ctx:
        for template in ctx.session.scalars(queries.templates(ctx, words=words)):
            owner = template.jurisdiction.name if template.jurisdiction else "the service"
            click.echo(f"{template.id}  {template.kind:18}  {template.scope:8}  {owner}: {template.title}")


def _text(file: Path) -> str:
    """What the file holds, or a sentence that says why it cannot be taken."""
    try:
        if not file.exists():
            raise NotFound(f"There is no file {file}.")
        if not file.is_file():
            raise Invalid(f"{file} is a folder, or no ordinary file. Name a Markdown (.md) or plain text (.txt) file.")
        importing.check_name(file.name)
        if file.stat().st_size > LARGEST:
            raise TooLarge(f"{file} is larger than the {size(LARGEST)} that are taken.")
        return importing.decode(file.read_bytes())
    except importing.ImportFault as fault:
        raise Invalid(f"{file}: {fault}") from None
    except OSError as fault:
        raise Invalid(f"{file} cannot be read: {fault.strerror or fault}.") from None


def _version(template: Item, number: int | None) -> ItemVersion:
    if number is None:
        return queries.current(template) or max(template.versions, key=lambda each: each.number)
    for version in template.versions:
        if version.number == number:
            return version
    raise NotFound(f"This template has no version {number}.")


def _json(version: ItemVersion) -> str:
    return json.dumps(version.content, ensure_ascii=False, indent=2) + "\n"
