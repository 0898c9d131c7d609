"""The demo's people as the demo page lists them: by where they work, with what they are there for.

Floor: queries.
"""

from itertools import groupby

import sqlalchemy as sa

from procurement.accounts.models import Person
from procurement.core.context import Context
from procurement.core.errors import NotFound
from procurement.networks.models import Assignment, Jurisdiction, Network
from procurement.vendors.models import Vendor, VendorMember


def who(ctx: Context) -> list[tuple[str, list[tuple[Person, str]]]]:
    """[(place, [(person, their duties)])] of everybody the demo made."""
    place = sa.func.coalesce(Jurisdiction.name, Network.name)
    government = ctx.session.execute(
        sa.select(place, Person, Assignment.duty)
        .join(Assignment, Assignment.person_id == Person.id)
        .outerjoin(Jurisdiction, Jurisdiction.id == Assignment.jurisdiction_id)
        .outerjoin(Network, Network.id == Assignment.network_id)
        .where(Person.is_demo, Person.disabled_at.is_(None))
    )
    vendors = ctx.session.execute(
        sa.select(Vendor.name, Person, VendorMember.duty)
        .join(VendorMember, VendorMember.person_id == Person.id)
        .join(Vendor, Vendor.id == VendorMember.vendor_id)
        .where(Person.is_demo, Person.disabled_at.is_(None))
    )
    return [*_by_place(government), *_by_place(vendors)]


def get(ctx: Context, person_id: str) -> Person:
    """One of the demo's people, or NotFound."""
    person = ctx.session.get(Person, person_id)
    if person is None or not person.is_demo:
        raise NotFound("There is no such demo person.")
    return person


def _by_place(rows) -> list[tuple[str, list[tuple[Person, str]]]]:
    ordered = sorted(rows, key=lambda row: (row[0], row[1].name, row[1].id, str(row[2])))
    result = []
    for place, several in groupby(ordered, key=lambda row: row[0]):
        people = [
            (group[0][1], ", ".join(str(row[2]).replace("-", " ") for row in group))
            for group in ([*each] for _, each in groupby(several, key=lambda row: row[1].id))
        ]
        result.append((place, people))
    return result
