"""A contract with a fee and a rebate, its lead and one adopter as buyers, and reports of what they bought."""

from datetime import date
from decimal import Decimal

from procurement.contracts import adopting, usage
from procurement.contracts.models import Contract
from procurement.contracts.usage import Bought
from procurement.contracts.usage_models import Reporter, UsageReport
from procurement.core.context import Context
from procurement.networks.models import Jurisdiction
from tests.builders.adoptions import an_adoptable_contract, an_agreed_adoption, as_adopter, as_seller
from tests.builders.people import a_jurisdiction
from tests.builders.solicitations import as_representative

FEES = {"fee_percent": Decimal("0.25"), "rebate_percent": Decimal("0.5"), "fee_to": "Prairie Coalition"}
TERM = {"starts_on": date(2026, 1, 1), "ends_on": date(2027, 12, 31)}


def a_bought_contract(ctx: Context, company: str = "Fieldnet Radio", **given) -> tuple[Contract, Jurisdiction]:
    """In force since 2026, ceiling 500,000 dollars; its lead buys, and the city that is given back, by adoption."""
    contract = an_adoptable_contract(ctx, company, **{**TERM, **FEES, "renewals": [], **given})
    fern = a_jurisdiction(ctx, f"City of Fern, {company}")
    adoption = an_agreed_adoption(ctx, contract, fern)
    adopting.sign(as_adopter(ctx, adoption), adoption, signature="Rita Moss, City manager")
    return contract, fern


def bought(place: Jurisdiction | str, cents: int, quarter: str = "2026-Q1", **given) -> Bought:
    """So much of the first line in one quarter."""
    id = place if isinstance(place, str) else place.id
    return Bought(id, quarter, [{"line_key": "c1", "quantity": Decimal(1), "amount_cents": cents, **given}])


def by_vendor(ctx: Context, contract: Contract, *said: Bought) -> list[UsageReport]:
    """Reported by the vendor's administrator."""
    return usage.report(as_seller(ctx, contract), contract, reporter=Reporter.VENDOR, reported=said)


def by_member(ctx: Context, contract: Contract, place: Jurisdiction, *said: Bought) -> list[UsageReport]:
    """Reported by the government's representative."""
    return usage.report(as_representative(ctx, place), contract, reporter=Reporter.MEMBER, reported=said)
