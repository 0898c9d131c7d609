"""Where the text of a solicitation comes from: paragraph by paragraph, and how many words were reused. Floor: queries.

What `report` gives is also what a revision keeps:

    parts     [{place, number, title, is_literal (plain text, not Markdown),
              paragraphs: [{text, status "unchanged" | "changed" | "own", origin, after, here, original}]}]
              text: as it is published; here, original: of a changed one, with its blanks named;
              origin, after: the id of an item's version, or "solicitation:" and an id
    owners    {origin: {"item": id or null, "jurisdiction": id or null}}
    reuse     {words, reused_unchanged, reused_changed, own, by_origin: {origin: {unchanged, changed}},
              by_jurisdiction: {id, "" for the service's own: words reused}}
"""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, undefer

from procurement.core.context import Context
from procurement.library import blanks as filling
from procurement.library import lineage_queries as lineage
from procurement.library import provenance, redline
from procurement.library.content import numbered
from procurement.library.models import ItemVersion
from procurement.solicitations import queries
from procurement.solicitations.models import DraftVersion, Revision, Solicitation
from procurement.solicitations.snapshot import blanks_of

#: How many copies of copies are followed.
DEEPEST = 4
A_MEMBER = "A template of a member"


def sources(session: Session, solicitation: Solicitation, depth: int = 0) -> list[provenance.Source]:
    """What its text may have been taken from: its template (as it is now and was before updates), clauses, its copy."""
    earlier = session.scalars(
        sa.select(DraftVersion.template_version_id)
        .where(DraftVersion.solicitation_id == solicitation.id, DraftVersion.template_version_id.is_not(None))
        .order_by(DraftVersion.number.desc())
    )
    clauses = lineage.clauses(solicitation.settled_content if depth else solicitation.content)
    found = lineage.sources(session, [solicitation.template_version_id, *earlier, *clauses])
    copied = solicitation.copy_of
    if copied is not None and depth < DEEPEST:
        ref = provenance.PREFIX + copied.id
        known = provenance.origins(ref, copied.settled_content, sources(session, copied, depth + 1))
        found.append(provenance.Source(ref, copied.settled_content, known))
    return found


def report(session: Session, solicitation: Solicitation, content: Mapping) -> dict[str, Any]:
    """Where every paragraph of this content of the solicitation comes from, and how much is reused."""
    traced = provenance.trace(content, sources(session, solicitation))
    declared, values, zone = blanks_of(content), solicitation.values, solicitation.zone
    literal = {f"sections/{each['key']}" for each in content["sections"] if each["format"] == "preformatted"}

    def printed(place: str, text: str) -> str:
        return filling.fill(text, declared, values, "mark", zone, preformatted=place in literal)

    def named(place: str, text: str) -> str:
        return filling.fill(text, declared, {}, "mark", zone, preformatted=place in literal)

    parts = []
    titles = _titles(content)
    for place, found in traced.items():
        rows = [
            {
                "text": printed(place, each.text),
                "status": each.status,
                "origin": each.origin,
                "after": each.after,
                "here": named(place, each.text) if each.status == "changed" else "",
                "original": named(place, each.original) if each.status == "changed" else "",
            }
            for each in found
        ]
        number, title = titles[place]
        shown = {"number": number, "title": printed(place, title), "is_literal": place in literal}
        parts.append({"place": place, **shown, "paragraphs": rows})
    owners = _owners(session, provenance.refs(traced))
    counted = provenance.reuse(traced, lambda place, text: printed(place, _filled(text, values)))
    return {"parts": parts, "owners": owners, "reuse": {**counted, "by_jurisdiction": _by_owner(counted, owners)}}


def of_draft(session: Session, solicitation: Solicitation) -> dict[str, Any]:
    """The report about a draft as it stands now."""
    return report(session, solicitation, queries.content_in_force(session, solicitation))


def frozen(session: Session, solicitation: Solicitation) -> dict[str, Any]:
    """The report that the revision in force keeps; {} where it was published before reports were kept."""
    found = session.scalar(
        sa.select(Revision)
        .where(Revision.solicitation_id == solicitation.id)
        .order_by(Revision.number.desc())
        .limit(1)
        .options(undefer(Revision.provenance))
    )
    return found.provenance if found is not None else {}


