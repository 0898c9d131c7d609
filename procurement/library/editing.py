"""Writing a draft version piece by piece: sections, blanks, requirements, criteria, price lines. Floor: operations.

Every edit names the version of the draft it was made from; a published version never changes.
"""

from collections.abc import Mapping

from procurement.audit import operations as ledger
from procurement.core.context import Context
from procurement.core.errors import Conflict, Invalid, NotFound
from procurement.core.verdict import require
from procurement.library import pieces, policy
from procurement.library.brackets import notes, without_note
from procurement.library.content import exact
from procurement.library.inserting import insert
from procurement.library.lifecycle import VersionState
from procurement.library.models import Form, ItemVersion
from procurement.library.operations import rewrite, writable


def add_piece(
    ctx: Context,
    item_version: ItemVersion,
    *,
    version: int | None,
    part: str,
    piece: Mapping,
    after: str | None = None,
) -> str:
    """Add a section, blank, requirement, criterion or price line to a draft; gives its key."""
    require(policy.may_edit(ctx.actor, item_version.item))
    writable(ctx, item_version, version)
    content, key = pieces.add(item_version.content, part, piece, after=after)
    _done(ctx, item_version, pieces.sound(content, part, key), {"added": f"{part}/{key}"})
    return key


def change_piece(
    ctx: Context, item_version: ItemVersion, *, version: int | None, part: str, key: str, changes: Mapping
) -> ItemVersion:
    """Change one section, blank, requirement, criterion or price line of a draft."""
    require(policy.may_edit(ctx.actor, item_version.item))
    writable(ctx, item_version, version)
    content = pieces.sound(pieces.change(item_version.content, part, key, changes), part, key)
    return _done(ctx, item_version, content, {"changed": f"{part}/{key}"})


def move_piece(
    ctx: Context, item_version: ItemVersion, *, version: int | None, part: str, key: str, by: int
) -> ItemVersion:
    """Move one piece up (-1) or down (+1) in its list; a section takes its subsections along."""
    require(policy.may_edit(ctx.actor, item_version.item))
    writable(ctx, item_version, version)
    content = pieces.move(item_version.content, part, key, by)
    return _done(ctx, item_version, content, {"moved": f"{part}/{key}"})


def remove_piece(ctx: Context, item_version: ItemVersion, *, version: int | None, part: str, key: str) -> ItemVersion:
    """Take one piece out of a draft."""
    require(policy.may_edit(ctx.actor, item_version.item))
    writable(ctx, item_version, version)
    return _done(ctx, item_version, pieces.remove(item_version.content, part, key), {"removed": f"{part}/{key}"})


def insert_clause(
    ctx: Context,
    item_version: ItemVersion,
    clause: ItemVersion,
    *,
    version: int | None,
    alternate: str,
    after: str | None = None,
) -> str:
    """Put one alternate of a published clause into a draft, with the blanks it needs; gives the section's key.

    The actor must see the clause: whoever calls has got it by the library's own question.
    """
    require(policy.may_edit(ctx.actor, item_version.item))
    writable(ctx, item_version, version)
    if clause.item.form != Form.CLAUSE or clause.item_id == item_version.item_id:
        raise Invalid({"clause": ["Only another clause can be put in, not an item of another form."]})
    if clause.state != VersionState.PUBLISHED:
        raise Conflict("This version of the clause is not offered any more. Choose the current one.")
    content, key = insert(item_version.content, clause.content, alternate, version_id=clause.id, after=after)
    _done(ctx, item_version, content, {"inserted": f"sections/{key}", "clause": clause.item_id})
    return key


def remove_note(ctx: Context, item_version: ItemVersion, *, version: int | None, key: str, number: int) -> ItemVersion:
    """Take one note to whoever drafts out of a section; `number` counts the section's notes from 1."""
    require(policy.may_edit(ctx.actor, item_version.item))
    writable(ctx, item_version, version)
    body = pieces.find(item_version.content, "sections", key)["body"]
    found = notes(body)
    if not 1 <= number <= len(found):
        raise NotFound("This note does not stand in the section any more.")
    changes = {"body": without_note(body, found[number - 1])}
    content = pieces.change(item_version.content, "sections", key, changes)
    return _done(ctx, item_version, content, {"note taken out": f"sections/{key}"})


def weigh_criteria(
    ctx: Context, item_version: ItemVersion, *, version: int | None, points: Mapping[str, str]
) -> ItemVersion:
    """Give several criteria of a draft their points at once ({key: points})."""
    require(policy.may_edit(ctx.actor, item_version.item))
    writable(ctx, item_version, version)
    return _done(ctx, item_version, pieces.weigh(item_version.content, points), {"weighed": sorted(points)})


def set_evaluation(ctx: Context, item_version: ItemVersion, *, version: int | None, **settings) -> ItemVersion:
    """Change how the points become a ranking: minimum total, preferences, tie break, rounding."""
    require(policy.may_edit(ctx.actor, item_version.item))
    writable(ctx, item_version, version)
    before = item_version.content
    content = {**before, "evaluation": {**before["evaluation"], **exact(settings)}}
    return _done(ctx, item_version, content, {"changed": "evaluation"})


def set_numbering(ctx: Context, item_version: ItemVersion, *, version: int | None, numbering: str) -> ItemVersion:
    """Let the service number the sections ("automatic"), or leave that to the headings ("own")."""
    require(policy.may_edit(ctx.actor, item_version.item))
    writable(ctx, item_version, version)
    return _done(ctx, item_version, {**item_version.content, "numbering": numbering}, {"numbering": numbering})


def _done(ctx: Context, item_version: ItemVersion, content: dict, what: dict) -> ItemVersion:
    rewrite(ctx, item_version, content)
    ctx.session.flush()
    body = {"number": item_version.number, **what}
    ledger.record(ctx, "item.version-edited", item_version.item, body)
    return item_version
