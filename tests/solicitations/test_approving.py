"""Approvals part by part: what a change asks for again, and whose turn it is."""

from copy import deepcopy
from datetime import timedelta

import pytest
import sqlalchemy as sa

from procurement.core import clock
from procurement.core.errors import Conflict, Invalid, NotAllowed
from procurement.core.machine import Machine
from procurement.mailbox.models import Letter
from procurement.networks import people
from procurement.networks.duties import Duty
from procurement.networks.models import Assignment
from procurement.solicitations import approving, operations, queries, sides
from procurement.solicitations.lifecycle import SolicitationState as S
from procurement.solicitations.models import Review, Solicitation
from procurement.worker import load_tasks, run_due_jobs
from tests.builders.people import a_context, acting, later
from tests.builders.solicitations import a_draft_solicitation, as_officer, somebody, the_jurisdiction
from tests.responses.doors import Door

BODY = {
    "title": "Service desk", "reference": "RFP 1", "kind": "RFP", "summary": "", "focus_area": "",
    "due_at": "2026-12-04T15:00:00Z", "zone": "America/Chicago", "jurisdiction": {}, "contact": {}, "pool": None,
    "sections": [
        {"key": "s1", "number": "1", "level": 1, "heading": "Scope", "body": "All of it.", "format": "markdown"},
        {"key": "s2", "number": "2", "level": 1, "heading": "Terms", "body": "Thirty days.", "format": "markdown"},
    ],
    "requirements": [{"key": "r1", "label": "How?"}], "criteria": [{"key": "c1", "title": "Cost", "points": "100"}],
    "evaluation": {"method": "points"}, "price_lines": [], "contract_digest": "sha256:1",
}  # fmt: skip


def change(deed) -> dict:
    body = deepcopy(BODY)
    deed(body)
    return body


