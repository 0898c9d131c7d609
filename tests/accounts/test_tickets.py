"""One-time links: used once, in time, by whoever holds the mailbox, and silent about who exists."""

import re

import pytest
import sqlalchemy as sa

from procurement.accounts import operations, queries, tickets
from procurement.accounts.models import TicketKind
from procurement.core.errors import Conflict, NotFound, TooMany
from procurement.mailbox import operations as mailbox
from procurement.mailbox.models import Letter
from tests.builders.people import a_claim, a_context, a_person, acting, later

ADDRESS = "203.0.113.7"


def ask(ctx, email, address=ADDRESS):
    tickets.request_reset(acting(ctx, None), email, address=address, post=mailbox.post)
    ctx.session.flush()


def links_to(ctx, email):
    """The secrets in the letters to this mailbox, oldest first."""
    bodies = ctx.session.scalars(sa.select(Letter.body).where(Letter.to_email == email).order_by(Letter.written_at))
    return [found[1] for body in bodies if (found := re.search(r"/reset/(\S{20,})", body))]


def reset(ctx, secret):
    return tickets.reset_password(acting(ctx, None), secret, password_hash="new", post=mailbox.post)


def test_a_reset_sends_a_letter_to_who_exists_and_answers_alike_to_who_does_not(session):
    ctx = a_context(session)
    ada = a_person(ctx)
    assert ask(ctx, " ADA.moss@example.gov") is None
    assert ask(ctx, "nobody@example.gov") is None
    assert session.scalars(sa.select(Letter.to_email)).all() == [ada.email]


def test_a_reset_sets_the_password_once_and_ends_every_session_and_token(session):
    ctx = a_context(session)
    ada = a_person(ctx)
    cookie, _ = operations.sign_in(ctx, a_claim(ctx, ada.email), address=ADDRESS, local=True)
    token, _ = operations.create_token(acting(ctx, ada), ada, name="Robot", scopes=["read"])
    ask(ctx, ada.email)
    ask(ctx, ada.email)
    first, second = links_to(ctx, ada.email)
    assert reset(ctx, first) is ada
    assert ada.password_hash == "new"
    assert session.execute(queries.behind_session(cookie, ctx.now)).all() == []
    assert session.execute(queries.behind_token(token, ctx.now)).all() == []
    for spent in (first, second):
        with pytest.raises(Conflict):
            reset(ctx, spent)


def test_a_reset_link_lasts_an_hour(session):
    ctx = a_context(session)
    ada = a_person(ctx)
    ask(ctx, ada.email)
    (secret,) = links_to(ctx, ada.email)
    with pytest.raises(Conflict):
        reset(later(ctx, hours=1), secret)
    assert reset(later(ctx, minutes=59), secret)


def test_a_made_up_link_and_a_link_of_another_kind_are_unknown(session):
    ctx = a_context(session)
    secret, _ = tickets.issue(ctx, TicketKind.INVITATION, email="x@example.gov")
    for wrong in ("made up", "", secret):
        with pytest.raises(NotFound):
            reset(ctx, wrong)


def test_one_mailbox_gets_three_letters_an_hour_and_the_asker_does_not_learn_it(session):
    ctx = a_context(session)
    ada = a_person(ctx)
    for _ in range(5):
        ask(ctx, ada.email)
    assert len(links_to(ctx, ada.email)) == 3
    ask(later(ctx, hours=1), ada.email)
    assert len(links_to(ctx, ada.email)) == 4


def test_one_network_address_may_ask_for_thirty_links_an_hour(session):
    ctx = a_context(session)
    for number in range(30):
        ask(ctx, f"guess{number}@example.gov")
    with pytest.raises(TooMany):
        ask(ctx, "guess30@example.gov")
    assert ask(ctx, "guess30@example.gov", address="198.51.100.1") is None


def test_a_disabled_person_gets_no_link_and_cannot_use_an_old_one(session):
    ctx = a_context(session)
    ada = a_person(ctx)
    ask(ctx, ada.email)
    (secret,) = links_to(ctx, ada.email)
    operations.disable(acting(ctx, a_person(ctx, "Olga Prince", is_operator=True)), ada)
    ask(ctx, ada.email)
    assert len(links_to(ctx, ada.email)) == 1
    with pytest.raises(Conflict):
        reset(ctx, secret)
