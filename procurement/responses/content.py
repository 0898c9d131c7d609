"""The content of a response: what is sealed, what the receipt's digest names, and what the opening brings to light.

Shape:

    answers      {requirement key: value}             (responses/answers.py)
    files        [{file_id, name, size, digest, requirement_key}]
    preferences  [preference id]                      claimed, not yet granted
    note         text
    prices       {price line key: {unit_price: "12.50"} or None for “no price”}
    total        "100000.00": dollars, rounded to the cent; None when nothing is priced
    total_exact  the same before it was rounded
    total_cents  the same as integer cents

The first four are the technical part, the last four the price part: they are separate envelopes (sealing.py).
"""

from collections.abc import Mapping, Sequence

from procurement.responses import prices

TECHNICAL = ("answers", "files", "preferences", "note")
PRICE = ("prices", "total", "total_exact", "total_cents")
NOTE_LENGTH = 10_000


def empty_draft() -> dict:
    """What a response begins with."""
    return {"answers": {}, "prices": {}, "preferences": [], "note": ""}


def content_of(body: Mapping, draft: Mapping, files: Sequence[Mapping]) -> dict:
    """The content of a draft under the published text (`Revision.body`); what that text does not ask is left out."""
    asked = {each["key"] for each in body["requirements"]}
    priced = {each["key"] for each in body["price_lines"]}
    offered = {each["id"] for each in preferences_of(body)}
    given = {key: value for key, value in draft["prices"].items() if key in priced}
    schedule = prices.schedule(body["price_lines"], given)
    rounded = prices.rounded(schedule.exact) if schedule.exact is not None else None
    return {
        "answers": {key: value for key, value in draft["answers"].items() if key in asked and value is not None},
        "files": sorted(files_under(body, files), key=lambda file: (file["requirement_key"], file["file_id"])),
        "preferences": sorted(each for each in draft["preferences"] if each in offered),
        "note": draft["note"],
        "prices": given,
        "total": None if rounded is None else format(rounded, "f"),
        "total_exact": prices.as_text(schedule.exact),
        "total_cents": schedule.cents,
    }


def preferences_of(body: Mapping) -> list[Mapping]:
    """The preferences a vendor may claim under the published contract."""
    if not body.get("criteria"):
        return []
    return list((body.get("evaluation") or {}).get("preferences") or [])


def files_under(body: Mapping, files: Sequence[Mapping]) -> list[dict]:
    """The files as this text asks for them; one for a requirement that it does not have (any more) is an extra file."""
    slots = {each["key"] for each in body["requirements"] if each["kind"] == "file"}
    return [
        {**each, "requirement_key": each["requirement_key"] if each["requirement_key"] in slots else ""}
        for each in files
    ]


def files_for(files: Sequence[Mapping], requirement_key: str) -> list[Mapping]:
    """The files that answer this requirement ("" for the extra ones)."""
    return [each for each in files if each["requirement_key"] == requirement_key]
