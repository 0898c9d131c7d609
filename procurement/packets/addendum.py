"""The printed participating addendum of a member of a pool: what it buys at which prices, its terms, its signature."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from procurement.core import words
from procurement.packets.pieces import amount, cover, document, facts, prose, quantity, section, table, when


def printed(
    parties: Mapping,
    *,
    lines: Sequence[Mapping],
    amount_cents: int,
    local_terms: str,
    offered_at: datetime,
    signature: str,
    signed_at: datetime | None,
    decline_reason: str,
) -> dict:
    """A draft until it is signed.

    `parties` {member, lead, vendor, title, reference, zone}; `lines` are the addendum's own: {description, unit,
    quantity, unit_price, amount_cents}.
    """
    signer = {"role": parties["member"], "name": signature}
    if signed_at is not None:
        signer["signed"] = when(signed_at, parties["zone"])
    who = [("Member", parties["member"]), ("Lead", parties["lead"]), ("Vendor", parties["vendor"])]
    return document(
        "adoption",
        title=f"Participating addendum: {parties['title']}",
        subtitle=f"{parties['member']} under the award of {parties['lead']} to {parties['vendor']}",
        issuer=parties["member"],
        reference=parties["reference"],
        state="draft" if signed_at is None else "final",
        date=(signed_at or offered_at).isoformat(timespec="seconds"),
        cover=cover([*who, ("Amount", amount(amount_cents))]),
        sections=[
            section(
                "What is bought",
                facts([*who, ("Under", f"{parties['reference']}: {parties['title']}"), ("Declined", decline_reason)]),
                _bought(lines),
                facts([("Together", amount(amount_cents))]),
            ),
            *([section("Local terms", prose(local_terms))] if local_terms.strip() else []),
            section(
                "Signature",
                {"type": "signatures", "caption": "Signed for the member by", "items": [signer]},
            ),
        ],
    )


def _bought(lines: Sequence[Mapping]) -> dict:
    columns = ["Line", "Unit", ("Quantity", "right"), ("Unit price", "right"), ("Amount", "right")]
    rows = [
        [
            each["description"],
            each["unit"],
            quantity(each["quantity"]),
            words.unit_price(Decimal(each["unit_price"])),
            amount(each["amount_cents"]),
        ]
        for each in lines
    ]
    return table(columns, rows, empty="The member buys nothing.")
