"""The printed documents of an adoption: its due diligence, and its participating addendum with the terms as redline."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from procurement.core import words
from procurement.packets import redline
from procurement.packets.pieces import amount, cover, document, facts, note, section, table, text, when

_ANSWERS = {"yes": "Yes", "no": "No", "care": "Look at it", "open": "Open"}


def due_diligence(
    parties: Mapping,
    *,
    requested_at: datetime,
    findings: Sequence[Mapping],
    signed_at: datetime | None,
    signed_findings: Sequence[Mapping],
    waivers: Mapping[str, Mapping],
    consents: Iterable[tuple[str, datetime | None, str | None]],
    documents: Sequence[tuple[str, str, str]],
) -> dict:
    """What the adopter found before it asked, and once more as it signed.

    `parties` {title, reference, vendor_name, starts_on, ends_on, lead, issuer, adopter, zone, need, scope, authority,
    amount_cents, federal_money}; `consents` (side, when, digest of the paper); `documents` (kind, title, digest).
    """
    zone = parties["zone"]
    given = [[side, when(at, zone) or "Not yet", digest or ""] for side, at, digest in consents]
    return document(
        "due-diligence",
        title=f"Due diligence: {parties['title']}",
        subtitle=f"{parties['adopter']} under the contract of {parties['lead']} with {parties['vendor_name']}",
        issuer=parties["adopter"],
        reference=parties["reference"],
        date=(signed_at or requested_at).isoformat(timespec="seconds"),
        cover=_cover(parties),
        sections=[
            section("What is to be bought, and why it may be", _asked(parties)),
            section("The checklist when it was asked for", text(when(requested_at, zone)), _checklist(findings)),
            *(
                [section("The checklist as it was signed", text(when(signed_at, zone)), _checklist(signed_findings))]
                if signed_at is not None
                else []
            ),
            *([section("Written determinations", _determinations(waivers, zone))] if waivers else []),
            section("Consents", table(["Of", "Given", "Digest of the paper"], given)),
            section(
                "Documents of the contract",
                table(
                    ["Kind", "Title", "Digest"],
                    [[kind.capitalize(), title, digest] for kind, title, digest in documents],
                    empty="No documents are kept here. Ask the lead for them.",
                ),
            ),
        ],
    )


def printed(
    parties: Mapping,
    *,
    blocks: Sequence[Mapping],
    lines: Sequence[Mapping],
    signature: str,
    signed_at: datetime | None,
    date: datetime,
    is_draft: bool,
) -> dict:
    """The participating addendum; `blocks` are its terms against the contract's (`library.redline.body`)."""
    zone = parties["zone"]
    marked = list(redline.blocks(blocks))
    signer = {"role": parties["adopter"], "name": signature}
    rows = [[each["description"], each["unit"], words.unit_price(Decimal(each["unit_price"]))] for each in lines]
    return document(
        "adoption",
        title=f"Participating addendum: {parties['title']}",
        subtitle=f"{parties['adopter']} adopts the contract of {parties['lead']} with {parties['vendor_name']}",
        issuer=parties["adopter"],
        reference=parties["reference"],
        state="draft" if is_draft else "final",
        date=date.isoformat(timespec="seconds"),
        cover=_cover(parties),
        sections=[
            section("What is bought, and under what", _asked(parties)),
            section("Prices of the contract", table(["Line", "Unit", ("Unit price", "right")], rows, empty=_NO_LINES)),
            section(
                "Terms",
                note("What differs from the terms of the contract is marked."),
                *(marked or [text("The terms of the contract, as they are in its documents, without any change.")]),
            ),
            section(
                "Signature",
                {
                    "type": "signatures",
                    "caption": "Signed for the adopter by",
                    "items": [{**signer, "signed": when(signed_at, zone)} if signed_at is not None else signer],
                },
            ),
        ],
    )


_NO_LINES = "The contract lists no lines; its prices are in its documents."


def _cover(parties: Mapping) -> list[dict]:
    return cover(
        [
            ("Adopter", parties["adopter"]),
            ("Lead", parties["lead"]),
            ("Vendor", parties["vendor_name"]),
            ("Amount", amount(parties["amount_cents"])),
            ("Term of the contract", _term(parties["starts_on"], parties["ends_on"])),
        ]
    )


def _asked(parties: Mapping) -> dict | None:
    return facts(
        [
            ("Need", parties["need"]),
            ("Within the scope because", parties["scope"]),
            ("By authority of", parties["authority"]),
            ("Amount", amount(parties["amount_cents"])),
            ("Federal money", "Yes" if parties["federal_money"] else "None"),
        ]
    )


def _checklist(findings: Sequence[Mapping]) -> dict:
    rows = [
        [
            each["question"],
            "Waived" if each["waived"] else _ANSWERS[each["answer"]],
            each["reason"] + (f" Waived: {each['waived']}" if each["waived"] else ""),
            each["source"],
        ]
        for each in findings
    ]
    return table(["Question", "Answer", "Why", "Source"], rows)


def _determinations(waivers: Mapping[str, Mapping], zone: str) -> dict:
    rows = [
        [code.replace("-", " ").capitalize(), each["reason"], each["by"], when(each["at"], zone)]
        for code, each in sorted(waivers.items())
    ]
    return table(["About", "Reason", "Made by", "On"], rows)


def _term(starts_on: date | None, ends_on: date | None) -> str | None:
    return None if starts_on is None or ends_on is None else f"{words.day(starts_on)} to {words.day(ends_on)}"
