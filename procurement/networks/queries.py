"""Questions about networks, jurisdictions and who holds which duty where.

Jurisdictions and networks are public bodies: everybody may see that they exist and who belongs to what.
Duties are seen by those who work there (`visible_assignments`).
"""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload

from procurement.accounts.models import Person
from procurement.accounts.queries import names as names
from procurement.core.context import Context, Grant
from procurement.core.errors import NotFound
from procurement.networks.duties import Duty, Permission, places
from procurement.networks.models import Assignment, Jurisdiction, Membership, Network
from procurement.networks.packs import Pack

Ids = Iterable[str] | sa.Select[str]


def pack_of(place: Jurisdiction) -> Pack:
    """The rule pack of a jurisdiction with its calendar."""
    return Pack.of(place.name, place.rules, zone=place.zone, state_code=place.state_code, id=place.id)


def granted(person_id: str | sa.ScalarSelect[str]) -> sa.Select[tuple[str, str]]:
    """The duties a person holds and where: the id of a jurisdiction or of a network."""
    place = sa.func.coalesce(Assignment.jurisdiction_id, Assignment.network_id).label("place")
    return sa.select(sa.type_coerce(Assignment.duty, sa.String).label("duty"), place).where(
        Assignment.person_id == person_id
    )


def grants_of(session: Session, person_id: str) -> set[Grant]:
    """The same as grants."""
    return {Grant(*row) for row in session.execute(granted(person_id))}


def visible(ctx: Context) -> sa.Select[Jurisdiction]:
    """The jurisdictions this actor may see: all, they are public."""
    return sa.select(Jurisdiction)


def visible_networks(ctx: Context) -> sa.Select[Network]:
    """The networks this actor may see: all, they are public."""
    return sa.select(Network)


def visible_assignments(ctx: Context) -> sa.Select[Assignment]:
    """The duties this actor may see: their own, and those of places where they see internal work or curate."""
    found = sa.select(Assignment)
    if ctx.actor.is_operator or ctx.actor.is_system:
        return found
    inside = places(ctx.actor, Permission.SEE_INTERNAL) | places(ctx.actor, Permission.CURATE)
    return found.where(
        sa.or_(
            Assignment.person_id == ctx.actor.id,
            Assignment.jurisdiction_id.in_(inside),
            Assignment.network_id.in_(inside),
        )
    )


def get(ctx: Context, jurisdiction_id: str) -> Jurisdiction:
    """The jurisdiction, or NotFound."""
    return _found(ctx, visible(ctx).where(Jurisdiction.id == jurisdiction_id), "There is no such jurisdiction.")


def get_by_slug(ctx: Context, slug: str) -> Jurisdiction:
    """The jurisdiction with this short name, or NotFound."""
    return _found(ctx, visible(ctx).where(Jurisdiction.slug == slug), "There is no such jurisdiction.")


def get_network(ctx: Context, network_id: str) -> Network:
    """The network, or NotFound."""
    return _found(ctx, visible_networks(ctx).where(Network.id == network_id), "There is no such network.")


def get_network_by_slug(ctx: Context, slug: str) -> Network:
    """The network with this short name, or NotFound."""
    return _found(ctx, visible_networks(ctx).where(Network.slug == slug), "There is no such network.")


def get_assignment(ctx: Context, assignment_id: str) -> Assignment:
    """The duty somebody holds, or NotFound."""
    return _found(ctx, visible_assignments(ctx).where(Assignment.id == assignment_id), "There is no such duty.")


def get_membership(ctx: Context, network_id: str, jurisdiction_id: str) -> Membership:
    """That this jurisdiction itself belongs to this network, or NotFound."""
    found = sa.select(Membership).where(
        Membership.network_id == network_id, Membership.jurisdiction_id == jurisdiction_id
    )
    return _found(ctx, found, "This jurisdiction does not belong to this network.")


def place_of(session: Session, assignment: Assignment) -> Jurisdiction | Network:
    """The jurisdiction or network a duty is held in."""
    found: Jurisdiction | Network | None
    if assignment.jurisdiction_id is not None:
        found = session.get(Jurisdiction, assignment.jurisdiction_id)
    else:
        found = session.get(Network, assignment.network_id)
    if found is None:
        raise NotFound("There is no such place.")
    return found


def jurisdictions(ctx: Context, words: str = "", *, state: str = "") -> sa.Select[Jurisdiction]:
    """Jurisdictions whose name holds all the words, by name."""
    found = visible(ctx)
    for word in words.split():
        found = found.where(Jurisdiction.name.icontains(word, autoescape=True))
    if state:
        found = found.where(Jurisdiction.state_code == state)
    return found.order_by(Jurisdiction.name, Jurisdiction.id)


