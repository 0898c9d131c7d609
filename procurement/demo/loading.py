"""Loading the demo into an empty database, and telling who can sign in to it."""

from datetime import datetime

import sqlalchemy as sa

from procurement.accounts.models import Person
from procurement.audit import operations as ledger
from procurement.core import clock
from procurement.core.context import SYSTEM, Context
from procurement.core.database import database_clock, unit_of_work
from procurement.core.errors import Conflict
from procurement.demo import (
    adopting,
    alder_falls,
    cascade,
    contracting,
    gulf,
    lakes,
    lineage,
    planning,
    pooling,
    shelf,
    using,
)
from procurement.demo.founding import PASSWORD, founding
from procurement.demo.stage import Stage, play
from procurement.desk import demo_people
from procurement.files.store import Store
from procurement.settings import Settings

#: Whom a tour meets, and what for.
TOUR = {
    "dana.whitcomb": "officer of the City of Alder Falls, WA",
    "marcus.oyelaran": "approves for Alder Falls",
    "priya.raman": "the second officer there, who opens with Dana",
    "theo.nakamura": "evaluator, with a last response to score",
    "helen.strand": "commits Alder Falls in pools",
    "ruth.halvorsen": "the only officer of the Town of Juniper Bend, MT",
    "tomasz.wolak": "officer of the City of Lindenfield, IL, with a fresh draft",
    "elena.voss": "vendor, Northlight Cyber Defense",
    "alicia.romero": "vendor, Brightcurb Energy, with a response to finish",
    "robin.ashby": "operator of the service",
}
#: Founding first: where two deeds fall on the same instant, the story named first is told first.
STORIES = (
    founding,
    *shelf.SHELF,
    *lineage.STORIES,
    *alder_falls.STORIES,
    *cascade.STORIES,
    *lakes.STORIES,
    *gulf.STORIES,
    *planning.STORIES,
    *pooling.STORIES,
    *contracting.STORIES,
    *adopting.STORIES,
    *using.STORIES,
)


def is_empty(engine: sa.Engine) -> bool:
    """Whether nobody has used this database yet, so that the demo may be loaded into it."""
    with unit_of_work(engine, writes=False) as session:
        return session.scalar(sa.select(Person.id).limit(1)) is None


def load(engine: sa.Engine, settings: Settings, *, now: datetime | None = None) -> int:
    """Make the demo's people and procurements, and mark the database as a demo; how many units of work it took.

    All its dates lead up to `now` (the database's clock, unless told otherwise). Refuses a database that anybody has
    used. Everything is written in one transaction: a loading that is interrupted leaves the database empty.
    """
    store = Store.from_url(settings.files_url, settings.instance)
    with unit_of_work(engine) as session:
        if session.scalar(sa.select(Person.id).limit(1)) is not None:
            raise Conflict("There are people in this database already: the demo is loaded only into an empty one.")
        instant = now or database_clock(session)
        stage = Stage.at(session, store, settings.url, instant)
        count = play(stage, STORIES)
        clock.move(session, 0)
        service = Context(session, SYSTEM, instant, url=settings.url)
        while ledger.seal(service, 5_000, everything=True):
            pass
    return count


def who_can_sign_in(engine: sa.Engine) -> list[str]:
    """What whoever starts the demo needs to sign in: the password, the people of the tour, and where the others are."""
    known = dict.fromkeys(TOUR, "")
    with unit_of_work(engine, writes=False) as session:
        for person in session.scalars(sa.select(Person).where(Person.is_demo)):
            who = person.email.partition("@")[0]
            if who in known:
                known[who] = f"  {person.email:42}{person.name}: {TOUR[who]}"
    lines = [each for each in known.values() if each]
    if not lines:
        return []
    return [
        "This is a demonstration: everybody and everything in it is invented.",
        f"Everybody's password is: {PASSWORD}",
        *lines,
        "All the others: procurement demo people, or the page /demo.",
    ]


def everybody(engine: sa.Engine) -> list[str]:
    """A line for each of the demo's people, by where they work, with what they are there for."""
    with unit_of_work(engine, writes=False) as session:
        found = demo_people.who(Context(session, SYSTEM, database_clock(session)))
        lines = [f"Everybody's password is: {PASSWORD}"] if found else ["This database holds no demonstration."]
        for place, people in found:
            lines += ["", place, *(f"  {each.email:42}{each.name}: {duties}" for each, duties in people)]
    return lines
