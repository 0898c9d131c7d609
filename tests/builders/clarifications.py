"""Addenda with fixed data, through the operations: one being written, one issued."""

from datetime import timedelta

from procurement.clarifications import operations
from procurement.clarifications.models import Addendum
from procurement.core.context import Context
from procurement.solicitations import operations as solicitations
from procurement.solicitations.models import Solicitation
from tests.builders.solicitations import as_officer

REASON = "Vendors asked about the hours."
HOURS = "Calls are answered on working days and on Saturdays."
#: A further question, as an officer would add it.
QUESTION = {"kind": "yes-no", "label": "Do you answer on Saturdays?", "help": "", "required": True, "choices": []}


def a_draft_addendum(
    ctx: Context, solicitation: Solicitation, *, asks: bool = False, later: timedelta | None = None
) -> Addendum:
    """Being written: the section on hours says more; with `asks` there is a further question."""
    acts = as_officer(ctx, solicitation)
    addendum = operations.begin(acts, solicitation)
    body = f"{HOURS} ({len(solicitation.revisions)})" if solicitation.revisions[1:] else HOURS
    edit = {"part": "sections", "key": "s2", "changes": {"body": body}}
    solicitations.change_piece(acts, solicitation, version=None, **edit)
    if asks:
        solicitations.add_piece(acts, solicitation, version=None, part="requirements", piece=QUESTION)
    due_at = solicitation.due_at + later if later and solicitation.due_at else None
    return operations.edit(acts, addendum, version=None, reason=REASON, due_at=due_at)


def an_issued_addendum(ctx: Context, solicitation: Solicitation, **given) -> Addendum:
    """In force, and everybody is told. Its jurisdiction's rules must not call it late."""
    addendum = a_draft_addendum(ctx, solicitation, **given)
    return operations.issue(as_officer(ctx, solicitation), addendum)
