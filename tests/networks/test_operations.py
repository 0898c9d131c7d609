"""Networks of networks, rules, invitations and duties, as somebody would notice them."""

import re
import threading

import pytest
import sqlalchemy as sa

from procurement.accounts import operations as accounts
from procurement.accounts import queries as account_queries
from procurement.audit.models import Entry
from procurement.core.database import unit_of_work
from procurement.core.errors import Conflict, Invalid, NotAllowed
from procurement.mailbox.models import Letter
from procurement.networks import operations, people, queries
from procurement.networks.duties import Duty
from procurement.networks.models import Assignment
from procurement.networks.rules import number
from procurement.vendors import joining
from tests.builders.people import (
    a_context,
    a_jurisdiction,
    a_network,
    a_person,
    acting,
    actor_of,
    later,
    with_duty,
)


def names(rows):
    return [row.name for row in rows]


def a_partnership(ctx):
    """National above two coalitions; Birch belongs to both of them, Dale to nothing."""
    nation = a_network(ctx, "Nation")
    prairie, mountain = a_network(ctx, "Prairie", nation), a_network(ctx, "Mountain", nation)
    alder = a_jurisdiction(ctx, "Alder", prairie)
    birch = a_jurisdiction(ctx, "Birch", prairie, mountain)
    cedar = a_jurisdiction(ctx, "Cedar", mountain)
    dale = a_jurisdiction(ctx, "Dale")
    return nation, prairie, mountain, alder, birch, cedar, dale


def test_a_jurisdiction_belongs_to_its_networks_and_to_those_above(session):
    nation, prairie, _, alder, birch, cedar, dale = a_partnership(a_context(session))
    assert names(queries.networks_of(session, alder.id)) == ["Nation", "Prairie"]
    assert names(queries.networks_of(session, birch.id)) == ["Mountain", "Nation", "Prairie"]
    assert names(queries.own_networks(session, birch.id)) == ["Mountain", "Prairie"]
    assert queries.networks_of(session, dale.id) == []
    assert names(queries.members(session, nation.id)) == ["Alder", "Birch", "Cedar"]
    assert queries.members(session, nation.id, below=False) == []
    assert names(queries.members(session, prairie.id)) == ["Alder", "Birch"]
    assert queries.jurisdictions_sharing_network(session, alder.id) == {birch.id, cedar.id}
    assert queries.jurisdictions_sharing_network(session, dale.id) == set()
    assert [(network.name, depth) for network, depth in queries.tree(session)] == [
        ("Nation", 0),
        ("Mountain", 1),
        ("Prairie", 1),
    ]


def test_a_network_cannot_be_inside_itself(session):
    ctx = a_context(session)
    nation, prairie, *_ = a_partnership(ctx)
    for parent in (prairie, nation):
        with pytest.raises(Invalid):
            operations.move_network(ctx, nation, parent)
    operations.move_network(ctx, prairie, None)
    session.flush()
    operations.move_network(ctx, nation, prairie)
    session.flush()
    assert queries.is_below(session, nation.id, prairie.id)
    assert not queries.is_below(session, prairie.id, nation.id)


def test_a_membership_is_made_once_and_ended_by_either_side(session):
    ctx = a_context(session)
    network = a_network(ctx)
    alder = a_jurisdiction(ctx, "Alder", network)
    with pytest.raises(Conflict):
        operations.add_member(ctx, network, alder)
    ada = with_duty(ctx, alder, "Ada Moss", Duty.ADMINISTRATOR)
    membership = queries.get_membership(ctx, network.id, alder.id)
    with pytest.raises(NotAllowed):
        operations.remove_member(acting(ctx, a_person(ctx, "Bo Reed")), membership)
    operations.remove_member(acting(ctx, ada), membership)
    assert queries.members(session, network.id) == []


def test_names_in_addresses_are_unique(session):
    ctx = a_context(session)
    assert [a_jurisdiction(ctx, "City of Álder").slug for _ in range(3)] == [
        "city-of-alder",
        "city-of-alder-2",
        "city-of-alder-3",
    ]
    with pytest.raises(Invalid):
        operations.create_network(ctx, name="!!!")


