"""Written determinations: why a rule that may be waived is not kept in this one case. Floor: operations.

What one waives, and when it loses its force, stands in `waivers.py`. It is part of the record: in the ledger, on the
checklist, and, once the solicitation is published under it, for everybody to read.
"""

from procurement.accounts.models import Person
from procurement.audit import operations as ledger
from procurement.core import words
from procurement.core.context import Context
from procurement.core.errors import Conflict, Invalid, NotFound
from procurement.core.verdict import require
from procurement.mailbox import operations as mailbox
from procurement.networks import queries as networks
from procurement.networks.duties import Permission, duties_with
from procurement.networks.rules import Signer
from procurement.pools.models import Participation
from procurement.solicitations import policy, queries, ruling, waivers
from procurement.solicitations.models import DeterminationRequest, Solicitation, WrittenDetermination
from procurement.solicitations.timing import Fault, Owner

SHORTEST = 20


def determine(
    ctx: Context,
    solicitation: Solicitation,
    *,
    code: str,
    reason: str,
    least: int | None = None,
    member: Participation | None = None,
) -> WrittenDetermination:
    """Waive the broken rule `code` of the checklist, with the reason, as far as things are now.

    Whoever publishes waives its own rule, a `member` of the pool its own, and nobody that of another. `least` allows
    fewer days than there are now, for a publication that comes later than today. Refused where the rule pack lets
    nobody waive the rule; an earlier determination about the same rule is replaced.
    """
    require(policy.may_write_determinations(ctx.actor, solicitation, member))
    ctx.lock(solicitation)
    fault = _broken(ctx, solicitation, code)
    return sign(ctx, solicitation, fault, reason=reason, least=least, member=member)


def ask(
    ctx: Context,
    solicitation: Solicitation,
    *,
    code: str,
    reason: str,
    least: int | None = None,
    member: Participation | None = None,
) -> DeterminationRequest:
    """Ask the approvers to sign a determination with this reason: they get a letter, and it stands on their desks.

    A `member` whose rule is broken is asked for its own signature. Asked anew about the same rule, the later question
    takes the place of the earlier one.
    """
    require(policy.may_edit(ctx.actor, solicitation))
    ctx.lock(solicitation)
    fault = _broken(ctx, solicitation, code)
    owner = _owner(fault, member)
    if member is None and owner.signed_by != Signer.APPROVER:
        raise Conflict("An officer signs this determination: write it down yourself.")
    _enough(reason)
    waivers.allowed(fault, least)
    signers = _signers(ctx, solicitation, owner, member)
    _close(ctx, solicitation, code, member)
    asked = DeterminationRequest(
        solicitation=solicitation,
        jurisdiction_id=_id(member) or None,
        code=code,
        reason=reason.strip(),
        least=least,
        asked_at=ctx.now,
        asked_by=ctx.actor.id,
    )
    ctx.add(asked)
    body = {"request": asked.id, "code": code, "reason": asked.reason, **_whose(member)}
    ledger.record(ctx, "solicitation.determination-asked", solicitation, body)
    page = "to-sign" if member is not None else f"determine/{code}"
    values = {"fault": fault, "signer": owner.signed_by, "page": page, "reason": asked.reason, "asker": ctx.actor.name}
    values["place"] = (member or solicitation).jurisdiction.name
    mailbox.post(
        ctx,
        "solicitation_determination_asked",
        to=signers,
        about=solicitation,
        solicitation=solicitation,
        **values,
    )
    return asked


def stop_asking(
    ctx: Context, solicitation: Solicitation, *, code: str, member: Participation | None = None
) -> DeterminationRequest:
    """Nobody needs to sign this any more."""
    require(policy.may_edit(ctx.actor, solicitation))
    ctx.lock(solicitation)
    asked = _close(ctx, solicitation, code, member)
    if asked is None:
        raise NotFound("Nobody is asked for this signature (any more).")
    body = {"request": asked.id, "code": code, **_whose(member)}
    ledger.record(ctx, "solicitation.determination-not-asked", solicitation, body)
    return asked


def close_requests(ctx: Context, solicitation: Solicitation) -> None:
    """Nothing needs a signature any more. Asks nobody: a consequence of handing in, whose policy has been asked."""
    for each in ruling.all_requests(ctx.session, solicitation):
        each.closed_at = ctx.now


