"""What both doors of participating addenda show. Floor: api."""

from decimal import Decimal

from procurement.contracts.models import ParticipatingAddendum

OWN = (
    "id", "state", "lines", "amount_cents", "local_terms", "offered_at", "signed_at", "signature", "decline_reason",
    "version",
)  # fmt: skip


def lines(addendum: ParticipatingAddendum) -> list[dict]:
    """The lines with their unit prices as decimals, for a page."""
    return [{**line, "unit_price": Decimal(line["unit_price"])} for line in addendum.lines]


def whole(addendum: ParticipatingAddendum) -> dict:
    """The addendum with who buys, who leads, who sells, and under which award."""
    award = addendum.award
    solicitation = award.solicitation
    return {
        **{name: getattr(addendum, name) for name in OWN},
        "member": addendum.jurisdiction,
        "lead": solicitation.jurisdiction,
        "vendor": award.response.vendor,
        "award": {
            "id": award.id,
            "solicitation_id": solicitation.id,
            "reference": solicitation.reference,
            "title": solicitation.title,
        },
    }
