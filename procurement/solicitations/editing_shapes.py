"""Shapes of the forms in which a draft is written by several people at once. Floor: schemas."""

from marshmallow import fields, post_load, validate

from procurement.core.shapes import Shape, Text
from procurement.library import form_shapes
from procurement.library.values import KINDS
from procurement.solicitations import schemas


class Declaring(Shape):
    """A blank that is declared beside the text that needs it; its key follows from its label."""

    label = Text(required=True, longest=200)
    kind = fields.String(load_default="text", validate=validate.OneOf(list(KINDS)))


class Named(Shape):
    """The same as part of a larger form, where it is mostly left open."""

    label = Text(longest=200, load_default="")
    kind = fields.String(load_default="text", validate=validate.OneOf(list(KINDS)))


class Section(form_shapes.Section):
    """One section, and perhaps a blank that it needs."""

    declare = fields.Nested(Named(), load_default=dict)


class Restoring(Shape):
    """To go back to an older version, from the version of the draft that was read."""

    version = fields.Integer(required=True)


class Deciding(schemas.StepDecision):
    """A reviewer's decision as the form sends it: all of it, what is ticked, or back to the drafter."""

    decision = fields.String(
        required=True,
        validate=validate.OneOf(["approved", "some", "returned"], error="Choose to approve or to return it."),
    )

    @post_load
    def _ticked(self, data, **_):
        if data["decision"] == "some":
            return {**data, "decision": "approved", "places": data["places"] or []}
        return {**data, "places": None}
