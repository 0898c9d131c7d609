"""The JSON door: the same deeds as the pages, with ETags, and an answer in a sentence for whatever is wrong."""

import io

import pytest
import sqlalchemy as sa

from procurement.files.models import StoredFile
from procurement.responses.models import Response
from procurement.solicitations.models import Solicitation
from tests.builders.people import a_vendor
from tests.builders.responses import second_person
from tests.builders.solicitations import officer_of
from tests.responses.doors import PDF, Door


class Caller:
    """A program with the token of one person."""

    def __init__(self, door: Door, person_id: str):
        self.client = door.app.test_client()
        self.headers = {"Authorization": f"Bearer {door.token_of(person_id)}"}

    def __call__(self, method: str, address: str, status: int, *, json=None, etag=None, file=None, **form):
        headers = {**self.headers, **({"If-Match": etag} if etag else {})}
        data = {**form, "file": (io.BytesIO(file[1]), file[0])} if file else None
        answer = self.client.open(f"/api/v1{address}", method=method, json=json, data=data, headers=headers)
        assert answer.status_code == status, answer.get_data(as_text=True)
        return answer


@pytest.fixture
def door(app):
    return Door(app)


@pytest.fixture
def solicitation(door):
    return door.a_published_solicitation()


@pytest.fixture
def vendor(door):
    with door.unit() as ctx:
        company, person = a_vendor(ctx)
        ids = company.id, person.id
    return ids[0], Caller(door, ids[1])


@pytest.fixture
def response(solicitation, vendor):
    vendor_id, call = vendor
    return call("POST", f"/solicitations/{solicitation}/response", 201, json={"vendor_id": vendor_id}).json


WHOLE = {
    "answers": {"r1": "A plan", "r2": True},
    "prices": {"p1": {"unit_price": "10.123456"}, "p2": {"unit_price": "1"}},
    "note": "Gladly",
}


def test_from_begin_to_the_opened_content(door, solicitation, vendor, response):
    _, call = vendor
    address = f"/responses/{response['id']}"
    assert (response["standing"], response["steps_left"]) == ("not-submitted", 3)
    etag = call("GET", address, 200).headers["ETag"]
    saved = call("PATCH", address, 200, json=WHOLE, etag=etag)
    assert saved.headers["ETag"] != etag
    assert (saved.json["total"], saved.json["total_exact"]) == ("365.44", "365.444416")
    added = call("POST", f"{address}/files", 201, file=("certificate.pdf", PDF), requirement_key="r3").json
    assert call("GET", f"{address}/files/{added['id']}", 200).data == PDF
    sent = {"token": "program-1", "declaration": True, "revision_digest": response["revision_digest"]}
    receipt = call("POST", f"{address}/submit", 201, json=sent).json
    assert call("POST", f"{address}/submit", 201, json=sent).json == receipt
    assert receipt["submitted_by"] == "Vera Stone" and receipt["files"][0]["digest"] == added["digest"]
    assert call("GET", f"{address}/receipts/{receipt['receipt_number']}", 200).json == receipt
    assert call("GET", "/responses", 200).json["items"][0]["standing"] == "submitted"
    with door.unit() as ctx:
        row = ctx.session.get_one(Solicitation, solicitation)
        first, second = officer_of(ctx, row).id, second_person(ctx, row).actor.id
    door.move_to_deadline(solicitation)
    opening = f"/solicitations/{solicitation}/opening"
    officer, other = Caller(door, first), Caller(door, second)
    assert officer("POST", opening, 201, json={}).json["state"] == "begun"
    assert officer("POST", f"{opening}/complete", 403).json["detail"].startswith("You began this opening")
    assert other("POST", f"{opening}/complete", 200).json["state"] == "done"
    assert other("GET", f"/solicitations/{solicitation}/responses", 200).json[0]["vendor"] == "Birch Software"
    content = other("GET", f"{address}/opened", 200).json["content"]
    assert (content["total"], content["answers"]["r2"]) == ("365.44", True)
    file = other("GET", f"{address}/opened/files/{content['files'][0]['file_id']}", 200)
    assert file.data == PDF
    assert file.headers["Content-Disposition"].startswith("attachment; ")
    assert "certificate.pdf" in file.headers["Content-Disposition"]
    assert file.headers["X-Content-Type-Options"] == "nosniff"


def test_withdrawing_and_removing(vendor, response):
    _, call = vendor
    address = f"/responses/{response['id']}"
    call("PATCH", address, 200, json=WHOLE, etag="*")
    added = call("POST", f"{address}/files", 201, file=("a.pdf", PDF)).json
    call("DELETE", f"{address}/files/{added['id']}", 204)
    call("DELETE", f"{address}/files/{added['id']}", 404)
    assert "possible only while it is sealed" in call("POST", f"{address}/withdraw", 409).json["detail"]
    call("POST", f"{address}/submit", 201, json={"token": "program-1", "declaration": True})
    assert call("POST", f"{address}/withdraw", 200).json["standing"] == "not-submitted"


