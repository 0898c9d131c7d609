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
from procurement.solicitations import annexing, approving, operations, queries, sides
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


def shared_body(**shares) -> dict:
    """A joint body: a line for all with the share of each of these members, and an option of "b" alone."""
    total = str(sum(int(each) for each in shares.values()))
    line = {"key": "p1", "description": "Truck", "unit": "truck", "optional": False, "quantity": total, "firm": total}
    rows = [
        {"participation_id": id, "jurisdiction": id.upper(), "quantity": each, "is_firm": True}
        for id, each in sorted(shares.items())
    ]
    option = {"key": "p2", "description": "Plough", "unit": "plough", "optional": True, "quantity": "1", "firm": "1"}
    lines = [{**line, "shares": rows}]
    if "b" in shares:
        lines.append({**option, "shares": [rows[list(sorted(shares)).index("b")]]})
    pool = {"title": "Trucks", "lead": "A", "members": [each.upper() for each in sorted(shares)]}
    return {**deepcopy(BODY), "pool": pool, "price_lines": lines}


def annexed(body: dict, **annexes) -> dict:
    """The same with annexes: {participation: (heading, text, section of the core that it replaces)}."""
    texts = [
        (id, id.upper(), [{"key": "a1", "topic": "terms", "heading": heading, "body": text, "overrides": over}])
        for id, (heading, text, over) in annexes.items()
    ]
    return {**body, "annexes": annexing.printed(texts, body["sections"], lambda text, _: text)}


ALL = shared_body(a="5", b="2", c="3")
JOINT = {
    "another leaves": (shared_body(a="5", c="3"), ["details", "order", "price_lines/p1"], []),
    "another needs more": (shared_body(a="5", b="9", c="3"), ["price_lines/p1", "price_lines/p2"], []),
    "another joins": (shared_body(a="5", b="2", c="3", d="1"), ["details", "price_lines/p1"], []),
    "its own share changes": (shared_body(a="5", b="2", c="4"), ["price_lines/p1"], ["price_lines/p1"]),
    "another writes an annex": (annexed(ALL, b=("Terms", "Sixty days.", "s2")), ["annexes/b"], []),
    "it writes its annex": (annexed(ALL, c=("Terms", "Ten days.", "")), ["annexes/c"], ["annexes/c"]),
    "the core changes": (
        {**ALL, "sections": [ALL["sections"][0], {**ALL["sections"][1], "body": "Sixty days."}]},
        ["sections/s2"],
        ["sections/s2"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", JOINT)
def test_a_member_is_asked_anew_only_for_what_concerns_it(name):
    """The lead's approvers approve everything; a member the core, its own annex and its own share."""
    after, all_of_it, own = JOINT[name]
    assert approving.missing(approving.parts(after), approving.parts(ALL)) == all_of_it
    before, now = (approving.parts(approving.concerning(body, "c"), approving.parts(body)) for body in (ALL, after))
    assert approving.missing(now, before) == own


def test_what_concerns_a_member_tells_nothing_of_the_others():
    seen = approving.concerning(annexed(ALL, b=("Terms", "Sixty days.", "s2"), c=("Forms", "Form 7.", "")), "c")
    (line,) = seen["price_lines"]
    assert line["quantity"] == "3" and [each["jurisdiction"] for each in line["shares"]] == ["C"]
    assert [each["member"] for each in seen["annexes"]] == ["C"]
    assert "Sixty" not in str(seen) and "'jurisdiction': 'B'" not in str(seen) and "Plough" not in str(seen)


def test_an_annex_says_what_it_replaces_and_whether_that_has_changed():
    core = {each["key"]: each for each in BODY["sections"]}
    typed = {"key": "a1", "topic": "terms", "heading": "", "body": "Sixty days.", "overrides": "s2"}
    kept = annexing.checked(typed, [], core, [])
    assert kept["heading"] == "Terms" and not annexing.is_earlier(kept, core)
    body = {
        **BODY,
        "annexes": annexing.printed([("b", "Birch", [kept]), ("a", "Alder", [])], BODY["sections"], lambda t, _: t),
    }
    assert annexing.sentence(annexing.instead(body)["s2"][0]) == "For Birch its annex applies instead: A.1."
    assert annexing.replaces(body["annexes"][0]["sections"][0]) == "In place of 2 Terms."
    changed = {**core, "s2": {**core["s2"], "body": "Forty days."}}
    assert annexing.is_earlier(kept, changed) and not annexing.is_lost(kept, changed)
    assert annexing.is_lost(kept, {"s1": core["s1"]})
    for wrong in ({"overrides": "s9"}, {"topic": "weather"}, {"body": " "}, {"body": "{{nobody}}"}):
        with pytest.raises(Invalid):
            annexing.checked({**typed, **wrong}, [], core, [])
    with pytest.raises(Invalid) as refused:
        annexing.checked({**typed, "key": "a2"}, [kept], core, [])
    assert "replaces this one already" in str(refused.value.faults)
    assert [annexing.letter(each) for each in (0, 25, 26, 27, 701, 702)] == ["A", "Z", "AA", "AB", "ZZ", "AAA"]
