"""Contracts with real commits and threads: what ends and what is amended never pass each other."""

import sqlalchemy as sa

from procurement.contracts import amending
from procurement.contracts import contract_queries as contracts
from procurement.contracts.lifecycle import ContractState
from procurement.contracts.models import Amendment, AmendmentKind
from procurement.core.errors import Conflict
from tests.builders.contracts import an_active_contract, contract_officer
from tests.live.test_pools import at_once, unit

ROUNDS = 5


def an_agreed(engine):
    """The id of a contract in force, its officer, and the day of its end."""
    with unit(engine) as ctx:
        contract = an_active_contract(ctx)
        return contract.id, contract_officer(ctx, contract.jurisdiction).actor, contract.ends_on


def deed(engine, actor, contract_id, verb, **given):
    """The deed in a unit of its own."""

    def do():
        with unit(engine, actor) as ctx:
            verb(ctx, contracts.get(ctx, contract_id), **given)
        return verb.__name__

    return do


def test_an_amendment_and_a_termination_at_once_come_one_after_the_other(engine):
    for _ in range(ROUNDS):
        contract_id, officer, _ = an_agreed(engine)
        done = at_once(
            deed(engine, officer, contract_id, amending.terminate, reason="They do not deliver."),
            deed(engine, officer, contract_id, amending.amend, reason="More.", ceiling_cents=90_000_000),
        )
        assert done[0] == "terminate"
        with unit(engine) as ctx:
            contract = contracts.get(ctx, contract_id)
            made = [each.kind for each in reversed(contracts.amendments(ctx, contract))]
            assert contract.state == ContractState.TERMINATED
            if done[1] == "amend":
                assert made == [AmendmentKind.AMENDMENT, AmendmentKind.TERMINATION]
                assert contract.ceiling_cents == 90_000_000
            else:
                assert isinstance(done[1], Conflict) and "in force" in done[1].sentence
                assert made == [AmendmentKind.TERMINATION] and contract.ceiling_cents == 50_000_000


def test_a_renewal_is_decided_once(engine):
    for _ in range(ROUNDS):
        contract_id, officer, ends_on = an_agreed(engine)
        done = at_once(
            deed(engine, officer, contract_id, amending.renew, number=1),
            deed(engine, officer, contract_id, amending.renew, number=1),
            deed(engine, officer, contract_id, amending.decline_renewal, number=1, reason="Enough."),
        )
        refused = [each for each in done if isinstance(each, Conflict)]
        assert len(refused) == 2 and all("already" in each.sentence for each in refused)
        with unit(engine) as ctx:
            contract = contracts.get(ctx, contract_id)
            renewed = "renew" in done
            assert contract.ends_on == (ends_on.replace(year=ends_on.year + 1) if renewed else ends_on)
            count = sa.select(sa.func.count(Amendment.id)).where(Amendment.contract_id == contract_id)
            assert ctx.session.scalar(count) == int(renewed)
