"""Putting together what is printed of adoptions and contracts, as the reader may see them now. Floor: queries."""

from procurement.contracts import adoption_policy, adoption_queries, contract_queries
from procurement.contracts import passport as passports
from procurement.contracts import queries as addenda
from procurement.contracts.adoption_models import Adoption
from procurement.contracts.models import Contract
from procurement.core.context import Context
from procurement.core.errors import NotFound
from procurement.library import redline
from procurement.packets import addendum as member
from procurement.packets import adoption as addendum
from procurement.packets import passport as packet


def due_diligence(ctx: Context, adoption_id: str) -> dict:
    """What the adopter found, for its own file; NotFound for everybody else."""
    found = adoption_queries.get(ctx, adoption_id)
    if not adoption_policy.sees_file(ctx.actor, found):
        raise NotFound("The due diligence is for the adopter's own file.")
    documents = contract_queries.documents(ctx, found.contract)
    return addendum.due_diligence(
        _parties(found),
        requested_at=found.requested_at,
        findings=found.findings,
        signed_at=found.signed_at,
        signed_findings=found.signed_findings,
        waivers=found.waivers,
        consents=[
            ("Lead", found.lead_consent_at, found.lead_paper.digest if found.lead_paper is not None else None),
            ("Vendor", found.vendor_consent_at, found.vendor_paper.digest if found.vendor_paper is not None else None),
        ],
        documents=[(str(each.kind), each.title, each.file.digest) for each in documents],
    )


def adoption(ctx: Context, adoption_id: str) -> dict:
    """The participating addendum with its local terms as a redline; a draft until it is signed."""
    found = adoption_queries.get(ctx, adoption_id)
    is_open = found.state in adoption_policy.OPEN
    base = found.contract.terms if is_open else found.base_terms
    return addendum.printed(
        _parties(found),
        blocks=redline.body(base, found.terms) if base or found.terms else [],
        lines=contract_queries.shown_prices(found.contract.lines),
        signature=found.signature,
        signed_at=found.signed_at,
        date=found.signed_at or found.requested_at,
        is_draft=found.signed_at is None,
    )


def of_member(ctx: Context, addendum_id: str) -> dict:
    """The participating addendum of a pool's member; a draft until it is signed."""
    found = addenda.get(ctx, addendum_id)
    award = found.award
    solicitation = award.solicitation
    assert award.response is not None
    parties = {
        "member": found.jurisdiction.name,
        "lead": solicitation.jurisdiction.name,
        "vendor": award.response.vendor.name,
        "title": solicitation.title,
        "reference": solicitation.reference,
        "zone": found.jurisdiction.zone,
    }
    names = ("lines", "amount_cents", "local_terms", "offered_at", "signature", "signed_at", "decline_reason")
    return member.printed(parties, **{name: getattr(found, name) for name in names})


def passport(ctx: Context, contract_id: str) -> dict:
    """Everything about a contract that this reader may see, with the digests of its papers."""
    contract = contract_queries.get(ctx, contract_id)
    found = passports.passport(ctx, contract)
    return packet.printed(
        {**_facts(contract), "lead": found["lead"], "standing": str(found["standing"]).replace("-", " ")},
        found,
        date=contract.activated_at or contract.created_at,
    )


def _parties(found: Adoption) -> dict:
    contract = found.contract
    names = ("need", "scope", "authority", "amount_cents", "federal_money")
    return {
        **_facts(contract),
        "lead": contract.solicited_by or contract.jurisdiction.name,
        "adopter": found.jurisdiction.name,
        "zone": found.jurisdiction.zone,
        **{name: getattr(found, name) for name in names},
    }


def _facts(contract: Contract) -> dict:
    names = ("title", "reference", "vendor_name", "starts_on", "ends_on", "ceiling_cents", "cooperative_clause")
    own = {name: getattr(contract, name) for name in names}
    return {**own, "issuer": contract.jurisdiction.name, "zone": contract.jurisdiction.zone}
