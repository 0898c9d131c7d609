"""One printed response: what the vendor answered, its prices and its files."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from procurement.core.words import size, unit_price
from procurement.packets.pieces import amount, cover, document, facts, line_name, quantity, section, table, text, when
from procurement.responses import prices
from procurement.responses.answers import present, rows
from procurement.responses.prices import as_text


def printed(
    body: Mapping, content: Mapping, *, vendor: Mapping, receipt: Mapping, opened_at: datetime, with_prices: bool = True
) -> dict:
    """The print document of an opened response (`responses/content.py`).

    `vendor` is {name, address, email}; `receipt` {number, received_at, content_digest, submitted_by}.
    """
    zone = body["zone"]
    priced = [_prices(body, content)] if with_prices and body["price_lines"] else []
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
            *priced,
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
        elif each["kind"] == "matrix" and content["answers"].get(each["key"]):
            parts.append(section(each["label"], _matrix(each, content), number=str(number), level=2))
            continue
        else:
            answer = present(each, content["answers"].get(each["key"])) or "Not answered."
        parts.append(section(each["label"], text(answer), number=str(number), level=2))
    claimed = content.get("preferences") or []
    if claimed:
        parts.append(section("Preferences claimed", text(", ".join(claimed)), level=2))
    return parts


def _matrix(requirement: Mapping, content: Mapping) -> dict:
    found = rows(requirement, content["answers"][requirement["key"]])
    shown = [[row["text"], row["answer"] or "Not answered", row["comment"]] for row in found]
    return table(["Statement", "Answer", "Comment"], shown, row_headers=True)


def _prices(body: Mapping, content: Mapping) -> dict:
    lines = body["price_lines"]
    known = {each["key"]: each for each in lines}
    found = prices.schedule(lines, content["prices"])
    shown = []
    for line in found.lines:
        name = line_name(known[line.key], lines)
        if line.table and not line.is_declined:
            shown += _table(name, line)
        elif line.has_years and not line.is_declined and any(year.total is not None for year in line.years):
            shown += [_year(f"{name}, year {year.number}", line, year) for year in line.years]
        else:
            year = prices.Year(1, line.quantity, line.unit_price, counts=True)
            shown.append(_year(name, line, year))
    columns = ["Line", ("Quantity", "right"), "Unit", ("Unit price", "right"), ("Amount", "right")]
    subtotals = [
        (f"Subtotal, {each.title}" if each.title else "Subtotal", unit_price(each.subtotal))
        for each in found.headings
        if len(found.headings) > 1 and each.subtotal is not None
    ]
    if found.in_all_years is not None:
        subtotals.append(("In all years, those that do not count included", unit_price(found.in_all_years)))
    footer = ["Total of the lines and years that count", "", "", "", amount(content.get("total_cents"))]
    return section("Prices", table(columns, shown, row_headers=True, footer=footer), facts(subtotals))


def _year(name: str, line: prices.Line, year: prices.Year) -> list[str]:
    """One row: a line, or a year of it."""
    aside = " (not part of the total)" if not year.counts and not line.is_optional else ""
    start = [name + aside, quantity(as_text(year.quantity) or "0"), line.unit]
    if year.total is None or year.unit_price is None:
        return [*start, "no price", ""]
    return [*start, unit_price(year.unit_price), unit_price(year.total)]


def _table(name: str, line: prices.Line) -> list[list[str]]:
    """A row for each price by region and tier, with what is compared of it."""
    found = []
    for each in line.cells:
        start = [f"{name}, {each.where}", quantity(as_text(each.quantity) or "0"), line.unit]
        if each.unit_price is None or each.total is None:
            found.append([*start, "no price", ""])
        else:
            found.append([*start, unit_price(each.unit_price), unit_price(each.total)])
    return found


def _files(files: Sequence[Mapping]) -> dict:
    rows = [[each["name"], size(each["size"]), each["digest"]] for each in files]
    columns = ["File", ("Size", "right"), "Digest"]
    shown = table(columns, rows, row_headers=True) if rows else facts([("Files", "None were attached.")])
    return section("Files", shown)
