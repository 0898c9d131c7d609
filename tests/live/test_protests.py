"""A protest that comes as the decision is made final, with real commits and threads: one of the two is first."""

from datetime import timedelta

from procurement.awards import operations, protests, queries
from procurement.awards.lifecycle import AwardState
from procurement.awards.models import Against, Award, Protest
from procurement.core.errors import Conflict
from procurement.solicitations.models import Solicitation
from tests.builders.awards import an_announced_award
from tests.builders.protests import GROUNDS, loser_of
from tests.builders.responses import as_vendor
from tests.builders.solicitations import as_officer
from tests.live.test_pools import at_once, unit


def test_a_protest_holds_the_award_or_is_late_never_both_and_never_neither(engine):
    with unit(engine) as ctx:
        award = an_announced_award(ctx)
        vendor = loser_of(ctx, award)
        award_id, place, vendor_id, end = award.id, award.solicitation_id, vendor.id, award.standstill_until
        officer, seller = as_officer(ctx, award.solicitation).actor, as_vendor(ctx, vendor).actor

    def finalise():
        with unit(engine, officer, end) as ctx:
            operations.finalise(ctx, queries.get(ctx, award_id))
        return True

    def file():
        with unit(engine, seller, end - timedelta(microseconds=1)) as ctx:
            solicitation = ctx.session.get_one(Solicitation, place)
            return protests.file(ctx, solicitation, vendor_id=vendor_id, against=Against.AWARD, grounds=GROUNDS).id

    final, protest_id = at_once(finalise, file)
    assert isinstance(protest_id, str), protest_id
    with unit(engine) as ctx:
        award, protest = ctx.session.get_one(Award, award_id), ctx.session.get_one(Protest, protest_id)
        if final is True:
            assert (award.state, protest.is_timely, protest.received_at) == (AwardState.FINAL, False, award.final_at)
        else:
            assert isinstance(final, Conflict) and "Protest 1 is undecided" in final.sentence
            assert (award.state, protest.is_timely) == (AwardState.INTENDED, True)
