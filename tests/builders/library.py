"""Templates and findings with fixed data, through the operations."""

from procurement.core.context import Context
from procurement.library import content as contents
from procurement.library import operations
from procurement.library.models import Item, Kind, Scope
from procurement.networks.models import Jurisdiction, Network


def a_section(key: str, heading: str, body: str = "", level: int = 1) -> dict:
    """A section in Markdown."""
    return {
        "key": key,
        "level": level,
        "heading": heading,
        "body": body,
        "source": "",
        "format": "markdown",
        "role": "",
    }


def a_blank(key: str, label: str, kind: str = "text") -> dict:
    """A required blank."""
    named = {"key": key, "label": label, "kind": kind, "help": "", "required": True, "choices": [], "original": ""}
    return named


def a_content() -> dict:
    """Two sections with one blank, one requirement, one criterion, one price line."""
    return {
        **contents.empty(),
        "sections": [
            a_section("s1", "Scope", "The {{place}} buys a service desk."),
            a_section("s2", "Hours", "Calls are answered on working days.", level=2),
        ],
        "blanks": [a_blank("place", "Who buys")],
        "requirements": [
            {"key": "r1", "kind": "text", "label": "Your approach", "help": "", "required": True, "choices": []}
        ],
        "criteria": [
            {"key": "c1", "kind": "rated", "title": "Approach", "points": "60", "scale": {"min": "0", "max": "5"}}
        ],
        "price_lines": [
            {"key": "p1", "description": "Service desk", "unit": "month", "quantity": "12", "optional": False}
        ],
    }


def a_template(
    ctx: Context,
    owner: Jurisdiction | None,
    title: str = "Service desk",
    *,
    scope: Scope | None = None,
    network: Network | None = None,
    published: bool = True,
    **given,
) -> Item:
    """A template of this jurisdiction (None: the service's own), written by whoever acts."""
    template = operations.create_item(
        ctx,
        jurisdiction_id=owner.id if owner is not None else None,
        title=title,
        kind=given.pop("kind", Kind.RFP),
        scope=scope or (Scope.OWN if owner is not None else Scope.PUBLIC),
        network_id=network.id if network is not None else None,
        content=given.pop("content", None) or a_content(),
        **given,
    )
    if published:
        operations.publish_version(ctx, template.versions[0])
    return template


def some_findings(
    ctx: Context,
    owner: Jurisdiction,
    title: str = "What help desks cost",
    *,
    scope: Scope = Scope.PUBLIC,
    network: Network | None = None,
) -> Item:
    """Findings of this jurisdiction, shared by whoever acts."""
    return operations.publish_findings(
        ctx,
        jurisdiction_id=owner.id,
        solicitation_id=None,
        title=title,
        body="Between $4 and $9 for each person and month.",
        scope=scope,
        network_id=network.id if network is not None else None,
    )
