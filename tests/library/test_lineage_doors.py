"""Forks, updates and proposals through their doors: who comes in where, and the whole way by page and program."""

import html
import re

import pytest

from procurement.library import lineage
from procurement.library.models import Scope
from procurement.networks.duties import Duty
from procurement.solicitations import origins, uses
from tests.builders.lineage import HOURS, PAID, a_family, a_text, next_version
from tests.builders.people import a_jurisdiction, with_duty
from tests.builders.solicitations import a_draft_solicitation, a_published_solicitation
from tests.support.visitors import Program, Visitor, a_unit, counted_selects, text_of


@pytest.fixture
def kin(app):
    """The family with an update that conflicts, a pending proposal, a draft, a publication, and a stranger."""
    with a_unit(app) as ctx:
        found = a_family(ctx)
        fork, upstream = found.fork, found.upstream
        first = next_version(found.at_falls, fork, a_text(hours=HOURS.replace("eight", "seven")))
        proposal = lineage.propose(found.at_falls, first, title="Begin at seven", reason="People call early.")
        fork.scope = Scope.OWN
        stranger = with_duty(ctx, a_jurisdiction(ctx, "Birch"), "Bob Hill", Duty.OFFICER)
        people = {name: ctx.session.get(type(stranger), acts.actor.id) for name, acts in
                  (("lara", found.at_lakes), ("fay", found.at_falls))}  # fmt: skip
        of_falls = {"jurisdiction": found.falls, "officer": people["fay"], "template_version": found.second}
        draft = a_draft_solicitation(ctx, **of_falls, content=a_text(paid=PAID.replace("thirty", "ten")), title="Draft")
        published = a_published_solicitation(ctx, **of_falls, content=a_text(new="Only here."), title="Public")
        third = next_version(found.at_lakes, upstream, a_text(HOURS.replace("eight", "nine"), PAID[:-1] + ", net."))
        return {**people, "bob": stranger, "upstream": upstream.id, "second": found.second.id, "third": third.id,
                "fork": fork.id, "first": first.id, "proposal": proposal.id, "draft": draft.id,
                "published": published.id}  # fmt: skip


ADDRESSES = [
    # address, then what Lara (upstream), Fay (fork), Bob (a stranger) and nobody get
    ("/library/versions/{second}/fork", 200, 200, 404, 302),
    ("/library/{upstream}/family", 200, 200, 404, 404),
    ("/library/{fork}/family", 404, 200, 404, 404),
    ("/library/versions/{second}/compare/{third}", 200, 200, 404, 404),
    ("/library/versions/{second}/compare/{first}", 404, 200, 404, 404),
    ("/library/{fork}/update", 404, 200, 404, 302),
    ("/library/{upstream}/update", 409, 403, 404, 302),
    ("/library/versions/{first}/propose", 404, 200, 404, 302),
    ("/library/proposals", 200, 200, 200, 302),
    ("/library/proposals/{proposal}", 200, 200, 404, 302),
    ("/library/proposals/{proposal}/decline", 200, 403, 404, 302),
    ("/solicitations/{draft}/provenance", 404, 200, 404, 404),
    ("/solicitations/{draft}/update", 404, 200, 404, 302),
    ("/solicitations/{published}/provenance", 200, 200, 200, 200),
    ("/api/v1/library/items/{fork}/update", 404, 200, 404, 401),
    ("/api/v1/library/proposals/{proposal}", 200, 200, 404, 401),
    ("/api/v1/solicitations/{draft}/update", 404, 200, 404, 401),
    ("/api/v1/solicitations/{published}/provenance", 200, 200, 200, 200),
]


