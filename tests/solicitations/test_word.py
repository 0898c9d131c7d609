"""A draft goes out as Word and comes back: what was changed outside is shown, chosen and merged, never overwriting."""

import io
import json
import re
from datetime import timedelta

import pytest

from procurement.networks.duties import Duty
from procurement.solicitations import operations
from procurement.solicitations.models import DraftVersion, Solicitation
from procurement.word.reading import read
from tests.builders.people import acting
from tests.builders.solicitations import (
    a_draft_solicitation,
    a_published_solicitation,
    officer_of,
    somebody,
    the_jurisdiction,
)
from tests.responses.doors import Door
from tests.word.documents import edited


@pytest.fixture
def door(app):
    return Door(app)


def a_draft(door) -> str:
    with door.unit() as ctx:
        solicitation = a_draft_solicitation(ctx)
        officer, id = officer_of(ctx, solicitation).id, solicitation.id
    door.sign_in(officer)
    return id


def downloaded(door, address: str) -> bytes:
    answer = door.client.get(address)
    assert answer.status_code == 200, answer.get_data(as_text=True)[:500]
    assert (
        answer.mimetype.endswith("wordprocessingml.document") and "attachment" in answer.headers["Content-Disposition"]
    )
    return answer.data


def exported(door, id: str) -> bytes:
    """Press the button, and keep what is downloaded."""
    return pressed(door, f"/solicitations/{id}/word", f"/solicitations/{id}/word/export").data


def pressed(door, page: str, address: str):
    """Press a button of the page that stands alone."""
    token = re.search(r'name="csrf_token" value="([^"]*)"', door.get(page))[1]
    answer = door.client.post(address, data={"csrf_token": token}, follow_redirects=True)
    assert answer.status_code == 200, answer.status
    return answer


def test_a_draft_goes_out_is_changed_outside_and_comes_back(door):
    id = a_draft(door)
    at = f"/solicitations/{id}/word"
    assert "Download as Word" in door.get(at)
    data = exported(door, id)
    found = read(data)
    headings = [each.heading for each in found.sections if each.mark.startswith("section")]
    assert found.title == "Service desk" and headings == ["Scope", "Hours", "Terms"]
    changed = edited(
        data,
        ("answered on working days", "answered day and night"),
        ("paid in thirty days", "paid in ten days"),
        (">City of Alder<", ">City of Alderton<"),
        (">Pass or fail", ">Must pass, or fail"),
    )
    with door.unit() as ctx:  # meanwhile somebody changes the same paragraph here, and another one
        it = ctx.session.get_one(Solicitation, id)
        acts = acting(ctx, officer_of(ctx, it))
        for key, body in (
            ("s3", "Invoices are paid in twenty days."),
            ("s1", "The {{place}} now buys a service desk."),
        ):
            operations.change_piece(acts, it, version=it.version, part="sections", key=key, changes={"body": body})
    page = door.send_file(at, "back.docx", changed, status=200)
    review = door.answer.request.full_path.rstrip("?")
    assert "day and night" in page and "Question 1 of 1" in page and "paid in twenty days" in page
    assert "City of Alderton" in page and "“Evaluation criteria” was changed in Word as well" in page
    everything = {"take.s2": "true", "take.s3": "true", "fill.place": "true"}
    page = door.post(review, **everything)
    assert door.answer.status_code == 422 and "Choose what to keep of “Section: " in page
    answers = {"choices.0.place": "sections/s3/body/1", "choices.0.answer": "theirs"}
    page = door.post(review, **everything, **answers, status=200)
    assert "What was changed in Word is in your draft" in page
    with door.unit() as ctx:
        it = ctx.session.get_one(Solicitation, id)
        bodies = {each["key"]: each["body"] for each in it.content["sections"]}
        assert bodies == {
            "s1": "The {{place}} now buys a service desk.",
            "s2": "Calls are answered day and night.",
            "s3": "Invoices are paid in ten days.",
        }
        assert it.values["place"] == "City of Alderton" and it.content["criteria"][2]["title"] == "Insurance"
        reasons = [str(each.reason) for each in ctx.session.query(DraftVersion).filter_by(solicitation_id=id)]
        assert {"exported", "taken-in"} <= set(reasons)


