"""Overviews through pages and JSON: figures lead to their rows, few questions, and doors shut to strangers."""

import re
from html import unescape

import pytest

from procurement.accounts.models import Person
from tests.builders.contracts import contract_officer
from tests.builders.people import a_jurisdiction, later
from tests.overview.test_figures import a_year_of_buying
from tests.support.visitors import Program, Visitor, a_unit, counted_selects, text_of

#: Links to rows, with the number they are the text of.
_FIGURE = re.compile(r'<a href="([^"]+/overview/rows\?[^"]+)">([\d,]+)<')


@pytest.fixture
def world(app):
    with a_unit(app) as ctx:
        when, _, alder, birch, fern, _ = a_year_of_buying(later(ctx, days=-40))
        young = a_jurisdiction(when, "Town of Yew")
        officers = {
            each.slug: contract_officer(ctx, each).actor.id for each in (alder, birch.jurisdiction, fern, young)
        }
        return {"officers": officers, "alder": alder.id}


def person(app, world, slug):
    with a_unit(app) as ctx:
        return ctx.session.get_one(Person, world["officers"][slug])


def test_every_number_on_the_page_leads_to_as_many_rows(app, world):
    olive = Visitor(app).already_in(person(app, world, "city-of-alder"))
    desk = olive.get("/desk").text
    assert 'href="/overview"' in desk
    index = olive.get("/overview").text
    for name in ("/jurisdictions/city-of-alder", "/networks/prairie-coalition"):
        assert f'href="{name}/overview"' in index and f'href="{name}/overview"' in olive.get(name).text
        assert f'href="{name}/overview"' not in Visitor(app).get(name).text
    for base in ("/jurisdictions/city-of-alder/overview", "/networks/prairie-coalition/overview"):
        with counted_selects(app) as asked:
            page = olive.get(f"{base}?period=all")
        assert page.status_code == 200 and len(asked) <= 12, len(asked)
        found = {unescape(address): int(number.replace(",", "")) for address, number in _FIGURE.findall(page.text)}
        assert len(found) > 15
        for address, number in found.items():
            listed = olive.get(address)
            assert listed.status_code == 200, address
            assert f"<strong>{number}</strong> row" in listed.text, address
            assert listed.text.count('<th scope="row">') == number, address
    with counted_selects(app) as asked:
        olive.get("/jurisdictions/city-of-alder/overview/rows?figure=bought")
    assert len(asked) <= 12


def test_programs_read_the_same_figures_and_their_rows(app, world):
    olive = Program(app).already_in(person(app, world, "city-of-alder"))

    def read(address):
        answer = olive.call("GET", address.removeprefix("/api/v1"))
        assert answer.status_code == 200, (address, answer.text)
        return answer.json

    at = f"/jurisdictions/{world['alder']}/overview"
    whole = read(at)
    assert {each["figure"] for each in whole["saved"]} == {"saved-prices", "told-money", "told-hours", "reused"}
    assert len(whole["bought"]) > 3 and whole["peers"] and whole["doings"]
    for part in ("bought", "peers", "vendors", "saved", "ahead", "doings"):
        for each in whole[part]:
            assert read(each["rows"])["count"] == each["count"], each
    for figure in ("bought", "solicitations", "awards", "ends", "peer-plans"):
        for row in read(f"{at}/rows?figure={figure}")["items"]:
            read(row["address"])


def test_strangers_are_refused_and_a_new_government_is_told_how_it_begins(app, world):
    fern = Visitor(app).already_in(person(app, world, "city-of-fern"))
    alders = f"/api/v1/jurisdictions/{world['alder']}/overview"
    for path in ("/jurisdictions/city-of-alder/overview", "/networks/prairie-coalition/overview", alders):
        for more in ("", "/rows?figure=awards"):
            assert fern.get(path + more).status_code == 403, path
            assert Visitor(app).get(path + more).status_code in (302, 401), path
    assert fern.get("/jurisdictions/nowhere/overview").status_code == 404
    assert fern.get("/jurisdictions/city-of-fern/overview?period=soon").status_code == 422
    assert fern.get("/jurisdictions/city-of-fern/overview/rows?figure=secrets").status_code == 422
    assert fern.get("/jurisdictions/city-of-fern/overview/rows?figure=ends&month=2026-13").status_code == 422
    yew = Visitor(app).already_in(person(app, world, "town-of-yew"))
    assert "Announce what you are going to buy" in text_of(yew.get("/jurisdictions/town-of-yew/overview"))
