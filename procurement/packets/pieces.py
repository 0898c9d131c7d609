"""Small pieces every print document is made of: facts, tables, texts; plain data in the shape `pdf/README.md` gives."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from procurement.core import markdown, words
from procurement.library import plaintext
from procurement.library.pricing import heading

DEEPEST = 4


def document(kind: str, *, title: str, issuer: str, date: str, sections: Sequence[Mapping], **more) -> dict:
    """A whole print document; `more` may hold subtitle, reference, digest, state, cover."""
    kept = {name: value for name, value in more.items() if value not in (None, "")}
    return {
        "kind": kind,
        "language": "en",
        "state": "final",
        "title": title,
        "issuer": issuer,
        "date": date,
        "sections": list(sections),
        **kept,
    }


def section(heading: str, *blocks: Mapping | None, number: str | None = None, level: int = 1) -> dict:
    """A section; blocks that are None are left out."""
    return {
        "number": number or None,
        "heading": heading,
        "level": min(level, DEEPEST),
        "blocks": [dict(block) for block in blocks if block is not None],
    }


def facts(rows: Iterable[tuple[str, str | int | None]]) -> dict | None:
    """Labels beside values; empty values are left out."""
    items = [{"label": label, "value": value} for label, value in rows if value not in (None, "")]
    return {"type": "facts", "items": items} if items else None


def cover(rows: Iterable[tuple[str, str | int | None]]) -> list[dict]:
    """Key facts of the cover."""
    return [{"label": label, "value": value} for label, value in rows if value not in (None, "")]


def table(columns: Sequence[str | tuple[str, str]], rows: Sequence[Sequence], **more) -> dict:
    """A table; a column is its label, or (label, "right")."""
    shaped = [
        {"label": each, "align": "left"} if isinstance(each, str) else {"label": each[0], "align": each[1]}
        for each in columns
    ]
    return {"type": "table", "columns": shaped, "rows": [list(row) for row in rows], **more}


def text(typed: str | None) -> dict | None:
    """What a person typed, with its line breaks."""
    return {"type": "text", "text": typed} if typed and typed.strip() else None


def note(sentence: str) -> dict:
    """A paragraph that must not be overlooked."""
    return {"type": "note", "text": sentence}


def prose(body: str, *, preformatted: bool = False) -> dict | None:
    """A Markdown body (or a preformatted one, made readable) as a fragment."""
    if not body.strip():
        return None
    source = plaintext.to_markdown(body) if preformatted else body
    return {"type": "html", "html": markdown.to_html(source, anchors=False)}


def when(instant: str | datetime | None, zone: str, *, seconds: bool = False) -> str:
    """An instant in the words of its zone, "" for none."""
    if not instant:
        return ""
    moment = instant if isinstance(instant, datetime) else datetime.fromisoformat(instant)
    return words.when(moment, zone, seconds=seconds)


def amount(cents: int | None) -> str:
    """Dollars and cents, "" for none."""
    return "" if cents is None else words.money(cents)


def line_name(line: Mapping, lines: Sequence[Mapping]) -> str:
    """A price line as a table calls it: with its heading, and why it is not part of the total."""
    known = {each["key"]: each for each in lines}
    group = heading(line, known)
    main = known.get(line.get("alternate_to") or "")
    aside = f" (alternate to “{main['description']}”)" if main else " (optional)" if line.get("optional") else ""
    return (f"{group}: " if group else "") + line["description"] + aside


def quantity(number: str) -> str:
    """A quantity for reading: 1,200."""
    return words.quantity(Decimal(number))
