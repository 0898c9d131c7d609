"""Taking part in a pool: being invited, joining by authority and signature, leaving. Floor: operations."""

from collections.abc import Mapping

from procurement.audit import operations as ledger
from procurement.core.context import Context
from procurement.core.errors import Conflict, Invalid
from procurement.core.verdict import require
from procurement.files import operations as files
from procurement.mailbox import operations as mailbox
from procurement.pools import demand_queries, linking, policy, queries, settling
from procurement.pools.agreement import Signature
from procurement.pools.holding import address, changed, hold, hold_for, record_for, speakers, tell_members
from procurement.pools.lifecycle import PARTICIPATION, ParticipationState, PoolState
from procurement.pools.models import LateJoining, Participation, Pool
from procurement.pools.moving import settle_motions
from procurement.pools.signing import put_signature
from procurement.pools.stating import forget_demand, put_quantities

NO_AUTHORITY = "Say by what authority you may buy cooperatively, or attach the document."
ALL_AT_ONCE = "The pool is committed: who joins now states all quantities at once. Missing: {lines}."


def invite(ctx: Context, pool: Pool, *, jurisdiction_id: str, because: str = "") -> Participation:
    """Ask a government to join; its representatives get a letter. Asking twice is asking once.

    Where the lead names the members, this is how it names one, of whatever network. `because` tells in the letter why
    it is asked.
    """
    require(policy.may_invite(ctx.actor, hold(ctx, pool), ctx.now))
    if not queries.may_be_invited(ctx.session, pool, jurisdiction_id):
        raise Invalid({"jurisdiction_id": ["Choose a government that this pool is open to."]})
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
    said = {"pool": pool, "because": because, "address": address(ctx, pool), "zone": pool.lead.zone}
    mailbox.post(ctx, "pool-invitation", to=to, about=pool, **said)
    return participation


def join(
    ctx: Context,
    pool: Pool,
    *,
    jurisdiction_id: str,
    authority: str = "",
    authority_file: files.Staged | None = None,
    signature: Signature | None = None,
    quantities: Mapping[str, Mapping] | None = None,
) -> Participation:
    """Take part, by the authority to buy cooperatively that the jurisdiction names or attaches.

    Where the pool has an agreement, joining is signing it. Once the pool is committed (where its rule lets anybody in
    then) the `quantities` of every line come with it, and the joint draft is approved anew. Joining twice is joining
    once: what was stated the first time stays.
    """
    require(
        policy.may_join(
            ctx.actor,
            hold(ctx, pool),
            jurisdiction_id,
            admitted=queries.is_admitted(ctx.session, pool, jurisdiction_id),
            joined=_others(pool, jurisdiction_id),
            now=ctx.now,
        )
    )
    participation = _participation(pool, jurisdiction_id)
    if participation is not None and participation.state == ParticipationState.JOINED:
        return participation
    _check_authority(authority, authority_file)
    settle_motions(ctx, pool)
    is_late = pool.state != PoolState.FORMING
    if participation is None:
        participation = _new(ctx, pool, jurisdiction_id)
    take_part(ctx, participation, authority=authority, authority_file=authority_file, signature=signature)
    participation.is_late = is_late
    _state_what_is_sent(ctx, participation, quantities, must_be_whole=is_late)
    changed(ctx, pool)
    _tell_of_join(ctx, participation, authority)
    return participation


def join_after_award(
    ctx: Context,
    pool: Pool,
    *,
    jurisdiction_id: str,
    was_said: bool,
    quantities: Mapping[str, Mapping],
    authority: str = "",
    authority_file: files.Staged | None = None,
    signature: Signature | None = None,
) -> Participation:
    """Take part after the award, where the pool's rule and the published solicitation (`was_said`) provided for it.

    The room downstream that knows the solicitation calls it, and offers the addendum for these quantities.
    """
    require(
        policy.may_join_after_award(
            ctx.actor,
            hold(ctx, pool),
            jurisdiction_id,
            admitted=queries.is_admitted(ctx.session, pool, jurisdiction_id),
            joined=_others(pool, jurisdiction_id),
            was_said=was_said,
        )
    )
    participation = _participation(pool, jurisdiction_id)
    if participation is not None and participation.state == ParticipationState.JOINED:
        return participation
    _check_authority(authority, authority_file)
    if participation is None:
        participation = _new(ctx, pool, jurisdiction_id)
    take_part(ctx, participation, authority=authority, authority_file=authority_file, signature=signature)
    participation.is_late = True
    _state_what_is_sent(ctx, participation, quantities, must_be_whole=True)
    changed(ctx, pool)
    _tell_of_join(ctx, participation, authority)
    return participation


def take_part(
    ctx: Context,
    participation: Participation,
    *,
    authority: str,
    authority_file: files.Staged | None = None,
    signature: Signature | None = None,
) -> None:
    """Let the participation be joined by this authority, and by signing where the pool has an agreement.

    Asks nobody: a consequence of joining or of forming the pool, whose own policies have been asked. The lead alone
    may form its pool without having signed yet.
    """
    _check_authority(authority, authority_file)
    PARTICIPATION.fire("join", participation)
    participation.joined_at, participation.joined_by, participation.left_at = ctx.now, ctx.actor.id, None
    participation.authority_file_id = None
    _name_authority(ctx, participation, authority, authority_file)
    leads = participation.jurisdiction_id == participation.pool.jurisdiction_id
    if participation.pool.agreement_version_id is not None and (signature is not None or not leads):
        put_signature(ctx, participation, signature)
    ctx.session.flush()
    linking.taken_part(ctx, participation)
    record_for(ctx, "pool.joined", participation, _authority_said(participation, authority_file))


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
    record_for(ctx, "pool.authority-stated", participation, _authority_said(participation, authority_file))
    return participation


