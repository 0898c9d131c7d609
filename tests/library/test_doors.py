"""The library through its doors: pages and JSON, good input and bad."""

import html
import io
import re

import pytest
import sqlalchemy as sa

from procurement.library import content as contents
from procurement.library import operations, queries
from procurement.library.models import Item, ItemVersion, Scope
from procurement.networks.duties import Duty
from tests.builders.library import a_template, some_findings
from tests.builders.people import a_jurisdiction, a_network, a_person, acting, with_duty
from tests.support.visitors import Program, Visitor, a_unit, counted_selects, text_of

TEXT = (
    "# Buses for <City>\n\n[Note: say how many.]\n\nThe **city** buys buses.\n\n"
    "## Term\n\n| Year | Price |\n|---|---|\n| 1 | <Amount> |\n"
)
BYTES = TEXT.encode()


@pytest.fixture
def town(app):
    """Alder in Prairie with an officer, a public template and a draft; an officer elsewhere; the operator."""
    with a_unit(app) as ctx:
        prairie = a_network(ctx, "Prairie")
        alder = a_jurisdiction(ctx, "Alder", prairie)
        ada = with_duty(ctx, alder, "Ada Moss", Duty.OFFICER)
        acts = acting(ctx, ada)
        offered = a_template(acts, alder, "Service desk", scope=Scope.PUBLIC, focus_area="connectivity")
        begun = a_template(acts, alder, "Begun", scope=Scope.PUBLIC, published=False)
        return {
            "alder": alder,
            "prairie": prairie,
            "ada": ada,
            "bob": with_duty(ctx, a_jurisdiction(ctx, "Birch"), "Bob Hill", Duty.OFFICER),
            "olga": a_person(ctx, "Olga Prince", is_operator=True),
            "offered": offered,
            "version": offered.versions[0],
            "begun": begun,
            "draft": begun.versions[0],
            "findings": some_findings(acts, alder),
        }


@pytest.fixture
def ada(app, town):
    """Ada's browser."""
    return Visitor(app).already_in(town["ada"])


@pytest.fixture
def program(app, town):
    """Ada's program."""
    return Program(app).already_in(town["ada"])


def stored(app, version) -> tuple[int, dict]:
    """Counter and content of the version as they are in the database now."""
    with a_unit(app, writes=False) as ctx:
        found = ctx.session.get(ItemVersion, version.id)
        return found.version, found.content


def upload(name="buses.md", data=BYTES):
    return {"file": (io.BytesIO(data), name)}


def place(town, tail=""):
    return f"/library/versions/{town['draft'].id}{tail}"


def test_everybody_reads_what_is_public_and_nobody_else_a_draft(app, town):
    visitor = Visitor(app)
    listed = text_of(visitor.get("/library"))
    assert "Service desk" in listed and "What help desks cost" in listed and "Begun" not in listed
    page = visitor.get(f"/library/{town['offered'].id}")
    assert "Who buys" in text_of(page) and "[Who buys] buys a service desk" in text_of(page)
    assert "60 " in text_of(page) and "Your approach" in text_of(page) and "Draft from this" not in page.text
    assert visitor.get(f"/library/versions/{town['version'].id}/markdown").text.startswith("# Scope\n\nThe {{place}}")
    for path in (f"/library/{town['begun'].id}", f"/library/versions/{town['draft'].id}/markdown"):
        assert visitor.get(path).status_code == 404
    told = visitor.get(f"/library/findings/{town['findings'].id}")
    assert told.status_code == 302, "letters name the address at which findings stood before"
    assert "Between $4 and $9" in text_of(visitor.get(told.headers["Location"]))


def test_the_list_is_searched_and_says_so_when_nothing_fits(app, town):
    visitor = Visitor(app)
    assert "Service desk" in text_of(visitor.get("/library?q=DESK&kind=RFP&focus_area=connectivity"))
    assert "Nothing in the library fits" in text_of(visitor.get("/library?q=nothing"))
    assert "Service desk" in text_of(visitor.get("/library?kind=zzz&offset=minus"))
    found = visitor.get("/library?q=costs&form=findings")
    assert "What help desks <mark>cost</mark>" in found.text and "Service desk" not in text_of(found)


