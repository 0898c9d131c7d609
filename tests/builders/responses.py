"""Responses with fixed data, through the operations: a draft, one sealed, a solicitation whose responses are open."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from procurement.accounts.models import Person
from procurement.core.context import Context
from procurement.files.store import Staged
from procurement.networks.duties import Duty
from procurement.responses import operations
from procurement.responses.models import Opening, Response, Sealing
from procurement.solicitations.models import Solicitation
from procurement.vendors import queries as vendors
from procurement.vendors.models import Vendor
from tests.builders.people import a_vendor, acting
from tests.builders.solicitations import a_published_solicitation, as_officer, somebody
from tests.support.scenes import kept

#: Answers by the kind of requirement, for whatever a solicitation asks.
_ANSWERS = {"text": "As written in our plan.", "yes-no": True, "number": "12", "date": "2026-11-02"}
COMPANIES = (
    ("Birch Software", "Vera Stone"),
    ("Cedar Systems", "Carl Reed"),
    ("Dune Data", "Dora Finch"),
    ("Elm Works", "Ezra Lake"),
    ("Fern Group", "Fay Hill"),
)


def a_staged_file(name: str = "certificate.pdf", digit: str = "a", size: int = 1234) -> Staged:
    """A file that was received (its bytes are nowhere; who wants to download it receives a real one)."""
    return Staged(digest="sha256:" + digit * 64, size=size, media_type="application/pdf", name=name)


def vendor_person(ctx: Context, vendor: Vendor) -> Person:
    """Who acts for the vendor."""
    return vendors.members(ctx.session, vendor.id)[0]


def as_vendor(ctx: Context, vendor: Vendor) -> Context:
    """The same unit of work, with the vendor's person acting."""
    return acting(ctx, vendor_person(ctx, vendor))


def answers_to(body: Mapping) -> dict[str, Any]:
    """An answer to every requirement of a published text that is not a file."""
    asked = [each for each in body["requirements"] if each["kind"] != "file"]
    return {each["key"]: _ANSWERS.get(each["kind"]) or _chosen(each) for each in asked}


def _chosen(requirement: Mapping) -> Any:
    """The first choice; of a matrix for each of its rows."""
    first = requirement["choices"][0]
    if requirement["kind"] == "matrix":
        return {row["key"]: {"answer": first} for row in requirement["rows"]}
    return [first] if requirement.get("several") else first


def prices_for(body: Mapping, unit_price: str = "100.00") -> dict[str, dict]:
    """One unit price for every price line."""
    return {each["key"]: {"unit_price": unit_price} for each in body["price_lines"]}


def a_draft_response(
    ctx: Context,
    solicitation: Solicitation,
    vendor: Vendor | None = None,
    *,
    answers: Mapping[str, Any] | None = None,
    prices: Mapping[str, Any] | None = None,
    preferences: Sequence[str] = (),
    note: str = "",
) -> Response:
    """Complete, with a file for each requirement that needs one, and NOT SUBMITTED."""
    if vendor is None:
        vendor, _ = a_vendor(ctx)
    acts = as_vendor(ctx, vendor)
    body = solicitation.revisions[-1].body
    response = operations.begin(acts, solicitation, vendor.id)
    operations.save(
        acts,
        response,
        answers={**answers_to(body), **(answers or {})},
        prices={**prices_for(body), **(prices or {})},
        preferences=list(preferences),
        note=note,
    )
    for each in body["requirements"]:
        if each["kind"] == "file" and each["required"]:
            operations.attach(acts, response, a_staged_file(f"{each['key']}.pdf"), each["key"])
    return response


def a_sealed_response(ctx: Context, solicitation: Solicitation, vendor: Vendor | None = None, **given) -> Response:
    """Submitted at the context's instant. Takes what `a_draft_response` takes."""
    response = a_draft_response(ctx, solicitation, vendor, **given)
    submit(ctx, response)
    return response


def submit(ctx: Context, response: Response, token: str | None = None) -> Sealing:
    """Submitted by the vendor's person; a new token unless one is given."""
    token = token or f"token-{len(response.sealings) + 1}"
    known = range(1, response.solicitation.revisions[-1].number)
    return operations.submit(
        as_vendor(ctx, response.vendor), response, token=token, declaration=True, addenda_read=known
    )


def second_person(ctx: Context, solicitation: Solicitation) -> Context:
    """The same unit of work, with a second officer of the jurisdiction acting."""
    return acting(ctx, somebody(ctx, solicitation.jurisdiction, Duty.OFFICER, "Otto"))


def after_deadline(ctx: Context, solicitation: Solicitation, minutes: int = 1) -> Context:
    """A unit of work so many minutes after the deadline."""
    assert solicitation.due_at is not None
    return replace(ctx, now=solicitation.due_at + timedelta(minutes=minutes))


def opened(ctx: Context, solicitation: Solicitation) -> Opening:
    """The opening of a published solicitation by two officers, a minute after its deadline."""
    late = after_deadline(ctx, solicitation)
    opening = operations.begin_opening(as_officer(late, solicitation), solicitation)
    return operations.complete_opening(second_person(late, solicitation), opening)


@kept
def an_opened_solicitation(ctx: Context, responses: int = 3, **given) -> Solicitation:
    """A solicitation whose responses (of COMPANIES, at 100, 110, 120 ... a unit) are open.

    Go on with `after_deadline(ctx, solicitation)`; `queries.opened(ctx, solicitation)` gives the responses.
    """
    solicitation = a_published_solicitation(ctx, **given)
    for number, (name, person) in enumerate(COMPANIES[:responses]):
        vendor, _ = a_vendor(ctx, name, person)
        body = solicitation.revisions[-1].body
        later = replace(ctx, now=ctx.now + timedelta(hours=number + 1))
        a_sealed_response(later, solicitation, vendor, prices=prices_for(body, f"{100 + 10 * number}.00"))
    opened(ctx, solicitation)
    return solicitation
