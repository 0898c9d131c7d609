"""Recommending, approving with notice to everybody, making final, rescinding."""

from datetime import timedelta

from procurement.accounts import queries as accounts
from procurement.audit import operations as ledger
from procurement.awards import policy, queries
from procurement.awards.lifecycle import AWARD
from procurement.awards.models import Award, Outcome
from procurement.awards.record import record
from procurement.core.context import Context
from procurement.core.errors import Conflict, Invalid
from procurement.core.verdict import require
from procurement.evaluation import queries as evaluation
from procurement.evaluation.lifecycle import PanelState
from procurement.evaluation.models import DeterminationKind
from procurement.mailbox import operations as mailbox
from procurement.networks import queries as networks
from procurement.networks.duties import Duty
from procurement.networks.rules import number
from procurement.pools import operations as pools
from procurement.responses.models import Response
from procurement.solicitations import operations as solicitations
from procurement.solicitations import queries as solicitation_queries
from procurement.solicitations.models import Solicitation


def recommend(
    ctx: Context, solicitation: Solicitation, *, outcome: Outcome, response_id: str | None = None, reasons: str
) -> Award:
    """Recommend a response for the award, or no award, with reasons; an approver decides."""
    require(policy.may_recommend(ctx.actor, ctx.lock(solicitation)))
    if queries.living(ctx, solicitation) is not None:
        raise Conflict("There is a recommendation or an award for this solicitation already.")
    if not reasons.strip():
        raise Invalid({"reasons": ["Give the reasons; they become part of the record."]})
    response = _recommended(ctx, solicitation, outcome, response_id)
    award = ctx.add(
        Award(
            solicitation=solicitation,
            outcome=outcome,
            response=response,
            amount_cents=None if response is None else (response.opened or {}).get("total_cents"),
            reasons=reasons,
            recommended_at=ctx.now,
            recommended_by=ctx.actor.id,
            state=AWARD.initial,
        )
    )
    ledger.record(ctx, "award.recommended", solicitation, {"award": award.id, "outcome": outcome})
    mailbox.post(
        ctx,
        "award-recommended",
        to=networks.people_with(ctx.session, solicitation.jurisdiction_id, Duty.APPROVER),
        about=solicitation,
        solicitation=solicitation,
        address=_address(ctx, solicitation),
    )
    return award


def approve(ctx: Context, award: Award, *, comment: str = "") -> Award:
    """Approve: the decision is announced to everybody at once, losers too, and the protest window begins."""
    require(policy.may_decide(ctx.actor, ctx.lock(award)))
    solicitation = award.solicitation
    AWARD.fire("approve", award)
    _decided(ctx, award, comment)
    days = number(solicitation.jurisdiction.rules, "protest_days")
    award.standstill_until = ctx.now + timedelta(days=days)
    award.record = _record(ctx, award)
    solicitations.mark_decided(ctx, solicitation)
    ctx.session.flush()
    body = {"award": award.id, "outcome": award.outcome, "standstill_until": award.standstill_until.isoformat()}
    ledger.record(ctx, "award.intended", solicitation, body)
    _announce(ctx, award, "award-notice")
    mailbox.enqueue(ctx, "packets.print", {"kind": "award", "subject_id": award.id})
    return award


def return_(ctx: Context, award: Award, *, comment: str) -> Award:
    """Do not approve; the officer may recommend anew."""
    require(policy.may_decide(ctx.actor, ctx.lock(award)))
    if not comment.strip():
        raise Invalid({"comment": ["Say why you do not approve it."]})
    AWARD.fire("return", award)
    _decided(ctx, award, comment)
    ledger.record(ctx, "award.returned", award.solicitation, {"award": award.id})
    mailbox.post(
        ctx,
        "award-returned",
        to=accounts.person(ctx.session, award.recommended_by),
        about=award.solicitation,
        solicitation=award.solicitation,
        comment=comment,
        address=_address(ctx, award.solicitation),
    )
    return award