def sign(
    ctx: Context,
    solicitation: Solicitation,
    fault: Fault,
    *,
    reason: str,
    least: int | None = None,
    member: Participation | None = None,
) -> WrittenDetermination:
    """Write down why this broken rule, which may be waived, is not kept; an unused one about the same is replaced."""
    require(policy.may_determine(ctx.actor, solicitation, fault.signed_for(_id(member)), member))
    _owner(fault, member)
    code, whose = fault.code, _id(member) or None
    _enough(reason)
    allowed = waivers.allowed(fault, least)
    for earlier in ruling.in_force(solicitation):
        if (earlier.code, earlier.jurisdiction_id) == (code, whose) and earlier.used_at is None:
            earlier.withdrawn_at, earlier.withdrawn_by = ctx.now, ctx.actor.id
    made = WrittenDetermination(
        solicitation=solicitation,
        jurisdiction_id=whose,
        code=code,
        rule=f"{fault.rule} {fault.source}".strip(),
        allowed=allowed,
        reason=reason.strip(),
        made_at=ctx.now,
        made_by=ctx.actor.id,
    )
    ctx.add(made)
    body = {"determination": made.id, "code": code, "rule": made.rule, "allowed": allowed, "reason": made.reason}
    ledger.record(ctx, "solicitation.rule-waived", solicitation, {**body, **_whose(member)})
    asked = _close(ctx, solicitation, code, member)
    if asked is not None:
        values = {"solicitation": solicitation, "fault": fault, "made": made, "by": ctx.actor.name}
        mailbox.post(ctx, "solicitation_determination_signed", to=asked.asker, about=solicitation, **values)
    return made


def withdraw(ctx: Context, found: WrittenDetermination) -> WrittenDetermination:
    """Take a determination back before publication: the rule binds again."""
    require(policy.may_withdraw_determination(ctx.actor, found))
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
    used = {(found.code, found.whose) for each in faults for found in waivers.standing(each, standing)}
    rows = [each for each in ruling.in_force(solicitation) if (each.code, each.jurisdiction_id or "") in used]
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


def _id(member: Participation | None) -> str:
    return member.jurisdiction_id if member is not None else ""


def _signers(ctx: Context, solicitation: Solicitation, owner: Owner, member: Participation | None) -> list[Person]:
    """Who of the jurisdiction could sign, none of them having written in the draft; refused when there is nobody."""
    needed = Permission.APPROVE if owner.signed_by == Signer.APPROVER else Permission.DRAFT
    place = (member or solicitation).jurisdiction
    people = networks.people_with(ctx.session, place.id, *duties_with(needed))
    wrote = {solicitation.drafted_by, *(solicitation.authors or ())}
    found = [each for each in people if each.id not in wrote]
    if not found:
        raise Conflict(
            f"Nobody in {place.name} could sign this: an {owner.signed_by} who has not written in the draft "
            "is needed. Ask an administrator to give another person that duty."
        )
    return found


def _owner(fault: Fault, member: Participation | None) -> Owner:
    """Whose rule it is that this signature would waive; refused where it is somebody else's."""
    found = fault.signer(_id(member))
    if found is not None:
        return found
    names = words.listed([each.name for each in fault.signers])
    whose = member.jurisdiction.name if member is not None else "your own jurisdiction"
    raise Conflict(f"No rule of {whose} is broken here. Only {names} can waive this: ask for that signature.")


def _whose(member: Participation | None) -> dict[str, str]:
    return {"member": member.jurisdiction.name} if member is not None else {}


def _close(
    ctx: Context, solicitation: Solicitation, code: str, member: Participation | None = None
) -> DeterminationRequest | None:
    """The open question about this rule, which is answered or overtaken now."""
    asked = ruling.requests(ctx.session, solicitation, _id(member)).get(code)
    if asked is not None:
        asked.closed_at = ctx.now
        ctx.session.flush()
    return asked


def _enough(reason: str) -> None:
    if len(reason.strip()) < SHORTEST:
        raise Invalid({"reason": ["Write down the reason in a sentence or more: it becomes part of the record."]})
