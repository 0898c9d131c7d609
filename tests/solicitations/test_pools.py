"""Joint solicitations: demand in the price lines, the strictest notice, every member's approval, what voids it."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from procurement.accounts.models import Person
from procurement.core.errors import Conflict, Incomplete, Invalid, NotAllowed, NotFound
from procurement.mailbox.models import Letter
from procurement.networks.duties import Duty
from procurement.pools import operations as pools
from procurement.pools.lifecycle import PoolState
from procurement.pools.models import PublicationRule
from procurement.solicitations import (
    annex_queries,
    annex_writing,
    determinations,
    going_on,
    operations,
    policy,
    queries,
    signing_queries,
)
from procurement.solicitations.lifecycle import SolicitationState as S
from procurement.solicitations.models import Solicitation
from tests.builders.people import a_context, a_jurisdiction, a_network, a_vendor, acting, later
from tests.builders.solicitations import (
    a_draft_solicitation,
    a_published_solicitation,
    a_submitted_solicitation,
    an_approved_solicitation,
    as_approver,
    as_officer,
    as_representative,
    officer_of,
    somebody,
)
from tests.support.visitors import Program, Visitor, a_unit, text_of


@pytest.fixture
def ctx(session):
    return a_context(session)


MEMBERS = (("Town of Birch", "12.5", True), ("Village of Cedar", "30", False))


def a_committed_pool(ctx, quantities=MEMBERS, *, lead="City of Alder"):
    """The lead buys 100 tons; each other member states its quantity of the one line."""
    network = a_network(ctx, f"Coalition of {lead}")
    lead = a_jurisdiction(ctx, lead, network)
    speaker, officer = as_representative(ctx, lead), acting(ctx, somebody(ctx, lead, Duty.OFFICER, "Olive"))
    lines = [{"description": "Road salt", "unit": "ton"}]
    pool = pools.form(
        speaker,
        jurisdiction_id=lead.id,
        network_id=network.id,
        title="Road salt",
        authority="Resolution 7",
        lines=lines,
    )
    state(ctx, pool, lead, "100", True)
    for name, quantity, firm in quantities:
        member = a_jurisdiction(ctx, name, network)
        speaker = as_representative(ctx, member)
        pools.join(speaker, pool, jurisdiction_id=member.id, authority="Council vote")
        state(ctx, pool, member, quantity, firm)
    pools.commit(officer, pool)
    return pool


def state(ctx, pool, member, quantity, firm):
    part = next(each for each in pool.participations if each.jurisdiction_id == member.id)
    stated = {pool.lines[0].key: {"quantity": Decimal(quantity), "is_firm": firm}}
    pools.state_quantities(as_representative(ctx, member), part, quantities=stated)


def member_of(ctx, solicitation, name):
    return next(each for each in queries.members(ctx.session, solicitation) if each.jurisdiction.name == name)


def test_price_lines_carry_the_summed_demand_and_each_share(ctx):
    solicitation = a_published_solicitation(ctx, pool=a_committed_pool(ctx))
    (line,) = solicitation.revision.body["price_lines"]
    assert (line["description"], line["unit"], line["quantity"]) == ("Road salt", "ton", "142.5")
    assert [(each["jurisdiction"], each["quantity"], each["is_firm"]) for each in line["shares"]] == [
        ("City of Alder", "100", True),
        ("Town of Birch", "12.5", True),
        ("Village of Cedar", "30", False),
    ]
    assert solicitation.revision.body["pool"]["members"] == ["City of Alder", "Town of Birch", "Village of Cedar"]
    assert solicitation.pool.state == PoolState.SOURCING


def test_price_lines_of_a_joint_draft_are_changed_only_in_the_pool(ctx):
    solicitation = a_draft_solicitation(ctx, pool=a_committed_pool(ctx))
    with pytest.raises(Conflict, match="come from its pool"):
        operations.add_piece(as_officer(ctx, solicitation), solicitation, version=None, part="price_lines", piece={})


def test_only_the_lead_drafts_and_only_once(ctx):
    pool = a_committed_pool(ctx)
    birch = next(each.jurisdiction for each in pool.participations if each.jurisdiction.name == "Town of Birch")
    other = acting(ctx, somebody(ctx, birch, Duty.OFFICER, "Otto"))
    with pytest.raises(NotAllowed, match="lead"):
        operations.draft(other, jurisdiction_id=birch.id, title="Salt", kind="ITB", pool=pool)
    first = a_draft_solicitation(ctx, pool=pool)
    with pytest.raises(Conflict, match=first.reference):
        a_draft_solicitation(ctx, pool=pool)


def test_every_member_must_approve(ctx):
    solicitation = a_submitted_solicitation(ctx, pool=a_committed_pool(ctx))
    operations.decide_review(as_approver(ctx, solicitation), solicitation, decision="approved")
    birch = member_of(ctx, solicitation, "Town of Birch")
    cedar = member_of(ctx, solicitation, "Village of Cedar")
    speaks_for_birch = as_representative(ctx, birch.jurisdiction)
    operations.decide_for_member(speaks_for_birch, solicitation, birch, decision="approved")
    assert solicitation.state == S.IN_REVIEW
    with pytest.raises(NotAllowed):
        operations.decide_for_member(speaks_for_birch, solicitation, cedar, decision="approved")
    with pytest.raises(Conflict, match="decided already"):
        operations.decide_for_member(speaks_for_birch, solicitation, birch, decision="approved")
    with pytest.raises(Conflict, match="possible only while it is approved"):
        operations.publish(as_officer(ctx, solicitation), solicitation)
    operations.decide_for_member(as_representative(ctx, cedar.jurisdiction), solicitation, cedar, decision="approved")
    assert solicitation.state == S.APPROVED


def test_one_member_returns_it_for_all(ctx):
    solicitation = a_submitted_solicitation(ctx, pool=a_committed_pool(ctx))
    birch = member_of(ctx, solicitation, "Town of Birch")
    speaks = as_representative(ctx, birch.jurisdiction)
    with pytest.raises(Invalid):
        operations.decide_for_member(speaks, solicitation, birch, decision="returned")
    operations.decide_for_member(speaks, solicitation, birch, decision="returned", comment="We need delivery in May.")
    assert solicitation.state == S.DRAFT


def test_a_changed_quantity_voids_the_approvals_of_the_lead_and_of_whose_it_is(ctx):
    pool = a_committed_pool(ctx)
    solicitation = an_approved_solicitation(ctx, pool=pool)
    officer = as_officer(ctx, solicitation)
    pools.reopen(officer, pool)
    with pytest.raises(Incomplete) as refused:
        operations.publish(officer, solicitation)
    assert [each.code for each in refused.value.hindrances] == ["pool-not-ready"]
    birch = member_of(ctx, solicitation, "Town of Birch")
    state(ctx, pool, birch.jurisdiction, "99", True)
    pools.commit(officer, pool)
    with pytest.raises(Incomplete) as refused:
        operations.publish(officer, solicitation)
    sentences = [each.sentence for each in refused.value.hindrances]
    assert "Town of Birch approved an earlier text; it has changed since. Ask again." in sentences
    assert len(sentences) == 2, "what Village of Cedar approved stands: its own share is as it was"


def test_the_strictest_member_sets_the_notice(ctx):
    pool = a_committed_pool(ctx)
    solicitation = a_draft_solicitation(ctx, pool=pool)
    cedar = member_of(ctx, solicitation, "Village of Cedar").jurisdiction
    for each in queries.members(ctx.session, solicitation):
        each.jurisdiction.rules = {"notice_days": 21 if each.jurisdiction is cedar else 0}
    (found,) = [each for each in queries.hindrances(ctx, solicitation, approvals=False) if each.blocking]
    assert found.code == "notice-short"
    assert "Minimum notice of Village of Cedar: 21 calendar days" in found.rule


def test_members_see_the_joint_draft_only_while_they_review_it(ctx):
    pool = a_committed_pool(ctx)
    solicitation = a_draft_solicitation(ctx, pool=pool)
    birch = as_representative(ctx, member_of(ctx, solicitation, "Town of Birch").jurisdiction)
    with pytest.raises(NotFound):
        queries.get(birch, solicitation.id)
    for each in queries.members(ctx.session, solicitation):
        each.jurisdiction.rules = {"notice_days": 0}
    as_approver(ctx, solicitation)
    operations.submit_for_review(as_officer(ctx, solicitation), solicitation)
    assert queries.get_work(birch, solicitation.id) is solicitation
    assert policy.may_see(birch.actor, solicitation, queries.member_ids(ctx.session, solicitation))
    assert [each.participation.jurisdiction.name for each in queries.reviews_waiting(birch)] == ["Town of Birch"]
    with pytest.raises(NotAllowed):
        operations.return_to_draft(birch, solicitation)


def test_cancelling_lets_the_pool_form_again(ctx):
    pool = a_committed_pool(ctx)
    solicitation = a_published_solicitation(ctx, pool=pool)
    operations.cancel(as_officer(ctx, solicitation), solicitation, reason="Prices rose.")
    assert pool.state == PoolState.FORMING


WHY = "The town council meets only in June; nobody is put at a disadvantage by the earlier hour."
WAIVABLE = {"deadline_time": {"value": "12:00", "waivable": True, "signed_by": "officer"}}


def test_a_rule_of_a_member_is_waived_by_that_member_alone(ctx):
    """Each signs for its own pack; the lead cannot sign for anybody else, and the checklist says who is missing."""
    pool = a_committed_pool(ctx)
    solicitation = a_draft_solicitation(ctx, pool=pool)
    birch, cedar = (member_of(ctx, solicitation, name) for name in ("Town of Birch", "Village of Cedar"))
    for each in queries.members(ctx.session, solicitation):
        each.jurisdiction.rules = {"notice_days": 0}
    birch.jurisdiction.rules = cedar.jurisdiction.rules = {"notice_days": 0, **WAIVABLE}
    officer = as_officer(ctx, solicitation)
    code = "deadline-time"

    def line():
        return next(each for each in queries.hindrances(ctx, solicitation, approvals=False) if each.code == code)

    assert line().blocking and "Not waived (yet) by Town of Birch and Village of Cedar" in line().sentence
    with pytest.raises(Conflict, match="Only Town of Birch and Village of Cedar can waive this"):
        determinations.determine(officer, solicitation, code=code, reason=WHY)
    with pytest.raises(NotAllowed):
        determinations.determine(officer, solicitation, code=code, reason=WHY, member=birch)
    otto, cora = (acting(ctx, somebody(ctx, each.jurisdiction, Duty.OFFICER, "Otto")) for each in (birch, cedar))
    with pytest.raises(NotFound):
        signing_queries.get(otto, solicitation.id)
    for member in (birch, cedar):
        determinations.ask(officer, solicitation, code=code, reason=WHY, member=member)
    assert signing_queries.get(otto, solicitation.id) is solicitation
    assert [each.member for each in signing_queries.rows(otto, solicitation)] == [birch]
    with pytest.raises(NotAllowed):
        determinations.determine(otto, solicitation, code=code, reason=WHY, member=cedar)
    made = determinations.determine(otto, solicitation, code=code, reason=WHY, member=birch)
    assert line().blocking and "Waived for Town of Birch. Not waived (yet) by Village of Cedar" in line().sentence
    with pytest.raises(NotAllowed):
        determinations.withdraw(officer, made)
    determinations.determine(cora, solicitation, code=code, reason=WHY, member=cedar)
    assert not line().blocking and line().waived.count("Waived by Otto of") == 2
    determinations.withdraw(otto, made)
    assert line().blocking


def test_a_member_finds_the_question_on_its_desk_and_signs_on_its_page(app):
    with a_unit(app) as ctx:
        solicitation = a_draft_solicitation(ctx, pool=a_committed_pool(ctx))
        birch = member_of(ctx, solicitation, "Town of Birch")
        birch.jurisdiction.rules = {"notice_days": 0, **WAIVABLE}
        people = somebody(ctx, birch.jurisdiction, Duty.OFFICER, "Otto"), officer_of(ctx, solicitation)
        at, part = f"/solicitations/{solicitation.id}", birch.id
    otto, officer = (Visitor(app).already_in(each) for each in people)
    assert otto.get(f"{at}/to-sign").status_code == 404
    page = officer.get(f"{at}/determine/deadline-time")
    assert "Ask Town of Birch to sign" in page.text and "Sign the determination" not in page.text
    assert officer.post(f"{at}/determine/deadline-time", {"reason": WHY}).status_code == 302
    assert "asked Town of Birch" in text_of(officer.get(f"{at}/checklist"))
    assert "Waive a rule of yours for a joint draft" in otto.get("/desk").text
    assert WHY in otto.get(f"{at}/to-sign").text
    sign = f"{at}/members/{part}/determine/deadline-time"
    assert "Sign the determination" in otto.get(sign).text and officer.get(sign).status_code == 404
    assert otto.post(sign, {"reason": WHY}).status_code == 302
    assert "Signed by Otto of Town of Birch for Town of Birch" in text_of(officer.get(f"{at}/checklist"))
    asked = Program(app).already_in(people[0]).call("GET", f"{at}/to-sign").json
    assert [(each["code"], each["is_signed"]) for each in asked] == [("deadline-time", True)]


CHANGED = "Invoices are paid in forty days."
NEXT_WEEK = timedelta(days=7)


def asked_for_annexes(ctx, **given):
    """A joint draft due in sixty days, with annexes asked for, and who speaks for Birch and for Cedar."""
    pool = a_committed_pool(ctx)
    solicitation = a_draft_solicitation(ctx, pool=pool, due_in=timedelta(days=60), **given)
    for each in queries.members(ctx.session, solicitation):
        each.jurisdiction.rules = {"notice_days": 0}
    annex_writing.ask_annexes(as_officer(ctx, solicitation), solicitation, due_at=ctx.now + NEXT_WEEK)
    parts = [member_of(ctx, solicitation, name) for name in ("Town of Birch", "Village of Cedar")]
    return solicitation, parts, [as_representative(ctx, each.jurisdiction) for each in parts]


OURS = {"topic": "terms", "heading": "Terms for Birch", "body": "Invoices are paid in sixty days.", "overrides": "s3"}


def test_members_add_to_the_joint_text_and_approve_only_what_concerns_them(ctx):
    it, (birch, cedar), (for_birch, for_cedar) = asked_for_annexes(ctx)
    officer = as_officer(ctx, it)
    with pytest.raises(NotAllowed):
        annex_writing.save_section(for_cedar, it, birch, **OURS)
    key = annex_writing.save_section(for_birch, it, birch, **OURS)["key"]
    assert annex_queries.get(for_birch, it.id) is it and annex_queries.own_members(for_birch, it) == [birch]
    with pytest.raises(NotFound):
        annex_queries.get_member(for_cedar, it, birch.id)
    seen = annex_queries.work(for_cedar, it, cedar)
    assert "sixty" not in str(seen.body) and seen.body["price_lines"][0]["quantity"] == "30"

    # An annex with text that nobody said is complete holds it up; who has said nothing does until the date.
    codes = [each.code for each in queries.hindrances(ctx, it, approvals=False) if each.blocking]
    assert codes == ["annex-open", "annex-unanswered"]
    annex_writing.confirm_annex(for_birch, it, birch)
    annex_writing.confirm_annex(for_cedar, it, cedar)

    # The core changes below it: marked, and told by letter when it is handed in.
    operations.change_piece(officer, it, version=None, part="sections", key="s3", changes={"body": CHANGED})
    (piece,) = annex_queries.work(for_birch, it, birch).pieces
    assert piece.is_earlier and {run["kind"] for run in piece.change[0]["runs"]} == {"same", "deleted", "inserted"}
    as_approver(ctx, it)
    operations.submit_for_review(officer, it)
    to_birch = [each.subject for each in letters_to(ctx, for_birch)]
    assert any("changed below your annex" in each for each in to_birch)
    assert not any("changed below your annex" in each.subject for each in letters_to(ctx, for_cedar))

    # Cedar and the lead approve; Birch changes its annex: Cedar's approval stands, the lead is asked for that alone.
    operations.decide_for_member(for_cedar, it, cedar, decision="approved")
    operations.decide_review(as_approver(ctx, it), it, decision="approved")
    annex_writing.save_section(for_birch, it, birch, **{**OURS, "body": "Fifty days."}, key=key)
    annex_writing.confirm_annex(for_birch, it, birch)
    says = {each.title: each for each in queries.standing(ctx.session, it).says}
    assert says["Village of Cedar"].is_complete
    (lead,) = [each for each in says.values() if each.member is None]
    assert lead.is_open and lead.missing == [f"annexes/{birch.id}"]
    operations.decide_review(as_approver(ctx, it), it, decision="approved")
    operations.decide_for_member(for_birch, it, birch, decision="approved")
    assert it.state == S.APPROVED
    with pytest.raises(Conflict, match="annexes rest"):
        annex_writing.save_section(for_birch, it, birch, **OURS, key=key)
    (annex,) = operations.publish(officer, it).body["annexes"]
    assert [(each["number"], each["overrides_number"]) for each in annex["sections"]] == [("A.1", "2")]
    with pytest.raises(NotFound):
        annex_queries.get(for_birch, it.id)


def letters_to(ctx, acts):
    return ctx.session.scalars(sa.select(Letter).where(Letter.to_person_id == acts.actor.id)).all()


def test_the_pool_goes_on_with_those_who_approved_once_the_date_has_passed(ctx):
    """By the pool's own rule, and not before the date; the word of those who approved stands."""
    it, (birch, cedar), (for_birch, for_cedar) = asked_for_annexes(ctx)
    pool, officer = it.pool, as_officer(ctx, it)
    annex_writing.save_section(for_birch, it, birch, **OURS)
    for part, acts in ((birch, for_birch), (cedar, for_cedar)):
        annex_writing.confirm_annex(acts, it, part)
    birch.jurisdiction.rules = {"notice_days": 30}
    pools.set_approvals_date(officer, pool, approvals_due_at=ctx.now + NEXT_WEEK)
    as_approver(ctx, it)
    operations.submit_for_review(officer, it)
    operations.decide_review(as_approver(ctx, it), it, decision="approved")
    operations.decide_for_member(for_cedar, it, cedar, decision="approved")
    with pytest.raises(Conflict, match="every member approves"):
        going_on.go_on(officer, it)
    pool.publication_rule = PublicationRule.STAYING
    with pytest.raises(Conflict, match="asked to approve until"):
        going_on.go_on(officer, it)
    (line,) = [each for each in queries.hindrances(ctx, it) if each.code == "member-approval"]
    assert "Town of Birch has not approved yet. It is asked to until" in line.sentence
    assert "once all who stay have approved" in line.rule and line.source == "Pool “Road salt”"

    after = later(ctx, days=8)
    with pytest.raises(NotAllowed):
        going_on.go_on(replace(for_cedar, now=after.now), it)
    assert going_on.go_on(replace(officer, now=after.now), it) == [birch]
    assert birch.state == "left" and any("goes on without" in each.subject for each in letters_to(ctx, for_birch))
    stands = queries.standing(ctx.session, it)
    assert "annexes" not in stands.body and stands.body["price_lines"][0]["quantity"] == "130"
    assert [each.name for each in stands.rules.packs] == ["City of Alder", "Village of Cedar"]
    says = {each.title: each for each in stands.says}
    assert says["Village of Cedar"].is_complete, "another's departure does not void what it approved"
    (lead,) = [each for each in says.values() if each.member is None]
    assert lead.missing == ["details", "price_lines/p1"] and it.state == S.IN_REVIEW
    operations.decide_review(replace(as_approver(ctx, it), now=after.now), it, decision="approved")
    assert it.state == S.APPROVED
    operations.publish(replace(officer, now=after.now), it)
    with pytest.raises(Conflict):
        going_on.go_on(replace(officer, now=after.now), it)


