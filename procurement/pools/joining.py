"""Taking part in a pool: being invited, joining by authority, stating quantities, leaving. Floor: operations."""

from collections.abc import Mapping

from procurement.audit import operations as ledger
from procurement.core.context import Context
from procurement.core.errors import Invalid
from procurement.core.shapes import plain
from procurement.core.verdict import require
from procurement.files import operations as files
from procurement.mailbox import operations as mailbox
from procurement.pools import policy, queries
from procurement.pools.holding import address, changed, hold, hold_for, speakers
from procurement.pools.lifecycle import PARTICIPATION, ParticipationState
from procurement.pools.models import Commitment, Participation, Pool

NO_AUTHORITY = "Say by what authority you may buy cooperatively, or attach the document."


def invite(ctx: Context, pool: Pool, *, jurisdiction_id: str) -> Participation:
    """Ask a member of the network to join; its representatives get a letter. Asking twice is asking once."""
    require(policy.may_invite(ctx.actor, hold(ctx, pool), ctx.now))
    if not queries.in_network(ctx.session, pool, jurisdiction_id):
        raise Invalid({"jurisdiction_id": ["Choose a member of the pool's network."]})
    participation = _participation(pool, jurisdiction_id)
    if participation is not None and participation.state != ParticipationState.LEFT:
        return participation
    if participation is None:
        participation = _new(ctx, pool, jurisdiction_id)
    else:
        PARTICIPATION.fire("invite-again", participation)
        participation.since = ctx.now
    changed(ctx, pool)
    ledger.record(ctx, "pool.invited", pool, {"jurisdiction_id": jurisdiction_id})
    to = speakers(ctx, jurisdiction_id)
    mailbox.post(ctx, "pool-invitation", to=to, about=pool, pool=pool, address=address(ctx, pool), zone=pool.lead.zone)
    return participation


def join(
    ctx: Context, pool: Pool, *, jurisdiction_id: str, authority: str = "", authority_file: files.Staged | None = None
) -> Participation:
    """Take part, by the authority to buy cooperatively that the jurisdiction names or attaches.

    Joining twice is joining once: what was stated the first time stays.
    """
    require(
        policy.may_join(
            ctx.actor,
            hold(ctx, pool),
            jurisdiction_id,
            in_network=queries.in_network(ctx.session, pool, jurisdiction_id),
            now=ctx.now,
        )
    )
    participation = _participation(pool, jurisdiction_id)
    if participation is not None and participation.state == ParticipationState.JOINED:
        return participation
    _check_authority(authority, authority_file)
    if participation is None:
        participation = _new(ctx, pool, jurisdiction_id)
    take_part(ctx, participation, authority=authority, authority_file=authority_file)
    changed(ctx, pool)
    mailbox.post(
        ctx,
        "pool-joined",
        to=speakers(ctx, pool.jurisdiction_id),
        about=pool,
        pool=pool,
        member=participation.jurisdiction.name,
        authority=authority,
        address=address(ctx, pool),
    )
    return participation


def take_part(
    ctx: Context, participation: Participation, *, authority: str, authority_file: files.Staged | None = None
) -> None:
    """Let the participation be joined by this authority.

    Asks nobody: a consequence of joining or of forming the pool, whose own policies have been asked.
    """
    _check_authority(authority, authority_file)
    PARTICIPATION.fire("join", participation)
    participation.joined_at, participation.joined_by = ctx.now, ctx.actor.id
    participation.authority_file_id = None
    _name_authority(ctx, participation, authority, authority_file)
    ctx.session.flush()
    _record(ctx, "pool.joined", participation, _authority_said(participation, authority_file))


def state_authority(
    ctx: Context,
    participation: Participation,
    *,
    version: int | None = None,
    authority: str = "",
    authority_file: files.Staged | None = None,
) -> Participation:
    """Correct by what authority the member takes part; a document attached before stays unless another is sent."""
    require(policy.may_state_authority(ctx.actor, hold_for(ctx, participation)))
    ctx.expect(participation, version)
    if participation.authority_file_id is None:
        _check_authority(authority, authority_file)
    _name_authority(ctx, participation, authority, authority_file)
    changed(ctx, participation.pool, participation)
    _record(ctx, "pool.authority-stated", participation, _authority_said(participation, authority_file))
    return participation


