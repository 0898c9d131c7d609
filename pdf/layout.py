"""Turn a checked document into one HTML page for the press: sections numbered, fragments cleaned, words in place."""

import datetime
from collections.abc import Collection
from pathlib import Path

from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from pdf.fragments import Sanitiser, demoted, replacer
from pdf.outline import Depths, Entry, outline
from pdf.words import BRIEF, words_for

HERE = Path(__file__).parent
STYLES = HERE / "styles"
#: Running heads have one line; what is longer is cut there, and only there.
RUNNING_HEAD = 76
RUNNING_ISSUER = 38

ENVIRONMENT = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(document: dict, missing: Collection[int] = ()) -> str:
    """Return the document as HTML; characters in `missing` are printed as their Unicode number."""
    printable = replacer(missing)
    words = words_for(document["language"])
    entries = outline(document)
    sanitiser = Sanitiser({entry.anchor for entry in entries}, words["image"])
    return ENVIRONMENT.get_template("document.html").render(
        document=_clean({key: value for key, value in document.items() if key != "sections"}, printable),
        words=words,
        is_brief=document["kind"] in BRIEF,
        sections=[_section(entry, sanitiser, printable) for entry in entries],
        day=_day(document["date"], document["language"]),
        running=_running(document, words, printable),
        note_unprinted=bool(missing),
    )


def styles(document: dict) -> str:
    """Return the style sheet, for a draft with the mark behind every page."""
    sheet = (STYLES / "document.css").read_text(encoding="utf-8")
    if document["state"] == "draft":
        mark = (STYLES / "draft.css").read_text(encoding="utf-8")
        sheet += mark.replace("WORD", document["language"].split("-")[0].lower())
    return sheet


def descriptions(document: dict) -> dict[str, str]:
    """Tell for each anchor what a link to it leads to, for readers who hear the link instead of seeing it."""
    word = words_for(document["language"])["section"]
    printable = replacer(())
    return {entry.anchor: printable(f"{word} {entry.label}") for entry in outline(document)}


def _section(entry: Entry, sanitiser: Sanitiser, printable) -> dict:
    depths = Depths()
    blocks: list[dict] = []
    for block in entry.blocks:
        if block["type"] == "html":
            fragment = demoted(sanitiser.clean(block["html"]), entry.depth + 1, depths)
            blocks.append({"type": "html", "html": Markup(printable(fragment))})
        elif block["type"] in ("text", "note", "preformatted"):
            blocks.append({"type": block["type"], "groups": _groups(printable(block["text"]))})
        else:
            blocks.append(_clean(block, printable))
    return {
        "number": printable(entry.number),
        "heading": printable(entry.heading),
        "label": printable(entry.label),
        "depth": entry.depth,
        "tag": f"h{entry.depth + 1}",
        "anchor": entry.anchor,
        "blocks": blocks,
    }


def _groups(text: str) -> list[str]:
    """Cut a long text at its blank lines: each group is laid out alone, which is what keeps long ones fast."""
    groups, lines = [], []
    for line in text.expandtabs(8).split("\n"):
        if line.strip():
            lines.append(line.rstrip())
        elif lines:
            groups.append("\n".join(lines))
            lines = []
    if lines:
        groups.append("\n".join(lines))
    return groups


def _clean(value, printable):
    """Make every text in a plain value printable; whole numbers become text, null becomes an empty cell."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: _clean(item, printable) for key, item in value.items()}
    if isinstance(value, list):
        return [_clean(item, printable) for item in value]
    return value


def _day(date: str, language: str) -> str:
    """The document's date in words. A date-time keeps the day of its own zone."""
    return format_date(datetime.date.fromisoformat(date[:10]), "long", locale=language.split("-")[0])


def _running(document: dict, words: dict[str, str], printable) -> dict[str, str]:
    name = " · ".join(part for part in (document.get("reference"), document["title"]) if part)
    digest = document.get("digest") or ""
    return {
        "name": _cut(printable(name), RUNNING_HEAD),
        "issuer": _cut(printable(document["issuer"]), RUNNING_ISSUER),
        "mark": f"{words['draft'].upper()} · ",
        "digest": _cut(printable(digest), 24),
    }


def _cut(text: str, longest: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