def finalise(ctx: Context, award: Award) -> Award:
    """The protest window is over: the award is final, the solicitation concluded."""
    require(policy.may_finalise(ctx.actor, ctx.lock(award), ctx.now))
    AWARD.fire("finalise", award)
    award.final_at = ctx.now
    solicitations.mark_concluded(ctx, award.solicitation)
    pool = award.solicitation.pool
    if pool is not None and award.outcome == Outcome.AWARD:
        pools.mark_awarded(ctx, pool)
    ctx.session.flush()
    ledger.record(ctx, "award.final", award.solicitation, {"award": award.id})
    _announce(ctx, award, "award-final")
    return award


def rescind(ctx: Context, award: Award, *, reason: str) -> Award:
    """Take an announced award back before it is carried out; everybody who had notice is told."""
    require(policy.may_rescind(ctx.actor, ctx.lock(award)))
    if not reason.strip():
        raise Invalid({"reason": ["Say why the award is taken back."]})
    if award.final_at is not None:
        raise Conflict("A final award cannot be rescinded here: its contract has to be terminated.")
    AWARD.fire("rescind", award)
    award.decision_comment = reason
    solicitations.mark_undecided(ctx, award.solicitation)
    ctx.session.flush()
    ledger.record(ctx, "award.rescinded", award.solicitation, {"award": award.id, "reason": reason})
    _announce(ctx, award, "award-rescinded")
    return award


def _recommended(
    ctx: Context, solicitation: Solicitation, outcome: Outcome, response_id: str | None
) -> Response | None:
    """The response, when it is one that may be recommended."""
    panel = evaluation.of_or_none(ctx, solicitation.id)
    if outcome == Outcome.NO_AWARD:
        if response_id is not None:
            raise Invalid({"response_id": ["“No award” names no response."]})
        return None
    if panel is None or panel.state != PanelState.CLOSED:
        raise Conflict("The panel has to close before an award can be recommended.")
    if response_id is None:
        raise Invalid({"response_id": ["Choose the response to be awarded."]})
    response = evaluation.get_opened(ctx.session, solicitation.id, response_id)
    out = {each["id"]: each["reason"] for each in panel.result["output"]["out"]}
    if response_id in out:
        raise Invalid({"response_id": [f"This response is out. {out[response_id]}"]})
    found = evaluation.determinations(ctx.session, solicitation.id).get(response_id, [])
    if not any(each.kind == DeterminationKind.RESPONSIBLE and each.holds for each in found):
        raise Invalid({"response_id": ["Determine first, with a reason, that this vendor is responsible."]})
    return response


def _decided(ctx: Context, award: Award, comment: str) -> None:
    award.decided_at, award.decided_by, award.decision_comment = ctx.now, ctx.actor.id, comment


def _record(ctx: Context, award: Award) -> dict:
    responses = evaluation.opened(ctx.session, award.solicitation_id)
    panel = evaluation.of_or_none(ctx, award.solicitation_id)
    revision = award.solicitation.revision
    criteria = [
        {"id": each["key"], "title": each["title"], "points": each.get("points")} for each in revision.body["criteria"]
    ]
    closed = panel is not None and panel.state == PanelState.CLOSED
    return record(
        outcome=award.outcome,
        reasons=award.reasons,
        result=panel.result["output"] if closed else None,
        vendors={each.id: each.vendor.name for each in responses},
        criteria=criteria,
        amounts={each.id: (each.opened or {}).get("total_cents") for each in responses},
        result_digest=panel.result_digest if closed else None,
    )


def _announce(ctx: Context, award: Award, letter: str) -> None:
    """A letter to everybody who follows the solicitation: respondents, pool members, officers."""
    solicitation = award.solicitation
    followers = [each.email for each in solicitation_queries.followers(ctx.session, solicitation)]
    officers = networks.people_with(ctx.session, solicitation.jurisdiction_id, Duty.OFFICER, Duty.APPROVER)
    mailbox.post(
        ctx,
        letter,
        to=[*officers, *followers],
        about=solicitation,
        solicitation=solicitation,
        award=award,
        winner=award.response.vendor.name if award.response is not None else None,
        address=_address(ctx, solicitation),
    )


def _address(ctx: Context, solicitation: Solicitation) -> str:
    return f"{ctx.url}/solicitations/{solicitation.id}/award"
