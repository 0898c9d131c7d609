"""Ordering and reading printed documents: printed once, read only by those who may read the thing now."""

from dataclasses import replace

import pikepdf
import pytest
import sqlalchemy as sa

from procurement.awards.models import Outcome
from procurement.awards.operations import recommend
from procurement.core.context import NOBODY
from procurement.core.errors import NotAllowed, NotFound
from procurement.core.machine import Machine
from procurement.evaluation import queries as evaluation
from procurement.mailbox.models import Job
from procurement.networks.duties import Duty
from procurement.packets import operations, queries
from procurement.packets.models import Packet, PacketKind
from procurement.solicitations import determinations, versions
from procurement.solicitations import operations as solicitations
from procurement.solicitations.models import Solicitation
from procurement.vendors.models import VendorDuty, VendorMember
from procurement.worker import load_tasks, run_due_jobs
from tests.builders.awards import a_recommended_award, an_announced_award
from tests.builders.evaluation import a_closed_panel, a_scoring_panel, as_seat
from tests.builders.people import a_context, acting, with_duty
from tests.builders.responses import a_draft_response, an_opened_solicitation, vendor_person
from tests.builders.solicitations import (
    a_draft_solicitation,
    a_published_solicitation,
    an_approved_solicitation,
    as_approver,
    as_officer,
    officer_of,
    the_jurisdiction,
)
from tests.support.visitors import Program, Visitor, a_unit

KIND = PacketKind


def prints(ctx, kind, subject_id) -> bool:
    """Whether this actor gets a document to print."""
    try:
        return bool(queries.document(ctx, kind, subject_id)["sections"])
    except NotFound:
        return False


def test_a_published_solicitation_is_for_everybody_and_a_draft_for_its_people(session):
    ctx = a_context(session)
    published, draft = a_published_solicitation(ctx), a_draft_solicitation(ctx)
    assert prints(replace(ctx, actor=NOBODY), KIND.SOLICITATION, published.id)
    assert not prints(replace(ctx, actor=NOBODY), KIND.SOLICITATION, draft.id)
    assert queries.document(as_officer(ctx, draft), KIND.SOLICITATION, draft.id)["state"] == "draft"


def test_what_was_printed_as_a_draft_does_not_come_back_after_publication(session):
    ctx = a_context(session)
    draft = a_draft_solicitation(ctx)
    operations.order(as_officer(ctx, draft), KIND.SOLICITATION, draft.id)
    published = a_published_solicitation(ctx)
    document = queries.document(replace(ctx, actor=NOBODY), KIND.SOLICITATION, published.id)
    assert queries.find(ctx, KIND.SOLICITATION, published.id, document) is None


def test_the_printed_solicitation_tells_why_a_rule_was_not_kept(session):
    ctx = a_context(session)
    solicitation = an_approved_solicitation(ctx)
    solicitation.jurisdiction.rules = {"notice_days": {"value": 9, "waivable": True}, "question_days": 0}
    why = "The old contract ends on the last day of the year."
    determinations.determine(as_approver(ctx, solicitation), solicitation, code="notice-short", reason=why)
    solicitations.publish(as_officer(ctx, solicitation), solicitation)
    printed = queries.document(replace(ctx, actor=NOBODY), KIND.SOLICITATION, solicitation.id)
    assert printed["sections"][-1]["heading"] == "Written determinations"
    assert why in str(printed["sections"][-1]) and "Anna of City of Alder" in str(printed["sections"][-1])


def test_a_response_is_printed_for_its_readers_and_its_own_vendor_only(session):
    ctx = a_context(session)
    solicitation = an_opened_solicitation(ctx, responses=2)
    one, other = evaluation.opened(session, solicitation.id)
    officer = as_officer(ctx, solicitation)
    helper = acting(ctx, with_duty(ctx, solicitation.jurisdiction, "Hana Stone", Duty.ADMINISTRATOR))
    assert prints(officer, KIND.RESPONSE, one.id)
    assert prints(acting(ctx, vendor_person(ctx, one.vendor)), KIND.RESPONSE, one.id)
    assert not prints(acting(ctx, vendor_person(ctx, other.vendor)), KIND.RESPONSE, one.id)
    assert not prints(helper, KIND.RESPONSE, one.id)
    assert not prints(replace(ctx, actor=NOBODY), KIND.RESPONSE, one.id)


def test_a_response_that_is_not_open_is_printed_for_nobody(session):
    ctx = a_context(session)
    solicitation = a_published_solicitation(ctx)
    response = a_draft_response(ctx, solicitation)
    for who in (as_officer(ctx, solicitation), acting(ctx, vendor_person(ctx, response.vendor)), ctx):
        assert not prints(who, KIND.RESPONSE, response.id)


def test_a_seat_reads_a_response_without_its_prices_until_the_panel_closes(session):
    ctx = a_context(session)
    scoring = a_scoring_panel(ctx)
    response = evaluation.opened(session, scoring.solicitation_id)[0]
    seat = as_seat(ctx, scoring.seats[0])
    headings = [each["heading"] for each in queries.document(seat, KIND.RESPONSE, response.id)["sections"]]
    assert "Answers to the requirements" in headings
    assert "Prices" not in headings
    assert "Total offered" not in str(queries.document(seat, KIND.RESPONSE, response.id)["cover"])
    assert not prints(seat, KIND.EVALUATION, scoring.solicitation_id)


