"""What is filled into the blanks of the demo's solicitations, by template; stories change what is theirs."""

ENDPOINTS = {
    "operating_systems": "Windows 11, Windows Server 2019 and 2022, macOS 14 and later",
    "deployment_days": "90",
    "retention_days": "365",
    "term_years": "3",
    "insurance": "$5,000,000",
}
CHARGING = {"install_days": "180", "deduction": "$150"}
SIGNALS = {"ready_months": "9"}


def endpoints(buyer: str, devices: str, background: str, **others: str) -> dict[str, str]:
    """The blanks of “Managed endpoint detection and response”."""
    return {**ENDPOINTS, "buyer": buyer, "device_count": devices, "background": background, **others}


def charging(buyer: str, sites: str, notes: str, **others: str) -> dict[str, str]:
    """The blanks of “Electric vehicle charging stations”."""
    return {**CHARGING, "buyer": buyer, "sites": sites, "site_notes": notes, **others}


def signals(buyer: str, corridor: str, intersections: str, background: str, **others: str) -> dict[str, str]:
    """The blanks of “Adaptive traffic signals for a corridor”."""
    return {
        **SIGNALS,
        "buyer": buyer,
        "corridor": corridor,
        "intersections": intersections,
        "background": background,
        **others,
    }


def buses(buyer: str, routes: str, service: str, **others: str) -> dict[str, str]:
    """The blanks of “Zero-emission transit buses”."""
    numbers = {"warranty_years": "12", "depot_limit": "1,800", "first_bus_months": "14"}
    return {**numbers, "buyer": buyer, "routes": routes, "service": service, **others}


def trees(problem: str, count: str, area: str, pilot: str) -> dict[str, str]:
    """The blanks of the call for solutions on street trees."""
    return {"problem": problem, "tree_count": count, "area": area, "pilot": pilot}
