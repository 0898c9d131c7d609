"""Contracts and participating addenda with fixed data: recorded ones, and what follows a pool's award."""

from datetime import date

from procurement.awards.models import Award
from procurement.contracts import operations, recording
from procurement.contracts.models import Contract, Eligibility, ParticipatingAddendum, SolicitedHow
from procurement.core.context import SYSTEM, Context
from procurement.networks.duties import Duty
from procurement.networks.models import Jurisdiction
from tests.builders.awards import a_final_award, after_standstill
from tests.builders.evaluation import a_closed_panel
from tests.builders.people import acting
from tests.builders.pools import a_committed_pool, the_member, the_network
from tests.builders.responses import an_opened_solicitation
from tests.builders.solicitations import as_representative, somebody
from tests.support.scenes import kept


@kept
def an_award_for_a_pool(ctx: Context, **given) -> Award:
    """Final, for a pool of three that need 1, 2 and 3 of each line, at 100 dollars a piece."""
    pool = given.pop("pool", None) or a_committed_pool(ctx)
    solicitation = an_opened_solicitation(ctx, 1, pool=pool, title="Electric refuse trucks", **given)
    return a_final_award(ctx, a_closed_panel(ctx, solicitation).solicitation)


def offered_addenda(ctx: Context, award: Award | None = None) -> dict[str, ParticipatingAddendum]:
    """What the members are offered, by the member's name."""
    award = award or an_award_for_a_pool(ctx)
    when = after_standstill(ctx, award)
    return {each.jurisdiction.name: each for each in operations.offer(_service(when), award)}


def as_member(ctx: Context, addendum: ParticipatingAddendum) -> Context:
    """The same unit of work after the award is final, with the member's representative acting."""
    return as_representative(after_standstill(ctx, addendum.award), addendum.jurisdiction)


def a_signed_addendum(ctx: Context, addendum: ParticipatingAddendum) -> ParticipatingAddendum:
    """Signed by the member's representative."""
    return operations.sign(as_member(ctx, addendum), addendum, signature="Rita Moss, City manager")


def _service(ctx: Context) -> Context:
    return Context(ctx.session, SYSTEM, ctx.now, url=ctx.url)


#: What is recorded unless a test says otherwise: in force from today's start of the year, with two renewals.
RECORDED = {
    "title": "Outdoor wireless access points",
    "vendor_name": "Fieldnet Radio",
    "vendor_email": "sales@fieldnet.example.com",
    "description": "Access points for parks, with installation and five years of care.",
    "focus_area": "Connectivity",
    "reference": "C-2026-114",
    "starts_on": date(2026, 1, 1),
    "ends_on": date(2026, 12, 31),
    "solicited": SolicitedHow.COMPETITIVE,
    "ceiling_cents": 50_000_000,
    "lines": [
        {"description": "Access point with pole kit", "unit": "access point", "unit_price": "1850.00"},
        {"description": "Care of one access point", "unit": "year", "unit_price": "120"},
    ],
    "renewals": [{"months": 12, "notice_days": 20}, {"months": 6, "notice_days": 30}],
}


def contract_officer(ctx: Context, place: Jurisdiction) -> Context:
    """The same unit of work, with an officer of this government acting."""
    return acting(ctx, somebody(ctx, place, Duty.OFFICER, "Olive"))


@kept
def a_prepared_contract(ctx: Context, place: Jurisdiction | None = None, **given) -> Contract:
    """Recorded from outside by its officer, not yet in force."""
    place = place or the_member(ctx, "City of Alder", the_network(ctx))
    return recording.record(contract_officer(ctx, place), jurisdiction_id=place.id, **{**RECORDED, **given})


@kept
def an_active_contract(ctx: Context, place: Jurisdiction | None = None, **given) -> Contract:
    """Recorded and brought into force."""
    contract = a_prepared_contract(ctx, place, **given)
    return recording.activate(contract_officer(ctx, contract.jurisdiction), contract)


@kept
def an_open_contract(ctx: Context, place: Jurisdiction | None = None, **given) -> Contract:
    """In force, with a cooperative clause for any public body."""
    clause = "Any public body may buy under this contract at its prices."
    return an_active_contract(ctx, place, **{"eligible": Eligibility.ANY, "cooperative_clause": clause, **given})
