"""Who is in the demo: coalitions, governments, their people with their duties, vendors and theirs. All invented."""

from dataclasses import dataclass

from procurement.networks.duties import Duty
from procurement.networks.models import JurisdictionKind
from procurement.vendors.models import VendorDuty

PACIFIC, MOUNTAIN = "America/Los_Angeles", "America/Denver"
CENTRAL, EASTERN = "America/Chicago", "America/New_York"
_K, _D = JurisdictionKind, Duty
ADMIN, USER = VendorDuty.VENDOR_ADMINISTRATOR, VendorDuty.VENDOR_USER


@dataclass(frozen=True)
class Place:
    """One government; `networks` are the short names of the coalitions it belongs to."""

    slug: str
    name: str
    kind: JurisdictionKind
    state: str
    population: int
    zone: str
    address: str
    networks: tuple[str, ...]


@dataclass(frozen=True)
class Somebody:
    """One person: `who` is the name before the @, `duties` is {government or vendor: its duties}."""

    who: str
    name: str
    home: str
    duties: dict[str, tuple]


#: (slug, name, description); the first is the national partnership, the others are its regional coalitions.
NETWORKS = (
    ("common-ground", "Common Ground Purchasing Partnership",
     "Three regional coalitions of cities, counties, towns and districts that share what they learn and buy together "
     "where that saves the taxpayer money. Members lend each other templates, research and a second pair of eyes."),
    ("cascade-commons", "Cascade Commons",
     "The coalition of the Pacific Northwest: from the coast to the eastern slope of the Rockies. Leads the "
     "partnership's work on cybersecurity."),
    ("inland-seas", "Inland Seas Compact",
     "Governments around the Great Lakes and the upper Ohio. Leads the partnership's work on sustainability, from "
     "charging stations to street trees."),
    ("gulf-piedmont", "Gulf and Piedmont Exchange",
     "The Southeast, from the Gulf Coast to the Piedmont. Leads the partnership's work on transportation and "
     "connectivity."),
)  # fmt: skip

PLACES = (
    Place("alder-falls", "City of Alder Falls", _K.CITY, "WA", 412_000, PACIFIC,
          "Purchasing Division\n600 Cascade Avenue, Room 210\nAlder Falls, WA 98299",
          ("cascade-commons",)),
    Place("tamarack-county", "Tamarack County", _K.COUNTY, "OR", 186_000, PACIFIC,
          "Procurement and Contracts\n41 Courthouse Square\nTamarack, OR 97099",
          ("cascade-commons",)),
    Place("juniper-bend", "Town of Juniper Bend", _K.TOWN, "MT", 3_900, MOUNTAIN,
          "Town Office\n12 Main Street\nJuniper Bend, MT 59099",
          ("cascade-commons",)),
    Place("port-marian", "City of Port Marian", _K.CITY, "WI", 268_000, CENTRAL,
          "Department of Administrative Services\n200 Harbor Street\nPort Marian, WI 53299",
          ("inland-seas",)),
    Place("kessler-county", "Kessler County", _K.COUNTY, "OH", 541_000, EASTERN,
          "Office of Procurement\n1 Riverfront Plaza, 4th floor\nKessler, OH 45299",
          ("inland-seas", "gulf-piedmont")),
    Place("lindenfield", "City of Lindenfield", _K.CITY, "IL", 61_000, CENTRAL,
          "Finance Department\n88 Prairie Street\nLindenfield, IL 61299",
          ("inland-seas",)),
    Place("magnolia-point", "City of Magnolia Point", _K.CITY, "AL", 198_000, CENTRAL,
          "Purchasing Office\n310 Bayfront Road\nMagnolia Point, AL 36699",
          ("gulf-piedmont",)),
    Place("calusa-county", "Calusa County", _K.COUNTY, "FL", 730_000, EASTERN,
          "Strategic Sourcing Division\n2500 Government Way\nCalusa, FL 33999",
          ("gulf-piedmont",)),
    Place("saltmarsh-transit", "Saltmarsh Transit District", _K.DISTRICT, "GA", 320_000, EASTERN,
          "Contracts Department\n75 Terminal Road\nSaltmarsh, GA 31599",
          ("gulf-piedmont",)),
)  # fmt: skip

