"""One deed that waits for somebody, as the desk shows it. Floor: queries."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Task:
    """One deed that waits for the actor."""

    sentence: str
    about: str
    endpoint: str
    values: dict
    until: datetime | None = None
    until_label: str = "Due"
    zone: str | None = None
