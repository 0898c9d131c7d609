"""Pools of the demo: forming, committed, out for approval, out for responses, awarded, and one that found nobody."""

from collections.abc import Generator, Mapping, Sequence
from decimal import Decimal

from procurement.contracts import operations as contracts
from procurement.contracts import queries as addenda
from procurement.core.context import Context
from procurement.demo import contracting
from procurement.demo.blanks import charging, endpoints
from procurement.demo.cast import CENTRAL, EASTERN, PACIFIC
from procurement.demo.deeds import (
    Plan,
    announced,
    closed,
    final,
    opened,
    recommended,
    responding,
    scored,
    submitted,
)
from procurement.demo.joint import submitted_with_annexes
from procurement.demo.stage import Stage, Story, Turn
from procurement.library.models import ItemVersion
from procurement.pools import operations as pools
from procurement.pools.agreement import Signature
from procurement.pools.models import Choice, Gate, Participation, Pool
from procurement.responses import operations as responses
from procurement.solicitations import operations as solicitations
from procurement.solicitations import queries as solicitation_queries
from procurement.solicitations.models import Solicitation

CHARGERS = (
    ("Level 2 station with two connectors, installed", "station"),
    ("Fast charger of 150 kW, installed", "charger"),
    ("Maintenance and network, per station and year", "station-year"),
)
ENDPOINTS = (
    ("Protection of one device, per month, in the first term", "device-month"),
    ("Deployment", "once"),
    ("Incident response beyond the 40 hours included, per hour", "hour"),
)
AUTHORITY = {
    "alder-falls": "City Charter, article 9, and Ordinance 2024-118 on cooperative purchasing.",
    "tamarack-county": "Board order 23-071: cooperative procurements up to $1,000,000.",
    "juniper-bend": "Town council resolution 12 of last year.",
    "port-marian": "Common Council resolution 240311 on joint purchasing.",
    "kessler-county": "Commissioners' resolution 25-0412; state law on joint purchasing programs.",
    "lindenfield": "City code, section 2-340.",
    "magnolia-point": "City council resolution 2025-77.",
    "calusa-county": "Procurement ordinance, section 8: cooperative purchasing.",
    "saltmarsh-transit": "District bylaws, article 6, and FTA guidance on joint procurements.",
}
Quantities = Mapping[str, Mapping[str, str]]
#: Who takes part in the depots' pool beside its lead, who speaks for it, and what it paid for a unit before.
DEPOT_MEMBERS = (
    ("calusa-county", "simone.achebe"), ("magnolia-point", "camille.broussard"), ("kessler-county", "gene.sato"),
)  # fmt: skip
DEPOTS_PAID = {"calusa-county": ("10450", "91500"), "magnolia-point": ("9900",),
               "kessler-county": ("9210", "86400", "415")}  # fmt: skip


def _forming(
    stage: Stage,
    name: str,
    day: int,
    lead: tuple[str, str],
    network: str,
    title: str,
    description: str,
    focus_area: str,
    lines: Sequence[tuple[str, str]],
    join_in: int | None = None,
) -> Generator[Turn, Context, Pool]:
    """The lead's representative forms the pool; `join_in` is how many days from today others may join yet."""
    place, who = lead
    ctx = yield stage.back(day, "09:40", who)
    pool = pools.form(
        ctx,
        jurisdiction_id=stage.places[place].id,
        network_id=stage.networks[network].id,
        title=title,
        description=description,
        focus_area=focus_area,
        join_by=stage.calendar.within(join_in, "17:00", stage.places[place].zone) if join_in is not None else None,
        authority=AUTHORITY[place],
        lines=[{"description": each, "unit": unit} for each, unit in lines],
    )
    stage.things[name] = pool
    return pool  # fmt: skip


