"""Who may change and see what of networks and jurisdictions, and that the selects agree."""

import pytest
import sqlalchemy as sa

from procurement.core.context import NOBODY, SYSTEM, Actor, Grant
from procurement.core.errors import NotFound
from procurement.networks import policy, queries
from procurement.networks.duties import MATRIX, Duty, Permission
from procurement.networks.models import Assignment, Jurisdiction, Membership, Network
from tests.builders.people import a_context, a_jurisdiction, a_network, acting, with_duty

CITY = Jurisdiction(id="city", name="City of Alder")
NETWORK = Network(id="network", name="Prairie Coalition")
MEMBERSHIP = Membership(network_id="network", jurisdiction_id="city")


def somebody(duty: str, place: str) -> Actor:
    return Actor(id=f"{duty} of {place}", name=duty, grants=frozenset({Grant(duty, place)}))


ACTORS = {
    "nobody": NOBODY,
    "operator": Actor(id="olga", is_operator=True),
    "service": SYSTEM,
    "stranger": somebody(Duty.ADMINISTRATOR, "elsewhere"),
    **{str(duty): somebody(duty, "city") for duty in policy.OF_JURISDICTIONS},
    "network administrator": somebody(Duty.ADMINISTRATOR, "network"),
    "steward": somebody(Duty.STEWARD, "network"),
}
RUN = {"operator", "service"}
INSIDE = {"administrator", "officer", "approver", "representative", "auditor"}
MAY = {
    "create": (policy.may_create, (), RUN),
    "edit the city": (policy.may_edit, (CITY,), RUN | {"administrator"}),
    "edit the network": (policy.may_edit, (NETWORK,), RUN | {"network administrator"}),
    "move the network": (policy.may_move, (NETWORK,), RUN),
    "add a member": (policy.may_add_member, (NETWORK,), RUN | {"network administrator"}),
    "end a membership": (policy.may_remove_member, (MEMBERSHIP,), RUN | {"administrator", "network administrator"}),
    "see the city's people": (policy.may_see_people, ("city",), RUN | INSIDE),
    "see the network's people": (policy.may_see_people, ("network",), RUN | {"network administrator", "steward"}),
    "invite to the city": (policy.may_invite, (CITY,), RUN | {"administrator"}),
}


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("deed", MAY)
def test_who_may_do_what(deed, actor):
    may, things, allowed = MAY[deed]
    verdict = may(ACTORS[actor], *things)
    assert bool(verdict) == (actor in allowed)
    assert verdict or verdict.reason.endswith(".")


@pytest.mark.parametrize("actor", ACTORS)
def test_a_duty_ends_by_an_administrator_or_by_its_holder(actor):
    theirs = Assignment(person_id="somebody else", duty=Duty.OFFICER, jurisdiction_id="city")
    assert bool(policy.may_end_duty(ACTORS[actor], theirs)) == (actor in RUN | {"administrator"})
    own = Assignment(person_id=ACTORS[actor].id, duty=Duty.OFFICER, jurisdiction_id="city")
    assert bool(policy.may_end_duty(ACTORS[actor], own)) == (actor != "nobody")


def test_contacts_are_for_members_of_the_same_networks():
    assert policy.may_see_contacts(ACTORS["stranger"], CITY, shares_network=True)
    assert not policy.may_see_contacts(ACTORS["stranger"], CITY, shares_network=False)
    assert not policy.may_see_contacts(NOBODY, CITY, shares_network=True)
    assert policy.may_see_contacts(ACTORS["officer"], CITY, shares_network=False)


def test_a_duty_is_assigned_where_it_fits_and_to_who_is_there():
    admin = ACTORS["administrator"]
    assert policy.may_assign(admin, CITY, Duty.OFFICER, belongs=True)
    assert not policy.may_assign(admin, CITY, Duty.OFFICER, belongs=False)
    assert not policy.may_assign(admin, CITY, Duty.STEWARD, belongs=True)
    assert not policy.may_assign(ACTORS["network administrator"], NETWORK, Duty.OFFICER, belongs=True)
    assert not policy.may_assign(ACTORS["officer"], CITY, Duty.OFFICER, belongs=True)


def test_every_duty_stands_in_the_matrix_and_only_administrators_manage_people():
    assert set(MATRIX) == set(Duty)
    assert [duty for duty in Duty if Permission.MANAGE_PEOPLE in MATRIX[duty]] == [Duty.ADMINISTRATOR]


def test_what_is_visible_agrees_with_the_policy_row_by_row(session):
    ctx = a_context(session)
    network = a_network(ctx)
    city, town = a_jurisdiction(ctx, "City of Alder", network), a_jurisdiction(ctx, "Town of Cedar", network)
    people = [
        with_duty(ctx, city, "Ada Moss", Duty.ADMINISTRATOR),
        with_duty(ctx, city, "Eve Long", Duty.EVALUATOR),
        with_duty(ctx, town, "Tom Hill", Duty.OFFICER, Duty.EVALUATOR),
        with_duty(ctx, network, "Sue Park", Duty.STEWARD),
    ]
    rows = session.scalars(sa.select(Assignment)).all()
    for actor in [NOBODY, SYSTEM, Actor(id="olga", is_operator=True), *(acting(ctx, each).actor for each in people)]:
        seen = set(session.scalars(queries.visible_assignments(a_context(session, actor))))
        assert seen == {row for row in rows if policy.may_see_assignment(actor, row)}


def test_a_forged_or_foreign_id_is_not_found(session):
    ctx = a_context(session)
    city = a_jurisdiction(ctx)
    ada = with_duty(ctx, city, "Ada Moss", Duty.ADMINISTRATOR)
    eve = with_duty(ctx, city, "Eve Long", Duty.EVALUATOR)
    row = session.scalar(sa.select(Assignment).where(Assignment.person_id == ada.id))
    assert queries.get_assignment(acting(ctx, ada), row.id) is row
    with pytest.raises(NotFound):
        queries.get_assignment(acting(ctx, eve), row.id)
    for get in (queries.get, queries.get_network, queries.get_by_slug, queries.get_network_by_slug):
        with pytest.raises(NotFound):
            get(ctx, "0" * 16)
