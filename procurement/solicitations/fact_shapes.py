"""Shapes of a draft's facts, for JSON and for forms. Floor: schemas."""

from marshmallow import fields, validate

from procurement.core.shapes import MOST_CENTS, Dollars, Shape, Text


class Answer(fields.Boolean):
    """Yes, no, or (None; in a form empty) not known yet."""

    def _deserialize(self, value, attr, data, **options):
        return None if value == "" else super()._deserialize(value, attr, data, **options)


class Codes(fields.Field):
    """Codes in one line, separated by commas or spaces; None when empty."""

    default_error_messages = {"invalid": "Send at most 50 codes of at most 30 characters."}

    def _serialize(self, value, attr, obj, **options):
        return ", ".join(value or [])

    def _deserialize(self, value, attr, data, **options):
        if not isinstance(value, str):
            raise self.make_error("invalid")
        found = list(dict.fromkeys(value.replace(",", " ").replace(";", " ").split()))
        if len(found) > 50 or any(len(each) > 30 for each in found):
            raise self.make_error("invalid")
        return found or None


class FactsStated(Shape):
    """What a draft is about, as conditions of clauses ask it; null for what is not known."""

    amount_cents = fields.Integer(allow_none=True, strict=True, validate=validate.Range(0, MOST_CENTS))
    federal_money = Answer(allow_none=True)
    construction = Answer(allow_none=True)
    personal_data = Answer(allow_none=True)
    categories = fields.List(Text(longest=30), allow_none=True, validate=validate.Length(max=50))


class FactsForm(Shape):
    """The same from a form."""

    version = fields.Integer(required=True)
    amount_cents = Dollars(data_key="amount")
    federal_money = Answer()
    construction = Answer()
    personal_data = Answer()
    categories = Codes()
    values = fields.Dict(keys=fields.String(), values=fields.String(), load_default=dict, load_only=True)


class LeftOut(Shape):
    """A section that the facts leave out, and why."""

    key = fields.String()
    because = fields.String()
