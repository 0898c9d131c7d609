"""Lives as tables: which move leads from which states to which, and a refusal for every other."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from procurement.core.errors import Conflict


@dataclass(frozen=True)
class Move:
    """One transition: its name, where it may start, where it ends."""

    name: str
    sources: frozenset[StrEnum]
    target: StrEnum

    @classmethod
    def of(cls, name: str, sources: StrEnum | Iterable[StrEnum], target: StrEnum) -> "Move":
        several = [sources] if isinstance(sources, StrEnum) else sources
        return cls(name, frozenset(several), target)


class Lifecycle:
    """The life of one kind of thing, whose state stands in its attribute `state`."""

    def __init__(self, noun: str, initial: StrEnum, *moves: Move):
        self.noun = noun
        self.initial = initial
        self.moves = {move.name: move for move in moves}

    def allows(self, name: str, thing) -> bool:
        """Whether the move may start from the state the thing is in."""
        return thing.state in self.moves[name].sources

    def fire(self, name: str, thing) -> None:
        """Move the thing, or refuse in a sentence (Conflict) and leave it where it is."""
        move = self.moves[name]
        if thing.state not in move.sources:
            allowed = " or ".join(sorted(str(state).replace("-", " ") for state in move.sources))
            raise Conflict(
                f"This {self.noun} is {str(thing.state).replace('-', ' ')}; "
                f"“{name.replace('-', ' ')}” is possible only while it is {allowed}."
            )
        thing.state = move.target