def shown(ctx: Context, solicitation: Solicitation) -> dict[str, Any]:
    """The report as this actor may read it: origins that are not shared with them have no name and no original.

    Beside what the module says, each paragraph has `source` and `source_after` (keys of `sources`), and a changed one
    its `runs` (`library/redline.py`); `sources` is {key: {name, item, version, number, jurisdiction}}.
    """
    is_frozen = solicitation.published_at is not None
    found = frozen(ctx.session, solicitation) if is_frozen else of_draft(ctx.session, solicitation)
    if not found:
        return {}
    names = _names(ctx, found["owners"])
    parts = [{**part, "paragraphs": [_shown(each, names) for each in part["paragraphs"]]} for part in found["parts"]]
    reuse = {name: value for name, value in found["reuse"].items() if name not in ("by_origin", "by_jurisdiction")}
    words: dict[str, int] = {}
    for ref, count in found["reuse"]["by_origin"].items():
        key = ref if ref in names else ""
        words[key] = words.get(key, 0) + count["unchanged"] + count["changed"]
    used = {key: {**names.get(key, _UNNAMED), "words": count} for key, count in sorted(words.items(), key=_most)}
    for part in parts:
        for each in part["paragraphs"]:
            for key in (each["source"], each["source_after"]):
                if key is not None:
                    used.setdefault(key, {**names.get(key, _UNNAMED), "words": 0})
    return {"parts": parts, "sources": used, "reuse": reuse}


_UNNAMED = {"name": A_MEMBER, "item": None, "version": None, "number": None, "jurisdiction": None, "form": None}


def _most(pair: tuple[str, int]) -> tuple[int, str]:
    return -pair[1], pair[0]


def _shown(each: Mapping, names: Mapping) -> dict:
    origin, after = each["origin"], each["after"]
    is_known = origin is not None and origin in names
    changed = each["status"] == "changed" and is_known
    return {
        "text": each["text"],
        "status": each["status"],
        "source": None if origin is None else origin if is_known else "",
        "source_after": after if is_known and after in names else None,
        "runs": [run.as_data() for run in redline.runs(each["original"], each["here"])] if changed else [],
    }


def _names(ctx: Context, owners: Mapping) -> dict[str, dict]:
    """What the actor may be told of each origin."""
    found = {}
    versions = lineage.named(ctx, [ref for ref in owners if not ref.startswith(provenance.PREFIX)])
    for ref, version in versions.items():
        found[ref] = _of_version(version)
    ids = [ref.removeprefix(provenance.PREFIX) for ref in owners if ref.startswith(provenance.PREFIX)]
    if ids:
        for each in ctx.session.scalars(queries.visible(ctx).where(Solicitation.id.in_(ids))):
            found[provenance.PREFIX + each.id] = {
                "name": f"{each.reference}, {each.title}",
                "item": None,
                "version": None,
                "number": None,
                "jurisdiction": each.jurisdiction.name,
                "form": "solicitation",
                "solicitation": each.id,
            }
    return found


def _of_version(version: ItemVersion) -> dict:
    owner = version.item.jurisdiction
    return {
        "name": version.item.title,
        "item": version.item_id,
        "version": version.id,
        "number": version.number,
        "jurisdiction": owner.name if owner is not None else "The service itself",
        "form": str(version.item.form),
    }


def _owners(session: Session, refs: set[str]) -> dict[str, dict[str, str | None]]:
    versions = [ref for ref in refs if not ref.startswith(provenance.PREFIX)]
    known = lineage.owners(session, versions)
    found = {ref: {"item": item, "jurisdiction": place} for ref, (item, place) in known.items()}
    ids = [ref.removeprefix(provenance.PREFIX) for ref in refs if ref.startswith(provenance.PREFIX)]
    if ids:
        select = sa.select(Solicitation.id, Solicitation.jurisdiction_id).where(Solicitation.id.in_(ids))
        for solicitation_id, place in session.execute(select):
            found[provenance.PREFIX + solicitation_id] = {"item": None, "jurisdiction": place}
    return dict(sorted(found.items()))


def _by_owner(counted: Mapping, owners: Mapping) -> dict[str, int]:
    words: dict[str, int] = {}
    for ref, count in counted["by_origin"].items():
        place = owners.get(ref, {}).get("jurisdiction") or ""
        words[place] = words.get(place, 0) + count["unchanged"] + count["changed"]
    return dict(sorted(words.items()))


def _filled(text: str, values: Mapping) -> str:
    """The text without the blanks that nobody has filled: there are no words yet."""
    return filling.PLACE.sub(lambda match: match[0] if values.get(match[1].strip()) is not None else " ", text)


def _titles(content: Mapping) -> dict[str, tuple[str, str]]:
    """What a person calls each part: its number and its heading."""
    found = {}
    for number, each in numbered(content["sections"], content["numbering"]):
        found[f"sections/{each['key']}"] = (number, each["heading"])
    for part, name in (("requirements", "label"), ("criteria", "title"), ("price_lines", "description")):
        for each in content[part]:
            found[f"{part}/{each['key']}"] = ("", each.get(name) or "")
    return found
