"""Keeping a draft as it stands: a version for every handing over, and going back to one. Floor: operations."""

from procurement.core.context import Context
from procurement.core.digest import digest
from procurement.core.verdict import require
from procurement.solicitations import policy, sides
from procurement.solicitations.changing import hold_draft, record_change
from procurement.solicitations.models import Checkpoint, DraftVersion, Solicitation


def keep(ctx: Context, solicitation: Solicitation, reason: Checkpoint) -> DraftVersion:
    """The draft as it stands now, as a version that never changes; the last one again where nothing has changed.

    Asks nobody: a consequence of the deed that calls it, whose own policy has been asked.
    """
    last = sides.last(ctx.session, solicitation)
    said = {
        "title": solicitation.title,
        "summary": solicitation.summary,
        "content": solicitation.content,
        "values": solicitation.values,
        "facts": solicitation.facts or {},
    }
    print_of_it = digest(said)
    if last is not None and last.digest == print_of_it:
        return last
    version = DraftVersion(
        solicitation_id=solicitation.id,
        number=1 if last is None else last.number + 1,
        reason=reason,
        digest=print_of_it,
        template_version_id=solicitation.template_version_id,
        made_at=ctx.now,
        made_by=ctx.actor.id,
        **said,
    )
    return ctx.add(version)


def save(ctx: Context, solicitation: Solicitation) -> DraftVersion:
    """Keep a version because somebody wishes to, before a large change for instance."""
    require(policy.may_edit(ctx.actor, solicitation))
    hold_draft(ctx, solicitation, None)
    return keep(ctx, solicitation, Checkpoint.SAVED)


def restore(
    ctx: Context, solicitation: Solicitation, older: DraftVersion, *, version: int | None = None
) -> Solicitation:
    """Put an older version in the place of the text, as a new change: what stands now is kept as a version first."""
    require(policy.may_edit(ctx.actor, solicitation))
    hold_draft(ctx, solicitation, version)
    keep(ctx, solicitation, Checkpoint.SAVED)
    solicitation.title, solicitation.summary = older.title, older.summary
    solicitation.content, solicitation.values = older.content, older.values
    solicitation.facts = older.facts
    solicitation.template_version_id = older.template_version_id
    record_change(ctx, solicitation, "solicitation.restored", {"version": older.number})
    keep(ctx, solicitation, Checkpoint.SAVED)
    return solicitation
