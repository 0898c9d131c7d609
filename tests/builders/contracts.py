"""Participating addenda with fixed data: a pool's award made final, and what its members are offered."""

from procurement.awards.models import Award
from procurement.contracts import operations
from procurement.contracts.models import ParticipatingAddendum
from procurement.core.context import SYSTEM, Context
from tests.builders.awards import a_final_award, after_standstill
from tests.builders.evaluation import a_closed_panel
from tests.builders.pools import a_committed_pool
from tests.builders.responses import an_opened_solicitation
from tests.builders.solicitations import as_representative


def an_award_for_a_pool(ctx: Context, **given) -> Award:
    """Final, for a pool of three that need 1, 2 and 3 of each line, at 100 dollars a piece."""
    pool = given.pop("pool", None) or a_committed_pool(ctx)
    solicitation = an_opened_solicitation(ctx, 1, pool=pool, title="Electric refuse trucks", **given)
    return a_final_award(ctx, a_closed_panel(ctx, solicitation).solicitation)


def offered_addenda(ctx: Context, award: Award | None = None) -> dict[str, ParticipatingAddendum]:
    """What the members are offered, by the member's name."""
    award = award or an_award_for_a_pool(ctx)
    when = after_standstill(ctx, award)
    return {each.jurisdiction.name: each for each in operations.offer(_service(when), award)}


def as_member(ctx: Context, addendum: ParticipatingAddendum) -> Context:
    """The same unit of work after the award is final, with the member's representative acting."""
    return as_representative(after_standstill(ctx, addendum.award), addendum.jurisdiction)


def a_signed_addendum(ctx: Context, addendum: ParticipatingAddendum) -> ParticipatingAddendum:
    """Signed by the member's representative."""
    return operations.sign(as_member(ctx, addendum), addendum, signature="Rita Moss, City manager")


def _service(ctx: Context) -> Context:
    return Context(ctx.session, SYSTEM, ctx.now, url=ctx.url)
