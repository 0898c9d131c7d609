"""Shapes of the forms in which a content is written, where they differ from the JSON. Floor: schemas.

A form shows a criterion's scale, its parts and the evaluation's rows as single fields; here they become the data of
`library/content.py` and back.
"""

import re
from collections.abc import Mapping

from marshmallow import ValidationError, fields, post_load, validate

from procurement.core.digest import digest
from procurement.core.shapes import Shape, Text
from procurement.library import piece_shapes, presenting, soundness
from procurement.library.content import new_key
from procurement.library.piece_shapes import Lines, Number
from procurement.library.values import DEFAULTS

FORMULAS = {
    "lowest-ratio": "Points × lowest price ÷ price",
    "linear-from-lowest": "Points fall evenly; none at twice the lowest price",
    "min-max": "Full points for the lowest, none for the highest price",
    "reference-ratio": "Points × a published reference price ÷ price",
    "linear-between": "Linear between two published prices",
}
METHODS = {
    "points": "Points: the highest total is first",
    "quality-adjusted-price": "Price divided by quality: the lowest is first",
    "score-per-price": "Quality points for each dollar: the highest is first",
    "value-deduction": "Price less the value of its quality in dollars: the lowest is first",
}
COMBINES = {
    "mean": "Mean of the evaluators",
    "median": "Median of the evaluators",
    "sum": "Sum of the evaluators' marks (the same as the mean)",
}
_LEVEL = re.compile(r"(.+?)\s*[=:]\s*([\d.,]+)\s*")


class Versioned(Shape):
    """A form that names the version it was made from."""

    version = fields.Integer(required=True)


class Section(piece_shapes.Section):
    """One section."""

    version = fields.Integer(required=True)
    level = fields.Integer(load_default=1, validate=validate.Range(1, 6))


class Blank(Versioned):
    """One blank; the key only when it is declared."""

    key = Text(longest=64)
    label = Text(required=True, longest=200)
    kind = fields.String(required=True, validate=validate.OneOf(sorted(soundness.KINDS)))
    help = Text(longest=1_000, load_default="")
    required = fields.Boolean(load_default=False)
    choices = Lines(load_default=list)
    default = fields.String(load_default="", validate=validate.OneOf(["", *DEFAULTS]))


class Pairs(fields.Field):
    """Lines such as "Good = 80", as pairs of a name and a decimal string."""

    def _deserialize(self, value, attr, data, **options) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        for line in str(value).split("\n"):
            if not line.strip():
                continue
            match = _LEVEL.fullmatch(line.strip())
            if match is None:
                raise ValidationError(f"“{line.strip()[:60]}” is not of the form “Good = 80”.")
            if match[1] in dict(found):
                raise ValidationError(f"“{match[1]}” stands here twice.")
            found.append((match[1], Number().deserialize(match[2])))
        return found


class Anchors(fields.Field):
    """Lines such as "8 = A plan with dates", as {mark, text}."""

    def _deserialize(self, value, attr, data, **options) -> list[dict]:
        found = []
        for line in str(value).split("\n"):
            mark, sign, text = line.partition("=")
            if line.strip() and not (sign and mark.strip() and text.strip()):
                raise ValidationError(f"“{line.strip()[:60]}” is not of the form “8 = A plan with dates and names”.")
            if line.strip():
                found.append({"mark": mark.strip(), "text": " ".join(text.split())})
        return found


class Criterion(Versioned):
    """One criterion: which fields count depends on its kind; what does not count is emptied."""

    kind = fields.String(required=True, validate=validate.OneOf(["rated", "given", "pass-fail", "price"]))
    title = Text(required=True, longest=200)
    guidance = Text(longest=5_000, load_default="")
    anchors = Anchors(load_default=list)
    group = Text(longest=64, load_default="")
    #: The method of the whole evaluation, which decides what this criterion is worth: points, or dollars.
    method = fields.String(load_default="points", validate=validate.OneOf(piece_shapes.METHODS))
    points = Number(load_default=None, allow_none=True)
    value = Number(load_default=None, allow_none=True)
    scale_kind = fields.String(load_default="range", validate=validate.OneOf(["range", "levels"]))
    scale_min = Number(load_default="0")
    scale_max = Number(load_default=None, allow_none=True)
    levels = Pairs(load_default=list)
    levels_of = Number(load_default=None, allow_none=True)
    parts = Pairs(load_default=list)
    combine = fields.String(load_default="mean", validate=validate.OneOf(list(COMBINES)))
    minimum = Number(load_default=None, allow_none=True)
    formula = fields.String(load_default="lowest-ratio", validate=validate.OneOf(list(FORMULAS)))
    reference = Number(load_default=None, allow_none=True)
    cap = fields.Boolean(load_default=False)
    zero_at = Number(load_default=None, allow_none=True)
    full_at = Number(load_default=None, allow_none=True)
    zero_gets_full = fields.Boolean(load_default=False)

    @post_load
    def _piece(self, data, **_):
        kind = data["kind"]
        piece = {
            **dict.fromkeys(("points", "value", "scale", "combine", "minimum", "formula", "reference", "cap", "zero")),
            **dict.fromkeys(("zero_at", "full_at", "children")),
            "kind": kind,
            "title": data["title"],
            "guidance": data["guidance"],
            "anchors": data["anchors"] if kind != "price" else [],
            "group": (data["group"] or None) if kind != "price" else None,
        }
        if name := _worth(kind, data["method"]):
            if data[name] is None:
                raise ValidationError({name: ["Say how much it is worth."]})
            piece[name] = data[name]
        if kind in ("rated", "given"):
            piece |= {"combine": data["combine"], "minimum": data["minimum"]}
        scale = _scale(data) if kind == "rated" else None
        if kind == "price" and data["method"] == "points":
            piece |= _price(data)
        parts = data["parts"] if kind == "rated" else []
        if not parts:
            piece["scale"] = scale
        return {
            "version": data["version"], "piece": piece, "parts": parts, "scale": scale,
            "worth": _worth(kind, data["method"]) or "points",
        }  # fmt: skip


