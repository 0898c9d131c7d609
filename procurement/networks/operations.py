"""What is done to networks and jurisdictions: set up, edited, joined and left, their rules set.

People and their duties are in `people.py` on the same floor.
"""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from procurement.audit import operations as ledger
from procurement.core.context import Context
from procurement.core.errors import Conflict, Invalid
from procurement.core.verdict import require
from procurement.networks import policy, queries, rule_shapes
from procurement.networks.geography import slug_of
from procurement.networks.models import Jurisdiction, JurisdictionKind, Membership, Network


def create_network(
    ctx: Context, *, name: str, slug: str = "", description: str = "", parent: Network | None = None
) -> Network:
    """Set up a coalition, by itself or below another one."""
    require(policy.may_create(ctx.actor))
    network = ctx.add(
        Network(
            name=name,
            slug=_free_slug(ctx.session, Network, slug, name),
            description=description,
            parent_id=parent.id if parent is not None else None,
            created_at=ctx.now,
        )
    )
    ledger.record(ctx, "network.created", network, {"name": name, "parent": network.parent_id})
    return network


def edit_network(
    ctx: Context, network: Network, *, version: int | None = None, name: str, description: str = ""
) -> Network:
    """Change what is said about a network."""
    require(policy.may_edit(ctx.actor, network))
    ctx.expect(network, version)
    network.name, network.description = name, description
    ledger.record(ctx, "network.edited", network, {"name": name})
    return network


def move_network(ctx: Context, network: Network, parent: Network | None, *, version: int | None = None) -> Network:
    """Hang the network below another one, or (None) let it stand by itself; a loop is refused."""
    require(policy.may_move(ctx.actor, network))
    ctx.expect(network, version)
    if parent is not None and queries.is_below(ctx.session, parent.id, network.id):
        raise Invalid({"parent_id": [f"{parent.name} is below {network.name}: a network cannot be inside itself."]})
    parent_id = parent.id if parent is not None else None
    if parent_id != network.parent_id:
        network.parent_id = parent_id
        ledger.record(ctx, "network.moved", network, {"parent": parent_id})
    return network


def create_jurisdiction(
    ctx: Context,
    *,
    name: str,
    kind: JurisdictionKind,
    state_code: str,
    zone: str,
    slug: str = "",
    population: int | None = None,
    address: str = "",
    website: str = "",
) -> Jurisdiction:
    """Set up a public body that buys; its first administrator is invited afterwards."""
    require(policy.may_create(ctx.actor))
    jurisdiction = ctx.add(
        Jurisdiction(
            name=name,
            slug=_free_slug(ctx.session, Jurisdiction, slug, name),
            kind=JurisdictionKind(kind),
            state_code=state_code,
            zone=zone,
            population=population,
            address=address,
            website=website,
            rules={},
            created_at=ctx.now,
        )
    )
    body = {"name": name, "kind": str(jurisdiction.kind), "state": state_code}
    ledger.record(ctx, "jurisdiction.created", jurisdiction, body, jurisdiction_id=jurisdiction.id)
    return jurisdiction


def edit_jurisdiction(
    ctx: Context, jurisdiction: Jurisdiction, *, version: int | None = None, **changes
) -> Jurisdiction:
    """Change name, kind, state, zone, population, address or website; what is not named stays."""
    require(policy.may_edit(ctx.actor, jurisdiction))
    ctx.expect(jurisdiction, version)
    changed = {}
    for field, value in changes.items():
        if getattr(jurisdiction, field) != value:
            changed[field] = {"from": _plain(getattr(jurisdiction, field)), "to": _plain(value)}
            setattr(jurisdiction, field, value)
    if changed:
        ledger.record(ctx, "jurisdiction.edited", jurisdiction, changed, jurisdiction_id=jurisdiction.id)
    return jurisdiction


def set_rules(ctx: Context, jurisdiction: Jurisdiction, entries: dict, *, version: int | None = None) -> Jurisdiction:
    """Set the rule pack (`rule_shapes.checked`); what is None or left out goes back to the default.

    Solicitations that were published keep the deadline they were published under.
    """
    require(policy.may_edit(ctx.actor, jurisdiction))
    ctx.expect(jurisdiction, version)
    before, after = dict(jurisdiction.rules), rule_shapes.checked(entries)
    if before != after:
        jurisdiction.rules = after
        body = {"from": before, "to": after}
        ledger.record(ctx, "jurisdiction.rules-set", jurisdiction, body, jurisdiction_id=jurisdiction.id)
    return jurisdiction


def add_member(ctx: Context, network: Network, jurisdiction: Jurisdiction) -> Membership:
    """Take a jurisdiction into a network: from now on its people see what the network shares."""
    require(policy.may_add_member(ctx.actor, network))
    ctx.lock(network)
    member = sa.select(Membership).where(
        Membership.network_id == network.id, Membership.jurisdiction_id == jurisdiction.id
    )
    if ctx.session.scalar(member) is not None:
        raise Conflict(f"{jurisdiction.name} belongs to {network.name} already.")
    membership = ctx.add(Membership(network_id=network.id, jurisdiction_id=jurisdiction.id, since=ctx.now))
    body = {"jurisdiction": jurisdiction.id, "name": jurisdiction.name}
    ledger.record(ctx, "network.member-added", network, body, jurisdiction_id=jurisdiction.id)
    return membership


def remove_member(ctx: Context, membership: Membership) -> None:
    """End a membership: the network lets the jurisdiction go, or the jurisdiction leaves."""
    require(policy.may_remove_member(ctx.actor, membership))
    body = {"jurisdiction": membership.jurisdiction_id, "name": membership.jurisdiction.name}
    ledger.record(ctx, "network.member-removed", membership.network, body, jurisdiction_id=membership.jurisdiction_id)
    ctx.session.delete(membership)
    ctx.session.flush()


def _free_slug(session: Session, rows: type[Network] | type[Jurisdiction], wanted: str, name: str) -> str:
    """The slug that was asked for (refused when taken), or one made from the name that nobody has."""
    stem = slug_of(wanted or name)
    if not stem:
        raise Invalid({"name": ["Use a name with letters or digits in it."]})
    taken = set(session.scalars(sa.select(rows.slug).where(rows.slug.startswith(stem))))
    if wanted and stem in taken:
        raise Invalid({"slug": [f"“{stem}” is taken; choose another short name."]})
    number = 1
    slug = stem
    while slug in taken:
        number += 1
        slug = f"{stem[:55]}-{number}"
    return slug


def _plain(value):
    return value if isinstance(value, int | None) else str(value)
