"""The checklist as a table: from one sound draft, one thing changed, one line expected."""

from datetime import UTC, datetime, timedelta

import pytest

from procurement.solicitations import checklist
from tests.builders.solicitations import VALUES, the_content

NOW = datetime(2026, 12, 1, 15, tzinfo=UTC)


def a_subject(**changed) -> checklist.Subject:
    sound = {
        "title": "Service desk",
        "summary": "Somebody answers.",
        "contact_name": "Olive",
        "contact_email": "olive@example.gov",
        "kind": "RFP",
        "zone": "America/Chicago",
        "due_at": NOW + timedelta(days=14),
        "content": the_content(),
        "values": dict(VALUES),
        "notice": checklist.Notice(14, "City of Alder"),
        "approvals": [checklist.Approval("An approver of City of Alder", True)],
    }
    return checklist.Subject(**{**sound, **changed})


def stops(subject, **given) -> list[str]:
    return [each.code for each in checklist.blocking(checklist.hindrances(subject, NOW, **given))]


def content(part=None, **changes) -> dict:
    made = the_content()
    return {**made, **changes} if part is None else {**made, part: [{**made[part][0], **changes}, *made[part][1:]]}


def evaluation(**changes) -> dict:
    made = the_content()
    return {**made, "evaluation": {**made["evaluation"], **changes}}


CASES = {
    "nothing": ({}, []),
    "no title": ({"title": " "}, ["title"]),
    "no summary": ({"summary": ""}, ["summary"]),
    "no contact": ({"contact_name": "", "contact_email": ""}, ["contact-name", "contact-email"]),
    "no deadline": ({"due_at": None}, ["deadline-missing"]),
    "deadline now": ({"due_at": NOW}, ["deadline-past"]),
    "one day short": ({"due_at": NOW + timedelta(days=13, hours=14)}, ["notice-short"]),
    "the first allowed day, early": ({"due_at": NOW + timedelta(days=13, hours=15)}, []),
    "no section": ({"content": content(sections=[])}, ["no-section"]),
    "blank open": ({"values": {"place": "Alder"}}, ["blank-unfilled"]),
    "zero is a value": ({"values": {"place": "Alder", "staff": "0"}}, []),
    "blank nobody declared": ({"content": content("sections", body="Pay {{price}}. {{staff}} {{place}}")},
                              ["blank-undeclared"]),
    "blank in a title": ({"title": "Desk of {{who}}"}, ["blank-undeclared"]),
    "an unused blank need not be filled": ({"content": content("sections", body="Nothing."), "values": {}}, []),
    "requirement without label": ({"content": content("requirements", label=" ")}, ["requirement-label"]),
    "choice with one choice": ({"content": content("requirements", kind="choice", choices=["Yes"])},
                               ["requirement-choices"]),
    "no criterion": ({"content": content(criteria=[])}, ["no-criterion"]),
    "an RFI needs none": ({"content": content(criteria=[]), "kind": "RFI"}, []),
    "points that do not add up": ({"content": content("criteria", points="41")}, ["points-not-whole"]),
    "no scale": ({"content": content("criteria", scale=None)}, ["contract-faulty"]),
    "tie rule about nothing": ({"content": evaluation(tie_break=["criterion:gone"])}, ["contract-faulty"]),
    "price without lines": ({"content": content(price_lines=[])}, ["no-price-line"]),
    "line without quantity": ({"content": content("price_lines", quantity="0")}, ["price-line-quantity"]),
    "nobody approved": ({"approvals": [checklist.Approval("An approver", False)]}, ["approval"]),
    "approved another text": ({"approvals": [checklist.Approval("An approver", True, is_void=True)]}, ["approval"]),
    "a member has not": ({"approvals": [checklist.Approval("Birch", False, is_member=True)]}, ["member-approval"]),
    "pool reopened": ({"pool_fault": "The pool is open for changes again."}, ["pool-not-ready"]),
}  # fmt: skip


@pytest.mark.parametrize("changed, expected", CASES.values(), ids=CASES.keys())
def test_what_stands_in_the_way(changed, expected):
    assert stops(a_subject(**changed)) == expected


def test_before_review_nobody_need_have_approved():
    assert stops(a_subject(approvals=[checklist.Approval("An approver", False)]), approvals=False) == []


def test_each_line_says_a_sentence_and_where_to_mend_it():
    subject = a_subject(title="", due_at=None, values={}, content=content(criteria=[], sections=[]), approvals=[])
    for each in checklist.hindrances(subject, NOW):
        assert each.sentence.endswith(".")
        assert each.place.partition("/")[0] in (
            "details", "sections", "blanks", "requirements", "criteria", "price_lines", "review"
        )  # fmt: skip


def test_notes_to_the_drafter_and_open_optional_blanks_are_warned_of():
    made = content("sections", body="[Note to drafter: delete this paragraph if no grant is used.] {{place}} {{staff}}")
    made["blanks"][0]["required"] = False
    found = checklist.hindrances(a_subject(content=made, values={"staff": "3"}), NOW)
    assert {each.code: each.blocking for each in found} == {"note-left": False, "blank-open": False}


def test_a_fault_of_the_contract_names_the_criterion_by_its_title():
    found = checklist.hindrances(a_subject(content=content("criteria", scale=None)), NOW)
    assert found[0].sentence == "“Approach”, scale: a rated criterion without parts needs a scale."


def test_notice_counts_days_of_the_calendar_across_daylight_saving():
    saturday = datetime(2026, 10, 31, 22, tzinfo=UTC)
    rule = checklist.Notice(1, "City of Alder")
    sunday_morning = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    assert checklist.blocking(checklist.hindrances(a_subject(notice=rule, due_at=sunday_morning), saturday)) == []
