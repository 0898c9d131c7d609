"""Issuing again what was issued before: a copy of one's own solicitation, or of a peer's. Floor: operations."""

import json
from collections.abc import Collection, Mapping, Sequence
from copy import deepcopy

from procurement.audit import operations as ledger
from procurement.core.context import Context
from procurement.core.errors import NotFound
from procurement.core.verdict import require
from procurement.library import conditions
from procurement.library import lineage_queries as lineage
from procurement.library import queries as library
from procurement.library.blanks import Blank, keys, present
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
#: What a price line says only of the members of a pool.
OF_A_POOL = frozenset({"shares", "firm"})


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
    template = _template(ctx, source)
    content, values = _own(source) if is_own else _peers(ctx, source, template)
    made = Solicitation(
        jurisdiction=place,
        template_version=template,
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
    passed = {each["key"] for each in source.settled_content["blanks"] if each["kind"] in PASSED}
    return deepcopy(source.settled_content), {
        key: value for key, value in source.settled_values.items() if key not in passed
    }


def _peers(ctx: Context, source: Solicitation, template: ItemVersion | None) -> tuple[dict, dict]:
    """What was published, its blanks open again; of what was never printed only what this actor may read anyway.

    Blanks that no printed text names, help, conditions (they tell the estimated amount) and where a clause came from
    go along only as far as they stand in the template or in a clause that is shared with the actor.
    """
    content = deepcopy(source.settled_content)
    inserted = {each["clause"] for each in content["sections"] if each.get("clause")}
    clauses = lineage.named(ctx, inserted)
    seen = [each.content for each in (template, *clauses.values()) if each is not None]
    content["sections"] = [_printed(each, seen, clauses.keys()) for each in content["sections"]]
    texts = {name: value for name, value in content.items() if name != "blanks"}
    printed = set(keys(json.dumps([source.title, texts], ensure_ascii=False)))
    asked = set(keys(" ".join(conditions.asks(each) for each in content["sections"])))
    content["blanks"] = [
        _beside(_known(each, seen, source.settled_values), source if each["key"] in printed else None)
        for each in content["blanks"]
        if each["key"] in printed | asked
    ]
    content["price_lines"] = [
        {name: value for name, value in each.items() if name not in OF_A_POOL} for each in content["price_lines"]
    ]
    return content, {}


def _printed(section: Mapping, seen: Sequence[Mapping], clauses: Collection[str]) -> dict:
    """The section without what was not printed, unless a text the actor may read says the same."""
    own = [each for content in seen for each in content["sections"] if each["heading"] == section["heading"]]
    result = dict(section)
    if section.get("clause", "") not in clauses:
        result |= {"clause": "", "alternate": ""}
    for name in ("when", "source"):
        if section.get(name) not in [each.get(name) for each in own]:
            result[name] = ""
    return result


def _known(blank: Mapping, seen: Sequence[Mapping], values: Mapping) -> dict:
    """The blank without what was not printed of it, unless a text the actor may read says the same."""
    own = [each for content in seen for each in content["blanks"] if each["label"] == blank["label"]]
    result = dict(blank)
    if blank.get("help") not in [each.get("help") for each in own]:
        result["help"] = ""
    is_printed = values.get(blank["key"]) is None
    if not is_printed and blank.get("original") not in [each.get("original") for each in own]:
        result["original"] = ""
    return result


def _beside(blank: dict, source: Solicitation | None) -> dict:
    """The blank with what the peer wrote in it, where that was printed (in `source`), as help."""
    wrote = (
        present(Blank.from_data(blank), source.settled_values.get(blank["key"]), source.zone)
        if source is not None
        else ""
    )
    wrote = " ".join(wrote.split())
    if source is None or not wrote:
        return blank
    short = wrote if len(wrote) <= SHOWN else wrote[: SHOWN - 1].rstrip() + "…"
    said = f"{source.jurisdiction.name} wrote: “{short}”"
    return {**blank, "help": f"{blank['help']} {said}".strip()[:2_000]}


def _template(ctx: Context, source: Solicitation) -> ItemVersion | None:
    """The template it began with, where whoever copies it may use that as well: so that updates reach the copy."""
    if source.template_version_id is None:
        return None
    try:
        found = library.get_version(ctx, source.template_version_id)
    except NotFound:
        return None
    return found if found.state == VersionState.PUBLISHED else None
