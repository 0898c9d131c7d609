"""The deadline with real commits and threads: nothing is lost, nothing late is admitted, nothing counts twice."""

import threading
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from time import monotonic

import sqlalchemy as sa

from procurement.accounts.models import Person
from procurement.core.context import SYSTEM, Actor, Context
from procurement.core.database import database_clock, unit_of_work
from procurement.core.errors import Conflict
from procurement.mailbox.models import Letter
from procurement.responses import operations, queries
from procurement.responses.lifecycle import OpeningState, ResponseState
from procurement.responses.models import Opening, RefusedAttempt, Response, Sealing
from procurement.solicitations.models import Solicitation
from tests.builders.people import a_vendor, actor_of
from tests.builders.responses import a_draft_response, second_person, vendor_person
from tests.builders.solicitations import a_published_solicitation, officer_of
from tests.responses.doors import Door

#: How long the vendors have at least, by the database's clock, once everybody stands at the start.
SPAN = timedelta(milliseconds=700)


@contextmanager
def unit(engine, actor: Actor = SYSTEM):
    """A unit of work as the service opens one: committed at its end, judged by the database's clock."""
    with unit_of_work(engine) as session:
        yield Context(session, actor, database_clock(session), url="http://procurement.test")


@dataclass
class Respondent:
    """A vendor's person in a thread, with what they were told."""

    actor: Actor
    response_id: str
    receipts: list[tuple[str, object]] = field(default_factory=list)
    refusal: str = ""
    withdrew_last: bool = False


def the_scene(engine, vendors: int) -> tuple[str, list[Respondent], Actor, Actor]:
    """A published solicitation, complete drafts of so many vendors, and the two people who open."""
    with unit(engine) as ctx:
        solicitation = a_published_solicitation(ctx)
        found = []
        for number in range(vendors):
            vendor, person = a_vendor(ctx, f"Company {number}", f"Person{number} Name")
            response = a_draft_response(ctx, solicitation, vendor)
            found.append(Respondent(actor_of(ctx.session, person), response.id))
        first = actor_of(ctx.session, officer_of(ctx, solicitation))
        second = second_person(ctx, solicitation).actor
        return solicitation.id, found, first, second


def set_deadline(engine, solicitation_id: str, span: timedelta):
    """The deadline, a moment ahead of the database's clock."""
    with unit(engine) as ctx:
        solicitation = ctx.session.get_one(Solicitation, solicitation_id)
        solicitation.due_at = database_clock(ctx.session) + span
        return solicitation.due_at


def respond(engine, who: Respondent, start: threading.Barrier, withdraws: bool) -> None:
    """Change and submit, again and again, until the gate says no; some withdraw in between."""
    start.wait()
    for turn in range(100_000):
        try:
            with unit(engine, who.actor) as ctx:
                response = queries.get_own(ctx, who.response_id)
                operations.save(ctx, response, note=f"Turn {turn}")
                receipt = operations.submit(ctx, response, token=f"turn-{turn:06}", declaration=True)
                told = (receipt.receipt_number, receipt.received_at)
            who.receipts.append(told)
            who.withdrew_last = False
            if withdraws:
                with unit(engine, who.actor) as ctx:
                    operations.withdraw(ctx, queries.get_own(ctx, who.response_id))
                who.withdrew_last = True
        except Conflict as refusal:
            who.refusal = refusal.sentence
            return


def open_all(engine, solicitation_id: str, first: Actor, second: Actor, start: threading.Barrier) -> None:
    """Begin and complete the opening at the very first instant at which the service lets them."""
    start.wait()
    for actor, complete in ((first, False), (second, True)):
        for _ in range(100_000):
            try:
                with unit(engine, actor) as ctx:
                    solicitation = ctx.session.get_one(Solicitation, solicitation_id)
                    if complete:
                        operations.complete_opening(ctx, queries.opening(ctx, solicitation))
                    else:
                        operations.begin_opening(ctx, solicitation)
                break
            except Conflict:
                continue


def test_vendors_who_submit_across_the_deadline_while_it_is_opened(engine):
    began = monotonic()
    solicitation_id, vendors, first, second = the_scene(engine, 6)
    # As long as it took to set the scene: so on a busy machine, too, they get as far as submitting.
    span, deadlines = max(SPAN, timedelta(seconds=monotonic() - began)), []
    start = threading.Barrier(
        len(vendors) + 1, lambda: deadlines.append(set_deadline(engine, solicitation_id, span)), timeout=60
    )
    with ThreadPoolExecutor(len(vendors) + 1) as threads:
        running = [
            threads.submit(respond, engine, who, start, withdraws=number == 0) for number, who in enumerate(vendors)
        ]
        running.append(threads.submit(open_all, engine, solicitation_id, first, second, start))
        for each in running:
            each.result(timeout=60)

    (due,) = deadlines
    with unit(engine) as ctx:
        opening = ctx.session.scalars(sa.select(Opening)).one()
        assert opening.state == OpeningState.DONE
        listed = {row["response_id"]: row for row in opening.register["rows"]}
        for who in vendors:
            assert "The deadline passed" in who.refusal or "have been opened" in who.refusal
            assert all(received < due for _, received in who.receipts), "somebody was admitted late"
            response = ctx.session.get_one(Response, who.response_id)
            if who.withdrew_last or not who.receipts:
                assert who.response_id not in listed
                assert response.state in (ResponseState.WITHDRAWN, ResponseState.DRAFT)
                continue
            assert listed[who.response_id]["receipt_number"] == who.receipts[-1][0], "a receipt was lost"
            assert response.state == ResponseState.OPENED
            stored = ctx.session.scalars(sa.select(Sealing.receipt_number).where(Sealing.response_id == response.id))
            assert set(stored) == {number for number, _ in who.receipts}
    assert sum(len(who.receipts) for who in vendors) > len(vendors)


