"""How letters are written, and to whom."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from jinja2 import UndefinedError

from procurement.core.context import NOBODY, Actor, Context
from procurement.core.errors import NotFound
from procurement.mailbox import letters, operations, policy, queries
from procurement.mailbox.models import Delivery, Job, Letter
from tests.builders.people import NOW, a_context, a_person, acting

DEADLINE = datetime(2026, 12, 22, 20, tzinfo=UTC)


@pytest.fixture
def templates(tmp_path):
    (tmp_path / "_layout.txt").write_text("{{ greeting }}\n\n{{ body }}\n\n--\n{{ url }}\n")
    (tmp_path / "due.txt").write_text(
        "Subject: {{ title }} is due\nAnswer by {{ deadline | when(zone) }} ({{ deadline | ahead(now) }}) "
        "for {{ cents | money }}.\n"
    )
    (tmp_path / "no_subject.txt").write_text("Good day\n")
    return letters.environment(tmp_path)


def values(**given):
    return {"title": "Road salt", "deadline": DEADLINE, "zone": "America/Chicago", "now": NOW, "cents": 5000} | given


def test_a_letter_has_a_subject_a_greeting_and_a_signature(templates):
    written = letters.write("due", values(url="http://here"), name="Ana Ruiz", letters=templates)
    assert written.subject == "Road salt is due"
    assert written.body == (
        "Dear Ana Ruiz,\n\nAnswer by Tuesday, December 22, 2026, at 2:00 p.m. Central Time (in 21 days) "
        "for $50.00.\n\n--\nhttp://here\n"
    )


def test_who_has_no_name_is_greeted_too(templates):
    assert letters.write("due", values(url=""), letters=templates).body.startswith("Good day,\n")


def test_a_title_of_several_lines_stays_one_subject(templates):
    written = letters.write("due", values(url="", title="Road\r\nBcc: all@example.com\n salt"), letters=templates)
    assert written.subject == "Road Bcc: all@example.com salt is due"


def test_an_endless_subject_is_cut(templates):
    written = letters.write("due", values(url="", title="x" * 500), letters=templates)
    assert len(written.subject) == letters.SUBJECT_LENGTH
    assert written.subject.endswith("x…")


def test_text_is_not_turned_into_html(templates):
    assert letters.write("due", values(url="", title="Salt & <sand>"), letters=templates).subject == (
        "Salt & <sand> is due"
    )


def test_a_value_that_is_missing_is_a_fault_not_a_gap(templates):
    with pytest.raises(UndefinedError, match="title"):
        letters.write("due", {}, letters=templates)


def test_a_template_without_a_subject_or_none_at_all_is_named(templates):
    with pytest.raises(ValueError, match=r"templates/letters/no_subject\.txt"):
        letters.write("no_subject", {"url": ""}, letters=templates)
    with pytest.raises(LookupError, match=r"templates/letters/none\.txt"):
        letters.write("none", {}, letters=templates)


@pytest.mark.parametrize("path", sorted(letters.FOLDER.glob("[!_]*.txt")), ids=lambda path: path.stem)
def test_every_letter_of_the_service_begins_with_its_subject_and_can_be_read_as_a_template(path):
    assert path.read_text().startswith("Subject: ")
    letters.environment().get_template(path.name)


@dataclass
class Plan:
    """Something letters are about."""

    id: str = "plan-1"
    __tablename__ = "plan"


def post(ctx, to, **given):
    link = {"link": "http://here/reset/x", "expires_at": DEADLINE}
    written = operations.post(ctx, "password_reset", to=to, **link, **given)
    ctx.session.flush()
    return written


def test_a_letter_waits_in_the_outbox_of_the_deeds_own_transaction(session):
    ctx = a_context(session)
    person = a_person(ctx, "Ana Ruiz", zone="America/Denver")
    letter, *_ = post(ctx, person, about=Plan())
    assert session.scalars(sa.select(Letter)).all() == [letter]
    assert (letter.to_email, letter.to_person_id, letter.template) == (person.email, person.id, "password_reset")
    assert (letter.about_kind, letter.about_id) == ("plan", "plan-1")
    assert (letter.state, letter.written_at, letter.next_try_at) == (Delivery.WAITING, NOW, NOW)
    assert letter.body.startswith("Dear Ana Ruiz,")
    assert "at 1:00 p.m. Mountain Time" in letter.body
    assert ctx.url in letter.body


def test_everybody_gets_one_letter_however_often_they_are_named(session):
    ctx = a_context(session)
    ana, ben = a_person(ctx, "Ana Ruiz"), a_person(ctx, "Ben Ito")
    ben.disabled_at = NOW
    written = post(ctx, [ana, ana.email.upper(), " new@example.org", ben])
    assert [(each.to_email, each.to_person_id) for each in written] == [(ana.email, ana.id), ("new@example.org", None)]


def test_nobody_to_write_to_is_no_fault(session):
    assert post(a_context(session), []) == []


def test_a_job_waits_until_it_may_begin(session):
    ctx = a_context(session)
    operations.enqueue(ctx, "packets.print", {"id": "x"}, not_before=DEADLINE)
    session.flush()
    job = session.scalars(sa.select(Job)).one()
    assert (job.task, job.payload, job.next_try_at, job.state) == (
        "packets.print", {"id": "x"}, DEADLINE, Delivery.WAITING,
    )  # fmt: skip


def test_people_read_their_own_letters_the_operator_and_a_demo_all(session):
    ctx = a_context(session)
    ana, ben, olga = a_person(ctx, "Ana Ruiz"), a_person(ctx, "Ben Ito"), a_person(ctx, "Olga Peters", is_operator=True)
    to_ana, to_stranger = operations.post(ctx, "password_changed", to=[ana, "stranger@example.org"])
    session.flush()
    everything = {to_ana.id, to_stranger.id}
    for person, seen in ((ana, {to_ana.id}), (ben, set()), (None, set()), (olga, everything)):
        mine = acting(ctx, person)
        assert {each.id for each in queries.newest(mine)} == seen
        assert {each.id for each in queries.newest(mine, in_demo=True)} == everything
        for letter in (to_ana, to_stranger):
            assert bool(policy.may_read(mine.actor, letter)) == (letter.id in seen)
            if letter.id not in seen:
                with pytest.raises(NotFound):
                    queries.get(mine, letter.id)


def test_letters_are_found_by_address_thing_and_state(session):
    ctx = a_context(session)
    first, *_ = post(ctx, "a@example.org", about=Plan())
    later = Context(session, ctx.actor, DEADLINE)
    second, *_ = post(later, "b@example.org")
    second.state = Delivery.FAILED
    session.flush()
    assert queries.newest(ctx) == [second, first]
    assert queries.newest(ctx, to=" A@example.org") == [first]
    assert queries.newest(ctx, about=Plan()) == [first]
    assert queries.newest(ctx, state=Delivery.FAILED) == [second]
    assert queries.counts(ctx) == {"letters": {Delivery.WAITING: 1, Delivery.FAILED: 1}, "jobs": {}}


def test_only_the_operator_has_a_letter_tried_again_and_only_one_that_was_given_up():
    letter = Letter(state=Delivery.FAILED)
    operator = Actor(id="o", is_operator=True)
    assert policy.may_retry(operator, letter)
    assert not policy.may_retry(NOBODY, letter)
    letter.state = Delivery.DONE
    assert not policy.may_retry(operator, letter)
