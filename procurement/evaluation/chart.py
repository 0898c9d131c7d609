"""The drawn ranking: how long each bar is, in hundredths of the longest; pure, exact until the last step."""

from collections.abc import Mapping, Sequence
from decimal import Decimal


def bars(output: Mapping, criteria: Sequence[str]) -> dict[str, list[dict]]:
    """For each ranked response its bar, piece by piece: {response id: [{id, x, width, points}]}.

    Under the method `points` a bar is stacked from the criteria's points (preference points last, as "preferences");
    otherwise it is one piece, the compared figure. `x` and `width` are percent of the chart as text.
    """
    rows = {each["id"]: _pieces(each, criteria, output["method"]) for each in output["ranking"]}
    longest = max((sum(value for _, value in pieces) for pieces in rows.values()), default=Decimal(0))
    return {name: _placed(pieces, longest) for name, pieces in rows.items()}


def _pieces(row: Mapping, criteria: Sequence[str], method: str) -> list[tuple[str, Decimal]]:
    if method != "points":
        return [("total", max(Decimal(row["total"]), Decimal(0)))]
    found = [(key, Decimal(row["points"][key])) for key in criteria if key in row["points"]]
    extra = sum((Decimal(points) for points in row.get("preference_points", {}).values()), Decimal(0))
    return [*found, ("preferences", extra)] if extra else found


def _placed(pieces: Sequence[tuple[str, Decimal]], longest: Decimal) -> list[dict]:
    placed, at = [], Decimal(0)
    for name, value in pieces:
        width = value * 100 / longest if longest > 0 else Decimal(0)
        placed.append({"id": name, "x": _percent(at), "width": _percent(width), "points": str(value)})
        at += width
    return placed


def _percent(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.01'))}%"
