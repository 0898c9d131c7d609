"""The passport of a contract: how it came about, what it says, who joined, what came of it, for one reader.

Everything comes through the questions that decide what this reader may see; what it may not is not there.
Floor: queries.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from procurement.awards import protest_queries
from procurement.awards import queries as awards
from procurement.awards.models import Award
from procurement.clarifications import queries as clarifications
from procurement.contracts import adoption_queries, milestones, outcome_queries
from procurement.contracts import contract_policy as policy
from procurement.contracts import contract_queries as queries
from procurement.contracts.models import Contract, ContractDocument, DocumentKind
from procurement.core import words
from procurement.core.context import NOBODY, Context
from procurement.core.digest import digest
from procurement.core.errors import NotFound
from procurement.responses import queries as responses
from procurement.solicitations.models import Solicitation

#: What belongs to a passport: the kind, its name, and whether a contract can be judged without it.
PARTS = (
    (DocumentKind.SOLICITATION, "Solicitation"),
    (DocumentKind.NOTICE, "Public notice"),
    (DocumentKind.ADDENDUM, "Addenda"),
    (DocumentKind.REGISTER, "Register of responses"),
    (DocumentKind.TABULATION, "Tabulation"),
    (DocumentKind.AWARD, "Award"),
    (DocumentKind.CONTRACT, "Contract"),
    (DocumentKind.CLAUSE, "Cooperative clause"),
    (DocumentKind.AMENDMENT, "Amendments"),
    (DocumentKind.CERTIFICATE, "Certificates"),
    (DocumentKind.OTHER, "Other documents"),
)


def passport(ctx: Context, contract: Contract) -> dict[str, Any]:
    """All of it as this reader may see it.

    {contract, standing, lead, papers: [{part, entries: [{title, at, digest, note, document}]}], tabulation, protests,
    amendments, open_to (in words), buyers, used_cents (None: not for the reader), outcomes, told, certificates}
    """
    documents = queries.documents(ctx, contract)
    award = _award(ctx, contract)
    # An award that is announced is of a solicitation that was published.
    solicitation = award.solicitation if award is not None else None
    outcomes = outcome_queries.of_contract(ctx, contract)
    today = queries.today(ctx, contract)
    return {
        "contract": contract,
        "standing": queries.standing(ctx, contract),
        "lead": contract.solicited_by or contract.jurisdiction.name,
        "solicitation_id": solicitation.id if solicitation is not None else None,
        "papers": _papers(_held_here(ctx, award) if award is not None else {}, documents),
        "tabulation": _tabulation(award),
        "protests": _protests(ctx, solicitation),
        "amendments": queries.amendments(ctx, contract)[::-1],
        "open_to": adoption_queries.covered(ctx.session, contract) or "nobody besides",
        "buyers": queries.buyers(ctx.session, contract),
        "used_cents": contract.used_cents if policy.sees_fees(ctx.actor, contract) else None,
        "outcomes": outcomes,
        "told": milestones.standing(outcomes),
        "certificates": [
            {
                "name": each.name,
                "issuer": each.issuer,
                "expires_on": each.expires_on,
                "has_lapsed": each.expires_on < today,
            }
            for each in queries.certificates(ctx.session, contract)
        ],
    }


def _award(ctx: Context, contract: Contract) -> Award | None:
    if contract.award_id is None:
        return None
    try:
        return awards.get(ctx, contract.award_id)
    except NotFound:
        return None


def _held_here(ctx: Context, award: Award) -> dict[DocumentKind, list[dict]]:
    """What this service itself keeps of the competition, with the digests of what was published."""
    solicitation = award.solicitation
    revisions = sorted(solicitation.revisions, key=lambda each: each.number)
    first = revisions[0]
    found = {
        DocumentKind.SOLICITATION: [
            _entry(f"{solicitation.reference}: {first.body['title']}", first.published_at, first.digest)
        ],
        DocumentKind.NOTICE: [
            _entry("Published here for everybody", first.published_at, None, _due(first.body))
        ],
        DocumentKind.ADDENDUM: [
            _entry(f"Addendum {each.number}", each.issued_at, each.revision.digest, each.reason)
            for each in clarifications.issued(ctx, solicitation)
            if each.revision is not None
        ],
        DocumentKind.AWARD: [
            _entry("Notice of award", award.decided_at, digest(award.record) if award.record else None, _to_whom(award))
        ],
    }  # fmt: skip
    try:
        opening = responses.register(ctx, solicitation)
    except NotFound:
        return found
    rows = opening.register["rows"]
    said = f"{len(rows)} responded: {', '.join(each['vendor'] for each in rows)}"
    at = datetime.fromisoformat(opening.register["opened_at"])
    return {**found, DocumentKind.REGISTER: [_entry("Register of responses", at, opening.register_digest, said)]}


def _papers(held: dict[DocumentKind, list[dict]], documents: Sequence[ContractDocument]) -> list[dict]:
    """Part by part what there is: what the service keeps, then the documents that were added."""
    papers = []
    for kind, name in PARTS:
        added = [_entry(each.title, each.added_at, each.file.digest, each.file.name, each.id) for each in documents
                 if each.kind == kind]  # fmt: skip
        papers.append({"kind": kind, "part": name, "entries": [*held.get(kind, []), *added]})
    return papers


def _entry(
    title: str, at: datetime | None, checksum: str | None, note: str = "", document_id: str | None = None
) -> dict:
    return {"title": title, "at": at, "digest": checksum, "note": note, "document_id": document_id}


def _due(body: dict) -> str:
    due = body.get("due_at")
    return f"Responses were due before {words.when(datetime.fromisoformat(due), body['zone'])}" if due else ""


def _to_whom(award: Award) -> str:
    return f"To {award.response.vendor.name}" if award.response is not None else "No award"


def _tabulation(award: Award | None) -> list[dict]:
    """The ranking as it was published with the award."""
    names = ("vendor", "rank", "total", "amount_cents", "out")
    rows = award.record["rows"] if award is not None and award.record else []
    return [{name: row.get(name) for name in names} for row in rows]


def _protests(ctx: Context, solicitation: Solicitation | None) -> list[dict]:
    """As much of them as is public."""
    if solicitation is None:
        return []
    return [protest_queries.known(NOBODY, each) for each in protest_queries.of(ctx, solicitation)]
