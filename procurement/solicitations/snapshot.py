"""The frozen text of a solicitation: its blanks filled, as one plain JSON document that has a digest.

The same body is what approvers and pool members see, and what publication freezes: so the digest they approved is
the digest that is published.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from procurement.core.digest import digest as digest_of
from procurement.library import blanks as filling
from procurement.library import conditions
from procurement.library.blanks import Blank
from procurement.library.content import numbered
from procurement.solicitations import annexing

__all__ = ["blanks_of", "body", "digest", "in_force", "instant", "sections"]


def in_force(content: Mapping, facts: Mapping) -> dict:
    """The content without the sections whose conditions the facts (`facts.known`) do not meet."""
    standing = conditions.standing(content["sections"], facts)
    return {**content, "sections": [each.section for each in standing if not each.is_out]}


def body(
    solicitation,
    content: Mapping,
    *,
    contract_digest: str | None = None,
    pool: Mapping | None = None,
    unfilled: str = "original",
    annexes: Sequence[tuple[str, str, Sequence[Mapping]]] = (),
) -> dict:
    """The whole solicitation as plain data.

    `solicitation` is anything with the attributes of the row; `content` its content with the price lines in force;
    `pool` is {title, lead, members: [names]}, `annexes` the members' (participation id, name, sections): a body has
    some only where there are any (`annexing.py`). `unfilled` says what an open blank prints: "original" or "mark".
    """
    declared, values, zone = blanks_of(content), solicitation.values, solicitation.zone

    def plain(text: str, preformatted: bool = True) -> str:
        return filling.fill(text, declared, values, unfilled, zone, preformatted=preformatted)

    place, core = solicitation.jurisdiction, sections(content, values, zone, unfilled)
    found = annexing.printed(annexes, core, plain)
    return {
        "title": plain(solicitation.title),
        "reference": solicitation.reference,
        "kind": str(solicitation.kind),
        "summary": plain(solicitation.summary),
        "focus_area": solicitation.focus_area,
        "due_at": instant(solicitation.due_at),
        "questions_due_at": instant(solicitation.questions_due_at),
        "schedule": [dict(each) for each in solicitation.schedule or ()],
        "zone": zone,
        "jurisdiction": {
            "name": place.name,
            "kind": str(place.kind),
            "state_code": place.state_code,
            "address": place.address,
            "website": place.website,
        },
        "contact": {"name": solicitation.contact_name, "email": solicitation.contact_email},
        "pool": dict(pool) if pool is not None else None,
        "sections": core,
        "requirements": [_requirement(each, plain) for each in content["requirements"]],
        "criteria": [_criterion(each, plain) for each in content["criteria"]],
        "evaluation": dict(content["evaluation"]),
        "price_lines": [_filled(each, ("description", "group"), plain) for each in content["price_lines"]],
        "contract_digest": contract_digest,
        **({"annexes": found} if found else {}),
    }


def sections(content: Mapping, values: Mapping, zone: str, unfilled: str = "original") -> list[dict]:
    """The sections with their numbers, headings as plain words and bodies with the blanks filled."""
    declared = blanks_of(content)
    result = []
    for number, section in numbered(content["sections"], content["numbering"]):
        preformatted = section["format"] == "preformatted"
        result.append(
            {
                "key": section["key"],
                "number": number,
                "level": section["level"],
                "heading": filling.fill(section["heading"], declared, values, unfilled, zone, preformatted=True),
                "body": filling.fill(section["body"], declared, values, unfilled, zone, preformatted=preformatted),
                "format": section["format"],
                "role": section["role"],
            }
        )
    return result


def digest(body: Mapping) -> str:
    """`sha256:…` of the body."""
    return digest_of(body)


def blanks_of(content: Mapping) -> list[Blank]:
    """The declared blanks of a content."""
    return [Blank.from_data(each) for each in content["blanks"]]


def _filled(item: Mapping, names: Sequence[str], plain) -> dict:
    return {**item, **{name: plain(item[name]) for name in names if item.get(name)}}


def _requirement(requirement: Mapping, plain) -> dict:
    result = _filled(requirement, ("label", "help"), plain)
    if requirement.get("rows"):
        result["rows"] = [_filled(each, ("text",), plain) for each in requirement["rows"]]
    return result


def _criterion(criterion: Mapping, plain) -> dict:
    result = _filled(criterion, ("title", "guidance"), plain)
    if criterion.get("anchors"):
        result["anchors"] = [_filled(each, ("text",), plain) for each in criterion["anchors"]]
    if criterion.get("children"):
        result["children"] = [_criterion(each, plain) for each in criterion["children"]]
    return result


def instant(given: datetime | None) -> str | None:
    """An instant as it stands in a body."""
    return None if given is None else given.astimezone(UTC).isoformat().replace("+00:00", "Z")
