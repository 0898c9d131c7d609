"""The shelf of templates the members wrote: who owns each, with whom it is shared, and its versions."""

from procurement.demo import texts
from procurement.demo.stage import Stage, Story
from procurement.library import operations as library
from procurement.library.models import Kind, Scope, Template


def endpoint_protection(stage: Stage) -> Story:
    """Two published versions and a draft of a third, for everybody to read."""
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
    library.edit_version(
        ctx,
        second,
        content=texts.content(name),
        note="Adds what happens to our data, after the lessons of the first award, and an optional line for identities.",
    )
    ctx = yield stage.back(94, "16:20", who)
    library.publish_version(ctx, second)
    stage.things[name] = second
    ctx = yield stage.back(9, "11:40", who)
    third = library.new_version(ctx, template)
    changed = texts.content(name)
    changed["sections"][4]["body"] += "\n- One exercise at night in the first year, announced only to our management."
    library.edit_version(ctx, third, content=changed, note="Proposal from Kessler County: an exercise at night.")


def _template(
    stage: Stage, ctx, name: str, owner: str, scope: Scope, *, network: str | None = None, content: dict | None = None
) -> Template:
    raw = texts.read(name)
    return library.create_template(
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


SHELF = (endpoint_protection,)
