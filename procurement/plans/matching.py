"""Finds who needs the same: plans, pools, solicitations and contracts that are like a need. Floor: queries.

The rarest concepts and words of the need, and pairs of the commoner ones, are looked up in the index, each for so
many of the newest entries; these candidates are judged here (`likeness.py`), so that the order is the same on both
databases and a common word costs no more than a rare one. Who may see what is decided inside the select.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import joinedload

from procurement.core.context import Context
from procurement.library.models import Scope
from procurement.networks import queries as networks
from procurement.networks.duties import Permission, places
from procurement.networks.models import Jurisdiction, Membership, Network
from procurement.plans import likeness, wording
from procurement.plans.likeness import Comparing, Likeness, Need, Place, Weigh, Weights
from procurement.plans.models import Dismissal, NeedEntry, NeedKind, NeedTally

#: How many matches are given at most, unless asked otherwise; so much of a text is read for the words they share.
SHOWN, READ_OUT = 20, 400
#: So many units of a need are looked up; one in more entries than this only together with another.
LOOKED_UP, COMMON = 5, 1_500
#: Of each unit, of the most telling one in the own state besides, and of each pair so many of the newest are judged.
EACH, NEAR, TOGETHER = 60, 40, 40
#: In the entries of so many jurisdictions it is counted how usual a word is.
SAMPLE = 100
#: So many of the best by what they say are judged by place and by what their owners always say.
BEST = 50

Pair = tuple[NeedKind, str]


@dataclass(frozen=True)
class Match:
    """Something that may be the same need, how alike it is (0 to 1), and why."""

    entry: NeedEntry
    score: float
    reasons: list[str]
    #: What both speak of, as the entry says it: concepts by their name, and words.
    shared_words: list[str]


class _Around(NamedTuple):
    """The networks that a jurisdiction belongs to, however far above, and all below those."""

    above: frozenset[str]
    below: frozenset[str]


class _Row(NamedTuple):
    id: int
    subject: NeedKind
    subject_id: str
    jurisdiction_id: str
    state_code: str
    focus_area: str
    categories: list
    from_on: date | None
    to_on: date | None
    title_units: str
    text_units: str

    def need(self) -> Need:
        return Need(
            tuple(self.title_units.split()),
            tuple(self.text_units.split()),
            tuple(self.categories),
            self.focus_area,
            self.from_on,
            self.to_on,
        )


class _Asked(NamedTuple):
    """A need that is looked for, and from where."""

    need: Need
    home: Jurisdiction
    around: _Around
    leave_out: Sequence[Pair]


def visible(ctx: Context) -> sa.Select[tuple[NeedEntry]]:
    """The entries this actor may see: those of their own governments, and those whose scope reaches them."""
    if ctx.actor.is_operator or ctx.actor.is_system:
        return sa.select(NeedEntry)
    own = places(ctx.actor, Permission.SEE_INTERNAL)
    above = networks.network_ids_above(own)
    found: sa.Select[tuple[NeedEntry]] = sa.select(NeedEntry)
    return found.where(
        sa.or_(
            NeedEntry.jurisdiction_id.in_(own),
            NeedEntry.scope == Scope.PUBLIC,
            sa.and_(NeedEntry.scope == Scope.NETWORK, NeedEntry.network_id.in_(above)),
            sa.and_(NeedEntry.scope == Scope.PARENTS, NeedEntry.network_id.in_(networks.network_ids_below(above))),
            sa.and_(NeedEntry.scope != Scope.OWN, NeedEntry.network_id.in_(places(ctx.actor, Permission.CURATE))),
        )
    )


def who_needs_the_same(
    ctx: Context,
    *,
    jurisdiction_id: str,
    title: str,
    text: str = "",
    focus_area: str = "",
    categories: Sequence[str] = (),
    from_on: date | None = None,
    to_on: date | None = None,
    leave_out: Sequence[Pair] = (),
    limit: int = SHOWN,
) -> list[Match]:
    """What others need, sell under contract or buy now that is like this need of the jurisdiction, best first.

    It is what the jurisdiction sees, whoever asks for it; only what is public for those who do not work there. What
    the jurisdiction dismissed for the things in `leave_out` (which are its own), or for a title like this one, is not
    among it, nor what it needs itself (`had_already`).
    """
    home, around = _home_and_around(ctx, jurisdiction_id)
    need = _need(home, title, text, focus_area, categories, from_on, to_on)
    asked = _Asked(need, home, around, leave_out)
    others = sa.and_(NeedEntry.jurisdiction_id != jurisdiction_id, _reaches(ctx, asked), _lasts(ctx))
    return _matches(ctx, asked, others, limit)


def had_already(
    ctx: Context,
    *,
    jurisdiction_id: str,
    title: str,
    text: str = "",
    focus_area: str = "",
    categories: Sequence[str] = (),
    from_on: date | None = None,
    to_on: date | None = None,
    leave_out: Sequence[Pair] = (),
    limit: int = 5,
) -> list[Match]:
    """What the jurisdiction itself has that is like this need: for its own people; others hear of nothing."""
    if not _works_there(ctx, jurisdiction_id):
        return []
    home = ctx.session.get_one(Jurisdiction, jurisdiction_id)
    need = _need(home, title, text, focus_area, categories, from_on, to_on)
    asked = _Asked(need, home, _Around(frozenset(), frozenset()), leave_out)
    return _matches(ctx, asked, sa.and_(NeedEntry.jurisdiction_id == jurisdiction_id, _lasts(ctx)), limit)


def _need(
    home: Jurisdiction,
    title: str,
    text: str,
    focus_area: str,
    categories: Sequence[str],
    from_on: date | None,
    to_on: date | None,
) -> Need:
    apart = wording.own_words(home.name)
    said = wording.units(title, apart)
    known = {wording.bare(each) for each in said}
    more = tuple(each for each in wording.units(text, apart) if wording.bare(each) not in known)
    return Need(said, more, tuple(categories), focus_area, from_on, to_on)


def _works_there(ctx: Context, jurisdiction_id: str) -> bool:
    return ctx.actor.is_system or jurisdiction_id in places(ctx.actor, Permission.SEE_INTERNAL)


def _home_and_around(ctx: Context, jurisdiction_id: str) -> tuple[Jurisdiction, _Around]:
    """The jurisdiction, and the networks whose needs reach it; asked at once."""
    above = networks.network_ids_above([jurisdiction_id])
    select = (
        sa.select(Jurisdiction, Network.id, Network.id.in_(above))
        .outerjoin(Network, Network.id.in_(networks.network_ids_below(above)))
        .where(Jurisdiction.id == jurisdiction_id)
    )
    rows = ctx.session.execute(select).all()
    near = {network_id: is_above for _, network_id, is_above in rows if network_id is not None}
    return rows[0][0], _Around(frozenset(each for each in near if near[each]), frozenset(near))


def _reaches(ctx: Context, asked: _Asked) -> sa.ColumnElement[bool]:
    """Whether the jurisdiction sees an entry of somebody else."""
    public = NeedEntry.scope == Scope.PUBLIC
    if not _works_there(ctx, asked.home.id):
        return public
    return sa.or_(
        public,
        sa.and_(NeedEntry.scope == Scope.NETWORK, NeedEntry.network_id.in_(sorted(asked.around.above))),
        sa.and_(NeedEntry.scope == Scope.PARENTS, NeedEntry.network_id.in_(sorted(asked.around.below))),
    )


def _lasts(ctx: Context) -> sa.ColumnElement[bool]:
    """Whether it is still to be joined or used: what ended by the calendar has not been closed by anybody."""
    ends = sa.or_(NeedEntry.to_on.is_(None), NeedEntry.to_on >= ctx.now.date())
    return sa.and_(NeedEntry.is_open, ends)


def _matches(ctx: Context, asked: _Asked, decides: sa.ColumnElement[bool], limit: int) -> list[Match]:
    """What fits, best first; of equals the newest."""
    tallies = _tallies(ctx, asked)
    alone = Comparing(asked.need, tallies.weigh)
    found = _candidates(ctx, asked, decides, _looked_up(asked, alone, tallies.weights.entries))
    said = ((row, need, alone.shared(need)) for row, need in ((row, row.need()) for row in found))
    best = sorted(said, key=lambda each: (each[2].score, each[0].id), reverse=True)[:BEST]
    rows = [row for row, _, both in best if both.score > 0]
    near, shares = _nearness(ctx, asked, rows), _own_shares(ctx, asked, rows)
    judged = []
    for row, need, both in best:
        place = near.get(row.jurisdiction_id, Place.ELSEWHERE)
        lessened = {unit: share for unit, share in shares.get(row.jurisdiction_id, {}).items() if unit in both.units}
        if lessened:
            both = Comparing(asked.need, _lessened(tallies.weigh, lessened)).shared(need)
        like = likeness.judged(asked.need, need, both, place)
        if like.is_same:
            judged.append((like.score, row.id, row, like))
    judged.sort(key=lambda each: each[:2], reverse=True)
    gone = _dismissed(ctx, asked, [row for _, _, row, _ in judged])
    kept = [(row, like) for _, _, row, like in judged if (row.subject, row.subject_id) not in gone]
    return _told(ctx, kept[:limit])


class _Tallies(NamedTuple):
    #: In how many entries each unit of the need stands, and what is left of it for who asks.
    weights: Weights
    shares: Mapping[str, float]

    def weigh(self, unit: str) -> float:
        return self.weights(unit) * self.shares.get(unit, 1.0)


def _lessened(weigh: Weigh, shares: Mapping[str, float]) -> Weigh:
    """The weights between two jurisdictions: what either says all the time says little."""
    return lambda unit: weigh(unit) * shares.get(unit, 1.0)


def _tallies(ctx: Context, asked: _Asked) -> _Tallies:
    """How usual each unit of the need is: counted in a sample of jurisdictions, whose ids are in no order."""
    units = sorted({wording.bare(each) for each in (*asked.need.title, *asked.need.text)})
    row = NeedTally
    every = sa.select(row.jurisdiction_id).where(row.unit == "").order_by(row.jurisdiction_id).offset(SAMPLE).limit(1)
    in_sample = row.jurisdiction_id < sa.func.coalesce(every.scalar_subquery(), "~")
    counted = sa.func.sum(row.entries)
    select = sa.union_all(
        sa.select(sa.literal("sample"), row.unit, counted)
        .where(row.unit.in_(["", *units]), in_sample)
        .group_by(row.unit),
        sa.select(sa.literal("own"), row.unit, row.entries).where(
            row.unit.in_(["", *units]), row.jurisdiction_id == asked.home.id
        ),
        sa.select(sa.literal("all"), sa.literal(""), sa.func.coalesce(counted, 0)).where(row.unit == ""),
    )
    found: dict[str, dict[str, int]] = {"sample": {}, "own": {}, "all": {}}
    for name, unit, count in ctx.session.execute(select):
        found[name][unit] = int(count)
    sample, own, total = found["sample"], found["own"], found["all"][""]
    scale = total / sample[""] if sample.get("") else 1.0
    entries = {unit: round(count * scale) for unit, count in sample.items() if unit}
    shares = {unit: likeness.own_share(count, own[""]) for unit, count in own.items() if unit}
    return _Tallies(Weights(entries, total), {unit: share for unit, share in shares.items() if share < 1})


def _looked_up(asked: _Asked, need: Comparing, entries: Mapping[str, int]) -> list[tuple[list[str], int]]:
    """Which words are looked up together, and how many of the newest entries that have them are judged."""
    words = [word for word in need.words if " " not in word and not need.has_concept]
    weights = {word: need.words[word] for word in words} | need.units
    looked = sorted(weights, key=lambda unit: (-weights[unit], unit))[:LOOKED_UP]
    rare = [unit for unit in looked if entries.get(unit, 0) <= COMMON] or looked[:1]
    often = set(looked).difference(rare)
    mixed = [pair for pair in combinations(looked[:4], 2) if any(each in often for each in pair)]
    state = next(iter(wording.marks(state_code=asked.home.state_code, is_open=False)))
    return [
        *(([unit, wording.OPEN], EACH) for unit in rare),
        *(([unit, wording.OPEN, state], NEAR) for unit in rare[:1]),
        *(([*pair, wording.OPEN], TOGETHER) for pair in mixed),
    ]


def _candidates(
    ctx: Context, asked: _Asked, decides: sa.ColumnElement[bool], looked_up: Sequence[tuple[list[str], int]]
) -> list[_Row]:
    """The entries that have something telling in common with the need, of those that the condition lets through."""
    if not looked_up:
        return []
    if asked.leave_out:
        pairs = sa.tuple_(NeedEntry.subject, NeedEntry.subject_id).not_in(list(asked.leave_out))
        decides = sa.and_(decides, pairs)
    is_sqlite = ctx.session.get_bind().dialect.name == "sqlite"
    parts = [_newest(words, most, decides, is_sqlite).subquery() for words, most in looked_up]
    ids = sa.union(*(sa.select(part.c.id) for part in parts)).subquery()
    columns = [getattr(NeedEntry, name) for name in _Row._fields]
    select = sa.select(*columns).join(ids, ids.c.id == NeedEntry.id)
    return [_Row._make(row) for row in ctx.session.execute(select)]


def _newest(words: Iterable[str], most: int, decides: sa.ColumnElement[bool], is_sqlite: bool) -> sa.Select:
    """The ids of the newest entries that have all these words."""
    if is_sqlite:
        table = sa.table("need_words", sa.column("rowid", sa.Integer))
        key = table.c.rowid
        has = sa.literal_column("need_words").op("MATCH")(" AND ".join(f'"{each}"' for each in words))
    else:
        table = sa.table("need_words", sa.column("entry_id", sa.Integer), sa.column("words"))
        key = table.c.entry_id
        has = table.c.words.op("@@")(sa.cast(" & ".join(f"'{each}'" for each in words), TSQUERY))
    select = sa.select(NeedEntry.id).select_from(table).join(NeedEntry, NeedEntry.id == key)
    return select.where(has, decides).order_by(key.desc()).limit(most)


def _nearness(ctx: Context, asked: _Asked, rows: Sequence[_Row]) -> dict[str, Place]:
    """How near the owners are to who asks."""
    if not rows:
        return {}
    ids = {row.jurisdiction_id for row in rows}
    select = sa.select(Membership.jurisdiction_id, Membership.network_id).where(
        Membership.jurisdiction_id.in_([*ids, asked.home.id])
    )
    joined: dict[str, set[str]] = {}
    for place, network in ctx.session.execute(select):
        joined.setdefault(place, set()).add(network)
    own = joined.get(asked.home.id, set())
    found = {}
    for row in rows:
        there = joined.get(row.jurisdiction_id, set())
        if own & there:
            found[row.jurisdiction_id] = Place.NETWORK
        elif asked.around.below & there:
            found[row.jurisdiction_id] = Place.NEIGHBOURS
        elif row.state_code == asked.home.state_code:
            found[row.jurisdiction_id] = Place.STATE
    return found


def _own_shares(ctx: Context, asked: _Asked, rows: Sequence[_Row]) -> dict[str, dict[str, float]]:
    """What is left of the units of the need for each owner, where it has many entries and says them all the time."""
    units = {wording.bare(each) for each in asked.need.title} - wording.GENERIC
    ids = {row.jurisdiction_id for row in rows} - {asked.home.id}
    if not ids:
        return {}
    every = sa.select(NeedTally.jurisdiction_id, NeedTally.entries).where(
        NeedTally.unit == "", NeedTally.jurisdiction_id.in_(ids), NeedTally.entries >= likeness.LEAST_OWN
    )
    total = every.subquery()
    select = (
        sa.select(NeedTally.jurisdiction_id, NeedTally.unit, NeedTally.entries, total.c.entries)
        .join(total, total.c.jurisdiction_id == NeedTally.jurisdiction_id)
        .where(NeedTally.unit.in_(units), NeedTally.entries >= total.c.entries * likeness.OWN)
    )
    found: dict[str, dict[str, float]] = {}
    for place, unit, count, of in ctx.session.execute(select):
        found.setdefault(place, {})[unit] = likeness.own_share(count, of)
    return found


def _dismissed(ctx: Context, asked: _Asked, rows: Sequence[_Row]) -> Collection[Pair]:
    """What of this the jurisdiction said is not the same: as something of `leave_out`, or as a title like this one."""
    if not rows:
        return ()
    ids = {row.subject_id for row in rows}
    own_ids = {subject_id for _, subject_id in asked.leave_out}
    select = sa.select(Dismissal).where(
        Dismissal.jurisdiction_id == asked.home.id,
        sa.or_(Dismissal.other_id.in_(ids), sa.and_(Dismissal.other_id.in_(own_ids), Dismissal.subject_id.in_(ids))),
    )
    found = set()
    own = set(asked.leave_out)
    apart = wording.own_words(asked.home.name)
    for each in ctx.session.scalars(select):
        here = (each.subject, each.subject_id) if each.subject is not None and each.subject_id is not None else None
        there = (each.other_subject, each.other_id)
        if there in own and here is not None:
            found.add(here)
        elif here in own or likeness.is_retold(wording.units(each.title, apart), asked.need.title):
            found.add(there)
    return found


def _told(ctx: Context, kept: Sequence[tuple[_Row, Likeness]]) -> list[Match]:
    """The entries themselves with their owners, and the reasons in words."""
    if not kept:
        return []
    ids = [row.id for row, _ in kept]
    select = sa.select(NeedEntry).where(NeedEntry.id.in_(ids)).options(joinedload(NeedEntry.jurisdiction))
    entries = {each.id: each for each in ctx.session.scalars(select)}
    found = []
    for row, like in kept:
        entry = entries[row.id]
        said = wording.readable(f"{entry.title}. {entry.text[:READ_OUT]}", like.units)
        found.append(Match(entry, round(like.score, 4), likeness.explained(like, said), said))
    return found
