"""Writing a solicitation: drafting it, filling its blanks, editing its parts. Floor: operations.

Everything here is possible only in draft; every edit names the version it was made from.
"""

from collections.abc import Mapping
from datetime import date, datetime

import sqlalchemy as sa

from procurement.audit import operations as ledger
from procurement.core.context import Context
from procurement.core.errors import Conflict, Invalid, NotFound
from procurement.core.verdict import require
from procurement.library import content as contents
from procurement.library import pieces
from procurement.library.blanks import BlankFault, parse
from procurement.library.brackets import notes, without_note
from procurement.library.lifecycle import VersionState
from procurement.library.models import Form, ItemVersion, Kind
from procurement.networks.models import Jurisdiction
from procurement.pools import holding as pools
from procurement.pools.models import Pool
from procurement.pools.policy import may_source
from procurement.solicitations import crediting, deadline, joining, policy, queries, versions
from procurement.solicitations.changing import hold_draft, hold_text, record_change
from procurement.solicitations.facts import checked as checked_facts
from procurement.solicitations.lifecycle import LIFECYCLE, SolicitationState
from procurement.solicitations.models import Checkpoint, Solicitation
from procurement.solicitations.snapshot import blanks_of
from procurement.solicitations.values import entry

EDITABLE = ("title", "reference", "summary", "focus_area", "contact_name", "contact_email")


def draft(
    ctx: Context,
    *,
    jurisdiction_id: str,
    title: str,
    template_version: ItemVersion | None = None,
    kind: Kind | str | None = None,
    reference: str | None = None,
    pool: Pool | None = None,
    summary: str = "",
    focus_area: str = "",
    contact_name: str = "",
    contact_email: str = "",
    due_at: datetime | None = None,
    content: Mapping | None = None,
    facts: Mapping | None = None,
    forecast_publish_on: date | None = None,
) -> Solicitation:
    """Begin a solicitation from a published template version or from nothing, for a jurisdiction or a committed pool.

    Left open, `kind` is the template's, `reference` the next free number, and the contact whoever drafts.
    """
    require(policy.may_draft(ctx.actor, jurisdiction_id, pool))
    jurisdiction = ctx.session.get_one(Jurisdiction, jurisdiction_id)
    kind = _kind(kind, template_version)
    _one_per_pool(ctx, pool)
    starting = _starting_point(template_version, content)
    solicitation = Solicitation(
        jurisdiction=jurisdiction,
        pool=pool,
        template_version=template_version,
        kind=kind,
        state=LIFECYCLE.initial,
        reference=free_reference(ctx, jurisdiction, reference, kind),
        title=title,
        summary=summary,
        focus_area=focus_area or starting["focus_area"],
        content=starting["content"],
        values={},
        facts=checked_facts(facts or {}),
        due_at=due_at,
        forecast_publish_on=forecast_publish_on,
        zone=jurisdiction.zone,
        contact_name=contact_name or ctx.actor.name,
        contact_email=contact_email or ctx.actor.email,
        drafted_by=ctx.actor.id,
        authors=[ctx.actor.id],
        created_at=ctx.now,
    )
    return begin(ctx, solicitation)


def begin(ctx: Context, solicitation: Solicitation) -> Solicitation:
    """A new draft goes into the unit, with its first version. Asks nobody: the deed that calls it has asked."""
    ctx.add(solicitation)
    versions.keep(ctx, solicitation, Checkpoint.BEGUN)
    crediting.follow_template(ctx, solicitation)
    template_version, pool = solicitation.template_version, solicitation.pool
    origin = {"template_version": template_version and template_version.id, "pool": pool and pool.id}
    ledger.record(ctx, "solicitation.drafted", solicitation, {"reference": solicitation.reference, **origin})
    return solicitation


def edit(
    ctx: Context,
    solicitation: Solicitation,
    *,
    version: int | None,
    due_date: str | None = None,
    due_time: str | None = None,
    base: Mapping | None = None,
    **changes,
) -> Solicitation:
    """Change title, reference, summary, focus area, contact or deadline of a draft.

    The deadline is either `due_at` (an instant, None for none) or a local day and time in the jurisdiction's zone.
    With `base`, the entries the person had read, what others changed meanwhile is joined instead of refused.
    """
    require(policy.may_edit(ctx.actor, solicitation))
    hold_draft(ctx, solicitation, version if base is None else None)
    if base is not None:
        due = {"due_date": due_date or "", "due_time": due_time or ""}
        now = {name: getattr(solicitation, name) for name in EDITABLE}
        now |= deadline.entries(solicitation.due_at, solicitation.zone)
        changes = decided(joining.entries(base, now, {**changes, **due}))
        if "due_date" in changes or "due_time" in changes:
            due_date, due_time = (changes.pop(name, due[name]) for name in due)
        else:
            due_date, due_time = None, None
    if "due_at" in changes:
        solicitation.due_at = changes.pop("due_at")
    elif due_date is not None or due_time is not None:
        solicitation.due_at = deadline.instant_of(due_date or "", due_time or "", solicitation.zone)
    if "questions_due_at" in changes:
        solicitation.questions_due_at = changes.pop("questions_due_at")
    if changes.get("reference", solicitation.reference) != solicitation.reference:
        changes["reference"] = free_reference(ctx, solicitation.jurisdiction, changes["reference"], solicitation.kind)
    for name in EDITABLE:
        if name in changes:
            setattr(solicitation, name, changes.pop(name))
    if changes:
        raise TypeError(f"A solicitation has no {', '.join(changes)} to edit.")
    return record_change(ctx, solicitation, "solicitation.edited", {})


