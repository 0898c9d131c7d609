"""What was bought: reported by both sides, corrected, counted once, watched against the ceiling, booked to the cent."""

import random
from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as some

from procurement.contracts import account_queries, amending, usage, usage_asking, usage_queries
from procurement.contracts.books import Books, expected
from procurement.contracts.usage_models import EntryKind, FeeEntry, Reporter, UsageReport
from procurement.core.errors import Conflict, Invalid, NotAllowed, NotSignedIn
from procurement.mailbox.models import Letter
from procurement.networks.duties import Duty
from tests.builders.adoptions import as_seller
from tests.builders.contracts import contract_officer
from tests.builders.people import a_context, a_jurisdiction, a_vendor, acting, later, with_duty
from tests.builders.solicitations import as_representative
from tests.builders.usage import a_bought_contract, bought, by_member, by_vendor


@pytest.fixture
def ctx(session):
    return a_context(session)


def lead_of(ctx, contract):
    return contract_officer(ctx, contract.jurisdiction)


def letters(ctx, template):
    ctx.session.flush()
    return ctx.session.scalars(sa.select(Letter).where(Letter.template == template)).all()


def test_the_vendors_figure_counts_and_the_buyers_own_stands_in_until_it_comes(ctx):
    contract, fern = a_bought_contract(ctx)
    by_member(ctx, contract, fern, bought(fern, 1_000_00))
    assert contract.used_cents == 1_000_00
    by_vendor(ctx, contract, bought(fern, 1_200_00), bought(contract.jurisdiction, 300_00))
    assert contract.used_cents == 1_500_00
    by_member(ctx, contract, contract.jurisdiction, bought(contract.jurisdiction, 300_00))
    found = account_queries.reconciliation(lead_of(ctx, contract), contract)
    assert [(each.jurisdiction_id, each.difference_cents) for each in found.differences] == [(fern.id, 200_00)]
    quarter = found.quarters[0]
    assert (quarter.vendor_cents, quarter.member_cents, quarter.both, quarter.differing) == (1_500_00, 1_300_00, 2, 1)


def test_a_quarter_is_reported_once_and_a_correction_takes_its_place_and_leaves_it_in_the_record(ctx):
    contract, fern = a_bought_contract(ctx)
    (first,) = by_vendor(ctx, contract, bought(fern, 1_000_00))
    with pytest.raises(Conflict, match="Correct that report instead"):
        by_vendor(ctx, contract, bought(fern, 900_00))
    seller, version = as_seller(ctx, contract), first.version
    second = usage.correct(later(seller, minutes=1), first, version=version, lines=[{"amount_cents": 800_00}])
    assert contract.used_cents == 800_00
    assert [each.total_cents for each in usage_queries.versions(seller, second)] == [800_00, 1_000_00]
    with pytest.raises(Conflict):
        usage.correct(seller, first, version=version, lines=[{"amount_cents": 1}])
    with pytest.raises(NotAllowed):
        usage.correct(as_representative(ctx, fern), second, lines=[{"amount_cents": 1}])


def test_what_cannot_be_reported_is_refused_with_its_reason(ctx):
    contract, fern = a_bought_contract(ctx)
    for quarter in ("2026-Q4", "2025-Q4", "2026-Q9"):
        with pytest.raises(Invalid) as refused:
            by_vendor(ctx, contract, bought(fern, 1, quarter))
        assert "quarter" in refused.value.faults
    with pytest.raises(Invalid) as refused:
        by_vendor(ctx, contract, bought(fern, 1, line_key="l99"))
    assert "lines.0.line_key" in refused.value.faults
    with pytest.raises(NotAllowed, match="does not buy under the contract"):
        by_vendor(ctx, contract, bought(a_jurisdiction(ctx, "City of Reed"), 1))


