"""Protesting: filed by a vendor or recorded from paper, decided by an approver, or withdrawn. Floor: operations.

Whoever files holds the solicitation first and then the award, as whoever makes it final does: one of the two comes
first, and the other one sees it.
"""

from datetime import datetime

import sqlalchemy as sa

from procurement.accounts.models import Person
from procurement.audit import operations as ledger
from procurement.awards import blocking, protest_policy, protest_queries
from procurement.awards.lifecycle import PROTEST, AwardState, ProtestState
from procurement.awards.models import Against, Award, Protest
from procurement.core.context import Context
from procurement.core.digest import digest
from procurement.core.errors import Conflict, Invalid
from procurement.core.verdict import Verdict, require
from procurement.files import operations as files
from procurement.files.store import Staged
from procurement.mailbox import operations as mailbox
from procurement.networks import queries as networks
from procurement.networks.duties import Duty
from procurement.responses import queries as responses
from procurement.solicitations import operations as solicitations
from procurement.solicitations import queries as solicitation_queries
from procurement.solicitations.models import Solicitation
from procurement.vendors import queries as vendors
from procurement.vendors.models import Vendor

MOVES = {ProtestState.SUSTAINED: "sustain", ProtestState.DENIED: "deny", ProtestState.DISMISSED: "dismiss"}


def file(
    ctx: Context,
    solicitation: Solicitation,
    *,
    vendor_id: str,
    against: Against,
    grounds: str,
    document: Staged | None = None,
) -> Protest:
    """A vendor protests, now. In time, it holds the decision back; late, it is on record, and told so."""
    require(_may_file(ctx, solicitation, vendor_id))
    award = _protested(ctx, solicitation, against)
    _one_at_a_time(ctx, solicitation, vendor_id, award)
    received = ctx.now
    if award is not None and award.final_at is not None:
        # The decision became final while this was on its way in: it comes after that.
        received = max(ctx.now, award.final_at)
    vendor = ctx.session.get_one(Vendor, vendor_id)
    who = {"vendor": vendor, "protester": vendor.name}
    protest = _entered(ctx, solicitation, award, received, grounds, document, **who)
    ledger.record(ctx, "protest.filed", solicitation, _body(protest))
    for person in vendors.members(ctx.session, vendor_id):
        if person.id == ctx.actor.id:
            solicitations.follow(ctx, solicitation, person)
    _tell(ctx, protest)
    return protest


def record_paper(
    ctx: Context,
    solicitation: Solicitation,
    *,
    against: Against,
    protester: str,
    received_at: datetime,
    grounds: str,
    email: str = "",
    document: Staged | None = None,
) -> Protest:
    """An officer puts a protest on record that came on paper, with the instant at which it came."""
    require(protest_policy.may_record(ctx.actor, ctx.lock(solicitation)))
    award = _protested(ctx, solicitation, against)
    begun = solicitation.published_at if award is None else award.decided_at
    if received_at > ctx.now:
        raise Invalid({"received_at": ["It cannot have come in the future."]})
    if begun is not None and received_at < begun:
        before = "the solicitation was published" if award is None else "the decision was announced"
        raise Invalid({"received_at": [f"That is before {before}."]})
    if not protester.strip():
        raise Invalid({"protester": ["Say who protests."]})
    who = {"protester": protester.strip(), "email": email.strip().lower()}
    protest = _entered(ctx, solicitation, award, received_at, grounds, document, **who)
    ledger.record(ctx, "protest.recorded", solicitation, _body(protest))
    _tell(ctx, protest)
    return protest


def decide(ctx: Context, protest: Protest, *, decision: ProtestState, reason: str) -> Protest:
    """Sustain, deny or dismiss it, with a reason that everybody reads; everybody who had notice is told."""
    require(_may_decide(ctx, protest))
    solicitation = protest.solicitation
    if decision not in MOVES:
        raise Invalid({"decision": ["A protest is sustained, denied or dismissed."]})
    _end(ctx, protest, MOVES[decision], reason)
    ledger.record(ctx, "protest.decided", solicitation, {**_body(protest), "reason": protest.reason})
    told = {"protest": protest, "address": _address(ctx, protest)}
    solicitations.write_to_followers(ctx, solicitation, "protest-decided", besides=_at_work(ctx, protest), **told)
    if protest.is_on_paper and protest.email:
        known = {each.email for each in solicitation_queries.followers(ctx.session, solicitation)}
        to = [] if protest.email in known else [protest.email]
        mailbox.post(
            ctx, "protest-decided", to=to, about=solicitation, is_private=True, solicitation=solicitation, **told
        )
    return protest


def withdraw(ctx: Context, protest: Protest, *, reason: str) -> Protest:
    """The protester does not insist; it holds nothing back any more."""
    require(protest_policy.may_withdraw(ctx.actor, _hold(ctx, protest)))
    solicitation = protest.solicitation
    _end(ctx, protest, "withdraw", reason)
    ledger.record(ctx, "protest.withdrawn", solicitation, _body(protest))
    told = {"about": solicitation, "solicitation": solicitation, "protest": protest, "address": _address(ctx, protest)}
    mailbox.post(ctx, "protest-withdrawn", to=_at_work(ctx, protest), **told)
    mailbox.post(
        ctx, "protest-withdrawn", to=[*_protesters(ctx, protest), *_awardee(ctx, protest)], is_private=True, **told
    )
    return protest


