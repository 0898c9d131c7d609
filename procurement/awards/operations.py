"""Recommending, approving with notice to everybody, making final, rescinding."""

from procurement.accounts import queries as accounts
from procurement.audit import operations as ledger
from procurement.awards import policy, protest_queries, queries
from procurement.awards.lifecycle import AWARD
from procurement.awards.models import Award, Outcome
from procurement.awards.record import record
from procurement.core.context import Context
from procurement.core.digest import digest
from procurement.core.errors import Conflict, Invalid
from procurement.core.verdict import Verdict, require
from procurement.evaluation import queries as evaluation
from procurement.evaluation import results
from procurement.evaluation.lifecycle import PanelState
from procurement.evaluation.models import DeterminationKind
from procurement.mailbox import operations as mailbox
from procurement.networks import queries as networks
from procurement.networks.duties import Duty
from procurement.pools import operations as pools
from procurement.responses.models import Response
from procurement.solicitations import needing
from procurement.solicitations import operations as solicitations
from procurement.solicitations import queries as solicitation_queries
from procurement.solicitations.models import Solicitation


def recommend(
    ctx: Context, solicitation: Solicitation, *, outcome: Outcome, response_id: str | None = None, reasons: str
) -> Award:
    """Recommend a response for the award, or no award, with reasons; an approver decides."""
    require(_may_recommend(ctx, solicitation))
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
            reasons=reasons.strip(),
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
    require(_may_decide(ctx, award))
    solicitation = award.solicitation
    _still_first(ctx, award)
    AWARD.fire("approve", award)
    _decided(ctx, award, comment)
    award.standstill_until, _ = queries.protest_window(ctx.session, solicitation, ctx.now)
    award.record = _record(ctx, award)
    solicitations.mark_decided(ctx, solicitation)
    ctx.session.flush()
    body = {
        "award": award.id,
        "outcome": award.outcome,
        "comment": award.decision_comment,
        "standstill_until": award.standstill_until,
        "record": digest(award.record),
    }
    ledger.record(ctx, "award.intended", solicitation, body)
    _announce(ctx, award, "award-notice")
    mailbox.enqueue(ctx, "packets.print", {"kind": "award", "subject_id": award.id})
    return award


def return_(ctx: Context, award: Award, *, comment: str) -> Award:
    """Do not approve; the officer may recommend anew."""
    require(_may_decide(ctx, award))
    if not comment.strip():
        raise Invalid({"comment": ["Say why you do not approve it."]})
    AWARD.fire("return", award)
    _decided(ctx, award, comment)
    ledger.record(ctx, "award.returned", award.solicitation, {"award": award.id, "comment": award.decision_comment})
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
    """The protest window is over and no protest stands in the way: the decision is final, the solicitation concluded.

    After "no award" its pool can form again, and the plan it came from stands for itself. The worker then lets the
    room `contracts` offer each member of a pool its participating addendum.
    """
    require(_may_finalise(ctx, award))
    AWARD.fire("finalise", award)
    award.final_at = ctx.now
    solicitations.mark_concluded(ctx, award.solicitation)
    pool = award.solicitation.pool
    if pool is not None and award.outcome == Outcome.AWARD:
        pools.mark_awarded(ctx, pool)
    elif pool is not None:
        pools.release(ctx, pool)
    if award.outcome == Outcome.NO_AWARD:
        needing.release_plan(ctx, award.solicitation)
    if award.outcome == Outcome.AWARD:
        # The room downstream prepares the contract, and offers every member of a pool its participating addendum.
        mailbox.enqueue(ctx, "contracts.offer", {"award": award.id})
    ctx.session.flush()
    ledger.record(ctx, "award.final", award.solicitation, {"award": award.id})
    _announce(ctx, award, "award-final")
    return award


def rescind(ctx: Context, award: Award, *, reason: str) -> Award:
    """Take an announced decision back before it is final; everybody who had notice is told."""
    require(policy.may_rescind(ctx.actor, _hold(ctx, award)))
    if not reason.strip():
        raise Invalid({"reason": ["Say why the decision is taken back."]})
    AWARD.fire("rescind", award)
    award.decision_comment = reason.strip()
    solicitations.mark_undecided(ctx, award.solicitation)
    ctx.session.flush()
    ledger.record(ctx, "award.rescinded", award.solicitation, {"award": award.id, "reason": reason.strip()})
    _announce(ctx, award, "award-rescinded")
    return award


def _may_recommend(ctx: Context, solicitation: Solicitation) -> Verdict:
    conflicted = evaluation.conflicted(ctx.session, solicitation.id, ctx.actor.id)
    return policy.may_recommend(ctx.actor, ctx.lock(solicitation), conflicted=conflicted)


