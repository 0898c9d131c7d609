"""What the worker does for this room: it reminds whoever was asked about a draft, or for an annex. Floor: api."""

from datetime import datetime

from procurement.core.context import SYSTEM
from procurement.core.machine import Machine
from procurement.mailbox.tasks import task
from procurement.solicitations import annex_writing, asked, reviewing
from procurement.solicitations.lifecycle import SolicitationState
from procurement.solicitations.models import Review, Solicitation


@task("solicitations.remind")
def remind(machine: Machine, payload: dict) -> None:
    """Remind of one open question ({review, asked_at}), once; answered or asked anew meanwhile, there is nothing to do.

    Done twice it writes once: the first letter sets the instant that the second looks at.
    """
    with machine.unit(SYSTEM) as ctx:
        review = ctx.session.get(Review, payload["review"])
        if review is None or not asked.is_open(review):
            return
        if review.solicitation.state != SolicitationState.IN_REVIEW:
            return
        if review.asked_at != datetime.fromisoformat(payload["asked_at"]) or review.reminded_at is not None:
            return
        reviewing.write_reminder(ctx, review)


@task("solicitations.remind-annexes")
def remind_annexes(machine: Machine, payload: dict) -> None:
    """Remind the members whose annex is not complete ({solicitation, due}); a date that was moved is not this one."""
    with machine.unit(SYSTEM) as ctx:
        solicitation = ctx.session.get(Solicitation, payload["solicitation"])
        if solicitation is not None:
            annex_writing.remind_annexes(ctx, solicitation, payload["due"])
