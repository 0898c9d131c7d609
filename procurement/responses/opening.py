"""The opening: after the deadline two people break the seals, and the register is drawn up. Floor: operations."""

from datetime import datetime

from procurement.accounts.models import Person
from procurement.audit import operations as ledger
from procurement.core import words
from procurement.core.context import Context
from procurement.core.digest import canonical, digest
from procurement.core.errors import Conflict, Invalid
from procurement.core.verdict import Verdict, require
from procurement.mailbox import operations as mailbox
from procurement.networks import rules
from procurement.responses import addenda, gate, policy, queries, sealing
from procurement.responses.lifecycle import OPENING, RESPONSE, OpeningState, ResponseState
from procurement.responses.models import Opening, Response, Sealing
from procurement.solicitations import operations as solicitations
from procurement.solicitations.lifecycle import SolicitationState
from procurement.solicitations.models import Solicitation
from procurement.vendors import queries as vendors


def begin_opening(ctx: Context, solicitation: Solicitation, *, second_id: str | None = None) -> Opening:
    """Begin the opening as its first person, who sees nothing yet; the named second person is asked by letter.

    Begun twice by the same person it stays one opening.
    """
    require(policy.may_begin_opening(ctx.actor, solicitation))
    ctx.lock(solicitation)
    found = queries.opening(ctx, solicitation)
    if found is not None and (found.first_id == ctx.actor.id or found.state == OpeningState.DONE):
        return found
    if found is not None:
        first = ctx.session.get_one(Person, found.first_id)
        raise Conflict(f"{first.name} has begun this opening already: you can complete it as the second person.")
    _may_be_opened(ctx, solicitation)
    second = _named(ctx, solicitation, second_id)
    opening = ctx.add(
        Opening(
            solicitation=solicitation,
            state=OPENING.initial,
            begun_at=ctx.now,
            first_id=ctx.actor.id,
            named_id=second_id or None,
        )
    )
    ledger.record(ctx, "opening.begun", solicitation, {"second": [each.id for each in second]})
    mailbox.post(
        ctx,
        "opening_begun",
        to=second,
        about=solicitation,
        solicitation=solicitation,
        first=ctx.actor.name,
        zone=solicitation.zone,
        link=f"{ctx.url}/solicitations/{solicitation.id}/opening",
    )
    return opening


def complete_opening(ctx: Context, opening: Opening) -> Opening:
    """Open every sealed response as the second person, draw up the register, and tell the respondents.

    A damaged envelope makes that response unreadable and no other. Completed twice by the same person it stays one
    opening with one register.
    """
    require(_may_complete(ctx, opening))
    solicitation = ctx.lock(opening.solicitation)
    ctx.lock(opening)
    if opening.state == OpeningState.DONE and opening.second_id == ctx.actor.id:
        return opening
    OPENING.fire("complete", opening)
    _may_be_opened(ctx, solicitation)
    found = [(each, _break_seal(ctx, each)) for each in queries.sealed(ctx, solicitation)]
    found.sort(key=lambda pair: (pair[1].received_at, pair[1].receipt_number))
    opening.done_at, opening.second_id = ctx.now, ctx.actor.id
    opening.register = _register(ctx, opening, found)
    opening.register_digest = digest(opening.register)
    solicitations.mark_opened(ctx, solicitation)
    body = {"register_digest": opening.register_digest, "responses": len(found), "first": opening.first_id}
    ledger.record(ctx, "opening.completed", solicitation, body)
    for response, last in found:
        _write_down(ctx, response, last)
        _tell(ctx, opening, response, last)
    return opening


def _may_complete(ctx: Context, opening: Opening) -> Verdict:
    solicitation = opening.solicitation
    return policy.may_complete_opening(
        ctx.actor,
        solicitation,
        opening,
        shares_network=queries.shares_network(ctx, solicitation),
        people=rules.number(solicitation.jurisdiction.rules, "opening_people"),
    )


