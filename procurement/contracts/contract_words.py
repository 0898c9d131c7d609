"""Keeps the search's entries, words and prices in step with the contracts, in the unit of the deed itself.

Only what is settled is found. The words stand in the table `contract_words`, which only SQL knows (migration 0011);
`finding.py` looks them up. Floor: operations.
"""

from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from procurement.contracts.contract_policy import SETTLED
from procurement.contracts.lifecycle import ContractState
from procurement.contracts.models import Contract, ContractEntry, ContractPrice
from procurement.core.context import Context
from procurement.library import categories as lists
from procurement.library import facets, vocabulary
from procurement.library import queries as library
from procurement.plans import indexing
from procurement.plans.models import NeedKind

#: So far title and what follows it stand apart, lest a phrase begin in one and end in the other.
GAP = 5
#: PostgreSQL knows no place of a word beyond this one; a text is indexed so far.
LAST_PLACE, MOST_WORDS = 16_383, 16_000

_INSERT = {
    "sqlite": "INSERT INTO contract_words (rowid, facets, title, head, whole)"
    " VALUES (:id, :facets, :title, :head, :whole)",
    "postgresql": "INSERT INTO contract_words (entry_id, facets, title, head, whole) VALUES (:id,"
    " CAST(:facets AS tsvector), CAST(:title AS tsvector), CAST(:head AS tsvector), CAST(:whole AS tsvector))",
}
_KEY = {"sqlite": "rowid", "postgresql": "entry_id"}


def index(ctx: Context, contract: Contract) -> None:
    """Write what the search and “who needs the same” know of the contract, as it is now.

    Asks nobody: the deed that calls it has asked.
    """
    if contract.state not in SETTLED:
        return
    entry = ctx.session.scalar(sa.select(ContractEntry).where(ContractEntry.contract_id == contract.id))
    if entry is None:
        entry = ContractEntry(contract_id=contract.id)
    entry.title_words = " ".join(vocabulary.words(contract.title))[:1_000]
    ctx.add(entry)
    _prices(ctx, contract)
    known = lists.named(contract.categories, library.category_list(ctx, contract.jurisdiction_id))
    text = "\n".join(_said(contract))
    write_words(ctx.session, entry.id, contract.categories, contract.title, _about(contract, known), text)

    indexing.index_need(
        ctx,
        subject=NeedKind.CONTRACT,
        subject_id=contract.id,
        jurisdiction_id=contract.jurisdiction_id,
        scope=contract.scope,
        network_id=contract.network_id,
        title=contract.title,
        text="\n".join([contract.description, *(line["description"] for line in contract.lines)]),
        focus_area=contract.focus_area,
        categories=contract.categories,
        from_on=contract.starts_on,
        to_on=contract.terminated_on or contract.ends_on,
        is_open=contract.state == ContractState.ACTIVE,
    )


def write_words(session: Session, entry_id: int, categories: list[str], title: str, about: str, text: str) -> None:
    """Write the words of one entry: of its title, of what is said about it, and of lines and terms.

    Asks nobody: whoever writes an entry has asked.
    """
    dialect = session.get_bind().dialect.name
    marks = list(dict.fromkeys(f"category={step}" for code in categories for step in facets.at_and_above(code)))
    parts = [vocabulary.words(each)[:MOST_WORDS] for each in (title, about, text)]
    session.execute(sa.text(f"DELETE FROM contract_words WHERE {_KEY[dialect]} = :id"), {"id": entry_id})
    head, whole = parts[:2], parts
    if dialect == "sqlite":
        # What stands between the parts is no word of any text: no phrase reaches across it.
        sent = {"title": " ".join(parts[0]), "head": _joined(head), "whole": _joined(whole), "facets": " ".join(marks)}
    else:
        sent = {"title": _vector(parts[:1]), "head": _vector(head), "whole": _vector(whole)}
        sent["facets"] = " ".join(f"'{each}'" for each in marks)
    session.execute(sa.text(_INSERT[dialect]), {"id": entry_id, **sent})


def _about(contract: Contract, categories: list[str]) -> str:
    owner = contract.jurisdiction.name
    return " \n".join(
        [contract.vendor_name, contract.description, contract.focus_area, *categories, contract.reference, owner]
    )


def _said(contract: Contract) -> list[str]:
    of_lines = [f"{line['description']} {line.get('region', '')}" for line in contract.lines]
    return [*of_lines, contract.solicited_by, vocabulary.readable(contract.terms)]


def _prices(ctx: Context, contract: Contract) -> None:
    ctx.session.execute(sa.delete(ContractPrice).where(ContractPrice.contract_id == contract.id))
    ctx.session.add_all(
        ContractPrice(contract_id=contract.id, line_key=line["key"], unit_price=Decimal(line["unit_price"]))
        for line in contract.lines
    )
    ctx.session.flush()


def _joined(parts: list[list[str]]) -> str:
    return f" {'= ' * GAP}".join(" ".join(each) for each in parts)


def _vector(parts: list[list[str]]) -> str:
    """The words with their places as PostgreSQL reads them; a word keeps 200 places at most."""
    places: dict[str, list[str]] = {}
    first = 0
    for words in parts:
        for number, word in enumerate(words, first + 1):
            known = places.setdefault(word, [])
            if len(known) < 200:
                known.append(str(min(number, LAST_PLACE)))
        first += len(words) + GAP
    return " ".join(f"'{word}':{','.join(dict.fromkeys(numbers))}" for word, numbers in places.items())
