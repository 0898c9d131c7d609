"""The shelf the members filled: templates with their versions, clauses, guides, a financial model and findings."""

from collections.abc import Callable
from datetime import timedelta

from procurement.core.context import Context
from procurement.demo import texts
from procurement.demo.stage import Stage, Story
from procurement.library import content as contents
from procurement.library import lineage
from procurement.library import operations as library
from procurement.library.models import Form, Item, Kind, Proposal, Scope


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


def _clauses(stage: Stage) -> Story:
    """Building blocks with their alternates, shared as widely as each owner likes."""
    for number, raw in enumerate(texts.read("clauses")["clauses"]):
        ctx = yield stage.back(126 - number, "10:15", raw["who"])
        sections = [
            {"key": f"s{place}", "heading": raw["title"], "body": each["body"].strip(), "when": each["when"],
             "alternate": each["name"]}
            for place, each in enumerate(raw["alternates"], 1)
        ]  # fmt: skip
        content = {**contents.empty(), "numbering": "own", "sections": sections, "blanks": raw.get("blanks", [])}
        _shelve(stage, ctx, raw, Form.CLAUSE, content=content)


def _papers(stage: Stage) -> Story:
    """What peers know, in prose and tables."""
    for number, raw in enumerate(texts.read("guides")["items"]):
        ctx = yield stage.back(112 - number, "14:45", raw["who"])
        item = _shelve(stage, ctx, raw, Form(raw["form"]), text=raw["text"])
        if item.form == Form.AGREEMENT:
            stage.things["agreement"] = item.versions[0]


def _shelve(stage: Stage, ctx: Context, raw: dict, form: Form, **said) -> Item:
    item = library.create_item(
        ctx,
        form=form,
        jurisdiction_id=stage.places[raw["owner"]].id,
        title=raw["title"],
        scope=Scope(raw["scope"]),
        network_id=stage.networks[raw["network"]].id if "network" in raw else None,
        focus_area=raw.get("focus_area", ""),
        categories=raw.get("categories", []),
        law=raw["law"],
        review_on=stage.calendar.now.date() + timedelta(days=raw["review_in"]),
        summary=raw["summary"],
        **said,
    )
    library.publish_version(ctx, item.versions[0])
    return item
    stage.things[raw["title"]] = item.versions[0]


SHELF = (
    endpoint_protection,
    adaptive_signals,
    _once("charging-stations", "colin.brandt", "port-marian", Scope.PARENTS, "inland-seas"),
    _once("street-trees", "patrick.moran", "kessler-county", Scope.PARENTS, "inland-seas"),
    _once("transit-buses", "yvette.colson", "saltmarsh-transit", Scope.PUBLIC),
    _once("public-wifi", "camille.broussard", "magnolia-point", Scope.NETWORK, "gulf-piedmont"),
    _clauses,
    _papers,
    _once("civil-engineering", "owen.castellane", "tamarack-county", Scope.OWN),
)
