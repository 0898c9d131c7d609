"""Who may read the ledger: the visible rows and the policy agree, and both agree with the permission matrix."""

import pytest

from procurement.audit import policy, queries
from procurement.core.context import NOBODY, SYSTEM, Actor, Context, Grant
from procurement.networks.duties import Duty, Permission, duties_with
from tests.audit.test_ledger import write
from tests.builders.people import NOW, a_context

ACTORS = [
    NOBODY,
    SYSTEM,
    Actor(id="o", is_operator=True),
    Actor(id="p"),
    *(Actor(id="p", name=duty, grants=frozenset({Grant(duty, "lakeside")})) for duty in Duty),
]


def test_the_readers_are_those_of_the_permission_matrix():
    assert set(policy.READERS) == {str(duty) for duty in duties_with(Permission.READ_LEDGER)}


@pytest.mark.parametrize("actor", ACTORS, ids=lambda actor: actor.name or actor.id or "nobody")
def test_what_is_visible_is_what_may_be_read(session, actor):
    ctx = a_context(session)
    for place in ("lakeside", "hilltop", None):
        write(ctx, "a.done", jurisdiction_id=place)
    everything = queries.page(ctx)
    seen = queries.page(Context(session, actor, NOW))
    assert len(everything) == 3
    assert seen == [entry for entry in everything if policy.may_read(actor, entry)]
