"""Questions about vendors and the people who act for them."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager

from procurement.accounts.models import Person
from procurement.core.context import Context, Grant
from procurement.core.errors import NotFound
from procurement.vendors.models import Vendor, VendorDuty, VendorMember
from procurement.vendors.policy import sees_all


def granted(person_id: str | sa.ScalarSelect[str]) -> sa.Select[tuple[str, str]]:
    """The duties a person holds for vendors, and for which: the vendor's id."""
    duty = sa.type_coerce(VendorMember.duty, sa.String)
    return sa.select(duty, VendorMember.vendor_id).where(VendorMember.person_id == person_id)


def grants_of(session: Session, person_id: str) -> set[Grant]:
    """The same as grants."""
    return {Grant(*row) for row in session.execute(granted(person_id))}


def visible(ctx: Context) -> sa.Select[Vendor]:
    """The vendors this actor may see: those they act for; government staff with internal work see all."""
    found = sa.select(Vendor)
    return found if sees_all(ctx.actor) else found.where(Vendor.id.in_(ctx.actor.places(*VendorDuty)))


def visible_members(ctx: Context) -> sa.Select[VendorMember]:
    """The team members this actor may see: of the vendors they act for; the operator all."""
    found = sa.select(VendorMember).join(VendorMember.vendor).options(contains_eager(VendorMember.vendor))
    if ctx.actor.is_operator or ctx.actor.is_system:
        return found
    return found.where(VendorMember.vendor_id.in_(ctx.actor.places(*VendorDuty)))


def get(ctx: Context, vendor_id: str) -> Vendor:
    """The vendor, or NotFound."""
    return _found(ctx, visible(ctx).where(Vendor.id == vendor_id), "There is no such vendor.")


def get_member(ctx: Context, member_id: str) -> VendorMember:
    """The member of a team, or NotFound."""
    return _found(ctx, visible_members(ctx).where(VendorMember.id == member_id), "There is no such team member.")


def vendors(ctx: Context, words: str = "") -> sa.Select[Vendor]:
    """The vendors this actor may see whose name or description holds all the words, by name."""
    found = visible(ctx)
    for word in words.split():
        found = found.where(
            sa.or_(Vendor.name.icontains(word, autoescape=True), Vendor.description.icontains(word, autoescape=True))
        )
    return found.order_by(Vendor.name, Vendor.id)


def mine(ctx: Context) -> list[Vendor]:
    """The vendors the actor acts for, by name."""
    own = sa.select(Vendor).where(Vendor.id.in_(ctx.actor.places(*VendorDuty)))
    return list(ctx.session.scalars(own.order_by(Vendor.name, Vendor.id)))


def team(ctx: Context, vendor_id: str) -> list[tuple[VendorMember, Person]]:
    """Who acts for the vendor, of whom the actor may see, by name."""
    found = (
        visible_members(ctx)
        .join(Person, Person.id == VendorMember.person_id)
        .add_columns(Person)
        .where(VendorMember.vendor_id == vendor_id)
        .order_by(Person.name, Person.id)
    )
    return [(member, person) for member, person in ctx.session.execute(found)]


def members(session: Session, vendor_id: str) -> list[Person]:
    """The people (not disabled) who act for a vendor, by name: for letters, and for refusing incompatible pairs."""
    chosen = sa.select(VendorMember.person_id).where(VendorMember.vendor_id == vendor_id)
    found = sa.select(Person).where(Person.id.in_(chosen), Person.disabled_at.is_(None))
    return list(session.scalars(found.order_by(Person.name, Person.id)))


def vendor_ids_of(session: Session, person_ids: Iterable[str]) -> dict[str, set[str]]:
    """Which vendors each of these people acts for, in one query: for refusing incompatible pairs."""
    wanted = set(person_ids)
    found: dict[str, set[str]] = {person_id: set() for person_id in wanted}
    rows = sa.select(VendorMember.person_id, VendorMember.vendor_id).where(VendorMember.person_id.in_(wanted))
    for person_id, vendor_id in session.execute(rows):
        found[person_id].add(vendor_id)
    return found


def names(session: Session, vendor_ids: Iterable[str | None]) -> dict[str, str]:
    """The names of these vendors by id, in one query; for other rooms, which have asked their own policy."""
    wanted = {each for each in vendor_ids if each is not None}
    return dict(session.execute(sa.select(Vendor.id, Vendor.name).where(Vendor.id.in_(wanted))).all())


def administrators_left(session: Session, vendor_id: str, *, without: VendorMember) -> int:
    """How many people, not disabled, would administer the vendor if this member did not."""
    counted = (
        sa.select(sa.func.count())
        .select_from(VendorMember)
        .join(Person, Person.id == VendorMember.person_id)
        .where(
            VendorMember.vendor_id == vendor_id,
            VendorMember.duty == VendorDuty.VENDOR_ADMINISTRATOR,
            VendorMember.id != without.id,
            Person.disabled_at.is_(None),
        )
    )
    return session.scalar(counted) or 0


def _found(ctx: Context, select: sa.Select, sentence: str):
    row = ctx.session.scalar(select)
    if row is None:
        raise NotFound(sentence)
    return row
