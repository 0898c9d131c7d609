"""Written determinations: why a rule that may be waived is not kept in this one case. Floor: operations.

What one waives, and when it loses its force, stands in `waivers.py`. It is part of the record: in the ledger, on the
checklist, and, once the solicitation is published under it, for everybody to read.
"""

from procurement.accounts.models import Person
from procurement.audit import operations as ledger
from procurement.core.context import Context
from procurement.core.errors import Conflict, Invalid, NotFound
from procurement.core.verdict import require
from procurement.mailbox import operations as mailbox
from procurement.networks import queries as networks
from procurement.networks.duties import Permission, duties_with
from procurement.networks.rules import Signer
from procurement.solicitations import policy, queries, ruling, waivers
from procurement.solicitations.models import DeterminationRequest, Solicitation, WrittenDetermination
from procurement.solicitations.timing import Fault

SHORTEST = 20


def determine(
    ctx: Context, solicitation: Solicitation, *, code: str, reason: str, least: int | None = None
) -> WrittenDetermination:
    """Waive the broken rule `code` of the checklist, with the reason, as far as things are now.

    `least` allows fewer days than there are now, for a publication that comes later than today. Refused where the
    rule pack lets nobody waive the rule; an earlier determination about the same rule is replaced.
    """
    require(policy.may_write_determinations(ctx.actor, solicitation))
    ctx.lock(solicitation)
    fault = _broken(ctx, solicitation, code)
    return sign(ctx, solicitation, fault, reason=reason, least=least)


def ask(
    ctx: Context, solicitation: Solicitation, *, code: str, reason: str, least: int | None = None
) -> DeterminationRequest:
    """Ask the approvers to sign a determination with this reason: they get a letter, and it stands on their desks.

    Asked anew about the same rule, the later question takes the place of the earlier one.
    """
    require(policy.may_edit(ctx.actor, solicitation))
    ctx.lock(solicitation)
    fault = _broken(ctx, solicitation, code)
    if fault.signed_by != Signer.APPROVER:
        raise Conflict("An officer signs this determination: write it down yourself.")
    _enough(reason)
    waivers.allowed(fault, least)
    signers = may_sign(ctx, solicitation)
    if not signers:
        raise Conflict(
            f"Nobody in {solicitation.jurisdiction.name} could sign this: an approver who has not written in the draft "
            "is needed. Ask an administrator to give another person that duty."
        )
    _close(ctx, solicitation, code)
    asked = DeterminationRequest(
        solicitation=solicitation,
        code=code,
        reason=reason.strip(),
        least=least,
        asked_at=ctx.now,
        asked_by=ctx.actor.id,
    )
    ctx.add(asked)
    body = {"request": asked.id, "code": code, "reason": asked.reason}
    ledger.record(ctx, "solicitation.determination-asked", solicitation, body)
    mailbox.post(
        ctx,
        "solicitation_determination_asked",
        to=signers,
        about=solicitation,
        solicitation=solicitation,
        fault=fault,
        reason=asked.reason,
        asker=ctx.actor.name,
    )
    return asked


def stop_asking(ctx: Context, solicitation: Solicitation, *, code: str) -> DeterminationRequest:
    """Nobody needs to sign this any more."""
    require(policy.may_edit(ctx.actor, solicitation))
    ctx.lock(solicitation)
    asked = _close(ctx, solicitation, code)
    if asked is None:
        raise NotFound("Nobody is asked for this signature (any more).")
    ledger.record(ctx, "solicitation.determination-not-asked", solicitation, {"request": asked.id, "code": code})
    return asked


def close_requests(ctx: Context, solicitation: Solicitation) -> None:
    """Nothing needs a signature any more. Asks nobody: a consequence of handing in, whose policy has been asked."""
    for each in ruling.requests(ctx.session, solicitation).values():
        each.closed_at = ctx.now


def may_sign(ctx: Context, solicitation: Solicitation) -> list[Person]:
    """The approvers of the jurisdiction who have not written in the draft. Asks nobody: `ask` has asked."""
    people = networks.people_with(ctx.session, solicitation.jurisdiction_id, *duties_with(Permission.APPROVE))
    wrote = {solicitation.drafted_by, *(solicitation.authors or ())}
    return [each for each in people if each.id not in wrote]


