"""The print documents: what each says, in which order, and that the print shop takes it."""

from copy import deepcopy
from datetime import UTC, datetime

import pdf
from procurement.packets import award, evaluation, register, response, solicitation

DUE = "2026-12-15T20:00:00Z"
LATER = datetime(2026, 12, 16, 15, tzinfo=UTC)
BODY = {
    "title": "Service desk",
    "reference": "RFP 2026-001",
    "kind": "RFP",
    "summary": "A service desk for the city.",
    "due_at": DUE,
    "zone": "America/Chicago",
    "jurisdiction": {"name": "City of Alder", "kind": "city", "state_code": "WI", "address": "", "website": ""},
    "contact": {"name": "Ana Ruiz", "email": "ana@alder.example"},
    "pool": None,
    "sections": [
        {"key": "s0", "number": "", "level": 1, "heading": "", "body": "Before all.", "format": "markdown", "role": ""},
        {"key": "s1", "number": "1", "level": 1, "heading": "Scope", "body": "Call.", "format": "markdown", "role": ""},
        {"key": "s2", "number": "", "level": 1, "heading": "Contents", "body": "1 ... 4", "format": "markdown",
         "role": "contents"},
        {"key": "s3", "number": "1.1", "level": 6, "heading": "Hours", "body": "| a | b |\n|--|--|\n| 1 | 2 |",
         "format": "markdown", "role": ""},
    ],
    "requirements": [
        {"key": "r1", "kind": "text", "label": "Approach", "help": "Two pages.", "required": True, "choices": []},
        {"key": "r2", "kind": "file", "label": "Insurance", "help": "", "required": False, "choices": []},
    ],
    "criteria": [
        {"key": "approach", "title": "Approach", "guidance": "", "kind": "rated", "points": "40",
         "scale": {"min": "0", "max": "5"}},
        {"key": "cost", "title": "Cost", "guidance": "", "kind": "price", "points": "60", "formula": "lowest-ratio"},
    ],
    "evaluation": {"minimum_total": None, "preferences": [], "tie_break": ["lowest-price"]},
    "price_lines": [
        {"key": "p1", "description": "Desk", "unit": "month", "quantity": "36", "optional": False, "shares": [
            {"participation_id": "x", "jurisdiction_id": "j1", "jurisdiction": "Cedar County", "quantity": "12"},
            {"participation_id": "y", "jurisdiction_id": "j2", "jurisdiction": "City of Alder", "quantity": "24"},
        ]},
        {"key": "p2", "description": "Training", "unit": "day", "quantity": "2", "optional": True},
    ],
    "contract_digest": "sha256:" + "a" * 64,
}  # fmt: skip
CONTENT = {
    "answers": {"r1": "We answer\nevery call."},
    "files": [
        {"file_id": "f", "name": "cover.pdf", "size": 2048, "digest": "sha256:" + "b" * 64, "requirement_key": "r2"}
    ],
    "preferences": [],
    "note": "",
    "prices": {"p1": {"unit_price": "100.125"}, "p2": None},
    "total_cents": 360450,
}
CRITERIA = [{"id": "approach", "title": "Approach"}, {"id": "cost", "title": "Cost"}]
PROTEST = {
    "number": 1, "against": "award", "received_at": LATER, "is_timely": False, "state": "dismissed",
    "decision_reason": "It came after the window.", "protester": "Northgate", "grounds": "The mark is wrong.",
}  # fmt: skip
OUTPUT = {
    "contract_digest": "sha256:" + "a" * 64,
    "ranking": [
        {
            "id": "one",
            "rank": 1,
            "total": "92.00",
            "points": {"approach": "32.00", "cost": "60.00"},
            "tie_broken_by": None,
        }
    ],
    "out": [{"id": "two", "reason": "Non-responsive: no price"}],
    "ties": [],
    "warnings": [{"code": "single-response", "message": "Only one response was ranked."}],
}
NAMES = {"one": "Quill River", "two": "Northgate"}


def a_response(**changes) -> dict:
    return response.printed(
        BODY,
        CONTENT,
        vendor={"name": "Quill River", "address": "1 Mill Road", "email": "q@quill.example"},
        receipt={"number": "R-1", "received_at": DUE, "content_digest": "sha256:" + "c" * 64},
        opened_at=LATER,
        **changes,
    )


def words_of(document: dict) -> str:
    return str(document)


def headings(document: dict) -> list[str]:
    return [each["heading"] for each in document["sections"]]


