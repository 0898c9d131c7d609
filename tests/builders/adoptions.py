"""Adoptions with fixed data: requested, consented to, signed; the contract is its lead's own, its vendor is here."""

from procurement.contracts import adopting
from procurement.contracts.adoption_models import Adoption
from procurement.contracts.adoption_policy import Side
from procurement.contracts.models import Contract
from procurement.core.context import Context
from procurement.networks.models import Jurisdiction
from procurement.vendors import queries as vendors
from tests.builders.contracts import an_open_contract, contract_officer
from tests.builders.people import a_jurisdiction, a_vendor, acting
from tests.builders.solicitations import as_representative
from tests.support.scenes import kept

ASKED = {
    "need": "Forty access points for six parks.",
    "amount_cents": 8_000_000,
    "federal_money": False,
    "scope": "The contract buys access points for parks, which is what we need.",
    "authority": "Fern City Code 3-9.",
}
TERMS = "Invoices are paid in 30 days.\n\nThe law of the lead's state governs."
OURS = "Invoices are paid in 45 days.\n\nThe law of our state governs."


@kept
def an_adoptable_contract(ctx: Context, company: str = "Fieldnet Radio", **given) -> Contract:
    """Open to any public body, with terms, and a vendor that is registered here."""
    vendor, _ = a_vendor(ctx, company, "Vic Reed")
    return an_open_contract(ctx, **{"vendor_id": vendor.id, "terms": TERMS, **given})


def as_seller(ctx: Context, contract: Contract) -> Context:
    """The same unit of work with the vendor's administrator acting."""
    return acting(ctx, vendors.members(ctx.session, contract.vendor_id)[0])


@kept
def a_requested_adoption(ctx: Context, contract: Contract | None = None, place: Jurisdiction | None = None, **given):
    """Asked for by an officer of the City of Fern."""
    contract = contract or an_adoptable_contract(ctx)
    place = place or a_jurisdiction(ctx, "City of Fern")
    return adopting.request(contract_officer(ctx, place), contract, jurisdiction_id=place.id, **{**ASKED, **given})


@kept
def an_agreed_adoption(ctx: Context, contract: Contract | None = None, place: Jurisdiction | None = None) -> Adoption:
    """Lead and vendor have consented, and the adopter has written its own terms."""
    adoption = a_requested_adoption(ctx, contract, place)
    adopting.consent(contract_officer(ctx, adoption.contract.jurisdiction), adoption, side=Side.LEAD)
    adopting.consent(as_seller(ctx, adoption.contract), adoption, side=Side.VENDOR)
    return adopting.write_terms(as_adopter(ctx, adoption), adoption, terms=OURS)


def as_adopter(ctx: Context, adoption: Adoption) -> Context:
    """The same unit of work with the adopter's representative acting."""
    return as_representative(ctx, adoption.jurisdiction)
