"""Putting documents together from what the actor may read now, and finding what was printed of them.

There is no way to a packet but through its document: whoever may not read the thing any more cannot reach what was
once printed of it.
"""

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from procurement.awards import protest_queries
from procurement.awards import queries as awards
from procurement.awards.policy import ANNOUNCED
from procurement.core.context import NOBODY, Context
from procurement.core.digest import digest
from procurement.core.errors import NotFound
from procurement.evaluation import policy as evaluation_policy
from procurement.evaluation import queries as evaluation
from procurement.evaluation import results
from procurement.evaluation.lifecycle import PanelState
from procurement.evaluation.models import Panel, Seat
from procurement.evaluation.policy import seat_of
from procurement.evaluation.tally import titles
from procurement.library import groups
from procurement.library import redline as changes
from procurement.packets import award, buying, redline, register, response, solicitation, viewing
from procurement.packets import evaluation as evaluation_report
from procurement.packets.models import Packet, PacketKind
from procurement.responses import policy as responses_policy
from procurement.responses import queries as responses
from procurement.responses.lifecycle import ResponseState
from procurement.responses.models import Response
from procurement.solicitations import annex_queries, sides
from procurement.solicitations import queries as solicitations
from procurement.solicitations.models import Solicitation

_NOT_FOR_YOU = "There is no such response, or it is not for you to read."


#: Which two texts of a solicitation a redline compares: keys of `solicitations/sides.py`.
Between = tuple[str, str]


def document(ctx: Context, kind: PacketKind, subject_id: str, between: Between | None = None) -> dict:
    """The print document as this actor may read it now, or NotFound; a redline needs to know `between` which texts."""
    if kind == PacketKind.REDLINE:
        return _redline(ctx, subject_id, between or ("template", "now"))
    return _BUILDERS[kind](ctx, subject_id)


def find(ctx: Context, kind: PacketKind, subject_id: str, document: dict) -> Packet | None:
    """The packet of exactly this document, if it was ever ordered."""
    select = (
        sa.select(Packet)
        .where(Packet.kind == kind, Packet.subject_id == subject_id, Packet.document_digest == digest(document))
        .options(joinedload(Packet.file))
    )
    return ctx.session.scalar(select)


def _solicitation(ctx: Context, subject_id: str) -> dict:
    thing = solicitations.get(ctx, subject_id)
    if thing.revision is not None:
        frozen = thing.revision
        return solicitation.printed(
            frozen.body,
            digest=frozen.digest,
            date=frozen.published_at,
            is_draft=False,
            addenda=frozen.number - 1,
            determinations=[
                {"rule": each.rule, "reason": each.reason, "by": each.maker.name, "at": each.made_at}
                for each in thing.determinations
                if each.used_at is not None
            ],
        )
    body = annex_queries.as_read(solicitations.body(ctx.session, thing), annex_queries.reader(ctx, thing))
    return solicitation.printed(body, digest=None, date=thing.created_at, is_draft=True)


def is_published(between: Between | None) -> bool:
    """Whether both texts are published revisions ("r1", "r2"): whoever sees the solicitation may compare these."""
    return between is not None and all(each[:1] == "r" and each[1:].isdecimal() for each in between)


def _redline(ctx: Context, subject_id: str, between: Between) -> dict:
    thing = solicitations.get(ctx, subject_id)
    if not is_published(between):
        thing = solicitations.get_work(ctx, subject_id)
    old, new = (sides.side(ctx, thing, key) for key in between)
    return redline.printed(
        changes.redline(old.content, new.content),
        title=thing.revision.body["title"] if thing.revision else thing.title or "Untitled",
        issuer=thing.jurisdiction.name,
        old=old.label,
        new=new.label,
        date=thing.created_at,
        reference=thing.reference,
        is_draft=thing.published_at is None or "now" in between,
    )


def _response(ctx: Context, subject_id: str) -> dict:
    thing = _opened(ctx, subject_id)
    own = responses_policy.acts_for(ctx.actor, thing.vendor_id)
    panel = None if own else evaluation.of_or_none(ctx, thing.solicitation_id)
    seat = seat_of(ctx.actor, panel) if panel is not None else None
    if not own and not _reads(ctx, thing, panel, seat):
        raise NotFound(_NOT_FOR_YOU)
    last = thing.sealings[-1]
    return response.printed(
        responses.answered(thing).body,
        thing.opened,
        vendor={"name": thing.vendor.name, "address": thing.vendor.address, "email": thing.vendor.email},
        receipt={
            "number": last.receipt_number,
            "received_at": last.received_at,
            "content_digest": last.content_digest,
        },
        opened_at=thing.opened_at,
        # Prices are not an evaluator's business while marks can change, unless the published groups say so.
        with_prices=panel is None or bool(evaluation_policy.may_see_prices(ctx.actor, panel)),
    )


