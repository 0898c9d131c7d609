"""The printed passport of a contract: how it came about, what it says, who joined, what came of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from procurement.contracts import milestones
from procurement.core import words
from procurement.packets.pieces import amount, cover, document, facts, prose, section, table, text, when


def printed(contract: Mapping, found: Mapping[str, Any], *, date: datetime) -> dict:
    """The print document of a passport (`contracts/passport.py` gives `found`).

    `contract` {title, reference, issuer, lead, vendor_name, starts_on, ends_on, ceiling_cents, cooperative_clause,
    standing, zone}.
    """
    zone = contract["zone"]
    starts_on, ends_on = contract["starts_on"], contract["ends_on"]
    term = f"{words.day(starts_on)} to {words.day(ends_on)}" if starts_on and ends_on else None
    return document(
        "passport",
        title=f"Passport: {contract['title']}",
        subtitle=f"{contract['lead']} with {contract['vendor_name']}",
        issuer=contract["issuer"],
        reference=contract["reference"],
        date=date.isoformat(timespec="seconds"),
        cover=cover(
            [
                ("Lead", contract["lead"]),
                ("Vendor", contract["vendor_name"]),
                ("Term", term),
                ("Standing", contract["standing"].capitalize()),
                ("Ceiling", amount(contract["ceiling_cents"]) or "None named"),
                ("Reported as bought", amount(found["used_cents"])),
            ]
        ),
        sections=[
            section("Papers", _papers(found["papers"], zone)),
            *([section("Tabulation", _tabulation(found["tabulation"]))] if found["tabulation"] else []),
            *([section("Protests", _protests(found["protests"], zone))] if found["protests"] else []),
            section(
                "Cooperative clause",
                prose(contract["cooperative_clause"]) or text("None is recorded."),
                facts([("Open to", found["open_to"])]),
            ),
            section("Amendments", _amendments(found["amendments"])),
            section("Who joined", _buyers(found["buyers"])),
            section("What came of it", *_outcomes(found)),
            section("Certificates of the vendor", _certificates(found["certificates"])),
        ],
    )


def _papers(parts: Sequence[Mapping], zone: str) -> dict:
    rows = [
        [part["part"], each["title"] + (f"\n{each['note']}" if each["note"] else ""),
         words.day(each["at"], zone) if each["at"] is not None else "", each["digest"] or ""]
        for part in parts
        for each in part["entries"]
    ]  # fmt: skip
    return table(["Part", "Paper", "Date", "Digest"], rows, empty="No papers are kept here. Ask the lead for them.")


def _tabulation(rows: Sequence[Mapping]) -> dict:
    shown = [
        [
            "–" if row["rank"] is None else row["rank"],
            row["vendor"] + (f" (not ranked: {row['out']})" if row["out"] else ""),
            row["total"] or "",
            amount(row["amount_cents"]),
        ]
        for row in rows
    ]
    return table([("Rank", "right"), "Vendor", ("Total", "right"), ("Offered price", "right")], shown)


def _protests(rows: Sequence[Mapping], zone: str) -> dict:
    shown = [
        [
            each["number"],
            when(each["received_at"], zone),
            str(each["state"]).capitalize(),
            each["decision_reason"] or "",
        ]
        for each in rows
    ]
    return table([("Protest", "right"), "Received", "State", "Reason of the decision"], shown)


def _amendments(rows: Sequence) -> dict:
    shown = [[each.number, str(each.kind).capitalize(), words.day(each.effective_on), each.reason] for each in rows]
    return table([("Number", "right"), "Kind", "In effect", "Reason"], shown, empty="It was never amended.")


def _buyers(rows: Sequence) -> dict:
    shown = [[each.jurisdiction.name, each.how.capitalize()] for each in rows]
    return table(["Government", "By"], shown, empty="Nobody here buys under it yet.")


def _outcomes(found: Mapping[str, Any]) -> list[dict | None]:
    told = found["told"]
    if not found["outcomes"]:
        return [text("Nobody has said yet what came of it.")]
    figures = facts(
        [
            ("On time", told.on_time.in_words),
            ("On budget", told.on_budget.in_words),
            ("Would buy again", told.buy_again.in_words),
            ("Governments that told", told.governments),
        ]
    )
    rows = [
        [each.jurisdiction.name, milestones.title(each.milestone), each.lessons or each.incidents, each.reply]
        for each in found["outcomes"]
    ]
    return [figures, table(["Government", "When", "What it says", "The vendor's reply"], rows)]


def _certificates(rows: Sequence[Mapping]) -> dict:
    shown = [
        [each["name"], each["issuer"], words.day(each["expires_on"]), "Run out" if each["has_lapsed"] else "Valid"]
        for each in rows
    ]
    return table(["Certificate", "Issuer", "Last day", "Standing"], shown, empty="None are kept here.")
