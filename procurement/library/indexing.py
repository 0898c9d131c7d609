"""Keeps the search's entries and words in step with the items, in the unit of the deed itself. Floor: operations.

What is offered has one entry, for all it is shared with; a draft, or what is offered no more, has one for those who
work on it. The words stand in the table `library_words` (and, on SQLite,
`head_words`), which only SQL knows (migration 0006).
"""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from procurement.core.context import Context
from procurement.library import categories as lists
from procurement.library import facets, queries, vocabulary
from procurement.library.models import Item, ItemVersion, SearchEntry, SearchText

#: How many words of a text keep their order; of those behind them, so many more are known only by themselves.
IN_ORDER, BEHIND = 16_000, 10_000
#: How much of the text is kept for excerpts, in characters.
EXCERPT = 100_000
#: So far stand title and what follows it apart, lest a phrase begin in one and end in the other.
GAP = 5
#: PostgreSQL knows no place of a word beyond this one.
LAST_PLACE = 16_383


def index(ctx: Context, item: Item) -> None:
    """Write the item's entries as it is now.

    Asks nobody: the deed that calls it has asked.
    """
    wanted = {version.id: (version, offered) for version, offered in _versions(item)}
    for entry in ctx.session.scalars(sa.select(SearchEntry).where(SearchEntry.item_id == item.id)):
        if entry.version_id not in wanted or wanted[entry.version_id][1] != entry.is_offered:
            _drop(ctx, entry)
        else:
            version, _ = wanted.pop(entry.version_id)
            _write(ctx, entry, item, version)
    for version, offered in wanted.values():
        entry = SearchEntry(item_id=item.id, version_id=version.id, is_offered=offered, said=SearchText(text=""))
        _write(ctx, entry, item, version)


def forget(ctx: Context, item: Item) -> None:
    """Take all entries of the item away.

    Asks nobody: the deed that calls it has asked.
    """
    for entry in ctx.session.scalars(sa.select(SearchEntry).where(SearchEntry.item_id == item.id)):
        _drop(ctx, entry)


def index_missing(ctx: Context) -> int:
    """Write the entries of items that have none, the oldest first; how many there were.

    Asks nobody: it says nothing that the items do not say (after an upgrade from a service without search).
    """
    missing = sa.select(Item).where(Item.id.not_in(sa.select(SearchEntry.item_id))).order_by(Item.created_at, Item.id)
    rows = ctx.session.scalars(missing).all()
    for item in rows:
        index(ctx, item)
    return len(rows)


def _versions(item: Item) -> list[tuple[ItemVersion, bool]]:
    """The versions to be found, and whether everybody the item is shared with finds them."""
    offered, draft = queries.current(item), queries.draft(item)
    found = [(offered, True)] if offered is not None else []
    if draft is not None:
        found.append((draft, False))
    elif offered is None and item.versions:
        found.append((max(item.versions, key=lambda each: each.number), False))
    return found


def _write(ctx: Context, entry: SearchEntry, item: Item, version: ItemVersion) -> None:
    text = plain_text(version.content)
    entry.title_words = " ".join(vocabulary.words(item.title))[:1_000]
    entry.jurisdiction_id, entry.scope, entry.network_id = item.jurisdiction_id, item.scope, item.network_id
    entry.said.text = text[:EXCERPT]
    ctx.add(entry)
    marks = facets.of_item(
        form=item.form,
        kind=item.kind,
        focus_area=item.focus_area,
        categories=item.categories,
        network_id=item.network_id,
        jurisdiction_id=item.jurisdiction_id,
    )
    marks += facets.audience(
        scope=item.scope,
        network_id=item.network_id,
        jurisdiction_id=item.jurisdiction_id,
        is_offered=entry.is_offered,
    )
    _store(ctx, entry.id, marks, item.title, _about(ctx, item), text)


def _about(ctx: Context, item: Item) -> str:
    """What is said about the item, beside its title and its text."""
    known = lists.named(item.categories, queries.category_list(ctx, item.jurisdiction_id)) if item.categories else []
    owner = item.jurisdiction.name if item.jurisdiction is not None else ""
    return " \n".join([item.summary, item.focus_area, *known, item.law, item.kind or "", owner])


