"""Evaluation groups: who marks which criteria, and who may see prices before the panel closes.

`evaluation["groups"]` is [{key, title, sees_prices}], and a criterion names the `group` that marks it; one that names
none is marked by every seat. They are published with the solicitation, so everybody knows who sees prices. The scoring
contract knows nothing of groups: it takes each criterion's marks from whoever gave them.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from marshmallow import fields, validate

from procurement.core.shapes import Shape, Text
from procurement.library.asking import KEY_RULE

MOST = 10


class Group(Shape):
    """Evaluators who mark the same criteria."""

    key = fields.String(required=True, validate=KEY_RULE)
    title = Text(longest=100, required=True)
    sees_prices = fields.Boolean(load_default=False)


def field() -> fields.List:
    """The field of the evaluation's shape."""
    return fields.List(fields.Nested(Group()), validate=validate.Length(max=MOST))


def of(text: Mapping) -> list[Mapping]:
    """The groups of a content or of a published text."""
    return list((text.get("evaluation") or {}).get("groups") or [])


def marked_by(text: Mapping, seat_groups: Collection[str]) -> set[str] | None:
    """The keys of the criteria (parts included) that a seat of these groups marks; None stands for all."""
    if not of(text) or not seat_groups:
        return None
    found: set[str] = set()
    for criterion in text["criteria"]:
        if not criterion.get("group") or criterion["group"] in seat_groups:
            found |= _keys(criterion)
    return found


def sees_prices(text: Mapping, seat_groups: Collection[str]) -> bool:
    """Whether a seat of these groups may see prices before the panel closes: only if every group of its may.

    So nobody marks what is to be judged without knowing the price after having seen it.
    """
    own = [each for each in of(text) if each["key"] in seat_groups]
    return bool(own) and all(each.get("sees_prices", False) for each in own)


def faults(text: Mapping) -> Iterator[tuple[str, str, bool]]:
    """What is wrong with the groups: (key of the criterion or "", sentence, whether it refuses publication)."""
    known = {each["key"] for each in of(text)}
    for criterion in text["criteria"]:
        if criterion.get("group") and criterion["group"] not in known:
            yield criterion["key"], f"“{criterion['title']}” is marked by a group that is not there.", True
    used = {each.get("group") for each in _judged(text)}
    for group in of(text):
        if group["key"] not in used:
            yield "", f"The group “{group['title']}” marks no criterion: give it one, or take it out.", True
    mixed = [each["title"] for each in of(text) if each.get("sees_prices")]
    if mixed and any(not each.get("group") for each in _judged(text)):
        names = ", ".join(mixed)
        sentence = f"Some criteria name no group, so also those who may see prices ({names}) mark them."
        yield "", sentence, False


def titles(text: Mapping, keys: Sequence[str]) -> str:
    """The names of these groups, for a sentence."""
    return ", ".join(each["title"] for each in of(text) if each["key"] in keys)


def _judged(text: Mapping) -> list[Mapping]:
    return [each for each in text["criteria"] if each["kind"] != "price"]


def _keys(criterion: Mapping) -> set[str]:
    found = {criterion["key"]}
    for part in criterion.get("children") or ():
        found |= _keys(part)
    return found
