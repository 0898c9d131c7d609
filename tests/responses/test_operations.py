"""Writing, submitting, revising and withdrawing: what a vendor does, and what is refused in which words."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from procurement.audit.models import Entry
from procurement.core.errors import Conflict, Incomplete, Invalid, NotAllowed, NotSignedIn
from procurement.mailbox.models import Letter
from procurement.networks.duties import Duty
from procurement.networks.people import assign
from procurement.responses import operations, queries, sealing
from procurement.responses.lifecycle import ResponseState
from procurement.responses.models import RefusedAttempt, Sealing
from procurement.solicitations import operations as solicitations
from tests.builders.people import a_colleague, a_context, a_vendor, acting
from tests.builders.responses import (
    a_draft_response,
    a_sealed_response,
    a_staged_file,
    as_vendor,
    submit,
    vendor_person,
)
from tests.builders.solicitations import a_published_solicitation, as_officer, officer_of, the_content

MICROSECOND = timedelta(microseconds=1)


@pytest.fixture
def ctx(session):
    return a_context(session)


@pytest.fixture
def solicitation(ctx):
    return a_published_solicitation(ctx)


def letters(ctx, template: str) -> list[Letter]:
    return list(ctx.session.scalars(sa.select(Letter).where(Letter.template == template)))


def test_a_submitted_response_is_sealed_with_a_receipt(ctx, solicitation):
    response = a_draft_response(ctx, solicitation, note="Gladly")
    operations.attach(as_vendor(ctx, response.vendor), response, a_staged_file(), "r3")
    receipt = submit(ctx, response)
    assert response.state == ResponseState.SEALED
    assert (receipt.number, receipt.received_at) == (1, ctx.now)
    content = sealing.unseal(receipt.envelope, response_id=response.id, expected=receipt.content_digest)
    assert content["answers"] == {"r1": "As written in our plan.", "r2": True}
    assert content["total"] == "3700.00"
    assert [each["name"] for each in receipt.files] == ["certificate.pdf"]
    (letter,) = letters(ctx, "response_receipt")
    assert letter.to_email == vendor_person(ctx, response.vendor).email
    for said in (receipt.receipt_number, receipt.content_digest, "sha256:" + "a" * 64, "9:00:00 a.m. Central Time"):
        assert said in letter.body


def test_what_is_missing_is_named_and_nothing_is_submitted(ctx, solicitation):
    vendor, person = a_vendor(ctx)
    acts = acting(ctx, person)
    response = operations.begin(acts, solicitation, vendor.id)
    with pytest.raises(Incomplete) as refusal:
        operations.submit(acts, response, token="token-one", declaration=True)
    assert [each.sentence for each in refusal.value.hindrances] == [
        "Answer “Describe your approach”.",
        "Answer “Do you carry insurance?”.",
        "Enter a unit price for “Service desk”.",
        "Enter a unit price for “Set-up”.",
    ]
    assert response.state == ResponseState.DRAFT


def test_without_the_declaration_nothing_is_submitted(ctx, solicitation):
    response = a_draft_response(ctx, solicitation)
    with pytest.raises(Invalid) as refusal:
        operations.submit(as_vendor(ctx, response.vendor), response, token="token-one", declaration=False)
    assert "declaration" in refusal.value.faults
    assert response.state == ResponseState.DRAFT


def test_a_double_click_brings_the_same_receipt_even_after_the_deadline(ctx, solicitation):
    response = a_draft_response(ctx, solicitation)
    first = submit(ctx, response, "token-one")
    assert submit(ctx, response, "token-one") is first
    late = replace(ctx, now=solicitation.due_at + timedelta(seconds=5))
    assert submit(late, response, "token-one") is first
    assert len(letters(ctx, "response_receipt")) == 1


def test_submitting_what_did_not_change_makes_no_new_version(ctx, solicitation):
    response = a_sealed_response(ctx, solicitation)
    assert submit(ctx, response, "another-token").number == 1


def test_each_submission_is_a_version_and_a_change_does_not_count_before_it(ctx, solicitation):
    response = a_sealed_response(ctx, solicitation)
    acts = as_vendor(ctx, response.vendor)
    operations.save(acts, response, prices={"p1": {"unit_price": "0.333333"}})
    standing = queries.standing_of(response, ctx.now)
    assert standing.headline == "Submitted version 1 counts; your changes since are NOT SUBMITTED"
    second = submit(ctx, response)
    assert second.number == 2
    assert sealing.unseal(second.envelope)["total"] == "112.00"
    assert queries.standing_of(response, ctx.now).headline == "Submitted: version 2 counts"


def test_a_withdrawn_response_is_not_submitted_and_can_be_submitted_again(ctx, solicitation):
    response = a_sealed_response(ctx, solicitation)
    operations.withdraw(as_vendor(ctx, response.vendor), response)
    assert response.state == ResponseState.WITHDRAWN
    assert queries.counting(response) is None
    assert queries.standing_of(response, ctx.now).headline == "NOT SUBMITTED — 1 of 3 steps left"
    assert len(letters(ctx, "response_withdrawn")) == 1
    again = submit(ctx, response)
    assert (again.number, response.state) == (2, ResponseState.SEALED)


def test_only_what_is_submitted_can_be_withdrawn(ctx, solicitation):
    response = a_draft_response(ctx, solicitation)
    with pytest.raises(Conflict):
        operations.withdraw(as_vendor(ctx, response.vendor), response)


def test_one_microsecond_before_the_deadline_is_in_time_and_the_deadline_itself_is_late(ctx, solicitation):
    response = a_draft_response(ctx, solicitation)
    at = replace(ctx, now=solicitation.due_at)
    with pytest.raises(Conflict) as refusal:
        submit(at, response)
    assert refusal.value.sentence == (
        "The deadline passed on Friday, December 4, 2026, at 9:00 a.m. Central Time. What you sent reached the service "
        "exactly at the deadline, which is late (responses are accepted before it), so nothing was submitted."
    )
    assert submit(replace(ctx, now=solicitation.due_at - MICROSECOND), response).number == 1


@pytest.mark.parametrize("deed", ["begin", "save", "attach", "detach", "submit", "withdraw"])
@pytest.mark.parametrize("passed", ["deadline", "cancelled"])
def test_every_path_passes_the_same_gate(ctx, solicitation, deed, passed):
    response = a_sealed_response(ctx, solicitation)
    acts = as_vendor(ctx, response.vendor)
    attachment = operations.attach(acts, response, a_staged_file(), "r3")
    other, person = a_vendor(ctx, "Cedar Systems", "Carl Reed")
    if passed == "deadline":
        acts = replace(acts, now=solicitation.due_at)
    else:
        solicitations.cancel(as_officer(ctx, solicitation), solicitation, reason="No money")
    deeds = {
        "begin": lambda: operations.begin(replace(acting(ctx, person), now=acts.now), solicitation, other.id),
        "save": lambda: operations.save(acts, response, note="Too late"),
        "attach": lambda: operations.attach(acts, response, a_staged_file("late.pdf", "b"), ""),
        "detach": lambda: operations.detach(acts, response, attachment),
        "submit": lambda: operations.submit(acts, response, token="late-token", declaration=True),
        "withdraw": lambda: operations.withdraw(acts, response),
    }
    with pytest.raises(Conflict, match="The deadline passed" if passed == "deadline" else "was cancelled"):
        deeds[deed]()
    ctx.session.expire_all()
    assert (response.state, response.draft["note"], len(response.sealings)) == (ResponseState.SEALED, "", 1)
    assert [each.id for each in response.attachments] == [attachment.id]


def test_a_late_attempt_says_what_still_counts_and_is_written_down_without_a_name(ctx, solicitation):
    response = a_sealed_response(ctx, solicitation)
    late = replace(ctx, now=solicitation.due_at + timedelta(seconds=23))
    with pytest.raises(Conflict) as refusal:
        submit(late, response)
    assert refusal.value.sentence.endswith("23 seconds late, so version 1, which you submitted before, still counts.")
    for record in refusal.value.records:
        record(late)
    attempt = ctx.session.scalars(sa.select(RefusedAttempt)).one()
    assert (attempt.vendor_id, attempt.at) == (response.vendor_id, late.now)
    entry = ctx.session.scalars(sa.select(Entry).where(Entry.deed == "response.refused")).one()
    told = f"{entry.actor_name} {entry.actor_id} {entry.body}"
    for hidden in (response.vendor_id, response.vendor.name, vendor_person(ctx, response.vendor).id, "version"):
        assert hidden not in told


def test_what_a_vendor_does_before_the_opening_leaves_no_trace_in_the_ledger(ctx, solicitation):
    before = ctx.session.scalar(sa.select(sa.func.max(Entry.id)))
    vendor, _ = a_vendor(ctx)
    registered = ctx.session.scalar(sa.select(sa.func.max(Entry.id)))
    response = a_sealed_response(ctx, solicitation, vendor)
    operations.withdraw(as_vendor(ctx, vendor), response)
    submit(ctx, response)
    ctx.session.flush()
    assert registered > before
    assert ctx.session.scalar(sa.select(sa.func.max(Entry.id))) == registered


def test_an_old_text_cannot_be_answered(ctx, solicitation):
    response = a_draft_response(ctx, solicitation)
    acts = as_vendor(ctx, response.vendor)
    with pytest.raises(Conflict, match="The solicitation has changed"):
        operations.submit(acts, response, token="token-one", declaration=True, revision_digest="sha256:" + "0" * 64)
    assert response.state == ResponseState.DRAFT


def test_wrong_entries_are_refused_together_and_nothing_is_saved(ctx, solicitation):
    response = a_draft_response(ctx, solicitation)
    acts = as_vendor(ctx, response.vendor)
    before = dict(response.draft)
    with pytest.raises(Invalid) as refusal:
        operations.save(
            acts,
            response,
            answers={"r2": "maybe", "r9": "?", "r1": "New", "r3": "x"},
            prices={"p1": {"unit_price": "-1"}, "p2": {"no_price": True}, "p9": {}},
            preferences=["local"],
        )
    assert set(refusal.value.faults) == {
        "answers.r2", "answers.r9", "answers.r3", "prices.p1.unit_price", "prices.p2.unit_price",
        "prices.p9.unit_price", "preferences",
    }  # fmt: skip
    assert response.draft == before


def test_a_stale_edit_is_refused(ctx, solicitation):
    response = a_draft_response(ctx, solicitation)
    with pytest.raises(Conflict, match="Somebody changed this"):
        operations.save(as_vendor(ctx, response.vendor), response, version=response.version - 1, note="Mine")


def test_the_same_file_is_added_once_and_a_submitted_version_keeps_what_is_removed(ctx, solicitation):
    response = a_draft_response(ctx, solicitation)
    acts = as_vendor(ctx, response.vendor)
    attachment = operations.attach(acts, response, a_staged_file(), "r3")
    assert operations.attach(acts, response, a_staged_file(), "r3") is attachment
    receipt = submit(ctx, response)
    operations.detach(acts, response, attachment)
    assert response.attachments == []
    assert [each["name"] for each in sealing.unseal(receipt.envelope)["files"]] == ["certificate.pdf"]


def test_beginning_twice_gives_the_same_response(ctx, solicitation):
    vendor, person = a_vendor(ctx)
    acts = acting(ctx, person)
    first = operations.begin(acts, solicitation, vendor.id)
    assert operations.begin(acting(ctx, a_colleague(ctx, vendor, "Cora Wood")), solicitation, vendor.id) is first


def test_who_may_respond(ctx, solicitation):
    vendor, person = a_vendor(ctx)
    other, rival = a_vendor(ctx, "Cedar Systems", "Carl Reed")
    operator = replace(acting(ctx, person).actor, is_operator=True)
    for acts, error, sentence in (
        (acting(ctx, None), NotSignedIn, "sign in"),
        (acting(ctx, rival), NotAllowed, "Only the vendor's own people"),
        (as_officer(ctx, solicitation), NotAllowed, "Only the vendor's own people"),
        (replace(ctx, actor=operator), NotAllowed, "operator"),
    ):
        with pytest.raises(error, match=sentence):
            operations.begin(acts, solicitation, vendor.id)
    assert operations.begin(acting(ctx, rival), solicitation, other.id).vendor_id == other.id


@pytest.mark.parametrize("duty", [Duty.EVALUATOR, Duty.AUDITOR, Duty.ADMINISTRATOR])
def test_who_sits_with_the_buyer_cannot_respond_for_a_vendor(ctx, solicitation, duty):
    vendor, person = a_vendor(ctx)
    response = a_draft_response(ctx, solicitation, vendor)
    assign(ctx, solicitation.jurisdiction, person, duty)
    acts = acting(ctx, person)
    for deed in (
        lambda: operations.save(acts, response, note="Hello"),
        lambda: operations.submit(acts, response, token="token-one", declaration=True),
    ):
        with pytest.raises(NotAllowed, match="You have a duty in a jurisdiction that buys here"):
            deed()
    assert acts.session.scalars(queries.visible(acts)).all() == []


def test_who_drafted_it_cannot_respond_for_a_vendor(ctx, solicitation):
    vendor, _ = a_vendor(ctx)
    drafter = officer_of(ctx, solicitation)
    acts = acting(ctx, a_colleague(ctx, vendor, "Cora Wood"))
    acts = replace(acts, actor=replace(acts.actor, id=drafter.id))
    with pytest.raises(NotAllowed, match="You helped to draft this solicitation"):
        operations.begin(acts, solicitation, vendor.id)


def test_an_rfi_is_answered_without_prices_but_not_with_nothing(ctx):
    content = {**the_content("RFI"), "requirements": []}
    solicitation = a_published_solicitation(ctx, kind="RFI", content=content)
    vendor, person = a_vendor(ctx)
    acts = acting(ctx, person)
    response = operations.begin(acts, solicitation, vendor.id)
    with pytest.raises(Incomplete, match="Your response is empty"):
        operations.submit(acts, response, token="token-one", declaration=True)
    operations.save(acts, response, note="We have built three of these.")
    receipt = operations.submit(acts, response, token="token-one", declaration=True)
    assert sealing.unseal(receipt.envelope)["total"] is None


def test_receipts_cannot_be_guessed_from_one_another(ctx, solicitation):
    response = a_draft_response(ctx, solicitation)
    numbers = set()
    for turn in range(5):
        operations.save(as_vendor(ctx, response.vendor), response, note=f"Version {turn}")
        numbers.add(submit(ctx, response).receipt_number)
    assert len(numbers) == 5
    assert ctx.session.scalar(sa.select(sa.func.count()).select_from(Sealing)) == 5
