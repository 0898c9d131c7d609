"""Who acts, when, and on which session: the one argument every operation and question shares."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, TypeVar

from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import Session, object_mapper

from procurement.core.errors import Conflict

Row = TypeVar("Row")


class Grant(NamedTuple):
    """A duty at one place (the id of whatever the duty is held in)."""

    duty: str
    place: str


@dataclass(frozen=True)
class Actor:
    """Who acts: a person with their duties, nobody in particular, or the service itself."""

    id: str | None = None
    name: str = ""
    email: str = ""
    grants: frozenset[Grant] = frozenset()
    is_operator: bool = False
    is_system: bool = False
    #: What an API token narrows its owner to ("read", "write", ...); None means no narrowing.
    scopes: frozenset[str] | None = None
    #: The time zone this person reads times in, where no other governs.
    zone: str = "America/Chicago"

    @property
    def is_anonymous(self) -> bool:
        return self.id is None and not self.is_system

    def holds(self, duty: str, place: str | None) -> bool:
        """Whether the actor has this duty at this place."""
        return place is not None and Grant(str(duty), place) in self.grants

    def places(self, *duties: str) -> frozenset[str]:
        """Every place where the actor holds any of these duties."""
        wanted = {str(duty) for duty in duties}
        return frozenset(grant.place for grant in self.grants if grant.duty in wanted)


NOBODY = Actor()
SYSTEM = Actor(name="The service", is_system=True)


@dataclass
class Context:
    """One unit of work: one session, one actor, one instant.

    `now` is the database's clock at the start of the unit (plus the demo's offset), so that a deed
    has a single time. `url` is the address under which people reach the service, for letters.
    """

    session: Session
    actor: Actor
    now: datetime
    url: str = "http://127.0.0.1:8000"
    request_id: str = ""
    extra: dict = field(default_factory=dict)

    def add(self, row: Row) -> Row:
        """Put a new row into the unit and let the database check it."""
        self.session.add(row)
        self.session.flush()
        return row

    def lock(self, row: Row, *, shared: bool = False) -> Row:
        """Hold the row until the unit ends and see its latest committed state (a no-op lock on SQLite)."""
        self.session.flush()
        # Columns only: PostgreSQL locks no outer join, and rows are often loaded together with others.
        names = [each.key for each in object_mapper(row).column_attrs if not each.deferred]
        try:
            self.session.refresh(row, names, with_for_update={"read": shared})
        except InvalidRequestError:
            raise Conflict("Somebody took this away at the same moment. Nothing of yours was saved.") from None
        return row

    def expect(self, row, version: int | None) -> None:
        """Refuse when somebody changed the row since this person read it (None: not stated, not checked)."""
        if version is not None and int(version) != row.version:
            raise Conflict(
                "Somebody changed this while you were working on it. What you typed is kept below; "
                "compare it with the current text and save again."
            )
