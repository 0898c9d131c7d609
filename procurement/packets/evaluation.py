"""The printed evaluation report: panel, disclosures, determinations, ranking, and every sheet with its reasons."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from procurement.packets.pieces import amount, cover, document, note, section, table, text, when


def printed(
    body: Mapping,
    *,
    closed_at: datetime,
    digest: str,
    output: Mapping,
    criteria: Sequence[Mapping],
    titles: Mapping[str, str],
    vendors: Mapping[str, str],
    prices: Mapping[str, int | None],
    seats: Sequence[Mapping],
    determinations: Sequence[Mapping],
) -> dict:
    """The print document of a closed panel.

    `output` is the scoring package's; `criteria` [{id, title, points}]; `titles` of every criterion and part by key;
    `vendors` and `prices` (cents) by response id; `seats` [{label, name, is_chair, groups, conflicts: [{vendor,
    statement}], sheets: [{response_id, marks}]}]; `determinations` [{vendor, kind, holds, reason}].
    """
    zone = body["zone"]
    ranked = output["ranking"]
    return document(
        "evaluation",
        title=f"Evaluation of responses to {body['reference']}",
        subtitle=body["title"],
        issuer=body["jurisdiction"]["name"],
        reference=body["reference"],
        digest=digest,
        date=closed_at.isoformat(timespec="seconds"),
        cover=cover(
            [
                ("Panel closed", when(closed_at, zone)),
                ("Evaluators", len(seats)),
                ("Responses ranked", len(ranked)),
                ("Scoring contract", output["contract_digest"]),
            ]
        ),
        sections=[
            section("Ranking", *_ranking(output, criteria, vendors, prices)),
            section("The panel", *_panel(seats)),
            section("Determinations", _determinations(determinations)),
            *_sheets(seats, titles, vendors),
        ],
    )


def _ranking(output: Mapping, criteria: Sequence[Mapping], vendors: Mapping, prices: Mapping) -> list[dict | None]:
    shown = [each for each in criteria if any(each["id"] in row["points"] for row in output["ranking"])]
    columns = [
        ("Rank", "right"), "Vendor", *[(each["title"], "right") for each in shown], ("Total", "right"),
        ("Offered price", "right"),
    ]  # fmt: skip
    rows = [
        [
            row["rank"],
            vendors[row["id"]] + (f" (tie broken by {row['tie_broken_by']})" if row.get("tie_broken_by") else ""),
            *[row["points"].get(each["id"], "") for each in shown],
            row["total"],
            amount(prices.get(row["id"])),
        ]
        for row in output["ranking"]
    ]
    out = [[vendors[each["id"]], each["reason"]] for each in output["out"]]
    ties = ["Tied: " + ", ".join(vendors[each] for each in tie) + "." for tie in output["ties"]]
    return [
        table(columns, rows, caption="Totals as computed from the sheets under the published contract",
              empty="No response was ranked."),
        *[note(sentence) for sentence in ties],
        table(["Vendor", "Why it is not ranked"], out, caption="Not ranked") if out else None,
        table(["Remark"], [[each["message"]] for each in output.get("warnings", [])], caption="Remarks of the scoring")
        if output.get("warnings")
        else None,
    ]  # fmt: skip


def _panel(seats: Sequence[Mapping]) -> list[dict]:
    grouped = any(seat.get("groups") for seat in seats)
    rows = [[seat["label"], seat["name"], "Chair" if seat["is_chair"] else "Evaluator"] for seat in seats]
    if grouped:
        rows = [[*row, seat.get("groups", "")] for row, seat in zip(rows, seats, strict=True)]
    conflicts = [[seat["name"], each["vendor"], each["statement"]] for seat in seats for each in seat["conflicts"]]
    return [
        table(["Seat", "Name", "Part", *(["Groups"] * grouped)], rows),
        table(
            ["Evaluator", "Vendor", "Conflict disclosed"],
            conflicts,
            caption="Disclosures, made before any content was seen",
            empty="Every evaluator declared to have no conflict of interest.",
        ),
    ]


def _determinations(determinations: Sequence[Mapping]) -> dict:
    rows = [[each["vendor"], each["kind"], "Yes" if each["holds"] else "No", each["reason"]] for each in determinations]
    return table(["Vendor", "Determined", "Holds", "Reason"], rows, empty="No determination was made.")


def _sheets(seats: Sequence[Mapping], titles: Mapping[str, str], vendors: Mapping) -> list[dict]:
    found = [section("Score sheets", text("Each evaluator scored alone; every mark has its reason."))]
    for seat in seats:
        for sheet in seat["sheets"]:
            rows = [
                [titles.get(key, key), given["mark"], given["reason"]] for key, given in sorted(sheet["marks"].items())
            ]
            heading = f"{seat['label']}, {seat['name']}: {vendors[sheet['response_id']]}"
            found.append(section(heading, table(["Criterion", ("Mark", "right"), "Reason"], rows), level=2))
    return found
