"""Forming a pool: who may join and when, what members sign, votes, and how the lead passes on."""

from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from procurement.audit.models import Entry
from procurement.core.errors import Conflict, Incomplete, Invalid, NotAllowed
from procurement.library.lifecycle import VersionState
from procurement.mailbox.models import Letter
from procurement.networks.duties import Duty
from procurement.pools import motion_queries, operations, queries
from procurement.pools.lifecycle import MotionState, ParticipationState, PoolState
from procurement.pools.models import Admission, Gate, LateJoining, Majority, Pool, PublicationRule
from procurement.solicitations import operations as solicitations
from procurement.solicitations import queries as solicitation_queries
from procurement.solicitations.lifecycle import SolicitationState
from tests.builders.people import a_context, acting, later, with_duty
from tests.builders.pools import (
    AUTHORITY,
    a_committed_pool,
    a_lonely_pool,
    a_pool,
    a_ready_pool,
    an_agreement,
    as_lead,
    as_lead_officer,
    joined,
    part_of,
    signed,
    stated,
    the_member,
    the_network,
)
from tests.builders.solicitations import (
    a_submitted_solicitation,
    as_officer,
    as_representative,
)


@pytest.fixture
def ctx(session):
    return a_context(session)


def letters(ctx, template):
    ctx.session.flush()
    return sorted(ctx.session.scalars(sa.select(Letter.to_email).where(Letter.template == template)))


def deeds(ctx, pool):
    ctx.session.flush()
    return ctx.session.scalars(sa.select(Entry.deed).where(Entry.about_id == pool.id).order_by(Entry.id)).all()


def codes(ctx, pool):
    return {each.code: each.blocking for each in queries.standing(ctx.session, pool).hindrances}


def nothing(_pool):
    return ""


def test_joining_is_signing_and_a_new_version_asks_again(ctx):
    pool = a_lonely_pool(ctx)
    lead = as_lead(ctx, pool)
    first = an_agreement(ctx, pool.lead)
    operations.edit(lead, pool, agreement_version_id=first.id)
    birch = the_member(ctx, "City of Birch", pool.network)
    acts = as_representative(ctx, birch)

    def join(signature):
        return operations.join(acts, pool, jurisdiction_id=birch.id, authority=AUTHORITY, signature=signature)

    for signature, place in (
        (None, "signature"),
        (signed(pool, name=" "), "signature"),
        (signed(pool, title=""), "signature_title"),
        (signed(pool, declares=False), "declaration"),
    ):
        with pytest.raises(Invalid) as refusal, ctx.session.begin_nested():
            join(signature)
        assert list(refusal.value.faults) == [place]
    ctx.session.expire_all()
    with pytest.raises(Conflict, match="changed the agreement while you were reading"), ctx.session.begin_nested():
        join(signed(pool, digest="sha256:other"))
    ctx.session.expire_all()
    part = join(signed(pool))
    assert (part.signature, part.agreement_version_id, part.agreement_digest) == ("Rita Moss", first.id, first.digest)
    # The lead has not signed: it cannot commit before.
    for each in (part, part_of(pool, "City of Alder")):
        stated(ctx, each, {line.key: "1" for line in pool.lines})
    assert codes(ctx, pool) == {"not-signed": True}
    with pytest.raises(Incomplete, match="not signed yet by City of Alder"):
        operations.commit(lead, pool)
    operations.sign_agreement(lead, part_of(pool, "City of Alder"), signature=signed(pool, "Lena Lead"))
    assert codes(ctx, pool) == {}
    second = an_agreement(ctx, pool.lead, "We buy together; the lead leads and pays.")
    assert (first.state, second.state) == (VersionState.PUBLISHED, VersionState.PUBLISHED)
    operations.edit(lead, pool, agreement_version_id=second.id)
    assert len(letters(ctx, "pool-agreement-changed")) == 1 + 2
    # They stay with what they signed, and the lead sees it.
    assert codes(ctx, pool) == {"signed-earlier": False}
    assert part.state == ParticipationState.JOINED and part.agreement_version_id == first.id
    operations.sign_agreement(acts, part, signature=signed(pool))
    operations.sign_agreement(acts, part, signature=signed(pool, "Somebody Else"))
    assert (part.signature, part.agreement_digest) == ("Rita Moss", second.digest)
    assert deeds(ctx, pool).count("pool.agreement-signed") == 3


