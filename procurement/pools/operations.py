"""Forming a pool, joining it, stating quantities, and settling them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from procurement.audit import operations as ledger
from procurement.core.context import Context
from procurement.core.errors import Conflict, Hindrance, Incomplete, Invalid
from procurement.core.verdict import require
from procurement.files import operations as files
from procurement.library.content import new_key
from procurement.mailbox import operations as mailbox
from procurement.networks import queries as networks
from procurement.networks.duties import Duty
from procurement.networks.models import Jurisdiction
from procurement.pools import policy, queries
from procurement.pools.lifecycle import PARTICIPATION, POOL, ParticipationState
from procurement.pools.models import Commitment, Participation, Pool, PoolLine

#: A pool of one is no pool.
FEWEST = 2


def form(
    ctx: Context,
    *,
    jurisdiction_id: str,
    network_id: str,
    title: str,
    description: str = "",
    focus_area: str = "",
    join_by: datetime | None = None,
    authority: str,
    lines: Sequence[Mapping] = (),
) -> Pool:
    """Form a pool in a network of the lead's; the lead takes part from the start, by the authority it names."""
    require(policy.may_form(ctx.actor, jurisdiction_id))
    if network_id not in {each.id for each in networks.networks_of(ctx.session, jurisdiction_id)}:
        raise Invalid({"network_id": ["Choose one of the networks that the lead belongs to."]})
    _check_join_by(ctx, join_by)
    pool = ctx.add(
        Pool(
            jurisdiction_id=jurisdiction_id,
            network_id=network_id,
            title=title,
            description=description,
            focus_area=focus_area,
            join_by=join_by,
            created_at=ctx.now,
            created_by=ctx.actor.id,
        )
    )
    for line in lines:
        _add_line(pool, line["description"], line["unit"])
    lead = Participation(jurisdiction_id=jurisdiction_id, since=ctx.now, state=PARTICIPATION.initial)
    pool.participations.append(lead)
    _take_part(ctx, lead, authority, None)
    ctx.session.flush()
    ledger.record(ctx, "pool.formed", pool, {"title": title, "lines": len(pool.lines)})
    return pool


def edit(
    ctx: Context,
    pool: Pool,
    *,
    version: int | None = None,
    title: str,
    description: str = "",
    focus_area: str = "",
    join_by: datetime | None = None,
) -> Pool:
    """Change what the pool is called and until when it can be joined."""
    require(policy.may_edit_lines(ctx.actor, pool))
    ctx.expect(pool, version)
    if join_by != pool.join_by:
        _check_join_by(ctx, join_by)
    pool.title, pool.description, pool.focus_area, pool.join_by = title, description, focus_area, join_by
    ctx.session.flush()
    ledger.record(ctx, "pool.edited", pool, {"title": title})
    return pool


def add_line(ctx: Context, pool: Pool, *, description: str, unit: str) -> PoolLine:
    """One more thing to buy; members who have stated quantities are asked for this one too."""
    require(policy.may_edit_lines(ctx.actor, pool))
    ctx.lock(pool)
    line = _add_line(pool, description, unit)
    ctx.session.flush()
    ledger.record(ctx, "pool.line-added", pool, {"key": line.key, "description": description})
    return line


def edit_line(ctx: Context, line: PoolLine, *, version: int | None = None, description: str, unit: str) -> PoolLine:
    """Correct a line."""
    require(policy.may_edit_lines(ctx.actor, line.pool))
    ctx.expect(line, version)
    line.description, line.unit = description, unit
    ctx.session.flush()
    ledger.record(ctx, "pool.line-edited", line.pool, {"key": line.key, "description": description})
    return line


def remove_line(ctx: Context, line: PoolLine) -> None:
    """Take a line out; refused once a member needs some of it."""
    require(policy.may_edit_lines(ctx.actor, line.pool))
    pool = ctx.lock(line.pool)
    entry = next(each for each in queries.demand(ctx.session, pool) if each["key"] == line.key)
    if any(Decimal(share["quantity"]) > 0 for share in entry["shares"]):
        raise Conflict("A member has stated a quantity for this line, so it stays.")
    for commitment in queries.commitments_of_line(ctx.session, line):
        ctx.session.delete(commitment)
    pool.lines.remove(line)
    ctx.session.delete(line)
    ctx.session.flush()
    ledger.record(ctx, "pool.line-removed", pool, {"key": line.key})


