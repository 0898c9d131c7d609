"""Who may do what with a pool: every actor in every state, and the same answer from the selects."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from procurement.core.context import NOBODY, SYSTEM, Actor, Grant
from procurement.core.errors import Conflict, NotAllowed, NotFound, NotSignedIn
from procurement.core.verdict import require
from procurement.networks.duties import Duty
from procurement.networks.models import Jurisdiction
from procurement.pools import operations, policy, queries
from procurement.pools.lifecycle import ParticipationState, PoolState
from procurement.pools.models import LateJoining, Motion, Participation, Pool, PublicationRule
from tests.builders.people import NOW, a_context, a_jurisdiction, a_network, a_vendor, acting, with_duty
from tests.builders.pools import a_lonely_pool, as_lead, joined
from tests.builders.solicitations import as_representative

STATES = list(PoolState)


def duty(at: str, *duties: Duty) -> Actor:
    return Actor(id=f"{at}-{duties[0]}", name="Ada", grants=frozenset(Grant(str(each), at) for each in duties))


ACTORS = {
    "nobody": NOBODY,
    "lead officer": duty("lead", Duty.OFFICER),
    "lead representative": duty("lead", Duty.REPRESENTATIVE),
    "lead approver": duty("lead", Duty.APPROVER),
    "lead auditor": duty("lead", Duty.AUDITOR),
    "lead evaluator": duty("lead", Duty.EVALUATOR),
    "member representative": duty("member", Duty.REPRESENTATIVE),
    "member officer": duty("member", Duty.OFFICER),
    "stranger": duty("far", Duty.REPRESENTATIVE, Duty.OFFICER),
    "operator": Actor(id="olga", is_operator=True),
    "steward": Actor(id="stella", grants=frozenset({Grant(str(Duty.STEWARD), "network")})),
}
LEADERS = {"lead officer", "lead representative"}
FORMING = {PoolState.FORMING}
#: deed: (whose right it is, in which states it is time)
MAY = {
    "edit": (LEADERS, FORMING),
    "invite": (LEADERS, FORMING),
    "commit": (LEADERS, FORMING),
    "reopen": (LEADERS, {PoolState.COMMITTED}),
    "source": (LEADERS, {PoolState.COMMITTED}),
    "close": (LEADERS, {PoolState.FORMING, PoolState.COMMITTED, PoolState.AWARDED}),
    "join": ({"member representative"}, FORMING),
    "state_quantities": ({"member representative"}, FORMING),
    "state_authority": ({"member representative"}, FORMING),
    "leave": ({"member representative"}, FORMING),
    "sign": ({"member representative"}, set(STATES) - {PoolState.CLOSED}),
    "state_last_prices": ({"member representative"}, {PoolState.FORMING, PoolState.COMMITTED}),
    "offer_lead": ({"lead representative"}, {PoolState.FORMING, PoolState.COMMITTED}),
    "accept_lead": ({"member representative"}, {PoolState.FORMING, PoolState.COMMITTED}),
    "agree_to_lead": ({"steward"}, {PoolState.FORMING, PoolState.COMMITTED}),
    "remind": (LEADERS, FORMING),
    "move": (LEADERS | {"member representative"}, set(STATES) - {PoolState.CLOSED}),
    "move_gate": (LEADERS, set(STATES) - {PoolState.CLOSED}),
    "vote": ({"member representative"}, set(STATES)),
    "withdraw_motion": (LEADERS, set(STATES)),
    "join_late": ({"member representative"}, {PoolState.FORMING, PoolState.COMMITTED}),
    "join_after_award": ({"member representative"}, {PoolState.AWARDED}),
    "leave_where_some_stay": ({"member representative"}, {PoolState.FORMING, PoolState.COMMITTED}),
}


def a_pool(state: PoolState, **given) -> Pool:
    lead = Jurisdiction(id="lead", name="City of Alder", zone="America/Chicago")
    return Pool(id="pool", jurisdiction_id="lead", lead=lead, network_id="network", state=state, **given)


def verdict_on(deed: str, actor: Actor, pool: Pool, participation_state=ParticipationState.JOINED):
    part = Participation(jurisdiction_id="member", state=participation_state, pool=pool)
    motion = Motion(pool_id="pool", pool=pool, state="open", moved_by="mia", closes_at=NOW + timedelta(days=1))
    part.pool_id = "pool"
    pool.agreement_version_id, pool.offered_lead_id = "text", "member"
    pool.late_joining, pool.publication_rule = LateJoining.NEVER, PublicationRule.ALL
    if deed == "leave_where_some_stay":
        pool.publication_rule = PublicationRule.STAYING
        return policy.may_leave(actor, part)
    if deed in ("join", "join_late"):
        pool.late_joining = LateJoining.NEVER if deed == "join" else LateJoining.UNTIL_PUBLICATION
        return policy.may_join(actor, pool, "member", admitted=True, joined=1, now=NOW)
    if deed == "join_after_award":
        pool.late_joining = LateJoining.AFTER_AWARD
        return policy.may_join_after_award(actor, pool, "member", admitted=True, joined=1, was_said=True)
    others = {
        "invite": lambda: policy.may_invite(actor, pool, NOW),
        "agree_to_lead": lambda: policy.may_agree_to_lead(actor, pool, speaks_for_network=actor.id == "stella"),
        "move": lambda: policy.may_move(actor, pool, is_gate=False),
        "move_gate": lambda: policy.may_move(actor, pool, is_gate=True),
        "vote": lambda: policy.may_vote(actor, motion, part, NOW),
        "withdraw_motion": lambda: policy.may_withdraw_motion(actor, motion, NOW),
    }
    if deed in others:
        return others[deed]()
    of_part = ("state_quantities", "state_authority", "leave", "sign", "state_last_prices")
    return getattr(policy, f"may_{deed}")(actor, part if deed in of_part else pool)


@pytest.mark.parametrize("deed", MAY)
@pytest.mark.parametrize("name", ACTORS)
def test_who_may_do_what_in_which_state(deed, name):
    whose, timely = MAY[deed]
    for state in STATES:
        verdict = verdict_on(deed, ACTORS[name], a_pool(state))
        assert bool(verdict) == (name in whose and state in timely), (state, verdict)
        assert verdict or verdict.reason.endswith(".")
        refusal = NotSignedIn if name == "nobody" else Conflict if name in whose else NotAllowed
        if not verdict:
            with pytest.raises(refusal):
                require(verdict)


def test_one_joins_in_the_half_open_span():
    actor = ACTORS["member representative"]
    for moment, ok in ((NOW + timedelta(microseconds=1), True), (NOW, False), (NOW - timedelta(days=1), False)):
        assert bool(verdict_on("join", actor, a_pool(PoolState.FORMING, join_by=moment))) == ok
        assert bool(verdict_on("invite", ACTORS["lead officer"], a_pool(PoolState.FORMING, join_by=moment))) == ok


def test_only_who_has_joined_states_anything_and_who_has_left_does_not_leave_again():
    actor, pool = ACTORS["member representative"], a_pool(PoolState.FORMING)
    for state in (ParticipationState.INVITED, ParticipationState.LEFT):
        assert not verdict_on("state_quantities", actor, pool, state)
        assert not verdict_on("state_authority", actor, pool, state)
    assert verdict_on("leave", actor, pool, ParticipationState.INVITED)
    assert not verdict_on("leave", actor, pool, ParticipationState.LEFT)


def test_only_a_representative_forms_a_pool():
    assert {name for name, actor in ACTORS.items() if policy.may_form(actor, "lead")} == {"lead representative"}


@pytest.fixture
def scene(session):
    """Two networks below a third, a lone one, pools in each, and people of every kind."""
    ctx = a_context(session)
    top = a_network(ctx, "Nation")
    prairie, coast = a_network(ctx, "Prairie Coalition", top), a_network(ctx, "Coastal Coalition", top)
    lone = a_network(ctx, "Island Coalition")
    alder, birch = a_jurisdiction(ctx, "City of Alder", prairie), a_jurisdiction(ctx, "City of Birch", prairie)
    kelp, isle = a_jurisdiction(ctx, "City of Kelp", coast), a_jurisdiction(ctx, "City of Isle", lone)
    pools = [
        a_lonely_pool(ctx, network_id=prairie.id, title="Prairie"),
        a_lonely_pool(ctx, network_id=top.id, title="Nation"),
    ]
    isle_acts = as_representative(ctx, isle)
    pools.append(
        operations.form(isle_acts, jurisdiction_id=isle.id, network_id=lone.id, title="Island", authority="Law")
    )
    gulf = a_jurisdiction(ctx, "City of Gulf", coast)
    gulf.state_code = "FL"
    pools.append(
        operations.form(isle_acts, jurisdiction_id=isle.id, network_id=lone.id, title="Of Florida", authority="Law",
                        admission="states", states=["FL"])
    )  # fmt: skip
    named = operations.form(isle_acts, jurisdiction_id=isle.id, network_id=lone.id, title="Named", authority="Law",
                            admission="named")  # fmt: skip
    operations.invite(isle_acts, named, jurisdiction_id=kelp.id)
    pools.append(named)
    part = joined(ctx, pools[0], "City of Birch")
    operations.leave(as_representative(ctx, birch), part)
    people = [with_duty(ctx, place, f"{each} {place.name}", each) for place in (alder, kelp, isle, gulf)
              for each in Duty if each != Duty.STEWARD]  # fmt: skip
    people += [with_duty(ctx, birch, "Rita Birch", Duty.REPRESENTATIVE)]
    people += [with_duty(ctx, place, f"Steward {place.name}", Duty.STEWARD) for place in (top, prairie, lone)]
    people.append(a_vendor(ctx)[1])
    actors = [NOBODY, SYSTEM, Actor(id="olga", is_operator=True), *(acting(ctx, each).actor for each in people)]
    return ctx, pools, actors


def test_what_one_may_see_is_what_the_select_gives(scene):
    ctx, pools, actors = scene
    seen = {}
    for actor in actors:
        visible = set(ctx.session.scalars(queries.visible(replace(ctx, actor=actor)).with_only_columns(Pool.id)))
        for pool in pools:
            circle = queries.circle(ctx.session, pool)
            assert bool(policy.may_see(actor, pool, circle=circle)) == (pool.id in visible), (actor, pool.title)
        seen[actor.name] = len(visible)
    assert seen["The service"] == 5
    assert seen["officer City of Alder"] == 2
    assert seen["officer City of Kelp"] == seen["officer City of Gulf"] == 2
    assert seen["evaluator City of Alder"] == seen["Vera Stone"] == 0


def test_who_left_the_network_and_the_pool_sees_it_no_more(scene):
    ctx, (pool, *_), _ = scene
    birch = ctx.session.scalar(sa.select(Jurisdiction).where(Jurisdiction.name == "City of Birch"))
    acts = as_representative(ctx, birch)
    assert queries.get(acts, pool.id) is pool
    pool.network_id = ctx.session.scalar(sa.select(Pool.network_id).where(Pool.title == "Island"))
    ctx.session.flush()
    with pytest.raises(NotFound):
        queries.get(acts, pool.id)
    assert queries.get(as_lead(ctx, pool), pool.id) is pool


def test_forged_ids_find_nothing(scene):
    ctx, (pool, other, *_), _ = scene
    acts = as_lead(ctx, pool)
    with pytest.raises(NotFound):
        queries.get(acts, "nobody22nobody22")
    with pytest.raises(NotFound):
        queries.get_line(pool, other.lines[0].id)
    with pytest.raises(NotFound):
        queries.get_participation(pool, other.participations[0].id)


def test_lists_put_first_what_can_be_joined_and_find_words_as_they_are(scene):
    ctx, (prairie, *_), _ = scene
    acts = as_lead(ctx, prairie)

    def titles(**given):
        return [each.title for each in ctx.session.scalars(queries.pools(acts, **given)).unique()]

    operations.edit(acts, prairie, join_by=ctx.now + timedelta(hours=1), title="100% Prairie")
    assert set(titles()) == {"100% Prairie", "Nation"}
    after = replace(acts, now=ctx.now + timedelta(hours=2))
    found = [each.title for each in ctx.session.scalars(queries.pools(after)).unique()]
    assert found == ["Nation", "100% Prairie"]
    assert titles(words="100%") == ["100% Prairie"]
    assert titles(words="1_0") == []
    assert set(titles(words="alder")) == {"100% Prairie", "Nation"}
    assert titles(state=PoolState.CLOSED) == []
