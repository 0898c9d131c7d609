"""The guided start: what is there already for what is to be bought, and the draft that begins with what was said."""

import html
import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from procurement.contracts import outcomes
from procurement.library.models import Form, Kind, Scope
from procurement.networks.duties import Duty
from procurement.solicitations.models import Solicitation
from tests.builders.awards import an_announced_award
from tests.builders.contracts import an_open_contract, contract_officer
from tests.builders.library import a_template, some_findings
from tests.builders.people import a_jurisdiction, a_network, acting, with_duty
from tests.builders.solicitations import a_draft_solicitation
from tests.support.visitors import Program, Visitor, a_unit, counted_selects, text_of


@pytest.fixture
def town(app):
    """Birch with an officer, in a network with Cedar, which has shared, asked and bought before."""
    with a_unit(app) as ctx:
        network = a_network(ctx, "Prairie")
        birch, cedar = a_jurisdiction(ctx, "Birch", network), a_jurisdiction(ctx, "Cedar", network)
        olga = with_duty(ctx, birch, "Olga Reed", Duty.OFFICER)
        peer = acting(ctx, with_duty(ctx, cedar, "Pia Wells", Duty.OFFICER))
        shared = {"scope": Scope.NETWORK, "network": network}
        fits = a_template(peer, cedar, "Charging stations for buses", **shared, categories=["335"])
        a_template(peer, cedar, "Charging for parking", kind=Kind.ITB, **shared)
        a_template(peer, cedar, "Secret charging stations", scope=Scope.OWN)
        a_template(peer, cedar, "How to charge at stations", form=Form.GUIDE, kind=None, **shared)
        some_findings(peer, cedar, "What charging costs", **shared)
        an_announced_award(ctx).solicitation.title = "Charging stations at the depot"
        day = ctx.now.date() - timedelta(days=120)
        term = {"starts_on": day, "ends_on": day + timedelta(days=900), "renewals": []}
        contract = an_open_contract(ctx, cedar, title="Charging stations under contract", **term)
        outcomes.tell(
            contract_officer(ctx, cedar), contract, jurisdiction_id=cedar.id, milestone="start",
            on_time="yes", on_budget="yes", buy_again="yes",
        )  # fmt: skip
        a_draft_solicitation(ctx, title="Drafted charging stations")
        return {"birch": birch, "olga": olga, "version": fits.versions[0], "cedar": cedar}


def test_what_is_there_is_shown_before_a_word_is_written_and_what_was_typed_is_kept(app, town):
    olga = Visitor(app).already_in(town["olga"])
    first = olga.get("/solicitations/start")
    assert "What is there already" not in first.text and first.status_code == 200
    said = "title=New+charging+stations&kind=RFP&amount=120%2C000&federal_money=true&categories=335%2C+carpets"
    wrong = olga.get(f"/solicitations/start?{said}&due_date=2026-13-01&due_time=14:00")
    assert "no category “carpets”" in text_of(wrong) and 'value="120,000"' in wrong.text
    with counted_selects(app) as asked:
        page = olga.get(f"/solicitations/start?{said.replace('carpets', '517')}&publish_on=2027-01-04")
    assert len(asked) <= 12, "a fixed number, however much there is"
    shown = text_of(page)
    order = [shown.index(each) for each in ("Charging stations for buses", "Charging for parking")]
    assert order == sorted(order) and "Secret" not in shown and "Drafted" not in shown
    for each in ("How to charge at stations", "What charging costs", "Charging stations at the depot", "Awarded to",
                 "would buy it again 1 of 1"):  # fmt: skip
        assert each in shown, each
    form = re.search(rf"<form method=\"post\".*?{town['version'].id}.*?</form>", page.text, re.S).group()
    sent = {name: html.unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form)}
    done = olga.post("/solicitations/start", {**sent, "template_version_id": town["version"].id})
    assert done.status_code == 302 and done.headers["Location"].endswith("/work"), text_of(done)
    with a_unit(app, writes=False) as ctx:
        made = ctx.session.scalar(sa.select(Solicitation).where(Solicitation.template_version_id == town["version"].id))
        assert (made.title, made.kind, str(made.forecast_publish_on)) == ("New charging stations", "RFP", "2027-01-04")
        stated = {"amount_cents": 12_000_000, "federal_money": True, "construction": None, "personal_data": None}
        assert made.facts == {**stated, "categories": ["335", "517"]}
    refused = olga.post("/solicitations/start", {"title": "Chairs", "jurisdiction_id": town["birch"].id})
    assert refused.status_code == 422 and "what kind of solicitation" in text_of(refused)
    foreign = olga.post("/solicitations/start", {"title": "Chairs", "kind": "RFP", "jurisdiction_id": town["cedar"].id})
    assert foreign.status_code == 403


def test_programs_see_the_same_and_others_only_what_is_public(app, town):
    found = Program(app).already_in(town["olga"]).call("GET", "/start?title=charging+stations&kind=RFP").json
    assert [each["title"] for each in found["templates"]] == ["Charging stations for buses", "Charging for parking"]
    assert [each["title"] for each in found["solicitations"]] == ["Charging stations at the depot"]
    told = {each["title"]: each["told"] for each in found["contracts"]}["Charging stations under contract"]
    assert told["buy_again"] == {"yes": 1, "of": 1} and told["governments"] == 1
    assert found["solicitations"][0]["award"]["vendor"] and found["guides"][0]["form"] == "guide"
    with a_unit(app) as ctx:
        stranger = with_duty(ctx, a_jurisdiction(ctx, "Dune"), "Dan Hill", Duty.OFFICER)
    others = Program(app).already_in(stranger).call("GET", "/start?title=charging+stations").json
    assert others["templates"] == others["guides"] == others["findings"] == []
    assert len(others["solicitations"]) == 1
    assert Program(app).call("GET", "/start?title=charging").status_code == 401