PEOPLE = (
    Somebody("robin.ashby", "Robin Ashby", "common-ground", {"common-ground": (_D.ADMINISTRATOR, _D.STEWARD)}),
    Somebody("dana.whitcomb", "Dana Whitcomb", "alder-falls", {"alder-falls": (_D.OFFICER,)}),
    Somebody("priya.raman", "Priya Raman", "alder-falls",
             {"alder-falls": (_D.OFFICER,), "cascade-commons": (_D.STEWARD,)}),
    Somebody("marcus.oyelaran", "Marcus Oyelaran", "alder-falls", {"alder-falls": (_D.APPROVER,)}),
    Somebody("helen.strand", "Helen Strand", "alder-falls", {"alder-falls": (_D.REPRESENTATIVE,)}),
    Somebody("walt.brenner", "Walt Brenner", "alder-falls", {"alder-falls": (_D.ADMINISTRATOR,)}),
    Somebody("ines.calderon", "Inés Calderón", "alder-falls", {"alder-falls": (_D.AUDITOR,)}),
    Somebody("grace.lindqvist", "Grace Lindqvist", "alder-falls", {"alder-falls": (_D.EVALUATOR,)}),
    Somebody("theo.nakamura", "Theo Nakamura", "alder-falls", {"alder-falls": (_D.EVALUATOR,)}),
    Somebody("rosalind.pike", "Rosalind Pike", "alder-falls", {"alder-falls": (_D.EVALUATOR,)}),
    Somebody("owen.castellane", "Owen Castellane", "tamarack-county",
             {"tamarack-county": (_D.OFFICER, _D.REPRESENTATIVE)}),
    Somebody("judith.farrow", "Judith Farrow", "tamarack-county", {"tamarack-county": (_D.APPROVER,)}),
    Somebody("miles.obuya", "Miles Obuya", "tamarack-county", {"tamarack-county": (_D.EVALUATOR,)}),
    Somebody("ruth.halvorsen", "Ruth Halvorsen", "juniper-bend",
             {"juniper-bend": (_D.OFFICER, _D.REPRESENTATIVE, _D.ADMINISTRATOR)}),
    Somebody("sam.tolliver", "Sam Tolliver", "juniper-bend", {"juniper-bend": (_D.APPROVER,)}),
    Somebody("amara.deschamps", "Amara Deschamps", "port-marian", {"port-marian": (_D.OFFICER,)}),
    Somebody("colin.brandt", "Colin Brandt", "port-marian",
             {"port-marian": (_D.OFFICER, _D.REPRESENTATIVE), "inland-seas": (_D.STEWARD,)}),
    Somebody("nadia.feld", "Nadia Feld", "port-marian", {"port-marian": (_D.APPROVER,)}),
    Somebody("joel.whitfield", "Joel Whitfield", "port-marian", {"port-marian": (_D.EVALUATOR,)}),
    Somebody("bea.torrance", "Bea Torrance", "port-marian", {"port-marian": (_D.EVALUATOR,)}),
    Somebody("kwame.asante", "Kwame Asante", "port-marian", {"port-marian": (_D.EVALUATOR,)}),
    Somebody("patrick.moran", "Patrick Moran", "kessler-county", {"kessler-county": (_D.OFFICER,)}),
    Somebody("lucille.okafor", "Lucille Okafor", "kessler-county", {"kessler-county": (_D.APPROVER,)}),
    Somebody("gene.sato", "Gene Sato", "kessler-county", {"kessler-county": (_D.REPRESENTATIVE,)}),
    Somebody("dee.marchetti", "Dee Marchetti", "kessler-county", {"kessler-county": (_D.EVALUATOR,)}),
    Somebody("tomasz.wolak", "Tomasz Wolak", "lindenfield", {"lindenfield": (_D.OFFICER, _D.REPRESENTATIVE)}),
    Somebody("ellen.rourke", "Ellen Rourke", "lindenfield", {"lindenfield": (_D.APPROVER,)}),
    Somebody("camille.broussard", "Camille Broussard", "magnolia-point",
             {"magnolia-point": (_D.OFFICER, _D.REPRESENTATIVE), "gulf-piedmont": (_D.STEWARD,)}),
    Somebody("vera.simms", "Vera Simms", "magnolia-point", {"magnolia-point": (_D.OFFICER,)}),
    Somebody("hollis.grant", "Hollis Grant", "magnolia-point", {"magnolia-point": (_D.APPROVER,)}),
    Somebody("rafael.ibarra", "Rafael Ibarra", "calusa-county", {"calusa-county": (_D.OFFICER,)}),
    Somebody("simone.achebe", "Simone Achebe", "calusa-county", {"calusa-county": (_D.OFFICER, _D.REPRESENTATIVE)}),
    Somebody("douglas.ferris", "Douglas Ferris", "calusa-county", {"calusa-county": (_D.APPROVER,)}),
    Somebody("lena.hart", "Lena Hart", "calusa-county", {"calusa-county": (_D.EVALUATOR,)}),
    Somebody("curtis.bell", "Curtis Bell", "calusa-county", {"calusa-county": (_D.EVALUATOR,)}),
    Somebody("noor.haddad", "Noor Haddad", "calusa-county", {"calusa-county": (_D.EVALUATOR,)}),
    Somebody("yvette.colson", "Yvette Colson", "saltmarsh-transit",
             {"saltmarsh-transit": (_D.OFFICER, _D.REPRESENTATIVE)}),
    Somebody("bernard.oakes", "Bernard Oakes", "saltmarsh-transit", {"saltmarsh-transit": (_D.APPROVER,)}),
)  # fmt: skip

