"""The printed overview of a government or a network: two pages, the figures of the last 12 months."""

from collections.abc import Callable, Sequence
from datetime import date

from procurement.core import words
from procurement.overview import figures
from procurement.overview.figures import BUYING, DAYS, PEERS, Board, Party
from procurement.packets.pieces import amount, document, section, table, text

#: So many rows of a table are printed, so that it stays at two pages; the page has all.
AREAS, PARTIES = 6, 5
_SHORT = {"solicitations": "Solicitations", "awards": "Awards", "contracts": "Contracts", "addenda": "Addenda",
          "adoptions": "Adoptions", "ends": "Contracts end", "renewals": "Renewals to decide",
          "certificates": "Certificates lapse", "peer-plans": "Needs", "peer-pools": "Pools to join",
          "peer-solicitations": "Solicitations", "peer-contracts": "Open contracts",
          "peer-outcomes": "Outcomes"}  # fmt: skip
_SOURCES = {
    "saved-prices": "stated last prices against prices signed",
    "told-money": "what outcomes say",
    "told-hours": "what outcomes say",
    "reused": "words reused in published solicitations",
}


def printed(
    board: Board, saved: Sequence[dict], *, name: str, is_network: bool, from_on: date, to_on: date, zone: str
) -> dict:
    """The print document; `saved` as `overview/presenting.py` says it."""
    return document(
        "overview",
        title=f"Overview: {name}",
        subtitle=f"{words.day(from_on)} to {words.day(to_on)}, days in {zone}",
        issuer=name,
        date=to_on.isoformat(),
        sections=[
            section("What we buy", *_bought(board)),
            section("What it saved", _saved(saved), text("These figures are not added up: each has its own source.")),
            section("What comes in the next 12 months", _ahead(board)),
            section("What the members do" if is_network else "What peers do in our focus areas", _doings(board)),
        ],
    )


def _bought(board: Board) -> list[dict | None]:
    sides = [board.total("bought", how=how) for how in ("alone", "together")]
    lengths = figures.lengths([each.cents for each in sides])
    bars = {
        "type": "bars",
        "caption": "Alone and together, as far as amounts are named",
        "items": [
            {"label": f"{label} ({side.rows})", "value": words.money(side.cents), "share": length / 1000}
            for label, side, length in zip(("Alone", "Together"), sides, lengths, strict=True)
        ],
    }
    return [
        bars,
        _counted("By focus area", "Focus area", board.areas, lambda area: {"area": area}, board, "No focus area"),
        _parties("With whom: governments", board.peers),
        _parties("With whom: vendors", board.vendors),
    ]


def _counted(
    caption: str, head: str, keys: Sequence, filters: Callable[..., dict], board: Board, nameless: str
) -> dict:
    rows = [
        [str(key or nameless), *(board.total(figure, **filters(key)).rows for figure in BUYING)] for key in keys[:AREAS]
    ]
    columns = [head, *((_SHORT[figure], "right") for figure in BUYING)]
    return table(columns, rows, caption=_cut(caption, keys, AREAS), row_headers=True, empty="Nothing in this time.",
                 footer=["In all", *(board.total(figure).rows for figure in BUYING)])  # fmt: skip


def _parties(caption: str, people: Sequence[Party]) -> dict:
    rows = [[each.name, each.rows, amount(each.cents) if each.priced else "not named"] for each in people[:PARTIES]]
    return table(["Name", ("Purchases", "right"), ("Signed for", "right")], rows, row_headers=True,
                 caption=_cut(caption, people, PARTIES), empty="Nobody in this time.")  # fmt: skip


def _saved(saved: Sequence[dict]) -> dict:
    rows = [
        [
            each["title"].split(" saved")[0] + " saved" if " saved" in each["title"] else "Hours of drafting",
            amount(each["amount_cents"]) if each["amount_cents"] is not None else f"{each['hours']:,} hours",
            each["governments"],
            _SOURCES[each["figure"]]
            + (f", {each['words']:,} at {each['words_an_hour']} an hour" if each["words"] is not None else ""),
        ]
        for each in saved
    ]
    return table(["What", ("How much", "right"), ("Governments", "right"), "From what figures"], rows)


def _ahead(board: Board) -> dict:
    rows = [
        [f"{month:%B %Y}", *(board.in_month(figure, month) for figure in DAYS)]
        for month in board.months
        if any(board.in_month(figure, month) for figure in DAYS)
    ]
    columns = ["Month", *((_SHORT[figure], "right") for figure in DAYS)]
    return table(columns, rows, row_headers=True, empty="Nothing ends, is to be decided or lapses.",
                 footer=["In all", *(board.day_total(figure) for figure in DAYS)])  # fmt: skip


def _doings(board: Board) -> dict:
    areas = board.peer_areas
    rows = [
        [area or "No focus area", *(board.total(figure, area=area).rows for figure in PEERS)] for area in areas[:AREAS]
    ]
    columns = ["Focus area", *((_SHORT[figure], "right") for figure in PEERS)]
    footer = ["In all", *(board.total(figure).rows for figure in PEERS)]
    caption = _cut("As far as it is shared", areas, AREAS)
    return table(columns, rows, row_headers=True, caption=caption, footer=footer, empty="Nothing is shared.")


def _cut(caption: str, rows: Sequence, most: int) -> str:
    return f"{caption} (the first {most} of {len(rows)})" if len(rows) > most else caption
