"""The demo through its doors: every public page and every desk answers, and so does whatever a desk points to."""

import re

import sqlalchemy as sa

from procurement.accounts.models import Person
from procurement.library.models import Form, Item
from procurement.networks.models import Jurisdiction, Network
from procurement.solicitations import queries as solicitations
from procurement.solicitations.models import Solicitation
from tests.support.visitors import Visitor, counted_selects

#: Two to recognise who asks, and one for each sort of task, however many tasks there are; more rooms share one.
MOST_QUERIES = 12
_LINK = re.compile(r'href="(/[^"#?]*)')
_TASK = re.compile(r'class="task__label" href="(/[^"]*)"')
#: Pages beside the rooms' own.
FIRST = ("/", "/opportunities", "/library", "/networks", "/help", "/accessibility", "/api", "/demo", "/sign-in")


def count(session, form: Form) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(Item).where(Item.form == form))


def people(demo) -> list[Person]:
    with demo.reading() as session:
        found = list(session.scalars(sa.select(Person).where(Person.is_demo).order_by(Person.email)))
        session.expunge_all()
    return found


def test_every_public_page_answers(demo):
    visitor = Visitor(demo.app)
    with demo.reading() as session:
        ctx = demo.context(session)
        ids = session.scalars(sa.select(Solicitation.id).where(Solicitation.published_at.is_not(None))).all()
        paths = [*FIRST, *(f"/solicitations/{each}" for each in ids)]
        assert len(solicitations.open_now(ctx, limit=20)) >= 3
        assert session.scalar(sa.select(sa.func.count()).select_from(Jurisdiction)) == 9
        assert session.scalar(sa.select(sa.func.count()).select_from(Network)) == 4
        assert count(session, Form.TEMPLATE) == 10
        assert count(session, Form.FINDINGS) == 3
    linked: set[str] = set()
    failed = {}
    for path in paths:
        answer = visitor.get(path)
        if answer.status_code != 200:
            failed[path] = answer.status_code
        linked |= set(_LINK.findall(answer.text))
    for path in sorted(linked - set(paths)):
        status = visitor.get(path).status_code
        if status not in (200, 302):
            failed[path] = status
    assert failed == {}


def test_every_desk_answers_in_few_questions_and_every_task_leads_somewhere(demo):
    failed = []
    for person in people(demo):
        visitor = Visitor(demo.app).already_in(person)
        with counted_selects(demo.app) as asked:
            answer = visitor.get("/desk")
        if answer.status_code != 200 or len(asked) > MOST_QUERIES:
            failed.append((person.name, answer.status_code, len(asked)))
        for path in _TASK.findall(answer.text):
            status = visitor.get(path).status_code
            if status != 200:
                failed.append((person.name, path, status))
    assert failed == []