def test_the_lead_names_members_or_opens_it_to_states_until_the_last_place(ctx):
    pool = a_lonely_pool(ctx, admission=Admission.NAMED, most_members=2)
    birch, far = (
        the_member(ctx, "City of Birch", pool.network),
        the_member(ctx, "City of Kelp", the_network(ctx, "Coast")),
    )
    with pytest.raises(NotAllowed, match="Only governments that the lead has named"):
        joined(ctx, pool, "City of Birch")
    operations.invite(as_lead(ctx, pool), pool, jurisdiction_id=far.id)
    assert queries.get(as_representative(ctx, far), pool.id) is pool
    operations.join(as_representative(ctx, far), pool, jurisdiction_id=far.id, authority=AUTHORITY)
    operations.edit(as_lead(ctx, pool), pool, admission=Admission.STATES, states=["IL", "IL"])
    assert pool.states == ["IL"] and letters(ctx, "pool-rules-changed")
    with pytest.raises(Conflict, match="The last place in this pool is taken"):
        joined(ctx, pool, "City of Birch")
    with pytest.raises(Invalid) as refusal:
        operations.edit(as_lead(ctx, pool), pool, most_members=1)
    assert refusal.value.faults == {"most_members": ["2 take part already."]}
    operations.edit(as_lead(ctx, pool), pool, most_members=3)
    assert joined(ctx, pool, "City of Birch").state == ParticipationState.JOINED
    birch.state_code = "FL"
    dune = the_member(ctx, "City of Dune", the_network(ctx, "Coast"))
    dune.state_code = "FL"
    operations.edit(as_lead(ctx, pool), pool, most_members=None)
    with pytest.raises(NotAllowed, match="Only public bodies of the states"):
        operations.join(as_representative(ctx, dune), pool, jurisdiction_id=dune.id, authority=AUTHORITY)


def test_who_joins_late_brings_all_quantities_and_the_draft_is_approved_anew(ctx):
    pool = a_committed_pool(ctx, late_joining=LateJoining.UNTIL_PUBLICATION, publication_rule=PublicationRule.STAYING)
    draft = a_submitted_solicitation(ctx, pool=pool)
    birch = part_of(pool, "City of Birch")
    solicitations.decide_for_member(as_representative(ctx, birch.jurisdiction), draft, birch, decision="approved")
    before = {each.name: each.given for each in solicitation_queries.approvals(ctx.session, draft) if each.is_member}
    assert before == {"City of Birch": True, "City of Cedar": False}
    elm = the_member(ctx, "City of Elm", pool.network)
    acts, some = as_representative(ctx, elm), {"p1": {"quantity": Decimal(40)}}
    with pytest.raises(Invalid) as refusal, ctx.session.begin_nested():
        operations.join(acts, pool, jurisdiction_id=elm.id, authority=AUTHORITY, quantities=some)
    assert refusal.value.faults["quantities"][0].endswith("Missing: “Charger”.")
    ctx.session.expire_all()
    sent = {**some, "p2": {"quantity": Decimal(0)}}
    late = operations.join(acts, pool, jurisdiction_id=elm.id, authority=AUTHORITY, quantities=sent)
    assert (late.is_late, pool.state) == (True, PoolState.COMMITTED)
    assert len(letters(ctx, "pool-changed-late")) == 4
    now = {each.name: (each.given, each.is_void) for each in solicitation_queries.approvals(ctx.session, draft)
           if each.is_member}  # fmt: skip
    assert now == {"City of Birch": (True, False), "City of Cedar": (False, False), "City of Elm": (False, False)}
    with pytest.raises(Conflict, match="members, lines and quantities rest"):
        operations.state_quantities(acts, late, quantities=some)
    # By the same rule, who has approved may still leave, and takes the quantities along.
    operations.leave(as_representative(ctx, birch.jurisdiction), birch)
    line = queries.demand(ctx.session, pool)[0]
    assert {each["jurisdiction"]: each["quantity"] for each in line["shares"]} == {
        "City of Alder": "1", "City of Cedar": "3", "City of Elm": "40",
    }  # fmt: skip
    says = {each.name for each in solicitation_queries.approvals(ctx.session, draft) if each.is_member}
    assert says == {"City of Cedar", "City of Elm"}
    for name in ("City of Cedar", "City of Elm"):
        operations.leave(as_representative(ctx, the_member(ctx, name, pool.network)), part_of(pool, name))
    assert queries.hinders_publication(pool, len(queries.members(ctx.session, pool))).startswith(
        "All other members have left"
    )


