"""Every state of every life can be reached, and every move is possible from somewhere."""

from importlib import import_module

import pytest

from procurement.core.errors import Conflict
from procurement.core.lifecycle import Lifecycle
from tests.architecture.guards import RIVER

LIVES = [
    pytest.param(life, id=life.noun)
    for room in RIVER
    for module in [f"procurement.{room}.lifecycle"]
    if room not in ("audit", "accounts", "files", "mailbox", "networks", "vendors", "overview")
    for life in vars(import_module(module)).values()
    if isinstance(life, Lifecycle)
]


class Thing:
    """Anything that has a state."""

    def __init__(self, state):
        self.state = state


@pytest.mark.parametrize("life", LIVES)
def test_every_state_is_reachable(life):
    reached = {life.initial}
    while True:
        further = {move.target for move in life.moves.values() if move.sources & reached}
        if further <= reached:
            break
        reached |= further
    assert reached == set(type(life.initial))


@pytest.mark.parametrize("life", LIVES)
def test_a_move_from_elsewhere_is_refused_and_changes_nothing(life):
    for name, move in life.moves.items():
        for state in set(type(life.initial)) - move.sources:
            thing = Thing(state)
            with pytest.raises(Conflict):
                life.fire(name, thing)
            assert thing.state == state


@pytest.mark.parametrize("life", LIVES)
def test_each_move_ends_where_it_says(life):
    for name, move in life.moves.items():
        for state in move.sources:
            thing = Thing(state)
            life.fire(name, thing)
            assert thing.state == move.target