def _joining(
    stage: Stage, pool: Pool, turn: Turn, place: str, quantities: Sequence[str] = (), *, firm: bool = False
) -> Generator[Turn, Context, Participation]:
    """A member joins and, when it knows them, states its quantities line by line."""
    ctx = yield turn
    own = next((each for each in pool.participations if each.jurisdiction_id == stage.places[place].id), None)
    if own is None or own.jurisdiction_id != pool.jurisdiction_id:
        signature = Signature(ctx.actor.name, "Representative", True, pool.agreement.digest) if pool.agreement else None
        own = pools.join(
            ctx, pool, jurisdiction_id=stage.places[place].id, authority=AUTHORITY[place], signature=signature
        )
    if quantities:
        stated = {
            line.key: {"quantity": Decimal(quantity), "is_firm": firm}
            for line, quantity in zip(pool.lines, quantities, strict=True)
        }
        pools.state_quantities(ctx, own, quantities=stated)
    return own


def _committed(
    stage: Stage,
    pool: Pool,
    day: int,
    lead: tuple[str, str],
    lead_quantities: Sequence[str],
    members: Sequence[tuple[str, str, Sequence[str]]],
    paid: Mapping[str, Sequence[str]] | None = None,
) -> Generator[Turn, Context, None]:
    """Invitations, members with their quantities on the following days, and the lead commits.

    `paid` is what a member says it paid last for a unit of the first lines, by its slug.
    """
    place, who = lead
    ctx = yield stage.back(day, "10:30", who)
    for each, _, _ in members:
        pools.invite(ctx, pool, jurisdiction_id=stage.places[each].id)
    zone = stage.places[place].zone
    yield from _joining(stage, pool, stage.back(day, "11:00", who), place, lead_quantities, firm=True)
    for number, (other, representative, quantities) in enumerate(members, 1):
        yield from _joining(stage, pool, stage.back(day - number, "13:00", representative, zone), other, quantities)
        if paid and other in paid:
            ctx = yield stage.back(day - number, "13:30", representative, zone)
            _paid(stage, ctx, pool, other, paid[other])
    ctx = yield stage.back(day - len(members) - 1, "16:00", who)
    pools.commit(ctx, pool)  # fmt: skip


def _paid(stage: Stage, ctx: Context, pool: Pool, place: str, prices: Sequence[str]) -> None:
    """The member says what it paid last, for its own savings later."""
    part = next(each for each in pool.participations if each.jurisdiction_id == stage.places[place].id)
    said = {
        line.key: {"unit_price": Decimal(price), "source": "Purchase order of the year before last"}
        for line, price in zip(pool.lines, prices, strict=False)
    }
    pools.state_last_prices(ctx, part, prices=said)


def _approving(
    stage: Stage, it: Solicitation, turn: Turn, place: str, comment: str = ""
) -> Generator[Turn, Context, None]:
    """A member approves the joint draft."""
    ctx = yield turn
    own = next(
        each for each in solicitation_queries.members(ctx.session, it) if each.jurisdiction_id == stage.places[place].id
    )
    solicitations.decide_for_member(ctx, it, own, decision="approved", comment=comment)


