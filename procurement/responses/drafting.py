"""Writing a response: begin, save, add and remove files. Nothing of it is submitted. Floor: operations.

No deed of a vendor before the opening goes into the ledger: its readers sit with the buying side and would learn who
responds, and how many. The opening writes them down, with the instants at which they happened.
"""

from collections.abc import Mapping
from typing import Any

from procurement.accounts.models import Person
from procurement.core.columns import new_id
from procurement.core.context import Context
from procurement.core.errors import Conflict, Invalid
from procurement.core.verdict import require
from procurement.files import operations as files
from procurement.files.store import Staged
from procurement.responses import answers as typed
from procurement.responses import entering, gate, policy, queries
from procurement.responses.content import NOTE_LENGTH, empty_draft, preferences_of
from procurement.responses.lifecycle import RESPONSE
from procurement.responses.models import Attachment, Response
from procurement.solicitations import operations as solicitations
from procurement.solicitations.models import Revision, Solicitation

#: Files that one response may have.
MOST_FILES = 60


def begin(ctx: Context, solicitation: Solicitation, vendor_id: str) -> Response:
    """Begin the vendor's response, or go on with the one it has; whoever begins hears what happens from now on."""
    require(policy.may_respond(ctx.actor, solicitation, vendor_id, buyers=queries.buyers(ctx.session, solicitation)))
    ctx.lock(solicitation, shared=True)
    for each in queries.own(ctx, solicitation):
        if each.vendor_id == vendor_id:
            return each
    _admit(ctx, solicitation)
    response = ctx.add(
        Response(
            id=new_id(),
            solicitation=solicitation,
            vendor_id=vendor_id,
            state=RESPONSE.initial,
            draft=empty_draft(),
            begun_at=ctx.now,
            begun_by=ctx.actor.id,
        )
    )
    person = ctx.session.get(Person, ctx.actor.id)
    if person is not None:
        solicitations.follow(ctx, solicitation, person)
    return response


def save(
    ctx: Context,
    response: Response,
    *,
    version: int | None = None,
    answers: Mapping[str, Any] | None = None,
    prices: Mapping[str, Any] | None = None,
    preferences: list[str] | None = None,
    note: str | None = None,
    own_total: str | None = None,
) -> Response:
    """Save parts of the draft; what is not named stays. Nothing is submitted, and a submitted version still counts.

    `answers` is {requirement key: value}, None clears one; `prices` is {price line key: {unit_price} or {unit_prices:
    one a year} or {no_price: true}}, each with its `total` if the vendor worked it out. `own_total` and those totals
    are only compared with ours. A fault in one of them refuses them all, so that nothing half is saved.
    """
    require(policy.may_write(ctx.actor, response, buyers=queries.buyers(ctx.session, response.solicitation)))
    revision = enter(ctx, response)
    ctx.expect(response, version)
    faults: dict[str, list[str]] = {}
    draft = dict(response.draft)
    if answers is not None:
        draft["answers"] = {**draft["answers"], **_answers(revision.body, answers, faults)}
    if prices is not None:
        draft["prices"] = entering.prices(revision.body, draft["prices"], prices, faults)
    if own_total and not any(place.startswith("prices.") for place in faults):
        entering.check_total(revision.body, draft["prices"], own_total, faults)
    if preferences is not None:
        draft["preferences"] = _preferences(revision.body, preferences, faults)
    if note is not None:
        if len(note) > NOTE_LENGTH:
            faults["note"] = [f"This is {len(note):,} characters long; at most {NOTE_LENGTH:,} are taken."]
        draft["note"] = note
    if faults:
        raise Invalid(faults)
    response.draft = draft
    return response


def attach(ctx: Context, response: Response, staged: Staged, requirement_key: str = "") -> Attachment:
    """Add a file to the draft, for a requirement or ("") as an extra one. Adding is not submitting."""
    require(policy.may_write(ctx.actor, response, buyers=queries.buyers(ctx.session, response.solicitation)))
    revision = enter(ctx, response)
    asked = {each["key"]: each for each in revision.body["requirements"] if each["kind"] == "file"}
    if requirement_key and requirement_key not in asked:
        raise Invalid({"requirement_key": ["This solicitation asks for no such file."]})
    if requirement_key and (wrong := typed.file_misfit(asked[requirement_key], staged.name, staged.size)):
        raise Invalid({"file": [wrong]})
    if len(response.attachments) >= MOST_FILES:
        raise Conflict(f"A response holds at most {MOST_FILES} files. Remove one, or join some into one PDF.")
    for each in response.attachments:
        if (each.requirement_key, each.file.digest, each.file.name) == (requirement_key, staged.digest, staged.name):
            return each
    row = Attachment(
        id=new_id(), response=response, file=files.keep(ctx, staged), requirement_key=requirement_key, added_at=ctx.now
    )
    return ctx.add(row)


def detach(ctx: Context, response: Response, attachment: Attachment) -> None:
    """Take a file out of the draft; a submitted version keeps it."""
    require(policy.may_write(ctx.actor, response, buyers=queries.buyers(ctx.session, response.solicitation)))
    enter(ctx, response)
    if attachment in response.attachments:
        response.attachments.remove(attachment)
        ctx.session.delete(attachment)
        ctx.session.flush()


def enter(ctx: Context, response: Response) -> Revision:
    """Pass the gate with this response, both held until the unit ends; gives the revision in force.

    The opening holds the solicitation exclusively, a vendor's deeds share it: so nothing is written between the
    opening and its register. Asks nobody: each deed has asked before.
    """
    hold(ctx, response)
    _admit(ctx, response.solicitation)
    return in_force(ctx, response.solicitation)


def hold(ctx: Context, response: Response) -> None:
    """Hold the solicitation (shared) and the response, and see them as they are now.

    Asks nobody: each deed has asked before.
    """
    ctx.lock(response.solicitation, shared=True)
    ctx.lock(response)
    ctx.session.expire(response, ["sealings", "attachments", "acknowledgements"])
    # An addendum may have been issued since these were read.
    ctx.session.expire(response.solicitation, ["revisions"])


def in_force(ctx: Context, solicitation: Solicitation) -> Revision:
    """The revision in force. Asks nobody: what is published is public."""
    revision = queries.revision(ctx.session, solicitation)
    if revision is None:
        raise Conflict("This solicitation is not published.")
    return revision


def _admit(ctx: Context, solicitation: Solicitation) -> None:
    sentence = gate.refusal(solicitation, ctx.now)
    if sentence is not None:
        raise Conflict(sentence)


def _answers(body: Mapping, given: Mapping[str, Any], faults: dict) -> dict:
    asked = {each["key"]: each for each in body["requirements"]}
    result = {}
    for key, raw in given.items():
        if key not in asked:
            faults[f"answers.{key}"] = ["There is no such requirement."]
            continue
        try:
            result[key] = typed.parse(asked[key], raw)
        except ValueError as fault:
            faults[f"answers.{key}"] = [str(fault)]
    return result


def _preferences(body: Mapping, given: list[str], faults: dict) -> list[str]:
    offered = {each["id"] for each in preferences_of(body)}
    if unknown := [each for each in given if each not in offered]:
        faults["preferences"] = [f"There is no such preference: {', '.join(map(str, unknown))[:200]}."]
    return [each for each in dict.fromkeys(given) if each in offered]
