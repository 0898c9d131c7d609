"""The search for a contract that fits a need: words, phrases and filters, ranked and highlighted. Floor: queries.

Which rank: all words in the title, then in what is said about the contract (vendor, description, categories), then
anywhere (lines, terms); within that the title that is exactly what was asked, that holds the words as a phrase, that
holds more of them; and of equals the newest. Where nothing has all the words, what has some of them is found instead.
The rank is computed here from `MOST` candidates, so that it is the same on both databases. Who may see what is decided
inside the select.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

import sqlalchemy as sa
from markupsafe import Markup

from procurement.contracts import contract_queries as queries
from procurement.contracts import term
from procurement.contracts.lifecycle import ContractState
from procurement.contracts.models import Contract, ContractEntry, ContractPrice
from procurement.core.context import Context
from procurement.library import facets, vocabulary
from procurement.library import queries as library
from procurement.library.queries import Circles
from procurement.library.vocabulary import Term
from procurement.networks import queries as networks
from procurement.networks.models import Jurisdiction, Network

#: How many candidates are ranked; beyond that a count is "1,000+".
MOST = 1_000
#: Of so many, the best or first, the question whether they may be adopted is asked.
EXAMINED = 200


class Sort(StrEnum):
    """In which order contracts are shown."""

    #: What fits the words best; without words the newest.
    BEST = "best"
    #: What runs out first.
    EXPIRY = "expiry"
    #: The lowest unit price (of a line in the asked range) first.
    PRICE = "price"


@dataclass(frozen=True)
class Query:
    """What is looked for; what is empty or None filters nothing."""

    words: str = ""
    category: str = ""
    focus_area: str = ""
    #: Where the lead is: a postal code, and a network that it belongs to.
    state: str = ""
    network_id: str = ""
    #: Still in force on this day.
    until: date | None = None
    #: A line's unit price from and to, both included.
    price_from: Decimal | None = None
    price_to: Decimal | None = None
    #: Also what has run out or was terminated.
    past: bool = False
    sort: Sort = Sort.BEST
    #: Any of the words is enough, for a free description of a need.
    any_word: bool = False


#: Says of contracts which of them somebody may adopt, by their ids.
Eligibility = Callable[[Sequence[Contract]], Collection[str]]


class Hit(NamedTuple):
    """A contract that was found; both texts are escaped HTML with the asked words in <mark>."""

    contract: Contract
    title_html: Markup
    excerpt_html: Markup
    #: The lowest unit price (in the asked range), where there is one, and the lines to show with it.
    lowest: Decimal | None
    lines: list[dict]


@dataclass(frozen=True)
class Page:
    """One page of hits. `count` is exact, or the largest that is counted when there are `more` than that."""

    hits: list[Hit] = field(default_factory=list)
    count: int = 0
    more: bool = False
    #: Whether a further page follows.
    further: bool = False
    #: Whether nothing has all the words, so that what has some of them is shown.
    is_loose: bool = False

    @property
    def counted(self) -> str:
        """How many there are, in words."""
        return f"{self.count:,}+" if self.more else f"{self.count:,}"


class _Candidate(NamedTuple):
    id: int
    contract_id: str
    title_words: str
    ends_on: date
    zone: str
    state: ContractState
    lowest: Decimal | None
    is_near: bool


def find(
    ctx: Context,
    query: Query,
    *,
    limit: int = 20,
    offset: int = 0,
    eligibility: Eligibility | None = None,
    around: Circles | None = None,
) -> Page:
    """One page of the contracts this actor may see that fit, in the asked order.

    `eligibility` narrows them to what it says may be adopted; `around` when the actor's networks are known already.
    """
    terms = vocabulary.telling(query.words) if query.any_word else vocabulary.asked(query.words)
    unreadable = query.category and not facets.plain(query.category)
    if unreadable or (query.words.strip() and not terms):
        return Page()
    around = around or library.circles(ctx)
    rows = _candidates(ctx, query, terms, around, "any" if query.any_word else "all")
    is_loose = False
    if not rows and len(terms) > 1 and not query.any_word:
        terms = vocabulary.telling(query.words) or terms
        rows, is_loose = _candidates(ctx, query, terms, around, "any"), True
    elif not rows and len(terms) == 1 and len(terms[0]) == 1 and len(terms[0][0]) > 2:
        rows = _candidates(ctx, query, terms, around, "beginning")
    more = len(rows) > MOST
    found = _sorted(rows[:MOST], query, terms, is_loose or query.any_word)
    if eligibility is not None:
        found, more = _adoptable(ctx, found[:EXAMINED], eligibility), False
    chosen = found[offset : offset + limit]
    return Page(
        _hits(ctx, chosen, terms, query), len(found), more, len(found) > offset + limit, is_loose and bool(found)
    )


def choices(ctx: Context) -> dict[str, list[tuple[str, str]]]:
    """What a search can be narrowed to: (value, name) of focus areas, states and networks of contracts in force."""
    see = queries.visible(ctx).where(Contract.state == ContractState.ACTIVE).subquery("seen")
    held = sa.select(Jurisdiction.id, Jurisdiction.state_code).where(
        Jurisdiction.id.in_(sa.select(see.c.jurisdiction_id))
    )
    places = held.subquery("held")
    found = sa.union(
        sa.select(sa.literal("focus_area"), see.c.focus_area, see.c.focus_area).where(see.c.focus_area != ""),
        sa.select(sa.literal("state"), places.c.state_code, places.c.state_code),
        sa.select(sa.literal("network_id"), Network.id, Network.name),
    )
    known: dict[str, list[tuple[str, str]]] = {"focus_area": [], "state": [], "network_id": []}
    for name, value, label in ctx.session.execute(found):
        known[name].append((value, label))
    return {name: sorted(values, key=lambda pair: pair[1]) for name, values in known.items()}


def _candidates(ctx: Context, query: Query, terms: list[Term], around: library.Circles, how: str) -> list[_Candidate]:
    """What fits, in the database's order, one more than is ranked; who may see what is decided here."""
    lowest = _lowest(query).label("lowest")
    near = _matching(ctx, "head", terms, how, "") if terms else None
    is_near = ContractEntry.id.in_(sa.select(near.c.id)) if near is not None else sa.false()
    select = (
        queries.visible(ctx, around)
        .join(ContractEntry, ContractEntry.contract_id == Contract.id)
        .join(Jurisdiction, Jurisdiction.id == Contract.jurisdiction_id)
        .with_only_columns(
            ContractEntry.id, Contract.id, ContractEntry.title_words, Contract.ends_on, Jurisdiction.zone,
            Contract.state, lowest, is_near.label("is_near"), maintain_column_froms=True,
        )
    )  # fmt: skip
    if terms or query.category:
        fits = _matching(ctx, "whole", terms, how, query.category)
        # Joined, so that SQLite begins here and does not try every id with every contract.
        select = select.join(fits, fits.c.id == ContractEntry.id)
    order = {
        Sort.BEST: [sa.desc("is_near"), ContractEntry.id.desc()],
        Sort.EXPIRY: [Contract.ends_on, Contract.id],
        Sort.PRICE: [lowest.is_(None), sa.asc("lowest"), Contract.id],
    }[query.sort]
    found = ctx.session.execute(_narrowed(ctx, select, query).order_by(*order).limit(MOST + 1))
    rows = [_Candidate._make(row) for row in found]
    # Which day it is differs from lead to lead: the select lets a day more through than counts.
    return [row for row in rows if query.past or row.ends_on >= term.today(ctx.now, row.zone)]


