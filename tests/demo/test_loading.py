"""The demo is whole: every stage is there, its ledger holds, everybody has something to do, and it loads once."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from procurement.accounts import passwords
from procurement.accounts.models import Person
from procurement.audit import verification
from procurement.awards.lifecycle import AWARD
from procurement.awards.models import Award
from procurement.contracts.lifecycle import PARTICIPATING_ADDENDUM
from procurement.contracts.models import ParticipatingAddendum
from procurement.core import clock
from procurement.core.database import unit_of_work
from procurement.core.errors import Conflict
from procurement.demo import cast, loading
from procurement.demo.founding import PASSWORD, founding
from procurement.demo.stage import Stage, Story, play
from procurement.desk import waiting
from procurement.evaluation.lifecycle import PANEL, SHEET
from procurement.evaluation.models import Panel, Sheet
from procurement.files.store import Store
from procurement.library.lifecycle import VERSION, VersionState
from procurement.library.models import Form, Item, ItemVersion, Kind, Proposal, Scope
from procurement.networks.duties import Duty
from procurement.pools.lifecycle import PARTICIPATION, POOL
from procurement.pools.models import Participation, Pool
from procurement.responses.lifecycle import OPENING, RESPONSE, ResponseState
from procurement.responses.models import Opening, RefusedAttempt, Response
from procurement.settings import Settings
from procurement.solicitations import queries as solicitations
from procurement.solicitations import updates
from procurement.solicitations.lifecycle import LIFECYCLE, SolicitationState
from procurement.solicitations.models import Solicitation
from procurement.vendors.models import VendorDuty

LIVES = [
    (LIFECYCLE, Solicitation),
    (VERSION, ItemVersion),
    (POOL, Pool),
    (PARTICIPATION, Participation),
    (RESPONSE, Response),
    (OPENING, Opening),
    (PANEL, Panel),
    (SHEET, Sheet),
    (AWARD, Award),
    (PARTICIPATING_ADDENDUM, ParticipatingAddendum),
]
#: A damaged envelope is an accident, and the demo has none.
ACCIDENTS = {ResponseState.UNREADABLE}


def settings_in(folder, database_url: str) -> Settings:
    return Settings(instance=folder, database_url=database_url, secret_key="only-the-tests-use-this-key-" * 2)


@pytest.mark.parametrize(("life", "rows"), LIVES, ids=[rows.__tablename__ for _, rows in LIVES])
def test_every_state_of_every_life_is_there(demo, life, rows):
    with demo.reading() as session:
        found = set(session.scalars(sa.select(rows.state).distinct()))
    assert set(type(life.initial)) - ACCIDENTS - found == set()


def test_the_ledger_is_chained_to_its_end_and_whole(demo):
    with demo.reading() as session:
        report = verification.verify(demo.context(session))
    assert report.fault is None
    assert report.waiting == 0
    assert report.chained > 500


def test_the_ledger_tells_everything_in_the_order_of_time(demo):
    with demo.reading() as session:
        links = verification.export(demo.context(session))
        moments = [line.split('"at":"', 1)[1].split('"', 1)[0] for line in links]
    assert moments == sorted(moments)


def test_nobody_is_left_without_something_to_do_or_to_look_at(demo):
    idle = []
    with demo.reading() as session:
        for person in session.scalars(sa.select(Person).where(Person.is_demo, ~Person.is_operator)):
            ctx = demo.as_person(session, person)
            sells = bool(ctx.actor.places(*VendorDuty)) and bool(solicitations.open_now(ctx, limit=1))
            living = waiting.under_way(ctx)
            if not (waiting.tasks(ctx, living) or living or sells):
                idle.append(person.name)
    assert idle == []


def test_every_officer_approver_evaluator_duty_is_held_and_evaluators_have_work(demo):
    with demo.reading() as session:
        people = list(session.scalars(sa.select(Person).where(Person.is_demo)))
        actors = [demo.as_person(session, person) for person in people]
        assert {grant.duty for ctx in actors for grant in ctx.actor.grants} == {*Duty, *VendorDuty}
        evaluators = [ctx for ctx in actors if ctx.actor.places(Duty.EVALUATOR)]
        assert [ctx.actor.name for ctx in evaluators if not waiting.tasks(ctx, [])] == []


def test_what_is_approved_can_be_published(demo):
    with demo.reading() as session:
        ctx = demo.context(session)
        ready = session.scalars(sa.select(Solicitation).where(Solicitation.state == SolicitationState.APPROVED)).all()
        assert ready
        for each in ready:
            assert [found.sentence for found in solicitations.hindrances(ctx, each) if found.blocking] == []


def test_what_is_published_holds_nothing_unfilled(demo):
    with demo.reading() as session:
        for each in session.scalars(sa.select(Solicitation).where(Solicitation.published_at.is_not(None))):
            text = str(each.revision.body)
            assert "{{" not in text
            assert each.due_at - each.published_at > timedelta(days=7)
            assert each.revision.contract is not None or each.kind == Kind.RFI


def test_there_is_one_of_each_that_a_tour_needs(demo):
    with demo.reading() as session:
        assert set(session.scalars(sa.select(Item.scope).distinct())) == set(Scope)
        assert set(session.scalars(sa.select(Solicitation.kind).distinct())) == set(Kind)
        assert set(session.scalars(sa.select(Item.form).distinct())) == set(Form)
        assert session.scalar(sa.select(sa.func.count()).select_from(RefusedAttempt)) == 1
        areas = {"Cybersecurity", "Sustainability", "Transportation", "Connectivity"}
        assert set(session.scalars(sa.select(Item.focus_area).distinct())) >= areas
        by_template = [
            sorted(version.state for version in template.versions) for template in session.scalars(sa.select(Item))
        ]
        assert [VersionState.DRAFT, VersionState.PUBLISHED, VersionState.PUBLISHED] in by_template


def test_a_proposal_waits_and_drafts_can_take_an_update_one_of_them_with_a_question(demo):
    with demo.reading() as session:
        ctx = demo.context(session)
        assert sorted(session.scalars(sa.select(Proposal.state))) == ["accepted", "proposed"]
        behind = session.scalars(sa.select(Solicitation).where(Solicitation.state == "draft", updates.is_behind(ctx)))
        asked = [len(updates.merged(each, updates.offered(ctx, each)).conflicts) for each in behind]
        assert sorted(asked) == [0, 1]


def test_everybody_is_of_the_demo_and_has_its_password(demo):
    with demo.reading() as session:
        people = list(session.scalars(sa.select(Person)))
        first = passwords.Credentials(people[0].email, people[0].id, people[0].password_hash)
        assert all(person.is_demo for person in people)
        assert {person.password_hash for person in people} == {first.hash}
        assert len(people) == len(cast.PEOPLE) + len(cast.SELLERS)
    assert passwords.prove(first, PASSWORD).holds


def test_the_database_is_marked_as_a_demo(demo):
    with demo.reading() as session:
        assert clock.is_movable(session)
    assert demo.app.settings.demo


def test_who_starts_it_is_told_the_password_and_whom_to_be(demo):
    lines = loading.who_can_sign_in(demo.engine)
    assert any(PASSWORD in line for line in lines)
    assert len(lines) == len(loading.TOUR) + 3
    everybody = "\n".join(loading.everybody(demo.engine))
    assert all(person.name in everybody for person in (*cast.PEOPLE, *cast.SELLERS))


def test_an_empty_database_has_nobody_to_name(engine):
    assert loading.is_empty(engine)
    assert loading.who_can_sign_in(engine) == []


def test_it_loads_only_into_an_empty_database(demo, tmp_path):
    with demo.reading() as session:
        before = session.scalar(sa.select(sa.func.count()).select_from(Person))
    with pytest.raises(Conflict, match="people in this database already"):
        loading.load(demo.engine, settings_in(tmp_path, "unused"))
    with demo.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Person)) == before


def failing(stage: Stage) -> Story:
    yield stage.back(100, "09:00", "dana.whitcomb")
    raise RuntimeError("the power went out")


def test_a_loading_that_is_interrupted_leaves_the_database_empty(engine, tmp_path):
    store = Store.from_url((tmp_path / "files").as_uri())
    moment = datetime(2026, 11, 3, 15, 0, tzinfo=UTC)
    with pytest.raises(RuntimeError), unit_of_work(engine) as session:
        play(Stage.at(session, store, "http://here", moment), [founding, failing])
    assert loading.is_empty(engine)


def backwards(stage: Stage) -> Story:
    yield stage.back(100, "09:00", "dana.whitcomb")
    yield stage.back(101, "09:00", "dana.whitcomb")


def to_come(stage: Stage) -> Story:
    yield stage.after(stage.calendar.now, 5, "dana.whitcomb")


@pytest.mark.parametrize("story", [backwards, to_come])
def test_a_story_that_goes_back_in_time_or_ahead_of_it_is_refused(engine, tmp_path, story):
    store = Store.from_url((tmp_path / "files").as_uri())
    moment = datetime(2026, 11, 3, 15, 0, tzinfo=UTC)
    with pytest.raises(ValueError, match="out of order"), unit_of_work(engine) as session:
        play(Stage.at(session, store, "http://here", moment), [founding, story])
