"""What both doors show of an adoption, by what the actor may see of it. Floor: api."""

from procurement.contracts import adoption_policy as policy
from procurement.contracts.adoption_models import Adoption
from procurement.contracts.eligibility import Answer, Finding, may_adopt
from procurement.contracts.lifecycle import AdoptionState
from procurement.core.context import Context
from procurement.library import redline

_NAMES = (
    "id", "state", "contract_id", "contract", "jurisdiction", "need", "scope", "authority", "amount_cents",
    "federal_money", "terms", "requested_at", "lead_consent_at", "vendor_consent_at", "agreed_at", "signature",
    "signed_at", "closed_at", "closed_for", "closing_reason", "version",
)  # fmt: skip


def whole(ctx: Context, adoption: Adoption) -> dict:
    """An adoption; its checklists only for its own file."""
    inside = policy.sees_file(ctx.actor, adoption)
    words = [run.as_data() for run in redline.runs(base_terms(adoption), adoption.terms)]
    return {
        **{name: getattr(adoption, name) for name in _NAMES},
        "redline": words,
        "findings": kept(adoption.findings) if inside else None,
        "signed_findings": kept(adoption.signed_findings) if inside else None,
    }


def base_terms(adoption: Adoption) -> str:
    """The contract's terms that the adopter's are read against: today's, until it is signed or given up."""
    return adoption.contract.terms if adoption.state in policy.OPEN else adoption.base_terms


def blocks(adoption: Adoption) -> list[dict]:
    """The adopter's terms against the contract's, block by block (library/redline.py)."""
    return redline.body(base_terms(adoption), adoption.terms)


def checklist(found: list[Finding]) -> dict:
    """The answer, and the lines it rests on."""
    return {"may_adopt": may_adopt(found), "items": found}


def kept(lines: list[dict]) -> list[dict]:
    """The lines of a checklist as they were kept; what hindered then was waived, or still had to be."""
    return [
        {
            **each,
            "answer": Answer(each["answer"]),
            "hinders": each["answer"] == Answer.NO and not each["waived"],
            "can_be_waived": bool(each["waived"]),
        }
        for each in lines
    ]


def steps(adoption: Adoption) -> list[dict]:
    """What has to happen until it is signed: [{label, at, is_done}]."""
    signed = adoption.state in (AdoptionState.ACTIVE, AdoptionState.ENDED)
    lead = adoption.contract.solicited_by or adoption.contract.jurisdiction.name
    rows = [
        (f"{adoption.jurisdiction.name} asks", adoption.requested_at),
        (f"The lead, {lead}, consents", adoption.lead_consent_at),
        (f"The vendor, {adoption.contract.vendor_name}, consents", adoption.vendor_consent_at),
        (f"{adoption.jurisdiction.name} signs", adoption.signed_at if signed else None),
    ]
    return [{"label": label, "at": at} for label, at in rows]
