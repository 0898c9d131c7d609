"""Nominating a contract that one wishes to be opened, and taking it back. Floor: operations."""

import sqlalchemy as sa

from procurement.audit import operations as ledger
from procurement.contracts import contract_policy as policy
from procurement.contracts import contract_queries as queries
from procurement.contracts.models import Contract, Nomination
from procurement.core.context import Context
from procurement.core.errors import Conflict
from procurement.core.verdict import require
from procurement.mailbox import operations as mailbox
from procurement.networks import queries as networks
from procurement.networks.duties import Duty


def nominate(ctx: Context, contract: Contract, *, jurisdiction_id: str, note: str = "") -> Nomination:
    """Say that one's government wishes the contract were open to it; the lead and the vendor learn how many do.

    Said twice it counts once.
    """
    require(policy.may_nominate(ctx.actor, ctx.lock(contract), jurisdiction_id))
    found = _of(ctx, contract, jurisdiction_id)
    if found is not None and found.withdrawn_at is None:
        return found
    if found is None:
        place = networks.get(ctx, jurisdiction_id)
        found = Nomination(contract=contract, jurisdiction=place, nominated_at=ctx.now, nominated_by=ctx.actor.id)
    found.note, found.withdrawn_at = note.strip(), None
    found.nominated_at, found.nominated_by = ctx.now, ctx.actor.id
    ctx.add(found)
    ledger.record(ctx, "contract.nominated", contract, {"by": found.jurisdiction.name}, jurisdiction_id=jurisdiction_id)
    count = len(queries.nominations(ctx.session, contract))
    officers = networks.people_with(ctx.session, contract.jurisdiction_id, Duty.OFFICER)
    mailbox.post(
        ctx,
        "contract-nominated",
        to=[*officers, *queries.sellers(ctx.session, contract)],
        about=contract,
        contract=contract,
        nomination=found,
        count=count,
        address=queries.address(ctx, contract),
    )
    return found


def withdraw_nomination(ctx: Context, contract: Contract, *, jurisdiction_id: str) -> Nomination:
    """Take the nomination back; nobody gets a letter about that."""
    require(policy.may_speak_for(ctx.actor, jurisdiction_id))
    ctx.lock(contract)
    found = _of(ctx, contract, jurisdiction_id)
    if found is None or found.withdrawn_at is not None:
        raise Conflict("Your government has not nominated this contract, or has taken it back already.")
    found.withdrawn_at = ctx.now
    ctx.session.flush()
    ledger.record(ctx, "contract.nomination-withdrawn", contract, {}, jurisdiction_id=jurisdiction_id)
    return found


def _of(ctx: Context, contract: Contract, jurisdiction_id: str) -> Nomination | None:
    select = sa.select(Nomination).where(
        Nomination.contract_id == contract.id, Nomination.jurisdiction_id == jurisdiction_id
    )
    return ctx.session.scalar(select)
