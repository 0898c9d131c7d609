"""Adoptions with real commits and threads: against the contract's last instant, its termination, and each other."""

from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from procurement.contracts import adopting, amending
from procurement.contracts.adoption_models import Adoption
from procurement.contracts.lifecycle import AdoptionState
from procurement.contracts.models import Contract
from procurement.core.context import SYSTEM, Actor, Context
from procurement.core.database import database_clock, unit_of_work
from procurement.core.errors import Conflict
from procurement.mailbox.models import Letter
from tests.builders.adoptions import ASKED, an_adoptable_contract, an_agreed_adoption, as_adopter
from tests.builders.contracts import contract_officer
from tests.builders.people import NOW, a_jurisdiction
from tests.live.test_pools import at_once

#: The contract's last day, December 31, 2026, ends in Chicago.
MIDNIGHT = datetime(2027, 1, 1, 6, tzinfo=UTC)
ROUNDS = 4


@contextmanager
def unit(engine, actor: Actor = SYSTEM, ahead: timedelta = timedelta(0)):
    """A unit of work by a clock that runs with the database's, so far ahead of it."""
    with unit_of_work(engine) as session:
        yield Context(session, actor, database_clock(session) + ahead, url="http://procurement.test")


def agreed(engine, number: int = 0) -> tuple[str, Actor, str, Actor]:
    """An adoption that waits for its signature: its id, the representative, the contract's id, the lead's officer."""
    with unit_of_work(engine) as session:
        ctx = Context(session, SYSTEM, NOW, url="http://procurement.test")
        contract = an_adoptable_contract(ctx, f"Company {number}")
        adoption = an_agreed_adoption(ctx, contract, a_jurisdiction(ctx, f"City of Fern {number}"))
        lead = contract_officer(ctx, adoption.contract.jurisdiction).actor
        return adoption.id, as_adopter(ctx, adoption).actor, adoption.contract_id, lead


def sign(engine, adoption_id: str, actor: Actor, ahead: timedelta) -> datetime | None:
    with unit(engine, actor, ahead) as ctx:
        adoption = ctx.session.get_one(Adoption, adoption_id)
        return adopting.sign(ctx, adoption, signature="Rita Moss, City manager").signed_at


def ahead_until(engine, instant: datetime) -> timedelta:
    """By how much a clock has to run ahead so that it says this instant now."""
    with unit(engine) as ctx:
        return instant - ctx.now


def test_whoever_signs_as_the_last_day_ends_is_before_its_last_instant_or_has_not_signed(engine):
    adoption_id, rita, contract_id, _ = agreed(engine)
    ahead = ahead_until(engine, MIDNIGHT - timedelta(milliseconds=500))
    with ThreadPoolExecutor(1) as threads:
        with unit(engine, SYSTEM, ahead) as ctx:
            # Somebody holds the contract while its last day ends: whoever began to sign in time has to wait.
            ctx.lock(ctx.session.get_one(Contract, contract_id))
            running = threads.submit(sign, engine, adoption_id, rita, ahead)
            wait([running], timeout=0.8)
            assert not running.done()
        refused = running.exception(timeout=60)
    assert isinstance(refused, Conflict) and "It ran out on Thursday, December 31, 2026" in refused.sentence
    with unit(engine) as ctx:
        adoption = ctx.session.get_one(Adoption, adoption_id)
        assert (adoption.state, adoption.signature, adoption.signed_at) == (AdoptionState.AGREED, "", None)
        assert ctx.session.scalars(sa.select(Letter).where(Letter.template == "adoption-signed")).all() == []
    signed_at = sign(engine, adoption_id, rita, ahead_until(engine, MIDNIGHT - timedelta(minutes=1)))
    assert MIDNIGHT - timedelta(minutes=1) <= signed_at < MIDNIGHT


def test_signing_and_ending_the_contract_at_once_leave_a_buyer_who_was_told_or_no_buyer(engine):
    for number in range(ROUNDS):
        adoption_id, rita, contract_id, lead = agreed(engine, number)
        ahead = ahead_until(engine, NOW)

        def terminate(lead=lead, contract_id=contract_id, ahead=ahead):
            with unit(engine, lead, ahead) as ctx:
                contract = ctx.session.get_one(Contract, contract_id)
                amending.terminate(ctx, contract, reason="They do not deliver.")
            return True

        def to_sign(adoption_id=adoption_id, rita=rita, ahead=ahead):
            return sign(engine, adoption_id, rita, ahead)

        ended, signed = at_once(terminate, to_sign) if number % 2 else reversed(at_once(to_sign, terminate))
        assert ended is True
        with unit(engine) as ctx:
            state = ctx.session.get_one(Adoption, adoption_id).state
            told = ctx.session.scalars(
                sa.select(Letter.to_email).where(
                    Letter.template == "contract-terminated", Letter.about_id == contract_id
                )
            ).all()
        if isinstance(signed, Conflict):
            assert state == AdoptionState.AGREED and "not in force" in signed.sentence
            assert rita.email not in told
        else:
            assert state == AdoptionState.ACTIVE and rita.email in told


def test_of_two_requests_of_one_government_at_once_one_stands(engine):
    with unit_of_work(engine) as session:
        ctx = Context(session, SYSTEM, NOW, url="http://procurement.test")
        contract_id, fern = an_adoptable_contract(ctx).id, a_jurisdiction(ctx, "City of Fern")
        officer, fern_id = contract_officer(ctx, fern).actor, fern.id

    def ask():
        with unit_of_work(engine) as session:
            ctx = Context(session, officer, NOW, url="http://procurement.test")
            return adopting.request(ctx, session.get_one(Contract, contract_id), jurisdiction_id=fern_id, **ASKED).id

    answers = at_once(ask, ask)
    assert sorted(isinstance(each, Conflict) for each in answers) == [False, True]
    with unit(engine) as ctx:
        assert ctx.session.scalar(sa.select(sa.func.count(Adoption.id))) == 1
        letters = ctx.session.scalars(sa.select(Letter.to_email).where(Letter.template == "adoption-requested")).all()
        assert len(letters) == len(set(letters)) > 0
