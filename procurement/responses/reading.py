"""What both doors of this room share: who reads opened contents, how files are sent, what a response shows. Floor: api.

Whether somebody sits on the panel with a conflict is known downstream; a door may ask there, the rooms below may not.
"""

import secrets
from collections.abc import Mapping

import sqlalchemy as sa
from flask import g

from procurement.accounts import queries as accounts
from procurement.core.errors import NotFound
from procurement.core.verdict import require
from procurement.evaluation import policy as evaluation
from procurement.evaluation.models import Disclosure, Panel, Seat
from procurement.files.models import StoredFile
from procurement.responses import completeness, policy, queries
from procurement.responses.content import PRICE, content_of
from procurement.responses.models import Response, Sealing
from procurement.solicitations import queries as solicitations
from procurement.solicitations.models import Solicitation
from procurement.vendors.models import VendorDuty

NOT_YET = "There is nothing at this address, or it is not for you to see."


def text_of(response: Response) -> dict:
    """The published text that a response was sealed for."""
    return queries.answered(response).body


def published(solicitation_id: str) -> Solicitation:
    """The solicitation, if it is or was public; NotFound for a draft, also for those who see it elsewhere."""
    solicitation = solicitations.get(g.context, solicitation_id)
    if solicitation.published_at is None:
        raise NotFound(solicitations.NO_SUCH)
    return solicitation


def for_opening(solicitation_id: str) -> Solicitation:
    """The solicitation for those who may see its opening; NotFound for everybody else."""
    solicitation = published(solicitation_id)
    near = queries.shares_network(g.context, solicitation)
    if not policy.may_see_opening(g.context.actor, solicitation, shares_network=near):
        raise NotFound(NOT_YET)
    return solicitation


def open_content(response_id: str) -> Response:
    """An opened response whose contents this actor may read: a reader of the jurisdiction, or the vendor itself."""
    response = queries.get(g.context, response_id)
    if response.state not in policy.UNSEALED:
        raise NotFound(queries.NO_SUCH)
    if not policy.acts_for(g.context.actor, response.vendor_id):
        require(policy.may_read_content(g.context.actor, response, has_conflict=_is_barred(response)))
    return response


def said(response: Response) -> dict | None:
    """What an opened response says; without its prices for a seat that may not see them while marks can change."""
    if response.opened is None or policy.acts_for(g.context.actor, response.vendor_id) or _sees_prices(response):
        return response.opened
    return {name: value for name, value in response.opened.items() if name not in PRICE}


def _sees_prices(response: Response) -> bool:
    panel = g.context.session.scalar(sa.select(Panel).where(Panel.solicitation_id == response.solicitation_id))
    return panel is None or bool(evaluation.may_see_prices(g.context.actor, panel))


def _is_barred(response: Response) -> bool:
    """Whether the actor has a conflict: acts for another respondent, or has a seat that has not declared to be free."""
    if queries.acts_for_respondent(g.context, response.solicitation_id):
        return True
    seat = g.context.session.scalar(
        sa.select(Seat.id)
        .join(Panel, Panel.id == Seat.panel_id)
        .where(Panel.solicitation_id == response.solicitation_id, Seat.person_id == g.context.actor.id)
    )
    if seat is None:
        return False
    found = sa.select(Disclosure.has_conflict).where(Disclosure.seat_id == seat, Disclosure.response_id == response.id)
    return g.context.session.scalar(found) is not False


def opened_file(response: Response, file_id: str) -> StoredFile:
    """A file that the sealed content names, or NotFound."""
    named = {each["file_id"]: each for each in (response.opened or {}).get("files", [])}
    found = g.context.session.get(StoredFile, file_id) if file_id in named else None
    if found is None:
        raise NotFound("There is no such file in this response.")
    return found


def new_token() -> str:
    """For a form that submits: sent twice, it is one submission."""
    return secrets.token_urlsafe(20)


def shown_receipt(sealing: Sealing, names: Mapping[str, str] | None = None) -> dict:
    """A receipt with the name of who submitted."""
    names = names or accounts.names(g.context.session, [sealing.submitted_by])
    keys = ("receipt_number", "number", "received_at", "revision_digest", "content_digest", "files", "withdrawn_at")
    return {**{key: getattr(sealing, key) for key in keys}, "submitted_by": names.get(sealing.submitted_by, "")}


def brief(response: Response) -> dict:
    """One of the vendor's own responses in a list."""
    standing = queries.standing_of(response, g.context.now)
    return {
        "id": response.id,
        "solicitation_id": response.solicitation_id,
        "vendor_id": response.vendor_id,
        "vendor": response.vendor.name,
        "state": response.state,
        "standing": str(standing.code),
        "standing_says": f"{standing.headline}. {standing.detail}",
        "submitted_at": response.submitted_at,
        "due_at": response.solicitation.due_at,
    }


def whole(response: Response) -> dict:
    """The vendor's own response with its draft and receipts."""
    in_force = response.solicitation.revisions[-1]
    files = queries.files_of(response)
    content = content_of(in_force.body, response.draft, files)
    steps = completeness.steps(in_force.body, response.draft, files)
    names = accounts.names(g.context.session, [each.submitted_by for each in response.sealings])
    return {
        **brief(response),
        **{name: response.draft[name] for name in ("answers", "prices", "preferences", "note")},
        **{name: content[name] for name in ("total", "total_exact", "total_cents")},
        "files": response.attachments,
        "steps": [
            {
                "key": each.key,
                "label": each.label,
                "is_done": each.is_done,
                "is_optional": each.is_optional,
                "missing": [missing.sentence for missing in each.missing],
            }
            for each in steps
        ],
        "steps_left": completeness.steps_left(in_force.body, response.draft, files)[0],
        "revision_digest": in_force.digest,
        "addenda": queries.notices_of(response),
        "receipts": [shown_receipt(each, names) for each in response.sealings],
        "version": response.version,
    }


def only_vendor_id() -> str | None:
    """The vendor the actor acts for, when there is just one."""
    found = g.context.actor.places(*VendorDuty)
    return next(iter(found)) if len(found) == 1 else None
