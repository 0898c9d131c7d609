"""Protests with fixed data, through the operations: one filed by a respondent, one decided."""

from dataclasses import replace
from datetime import timedelta

from procurement.awards import protests
from procurement.awards.lifecycle import ProtestState
from procurement.awards.models import Against, Award, Protest
from procurement.core.context import Context
from procurement.evaluation import queries as evaluation
from tests.builders.responses import as_vendor
from tests.builders.solicitations import as_approver

GROUNDS = "The winner's certificate had expired on the day of the deadline."


def loser_of(ctx: Context, award: Award):
    """A vendor that responded and is not to get the award."""
    opened = evaluation.opened(ctx.session, award.solicitation_id)
    return next(each.vendor for each in opened if each.id != award.response_id)


def within_window(ctx: Context, award: Award) -> Context:
    """An hour after the notice."""
    assert award.decided_at is not None
    return replace(ctx, now=award.decided_at + timedelta(hours=1))


def a_protest(ctx: Context, award: Award, *, at: Context | None = None, **given) -> Protest:
    """Filed by a vendor that lost, in time unless `at` says otherwise."""
    vendor = loser_of(ctx, award)
    acts = as_vendor(at or within_window(ctx, award), vendor)
    sent = {"against": Against.AWARD, "grounds": GROUNDS, **given}
    return protests.file(acts, award.solicitation, vendor_id=vendor.id, **sent)


def decided(ctx: Context, protest: Protest, decision: ProtestState = ProtestState.DENIED, reason: str = "") -> Protest:
    """By an approver, two hours after it was received."""
    acts = as_approver(replace(ctx, now=protest.received_at + timedelta(hours=2)), protest.solicitation)
    return protests.decide(acts, protest, decision=decision, reason=reason or "The certificate was valid.")
