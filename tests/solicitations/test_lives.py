"""From draft to publication, and every way out, on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from procurement.audit.models import Entry
from procurement.core.context import NOBODY
from procurement.core.errors import Conflict, Incomplete, Invalid, NotAllowed, NotFound
from procurement.library.models import Kind
from procurement.mailbox.models import Job, Letter
from procurement.networks import people
from procurement.networks.duties import Duty
from procurement.solicitations import operations, queries, snapshot
from procurement.solicitations.lifecycle import SolicitationState as S
from tests.builders.people import a_context, acting, later
from tests.builders.solicitations import (
    a_draft_solicitation,
    a_published_solicitation,
    a_submitted_solicitation,
    an_approved_solicitation,
    as_approver,
    as_officer,
    officer_of,
    somebody,
    the_jurisdiction,
)


@pytest.fixture
def ctx(session):
    return a_context(session)


def letters(ctx, template):
    return ctx.session.scalars(sa.select(Letter).where(Letter.template == template)).all()


def deeds(ctx, solicitation):
    found = sa.select(Entry.deed).where(Entry.about_id == solicitation.id).order_by(Entry.id)
    return list(ctx.session.scalars(found))


def test_the_whole_way_to_publication(ctx):
    solicitation = a_published_solicitation(ctx)

    revision = solicitation.revision
    assert solicitation.state == S.PUBLISHED
    assert revision.number == 1
    assert revision.body["sections"][0]["body"] == "The City of Alder buys a service desk for **1,200** people."
    assert [each["number"] for each in revision.body["sections"]] == ["1", "1.1", "2"]
    assert revision.digest == snapshot.digest(revision.body)
    assert revision.body["contract_digest"] == revision.contract_digest
    assert [each["id"] for each in revision.contract["criteria"]] == ["approach", "local", "insurance", "cost"]
    assert deeds(ctx, solicitation) == [
        "solicitation.drafted",
        "solicitation.filled",
        "solicitation.submitted-for-review",
        "solicitation.review-approved",
        "solicitation.approved",
        "solicitation.published",
    ]
    job = ctx.session.scalar(sa.select(Job).where(Job.task == "packets.print"))
    assert job.payload == {"kind": "solicitation", "subject_id": solicitation.id}
    assert "Friday, December 4, 2026, at 9:00 a.m. Central Time" in letters(ctx, "solicitation_published")[0].body


def test_what_was_approved_is_what_is_published(ctx):
    solicitation = a_published_solicitation(ctx)
    assert {each.draft_digest for each in solicitation.reviews} == {solicitation.revision.digest}


def test_references_count_up_through_all_kinds(ctx):
    first = a_draft_solicitation(ctx)
    second = a_draft_solicitation(ctx, kind=Kind.RFI)
    assert (first.reference, second.reference) == ("RFP 2026-001", "RFI 2026-002")


def test_a_taken_reference_is_refused_by_a_sentence(ctx):
    a_draft_solicitation(ctx, reference="Bid 7")
    with pytest.raises(Invalid) as refused:
        a_draft_solicitation(ctx, reference="Bid 7")
    assert refused.value.faults == {"reference": ["City of Alder has a solicitation with the number “Bid 7” already."]}


def test_the_year_of_a_reference_is_the_jurisdictions_own(ctx):
    new_years_eve = replace(ctx, now=ctx.now.replace(year=2027, month=1, day=1, hour=3))
    assert a_draft_solicitation(new_years_eve).reference == "RFP 2026-001"


def test_handing_in_asks_the_approvers_by_letter(ctx):
    solicitation = a_submitted_solicitation(ctx)
    assert solicitation.state == S.IN_REVIEW
    letter = letters(ctx, "solicitation_review_asked")[0]
    assert letter.subject == f"Please review {solicitation.reference}: Service desk"
    assert f"/solicitations/{solicitation.id}/review" in letter.body


def test_who_wrote_in_the_draft_does_not_approve_it(ctx):
    solicitation = a_draft_solicitation(ctx)
    place = solicitation.jurisdiction
    both = somebody(ctx, place, Duty.OFFICER, "Bo")
    for person in (both, officer_of(ctx, solicitation)):
        people.assign(ctx, place, person, Duty.APPROVER)
    operations.edit(acting(ctx, both), solicitation, version=solicitation.version, title="Help desk")
    operations.submit_for_review(as_officer(ctx, solicitation), solicitation)
    for person_ctx in (acting(ctx, both), as_officer(ctx, solicitation)):
        with pytest.raises(NotAllowed, match="another person must approve"):
            operations.decide_review(person_ctx, solicitation, decision="approved")
    operations.decide_review(as_approver(ctx, solicitation), solicitation, decision="approved")
    assert solicitation.state == S.APPROVED


def test_returned_with_a_comment_it_is_a_draft_again(ctx):
    solicitation = a_submitted_solicitation(ctx)
    approver = as_approver(ctx, solicitation)
    with pytest.raises(Invalid, match="problem"):
        operations.decide_review(approver, solicitation, decision="returned", comment=" ")
    operations.decide_review(approver, solicitation, decision="returned", comment="Say who pays for travel.")
    assert solicitation.state == S.DRAFT
    assert "Say who pays for travel." in letters(ctx, "solicitation_returned")[0].body


def test_a_change_voids_the_approval_and_an_unchanged_text_keeps_it(ctx):
    solicitation = an_approved_solicitation(ctx)
    officer = as_officer(later(ctx, hours=1), solicitation)
    operations.return_to_draft(officer, solicitation)
    assert operations.submit_for_review(officer, solicitation) == []
    assert solicitation.state == S.APPROVED

    officer = as_officer(later(ctx, hours=2), solicitation)
    operations.return_to_draft(officer, solicitation)
    operations.edit(officer, solicitation, version=solicitation.version, summary="Something else.")
    assert len(operations.submit_for_review(officer, solicitation)) == 1
    assert solicitation.state == S.IN_REVIEW
    with pytest.raises(Conflict):
        operations.publish(officer, solicitation)


EDITS = [
    lambda ctx, it: operations.edit(ctx, it, version=None, title="Other"),
    lambda ctx, it: operations.fill(ctx, it, version=None, values={"staff": "3"}),
    lambda ctx, it: operations.add_piece(ctx, it, version=None, part="sections", piece={}),
    lambda ctx, it: operations.change_piece(ctx, it, version=None, part="criteria", key="cost", changes={"points": 1}),
    lambda ctx, it: operations.move_piece(ctx, it, version=None, part="sections", key="s1", by=1),
    lambda ctx, it: operations.remove_piece(ctx, it, version=None, part="sections", key="s1"),
    lambda ctx, it: operations.set_evaluation(ctx, it, version=None, minimum_total="50"),
]


def test_nothing_is_edited_after_the_draft(ctx):
    for solicitation in (a_submitted_solicitation(ctx), an_approved_solicitation(ctx), a_published_solicitation(ctx)):
        for edit in EDITS:
            with pytest.raises(Conflict, match=r"only while it is a draft|changed by an addendum"):
                edit(as_officer(ctx, solicitation), solicitation)
        assert solicitation.title == "Service desk"


def test_a_stale_edit_is_refused_and_changes_nothing(ctx):
    solicitation = a_draft_solicitation(ctx)
    officer, seen = as_officer(ctx, solicitation), solicitation.version
    operations.edit(officer, solicitation, version=seen, title="First")
    with pytest.raises(Conflict, match="Somebody changed this"):
        operations.edit(officer, solicitation, version=seen, title="Second")
    assert solicitation.title == "First"


def test_an_incomplete_draft_is_neither_handed_in_nor_published(ctx):
    solicitation = a_draft_solicitation(ctx, values={"place": "City of Alder"})
    with pytest.raises(Incomplete) as refused:
        operations.submit_for_review(as_officer(ctx, solicitation), solicitation)
    assert [each.sentence for each in refused.value.hindrances] == ["Fill the blank “How many people”."]


def test_the_deadline_is_judged_again_at_publication(ctx):
    solicitation = an_approved_solicitation(ctx, due_in=timedelta(hours=2))
    officer = as_officer(later(ctx, hours=2), solicitation)
    with pytest.raises(Incomplete) as refused:
        operations.publish(officer, solicitation)
    assert [each.code for each in refused.value.hindrances] == ["deadline-past"]


def test_open_until_the_very_instant_of_the_deadline(ctx):
    solicitation = a_published_solicitation(ctx, due_in=timedelta(days=3))
    tick = timedelta(microseconds=1)
    due = solicitation.due_at
    assert queries.accepts_responses(solicitation, solicitation.published_at)
    assert queries.accepts_responses(solicitation, due - tick)
    assert not queries.accepts_responses(solicitation, due)
    assert not queries.accepts_responses(solicitation, solicitation.published_at - tick)
    assert queries.is_closed(solicitation, due)
    with pytest.raises(Conflict, match="stay sealed until the deadline, Friday, December 4, 2026, at 9:00"):
        operations.mark_opened(replace(ctx, now=due - tick), solicitation)
    operations.mark_opened(replace(ctx, now=due), solicitation)
    assert solicitation.state == S.OPENED


@pytest.mark.parametrize(
    "build", [a_draft_solicitation, a_submitted_solicitation, an_approved_solicitation, a_published_solicitation]
)
def test_it_can_be_cancelled_with_a_reason_at_every_stage(ctx, build):
    solicitation = build(ctx)
    officer = as_officer(ctx, solicitation)
    was_published = solicitation.published_at is not None
    operations.follow(ctx, solicitation, somebody(ctx, solicitation.jurisdiction, Duty.EVALUATOR, "Fay"))
    with pytest.raises(Invalid):
        operations.cancel(officer, solicitation, reason="  ")
    operations.cancel(officer, solicitation, reason="The grant was withdrawn.")
    assert (solicitation.state, solicitation.cancelled_at) == (S.CANCELLED, ctx.now)
    told = {letter.to_email for letter in letters(ctx, "solicitation_cancelled")}
    assert ("fay.of.city.of.alder@example.gov" in told) == was_published
    assert all("The grant was withdrawn." in each.body for each in letters(ctx, "solicitation_cancelled"))
    if was_published:
        assert queries.get(replace(ctx, actor=NOBODY), solicitation.id) is solicitation
    else:
        with pytest.raises(NotFound):
            queries.get(replace(ctx, actor=NOBODY), solicitation.id)


def test_a_decided_solicitation_is_not_cancelled(ctx):
    solicitation = a_published_solicitation(ctx)
    after = later(ctx, days=4)
    operations.mark_opened(after, solicitation)
    operations.begin_evaluation(after, solicitation)
    operations.mark_decided(after, solicitation)
    with pytest.raises(Conflict):
        operations.cancel(as_officer(after, solicitation), solicitation, reason="Too late.")


def test_following_twice_is_following_once(ctx):
    solicitation = a_published_solicitation(ctx)
    person = somebody(ctx, the_jurisdiction(ctx), Duty.EVALUATOR, "Fay")
    assert operations.follow(ctx, solicitation, person) is operations.follow(ctx, solicitation, person)


def test_an_rfi_is_not_scored_and_ends_in_findings(ctx):
    solicitation = a_published_solicitation(ctx, kind=Kind.RFI)
    assert solicitation.revision.contract is None
    assert solicitation.revision.contract_digest is None
    after = later(ctx, days=4)
    officer = as_officer(after, solicitation)
    said = {"title": "What help desks cost", "body": "Between $3 and $5 a call.", "scope": "public"}
    with pytest.raises(Conflict):
        operations.publish_findings(officer, solicitation, **said)
    operations.mark_opened(after, solicitation)
    findings = operations.publish_findings(officer, solicitation, **said)
    assert solicitation.state == S.CONCLUDED
    assert findings.solicitation_id == solicitation.id


def test_an_rfp_does_not_end_in_findings(ctx):
    solicitation = a_published_solicitation(ctx)
    after = later(ctx, days=4)
    operations.mark_opened(after, solicitation)
    with pytest.raises(Conflict, match="Only a request for information"):
        operations.publish_findings(as_officer(after, solicitation), solicitation, title="T", body="B")