def test_rules_are_numbers_in_range_and_fall_back_to_the_default(session):
    ctx = a_context(session)
    alder = a_jurisdiction(ctx)
    operations.set_rules(ctx, alder, {"notice_days": 21, "protest_days": None, "minimum_evaluators": 5})
    assert (number(alder.rules, "notice_days"), number(alder.rules, "protest_days")) == (21, 10)
    for wrong in (
        {"notice_days": -1},
        {"opening_people": 0},
        {"opening_people": True},
        {"speed": 3},
        {"notice_days": "9"},
    ):
        with pytest.raises(Invalid) as refused:
            operations.set_rules(ctx, alder, wrong)
        assert list(refused.value.faults) == list(wrong)
    assert alder.rules == {"notice_days": {"value": 21}, "minimum_evaluators": {"value": 5}}
    operations.set_rules(ctx, alder, {"notice_days": 0})
    assert number(alder.rules, "notice_days") == 0
    session.flush()
    last = session.scalars(sa.select(Entry).order_by(Entry.id.desc())).first()
    before = {"notice_days": {"value": 21}, "minimum_evaluators": {"value": 5}}
    assert last.body == {"from": before, "to": {"notice_days": {"value": 0}}}
    assert last.jurisdiction_id == alder.id


def test_a_stale_edit_is_refused(session):
    ctx = a_context(session)
    alder = a_jurisdiction(ctx)
    operations.edit_jurisdiction(ctx, alder, version=1, name="City of Alder, Illinois")
    session.flush()
    with pytest.raises(Conflict):
        operations.edit_jurisdiction(ctx, alder, version=1, name="Alder")
    assert alder.name == "City of Alder, Illinois"


def invitation(ctx, place, email, *duties, by):
    ticket = people.invite(acting(ctx, by), place, email=email, duties=list(duties))
    ctx.session.flush()
    body = ctx.session.scalars(sa.select(Letter.body).where(Letter.to_email == ticket.email)).all()[-1]
    return re.search(r"/join/(\S+)", body)[1], ticket


def join(ctx, secret, name="New Person"):
    return joining.take_up(acting(ctx, None), secret, name=name, password_hash="hash")


def test_an_invitation_makes_a_person_with_the_duties_once(session):
    ctx = a_context(session)
    alder = a_jurisdiction(ctx)
    ada = with_duty(ctx, alder, "Ada Moss", Duty.ADMINISTRATOR)
    secret, _ = invitation(ctx, alder, "New@Example.gov", Duty.OFFICER, Duty.APPROVER, by=ada)
    person = join(ctx, secret)
    assert (person.email, person.name) == ("new@example.gov", "New Person")
    assert (
        actor_of(session, person).places(Duty.OFFICER) == actor_of(session, person).places(Duty.APPROVER) == {alder.id}
    )
    assert not person.is_operator
    with pytest.raises(Conflict):
        join(ctx, secret)
    assert account_queries.open_invitations(session, alder.id, ctx.now) == []


def test_somebody_who_has_an_account_keeps_name_and_password(session):
    ctx = a_context(session)
    alder = a_jurisdiction(ctx)
    ada = with_duty(ctx, alder, "Ada Moss", Duty.ADMINISTRATOR)
    bo = a_person(ctx, "Bo Reed")
    before = bo.password_hash
    secret, _ = invitation(ctx, alder, bo.email, Duty.OFFICER, by=ada)
    assert join(ctx, secret, name="Somebody Else") is bo
    assert (bo.name, bo.password_hash) == ("Bo Reed", before)
    assert actor_of(session, bo).holds(Duty.OFFICER, alder.id)


def test_an_invitation_falls_with_time_withdrawal_a_newer_one_and_whoever_sent_it(session):
    ctx = a_context(session)
    alder = a_jurisdiction(ctx)
    ada = with_duty(ctx, alder, "Ada Moss", Duty.ADMINISTRATOR)
    zoe = with_duty(ctx, alder, "Zoe Ward", Duty.ADMINISTRATOR)
    first, _ = invitation(ctx, alder, "one@example.gov", Duty.OFFICER, by=ada)
    second, ticket = invitation(ctx, alder, "one@example.gov", Duty.OFFICER, by=ada)
    with pytest.raises(Conflict):
        join(ctx, first)
    with pytest.raises(Conflict):
        join(later(ctx, days=14), second)
    people.withdraw_invitation(acting(ctx, zoe), alder, ticket)
    with pytest.raises(Conflict):
        join(ctx, second)
    third, _ = invitation(ctx, alder, "two@example.gov", Duty.OFFICER, by=ada)
    own = session.scalar(sa.select(Assignment).where(Assignment.person_id == ada.id))
    people.end_duty(acting(ctx, zoe), own)
    with pytest.raises(NotAllowed):
        join(ctx, third)
    assert account_queries.by_email(session, "one@example.gov") is None


