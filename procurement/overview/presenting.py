"""An overview as programs read it: its figures in a list, each with the address of its rows. Pure."""

from collections.abc import Sequence
from datetime import date

from procurement.overview import figures
from procurement.overview.addressing import rows_at
from procurement.overview.figures import Board, Group, Party

#: From what each saving is reckoned, wherever it is shown.
FROM_WHAT = {
    "saved-prices": "The unit prices that members said they paid last, against the prices of the participating "
    "addenda they signed, for the quantities signed. Only lines with a stated last price are compared.",
    "told-money": "What buyers say in the outcomes they tell, each with how it was reckoned. Of one government and "
    "contract only what it said last counts.",
    "told-hours": "Hours that buyers say in the outcomes they tell. Of one government and contract only what it said "
    "last counts.",
    "reused": f"Words of published solicitations that were there before, at {figures.WORDS_AN_HOUR} words an hour.",
}  # fmt: skip


def said(board: Board, base: str, period: str) -> dict:
    """All figures; `base` is the address of the overview itself."""
    return {
        "bought": [_figure(each, base, period) for each in board.groups if each.figure in figures.BUYING],
        "peers": [_party(each, "with-peers", "peer", base, period) for each in board.peers],
        "vendors": [_party(each, "bought", "vendor", base, period) for each in board.vendors],
        "saved": saved(board, base, period),
        "ahead": [
            {
                "figure": figure,
                "month": f"{month:%Y-%m}",
                "count": board.in_month(figure, month),
                "rows": rows_at(base, figure, period=period, month=month),
            }
            for figure in figures.DAYS
            for month in board.months
        ],
        "doings": [
            _figure(each, base, period, area=each.area) for each in _by_area(board.doings)
        ],
    }  # fmt: skip


def saved(board: Board, base: str, period: str) -> list[dict]:
    """What was saved: money and hours, each from its own figures."""
    money, hours, reused = (board.total(each) for each in ("told-money", "told-hours", "reused"))
    nothing = dict.fromkeys(("governments", "amount_cents", "hours", "words", "words_an_hour"))
    found = {
        "saved-prices": {
            "count": len(board.saved),
            "governments": board.saved_by,
            "amount_cents": board.saved_cents,
        },
        "told-money": {
            "count": money.rows,
            "governments": board.governments("told-money"),
            "amount_cents": money.cents,
        },
        "told-hours": {"count": hours.rows, "governments": board.governments("told-hours"), "hours": hours.number},
        "reused": {
            "count": reused.rows,
            "governments": board.governments("reused"),
            "hours": figures.hours(reused.number),
            "words": reused.number,
            "words_an_hour": figures.WORDS_AN_HOUR,
        },
    }
    return [
        {
            "figure": name,
            "title": figures.TITLES[name],
            "from_what": FROM_WHAT[name],
            **nothing,
            **sums,
            "rows": rows_at(base, name, period=period),
        }
        for name, sums in found.items()
    ]


def _figure(each: Group, base: str, period: str, **narrowed) -> dict:
    filters = narrowed or {"how": each.how or None, "area": each.area, "year": each.year}
    return {
        "figure": each.figure,
        "title": figures.TITLES[each.figure],
        "how": each.how,
        "area": each.area,
        "year": each.year,
        "count": each.rows,
        "amount_cents": each.cents if each.priced else None,
        "priced": each.priced,
        "number": each.number or None,
        "rows": rows_at(base, each.figure, period=period, **filters),
    }


def _by_area(groups: Sequence[Group]) -> list[Group]:
    """What peers do, of one area in one group: on which side they did it is not told apart."""
    keys = sorted({(each.figure, each.area) for each in groups})
    found = []
    for figure, area in keys:
        total = figures.added(each for each in groups if (each.figure, each.area) == (figure, area))
        found.append(Group(figure, "", area, 0, total.rows, total.cents, total.priced))
    return found


def _party(each: Party, figure: str, by: str, base: str, period: str) -> dict:
    return {
        "id": each.key,
        "name": each.name,
        "count": each.rows,
        "amount_cents": each.cents,
        "priced": each.priced,
        "rows": rows_at(base, figure, period=period, **{by: each.key}),
    }


def months_named(months: Sequence[date]) -> list[tuple[str, str]]:
    """Each month as a drawing names it, and in full: (“Nov”, “November 2026”)."""
    return [(f"{each:%b}", f"{each:%B %Y}") for each in months]
