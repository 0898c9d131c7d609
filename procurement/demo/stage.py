"""The stage of the demo: stories told in the order of time, each deed by its person at its own instant.

A story is a generator. It yields a `Turn` (when, and who acts) and is handed the context of a unit of work at that
instant, as that person; what it does until its next turn are that unit's deeds. Stories are interleaved by time, so
that the ledger reads as if all this had really happened side by side. Everything lies in one transaction of the
database: an interrupted loading leaves nothing behind.
"""

import heapq
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO

from sqlalchemy.orm import Session

from procurement.accounts.models import Person
from procurement.core.context import SYSTEM, Actor, Context
from procurement.demo import cast
from procurement.demo.calendar import Calendar
from procurement.files import operations as files
from procurement.files.store import Staged, Store
from procurement.networks import queries as networks
from procurement.networks.models import Jurisdiction, Network
from procurement.vendors import queries as vendors
from procurement.vendors.models import Vendor

FILE_LIMIT = 10_000_000


@dataclass(frozen=True)
class Turn:
    """When the next unit of work happens, and who acts (the name before the @ of their address; None: the service)."""

    at: datetime
    who: str | None


Story = Generator[Turn, Context, None]


@dataclass
class Stage:
    """What every story has at hand: the calendar, the places, the people, and a store for their files."""

    session: Session
    store: Store
    url: str
    calendar: Calendar
    places: dict[str, Jurisdiction] = field(default_factory=dict)
    networks: dict[str, Network] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    vendors: dict[str, Vendor] = field(default_factory=dict)
    #: Whatever one story leaves for another: template versions by name, pools, solicitations.
    things: dict[str, object] = field(default_factory=dict)
    _staged: dict[str, Staged] = field(default_factory=dict)

    @classmethod
    def at(cls, session: Session, store: Store, url: str, now: datetime) -> "Stage":
        """An empty stage whose stories lead up to this instant."""
        return cls(session, store, url, Calendar(now))

    def back(self, days: int, clock: str, who: str, zone: str | None = None) -> Turn:
        """The person's turn so many working days ago, by the clock on their own wall."""
        return Turn(self.calendar.back(days, clock, zone or cast.zone_of(who)), who)

    def after(self, earlier: datetime, minutes: int, who: str) -> Turn:
        """The person's turn so many minutes after an instant."""
        return Turn(datetime.fromtimestamp(earlier.timestamp() + 60 * minutes, tz=earlier.tzinfo), who)

    def context(self, turn: Turn) -> Context:
        """A unit of work at that instant as that person."""
        return Context(self.session, self.actor(turn.who), turn.at, url=self.url)

    def actor(self, who: str | None) -> Actor:
        """The person with the duties they hold by now."""
        if who is None:
            return SYSTEM
        person = self.people[who]
        grants = networks.grants_of(self.session, person.id) | vendors.grants_of(self.session, person.id)
        return Actor(
            id=person.id,
            name=person.name,
            email=person.email,
            grants=frozenset(grants),
            is_operator=person.is_operator,
            zone=person.zone,
        )

    def paper(self, name: str, content: bytes) -> Staged:
        """A file received into the store, checked like everybody's; the same name is the same file."""
        if name not in self._staged:
            self._staged[name] = files.receive(self.store, BytesIO(content), name, FILE_LIMIT)
        return self._staged[name]


def play(stage: Stage, stories: Iterable[Callable[[Stage], Story]]) -> int:
    """Tell all stories side by side, the earliest deed next; gives how many units of work there were."""
    waiting: list[tuple[datetime, int, Turn, Story]] = []
    for number, tell in enumerate(stories):
        story = tell(stage)
        first = next(story, None)
        if first is not None:
            waiting.append((first.at, number, first, story))
    heapq.heapify(waiting)
    count, latest = 0, None
    while waiting:
        at, number, turn, story = heapq.heappop(waiting)
        if at > stage.calendar.now or (latest is not None and at < latest):
            raise ValueError(f"A deed of {turn.who} at {at} is out of order: it would be before {latest} or to come.")
        latest, count = at, count + 1
        following = _unit(stage, turn, story)
        if following is not None:
            heapq.heappush(waiting, (following.at, number, following, story))
    return count


def _unit(stage: Stage, turn: Turn, story: Story) -> Turn | None:
    """One unit of work; afterwards every row is read anew, as a next request would."""
    try:
        following = story.send(stage.context(turn))
    except StopIteration:
        following = None
    stage.session.flush()
    stage.session.expire_all()
    return following