def _worth(kind: str, method: str) -> str:
    """What says how much a criterion counts: points, dollars ("value"), or nothing."""
    if kind == "pass-fail" or (kind == "price" and method != "points"):
        return ""
    return "value" if method == "value-deduction" else "points"


def _scale(data: Mapping) -> dict:
    if data["scale_kind"] == "levels":
        if not data["levels"]:
            raise ValidationError({"levels": ["Name the levels, one per line."]})
        top = data["levels_of"]
        if top is None:
            raise ValidationError({"levels_of": ["Say what the best possible level is worth."]})
        return {"levels": dict(data["levels"]), "of": top}
    if data["scale_max"] is None:
        raise ValidationError({"scale_max": ["Say what the highest mark is."]})
    return {"min": data["scale_min"], "max": data["scale_max"]}


def _price(data: Mapping) -> dict:
    needed = {"reference-ratio": ("reference",), "linear-between": ("zero_at", "full_at")}.get(data["formula"], ())
    missing = {name: ["This formula needs it."] for name in needed if data[name] is None}
    if missing:
        raise ValidationError(missing)
    result = {name: data[name] for name in needed}
    if data["formula"] == "reference-ratio":
        result["cap"] = data["cap"]
    return {**result, "formula": data["formula"], "zero": "full-points" if data["zero_gets_full"] else None}


def with_parts(sent: Mapping, key: str, before: Mapping | None) -> dict:
    """The piece of a sent criterion with its parts, each rated on the criterion's scale; a part keeps its key."""
    piece = dict(sent["piece"])
    earlier = {each["title"]: each for each in (before or {}).get("children") or ()}
    known = {title: each["key"] for title, each in earlier.items()}
    children: list[dict] = []
    for title, worth in sent["parts"]:
        own = known.get(title)
        taken = [*known.values(), *(each["key"] for each in children)]
        child = {"key": own or new_key(f"{key}-", taken), "title": title, "guidance": "", "kind": "rated"}
        kept = {name: earlier[title].get(name) for name in ("guidance", "anchors") if own and earlier[title].get(name)}
        children.append({**child, **kept, sent["worth"]: worth, "scale": sent["scale"], "combine": piece["combine"]})
    return {**piece, "children": children or None}


def has_simple_parts(criterion: Mapping) -> bool:
    """Whether the form can show its parts: rated ones on one scale, without minimum or parts of their own."""
    parts = criterion.get("children") or []
    plain = all(
        each["kind"] == "rated" and not each.get("children") and each.get("minimum") is None
        and each.get("scale") == parts[0].get("scale")
        for each in parts
    )  # fmt: skip
    return plain


def entries(criterion: Mapping) -> dict:
    """What the form's fields show for a criterion."""
    parts = criterion.get("children") or []
    scale = criterion.get("scale") or (parts[0].get("scale") if parts else None) or {}
    levels = scale.get("levels") or {}
    return {
        **{name: value for name, value in criterion.items() if value is not None},
        "scale_kind": "levels" if levels else "range",
        "scale_min": scale.get("min", "0"),
        "scale_max": scale.get("max", "5"),
        "levels": "\n".join(f"{name} = {worth}" for name, worth in levels.items()),
        "levels_of": scale.get("of", ""),
        "parts": "\n".join(f"{each['title']} = {each.get('points') or each.get('value')}" for each in parts),
        "anchors": "\n".join(f"{each['mark']} = {each['text']}" for each in criterion.get("anchors") or ()),
        "zero_gets_full": "true" if criterion.get("zero") else "",
    }


class PreferenceRow(Shape):
    """One row of the table of preferences; a row without a name is left out."""

    id = Text(longest=40, load_default="")
    title = Text(longest=200, load_default="")
    effect = fields.String(load_default="price-discount", validate=validate.OneOf(["price-discount", "points"]))
    amount = Number(load_default=None, allow_none=True)