def fill(
    ctx: Context, solicitation: Solicitation, *, version: int | None, values: Mapping, base: Mapping | None = None
) -> Solicitation:
    """Fill blanks with what was typed, each checked by its kind; an empty entry empties the blank.

    With `base`, the entries the person had read, only what they changed counts: others may fill other blanks meanwhile.
    """
    require(policy.may_edit(ctx.actor, solicitation))
    hold_text(ctx, solicitation, version if base is None else None)
    if base is not None:
        values = decided(joining.entries(base, entries_of(solicitation), values))
    if base is None or values:
        put_values(solicitation, values)
        record_change(ctx, solicitation, "solicitation.filled", {"filled": len(solicitation.values)})
    return solicitation


def put_values(solicitation: Solicitation, values: Mapping) -> None:
    """The values of blanks from what was typed, or Invalid. Asks nobody: the deed that calls it has asked."""
    declared = {blank.key: blank for blank in blanks_of(solicitation.content)}
    filled, faults = dict(solicitation.values), {}
    for key, raw in values.items():
        if key not in declared:
            faults[f"values.{key}"] = ["There is no such blank in this draft."]
            continue
        try:
            value = parse(declared[key], raw, solicitation.zone)
        except BlankFault as fault:
            faults[f"values.{key}"] = [str(fault)]
            continue
        if value is None:
            filled.pop(key, None)
        else:
            filled[key] = value
    if faults:
        raise Invalid(faults)
    solicitation.values = filled


def entries_of(solicitation: Solicitation) -> dict[str, str]:
    """What the form of the blanks shows for each. Asks nobody: it reads what the caller holds."""
    zone = solicitation.zone
    declared = blanks_of(solicitation.content)
    return {blank.key: entry(blank, solicitation.values.get(blank.key), zone) for blank in declared}


def decided(joined: joining.Joined) -> dict:
    """What two people want together, or Conflict where both want different things. Asks nobody: it decides nothing."""
    if not joined.clashes:
        return joined.fields
    raise Conflict(
        "Somebody else changed the same words while you were writing. What you typed is kept below, beside what "
        "stands there now: decide what should stand, and save again."
    )


def add_piece(
    ctx: Context,
    solicitation: Solicitation,
    *,
    version: int | None,
    part: str,
    piece: Mapping,
    after: str | None = None,
) -> str:
    """Add a section, blank, requirement, criterion or price line to a draft; gives its key."""
    require(policy.may_edit(ctx.actor, solicitation))
    hold_text(ctx, solicitation, version, part)
    content, key = pieces.add(solicitation.content, part, piece, after=after)
    solicitation.content = pieces.sound(content, part, key)
    record_change(ctx, solicitation, "solicitation.edited", {"added": f"{part}/{key}"})
    return key


def change_piece(
    ctx: Context,
    solicitation: Solicitation,
    *,
    version: int | None,
    part: str,
    key: str,
    changes: Mapping,
    base: Mapping | None = None,
) -> Solicitation:
    """Change one section, blank, requirement, criterion or price line of a draft.

    With `base`, the piece as the person had read it, what others wrote meanwhile is joined instead of refused.
    """
    require(policy.may_edit(ctx.actor, solicitation))
    hold_text(ctx, solicitation, version if base is None else None, part)
    put_piece(solicitation, part, key, changes, base)
    return record_change(ctx, solicitation, "solicitation.edited", {"changed": f"{part}/{key}"})


def put_piece(solicitation: Solicitation, part: str, key: str, changes: Mapping, base: Mapping | None = None) -> None:
    """One piece as it is to be. Asks nobody: the deed that calls it has asked."""
    if base is not None:
        changes = decided(joining.piece(base, pieces.find(solicitation.content, part, key), changes))
    solicitation.content = pieces.sound(pieces.change(solicitation.content, part, key, changes), part, key)
    if part == "blanks":
        drop_misfits(solicitation)


def remove_note(
    ctx: Context, solicitation: Solicitation, *, version: int | None, key: str, number: int
) -> Solicitation:
    """Take one note to whoever drafts out of a section; `number` counts the section's notes from 1."""
    require(policy.may_edit(ctx.actor, solicitation))
    hold_text(ctx, solicitation, version)
    body = pieces.find(solicitation.content, "sections", key)["body"]
    found = notes(body)
    if not 1 <= number <= len(found):
        raise NotFound("This note does not stand in the section any more.")
    put_piece(solicitation, "sections", key, {"body": without_note(body, found[number - 1])})
    return record_change(ctx, solicitation, "solicitation.edited", {"note taken out": f"sections/{key}"})


