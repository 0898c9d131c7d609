"""Several people in one draft: nothing anybody typed is lost; what is said about it stays among those who make it."""

import json
import re
from html import unescape

import pytest

from procurement.networks.duties import Duty
from procurement.solicitations import topics
from procurement.solicitations.models import Solicitation
from procurement.solicitations.snapshot import blanks_of
from tests.builders.pools import a_committed_pool
from tests.builders.solicitations import (
    CONTENT,
    a_draft_solicitation,
    a_published_solicitation,
    a_submitted_solicitation,
    as_officer,
    somebody,
    the_jurisdiction,
)
from tests.responses.doors import Door

TEXT = "Calls are answered on working days.\n\nThe first answer comes within an hour."


@pytest.fixture
def door(app):
    return Door(app)


class Writer:
    """Somebody at a browser who has a form open, and sends what they typed whenever they like."""

    def __init__(self, door, duty, name, place="City of Alder"):
        with door.unit() as ctx:
            self.id = somebody(ctx, the_jurisdiction(ctx, place), duty, name).id
        self.client = door.browser_of(self.id)
        self.fields = {}

    def opens(self, address):
        """Visit a page; the fields of its main form are at hand from now on."""
        answer = self.client.get(address, follow_redirects=True)
        self.page = re.sub(r"\s+", " ", answer.text)
        form = re.search(r"<form[^>]*data-editor.*?</form>", answer.text, re.DOTALL)
        self.fields = self._fields(form[0] if form else answer.text)
        return answer

    def sends(self, address, **typed):
        return self.client.post(address, data={**self.fields, **{k.replace("__", "."): v for k, v in typed.items()}})

    def _fields(self, html):
        found = {name: unescape(value) for name, value in re.findall(r'name="([^"]+)"[^>]*?\bvalue="([^"]*)"', html)}
        areas = re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\n?(.*?)</textarea>', html, re.DOTALL)
        chosen = {}
        for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', html, re.DOTALL):
            values = re.findall(r'value="([^"]*)"( selected)?', options)
            chosen[name] = next((value for value, selected in values if selected), values[0][0])
        wanted = {**found, **chosen, **{name: unescape(value) for name, value in areas}}
        return {name: value for name, value in wanted.items() if name != "action"}


def draft_of(door, **given):
    content = json.loads(json.dumps(CONTENT))
    content["sections"][1]["body"] = TEXT
    with door.unit() as ctx:
        return a_draft_solicitation(ctx, content=content, **given).id


def now(door, id):
    with door.unit() as ctx:
        it = ctx.session.get_one(Solicitation, id)
        return {each["key"]: each["body"] for each in it.content["sections"]}, it.values, list(it.authors)


def test_two_people_write_in_one_section_and_neither_loses_a_word(door):
    id = draft_of(door)
    at = f"/solicitations/{id}/sections/s2"
    olive, oscar = Writer(door, Duty.OFFICER, "Olive"), Writer(door, Duty.OFFICER, "Oscar")
    assert olive.opens(at).status_code == oscar.opens(at).status_code == 200

    # Saving while typing: each changes a paragraph; each is told of the other; both paragraphs stand.
    saved = olive.sends(f"{at}/autosave", body=TEXT.replace("working days", "all days"))
    assert saved.status_code == 200 and saved.json["others"] == []
    assert now(door, id)[2][-1] == olive.id, "Oscar has only looked"
    saved = oscar.sends(f"{at}/autosave", body=TEXT.replace("an hour", "two hours"))
    assert [each["name"] for each in saved.json["others"]] == ["Olive of City of Alder"]
    both = TEXT.replace("working days", "all days").replace("an hour", "two hours")
    assert now(door, id)[0]["s2"] == both
    assert "Olive of City of Alder is writing here" in oscar.opens(at).text

    # Olive, who has not seen it, goes on and saves by the button: what Oscar wrote stays.
    olive.fields["base"] = json.dumps(json.loads(olive.fields["base"]) | {"body": TEXT.replace("working", "all")})
    answer = olive.sends(at, body=TEXT.replace("Calls are", "Every call is").replace("working", "all"))
    assert answer.status_code == 302
    assert now(door, id)[0]["s2"] == both.replace("Calls are", "Every call is")

    # The same words, differently: nothing is overwritten, both versions are shown, and Oscar decides.
    mine = both.replace("all days", "Sundays")
    assert oscar.sends(f"{at}/autosave", body=mine).status_code == 409
    answer = oscar.sends(at, body=mine)
    assert answer.status_code == 409 and "Two versions of the same words" in answer.text
    assert "Every call is answered on all days." in answer.text
    assert now(door, id)[0]["s2"] == both.replace("Calls are", "Every call is"), "until he does, hers stands"
    oscar.fields = oscar._fields(re.search(r"<form[^>]*data-editor.*?</form>", answer.text, re.DOTALL)[0])
    assert oscar.fields["body"] == mine
    assert oscar.sends(at).status_code == 302 and now(door, id)[0]["s2"] == mine

    # Taken out while somebody writes in it, it can be put in again.
    olive.opens(f"/solicitations/{id}/remove/sections/s2")
    assert olive.sends(f"/solicitations/{id}/remove/sections/s2").status_code == 302
    answer = oscar.sends(at, body="My words.")
    assert answer.status_code == 409 and "took this section out" in answer.text and "My words." in answer.text


