"""Contracts of the demo: one of a pool, one recorded from outside, one that must be renewed soon, one that ran out."""

from collections.abc import Generator
from datetime import timedelta
from decimal import Decimal

from procurement.awards.models import Award
from procurement.contracts import contract_queries as queries
from procurement.contracts import filing, nominating, recording
from procurement.contracts.models import Contract, DocumentKind, Eligibility, SolicitedHow
from procurement.core.context import Context
from procurement.demo import papers
from procurement.demo.stage import Stage, Story, Turn
from procurement.library.models import Scope

#: What each paper of a recorded contract says; they are one page each.
PAPERS = {
    DocumentKind.SOLICITATION: "The request for proposals, with its terms and conditions.",
    DocumentKind.NOTICE: "The public notice, as it was published.",
    DocumentKind.TABULATION: "The tabulation of all proposals that were received.",
    DocumentKind.AWARD: "The notice of award.",
    DocumentKind.CONTRACT: "The signed contract with its exhibits.",
}


def pooled(stage: Stage, award: Award, turn: Turn) -> Generator[Turn, Context, None]:
    """The lead completes the contract that the award of its pool prepared, and brings it into force."""
    ctx = yield turn
    contract = recording.begin(ctx, award)
    first = stage.calendar.today - timedelta(days=25)
    recording.edit(
        ctx,
        contract,
        starts_on=first,
        ends_on=_years(first, 3),
        renewals=[{"months": 12, "notice_days": 90}, {"months": 12, "notice_days": 90}],
        ceiling_cents=900_000_000,
        cooperative_clause="Any public body that belongs to the Gulf and Piedmont Exchange or to the Common Ground "
        "Purchasing Partnership may buy under this contract at its prices, by a participating addendum that the "
        "District and the vendor sign. Each buyer orders, pays and answers for itself.",
        eligible=Eligibility.NETWORK,
        eligible_ids=[stage.networks["common-ground"].id],
        federal_terms=True,
        fee_percent=Decimal("0.25"),
        fee_to="Saltmarsh Transit District",
        rebate_percent=Decimal("1"),
    )
    stage.things["stations-contract"] = contract
    _papers(stage, ctx, contract, (DocumentKind.CONTRACT,))
    recording.activate(ctx, contract)
    filing.add_certificate(
        ctx, contract, name="General liability insurance", issuer="Tidewater Mutual",
        expires_on=stage.calendar.today + timedelta(days=200),
    )  # fmt: skip


def cameras(stage: Stage) -> Story:
    """Another agency's contract, recorded by Kessler County with its papers; public bodies of three states may buy."""
    ctx = yield stage.back(60, "11:20", "patrick.moran")
    first = stage.calendar.today - timedelta(days=300)
    contract = recording.record(
        ctx,
        jurisdiction_id=stage.places["kessler-county"].id,
        solicited_by="Lake States Cooperative Purchasing Office",
        title="Body-worn cameras and evidence storage",
        description="Cameras with docks, and storage of what they record for five years, with redaction tools. The "
        "sheriff's office has bought under it since spring; delivery took nine weeks.",
        vendor_name="Clearwitness Technologies",
        vendor_email="contracts@clearwitness.example.com",
        reference="LS-24-0716",
        focus_area="Connectivity",
        solicited=SolicitedHow.COMPETITIVE,
        starts_on=first,
        ends_on=_years(first, 4),
        renewals=[{"months": 24, "notice_days": 120}],
        lines=[
            {"description": "Body-worn camera with dock and mount", "unit": "camera", "unit_price": "389",
             "tiers": [{"from": "0", "unit_price": "389"}, {"from": "250", "unit_price": "351.50"}]},
            {"description": "Evidence storage, unlimited, five years", "unit": "camera", "unit_price": "1176"},
            {"description": "Redaction seat", "unit": "year", "unit_price": "840"},
        ],
        terms="Invoices are paid within 30 days of delivery.\n\nThe law of Ohio governs; disputes are heard in Kessler "
        "County.\n\nWhat the cameras record belongs to the buyer.",
        cooperative_clause="Public bodies of Ohio, Illinois and Wisconsin may purchase under this agreement at the "
        "same prices and terms.",
        eligible=Eligibility.STATES,
        eligible_ids=["OH", "IL", "WI"],
        federal_terms=True,
        fee_percent=Decimal("0.5"),
        fee_to="Lake States Cooperative Purchasing Office",
        scope=Scope.PUBLIC,
    )  # fmt: skip
    stage.things["cameras-contract"] = contract
    _papers(stage, ctx, contract, tuple(PAPERS))
    recording.activate(ctx, contract)


