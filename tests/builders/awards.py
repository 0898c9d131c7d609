"""Awards with fixed data, through the operations: recommended, announced, final."""

from dataclasses import replace
from datetime import timedelta

from procurement.awards import operations
from procurement.awards.models import Award, Outcome
from procurement.core.context import Context
from procurement.evaluation import queries as evaluation
from procurement.evaluation import results
from procurement.solicitations.models import Solicitation
from tests.builders.evaluation import a_closed_panel, evaluation_time
from tests.builders.solicitations import as_approver, as_officer
from tests.support.scenes import kept

REASONS = "It is ranked first under the published criteria."


def first_of(ctx: Context, solicitation: Solicitation) -> str:
    """The id of the response that is ranked first."""
    acts = evaluation_time(ctx, solicitation)
    return results.ranking(acts, evaluation.of(acts, solicitation.id))["ranking"][0]["id"]


@kept
def a_recommended_award(ctx: Context, solicitation: Solicitation | None = None, **given) -> Award:
    """The officer recommends who is ranked first."""
    if solicitation is None:
        solicitation = a_closed_panel(ctx, **given).solicitation
    acts = evaluation_time(ctx, solicitation, hours=3)
    chosen = first_of(ctx, solicitation)
    return operations.recommend(acts, solicitation, outcome=Outcome.AWARD, response_id=chosen, reasons=REASONS)


@kept
def an_announced_award(ctx: Context, solicitation: Solicitation | None = None, **given) -> Award:
    """Approved by another person; everybody has notice and the protest window runs."""
    award = a_recommended_award(ctx, solicitation, **given)
    acts = as_approver(evaluation_time(ctx, award.solicitation, hours=4), award.solicitation)
    return operations.approve(acts, award, comment="Agreed.")


def after_standstill(ctx: Context, award: Award) -> Context:
    """The officer, when the protest window is over."""
    assert award.standstill_until is not None
    return as_officer(replace(ctx, now=award.standstill_until + timedelta(minutes=1)), award.solicitation)


@kept
def a_final_award(ctx: Context, solicitation: Solicitation | None = None, **given) -> Award:
    """Final, after the protest window."""
    award = an_announced_award(ctx, solicitation, **given)
    return operations.finalise(after_standstill(ctx, award), award)
