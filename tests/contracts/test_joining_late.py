"""Joining a pool after its award: only where rule and solicitation said so, by an addendum for the own quantities."""

from dataclasses import replace
from decimal import Decimal

import pytest

from procurement.contracts import joining
from procurement.core.errors import Conflict, Invalid
from procurement.pools.lifecycle import PoolState
from procurement.pools.models import LateJoining
from tests.builders.awards import after_standstill
from tests.builders.contracts import an_award_for_a_pool, offered_addenda
from tests.builders.people import a_context
from tests.builders.pools import AUTHORITY, a_committed_pool, the_member
from tests.builders.solicitations import as_representative


@pytest.fixture
def ctx(session):
    return a_context(session)


def latecomer(ctx, award, quantity="7"):
    pool = award.solicitation.pool
    elm = the_member(ctx, "City of Elm", pool.network)
    acts = as_representative(replace(ctx, now=after_standstill(ctx, award).now), elm)
    sent = {line.key: {"quantity": Decimal(quantity)} for line in pool.lines}
    return joining.join_late(acts, award, jurisdiction_id=elm.id, quantities=sent, authority=AUTHORITY)


def test_who_comes_after_the_award_gets_an_addendum_for_its_own_quantities(ctx):
    pool = a_committed_pool(ctx, late_joining=LateJoining.AFTER_AWARD)
    award = an_award_for_a_pool(ctx, pool=pool)
    before = {name: [line["quantity"] for line in each.lines] for name, each in offered_addenda(ctx, award).items()}
    assert award.solicitation.revision.body["pool"]["open_after_award"] is True
    with pytest.raises(Invalid), ctx.session.begin_nested():
        latecomer(ctx, award, "0")
    ctx.session.expire_all()
    addendum = latecomer(ctx, award)
    assert [line["quantity"] for line in addendum.lines] == ["7", "7"]
    assert addendum.amount_cents == 7 * 100_00 * 2 and addendum.participation.is_late
    # What the others buy stays as it is.
    assert {"City of Alder", "City of Birch", "City of Cedar"} == set(before)
    assert [line["quantity"] for line in award.solicitation.revision.body["price_lines"]] == ["6", "6"]
    with pytest.raises(Conflict, match="takes part already"):
        latecomer(ctx, award)


def test_it_is_refused_where_the_solicitation_did_not_say_so(ctx):
    pool = a_committed_pool(ctx)
    award = an_award_for_a_pool(ctx, pool=pool)
    assert pool.state == PoolState.AWARDED
    with pytest.raises(Conflict, match="did not provide for it"):
        latecomer(ctx, award)
    # A rule that was changed afterwards does not change what vendors have priced.
    pool.late_joining = LateJoining.AFTER_AWARD
    ctx.session.flush()
    with pytest.raises(Conflict, match="did not provide for it"):
        latecomer(ctx, award)
