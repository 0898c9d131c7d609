"""`procurement library`: real solicitations in, templates out, for whoever works on the command line."""

import json
from collections import Counter
from pathlib import Path

import click

from procurement.cli.house import House, pass_house
from procurement.core.context import Context
from procurement.core.errors import Invalid, NotFound, TooLarge
from procurement.core.words import size
from procurement.library import comparing, content, importing, operations, queries, searching, sources
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
@click.option(
    "--changes",
    type=click.Choice(["accept", "reject"]),
    default="accept",
    show_default=True,
    help="What becomes of tracked changes in a Word file.",
)
@click.option(
    "--comments",
    type=click.Choice(["notes", "leave"]),
    default="notes",
    show_default=True,
    help="Whether comments in a Word file become notes to the drafter or are left out.",
)
@pass_house
def import_file(
    house: House, file: Path, email: str | None, jurisdiction: str | None, changes: str, comments: str
) -> None:
    """Turn a solicitation in FILE (.docx, .md or .txt) into a template, and print only the new template's id.

    What of a Word file is not in the text is said on standard error.
    """
    found = _source(file, changes=changes, comments=comments)
    house.begin()
    with house.unit(as_email=email) as ctx:
        owner = networks.get_by_slug(ctx, jurisdiction).id if jurisdiction is not None else None
        template = operations.import_template(ctx, found.text, file.name, jurisdiction_id=owner, report=found.report)
    for sentence in found.report:
        click.echo(sentence, err=True)
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
@click.option("--words", default="", help="Only what holds these words, best first.")
@pass_house
def list_templates(house: House, words: str) -> None:
    """List the library: id, kind or form, with whom each is shared, whose it is, title."""
    house.begin()
    with house.unit(writes=False) as ctx:
        for template in _found(ctx, words):
            owner = template.jurisdiction.name if template.jurisdiction else "the service"
            click.echo(
                f"{template.id}  {template.kind or template.form:18}  {template.scope:8}  {owner}: {template.title}"
            )


@command.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print every section with its status, for a program.")
def compare(old: Path, new: Path, as_json: bool) -> None:
    """Say which sections of OLD were changed, moved, inserted or deleted in NEW (.docx, .md or .txt).

    Needs no database. Where lines end, spaces and the page numbers of a table of contents are no change.
    """
    differences = comparing.compare(*(comparing.grouped(content.of_imported(_read(file))) for file in (old, new)))
    if as_json:
        click.echo(json.dumps({"sections": [each.as_data() for each in differences]}, ensure_ascii=False, indent=2))
        return
    for each in differences:
        if each.status != "same":
            was = f" (was {each.old_number})" if each.old_number not in (None, each.number) else ""
            heading = each.heading or "the text before the first heading"
            click.echo(f"{each.status:9}{each.number or '–':>9}  {heading}{was}")
    counts = Counter(each.status for each in differences)
    told = [f"{counts[status]} {status}" for status in comparing.STATUSES if counts[status]]
    click.echo(f"{len(differences)} sections: {', '.join(told)}." if told else "Neither text has a section.")


def _read(file: Path) -> importing.Imported:
    """The sections of a file, or a sentence that says why it cannot be taken."""
    text = _source(file).text
    try:
        return importing.read(text, file.name)
    except importing.ImportFault as fault:
        raise Invalid(f"{file}: {fault}") from None


def _found(ctx: Context, words: str) -> list[Item]:
    """All items by title, or those with these words, best first."""
    if not words:
        return list(ctx.session.scalars(queries.items(ctx)).unique())
    return [hit.item for hit in searching.search(ctx, searching.Query(words), limit=searching.MOST).hits]


def _source(file: Path, **chosen: str) -> sources.Source:
    """What the file holds, or a sentence that says why it cannot be taken."""
    try:
        if not file.exists():
            raise NotFound(f"There is no file {file}.")
        if not file.is_file():
            raise Invalid(f"{file} is a folder, or no ordinary file. Name a .docx, .md or .txt file.")
        importing.check_name(file.name)
        if file.stat().st_size > LARGEST:
            raise TooLarge(f"{file} is larger than the {size(LARGEST)} that are taken.")
        return sources.source(file.read_bytes(), file.name, **chosen)
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