class Weights(Versioned):
    """The points of several criteria, by key."""

    points = fields.Dict(keys=fields.String(), values=Number(), load_default=dict)


def weighed(content: Mapping) -> list[str]:
    """The criteria whose points are typed beside each other: not those whose parts have them."""
    if content["evaluation"].get("method", "points") == "value-deduction":
        return []
    priced = content["evaluation"].get("method", "points") == "points"
    kinds = ("rated", "given", "price") if priced else ("rated", "given")
    return [each["key"] for each in content["criteria"] if each["kind"] in kinds and not each.get("children")]


def around_weights(content: Mapping) -> dict:
    """What a page shows beside the points that are typed: which those are, and what the others come to."""
    typed = weighed(content)
    apart = presenting.points_in_all(each for each in content["criteria"] if each["key"] not in typed)
    return {"weighed": typed, "apart": apart, "methods": METHODS}


class GroupRow(Shape):
    """One row of the table of evaluation groups; a row without a name is left out."""

    key = Text(longest=64, load_default="")
    title = Text(longest=100, load_default="")
    sees_prices = fields.Boolean(load_default=False)


class Evaluation(Versioned):
    """How points become a ranking, and who marks what."""

    method = fields.String(load_default="points", validate=validate.OneOf(list(METHODS)))
    reference = Number(load_default=None, allow_none=True)
    groups = fields.List(fields.Nested(GroupRow()), load_default=list)
    whole = Number(load_default=None, allow_none=True)
    minimum_total = Number(load_default=None, allow_none=True)
    reasons_required = fields.Boolean(load_default=False)
    round_places = fields.Integer(load_default=2, validate=validate.Range(0, 10, error="Between 0 and 10 places."))
    round_mode = fields.String(load_default="half-up", validate=validate.OneOf(["half-up", "half-even", "down"]))
    tie_break = fields.List(Text(longest=80), load_default=list)
    preferences = fields.List(fields.Nested(PreferenceRow()), load_default=list)

    @post_load
    def _settings(self, data, **_):
        rows: list[dict] = []
        for place, row in enumerate(data["preferences"]):
            if not row["title"]:
                continue
            if row["amount"] is None:
                raise ValidationError({"preferences": {place: {"amount": ["Say how much."]}}})
            amount = "points" if row["effect"] == "points" else "percent"
            key = row["id"] or new_key("preference", [each["id"] for each in rows])
            rows.append({"id": key, "title": row["title"], "effect": row["effect"], amount: row["amount"]})
        if data["method"] == "score-per-price" and data["reference"] is None:
            raise ValidationError({"reference": ["This method needs it."]})
        return {
            "version": data["version"],
            "method": data["method"],
            "reference": data["reference"] if data["method"] == "score-per-price" else None,
            "groups": _groups(data["groups"]),
            "whole": data["whole"],
            "minimum_total": data["minimum_total"],
            "reasons_required": data["reasons_required"],
            "round": {"places": data["round_places"], "mode": data["round_mode"]},
            "tie_break": list(dict.fromkeys(rule for rule in data["tie_break"] if rule)),
            "preferences": rows,
        }


def _groups(rows: list[dict]) -> list[dict]:
    found: list[dict] = []
    for place, row in enumerate(row for row in rows if row["title"]):
        if row["title"] in [each["title"] for each in found]:
            raise ValidationError({"groups": {place: {"title": ["Another group is called so: give it another name."]}}})
        key = row["key"] or f"g{digest(row['title']).removeprefix('sha256:')[:6]}"
        found.append({"key": key, "title": row["title"], "sees_prices": row["sees_prices"]})
    return found


def rows_of(content: Mapping) -> dict:
    """What the page of the settings shows beside the form."""
    return {"methods": list(METHODS.items()), "group_rows": len(content["evaluation"].get("groups") or ()) + 2}


def evaluation_entries(evaluation: Mapping) -> dict:
    """What the form's fields show for the settings."""
    rounding = evaluation.get("round") or {}
    return {
        "method": evaluation.get("method", "points"),
        "reference": evaluation.get("reference") or "",
        "groups": [dict(each) for each in evaluation.get("groups") or ()],
        "whole": evaluation.get("whole") or "",
        "minimum_total": "" if evaluation.get("minimum_total") is None else evaluation["minimum_total"],
        "reasons_required": "true" if evaluation.get("reasons_required", True) else "",
        "round_places": rounding.get("places", 2),
        "round_mode": rounding.get("mode", "half-up"),
        "tie_break": list(evaluation.get("tie_break", [])),
        "preferences": [
            {
                **each,
                "amount": each.get("percent") or each.get("points") or "0",
                "title": each.get("title") or each["id"],
            }
            for each in evaluation.get("preferences", [])
        ],
    }