def move_piece(
    ctx: Context, solicitation: Solicitation, *, version: int | None, part: str, key: str, by: int
) -> Solicitation:
    """Move one piece up (-1) or down (+1) in its list; a section takes its subsections along."""
    require(policy.may_edit(ctx.actor, solicitation))
    hold_text(ctx, solicitation, version, part)
    solicitation.content = pieces.move(solicitation.content, part, key, by)
    return record_change(ctx, solicitation, "solicitation.edited", {"moved": f"{part}/{key}"})


def remove_piece(ctx: Context, solicitation: Solicitation, *, version: int | None, part: str, key: str) -> Solicitation:
    """Take one piece out of a draft."""
    require(policy.may_edit(ctx.actor, solicitation))
    hold_text(ctx, solicitation, version, part)
    solicitation.content = pieces.remove(solicitation.content, part, key)
    if part == "blanks":
        solicitation.values = {name: value for name, value in solicitation.values.items() if name != key}
    return record_change(ctx, solicitation, "solicitation.edited", {"removed": f"{part}/{key}"})


def weigh_criteria(
    ctx: Context, solicitation: Solicitation, *, version: int | None, points: Mapping[str, str]
) -> Solicitation:
    """Give several criteria of a draft their points at once ({key: points})."""
    require(policy.may_edit(ctx.actor, solicitation))
    hold_text(ctx, solicitation, version)
    solicitation.content = pieces.weigh(solicitation.content, points)
    return record_change(ctx, solicitation, "solicitation.edited", {"weighed": sorted(points)})


def set_evaluation(ctx: Context, solicitation: Solicitation, *, version: int | None, **settings) -> Solicitation:
    """Change how the points become a ranking: minimum total, preferences, tie break, rounding, the whole."""
    require(policy.may_edit(ctx.actor, solicitation))
    hold_text(ctx, solicitation, version)
    evaluation = {**solicitation.content["evaluation"], **settings}
    solicitation.content = {**solicitation.content, "evaluation": evaluation}
    return record_change(ctx, solicitation, "solicitation.edited", {"changed": "evaluation"})


def _kind(kind: Kind | str | None, template_version: ItemVersion | None) -> Kind:
    if template_version is not None and template_version.state != VersionState.PUBLISHED:
        raise Conflict("A solicitation begins only from a template version that is published and not retired.")
    if template_version is not None and template_version.item.form != Form.TEMPLATE:
        raise Conflict("A solicitation begins only from a template; clauses are inserted into a draft.")
    if kind is not None:
        return Kind(kind)
    if template_version is not None:
        return template_version.item.kind
    raise Invalid({"kind": ["Say what kind of solicitation this is."]})


def _starting_point(template_version: ItemVersion | None, content: Mapping | None) -> dict:
    """Content and focus area to begin with; a copy, so that the template never changes with the draft.

    The template's summary is about the template; what the public reads first is written for this solicitation.
    """
    template = template_version.item if template_version is not None else None
    text = content if content is not None else template_version.content if template_version is not None else {}
    return {
        "content": contents.exact({**contents.empty(), **text}),
        "focus_area": template.focus_area if template is not None else "",
    }


def _one_per_pool(ctx: Context, pool: Pool | None) -> None:
    if pool is None:
        return
    require(may_source(ctx.actor, pools.hold(ctx, pool)))
    ended = (SolicitationState.CANCELLED, SolicitationState.CONCLUDED)
    other = ctx.session.scalar(
        # What an earlier lead has drafted is its own, and cannot go out for the pool any more.
        sa.select(Solicitation.reference).where(
            Solicitation.pool_id == pool.id,
            Solicitation.jurisdiction_id == pool.jurisdiction_id,
            Solicitation.state.not_in(ended),
        )
    )
    if other is not None:
        raise Conflict(f"This pool has its solicitation already: {other}.")


def free_reference(ctx: Context, jurisdiction: Jurisdiction, reference: str | None, kind: Kind) -> str:
    """The number that was asked for, or the next free one; Invalid when it is taken. Asks nobody: it looks."""
    wanted = (reference or "").strip()
    if not wanted:
        return queries.propose_reference(ctx.session, jurisdiction, kind, ctx.now)
    taken = ctx.session.scalar(
        sa.select(Solicitation.id).where(
            Solicitation.jurisdiction_id == jurisdiction.id, Solicitation.reference == wanted
        )
    )
    if taken is not None:
        raise Invalid({"reference": [f"{jurisdiction.name} has a solicitation with the number “{wanted}” already."]})
    return wanted


def drop_misfits(solicitation: Solicitation) -> None:
    """Values that no longer suit their blank's kind are emptied, so that they are asked for again.

    Asks nobody: the deed that calls it has asked.
    """
    kept = {}
    for blank in blanks_of(solicitation.content):
        value = solicitation.values.get(blank.key)
        if value is None:
            continue
        try:
            again = parse(blank, value, solicitation.zone)
        except (BlankFault, KeyError):
            continue
        if again is not None:
            kept[blank.key] = again
    solicitation.values = kept
