"""Plans with real commits and threads: a sheet is announced once, a plan becomes one thing, one letter a week."""

import sqlalchemy as sa

from procurement.core.errors import Conflict
from procurement.library.models import Scope
from procurement.mailbox.models import Letter
from procurement.plans import news, sheets, weekly
from procurement.plans.models import Plan, PlanSheet
from procurement.pools import proposing
from procurement.pools.models import PoolPlan
from procurement.solicitations import planned
from procurement.solicitations.models import Solicitation
from tests.builders.people import a_jurisdiction, a_network
from tests.builders.plans import a_plan, as_planner
from tests.builders.solicitations import as_representative
from tests.live.test_pools import at_once, unit


def test_two_clicks_at_once_do_one_thing(engine):
    with unit(engine) as ctx:
        network = a_network(ctx)
        alder, birch = (a_jurisdiction(ctx, f"City of {name}", network) for name in ("Alder", "Birch"))
        mine, theirs = a_plan(ctx, alder), a_plan(ctx, birch)
        officer, speaker = as_planner(ctx, alder), as_representative(ctx, alder)
        data = b"What is needed\nSalt\nTrucks\n"
        sheet = sheets.upload(officer, data=data, filename="a.csv", jurisdiction_id=alder.id, scope=Scope.OWN)
        ids = {"sheet": sheet.id, "mine": mine.id, "theirs": theirs.id, "alder": alder.id, "birch": birch.id}
        actors, people = (officer.actor, speaker.actor), [officer.actor.id]
        network_id = network.id

    def confirm():
        with unit(engine, actors[0]) as ctx:
            return sheets.confirm(ctx, ctx.session.get_one(PlanSheet, ids["sheet"]))

    assert sorted(at_once(confirm, confirm)) == [0, 2]

    def propose():
        with unit(engine, actors[1]) as ctx:
            other = ctx.session.get_one(Plan, ids["theirs"])
            return proposing.propose(
                ctx,
                ctx.session.get_one(Plan, ids["mine"]),
                network_id=network_id,
                title="Cameras",
                authority="Resolution 1",
                lines=[{"description": "Camera", "unit": "camera"}],
                invited={ids["birch"]: proposing.Invited("Alike.", [other])},
            ).id

    def start():
        with unit(engine, actors[0]) as ctx:
            plan = ctx.session.get_one(Plan, ids["mine"])
            return planned.draft(ctx, plan, jurisdiction_id=ids["alder"], title="Cameras", kind="RFP").id

    # What was refused says why, and nothing of it stays.
    results = at_once(propose, start, propose)
    assert sum(isinstance(each, str) for each in results) == 1
    assert all(isinstance(each, str | Conflict) for each in results), results
    with unit(engine) as ctx:
        pooled = ctx.session.scalars(sa.select(PoolPlan).where(PoolPlan.plan_id == ids["mine"])).all()
        drafted = ctx.session.scalars(sa.select(Solicitation).where(Solicitation.plan_id == ids["mine"])).all()
        assert len(pooled) + len(drafted) == 1

    def letter():
        with unit(engine) as ctx:
            told = news.News(pools=[news.Told(news.NeedKind.POOL, "p1", "Cameras", "Birch")])
            return weekly.write(ctx, people[0], told)

    assert sorted(at_once(letter, letter), key=str)[0] is False
    with unit(engine) as ctx:
        written = sa.select(sa.func.count()).select_from(Letter).where(Letter.template == "plans_weekly")
        assert ctx.session.scalar(written) == 1
