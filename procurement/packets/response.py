"""One printed response: what the vendor answered, its prices and its files."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from procurement.core.words import size
from procurement.packets.pieces import amount, cover, document, facts, quantity, section, table, text, when
from procurement.responses.answers import present

CENT = Decimal("0.01")


def printed(
    body: Mapping, content: Mapping, *, vendor: Mapping, receipt: Mapping, opened_at: datetime, with_prices: bool = True
) -> dict:
    """The print document of an opened response (`responses/content.py`).

    `vendor` is {name, address, email}; `receipt` {number, received_at, content_digest, submitted_by}.
    """
    zone = body["zone"]
    prices = [_prices(body, content)] if with_prices and body["price_lines"] else []
    return document(
        "response",
        title=f"Response of {vendor['name']}",
        subtitle=body["title"],
        issuer=body["jurisdiction"]["name"],
        reference=body["reference"],
        digest=receipt["content_digest"],
        date=opened_at.isoformat(timespec="seconds"),
        cover=cover(
            [
                ("Vendor", vendor["name"]),
                ("Address", vendor.get("address")),
                ("Received", when(receipt["received_at"], zone, seconds=True)),
                ("Receipt", receipt["number"]),
                ("Total offered", amount(content.get("total_cents")) if with_prices else None),
            ]
        ),
        sections=[
            *_answers(body, content),
            *prices,
            _files(content["files"]),
            *([section("Note of the vendor", text(content["note"]))] if content.get("note", "").strip() else []),
        ],
    )


def _answers(body: Mapping, content: Mapping) -> list[dict]:
    if not body["requirements"]:
        return []
    parts = [section("Answers to the requirements")]
    for number, each in enumerate(body["requirements"], start=1):
        if each["kind"] == "file":
            names = [file["name"] for file in content["files"] if file["requirement_key"] == each["key"]]
            answer = "Attached: " + ", ".join(names) if names else "Nothing attached."
        else:
            answer = present(each, content["answers"].get(each["key"])) or "Not answered."
        parts.append(section(each["label"], text(answer), number=str(number), level=2))
    claimed = content.get("preferences") or []
    if claimed:
        parts.append(section("Preferences claimed", text(", ".join(claimed)), level=2))
    return parts


def _prices(body: Mapping, content: Mapping) -> dict:
    rows = []
    for line in body["price_lines"]:
        given = content["prices"].get(line["key"])
        label = line["description"] + (" (optional)" if line.get("optional") else "")
        if given is None:
            rows.append([label, quantity(line["quantity"]), line["unit"], "no price", ""])
            continue
        unit_price = Decimal(given["unit_price"])
        total = (unit_price * Decimal(line["quantity"])).quantize(CENT, ROUND_HALF_UP)
        rows.append(
            [label, quantity(line["quantity"]), line["unit"], f"${given['unit_price']}", amount(int(total * 100))]
        )
    columns = ["Line", ("Quantity", "right"), "Unit", ("Unit price", "right"), ("Amount", "right")]
    footer = ["Total of the lines that are not optional", "", "", "", amount(content.get("total_cents"))]
    return section("Prices", table(columns, rows, row_headers=True, footer=footer))


def _files(files: Sequence[Mapping]) -> dict:
    rows = [[each["name"], size(each["size"]), each["digest"]] for each in files]
    columns = ["File", ("Size", "right"), "Digest"]
    shown = table(columns, rows, row_headers=True) if rows else facts([("Files", "None were attached.")])
    return section("Files", shown)
