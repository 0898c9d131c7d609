"""Pools with fixed data, through the operations: forming, with every quantity stated, committed, sourced."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import sqlalchemy as sa

from procurement.core.context import SYSTEM, Context
from procurement.library import operations as library
from procurement.library.models import Form, Item, Scope
from procurement.networks.duties import Duty
from procurement.networks.models import Jurisdiction, Network
from procurement.pools import operations
from procurement.pools.agreement import Signature
from procurement.pools.lifecycle import ParticipationState
from procurement.pools.models import Participation, Pool
from tests.builders.library import a_section
from tests.builders.people import a_jurisdiction, a_network, acting
from tests.builders.solicitations import as_representative, somebody
from tests.support.scenes import kept

LEAD, MEMBERS = "City of Alder", ("City of Birch", "City of Cedar")
LINES = (
    {"description": "Electric refuse truck", "unit": "truck"},
    {"description": "Charger", "unit": "charger"},
)
AUTHORITY = "Resolution 2026-41 of the council"


def the_network(ctx: Context, name: str = "Prairie Coalition") -> Network:
    """The network of this name: found, or made."""
    found = ctx.session.scalar(sa.select(Network).where(Network.name == name))
    return found or a_network(ctx, name)


def the_member(ctx: Context, name: str, network: Network) -> Jurisdiction:
    """The jurisdiction of this name: found, or made in the network."""
    found = ctx.session.scalar(sa.select(Jurisdiction).where(Jurisdiction.name == name))
    return found or a_jurisdiction(replace(ctx, actor=SYSTEM), name, network)


def as_lead(ctx: Context, pool: Pool) -> Context:
    """The same unit of work, with the lead's representative acting."""
    return as_representative(ctx, pool.lead)


def as_lead_officer(ctx: Context, pool: Pool) -> Context:
    """The same unit of work, with an officer of the lead acting."""
    return acting(ctx, somebody(ctx, pool.lead, Duty.OFFICER, "Olive"))


def part_of(pool: Pool, name: str) -> Participation:
    """The participation of the jurisdiction of this name."""
    return next(each for each in pool.participations if each.jurisdiction.name == name)


@kept
def a_lonely_pool(ctx: Context, *, lines: Sequence[Mapping] = LINES, **given) -> Pool:
    """Formed by the representative of the lead, whom nobody has joined."""
    network = the_network(ctx)
    lead = the_member(ctx, given.pop("lead", LEAD), network)
    given = {"title": "Electric refuse trucks", "authority": AUTHORITY, "network_id": network.id, **given}
    return operations.form(as_representative(ctx, lead), jurisdiction_id=lead.id, lines=lines, **given)


def joined(ctx: Context, pool: Pool, name: str, authority: str = AUTHORITY) -> Participation:
    """The jurisdiction of this name takes part, by its representative."""
    place = the_member(ctx, name, pool.network)
    return operations.join(as_representative(ctx, place), pool, jurisdiction_id=place.id, authority=authority)


@kept
def a_pool(ctx: Context, *, members: Sequence[str] = MEMBERS, **given) -> Pool:
    """Forming, with members that have joined and stated nothing yet."""
    pool = a_lonely_pool(ctx, **given)
    for name in members:
        joined(ctx, pool, name)
    return pool


def stated(ctx: Context, participation: Participation, quantities: Mapping[str, str], *, is_firm: bool = True) -> None:
    """The member states quantities by line key, through its representative."""
    sent = {key: {"quantity": Decimal(quantity), "is_firm": is_firm} for key, quantity in quantities.items()}
    acts = as_representative(ctx, participation.jurisdiction)
    operations.state_quantities(acts, participation, quantities=sent)


@kept
def a_ready_pool(ctx: Context, **given) -> Pool:
    """Forming, every quantity stated: the lead needs 1 of each line, the next member 2, and so on."""
    pool = a_pool(ctx, **given)
    in_it = [each for each in pool.participations if each.state == ParticipationState.JOINED]
    in_it.sort(key=lambda each: (each.jurisdiction_id != pool.jurisdiction_id, each.jurisdiction.name))
    for number, each in enumerate(in_it, start=1):
        stated(ctx, each, {line.key: str(number) for line in pool.lines})
    return pool


def an_agreement(ctx: Context, lead: Jurisdiction, text: str = "We buy together; the lead leads."):
    """The published version of an agreement of the lead's, which its people may choose for a pool."""
    officer = acting(ctx, somebody(ctx, lead, Duty.OFFICER, "Olive"))
    found = ctx.session.scalar(sa.select(Item).where(Item.jurisdiction_id == lead.id, Item.form == Form.AGREEMENT))
    if found is None:
        given = {"title": "Membership agreement", "scope": Scope.OWN, "form": Form.AGREEMENT, "text": text}
        found = library.create_item(officer, jurisdiction_id=lead.id, **given)
        version = found.versions[0]
    else:
        version = library.new_version(officer, found)
        content = {**version.content, "sections": [a_section("s1", "Terms", text)]}
        library.edit_version(officer, version, version=version.version, content=content)
    return library.publish_version(officer, version)


def signed(pool: Pool, name: str = "Rita Moss", **changed) -> Signature:
    """A signature under the agreement that the pool has now."""
    given = {"name": name, "title": "City manager", "declares": True, "digest": pool.agreement.digest, **changed}
    return Signature(**given)


@kept
def a_committed_pool(ctx: Context, **given) -> Pool:
    """Members and quantities are settled; the lead may draft."""
    pool = a_ready_pool(ctx, **given)
    return operations.commit(as_lead(ctx, pool), pool)


def join_by(ctx: Context, **ahead) -> dict:
    """A last moment to join, so far ahead: `a_pool(ctx, **join_by(ctx, days=3))`."""
    return {"join_by": ctx.now + timedelta(**ahead)}
