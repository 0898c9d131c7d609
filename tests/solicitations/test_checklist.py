"""The checklist as a table: from one sound draft, one thing changed, one line expected."""

from datetime import UTC, datetime, timedelta

import pytest

from procurement.networks.packs import Combined, Pack, combine
from procurement.solicitations import checklist
from procurement.solicitations.waivers import Waiver
from tests.builders.solicitations import VALUES, the_content

NOW = datetime(2026, 12, 1, 15, tzinfo=UTC)


def bound(*stored) -> Combined:
    names = ("City of Alder", "Town of Birch")
    return combine([Pack.of(name, each, zone="America/Chicago") for name, each in zip(names, stored, strict=False)])


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
        "facts": {},
        "rules": bound({"notice_days": 14, "question_days": 0}),
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


def test_open_blanks_are_one_line_and_of_a_long_text_one_for_each_topic():
    made = content("sections", heading="Delivery", level=1, body="{{place}} {{staff}}")
    labels = [f"“{each['label']}”" for each in made["blanks"]]
    (found,) = checklist.blocking(checklist.hindrances(a_subject(content=made, values={}), NOW))
    assert (found.sentence, found.place) == (f"2 blanks are open: {', '.join(labels)}.", "blanks")
    made["blanks"] += [{**made["blanks"][0], "key": f"more_{number}"} for number in range(12)]
    made["sections"].append({**made["sections"][0], "key": "terms", "heading": "Terms", "body": "{{more_0}}"})
    delivery, terms = checklist.blocking(checklist.hindrances(a_subject(content=made, values={}), NOW))
    assert delivery.sentence == f"2 blanks are open in “Delivery”: {', '.join(labels)}."
    assert delivery.place == f"blanks/{made['sections'][0]['key']}" and terms.place == "blanks/terms"


def test_a_fault_of_the_contract_names_the_criterion_by_its_title():
    found = checklist.hindrances(a_subject(content=content("criteria", scale=None)), NOW)
    assert found[0].sentence == "“Approach”, scale: a rated criterion without parts needs a scale."


def test_notice_counts_days_of_the_calendar_across_daylight_saving():
    saturday = datetime(2026, 10, 31, 22, tzinfo=UTC)
    rules = bound({"notice_days": 1})
    sunday_morning = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    assert checklist.blocking(checklist.hindrances(a_subject(rules=rules, due_at=sunday_morning), saturday)) == []


