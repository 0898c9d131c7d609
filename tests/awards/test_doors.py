"""Awards over HTTP: the pages and the JSON door from recommendation to the final decision, and a race for one award."""

from threading import Barrier, Thread

import pytest
import sqlalchemy as sa

from procurement.awards import operations
from procurement.awards.models import Award, Outcome
from procurement.contracts.models import ParticipatingAddendum
from procurement.core import clock
from procurement.core.machine import Machine
from procurement.evaluation import queries as evaluation
from procurement.networks.duties import Duty
from procurement.pools.models import Pool
from procurement.worker import load_tasks, run_due_jobs
from tests.builders.awards import an_announced_award, first_of
from tests.builders.evaluation import a_closed_panel, evaluation_time
from tests.builders.people import with_duty
from tests.builders.pools import a_committed_pool
from tests.builders.responses import an_opened_solicitation
from tests.builders.solicitations import as_approver, officer_of
from tests.support.visitors import Program, Visitor, a_unit, text_of


@pytest.fixture
def judged(app):
    """A solicitation whose panel has closed, with its officer and an approver."""
    with a_unit(app) as ctx:
        solicitation = a_closed_panel(ctx).solicitation
        approver = as_approver(ctx, solicitation).actor.id
        found = {
            "id": solicitation.id,
            "first": first_of(ctx, solicitation),
            "names": [each.vendor.name for each in evaluation.opened(ctx.session, solicitation.id)],
            "officer": officer_of(ctx, solicitation),
            "second": with_duty(ctx, solicitation.jurisdiction, "Otis Officer", Duty.OFFICER),
            "approver": ctx.session.get_one(type(officer_of(ctx, solicitation)), approver),
        }
    return found


def move_clock(app, **ahead) -> None:
    with a_unit(app) as ctx:
        clock.move(ctx.session, ahead["days"] * 86400)


def test_from_the_recommendation_to_the_final_decision_by_pages(app, judged):
    officer, approver = Visitor(app).already_in(judged["officer"]), Visitor(app).already_in(judged["approver"])
    public, at = Visitor(app), f"/solicitations/{judged['id']}/award"
    assert public.get(at).status_code == 404
    assert "Nothing is recommended yet" in text_of(officer.get(at))
    refused = officer.post(f"{at}/recommend", {"choice": judged["first"], "reasons": ""})
    assert refused.status_code == 422 and "This is needed" in text_of(refused)
    sent = {"choice": judged["first"], "reasons": "The best plan at a fair price."}
    assert officer.post(f"{at}/recommend", sent).status_code == 302
    assert public.get(at).status_code == 404
    assert officer.get(f"{at}/decide").status_code == 403
    unsaid = approver.post(f"{at}/decide", {"decision": "return", "comment": ""})
    assert unsaid.status_code == 422 and "Say why you do not approve it." in text_of(unsaid)
    assert approver.post(f"{at}/decide", {"decision": "approve", "comment": "Agreed."}).status_code == 302
    page = text_of(public.get(at))
    assert "Who wishes to protest has until" in page and "Central Time" in page and "The best plan" in page
    assert all(name in page for name in judged["names"]) and "$3,700.00" in page and "87.00" in page
    assert "Agreed." not in page and judged["officer"].name not in page
    assert "Service desk" in text_of(public.get("/awards"))
    early = officer.post(f"{at}/finalise")
    assert early.status_code == 409 and "The protest window runs until" in text_of(early)
    move_clock(app, days=11)
    officer = Visitor(app).already_in(judged["officer"])
    assert officer.post(f"{at}/finalise").status_code == 302
    assert "The decision is final" in text_of(public.get(at))


def test_a_decision_that_is_taken_back_says_why_to_everybody(app):
    with a_unit(app) as ctx:
        award = an_announced_award(ctx)
        approver = ctx.session.get_one(type(officer_of(ctx, award.solicitation)), award.decided_by)
        at = f"/solicitations/{award.solicitation_id}/award"
    visitor = Visitor(app).already_in(approver)
    assert visitor.post(f"{at}/rescind").status_code == 422
    assert visitor.post(f"{at}/rescind", {"reason": "A mark was copied wrongly."}).status_code == 302
    assert "A mark was copied wrongly." in text_of(Visitor(app).get(at))
    assert visitor.post(f"{at}/rescind", {"reason": "Again."}).status_code == 409


