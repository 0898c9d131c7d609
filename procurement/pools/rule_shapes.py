"""Shapes of the rules that bind a pool, as programs read them. Floor: schemas."""

from datetime import date

from marshmallow import fields, validate

from procurement.core.shapes import Shape


class RuleOfOne(Shape):
    """What one member's rule pack says."""

    whose = fields.String()
    in_words = fields.String(attribute="setting.in_words")
    citation = fields.String(attribute="setting.citation")
    is_own = fields.Boolean(attribute="setting.is_own", metadata={"description": "False: a default, which is advice."})
    can_be_waived = fields.Boolean(attribute="setting.waivable")
    signed_by = fields.String(attribute="setting.signed_by")
    day = fields.Date(metadata={"description": "The day it leads to, where it counts days."})


class RuleLine(Shape):
    """One rule: whose binds all, and what each member asks for."""

    key = fields.String(attribute="rule.key")
    title = fields.String(attribute="rule.title")
    sentence = fields.String(attribute="rule.sentence")
    binding = fields.Nested(RuleOfOne, metadata={"description": "null: no member asks for anything."})
    members = fields.List(fields.Nested(RuleOfOne), attribute="packs")


class RuleConflict(Shape):
    """Rules that cannot both be kept."""

    code = fields.String()
    title = fields.String()
    sentence = fields.String()
    between = fields.List(fields.Nested(RuleOfOne))
    ways_out = fields.List(fields.String())
    is_a_matter_of_dates = fields.Boolean()


class RulesTogether(Shape):
    """The rules of all members together."""

    publish_on = fields.Date()
    due_on = fields.Date(metadata={"description": "The earliest deadline that every notice allows."})
    lines = fields.List(fields.Nested(RuleLine))
    conflicts = fields.List(fields.Nested(RuleConflict))


class RulesAsked(Shape):
    """For which day."""

    publish_on = fields.Date(
        load_default=None,
        allow_none=True,
        validate=validate.Range(date(2000, 1, 1), date(2200, 12, 31), error="Choose a year between 2000 and 2200."),
        error_messages={"invalid": "This is not a day of the calendar. Write it as 2026-12-01."},
    )
