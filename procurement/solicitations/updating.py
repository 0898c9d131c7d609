"""Taking over into a draft what changed in its template. Floor: operations."""

from collections.abc import Mapping, Sequence

from procurement.core.context import Context
from procurement.core.verdict import require
from procurement.library import deciding
from procurement.library.models import ItemVersion
from procurement.library.soundness import checked
from procurement.solicitations import policy, updates, versions
from procurement.solicitations.changing import hold_draft, record_change
from procurement.solicitations.drafting import drop_misfits
from procurement.solicitations.models import Checkpoint, Solicitation


def take_update(
    ctx: Context,
    solicitation: Solicitation,
    theirs: ItemVersion,
    *,
    version: int | None,
    choices: Sequence[Mapping] = (),
) -> Solicitation:
    """Merge the newer version of the template into the draft; the draft as it stood is kept as a version.

    What has no conflict comes in by itself; `choices` answers every question (`library/deciding.py`). New blanks are
    unfilled; what was filled into blanks that are gone stays in the kept version. Approvals stand for what has not
    changed. The actor must see `theirs`: whoever calls has got it by the library's own question.
    """
    require(policy.may_edit(ctx.actor, solicitation))
    hold_draft(ctx, solicitation, version)
    found = updates.merged(solicitation, theirs)
    content = checked(deciding.decide(found, choices))
    versions.keep(ctx, solicitation, Checkpoint.SAVED)
    solicitation.content = content
    solicitation.template_version = theirs
    drop_misfits(solicitation)
    what = {"version": theirs.id, "number": theirs.number, "decided": len(found.conflicts)}
    record_change(ctx, solicitation, "solicitation.update-taken", what)
    versions.keep(ctx, solicitation, Checkpoint.MERGED)
    return solicitation
