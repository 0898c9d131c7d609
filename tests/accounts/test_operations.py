"""Signing in and out, time-outs, throttle, tokens and passwords, as somebody would notice them."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from procurement.accounts import operations, queries
from procurement.accounts.models import SignInSession
from procurement.audit.models import Entry
from procurement.core.database import unit_of_work
from procurement.core.errors import Conflict, Invalid, NotAllowed, TooMany
from procurement.mailbox import operations as mailbox
from procurement.mailbox.models import Letter
from tests.builders.people import PASSWORD, a_claim, a_context, a_person, acting, later, password_hash

ADDRESS = "203.0.113.7"


def try_to_sign_in(ctx, email, password, *, address=ADDRESS, local=True, replaces=None):
    """As the door does it; a refusal's records are written, as the web writes them."""
    claim = a_claim(ctx, email, password, address)
    try:
        return operations.sign_in(ctx, claim, address=address, agent="Firefox", local=local, replaces=replaces)
    except Invalid as refusal:
        for record in refusal.records:
            record(ctx)
        raise


def fail(ctx, email, times, *, address=ADDRESS):
    """So many wrong passwords, without the price of hashing."""
    for _ in range(times):
        operations.note_attempt(ctx, email, address, succeeded=False)


def sees(ctx, secret):
    found = ctx.session.execute(queries.behind_session(secret, ctx.now)).one_or_none()
    return None if found is None else found[0]


def whose(session, secret, now):
    found = session.execute(queries.behind_token(secret, now)).one_or_none()
    return None if found is None else tuple(found)


def test_the_right_password_opens_a_session_that_is_known_by_its_secret_alone(session):
    ctx = a_context(session)
    ada = a_person(ctx)
    secret, row = try_to_sign_in(ctx, ada.email, PASSWORD)
    assert sees(ctx, secret) is ada
    assert sees(ctx, "something else") is None
    assert secret not in (row.id, row.secret_hash)


@pytest.mark.parametrize("email, password", [("ada.moss@example.gov", "wrong"), ("nobody@example.gov", PASSWORD)])
def test_who_is_wrong_is_not_told_which_part(session, email, password):
    ctx = a_context(session)
    a_person(ctx)
    with pytest.raises(Invalid) as refused:
        try_to_sign_in(ctx, email, password)
    assert refused.value.sentence == "The e-mail address or the password is not right."


def test_a_session_ends_when_idle_and_however_busy_after_twelve_hours(session):
    ctx = a_context(session)
    secret, row = try_to_sign_in(ctx, a_person(ctx).email, PASSWORD)
    assert sees(later(ctx, hours=1, minutes=59), secret)
    assert sees(later(ctx, hours=2), secret) is None
    row.seen_at = ctx.now + timedelta(hours=11, minutes=59)
    session.flush()
    assert sees(later(ctx, hours=11, minutes=59), secret)
    assert sees(later(ctx, hours=12), secret) is None


def test_signing_in_again_replaces_the_secret_of_this_browser(session):
    ctx = a_context(session)
    ada = a_person(ctx)
    first, _ = try_to_sign_in(ctx, ada.email, PASSWORD)
    other, _ = try_to_sign_in(ctx, ada.email, PASSWORD)
    second, _ = try_to_sign_in(ctx, ada.email, PASSWORD, replaces=first)
    assert sees(ctx, first) is None
    assert sees(ctx, second) is ada
    assert sees(ctx, other) is ada


def test_signing_out_ends_this_browser_and_everywhere_ends_all(session):
    ctx = a_context(session)
    ada = a_person(ctx)
    first, row = try_to_sign_in(ctx, ada.email, PASSWORD)
    second, _ = try_to_sign_in(ctx, ada.email, PASSWORD)
    third, kept = try_to_sign_in(ctx, ada.email, PASSWORD)
    own = acting(ctx, ada)
    operations.sign_out(own, row)
    assert [sees(ctx, each) is ada for each in (first, second, third)] == [False, True, True]
    assert operations.sign_out_everywhere(own, ada, except_for=kept) == 1
    assert [sees(ctx, each) is ada for each in (second, third)] == [False, True]
    assert [each.id for each in queries.sessions(own)] == [kept.id]


