"""Publishing a solicitation, cancelling it, moving it on; writing and reviewing stand in modules beside this one."""

from collections.abc import Sequence
from datetime import datetime

from procurement.accounts.models import Person
from procurement.audit import operations as ledger
from procurement.core import words
from procurement.core.context import Context
from procurement.core.errors import Conflict, Incomplete, Invalid
from procurement.core.verdict import require
from procurement.library import operations as library
from procurement.library.models import Item, Kind, Scope
from procurement.mailbox import operations as mailbox
from procurement.networks import queries as networks
from procurement.networks.duties import Permission, duties_with
from procurement.pools import operations as pools
from procurement.solicitations import checklist, contract, crediting, determinations, needing, policy, queries, versions
from procurement.solicitations.drafting import (
    add_piece,
    change_piece,
    draft,
    edit,
    fill,
    move_piece,
    remove_piece,
    set_evaluation,
    weigh_criteria,
)
from procurement.solicitations.lifecycle import LIFECYCLE
from procurement.solicitations.models import Checkpoint, Follower, Revision, Solicitation
from procurement.solicitations.reviewing import (
    decide_for_member,
    decide_review,
    remind,
    return_to_draft,
    submit_for_review,
)

__all__ = [
    "add_piece", "begin_evaluation", "cancel", "change_piece", "decide_for_member", "decide_review",
    "draft", "edit", "everybody_at_work", "fill", "follow", "mark_concluded", "mark_decided", "mark_opened",
    "mark_undecided", "move_piece", "publish", "publish_findings", "remind", "remove_piece", "return_to_draft",
    "set_evaluation", "submit_for_review", "weigh_criteria", "write_to_followers",
]  # fmt: skip

#: Kinds whose end is findings for everybody.
FINDING = frozenset({Kind.RFI, Kind.CALL})


def publish(ctx: Context, solicitation: Solicitation, *, version: int | None = None) -> Revision:
    """Freeze the solicitation as revision 1 with its scoring contract, and open it for responses until the deadline."""
    require(policy.may_publish(ctx.actor, solicitation))
    ctx.lock(solicitation)
    ctx.expect(solicitation, version)
    if solicitation.pool is not None:
        # Held first, so that no member or quantity changes between the checklist and the publication.
        pools.hold(ctx, solicitation.pool)
    _hold_rules(ctx, solicitation)
    stands = queries.standing(ctx.session, solicitation)
    if LIFECYCLE.allows("publish", solicitation):
        found = checklist.blocking(queries.hindrances(ctx, solicitation, known=stands))
        if found:
            raise Incomplete(found)
    versions.keep(ctx, solicitation, Checkpoint.PUBLISHED)
    LIFECYCLE.fire("publish", solicitation)
    waived = determinations.use(ctx, solicitation)
    checked = contract.check(stands.content, solicitation.kind)
    revision = Revision(
        solicitation=solicitation,
        number=1,
        body=stands.body,
        digest=stands.digest,
        contract=checked.form,
        contract_digest=checked.digest,
        published_at=ctx.now,
        published_by=ctx.actor.id,
    )
    solicitation.content, solicitation.published_at = stands.content, ctx.now
    ctx.add(revision)
    crediting.credit(ctx, solicitation, revision)
    needing.tell(ctx, solicitation)
    if solicitation.pool is not None:
        pools.begin_sourcing(ctx, solicitation.pool)
    ledger.record(
        ctx,
        "solicitation.published",
        solicitation,
        {
            "revision": 1,
            "digest": revision.digest,
            "contract_digest": revision.contract_digest,
            **({"determinations": waived} if waived else {}),
        },
    )
    _announce(ctx, solicitation, revision)
    return revision


def _hold_rules(ctx: Context, solicitation: Solicitation) -> None:
    """The rule packs that bind, as they are committed now and until this is published or refused.

    A rule that is changed at the same moment comes before the checklist reads it, and counts at once; or after the
    publication, whose dates then rest.
    """
    places = {each.jurisdiction_id: each.jurisdiction for each in queries.members(ctx.session, solicitation)}
    places[solicitation.jurisdiction_id] = solicitation.jurisdiction
    for _, place in sorted(places.items()):
        ctx.lock(place, shared=True)


def _announce(ctx: Context, solicitation: Solicitation, revision: Revision) -> None:
    mailbox.post(
        ctx,
        "solicitation_published",
        to=everybody_at_work(ctx, solicitation),
        about=solicitation,
        solicitation=solicitation,
        digest=revision.digest,
        zone=solicitation.zone,
    )
    mailbox.enqueue(ctx, "packets.print", {"kind": "solicitation", "subject_id": solicitation.id})


def cancel(ctx: Context, solicitation: Solicitation, *, reason: str, version: int | None = None) -> Solicitation:
    """Cancel it for a reason that everybody may read; its pool, if it has one, can form again."""
    require(policy.may_cancel(ctx.actor, solicitation))
    ctx.lock(solicitation)
    ctx.expect(solicitation, version)
    if not reason.strip():
        raise Invalid({"reason": ["Say why: the reason is published with the cancellation."]})
    LIFECYCLE.fire("cancel", solicitation)
    solicitation.cancelled_at, solicitation.cancel_reason = ctx.now, reason.strip()
    crediting.leave_template(ctx, solicitation)
    needing.release_plan(ctx, solicitation)
    needing.tell(ctx, solicitation)
    if solicitation.pool is not None:
        pools.release(ctx, solicitation.pool, led_by=solicitation.jurisdiction_id)
    ctx.session.flush()
    ledger.record(ctx, "solicitation.cancelled", solicitation, {"reason": solicitation.cancel_reason})
    at_work = everybody_at_work(ctx, solicitation)
    write_to_followers(ctx, solicitation, "solicitation_cancelled", besides=at_work, zone=solicitation.zone)
    return solicitation