def test_two_members_at_least_remain_and_nobody_is_left_out_who_was_asked_too_late(ctx):
    it, (birch, cedar), (for_birch, for_cedar) = asked_for_annexes(ctx)
    pool, officer = it.pool, as_officer(ctx, it)
    pool.publication_rule = PublicationRule.STAYING
    pools.set_approvals_date(officer, pool, approvals_due_at=ctx.now + NEXT_WEEK)
    for part, acts in ((birch, for_birch), (cedar, for_cedar)):
        annex_writing.confirm_annex(acts, it, part)
    as_approver(ctx, it)
    late = replace(officer, now=later(ctx, days=8).now)
    operations.submit_for_review(late, it)
    with pytest.raises(Conflict, match="asked only after that date"):
        going_on.go_on(late, it)
    pools.set_approvals_date(late, pool, approvals_due_at=late.now + NEXT_WEEK)
    with pytest.raises(Conflict, match="at least two members"):
        going_on.go_on(replace(officer, now=later(ctx, days=16).now), it)


def test_annexes_through_the_doors_by_whom_and_when(app):
    """Written on its member's page and by program; nobody else's is read before the publication, everybody's after."""
    with a_unit(app) as ctx:
        it, parts, acts = asked_for_annexes(ctx)
        officer, approver = officer_of(ctx, it), somebody(ctx, it.jurisdiction, Duty.APPROVER, "Anna")
        people = [ctx.session.get_one(Person, each.actor.id) for each in acts]
        stranger = somebody(ctx, a_jurisdiction(ctx, "City of Elm"), Duty.OFFICER, "Otto")
        vendor = a_vendor(ctx)[1]
        (birch, cedar), at = [each.id for each in parts], f"/solicitations/{it.id}"
    lead, rita, cleo, elm, vera = (Visitor(app).already_in(each) for each in (officer, *people, stranger, vendor))
    nobody = Visitor(app)
    ours = f"{at}/annexes/{birch}"
    seen = {"rita": rita, "cleo": cleo, "lead": lead, "elm": elm, "vera": vera}
    assert {name: each.get(ours).status_code for name, each in seen.items()} == {
        "rita": 200, "cleo": 404, "lead": 200, "elm": 404, "vera": 404
    }  # fmt: skip
    assert nobody.get(ours).status_code in (302, 401)
    assert rita.get(f"{at}/annexes").headers["Location"].endswith(birch)
    for closed in (f"{at}/preview", f"{at}/comments", f"{at}/versions", at):
        assert rita.get(closed, follow_redirects=True).status_code == 404, closed
    page = rita.get(ours).text
    assert "Invoices are paid in thirty days." in page and "Town of Birch: 12.5" in page and "Cedar" not in page

    write = f"{ours}/section"
    assert "Invoices are paid in thirty days." in rita.get(f"{write}?overrides=s3").text
    typed = {"topic": "terms", "overrides": "s3", "body": "Invoices are paid in sixty days.", "heading": ""}
    shown = rita.post(write, {**typed, "action": "preview"})
    assert "<ins>" in shown.text and "Nothing yet." in rita.get(ours).text
    assert rita.post(write, {**typed, "body": ""}).status_code == 422
    assert lead.post(write, typed).status_code == 403 and cleo.post(write, typed).status_code == 404
    assert rita.post(write, typed).status_code == 302
    assert "In place of 2 Terms." in text_of(rita.get(ours)) and "<ins>" in rita.get(ours).text

    # The other member writes hers by program: with the version that was read, and not with an older one.
    program = Program(app).already_in(people[1])
    assert program.call("GET", ours).status_code == 404
    sent = {"topic": "delivery", "heading": "Dock", "body": "Deliver at dock 4."}
    made = program.call("POST", f"{at}/annexes/{cedar}/sections", sent)
    assert made.status_code == 201 and "shares" in str(made.json["core"]) and "Birch" not in str(made.json["core"])
    key, version = made.json["sections"][0]["key"], made.json["version"]
    address = f"{at}/annexes/{cedar}/sections/{key}"
    changed = program.call("PUT", address, {**sent, "body": "Deliver at dock 5.", "version": version})
    assert changed.status_code == 200 and changed.json["version"] > version
    assert program.call("PUT", address, {**sent, "version": version}).status_code == 409
    assert program.call("POST", f"{at}/annexes/{cedar}/confirm", {}).json["is_complete"]
    assert rita.post(f"{ours}/confirm").status_code == 302
    states = Program(app).already_in(officer).call("GET", f"{at}/annexes").json
    assert [each["state"] for each in states] == ["not-answered", "complete", "complete"]

    # In review each member reads what concerns it, and no word of the other's.
    assert lead.post(f"{at}/submit", {"version": version_of(app, at)}).status_code == 302
    for path in ("/preview", "/review", "/versions"):
        assert (
            "dock 5" not in rita.get(f"{at}{path}").text and "Village of Cedar: 30" not in rita.get(f"{at}{path}").text
        )
    assert rita.post(f"{at}/comments", {"body": "Is dock four ours?"}).status_code == 302
    assert "Is dock four ours?" in rita.get(f"{at}/comments").text and "Is dock" in lead.get(f"{at}/comments").text
    assert "Is dock" not in cleo.get(f"{at}/comments").text
    read = Program(app).already_in(people[0]).call("GET", at).json
    assert "dock" not in str(read["body"]) and "sixty" in str(read["body"])
    assert "For Town of Birch its annex applies instead: A.1" in text_of(rita.get(f"{at}/preview"))
    Visitor(app).already_in(approver).post(f"{at}/review", {"decision": "approved"})
    for visitor, part in ((rita, birch), (cleo, cedar)):
        assert visitor.post(f"{at}/review?member={part}", {"decision": "approved"}).status_code == 302
    assert rita.post(write, typed).status_code == 409
    assert lead.post(f"{at}/publish", {"version": version_of(app, at)}).status_code == 302
    for visitor in (nobody, vera, cleo):
        page = text_of(visitor.get(at))
        assert "Annex A: Town of Birch" in page and "Deliver at dock 5." in page
        assert "For Town of Birch its annex applies instead: A.1" in page
    assert rita.get(ours).status_code == 404


def version_of(app, at) -> int:
    with a_unit(app, writes=False) as ctx:
        return ctx.session.get_one(Solicitation, at.rpartition("/")[2]).version