def refuse_trucks(stage: Stage) -> Story:
    """Forming: some have joined, some are invited, one has left, quantities are missing."""
    lead = ("port-marian", "colin.brandt")
    pool = yield from _forming(
        stage, "trucks", 12, lead, "common-ground", "Electric refuse trucks and their chargers",
        "Side-loading refuse trucks with batteries for a full day's route, and depot chargers that fit them. We think "
        "of one specification with two sizes, so that small members can take part with a single truck.",
        "Sustainability",
        (("Side loader, 28 cubic yards, battery-electric", "truck"), ("Depot charger of 150 kW", "charger")),
        join_in=12,
    )  # fmt: skip
    ctx = yield stage.back(12, "09:55", lead[1])
    agreement = stage.things["agreement"]
    assert isinstance(agreement, ItemVersion)
    due = stage.calendar.within(14, "17:00", stage.places["port-marian"].zone)
    pools.edit(ctx, pool, agreement_version_id=agreement.id, demand_due_at=due)
    mine = Signature(ctx.actor.name, "Director of Purchasing", True, agreement.digest or "")
    pools.sign_agreement(ctx, pool.participations[0], signature=mine)
    ctx = yield stage.back(12, "10:15", lead[1])
    for place in ("lindenfield", "kessler-county", "alder-falls", "calusa-county", "tamarack-county"):
        pools.invite(ctx, pool, jurisdiction_id=stage.places[place].id)
    yield from _joining(stage, pool, stage.back(12, "11:00", lead[1]), "port-marian", ("9", "6"), firm=True)
    yield from _joining(stage, pool, stage.back(10, "12:00", "gene.sato"), "kessler-county")
    left = yield from _joining(stage, pool, stage.back(9, "09:00", "owen.castellane"), "tamarack-county", ("2", "2"))
    yield from _joining(stage, pool, stage.back(7, "15:10", "camille.broussard"), "magnolia-point", ("4", "4"))
    ctx = yield stage.back(5, "10:10", "owen.castellane")
    pools.leave(ctx, left)
    ctx = yield stage.back(4, "09:20", lead[1])
    motion = pools.move(
        ctx, pool, title="Every member names one evaluator", needed_before=Gate.PUBLICATION,
        body="Five people read the responses; each member that takes part names one of them.",
        closes_at=stage.calendar.within(10, "17:00", stage.places["port-marian"].zone),
    )  # fmt: skip
    ctx = yield stage.back(3, "13:40", "gene.sato")
    kessler = stage.places["kessler-county"].id
    part = next(each for each in pool.participations if each.jurisdiction_id == kessler)
    pools.vote(ctx, motion, part, choice=Choice.YES)


def access_points(stage: Stage) -> Story:
    """Committed: Simone's office may draft for all three."""
    lead = ("calusa-county", "simone.achebe")
    pool = yield from _forming(
        stage, "wifi", 20, lead, "gulf-piedmont", "Outdoor Wi-Fi for parks and landings",
        "Follows the findings on Wi-Fi in salt air: the same access point, pole kit and five years of care for all.",
        "Connectivity",
        (("Outdoor access point with pole kit, installed", "access point"), ("Care of one access point", "year")),
    )  # fmt: skip
    yield from _committed(
        stage, pool, 18, lead, ("60", "300"),
        (
            ("magnolia-point", "camille.broussard", ("54", "270")),
            ("saltmarsh-transit", "yvette.colson", ("22", "110")),
        ),
    )  # fmt: skip


def mountain_chargers(stage: Stage) -> Story:
    """A joint draft that Tamarack County and Alder Falls have approved: Juniper Bend's word is missing."""
    lead = ("alder-falls", "helen.strand")
    pool = yield from _forming(
        stage, "mountain", 24, lead, "cascade-commons", "Fast chargers along the mountain highway",
        "Nobody should be stranded between the coast and the pass. Three members put chargers where the highway meets "
        "their towns, with one contractor for all of them.",
        "Sustainability", CHARGERS,
    )  # fmt: skip
    yield from _committed(
        stage, pool, 22, lead, ("6", "8", "70"),
        (
            ("tamarack-county", "owen.castellane", ("4", "6", "50")),
            ("juniper-bend", "ruth.halvorsen", ("2", "2", "20")),
        ),
    )  # fmt: skip
    plan = Plan(
        "alder-falls", "dana.whitcomb", "marcus.oyelaran", "charging-stations",
        "Fast chargers along the mountain highway", begun=5, pool="mountain",
        due=stage.calendar.within(32, "14:00", PACIFIC),
        summary="A joint solicitation of Alder Falls, Tamarack County and Juniper Bend: chargers from coast to pass.",
        waived=[
            (
                "deadline-time", "juniper-bend", "ruth.halvorsen",
                "The lead receives the responses at two o'clock. Our office opens none of them, so our own hour of "
                "noon protects nobody here.",
            ),
        ],
        values=charging(
            "The purchasing pool led by the City of Alder Falls", "eleven places along the mountain highway",
            "A list with the address, the present service and the snow load of every place is attached to the "
            "invitation. Each member contracts for its own stations.",
        ),
    )  # fmt: skip
    it = yield from submitted_with_annexes(stage, plan)
    ctx = yield stage.back(3, "11:30", "marcus.oyelaran")
    solicitations.decide_review(ctx, it, decision="approved", comment="Approved for the city.")
    yield from _approving(
        stage, it, stage.back(2, "14:40", "owen.castellane"), "tamarack-county", "The snow loads are right."
    )  # fmt: skip