def tree(session: Session) -> list[tuple[Network, int]]:
    """All networks with their depth, children after their parent, by name."""
    rows = session.scalars(sa.select(Network).order_by(Network.name, Network.id)).all()
    children: dict[str | None, list[Network]] = {}
    for row in rows:
        children.setdefault(row.parent_id, []).append(row)
    result: list[tuple[Network, int]] = []
    waiting = [(row, 0) for row in reversed(children.get(None, []))]
    while waiting:
        row, depth = waiting.pop()
        result.append((row, depth))
        waiting.extend((child, depth + 1) for child in reversed(children.get(row.id, [])))
    return result


def network_ids_above(jurisdiction_ids: Ids) -> sa.Select[str]:
    """Select of the networks these jurisdictions belong to, and all networks above; to be used inside a select."""
    own = sa.select(Membership.network_id).where(Membership.jurisdiction_id.in_(_ids(jurisdiction_ids)))
    return _upwards(own)


def network_ids_around(place_ids: Ids) -> sa.Select[str]:
    """Select of the networks that these places (jurisdictions or networks) are or belong to, and all above."""
    ids = _ids(place_ids)
    joined = sa.select(Membership.network_id).where(Membership.jurisdiction_id.in_(ids))
    return _upwards(joined.union(sa.select(Network.id).where(Network.id.in_(ids))).subquery().select())


def jurisdiction_ids_below(network_ids: Ids) -> sa.Select[str]:
    """Select of the jurisdictions in these networks or in any network below; to be used inside a select."""
    return sa.select(Membership.jurisdiction_id).where(Membership.network_id.in_(_downwards(network_ids)))


def network_ids_below(network_ids: Ids) -> sa.Select[str]:
    """Select of these networks and all networks below; to be used inside a select."""
    return _downwards(network_ids)


def networks_of(session: Session, jurisdiction_id: str) -> list[Network]:
    """The networks the jurisdiction belongs to, with all networks above them, by name."""
    above = network_ids_above([jurisdiction_id])
    return list(session.scalars(sa.select(Network).where(Network.id.in_(above)).order_by(Network.name, Network.id)))


def own_networks(session: Session, jurisdiction_id: str) -> list[Network]:
    """The networks the jurisdiction itself joined, by name."""
    own = sa.select(Membership.network_id).where(Membership.jurisdiction_id == jurisdiction_id)
    return list(session.scalars(sa.select(Network).where(Network.id.in_(own)).order_by(Network.name, Network.id)))


def joined_networks(session: Session, jurisdiction_ids: Ids) -> list[Network]:
    """The networks that any of these jurisdictions itself joined, by name."""
    joined = sa.select(Membership.network_id).where(Membership.jurisdiction_id.in_(_ids(jurisdiction_ids)))
    return list(session.scalars(sa.select(Network).where(Network.id.in_(joined)).order_by(Network.name, Network.id)))


def jurisdictions_sharing_network(session: Session, jurisdiction_id: str) -> set[str]:
    """The ids of all other jurisdictions that meet this one in some network, however far above."""
    found = session.scalars(jurisdiction_ids_below(network_ids_above([jurisdiction_id])).distinct())
    return set(found) - {jurisdiction_id}


def members(session: Session, network_id: str, *, below: bool = True) -> list[Jurisdiction]:
    """The jurisdictions of a network, with those of the networks below unless told otherwise, by name."""
    if below:
        ids = jurisdiction_ids_below([network_id])
    else:
        ids = sa.select(Membership.jurisdiction_id).where(Membership.network_id == network_id)
    chosen = sa.select(Jurisdiction).where(Jurisdiction.id.in_(ids))
    return list(session.scalars(chosen.order_by(Jurisdiction.name, Jurisdiction.id)))


def children(session: Session, network_id: str) -> list[Network]:
    """The networks directly below, by name."""
    return list(session.scalars(sa.select(Network).where(Network.parent_id == network_id).order_by(Network.name)))


def is_below(session: Session, network_id: str, above_id: str) -> bool:
    """Whether the first network is the second or hangs somewhere below it."""
    return session.scalar(sa.select(sa.literal(network_id).in_(_downwards([above_id])))) is True


def people_with(session: Session, jurisdiction_id: str, *duties: Duty) -> list[Person]:
    """The people (not disabled) who hold any of these duties in the jurisdiction or network, by name."""
    chosen = sa.select(Assignment.person_id).where(
        Assignment.duty.in_(duties),
        sa.or_(Assignment.jurisdiction_id == jurisdiction_id, Assignment.network_id == jurisdiction_id),
    )
    found = sa.select(Person).where(Person.id.in_(chosen), Person.disabled_at.is_(None))
    return list(session.scalars(found.order_by(Person.name, Person.id)))


