"""What both doors show of a contract, by what the actor may see of it. Floor: api."""

from procurement.contracts import contract_policy as policy
from procurement.contracts import contract_queries as queries
from procurement.contracts import finding, term
from procurement.contracts.lifecycle import ContractState
from procurement.contracts.models import Certificate, Contract, Nomination
from procurement.core.context import Context
from procurement.core.shapes import plain
from procurement.networks.duties import Permission, places

_BRIEF = (
    "id", "state", "source", "reference", "title", "description", "vendor_name", "vendor_id", "focus_area",
    "categories", "starts_on", "ends_on", "eligible", "version",
)  # fmt: skip
_WHOLE = (
    "award_id", "terminated_on", "termination_reason", "ceiling_cents", "terms", "solicited_by", "solicited",
    "cooperative_clause", "eligible_ids", "federal_terms", "scope", "network_id", "created_at", "activated_at",
)  # fmt: skip
#: Of these, only people of governments and the vendor hear.
_FEES = ("used_cents", "fee_percent", "rebate_percent", "fee_to")


def brief(ctx: Context, contract: Contract) -> dict:
    """A contract as lists show it."""
    found = {name: getattr(contract, name) for name in _BRIEF}
    return {**found, "lead": contract.jurisdiction, "standing": queries.standing(ctx, contract)}


def found(ctx: Context, hit: finding.Hit) -> dict:
    """A contract that was found."""
    lowest = None if hit.lowest is None else plain(hit.lowest)
    lines = [{**line, "unit_price": plain(line["unit_price"])} for line in hit.lines]
    return {**brief(ctx, hit.contract), "lowest": lowest, "fitting": queries.shown_prices(lines)}


def whole(ctx: Context, contract: Contract) -> dict:
    """A contract with all that was agreed; fees and use only for whom they are."""
    fees = policy.sees_fees(ctx.actor, contract)
    return {
        **brief(ctx, contract),
        **{name: getattr(contract, name) for name in _WHOLE},
        **{name: getattr(contract, name) if fees else None for name in _FEES},
        "solicitation_id": contract.award.solicitation_id if contract.award is not None else None,
        "last_possible_on": last_possible(contract),
        "lines": queries.shown_prices(contract.lines),
        "renewals": renewals(contract),
        "buyers": [] if contract.state == ContractState.DISCARDED else queries.buyers(ctx.session, contract),
    }


def last_possible(contract: Contract):
    """The last day there can be, if every open renewal were used; None while no last day is known."""
    if contract.ends_on is None or contract.terminated_on is not None:
        return contract.terminated_on
    return term.last_possible(contract.ends_on, contract.renewals)


def renewals(contract: Contract) -> list[dict]:
    """The options, the next one to decide with the last day to give notice."""
    following = term.next_open(contract.renewals)
    shown = []
    for option in contract.renewals:
        is_next = option is following and contract.ends_on is not None and contract.state == ContractState.ACTIVE
        own = {name: getattr(option, name) for name in ("number", "months", "notice_days", "state", "reason")}
        notice = term.notice_on(contract.ends_on, option.notice_days) if is_next and contract.ends_on else None
        shown.append({**own, "decided_at": option.decided_at, "notice_on": notice})
    return shown


def certificate(ctx: Context, contract: Contract, row: Certificate) -> dict:
    """A certificate, and whether it has lapsed where the lead is."""
    own = {name: getattr(row, name) for name in ("id", "name", "issuer", "expires_on", "added_at")}
    lapsed = row.expires_on < queries.today(ctx, contract)
    return {**own, "has_lapsed": lapsed, "has_document": row.file_id is not None}


def nominations(ctx: Context, contract: Contract) -> dict:
    """Who wishes the contract were open: all for lead and vendor, one's own governments' for others."""
    rows: list[Nomination] = queries.nominations(ctx.session, contract)
    if policy.sees_inside(ctx.actor, contract) or policy.sells(ctx.actor, contract):
        return {"count": len(rows), "items": rows}
    own = places(ctx.actor, Permission.SEE_INTERNAL)
    return {"count": None, "items": [each for each in rows if each.jurisdiction_id in own]}
