"""The printed redline: what was changed between two texts, as a list first and then in full, section by section."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from procurement.packets.pieces import cover, document, section, table, text

_STATUS = {"changed": "Changed", "moved": "Moved", "inserted": "New", "deleted": "Deleted", "same": "Same"}
_PARTS = {
    "blanks": "Blank",
    "requirements": "Requirement",
    "criteria": "Criterion",
    "price_lines": "Price line",
    "evaluation": "Evaluation",
}
_SHAPES = {"item": "item", "heading": "heading", "code": "preformatted", "preformatted": "preformatted"}


def printed(
    redline: Mapping,
    *,
    title: str,
    issuer: str,
    old: str,
    new: str,
    date: datetime,
    reference: str | None = None,
    is_draft: bool = False,
    whole: bool = False,
) -> dict:
    """The print document of a redline (`library/redline.py`) of the texts called `old` and `new`.

    `whole` prints the sections that stayed the same as well.
    """
    shown = [each for each in redline["sections"] if whole or each["status"] != "same"]
    counts = ", ".join(f"{count} {status}" for status, count in redline["counts"].items() if count)
    return document(
        "redline",
        title=title,
        issuer=issuer,
        reference=reference,
        state="draft" if is_draft else "final",
        date=date.isoformat(timespec="seconds"),
        cover=cover([("Before", old), ("After", new), ("Sections", counts)]),
        sections=[
            section("What changed", _listed(redline)),
            *(_section(each) for each in shown),
            *(_piece(each) for each in redline["pieces"]),
        ],
    )


def _listed(redline: Mapping) -> dict:
    rows = [
        [each["number"] or "", _words(each["heading"]), _status(each)]
        for each in redline["sections"]
        if each["status"] != "same"
    ]
    rows += [["", _titled(each), _STATUS[each["status"]]] for each in redline["pieces"]]
    return table(["Number", "Section", "What changed"], rows, empty="Nothing differs.")


def _status(each: Mapping) -> str:
    said = _STATUS[each["status"]]
    if each["is_moved"] and each["status"] == "changed":
        said = "Changed and moved"
    was = each["old_number"]
    return f"{said} (was {was})" if was and each["number"] and was != each["number"] else said


def _section(each: Mapping) -> dict:
    found: list[dict | None] = [text(f"{_status(each)}.") if each["status"] != "same" else None]
    if any(run["kind"] != "same" for run in each["heading"]) and each["status"] == "changed":
        found.append(_runs(each["heading"], "heading"))
    if each["when"]:
        found.append(_runs([{"kind": "same", "text": "Stands only if: "}, *each["when"]]))
    found += blocks(each["body"]) if each["status"] != "moved" else []
    return section(_words(each["heading"]), *found, number=each["number"], level=each["level"])


def blocks(body: Sequence[Mapping]) -> Iterator[dict]:
    """The print blocks of one text with its changes (`library.redline.body`)."""
    for is_table, group in groupby(body, key=lambda block: block["kind"] == "row"):
        several = list(group)
        if is_table:
            header = several[0]["is_head"]
            rows = [block["cells"] for block in several if block["cells"]]
            if rows:
                yield {"type": "redline-table", "header": header and len(rows) > 1, "rows": rows}
            continue
        for block in several:
            if any(run["text"].strip() for run in block["runs"]):
                depth = block["depth"] if block["kind"] == "item" else 0
                yield _runs(block["runs"], _SHAPES.get(block["kind"], "paragraph"), depth)


def _piece(piece: Mapping) -> dict:
    rows = [
        [[{"kind": "same", "text": field["name"].replace("_", " ").capitalize()}], field["runs"]]
        for field in piece["fields"]
    ]
    changes = {"type": "redline-table", "header": False, "rows": rows} if rows else None
    return section(_titled(piece), text(f"{_STATUS[piece['status']]}."), changes)


def _titled(piece: Mapping) -> str:
    return f"{_PARTS[piece['part']]}: {piece['title']}"


def _runs(runs: Sequence[Mapping], shape: str = "paragraph", depth: int = 0) -> dict:
    return {"type": "redline", "shape": shape, "depth": depth, "runs": [dict(run) for run in runs]}


def _words(runs: Sequence[Mapping]) -> str:
    """A heading as it is now, or as it was where it is gone."""
    now = "".join(run["text"] for run in runs if run["kind"] != "deleted")
    return (now or "".join(run["text"] for run in runs)).strip() or "(no heading)"