def test_an_officer_drafts_from_what_is_offered(ada, town):
    page = ada.get(f"/library/{town['offered'].id}").text
    assert f"template_version_id={town['version'].id}" in page
    assert "New version" in page


def test_nobody_uninvited_reaches_the_writing_pages(app, town, program):
    paths = [place(town, tail) for tail in ("/write", "/sections", "/sections/s1", "/evaluation", "/discard")]
    bob = Visitor(app).already_in(town["bob"])
    for path in paths:
        assert Visitor(app).get(path).status_code == 302
        assert bob.get(path).status_code == 404
    assert bob.get(f"/library/{town['offered'].id}/edit").status_code == 403
    assert bob.post(f"/library/{town['offered'].id}/new-version").status_code == 403
    forged = Program(app).already_in(town["bob"])
    assert forged.call("GET", f"/library/versions/{town['draft'].id}").status_code == 404
    assert forged.call("POST", f"/library/versions/{town['draft'].id}/publish", etag="*").status_code == 404
    assert program.call("GET", "/library/versions/2222222222222222").status_code == 404


def test_an_upload_is_looked_through_before_it_is_kept(app, ada, town):
    answer = ada.post("/library/import", upload())
    review = answer.headers["Location"]
    page = ada.get(review)
    said = text_of(page)
    assert "Buses for" in said and "<City>" in said and "1 note to whoever drafts" in said and "2 sections" in said
    with a_unit(app, writes=False) as ctx:
        assert len(ctx.session.scalars(sa.select(Item)).all()) == 3, "nothing is kept yet"
    kept = {"title": "Buses", "kind": "RFP", "jurisdiction_id": town["alder"].id, "publish": "false"}
    refused = ada.post(review, {**kept, "title": "", "scope": "network", "network_id": "x"})
    assert refused.status_code == 422 and 'value="network"' in refused.text
    done = ada.post(review, {**kept, "scope": "network", "network_id": town["prairie"].id})
    assert done.status_code == 302 and done.headers["Location"].endswith("/write")
    with a_unit(app, writes=False) as ctx:
        made = ctx.session.scalars(sa.select(Item).where(Item.title == "Buses")).one()
        assert (made.scope, made.versions[0].state) == ("network", "draft")
        assert contents.as_markdown(made.versions[0].content) == TEXT
    published = ada.post(review, {**kept, "scope": "own", "publish": "true"})
    assert "/versions/" not in published.headers["Location"]
    assert "The template is published" in text_of(ada.get(published.headers["Location"]))


def test_an_upload_is_only_for_whoever_sent_it(app, ada, town):
    review = ada.post("/library/import", upload()).headers["Location"]
    bob = Visitor(app).already_in(town["bob"])
    assert bob.get(review).status_code == 404
    for word in ("", "forged", review.partition("upload=")[2][:-2] + "xx"):
        assert ada.get(f"/library/import/review?upload={word}").status_code == 404


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("name", "data", "status", "words"),
    [
        ("rfp.pdf", b"%PDF-1.4\n", 422, "Markdown"),
        ("rfp.csv", b"a,b\n1,2\n", 422, "Only Word"),
        ("rfp.md", b"\x89PNG\r\n\x1a\n\x00\x00", 422, "is not a Markdown text"),
        ("rfp.txt", b"", 422, "is empty"),
        ("rfp.txt", b"  \n ", 422, "empty"),
        ("rfp.zip", b"PK\x03\x04", 422, "cannot be taken"),
    ],
)
def test_a_wrong_upload_is_refused_in_a_sentence(ada, program, name, data, status, words):
    answer = ada.post("/library/import", upload(name, data))
    assert answer.status_code == status and words in text_of(answer)
    called = program.client.post("/api/v1/library/import", data=upload(name, data), headers=program.headers)
    assert called.status_code == status and words in str(called.json)


