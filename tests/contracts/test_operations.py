"""From a pool's final award to each member's own signature."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from procurement.awards.models import Award
from procurement.contracts import operations, policy, queries
from procurement.contracts.lifecycle import AddendumState
from procurement.contracts.models import ParticipatingAddendum
from procurement.core.context import NOBODY, SYSTEM, Actor
from procurement.core.errors import Conflict, Invalid, NotAllowed, NotFound, NotSignedIn
from procurement.mailbox.models import Job, Letter
from procurement.networks.duties import Duty
from procurement.pools.lifecycle import PoolState
from tests.builders.contracts import a_signed_addendum, an_award_for_a_pool, as_member, offered_addenda
from tests.builders.people import a_context, a_vendor, acting
from tests.builders.pools import as_lead_officer
from tests.builders.responses import as_vendor
from tests.builders.solicitations import somebody


@pytest.fixture
def ctx(session):
    return a_context(session)


@pytest.fixture
def addenda(ctx):
    return offered_addenda(ctx)


def letters(ctx, template):
    return list(ctx.session.scalars(sa.select(Letter).where(Letter.template == template).order_by(Letter.to_email)))


def test_every_member_is_offered_its_own_quantities_at_the_awarded_prices(ctx, addenda):
    assert {name: each.amount_cents for name, each in addenda.items()} == {
        "City of Alder": 20_000,
        "City of Birch": 40_000,
        "City of Cedar": 60_000,
    }
    assert addenda["City of Birch"].lines[0] == {
        "key": "p1",
        "description": "Electric refuse truck",
        "unit": "truck",
        "quantity": "2",
        "unit_price": "100",
        "amount_cents": 20_000,
    }
    award = addenda["City of Birch"].award
    assert sum(each.amount_cents for each in addenda.values()) == award.amount_cents
    assert award.solicitation.pool.state == PoolState.AWARDED
    letter = letters(ctx, "addendum-offered")[1]
    assert letter.to_email.startswith("rita.of.city.of.birch") and "$400.00" in letter.body


def test_a_final_award_asks_the_worker_and_asked_twice_nothing_is_offered_twice(ctx):
    award = an_award_for_a_pool(ctx)
    (job,) = ctx.session.scalars(sa.select(Job).where(Job.task == "contracts.offer"))
    assert job.payload == {"award": award.id}
    assert len(offered_addenda(ctx, award)) == 3
    assert operations.offer(replace(ctx, actor=SYSTEM), ctx.session.get_one(Award, award.id)) == []


def test_a_member_signs_for_itself_and_lead_and_vendor_hear_of_it(ctx, addenda):
    birch = addenda["City of Birch"]
    acts = as_member(ctx, birch)
    operations.sign(acts, birch, version=birch.version, signature=" Rita Moss, Mayor ", local_terms="Paid in 45 days.")
    assert (birch.state, birch.signature, birch.local_terms) == ("signed", "Rita Moss, Mayor", "Paid in 45 days.")
    told = {each.to_email for each in letters(ctx, "addendum-signed")}
    assert birch.award.response.vendor.email in told
    assert any(each.startswith("olive.of.city.of.alder") for each in told)
    assert queries.get(replace(ctx, actor=NOBODY), birch.id) is birch


def test_signing_twice_is_signing_once_and_another_signature_is_refused(ctx, addenda):
    birch = a_signed_addendum(ctx, addenda["City of Birch"])
    count = len(letters(ctx, "addendum-signed"))
    assert a_signed_addendum(ctx, birch) is birch
    assert len(letters(ctx, "addendum-signed")) == count
    with pytest.raises(Conflict, match="has been signed already"):
        operations.sign(as_member(ctx, birch), birch, signature="Somebody else")
    with pytest.raises(Conflict, match="has been signed already"):
        operations.decline(as_member(ctx, birch), birch, reason="Too late")


def test_a_member_declines_with_a_reason_that_is_read(ctx, addenda):
    birch = addenda["City of Birch"]
    with pytest.raises(Invalid):
        operations.decline(as_member(ctx, birch), birch, reason=" ")
    operations.decline(as_member(ctx, birch), birch, reason="The grant was refused.")
    assert birch.state == AddendumState.DECLINED
    assert "The grant was refused." in letters(ctx, "addendum-declined")[0].body
    with pytest.raises(Conflict, match="has been declined already"):
        operations.sign(as_member(ctx, birch), birch, signature="Rita Moss, Mayor")


def test_a_stale_signature_signs_nothing(ctx, addenda):
    birch = addenda["City of Birch"]
    with pytest.raises(Conflict):
        operations.sign(as_member(ctx, birch), birch, version=birch.version + 1, signature="Rita Moss, Mayor")
    with pytest.raises(Invalid):
        operations.sign(as_member(ctx, birch), birch, signature=" ")
    assert birch.state == AddendumState.OFFERED


def test_nobody_but_the_member_signs(ctx, addenda):
    birch, pool = addenda["City of Birch"], addenda["City of Birch"].award.solicitation.pool
    officer = acting(ctx, somebody(ctx, birch.jurisdiction, Duty.OFFICER, "Otto"))
    for other in (as_lead_officer(ctx, pool), as_member(ctx, addenda["City of Cedar"]), officer):
        with pytest.raises(NotAllowed, match="Only a representative of the member"):
            operations.sign(other, birch, signature="Rita Moss, Mayor")
    with pytest.raises(NotSignedIn):
        operations.sign(replace(ctx, actor=NOBODY), birch, signature="Rita Moss, Mayor")


def test_what_one_may_see_is_what_the_select_gives(ctx, addenda):
    birch, cedar = addenda["City of Birch"], addenda["City of Cedar"]
    a_signed_addendum(ctx, addenda["City of Alder"])
    operations.decline(as_member(ctx, cedar), cedar, reason="No money.")
    award = birch.award
    seller = as_vendor(ctx, award.response.vendor).actor
    rival = acting(ctx, a_vendor(ctx, "Gorse Works", "Gus Field")[1]).actor
    people = {
        "lead officer": as_lead_officer(ctx, award.solicitation.pool).actor,
        "member": as_member(ctx, birch).actor,
        "member evaluator": acting(ctx, somebody(ctx, birch.jurisdiction, Duty.EVALUATOR, "Eve")).actor,
        "other member": as_member(ctx, cedar).actor,
        "nobody": NOBODY,
        "service": SYSTEM,
        "operator": Actor(id="olga", is_operator=True),
        "vendor": seller,
        "another vendor": rival,
    }
    seen = {}
    for name, actor in people.items():
        visible = set(ctx.session.scalars(queries.addenda(replace(ctx, actor=actor))).unique())
        for each in addenda.values():
            verdict = policy.may_see(
                actor, each, lead_id=award.solicitation.jurisdiction_id, vendor_id=award.response.vendor_id
            )
            assert bool(verdict) == (each in visible), (name, each.jurisdiction.name)
        seen[name] = len(visible)
    assert seen == {
        "lead officer": 3, "member": 2, "member evaluator": 1, "other member": 2, "nobody": 1, "service": 3,
        "operator": 1, "vendor": 3, "another vendor": 1,
    }  # fmt: skip


def test_forged_ids_and_open_addenda_of_others_find_nothing(ctx, addenda):
    for actor, id in ((NOBODY, addenda["City of Birch"].id), (SYSTEM, "nobody22nobody22")):
        with pytest.raises(NotFound):
            queries.get(replace(ctx, actor=actor), id)


def test_without_a_pool_or_an_award_nothing_is_offered(ctx):
    award = an_award_for_a_pool(ctx)
    award.solicitation.pool_id = None
    assert operations.offer(replace(ctx, actor=SYSTEM), award) == []
    assert ctx.session.scalar(sa.select(ParticipatingAddendum)) is None