def test_two_people_fill_blanks_at_once(door):
    id = draft_of(door)
    at = f"/solicitations/{id}/blanks"
    olive, oscar = Writer(door, Duty.OFFICER, "Olive"), Writer(door, Duty.OFFICER, "Oscar")
    olive.opens(at), oscar.opens(at)
    assert olive.sends(f"{at}/autosave", values__place="Alder").json["faults"] == {}
    told = oscar.sends(f"{at}/autosave", values__staff="many").json
    assert list(told["faults"]) == ["values.staff"] and [each["name"] for each in told["others"]]
    assert oscar.sends(at, values__staff="1300").status_code == 302
    assert now(door, id)[1] == {"place": "Alder", "staff": "1300"}
    answer = oscar.sends(at, values__place="Birch")
    assert answer.status_code == 409 and "Filled differently meanwhile" in answer.text


def test_a_damaged_base_breaks_nothing(door):
    id = draft_of(door)
    olive = Writer(door, Duty.OFFICER, "Olive")
    for page, typed in (("sections/s2", {"body": "Mine."}), ("criteria/approach", {"parts": "Soil = 20\nCare = 20"})):
        olive.opens(f"/solicitations/{id}/{page}")
        for base in ('{"body": 5, "level": []}', '{"body": null}', "[1]", "no", '{"children": [7]}', "[" * 100_000):
            for at in (page, f"{page}/autosave", "blanks/autosave"):
                data = {**olive.fields, "base": base, **typed}
                status = olive.client.post(f"/solicitations/{id}/{at}", data=data).status_code
                assert status in (200, 302, 404, 405, 409, 422), (at, base)


def test_what_the_profile_knows_is_offered_and_counts_only_when_saved(door):
    content = json.loads(json.dumps(CONTENT))
    content["blanks"][0]["default"] = "jurisdiction.name"
    with door.unit() as ctx:
        id = a_draft_solicitation(ctx, content=content, values={}).id
    at, olive = f"/solicitations/{id}/blanks", Writer(door, Duty.OFFICER, "Olive")
    olive.opens(at)
    assert olive.fields["values.place"] == "City of Alder" and "0 of 2 filled" in olive.page
    olive.sends(f"{at}/autosave", values__staff="12")
    assert now(door, id)[1] == {"staff": "12"}
    olive.sends(at)
    assert now(door, id)[1] == {"staff": "12", "place": "City of Alder"}


