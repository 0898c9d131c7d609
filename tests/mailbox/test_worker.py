"""The worker delivers letters, does jobs, chains the ledger; on real servers, with real commits."""

import logging
import smtplib
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from procurement import worker
from procurement.audit import operations as ledger
from procurement.audit import verification
from procurement.core import clock
from procurement.core.context import NOBODY
from procurement.core.database import create_engine
from procurement.core.errors import Conflict, NotAllowed, Unavailable
from procurement.core.machine import Machine
from procurement.files.store import Store
from procurement.mailbox import operations, outbox, queries
from procurement.mailbox.models import Delivery, Job, Letter
from procurement.mailbox.smtp import MailServer
from procurement.mailbox.tasks import REGISTER, task
from procurement.settings import Settings, Smtp

FROM = "procurement@city.example"


@pytest.fixture
def machine(engine, tmp_path) -> Machine:
    """A machine whose clock can be moved, so that no test has to wait."""
    store = Store.from_url((tmp_path / "files").as_uri())
    return Machine(engine, store, "http://procurement.test", tmp_path, movable=True)


@pytest.fixture
def mail(smtp_server) -> MailServer:
    host, _, port = smtp_server.url.removeprefix("smtp://").partition(":")
    return MailServer(Smtp("smtp", host, int(port), "", ""), FROM)


@pytest.fixture
def tasks():
    """Tasks registered by a test are gone after it."""
    before = dict(REGISTER)
    yield
    REGISTER.clear()
    REGISTER.update(before)


def post(machine, *addresses: str) -> None:
    with machine.unit() as ctx:
        operations.post(ctx, "password_reset", to=addresses, link="http://here/x", expires_at=ctx.now)


def wait(machine, **span) -> None:
    with machine.unit() as ctx:
        clock.move(ctx.session, int(timedelta(**span).total_seconds()))


def outcome(machine, kind=Letter) -> list[tuple]:
    """(state, tries, error) of every letter or job, by age."""
    with machine.unit(writes=False) as ctx:
        rows = ctx.session.scalars(sa.select(kind).order_by(kind.written_at, kind.id))
        return [(row.state, row.tries, row.error) for row in rows]


def test_a_letter_is_delivered_once(machine, mail, smtp_server):
    post(machine, "ana@city.example")
    assert worker.deliver_letters(machine, mail) == 1
    assert worker.deliver_letters(machine, mail) == 0
    (sent,) = smtp_server.to("ana@city.example")
    assert (sent["From"], sent["To"], sent["Subject"]) == (FROM, "ana@city.example", "Choose a new password")
    assert sent["Auto-Submitted"] == "auto-generated"
    assert "http://here/x" in sent.get_content()
    assert outcome(machine) == [(Delivery.DONE, 1, "")]
    with machine.unit(writes=False) as ctx:
        letter = ctx.session.scalars(sa.select(Letter)).one()
        assert letter.sent_at == pytest.approx(ctx.now, abs=timedelta(minutes=1))
        assert sent["Message-ID"] == f"<{letter.id}@city.example>"


def test_a_letter_of_a_deed_that_failed_is_never_sent(machine, mail, smtp_server):
    with pytest.raises(RuntimeError), machine.unit() as ctx:
        operations.post(ctx, "password_reset", to="ana@city.example", link="x", expires_at=ctx.now)
        raise RuntimeError
    assert worker.deliver_letters(machine, mail) == 0
    assert smtp_server.letters == []


def test_without_a_mail_server_letters_stay_to_be_read(machine):
    post(machine, "ana@city.example")
    assert worker.deliver_letters(machine, None) == 0
    assert outcome(machine) == [(Delivery.WAITING, 0, "")]


def test_an_address_that_is_refused_for_good_does_not_hold_up_the_others(machine, mail, smtp_server):
    smtp_server.refused.add("ana@city.example")
    post(machine, "ana@city.example", "ben@city.example")
    assert worker.deliver_letters(machine, mail) == 1
    with machine.unit(writes=False) as ctx:
        found = {each.to_email: (each.state, each.error) for each in queries.newest(ctx)}
    assert found["ana@city.example"] == (Delivery.FAILED, "The mail server answered 550 No such person here")
    assert found["ben@city.example"] == (Delivery.DONE, "")


