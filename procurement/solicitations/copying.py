"""Issuing again what was issued before: a copy of one's own solicitation, or of a peer's. Floor: operations."""

from collections.abc import Mapping
from copy import deepcopy

from procurement.audit import operations as ledger
from procurement.core.context import Context
from procurement.core.errors import NotFound
from procurement.core.verdict import require
from procurement.library import queries as library
from procurement.library.blanks import Blank, present
from procurement.library.lifecycle import VersionState
from procurement.library.models import ItemVersion
from procurement.networks.models import Jurisdiction
from procurement.solicitations import drafting, facts, policy
from procurement.solicitations.lifecycle import LIFECYCLE
from procurement.solicitations.models import Solicitation

#: Kinds of blanks whose values have passed when something is issued again.
PASSED = frozenset({"date", "date-time"})
#: So much of what a peer wrote is shown beside an empty blank.
SHOWN = 300


def copy(
    ctx: Context,
    source: Solicitation,
    *,
    jurisdiction_id: str,
    title: str | None = None,
    reference: str | None = None,
) -> Solicitation:
    """Begin a draft with the text of a solicitation that was published (or cancelled).

    One's own keeps what stands in its blanks, but for dates. A peer's blanks are empty again, with what the peer
    wrote beside each, so that nobody publishes another government's facts. Deadline, pool and approvals never come
    along.
    """
    require(policy.may_copy(ctx.actor, source, jurisdiction_id))
    place = ctx.session.get_one(Jurisdiction, jurisdiction_id)
    is_own = source.jurisdiction_id == jurisdiction_id
    content, values = _own(source) if is_own else _peers(source)
    made = Solicitation(
        jurisdiction=place,
        template_version=_template(ctx, source),
        copy_of=source,
        kind=source.kind,
        state=LIFECYCLE.initial,
        reference=drafting.free_reference(ctx, place, reference, source.kind),
        title=(title or "").strip() or source.title,
        summary=source.summary if is_own else "",
        focus_area=source.focus_area,
        content=content,
        values=values,
        facts=facts.checked(source.facts) if is_own else {},
        zone=place.zone,
        contact_name=ctx.actor.name,
        contact_email=ctx.actor.email,
        drafted_by=ctx.actor.id,
        authors=[ctx.actor.id],
        created_at=ctx.now,
    )
    drafting.begin(ctx, made)
    ledger.record(ctx, "solicitation.copied", made, {"from": source.id, "jurisdiction": source.jurisdiction_id})
    return made


def _own(source: Solicitation) -> tuple[dict, dict]:
    passed = {each["key"] for each in source.content["blanks"] if each["kind"] in PASSED}
    return deepcopy(source.content), {key: value for key, value in source.values.items() if key not in passed}


def _peers(source: Solicitation) -> tuple[dict, dict]:
    content = deepcopy(source.content)
    name = source.jurisdiction.name
    content["blanks"] = [_beside(each, source.values, name, source.zone) for each in content["blanks"]]
    return content, {}


def _beside(blank: Mapping, values: Mapping, name: str, zone: str) -> dict:
    """The blank with what the peer wrote in it as help."""
    wrote = " ".join(present(Blank.from_data(dict(blank)), values.get(blank["key"]), zone).split())
    if not wrote:
        return dict(blank)
    short = wrote if len(wrote) <= SHOWN else wrote[: SHOWN - 1].rstrip() + "…"
    return {**blank, "help": f"{blank['help']} {name} wrote: “{short}”".strip()[:2_000]}


def _template(ctx: Context, source: Solicitation) -> ItemVersion | None:
    """The template it began with, where whoever copies it may use that as well: so that updates reach the copy."""
    if source.template_version_id is None:
        return None
    try:
        found = library.get_version(ctx, source.template_version_id)
    except NotFound:
        return None
    return found if found.state == VersionState.PUBLISHED else None