#: (short name, name, phone, address, small business, description)
VENDORS = (
    ("northlight", "Northlight Cyber Defense", "206-555-0134", "1400 Signal Hill Road, Seattle, WA 98101", False,
     "Detection and response around the clock for cities and counties, with analysts in Spokane and Duluth."),
    ("harborline", "Harborline Security Partners", "414-555-0176", "77 Dock Street, Milwaukee, WI 53202", False,
     "Managed security for the public sector: endpoints, identity and mail, with on-site help in an incident."),
    ("sentry-grove", "Sentry Grove Systems", "503-555-0119", "230 Fir Court, Salem, OR 97301", True,
     "Nine people who look after the computers of small towns, schools and water districts."),
    ("voltharbor", "VoltHarbor Charging", "253-555-0142", "5 Foundry Lane, Tacoma, WA 98402", False,
     "Supplies, installs and maintains charging stations for fleets and public parking."),
    ("prairie-spark", "Prairie Spark Electric", "608-555-0187", "1911 County Road B, Madison, WI 53704", True,
     "Union electrical contractor; charging stations, backup power and street lighting since 1988."),
    ("brightcurb", "Brightcurb Energy", "813-555-0155", "640 Palm Terrace, Tampa, FL 33602", False,
     "Operates its own charging network at the curb and in garages in eleven states."),
    ("greenwave", "Greenwave Signal Works", "404-555-0163", "88 Junction Parkway, Atlanta, GA 30303", False,
     "Adaptive traffic signals: software, cabinets, detection, and the engineers who tune them."),
    ("crossing-point", "Crossing Point Controls", "513-555-0128", "1200 Mill Creek Drive, Cincinnati, OH 45202", False,
     "Signal controllers and central systems; open protocols since the first cabinet."),
    ("openmesh", "Openmesh Civic Broadband", "251-555-0171", "19 Causeway Street, Mobile, AL 36602", True,
     "Plans and runs public Wi-Fi in parks, libraries and bus shelters."),
    ("tidewater", "Tidewater Fiber Cooperative", "912-555-0138", "400 Marsh View, Brunswick, GA 31520", False,
     "A members' cooperative that builds open-access fiber where others do not."),
    ("ironwood", "Ironwood Civil Engineers", "541-555-0193", "350 River Bench Road, Bend, OR 97701", False,
     "Roads, bridges, culverts and surveys for counties of the inland Northwest."),
    ("canopy-root", "Canopy & Root Urban Forestry", "614-555-0149", "27 Elm Commons, Columbus, OH 43215", True,
     "Plants and establishes street trees, and stays for three summers to water them."),
    ("meridian-coach", "Meridian Coach Works", "765-555-0166", "9000 Assembly Boulevard, Lafayette, IN 47901", False,
     "Builds battery-electric and hydrogen transit buses of 30, 35 and 40 feet."),
)  # fmt: skip

SELLERS = (
    Somebody("elena.voss", "Elena Voss", "northlight", {"northlight": (ADMIN,)}),
    Somebody("jared.pruitt", "Jared Pruitt", "northlight", {"northlight": (USER,)}),
    Somebody("tess.aldana", "Tess Aldana", "harborline", {"harborline": (ADMIN,)}),
    Somebody("omar.khalil", "Omar Khalil", "sentry-grove", {"sentry-grove": (ADMIN,)}),
    Somebody("nina.petrov", "Nina Petrov", "voltharbor", {"voltharbor": (ADMIN,)}),
    Somebody("gus.lindholm", "Gus Lindholm", "prairie-spark", {"prairie-spark": (ADMIN,)}),
    Somebody("alicia.romero", "Alicia Romero", "brightcurb", {"brightcurb": (ADMIN,)}),
    Somebody("henrik.dahl", "Henrik Dahl", "greenwave", {"greenwave": (ADMIN,)}),
    Somebody("mei-lin.tran", "Mei-Lin Tran", "crossing-point", {"crossing-point": (ADMIN,)}),
    Somebody("darnell.price", "Darnell Price", "openmesh", {"openmesh": (ADMIN,), "tidewater": (USER,)}),
    Somebody("fay.ellery", "Fay Ellery", "tidewater", {"tidewater": (ADMIN,)}),
    Somebody("sofia.lindgren", "Sofia Lindgren", "ironwood", {"ironwood": (ADMIN,)}),
    Somebody("ben.achterberg", "Ben Achterberg", "canopy-root", {"canopy-root": (ADMIN,)}),
    Somebody("isaac.boone", "Isaac Boone", "meridian-coach", {"meridian-coach": (ADMIN,)}),
)
#: Who runs the service itself.
OPERATOR = "robin.ashby"


def email(somebody: Somebody) -> str:
    """The address under a domain that can never exist."""
    return f"{somebody.who}@{somebody.home}.example"


#: {government: its zone}.
ZONES = {place.slug: place.zone for place in PLACES}


def zone_of(who: str | None) -> str:
    """The zone this person reads times in: that of the government they work for, else Central Time."""
    home = next((each.home for each in PEOPLE if each.who == who), "")
    return ZONES.get(home, CENTRAL)