def test_nobody_ends_the_session_of_another(session):
    ctx = a_context(session)
    _, row = try_to_sign_in(ctx, a_person(ctx).email, PASSWORD)
    with pytest.raises(NotAllowed):
        operations.sign_out(acting(ctx, a_person(ctx, "Bo Reed")), row)


def test_ten_failures_shut_the_account_for_a_quarter_of_an_hour_and_say_so(session):
    ctx = a_context(session)
    ada = a_person(ctx)
    fail(ctx, ada.email, 9, address="198.51.100.1")
    try_to_sign_in(ctx, ada.email, PASSWORD)
    fail(later(ctx, minutes=1), ada.email, 10, address="198.51.100.1")
    with pytest.raises(TooMany) as refused:
        try_to_sign_in(later(ctx, minutes=5), ada.email, PASSWORD)
    assert "try again in 11 minutes" in refused.value.sentence
    secret, _ = try_to_sign_in(later(ctx, minutes=16), ada.email, PASSWORD)
    assert secret


def test_a_sign_in_that_works_forgives_the_failures_before_it(session):
    ctx = a_context(session)
    ada = a_person(ctx)
    fail(ctx, ada.email, 9)
    assert try_to_sign_in(later(ctx, minutes=1), ada.email, PASSWORD)
    fail(later(ctx, minutes=2), ada.email, 9)
    assert try_to_sign_in(later(ctx, minutes=3), ada.email, PASSWORD)


def test_a_network_address_that_guesses_at_many_accounts_is_shut_out(session):
    ctx = a_context(session)
    ada = a_person(ctx)
    for number in range(50):
        fail(ctx, f"guess{number}@example.gov", 1)
    with pytest.raises(TooMany):
        try_to_sign_in(ctx, ada.email, PASSWORD)
    assert try_to_sign_in(ctx, ada.email, PASSWORD, address="198.51.100.9")


def test_a_burst_that_was_let_past_the_first_look_is_stopped_before_the_session(session):
    ctx = a_context(session)
    ada = a_person(ctx)
    claim = a_claim(ctx, ada.email)
    fail(ctx, ada.email, 10)
    with pytest.raises(TooMany):
        operations.sign_in(ctx, claim, address=ADDRESS, local=True)


def test_a_password_changed_meanwhile_makes_the_proof_worthless(session):
    ctx = a_context(session)
    ada = a_person(ctx)
    claim = a_claim(ctx, ada.email)
    ada.password_hash = "changed"
    session.flush()
    with pytest.raises(Invalid):
        operations.sign_in(ctx, claim, address=ADDRESS, local=True)


def test_disabled_people_are_told_so_only_with_the_right_password(session):
    ctx = a_context(session)
    ada, chief = a_person(ctx), a_person(ctx, "Olga Prince", is_operator=True)
    secret, _ = try_to_sign_in(ctx, ada.email, PASSWORD)
    operations.disable(acting(ctx, chief), ada)
    assert sees(ctx, secret) is None
    with pytest.raises(Invalid, match="disabled"):
        try_to_sign_in(ctx, ada.email, PASSWORD)
    with pytest.raises(Invalid, match="not right"):
        try_to_sign_in(ctx, ada.email, "wrong")
    operations.enable(acting(ctx, chief), ada)
    assert sees(ctx, secret) is None
    assert try_to_sign_in(ctx, ada.email, PASSWORD)


def test_people_of_the_demo_come_in_only_on_this_machine(session):
    ctx = a_context(session)
    dana = a_person(ctx, "Dana Demo", is_demo=True)
    assert try_to_sign_in(ctx, dana.email, PASSWORD, local=True)
    with pytest.raises(Invalid, match="demo"):
        try_to_sign_in(ctx, dana.email, PASSWORD, local=False)


def test_last_seen_is_written_once_a_minute(engine):
    with unit_of_work(engine) as session:
        ctx = a_context(session)
        _, row = operations.begin_session(ctx, a_person(ctx))

    def seen():
        with unit_of_work(engine, writes=False) as session:
            return session.get(SignInSession, row.id).seen_at - ctx.now

    operations.note_seen(engine, row.id, ctx.now + timedelta(seconds=59))
    assert seen() == timedelta()
    operations.note_seen(engine, row.id, ctx.now + timedelta(seconds=60))
    assert seen() == timedelta(seconds=60)