def test_a_preview_and_a_blank_declared_beside_the_text(door):
    id = draft_of(door)
    at, olive = f"/solicitations/{id}/sections/s2", Writer(door, Duty.OFFICER, "Olive")
    olive.opens(at)
    shown = olive.sends(f"/solicitations/{id}/preview-section", body="**{{place}}** <script>x</script> {{staff}}")
    assert "<strong>City of Alder</strong>" in shown.text and "<script>" not in shown.text
    page = olive.sends(at, body="Seen *before* it is saved.", action="preview")
    assert "Seen <em>before</em> it is saved." in page.text and now(door, id)[0]["s2"] == TEXT
    made = olive.client.post(f"/solicitations/{id}/declare", data={**olive.fields, "label": "Seats needed"})
    assert made.status_code == 422, "only what is asked for"
    token = {"csrf_token": olive.fields["csrf_token"]}
    made = olive.client.post(f"/solicitations/{id}/declare", data={**token, "label": "Seats needed", "kind": "number"})
    assert made.json["key"] == "seats_needed"
    olive.sends(at, body="{{seats_needed}}", declare__label="Days of training", action="declare")
    with door.unit() as ctx:
        declared = blanks_of(ctx.session.get_one(Solicitation, id).content)
    assert [blank.key for blank in declared][-2:] == ["seats_needed", "days_of_training"]


def test_blanks_stand_under_the_section_that_needs_them_first():
    found = topics.topics(CONTENT, blanks_of({"blanks": [*CONTENT["blanks"], {"key": "left", "label": "Left"}]}))
    assert [(topic.title, [blank.key for blank in topic.blanks]) for topic in found] == [
        ("Details", ["left"]), ("Scope", ["place", "staff"])
    ]  # fmt: skip
    assert topics.uses(CONTENT, blanks_of(CONTENT))["staff"] == [("s1", "Scope")]
    assert topics.new_key("Number of seats?", ["number_of_seats"]) == "number_of_seats_2"


def test_comments_versions_and_the_way_back(door):
    id = draft_of(door)
    at = f"/solicitations/{id}"
    olive, anna = Writer(door, Duty.OFFICER, "Olive"), Writer(door, Duty.APPROVER, "Anna")
    anna.opens(f"{at}/sections/s2")
    assert "Comment on this section" in anna.page
    token = {"csrf_token": anna.fields["csrf_token"]}
    anna.client.post(f"{at}/comments", data={**token, "place": "sections/s2", "body": "Which days?"})
    assert anna.client.post(f"{at}/comments", data={**token, "place": "nowhere/1", "body": "x"}).status_code == 422
    assert "Comments (1 open)" in olive.opens(f"{at}/work").text
    assert "1 open comment" in olive.opens(f"{at}/sections").text
    assert "1 comment is still open" in olive.opens(f"{at}/checklist").text
    comment = re.search(r"comments/(\w+)/settle", olive.opens(f"{at}/comments").text)[1]
    token = {"csrf_token": olive.fields["csrf_token"]}
    olive.client.post(f"{at}/comments", data={**token, "reply_to_id": comment, "body": "All of them."})
    assert olive.client.post(f"{at}/comments/{comment}/settle", data=token).status_code == 302
    assert olive.client.post(f"{at}/comments/{comment}/settle", data=token).status_code == 409
    assert "Settled by Olive" in anna.opens(f"{at}/comments").text and "still open" not in anna.page

    olive.client.post(f"{at}/versions", data=token)
    olive.opens(f"{at}/sections/s2")
    olive.sends(f"{at}/sections/s2", body=TEXT.replace("an hour", "a day"))
    page = olive.opens(f"{at}/compare?from=2&to=now").text
    assert "<del>" in page and "(put in: </span>a day." in re.sub(r"\s+", " ", page)
    assert olive.client.get(f"{at}/compare?from=2&to=99").status_code == 404
    olive.opens(f"{at}/versions/2/restore")
    assert olive.sends(f"{at}/versions/2/restore").status_code == 302
    assert now(door, id)[0]["s2"] == TEXT
    assert "a day" in olive.opens(f"{at}/compare?from=3&to=now").text, "what was replaced is a version, too"


