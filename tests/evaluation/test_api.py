"""The JSON door of evaluations: the whole way, and the preconditions of an edit."""

import pytest

from procurement.evaluation import queries
from tests.builders.evaluation import a_scoring_panel, all_submitted, determined, evaluators
from tests.builders.responses import an_opened_solicitation
from tests.builders.solicitations import officer_of
from tests.support.visitors import Program, a_unit


@pytest.fixture
def scoring(app):
    with a_unit(app) as ctx:
        panel = a_scoring_panel(ctx)
        found = {
            "panel": panel.id,
            "solicitation": panel.solicitation_id,
            "people": [seat.person for seat in panel.seats],
            "officer": officer_of(ctx, panel.solicitation),
            "sheet": panel.seats[1].sheets[0].id,
        }
    return found


def test_an_evaluation_by_programs_alone(app):
    with a_unit(app) as ctx:
        solicitation = an_opened_solicitation(ctx, responses=2)
        people, officer = evaluators(ctx, solicitation), officer_of(ctx, solicitation)
        at = f"/solicitations/{solicitation.id}"
    desk = Program(app).already_in(officer)
    offered = {each["id"] for each in desk.call("GET", f"{at}/panel/candidates").json}
    assert {each.id for each in people} <= offered
    seats = [{"person_id": each.id, "is_chair": number == 0} for number, each in enumerate(people)]
    panel = desk.call("POST", f"{at}/panel", {"seats": seats})
    assert panel.status_code == 201 and len(panel.json["seats"]) == 3 and panel.headers["ETag"]
    panel_id = panel.json["id"]
    refused = desk.call("POST", f"/panels/{panel_id}/begin-scoring")
    assert refused.status_code == 422 and "not determined" in refused.text
    programs = [Program(app).already_in(each) for each in people]
    responses = [each["response_id"] for each in programs[0].call("GET", f"{at}/seat").json["responses"]]
    for each in responses:
        sent = {"response_id": each, "kind": "responsive", "holds": True, "reason": "Complete."}
        assert desk.call("POST", f"{at}/determinations", sent).status_code == 201
    for each in programs:
        sent = {"declarations": [{"response_id": one, "has_conflict": False} for one in responses]}
        assert each.call("GET", f"{at}/seat/responses/{responses[0]}").status_code == 404
        assert each.call("PUT", f"{at}/seat/disclosures", sent).json["has_disclosed"] is True
        assert set(each.call("GET", f"{at}/seat/responses/{responses[0]}").json) == {
            "response_id", "vendor", "answers", "note", "files", "preferences",
        }  # fmt: skip
    assert desk.call("POST", f"/panels/{panel_id}/begin-scoring").json["state"] == "scoring"
    marks = {"approach": {"mark": "0", "reason": "Nothing."}, "local": {"mark": "10", "reason": "Here."}}
    marks["insurance"] = {"mark": "pass", "reason": "Shown."}
    for each in programs:
        for row in each.call("GET", f"{at}/seat").json["responses"]:
            read = each.call("GET", f"/sheets/{row['sheet_id']}")
            saved = each.call("PATCH", f"/sheets/{row['sheet_id']}", {"marks": marks}, etag=read.headers["ETag"])
            assert saved.json["marks"]["approach"]["mark"] == "0", saved.text
            done = each.call("POST", f"/sheets/{row['sheet_id']}/submit", etag=saved.headers["ETag"])
            assert done.json["state"] == "submitted", done.text
    assert desk.call("POST", f"/panels/{panel_id}/close").json["state"] == "closed"
    ranking = programs[2].call("GET", f"/panels/{panel_id}/ranking").json
    assert [each["total"] for each in ranking["ranking"]] == ["60.00", "55.45"]
    assert len(programs[1].call("GET", f"/panels/{panel_id}/sheets").json) == 6


def test_an_edit_names_the_version_it_read(app, scoring):
    program, path = Program(app).already_in(scoring["people"][1]), f"/sheets/{scoring['sheet']}"
    etag = program.call("GET", path).headers["ETag"]
    marks = {"marks": {"approach": {"mark": "3"}}}
    assert program.call("PATCH", path, marks).status_code == 428
    assert program.call("PATCH", path, marks, etag=etag).status_code == 200
    assert program.call("PATCH", path, marks, etag=etag).status_code == 412
    assert program.call("POST", f"{path}/submit", etag=etag).status_code == 412


NO_MARKS = [
    {"marks": {"approach": {"mark": "6"}}},
    {"marks": {"approach": {"mark": 3}}},
    {"marks": {"ghost": {"mark": "3"}}},
    {"marks": {"approach": "3"}},
    {"marks": []},
    {"total": "90"},
    {"marks": {"approach": {"points": "40"}}},
]


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
@pytest.mark.parametrize("sent", NO_MARKS)
def test_what_is_no_mark_is_refused_in_its_place(app, scoring, sent):
    program, path = Program(app).already_in(scoring["people"][1]), f"/sheets/{scoring['sheet']}"
    answer = program.call("PATCH", path, sent, etag=program.call("GET", path).headers["ETag"])
    assert answer.status_code == 422, answer.text
    assert program.call("GET", path).json["marks"] == {}


def test_progress_is_for_those_without_a_seat(app, scoring):
    officer, seat = Program(app).already_in(scoring["officer"]), Program(app).already_in(scoring["people"][0])
    path = f"/panels/{scoring['panel']}"
    assert [each["owed"] for each in officer.call("GET", path).json["progress"]] == [3, 3, 3]
    assert seat.call("GET", path).json["progress"] is None
    assert Program(app).call("GET", path).status_code == 401


def test_the_ranking_follows_a_determination_at_once(app, scoring):
    with a_unit(app) as ctx:
        panel = all_submitted(ctx, queries.get(ctx, scoring["panel"]))
        first = min(queries.opened(ctx.session, panel.solicitation_id), key=lambda each: each.opened["total_cents"])
    officer = Program(app).already_in(scoring["officer"])
    path = f"/panels/{scoring['panel']}/ranking"
    assert officer.call("GET", path).json["ranking"][0]["id"] == first.id
    with a_unit(app) as ctx:
        determined(ctx, queries.get_opened(ctx.session, scoring["solicitation"], first.id), holds=False)
    after = officer.call("GET", path).json
    assert after["ranking"][0]["points"]["cost"] == "50.00" and after["out"][0]["id"] == first.id