def partnership_endpoints(stage: Stage) -> Story:
    """The partnership's joint solicitation: out, and open for twelve more days."""
    lead = ("kessler-county", "gene.sato")
    pool = yield from _forming(
        stage, "endpoints", 44, lead, "common-ground", "Endpoint protection for small and large members",
        "One service, four members in three time zones, unit prices for all. Kessler County leads.",
        "Cybersecurity", ENDPOINTS,
    )  # fmt: skip
    yield from _committed(
        stage, pool, 42, lead, ("93600", "1", "80"),
        (
            ("lindenfield", "tomasz.wolak", ("12240", "1", "20")),
            ("magnolia-point", "camille.broussard", ("25200", "1", "40")),
            ("port-marian", "colin.brandt", ("57600", "1", "60")),
        ),
    )  # fmt: skip
    plan = Plan(
        "kessler-county", "patrick.moran", "lucille.okafor", "endpoint-protection",
        "Endpoint detection and response for four members of the partnership", begun=20, pool="endpoints",
        due=stage.calendar.within(12, "14:00", CENTRAL),
        summary="Around-the-clock protection for about 5,200 devices of four governments, each under its own contract.",
        values=endpoints(
            "The purchasing pool led by Kessler County", "5,200",
            "A county of half a million, two cities and a small one. They share nothing but the wish to sleep at "
            "night: networks, tools and staff differ, so deployment is planned with each of them.",
        ),
    )  # fmt: skip
    it = yield from submitted(stage, plan)
    ctx = yield stage.back(18, "15:40", "lucille.okafor")
    solicitations.decide_review(ctx, it, decision="approved", comment="Approved.")
    for number, (place, who) in enumerate(
        (("lindenfield", "tomasz.wolak"), ("magnolia-point", "camille.broussard"), ("port-marian", "colin.brandt")), 1
    ):
        yield from _approving(stage, it, stage.back(17, f"1{number}:00", who, EASTERN), place)
    ctx = yield stage.back(16, "09:00", "patrick.moran")
    solicitations.publish(ctx, it)
    yield from responding(stage, it, "endpoint-protection", stage.back(6, "10:45", "tess.aldana"), "harborline")
    taken_back = yield from responding(
        stage, it, "endpoint-protection", stage.back(5, "14:30", "omar.khalil"), "sentry-grove"
    )  # fmt: skip
    turn = stage.back(3, "09:50", "elena.voss")
    yield from responding(stage, it, "endpoint-protection", turn, "northlight", leave_out=("r2", "r6"), submit=False)
    ctx = yield stage.back(2, "08:40", "omar.khalil")
    responses.withdraw(ctx, taken_back)


