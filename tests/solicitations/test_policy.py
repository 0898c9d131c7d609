"""Who may do what in which state, and that what a list shows is what the policy allows."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from procurement.core.context import NOBODY, SYSTEM
from procurement.core.errors import NotAllowed, NotFound, NotSignedIn
from procurement.networks.duties import Duty
from procurement.solicitations import operations, policy, queries
from procurement.solicitations.lifecycle import SolicitationState as S
from procurement.solicitations.models import Solicitation
from tests.builders.people import a_context, acting
from tests.builders.solicitations import (
    a_draft_solicitation,
    a_published_solicitation,
    as_officer,
    somebody,
    the_jurisdiction,
)


@pytest.fixture
def ctx(session):
    return a_context(session)


def people(ctx, place):
    return {str(duty): somebody(ctx, place, duty, f"Person {duty}") for duty in Duty if duty != Duty.STEWARD}


INSIDE = {"administrator", "officer", "approver", "representative", "auditor"}


@pytest.mark.parametrize("state", list(S))
def test_who_sees_it_in_each_state(ctx, state):
    solicitation = a_draft_solicitation(ctx)
    solicitation.state = state
    solicitation.published_at = ctx.now if state in policy.PUBLIC else None
    ctx.session.flush()
    public = state in policy.PUBLIC
    own, other = solicitation.jurisdiction, the_jurisdiction(ctx, "Town of Birch")
    for place, sees in ((own, INSIDE), (other, set())):
        for name, person in people(ctx, place).items():
            assert bool(policy.may_see(acting(ctx, person).actor, solicitation)) == (public or name in sees), name
    assert bool(policy.may_see(NOBODY, solicitation)) == public
    assert policy.may_see(SYSTEM, solicitation)


def test_a_cancelled_one_stays_public_only_if_it_was(ctx):
    for build, shown in ((a_draft_solicitation, False), (a_published_solicitation, True)):
        solicitation = build(ctx)
        operations.cancel(as_officer(ctx, solicitation), solicitation, reason="No money.")
        assert bool(policy.may_see(NOBODY, solicitation)) == shown


DEEDS = {
    "draft": (lambda a, s: policy.may_draft(a, s.jurisdiction_id), {"officer"}),
    "edit": (policy.may_edit, {"officer"}),
    "submit": (policy.may_submit_for_review, {"officer"}),
    "take back": (policy.may_return_to_draft, {"officer"}),
    "decide": (policy.may_decide_review, {"approver"}),
    "publish": (policy.may_publish, {"officer"}),
    "cancel": (policy.may_cancel, {"officer"}),
    "findings": (policy.may_publish_findings, {"officer"}),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_who_may_do_it(ctx, deed):
    may, allowed = DEEDS[deed]
    solicitation = a_draft_solicitation(ctx)
    for name, person in people(ctx, solicitation.jurisdiction).items():
        assert bool(may(acting(ctx, person).actor, solicitation)) == (name in allowed), name
    for person in people(ctx, the_jurisdiction(ctx, "Town of Birch")).values():
        assert not may(acting(ctx, person).actor, solicitation)
    assert not may(NOBODY, solicitation)


def test_operations_ask_the_policy(ctx):
    solicitation = a_draft_solicitation(ctx)
    stranger = acting(ctx, somebody(ctx, the_jurisdiction(ctx, "Town of Birch"), Duty.OFFICER, "Otto"))
    nobody = replace(ctx, actor=NOBODY)
    deeds = [
        lambda who: operations.edit(who, solicitation, version=None, title="Mine"),
        lambda who: operations.fill(who, solicitation, version=None, values={}),
        lambda who: operations.add_piece(who, solicitation, version=None, part="sections", piece={}),
        lambda who: operations.submit_for_review(who, solicitation),
        lambda who: operations.decide_review(who, solicitation, decision="approved"),
        lambda who: operations.return_to_draft(who, solicitation),
        lambda who: operations.publish(who, solicitation),
        lambda who: operations.cancel(who, solicitation, reason="Mine"),
        lambda who: operations.draft(who, jurisdiction_id=solicitation.jurisdiction_id, title="Mine", kind="RFP"),
    ]
    for deed in deeds:
        with pytest.raises(NotAllowed):
            deed(stranger)
        with pytest.raises(NotSignedIn):
            deed(nobody)
    assert (solicitation.state, solicitation.title) == (S.DRAFT, "Service desk")


def test_lists_show_what_the_policy_allows(ctx):
    place, other = the_jurisdiction(ctx), the_jurisdiction(ctx, "Town of Birch")
    for where in (place, other):
        for state in S:
            made = a_draft_solicitation(ctx, jurisdiction=where)
            made.state = state
            made.published_at = ctx.now if state in policy.PUBLIC else None
        shown = a_draft_solicitation(ctx, jurisdiction=where)
        shown.state, shown.published_at = S.CANCELLED, ctx.now
    ctx.session.flush()
    everything = ctx.session.scalars(sa.select(Solicitation)).all()
    actors = [NOBODY, SYSTEM, *(acting(ctx, each).actor for each in people(ctx, place).values())]
    for actor in actors:
        who = replace(ctx, actor=actor)
        listed = set(ctx.session.scalars(queries.visible(who)).unique())
        assert listed == {each for each in everything if policy.may_see(actor, each)}
        for each in everything:
            if each in listed:
                assert queries.get(who, each.id) is each
            else:
                with pytest.raises(NotFound):
                    queries.get(who, each.id)
