"""What the select shows and what the policy allows are the same, response by response and actor by actor."""

import pytest
import sqlalchemy as sa

from procurement.core.context import SYSTEM
from procurement.networks.duties import Duty
from procurement.networks.people import assign
from procurement.responses import operations, policy, queries
from procurement.responses.models import Response
from tests.builders.people import a_colleague, a_context, a_jurisdiction, a_person, a_vendor, acting, with_duty
from tests.builders.responses import a_draft_response, a_sealed_response, as_vendor, opened
from tests.builders.solicitations import a_published_solicitation


@pytest.fixture
def ctx(session):
    return a_context(session)


def the_responses(ctx):
    """One of every state: in a solicitation that is open, and in one whose responses were opened."""
    birch, _ = a_vendor(ctx)
    cedar, _ = a_vendor(ctx, "Cedar Systems", "Carl Reed")
    dune, _ = a_vendor(ctx, "Dune Data", "Dora Finch")
    for reference in ("RFP A", "RFP B"):
        solicitation = a_published_solicitation(ctx, reference=reference)
        a_sealed_response(ctx, solicitation, birch)
        a_draft_response(ctx, solicitation, cedar)
        gone = a_sealed_response(ctx, solicitation, dune)
        operations.withdraw(as_vendor(ctx, dune), gone)
    opened(ctx, solicitation)
    return solicitation, birch, cedar


def test_the_select_and_the_policy_agree(ctx):
    solicitation, birch, cedar = the_responses(ctx)
    town = solicitation.jurisdiction
    carl = as_vendor(ctx, cedar).actor
    both = a_colleague(ctx, cedar, "Bo Both")
    assign(ctx, town, both, Duty.AUDITOR)
    elsewhere = a_jurisdiction(ctx, "Town of Far")
    people = {duty: with_duty(ctx, town, f"{duty.title()} Here", duty) for duty in Duty if duty != Duty.STEWARD}
    actors = {str(duty): acting(ctx, person).actor for duty, person in people.items()}
    actors |= {
        "birch": as_vendor(ctx, birch).actor,
        "cedar": carl,
        "both": acting(ctx, both).actor,
        "far officer": acting(ctx, with_duty(ctx, elsewhere, "Fred Far", Duty.OFFICER)).actor,
        "operator": acting(ctx, a_person(ctx, "Opal Service", is_operator=True)).actor,
        "nobody": acting(ctx, None).actor,
        "system": SYSTEM,
    }
    everything = ctx.session.scalars(sa.select(Response)).all()
    shown = {}
    for name, actor in actors.items():
        acts = acting(ctx, None)
        acts.actor = actor
        seen = set(acts.session.scalars(queries.visible(acts)).unique())
        allowed = {
            each
            for each in everything
            if policy.may_see(actor, each, buyers=queries.buyers(ctx.session, each.solicitation))
        }
        assert seen == allowed, name
        shown[name] = sorted(f"{each.vendor.name} {each.state}" for each in seen)
    assert shown["birch"] == ["Birch Software opened", "Birch Software sealed"]
    assert shown["cedar"] == ["Cedar Systems draft", "Cedar Systems draft"]
    for reader in ("officer", "approver", "auditor", "both", "system"):
        assert shown[reader] == ["Birch Software opened"]
    for blind in ("administrator", "evaluator", "representative", "far officer", "operator", "nobody"):
        assert shown[blind] == []