#: Lines that the content of these tests brings along.
BESIDE = {each.code for each in checklist.hindrances(a_subject(due_at=None), NOW)} - {"deadline-missing"}
#: Wednesday, December 23, 2026, at 2 p.m. in Chicago, and what the rules say of it.
DUE = datetime(2026, 12, 23, 20, tzinfo=UTC)
OWN = {
    "question_days": {"value": 7, "citation": "Code 4.2"},
    "deadline_time": "14:00",
    "deadline_on_closed_days": False,
}
DATES = {
    "nothing": ({"questions_due_at": DUE - timedelta(days=7)}, OWN, {}),
    "no end of questions": ({}, OWN, {"questions-missing": True}),
    "no end of questions, by default": ({}, {}, {"questions-missing": False}),
    "no rule about questions": ({}, {"question_days": 0}, {}),
    "questions too late": ({"questions_due_at": DUE - timedelta(days=6)}, OWN, {"questions-late": True}),
    "the same instant in another zone is not after it": (
        {"questions_due_at": datetime.fromisoformat("2026-12-23T23:00:00+03:00")}, {"question_days": 0}, {}),
    "questions after the deadline": ({"questions_due_at": DUE + timedelta(minutes=1)}, OWN, {"questions-after": True}),
    "questions before publication": ({"questions_due_at": NOW}, OWN, {"questions-past": True}),
    "another time of day": ({"due_at": DUE + timedelta(hours=1), "questions_due_at": DUE - timedelta(days=7)}, OWN,
                            {"deadline-time": True}),
    "a Saturday": ({"due_at": DUE + timedelta(days=3), "questions_due_at": DUE - timedelta(days=7)}, OWN,
                   {"deadline-closed": True}),
    "a Saturday, by default": ({"due_at": DUE + timedelta(days=3)}, {"question_days": 0}, {"deadline-closed": False}),
    "working days of notice": ({}, {"question_days": 0, "notice_days": {"value": 17, "counted": "working"}},
                               {"notice-short": True}),
    "midnight": ({"due_at": DUE + timedelta(hours=10)}, {"question_days": 0}, {"deadline-midnight": False}),
    "a schedule for another deadline": ({"schedule": [{"key": "opening", "title": "Opening", "day": "2026-12-22"}]},
                                        {"question_days": 0}, {"schedule-stale": True}),
    "over the threshold": ({"kind": "call for solutions", "facts": {"amount_cents": 5_000_001}},
                           {"question_days": 0, "formal_threshold_cents": 50_000_00}, {"formal-kind": True}),
    "at the threshold": ({"kind": "call for solutions", "facts": {"amount_cents": 50_000_00}},
                         {"question_days": 0, "formal_threshold_cents": 50_000_00}, {}),
    "who knows what it costs": ({"kind": "call for solutions"},
                                {"question_days": 0, "formal_threshold_cents": 0}, {"amount-unknown": False}),
    "formal anyway": ({"facts": {"amount_cents": 9_000_000_00}},
                      {"question_days": 0, "formal_threshold_cents": 0}, {}),
}  # fmt: skip


@pytest.mark.parametrize("changed, stored, expected", DATES.values(), ids=DATES.keys())
def test_what_the_rules_say_of_dates_and_amount(changed, stored, expected):
    subject = a_subject(**{"due_at": DUE, "rules": bound(stored), **changed})
    found = {each.code: each.blocking for each in checklist.hindrances(subject, NOW)}
    assert {code: blocks for code, blocks in found.items() if code not in BESIDE} == expected


def test_a_line_names_whose_rule_it_is_and_where_it_stands():
    stored = {"notice_days": {"value": 30, "citation": "Birch Code 9.1"}}
    subject = a_subject(rules=bound({"notice_days": 14, "question_days": 0}, stored))
    (found,) = checklist.blocking(checklist.hindrances(subject, NOW))
    assert found.rule.startswith("Minimum notice of Town of Birch: 30 calendar days after publication.")
    assert (found.source, found.place) == ("Birch Code 9.1", "details")


def shortened(least: int, **pack) -> checklist.Subject:
    """Due on the tenth day, although fourteen are asked for, with a determination that allows `least`."""
    rules = bound({"question_days": 0, "notice_days": {"value": 14, "waivable": True, **pack}})
    waiver = Waiver("notice-short", {"least": least}, "The roof is open.", "Anna", NOW)
    return a_subject(rules=rules, due_at=NOW + timedelta(days=10), waivers=[waiver])


def test_a_determination_waives_a_rule_until_things_are_worse_than_it_allowed():
    for least in (9, 10):
        assert stops(shortened(least)) == []
        (line,) = [each for each in checklist.hindrances(shortened(least), NOW) if each.waived]
        assert line.waived == f"Waived by Anna (not below {least} days): The roof is open."
    (line,) = checklist.blocking(checklist.hindrances(shortened(11), NOW))
    assert line.code == "notice-short" and line.can_be_waived
    assert "allows it not below 11 days" in line.sentence
    tomorrow = checklist.blocking(checklist.hindrances(shortened(10), NOW + timedelta(days=1)))
    assert [each.code for each in tomorrow] == ["notice-short"]


def test_a_determination_has_no_force_where_the_pack_does_not_let_the_rule_be_waived():
    (line,) = checklist.blocking(checklist.hindrances(shortened(5, waivable=False), NOW))
    assert (line.code, line.can_be_waived, line.waived) == ("notice-short", False, "")
