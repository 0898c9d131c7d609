"""Shapes of rule packs: as programs send and read them, and as the one form of the administrator. Floor: schemas."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from marshmallow import ValidationError, fields, post_load, validate

from procurement.core.shapes import Shape, Text
from procurement.networks.rule_shapes import LONGEST_CITATION
from procurement.networks.rules import DEFAULT_CHAIN, HOLIDAYS, RULES, Counted, Rule, Signer, setting
from procurement.networks.rules import Shape as Kind

VERSION = {"description": "For forms; programs send If-Match."}
#: Rows for further steps of approval that the form offers.
SPARE_STEPS = 2


class Entry(Shape):
    """One rule as a program sends it; `rule_shapes.checked` judges the value by the rule."""

    value = fields.Raw(allow_none=True)
    counted = fields.String(metadata={"description": "calendar or working, for rules that count days."})
    citation = fields.String(metadata={"description": "The law or code it follows."})
    waivable = fields.Boolean(metadata={"description": "Whether a written determination may waive it."})
    signed_by = fields.String(metadata={"description": "Who signs such a determination: officer or approver."})


class OneRule(fields.Nested):
    """A rule with its source, or its bare value."""

    def __init__(self, rule: Rule):
        super().__init__(
            Entry(),
            allow_none=True,
            metadata={"description": f"{rule.sentence} ({rule.shape}; nothing: {rule.default!r}.)"},
        )

    def _deserialize(self, value, attr, data, **options):
        entry = value if isinstance(value, Mapping) else {"value": value}
        return super()._deserialize(entry, attr, data, **options)


class Rules(Shape.from_dict({key: OneRule(rule) for key, rule in RULES.items()}, name="RuleEntries")):  # type: ignore[misc]
    """A rule pack; null or left out means the default."""


class Setting(Shape):
    """One rule as it counts now, the default included."""

    key = fields.String(attribute="rule.key")
    group = fields.String(attribute="rule.group")
    title = fields.String(attribute="rule.title")
    sentence = fields.String(attribute="rule.sentence")
    value = fields.Raw(allow_none=True)
    counted = fields.String()
    in_words = fields.String()
    citation = fields.String()
    waivable = fields.Boolean()
    signed_by = fields.String()
    is_own = fields.Boolean(metadata={"description": "Whether the jurisdiction set it; a default is advice."})


class Dollars(fields.Field):
    """An amount as people type it (“$50,000”), as whole cents."""

    def _deserialize(self, value, attr, data, **options) -> int:
        try:
            cents = Decimal(str(value).replace(",", "").replace("$", "").strip()) * 100
        except InvalidOperation:
            raise ValidationError("Enter an amount in dollars, such as 50,000.") from None
        if not cents.is_finite() or cents != cents.to_integral_value() or not 0 <= cents <= 10**16:
            raise ValidationError("Enter an amount in dollars, such as 50,000.")
        return int(cents)


class ClosedDays(fields.Field):
    """One closed day per line: the day, then why."""

    def _deserialize(self, value, attr, data, **options) -> list[dict]:
        found = []
        for line in str(value).splitlines():
            day, _, name = line.strip().partition(" ")
            if day:
                found.append({"date": day, "name": name.strip(" \t–-:,")})
        return found


class Step(Shape):
    """One step of approval; a row without a title is left out."""

    key = Text(longest=60, load_default="")
    title = Text(longest=120, load_default="")
    stage = fields.Integer(load_default=1, error_messages={"invalid": "Enter 1 for the first stage, 2 for the next."})


def _value(rule: Rule) -> fields.Field:
    number = {"validate": validate.Range(rule.least, rule.most, error=rule.range_in_words)}
    said = {"invalid": rule.range_in_words}
    return {
        Kind.DAYS: lambda: fields.Integer(load_default=None, allow_none=True, error_messages=said, **number),
        Kind.COUNT: lambda: fields.Integer(load_default=None, allow_none=True, error_messages=said, **number),
        Kind.MONEY: lambda: Dollars(load_default=None, allow_none=True),
        Kind.TIME: lambda: Text(longest=20, load_default=""),
        Kind.YES_NO: lambda: fields.Boolean(load_default=None, allow_none=True),
        Kind.HOLIDAYS: lambda: fields.String(load_default="", validate=validate.OneOf(["", *HOLIDAYS])),
        Kind.CLOSURES: lambda: ClosedDays(load_default=None, allow_none=True),
        Kind.CHAIN: lambda: fields.List(fields.Nested(Step()), load_default=None),
    }[rule.shape]()


def _form_fields() -> dict[str, fields.Field]:
    found = {}
    for key, rule in RULES.items():
        found[key] = _value(rule)
        found[f"{key}_citation"] = Text(longest=LONGEST_CITATION, load_default="")
        if rule.shape == Kind.DAYS:
            found[f"{key}_counted"] = fields.String(load_default="", validate=validate.OneOf(["", *map(str, Counted)]))
        if rule.can_be_waived:
            found[f"{key}_waivable"] = fields.Boolean(load_default=False)
            found[f"{key}_signed_by"] = fields.String(load_default="", validate=validate.OneOf(["", *map(str, Signer)]))
    return found


class RulesForm(Shape.from_dict(_form_fields(), name="RuleFields")):  # type: ignore[misc]
    """The whole pack from one form: `key`, `key_counted`, `key_citation`, `key_waivable`, `key_signed_by`."""

    version = fields.Integer(load_only=True, metadata=VERSION)

    @post_load
    def _as_entries(self, data, **_) -> dict:
        found: dict[str, Any] = {key: {"value": _meant(rule, data.get(key))} for key, rule in RULES.items()}
        for key in RULES:
            for part in ("counted", "citation", "waivable", "signed_by"):
                if data.get(f"{key}_{part}"):
                    found[key][part] = data[f"{key}_{part}"]
        return {"version": data.get("version"), "entries": found}


def _meant(rule: Rule, value):
    """The value, None for what was left open."""
    if rule.shape == Kind.CHAIN and value is not None:
        steps = [{name: part for name, part in each.items() if part != ""} for each in value if each["title"]]
        return None if steps in ([], DEFAULT_CHAIN) else steps
    return None if value in ("", []) else value


def entries(stored: Mapping) -> dict[str, Any]:
    """What stands in the fields of the form for this pack: only what the jurisdiction set itself."""
    shown: dict[str, Any] = {}
    for key, rule in RULES.items():
        found, given = setting(stored, key), stored.get(key)
        shown[key] = _typed(rule, found.value) if found.is_own else ""
        shown[f"{key}_counted"] = str(found.counted)
        shown[f"{key}_citation"] = given.get("citation", "") if isinstance(given, Mapping) else ""
        shown[f"{key}_waivable"] = "true" if found.waivable else ""
        shown[f"{key}_signed_by"] = str(found.signed_by)
    spare = [{"key": "", "title": "", "stage": ""}] * SPARE_STEPS
    shown["approval_chain"] = [*setting(stored, "approval_chain").value, *spare]
    return shown


def _typed(rule: Rule, value) -> str:
    if rule.shape == Kind.MONEY:
        return f"{value // 100:,}" + (f".{value % 100:02}" if value % 100 else "")
    if rule.shape == Kind.CLOSURES:
        return "\n".join(f"{each['date']} {each['name']}" for each in value)
    return str(value).lower() if rule.shape == Kind.YES_NO else str(value)