def sign(
    ctx: Context, solicitation: Solicitation, fault: Fault, *, reason: str, least: int | None = None
) -> WrittenDetermination:
    """Write down why this broken rule, which may be waived, is not kept; an unused one about the same is replaced."""
    require(policy.may_determine(ctx.actor, solicitation, fault.signed_by))
    code = fault.code
    _enough(reason)
    allowed = waivers.allowed(fault, least)
    for earlier in ruling.in_force(solicitation):
        if earlier.code == code and earlier.used_at is None:
            earlier.withdrawn_at, earlier.withdrawn_by = ctx.now, ctx.actor.id
    made = WrittenDetermination(
        solicitation=solicitation,
        code=code,
        rule=f"{fault.rule} {fault.source}".strip(),
        allowed=allowed,
        reason=reason.strip(),
        made_at=ctx.now,
        made_by=ctx.actor.id,
    )
    ctx.add(made)
    body = {"determination": made.id, "code": code, "rule": made.rule, "allowed": allowed, "reason": made.reason}
    ledger.record(ctx, "solicitation.rule-waived", solicitation, body)
    asked = _close(ctx, solicitation, code)
    if asked is not None:
        values = {"solicitation": solicitation, "fault": fault, "made": made, "by": ctx.actor.name}
        mailbox.post(ctx, "solicitation_determination_signed", to=asked.asker, about=solicitation, **values)
    return made


def withdraw(ctx: Context, found: WrittenDetermination) -> WrittenDetermination:
    """Take a determination back before publication: the rule binds again."""
    require(policy.may_write_determinations(ctx.actor, found.solicitation))
    solicitation = found.solicitation
    ctx.lock(solicitation)
    ctx.session.refresh(found, ["withdrawn_at"])
    if found.withdrawn_at is not None:
        raise Conflict("This determination was withdrawn already.")
    if found.used_at is not None or (solicitation.published_at is not None and not solicitation.is_amending):
        raise Conflict("It was published under this determination, which stays in the record.")
    found.withdrawn_at, found.withdrawn_by = ctx.now, ctx.actor.id
    ctx.session.flush()
    ledger.record(ctx, "solicitation.waiver-withdrawn", solicitation, {"determination": found.id, "code": found.code})
    return found


def use(ctx: Context, solicitation: Solicitation) -> list[str]:
    """Mark those under which it is published now: they become public with it; gives their ids.

    Asks nobody: a consequence of publishing, whose own policy has been asked.
    """
    rules = queries.rules_that_bind(ctx.session, solicitation)
    standing = ruling.waivers(solicitation)
    faults = ruling.faults(solicitation, rules, ctx.now)
    used = {(found.code, found.at) for each in faults if (found := waivers.standing(each, standing)) is not None}
    rows = [each for each in ruling.in_force(solicitation) if (each.code, each.made_at) in used]
    for each in rows:
        each.used_at = ctx.now
    return [each.id for each in rows]


def _broken(ctx: Context, solicitation: Solicitation, code: str) -> Fault:
    """The fault that is to be waived; refused when there is none, or when nobody may waive it."""
    if solicitation.published_at is not None:
        raise Conflict("This is published: its dates stand, and nothing is left to waive.")
    rules = queries.rules_that_bind(ctx.session, solicitation)
    fault = next((each for each in ruling.faults(solicitation, rules, ctx.now) if each.code == code), None)
    if fault is None:
        raise Conflict("No rule of this kind is broken as things are planned now: there is nothing to waive.")
    if not fault.waivable:
        raise Conflict(f"No determination can waive this: the rules say nothing of it. {fault.rule}")
    return fault


def _close(ctx: Context, solicitation: Solicitation, code: str) -> DeterminationRequest | None:
    """The open question about this rule, which is answered or overtaken now."""
    asked = ruling.requests(ctx.session, solicitation).get(code)
    if asked is not None:
        asked.closed_at = ctx.now
        ctx.session.flush()
    return asked


def _enough(reason: str) -> None:
    if len(reason.strip()) < SHORTEST:
        raise Invalid({"reason": ["Write down the reason in a sentence or more: it becomes part of the record."]})