def detection(stage: Stage) -> Story:
    """In its last months: Dana has to decide on the renewal within two weeks, and a neighbor wishes it were open."""
    ctx = yield stage.back(130, "09:15", "dana.whitcomb")
    last = stage.calendar.today + timedelta(days=74)
    contract = recording.record(
        ctx,
        jurisdiction_id=stage.places["alder-falls"].id,
        title="Network monitoring and incident response",
        description="Around-the-clock monitoring of the city's network, and people on site within four hours.",
        vendor_id=_vendor(stage, "northlight"),
        vendor_name="Northlight Cyber Defense",
        reference="AF-C-2231",
        focus_area="Cybersecurity",
        solicited=SolicitedHow.COMPETITIVE,
        starts_on=last - timedelta(days=730),
        ends_on=last,
        renewals=[{"months": 12, "notice_days": 60}, {"months": 12, "notice_days": 60}],
        ceiling_cents=64_000_000,
        lines=[
            {"description": "Monitoring of one sensor", "unit": "month", "unit_price": "412.50"},
            {"description": "Incident response on site", "unit": "hour", "unit_price": "235"},
        ],
        federal_terms=False,
        rebate_percent=Decimal("2"),
        scope=Scope.PUBLIC,
    )
    stage.things["detection-contract"] = contract
    _papers(stage, ctx, contract, (DocumentKind.AWARD, DocumentKind.CONTRACT))
    recording.activate(ctx, contract)
    filing.add_certificate(
        ctx, contract, name="Cyber liability insurance", issuer="Evergreen Casualty",
        expires_on=stage.calendar.today + timedelta(days=19),
    )  # fmt: skip
    ctx = yield stage.back(8, "10:50", "ruth.halvorsen")
    note = "Forty computers and a water plant. We would take the monitoring at your prices tomorrow."
    nominating.nominate(ctx, queries.get(ctx, contract.id), jurisdiction_id=stage.places["juniper-bend"].id, note=note)


def signal_care(stage: Stage) -> Story:
    """Ran out six weeks ago, and stays on record."""
    ctx = yield stage.back(70, "14:05", "vera.simms")
    last = stage.calendar.today - timedelta(days=42)
    contract = recording.record(
        ctx,
        jurisdiction_id=stage.places["magnolia-point"].id,
        title="Care of traffic signals",
        description="Inspection twice a year and repair within six hours at 118 intersections.",
        vendor_id=_vendor(stage, "greenwave"),
        vendor_name="Greenwave Signal Works",
        reference="MP-2022-031",
        focus_area="Transportation",
        solicited=SolicitedHow.COMPETITIVE,
        starts_on=last - timedelta(days=1095),
        ends_on=last,
        lines=[{"description": "Inspection and care of one intersection", "unit": "year", "unit_price": "1940"}],
        scope=Scope.PUBLIC,
    )
    stage.things["signals-contract"] = contract
    recording.activate(ctx, contract)


def _papers(stage: Stage, ctx: Context, contract: Contract, kinds: tuple[DocumentKind, ...]) -> None:
    for kind in kinds:
        name = f"{contract.reference or 'contract'} {kind}.pdf".replace("/", "-")
        content = papers.pdf(f"{contract.title}: {kind}", [PAPERS[kind], f"Vendor: {contract.vendor_name}"])
        document = stage.paper(name, content)
        filing.add_document(ctx, contract, kind=kind, document=document, title=f"{kind.value.capitalize()}")


def _vendor(stage: Stage, slug: str) -> str:
    return stage.vendors[slug].id


def _years(first, count: int):
    """The last day of so many years that begin on this day."""
    return first.replace(year=first.year + count, day=min(first.day, 28)) - timedelta(days=1)


STORIES = (cameras, detection, signal_care)
