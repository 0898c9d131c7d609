"""Adoptions of the demo: one in force on written consents, one that waits for the lead and the vendor.

Port Marian, whose code forbids it, is told so on the page of any contract.
"""

from decimal import Decimal

from procurement.contracts import adopting, contract_queries, outcomes
from procurement.contracts import adoption_queries as queries
from procurement.contracts.adoption_models import Adoption
from procurement.contracts.adoption_policy import Side
from procurement.contracts.models import Contract
from procurement.core.context import Context
from procurement.demo import papers
from procurement.demo.stage import Stage, Story

TERMS = """Invoices are paid within 45 days of delivery.

The law of Illinois governs; disputes are heard in Linden County.

What the cameras record belongs to the buyer, and is destroyed when the buyer says so in writing."""


def lindenfield(stage: Stage) -> Story:
    """Lindenfield adopts the camera contract of an office outside, on the written consents of both."""
    ctx = yield stage.back(31, "09:40", "tomasz.wolak")
    adoption = adopting.request(
        ctx,
        _contract(stage, ctx, "cameras-contract"),
        jurisdiction_id=stage.places["lindenfield"].id,
        need="Sixty-four cameras for patrol, with docks at both stations, before the new year.",
        amount_cents=100_160_00,
        federal_money=False,
        scope="Line 1 is the camera we need and line 2 its storage; we add nothing that was not competed.",
        authority="Lindenfield Municipal Code 2-88(m); Illinois Governmental Joint Purchasing Act.",
    )
    for day, side, who in ((26, Side.VENDOR, "Clearwitness Technologies"), (24, Side.LEAD, "Lake States Cooperative")):
        ctx = yield stage.back(day, "15:10", "tomasz.wolak")
        letter = papers.pdf(f"Consent of the {side}", [f"{who} agrees that the City of Lindenfield buys."])
        paper = stage.paper(f"consent of the {side}.pdf", letter)
        adopting.consent(ctx, _again(ctx, adoption), side=side, document=paper)
    adopting.write_terms(ctx, _again(ctx, adoption), terms=TERMS)
    ctx = yield stage.back(22, "10:05", "tomasz.wolak")
    adopting.sign(ctx, _again(ctx, adoption), signature="Tomasz Wolak, Purchasing agent")


def tamarack(stage: Stage) -> Story:
    """Tamarack County asks to buy under the contract of the depots' pool, which it did not join."""
    ctx = yield stage.back(4, "11:35", "owen.castellane")
    adopting.request(
        ctx,
        _contract(stage, ctx, "stations-contract"),
        jurisdiction_id=stage.places["tamarack-county"].id,
        need="Eight stations at the road department's yard, delivered by summer.",
        amount_cents=61_200_00,
        federal_money=True,
        scope="The same stations at the same prices; installation is done by our own electricians.",
        authority="Tamarack County Code 11.04.510.",
    )


def _contract(stage: Stage, ctx: Context, name: str) -> Contract:
    found = stage.things[name]
    assert isinstance(found, Contract)
    return contract_queries.get(ctx, found.id)


def _again(ctx: Context, adoption: Adoption) -> Adoption:
    return queries.get(ctx, adoption.id)


def what_came_of_it(stage: Stage) -> Story:
    """Lindenfield says what came of the cameras, after the start."""
    ctx = yield stage.back(3, "14:10", "tomasz.wolak")
    outcomes.tell(
        ctx,
        _contract(stage, ctx, "cameras-contract"),
        jurisdiction_id=stage.places["lindenfield"].id,
        milestone="start",
        on_time="partly",
        on_budget="yes",
        buy_again="yes",
        incidents="Docks came three weeks after the cameras; until then officers charged them at their desks.",
        lessons="Order docks and cameras on one line of the order. Ask for the training before the first shift.",
        measured=[{"what": "Cameras in daily use", "value": Decimal(58), "unit": "of 64"}],
        saved_cents=9_600_00,
        saved_hours=120,
        saved_how="The quotation we had for 64 cameras was $150 higher for each; a solicitation of our own takes three "
        "weeks.",
    )


STORIES = (lindenfield, tamarack, what_came_of_it)
