"""The printed award notice: who gets it, why, the ranking, until when a protest can be made, and the protests."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from procurement.packets.pieces import amount, cover, document, facts, note, section, table, text, when


def printed(
    body: Mapping,
    record: Mapping,
    *,
    winner: str | None,
    amount_cents: int | None,
    decided_at: datetime,
    standstill_until: datetime | None,
    final_at: datetime | None,
    digest: str,
    protests: Sequence[Mapping] = (),
) -> dict:
    """The print document of an announced award (`awards/record.py` gives `record`).

    `protests` are those about its solicitation, as much of them as is public: [{number, against, received_at,
    is_timely, state, decision_reason}].
    """
    zone = body["zone"]
    decision = f"Award to {winner}" if winner else "No award"
    return document(
        "award",
        title=f"Notice of award: {body['reference']}" if winner else f"Notice of no award: {body['reference']}",
        subtitle=body["title"],
        issuer=body["jurisdiction"]["name"],
        reference=body["reference"],
        digest=digest,
        date=decided_at.isoformat(timespec="seconds"),
        cover=cover(
            [
                ("Decision", decision),
                ("Amount", amount(amount_cents) if winner else None),
                ("Announced", when(decided_at, zone)),
                ("Final", when(final_at, zone)),
            ]
        ),
        sections=[
            section("Decision", facts([("Decision", decision), ("Amount offered", amount(amount_cents))])),
            section("Reasons", text(record["reasons"])),
            section("Ranking", _ranking(record), facts(_digests(record))),
            section("Protest", note(_protest(standstill_until, final_at, zone)), _protests(protests, zone)),
        ],
    )


def _ranking(record: Mapping) -> dict:
    shown = [each for each in record["criteria"] if any(each["id"] in row["points"] for row in record["rows"])]
    columns = [
        ("Rank", "right"), "Vendor", *[(each["title"], "right") for each in shown], ("Total", "right"),
        ("Offered price", "right"),
    ]  # fmt: skip
    rows = [
        [
            "–" if row["rank"] is None else row["rank"],
            row["vendor"] + (f" (not ranked: {row['out']})" if row["out"] else ""),
            *[row["points"].get(each["id"], "") for each in shown],
            row["total"] or "",
            amount(row["amount_cents"]),
        ]
        for row in record["rows"]
    ]
    return table(columns, rows, empty="Nobody responded.")


def _digests(record: Mapping) -> list[tuple[str, str | None]]:
    return [
        ("Scoring contract", record.get("contract_digest")),
        ("Record of the evaluation", record.get("result_digest")),
    ]


def _protest(standstill_until: datetime | None, final_at: datetime | None, zone: str) -> str:
    if final_at is not None:
        return f"The protest window is over. The decision became final on {when(final_at, zone)}."
    if standstill_until is None:
        return "The decision is announced."
    return f"Whoever wishes to protest has until {when(standstill_until, zone)}. It does not become final before."


def _protests(protests: Sequence[Mapping], zone: str) -> dict | None:
    """Never who protests, nor why: the notice is for everybody."""
    if not protests:
        return None
    rows = [
        [
            each["number"],
            "The terms" if each["against"] == "terms" else "The decision",
            when(each["received_at"], zone) + ("" if each["is_timely"] else ", late"),
            str(each["state"]).capitalize(),
            each["decision_reason"] or "",
        ]
        for each in protests
    ]
    return table([("Protest", "right"), "About", "Received", "State", "Reason of the decision"], rows)
