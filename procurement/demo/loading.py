"""Loading the demo into an empty database, and telling who can sign in to it."""

import sqlalchemy as sa

from procurement.accounts.models import Person
from procurement.core.database import unit_of_work
from procurement.settings import Settings


def is_empty(engine: sa.Engine) -> bool:
    """Whether nobody has used this database yet, so that the demo may be loaded into it."""
    with unit_of_work(engine, writes=False) as session:
        return session.scalar(sa.select(Person.id).limit(1)) is None


def load(engine: sa.Engine, settings: Settings) -> None:
    """Make the demo's people and procurements, and mark the database as a demo."""


def who_can_sign_in(engine: sa.Engine) -> list[str]:
    """A line for each of the demo's people, and how they sign in."""
    return []
