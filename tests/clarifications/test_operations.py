"""Writing and issuing addenda: what readers see before and after, what is refused, who is told."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from procurement.audit.models import Entry
from procurement.clarifications import operations, policy, queries
from procurement.clarifications.lifecycle import AddendumState
from procurement.core.context import NOBODY
from procurement.core.errors import Conflict, Incomplete, NotAllowed, NotFound
from procurement.mailbox.models import Letter
from procurement.networks.duties import Duty
from procurement.packets import queries as packets
from procurement.packets.models import PacketKind
from procurement.solicitations import copying, sides
from procurement.solicitations import operations as solicitations
from procurement.solicitations import queries as published
from tests.builders.clarifications import HOURS, REASON, a_draft_addendum, an_issued_addendum
from tests.builders.people import a_context, acting, later
from tests.builders.pools import a_committed_pool
from tests.builders.responses import a_draft_response, as_vendor, vendor_person
from tests.builders.solicitations import a_published_solicitation, as_approver, as_officer, somebody, the_jurisdiction

AHEAD = timedelta(days=20)


@pytest.fixture
def ctx(session):
    return a_context(session)


def somewhere(ctx):
    return the_jurisdiction(ctx, "Town of Birch")


def codes(refused) -> set[str]:
    return {each.code for each in refused.value.hindrances}


def test_an_addendum_is_secret_until_it_is_issued_and_then_the_text_for_everybody(ctx):
    it = a_published_solicitation(ctx, due_in=AHEAD)
    first, response = it.revision, a_draft_response(ctx, it)
    officer = as_officer(ctx, it)
    addendum = a_draft_addendum(ctx, it, asks=True, later=timedelta(days=7))
    stands = queries.standing(officer, addendum)
    assert not [each for each in stands.hindrances if each.blocking]
    said = " ".join(each["sentence"] for each in stands.parts)
    assert "The deadline is moved from" in said and "Section 1.1 “Hours” is changed." in said
    assert "Requirement “Do you answer on Saturdays?” is new." in said

    # Nobody outside sees it: not in the text, not in a copy, not in a comparison.
    assert it.revision is first and HOURS not in str(published.body(ctx.session, it))
    peer = acting(ctx, somebody(ctx, somewhere(ctx), Duty.OFFICER, "Petra"))
    assert queries.draft_or_none(peer, it) is None and not queries.issued(peer, it)
    assert HOURS not in str(copying.copy(peer, it, jurisdiction_id=somewhere(ctx).id).content)
    with pytest.raises(NotFound):
        sides.side(peer, it, "now")

    operations.issue(officer, addendum, digest=stands.digest)
    assert (addendum.number, addendum.state, it.revision.number) == (1, AddendumState.ISSUED, 2)
    assert it.revision.digest == stands.digest != first.digest and it.revision.body["due_at"] == stands.body["due_at"]
    assert HOURS in str(it.revision.body) and HOURS not in str(first.body)
    assert it.due_at == datetime.fromisoformat(first.body["due_at"]) + timedelta(days=7) and not it.is_amending
    assert it.revision.contract_digest == first.contract_digest and it.revision.contract == first.contract
    assert [each.number for each in queries.issued(peer, it)] == [1]
    change = queries.compared(peer, addendum)[2]
    assert [each["key"] for each in change["sections"] if each["status"] == "changed"] == ["s2"]
    assert HOURS in str(copying.copy(peer, it, jurisdiction_id=somewhere(ctx).id).content)
    assert "The text includes addendum 1" in str(packets.document(peer, PacketKind.SOLICITATION, it.id)["cover"])
    assert HOURS.split()[-1] in str(packets.document(peer, PacketKind.REDLINE, it.id, ("r1", "r2")))

    letter = ctx.session.scalars(
        sa.select(Letter).where(Letter.template == "addendum_issued", Letter.is_private.is_(True))
    ).one()
    person = vendor_person(ctx, response.vendor)
    assert letter.to_email == person.email and REASON in letter.body and "Hours” is changed" in letter.body
    assert "revise your response" in letter.body and f"/solicitations/{it.id}/addenda/1" in letter.body
    deeds = list(ctx.session.scalars(sa.select(Entry.deed).where(Entry.about_id == it.id).order_by(Entry.id)))
    assert deeds[-2:] == ["solicitation.amended", "addendum.issued"]


def test_what_is_refused_and_what_dropping_leaves(ctx):
    it = a_published_solicitation(ctx, due_in=AHEAD)
    officer = as_officer(ctx, it)
    with pytest.raises(NotAllowed):
        operations.begin(as_approver(ctx, it), it)
    with pytest.raises(Conflict, match="changed by an addendum"):
        solicitations.remove_piece(officer, it, version=None, part="sections", key="s2")
    before = (it.content, it.values)
    addendum = operations.begin(officer, it)
    with pytest.raises(Conflict, match="being written already"):
        operations.begin(officer, it)
    with pytest.raises(Incomplete) as refused:
        operations.issue(officer, addendum)
    assert codes(refused) == {"reason-missing", "nothing-changed"}
    operations.edit(officer, addendum, version=None, reason=REASON, due_at=it.due_at - timedelta(days=1))
    with pytest.raises(Incomplete) as refused:
        operations.issue(officer, addendum)
    assert codes(refused) == {"deadline-earlier"}
    operations.edit(officer, addendum, version=None, due_at=None)
    looked_at = queries.standing(officer, addendum).digest
    solicitations.remove_piece(officer, it, version=None, part="criteria", key="local")
    with pytest.raises(Conflict, match="after you last looked"):
        operations.issue(officer, addendum, digest=looked_at)
    with pytest.raises(Incomplete) as refused:
        operations.issue(officer, addendum)
    assert codes(refused) == {"points-not-whole"}
    with pytest.raises(Conflict, match="stays as it was published"):
        solicitations.edit(officer, it, version=None, title="Another title")

    operations.drop(officer, addendum)
    assert (it.content, it.values) == before and not it.is_amending and it.revision.number == 1
    again = a_draft_addendum(ctx, it)
    late = replace(officer, now=it.due_at)
    with pytest.raises(Conflict, match="The deadline passed on"):
        operations.issue(late, again)
    with pytest.raises(Conflict, match="deadline has passed"):
        solicitations.remove_piece(late, it, version=None, part="sections", key="s3")
    assert again.state == AddendumState.DRAFT


def test_late_for_the_strictest_member_of_the_pool_and_waived_for_one_addendum_only(ctx):
    pool = a_committed_pool(ctx)
    it = a_published_solicitation(ctx, pool=pool, due_in=AHEAD)
    strict = next(each for each in published.members(ctx.session, it) if each.jurisdiction_id != it.jurisdiction_id)
    waivable = {"waivable": True, "signed_by": "officer"}
    strict.jurisdiction.rules = {
        **strict.jurisdiction.rules,
        "addendum_days": {"value": 7, "citation": "Code 12-9", **waivable},
        "extension_days": {"value": 9, **waivable},
    }
    six_before = later(ctx, days=14)
    officer = as_officer(six_before, it)
    addendum = a_draft_addendum(six_before, it, later=timedelta(days=8))
    with pytest.raises(Incomplete) as refused:
        operations.issue(officer, addendum)
    late = refused.value.hindrances[0]
    assert codes(refused) == {"addendum-late"} and "Code 12-9" in late.source
    assert f"of {strict.jurisdiction.name}: 7 calendar days" in late.rule
    operations.edit(officer, addendum, version=None, due_at=it.due_at + timedelta(days=9))
    assert not queries.standing(officer, addendum).faults
    operations.edit(officer, addendum, version=None, due_at=None)

    assert late.can_be_waived
    reason = "The change is a single word that nobody has to answer."
    made = operations.determine(officer, addendum, code="addendum-late", reason=reason)
    operations.issue(officer, addendum)
    assert made.used_at == officer.now
    again = a_draft_addendum(six_before, it)
    with pytest.raises(Incomplete) as refused:
        operations.issue(officer, again)
    assert codes(refused) == {"addendum-late"}


def test_the_select_and_the_policy_agree_on_who_sees_which_addendum(ctx):
    it = a_published_solicitation(ctx, due_in=AHEAD)
    issued = an_issued_addendum(ctx, it)
    dropped = a_draft_addendum(ctx, it)
    operations.drop(as_officer(ctx, it), dropped)
    draft = a_draft_addendum(ctx, it)
    vendor = as_vendor(ctx, a_draft_response(ctx, it).vendor)
    inside = [acting(ctx, somebody(ctx, it.jurisdiction, duty, "Ina")) for duty in Duty if duty.value != "steward"]
    outside = [vendor, acting(ctx, somebody(ctx, somewhere(ctx), Duty.OFFICER, "Petra")), replace(ctx, actor=NOBODY)]
    for each in (*inside, *outside):
        seen = set(ctx.session.scalars(queries.visible(each)))
        allowed = {row for row in (issued, dropped, draft) if policy.may_see(each.actor, row)}
        assert seen == allowed, each.actor.name
        assert issued in seen and (draft in seen) == (dropped in seen)
        assert not (draft in seen and each in outside)
    assert any(draft in set(ctx.session.scalars(queries.visible(each))) for each in inside)