def _narrowed(ctx: Context, select: sa.Select, query: Query) -> sa.Select:
    if not query.past:
        yesterday = ctx.now.date() - timedelta(days=1)
        select = select.where(Contract.state == ContractState.ACTIVE, Contract.ends_on >= yesterday)
    if query.until is not None:
        select = select.where(Contract.ends_on >= query.until)
    if query.focus_area:
        select = select.where(Contract.focus_area == query.focus_area)
    if query.state:
        select = select.where(Jurisdiction.state_code == query.state)
    if query.network_id:
        select = select.where(Contract.jurisdiction_id.in_(networks.jurisdiction_ids_below([query.network_id])))
    if query.price_from is not None or query.price_to is not None:
        select = select.where(_prices(query, sa.select(sa.literal(1))).exists())
    return select


def _prices(query: Query, select: sa.Select) -> sa.Select:
    """The select over the contract's prices that are in the asked range."""
    select = select.where(ContractPrice.contract_id == Contract.id).correlate(Contract)
    if query.price_from is not None:
        select = select.where(ContractPrice.unit_price >= query.price_from)
    if query.price_to is not None:
        select = select.where(ContractPrice.unit_price <= query.price_to)
    return select


def _lowest(query: Query) -> sa.ScalarSelect:
    return _prices(query, sa.select(sa.func.min(ContractPrice.unit_price))).scalar_subquery()


def _matching(ctx: Context, where: str, terms: list[Term], how: str, category: str) -> sa.CTE:
    """The ids of the entries whose words (in this place) and category fit, in either database's own language."""
    speaks = _sqlite if ctx.session.get_bind().dialect.name == "sqlite" else _postgresql
    mark = facets.plain(category)
    name = f"{where}_words"
    text, sent = speaks(where, terms, how, f"category={mark}" if mark else "", name)
    ids = sa.text(text).bindparams(**sent).columns(sa.column("id", sa.Integer)).cte(f"in_{where}")
    # Looked up once: SQLite would ask its index anew for every contract.
    return ids.prefix_with("MATERIALIZED")


