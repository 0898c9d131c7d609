"""Contexts, people, jurisdictions, networks and vendors, with fixed data, through the operations."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

from sqlalchemy.orm import Session

from procurement.accounts import operations as accounts
from procurement.accounts.models import Person
from procurement.accounts.passwords import Claim, hashed
from procurement.accounts.queries import credentials
from procurement.core.context import NOBODY, SYSTEM, Actor, Context
from procurement.networks import operations as networks
from procurement.networks import people
from procurement.networks import queries as network_queries
from procurement.networks.duties import Duty
from procurement.networks.models import Jurisdiction, JurisdictionKind, Network
from procurement.vendors import operations as vendors
from procurement.vendors import queries as vendor_queries
from procurement.vendors.models import Vendor, VendorDuty

#: Tuesday, December 1, 2026, 9 a.m. in Chicago.
NOW = datetime(2026, 12, 1, 15, tzinfo=UTC)
PASSWORD = "seven lanterns in a barn"


def a_context(session: Session, actor: Actor = SYSTEM, now: datetime = NOW) -> Context:
    """A unit of work of the service itself, unless somebody else acts."""
    return Context(session, actor, now, url="http://procurement.test")


def later(ctx: Context, **ahead) -> Context:
    """The same, so much later: `later(ctx, minutes=5)`."""
    return replace(ctx, now=ctx.now + timedelta(**ahead))


def acting(ctx: Context, person: Person | None) -> Context:
    """The same, with this person acting under the duties they hold at this moment (None: nobody signed in)."""
    return replace(ctx, actor=NOBODY if person is None else actor_of(ctx.session, person))


def actor_of(session: Session, person: Person) -> Actor:
    """The person as an actor."""
    grants = network_queries.grants_of(session, person.id) | vendor_queries.grants_of(session, person.id)
    return Actor(
        id=person.id,
        name=person.name,
        email=person.email,
        grants=frozenset(grants),
        is_operator=person.is_operator,
        zone=person.zone,
    )


def a_claim(ctx: Context, email: str, password: str = PASSWORD, address: str = "203.0.113.7") -> Claim:
    """What `passwords.prove` says of this password, without the price of hashing."""
    known = credentials(ctx.session, email, address, ctx.now)
    return Claim(known, known.hash is not None and known.hash == password_hash() and password == PASSWORD)


@cache
def password_hash() -> str:
    """The hash of PASSWORD, made once."""
    return hashed(PASSWORD)


def a_person(ctx: Context, name: str = "Ada Moss", **given) -> Person:
    """Somebody with the password PASSWORD and an address made from the name."""
    email = given.pop("email", f"{name.lower().replace(' ', '.')}@example.gov")
    given.setdefault("password_hash", password_hash())
    return accounts.create_person(replace(ctx, actor=SYSTEM), email=email, name=name, **given)


def a_jurisdiction(ctx: Context, name: str = "City of Alder", *networks_joined: Network) -> Jurisdiction:
    """A city in Illinois, in these networks."""
    system = replace(ctx, actor=SYSTEM)
    made = networks.create_jurisdiction(
        system, name=name, kind=JurisdictionKind.CITY, state_code="IL", zone="America/Chicago", population=48_000
    )
    for network in networks_joined:
        networks.add_member(system, network, made)
    return made


def a_network(ctx: Context, name: str = "Prairie Coalition", parent: Network | None = None) -> Network:
    """A network, below another one if named."""
    return networks.create_network(replace(ctx, actor=SYSTEM), name=name, parent=parent)


def with_duty(ctx: Context, place: Jurisdiction | Network, name: str, *duties: Duty) -> Person:
    """A new person who holds these duties in the place."""
    person = a_person(ctx, name)
    for duty in duties:
        people.assign(replace(ctx, actor=SYSTEM), place, person, duty)
    return person


def a_vendor(ctx: Context, name: str = "Birch Software", administrator: str = "Vera Stone") -> tuple[Vendor, Person]:
    """A registered company and the person who administers it."""
    system = replace(ctx, actor=SYSTEM)
    domain = name.lower().replace(" ", "-")
    person = a_person(ctx, administrator, email=f"{administrator.split()[0].lower()}@{domain}.example.com")
    return vendors.register(system, person, name=name), person


def a_colleague(ctx: Context, vendor: Vendor, name: str, duty: VendorDuty = VendorDuty.VENDOR_USER) -> Person:
    """One more person who acts for the vendor."""
    person = a_person(ctx, name, email=f"{name.split()[0].lower()}@colleague.example.com")
    vendors.add_member(replace(ctx, actor=SYSTEM), vendor, person, duty)
    return person