def test_moving_the_demo_clock_carries_sessions_along(session):
    ctx = a_context(session)
    secret, _ = try_to_sign_in(ctx, a_person(ctx).email, PASSWORD)
    operations.carry_sessions_over(ctx, 14 * 24 * 3600)
    session.flush()
    assert sees(later(ctx, days=14, minutes=5), secret)
    assert sees(later(ctx, days=14, hours=2), secret) is None


def test_a_token_works_until_it_expires_or_is_revoked_and_is_found_by_scanners(session):
    ctx = a_context(session)
    ada = a_person(ctx)
    own = acting(ctx, ada)
    secret, token = operations.create_token(
        own, ada, name="Nightly copy", scopes=["write"], expires_at=ctx.now + timedelta(days=1)
    )
    assert secret.startswith("lgp_")
    assert token.scopes == ["read", "write"]
    assert whose(session, secret, ctx.now) == (ada, token)
    assert whose(session, secret, ctx.now + timedelta(days=1)) is None
    operations.revoke_token(own, token)
    session.flush()
    assert whose(session, secret, ctx.now) is None
    assert queries.tokens(own) == []


def test_a_token_that_would_be_born_dead_is_refused(session):
    ctx = a_context(session)
    ada = a_person(ctx)
    with pytest.raises(Invalid):
        operations.create_token(acting(ctx, ada), ada, name="Late", scopes=["read"], expires_at=ctx.now)


def test_a_program_gets_a_token_for_a_password_under_the_same_throttle(session):
    ctx = a_context(session)
    ada = a_person(ctx)
    given = {"address": ADDRESS, "local": True, "name": "Robot", "scopes": ["read"]}
    with pytest.raises(Invalid):
        operations.exchange_for_token(ctx, a_claim(ctx, ada.email, "wrong"), **given)
    claim = a_claim(ctx, ada.email)
    secret, _ = operations.exchange_for_token(ctx, claim, **given)
    assert whose(session, secret, ctx.now)[0] is ada
    fail(later(ctx, minutes=1), ada.email, 10)
    with pytest.raises(TooMany):
        operations.exchange_for_token(later(ctx, minutes=2), claim, **given)


def change(ctx, person, old, **more):
    claim = a_claim(ctx, person.email, old)
    operations.change_password(
        ctx, person, claim, password_hash="the new hash", address=ADDRESS, post=mailbox.post, **more
    )


def test_changing_the_password_needs_the_old_one_ends_other_sessions_and_tells_by_letter(session):
    ctx = a_context(session)
    ada = a_person(ctx)
    here, row = try_to_sign_in(ctx, ada.email, PASSWORD)
    elsewhere, _ = try_to_sign_in(ctx, ada.email, PASSWORD)
    own = acting(ctx, ada)
    with pytest.raises(Invalid) as refused:
        change(own, ada, "wrong", keep=row)
    assert "current_password" in refused.value.faults
    assert ada.password_hash == password_hash()
    change(own, ada, PASSWORD, keep=row)
    assert ada.password_hash == "the new hash"
    assert sees(ctx, here) is ada
    assert sees(ctx, elsewhere) is None
    session.flush()
    assert session.scalars(sa.select(Letter.template)).all() == ["password_changed"]


def test_two_people_cannot_have_one_address(session):
    ctx = a_context(session)
    a_person(ctx, email="ada@example.gov")
    with pytest.raises(Conflict):
        a_person(ctx, "Another Ada", email=" ADA@example.gov ")


def test_a_stale_edit_of_the_profile_is_refused(session):
    ctx = a_context(session)
    ada = a_person(ctx)
    own = acting(ctx, ada)
    operations.edit_profile(own, ada, version=1, name="Ada M. Moss", zone="America/Denver")
    session.flush()
    with pytest.raises(Conflict):
        operations.edit_profile(own, ada, version=1, name="Ada", zone="America/Denver")
    assert ada.name == "Ada M. Moss"


def test_the_ledger_tells_what_happened_to_an_account_and_no_secret(session):
    ctx = a_context(session)
    ada = a_person(ctx)
    secret, _ = operations.create_token(acting(ctx, ada), ada, name="Robot", scopes=["read"])
    session.flush()
    entries = session.scalars(sa.select(Entry).order_by(Entry.id)).all()
    assert [entry.deed for entry in entries] == ["person.created", "token.created"]
    assert secret not in str([entry.body for entry in entries])