def _may_be_opened(ctx: Context, solicitation: Solicitation) -> None:
    if solicitation.state != SolicitationState.PUBLISHED:
        state = str(solicitation.state).replace("-", " ")
        raise Conflict(f"This solicitation is {state}: only the responses to a published one are opened.")
    if not gate.has_passed(solicitation, ctx.now):
        due = words.when(solicitation.due_at, solicitation.zone) if solicitation.due_at else "which is not set"
        raise Conflict(f"Responses stay sealed until the deadline, {due}.")


def _named(ctx: Context, solicitation: Solicitation, second_id: str | None) -> list[Person]:
    """The named second person, or everybody who could be it when nobody is named."""
    possible = queries.second_people(ctx, solicitation, nearby=True)
    if not second_id:
        own = queries.second_people(ctx, solicitation)
        return own if len(own) <= 10 else []
    chosen = [each for each in possible if each.id == second_id]
    if not chosen:
        raise Invalid({"second_id": ["This person cannot open responses here. Choose one from the list."]})
    return chosen


def _break_seal(ctx: Context, response: Response) -> Sealing:
    """Bring the version that counts to light, or mark the response unreadable."""
    last = queries.counting(response)
    if last is None:
        raise Conflict("A sealed response has no version that counts; the opening was stopped and nothing was opened.")
    try:
        opened = sealing.unseal(
            last.envelope,
            solicitation_id=response.solicitation_id,
            response_id=response.id,
            expected=last.content_digest,
        )
    except sealing.Damaged:
        RESPONSE.fire("mark-unreadable", response)
    else:
        RESPONSE.fire("open", response)
        response.opened = opened
    response.opened_at = ctx.now
    return last


def _register(ctx: Context, opening: Opening, found: list[tuple[Response, Sealing]]) -> dict:
    """Who responded and when, in the order received. Withdrawn responses and drafts do not appear."""
    names = vendors.names(ctx.session, [response.vendor_id for response, _ in found])
    first = ctx.session.get_one(Person, opening.first_id).name
    people = [first] if opening.first_id == opening.second_id else [first, ctx.actor.name]
    return {
        "solicitation": opening.solicitation_id,
        "opened_at": _instant(ctx.now),
        "opened_by": people,
        "rows": [
            {
                "number": number,
                "response_id": response.id,
                "vendor": names[response.vendor_id],
                "received_at": _instant(last.received_at),
                "receipt_number": last.receipt_number,
                "content_digest": last.content_digest,
                "state": str(response.state),
                **_addenda(response),
            }
            for number, (response, last) in enumerate(found, start=1)
        ],
    }


def _addenda(response: Response) -> dict:
    """Which addenda the response knows of; nothing where there are none."""
    found = queries.notices_of(response)
    if not found:
        return {}
    missing = [each.number for each in addenda.unread(found)]
    return {"acknowledged": [each.number for each in found if each.number not in missing], "unacknowledged": missing}


def _write_down(ctx: Context, response: Response, last: Sealing) -> None:
    """Now the ledger may say who responded and when: every version up to the one that counts."""
    body = {
        "vendor": response.vendor_id,
        "versions": [
            {"number": each.number, "received_at": each.received_at, "content_digest": each.content_digest}
            for each in response.sealings
            if each.withdrawn_at is None
        ],
        "counts": last.number,
    }
    if known := [{"addendum": each.number, "at": each.acknowledged_at} for each in response.acknowledgements]:
        body["acknowledged"] = known
    place = response.solicitation.jurisdiction_id
    ledger.record(ctx, f"response.{response.state}", response, body, jurisdiction_id=place)


def _tell(ctx: Context, opening: Opening, response: Response, last: Sealing) -> None:
    unreadable = response.state == ResponseState.UNREADABLE
    mailbox.post(
        ctx,
        "response_unreadable" if unreadable else "response_opened",
        to=vendors.members(ctx.session, response.vendor_id),
        about=response,
        solicitation=opening.solicitation,
        receipt=last,
        zone=opening.solicitation.zone,
        link=f"{ctx.url}/solicitations/{opening.solicitation_id}/register",
    )


def _instant(value: datetime) -> str:
    return canonical(value).strip('"')