def leave(ctx: Context, participation: Participation) -> None:
    """Stop taking part, or decline the invitation; what was stated is deleted and the lead is told.

    After the commitment (only where the pool goes on with those who stay) all members are told: the joint draft
    changes with the quantities, and its approvals for what changed are asked anew.
    """
    require(policy.may_leave(ctx.actor, hold_for(ctx, participation)))
    pool, was = participation.pool, participation.state
    _go(ctx, participation)
    record_for(ctx, "pool.left", participation, {"was": was})
    values = {"member": participation.jurisdiction.name, "was_invited": was == ParticipationState.INVITED}
    to = speakers(ctx, pool.jurisdiction_id)
    mailbox.post(ctx, "pool-left", to=to, about=pool, pool=pool, address=address(ctx, pool), **values)
    if pool.state == PoolState.COMMITTED and was == ParticipationState.JOINED:
        tell_members(ctx, pool, "pool-changed-late", member=participation.jurisdiction.name, joined=False)


def leave_out(ctx: Context, participation: Participation) -> None:
    """Go on without a member that has not approved the joint draft in time, by the pool's own rule.

    It is as if it had left: its quantities are deleted, and its representatives are told why.
    """
    require(policy.may_leave_out(ctx.actor, hold_for(ctx, participation), ctx.now))
    pool, name = participation.pool, participation.jurisdiction.name
    if len(queries.joined(pool)) <= settling.FEWEST:
        raise Conflict(f"Without {name} nobody is left to buy together with: a pool has at least two members.")
    _go(ctx, participation)
    record_for(ctx, "pool.left-out", participation, {"approvals_due_at": pool.approvals_due_at.isoformat()})
    to = speakers(ctx, participation.jurisdiction_id)
    mailbox.post(ctx, "pool-left-out", to=to, about=pool, pool=pool, member=name, zone=pool.lead.zone)
    tell_members(ctx, pool, "pool-changed-late", member=name, joined=False)


def _go(ctx: Context, participation: Participation) -> None:
    """The member takes part no more, and nothing it stated counts."""
    pool = participation.pool
    settle_motions(ctx, pool)
    PARTICIPATION.fire("leave", participation)
    participation.left_at, participation.is_late = ctx.now, False
    _forget_signature(participation)
    if pool.offered_lead_id == participation.jurisdiction_id:
        pool.offered_lead_id = pool.lead_offered_at = pool.lead_accepted_by = pool.lead_agreed_by = None
    forget_demand(ctx, participation)
    linking.left(ctx, participation)
    changed(ctx, pool)


def _state_what_is_sent(
    ctx: Context, participation: Participation, quantities: Mapping[str, Mapping] | None, *, must_be_whole: bool
) -> None:
    if quantities:
        put_quantities(ctx, participation, quantities)
    if must_be_whole:
        done = demand_queries.commitments(ctx.session, participation)
        lines = demand_queries.own_lines(participation.pool, participation)
        missing = [f"“{each.description}”" for each in lines if each.id not in done]
        if missing:
            shown = ", ".join(missing[:5]) + (f" and {len(missing) - 5:,} more" if len(missing) > 5 else "")
            raise Invalid({"quantities": [ALL_AT_ONCE.format(lines=shown)]})


def _tell_of_join(ctx: Context, participation: Participation, authority: str) -> None:
    pool, name = participation.pool, participation.jurisdiction.name
    mailbox.post(
        ctx,
        "pool-joined",
        to=speakers(ctx, pool.jurisdiction_id),
        about=pool,
        pool=pool,
        member=name,
        authority=authority,
        address=address(ctx, pool),
    )
    if pool.state == PoolState.COMMITTED and pool.late_joining != LateJoining.NEVER:
        tell_members(ctx, pool, "pool-changed-late", member=name, joined=True)


def _others(pool: Pool, jurisdiction_id: str) -> int:
    """How many others take part: who is in already takes no other place."""
    return sum(1 for each in queries.joined(pool) if each.jurisdiction_id != jurisdiction_id)


def _participation(pool: Pool, jurisdiction_id: str) -> Participation | None:
    return next((each for each in pool.participations if each.jurisdiction_id == jurisdiction_id), None)


def _new(ctx: Context, pool: Pool, jurisdiction_id: str) -> Participation:
    participation = Participation(jurisdiction_id=jurisdiction_id, since=ctx.now, state=PARTICIPATION.initial)
    pool.participations.append(participation)
    ctx.session.flush()
    return participation


def _forget_signature(participation: Participation) -> None:
    participation.signature = participation.signature_title = participation.agreement_digest = ""
    participation.signed_at = participation.signed_by = participation.agreement_version_id = None


def _check_authority(authority: str, file: files.Staged | None) -> None:
    if not authority.strip() and file is None:
        raise Invalid({"authority": [NO_AUTHORITY]})


def _name_authority(ctx: Context, participation: Participation, authority: str, file: files.Staged | None) -> None:
    participation.authority = authority.strip()
    if file is not None:
        participation.authority_file_id = files.keep(ctx, file).id


def _authority_said(participation: Participation, file: files.Staged | None) -> dict:
    return {"authority": participation.authority, "document": file.digest if file is not None else None}
