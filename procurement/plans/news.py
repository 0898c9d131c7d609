"""What is new for somebody since their last weekly letter: needs like theirs, pools to join. Floor: queries."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from procurement.accounts.models import Person
from procurement.core.context import Actor, Context
from procurement.networks import queries as networks
from procurement.networks.duties import Duty
from procurement.networks.models import Assignment
from procurement.plans import matching, policy, saying
from procurement.plans.models import NeedEntry, NeedKind, WeeklyLetter

EVERY = timedelta(days=7)
#: So many own needs are looked at, so many like each are told of, and so many pools.
OWN, EACH, POOLS = 20, 3, 5
#: What is kept of what somebody was told; what is older has left their matches long ago.
MOST_TOLD = 1_000


@dataclass(frozen=True)
class Told:
    """One need of somebody else in a letter."""

    kind: NeedKind
    id: str
    title: str
    place: str
    why: str = ""


@dataclass(frozen=True)
class News:
    """What a letter says: under the title of each own need what is like it, and pools that can be joined."""

    needs: list[tuple[str, list[Told]]] = field(default_factory=list)
    pools: list[Told] = field(default_factory=list)

    @property
    def keys(self) -> list[str]:
        """Everything in it as "kind:id"."""
        several = [*(each for _, found in self.needs for each in found), *self.pools]
        return list(dict.fromkeys(f"{each.kind}:{each.id}" for each in several))


def due(ctx: Context, limit: int) -> list[str]:
    """The people whose week is over: officers and representatives who did not stop the letter."""
    wished = sa.or_(
        WeeklyLetter.person_id.is_(None),
        sa.and_(
            WeeklyLetter.is_wanted,
            sa.or_(WeeklyLetter.looked_at.is_(None), WeeklyLetter.looked_at <= ctx.now - EVERY),
        ),
    )
    select = (
        sa.select(Person.id)
        .outerjoin(WeeklyLetter, WeeklyLetter.person_id == Person.id)
        .where(
            Person.disabled_at.is_(None),
            Person.id.in_(
                sa.select(Assignment.person_id).where(Assignment.duty.in_((Duty.OFFICER, Duty.REPRESENTATIVE)))
            ),
            wished,
        )
        .order_by(Person.id)
        .limit(limit)
    )
    return list(ctx.session.scalars(select))


def news(ctx: Context, person_id: str) -> News:
    """What this person has not been told of yet, seen with their own eyes."""
    person = ctx.session.get_one(Person, person_id)
    grants = networks.grants_of(ctx.session, person_id)
    seen = replace(ctx, actor=Actor(id=person.id, name=person.name, grants=frozenset(grants), zone=person.zone))
    places = policy.announces_for(seen.actor)
    wish = ctx.session.get(WeeklyLetter, person_id)
    told = set(wish.told) if wish is not None else set()
    needs = []
    for entry in _own(seen, places):
        found = [each for each in _like(seen, entry) if f"{each.kind}:{each.id}" not in told][:EACH]
        told |= {f"{each.kind}:{each.id}" for each in found}
        if found:
            needs.append((entry.title, found))
    pools = [each for each in _pools(seen, places) if f"{each.kind}:{each.id}" not in told][:POOLS]
    return News(needs, pools)


def _own(ctx: Context, places: frozenset[str]) -> list[NeedEntry]:
    select = sa.select(NeedEntry).where(
        NeedEntry.jurisdiction_id.in_(places), NeedEntry.is_open, NeedEntry.subject != NeedKind.CONTRACT
    )
    return list(ctx.session.scalars(select.order_by(NeedEntry.id.desc()).limit(OWN)))


def _like(ctx: Context, entry: NeedEntry) -> list[Told]:
    matches = matching.who_needs_the_same(
        ctx,
        jurisdiction_id=entry.jurisdiction_id,
        title=entry.title,
        text=entry.text,
        focus_area=entry.focus_area,
        categories=entry.categories,
        from_on=entry.from_on,
        to_on=entry.to_on,
        leave_out=[(entry.subject, entry.subject_id)],
    )
    return [
        Told(each.entry.subject, each.entry.subject_id, each.entry.title, each.entry.jurisdiction.name,
             saying.because(each.reasons))
        for each in matches
    ]  # fmt: skip


def _pools(ctx: Context, places: frozenset[str]) -> list[Told]:
    select = (
        matching.visible(ctx)
        .where(NeedEntry.subject == NeedKind.POOL, NeedEntry.is_open, NeedEntry.jurisdiction_id.not_in(places))
        .options(joinedload(NeedEntry.jurisdiction))
        .order_by(NeedEntry.id.desc())
        .limit(50)
    )
    return [
        Told(each.subject, each.subject_id, each.title, each.jurisdiction.name) for each in ctx.session.scalars(select)
    ]
