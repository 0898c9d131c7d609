"""Schedule, forecasts and written determinations through the doors: by whom, in which state, and what they change."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from procurement.accounts.models import Person
from procurement.core.errors import Conflict, Incomplete, Invalid, NotAllowed
from procurement.mailbox.models import Letter
from procurement.networks.duties import Duty
from procurement.solicitations import determinations, operations, planning, queries
from procurement.solicitations.lifecycle import SolicitationState as S
from procurement.solicitations.schedule import Wishes
from tests.builders.people import a_context, acting, later
from tests.builders.solicitations import (
    a_draft_solicitation,
    an_approved_solicitation,
    as_approver,
    as_officer,
    somebody,
    the_jurisdiction,
)
from tests.support.visitors import Program, Visitor, a_unit, text_of

WHY = "The roof of the library is open, and rain is forecast from Thursday on."
SHORT = {"notice_days": {"value": 5, "citation": "Alder Code 3.12.040", "waivable": True}}


def an_urgent_draft(ctx, **pack):
    """Due in three days where five are asked for."""
    solicitation = a_draft_solicitation(ctx)
    solicitation.jurisdiction.rules = {**SHORT, "question_days": 0, **pack}
    ctx.session.flush()
    return solicitation


def codes(ctx, solicitation) -> list[str]:
    return [each.code for each in queries.hindrances(ctx, solicitation, approvals=False) if each.blocking]


def test_a_determination_lets_it_go_out_and_becomes_part_of_the_record(session):
    ctx = a_context(session)
    solicitation = an_urgent_draft(ctx)
    officer, approver = as_officer(ctx, solicitation), as_approver(ctx, solicitation)
    assert codes(ctx, solicitation) == ["notice-short"]
    with pytest.raises(Incomplete):
        operations.submit_for_review(officer, solicitation)
    with pytest.raises(NotAllowed, match="approver"):
        determinations.determine(officer, solicitation, code="notice-short", reason=WHY)
    with pytest.raises(Invalid):
        determinations.determine(approver, solicitation, code="notice-short", reason="Urgent.")
    with pytest.raises(Invalid, match="problem"):
        determinations.determine(approver, solicitation, code="notice-short", reason=WHY, least=4)
    determinations.determine(approver, solicitation, code="notice-short", reason=WHY, least=2)
    assert codes(ctx, solicitation) == []
    operations.submit_for_review(officer, solicitation)
    operations.decide_review(approver, solicitation, decision="approved")
    too_late = later(ctx, days=2)
    with pytest.raises(Incomplete, match="The deadline may not be before"):
        operations.publish(as_officer(too_late, solicitation), solicitation)
    operations.publish(as_officer(later(ctx, days=1), solicitation), solicitation)
    (row,) = solicitation.determinations
    assert row.used_at == solicitation.published_at and "Alder Code 3.12.040" in row.rule
    with pytest.raises(Conflict, match="stays in the record"):
        determinations.withdraw(approver, row)


def test_an_approver_is_asked_to_sign_by_letter_and_on_the_desk(app):
    sign = "Sign a written determination"
    with a_unit(app) as ctx:
        it = an_urgent_draft(ctx)
        place, drafter = it.jurisdiction, ctx.session.get(Person, it.drafted_by)
        approver = somebody(ctx, place, Duty.APPROVER, "Fay")
        at = f"/solicitations/{it.id}"
    officer, fay = Visitor(app).already_in(drafter), Visitor(app).already_in(approver)
    page = officer.get(f"{at}/determine/notice-short")
    assert "Ask an approver to sign" in page.text and sign not in fay.get("/desk").text
    assert officer.post(f"{at}/determine/notice-short", {"reason": "Urgent."}).status_code == 422
    assert officer.post(f"{at}/determine/notice-short", {"reason": WHY, "least": "2"}).status_code == 302
    assert "Waiting for a signature" in officer.get(f"{at}/checklist").text
    with a_unit(app, writes=False) as ctx:
        (letter,) = ctx.session.scalars(sa.select(Letter).where(Letter.to_person_id == approver.id))
        assert WHY in letter.body and f"{at}/determine/notice-short" in letter.body
    assert sign in fay.get("/desk").text and sign not in officer.get("/desk").text
    offered = fay.get(f"{at}/determine/notice-short")
    assert WHY in offered.text and "Sign the determination" in offered.text
    assert fay.post(f"{at}/determine/notice-short", {"reason": WHY, "least": "2"}).status_code == 302
    assert sign not in fay.get("/desk").text
    with a_unit(app, writes=False) as ctx:
        (letter,) = ctx.session.scalars(sa.select(Letter).where(Letter.to_person_id == drafter.id))
        assert letter.subject.startswith("Signed:")


def test_what_the_pack_does_not_let_be_waived_stays_as_it_is(session):
    ctx = a_context(session)
    solicitation = an_urgent_draft(ctx, notice_days=5)
    approver = as_approver(ctx, solicitation)
    for code, sentence in (("notice-short", "No determination can waive this"), ("title", "nothing to waive")):
        with pytest.raises(Conflict, match=sentence):
            determinations.determine(approver, solicitation, code=code, reason=WHY)
    solicitation.jurisdiction.rules = {**SHORT, "question_days": 0}
    made = determinations.determine(approver, solicitation, code="notice-short", reason=WHY)
    determinations.withdraw(approver, made)
    assert codes(ctx, solicitation) == ["notice-short"]


#: Who may: sign what an approver signs, sign what an officer signs, take dates over, announce.
DEEDS = {
    "approver": lambda ctx, it: determinations.determine(ctx, it, code="notice-short", reason=WHY),
    "officer": lambda ctx, it: determinations.determine(ctx, it, code="notice-short", reason=WHY),
    "dates": lambda ctx, it: planning.take_dates(ctx, it, version=None, wishes=Wishes(publish_on=ctx.now.date())),
    "announce": lambda ctx, it: planning.announce(
        ctx, it, version=None, forecast_publish_on=ctx.now.date(), is_announced=True
    ),
}
#: (deed, state) -> the duties that may.
MAY = {
    ("approver", S.DRAFT): {"approver"},
    ("approver", S.APPROVED): {"approver"},
    ("approver", S.PUBLISHED): set(),
    ("officer", S.DRAFT): {"officer"},
    ("officer", S.IN_REVIEW): {"officer"},
    ("dates", S.DRAFT): {"officer"},
    ("dates", S.IN_REVIEW): set(),
    ("announce", S.DRAFT): {"officer"},
    ("announce", S.PUBLISHED): set(),
}


def test_who_may_do_it_in_which_state(session):
    ctx = a_context(session)
    officers = {**SHORT["notice_days"], "signed_by": "officer"}
    for (deed, state), allowed in MAY.items():
        solicitation = an_urgent_draft(ctx, notice_days=SHORT["notice_days"] if deed == "approver" else officers)
        done = set()
        for duty in Duty:
            solicitation.state, solicitation.authors = state, [solicitation.drafted_by]
            solicitation.published_at = ctx.now if state == S.PUBLISHED else None
            solicitation.due_at = ctx.now + timedelta(days=3)
            if duty == Duty.STEWARD:
                continue
            acts = acting(ctx, somebody(ctx, solicitation.jurisdiction, duty, f"Person {duty}"))
            try:
                DEEDS[deed](acts, solicitation)
                done.add(str(duty))
            except (NotAllowed, Conflict):
                pass
        assert done == allowed, (deed, state)


def test_an_officer_plans_takes_the_dates_over_and_announces(app):
    with a_unit(app) as ctx:
        solicitation = a_draft_solicitation(ctx, title="Street lights")
        solicitation.jurisdiction.rules = {"notice_days": 14, "deadline_time": "14:00", "question_days": 5}
        officer = somebody(ctx, solicitation.jurisdiction, Duty.OFFICER, "Olive")
        other = somebody(ctx, the_jurisdiction(ctx, "Town of Birch"), Duty.OFFICER, "Otto")
        at, version = f"/solicitations/{solicitation.id}", solicitation.version
    outside, visitor = Visitor(app).already_in(other), Visitor(app).already_in(officer)
    for path in (f"{at}/schedule", f"{at}/determine/notice-short"):
        assert outside.get(path).status_code == 404
        assert Visitor(app).get(path).status_code == 302
    assert "Schedule" in text_of(visitor.get(f"{at}/work"))
    assert visitor.get(f"{at}/schedule").status_code == 200
    broken = visitor.get(f"{at}/schedule?publish_on=2027-03-01&due_on=2027-03-06&clock=14:00")
    assert "The deadline may not be before Monday, March 15, 2027" in text_of(broken)
    assert "is closed: a Saturday" in text_of(broken)
    wrong = visitor.get(f"{at}/schedule?publish_on=2027-02-30")
    assert wrong.status_code == 422 and "not a day of the calendar" in wrong.text
    shown = text_of(visitor.get(f"{at}/schedule?award_on=2027-06-30"))
    assert "The latest working day that is early enough for an award on Wednesday, June 30, 2027." in shown
    taken = {"publish_on": "2027-03-01", "with_schedule": "true", "version": version}
    assert visitor.post(f"{at}/schedule", taken).status_code == 302
    assert visitor.post(f"{at}/schedule", taken).status_code == 409
    with a_unit(app, writes=False) as ctx:
        found = queries.get(as_officer(ctx, ctx.session.get(type(solicitation), solicitation.id)), solicitation.id)
        assert found.due_at.isoformat() == "2027-03-15T19:00:00+00:00"
        # The clocks go forward in between: both are 2 p.m. on the wall.
        assert found.questions_due_at.isoformat() == "2027-03-10T20:00:00+00:00"
        assert found.schedule[0]["key"] == "opening"
        version = found.version
    assert "Street lights" not in Visitor(app).get("/opportunities/forecast").text
    day = "2027-03-01"
    told = {"forecast_publish_on": day, "is_announced": "true", "version": version}
    assert visitor.post(f"{at}/announce", {**told, "forecast_publish_on": ""}).status_code == 422
    assert visitor.post(f"{at}/announce", told).status_code == 302
    forecast = text_of(Visitor(app).get("/opportunities/forecast"))
    assert "Street lights" in forecast and "Publication is expected on Monday, March 1, 2027" in forecast
    assert Visitor(app).get(at).status_code == 404
    (row,) = Program(app).call("GET", "/opportunities/forecast?q=lights").json["items"]
    assert set(row) == {
        "title", "kind", "summary", "focus_area", "jurisdiction", "forecast_publish_on", "contact_name",
        "contact_email",
    }  # fmt: skip


def test_a_program_plans_and_determines_and_everybody_reads_what_was_published_under(app):
    with a_unit(app) as ctx:
        solicitation = an_approved_solicitation(ctx)
        solicitation.jurisdiction.rules = {**SHORT, "question_days": 0}
        approver = somebody(ctx, solicitation.jurisdiction, Duty.APPROVER, "Anna")
        officer = somebody(ctx, solicitation.jurisdiction, Duty.OFFICER, "Olive")
        place, at = solicitation.jurisdiction, f"/solicitations/{solicitation.id}"
    nobody = Program(app)
    plan = nobody.call("GET", f"/jurisdictions/{place.id}/dates?publish_on=2027-03-01").json
    assert [step["key"] for step in plan["steps"]][-1] == "contract"
    assert {step["key"]: step["day"] for step in plan["steps"]}["deadline"] == "2027-03-08"
    assert nobody.call("GET", f"/jurisdictions/{place.id}/dates").status_code == 422
    page = Visitor(app).get(f"/jurisdictions/{place.slug}/dates?publish_on=2027-03-01")
    assert "Alder Code 3.12.040" in page.text and "Days it is closed" in page.text
    checklist = Visitor(app).already_in(approver).get(f"{at}/checklist").text
    assert f"{at}/determine/notice-short" in checklist
    sent = {"code": "notice-short", "reason": WHY, "least": 1}
    assert Program(app).already_in(officer).call("POST", f"{at}/written-determinations", sent).status_code == 403
    made = Program(app).already_in(approver).call("POST", f"{at}/written-determinations", sent)
    assert (made.status_code, made.json["allowed_in_words"]) == (201, "not below 1 day")
    assert nobody.call("GET", f"{at}/written-determinations").status_code == 404
    lines = {
        each["code"]: each for each in Program(app).already_in(officer).call("GET", f"{at}/checklist").json["items"]
    }
    assert WHY in lines["notice-short"]["waived"] and not lines["notice-short"]["blocking"]
    assert "In force." in text_of(Visitor(app).already_in(officer).get(f"{at}/checklist"))
    with a_unit(app) as ctx:
        row = ctx.session.get_one(type(solicitation), solicitation.id)
        operations.publish(as_officer(ctx, row), row)
        assert row.due_at > ctx.now + timedelta(days=1)
    assert [each["reason"] for each in nobody.call("GET", f"{at}/written-determinations").json] == [WHY]
    assert WHY in text_of(Visitor(app).get(at))
