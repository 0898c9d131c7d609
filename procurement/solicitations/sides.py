"""What can be laid beside a draft: its kept versions, the template it came from, what was published. Floor: queries."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from procurement.core.context import Context
from procurement.core.errors import NotFound
from procurement.library import lineage_queries as lineage
from procurement.networks.duties import Permission, may, places
from procurement.solicitations import annex_queries, facts, policy, queries, snapshot
from procurement.solicitations.models import DraftVersion, Review, Solicitation

AMENDED = "With the addendum that is being written"
NO_SUCH = "There is no such version of this solicitation, or it is not for you to see."
REASONS = {
    "begun": "Begun",
    "saved": "Kept by hand",
    "review": "Handed in for approval",
    "returned": "Returned by a reviewer",
    "merged": "Before or after an update was taken in",
    "exported": "Exported to Word",
    "taken-in": "Taken in from Word",
    "published": "Published",
}


@dataclass(frozen=True)
class Side:
    """One side of a comparison: `key` for addresses, what to call it, and its text with the blanks filled.

    `content` has the shape of `library/content.py`; an open blank stands as its label in brackets.
    """

    key: str
    label: str
    content: dict


def last(session: Session, solicitation: Solicitation) -> DraftVersion | None:
    """The version that was kept last."""
    found = sa.select(DraftVersion).where(DraftVersion.solicitation_id == solicitation.id)
    return session.scalars(found.order_by(DraftVersion.number.desc()).limit(1)).first()


def kept(ctx: Context, solicitation: Solicitation) -> list[DraftVersion]:
    """The versions this actor may see, newest first: all for its own people, for a pool's member those it was asked
    about.
    """
    found = sa.select(DraftVersion).where(DraftVersion.solicitation_id == solicitation.id)
    if not (ctx.actor.is_system or may(ctx.actor, Permission.SEE_INTERNAL, solicitation.jurisdiction_id)):
        own = places(ctx.actor, Permission.SEE_INTERNAL)
        asked = [
            each.draft_version_id
            for each in solicitation.reviews
            if each.participation is not None and each.participation.jurisdiction_id in own
        ]
        found = found.where(DraftVersion.id.in_([each for each in asked if each]))
    return list(ctx.session.scalars(found.order_by(DraftVersion.number.desc())))


def get(ctx: Context, solicitation: Solicitation, number: int) -> DraftVersion:
    """One kept version, or NotFound."""
    for each in kept(ctx, solicitation):
        if each.number == number:
            return each
    raise NotFound(NO_SUCH)


def choices(ctx: Context, solicitation: Solicitation) -> list[tuple[str, str]]:
    """What can be compared: (key, label), the working draft first."""
    found = [("now", "The draft as it stands now")] if solicitation.published_at is None else []
    if _is_amended(ctx, solicitation):
        found.append(("now", AMENDED))
    found += [(f"r{each.number}", _published(each.number)) for each in reversed(solicitation.revisions)]
    found += [(str(each.number), label(each)) for each in kept(ctx, solicitation)]
    if template := template_name(ctx, solicitation):
        found.append(("template", template))
    return found


def side(ctx: Context, solicitation: Solicitation, key: str) -> Side:
    """The side with this key: "now", "template", "r1" for a published revision, or the number of a version.

    "now" is the draft, or for its own people what the addendum that is being written will make of the text.
    """
    if key == "now" and solicitation.published_at is None:
        content = queries.content_in_force(ctx.session, solicitation)
        content = annex_queries.as_read(content, annex_queries.reader(ctx, solicitation))
        return Side(key, "The draft as it stands now", _filled(solicitation, content, solicitation.values))
    if key == "now" and _is_amended(ctx, solicitation):
        text = snapshot.in_force(solicitation.content, facts.known(solicitation))
        return Side(key, AMENDED, of_body(snapshot.body(solicitation, text)))
    if key == "template" and (template := template_name(ctx, solicitation)):
        return Side(key, template, _filled(solicitation, solicitation.template_version.content, {}))
    if key.startswith("r") and _is_number(key[1:]):
        revision = queries.get_revision(ctx, solicitation, int(key[1:]))
        return Side(key, _published(revision.number), of_body(revision.body))
    if _is_number(key):
        found_version = get(ctx, solicitation, int(key))
        stated = {each.key: found_version.facts.get(each.key) for each in facts.FACTS}
        known = {**facts.known(solicitation), **stated, "blanks": found_version.values}
        content = snapshot.in_force(found_version.content, known)
        return Side(key, label(found_version), _filled(solicitation, content, found_version.values))
    raise NotFound(NO_SUCH)


def label(version: DraftVersion) -> str:
    """What a version is called."""
    return f"Version {version.number}: {REASONS[str(version.reason)].lower()}"


def approved_before(solicitation: Solicitation, review: Review) -> Review | None:
    """When the same step (or member) last approved the text or parts of it, for showing what changed since."""
    same = [
        each
        for each in solicitation.reviews
        if (each.step, each.participation_id) == (review.step, review.participation_id)
        and each.id != review.id
        and each.parts
        and each.draft_version_id is not None
    ]
    return same[-1] if same else None


def _filled(solicitation: Solicitation, content: dict, values: dict) -> dict:
    """The content as it reads, its blanks filled; keys stay, so that pieces are found again."""
    shown = snapshot.sections(content, values, solicitation.zone, "mark")
    filled = {each["key"]: each for each in shown}
    sections = [
        {**each, "heading": filled[each["key"]]["heading"], "body": filled[each["key"]]["body"], "source": ""}
        for each in content["sections"]
        if each["key"] in filled
    ]
    return {**content, "sections": sections, "blanks": []}


def of_body(body: dict) -> dict:
    """A published body in the shape of a content; its numbers stand in its headings already or follow again."""
    sections = [
        {
            "source": "",
            "when": "",
            "clause": "",
            "alternate": "",
            **{name: value for name, value in each.items() if name != "number"},
        }
        for each in body["sections"]
    ]
    numbering = "automatic" if any(each["number"] for each in body["sections"]) else "own"
    parts = {name: body[name] for name in ("requirements", "criteria", "evaluation", "price_lines")}
    return {"numbering": numbering, "sections": sections, "blanks": [], **parts}


def _published(number: int) -> str:
    return f"Published as revision {number}" + (f", with addendum {number - 1}" if number > 1 else "")


def _is_amended(ctx: Context, solicitation: Solicitation) -> bool:
    return solicitation.is_amending and bool(policy.may_see_work(ctx.actor, solicitation))


def template_name(ctx: Context, solicitation: Solicitation) -> str:
    """What the template it began with is called; "" for who may not read it (or where there is none).

    Its own people have read that version, even when it is not shared with them any more: then it has no name.
    """
    pinned = solicitation.template_version_id
    if pinned is None:
        return ""
    seen = lineage.named(ctx, [pinned]).get(pinned)
    if seen is not None:
        return f"The template “{seen.item.title}”, version {seen.number}"
    is_own = policy.may_see_work(ctx.actor, solicitation)
    return "The template it began with, which is no longer shared" if is_own else ""


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 6
