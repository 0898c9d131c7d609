"""Usage with real commits and threads: reports that reach the ceiling together, and one quarter reported twice."""

import sqlalchemy as sa

from procurement.contracts import account_queries, usage
from procurement.contracts.models import Contract
from procurement.contracts.usage_models import Reporter, UsageAlert, UsageReport
from procurement.core.context import SYSTEM, Context
from procurement.core.database import unit_of_work
from procurement.core.errors import Conflict
from procurement.mailbox.models import Letter
from tests.builders.adoptions import as_seller
from tests.builders.people import NOW
from tests.builders.solicitations import as_representative
from tests.builders.usage import a_bought_contract, bought
from tests.live.test_pools import at_once, unit

ROUNDS = 4


def the_scene(engine, number=0):
    with unit_of_work(engine) as session:
        ctx = Context(session, SYSTEM, NOW, url="http://procurement.test")
        contract, fern = a_bought_contract(ctx, f"Company {number}", ceiling_cents=100_000_00)
        lead = contract.jurisdiction
        ids = contract.id, fern.id, lead.id
        return *ids, as_seller(ctx, contract).actor, as_representative(ctx, fern).actor


def reporting(engine, contract_id, actor, reporter, *said):
    def deed():
        with unit(engine, actor) as ctx:
            contract = ctx.session.get_one(Contract, contract_id)
            return [each.id for each in usage.report(ctx, contract, reporter=reporter, reported=said)]

    return deed


def test_two_reports_that_reach_the_ceiling_together_are_both_kept_and_told_once(engine):
    for number in range(ROUNDS):
        id, fern, lead, seller, member = the_scene(engine, number)
        by_vendor = reporting(engine, id, seller, Reporter.VENDOR, bought(lead, 60_000_00))
        by_member = reporting(engine, id, member, Reporter.MEMBER, bought(fern, 55_000_01))
        made = at_once(*([by_vendor, by_member] if number % 2 else [by_member, by_vendor]))
        assert all(len(each) == 1 for each in made)
        with unit(engine) as ctx:
            contract = ctx.session.get_one(Contract, id)
            assert contract.used_cents == 115_000_01
            assert account_queries.statement(ctx, contract).faults == []
            codes = ctx.session.scalars(sa.select(UsageAlert.code).where(UsageAlert.contract_id == id)).all()
            assert sorted(codes) == ["ceiling-100-10000000", "ceiling-80-10000000"]
            told = sa.select(Letter.to_email).where(Letter.template == "usage-ceiling", Letter.about_id == id)
            to = ctx.session.scalars(told).all()
            assert len(to) == len(set(to)) > 0


def test_of_one_quarter_reported_twice_at_once_by_the_vendor_one_stands_and_both_sides_never_count_twice(engine):
    for number in range(ROUNDS):
        id, fern, _, seller, member = the_scene(engine, number)
        twice = [reporting(engine, id, seller, Reporter.VENDOR, bought(fern, cents)) for cents in (10_00, 20_00)]
        own = reporting(engine, id, member, Reporter.MEMBER, bought(fern, 7_00))
        answers = at_once(*twice, own)
        refused = [each for each in answers if isinstance(each, Conflict)]
        assert len(refused) == 1 and "Correct that report instead" in refused[0].sentence
        with unit(engine) as ctx:
            contract = ctx.session.get_one(Contract, id)
            stands = sa.select(UsageReport.total_cents).where(
                UsageReport.contract_id == id, UsageReport.reporter == Reporter.VENDOR
            )
            assert [contract.used_cents] == ctx.session.scalars(stands).all()
            assert account_queries.statement(ctx, contract).faults == []