def test_by_the_other_rule_all_stay_and_nobody_comes_late(ctx):
    pool = a_committed_pool(ctx)
    birch = part_of(pool, "City of Birch")
    with pytest.raises(Conflict, match="by its rule all stay"):
        operations.leave(as_representative(ctx, birch.jurisdiction), birch)
    with pytest.raises(Conflict, match="no longer forming"):
        joined(ctx, pool, "City of Elm")


def test_the_lead_passes_on_once_the_member_and_the_network_have_said_yes(ctx):
    pool = a_ready_pool(ctx)
    lead, birch = as_lead(ctx, pool), part_of(pool, "City of Birch")
    with pytest.raises(Conflict, match="Nobody speaks for Prairie Coalition"):
        operations.offer_lead(lead, pool, jurisdiction_id=birch.jurisdiction_id, beyond=nothing)
    steward = acting(ctx, with_duty(ctx, pool.network, "Stella Net", Duty.STEWARD))
    operations.offer_lead(lead, pool, jurisdiction_id=birch.jurisdiction_id, beyond=nothing)
    assert len(letters(ctx, "pool-lead-offered")) == 2
    operations.decline_lead(steward, pool)
    assert pool.offered_lead_id is None and letters(ctx, "pool-lead-declined")
    operations.offer_lead(lead, pool, jurisdiction_id=birch.jurisdiction_id, beyond=nothing)
    member = as_representative(ctx, birch.jurisdiction)
    operations.accept_lead(member, pool, beyond=nothing)
    assert pool.lead.name == "City of Alder"
    with pytest.raises(Conflict, match="RFP 2026-001 is beyond its draft"):
        operations.agree_to_lead(steward, pool, beyond=lambda _: "RFP 2026-001")
    operations.agree_to_lead(steward, pool, beyond=nothing)
    assert (pool.lead.name, pool.offered_lead_id) == ("City of Birch", None)
    with pytest.raises(NotAllowed, match="Only the lead"):
        operations.commit(lead, pool)
    operations.commit(member, pool)
    # The old lead leaves like any other; the new one does not.
    with pytest.raises(NotAllowed, match="pass the lead on"):
        operations.leave(member, birch)


def test_a_draft_of_the_old_lead_cannot_go_out_and_the_new_one_drafts(ctx):
    pool = a_committed_pool(ctx)
    draft = a_submitted_solicitation(ctx, pool=pool)
    solicitations.return_to_draft(as_officer(ctx, draft), draft)
    birch = part_of(pool, "City of Birch")
    steward = acting(ctx, with_duty(ctx, pool.network, "Stella Net", Duty.STEWARD))

    def beyond(it: Pool) -> str:
        return solicitation_queries.beyond_draft(ctx.session, it)

    operations.offer_lead(as_lead(ctx, pool), pool, jurisdiction_id=birch.jurisdiction_id, beyond=beyond)
    operations.agree_to_lead(steward, pool, beyond=beyond)
    solicitations.submit_for_review(as_officer(ctx, draft), draft)
    member = as_representative(ctx, birch.jurisdiction)
    with pytest.raises(Conflict, match="is beyond its draft"), ctx.session.begin_nested():
        operations.accept_lead(member, pool, beyond=beyond)
    ctx.session.expire_all()
    solicitations.return_to_draft(as_officer(ctx, draft), draft)
    operations.accept_lead(member, pool, beyond=beyond)
    assert pool.lead.name == "City of Birch"
    with pytest.raises(Incomplete, match="City of Birch leads the pool now"):
        solicitations.submit_for_review(as_officer(ctx, draft), draft)
    other = solicitations.draft(
        as_lead_officer(ctx, pool), jurisdiction_id=birch.jurisdiction_id, kind="RFP", title="Trucks", pool=pool
    )
    assert other.state == SolicitationState.DRAFT
    solicitations.cancel(as_officer(ctx, draft), draft, reason="Birch drafts")
    assert pool.state == PoolState.COMMITTED


