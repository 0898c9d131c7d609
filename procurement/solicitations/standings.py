"""How a draft stands: what it says now, who takes part, which rules bind, who has approved. Floor: queries."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from procurement.networks.packs import Combined
from procurement.pools import queries as pools
from procurement.pools.models import LateJoining, Participation
from procurement.solicitations import annexes, approving, asked, checklist, contract, facts, ruling, snapshot
from procurement.solicitations.annex_models import Annex
from procurement.solicitations.models import Solicitation


def members(session: Session, solicitation: Solicitation) -> list[Participation]:
    """The jurisdictions that have joined its pool, the lead first, then by name; none without a pool."""
    if solicitation.pool is None:
        return []
    found = pools.members(session, solicitation.pool)
    return sorted(found, key=lambda each: each.jurisdiction_id != solicitation.jurisdiction_id)


def draft_content(session: Session, solicitation: Solicitation) -> dict:
    """The draft's content; for a pool its price lines are the pool's, with the demand as it stands now."""
    if solicitation.pool is None or solicitation.published_at is not None:
        return solicitation.content
    demand = pools.demand(session, solicitation.pool)
    return {**solicitation.content, "price_lines": [{"optional": False, **line} for line in demand]}


def content_in_force(session: Session, solicitation: Solicitation) -> dict:
    """The same without the sections whose conditions the draft's facts do not meet: what would be published now."""
    content = draft_content(session, solicitation)
    if solicitation.published_at is not None:
        return content
    return snapshot.in_force(content, facts.known(solicitation))


@dataclass(frozen=True)
class Standing:
    """How a draft stands at this moment, looked up once: what it says, who takes part, who has approved."""

    members: list[Participation]
    #: By participation, what its members add (solicitations/annexing.py).
    annexes: dict[str, Annex]
    content: dict
    body: dict
    digest: str
    rules: Combined
    #: Its parts with their digests (`approving.parts`): what approvals are given for.
    parts: dict[str, str]
    says: list[asked.Say]
    approvals: list[checklist.Approval]

    def digest_for(self, member: Participation | None) -> str:
        """The digest of what this member approves; None: of the whole."""
        own = next((each for each in self.says if member and each.member and each.member.id == member.id), None)
        return own.digest if own is not None else self.digest


def standing(session: Session, solicitation: Solicitation) -> Standing:
    """The draft as it stands now; `digest` is that of what would be published: what approvals are given for."""
    joined = members(session, solicitation)
    content = content_in_force(session, solicitation)
    added = annexes.of(session, solicitation, joined)
    text = _body(solicitation, content, joined, added, "original")
    digest = snapshot.digest(text)
    parts = approving.parts(text)
    says = asked.says(solicitation, joined, text, digest, parts)
    approvals = asked.approvals(solicitation, says)
    rules = ruling.combined(solicitation, joined)
    return Standing(joined, added, content, text, digest, rules, parts, says, approvals)


def _body(
    solicitation: Solicitation,
    content: dict,
    joined: list[Participation],
    added: Mapping[str, Annex],
    unfilled: str,
) -> dict:
    about_pool = None
    if solicitation.pool is not None:
        about_pool = {
            "title": solicitation.pool.title,
            "lead": solicitation.jurisdiction.name,
            "members": [each.jurisdiction.name for each in joined],
            **({"open_after_award": True} if solicitation.pool.late_joining == LateJoining.AFTER_AWARD else {}),
        }
    checked = contract.check(content, solicitation.kind)
    texts = [(each.id, each.jurisdiction.name, added[each.id].sections) for each in joined if each.id in added]
    return snapshot.body(
        solicitation, content, contract_digest=checked.digest, pool=about_pool, unfilled=unfilled, annexes=texts
    )


def marked_body(solicitation: Solicitation, stands: Standing) -> dict:
    """The draft for reading, its open blanks marked."""
    return _body(solicitation, stands.content, stands.members, stands.annexes, "mark")


def draft_body(session: Session, solicitation: Solicitation) -> dict:
    """The draft as it would be published now (`snapshot.body`)."""
    content, joined = content_in_force(session, solicitation), members(session, solicitation)
    return _body(solicitation, content, joined, annexes.of(session, solicitation, joined), "original")


def draft_digest(session: Session, solicitation: Solicitation) -> str:
    """The digest of what would be published now: what approvals are given under."""
    return snapshot.digest(draft_body(session, solicitation))