def invite(ctx: Context, pool: Pool, *, jurisdiction_id: str) -> Participation:
    """Ask a member of the network to join; its representatives get a letter. Asking twice is asking once."""
    require(policy.may_lead(ctx.actor, pool))
    ctx.lock(pool)
    found = _participation(pool, jurisdiction_id)
    if found is not None:
        return found
    if not queries.in_network(ctx.session, pool, jurisdiction_id):
        raise Invalid({"jurisdiction_id": ["Only members of the pool's network can be invited."]})
    participation = Participation(jurisdiction_id=jurisdiction_id, since=ctx.now, state=PARTICIPATION.initial)
    pool.participations.append(participation)
    ctx.session.flush()
    ledger.record(ctx, "pool.invited", pool, {"jurisdiction_id": jurisdiction_id})
    mailbox.post(
        ctx,
        "pool-invitation",
        to=networks.people_with(ctx.session, jurisdiction_id, Duty.REPRESENTATIVE),
        about=pool,
        pool=pool,
        address=f"{ctx.url}/pools/{pool.id}",
    )
    return participation


def join(
    ctx: Context, pool: Pool, *, jurisdiction_id: str, authority: str = "", authority_file: files.Staged | None = None
) -> Participation:
    """Take part, by the authority to buy cooperatively that the jurisdiction names or attaches."""
    require(
        policy.may_join(
            ctx.actor,
            ctx.lock(pool),
            jurisdiction_id,
            in_network=queries.in_network(ctx.session, pool, jurisdiction_id),
            now=ctx.now,
            zone=ctx.session.get_one(Jurisdiction, jurisdiction_id).zone,
        )
    )
    participation = _participation(pool, jurisdiction_id)
    if participation is None:
        participation = Participation(jurisdiction_id=jurisdiction_id, since=ctx.now, state=PARTICIPATION.initial)
        pool.participations.append(participation)
    _take_part(ctx, participation, authority, authority_file)
    ctx.session.flush()
    ledger.record(ctx, "pool.joined", pool, {"jurisdiction_id": jurisdiction_id})
    ledger.record(ctx, "pool.joined", participation, {"pool_id": pool.id})
    return participation


def leave(ctx: Context, participation: Participation) -> None:
    """Stop taking part; the quantities no longer count."""
    require(policy.may_leave(ctx.actor, _with_pool_locked(ctx, participation)))
    PARTICIPATION.fire("leave", participation)
    ctx.session.flush()
    ledger.record(ctx, "pool.left", participation.pool, {"jurisdiction_id": participation.jurisdiction_id})


def state_quantities(ctx: Context, participation: Participation, *, quantities: Mapping[str, Mapping]) -> None:
    """State how much of each line the member needs: {line key: {quantity, is_firm}}; zero is an answer too."""
    require(policy.may_state_quantities(ctx.actor, _with_pool_locked(ctx, participation)))
    lines = {line.key: line for line in participation.pool.lines}
    unknown = sorted(set(quantities) - set(lines))
    if unknown:
        raise Invalid({f"quantities.{unknown[0]}": ["The pool has no such line."]})
    known = queries.commitments(ctx.session, participation)
    for key, stated in quantities.items():
        commitment = known.get(lines[key].id)
        if commitment is None:
            commitment = Commitment(participation_id=participation.id, line_id=lines[key].id)
            ctx.session.add(commitment)
        commitment.quantity = stated["quantity"]
        commitment.is_firm = stated.get("is_firm", False)
        commitment.stated_at = ctx.now
    ctx.session.flush()
    body = {"jurisdiction_id": participation.jurisdiction_id, "lines": sorted(quantities)}
    ledger.record(ctx, "pool.quantities-stated", participation.pool, body)


def commit(ctx: Context, pool: Pool) -> Pool:
    """Settle members and quantities: nobody joins or leaves afterwards, and the lead may draft for all."""
    require(policy.may_lead(ctx.actor, pool))
    ctx.lock(pool)
    found = hindrances(ctx, pool)
    if found:
        raise Incomplete(found)
    POOL.fire("commit", pool)
    ctx.session.flush()
    demand = {line["key"]: line["quantity"] for line in queries.demand(ctx.session, pool)}
    ledger.record(ctx, "pool.committed", pool, {"demand": demand})
    _tell_members(ctx, pool, "pool-committed")
    return pool