def plain_text(content: dict) -> str:
    """What a content says, as a reader sees it: headings, text with its blanks named, what is asked and priced."""
    labels = {each["key"]: each["label"] for each in content["blanks"]}
    lines = [_read_out(each) for each in content["sections"] if each["role"] != "contents"]
    lines += [f"{each['label']} {each.get('help', '')}" for each in content["requirements"]]
    lines += [f"{each['title']} {each.get('guidance', '')}" for each in content["criteria"]]
    lines += [each["description"] for each in content["price_lines"]]
    text = "\n".join(lines)
    for key, label in labels.items():
        text = text.replace("{{" + key + "}}", f"[{label}]")
    return vocabulary.readable(text)


def _read_out(section: dict) -> str:
    heading = section["heading"].strip()
    stop = "" if not heading or heading[-1] in ".:?!" else "."
    return f"{heading}{stop}\n{section['body']}"


#: The tables of words in each database, with the name of their key.
TABLES = {
    "sqlite": {"library_words": "rowid", "head_words": "rowid"},
    "postgresql": {"library_words": "entry_id"},
}
#: How the words of one entry are written, by database.
_INSERT = {
    "sqlite": [
        "INSERT INTO library_words (rowid, facets, title, about, body, tail)"
        " VALUES (:id, :pairs, :title, :about, :body, :tail)",
        "INSERT INTO head_words (rowid, facets, title, about) VALUES (:id, :facets, :title, :about)",
    ],
    "postgresql": [
        "INSERT INTO library_words (entry_id, facets, title, head, whole) VALUES (:id, CAST(:facets AS tsvector),"
        " CAST(:title AS tsvector), CAST(:head AS tsvector), CAST(:whole AS tsvector))"
    ],
}


def write_words(database: Session | sa.Connection, entry_id: int, marks: list[str], *texts: str) -> None:
    """Write the words of an entry with these facets: of its title, of what is said about it, and of its text.

    Asks nobody: whoever writes an entry has asked.
    """
    title, about, text = (vocabulary.words(each) for each in texts)
    body, known = text[:IN_ORDER], set(text[:IN_ORDER])
    tail = list(dict.fromkeys(each for each in text[IN_ORDER:] if each not in known))[:BEHIND]
    together = list(dict.fromkeys(pair for words in (title, about, body) for pair in facets.pairs(words)))
    if _dialect(database) == "sqlite":
        sent = {"facets": marks, "pairs": marks + together, "title": title, "about": about, "body": body, "tail": tail}
        row = {name: " ".join(each) for name, each in sent.items()}
    else:
        head = [(title, 0), (about, len(title) + GAP)]
        whole = [*head, (body, len(title) + len(about) + 2 * GAP), (tail, LAST_PLACE)]
        known_by = [*marks, facets.era(facets.era_of(entry_id)), *together]
        row = {"title": _vector(head[:1]), "head": _vector(head), "whole": _vector(whole)}
        row["facets"] = " ".join(f"'{each}'" for each in known_by)
    for insert in _INSERT[_dialect(database)]:
        database.execute(sa.text(insert), {"id": entry_id, **row})


def _dialect(database: Session | sa.Connection) -> str:
    bind = database.get_bind() if isinstance(database, Session) else database
    return bind.dialect.name


def _store(ctx: Context, entry_id: int, marks: list[str], title: str, about: str, text: str) -> None:
    _forget_words(ctx, entry_id)
    write_words(ctx.session, entry_id, marks, title, about, text)


def _vector(parts: list[tuple[list[str], int]]) -> str:
    """The words with their places as PostgreSQL reads them; a word keeps 200 places at most."""
    places: dict[str, list[str]] = {}
    for words, first in parts:
        for number, word in enumerate(words, first + 1):
            known = places.setdefault(word, [])
            if len(known) < 200:
                known.append(str(min(number, LAST_PLACE)))
    return " ".join(f"'{word}':{','.join(dict.fromkeys(numbers))}" for word, numbers in places.items())


def _drop(ctx: Context, entry: SearchEntry) -> None:
    _forget_words(ctx, entry.id)
    ctx.session.delete(entry)
    ctx.session.flush()


def _forget_words(ctx: Context, entry_id: int) -> None:
    for table, key in TABLES[_dialect(ctx.session)].items():
        ctx.session.execute(sa.text(f"DELETE FROM {table} WHERE {key} = :id"), {"id": entry_id})