def _opened(ctx: Context, response_id: str) -> Response:
    select = (
        sa.select(Response)
        .where(Response.id == response_id, Response.state == ResponseState.OPENED)
        .options(
            joinedload(Response.vendor),
            selectinload(Response.sealings),
            joinedload(Response.solicitation).selectinload(Solicitation.revisions),
        )
    )
    found = ctx.session.scalar(select)
    if found is None:
        raise NotFound(_NOT_FOR_YOU)
    return found


def _reads(ctx: Context, thing: Response, panel: Panel | None, seat: Seat | None) -> bool:
    """Whether somebody on the buying side reads this response: by duty, or by a seat that is free to."""
    if seat is None:
        rival = responses.acts_for_respondent(ctx, thing.solicitation_id)
        return bool(responses_policy.may_read_content(ctx.actor, thing, has_conflict=rival))
    free = evaluation_policy.may_read_response(
        ctx.actor,
        seat,
        disclosed=evaluation.disclosed(seat, evaluation.opened(ctx.session, thing.solicitation_id)),
        has_conflict=evaluation.has_conflict(seat, thing.id),
        belongs=evaluation.belongs(ctx.session, seat.person_id, thing.solicitation_id),
    )
    barred = evaluation_policy.is_barred(ctx.actor, panel, thing.id)
    return bool(responses_policy.may_read_content(ctx.actor, thing, seated=bool(free), has_conflict=barred or not free))


def _register(ctx: Context, subject_id: str) -> dict:
    thing = solicitations.get(ctx, subject_id)
    opening = responses.register(ctx, thing)
    return register.printed(thing.revision.body, opening.register, digest=opening.register_digest)


def _evaluation(ctx: Context, subject_id: str) -> dict:
    panel = evaluation.of(ctx, subject_id)
    if panel.state != PanelState.CLOSED:
        raise NotFound("The evaluation is printed when its panel has closed.")
    rival = responses.acts_for_respondent(ctx, panel.solicitation_id)
    if rival or results.hidden(ctx, results.work(ctx.session, panel)):
        raise NotFound("You have a conflict with one of these vendors, so this report is closed to you.")
    body = panel.solicitation.revision.body
    opened = evaluation.opened(ctx.session, panel.solicitation_id)
    names = {each.id: each.vendor.name for each in opened}
    determined = evaluation.determinations(ctx.session, panel.solicitation_id)
    return evaluation_report.printed(
        body,
        closed_at=panel.closed_at,
        digest=panel.result_digest,
        output=panel.result["output"],
        criteria=[{"id": each["key"], "title": each["title"]} for each in body["criteria"]],
        titles=titles(body["criteria"]),
        vendors=names,
        prices={each.id: (each.opened or {}).get("total_cents") for each in opened},
        seats=[
            {
                "label": seat.label,
                "name": seat.person.name,
                "is_chair": seat.is_chair,
                "groups": groups.titles(body, seat.groups),
                "conflicts": [
                    {"vendor": names.get(each.response_id, ""), "statement": each.statement}
                    for each in seat.disclosures
                    if each.has_conflict
                ],
                "sheets": sorted(
                    ({"response_id": each.response_id, "marks": each.marks} for each in seat.sheets),
                    key=lambda sheet: (names[sheet["response_id"]], sheet["response_id"]),
                ),
            }
            for seat in panel.seats
        ],
        determinations=[
            {
                "vendor": name,
                "kind": f"{each.kind} {each.preference}".strip(),
                "holds": each.holds,
                "reason": each.reason,
            }
            for response_id, name in sorted(names.items(), key=lambda item: (item[1], item[0]))
            for each in determined.get(response_id, [])
        ],
    )


def _award(ctx: Context, subject_id: str) -> dict:
    thing = awards.get(ctx, subject_id)
    if thing.state not in ANNOUNCED or thing.record is None:
        raise NotFound("The notice is printed when the decision has been announced.")
    return award.printed(
        thing.solicitation.revision.body,
        thing.record,
        winner=thing.response.vendor.name if thing.response is not None else None,
        amount_cents=thing.amount_cents,
        decided_at=thing.decided_at,
        standstill_until=thing.standstill_until,
        final_at=thing.final_at,
        digest=digest(thing.record),
        protests=[protest_queries.known(NOBODY, each) for each in protest_queries.of(ctx, thing.solicitation)],
    )


_BUILDERS: dict[PacketKind, Callable[[Context, str], dict]] = {
    PacketKind.SOLICITATION: _solicitation,
    PacketKind.RESPONSE: _response,
    PacketKind.REGISTER: _register,
    PacketKind.EVALUATION: _evaluation,
    PacketKind.AWARD: _award,
    PacketKind.DUE_DILIGENCE: buying.due_diligence,
    PacketKind.ADOPTION: buying.adoption,
    PacketKind.ADDENDUM: buying.of_member,
    PacketKind.PASSPORT: buying.passport,
    PacketKind.OVERVIEW: viewing.overview,
}