def hindrances(ctx: Context, pool: Pool) -> list[Hindrance]:
    """What stands in the way of committing the pool. Asks nobody: it reads what the caller already holds."""
    found = []
    joined = queries.members(ctx.session, pool)
    if len(joined) < FEWEST:
        found.append(Hindrance("alone", "At least one more member has to join before the pool can be committed."))
    if not pool.lines:
        found.append(Hindrance("no-lines", "The pool buys nothing yet: add a line.", place="lines"))
    for name in queries.without_quantities(ctx.session, pool):
        found.append(Hindrance("no-quantities", f"{name} has not stated a quantity for every line."))
    for line in queries.demand(ctx.session, pool):
        if Decimal(line["quantity"]) == 0 and line["shares"]:
            found.append(Hindrance("no-demand", f"Nobody needs any of “{line['description']}”: take the line out."))
    return found


def reopen(ctx: Context, pool: Pool) -> Pool:
    """Let members and quantities change again (before the joint solicitation is out, or after it was cancelled)."""
    require(policy.may_lead(ctx.actor, pool))
    ctx.lock(pool)
    POOL.fire("reopen", pool)
    ctx.session.flush()
    ledger.record(ctx, "pool.reopened", pool)
    return pool


def begin_sourcing(ctx: Context, pool: Pool) -> None:
    """The joint solicitation is being drafted."""
    require(policy.may_lead(ctx.actor, pool))
    ctx.lock(pool)
    POOL.fire("source", pool)
    ctx.session.flush()
    ledger.record(ctx, "pool.sourcing", pool)


def mark_awarded(ctx: Context, pool: Pool) -> None:
    """The joint solicitation has led to an award. Asks nobody: a consequence of the award, whose policy was asked."""
    ctx.lock(pool)
    POOL.fire("award", pool)
    ctx.session.flush()
    ledger.record(ctx, "pool.awarded", pool)


def close(ctx: Context, pool: Pool) -> Pool:
    """End the pool."""
    require(policy.may_lead(ctx.actor, pool))
    ctx.lock(pool)
    POOL.fire("close", pool)
    ctx.session.flush()
    ledger.record(ctx, "pool.closed", pool)
    _tell_members(ctx, pool, "pool-closed")
    return pool


def _with_pool_locked(ctx: Context, participation: Participation) -> Participation:
    ctx.lock(participation.pool)
    return participation


def _take_part(ctx: Context, participation: Participation, authority: str, file: files.Staged | None) -> None:
    if not authority.strip() and file is None:
        raise Invalid({"authority": ["Say by what authority you may buy cooperatively, or attach the document."]})
    PARTICIPATION.fire("join", participation)
    participation.joined_at, participation.joined_by = ctx.now, ctx.actor.id
    participation.authority = authority
    if file is not None:
        participation.authority_file_id = files.keep(ctx, file).id


def _add_line(pool: Pool, description: str, unit: str) -> PoolLine:
    line = PoolLine(
        position=max((each.position for each in pool.lines), default=0) + 1,
        key=new_key("p", [each.key for each in pool.lines]),
        description=description,
        unit=unit,
    )
    pool.lines.append(line)
    return line


def _participation(pool: Pool, jurisdiction_id: str) -> Participation | None:
    return next((each for each in pool.participations if each.jurisdiction_id == jurisdiction_id), None)


def _check_join_by(ctx: Context, join_by: datetime | None) -> None:
    if join_by is not None and join_by <= ctx.now:
        raise Invalid({"join_by": ["Choose a time in the future."]})


def _tell_members(ctx: Context, pool: Pool, letter: str) -> None:
    for each in pool.participations:
        if each.state == ParticipationState.JOINED:
            people = networks.people_with(ctx.session, each.jurisdiction_id, Duty.REPRESENTATIVE)
            mailbox.post(ctx, letter, to=people, about=pool, pool=pool, address=f"{ctx.url}/pools/{pool.id}")