def _sqlite(where: str, terms: list[Term], how: str, mark: str, name: str) -> tuple[str, dict]:
    """A word is letters, digits and =, so that FTS5 can misread nothing."""
    said = ['"' + " ".join(term) + '"' for term in terms]
    if how == "beginning":
        said[-1] += " *"
    parts = [f"{{{where}}} : ({(' OR ' if how == 'any' else ' AND ').join(said)})"] if said else []
    if mark:
        parts.append(f'{{facets}} : "{mark}"')
    text = f"SELECT rowid AS id FROM contract_words WHERE contract_words MATCH :{name}"
    return text, {name: " AND ".join(parts)}


def _postgresql(where: str, terms: list[Term], how: str, mark: str, name: str) -> tuple[str, dict]:
    said = ["(" + " <-> ".join(f"'{word}'" for word in term) + ")" for term in terms]
    if how == "beginning":
        said[-1] = f"'{terms[-1][0]}':*"
    conditions, sent = [], {}
    if said:
        conditions.append(f"{where} @@ CAST(:{name} AS tsquery)")
        sent[name] = (" | " if how == "any" else " & ").join(said)
    if mark:
        conditions.append(f"facets @@ CAST(:{name}_mark AS tsquery)")
        sent[f"{name}_mark"] = f"'{mark}'"
    return f"SELECT entry_id AS id FROM contract_words WHERE {' AND '.join(conditions)}", sent


def _sorted(rows: list[_Candidate], query: Query, terms: list[Term], is_loose: bool) -> list[_Candidate]:
    if query.sort != Sort.BEST or not terms:
        return rows
    asked = [word for term in terms for word in term]
    rank = _rank_of_some if is_loose else _rank
    return sorted(rows, key=lambda row: rank(row, asked), reverse=True)


def _rank(row: _Candidate, asked: list[str]) -> tuple:
    title = row.title_words.split()
    said = len(set(asked).intersection(title))
    everything = said == len(set(asked))
    as_phrase = f" {' '.join(asked)} " in f" {row.title_words} "
    return (everything, row.is_near, sorted(title) == sorted(asked), as_phrase, said, row.id)


def _rank_of_some(row: _Candidate, asked: list[str]) -> tuple:
    """The more of the words the title holds, and the less it says beside them, the better."""
    title = row.title_words.split()
    said = sum(1 for word in asked if word in title)
    return (said, row.is_near, -len(title) if said else 0, row.id)


def _adoptable(ctx: Context, rows: list[_Candidate], eligibility: Eligibility) -> list[_Candidate]:
    known = _loaded(ctx, rows)
    may = set(eligibility([known[row.contract_id] for row in rows]))
    return [row for row in rows if row.contract_id in may]


def _loaded(ctx: Context, rows: Sequence[_Candidate]) -> dict[str, Contract]:
    if not rows:
        return {}
    select = sa.select(Contract).where(Contract.id.in_([row.contract_id for row in rows])).options(*queries.BRIEF)
    return {each.id: each for each in ctx.session.scalars(select)}


def _hits(ctx: Context, rows: list[_Candidate], terms: list[Term], query: Query) -> list[Hit]:
    known = _loaded(ctx, rows)
    hits = []
    for row in rows:
        contract = known[row.contract_id]
        title = vocabulary.marked(contract.title, terms)
        excerpt = vocabulary.excerpt(contract.description, terms) or Markup.escape(_shortened(contract.description))
        lowest = None if row.lowest is None else Decimal(row.lowest)
        hits.append(Hit(contract, title, excerpt, lowest, _lines(contract, terms, query)))
    return hits


def _lines(contract: Contract, terms: list[Term], query: Query) -> list[dict]:
    """Up to three lines that are worth showing: in the asked range of prices, with the most of the words."""
    wanted = {word for term in terms for word in term}
    low, high = query.price_from, query.price_to

    def in_range(price: Decimal) -> bool:
        return (low is None or price >= low) and (high is None or price <= high)

    lines = [{**each, "unit_price": Decimal(each["unit_price"])} for each in contract.lines]
    said = [each for each in lines if in_range(each["unit_price"])]
    said.sort(key=lambda each: -len(wanted.intersection(vocabulary.words(each["description"]))))
    return said[:3]


def _shortened(text: str, longest: int = 240) -> str:
    return text if len(text) <= longest else text[:longest].rpartition(" ")[0] + " …"