CHANGES = {
    "nothing": (lambda body: None, []),
    "one text": (lambda body: body["sections"][1].update(body="Sixty days."), ["sections/s2"]),
    "the deadline": (lambda body: body.update(due_at="2026-12-05T15:00:00Z"), ["deadline"]),
    "the title": (lambda body: body.update(title="Help desk"), ["details"]),
    "the order": (lambda body: body["sections"].reverse(), ["order"]),
    "a section less": (lambda body: body["sections"].pop(), ["order"]),
    "a section more": (
        lambda body: body["sections"].append({**BODY["sections"][0], "key": "s9"}), ["order", "sections/s9"]
    ),
    "points": (lambda body: body["criteria"][0].update(points="90"), ["criteria/c1"]),
    "numbers alone": (lambda body: body["sections"][1].update(number="7"), []),
    "something of later": (lambda body: body.update(terms={"days": 3}), ["terms"]),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_only_what_changed_is_asked_again(name):
    deed, asked = CHANGES[name]
    given = approving.parts(BODY)
    assert approving.missing(approving.parts(change(deed)), given) == asked


def test_an_approval_covers_every_word_that_is_published():
    """Whatever of a body is changed, some part changes with it: nothing is published that nobody approved."""
    given = approving.parts(BODY)
    for name in BODY:
        if name not in approving.DERIVED:
            changed = approving.parts({**BODY, name: [] if isinstance(BODY[name], list) else "changed"})
            assert changed != given or BODY[name] == [], name


def test_stages_are_asked_one_after_the_other():
    def chain(*complete):
        stages = {"legal": 1, "budget": 1, "head": 2}
        return [approving.Step(key, key, stage, key in complete) for key, stage in stages.items()]

    assert [each.key for each in approving.to_ask(chain())] == ["legal", "budget"]
    assert [each.key for each in approving.to_ask(chain("legal"))] == ["budget"]
    assert [each.key for each in approving.to_ask(chain("legal", "budget"))] == ["head"]
    assert [each.key for each in approving.to_ask(chain("head"))] == ["legal", "budget"]
    assert approving.to_ask(chain("legal", "budget", "head")) == []


@pytest.fixture
def ctx(session):
    return a_context(session)


CHAIN = [
    {"key": "legal", "title": "Legal", "stage": 1},
    {"key": "budget", "title": "Budget", "stage": 1},
    {"key": "head", "title": "Department head", "stage": 2},
]


def an_approver_of(ctx, place, step):
    """Somebody whose duty as an approver is this step alone, as an administrator says."""
    person = somebody(ctx, place, Duty.APPROVER, step.capitalize())
    row = ctx.session.scalars(sa.select(Assignment).where(Assignment.person_id == person.id)).one()
    people.limit_steps(acting(ctx, somebody(ctx, place, Duty.ADMINISTRATOR, "Ines")), row, steps=[step])
    return acting(ctx, person)


def waiting_for(ctx) -> list[str]:
    return [each.step for each in queries.reviews_waiting(ctx)]


def test_approvals_in_two_stages_with_a_change_in_between(ctx):
    place = the_jurisdiction(ctx)
    place.rules = {"approval_chain": {"value": CHAIN}}
    it = a_draft_solicitation(ctx, jurisdiction=place)
    legal, budget, head = (an_approver_of(ctx, place, step["key"]) for step in CHAIN)
    officer = as_officer(ctx, it)
    operations.submit_for_review(officer, it)
    assert [waiting_for(each) for each in (legal, budget, head)] == [["legal"], ["budget"], []]

    # One decides part by part, only on their own step, and nobody before their turn.
    with pytest.raises(NotAllowed, match="somebody else"):
        operations.decide_review(legal, it, step="budget", decision="approved")
    with pytest.raises(Conflict, match="not your turn"):
        operations.decide_review(head, it, decision="approved")
    with pytest.raises(Invalid):
        operations.decide_review(legal, it, decision="approved", places=["sections/none"])
    assert operations.decide_review(legal, it, decision="approved", places=["sections/s1"]).decision is None
    assert operations.decide_review(legal, it, decision="approved").decision == "approved"
    assert it.state == S.IN_REVIEW and waiting_for(head) == []

    # The other of the first stage returns it; one section changes; only that is asked of whoever had approved.
    operations.decide_review(budget, it, decision="returned", comment="Sixty days, please.")
    assert it.state == S.DRAFT
    officer = as_officer(later(ctx, days=1), it)
    changes = {"body": "Invoices are paid in sixty days."}
    operations.change_piece(officer, it, version=None, part="sections", key="s3", changes=changes)
    asked = {each.step: each for each in operations.submit_for_review(officer, it)}
    assert set(asked) == {"legal", "budget"}
    says = {each.step: each for each in queries.standing(ctx.session, it).says}
    assert says["legal"].missing == ["sections/s3"] and says["legal"].has_approved is False
    before = sides.approved_before(it, asked["legal"]).draft_version
    assert "thirty days" in before.content["sections"][2]["body"], "the text that legal approved is there to compare"

    # Half-answered, it is changed once more: what was approved meanwhile stands, the open question is overtaken.
    operations.decide_review(budget, it, decision="approved", places=["sections/s1", "sections/s3"])
    operations.return_to_draft(officer, it)
    again = as_officer(later(ctx, days=2), it)
    operations.edit(again, it, version=None, summary="Somebody answers at once.")
    operations.submit_for_review(again, it)
    says = {each.step: each for each in queries.standing(ctx.session, it).says}
    assert says["legal"].missing == ["details", "sections/s3"]
    assert {"sections/s1", "sections/s3"} & set(says["budget"].missing) == set()
    for who in (legal, budget):
        operations.decide_review(who, it, decision="approved")
    assert it.state == S.IN_REVIEW and waiting_for(head) == ["head"]
    with pytest.raises(Conflict):
        operations.publish(again, it)
    operations.decide_review(head, it, decision="approved")
    assert it.state == S.APPROVED
    approved = [each.given for each in queries.standing(ctx.session, it).says]
    published = operations.publish(again, it).body
    assert [approving.missing(approving.parts(published), given) for given in approved] == [[], [], []]
    assert sides.side(again, it, "r1").content["sections"][2]["body"] == "Invoices are paid in sixty days."


def test_whoever_does_not_answer_is_reminded_by_the_worker_and_by_hand(app):
    door = Door(app)
    machine = Machine(app.engine, app.store, app.settings.url, app.settings.instance, movable=True)
    load_tasks()
    with door.unit() as ctx:
        it = a_draft_solicitation(ctx, due_in=timedelta(days=60))
        anna = somebody(ctx, it.jurisdiction, Duty.APPROVER, "Anna")
        operations.submit_for_review(as_officer(ctx, it), it)
        with pytest.raises(Conflict, match="less than half a day"):
            operations.remind(as_officer(ctx, it), it)
        id, to = it.id, anna.email

    def after(days: int) -> int:
        """How many reminders were written when so many more days have passed."""
        with door.unit() as ctx:
            clock.move(ctx.session, days * 24 * 3600)
        run_due_jobs(machine)
        with door.unit() as ctx:
            letters = ctx.session.scalars(sa.select(Letter).where(Letter.to_email == to)).all()
            return sum("waits for your review" in each.subject for each in letters)

    assert [after(4), after(2), after(9)] == [0, 1, 1], "once, after the days of the rule pack"
    with door.unit() as ctx:
        it = ctx.session.get_one(Solicitation, id)
        assert len(operations.remind(as_officer(ctx, it), it)) == 1
    assert after(0) == 2


def test_an_approval_from_before_there_were_parts_counts_for_exactly_its_text(ctx):
    it = a_draft_solicitation(ctx)
    digest = queries.draft_digest(ctx.session, it)
    anna = somebody(ctx, it.jurisdiction, Duty.APPROVER, "Anna")
    old = Review(solicitation=it, draft_digest=digest, asked_at=ctx.now, decision="approved", decided_by=anna.id)
    ctx.session.add(old)
    ctx.session.flush()
    assert operations.submit_for_review(as_officer(ctx, it), it) == [] and it.state == S.APPROVED
    operations.return_to_draft(as_officer(ctx, it), it)
    operations.edit(as_officer(ctx, it), it, version=None, title="Other")
    assert len(operations.submit_for_review(as_officer(ctx, it), it)) == 1