def test_an_edit_needs_the_version_it_was_read_at(vendor, response):
    _, call = vendor
    address = f"/responses/{response['id']}"
    assert "If-Match" in call("PATCH", address, 428, json={"note": "x"}).json["detail"]
    call("PATCH", address, 412, json={"note": "x"}, etag='"999"')
    assert call("GET", address, 200).json["note"] == ""


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("sent", "place"),
    [
        ({"answers": {"r1": 1.5}}, "answers.r1"),
        ({"answers": {"r1": {"a": 1}}}, "answers.r1"),
        ({"answers": {"r2": "perhaps"}}, "answers.r2"),
        ({"answers": {"r1": "\ud800"}}, "answers.r1"),
        ({"answers": {"zz": "x"}}, "answers.zz"),
        ({"answers": []}, "answers"),
        ({"prices": {"p1": {"unit_price": "1.2345678"}}}, "prices.p1.unit_price"),
        ({"prices": {"p1": {"unit_price": 1.5}}}, "prices.p1.unit_price"),
        ({"prices": {"p1": {"unit_price": "NaN"}}}, "prices.p1.unit_price"),
        ({"prices": {"p1": {"unit_price": "1e400"}}}, "prices.p1.unit_price"),
        ({"prices": {"p1": "12"}}, "prices"),
        ({"prices": {"p2": {"no_price": True}}}, "prices.p2.unit_price"),
        ({"preferences": ["local"]}, "preferences"),
        ({"note": "x" * 10_001}, "note"),
        ({"note": "\ud800"}, "note"),
        ({"note": "\x00"}, "note"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_what_is_wrong_is_named_by_its_place_and_nothing_is_saved(door, vendor, response, sent, place):
    _, call = vendor
    answer = call("PATCH", f"/responses/{response['id']}", 422, json={"note": "kept out", **sent}, etag="*")
    assert place in [each["place"] for each in answer.json["errors"]], answer.json
    with door.unit() as ctx:
        assert ctx.session.get_one(Response, response["id"]).draft["note"] == ""


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    "sent", [{}, {"token": "short"}, {"token": "x y z x y z"}, {"token": "program-1", "declaration": "perhaps"}]
)
def test_a_submission_that_is_not_one(vendor, response, sent):
    _, call = vendor
    call("POST", f"/responses/{response['id']}/submit", 422, json=sent)


def test_an_incomplete_response_is_told_what_is_missing(vendor, response):
    _, call = vendor
    answer = call("POST", f"/responses/{response['id']}/submit", 422, json={"token": "program-1", "declaration": True})
    assert {"place": "answers.r1", "message": "Answer “Describe your approach”."} in answer.json["errors"]


def test_files_that_are_not_taken_leave_nothing_behind(door, vendor, response, monkeypatch):
    _, call = vendor
    address = f"/responses/{response['id']}/files"
    answer = call("POST", address, 422, file=("plan.pdf", b"just words"))
    assert answer.json["errors"] == [
        {"place": "file", "message": "plan.pdf is not a PDF: its content is that of a plain text."}
    ]
    call("POST", address, 422, file=("tool.exe", b"MZ"))
    call("POST", address, 422, file=("empty.txt", b""))
    call("POST", address, 422, file=("plan.pdf", PDF), requirement_key="r1")
    view = door.app.view_functions["api_responses.attach"]
    monkeypatch.setattr(view, "upload_limit", 1000)
    assert "Nothing was saved" in call("POST", address, 413, file=("large.txt", b"x" * 2000)).json["detail"]
    assert call("GET", f"/responses/{response['id']}", 200).json["files"] == []
    with door.unit() as ctx:
        assert ctx.session.scalar(sa.select(sa.func.count()).select_from(StoredFile)) == 0


def test_ids_that_do_not_exist_or_are_somebody_elses_give_404(door, solicitation, vendor, response):
    with door.unit() as ctx:
        rival_company, rival = a_vendor(ctx, "Rival Rye", "Rita Rye")
        rival_id, person_id = rival_company.id, rival.id
    call = Caller(door, person_id)
    own = call("POST", f"/solicitations/{solicitation}/response", 201, json={"vendor_id": rival_id}).json["id"]
    for address in (
        f"/responses/{response['id']}", "/responses/nothing", f"/responses/{own}/receipts/R-2222-2222-2222",
        f"/responses/{own}/files/2222222222222222", f"/responses/{own}/opened", "/solicitations/nothing/register",
        f"/solicitations/{solicitation}/register", f"/solicitations/{solicitation}/opening",
    ):  # fmt: skip
        call("GET", address, 404)
    theirs = vendor[0]
    call("POST", f"/solicitations/{solicitation}/response", 403, json={"vendor_id": theirs})
    call("POST", "/solicitations/nothing/response", 404, json={"vendor_id": rival_id})