def follow(ctx: Context, solicitation: Solicitation, person: Person) -> Follower:
    """Write to this person whenever something happens to the solicitation.

    Asks nobody: a consequence of a deed downstream (beginning a response, asking) whose own policy has been asked.
    """
    email = person.email.strip().lower()
    for each in queries.followers(ctx.session, solicitation):
        if each.email == email:
            return each
    row = Follower(solicitation_id=solicitation.id, email=email, person_id=person.id, since=ctx.now)
    return ctx.add(row)


def write_to_followers(
    ctx: Context, solicitation: Solicitation, letter: str, *, besides: Sequence[Person] = (), **values
) -> None:
    """Write to everybody who follows it and to these people `besides`, to each once.

    Beginning a response makes a follower: a list of their letters would tell who responds, or began to and withdrew.
    So nobody but its reader may know of a follower's letter.
    Asks nobody: the deed it tells of has been asked for.
    """
    known = {each.email.strip().lower() for each in besides}
    rows = queries.followers(ctx.session, solicitation) if solicitation.published_at is not None else []
    others = [each for each in rows if each.email not in known]
    people = [(each.person_id and ctx.session.get(Person, each.person_id)) or each.email for each in others]
    about = {"about": solicitation, "solicitation": solicitation, **values}
    mailbox.post(ctx, letter, to=besides, **about)
    mailbox.post(ctx, letter, to=people, is_private=True, **about)


def mark_opened(ctx: Context, solicitation: Solicitation) -> Solicitation:
    """The responses are open. Asks nobody: a consequence of the opening, whose own policy has been asked."""
    if not queries.is_closed(solicitation, ctx.now):
        raise Conflict(
            f"Responses stay sealed until the deadline, {words.when(_due(solicitation), solicitation.zone)}."
        )
    return _move(ctx, solicitation, "open", "solicitation.opened")


def begin_evaluation(ctx: Context, solicitation: Solicitation) -> Solicitation:
    """A panel is at it. Asks nobody: a consequence of convening it, whose own policy has been asked."""
    return _move(ctx, solicitation, "begin-evaluation", "solicitation.evaluation-begun")


def mark_decided(ctx: Context, solicitation: Solicitation) -> Solicitation:
    """The decision is made. Asks nobody: a consequence of the award, whose own policy has been asked."""
    return _move(ctx, solicitation, "decide", "solicitation.decided")


def mark_undecided(ctx: Context, solicitation: Solicitation) -> Solicitation:
    """The decision is taken back. Asks nobody: a consequence of the award's end, whose own policy has been asked."""
    return _move(ctx, solicitation, "undecide", "solicitation.undecided")


def mark_concluded(ctx: Context, solicitation: Solicitation) -> Solicitation:
    """Nothing is left to do. Asks nobody: a consequence of the award's end, whose own policy has been asked."""
    return _move(ctx, solicitation, "conclude", "solicitation.concluded")


def publish_findings(
    ctx: Context,
    solicitation: Solicitation,
    *,
    title: str,
    body: str,
    scope: Scope | str = Scope.PUBLIC,
    network_id: str | None = None,
    version: int | None = None,
) -> Item:
    """Share what an RFI or a call for solutions found out with the others; that concludes it."""
    require(policy.may_publish_findings(ctx.actor, solicitation))
    ctx.lock(solicitation)
    ctx.expect(solicitation, version)
    if solicitation.kind not in FINDING:
        raise Conflict("Only a request for information or a call for solutions ends in findings.")
    LIFECYCLE.fire("decide", solicitation)
    findings = library.publish_findings(
        ctx,
        jurisdiction_id=solicitation.jurisdiction_id,
        solicitation_id=solicitation.id,
        title=title,
        body=body,
        scope=Scope(scope),
        network_id=network_id,
        focus_area=solicitation.focus_area,
    )
    LIFECYCLE.fire("conclude", solicitation)
    if solicitation.pool is not None:
        pools.release(ctx, solicitation.pool)
    ctx.session.flush()
    ledger.record(ctx, "solicitation.findings-published", solicitation, {"findings": findings.id})
    is_public = findings.scope == Scope.PUBLIC
    write_to_followers(ctx, solicitation, "solicitation_findings", findings=findings, is_public=is_public)
    return findings


def _move(ctx: Context, solicitation: Solicitation, move: str, deed: str) -> Solicitation:
    ctx.lock(solicitation)
    LIFECYCLE.fire(move, solicitation)
    ctx.session.flush()
    needing.tell(ctx, solicitation)
    ledger.record(ctx, deed, solicitation, {})
    return solicitation


def _due(solicitation: Solicitation) -> datetime:
    if solicitation.due_at is None:
        raise Conflict("This solicitation has no deadline yet.")
    return solicitation.due_at


def everybody_at_work(ctx: Context, solicitation: Solicitation) -> list[Person]:
    """Whoever wrote it, may approve it, or speaks for a member of its pool. Asks nobody: it reads."""
    session = ctx.session
    people = [session.get(Person, each) for each in dict.fromkeys([solicitation.drafted_by, *solicitation.authors])]
    people += networks.people_with(session, solicitation.jurisdiction_id, *duties_with(Permission.APPROVE))
    for each in queries.members(session, solicitation):
        people += networks.people_with(session, each.jurisdiction_id, *duties_with(Permission.COMMIT_TO_POOLS))
    return [each for each in people if each is not None]