def test_what_is_no_address_is_given_up(machine, mail):
    post(machine, "ana\r\nBcc: all@city.example")
    worker.deliver_letters(machine, mail)
    ((state, tries, error),) = outcome(machine)
    assert (state, tries, "is no address" in error) == (Delivery.FAILED, 1, True)


def test_a_mail_server_that_is_down_is_tried_again_later_and_later_then_given_up(machine, mail, smtp_server):
    nowhere = MailServer(mail.smtp._replace(port=1), FROM)
    post(machine, "ana@city.example")
    for number, pause in enumerate(outbox.PAUSES, 1):
        worker.deliver_letters(machine, nowhere)
        sentence = "The mail server does not take letters: Connection refused."
        assert outcome(machine) == [(Delivery.WAITING, number, sentence)]
        assert worker.deliver_letters(machine, mail) == 0, "it waits"
        wait(machine, seconds=pause.total_seconds() + 1)
    worker.deliver_letters(machine, nowhere)
    assert outcome(machine)[0][:2] == (Delivery.FAILED, outbox.TRIES)
    wait(machine, days=30)
    assert worker.deliver_letters(machine, mail) == 0
    with machine.unit() as ctx:
        outbox.again(ctx, queries.newest(ctx)[0])
    assert worker.deliver_letters(machine, mail) == 1
    assert len(smtp_server.letters) == 1


def test_a_worker_that_died_after_claiming_is_followed_by_another_once_its_lease_ends(machine, mail, smtp_server):
    post(machine, "ana@city.example")
    with machine.unit() as ctx:
        assert len(outbox.claim(ctx, Letter, 10)) == 1
    assert worker.deliver_letters(machine, mail) == 0
    wait(machine, seconds=outbox.LEASE.total_seconds() + 1)
    assert worker.deliver_letters(machine, mail) == 1
    assert outcome(machine) == [(Delivery.DONE, 2, "")]


def test_a_letter_that_kills_its_worker_each_time_is_given_up(machine):
    post(machine, "ana@city.example")
    for _ in range(outbox.TRIES + 1):
        with machine.unit() as ctx:
            outbox.claim(ctx, Letter, 10)
        wait(machine, seconds=outbox.LEASE.total_seconds() + 1)
    assert outcome(machine) == [(Delivery.FAILED, outbox.TRIES, outbox.ABANDONED)]


def test_who_comes_back_after_the_lease_does_not_overwrite_what_the_next_one_did(machine, mail):
    post(machine, "ana@city.example")
    with machine.unit() as ctx:
        (slow,) = outbox.claim(ctx, Letter, 10)
    wait(machine, seconds=outbox.LEASE.total_seconds() + 1)
    assert worker.deliver_letters(machine, mail) == 1
    with machine.unit() as ctx:
        outbox.failed(ctx, slow, "Too late.")
    assert outcome(machine) == [(Delivery.DONE, 2, "")]


def test_several_workers_deliver_every_letter_once(machine, mail, smtp_server):
    post(machine, *(f"person{number}@city.example" for number in range(30)))
    start = threading.Barrier(4)

    def deliver(_number):
        start.wait()
        while worker.deliver_letters(machine, mail):
            pass

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(deliver, range(4)))
    assert sorted(letter["To"] for letter in smtp_server.letters) == sorted(
        f"person{number}@city.example" for number in range(30)
    )


def test_what_one_worker_is_claiming_another_passes_over(postgres_url, tmp_path):
    """On SQLite there is nothing to pass over: claims wait for one another."""
    engine = create_engine(postgres_url)
    machine = Machine(engine, None, "http://procurement.test", tmp_path, movable=True)
    post(machine, "ana@city.example", "ben@city.example")
    with machine.unit() as first, machine.unit() as second:
        assert len(outbox.claim(first, Letter, 1)) == 1
        assert len(outbox.claim(second, Letter, 10)) == 1
    engine.dispose()


def test_only_the_service_works_the_outbox(machine):
    with machine.unit() as ctx, pytest.raises(NotAllowed):
        outbox.claim(replace(ctx, actor=NOBODY), Letter, 1)


def enqueue(machine, name: str, **given) -> None:
    with machine.unit() as ctx:
        operations.enqueue(ctx, name, {"number": 7}, **given)


