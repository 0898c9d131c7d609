"""Joining a pool after its award, where its rule and its solicitation provided for that. Floor: operations."""

from collections.abc import Mapping

from procurement.awards.models import Award
from procurement.contracts import contract_queries, policy
from procurement.contracts.models import ParticipatingAddendum
from procurement.contracts.operations import offer_to
from procurement.contracts.shares import share_of
from procurement.core.context import Context
from procurement.core.errors import Conflict, Invalid
from procurement.core.verdict import require
from procurement.files import operations as files
from procurement.pools import operations as pools
from procurement.pools import queries as pool_queries
from procurement.pools.agreement import Signature


def join_late(
    ctx: Context,
    award: Award,
    *,
    jurisdiction_id: str,
    quantities: Mapping[str, Mapping],
    authority: str = "",
    authority_file: files.Staged | None = None,
    signature: Signature | None = None,
) -> ParticipatingAddendum:
    """Take part in a pool whose award is final: its own quantities at the awarded prices, by an addendum of its own.

    Only where the pool's rule and the published solicitation said so. What other members buy stays as it is.
    """
    require(policy.may_join_late(ctx.actor, ctx.lock(award)))
    solicitation = award.solicitation
    pool, body = solicitation.pool, solicitation.revision.body
    assert pool is not None
    before = {each.id for each in pool_queries.members(ctx.session, pool)}
    part = pools.join_after_award(
        ctx,
        pool,
        jurisdiction_id=jurisdiction_id,
        was_said=bool((body.get("pool") or {}).get("open_after_award")),
        quantities=quantities,
        authority=authority,
        authority_file=authority_file,
        signature=signature,
    )
    if part.id in before:
        raise Conflict("This jurisdiction takes part already; its participating addendum is with your addenda.")
    own = {
        line["key"]: [each for each in line["shares"] if each["participation_id"] == part.id]
        for line in pool_queries.demand(ctx.session, pool)
    }
    priced = [{**line, "shares": own.get(line["key"], [])} for line in body["price_lines"]]
    lines = share_of(priced, (award.response.opened or {}).get("prices", {}), part.id)
    if not lines:
        raise Invalid({"quantities": ["State how much you need of at least one line that has a price."]})
    return offer_to(ctx, award, contract_queries.of_award(ctx, award.id), part, lines)
