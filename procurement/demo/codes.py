"""The rule packs of the demo's governments: as different as real ones, each citing a code that is as invented as it."""

from typing import Any

from procurement.networks.rules import Counted, Signer

WORKING, OFFICER = Counted.WORKING, Signer.OFFICER


def _rule(value: Any, citation: str, *, waivable: Signer | None = None, counted: Counted | None = None) -> dict:
    """One rule with its source; `waivable` names who signs a determination that waives it."""
    found: dict[str, Any] = {"value": value, "citation": citation}
    if counted is not None:
        found["counted"] = str(counted)
    if waivable is not None:
        found |= {"waivable": True, "signed_by": str(waivable)}
    return found


def pack(slug: str, year: int) -> dict[str, dict]:
    """The rule pack of one government, with its closed days of this year and the next."""
    return {**PACKS[slug], "closures": _rule(_year_end(year, slug), f"{CODES[slug]} working calendar")}


def _year_end(year: int, slug: str) -> list[dict]:
    """Everybody closes for the last afternoon of the year; some also before Christmas."""
    days = [{"date": f"{each}-12-31", "name": "Year-end closing"} for each in (year, year + 1)]
    if slug in ("alder-falls", "port-marian", "saltmarsh-transit"):
        days += [{"date": f"{each}-12-24", "name": "Christmas Eve"} for each in (year, year + 1)]
    return days


CODES = {
    "alder-falls": "Alder Falls Code 3.12",
    "tamarack-county": "Tamarack County Code 11.04",
    "juniper-bend": "Juniper Bend Ordinance 21-7",
    "port-marian": "Port Marian Ordinances ch. 18",
    "kessler-county": "Kessler County Rules of Purchasing",
    "lindenfield": "Lindenfield Municipal Code 2-88",
    "magnolia-point": "Magnolia Point Code art. IV",
    "calusa-county": "Calusa County Code 2-180",
    "saltmarsh-transit": "Saltmarsh Procurement Manual",
}
_A, _T, _J, _P, _K, _L, _M, _C, _S = CODES.values()
PACKS: dict[str, dict[str, dict]] = {
    "alder-falls": {
        "notice_days": _rule(14, f"{_A}.040", waivable=Signer.APPROVER),
        "question_days": _rule(7, f"{_A}.050", waivable=OFFICER),
        "addendum_days": _rule(5, f"{_A}.055"),
        "extension_days": _rule(7, f"{_A}.055"),
        "deadline_time": _rule("14:00", f"{_A}.060", waivable=OFFICER),
        "deadline_on_closed_days": _rule(False, f"{_A}.060"),
        "protest_days": _rule(5, f"{_A}.120", counted=WORKING),
        "minimum_evaluators": _rule(3, f"{_A}.080"),
        "formal_threshold_cents": _rule(50_000_00, f"{_A}.020"),
        "retention_years": _rule(6, f"{_A}.200"),
    },
    "tamarack-county": {
        "notice_days": _rule(14, f"{_T}.210", waivable=Signer.APPROVER),
        "question_days": _rule(5, f"{_T}.220", counted=WORKING, waivable=OFFICER),
        "deadline_on_closed_days": _rule(False, f"{_T}.230"),
        "protest_days": _rule(7, f"{_T}.400"),
        "formal_threshold_cents": _rule(150_000_00, f"{_T}.110"),
        "adoption": _rule(True, f"{_T}.510"),
        "adoption_other_states": _rule(True, f"{_T}.515"),
    },
    "juniper-bend": {
        "notice_days": _rule(7, f"{_J}, § 4", waivable=OFFICER),
        "question_days": _rule(3, f"{_J}, § 5", waivable=OFFICER),
        "deadline_time": _rule("12:00", f"{_J}, § 6", waivable=OFFICER),
        "protest_days": _rule(3, f"{_J}, § 11", counted=WORKING),
        "minimum_evaluators": _rule(2, f"{_J}, § 8"),
        "formal_threshold_cents": _rule(25_000_00, f"{_J}, § 2"),
    },
    "port-marian": {
        "notice_days": _rule(14, f"{_P}, § 18-31", waivable=Signer.APPROVER),
        "question_days": _rule(6, f"{_P}, § 18-33"),
        "deadline_time": _rule("14:00", f"{_P}, § 18-34"),
        "deadline_on_closed_days": _rule(False, f"{_P}, § 18-34"),
        "protest_days": _rule(5, f"{_P}, § 18-60"),
        "formal_threshold_cents": _rule(75_000_00, f"{_P}, § 18-12"),
        "retention_years": _rule(7, f"{_P}, § 18-90"),
        # Whoever works there finds out before the vendor does.
        "adoption": _rule(False, f"{_P}, § 18-70: “The City shall not purchase under contracts it did not award.”"),
    },
    "kessler-county": {
        "notice_days": _rule(15, f"{_K} 307.4"),
        "question_days": _rule(5, f"{_K} 307.6", counted=WORKING),
        "addendum_days": _rule(72 // 24, f"{_K} 307.8"),
        "deadline_on_closed_days": _rule(False, f"{_K} 307.5"),
        "protest_days": _rule(10, f"{_K} 311.1"),
        "formal_threshold_cents": _rule(75_000_00, f"{_K} 302.2"),
        "holidays": _rule("federal", f"{_K} 301.9"),
    },
    "lindenfield": {
        "notice_days": _rule(10, f"{_L}(b)", counted=WORKING, waivable=Signer.APPROVER),
        "question_days": _rule(5, f"{_L}(c)", waivable=OFFICER),
        "protest_days": _rule(5, f"{_L}(k)"),
        "formal_threshold_cents": _rule(25_000_00, f"{_L}(a)"),
        "adoption": _rule(True, f"{_L}(m)"),
        "adoption_limit_cents": _rule(500_000_00, f"{_L}(m)(2)", waivable=Signer.APPROVER),
    },
    "magnolia-point": {
        "notice_days": _rule(14, f"{_M}, § 2-212", waivable=Signer.APPROVER),
        "question_days": _rule(5, f"{_M}, § 2-214"),
        "deadline_on_closed_days": _rule(False, f"{_M}, § 2-215"),
        "protest_days": _rule(5, f"{_M}, § 2-230"),
        "formal_threshold_cents": _rule(40_000_00, f"{_M}, § 2-201"),
    },
    "calusa-county": {
        "notice_days": _rule(21, f"{_C}(d)(1)", waivable=Signer.APPROVER),
        "question_days": _rule(10, f"{_C}(d)(3)", waivable=OFFICER),
        "addendum_days": _rule(7, f"{_C}(d)(4)"),
        "deadline_time": _rule("14:00", f"{_C}(d)(5)"),
        "deadline_on_closed_days": _rule(False, f"{_C}(d)(5)"),
        "protest_days": _rule(10, f"{_C}(h)"),
        "minimum_evaluators": _rule(3, f"{_C}(f)"),
        "formal_threshold_cents": _rule(100_000_00, f"{_C}(b)"),
        "retention_years": _rule(5, f"{_C}(m)"),
    },
    "saltmarsh-transit": {
        "notice_days": _rule(14, f"{_S} 4.2", waivable=Signer.APPROVER),
        "question_days": _rule(7, f"{_S} 4.5"),
        "deadline_on_closed_days": _rule(False, f"{_S} 4.6"),
        "protest_days": _rule(5, f"{_S} 9.1"),
        "formal_threshold_cents": _rule(250_000_00, f"{_S} 2.1; 2 CFR 200.320"),
        "holidays": _rule("federal", f"{_S} 1.4"),
    },
}