def _may_file(ctx: Context, solicitation: Solicitation, vendor_id: str) -> Verdict:
    buyers = responses.buyers(ctx.session, ctx.lock(solicitation))
    return protest_policy.may_file(ctx.actor, solicitation, vendor_id, buyers=buyers)


def _may_decide(ctx: Context, protest: Protest) -> Verdict:
    conflicted = protest_queries.conflicted(ctx, _hold(ctx, protest))
    return protest_policy.may_decide(ctx.actor, protest, conflicted=conflicted)


def _hold(ctx: Context, protest: Protest) -> Protest:
    """The solicitation first, as everybody who moves an award or a protest."""
    ctx.lock(protest.solicitation)
    return ctx.lock(protest)


def _protested(ctx: Context, solicitation: Solicitation, against: Against) -> Award | None:
    """The decision that is protested, held until the unit ends; None for the terms."""
    if against == Against.TERMS:
        return None
    award = protest_queries.standing_award(ctx, solicitation)
    if award is None or ctx.lock(award).state not in protest_policy.STANDS:
        raise Conflict("No decision on this solicitation has been announced that stands and could be protested.")
    return award


def _one_at_a_time(ctx: Context, solicitation: Solicitation, vendor_id: str, award: Award | None) -> None:
    same = sa.select(Protest.number).where(
        Protest.solicitation_id == solicitation.id,
        Protest.vendor_id == vendor_id,
        Protest.award_id.is_(None) if award is None else Protest.award_id == award.id,
        Protest.state == ProtestState.RECEIVED,
    )
    number = ctx.session.scalar(same.limit(1))
    if number is not None:
        raise Conflict(f"Your protest {number} about this is undecided. Withdraw it first if you want to file another.")


def _entered(
    ctx: Context,
    solicitation: Solicitation,
    award: Award | None,
    received: datetime,
    grounds: str,
    document: Staged | None,
    **who,
) -> Protest:
    if not grounds.strip():
        raise Invalid({"grounds": ["Say what is wrong, and why."]})
    until = solicitation.due_at if award is None else award.standstill_until
    counted = sa.select(sa.func.coalesce(sa.func.max(Protest.number), 0))
    last = ctx.session.scalar(counted.where(Protest.solicitation_id == solicitation.id)) or 0
    return ctx.add(
        Protest(
            solicitation=solicitation,
            number=last + 1,
            award=award,
            grounds=grounds.strip(),
            document=None if document is None else files.keep(ctx, document),
            received_at=received,
            timely_until=until,
            is_timely=blocking.is_timely(received, until),
            entered_at=ctx.now,
            entered_by=ctx.actor.id,
            state=PROTEST.initial,
            **who,
        )
    )


def _end(ctx: Context, protest: Protest, move: str, reason: str) -> None:
    if not reason.strip():
        raise Invalid({"reason": ["Give the reason."]})
    PROTEST.fire(move, protest)
    protest.decided_at, protest.decided_by, protest.reason = ctx.now, ctx.actor.id, reason.strip()
    ctx.session.flush()


def _body(protest: Protest) -> dict:
    """What the ledger keeps: of what is confidential only the digests."""
    return {
        "protest": protest.id,
        "number": protest.number,
        "against": protest.against,
        "award": protest.award_id,
        "received_at": protest.received_at,
        "is_timely": protest.is_timely,
        "state": protest.state,
        "grounds": digest(protest.grounds),
        "document": None if protest.document is None else protest.document.digest,
    }


def _tell(ctx: Context, protest: Protest) -> None:
    """A receipt to the protester, the bare fact to who was to get the award, and word to who must act."""
    solicitation = protest.solicitation
    told = {
        "about": solicitation,
        "solicitation": solicitation,
        "protest": protest,
        "zone": solicitation.zone,
        "is_final": protest.award is not None and protest.award.state == AwardState.FINAL,
        "address": _address(ctx, protest),
    }
    mailbox.post(ctx, "protest-receipt", to=_protesters(ctx, protest), is_private=True, **told)
    mailbox.post(ctx, "protest-notice", to=_awardee(ctx, protest), is_private=True, **told)
    mailbox.post(ctx, "protest-filed", to=_at_work(ctx, protest), **told)


def _protesters(ctx: Context, protest: Protest) -> list:
    if protest.vendor_id is not None:
        return list(vendors.members(ctx.session, protest.vendor_id))
    return [protest.email] if protest.email else []


def _awardee(ctx: Context, protest: Protest) -> list[Person]:
    """The people of the vendor whose award is protested, unless they protest themselves."""
    response = protest.award.response if protest.award is not None else None
    if response is None or response.vendor_id == protest.vendor_id:
        return []
    return vendors.members(ctx.session, response.vendor_id)


def _at_work(ctx: Context, protest: Protest) -> list[Person]:
    return networks.people_with(ctx.session, protest.solicitation.jurisdiction_id, Duty.OFFICER, Duty.APPROVER)


def _address(ctx: Context, protest: Protest) -> str:
    return f"{ctx.url}/protests/{protest.id}"