#: Each new address with who may come there, in a draft, in review and after publication.
DOORS = {
    ("GET", "versions"): ("officer approver auditor", "officer approver auditor member", "officer approver auditor"),
    ("GET", "compare"): ("officer approver auditor", "officer approver auditor member", "officer approver auditor"),
    ("GET", "comments"): ("officer approver auditor", "officer approver auditor member", "officer approver auditor"),
    ("GET", "sections/s1"): ("officer approver auditor", "officer approver auditor member", "officer approver auditor"),
    ("POST", "comments"): ("officer approver", "officer approver member", ""),
    ("POST", "preview-section"): ("officer", "officer", "officer"),
    ("POST", "sections/s1/autosave"): ("officer", "", ""),
    ("POST", "blanks/autosave"): ("officer", "", ""),
    ("POST", "declare"): ("officer", "", ""),
    ("POST", "versions"): ("officer", "", ""),
    ("POST", "remind"): ("", "", ""),
}


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_who_comes_to_which_door_in_which_state(door):
    with door.unit() as ctx:
        pool = a_committed_pool(ctx)
        ids = [a_draft_solicitation(ctx, pool=pool).id]
    with door.unit() as ctx:
        ids.append(a_submitted_solicitation(ctx, pool=a_committed_pool(ctx, title="Sand")).id)
        ids.append(a_published_solicitation(ctx).id)
    people = {
        "officer": Writer(door, Duty.OFFICER, "Olive"),
        "approver": Writer(door, Duty.APPROVER, "Anna"),
        "auditor": Writer(door, Duty.AUDITOR, "Axel"),
        "member": Writer(door, Duty.REPRESENTATIVE, "Rita", "City of Birch"),
        "stranger": Writer(door, Duty.OFFICER, "Otto", "Village of Elm"),
    }
    body = {"version": "1", "body": "Words.", "label": "A blank", "base": '{"body": "Words."}'}
    sent = {
        "comments": ("body",),
        "declare": ("label",),
        "blanks/autosave": ("version", "base"),
        "versions": (),
        "remind": (),
    }
    for (method, page), allowed in DOORS.items():
        for id, names in zip(ids, allowed, strict=True):
            for name, who in people.items():
                at = f"/solicitations/{id}/{page}"
                if method == "GET":
                    status = who.client.get(at).status_code
                else:
                    token = re.search(r'name="csrf_token" value="([^"]*)"', who.client.get("/account").text)[1]
                    data = {key: body[key] for key in sent.get(page, ("version", "body", "base"))}
                    status = who.client.post(at, data={"csrf_token": token, **data}).status_code
                came = status in (200, 302)
                assert came == (name in names.split()), (method, page, ids.index(id), name, status)
                assert came or status in (403, 404, 409), (method, page, name, status)


def test_a_copy_of_ones_own_keeps_the_values_and_one_of_a_peers_asks_for_them_again(door):
    with door.unit() as ctx:
        it = a_published_solicitation(ctx)
        id, own = it.id, it.jurisdiction_id
    olive, otto = Writer(door, Duty.OFFICER, "Olive"), Writer(door, Duty.OFFICER, "Otto", "Town of Birch")
    made = {}
    for who in (olive, otto):
        page = who.opens(f"/solicitations/{id}/copy").text
        fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
        answer = who.client.post(f"/solicitations/{id}/copy", data={**fields, "title": "Desk again"})
        made[who] = answer.location.split("/")[2]
    with door.unit() as ctx:
        mine, theirs = (ctx.session.get_one(Solicitation, made[who]) for who in (olive, otto))
        assert mine.jurisdiction_id == own and mine.values == {"place": "City of Alder", "staff": "1200"}
        assert theirs.jurisdiction.name == "Town of Birch" and theirs.values == {} and theirs.summary == ""
        assert theirs.content["blanks"][0]["help"] == "City of Alder wrote: “City of Alder”"
        assert {mine.copy_of_id, theirs.copy_of_id} == {id} and mine.due_at is None and theirs.state == "draft"
        assert as_officer(ctx, theirs).actor.name.startswith("Otto")
    stranger = Writer(door, Duty.EVALUATOR, "Eve", "Town of Birch")
    assert stranger.client.get(f"/solicitations/{id}/copy").status_code == 403
