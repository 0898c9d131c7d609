"""What the pages of this room share: the blueprint, whose solicitation it is, and where a hindrance is mended.

Floor: pages.
"""

from typing import NoReturn

from flask import g, url_for

from procurement.core.errors import Conflict
from procurement.solicitations import policy, queries
from procurement.solicitations.lifecycle import SolicitationState
from procurement.solicitations.models import Solicitation
from procurement.web import pages
from procurement.web.forms import Form

blueprint = pages.room("solicitations")

#: The pages on which the parts of a draft are mended, by the first word of a hindrance's place.
PAGES = {
    "details": "details",
    "facts": "facts",
    "sections": "sections",
    "blanks": "blanks",
    "requirements": "requirements",
    "criteria": "criteria",
    "price_lines": "price_lines",
    "review": "review",
    "comments": "comments",
    "schedule": "schedule",
    "annexes": "annexes",
}
#: The page of one piece, by part.
PIECES = {"sections": "section", "requirements": "requirement", "criteria": "criterion", "price_lines": "price_line"}


def at_work(id: str) -> Solicitation:
    """The solicitation for the people who make it (and for its pool's members while they review)."""
    return queries.get_work(g.context, id)


def own(id: str) -> Solicitation:
    """The solicitation for the jurisdiction's own people."""
    return queries.get_own(g.context, id)


def may_write(solicitation: Solicitation) -> bool:
    """Whether this person may change it now."""
    return solicitation.state == SolicitationState.DRAFT and bool(policy.may_edit(g.context.actor, solicitation))


def may_write_text(solicitation: Solicitation) -> bool:
    """Whether this person may change what an addendum can change: in a draft, or while an addendum is written."""
    may = bool(policy.may_edit(g.context.actor, solicitation)) and policy.is_amended_now(solicitation)
    return may_write(solicitation) or (may and not queries.is_closed(solicitation, g.context.now))


def mending(solicitation: Solicitation, place: str) -> str:
    """The address of the page where a hindrance is mended."""
    part, _, key = place.partition("/")
    if key and part in PIECES:
        return url_for(f"solicitations.{PIECES[part]}", id=solicitation.id, key=key)
    topic = key if part == "blanks" else None
    return url_for(f"solicitations.{PAGES.get(part, 'hub')}", id=solicitation.id, topic=topic or None)


def resting(solicitation: Solicitation) -> str:
    """Why this person may not change its text now; "" when they may."""
    if may_write_text(solicitation):
        return ""
    return policy.may_edit(g.context.actor, solicitation).reason or policy.rests(solicitation)


def refused(form: Form) -> NoReturn:
    """A button has no page of its own on which its refusal could stand."""
    raise Conflict(" ".join(each for several in form.faults.values() for each in several))
