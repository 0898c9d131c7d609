"""Taking the dates of the calculator over into a draft, and announcing what is to come. Floor: operations."""

from datetime import date

from procurement.core.context import Context
from procurement.core.errors import Invalid
from procurement.core.verdict import require
from procurement.solicitations import policy, queries, schedule
from procurement.solicitations.changing import hold_draft, record_change
from procurement.solicitations.models import Solicitation
from procurement.solicitations.schedule import Wishes


def take_dates(
    ctx: Context, solicitation: Solicitation, *, version: int | None, wishes: Wishes, with_schedule: bool = True
) -> Solicitation:
    """Set deadline, end of questions, forecast and (to be printed) the expected dates after the deadline by the rules.

    Dates that break a rule are taken over too: the checklist names it, and a determination may waive it.
    """
    require(policy.may_edit(ctx.actor, solicitation))
    hold_draft(ctx, solicitation, version)
    rules = queries.rules_that_bind(ctx.session, solicitation)
    plan = schedule.plan(rules, wishes, today=rules.calendar.day_of(ctx.now))
    due, questions = plan.step("deadline"), plan.step("questions")
    solicitation.due_at, solicitation.questions_due_at = due.at, questions.at
    solicitation.forecast_publish_on = plan.step("publication").day
    solicitation.schedule = expected(plan) if with_schedule else []
    dates = {"due_at": due.at, "questions_due_at": questions.at, "forecast": plan.step("publication").day.isoformat()}
    return record_change(ctx, solicitation, "solicitation.dates-set", dates)


def announce(
    ctx: Context,
    solicitation: Solicitation,
    *,
    version: int | None,
    forecast_publish_on: date | None,
    is_announced: bool,
) -> Solicitation:
    """Say when publication is expected, and let everybody know that it is to come, or not."""
    require(policy.may_edit(ctx.actor, solicitation))
    hold_draft(ctx, solicitation, version)
    if is_announced and forecast_publish_on is None:
        raise Invalid({"forecast_publish_on": ["Say when you expect to publish it."]})
    if is_announced and not solicitation.summary.strip():
        raise Invalid({"is_announced": ["Write the summary first: it is what everybody will read."]})
    solicitation.forecast_publish_on, solicitation.is_announced = forecast_publish_on, is_announced
    what = {"announced": is_announced, "forecast": forecast_publish_on and forecast_publish_on.isoformat()}
    return record_change(ctx, solicitation, "solicitation.announced", what)


def expected(plan: schedule.Plan) -> list[dict]:
    """The dates after the deadline as a solicitation prints them. Asks nobody: it only reads the plan."""
    return [
        {"key": step.key, "title": step.title, "day": step.day.isoformat()}
        for step in plan.steps
        if step.key in schedule.EXPECTED
    ]
