"""What members of a pool would pay and save at each opened response, and who learns it when."""

from decimal import Decimal

import pytest

from procurement.evaluation.models import Panel
from procurement.networks.duties import Duty
from procurement.pools import operations as pools
from tests.builders.evaluation import a_closed_panel
from tests.builders.people import with_duty
from tests.builders.pools import a_ready_pool, part_of
from tests.builders.responses import an_opened_solicitation
from tests.builders.solicitations import a_published_solicitation, as_representative
from tests.support.visitors import Program, Visitor, a_unit, counted_selects, text_of


class Scene:
    """A pool of three that need 1, 2 and 3 of two lines; Birch paid 120 for the first line, Cedar 90 for both."""

    def __init__(self, app, stage):
        with a_unit(app) as ctx:
            pool = a_ready_pool(ctx)
            keys = [line.key for line in pool.lines]
            for name, paid in (("City of Birch", {keys[0]: "120"}), ("City of Cedar", dict.fromkeys(keys, "90"))):
                part = part_of(pool, name)
                prices = {key: {"unit_price": Decimal(each), "source": "PO 77"} for key, each in paid.items()}
                pools.state_last_prices(as_representative(ctx, part.jurisdiction), part, prices=prices)
            pools.commit(as_representative(ctx, pool.lead), pool)
            if stage == "published":
                solicitation = a_published_solicitation(ctx, pool=pool)
            else:
                solicitation = an_opened_solicitation(ctx, 2, pool=pool)
            if stage == "closed":
                a_closed_panel(ctx, solicitation)
            self.id = solicitation.id
            places = {each.jurisdiction.name: each.jurisdiction for each in pool.participations}
            panel = ctx.session.query(Panel).first()
            self.people = {
                "lead": with_duty(ctx, pool.lead, "Lea", Duty.AUDITOR),
                "member": with_duty(ctx, places["City of Birch"], "Bea", Duty.AUDITOR),
                "seat": panel.seats[0].person if panel is not None else None,
                "vendor": None,
            }
            self.app = app

    def sees(self, name):
        person = self.people[name]
        return Visitor(self.app).already_in(person).get(f"/solicitations/{self.id}/savings").status_code


@pytest.mark.parametrize(
    ("stage", "lead", "member"), [("published", 404, 404), ("opened", 200, 404), ("closed", 200, 200)]
)
def test_who_learns_it_when(app, stage, lead, member):
    scene = Scene(app, stage)
    assert (scene.sees("lead"), scene.sees("member")) == (lead, member)
    assert Visitor(app).get(f"/solicitations/{scene.id}/savings").status_code in (302, 401)


def test_each_member_sees_its_own_quantities_at_each_response_against_what_it_paid(app):
    scene = Scene(app, "closed")
    program = Program(app).already_in(scene.people["member"])
    found = program.call("GET", f"/solicitations/{scene.id}/savings").json
    cheap, dear = found["offers"]
    assert (cheap["cents"], dear["cents"]) == (6 * 2 * 100_00, 6 * 2 * 110_00)
    by_name = dict(zip([each["name"] for each in found["members"]], cheap["savings"], strict=True))
    birch, cedar = by_name["City of Birch"], by_name["City of Cedar"]
    assert (birch["cents"], birch["saved_cents"], birch["lines"], birch["of_lines"]) == (400_00, 40_00, 1, 2)
    assert (cedar["saved_cents"], cedar["percent"]) == (-60_00, "-11.1")
    assert by_name["City of Alder"]["saved_cents"] is None
    visitor = Visitor(app).already_in(scene.people["lead"])
    with counted_selects(app) as selects:
        said = text_of(visitor.get(f"/solicitations/{scene.id}/savings"))
    assert "2 of 3 have stated what they paid last; together they would pay $20.00 more" in said
    assert len(selects) <= 12
