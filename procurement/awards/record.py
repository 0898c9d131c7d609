"""What is published with an award: pure; the ranking in words and numbers, without anybody's single marks."""

from collections.abc import Mapping, Sequence


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
    by response id; `criteria` [{id, title, points}] of the frozen contract. Gives {outcome, reasons, rows: [{vendor,
    rank, total, points: {criterion: text}, amount_cents, out}], criteria, contract_digest, result_digest}.
    """
    ranked = list((result or {}).get("ranking", []))
    rows = [
        {
            "vendor": vendors[each["id"]],
            "response_id": each["id"],
            "rank": each["rank"],
            "total": each["total"],
            "points": dict(each.get("points", {})),
            "amount_cents": amounts.get(each["id"]),
            "tie_broken_by": each.get("tie_broken_by"),
            "out": None,
        }
        for each in ranked
    ]
    placed = {each["response_id"] for each in rows}
    out = {each["id"]: each["reason"] for each in (result or {}).get("out", [])}
    rest = sorted((set(vendors) - placed), key=lambda response_id: (vendors[response_id], response_id))
    rows += [
        {
            "vendor": vendors[response_id],
            "response_id": response_id,
            "rank": None,
            "total": None,
            "points": {},
            "amount_cents": amounts.get(response_id),
            "tie_broken_by": None,
            "out": out.get(response_id),
        }
        for response_id in rest
    ]
    return {
        "outcome": outcome,
        "reasons": reasons,
        "rows": rows,
        "criteria": [{"id": each["id"], "title": each["title"], "points": each.get("points")} for each in criteria],
        "contract_digest": (result or {}).get("contract_digest"),
        "result_digest": result_digest,
    }