def test_everybody_comes_in_where_they_may_and_no_page_asks_much(app, kin):
    visitors = [Visitor(app).already_in(kin[name]) for name in ("lara", "fay", "bob")]
    found = []
    for address, *expected in ADDRESSES:
        with counted_selects(app) as asked:
            answers = [each.get(address.format(**kin)).status_code for each in [*visitors, Visitor(app)]]
        if answers != expected:
            found.append((address, answers, expected))
        assert len(asked) <= 4 * 16, f"{address} asks {len(asked)} questions for four people"
    assert not found
    for visitor, item in ((visitors[0], "upstream"), (visitors[1], "fork"), (visitors[1], "upstream")):
        with counted_selects(app) as asked:
            assert visitor.get(f"/library/{kin[item]}").status_code == 200
        assert len(asked) <= 12, (item, len(asked), asked)
    # What is not shared is not named: not to the public, not to a steward who has seen the proposal.
    public = text_of(Visitor(app).get(f"/solicitations/{kin['published']}/provenance"))
    assert origins.A_MEMBER.lower() in public and "Lakes County" not in public and "Only here." in public
    family = text_of(visitors[0].get(f"/library/{kin['upstream']}/family"))
    assert "used by City of Alder Falls" in family, family
    assert "Help desk" not in family, family


def test_the_whole_way_by_page_and_program(app, kin):
    fay, lara, program = (Visitor(app).already_in(kin["fay"]), Visitor(app).already_in(kin["lara"]), Program(app))
    assert {"See what changed upstream", "See what changed in the template"} <= set(
        re.findall(r">(See what changed[^<]*)<", fay.get("/desk").text)
    )
    page = fay.get(f"/library/{kin['fork']}/update")
    stamp = re.search(r'name="stamp" value="([^"]+)"', page.text)[1]
    asked = html.unescape(re.search(r'name="choices.0.place" value="([^"]+)"', page.text)[1])
    sent = {"version_id": kin["third"], "stamp": stamp, "choices.0.place": asked, "choices.0.answer": ""}
    refused = fay.post(f"/library/{kin['fork']}/update", sent)
    assert refused.status_code == 422 and "Choose what to keep of “Section: " in text_of(refused)
    sent |= {"choices.0.answer": "text", "choices.0.text": "We answer when you call, at any hour."}
    assert fay.post(f"/library/{kin['fork']}/update", sent).status_code == 302
    # Sent once more by a double click: it is in already, and nothing is written twice.
    assert fay.post(f"/library/{kin['fork']}/update", sent).status_code == 409
    assert "There is nothing to take over" in text_of(fay.get(f"/library/{kin['fork']}/update"))

    program.already_in(kin["fay"])
    address = f"/solicitations/{kin['draft']}/update"
    told = program.call("GET", address)
    question = told.json["questions"][0]
    assert question["title"] == "Section: Terms" and "ten days" in question["ours"] and "net" in question["theirs"]
    answer = {"version_id": told.json["version_id"], "choices": [{"place": question["place"], "answer": "theirs"}]}
    assert program.call("POST", address, answer).status_code == 428
    taken = program.call("POST", address, answer, etag=told.headers["ETag"])
    assert taken.status_code == 200 and taken.json["template_version_id"] == kin["third"]
    assert program.call("POST", address, answer, etag=told.headers["ETag"]).status_code == 412
    assert program.call("GET", address).json["version_id"] is None

    page = lara.get(f"/library/proposals/{kin['proposal']}")
    fields = dict(re.findall(r'name="(version|stamp|choices\.0\.place)" value="([^"]+)"', page.text))
    fields = {name: html.unescape(value) for name, value in fields.items()} | {"choices.0.answer": "both"}
    assert lara.post(f"/library/proposals/{kin['proposal']}/accept", fields).status_code == 302
    assert "Begin at seven" in text_of(lara.get(f"/library/proposals/{kin['proposal']}"))
    again = lara.post(f"/library/proposals/{kin['proposal']}/decline", {"reason": "No.", "version": "1"})
    assert again.status_code == 409


def test_reuse_is_counted_once_and_drawn_with_its_numbers(app, kin):
    with a_unit(app) as ctx:
        assert uses.uses(ctx, [kin["upstream"], kin["fork"]]) == {kin["upstream"]: 1}
    page = Visitor(app).get("/jurisdictions/city-of-alder-falls").text
    assert "Share of words reused in published solicitations" in page and 'role="img"' in page
    item = text_of(Visitor(app).already_in(kin["lara"]).get(f"/library/{kin['upstream']}"))
    assert "Published once" in item
