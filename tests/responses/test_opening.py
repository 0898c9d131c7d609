"""The opening: by two people, after the deadline, once, and what it brings to light."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from procurement.audit.models import Entry
from procurement.core.digest import digest
from procurement.core.errors import Conflict, Invalid, NotAllowed
from procurement.mailbox.models import Letter
from procurement.networks.duties import Duty
from procurement.responses import operations, policy, queries
from procurement.responses.lifecycle import OpeningState, ResponseState
from procurement.solicitations.lifecycle import SolicitationState
from tests.builders.people import a_colleague, a_context, a_jurisdiction, a_network, a_vendor, acting, with_duty
from tests.builders.responses import (
    a_draft_response,
    a_sealed_response,
    after_deadline,
    an_opened_solicitation,
    as_vendor,
    opened,
    prices_for,
    second_person,
)
from tests.builders.solicitations import a_published_solicitation, as_approver, as_officer


@pytest.fixture
def ctx(session):
    return a_context(session)


@pytest.fixture
def solicitation(ctx):
    return a_published_solicitation(ctx)


def subjects(ctx, template):
    return [each.to_email for each in ctx.session.scalars(sa.select(Letter).where(Letter.template == template))]


def test_the_opening_brings_every_sealed_response_to_light_and_draws_up_the_register(ctx):
    solicitation = an_opened_solicitation(ctx)
    assert solicitation.state == SolicitationState.OPENED
    found = queries.opened(ctx, solicitation)
    assert [each.opened["total"] for each in found] == ["3700.00", "4070.00", "4440.00"]
    opening = queries.register(acting(ctx, None), solicitation)
    rows = opening.register["rows"]
    assert [(row["number"], row["vendor"], row["state"]) for row in rows] == [
        (1, "Birch Software", "opened"),
        (2, "Cedar Systems", "opened"),
        (3, "Dune Data", "opened"),
    ]
    assert rows[0]["received_at"] == "2026-12-01T16:00:00.000000Z"
    assert opening.register["opened_by"] == ["Olive of City of Alder", "Otto of City of Alder"]
    assert opening.register_digest == digest(opening.register)
    assert len(subjects(ctx, "response_opened")) == 3
    deeds = [each.deed for each in ctx.session.scalars(sa.select(Entry).order_by(Entry.id))]
    assert deeds[-5:] == ["solicitation.opened", "opening.completed", *["response.opened"] * 3]


def test_nothing_is_opened_before_the_deadline(ctx, solicitation):
    early = replace(ctx, now=solicitation.due_at.replace(minute=0) - (after_deadline(ctx, solicitation).now - ctx.now))
    for acts in (as_officer(ctx, solicitation), as_officer(early, solicitation)):
        with pytest.raises(Conflict, match="Responses stay sealed until the deadline, Friday, December 4, 2026"):
            operations.begin_opening(acts, solicitation)


def test_at_the_deadline_itself_it_may_begin(ctx, solicitation):
    at = replace(ctx, now=solicitation.due_at)
    assert operations.begin_opening(as_officer(at, solicitation), solicitation).state == OpeningState.BEGUN


def test_the_first_person_sees_nothing_and_cannot_be_the_second(ctx, solicitation):
    response = a_sealed_response(ctx, solicitation)
    late = after_deadline(ctx, solicitation)
    first = as_officer(late, solicitation)
    opening = operations.begin_opening(first, solicitation)
    assert response.state == ResponseState.SEALED
    assert queries.opened(first, solicitation) == []
    with pytest.raises(NotAllowed, match="You began this opening, so another person must complete it"):
        operations.complete_opening(first, opening)


def test_done_twice_it_is_one_opening(ctx, solicitation):
    a_sealed_response(ctx, solicitation)
    late = after_deadline(ctx, solicitation)
    first, second = as_officer(late, solicitation), second_person(late, solicitation)
    opening = operations.begin_opening(first, solicitation)
    assert operations.begin_opening(first, solicitation) is opening
    operations.complete_opening(second, opening)
    before = dict(opening.register)
    assert operations.complete_opening(second, opening) is opening
    assert opening.register == before
    assert len(subjects(ctx, "response_opened")) == 1


def test_a_second_officer_is_told_that_the_opening_has_begun(ctx, solicitation):
    late = after_deadline(ctx, solicitation)
    second = second_person(late, solicitation)
    operations.begin_opening(as_officer(late, solicitation), solicitation)
    with pytest.raises(Conflict, match="Olive of City of Alder has begun this opening already"):
        operations.begin_opening(second, solicitation)
    assert subjects(ctx, "opening_begun") == [second.actor.email]


def test_who_may_open(ctx):
    network = a_network(ctx)
    near, far = a_jurisdiction(ctx, "Town of Near", network), a_jurisdiction(ctx, "Town of Far")
    lead = a_jurisdiction(ctx, "Town of Lead", network)
    solicitation = a_published_solicitation(ctx, jurisdiction=lead)
    late = after_deadline(ctx, solicitation)
    neighbour = acting(late, with_duty(ctx, near, "Nora Near", Duty.OFFICER))
    stranger = acting(late, with_duty(ctx, far, "Fred Far", Duty.OFFICER))
    auditor = acting(late, with_duty(ctx, lead, "Abe Audit", Duty.AUDITOR))
    vendor, _ = a_vendor(ctx)
    double = a_colleague(ctx, vendor, "Dora Double")
    for acts in (neighbour, stranger, auditor, as_approver(late, solicitation), as_vendor(late, vendor)):
        with pytest.raises(NotAllowed):
            operations.begin_opening(acts, solicitation)
    with pytest.raises(Invalid, match="problem"):
        operations.begin_opening(as_officer(late, solicitation), solicitation, second_id=stranger.actor.id)
    opening = operations.begin_opening(as_officer(late, solicitation), solicitation, second_id=neighbour.actor.id)
    assert subjects(ctx, "opening_begun") == [neighbour.actor.email]
    busy = replace(
        late, actor=replace(neighbour.actor, grants=neighbour.actor.grants | acting(ctx, double).actor.grants)
    )
    for acts in (stranger, auditor, as_approver(late, solicitation), as_vendor(late, vendor), busy):
        with pytest.raises(NotAllowed):
            operations.complete_opening(acts, opening)
    assert operations.complete_opening(neighbour, opening).state == OpeningState.DONE


def test_where_the_rules_say_one_person_the_first_may_go_on_alone(ctx, solicitation):
    solicitation.jurisdiction.rules = {**solicitation.jurisdiction.rules, "opening_people": 1}
    late = after_deadline(ctx, solicitation)
    opening = operations.begin_opening(as_officer(late, solicitation), solicitation)
    operations.complete_opening(as_officer(late, solicitation), opening)
    assert opening.register["opened_by"] == ["Olive of City of Alder"]


def test_withdrawn_responses_and_drafts_do_not_appear(ctx, solicitation):
    draft = a_draft_response(ctx, solicitation)
    cedar, _ = a_vendor(ctx, "Cedar Systems", "Carl Reed")
    withdrawn = a_sealed_response(ctx, solicitation, cedar)
    operations.withdraw(as_vendor(ctx, cedar), withdrawn)
    opening = opened(ctx, solicitation)
    assert opening.register["rows"] == []
    assert (draft.state, withdrawn.state) == (ResponseState.DRAFT, ResponseState.WITHDRAWN)
    assert subjects(ctx, "response_opened") == []
    assert solicitation.state == SolicitationState.OPENED


def test_the_last_version_before_the_deadline_counts(ctx, solicitation):
    response = a_sealed_response(ctx, solicitation)
    body = solicitation.revisions[-1].body
    operations.save(as_vendor(ctx, response.vendor), response, prices=prices_for(body, "1"))
    opened(ctx, solicitation)
    assert response.opened["total"] == "3700.00"


@pytest.mark.parametrize("damage", ["cut", "changed", "swapped", "empty"])
def test_a_damaged_envelope_is_unreadable_and_harms_no_other(ctx, solicitation, damage):
    harmed = a_sealed_response(ctx, solicitation)
    cedar, _ = a_vendor(ctx, "Cedar Systems", "Carl Reed")
    whole = a_sealed_response(ctx, solicitation, cedar)
    envelope = harmed.sealings[-1].envelope
    harmed.sealings[-1].envelope = {
        "cut": envelope[:-20],
        "changed": envelope.replace(b"3700.00", b"1700.00"),
        "swapped": whole.sealings[-1].envelope,
        "empty": b"",
    }[damage]
    opening = opened(ctx, solicitation)
    assert (harmed.state, harmed.opened) == (ResponseState.UNREADABLE, None)
    assert (whole.state, whole.opened["total"]) == (ResponseState.OPENED, "3700.00")
    assert {row["vendor"]: row["state"] for row in opening.register["rows"]} == {
        "Birch Software": "unreadable",
        "Cedar Systems": "opened",
    }
    assert len(subjects(ctx, "response_unreadable")) == 1


def test_who_reads_an_opened_response(ctx):
    solicitation = an_opened_solicitation(ctx, responses=1)
    (response,) = queries.opened(ctx, solicitation)
    town = solicitation.jurisdiction
    evaluator = acting(ctx, with_duty(ctx, town, "Eva Luate", Duty.EVALUATOR)).actor
    administrator = acting(ctx, with_duty(ctx, town, "Adam Min", Duty.ADMINISTRATOR)).actor
    auditor = acting(ctx, with_duty(ctx, town, "Abe Audit", Duty.AUDITOR)).actor
    officer = as_officer(ctx, solicitation).actor
    assert policy.may_read_content(officer, response)
    assert policy.may_read_content(auditor, response)
    assert not policy.may_read_content(administrator, response)
    assert not policy.may_read_content(evaluator, response)
    assert policy.may_read_content(evaluator, response, seated=True)
    for actor in (officer, auditor, evaluator):
        assert not policy.may_read_content(actor, response, seated=True, has_conflict=True)
