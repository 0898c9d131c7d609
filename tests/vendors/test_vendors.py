"""Vendors register once by letter, choose who acts for them, and are seen by whom they should be."""

import re
import threading

import pytest
import sqlalchemy as sa

from procurement.accounts import operations as accounts
from procurement.accounts import queries as account_queries
from procurement.core.context import NOBODY, SYSTEM, Actor, Grant
from procurement.core.database import unit_of_work
from procurement.core.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany
from procurement.mailbox.models import Letter
from procurement.networks.duties import Duty
from procurement.vendors import joining, operations, policy, queries
from procurement.vendors.models import Vendor, VendorDuty, VendorMember
from tests.builders.people import (
    a_colleague,
    a_context,
    a_jurisdiction,
    a_person,
    a_vendor,
    acting,
    actor_of,
    with_duty,
)

ADMINISTRATOR, USER = VendorDuty.VENDOR_ADMINISTRATOR, VendorDuty.VENDOR_USER
ADDRESS = "203.0.113.7"


def ask(ctx, email, company="Birch Software", address=ADDRESS):
    joining.ask_to_register(acting(ctx, None), company=company, name="Vera Stone", email=email, address=address)
    ctx.session.flush()


def secrets_to(ctx, email):
    bodies = ctx.session.scalars(sa.select(Letter.body).where(Letter.to_email == email).order_by(Letter.written_at))
    return [re.search(r"/join/(\S+)", body)[1] for body in bodies]


def join(ctx, secret, name="Vera Stone"):
    return joining.take_up(acting(ctx, None), secret, name=name, password_hash="hash")


def test_a_company_is_registered_when_the_link_is_used_and_not_before(session):
    ctx = a_context(session)
    ask(ctx, "Vera@Birch.example.com")
    assert session.scalar(sa.select(sa.func.count()).select_from(Vendor)) == 0
    (secret,) = secrets_to(ctx, "vera@birch.example.com")
    welcome = joining.welcome(acting(ctx, None), secret)
    assert (welcome.into, welcome.name, welcome.is_known, welcome.is_registration) == (
        "Birch Software",
        "Vera Stone",
        False,
        True,
    )
    vera = join(ctx, secret)
    (vendor,) = queries.mine(acting(ctx, vera))
    assert (vendor.name, vendor.email) == ("Birch Software", "vera@birch.example.com")
    assert actor_of(session, vera).holds(ADMINISTRATOR, vendor.id)
    for use in (join, lambda ctx, secret: joining.welcome(ctx, secret)):
        with pytest.raises(Conflict):
            use(ctx, secret)
    assert session.scalar(sa.select(sa.func.count()).select_from(Vendor)) == 1


def test_a_link_used_in_two_tabs_at_once_works_in_one(engine):
    with unit_of_work(engine) as session:
        ctx = a_context(session)
        ask(ctx, "vera@birch.example.com")
        (secret,) = secrets_to(ctx, "vera@birch.example.com")
    start, answers = threading.Barrier(2), []

    def use():
        start.wait()
        try:
            with unit_of_work(engine) as session:
                join(a_context(session), secret)
                answers.append("joined")
        except Conflict:
            answers.append("refused")

    threads = [threading.Thread(target=use) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["joined", "refused"]
    with unit_of_work(engine, writes=False) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Vendor)) == 1


def test_who_has_an_account_learns_it_by_letter_only_and_needs_no_new_password(session):
    ctx = a_context(session)
    ada = a_person(ctx)
    assert ask(ctx, ada.email) is None
    letter = session.scalar(sa.select(Letter).where(Letter.to_email == ada.email))
    assert "You have an account here already" in letter.body
    (secret,) = secrets_to(ctx, ada.email)
    before = ada.password_hash
    assert joining.take_up(acting(ctx, None), secret) is ada
    assert ada.password_hash == before
    assert len(queries.mine(acting(ctx, ada))) == 1


def test_a_newcomer_needs_a_name_and_a_password_and_keeps_the_link_until_then(session):
    ctx = a_context(session)
    ask(ctx, "vera@birch.example.com")
    (secret,) = secrets_to(ctx, "vera@birch.example.com")
    with pytest.raises(Invalid) as refused:
        joining.choose_password("", "short", "vera@birch.example.com")
    assert set(refused.value.faults) == {"name", "password"}
    with pytest.raises(Invalid), session.begin_nested():
        joining.take_up(acting(ctx, None), secret)
    session.expire_all()
    assert join(ctx, secret)


