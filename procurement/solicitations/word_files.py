"""A solicitation as Word documents, and what an edited one brings back. Floor: queries."""

from dataclasses import dataclass, replace
from datetime import datetime

from procurement.core import words
from procurement.core.context import Context
from procurement.core.digest import digest
from procurement.core.errors import Invalid, NotFound
from procurement.library import in_word, merging
from procurement.library.blanks import fill
from procurement.library.redline import redline
from procurement.library.titling import KIND_NAMES
from procurement.solicitations import facts, policy, queries, sides, snapshot
from procurement.solicitations.models import DraftVersion, Solicitation
from procurement.word.document import Document
from procurement.word.reading import read
from procurement.word.safety import WordFault
from procurement.word.tracked import write_tracked
from procurement.word.writing import write

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SOLICITATION, _VERSION, _COVER = "solicitation", "draft version", "cover"
FOREIGN = "This Word document was not exported from this solicitation, so nothing tells what was changed in it."


@dataclass(frozen=True)
class Brought:
    """An edited export beside the draft as it stands now."""

    base: DraftVersion
    back: in_word.Back
    #: From what was exported to what came back.
    change: dict
    merge: merging.Merge
    #: {key, label, was, now, ours}: blanks filled in Word.
    filled: list[dict]


def named(ctx: Context, solicitation: Solicitation, key: str) -> tuple[str, bytes]:
    """Name and content of the file with this key: "now", "r1", or the number of a kept version.

    A published revision is for everybody who sees it; drafts for those at work on them.
    """
    if key.startswith("r") and policy.is_public(solicitation):
        found = sides.side(ctx, solicitation, key)
        revision = queries.get_revision(ctx, solicitation, int(key[1:]))
        document = _written(solicitation, found.content, revision.body["title"], revision.published_at, {})
        return _name(solicitation, found.label), write(document)
    work = queries.get_work(ctx, solicitation.id)
    if key == "now":
        side = sides.side(ctx, work, "now")
        return _name(work, "draft"), write(_written(work, side.content, _title(work, work), ctx.now, {}))
    if key.isascii() and key.isdecimal() and len(key) <= 6:
        version = sides.get(ctx, work, int(key))
        return _name(work, f"version {version.number}"), write(of_version(work, version))
    raise NotFound(sides.NO_SUCH)


def compared(ctx: Context, solicitation: Solicitation, old: sides.Side, new: sides.Side) -> tuple[str, bytes]:
    """Name and content of a file that shows the way from one side to the other as tracked changes."""
    # What an addendum is about to change in a blank of the title is nobody's business yet.
    title = solicitation.revision.body["title"] if solicitation.revision else _title(solicitation, solicitation)
    document = _written(solicitation, new.content, title, ctx.now, {})
    change = redline(in_word.whole(old.content), in_word.whole(new.content))
    data = write_tracked(document, change, author=solicitation.jurisdiction.name, date=ctx.now)
    return _name(solicitation, f"changes from {old.key} to {new.key}"), data


def of_version(solicitation: Solicitation, version: DraftVersion) -> Document:
    """A kept version as the document that is exported: its blanks known again, and the way back to it."""
    stated = {each.key: version.facts.get(each.key) for each in facts.FACTS}
    known = {**facts.known(solicitation), **stated, "blanks": version.values}
    content = snapshot.in_force(version.content, known)
    properties = {
        _SOLICITATION: solicitation.id,
        _VERSION: str(version.number),
        "digest": version.digest,
        _COVER: _cover_digest(solicitation),
    }
    title = _title(solicitation, version)
    return _written(solicitation, content, title, version.made_at, properties, version.values)