def shares_network(ctx: Context, jurisdiction_id: str) -> bool:
    """Whether some jurisdiction where the actor sees internal work meets this one in a network."""
    own = places(ctx.actor, Permission.SEE_INTERNAL)
    if not own:
        return False
    neighbours = jurisdiction_ids_below(network_ids_above(own))
    return ctx.session.scalar(sa.select(sa.literal(jurisdiction_id).in_(neighbours))) is True


def contacts(ctx: Context, jurisdiction: Jurisdiction) -> list[tuple[Person, list[Duty]]]:
    """Officers and representatives of a jurisdiction, by name; the caller has asked `policy.may_see_contacts`."""
    found = (
        sa.select(Person, Assignment.duty)
        .join(Assignment, Assignment.person_id == Person.id)
        .where(
            Assignment.jurisdiction_id == jurisdiction.id,
            Assignment.duty.in_((Duty.OFFICER, Duty.REPRESENTATIVE)),
            Person.disabled_at.is_(None),
        )
        .order_by(Person.name, Person.id, Assignment.duty)
    )
    grouped: dict[Person, list[Duty]] = {}
    for person, duty in ctx.session.execute(found):
        grouped.setdefault(person, []).append(duty)
    return list(grouped.items())


def assignments(ctx: Context, place_id: str) -> list[tuple[Assignment, Person]]:
    """The duties of one place that the actor may see, with their people, by name and duty."""
    found = (
        visible_assignments(ctx)
        .join(Person, Person.id == Assignment.person_id)
        .add_columns(Person)
        .where(sa.or_(Assignment.jurisdiction_id == place_id, Assignment.network_id == place_id))
        .order_by(Person.name, Person.id, Assignment.duty)
    )
    return [(assignment, person) for assignment, person in ctx.session.execute(found)]


def duties_of(ctx: Context, person_id: str) -> list[tuple[Duty, Jurisdiction | Network]]:
    """What a person does where, of what the actor may see: for their own account page and their desk."""
    found = (
        visible_assignments(ctx)
        .where(Assignment.person_id == person_id)
        .outerjoin(Jurisdiction, Jurisdiction.id == Assignment.jurisdiction_id)
        .outerjoin(Network, Network.id == Assignment.network_id)
        .add_columns(Jurisdiction, Network)
    )
    rows = [(row.duty, place or network) for row, place, network in ctx.session.execute(found)]
    return sorted(rows, key=lambda row: (row[1].name, row[0]))


def administrators_left(session: Session, place_id: str, *, without: Assignment) -> int:
    """How many people, not disabled, would administer the place if this duty ended."""
    counted = (
        sa.select(sa.func.count())
        .select_from(Assignment)
        .join(Person, Person.id == Assignment.person_id)
        .where(
            Assignment.duty == Duty.ADMINISTRATOR,
            Assignment.id != without.id,
            sa.or_(Assignment.jurisdiction_id == place_id, Assignment.network_id == place_id),
            Person.disabled_at.is_(None),
        )
    )
    return session.scalar(counted) or 0


def memberships(session: Session, network_id: str) -> list[Membership]:
    """Who joined this network itself, with the jurisdictions, by name."""
    found = sa.select(Membership).join(Membership.jurisdiction).options(joinedload(Membership.jurisdiction))
    return list(session.scalars(found.where(Membership.network_id == network_id).order_by(Jurisdiction.name)))


def _ids(ids: Ids):
    return ids if isinstance(ids, sa.Select) else list(ids)


def _upwards(start: sa.Select[str]) -> sa.Select[str]:
    """The networks of `start` and everything above; UNION, so that even a loop would come to an end."""
    up = sa.select(Network.id, Network.parent_id).where(Network.id.in_(start)).cte(recursive=True)
    parent = aliased(Network)
    up = up.union(sa.select(parent.id, parent.parent_id).join(up, parent.id == up.c.parent_id))
    return sa.select(up.c.id)


def _downwards(start: Ids) -> sa.Select[str]:
    """The networks of `start` and everything below."""
    down = sa.select(Network.id).where(Network.id.in_(_ids(start))).cte(recursive=True)
    child = aliased(Network)
    down = down.union(sa.select(child.id).join(down, child.parent_id == down.c.id))
    return sa.select(down.c.id)


def _found(ctx: Context, select: sa.Select, sentence: str):
    row = ctx.session.scalar(select)
    if row is None:
        raise NotFound(sentence)
    return row
