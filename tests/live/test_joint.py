"""Joint drafts with real commits and threads: what is published is what was approved, by whoever still takes part."""

from dataclasses import replace
from datetime import timedelta

from procurement.core.context import Context
from procurement.core.errors import Refusal
from procurement.networks import operations as networks
from procurement.networks.duties import Duty
from procurement.networks.models import Jurisdiction
from procurement.pools import operations as pools
from procurement.pools import queries as pool_queries
from procurement.pools.models import PublicationRule
from procurement.solicitations import annex_writing, going_on, operations, queries
from procurement.solicitations.models import Solicitation
from tests.builders.people import NOW, acting
from tests.builders.pools import a_committed_pool
from tests.builders.solicitations import (
    a_draft_solicitation,
    as_approver,
    as_officer,
    as_representative,
    somebody,
)
from tests.live.test_pools import at_once, unit

ROUNDS = 4
AFTER = NOW + timedelta(days=8)
TYPED = {"topic": "terms", "heading": "Terms", "body": "Sixty days.", "overrides": "s3"}


class Scene:
    """An approved joint draft of Alder, Birch and Cedar (`approved` False: in review), committed."""

    def __init__(self, engine, number: int, *, approved: bool = True):
        self.engine = engine
        with unit(engine) as ctx:
            pool = a_committed_pool(ctx, title=f"Pool {number}")
            pool.publication_rule = PublicationRule.STAYING
            it = a_draft_solicitation(ctx, pool=pool, due_in=timedelta(days=60))
            members = queries.members(ctx.session, it)
            for each in members:
                each.jurisdiction.rules = {"notice_days": 0}
            officer = as_officer(ctx, it)
            pools.set_approvals_date(officer, pool, approvals_due_at=NOW + timedelta(days=7))
            annex_writing.ask_annexes(officer, it, due_at=NOW + timedelta(days=7))
            others = [each for each in members if each.jurisdiction_id != it.jurisdiction_id]
            for each in others:
                annex_writing.confirm_annex(as_representative(ctx, each.jurisdiction), it, each)
            self.approver = as_approver(ctx, it).actor
            operations.submit_for_review(officer, it)
            birch, cedar = others
            operations.decide_for_member(as_representative(ctx, cedar.jurisdiction), it, cedar, decision="approved")
            if approved:
                operations.decide_review(replace(ctx, actor=self.approver), it, decision="approved")
                operations.decide_for_member(as_representative(ctx, birch.jurisdiction), it, birch, decision="approved")
            admin = acting(ctx, somebody(ctx, birch.jurisdiction, Duty.ADMINISTRATOR, "Ines"))
            self.officer, self.birch, self.admin = (
                officer.actor,
                as_representative(ctx, birch.jurisdiction).actor,
                admin.actor,
            )
            self.id, self.part, self.place, self.pool = it.id, birch.id, birch.jurisdiction_id, pool.id

    def does(self, actor, deed, now=NOW):
        """A deed in a unit of its own: `deed(ctx, solicitation, Birch's participation)`."""

        def run():
            with unit(self.engine, actor, now) as ctx:
                it = ctx.session.get_one(Solicitation, self.id)
                part = pool_queries.get_participation(it.pool, self.part)
                deed(ctx, it, part)
            return True

        return run

    def publishes(self, now=NOW):
        return self.does(self.officer, lambda ctx, it, _: operations.publish(ctx, it), now)

    def found(self):
        """What is published (None: nothing), and whether Birch takes part."""
        with unit(self.engine) as ctx:
            it = ctx.session.get_one(Solicitation, self.id)
            return it.revision.body if it.revision else None, pool_queries.get_participation(it.pool, self.part).state


def both_orders(number: int, one, other):
    return at_once(one, other) if number % 2 else tuple(reversed(at_once(other, one)))


def test_a_member_that_leaves_as_it_is_published_is_in_the_text_or_stops_it(engine):
    for number in range(ROUNDS):
        scene = Scene(engine, number)
        leave = scene.does(scene.birch, lambda _ctx, _it, part: pools.leave(_ctx, part))
        published, left = both_orders(number, scene.publishes(), leave)
        body, state = scene.found()
        if published is True:
            assert isinstance(left, Refusal) and state == "joined" and "City of Birch" in body["pool"]["members"]
        else:
            assert left is True and (body, state) == (None, "left")
            assert "approved an earlier text" in str(published), "the lead's approvers read what changed"


def test_a_rule_that_changes_as_it_is_published_counts_before_or_the_dates_rest(engine):
    strict = {"notice_days": {"value": 90}}
    for number in range(ROUNDS):
        scene = Scene(engine, number)

        def set_rules(ctx: Context, _it, _part, place=scene.place):
            networks.set_rules(ctx, ctx.session.get_one(Jurisdiction, place), strict)

        published, changed = both_orders(number, scene.publishes(), scene.does(scene.admin, set_rules))
        assert changed is True, "a rule is never refused for what is published under the old one"
        body, _ = scene.found()
        if published is not True:
            assert body is None and "Minimum notice of City of Birch: 90 calendar days" in "".join(
                each.rule for each in published.hindrances
            )


def test_an_annex_that_changes_as_it_is_approved_is_approved_as_it_reads(engine):
    """Whichever comes first: what is approved for good has the annex in it that stands."""
    for number in range(ROUNDS):
        scene = Scene(engine, number, approved=False)
        with unit(engine, scene.birch) as ctx:
            it = ctx.session.get_one(Solicitation, scene.id)
            operations.decide_for_member(
                ctx, it, pool_queries.get_participation(it.pool, scene.part), decision="approved"
            )
        approve = scene.does(scene.approver, lambda ctx, it, _: operations.decide_review(ctx, it, decision="approved"))
        write = scene.does(scene.birch, lambda ctx, it, part: annex_writing.save_section(ctx, it, part, **TYPED))
        approved, written = both_orders(number, approve, write)
        with unit(engine) as ctx:
            it = ctx.session.get_one(Solicitation, scene.id)
            stands = queries.standing(ctx.session, it)
            assert ("annexes" in stands.body) is (written is True)
            if written is True:
                assert it.state == "in-review" and not all(each.is_complete for each in stands.says)
                assert isinstance(approved, Refusal) and "has changed since you were asked" in str(approved)
            else:
                assert approved is True and it.state == "approved" and "annexes rest" in str(written)


def test_a_member_is_left_out_or_approves_in_time_and_never_both(engine):
    for number in range(ROUNDS):
        scene = Scene(engine, number, approved=False)
        go_on = scene.does(scene.officer, lambda ctx, it, _: going_on.go_on(ctx, it), AFTER)
        approve = scene.does(
            scene.birch, lambda ctx, it, part: operations.decide_for_member(ctx, it, part, decision="approved"), AFTER
        )
        went_on, approved = both_orders(number, go_on, approve)
        _, state = scene.found()
        if approved is True:
            assert "Every member that was asked has approved" in str(went_on) and state == "joined"
        else:
            assert went_on is True and state == "left" and isinstance(approved, Refusal)