def test_the_operator_invites_the_first_administrator_who_invites_the_rest(session):
    ctx = a_context(session)
    alder = a_jurisdiction(ctx)
    olga = a_person(ctx, "Olga Prince", is_operator=True)
    secret, _ = invitation(ctx, alder, "ada@example.gov", Duty.ADMINISTRATOR, by=olga)
    ada = join(ctx, secret, "Ada Moss")
    secret, _ = invitation(ctx, alder, "off@example.gov", Duty.OFFICER, by=ada)
    officer = join(ctx, secret, "Otto Fir")
    with pytest.raises(NotAllowed):
        invitation(ctx, alder, "x@example.gov", Duty.OFFICER, by=officer)
    with pytest.raises(Invalid):
        invitation(ctx, alder, "x@example.gov", Duty.STEWARD, by=ada)
    with pytest.raises(Invalid):
        invitation(ctx, alder, "x@example.gov", by=ada)


def test_the_last_administrator_stays_and_a_disabled_one_does_not_count(session):
    ctx = a_context(session)
    alder = a_jurisdiction(ctx)
    ada = with_duty(ctx, alder, "Ada Moss", Duty.ADMINISTRATOR)
    zoe = with_duty(ctx, alder, "Zoe Ward", Duty.ADMINISTRATOR)
    own = session.scalar(sa.select(Assignment).where(Assignment.person_id == ada.id))
    accounts.disable(acting(ctx, a_person(ctx, "Olga Prince", is_operator=True)), zoe)
    with pytest.raises(Conflict, match="at least one administrator"):
        people.end_duty(acting(ctx, ada), own)
    zoe.disabled_at = None
    people.end_duty(acting(ctx, ada), own)
    assert queries.people_with(session, alder.id, Duty.ADMINISTRATOR) == [zoe]


def test_two_administrators_who_remove_each_other_leave_one(engine):
    with unit_of_work(engine) as session:
        ctx = a_context(session)
        alder = a_jurisdiction(ctx)
        both = [with_duty(ctx, alder, name, Duty.ADMINISTRATOR) for name in ("Ada Moss", "Zoe Ward")]
        actors = [actor_of(session, person) for person in both]
        rows = [session.scalar(sa.select(Assignment.id).where(Assignment.person_id == person.id)) for person in both]
    answers = []

    def remove(session, actor, assignment_id):
        own = a_context(session, actor)
        people.end_duty(own, queries.get_assignment(own, assignment_id))

    def meanwhile():
        try:
            with unit_of_work(engine) as session:
                remove(session, actors[1], rows[0])
                answers.append("removed")
        except Conflict:
            answers.append("refused")

    second = threading.Thread(target=meanwhile)
    with unit_of_work(engine) as session:
        remove(session, actors[0], rows[1])
        second.start()
        second.join(0.3)  # It waits for this unit to end; whoever did not wait would be through by now.
    second.join()
    assert answers == ["refused"]
    with unit_of_work(engine, writes=False) as session:
        assert len(queries.people_with(session, alder.id, Duty.ADMINISTRATOR)) == 1


def test_a_further_duty_is_given_once(session):
    ctx = a_context(session)
    alder = a_jurisdiction(ctx)
    ada = with_duty(ctx, alder, "Ada Moss", Duty.ADMINISTRATOR)
    own = acting(ctx, ada)
    people.assign(own, alder, ada, Duty.OFFICER)
    with pytest.raises(Conflict):
        people.assign(own, alder, ada, Duty.OFFICER)
    with pytest.raises(NotAllowed):
        people.assign(own, alder, a_person(ctx, "Bo Reed"), Duty.OFFICER)
    assert queries.people_with(session, alder.id, Duty.OFFICER, Duty.APPROVER) == [ada]
    assert queries.names(session, [ada.id, None, "0" * 16]) == {ada.id: "Ada Moss"}


def test_contacts_are_shown_across_a_shared_network_only(session):
    ctx = a_context(session)
    _, _, _, alder, birch, _, dale = a_partnership(ctx)
    with_duty(ctx, birch, "Ben Hale", Duty.OFFICER, Duty.EVALUATOR)
    ada, dora = with_duty(ctx, alder, "Ada Moss", Duty.OFFICER), with_duty(ctx, dale, "Dora Dell", Duty.OFFICER)
    assert queries.shares_network(acting(ctx, ada), birch.id)
    assert not queries.shares_network(acting(ctx, dora), birch.id)
    assert not queries.shares_network(acting(ctx, None), birch.id)
    assert [(person.name, duties) for person, duties in queries.contacts(ctx, birch)] == [("Ben Hale", [Duty.OFFICER])]