def test_letters_to_one_mailbox_and_from_one_address_are_limited(session):
    ctx = a_context(session)
    for _ in range(5):
        ask(ctx, "vera@birch.example.com")
    assert len(secrets_to(ctx, "vera@birch.example.com")) == 3
    for number in range(25):
        ask(ctx, f"somebody{number}@example.com")
    with pytest.raises(TooMany):
        ask(ctx, "one.more@example.com")


def test_a_disabled_person_cannot_come_back_through_a_registration(session):
    ctx = a_context(session)
    ada = a_person(ctx)
    ask(ctx, ada.email)
    accounts.disable(acting(ctx, a_person(ctx, "Olga Prince", is_operator=True)), ada)
    ask(ctx, ada.email)
    (secret,) = secrets_to(ctx, ada.email)
    with pytest.raises(Conflict, match="disabled"):
        join(ctx, secret)


def test_a_colleague_is_invited_once_and_the_invitation_can_be_taken_back(session):
    ctx = a_context(session)
    vendor, vera = a_vendor(ctx)
    own = acting(ctx, vera)
    operations.invite(own, vendor, email="uma@birch.example.com", duty=USER)
    session.flush()
    (secret,) = secrets_to(ctx, "uma@birch.example.com")
    uma = join(ctx, secret, "Uma Field")
    assert actor_of(session, uma).grants == {Grant(USER, vendor.id)}
    with pytest.raises(Conflict, match="already"):
        operations.invite(own, vendor, email="UMA@birch.example.com", duty=USER)
    ticket = operations.invite(own, vendor, email="max@birch.example.com", duty=USER)
    operations.withdraw_invitation(own, vendor, ticket)
    session.flush()
    (secret,) = secrets_to(ctx, "max@birch.example.com")
    with pytest.raises(Conflict):
        join(ctx, secret, "Max")
    assert account_queries.open_invitations(session, vendor.id, ctx.now) == []


def test_an_invitation_falls_when_its_sender_is_no_administrator_any_more(session):
    ctx = a_context(session)
    vendor, vera = a_vendor(ctx)
    zed = a_colleague(ctx, vendor, "Zed Hart", ADMINISTRATOR)
    operations.invite(acting(ctx, vera), vendor, email="uma@birch.example.com", duty=ADMINISTRATOR)
    session.flush()
    member = session.scalar(sa.select(VendorMember).where(VendorMember.person_id == vera.id))
    operations.change_duty(acting(ctx, zed), member, USER)
    session.flush()
    (secret,) = secrets_to(ctx, "uma@birch.example.com")
    with pytest.raises(NotAllowed):
        join(ctx, secret)


def test_the_last_administrator_stays(session):
    ctx = a_context(session)
    vendor, vera = a_vendor(ctx)
    uma = a_colleague(ctx, vendor, "Uma Field")
    own = acting(ctx, vera)
    (mine, _), (hers, _) = sorted(queries.team(own, vendor.id), key=lambda row: row[0].duty != ADMINISTRATOR)
    for deed in (lambda: operations.remove(own, mine), lambda: operations.change_duty(own, mine, USER)):
        with pytest.raises(Conflict, match="at least one administrator"):
            deed()
    operations.change_duty(own, hers, ADMINISTRATOR)
    session.flush()
    operations.remove(own, mine)
    assert queries.members(session, vendor.id) == [uma]


def test_two_administrators_who_remove_each_other_leave_one(engine):
    with unit_of_work(engine) as session:
        ctx = a_context(session)
        vendor, vera = a_vendor(ctx)
        zed = a_colleague(ctx, vendor, "Zed Hart", ADMINISTRATOR)
        actors = [actor_of(session, vera), actor_of(session, zed)]
        ids = {member.person_id: member.id for member, _ in queries.team(acting(ctx, vera), vendor.id)}
    answers = []

    def remove(session, actor, member_id):
        own = a_context(session, actor)
        operations.remove(own, queries.get_member(own, member_id))

    def meanwhile():
        try:
            with unit_of_work(engine) as session:
                remove(session, actors[1], ids[vera.id])
                answers.append("removed")
        except Conflict:
            answers.append("refused")

    second = threading.Thread(target=meanwhile)
    with unit_of_work(engine) as session:
        remove(session, actors[0], ids[zed.id])
        second.start()
        second.join(0.3)  # It waits for this unit to end; whoever did not wait would be through by now.
    second.join()
    assert answers == ["refused"]