def test_what_is_not_ticked_stays_and_tracked_changes_are_asked_about(door):
    id = a_draft(door)
    data = exported(door, id)
    tracked = edited(
        data,
        ("working days.</w:t></w:r>",
         'working days</w:t></w:r><w:ins w:id="9" w:author="Ann"><w:r><w:t> and Sundays</w:t></w:r></w:ins>'
         "<w:r><w:t>.</w:t></w:r>"),
        ("thirty days", "ten days"),
    )  # fmt: skip
    page = door.send_file(f"/solicitations/{id}/word", "back.docx", tracked, status=200)
    assert "Tracked changes: 1" in page and "Put it into the draft" not in page
    address = door.answer.request.full_path
    rejected = door.get(f"{address}&changes=reject&comments=leave")
    assert "and Sundays" not in rejected and "thirty" in rejected
    door.post(f"{address}&changes=accept&comments=leave", **{"take.s2": "true"}, status=200)
    with door.unit() as ctx:
        it = ctx.session.get_one(Solicitation, id)
        assert [each["body"] for each in it.content["sections"]][1:] == [
            "Calls are answered on working days and Sundays.", "Invoices are paid in thirty days."
        ]  # fmt: skip


def test_what_does_not_belong_here_is_told_in_a_sentence(door):
    id = a_draft(door)
    at = f"/solicitations/{id}/word"
    assert "was not exported from this solicitation" in door.send_file(
        at, "x.docx", downloaded(door, f"{at}/now.docx"), 422
    )
    assert "not a Word document" in door.send_file(at, "x.docx", b"%PDF-1.7 x", 422)
    data = exported(door, id)
    with door.unit() as ctx:
        other = a_draft_solicitation(ctx, title="Another").id
        evaluator = somebody(ctx, the_jurisdiction(ctx), Duty.AUDITOR, "Audrey").id
        stranger = somebody(ctx, the_jurisdiction(ctx, "Birch"), Duty.OFFICER, "Bob").id
    assert "was not exported from this" in door.send_file(f"/solicitations/{other}/word", "x.docx", data, 422)
    assert "Nothing was changed" in door.send_file(at, "x.docx", data, 200)
    door.sign_in(evaluator)
    assert door.client.get(f"{at}/now.docx").status_code == 200
    assert "Only an officer of the jurisdiction" in door.send_file(at, "x.docx", data)
    door.sign_in(stranger)
    assert door.client.get(f"{at}/now.docx").status_code == 404 and door.client.get(at).status_code == 404


def test_everybody_reads_what_is_published_and_the_changes_of_versions_are_tracked(door):
    with door.unit() as ctx:
        published = a_published_solicitation(ctx, due_in=timedelta(days=3)).id
    found = read(downloaded(door, f"/solicitations/{published}/word/r1.docx"))
    assert "The City of Alder buys a service desk" in found.markdown
    assert door.client.get(f"/solicitations/{published}/word/1.docx").status_code in (302, 403, 404)
    id = a_draft(door)
    pressed(door, f"/solicitations/{id}/versions", f"/solicitations/{id}/versions")
    with door.unit() as ctx:
        it = ctx.session.get_one(Solicitation, id)
        acts = acting(ctx, officer_of(ctx, it))
        changes = {"body": "Invoices are paid in ten days."}
        operations.change_piece(acts, it, version=it.version, part="sections", key="s3", changes=changes)
        number = max(each.number for each in ctx.session.query(DraftVersion).filter_by(solicitation_id=id))
    data = downloaded(door, f"/solicitations/{id}/compare.docx?from={number}&to=now")
    assert "paid in ten days" in read(data).markdown and "paid in thirty days" in read(data, changes="reject").markdown


def test_programs_export_look_through_and_take_in(door):
    id = a_draft(door)
    with door.unit() as ctx:
        officer = officer_of(ctx, ctx.session.get_one(Solicitation, id)).id
    bearer = {"Authorization": f"Bearer {door.token_of(officer)}"}
    program = door.client.application.test_client()
    at = f"/api/v1/solicitations/{id}/word"
    made = program.post(at, headers=bearer, json={})
    assert made.status_code == 201, made.text
    data = program.get(made.json["address"], headers=bearer).data
    changed = edited(data, ("thirty days", "ten days"))

    def sent(tail: str, **fields):
        form = {"file": (io.BytesIO(changed), "back.docx"), **fields}
        headers = {**bearer, "If-Match": "*"}
        return program.post(f"{at}/{tail}", headers=headers, data=form, content_type="multipart/form-data")

    found = sent("changes")
    assert found.status_code == 200 and found.json["changed"] == ["s3"] and found.json["questions"] == []
    assert sent("take-in", choices="{").status_code == 422
    taken = sent("take-in", choices=json.dumps([]))
    assert taken.status_code == 200 and taken.json["content"]["sections"][2]["body"] == "Invoices are paid in ten days."
