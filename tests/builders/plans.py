"""Announced needs with fixed data, through the operations."""

from datetime import date

from procurement.core.context import Context
from procurement.library.models import Scope
from procurement.networks.duties import Duty
from procurement.networks.models import Jurisdiction, Network
from procurement.plans import operations
from procurement.plans.models import Plan
from tests.builders.people import acting
from tests.builders.solicitations import somebody

CAMERAS = {
    "title": "Body-worn cameras for patrol officers",
    "description": "Cameras, docking, storage and redaction of the recordings.",
    "categories": ["3342"],
    "from_on": date(2027, 3, 1),
    "to_on": date(2027, 9, 30),
    "budget_low_cents": 18_000_000,
    "budget_high_cents": 24_000_000,
    "contact_name": "Dana Ortiz",
    "contact_email": "dana@example.gov",
}


def as_planner(ctx: Context, place: Jurisdiction) -> Context:
    """The same unit of work, with an officer of the place acting."""
    return acting(ctx, somebody(ctx, place, Duty.OFFICER, "Olive"))


def a_plan(
    ctx: Context, place: Jurisdiction, *, scope: Scope = Scope.NETWORK, network: Network | None = None, **given
) -> Plan:
    """Cameras that the place needs in 2027, announced by its officer."""
    return operations.announce(
        as_planner(ctx, place),
        jurisdiction_id=place.id,
        scope=scope,
        network_id=network.id if network is not None else None,
        **{**CAMERAS, **given},
    )
