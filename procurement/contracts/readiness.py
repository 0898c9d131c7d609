"""What stands in the way of a contract coming into force, and what is good to know before. From values alone."""

from collections.abc import Collection, Iterator

from procurement.core.errors import Hindrance


def hindrances(contract, kinds: Collection[str]) -> list[Hindrance]:
    """The checklist of a prepared contract (anything with the row's attributes); `kinds` of documents are there."""
    return [*_needed(contract), *_fitting(contract), *_worth_knowing(contract, kinds)]


def _needed(contract) -> Iterator[Hindrance]:
    for name, sentence in (
        ("vendor_name", "Name the vendor."),
        ("title", "Give the contract a title."),
        ("starts_on", "Say on which day the contract begins."),
        ("ends_on", "Say which day is its last."),
        ("solicited", "Say how the vendor was chosen: in competition, as a sole source, or exempt."),
    ):
        if getattr(contract, name) in (None, ""):
            yield Hindrance(name, sentence, place=name)
    if not contract.lines and not contract.terms.strip() and contract.ceiling_cents is None:
        yield Hindrance(
            "substance", "Say what is bought: lines with prices, terms in words, or a ceiling.", place="lines"
        )


def _fitting(contract) -> Iterator[Hindrance]:
    if contract.starts_on is not None and contract.ends_on is not None and contract.ends_on < contract.starts_on:
        yield Hindrance("term", "The last day is before the first.", place="ends_on")
    if contract.eligible != "none" and not contract.cooperative_clause.strip():
        yield Hindrance(
            "clause",
            "Others may buy only if the contract says so: give the words of its cooperative clause.",
            place="cooperative_clause",
        )
    if contract.eligible in ("named", "network", "states") and not contract.eligible_ids:
        yield Hindrance("eligible_ids", "Say which governments, networks or states may buy.", place="eligible_ids")
    if contract.fee_percent is not None and contract.fee_percent > 0 and not contract.fee_to.strip():
        yield Hindrance("fee_to", "Say who receives the administrative fee.", place="fee_to")


def _worth_knowing(contract, kinds: Collection[str]) -> Iterator[Hindrance]:
    if contract.award_id is None and "contract" not in kinds:
        sentence = "The signed contract itself is not among the documents: who wants to adopt it will ask for it."
        yield Hindrance("document", sentence, place="documents", blocking=False)
    if contract.cooperative_clause.strip() and contract.eligible == "none":
        sentence = "There is a cooperative clause, but nobody is named who may buy: nobody can adopt this contract."
        yield Hindrance("eligible", sentence, place="eligible", blocking=False)
    if contract.federal_terms is None:
        sentence = (
            "It is not said whether federal terms are in it: who spends a grant cannot tell whether it may be used."
        )
        yield Hindrance("federal", sentence, place="federal_terms", blocking=False)
