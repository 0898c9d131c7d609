"""What each member of a pool would pay at each opened response, and what that saves it. Floor: queries."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from procurement.core.context import Context
from procurement.core.errors import NotFound
from procurement.evaluation import policy
from procurement.evaluation.models import Panel
from procurement.pools import demand_queries
from procurement.pools.models import Participation
from procurement.responses import paying
from procurement.responses import queries as responses
from procurement.responses.models import Response
from procurement.responses.paying import Saving
from procurement.solicitations import queries as solicitations
from procurement.solicitations.lifecycle import SolicitationState
from procurement.solicitations.models import Solicitation

_S = SolicitationState
AFTER_OPENING = frozenset({_S.OPENED, _S.EVALUATING, _S.DECIDED, _S.CONCLUDED})


@dataclass(frozen=True)
class Offer:
    """One response, with what each member would pay and save, in the order of the members."""

    response: Response
    savings: tuple[Saving, ...]

    @property
    def cents(self) -> int:
        """What all members together would pay."""
        return sum(each.cents for each in self.savings)

    @property
    def compared(self) -> list[Saving]:
        """The members that have stated a last price for something they buy."""
        return [each for each in self.savings if each.saved_cents is not None]

    @property
    def saved_cents(self) -> int | None:
        """What those would save together; None while nobody has stated a last price."""
        return sum(each.saved_cents or 0 for each in self.compared) if self.compared else None


@dataclass(frozen=True)
class Savings:
    """Every opened response of a joint solicitation, what all members pay least first."""

    solicitation: Solicitation
    members: tuple[Participation, ...]
    offers: tuple[Offer, ...]

    @property
    def widest(self) -> int:
        """The largest saving or extra cost of a member in cents: the length of the drawing."""
        found = [abs(each.saved_cents) for offer in self.offers for each in offer.savings if each.saved_cents]
        return max(found, default=0)


def of(ctx: Context, solicitation_id: str) -> Savings:
    """The savings for whoever may see them, or NotFound: before the opening there is nothing, not even a number."""
    solicitation = solicitations.get(ctx, solicitation_id)
    members = solicitations.members(ctx.session, solicitation)
    panel = ctx.session.scalar(
        sa.select(Panel).where(Panel.solicitation_id == solicitation.id).options(selectinload(Panel.seats))
    )
    verdict = policy.may_see_savings(
        ctx.actor,
        solicitation,
        panel,
        member_ids=frozenset(each.jurisdiction_id for each in members),
        is_opened=solicitation.state in AFTER_OPENING,
    )
    if solicitation.pool is None or not verdict or responses.acts_for_respondent(ctx, solicitation.id):
        raise NotFound("There is nothing at this address, or it is not for you to see.")
    known = demand_queries.last_prices_of_pool(ctx.session, solicitation.pool)
    offers = []
    for response in responses.opened(ctx, solicitation, sealings=True):
        lines = responses.answered(response).body["price_lines"]
        prices = (response.opened or {}).get("prices", {})
        each_saves = tuple(
            paying.saving(lines, prices, each.id, {key: price for key, (price, _) in known.get(each.id, {}).items()})
            for each in members
        )
        offers.append(Offer(response, each_saves))
    ordered = sorted(offers, key=lambda offer: (offer.cents, offer.response.vendor.name, offer.response.id))
    return Savings(solicitation, tuple(members), tuple(ordered))