def test_an_upload_that_is_too_large_or_missing_is_refused(ada, program):
    large = upload("rfp.md", b"word " * (operations.LARGEST_FILE // 5 + 10))
    assert ada.post("/library/import", large).status_code == 413
    large = upload("rfp.md", b"word " * (operations.LARGEST_FILE // 5 + 10))
    assert program.client.post("/api/v1/library/import", data=large, headers=program.headers).status_code == 413
    assert ada.post("/library/import").status_code == 422
    assert program.client.post("/api/v1/library/import", data={}, headers=program.headers).status_code == 422


def test_a_template_is_written_from_nothing_by_pages(app, ada, town):
    facts = {"jurisdiction_id": town["alder"].id, "title": "Parks", "kind": "ITB", "scope": "public"}
    write = ada.post("/library/new", facts).headers["Location"]
    at = write.removesuffix("/write")

    def send(tail, **fields):
        with a_unit(app, writes=False) as ctx:
            version = ctx.session.get(ItemVersion, at.rpartition("/")[2]).version
        answer = ada.post(at + tail, {"version": version, **fields})
        assert answer.status_code == 302, text_of(answer)
        return answer

    assert "no text yet" in text_of(ada.get(write))
    send("/sections/new", heading="Mowing", level=1, body="Every {{often}}.", format="markdown")
    page = ada.get(write)
    assert "Section “Mowing” uses the blank “often”" in text_of(page)
    with a_unit(app, writes=False) as ctx:
        (mowing,) = ctx.session.get(ItemVersion, at.rpartition("/")[2]).content["sections"]
    assert f"{at}/sections/{mowing['key']}" in page.text
    assert ada.post(at + "/publish", {"version": "2"}).status_code == 422
    assert "declare=often" in ada.get(at + "/blanks").text
    send("/blanks/new", key="often", label="How often", kind="choice", choices="weekly\nmonthly", required="true")
    send("/requirements/new", kind="yes-no", label="Own mowers?")
    send("/criteria/new?kind=price", kind="price", title="Price", points="40", formula="lowest-ratio")
    send("/criteria/new", kind="rated", title="Plan", points="60", scale_kind="range", scale_min="0", scale_max="5")
    send("/price_lines/new", description="Mowing", unit="month", quantity="12")
    send("/sections/new", heading="Aims", level=1, body="Short grass.", format="markdown")
    send(f"/move/sections/{mowing['key']}", by="1")
    send("/evaluation", whole="100", round_places="2", round_mode="half-up")
    send("/numbering", numbering="own")
    assert "100" in text_of(ada.get(at + "/criteria")) and "How often" in text_of(ada.get(at + "/blanks"))
    done = send("/publish")
    said = text_of(ada.get(done.headers["Location"]))
    assert "Version 1 is published" in said and said.index("Short grass") < said.index("[How often]")
    assert ada.get(write).status_code == 409, "published: there is nothing to write any more"


def test_a_stale_edit_keeps_what_was_typed_and_shows_the_current_text(app, ada, town):
    with a_unit(app) as ctx:
        draft = ctx.session.get(ItemVersion, town["draft"].id)
        operations.edit_version(
            acting(ctx, ctx.session.merge(town["ada"])), draft, content={**draft.content, "numbering": "own"}
        )
    fields = {"version": "1", "heading": "Scope", "level": 1, "body": "Typed by me.", "format": "markdown"}
    answer = ada.post(place(town, "/sections/s1"), fields)
    assert answer.status_code == 409
    assert "Typed by me." in answer.text and "The {{place}} buys a service desk." in html.unescape(answer.text)
    again = ada.post(
        place(town, "/sections/s1"), {**fields, "version": re.search(r'name="version" value="(\d+)"', answer.text)[1]}
    )
    assert again.status_code == 302
    assert stored(app, town["draft"])[1]["sections"][0]["body"] == "Typed by me."
    assert ada.post(place(town, "/publish"), {"version": "1"}).status_code == 409


def test_a_faulty_piece_is_told_beside_its_field_and_nothing_is_lost(app, ada, town):
    version = {"version": stored(app, town["draft"])[0]}
    answer = ada.post(
        place(town, "/blanks/new"), {**version, "key": "Not A Key", "label": "Kept words", "kind": "text"}
    )
    assert answer.status_code == 422 and "Kept words" in answer.text and "Small letters" in answer.text
    answer = ada.post(place(town, "/blanks/new"), {**version, "key": "place", "label": "Again", "kind": "text"})
    assert answer.status_code == 422 and "already a blank" in text_of(answer)
    answer = ada.post(place(town, "/price_lines/new"), {**version, "description": "x", "unit": "y", "quantity": "many"})
    assert answer.status_code == 422 and "is not a number" in text_of(answer)
    answer = ada.post(place(town, "/requirements/new"), {**version, "kind": "choice", "label": "x", "choices": "one"})
    assert answer.status_code == 422 and "at least two choices" in text_of(answer)
    assert ada.post(place(town, "/move/chapters/s1"), {**version, "by": 1}).status_code == 404
    assert ada.get(place(town, "/remove/sections/zz")).status_code == 404
    assert stored(app, town["draft"])[0] == version["version"]


def test_notes_are_taken_out_by_a_button(app, ada, town):
    with a_unit(app) as ctx:
        acts = acting(ctx, ctx.session.merge(town["ada"]))
        made = operations.import_template(acts, TEXT, "a.md", jurisdiction_id=town["alder"].id, publish=False)
    key = next(each["key"] for each in made.versions[0].content["sections"] if "[Note" in each["body"])
    path = f"/library/versions/{made.versions[0].id}/sections/{key}"
    page = ada.get(path)
    assert "Take this note out of the text" in page.text and "[Note: say how many.]" in page.text
    answer = ada.post(path + "/notes", {"version": 1, "number": 1})
    assert answer.status_code == 302 and "[Note" not in ada.get(path).text
    assert ada.post(path + "/notes", {"version": 2, "number": 1}).status_code == 404


def test_versions_are_begun_retired_and_thrown_away_by_pages(app, ada, town):
    begun = ada.post(f"/library/{town['offered'].id}/new-version")
    at = begun.headers["Location"].removesuffix("/write")
    again = ada.post(f"/library/{town['offered'].id}/new-version")
    assert again.status_code == 409 and "draft of this template already" in text_of(again)
    assert "Go on with the draft" in ada.get(f"/library/{town['offered'].id}").text
    gone = ada.post(at + "/discard", {"version": 1})
    assert gone.status_code == 302, text_of(gone)
    retired = ada.post(f"/library/versions/{town['version'].id}/retire", {"version": town["version"].version})
    assert retired.status_code == 302
    assert "Service desk" not in text_of(Visitor(app).get("/library"))
    assert "not offered any more" in text_of(Visitor(app).get(f"/library/{town['offered'].id}"))
    assert ada.post(f"/library/versions/{town['version'].id}/retire", {"version": 9}).status_code == 409


def test_sharing_and_findings_are_changed_by_pages(app, ada, town):
    path = f"/library/{town['offered'].id}/edit"
    facts = {"version": 1, "title": "Help desk", "kind": "RFP", "scope": "parents", "network_id": town["prairie"].id}
    assert ada.post(path, facts).status_code == 302
    assert Visitor(app).get(f"/library/{town['offered'].id}").status_code == 404
    assert ada.post(path, facts).status_code == 409
    kept = {"jurisdiction_id": town["alder"].id, "title": "Cameras", "scope": "public", "categories": "carpets"}
    refused = ada.post("/library/new?form=findings", {**kept, "text": "# Price\n\nCheap."})
    assert refused.status_code == 422 and "no category “carpets”" in text_of(refused) and "Cheap." in refused.text
    new = {
        **kept,
        "kind": "",
        "categories": "334; legal services",
        "text": "# Price\n\nCheap.",
        "review_on": "2020-01-02",
    }
    write = ada.post("/library/new?form=findings", new).headers["Location"]
    assert ada.post(write.replace("/write", "/publish"), {"version": 1}).status_code == 302
    item = Visitor(app).get("/library?q=cameras").text.partition('href="/library/')[2].partition('"')[0]
    page = text_of(Visitor(app).get(f"/library/{item}"))
    assert "Findings Alder · version 1" in page and "Cheap." in page and "5411 Legal Services" in page
    assert "Its review was due on Thursday, January 2, 2020" in text_of(ada.get(f"/library/{item}"))
    assert "review is due Cameras" in text_of(ada.get("/desk"))


def test_the_operator_writes_for_the_service_itself(app, town):
    olga = Visitor(app).already_in(town["olga"])
    write = olga.post("/library/new", {"jurisdiction_id": "", "title": "Base", "kind": "RFP", "scope": "public"})
    assert write.status_code == 302, text_of(write)
    assert "for the service itself" in text_of(olga.get(write.headers["Location"]))


def test_programs_do_everything_pages_do(app, town, program):
    made = program.call(
        "POST", "/library/items", {"jurisdiction_id": town["alder"].id, "title": "Parks", "kind": "ITB"}
    )
    assert made.status_code == 201
    at = f"/library/versions/{made.json['versions'][0]['id']}"
    etag = program.call("GET", at).headers["ETag"]
    added = program.call("POST", at + "/sections", {"heading": "Aims", "body": "{{what}}"}, etag=etag)
    assert added.status_code == 201
    aims = f"sections/{added.json['key']}"
    assert program.call("POST", at + "/sections", {"heading": "Late"}, etag=etag).status_code == 412
    assert program.call("POST", at + "/sections", {"heading": "Late"}).status_code == 428
    refused = program.call("POST", at + "/publish", etag=added.headers["ETag"])
    assert refused.status_code == 422 and "“what”" in refused.json["errors"][0]["message"]
    assert program.call("GET", at + "/checklist").json["hindrances"][0]["place"] == aims
    keys = {}
    for address, piece in (
        ("blanks", {"key": "what", "label": "What", "kind": "text"}),
        ("requirements", {"kind": "file", "label": "Plan"}),
        ("criteria", {"kind": "given", "title": "Plan", "points": "100"}),
        ("price-lines", {"description": "All", "unit": "lot", "quantity": "1"}),
        ("sections", {"heading": "More"}),
    ):
        added = program.call("POST", f"{at}/{address}", piece, etag="*")
        assert added.status_code == 201, added.text
        keys[address] = added.json["key"]
    more = f"{at}/sections/{keys['sections']}"
    moved = program.call("POST", more + "/move", {"by": -1}, etag="*").json["content"]["sections"]
    assert [each["key"] for each in moved] == [keys["sections"], aims.removeprefix("sections/")]
    assert program.call("PATCH", more, {"heading": "First"}, etag="*").status_code == 200
    assert program.call("PATCH", at + "/evaluation", {"minimum_total": "60"}, etag="*").status_code == 200
    assert program.call("PATCH", at + "/numbering", {"numbering": "own"}, etag="*").status_code == 200
    line = f"{at}/price-lines/{keys['price-lines']}"
    assert program.call("DELETE", line, etag="*").json["measures"]["price_lines"] == 0
    done = program.call("POST", at + "/publish", etag="*")
    assert done.json["state"] == "published" and done.json["digest"].startswith("sha256:")
    assert program.call("PATCH", at, {"content": contents.empty()}, etag="*").status_code == 409
    assert program.call("POST", at + "/sections", {"heading": "x"}, etag="*").status_code == 409
    assert program.call("GET", at + "/markdown").text.startswith("# First\n\n# Aims\n\n{{what}}")
    whole = program.call("GET", f"/library/items/{made.json['id']}")
    assert whole.json["current_version_id"] == done.json["id"]
    changed = program.call(
        "PATCH", f"/library/items/{made.json['id']}", {"scope": "public"}, etag=whole.headers["ETag"]
    )
    assert changed.json["scope"] == "public"
    second = program.call("POST", f"/library/items/{made.json['id']}/versions")
    assert second.json["number"] == 2
    assert program.call("POST", f"/library/items/{made.json['id']}/versions").status_code == 409
    assert [
        each["number"] for each in Program(app).call("GET", f"/library/items/{made.json['id']}").json["versions"]
    ] == [1]
    assert program.call("DELETE", f"/library/versions/{second.json['id']}", etag="*").status_code == 204
    assert program.call("POST", at + "/retire", etag="*").json["state"] == "retired"


def test_programs_import_and_share_findings(app, town, program):
    sent = {**upload(), "jurisdiction_id": town["alder"].id, "publish": "false"}
    made = program.client.post("/api/v1/library/import", data=sent, headers=program.headers)
    assert made.status_code == 201, made.text
    assert made.json["versions"][0]["state"] == "draft" and made.json["title"].startswith("Buses")
    new = {"jurisdiction_id": town["alder"].id, "form": "findings", "title": "Cameras", "scope": "public"}
    new |= {"text": "# Price\n\nCheap.", "categories": ["telecommunications"]}
    shared = program.call("POST", "/library/items", new)
    assert shared.json["kind"] is None and shared.json["categories"] == ["517"]
    at = f"/library/versions/{shared.json['versions'][0]['id']}"
    assert program.call("POST", at + "/publish", etag="*").json["state"] == "published"
    found = Program(app).call("GET", "/library/items?words=cheap&form=findings").json["items"]
    assert [(each["title"], each["excerpt_html"]) for each in found] == [("Cameras", "Price. <mark>Cheap</mark>.")]
    sent = {"file": (io.BytesIO(b"code,title\n9-1,Cameras that see"), "own.csv"), "jurisdiction_id": town["alder"].id}
    assert program.client.put("/api/v1/library/categories", data=sent, headers=program.headers).status_code == 200
    own = f"/library/categories?jurisdiction_id={town['alder'].id}&words=cameras"
    assert Program(app).call("GET", own).json["items"] == [{"code": "9-1", "title": "Cameras that see"}]


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("method", "path", "sent", "place"),
    [
        ("POST", "/library/items", {"title": "x", "kind": "RFP", "colour": "red"}, "colour"),
        ("POST", "/library/items", {"title": 1, "kind": "RFP"}, "title"),
        ("POST", "/library/items", {"title": "x", "kind": "letter"}, "kind"),
        ("POST", "/library/items", {"title": "x", "kind": "RFP", "content": {"sections": 1}}, "sections"),
        ("POST", "/library/items", {"title": "x", "kind": "RFP", "content": []}, "content"),
        ("GET", "/library/items?limit=0", None, "limit"),
        ("GET", "/library/items?kind=x", None, "kind"),
    ],
)
def test_wrong_json_is_named_by_place(town, program, method, path, sent, place):
    if sent is not None:
        sent = {"jurisdiction_id": town["alder"].id, **sent}
    answer = program.call(method, path, sent)
    assert answer.status_code == 422, answer.text
    assert any(
        each["place"].split(".")[-1].startswith(place) or place in each["place"] for each in answer.json["errors"]
    )


def test_no_page_asks_more_questions_for_longer_lists(app, town):
    with a_unit(app) as ctx:
        acts = acting(ctx, ctx.session.merge(town["ada"]))
        for number in range(12):
            made = a_template(acts, town["alder"], f"Number {number}", scope=Scope.NETWORK, network=town["prairie"])
            some_findings(acts, town["alder"], f"Finding {number}")
            operations.publish_version(acts, operations.new_version(acts, made))
    ada = Visitor(app).already_in(town["ada"])
    for path in (
        "/library",
        "/library?q=number+desk",
        f"/library/{made.id}",
        place(town, "/sections"),
        "/api/v1/library/items",
    ):
        with counted_selects(app) as asked:
            assert ada.get(path).status_code == 200
        assert len(asked) <= 12, (path, len(asked))
    with counted_selects(app) as asked:
        ada.get("/library")
    assert not any("item_version.content" in each or "version_1.content" in each for each in asked), (
        "lists never read the texts"
    )
    with a_unit(app, writes=False) as ctx:
        assert len(ctx.session.scalars(queries.items(ctx)).all()) == 27