def depot_chargers(stage: Stage) -> Story:
    """Awarded: two members have signed their addenda, one has declined, one has yet to decide."""
    lead = ("saltmarsh-transit", "yvette.colson")
    pool = yield from _forming(
        stage, "depots", 92, lead, "gulf-piedmont", "Chargers for bus and fleet depots",
        "Depots need the same thing: many slow chargers, few fast ones, and somebody who comes when one fails.",
        "Sustainability", CHARGERS,
    )  # fmt: skip
    yield from _committed(
        stage, pool, 90, lead, ("12", "6", "90"),
        (
            ("calusa-county", "simone.achebe", ("20", "4", "120")),
            ("magnolia-point", "camille.broussard", ("8", "2", "50")),
            ("kessler-county", "gene.sato", ("16", "4", "100")),
        ),
        DEPOTS_PAID,
    )  # fmt: skip
    plan = Plan(
        "saltmarsh-transit", "yvette.colson", "bernard.oakes", "charging-stations",
        "Chargers for the depots of four members", begun=80, pool="depots",
        due=stage.calendar.back(50, "14:00", EASTERN),
        summary="A joint solicitation for fifty-six stations and sixteen fast chargers at the depots of four members.",
        values=charging(
            "The purchasing pool led by Saltmarsh Transit", "seven depots of four members",
            "Every depot is fenced and guarded. Buses come back between 8 p.m. and 1 a.m.",
        ),
    )  # fmt: skip
    it = yield from submitted(stage, plan)
    ctx = yield stage.back(78, "15:40", "bernard.oakes")
    solicitations.decide_review(ctx, it, decision="approved")
    for number, (place, who) in enumerate(DEPOT_MEMBERS, 1):
        yield from _approving(stage, it, stage.back(77, f"1{number}:00", who, EASTERN), place)
    ctx = yield stage.back(76, "09:00", "yvette.colson")
    solicitations.publish(ctx, it)
    yield from responding(stage, it, "charging-stations", stage.back(54, "13:00", "alicia.romero"), "brightcurb")
    yield from responding(stage, it, "charging-stations", stage.back(52, "10:20", "nina.petrov"), "voltharbor")
    yield from opened(stage, it, "yvette.colson", "simone.achebe")
    seats = ("lena.hart", "curtis.bell", "dee.marchetti")
    panel = yield from scored(stage, it, "charging-stations", 47, "yvette.colson", seats)
    yield from closed(stage, panel, 44, "yvette.colson")
    award = yield from recommended(
        stage, it, 42, "yvette.colson", "voltharbor",
        "Lowest total of two responsive offers, for each member as well as for all together.",
    )  # fmt: skip
    award = yield from announced(stage, award, 40, "bernard.oakes", "Approved by the board of the district.")
    award = yield from final(stage, award, 22, "yvette.colson")
    yield from contracting.pooled(stage, award, stage.back(21, "11:30", "yvette.colson"))
    yield from _signing(stage, it)


def _signing(stage: Stage, it: Solicitation) -> Generator[Turn, Context, None]:
    ctx = yield stage.back(20, "10:00", "yvette.colson")
    mine = _addendum(ctx, it, stage, "saltmarsh-transit")
    contracts.sign(ctx, mine, signature="Yvette Colson, Contracts Manager", local_terms="FTA clauses apply.")
    ctx = yield stage.back(17, "14:30", "simone.achebe")
    mine = _addendum(ctx, it, stage, "calusa-county")
    terms = "Equipment stands at least four feet above grade. Chapter 287 of the state's statutes applies."
    contracts.sign(ctx, mine, signature="Simone Achebe, Sourcing Director", local_terms=terms)
    ctx = yield stage.back(11, "09:30", "gene.sato")
    mine = _addendum(ctx, it, stage, "kessler-county")
    reason = "The grant for the depot was not renewed. We thank the lead and hope to join the next pool."
    contracts.decline(ctx, mine, reason=reason)


def _addendum(ctx: Context, it: Solicitation, stage: Stage, place: str):
    found = ctx.session.scalars(addenda.visible(ctx)).all()
    own = stage.places[place].id
    return next(each for each in found if each.jurisdiction_id == own and each.award.solicitation_id == it.id)


def alone(stage: Stage) -> Story:
    """A pool that nobody joined, closed."""
    lead = ("tamarack-county", "owen.castellane")
    pool = yield from _forming(
        stage, "radios", 70, lead, "cascade-commons", "Radios for road crews",
        "Portable radios that reach through the canyon.", "Connectivity", (("Portable radio", "radio"),),
    )  # fmt: skip
    ctx = yield stage.back(55, "16:15", lead[1])
    pools.close(ctx, pool)


STORIES = (
    refuse_trucks, access_points, mountain_chargers, partnership_endpoints, depot_chargers, alone,
)  # fmt: skip