def test_a_job_is_done_once_outside_any_unit(machine, tasks):
    done = []

    @task("test.work")
    def work(given, payload):
        with given.unit() as ctx:
            # A unit of the worker's own still open would make this wait for itself on SQLite.
            operations.post(ctx, "password_reset", to="ana@city.example", link="x", expires_at=ctx.now)
        done.append(payload)

    enqueue(machine, "test.work")
    assert worker.run_due_jobs(machine) == 1
    assert worker.run_due_jobs(machine) == 0
    assert done == [{"number": 7}]
    assert outcome(machine, Job) == [(Delivery.DONE, 1, "")]
    assert len(outcome(machine)) == 1


def test_a_job_waits_for_its_time(machine, tasks):
    task("test.work")(lambda given, payload: None)
    with machine.unit(writes=False) as ctx:
        tomorrow = ctx.now + timedelta(days=1)
    enqueue(machine, "test.work", not_before=tomorrow)
    assert worker.run_due_jobs(machine) == 0
    wait(machine, days=1, seconds=1)
    assert worker.run_due_jobs(machine) == 1


@pytest.mark.parametrize(
    ("fault", "state", "sentence"),
    [
        (ValueError("a secret price"), Delivery.WAITING, "It broke (ValueError); the log says where."),
        (Unavailable("The store does not answer."), Delivery.WAITING, "The store does not answer."),
        (Conflict("It was cancelled."), Delivery.FAILED, "It was cancelled."),
    ],
)
def test_a_job_that_breaks_is_tried_again_unless_it_was_refused(machine, tasks, caplog, fault, state, sentence):
    @task("test.work")
    def work(given, payload):
        raise fault

    enqueue(machine, "test.work")
    with caplog.at_level(logging.CRITICAL):
        assert worker.run_due_jobs(machine) == 0
    assert outcome(machine, Job) == [(state, 1, sentence)]


def test_a_job_that_nobody_knows_is_given_up_with_its_name(machine):
    enqueue(machine, "no.such")
    worker.run_due_jobs(machine)
    assert outcome(machine, Job) == [(Delivery.FAILED, 1, "Nobody here knows how to do the job “no.such”.")]


def test_two_functions_of_one_name_are_refused(tasks):
    task("test.work")(print)
    task("test.work")(print)
    with pytest.raises(ValueError, match="“test"):
        task("test.work")(len)


def test_a_pass_chains_what_was_written(machine):
    class Thing:
        __tablename__, id = "plan", "plan-1"

    with machine.unit() as ctx:
        for _ in range(3):
            ledger.record(ctx, "plan.announced", Thing())
    assert worker.seal_ledger(machine) == 3
    assert worker.seal_ledger(machine) == 0
    with machine.unit(writes=False) as ctx:
        report = verification.verify(ctx)
    assert (report.chained, report.waiting, report.is_whole) == (3, 0, True)


def test_a_beat_comes_at_its_pace_never_over_itself_and_survives_a_fault(caplog):
    rounds = []

    def work():
        rounds.append(beat.is_time(None))
        beat()
        raise RuntimeError

    beat = worker.Beat(0, work)
    with caplog.at_level(logging.CRITICAL):
        assert beat.is_time(None)
        beat()
        beat()
    assert rounds == [False, False]
    slow = worker.Beat(3600, work)
    assert [slow.is_time(None), slow.is_time(None)] == [True, False]


def test_a_mail_server_that_wants_encryption_is_not_talked_to_without(mail):
    encrypted = MailServer(mail.smtp._replace(security="starttls"), FROM)
    with pytest.raises(Exception, match="does not take letters") as refusal, encrypted.connected():
        pass
    assert isinstance(refusal.value.__cause__, smtplib.SMTPNotSupportedError)


def test_settings_make_a_machine(database_url, tmp_path):
    settings = Settings(instance=tmp_path, database_url=database_url, secret_key="x" * 40, url="http://here")
    made = worker.machine_for(settings)
    assert (made.url, made.movable) == ("http://here", False)
    with made.unit() as ctx:
        clock.move(ctx.session, 0)
    made.engine.dispose()
    again = worker.machine_for(settings)
    assert again.movable
    again.engine.dispose()