def test_a_profile_is_edited_by_administrators_and_not_over_somebody_elses_edit(session):
    ctx = a_context(session)
    vendor, vera = a_vendor(ctx)
    uma = a_colleague(ctx, vendor, "Uma Field")
    operations.edit(acting(ctx, vera), vendor, version=1, phone="555 0100")
    session.flush()
    with pytest.raises(Conflict):
        operations.edit(acting(ctx, vera), vendor, version=1, phone="555 0111")
    with pytest.raises(NotAllowed):
        operations.edit(acting(ctx, uma), vendor, phone="555 0111")
    assert vendor.phone == "555 0100"


VENDOR = Vendor(id="birch", name="Birch Software")
ACTORS = {
    "nobody": NOBODY,
    "service": SYSTEM,
    "operator": Actor(id="olga", is_operator=True),
    "administrator": Actor(id="vera", grants=frozenset({Grant(ADMINISTRATOR, "birch")})),
    "user": Actor(id="uma", grants=frozenset({Grant(USER, "birch")})),
    "rival": Actor(id="riva", grants=frozenset({Grant(ADMINISTRATOR, "other")})),
    "officer": Actor(id="otto", grants=frozenset({Grant(Duty.OFFICER, "city")})),
    "auditor": Actor(id="audrey", grants=frozenset({Grant(Duty.AUDITOR, "city")})),
    "evaluator": Actor(id="eve", grants=frozenset({Grant(Duty.EVALUATOR, "city")})),
    "no duty": Actor(id="ned"),
}
OWN = {"administrator", "user"}
MAY = {
    policy.may_see: OWN | {"service", "operator", "officer", "auditor"},
    policy.may_edit: {"administrator", "service"},
    policy.may_invite: {"administrator", "service"},
    policy.may_see_team: OWN | {"service", "operator"},
}


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("deed", MAY, ids=lambda deed: deed.__name__)
def test_who_may_do_what_with_a_vendor(deed, actor):
    verdict = deed(ACTORS[actor], VENDOR)
    assert bool(verdict) == (actor in MAY[deed])
    assert verdict or verdict.reason.endswith(".")


@pytest.mark.parametrize("actor", ACTORS)
def test_who_may_change_a_member(actor):
    member = VendorMember(vendor=VENDOR, vendor_id="birch", person_id="uma", duty=USER)
    assert bool(policy.may_change_duty(ACTORS[actor], member)) == (actor in {"administrator", "service"})
    assert bool(policy.may_remove(ACTORS[actor], member)) == (actor in {"administrator", "user", "service"})


def test_what_is_visible_agrees_with_the_policy_row_by_row(session):
    ctx = a_context(session)
    birch, vera = a_vendor(ctx)
    uma = a_colleague(ctx, birch, "Uma Field")
    _, riva = a_vendor(ctx, "Cedar Works", "Riva Dunn")
    alder = a_jurisdiction(ctx)
    staff = [with_duty(ctx, alder, "Otto Fir", Duty.OFFICER), with_duty(ctx, alder, "Eve Long", Duty.EVALUATOR)]
    actors = [NOBODY, SYSTEM, ACTORS["operator"], *(actor_of(session, each) for each in (vera, uma, riva, *staff))]
    checks = ((queries.visible, Vendor, policy.may_see), (queries.visible_members, VendorMember, policy.may_see_member))
    for actor in actors:
        for select, rows, may_see in checks:
            seen = set(session.scalars(select(a_context(session, actor))))
            assert seen == {row for row in session.scalars(sa.select(rows)) if may_see(actor, row)}


def test_a_rivals_vendor_and_team_are_not_found(session):
    ctx = a_context(session)
    birch, _ = a_vendor(ctx)
    member = session.scalar(sa.select(VendorMember))
    _, riva = a_vendor(ctx, "Cedar Works", "Riva Dunn")
    for get, wanted in ((queries.get, birch), (queries.get_member, member)):
        for forged in (wanted.id, "0" * 16):
            with pytest.raises(NotFound):
                get(acting(ctx, riva), forged)


def test_rooms_downstream_learn_who_acts_for_whom(session):
    ctx = a_context(session)
    birch, vera = a_vendor(ctx)
    uma = a_colleague(ctx, birch, "Uma Field")
    ned = a_person(ctx, "Ned Low")
    assert queries.members(session, birch.id) == [uma, vera]
    assert queries.vendor_ids_of(session, [vera.id, ned.id]) == {vera.id: {birch.id}, ned.id: set()}
    assert queries.names(session, [birch.id, None]) == {birch.id: "Birch Software"}
