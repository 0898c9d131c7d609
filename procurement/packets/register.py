"""The printed register of the opening: who responded, and when it was received."""

from collections.abc import Mapping

from procurement.packets.pieces import cover, document, note, section, table, when


def printed(body: Mapping, register: Mapping, *, digest: str) -> dict:
    """The print document of a register (`responses.models.Opening`); it says nothing of contents or prices.

    Everybody may have it, so it leaves out receipts and the digests of responses: against a digest, prices that are
    not public yet could be guessed one by one (`responses.sealing`).
    """
    zone = body["zone"]
    rows = [_row(row, zone) for row in register["rows"]]
    with_addenda = any("acknowledged" in row for row in register["rows"])
    columns = [("No.", "right"), "Vendor", "Received", "State", *(["Addenda"] if with_addenda else [])]
    return document(
        "register",
        title=f"Register of responses to {body['reference']}",
        subtitle=body["title"],
        issuer=body["jurisdiction"]["name"],
        reference=body["reference"],
        digest=digest,
        date=register["opened_at"],
        cover=cover(
            [
                ("Responses were due", f"before {when(body['due_at'], zone)}"),
                ("Opened", when(register["opened_at"], zone, seconds=True)),
                ("Opened by", "\n".join(register["opened_by"])),
                ("Responses", len(rows)),
            ]
        ),
        sections=[
            section(
                "Responses",
                table(columns, rows, caption="In the order in which they were received", empty="Nobody responded."),
                note("Names are public from the opening on. Contents and prices are not, before the award."),
            ),
            section(
                "The opening",
                {
                    "type": "signatures",
                    "caption": "The responses were opened together by",
                    "items": [
                        {"role": "Opened by", "name": name, "signed": when(register["opened_at"], zone)}
                        for name in register["opened_by"]
                    ],
                },
            ),
        ],
    )


def _row(row: Mapping, zone: str) -> list:
    return [
        row["number"],
        row["vendor"],
        when(row["received_at"], zone, seconds=True),
        "Could not be read" if row["state"] == "unreadable" else "Opened",
        *([_addenda(row)] if "acknowledged" in row else []),
    ]


def _addenda(row: Mapping) -> str:
    said = {"Acknowledged": row["acknowledged"], "not acknowledged": row["unacknowledged"]}
    found = [f"{what}: {', '.join(map(str, numbers))}" for what, numbers in said.items() if numbers]
    return "; ".join(found).capitalize()
