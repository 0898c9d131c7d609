"""A rule pack: every fault is named at its place, what is sound is kept, and what nobody set follows the default."""

import pytest

from procurement.core.errors import Invalid
from procurement.networks import rules
from procurement.networks.rule_shapes import checked

SOUND = {
    "notice_days": {
        "value": 10, "counted": "working", "citation": " Code  3.12 ", "waivable": True, "signed_by": "officer",
    },
    "deadline_time": "14:00",
    "deadline_on_closed_days": False,
    "formal_threshold_cents": {"value": 0},
    "holidays": "federal",
    "closures": [{"date": "2026-12-31", "name": "Inventory"}, {"date": "2026-12-24", "name": "Christmas Eve"}],
    "approval_chain": [{"title": "City manager", "stage": 2}, {"title": "Legal"}, {"title": "Budget", "stage": 1}],
    "retention_years": None,
}  # fmt: skip


def test_what_is_sound_is_kept_and_said_in_words():
    kept = checked(SOUND)
    assert "retention_years" not in kept
    said = {found.rule.key: found.in_words for found in rules.settings(kept)}
    assert said["notice_days"] == "10 working days"
    assert (said["deadline_time"], said["deadline_on_closed_days"]) == ("2:00 p.m.", "Not allowed")
    assert said["formal_threshold_cents"] == "$0.00"
    assert said["closures"] == "Thursday, December 24, 2026 (Christmas Eve); Thursday, December 31, 2026 (Inventory)"
    assert said["approval_chain"] == "Legal and Budget, then City manager"
    assert said["retention_years"] == "3 years"
    notice = rules.setting(kept, "notice_days")
    assert (notice.citation, notice.waivable, notice.signed_by) == ("Code 3.12", True, "officer")
    assert [step["key"] for step in rules.approval_chain(kept)] == ["legal", "budget", "city-manager"]
    assert checked(kept) == kept


def test_old_packs_of_bare_numbers_are_read_and_zero_is_a_number():
    old = {"notice_days": 0, "protest_days": 7}
    assert (rules.number(old, "notice_days"), rules.number(old, "protest_days")) == (0, 7)
    assert rules.setting(old, "notice_days").is_own
    assert (rules.formal_threshold(old), rules.approval_chain(old)) == (None, rules.DEFAULT_CHAIN)


@pytest.mark.parametrize(
    "sent, place",
    [
        ({"notice_days": 1.5}, "notice_days"),
        ({"notice_days": {"value": 5, "counted": "moons"}}, "notice_days.counted"),
        ({"notice_days": {"value": 5, "waivable": "yes"}}, "notice_days.waivable"),
        ({"notice_days": {"value": 5, "citation": "x" * 301}}, "notice_days.citation"),
        ({"notice_days": {"worth": 5}}, "notice_days.worth"),
        ({"protest_days": {"value": 5, "waivable": True}}, "protest_days.waivable"),
        ({"deadline_time": "25:00"}, "deadline_time"),
        ({"deadline_time": 14}, "deadline_time"),
        ({"holidays": "lunar"}, "holidays"),
        ({"formal_threshold_cents": -1}, "formal_threshold_cents"),
        ({"closures": [{"date": "2026-02-29", "name": "Leap"}]}, "closures"),
        ({"closures": [{"date": "2026-02-28"}]}, "closures"),
        ({"closures": [{"date": "2026-02-28", "name": "a"}] * 2}, "closures"),
        ({"approval_chain": []}, "approval_chain"),
        ({"approval_chain": [{"title": "Legal", "stage": 0}]}, "approval_chain"),
        ({"approval_chain": [{"title": "Legal"}, {"title": "legal"}]}, "approval_chain"),
        ({"speed": 3}, "speed"),
    ],
)
def test_every_fault_stands_at_its_place_in_a_sentence(sent, place):
    with pytest.raises(Invalid) as refused:
        checked(sent)
    ((found, sentences),) = refused.value.faults.items()
    assert found == place
    assert sentences[0].endswith(".")
