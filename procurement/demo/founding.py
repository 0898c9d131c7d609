"""How the demo's partnership began: networks, governments, people with duties, vendors."""

from dataclasses import replace

from procurement.accounts import operations as accounts
from procurement.accounts import passwords
from procurement.core.context import Context
from procurement.demo import cast, codes
from procurement.demo.cast import Somebody
from procurement.demo.stage import Stage, Story, Turn
from procurement.networks import operations as networks
from procurement.networks import people as duties
from procurement.vendors import operations as vendors
from procurement.vendors.models import VendorDuty

#: The one password of everybody in the demo; they can sign in only on the machine the service runs on.
PASSWORD = "purchase together"


def founding(stage: Stage) -> Story:
    """The service sets everybody up, a good while before the first procurement."""
    begun = stage.calendar.back(150, "08:00", cast.CENTRAL)
    ctx = yield Turn(begun, None)
    _networks(stage, ctx)
    ctx = yield Turn(stage.calendar.back(149, "08:00", cast.CENTRAL), None)
    # One hash for all: hashing is slow on purpose, and the password is no secret.
    hashed = passwords.hashed(PASSWORD)
    for each in (*cast.PEOPLE, *cast.SELLERS):
        _person(stage, ctx, each, hashed)
    for each in cast.PEOPLE:
        for place, held in each.duties.items():
            for duty in held:
                duties.assign(ctx, stage.places.get(place) or stage.networks[place], stage.people[each.who], duty)
    ctx = yield Turn(stage.calendar.back(148, "08:00", cast.CENTRAL), None)
    _vendors(stage, ctx)


def _networks(stage: Stage, ctx: Context) -> None:
    top = None
    for slug, name, description in cast.NETWORKS:
        network = networks.create_network(ctx, name=name, slug=slug, description=description, parent=top)
        stage.networks[slug] = network
        top = top or network
    for each in cast.PLACES:
        place = networks.create_jurisdiction(
            ctx,
            name=each.name,
            slug=each.slug,
            kind=each.kind,
            state_code=each.state,
            zone=each.zone,
            population=each.population,
            address=each.address,
            website=f"https://www.{each.slug}.example",
        )
        networks.set_rules(ctx, place, codes.pack(each.slug, stage.calendar.today.year))
        for network in each.networks:
            networks.add_member(ctx, stage.networks[network], place)
        stage.places[each.slug] = place


def _person(stage: Stage, ctx: Context, somebody: Somebody, hashed: str) -> None:
    stage.people[somebody.who] = accounts.create_person(
        ctx,
        email=cast.email(somebody),
        name=somebody.name,
        password_hash=hashed,
        zone=cast.zone_of(somebody.who),
        is_operator=somebody.who == cast.OPERATOR,
        is_demo=True,
    )


def _vendors(stage: Stage, ctx: Context) -> None:
    for slug, name, phone, address, is_small, description in cast.VENDORS:
        team = [(each, duty) for each in cast.SELLERS for place, (duty,) in each.duties.items() if place == slug]
        first = next(each for each, duty in team if duty == VendorDuty.VENDOR_ADMINISTRATOR)
        registers = replace(ctx, actor=stage.actor(first.who))
        stage.vendors[slug] = vendors.register(
            registers,
            stage.people[first.who],
            name=name,
            email=f"office@{slug}.example",
            phone=phone,
            website=f"https://www.{slug}.example",
            address=address,
            description=description,
            is_small_business=is_small,
        )
        for each, duty in team:
            if each is not first:
                vendors.add_member(registers, stage.vendors[slug], stage.people[each.who], duty)
