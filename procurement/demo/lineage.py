"""What members made of each other's templates: forks, a proposal taken, one that waits, an update with a conflict."""

from procurement.demo.cast import PACIFIC
from procurement.demo.stage import Stage, Story
from procurement.library import lineage
from procurement.library import lineage_queries as lines
from procurement.library import operations as library
from procurement.library.models import Item, ItemVersion, Scope
from procurement.solicitations import operations as solicitations
from procurement.solicitations.models import Solicitation

HELP = "s5"
NIGHT = "- One exercise at night in the first year, announced only to our management."
TABLE = "- Two exercises a year with our own people, one of them with the sheriff's dispatchers at the table."


def kessler_adds_a_night(stage: Stage) -> Story:
    """Kessler County's fork of the endpoint template, whose change Alder Falls has taken into its next version."""
    ctx = yield stage.back(30, "10:10", "patrick.moran")
    made = _fork(stage, ctx, "endpoint-protection", "kessler-county", "Endpoint protection for a county")
    ctx = yield stage.back(29, "15:20", "patrick.moran")
    version = _published(ctx, made, _with(made.versions[0].content, HELP, f"\n{NIGHT}"), "An exercise at night.")
    ctx = yield stage.back(10, "15:00", "patrick.moran")
    stage.things["night"] = lineage.propose(
        ctx,
        version,
        title="An exercise at night",
        reason="Our attack came on a Saturday at 2 a.m. The exercise at the table had not shown that the contractor's "
        "night desk did not have our list of devices.",
    )


def tamarack_adds_dispatchers(stage: Stage) -> Story:
    """Tamarack County's fork proposes a change in the same place: it waits for Alder Falls, with one question."""
    ctx = yield stage.back(21, "09:15", "owen.castellane")
    made = _fork(stage, ctx, "endpoint-protection", "tamarack-county", "Endpoint protection with dispatch", Scope.OWN)
    ctx = yield stage.back(20, "11:45", "owen.castellane")
    content = _with(made.versions[0].content, HELP, f"\n{TABLE}")
    version = _published(ctx, made, content, "Brings the dispatchers to the table.")
    ctx = yield stage.back(3, "14:30", "owen.castellane")
    lineage.propose(
        ctx,
        version,
        title="Dispatchers take part in the exercise",
        reason="When our computers stop, theirs do, too. They were the first to notice in both exercises.",
    )


def chargers_move_on(stage: Stage) -> Story:
    """Port Marian improves the charging template: Alder Falls' fork and Lindenfield's draft can take it over.

    Tomasz has changed in his draft the very paragraph that Colin changed, so he is asked.
    """
    ctx = yield stage.back(41, "09:40", "dana.whitcomb", PACIFIC)
    made = _fork(stage, ctx, "charging-stations", "alder-falls", "Charging stations for fleet yards", Scope.PUBLIC)
    ctx = yield stage.back(40, "16:05", "dana.whitcomb", PACIFIC)
    text = made.versions[0].content
    content = _with(text, "s2", "\n\nThe yards are locked; visitors are met at the gate and wear a vest.")
    _published(ctx, made, content, "For yards that the public does not enter.")
    ctx = yield stage.back(1, "15:10", "tomasz.wolak")
    draft = stage.things["library-chargers"]
    assert isinstance(draft, Solicitation)
    body = next(each["body"] for each in draft.content["sections"] if each["key"] == "s8")
    solicitations.change_piece(
        ctx,
        draft,
        version=draft.version,
        part="sections",
        key="s8",
        changes={"body": body.replace("within two working days", "within three working days")},
    )
    ctx = yield stage.back(1, "16:30", "colin.brandt")
    base = stage.things["charging-stations"]
    assert isinstance(base, ItemVersion)
    newer = library.new_version(ctx, base.item)
    content = _changed(newer.content, "s8", "97 %", "98 %")
    content = _changed(content, "s8", "within two working days", "within one working day")
    content = _with(content, "s6", "\n- The price of an hour and of a kilowatt-hour is on the screen before payment.")
    note = "Measured uptime in our ramps was better than we had asked for; drivers wanted to see the price first."
    library.edit_version(ctx, newer, content=content, note=note)
    library.publish_version(ctx, newer)


def _fork(stage: Stage, ctx, name: str, place: str, title: str, scope: Scope = Scope.PUBLIC) -> Item:
    version = stage.things[name]
    assert isinstance(version, ItemVersion)
    return lineage.fork(ctx, version, jurisdiction_id=stage.places[place].id, title=title, scope=scope)


def _published(ctx, item: Item, content: dict, note: str) -> ItemVersion:
    draft = lines.newest(item)
    library.edit_version(ctx, draft, content=content, note=note)
    return library.publish_version(ctx, draft)


def _with(content: dict, key: str, more: str) -> dict:
    """The content with something at the end of one section."""
    return _each(content, key, lambda body: body + more)


def _changed(content: dict, key: str, old: str, new: str) -> dict:
    return _each(content, key, lambda body: body.replace(old, new))


def _each(content: dict, key: str, change) -> dict:
    sections = [{**each, "body": change(each["body"])} if each["key"] == key else each for each in content["sections"]]
    return {**content, "sections": sections}


STORIES = (kessler_adds_a_night, tamarack_adds_dispatchers, chargers_move_on)