def test_members_vote_and_what_is_needed_before_publication_hinders_it(ctx):
    pool = a_committed_pool(ctx)
    draft = a_submitted_solicitation(ctx, pool=pool)
    lead, birch, cedar = as_lead(ctx, pool), part_of(pool, "City of Birch"), part_of(pool, "City of Cedar")
    acts = {part: as_representative(ctx, part.jurisdiction) for part in (birch, cedar)}
    with pytest.raises(NotAllowed):
        operations.move(
            acts[birch], pool, title="X", needed_before=Gate.PUBLICATION, closes_at=ctx.now + timedelta(days=1)
        )
    motion = operations.move(
        lead, pool, title="Five evaluators", needs=Majority.TWO_THIRDS, needed_before=Gate.PUBLICATION,
        closes_at=ctx.now + timedelta(days=2),
    )  # fmt: skip
    assert len(letters(ctx, "pool-motion")) == 3
    operations.vote(acts[birch], motion, birch, choice="yes")
    operations.vote(acts[cedar], motion, cedar, choice="yes")
    operations.vote(acts[cedar], motion, cedar, choice="no")
    assert motion_queries.tally(ctx.session, motion) == {"yes": 1, "no": 1, "abstain": 0, "members": 3}
    sentences = {each.code: each.sentence for each in solicitation_queries.hindrances(ctx, draft)}
    assert sentences["pool-vote"].startswith("The members are still voting on “Five evaluators”")
    assert "pool-vote" not in {each.code for each in solicitation_queries.hindrances(ctx, draft, approvals=False)}
    after = later(ctx, days=2)
    with pytest.raises(Conflict, match="The vote ended on"):
        operations.vote(later(acts[cedar], days=2), motion, cedar, choice="yes")
    assert operations.settle_motions(after, pool) == [motion] and operations.settle_motions(after, pool) == []
    assert (motion.state, motion.tally["yes"]) == (MotionState.LOST, 1)
    assert len(letters(ctx, "pool-motion-decided")) == 3
    again = operations.move(
        later(lead, days=2), pool, title="Five evaluators", anew_of_id=motion.id, closes_at=ctx.now + timedelta(days=3)
    )
    assert again.needed_before == Gate.PUBLICATION
    for part in (birch, cedar):
        operations.vote(later(acts[part], days=2), again, part, choice="yes")
    # Carried by half is enough: whoever joins or leaves afterwards changes nothing in a frozen result.
    operations.settle_motions(later(ctx, days=3), pool)
    assert again.state == MotionState.CARRIED and again.needs == Majority.HALF
    assert queries.open_votes(ctx.session, pool) == []
    assert deeds(ctx, pool).count("pool.motion-decided") == 2


def test_reminders_are_written_twice_a_day_at_most_and_by_the_clock_once(ctx):
    due = ctx.now + timedelta(days=10)
    pool = a_pool(ctx, demand_due_at=due)
    officer = as_lead_officer(ctx, pool)
    stated(ctx, part_of(pool, "City of Birch"), {line.key: "1" for line in pool.lines})
    assert operations.remind(officer, pool) == ["City of Alder", "City of Cedar"]
    operations.remind(later(officer, hours=1), pool)
    with pytest.raises(Conflict, match="twice within a day"):
        operations.remind(later(officer, hours=2), pool)
    operations.remind(later(officer, hours=25), pool)
    count = len(letters(ctx, "pool-demand-reminder"))
    week = later(ctx, days=3)
    assert operations.remind_by_clock(week, pool, due.isoformat()) == ["City of Alder", "City of Cedar"]
    assert operations.remind_by_clock(week, pool, due.isoformat()) == []
    assert operations.remind_by_clock(later(ctx, days=9), pool, ctx.now.isoformat()) == []
    assert len(letters(ctx, "pool-demand-reminder")) == count + 2
    for name in ("City of Alder", "City of Cedar"):
        stated(ctx, part_of(pool, name), {line.key: "1" for line in pool.lines})
    with pytest.raises(Conflict, match="nobody to remind"):
        operations.remind(later(officer, days=4), pool)


def test_the_timeline_keeps_its_order(ctx):
    pool = a_lonely_pool(ctx)
    day = timedelta(days=1)
    for said, place in (
        ({"join_by": ctx.now + 5 * day, "demand_due_at": ctx.now + day}, "demand_due_at"),
        ({"demand_due_at": ctx.now + 5 * day, "approvals_due_at": ctx.now + 5 * day}, "approvals_due_at"),
        ({"approvals_due_at": ctx.now}, "approvals_due_at"),
        ({"years": 21}, "years"),
        ({"admission": Admission.STATES, "states": []}, "states"),
    ):
        with pytest.raises(Invalid) as refusal:
            operations.edit(as_lead(ctx, pool), pool, **said)
        assert list(refusal.value.faults) == [place]