def _may_decide(ctx: Context, award: Award) -> Verdict:
    """The solicitation is held first: determinations wait, so that what is announced is what was judged."""
    _hold(ctx, award)
    conflicted = evaluation.conflicted(ctx.session, award.solicitation_id, ctx.actor.id)
    return policy.may_decide(ctx.actor, award, conflicted=conflicted)


def _may_finalise(ctx: Context, award: Award) -> Verdict:
    """Whoever protests holds the solicitation as well: before this, and then it is seen here, or after it."""
    _hold(ctx, award)
    return policy.may_finalise(ctx.actor, award, protest_queries.hindrances(ctx, award))


def _hold(ctx: Context, award: Award) -> Award:
    """The solicitation and then the award: everybody takes them in this order, so that nobody waits in a ring."""
    ctx.lock(award.solicitation)
    return ctx.lock(award)


def _recommended(
    ctx: Context, solicitation: Solicitation, outcome: Outcome, response_id: str | None
) -> Response | None:
    """The response, when it is one that may be recommended."""
    if outcome == Outcome.NO_AWARD:
        if response_id is not None:
            raise Invalid({"response_id": ["“No award” names no response."]})
        return None
    wrong = protest_queries.of_terms(ctx.session, solicitation)
    if wrong:
        raise Conflict(wrong[0].sentence)
    panel = evaluation.of_or_none(ctx, solicitation.id)
    if panel is None or panel.state != PanelState.CLOSED:
        raise Conflict("The panel has to close before an award can be recommended.")
    if response_id is None:
        raise Invalid({"response_id": ["Choose the response to be awarded."]})
    response = evaluation.get_opened(ctx.session, solicitation.id, response_id)
    work = results.work(ctx.session, panel)
    output = results.evaluated(work)
    out = {each["id"]: each["reason"] for each in output["out"]}
    if response_id in out:
        raise Invalid({"response_id": [f"This response is out. {out[response_id]}"]})
    first = [each["id"] for each in output["ranking"] if each["rank"] == 1]
    if response_id not in first:
        names = " and ".join(each.vendor.name for each in work.responses if each.id in first)
        sentence = f"{names} is ranked first. Only a determination with its reason can put it out."
        raise Invalid({"response_id": [sentence]})
    found = work.determined.get(response_id, [])
    if not any(each.kind == DeterminationKind.RESPONSIBLE and each.holds for each in found):
        raise Invalid({"response_id": ["Determine first, with a reason, that this vendor is responsible."]})
    return response


def _still_first(ctx: Context, award: Award) -> None:
    """What was recommended may have been determined anew since."""
    try:
        _recommended(ctx, award.solicitation, award.outcome, award.response_id)
    except Invalid as fault:
        why = " ".join(sentence for sentences in fault.faults.values() for sentence in sentences)
        raise Conflict(f"This has changed since it was recommended. {why} Return the recommendation.") from None


def _decided(ctx: Context, award: Award, comment: str) -> None:
    award.decided_at, award.decided_by, award.decision_comment = ctx.now, ctx.actor.id, comment.strip()


def _record(ctx: Context, award: Award) -> dict:
    """The ranking as it follows from the sheets and determinations at this moment, under a digest of its own."""
    responses = evaluation.opened(ctx.session, award.solicitation_id)
    panel = evaluation.of_or_none(ctx, award.solicitation_id)
    output, result_digest = None, None
    if panel is not None and panel.state == PanelState.CLOSED:
        work = results.work(ctx.session, panel)
        output = results.evaluated(work)
        result_digest = digest({"input": results.scoring_input(work), "output": output})
    criteria = award.solicitation.revision.body["criteria"]
    return record(
        outcome=award.outcome,
        reasons=award.reasons,
        result=output,
        vendors={each.id: each.vendor.name for each in responses},
        criteria=[{"id": each["key"], "title": each["title"], "points": each.get("points")} for each in criteria],
        amounts={each.id: (each.opened or {}).get("total_cents") for each in responses},
        result_digest=result_digest,
    )


def _announce(ctx: Context, award: Award, letter: str) -> None:
    """A letter to everybody who follows the solicitation: respondents, pool members, officers."""
    solicitation = award.solicitation
    people = networks.people_with(ctx.session, solicitation.jurisdiction_id, Duty.OFFICER, Duty.APPROVER)
    for member in solicitation_queries.members(ctx.session, solicitation):
        people += networks.people_with(ctx.session, member.jurisdiction_id, Duty.OFFICER, Duty.REPRESENTATIVE)
    solicitations.write_to_followers(
        ctx,
        solicitation,
        letter,
        besides=people,
        award=award,
        winner=award.response.vendor.name if award.response is not None else None,
        address=_address(ctx, solicitation),
    )


def _address(ctx: Context, solicitation: Solicitation) -> str:
    return f"{ctx.url}/solicitations/{solicitation.id}/award"