def test_from_the_recommendation_to_the_final_decision_by_programs(app, judged):
    officer, approver = Program(app).already_in(judged["officer"]), Program(app).already_in(judged["approver"])
    sent = {"outcome": "award", "response_id": judged["first"], "reasons": "Ranked first."}
    made = officer.call("POST", f"/solicitations/{judged['id']}/awards", sent)
    assert made.status_code == 201 and made.json["state"] == "recommended"
    path = f"/awards/{made.json['id']}"
    assert Program(app).call("GET", path).status_code == 404
    assert officer.call("POST", f"{path}/approve", {}).status_code == 403
    assert approver.call("POST", f"{path}/approve", {"comment": ""}).json["state"] == "intended"
    shown = Program(app).call("GET", path).json
    assert shown["record"]["rows"][0]["total"] == "87.00" and shown["standstill_until"]
    assert "decision_comment" not in shown
    assert officer.call("POST", f"{path}/finalise").status_code == 409
    move_clock(app, days=11)
    assert officer.call("POST", f"{path}/finalise").json["state"] == "final"
    assert [each["id"] for each in Program(app).call("GET", "/awards").json["items"]] == [made.json["id"]]
    with a_unit(app, writes=False) as ctx:
        assert ctx.session.scalar(sa.select(sa.func.count()).select_from(ParticipatingAddendum)) == 0


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    "sent",
    [{}, {"outcome": "maybe", "reasons": "x"}, {"outcome": "award", "reasons": "x", "amount_cents": 1}, {"outcome": 1}],
)
def test_what_is_no_recommendation_is_refused(app, judged, sent):
    officer = Program(app).already_in(judged["officer"])
    assert officer.call("POST", f"/solicitations/{judged['id']}/awards", sent).status_code == 422


def test_of_two_recommendations_at_the_same_moment_one_is_made(app, judged):
    start, answers = Barrier(2), []

    def recommend(person):
        program = Program(app).already_in(person)
        start.wait(timeout=10)
        sent = {"outcome": "award", "response_id": judged["first"], "reasons": "Ranked first."}
        answers.append(program.call("POST", f"/solicitations/{judged['id']}/awards", sent))

    both = [Thread(target=recommend, args=(judged[name],)) for name in ("officer", "second")]
    for each in both:
        each.start()
    for each in both:
        each.join(timeout=30)
    assert sorted(each.status_code for each in answers) == [201, 409]
    with a_unit(app, writes=False) as ctx:
        assert ctx.session.scalar(sa.select(sa.func.count()).select_from(Award)) == 1


def test_when_a_pools_award_becomes_final_each_member_is_offered_its_addendum(app):
    with a_unit(app) as ctx:
        award = an_announced_award(ctx, a_closed_panel(ctx, pool=a_committed_pool(ctx)).solicitation)
        officer, members = officer_of(ctx, award.solicitation), len(award.solicitation.pool.participations)
        at, pool_id = f"/solicitations/{award.solicitation_id}/award", award.solicitation.pool_id
    move_clock(app, days=20)
    answer = Visitor(app).already_in(officer).post(f"{at}/finalise", follow_redirects=True)
    assert "Each member of the pool is being offered its participating addendum" in text_of(answer)
    load_tasks()
    assert run_due_jobs(Machine(app.engine, app.store, app.settings.url, app.settings.instance, movable=True))
    with a_unit(app, writes=False) as ctx:
        assert ctx.session.scalar(sa.select(sa.func.count()).select_from(ParticipatingAddendum)) == members
        assert ctx.session.get_one(Pool, pool_id).state == "awarded"


def test_after_no_award_the_pool_can_form_again(app):
    with a_unit(app) as ctx:
        solicitation = an_opened_solicitation(ctx, responses=0, pool=a_committed_pool(ctx))
        acts = evaluation_time(ctx, solicitation)
        award = operations.recommend(acts, solicitation, outcome=Outcome.NO_AWARD, reasons="Nobody responded.")
        operations.approve(as_approver(acts, solicitation), award)
        officer, pool_id = officer_of(ctx, solicitation), solicitation.pool_id
        at = f"/solicitations/{solicitation.id}/award"
    move_clock(app, days=20)
    assert Visitor(app).already_in(officer).post(f"{at}/finalise").status_code == 302
    with a_unit(app, writes=False) as ctx:
        assert ctx.session.get_one(Pool, pool_id).state == "forming"
