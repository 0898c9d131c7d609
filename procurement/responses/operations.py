"""Submitting a response and withdrawing it; writing and opening stand in modules beside this one.

`drafting.py` writes, `opening.py` opens; all their deeds can be called from here.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace

from procurement.audit import operations as ledger
from procurement.core.columns import ID_LENGTH
from procurement.core.context import SYSTEM, Context
from procurement.core.digest import digest
from procurement.core.errors import Conflict, Incomplete, Invalid
from procurement.core.verdict import require
from procurement.mailbox import operations as mailbox
from procurement.responses import addenda, completeness, gate, policy, queries, sealing
from procurement.responses.acknowledging import acknowledge
from procurement.responses.content import content_of
from procurement.responses.drafting import attach, begin, detach, enter, hold, in_force, save
from procurement.responses.lifecycle import RESPONSE
from procurement.responses.models import RefusedAttempt, Response, Sealing
from procurement.responses.opening import begin_opening, complete_opening
from procurement.solicitations.models import Revision, Solicitation
from procurement.vendors import queries as vendors

__all__ = [
    "acknowledge",
    "attach",
    "begin",
    "begin_opening",
    "complete_opening",
    "detach",
    "save",
    "submit",
    "withdraw",
]

#: Letters that cannot be mistaken for one another when a receipt is read aloud.
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_OLD_TEXT = (
    "The solicitation has changed since you opened this page. Read what changed, check your response, "
    "and submit it again: nothing was submitted."
)


def submit(
    ctx: Context,
    response: Response,
    *,
    token: str,
    declaration: bool,
    revision_digest: str | None = None,
    addenda_read: Sequence[int] = (),
) -> Sealing:
    """Seal the draft as the next version; from now on it counts. Gives the receipt, and sends it by letter.

    The same `token` (a double click, a repeated call) brings the same receipt back, whatever happened since; so does
    a draft that did not change since it was submitted. `revision_digest` names the text the vendor answered;
    `addenda_read` must name every addendum that was issued: acknowledging them is part of what is declared.
    """
    require(policy.may_write(ctx.actor, response, buyers=queries.buyers(ctx.session, response.solicitation)))
    hold(ctx, response)
    for each in response.sealings:
        if each.submission_token == token:
            return each
    _in_time(ctx, response)
    revision = in_force(ctx, response.solicitation)
    if revision_digest not in (None, revision.digest):
        raise Conflict(_OLD_TEXT)
    if declaration is not True:
        raise Invalid({"declaration": ["Confirm the declaration to submit."]})
    _acknowledged(revision, addenda_read)
    files = queries.files_of(response)
    if missing := completeness.hindrances(revision.body, response.draft, files):
        raise Incomplete(missing)
    content = content_of(revision.body, response.draft, files)
    last = queries.counting(response)
    if last and (last.content_digest, last.revision_digest) == (sealing.digest_of(content), revision.digest):
        return last
    RESPONSE.fire("submit", response)
    response.submitted_at = ctx.now
    row = _sealed(ctx, response, content, token, revision)
    _send_receipt(ctx, response, row)
    return row


def withdraw(ctx: Context, response: Response) -> Response:
    """Take the submitted response back before the deadline: nothing counts any more; the draft stays."""
    require(policy.may_write(ctx.actor, response, buyers=queries.buyers(ctx.session, response.solicitation)))
    enter(ctx, response)
    RESPONSE.fire("withdraw", response)
    for each in response.sealings:
        each.withdrawn_at = each.withdrawn_at or ctx.now
    response.submitted_at = None
    mailbox.post(
        ctx,
        "response_withdrawn",
        to=vendors.members(ctx.session, response.vendor_id),
        about=response,
        is_private=True,
        vendor=response.vendor.name,
        solicitation=response.solicitation,
        by=ctx.actor.name,
        zone=response.solicitation.zone,
        link=f"{ctx.url}/responses/{response.id}",
    )
    return response


def _acknowledged(revision: Revision, addenda_read: Sequence[int]) -> None:
    issued = list(range(1, revision.number))
    if sorted(set(addenda_read)) != issued:
        sentence = f"Read and acknowledge {addenda.in_words(issued)} to submit." if issued else "There is no addendum."
        raise Invalid({"addenda_read": [sentence]})


def _sealed(ctx: Context, response: Response, content: dict, token: str, revision: Revision) -> Sealing:
    declaration = {
        "text": completeness.declaration(response.vendor.name, revision.number - 1),
        "name": ctx.actor.name,
    }
    envelope = sealing.seal(
        content,
        solicitation_id=response.solicitation_id,
        response_id=response.id,
        revision_digest=revision.digest,
        declaration=declaration,
    )
    return ctx.add(
        Sealing(
            response=response,
            number=len(response.sealings) + 1,
            receipt_number=_receipt_number(),
            received_at=ctx.now,
            submitted_by=ctx.actor.id,
            revision_digest=revision.digest,
            content_digest=sealing.digest_of(content),
            files=content["files"],
            envelope=envelope,
            submission_token=token,
        )
    )


def _send_receipt(ctx: Context, response: Response, row: Sealing) -> None:
    mailbox.post(
        ctx,
        "response_receipt",
        to=vendors.members(ctx.session, response.vendor_id),
        about=response,
        is_private=True,
        vendor=response.vendor.name,
        solicitation=response.solicitation,
        receipt=row,
        by=ctx.actor.name,
        zone=response.solicitation.zone,
        link=f"{ctx.url}/responses/{response.id}/receipts/{row.receipt_number}",
    )


def _receipt_number() -> str:
    return "R-" + "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


def _in_time(ctx: Context, response: Response) -> None:
    """Pass the gate, or be refused in sentences that also say what still counts; the attempt is written down."""
    last = queries.counting(response)
    counts = f"version {last.number}, which you submitted before, still counts." if last else "nothing was submitted."
    sentence = gate.refusal(response.solicitation, ctx.now, outcome=counts)
    if sentence is not None:
        reason = gate.refusal(response.solicitation, ctx.now, outcome="it was refused.") or ""
        raise Conflict(sentence, records=[_attempt(ctx, response, reason)])


def _attempt(ctx: Context, response: Response, reason: str) -> Callable[[Context], None]:
    """What is written in a unit of its own after the refused one has rolled back."""
    about = {
        "solicitation_id": response.solicitation_id,
        "vendor_id": response.vendor_id,
        "person_id": ctx.actor.id,
        "at": ctx.now,
        "reason": reason,
    }

    def record(later: Context) -> None:
        row = later.add(RefusedAttempt(**about))
        solicitation = later.session.get_one(Solicitation, about["solicitation_id"])
        # The ledger proves that the attempt was noted and when, without saying whose it was: before the opening its
        # readers may not learn who responds. The digest ties the entry to the row, which is shown afterwards.
        named = {name: about[name] for name in ("solicitation_id", "vendor_id", "person_id", "at", "reason")}
        body = {"attempt": row.id[:ID_LENGTH], "at": about["at"], "reason": reason, "digest": digest(named)}
        unnamed = replace(later, actor=replace(SYSTEM, name="A vendor"))
        ledger.record(unnamed, "response.refused", solicitation, body)

    return record