def test_who_may_report_and_who_reads_the_report(ctx):
    contract, fern = a_bought_contract(ctx)
    stranger = acting(ctx, with_duty(ctx, a_jurisdiction(ctx, "City of Reed"), "Finn", Duty.OFFICER))
    rival = acting(ctx, a_vendor(ctx, "Rival Radio", "Rolf Dane")[1])
    actors = {
        "lead": lead_of(ctx, contract),
        "buyer": as_representative(ctx, fern),
        "auditor": acting(ctx, with_duty(ctx, fern, "Aude", Duty.AUDITOR)),
        "vendor": as_seller(ctx, contract),
        "stranger": stranger,
        "rival": rival,
        "public": acting(ctx, None),
    }
    may = {Reporter.VENDOR: {"vendor"}, Reporter.MEMBER: {"buyer"}}
    for reporter, allowed in may.items():
        for name, who in actors.items():
            if name in allowed:
                continue
            with pytest.raises((NotAllowed, NotSignedIn)):
                usage.report(who, contract, reporter=reporter, reported=[bought(fern, 5)])
    (sold,) = by_vendor(ctx, contract, bought(fern, 500_00))
    (own,) = by_member(ctx, contract, fern, bought(fern, 400_00))
    seen = {
        name: {each.id for each in ctx.session.scalars(usage_queries.reports(who, contract)).unique()}
        for name, who in actors.items()
    }
    both = {sold.id, own.id}
    assert seen == {
        "lead": both, "buyer": both, "auditor": both, "vendor": {sold.id}, "stranger": set(), "rival": set(),
        "public": set(),
    }  # fmt: skip
    # The account shows each the lines that concern it, and to nobody else any; a total is no secret of governments.
    lines = {name: len(account_queries.statement(who, contract).buyers) for name, who in actors.items()}
    assert lines == {"lead": 1, "buyer": 1, "auditor": 1, "vendor": 1, "stranger": 0, "rival": 0, "public": 0}
    differing = {name for name, who in actors.items() if account_queries.reconciliation(who, contract).differences}
    assert differing == {"lead", "buyer", "auditor"}
    assert {name for name, who in actors.items() if usage_queries.totals(who, contract)} == set(actors) - {
        "rival", "public",
    }  # fmt: skip


def test_everybody_concerned_is_told_once_when_the_ceiling_nears_and_once_when_it_is_reached(ctx):
    contract, fern = a_bought_contract(ctx, ceiling_cents=100_000_00)
    by_vendor(ctx, contract, bought(fern, 79_999_99))
    assert letters(ctx, "usage-ceiling") == []
    by_vendor(ctx, contract, bought(fern, 1, "2026-Q2"))
    told = letters(ctx, "usage-ceiling")
    assert {each.to_email for each in told} >= {
        as_seller(ctx, contract).actor.email, lead_of(ctx, contract).actor.email,
        as_representative(ctx, fern).actor.email,
    }  # fmt: skip
    assert len({each.to_email for each in told}) == len(told)
    by_vendor(ctx, contract, bought(fern, 5, "2026-Q3"))
    assert len(letters(ctx, "usage-ceiling")) == len(told)
    by_vendor(ctx, contract, bought(contract.jurisdiction, 30_000_00, "2026-Q3"))
    assert len(letters(ctx, "usage-ceiling")) == 2 * len(told)
    totals = usage_queries.totals(lead_of(ctx, contract), contract)
    assert (totals.percent, totals.is_exceeded, totals.left_cents) == (110, True, -10_000_05)


def test_payments_lower_the_balance_and_the_account_adds_up_to_the_cent(ctx):
    contract, fern = a_bought_contract(ctx)
    by_vendor(ctx, contract, bought(fern, 199_99), bought(contract.jurisdiction, 4_000_01))
    officer = lead_of(ctx, contract)
    usage.pay(officer, contract, amount_cents=10_00, paid_on=date(2026, 11, 3), reference="Check 1044")
    usage.pay(
        officer, contract, amount_cents=1_00, paid_on=date(2026, 11, 3), reference="ACH 7", jurisdiction_id=fern.id
    )
    found = account_queries.statement(officer, contract)
    assert found.adds_up and found.is_whole
    # 0.25 percent of $4,200.00, and 0.5 percent of $199.99.
    assert (found.total.fee_cents, found.total.fee_balance_cents) == (10_50, 50)
    own = next(each.row for each in found.buyers if each.jurisdiction_id == fern.id)
    assert (own.rebate_cents, own.rebate_balance_cents) == (1_00, 0)
    assert len(ctx.session.scalars(account_queries.payments(as_representative(ctx, fern), contract)).all()) == 1
    with pytest.raises(NotAllowed):
        usage.pay(as_seller(ctx, contract), contract, amount_cents=1, paid_on=date(2026, 11, 3), reference="x")
    with pytest.raises(Invalid) as refused:
        usage.pay(officer, contract, amount_cents=0, paid_on=date(2027, 11, 3), reference="")
    assert set(refused.value.faults) == {"amount_cents", "paid_on", "reference"}


