"""Acknowledging addenda that came after a response was sealed; nothing of it is opened. Floor: operations.

Like every deed of a vendor before the opening it stays out of the ledger until then: its readers would learn who
responds.
"""

from collections.abc import Sequence

from procurement.core.context import Context
from procurement.core.errors import Conflict, Invalid, NotFound
from procurement.core.verdict import require
from procurement.responses import addenda, policy, queries
from procurement.responses.drafting import enter
from procurement.responses.lifecycle import ResponseState
from procurement.responses.models import Acknowledgement, Response


def acknowledge(ctx: Context, response: Response, *, addenda_read: Sequence[int]) -> Response:
    """Take note of addenda that change nothing that is asked; what was submitted stays sealed and counts.

    Acknowledged twice it is one acknowledgement, with its first time.
    """
    require(policy.may_write(ctx.actor, response, buyers=queries.buyers(ctx.session, response.solicitation)))
    enter(ctx, response)
    if response.state != ResponseState.SEALED:
        raise Conflict("Nothing is submitted: addenda are acknowledged with the submission itself.")
    if not addenda_read:
        raise Invalid({"addenda": ["Name the addenda that you acknowledge."]})
    found = {each.number: each for each in queries.notices_of(response)}
    for number in dict.fromkeys(addenda_read):
        notice = found.get(number)
        if notice is None:
            raise NotFound(f"There is no addendum {number} to this solicitation.")
        if notice.status == addenda.Status.TO_ANSWER:
            raise Conflict(
                f"Addendum {number} changes what is asked, so acknowledging it is not enough: revise your response and "
                f"submit it again. {' '.join(notice.asks)}"
            )
        if notice.status == addenda.Status.TO_ACKNOWLEDGE:
            response.acknowledgements.append(
                Acknowledgement(number=number, acknowledged_at=ctx.now, acknowledged_by=ctx.actor.id)
            )
    ctx.session.flush()
    return response
