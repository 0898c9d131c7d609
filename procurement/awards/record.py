"""What is published with an award: pure; the ranking in words and numbers, without anybody's single marks."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from procurement.networks.calendar import WorkCalendar
from procurement.networks.packs import Binding


def record(
    *,
    outcome: str,
    reasons: str,
    result: Mapping | None,
    vendors: Mapping[str, str],
    criteria: Sequence[Mapping],
    amounts: Mapping[str, int | None],
    result_digest: str | None,
) -> dict:
    """The published record of a decision.

    `result` is the output of the scoring package (None where nothing was scored); `vendors` names, `amounts` (cents)
    by response id; `criteria` [{id, title, points}] of the published text. Gives {outcome, reasons, rows: [{vendor,
    response_id, rank, total, points: {criterion: text}, preference_points, amount_cents, tie_broken_by, out}],
    criteria, method, lower_is_better, contract_digest, result_digest}. Rows: by rank, then those without one.
    """
    result = result or {}
    ranked = {each["id"]: each for each in result.get("ranking", [])}
    out = {each["id"]: each["reason"] for each in result.get("out", [])}
    in_order = sorted(vendors, key=lambda one: (one not in ranked, _rank(ranked, one), vendors[one], one))
    return {
        "outcome": outcome,
        "reasons": reasons,
        "rows": [_row(each, vendors[each], ranked.get(each), amounts.get(each), out.get(each)) for each in in_order],
        "criteria": [{"id": each["id"], "title": each["title"], "points": each.get("points")} for each in criteria],
        "method": result.get("method"),
        "lower_is_better": bool(result.get("lower_is_better")),
        "contract_digest": result.get("contract_digest"),
        "result_digest": result_digest,
    }


def standstill(announced: datetime, binding: Binding, calendar: WorkCalendar) -> datetime:
    """The end of the protest window: on the day the rule that binds leads to, at the time of day of the notice."""
    start = calendar.day_of(announced)
    return calendar.later(announced, 0 if binding.day is None else (binding.day - start).days)


def _rank(ranked: Mapping[str, Mapping], response_id: str) -> int:
    return ranked[response_id]["rank"] if response_id in ranked else 0


def _row(response_id: str, vendor: str, standing: Mapping | None, amount: int | None, out: str | None) -> dict:
    standing = standing or {}
    return {
        "vendor": vendor,
        "response_id": response_id,
        "rank": standing.get("rank"),
        "total": standing.get("total"),
        "points": dict(standing.get("points", {})),
        "preference_points": dict(standing.get("preference_points", {})),
        "amount_cents": amount,
        "tie_broken_by": standing.get("tie_broken_by"),
        "out": out,
    }
