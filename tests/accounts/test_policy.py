"""Who may do what with an account: every actor against every deed, and the same answer from the selects."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from procurement.accounts import operations, policy, queries
from procurement.accounts.models import ApiToken, Person, SignInSession, TicketKind
from procurement.core.context import NOBODY, SYSTEM, Actor
from procurement.core.errors import NotFound
from tests.builders.people import NOW, a_context, a_person, acting

ADA = Person(id="ada", email="ada@example.gov", name="Ada", created_at=NOW)
ACTORS = {
    "nobody": NOBODY,
    "herself": Actor(id="ada", name="Ada"),
    "her token": Actor(id="ada", name="Ada", scopes=frozenset({"read", "write"})),
    "another": Actor(id="bo", name="Bo"),
    "operator": Actor(id="olga", name="Olga", is_operator=True),
    "service": SYSTEM,
}
MAY = {
    policy.may_see: {"herself", "her token", "operator", "service"},
    policy.may_edit: {"herself", "her token"},
    policy.may_change_password: {"herself", "her token"},
    policy.may_create_token: {"herself"},
    policy.may_sign_out_everywhere: {"herself", "her token"},
    policy.may_disable: {"operator", "service"},
    policy.may_enable: {"operator", "service"},
}


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("deed", MAY, ids=lambda deed: deed.__name__)
def test_who_may_do_what_with_an_account(deed, actor):
    verdict = deed(ACTORS[actor], ADA)
    assert bool(verdict) == (actor in MAY[deed])
    assert verdict or verdict.reason.endswith(".")


@pytest.mark.parametrize("actor", ACTORS)
def test_sessions_and_tokens_are_only_ones_own(actor):
    own = actor in ("herself", "her token")
    assert bool(policy.may_see_session(ACTORS[actor], SignInSession(person_id="ada"))) == own
    assert bool(policy.may_revoke_session(ACTORS[actor], SignInSession(person_id="ada"))) == own
    assert bool(policy.may_see_token(ACTORS[actor], ApiToken(person_id="ada"))) == own
    assert bool(policy.may_revoke_token(ACTORS[actor], ApiToken(person_id="ada"))) == own


def test_nobody_disables_themselves():
    assert not policy.may_disable(ACTORS["operator"], Person(id="olga"))


def test_only_the_service_makes_people_and_only_somebody_invites():
    assert [name for name, actor in ACTORS.items() if policy.may_create_person(actor)] == ["service"]
    assert not policy.may_issue(NOBODY, TicketKind.INVITATION)
    assert policy.may_issue(NOBODY, TicketKind.PASSWORD_RESET)


def test_what_is_visible_agrees_with_the_policy_row_by_row(session):
    ctx = a_context(session)
    people = [a_person(ctx), a_person(ctx, "Bo Reed"), a_person(ctx, "Olga Prince", is_operator=True)]
    for person in people:
        operations.begin_session(ctx, person)
        operations.create_token(acting(ctx, person), person, name="Robot", scopes=["read"])
    checks = (
        (queries.visible, Person, policy.may_see),
        (queries.visible_sessions, SignInSession, policy.may_see_session),
        (queries.visible_tokens, ApiToken, policy.may_see_token),
    )
    for person in (None, *people):
        own = acting(ctx, person)
        for select, rows, may_see in checks:
            seen = set(session.scalars(select(own)))
            assert seen == {row for row in session.scalars(sa.select(rows)) if may_see(own.actor, row)}


def test_a_forged_id_is_not_found(session):
    ctx = a_context(session)
    ada, bo = a_person(ctx), a_person(ctx, "Bo Reed")
    _, row = operations.begin_session(ctx, ada)
    _, token = operations.create_token(acting(ctx, ada), ada, name="Robot", scopes=["read"])
    other = replace(ctx, actor=acting(ctx, bo).actor)
    for get, wanted in ((queries.get, ada), (queries.get_session, row), (queries.get_token, token)):
        assert get(acting(ctx, ada), wanted.id) is wanted
        for forged in (wanted.id, "0" * 16, ""):
            with pytest.raises(NotFound):
                get(other, forged)