def brought(
    ctx: Context, solicitation: Solicitation, data: bytes, *, changes: str = "accept", comments: str = "leave"
) -> Brought:
    """What was changed outside, and how it goes together with the draft as it stands now.

    Invalid, in a sentence, for a file that is no export of this solicitation.
    """
    base, properties = _base(ctx, solicitation, data)
    exported = of_version(solicitation, base)
    before, now = in_word.whole(base.content), in_word.whole(solicitation.content)
    try:
        back = in_word.taken_back(
            before, base.values, exported, data, zone=solicitation.zone, changes=changes, comments=comments
        )
    except WordFault as fault:
        raise Invalid({"file": [str(fault)]}, str(fault)) from None
    if properties.get(_COVER) != _cover_digest(solicitation):
        # The cover tells of dates and people that have changed here since: it cannot be compared any more.
        back = replace(back, parts=[each for each in back.parts if each.heading != "Cover"])
    return Brought(
        base,
        back,
        redline(before, back.content),
        merging.merge(before, now, back.content),
        _filled(solicitation, base, back),
    )


def chosen(found: Brought, left: set[str]) -> merging.Merge:
    """The merge without the sections (by key) that somebody leaves as they were exported."""
    if not left:
        return found.merge
    before, now, _ = found.merge.sources
    return merging.merge(before, now, in_word.without(before, found.back, left))


def _base(ctx: Context, solicitation: Solicitation, data: bytes) -> tuple[DraftVersion, dict[str, str]]:
    try:
        properties = read(data).properties
    except WordFault as fault:
        raise Invalid({"file": [str(fault)]}, str(fault)) from None
    number = properties.get(_VERSION, "")
    if properties.get(_SOLICITATION) != solicitation.id or not (number.isascii() and number.isdecimal()):
        raise Invalid({"file": [FOREIGN]}, FOREIGN)
    try:
        version = sides.get(ctx, solicitation, int(number[:9]))
    except NotFound:
        raise Invalid({"file": [FOREIGN]}, FOREIGN) from None
    if properties.get("digest") != version.digest:
        raise Invalid({"file": [FOREIGN]}, FOREIGN)
    return version, properties


def _filled(solicitation: Solicitation, base: DraftVersion, back: in_word.Back) -> list[dict]:
    declared = {each.key: each for each in snapshot.blanks_of(base.content)}

    def shown(key: str, values: dict) -> str:
        return in_word.present(declared[key], values.get(key), solicitation.zone)

    return [
        {
            "key": key,
            "label": declared[key].label,
            "was": shown(key, base.values),
            "now": shown(key, back.values),
            "ours": shown(key, solicitation.values),
        }
        for key in back.filled
    ]


def _written(
    solicitation: Solicitation,
    content: dict,
    title: str,
    date: datetime,
    properties: dict[str, str],
    values: dict | None = None,
) -> Document:
    return in_word.document(
        content,
        values or {},
        title=title,
        subtitle=KIND_NAMES.get(str(solicitation.kind), str(solicitation.kind)),
        issuer=solicitation.jurisdiction.name,
        reference=solicitation.reference,
        facts=_facts(solicitation),
        date=date,
        zone=solicitation.zone,
        properties=properties,
    )


def _facts(solicitation: Solicitation) -> list[tuple[str, str]]:
    due = words.when(solicitation.due_at, solicitation.zone) if solicitation.due_at else ""
    contact = " · ".join(each for each in (solicitation.contact_name, solicitation.contact_email) if each)
    return [
        ("Number", solicitation.reference),
        ("Issued by", solicitation.jurisdiction.name),
        ("Responses are due", f"before {due}" if due else ""),
        ("Contact", contact),
    ]


def _cover_digest(solicitation: Solicitation) -> str:
    return digest([list(each) for each in _facts(solicitation)])


def _title(solicitation: Solicitation, row: Solicitation | DraftVersion) -> str:
    declared = snapshot.blanks_of(row.content)
    return fill(row.title, declared, row.values, "mark", solicitation.zone, preformatted=True)


def _name(solicitation: Solicitation, what: str) -> str:
    return f"{solicitation.reference} {what}.docx".replace("/", "-").replace(":", "")