def test_the_report_appears_with_the_close_and_the_notice_not_before_the_announcement(session):
    ctx = a_context(session)
    panel = a_closed_panel(ctx)
    officer = as_officer(ctx, panel.solicitation)
    assert prints(officer, KIND.EVALUATION, panel.solicitation_id)
    assert prints(as_seat(ctx, panel.seats[0]), KIND.EVALUATION, panel.solicitation_id)
    assert not prints(replace(ctx, actor=NOBODY), KIND.EVALUATION, panel.solicitation_id)
    award = a_recommended_award(ctx, panel.solicitation)
    assert not prints(officer, KIND.AWARD, award.id)


def test_the_notice_is_for_everybody_once_it_is_announced(session):
    ctx = a_context(session)
    assert prints(replace(ctx, actor=NOBODY), KIND.AWARD, an_announced_award(ctx).id)


def test_the_same_document_is_printed_once(session):
    ctx = replace(a_context(session), actor=NOBODY)
    solicitation = a_published_solicitation(a_context(session))
    first = operations.order(ctx, KIND.SOLICITATION, solicitation.id)
    assert operations.order(ctx, KIND.SOLICITATION, solicitation.id) is first
    jobs = session.scalars(sa.select(Job).where(Job.task == "packets.press")).all()
    assert [job.payload for job in jobs] == [{"packet": first.id}]


@pytest.fixture
def machine(app) -> Machine:
    load_tasks()
    return Machine(app.engine, app.store, "http://procurement.test", app.settings.instance)


def test_a_print_ordered_by_page_is_fetched_as_an_accessible_pdf(app, machine, tmp_path):
    with a_unit(app) as ctx:
        solicitation = a_published_solicitation(ctx)
        address = f"/packets/solicitation/{solicitation.id}"
    visitor = Visitor(app)
    assert visitor.get(f"{address}/file").status_code == 409
    assert visitor.post(address).status_code == 302
    assert "It is being printed" in visitor.get(address).text
    assert run_due_jobs(machine) >= 1
    assert "Download the PDF" in visitor.get(address).text
    answer = visitor.get(f"{address}/file")
    assert answer.content_type == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    (tmp_path / "it.pdf").write_bytes(answer.data)
    with pikepdf.open(tmp_path / "it.pdf") as document:
        assert document.Root.MarkInfo.Marked
    assert Program(app).call("GET", f"/packets/solicitation/{solicitation.id}").json["state"] == "printed"


def test_what_the_print_shop_refuses_is_said_and_can_be_ordered_again(app, machine):
    with a_unit(app) as ctx:
        solicitation = a_published_solicitation(ctx)
        packet = operations.order(ctx, KIND.SOLICITATION, solicitation.id)
        packet.document = {**packet.document, "kind": "poster"}
    run_due_jobs(machine)
    with a_unit(app, writes=False) as ctx:
        failed = ctx.session.get_one(Packet, packet.id)
        assert (failed.state, "could not be printed" in failed.error) == ("failed", True)
    visitor = Visitor(app)
    assert "Try again" in visitor.get(f"/packets/solicitation/{solicitation.id}").text
    visitor.post(f"/packets/solicitation/{solicitation.id}")
    assert "It is being printed" in visitor.get(f"/packets/solicitation/{solicitation.id}").text


@pytest.mark.parametrize("path", ["/packets/poster/x", "/packets/solicitation/forged", "/packets/response/forged"])
def test_forged_addresses_lead_nowhere(app, path):
    assert Visitor(app).get(path).status_code == 404
    assert Program(app).call("GET", path).status_code == 404
    assert Visitor(app).post(path).status_code in (401, 404)


def test_an_officer_who_acts_for_a_respondent_reads_no_rival(app):
    with a_unit(app) as ctx:
        solicitation = an_opened_solicitation(ctx, responses=2)
        one, other = evaluation.opened(ctx.session, solicitation.id)
        officer = officer_of(ctx, solicitation)
        ctx.add(VendorMember(vendor_id=one.vendor_id, person_id=officer.id, duty=VendorDuty.VENDOR_USER, since=ctx.now))
        rival, id = other.id, solicitation.id
    visitor, program = Visitor(app).already_in(officer), Program(app).already_in(officer)
    assert visitor.get(f"/responses/{rival}/opened").status_code == 403
    assert program.call("GET", f"/responses/{rival}/opened").status_code == 403
    assert visitor.get(f"/packets/response/{rival}").status_code == 404
    with a_unit(app) as ctx, pytest.raises(NotAllowed, match="conflict"):
        recommend(acting(ctx, officer), ctx.session.get_one(Solicitation, id), outcome=Outcome.NO_AWARD, reasons="x")


def test_a_redline_is_printed_for_those_who_may_see_how_a_draft_is_made(session):
    ctx = a_context(session)
    draft = a_draft_solicitation(ctx)
    officer = as_officer(ctx, draft)
    versions.save(officer, draft)
    changes = {"body": "Invoices are paid in twenty days."}
    solicitations.change_piece(officer, draft, version=draft.version, part="sections", key="s3", changes=changes)
    printed = queries.document(officer, KIND.REDLINE, draft.id, ("2", "now"))
    assert [each["heading"] for each in printed["sections"]] == ["What changed", "Terms"]
    runs = [run for block in printed["sections"][1]["blocks"] for run in block.get("runs", [])]
    assert {(run["kind"], run["text"].strip()) for run in runs} >= {("deleted", "thirty"), ("inserted", "twenty")}
    for stranger in (
        replace(ctx, actor=NOBODY),
        as_officer(ctx, a_draft_solicitation(ctx, jurisdiction=the_jurisdiction(ctx, "Town of Birch"))),
    ):
        with pytest.raises(NotFound):
            queries.document(stranger, KIND.REDLINE, draft.id, ("2", "now"))
    with pytest.raises(NotFound):
        queries.document(officer, KIND.REDLINE, draft.id, ("1", "77"))
