"""Offering participating addenda after a pool's award, and each member signing for itself."""

import sqlalchemy as sa

from procurement.audit import operations as ledger
from procurement.awards.lifecycle import AwardState
from procurement.awards.models import Award, Outcome
from procurement.contracts import contract_queries, policy
from procurement.contracts.lifecycle import PARTICIPATING_ADDENDUM, AddendumState
from procurement.contracts.models import Contract, ParticipatingAddendum
from procurement.contracts.shares import annex_terms, share_of, total
from procurement.core.context import Context
from procurement.core.digest import digest
from procurement.core.errors import Invalid
from procurement.core.verdict import require
from procurement.mailbox import operations as mailbox
from procurement.networks import queries as networks
from procurement.networks.duties import Duty
from procurement.pools.holding import speakers
from procurement.pools.models import Participation
from procurement.solicitations import queries as solicitations


def offer(ctx: Context, award: Award) -> list[ParticipatingAddendum]:
    """Offer every member of the pool an addendum for its own quantities; nothing to do without a pool.

    Asks nobody: a consequence of the award becoming final, whose own policy has been asked. Offered again, it
    changes nothing.
    """
    solicitation = award.solicitation
    if solicitation.pool_id is None or award.outcome != Outcome.AWARD or award.state != AwardState.FINAL:
        return []
    ctx.lock(award)
    price_lines = solicitation.revision.body["price_lines"]
    prices = (award.response.opened or {}).get("prices", {})
    there = {each.participation_id for each in _under(ctx, award)}
    contract = contract_queries.of_award(ctx, award.id)
    offered = []
    for participation in solicitations.members(ctx.session, solicitation):
        lines = share_of(price_lines, prices, participation.id)
        if participation.id not in there and lines:
            offered.append(offer_to(ctx, award, contract, participation, lines))
    return offered


def offer_to(
    ctx: Context, award: Award, contract: Contract | None, participation: Participation, lines: list[dict]
) -> ParticipatingAddendum:
    """Offer one member its addendum for these lines, with a letter.

    Asks nobody: a consequence of the award becoming final or of joining after it, whose own policies were asked.
    """
    addendum = ctx.add(
        ParticipatingAddendum(
            award=award,
            contract=contract,
            participation=participation,
            jurisdiction_id=participation.jurisdiction_id,
            lines=lines,
            local_terms=annex_terms(award.solicitation.revision.body, participation.id),
            amount_cents=total(lines),
            offered_at=ctx.now,
            state=PARTICIPATING_ADDENDUM.initial,
        )
    )
    ledger.record(ctx, "addendum.offered", addendum, {"award": award.id, "amount_cents": addendum.amount_cents})
    mailbox.post(
        ctx,
        "addendum-offered",
        to=speakers(ctx, participation.jurisdiction_id),
        about=addendum,
        solicitation=award.solicitation,
        vendor=award.response.vendor.name,
        addendum=addendum,
        address=f"{ctx.url}/addenda/{addendum.id}",
    )
    return addendum


def sign(
    ctx: Context,
    addendum: ParticipatingAddendum,
    *,
    version: int | None = None,
    signature: str,
    local_terms: str | None = None,
) -> ParticipatingAddendum:
    """Sign for the member: its own quantities at the awarded prices, with its own terms (None: those of its annex).

    Sent twice by the same person, it is signed once.
    """
    require(policy.may_sign_again(ctx.actor, ctx.lock(addendum), signature))
    if addendum.state == AddendumState.SIGNED:
        return addendum
    ctx.expect(addendum, version)
    if not signature.strip():
        raise Invalid({"signature": ["Type your name and title to sign."]})
    PARTICIPATING_ADDENDUM.fire("sign", addendum)
    addendum.signed_at, addendum.signed_by = ctx.now, ctx.actor.id
    addendum.signature = signature.strip()
    if local_terms is not None:
        addendum.local_terms = local_terms.strip()
    ctx.session.flush()
    ledger.record(ctx, "addendum.signed", addendum, _said(addendum))
    _tell(ctx, addendum, "addendum-signed")
    return addendum


def decline(
    ctx: Context, addendum: ParticipatingAddendum, *, version: int | None = None, reason: str
) -> ParticipatingAddendum:
    """The member does not buy after all, and says why."""
    require(policy.may_sign(ctx.actor, ctx.lock(addendum)))
    ctx.expect(addendum, version)
    if not reason.strip():
        raise Invalid({"reason": ["Say why you do not sign; the lead and the vendor will read it."]})
    PARTICIPATING_ADDENDUM.fire("decline", addendum)
    addendum.decline_reason = reason.strip()
    ctx.session.flush()
    ledger.record(ctx, "addendum.declined", addendum, {"reason": addendum.decline_reason})
    _tell(ctx, addendum, "addendum-declined")
    return addendum


def _said(addendum: ParticipatingAddendum) -> dict:
    """What was signed, for the ledger: the digest is of lines and terms together."""
    content = {"lines": addendum.lines, "local_terms": addendum.local_terms}
    return {"amount_cents": addendum.amount_cents, "signature": addendum.signature, "digest": digest(content)}


def _under(ctx: Context, award: Award) -> list[ParticipatingAddendum]:
    select = sa.select(ParticipatingAddendum).where(ParticipatingAddendum.award_id == award.id)
    return list(ctx.session.scalars(select))


def _tell(ctx: Context, addendum: ParticipatingAddendum, letter: str) -> None:
    """The lead's officers and the vendor learn what the member did."""
    award = addendum.award
    officers = networks.people_with(ctx.session, award.solicitation.jurisdiction_id, Duty.OFFICER)
    mailbox.post(
        ctx,
        letter,
        to=[*officers, award.response.vendor.email],
        about=addendum,
        addendum=addendum,
        member=addendum.jurisdiction.name,
        solicitation=award.solicitation,
        address=f"{ctx.url}/addenda/{addendum.id}",
    )
