"""Handing a draft out to Word, and taking in what was changed there. Floor: operations."""

from collections.abc import Collection, Mapping, Sequence

from procurement.audit import operations as ledger
from procurement.core.context import Context
from procurement.core.verdict import require
from procurement.library import deciding
from procurement.library.soundness import checked
from procurement.solicitations import policy, versions, word_files
from procurement.solicitations.changing import hold_draft, record_change
from procurement.solicitations.drafting import drop_misfits
from procurement.solicitations.models import Checkpoint, DraftVersion, Solicitation


def export(ctx: Context, solicitation: Solicitation) -> DraftVersion:
    """Keep the draft as it is handed out: when the document comes back, it is compared with this version."""
    require(policy.may_edit(ctx.actor, solicitation))
    hold_draft(ctx, solicitation, None)
    version = versions.keep(ctx, solicitation, Checkpoint.EXPORTED)
    ledger.record(ctx, "solicitation.exported", solicitation, {"version": version.number, "digest": version.digest})
    return version


def take_in(
    ctx: Context,
    solicitation: Solicitation,
    data: bytes,
    *,
    version: int | None,
    choices: Sequence[Mapping] = (),
    left: Collection[str] = (),
    blanks: Collection[str] | None = None,
    changes: str = "accept",
    comments: str = "leave",
) -> Solicitation:
    """Merge what was changed in Word into the draft; the draft as it stood is kept as a version.

    `left` are the keys of sections that stay as they were exported, `blanks` the keys of blanks whose values are taken
    (None: all); `choices` answers every question where both sides changed the same (`library/deciding.py`).
    """
    require(policy.may_edit(ctx.actor, solicitation))
    hold_draft(ctx, solicitation, version)
    found = word_files.brought(ctx, solicitation, data, changes=changes, comments=comments)
    merged = word_files.chosen(found, set(left))
    content = checked(deciding.decide(merged, choices))
    taken = [each["key"] for each in found.filled if blanks is None or each["key"] in blanks]
    values = dict(solicitation.values)
    for key in taken:
        values.pop(key, None)
        if key in found.back.values:
            values[key] = found.back.values[key]
    versions.keep(ctx, solicitation, Checkpoint.SAVED)
    solicitation.content, solicitation.values = content, values
    drop_misfits(solicitation)
    what = {
        "exported": found.base.number,
        "changed": len(set(found.back.changed) - set(left)),
        "inserted": len(set(found.back.inserted) - set(left)),
        "deleted": len(set(found.back.deleted) - set(left)),
        "filled": len(taken),
        "decided": len(merged.conflicts),
    }
    record_change(ctx, solicitation, "solicitation.word-taken", what)
    versions.keep(ctx, solicitation, Checkpoint.TAKEN_IN)
    return solicitation
