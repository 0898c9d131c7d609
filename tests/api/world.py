"""A service in the middle of its work, for whoever sends it anything at all: ids to hit, and people to be."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import sqlalchemy as sa

from procurement.accounts.models import Person
from procurement.awards import protests
from procurement.awards.models import Against
from procurement.contracts import filing, quarters, usage
from procurement.contracts.models import Contract
from procurement.contracts.usage_models import Reporter, UsageSheet
from procurement.core.context import Context
from procurement.core.database import Base
from procurement.files.models import StoredFile
from procurement.networks import people as duties
from procurement.networks.duties import Duty
from procurement.networks.models import Jurisdiction
from procurement.web.application import Application
from tests.builders.adoptions import a_requested_adoption, an_adoptable_contract, an_agreed_adoption
from tests.builders.awards import a_recommended_award
from tests.builders.clarifications import a_draft_addendum, an_issued_addendum
from tests.builders.contracts import a_prepared_contract, an_open_contract
from tests.builders.evaluation import a_scoring_panel
from tests.builders.library import a_template
from tests.builders.people import a_jurisdiction, a_vendor, acting
from tests.builders.responses import a_sealed_response, opened
from tests.builders.solicitations import a_draft_solicitation, a_published_solicitation, officer_of
from tests.support.visitors import Program, a_unit

#: The rows whose ids a parameter of the address can mean, by its name; `id` is explained by the word before it.
MEANT = {
    "person_id": "person", "network_id": "network", "jurisdiction_id": "jurisdiction", "place_id": "jurisdiction",
    "assignment_id": "assignment", "invitation_id": "ticket", "vendor_id": "vendor", "member_id": "vendor_member",
    "participation_id": "participation", "line_id": "pool_line", "response_id": "response", "seat_id": "seat",
    "file_id": "attachment", "items": "library_item", "versions": "item_version",
    "pools": "pool", "solicitations": "solicitation", "responses": "response", "panels": "panel", "sheets": "sheet",
    "letters": "letter", "awards": "award", "addenda": "participating_addendum", "subject_id": "solicitation",
    "protests": "protest", "contracts": "contract", "document_id": "contract_document", "certificate_id": "certificate",
    "adoptions": "adoption", "usage": "usage_report", "usage-sheets": "usage_sheet",
}  # fmt: skip
#: Keys of pieces in the builders' content.
KEYS = ["s1", "place", "r1", "approach", "cost", "p1"]


@dataclass
class World:
    """The ids of every row by its table, and a token for each kind of caller."""

    ids: dict[str, list[str]] = field(default_factory=dict)
    callers: dict[str, Program] = field(default_factory=dict)

    def meant(self, path: str, name: str) -> list[str]:
        """What may stand for this parameter of this address."""
        if name == "key":
            return KEYS
        if name == "number":
            return ["1"]
        word = path.split("{" + name + "}")[0].rstrip("/").rsplit("/", 1)[-1]
        return self.ids.get(MEANT.get(word if name == "id" else name, ""), [])


def a_world(app: Application) -> World:
    """A draft, a published solicitation with a sealed response and addenda, a panel, an award that waits."""
    with a_unit(app) as ctx:
        solicitation = a_recommended_award(ctx).solicitation
        place, officer = solicitation.jurisdiction, officer_of(ctx, solicitation)
        for duty in (Duty.APPROVER, Duty.ADMINISTRATOR):
            duties.assign(ctx, ctx.session.get_one(Jurisdiction, place.id), officer, duty)
        vendor, person = a_vendor(ctx, "Gale Lighting", "Gus Hart")
        scored, sealed = (a_published_solicitation(ctx, title=title) for title in ("Traffic signals", "Road signs"))
        for each in (scored, sealed):
            a_sealed_response(ctx, each, vendor)
        protests.file(acting(ctx, person), sealed, vendor_id=vendor.id, against=Against.TERMS, grounds="Too narrow.")
        an_issued_addendum(ctx, sealed)
        a_draft_addendum(ctx, sealed, asks=True)
        opened(ctx, scored)
        a_scoring_panel(ctx, scored)
        a_draft_solicitation(ctx, title="Street lights")
        a_template(acting(ctx, officer), place)
        filing.add_certificate(
            acting(ctx, officer), an_open_contract(ctx, place), name="Bond", expires_on=date(2027, 1, 1)
        )
        a_prepared_contract(ctx, place)
        fern, term = a_jurisdiction(ctx, "City of Fern"), {"ends_on": ctx.now.date() + timedelta(days=300)}
        an_agreed_adoption(ctx, an_adoptable_contract(ctx, place=fern, **term), place)
        a_requested_adoption(ctx, an_open_contract(ctx, place, vendor_id=vendor.id, **term), fern)
        _usage(ctx, officer, person, an_open_contract(ctx, place, vendor_id=vendor.id, **term))
        ids = {
            table.name: [row[0] for row in ctx.session.execute(sa.select(table.c.id))]
            for table in Base.metadata.sorted_tables
            if "id" in table.c and isinstance(table.c.id.type, sa.String)
        }
    callers = {"nobody": Program(app), "officer": Program(app).already_in(officer)}
    return World(ids, {**callers, "vendor": Program(app).already_in(person)})


def _usage(ctx: Context, officer: Person, seller: Person, contract: Contract) -> None:
    """Reported by a buyer, and a sheet of the vendor's that waits."""
    quarter = quarters.of(contract.starts_on).key
    usage.report(
        acting(ctx, officer), contract, reporter=Reporter.MEMBER,
        reported=[usage.Bought(contract.jurisdiction_id, quarter, [{"amount_cents": 5_00}])],
    )  # fmt: skip
    file = StoredFile(
        name="usage.xlsx", digest="0" * 64, size=1, media_type="text/csv", created_at=ctx.now, created_by=seller.id
    )
    ctx.add(file)
    content = {"rows": [], "faults": [], "held": [], "replaces": False, "name": "usage.xlsx"}
    ctx.add(
        UsageSheet(
            contract_id=contract.id, reporter=Reporter.VENDOR, file_id=file.id, content=content, uploaded_at=ctx.now
        )
    )