def state_quantities(
    ctx: Context, participation: Participation, *, version: int | None = None, quantities: Mapping[str, Mapping]
) -> Participation:
    """State how much of each line the member needs: {line key: {quantity, is_firm}}; zero is an answer too.

    A quantity of None takes the statement back. Lines that are not named stay as they are.
    """
    require(policy.may_state_quantities(ctx.actor, hold_for(ctx, participation)))
    ctx.expect(participation, version)
    lines = {line.key: line for line in participation.pool.lines}
    unknown = {f"quantities.{key}": ["The pool has no such line."] for key in quantities if key not in lines}
    if unknown:
        raise Invalid(unknown)
    known = queries.commitments(ctx.session, participation)
    said: dict[str, dict | None] = {}
    for key, stated in sorted(quantities.items()):
        before, quantity = known.get(lines[key].id), stated["quantity"]
        firm = bool(stated.get("is_firm", False))
        if quantity is None:
            if before is not None:
                ctx.session.delete(before)
                said[key] = None
            continue
        if before is not None and (before.quantity, before.is_firm) == (quantity, firm):
            continue
        if before is None:
            before = Commitment(participation_id=participation.id, line_id=lines[key].id)
            ctx.session.add(before)
        before.quantity, before.is_firm, before.stated_at = quantity, firm, ctx.now
        said[key] = {"quantity": plain(quantity), "is_firm": firm}
    if said:
        changed(ctx, participation.pool, participation)
        _record(ctx, "pool.quantities-stated", participation, {"quantities": said})
    return participation


def leave(ctx: Context, participation: Participation) -> None:
    """Stop taking part, or decline the invitation; what was stated is deleted and the lead is told."""
    require(policy.may_leave(ctx.actor, hold_for(ctx, participation)))
    pool, was = participation.pool, participation.state
    PARTICIPATION.fire("leave", participation)
    for each in queries.commitments(ctx.session, participation).values():
        ctx.session.delete(each)
    changed(ctx, pool)
    _record(ctx, "pool.left", participation, {"was": was})
    mailbox.post(
        ctx,
        "pool-left",
        to=speakers(ctx, pool.jurisdiction_id),
        about=pool,
        pool=pool,
        member=participation.jurisdiction.name,
        was_invited=was == ParticipationState.INVITED,
        address=address(ctx, pool),
    )


def _participation(pool: Pool, jurisdiction_id: str) -> Participation | None:
    return next((each for each in pool.participations if each.jurisdiction_id == jurisdiction_id), None)


def _new(ctx: Context, pool: Pool, jurisdiction_id: str) -> Participation:
    participation = Participation(jurisdiction_id=jurisdiction_id, since=ctx.now, state=PARTICIPATION.initial)
    pool.participations.append(participation)
    ctx.session.flush()
    return participation


def _check_authority(authority: str, file: files.Staged | None) -> None:
    if not authority.strip() and file is None:
        raise Invalid({"authority": [NO_AUTHORITY]})


def _name_authority(ctx: Context, participation: Participation, authority: str, file: files.Staged | None) -> None:
    participation.authority = authority.strip()
    if file is not None:
        participation.authority_file_id = files.keep(ctx, file).id


def _authority_said(participation: Participation, file: files.Staged | None) -> dict:
    return {"authority": participation.authority, "document": file.digest if file is not None else None}


def _record(ctx: Context, deed: str, participation: Participation, body: dict) -> None:
    """The member's own deed, in the ledger of the pool and under the member's name."""
    said = {"jurisdiction_id": participation.jurisdiction_id, **body}
    ledger.record(ctx, deed, participation.pool, said, jurisdiction_id=participation.jurisdiction_id)
