"""Asking a pool's members for their annexes, and writing them. Floor: operations.

An annex is its member's own: nobody else writes in it, and no other member reads it before it is published. It is
written while the joint text is a draft or in review; whoever had approved it is asked about it anew once the member
says that it is complete. The solicitation is held, then the pool, as publication does: so an annex is changed before
the text is frozen, or not at all.
"""

from datetime import datetime, timedelta

from procurement.accounts.models import Person
from procurement.audit import operations as ledger
from procurement.core.context import Context
from procurement.core.errors import Conflict, Invalid, NotFound
from procurement.core.verdict import require
from procurement.library.content import new_key
from procurement.mailbox import operations as mailbox
from procurement.pools import operations as pools
from procurement.pools.models import Participation
from procurement.solicitations import annex_letters, annexes, annexing, policy, queries, reviewing
from procurement.solicitations.annex_models import Annex
from procurement.solicitations.lifecycle import SolicitationState
from procurement.solicitations.models import Solicitation
from procurement.solicitations.snapshot import blanks_of

#: So long before the date whoever has not answered is reminded.
AHEAD = timedelta(days=2)


def ask_annexes(
    ctx: Context, solicitation: Solicitation, *, due_at: datetime, version: int | None = None
) -> Solicitation:
    """Ask every member, by letter and until this instant, to read the common text and to say what must differ for it.

    From now on the members' officers and representatives read the core of the draft. Asked again, the date moves.
    """
    require(policy.may_ask_annexes(ctx.actor, solicitation))
    ctx.lock(solicitation)
    ctx.expect(solicitation, version)
    if due_at <= ctx.now:
        raise Invalid({"due_at": ["Choose a time in the future."]})
    if solicitation.due_at is not None and due_at >= solicitation.due_at:
        raise Invalid({"due_at": ["Annexes are published with the text: choose a time before responses are due."]})
    moved = solicitation.annexes_asked_at is not None
    solicitation.annexes_asked_at = solicitation.annexes_asked_at or ctx.now
    solicitation.annexes_due_at = due_at
    ctx.session.flush()
    ledger.record(ctx, "solicitation.annexes-asked", solicitation, {"due_at": due_at.isoformat()})
    for each in annex_letters.unanswered(ctx, solicitation):
        annex_letters.write(ctx, "solicitation_annex_asked", solicitation, each, asker=ctx.actor.name, moved=moved)
    if due_at - AHEAD > ctx.now:
        payload = {"solicitation": solicitation.id, "due": due_at.isoformat()}
        mailbox.enqueue(ctx, "solicitations.remind-annexes", payload, not_before=due_at - AHEAD)
    return solicitation


def remind_annexes(ctx: Context, solicitation: Solicitation, due: str) -> int:
    """One more letter to every member that has not said its annex is complete; a date that moved is not this one.

    Asks nobody: the lead asked for it by setting the date.
    """
    ctx.lock(solicitation)
    at = solicitation.annexes_due_at
    if at is None or at.isoformat() != due or solicitation.state != SolicitationState.DRAFT or at <= ctx.now:
        return 0
    left = annex_letters.unanswered(ctx, solicitation)
    for each in left:
        annex_letters.write(ctx, "solicitation_annex_reminder", solicitation, each)
    return len(left)


def save_section(
    ctx: Context,
    solicitation: Solicitation,
    participation: Participation,
    *,
    topic: str,
    heading: str = "",
    body: str,
    overrides: str = "",
    key: str = "",
    version: int | None = None,
) -> dict:
    """Add a section to the member's annex, or change the one under `key`; `overrides` puts it in place of the core's.

    Saving it again takes the core's text as it reads now for what it was written against.
    """
    require(policy.may_write_annex(ctx.actor, solicitation, participation))
    annex = _hold(ctx, solicitation, participation, version)
    typed = {"key": key, "topic": topic, "heading": heading, "body": body, "overrides": overrides}
    others = [each for each in annex.sections if each["key"] != key]
    if key and len(others) == len(annex.sections):
        raise NotFound("This annex has no such section (any more).")
    if not key and len(others) >= annexing.MOST:
        raise Conflict(f"An annex has at most {annexing.MOST} sections.")
    core = {each["key"]: each for each in queries.content_in_force(ctx.session, solicitation)["sections"]}
    section = annexing.checked(typed, others, core, blanks_of(solicitation.content))
    section["key"] = key or new_key("a", [each["key"] for each in others])
    if key:
        sections = [section if each["key"] == key else each for each in annex.sections]
    else:
        sections = [*annex.sections, section]
    _changed(ctx, annex, sections, {"saved": section})
    return section


def remove_section(
    ctx: Context, solicitation: Solicitation, participation: Participation, *, key: str, version: int | None = None
) -> Annex:
    """Take a section out of the member's annex: the core holds for it there again."""
    require(policy.may_write_annex(ctx.actor, solicitation, participation))
    annex = _hold(ctx, solicitation, participation, version)
    left = [each for each in annex.sections if each["key"] != key]
    if len(left) == len(annex.sections):
        raise NotFound("This annex has no such section (any more).")
    _changed(ctx, annex, left, {"removed": key})
    return annex


def confirm_annex(
    ctx: Context, solicitation: Solicitation, participation: Participation, *, version: int | None = None
) -> Annex:
    """“Our annex is complete”, or with nothing in it “we need none”; in review, who approved before is asked anew."""
    require(policy.may_write_annex(ctx.actor, solicitation, participation))
    annex = _hold(ctx, solicitation, participation, version)
    if annex.confirmed_at is not None:
        return annex
    annex.confirmed_at, annex.confirmed_by = ctx.now, ctx.actor.id
    ctx.session.flush()
    name = participation.jurisdiction.name
    body = {"member": name, "sections": len(annex.sections)}
    ledger.record(
        ctx, "solicitation.annex-confirmed", solicitation, body, jurisdiction_id=participation.jurisdiction_id
    )
    drafter = ctx.session.get(Person, solicitation.drafted_by)
    if drafter is not None:
        values = {"member": name, "count": len(annex.sections), "solicitation": solicitation}
        mailbox.post(ctx, "solicitation_annex_confirmed", to=drafter, about=solicitation, **values)
    if solicitation.state == SolicitationState.IN_REVIEW:
        reviewing.ask_anew(ctx, solicitation)
    return annex


def _hold(ctx: Context, solicitation: Solicitation, participation: Participation, version: int | None) -> Annex:
    """The member's annex with solicitation and pool held; asked again whether it may be written now."""
    ctx.lock(solicitation)
    if solicitation.pool is not None:
        pools.hold(ctx, solicitation.pool)
    require(policy.may_write_annex(ctx.actor, solicitation, participation))
    annex = annexes.of(ctx.session, solicitation, [participation]).get(participation.id)
    if annex is None:
        annex = Annex(
            solicitation=solicitation,
            participation=participation,
            sections=[],
            changed_at=ctx.now,
            changed_by=ctx.actor.id,
        )
        return ctx.add(annex)
    ctx.lock(annex)
    ctx.expect(annex, version)
    return annex


def _changed(ctx: Context, annex: Annex, sections: list[dict], said: dict) -> None:
    annex.sections, annex.changed_at, annex.changed_by = sections, ctx.now, ctx.actor.id
    annex.confirmed_at = annex.confirmed_by = None
    ctx.session.flush()
    part = annex.participation
    body = {"member": part.jurisdiction.name, **said}
    ledger.record(ctx, "solicitation.annex-changed", annex.solicitation, body, jurisdiction_id=part.jurisdiction_id)
