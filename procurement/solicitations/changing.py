"""How every change of a draft begins and ends, whichever module makes it. Floor: operations."""

from procurement.audit import operations as ledger
from procurement.core.context import Context
from procurement.core.errors import Conflict
from procurement.solicitations import needing, policy, queries
from procurement.solicitations.lifecycle import SolicitationState
from procurement.solicitations.models import Solicitation


def hold_draft(ctx: Context, solicitation: Solicitation, version: int | None, part: str = "") -> None:
    """The row locked, in the version this person read (None: not stated), still a draft.

    Asks nobody: the deed that calls it has asked.
    """
    ctx.lock(solicitation)
    if solicitation.state != SolicitationState.DRAFT:
        state = str(solicitation.state).replace("-", " ")
        raise Conflict(f"This solicitation is {state}. {policy.rests(solicitation)}")
    _held(ctx, solicitation, version, part)


def hold_text(ctx: Context, solicitation: Solicitation, version: int | None, part: str = "") -> None:
    """The same for what an addendum can change too: a draft, or published and its next addendum is being written.

    Asks nobody: the deed that calls it has asked.
    """
    ctx.lock(solicitation)
    if not policy.is_amended_now(solicitation):
        hold_draft(ctx, solicitation, version, part)
        return
    if queries.is_closed(solicitation, ctx.now):
        raise Conflict("The deadline has passed: what was published stands, and no addendum can be issued any more.")
    _held(ctx, solicitation, version, part)


def _held(ctx: Context, solicitation: Solicitation, version: int | None, part: str) -> None:
    ctx.expect(solicitation, version)
    if part == "price_lines" and solicitation.pool_id is not None:
        raise Conflict("The price lines of a joint solicitation come from its pool: change them there.")


def record_change(ctx: Context, solicitation: Solicitation, deed: str, what: dict) -> Solicitation:
    """Whoever changed it is an author from now on, and the ledger tells what changed.

    Asks nobody: the deed that calls it has asked.
    """
    if ctx.actor.id not in solicitation.authors:
        solicitation.authors = [*solicitation.authors, ctx.actor.id]
    ctx.session.flush()
    if solicitation.is_announced or deed == "solicitation.announced":
        needing.tell(ctx, solicitation)
    ledger.record(ctx, deed, solicitation, what)
    return solicitation