def test_whatever_is_reported_corrected_and_amended_the_entries_come_to_what_is_owed(ctx):
    contract, fern = a_bought_contract(ctx, fee_percent=None, rebate_percent=Decimal("0.125"))
    dice, now = random.Random(7), ctx
    for step in range(24):
        now = later(now, days=45)
        if step % 6 == 2 and now.now.date() < date(2027, 12, 1):
            fee = Decimal(dice.choice(["0.25", "0.3333", "1.125"]))
            rebate = Decimal(dice.choice(["0.125", "0.75"]))
            amending.amend(
                lead_of(now, contract), contract, reason="The fee is agreed anew.", fee_percent=fee,
                rebate_percent=rebate + fee, fee_to="Prairie Coalition",
            )  # fmt: skip
        quarter = dice.choice(usage_queries.ended_quarters(now, contract)).key
        place = dice.choice([fern, contract.jurisdiction])
        said = [bought(place, dice.randint(-5_000, 9_999_99), quarter)]
        reporter = dice.choice(list(Reporter))
        who = as_seller(now, contract) if reporter == Reporter.VENDOR else as_representative(now, place)
        usage.replace(who, contract, reporter=reporter, reported=said)
        found = account_queries.statement(lead_of(now, contract), contract)
        assert found.faults == []
    assert ctx.session.scalar(sa.select(sa.func.count(FeeEntry.percent.distinct()))) > 2
    assert ctx.session.scalar(sa.select(sa.func.count(UsageReport.id)).where(UsageReport.replaced_at.is_not(None))) > 3
    # Somebody tampers with one entry by one cent: it is seen.
    entry = ctx.session.scalars(sa.select(FeeEntry).where(FeeEntry.kind == EntryKind.FEE).limit(1)).one()
    entry.amount_cents += 1
    ctx.session.flush()
    (fault,) = account_queries.statement(lead_of(now, contract), contract).faults
    assert "are owed, the entries come to" in fault


_percent = some.sampled_from([None, Decimal("0.25"), Decimal("0.3333"), Decimal("1.125")])


_reports = some.lists(some.tuples(some.sampled_from("abc"), some.integers(0, 5), some.integers(-(10**7), 10**10)))
_of_quarters = some.lists(_percent, min_size=6, max_size=6)


@given(_reports, _of_quarters, _of_quarters)
def test_any_sequence_of_reports_and_corrections_leaves_books_that_come_to_what_is_owed(said, fees, rebates):
    books, cells = Books(), {}
    for buyer, quarter, cents in said:
        change = cents - cells.get((buyer, quarter), 0)
        books.change(buyer, change, fee=fees[quarter], rebate=rebates[quarter])
        cells[buyer, quarter] = cents
        assert books.fee.booked == expected((fees[q], have) for (_, q), have in cells.items())
        for name in "abc":
            own = [(rebates[q], have) for (who, q), have in cells.items() if who == name]
            assert (books.rebates[name].booked if name in books.rebates else 0) == expected(own)


def test_who_has_not_reported_is_asked_on_the_desk_and_once_by_letter_when_it_is_overdue(ctx):
    contract, fern = a_bought_contract(ctx)
    january = later(ctx, days=45)
    who = {
        "buyer": as_representative(january, fern),
        "lead": lead_of(january, contract),
        "vendor": as_seller(january, contract),
    }
    asked = {
        name: [(each.quarter.key, each.jurisdiction_id) for each in usage_queries.to_report(actor)]
        for name, actor in who.items()
    }
    quarter = "2026-Q4"
    assert asked == {
        "buyer": [(quarter, fern.id)], "lead": [(quarter, contract.jurisdiction_id)], "vendor": [(quarter, None)]
    }  # fmt: skip
    # What ended before the contract came into force here is not asked for.
    assert usage_queries.to_report(lead_of(ctx, contract)) == []
    by_member(january, contract, fern, bought(fern, 5_00, quarter))
    assert usage_queries.to_report(as_representative(january, fern)) == []
    assert usage_asking.look(january, contract) == 0
    february = later(ctx, days=75)
    (gap,) = usage_queries.missing(february, contract)
    assert (gap.by_vendor, gap.by_member) == ([contract.jurisdiction, fern], [contract.jurisdiction])
    assert [usage_asking.look(february, contract) for _ in range(2)] == [1, 0]
    told = {each.to_email for each in letters(ctx, "usage-overdue")}
    assert as_seller(ctx, contract).actor.email in told and lead_of(ctx, contract).actor.email in told
    assert as_representative(ctx, fern).actor.email not in told
    assert lead_of(ctx, contract).actor.email in {each.to_email for each in letters(ctx, "usage-missing")}