def test_a_double_click_in_parallel_gives_one_receipt(engine):
    _, (who,), _, _ = the_scene(engine, 1)
    start = threading.Barrier(5)

    def click() -> str:
        if engine.dialect.name == "sqlite":
            start.wait()
        with unit(engine, who.actor) as ctx:
            response = queries.get_own(ctx, who.response_id)
            if engine.dialect.name != "sqlite":
                # All five are in the middle of their units and have seen no receipt; SQLite lets in one at a time.
                start.wait()
            return operations.submit(ctx, response, token="one-click", declaration=True).receipt_number

    with ThreadPoolExecutor(5) as threads:
        clicks = [threads.submit(click) for _ in range(5)]
        numbers = {each.result(timeout=60) for each in clicks}
    assert len(numbers) == 1
    with unit(engine) as ctx:
        assert ctx.session.scalar(sa.select(sa.func.count()).select_from(Sealing)) == 1
        letters = sa.select(sa.func.count()).where(Letter.template == "response_receipt")
        assert ctx.session.scalar(letters) == 1


def test_the_opening_waits_for_a_submission_that_came_in_time_and_is_not_committed_yet(engine):
    solicitation_id, (who,), first, second = the_scene(engine, 1)
    with unit(engine) as ctx:
        due = ctx.session.get_one(Solicitation, solicitation_id).due_at
    with unit(engine, first) as ctx:
        late = replace(ctx, now=due)
        operations.begin_opening(late, late.session.get_one(Solicitation, solicitation_id))

    def complete() -> list[str]:
        with unit(engine, second) as ctx:
            opening = queries.opening(ctx, ctx.session.get_one(Solicitation, solicitation_id))
            register = operations.complete_opening(replace(ctx, now=due), opening).register
            return [row["receipt_number"] for row in register["rows"]]

    with ThreadPoolExecutor(1) as threads:
        with unit(engine, who.actor) as ctx:
            in_time = replace(ctx, now=due - timedelta(microseconds=1))
            response = queries.get_own(in_time, who.response_id)
            receipt = operations.submit(in_time, response, token="just-in-time", declaration=True)
            running = threads.submit(complete)
            wait([running], timeout=0.3)
            assert not running.done(), "the opening did not wait"
        assert running.result(timeout=60) == [receipt.receipt_number]


def test_two_people_who_complete_at_once_make_one_register(engine):
    solicitation_id, vendors, first, second = the_scene(engine, 2)
    with unit(engine, vendors[0].actor) as ctx:
        operations.submit(ctx, queries.get_own(ctx, vendors[0].response_id), token="in-time-1", declaration=True)
    with unit(engine, first) as ctx:
        solicitation = ctx.session.get_one(Solicitation, solicitation_id)
        late = replace(ctx, now=solicitation.due_at + timedelta(minutes=1))
        operations.begin_opening(late, solicitation)
        due = solicitation.due_at
    start = threading.Barrier(4)

    def complete() -> str:
        start.wait()
        with unit(engine, second) as ctx:
            opening = queries.opening(ctx, ctx.session.get_one(Solicitation, solicitation_id))
            return operations.complete_opening(replace(ctx, now=due + timedelta(minutes=2)), opening).register_digest

    with ThreadPoolExecutor(4) as threads:
        digests = {each.result(timeout=60) for each in [threads.submit(complete) for _ in range(4)]}
    assert len(digests) == 1
    with unit(engine) as ctx:
        letters = sa.select(sa.func.count()).where(Letter.template == "response_opened")
        assert ctx.session.scalar(letters) == 1


def test_a_late_attempt_over_http_is_refused_and_written_down(app):
    door = Door(app)
    solicitation_id = door.a_published_solicitation()
    with door.unit() as ctx:
        response = a_draft_response(ctx, ctx.session.get_one(Solicitation, solicitation_id))
        response_id, person_id = response.id, vendor_person(ctx, response.vendor).id
    door.move_to_deadline(solicitation_id)
    headers = {"Authorization": f"Bearer {door.token_of(person_id)}"}
    sent = {"token": "a-late-token", "declaration": True}
    answer = door.client.post(f"/api/v1/responses/{response_id}/submit", json=sent, headers=headers)
    assert answer.status_code == 409
    assert answer.json["detail"].startswith("The deadline passed on ")
    assert answer.json["detail"].endswith("so nothing was submitted.")
    with door.unit() as ctx:
        attempt = ctx.session.scalars(sa.select(RefusedAttempt)).one()
        assert ctx.session.get_one(Person, attempt.person_id).name == "Vera Stone"
        assert ctx.session.get_one(Response, response_id).state == ResponseState.DRAFT
        assert ctx.session.scalar(sa.select(sa.func.count()).select_from(Sealing)) == 0