def every_document() -> list[dict]:
    rows = [{"number": 1, "vendor": "Quill River", "received_at": DUE, "receipt_number": "R-1",
             "content_digest": "sha256:c", "state": "opened"}]  # fmt: skip
    seat = {"label": "E1", "name": "Omar", "is_chair": True, "conflicts": [],
            "sheets": [{"response_id": "one", "marks": {"approach": {"mark": "4", "reason": "Clear."}}}]}  # fmt: skip
    record = {"reasons": "Best.", "criteria": CRITERIA, "contract_digest": "sha256:a", "result_digest": None, "rows": [
        {"vendor": "Quill River", "rank": 1, "total": "92.00", "points": {"approach": "32.00"}, "amount_cents": 360450,
         "out": None},
        {"vendor": "Northgate", "rank": None, "total": None, "points": {}, "amount_cents": None, "out": "no price"},
    ]}  # fmt: skip
    return [
        solicitation.printed(BODY, digest="sha256:d", date=LATER, is_draft=False),
        solicitation.printed(BODY, digest=None, date=LATER, is_draft=True),
        a_response(),
        register.printed(BODY, {"opened_at": DUE, "opened_by": ["Ana", "Ben"], "rows": rows}, digest="sha256:e"),
        register.printed(BODY, {"opened_at": DUE, "opened_by": ["Ana", "Ben"], "rows": []}, digest="sha256:e"),
        evaluation.printed(BODY, closed_at=LATER, digest="sha256:f", output=OUTPUT, criteria=CRITERIA,
                           titles={"approach": "Approach"}, vendors=NAMES,
                           prices={"one": 360450, "two": None}, seats=[seat],
                           determinations=[{"vendor": "N.", "kind": "responsive", "holds": False, "reason": "-"}]),
        award.printed(BODY, record, winner="Quill River", amount_cents=360450, decided_at=LATER, standstill_until=LATER,
                      final_at=None, digest="sha256:g", protests=[PROTEST]),
        award.printed(BODY, record, winner=None, amount_cents=None, decided_at=LATER, standstill_until=None,
                      final_at=LATER, digest="sha256:g"),
    ]  # fmt: skip


def test_the_print_shop_takes_every_document():
    assert [pdf.check(document) for document in every_document()] == [[]] * len(every_document())


def test_an_award_prints_its_protests_and_never_whose_they_are():
    words = words_of(next(each for each in every_document() if each["kind"] == "award"))
    assert "It came after the window." in words and "Time, late'" in words and "'Dismissed'" in words
    assert "The mark is wrong." not in words


def test_a_solicitation_prints_its_sections_in_order_without_the_originals_contents():
    printed = solicitation.printed(BODY, digest="sha256:d", date=LATER, is_draft=False)
    assert headings(printed) == [
        "Summary", "Introduction", "Scope", "Hours", "Requirements for responses", "Evaluation criteria", "Price lines",
    ]  # fmt: skip
    assert printed["sections"][3]["level"] == 4
    assert "Tuesday, December 15, 2026, at 2:00 p.m. Central Time" in words_of(printed)


def test_each_members_share_is_printed():
    printed = solicitation.printed(BODY, digest=None, date=LATER, is_draft=False)
    shares = printed["sections"][-1]["blocks"][1]
    assert [each["label"] for each in shares["columns"]] == ["Line", "Cedar County", "City of Alder"]
    assert shares["rows"][0] == ["Desk", "12", "24"]


def test_a_draft_is_marked():
    assert solicitation.printed(BODY, digest=None, date=LATER, is_draft=True)["state"] == "draft"


def test_the_document_does_not_change_what_it_prints():
    before = deepcopy(BODY)
    solicitation.printed(BODY, digest=None, date=LATER, is_draft=False)
    assert before == BODY


def test_a_response_prints_answers_prices_and_files():
    printed = words_of(a_response())
    for expected in ("We answer\\nevery call.", "Attached: cover.pdf", "$3,604.50", "no price", "2 kB"):
        assert expected in printed


def test_a_response_without_prices_says_nothing_of_them():
    printed = a_response(with_prices=False)
    assert "Prices" not in headings(printed)
    assert "3,604" not in words_of(printed)
    assert "100.125" not in words_of(printed)


def test_a_register_says_nothing_of_contents():
    rows = [{"number": 1, "vendor": "Quill River", "received_at": DUE, "receipt_number": "R-1",
             "content_digest": "sha256:c", "state": "unreadable"}]  # fmt: skip
    printed = register.printed(BODY, {"opened_at": DUE, "opened_by": ["Ana", "Ben"], "rows": rows}, digest="sha256:e")
    assert "Could not be read" in words_of(printed)
    assert "$" not in words_of(printed)


def test_a_register_gives_nobody_a_digest_to_try_guessed_prices_against():
    rows = [{"number": 1, "vendor": "Quill River", "received_at": DUE, "receipt_number": "R-1",
             "content_digest": "sha256:c", "state": "opened"}]  # fmt: skip
    printed = words_of(
        register.printed(BODY, {"opened_at": DUE, "opened_by": ["Ana", "Ben"], "rows": rows}, digest="sha256:e")
    )
    assert "Quill River" in printed
    assert "sha256:c" not in printed
    assert "R-1" not in printed
