"""The shelf of templates the members wrote: who owns each, with whom it is shared, and its versions."""

from collections.abc import Callable

from procurement.core.context import Context
from procurement.demo import texts
from procurement.demo.stage import Stage, Story
from procurement.library import lineage
from procurement.library import operations as library
from procurement.library.models import Item, Kind, Proposal, Scope


def endpoint_protection(stage: Stage) -> Story:
    """Two published versions, for everybody, and a draft of a third with what Kessler County proposed."""
    name, who = "endpoint-protection", "priya.raman"
    ctx = yield stage.back(140, "09:30", who)
    first = texts.content(name)
    # The first version knew neither the optional price line nor the section on data.
    first["price_lines"] = first["price_lines"][:3]
    first["sections"] = [each for each in first["sections"] if each["heading"] != "Our data"]
    first["blanks"] = [each for each in first["blanks"] if each["key"] != "retention_days"]
    template = _template(stage, ctx, name, "alder-falls", Scope.PUBLIC, content=first)
    ctx = yield stage.back(139, "14:00", who)
    library.publish_version(ctx, template.versions[0])
    ctx = yield stage.back(96, "10:00", who)
    second = library.new_version(ctx, template)
    note = "Says what happens to our data, as the first award taught us; adds an optional line for identities."
    library.edit_version(ctx, second, content=texts.content(name), note=note)
    ctx = yield stage.back(94, "16:20", who)
    library.publish_version(ctx, second)
    stage.things[name] = second
    ctx = yield stage.back(9, "11:40", who)
    proposal = stage.things["night"]
    assert isinstance(proposal, Proposal)
    lineage.accept(ctx, proposal, answer="Gladly. We mean to say how long it lasts before we publish.")


def adaptive_signals(stage: Stage) -> Story:
    """A first version that is retired, and the one in use."""
    name, who = "adaptive-signals", "rafael.ibarra"
    ctx = yield stage.back(135, "09:30", who)
    first = texts.content(name)
    first["sections"] = [each for each in first["sections"] if not each["heading"].startswith("What must be better")]
    template = _template(stage, ctx, name, "calusa-county", Scope.PUBLIC, content=first)
    library.publish_version(ctx, template.versions[0])
    ctx = yield stage.back(110, "13:30", who)
    second = library.new_version(ctx, template)
    note = "Pays a tenth of the price only for results that were measured before and after."
    library.edit_version(ctx, second, content=texts.content(name), note=note)
    ctx = yield stage.back(109, "10:45", who)
    library.publish_version(ctx, second)
    library.retire_version(ctx, template.versions[0])
    stage.things[name] = second


def _once(name: str, who: str, owner: str, scope: Scope, network: str | None = None) -> Callable[[Stage], Story]:
    """A template with one published version."""

    def story(stage: Stage) -> Story:
        ctx = yield stage.back(130, "09:00", who)
        template = _template(stage, ctx, name, owner, scope, network=network)
        ctx = yield stage.back(128, "15:30", who)
        library.publish_version(ctx, template.versions[0])
        stage.things[name] = template.versions[0]

    return story


def _template(
    stage: Stage,
    ctx: Context,
    name: str,
    owner: str,
    scope: Scope,
    *,
    network: str | None = None,
    content: dict | None = None,
) -> Item:
    raw = texts.read(name)
    return library.create_item(
        ctx,
        jurisdiction_id=stage.places[owner].id,
        title=raw["title"],
        kind=Kind(raw["kind"]),
        scope=scope,
        network_id=stage.networks[network].id if network else None,
        focus_area=raw["focus_area"],
        summary=raw["summary"],
        content=content or texts.content(name),
    )


SHELF = (
    endpoint_protection,
    adaptive_signals,
    _once("charging-stations", "colin.brandt", "port-marian", Scope.PARENTS, "inland-seas"),
    _once("street-trees", "patrick.moran", "kessler-county", Scope.PARENTS, "inland-seas"),
    _once("transit-buses", "yvette.colson", "saltmarsh-transit", Scope.PUBLIC),
    _once("public-wifi", "camille.broussard", "magnolia-point", Scope.NETWORK, "gulf-piedmont"),
    _once("civil-engineering", "owen.castellane", "tamarack-county", Scope.OWN),
)
