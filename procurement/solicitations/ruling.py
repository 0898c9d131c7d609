"""Which rules bind a solicitation, what of them its dates break, and what was determined about that. Floor: queries."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from procurement.networks import queries as networks
from procurement.networks.packs import Combined, combine
from procurement.pools.models import Participation
from procurement.solicitations import timing
from procurement.solicitations.models import DeterminationRequest, Solicitation, WrittenDetermination
from procurement.solicitations.waivers import Waiver


def combined(solicitation: Solicitation, members: Sequence[Participation]) -> Combined:
    """The rules that bind: the jurisdiction's, and for a pool those of every member."""
    lead = solicitation.jurisdiction
    others = [each.jurisdiction for each in members if each.jurisdiction_id != lead.id]
    return combine([networks.pack_of(place) for place in (lead, *others)])


def in_force(solicitation: Solicitation) -> list[WrittenDetermination]:
    """The written determinations that nobody has withdrawn, oldest first."""
    return [each for each in solicitation.determinations if each.withdrawn_at is None]


def waivers(solicitation: Solicitation) -> list[Waiver]:
    """The same, as the checklist reads them."""
    return [
        Waiver(each.code, each.allowed, each.reason, each.maker.name, each.made_at, each.jurisdiction_id or "")
        for each in in_force(solicitation)
    ]


def faults(solicitation: Solicitation, rules: Combined, now: datetime) -> list[timing.Fault]:
    """Every rule about dates and amount that would be broken if it were published at this instant."""
    found = timing.amount_faults(rules, str(solicitation.kind), (solicitation.facts or {}).get("amount_cents"))
    if solicitation.due_at is not None and solicitation.due_at > now:
        dates = timing.Dates(now, solicitation.due_at, solicitation.questions_due_at)
        found += timing.faults(rules, dates)
        found += timing.held_too_long(rules, rules.calendar.day_of(solicitation.due_at), solicitation.schedule or ())
    return found


def requests(session: Session, solicitation: Solicitation, whose: str = "") -> dict[str, DeterminationRequest]:
    """The determinations that wait for a signature of this jurisdiction ("" is whoever publishes), by their rule."""
    return {each.code: each for each in all_requests(session, solicitation) if (each.jurisdiction_id or "") == whose}


def all_requests(session: Session, solicitation: Solicitation) -> list[DeterminationRequest]:
    """All determinations that wait for a signature, of whomever, the oldest first."""
    found = sa.select(DeterminationRequest).where(
        DeterminationRequest.solicitation_id == solicitation.id, DeterminationRequest.closed_at.is_(None)
    )
    return list(session.scalars(found.order_by(DeterminationRequest.asked_at, DeterminationRequest.id)))
