"""Shapes of templates, versions, imports and findings, in and out. Those of pieces are in `piece_shapes.py`."""

from marshmallow import Schema, fields, post_load, validate

from procurement.core.shapes import Instant, Shape, Text
from procurement.library.lifecycle import VersionState
from procurement.library.models import Kind, Scope
from procurement.library.piece_shapes import Hindrance

VERSION = {"description": "For forms; programs send If-Match."}
ID = 16


def _kind(**options) -> fields.Enum:
    return fields.Enum(
        Kind, by_value=True, error_messages={"unknown": "Choose one of: " + ", ".join(Kind) + "."}, **options
    )


def _scope(**options) -> fields.Enum:
    return fields.Enum(
        Scope, by_value=True, error_messages={"unknown": "Choose one of: " + ", ".join(Scope) + "."}, **options
    )


class Owner(Schema):
    """The jurisdiction a template or findings belong to."""

    id = fields.String()
    name = fields.String()
    slug = fields.String()


class VersionBrief(Schema):
    """A version of a template without its text."""

    id = fields.String()
    number = fields.Integer()
    state = fields.Enum(VersionState, by_value=True)
    digest = fields.String(allow_none=True)
    note = fields.String()
    measures = fields.Dict(metadata={"description": "How many sections, blanks, requirements, … it has."})
    created_at = Instant()
    published_at = Instant()
    version = fields.Integer()


class VersionWhole(VersionBrief):
    """A version of a template with its text."""

    item_id = fields.String()
    content = fields.Dict()


class Item(Schema):
    """A template with those of its versions that you may see."""

    id = fields.String()
    title = fields.String()
    kind = fields.Enum(Kind, by_value=True)
    scope = fields.Enum(Scope, by_value=True)
    network_id = fields.String(allow_none=True)
    focus_area = fields.String()
    summary = fields.String()
    jurisdiction = fields.Nested(Owner(), allow_none=True, metadata={"description": "None: the service's own."})
    versions = fields.List(fields.Nested(VersionBrief()))
    current_version_id = fields.String(allow_none=True, metadata={"description": "The version offered now."})
    created_at = Instant()
    version = fields.Integer()


class Shared(Shape):
    """With whom something is shared; an empty network counts as none."""

    scope = _scope(load_default=Scope.OWN)
    network_id = Text(longest=ID, load_default=None, allow_none=True)

    @post_load
    def _no_network(self, data, **_):
        return {**data, "network_id": data["network_id"] or None} if "network_id" in data else data


class NewTemplate(Shared):
    """A template to be written; without a jurisdiction it is the service's own (for the operator)."""

    jurisdiction_id = Text(longest=ID, load_default=None, allow_none=True)
    title = Text(required=True)
    kind = _kind(required=True)
    focus_area = Text(longest=60, load_default="")
    summary = Text(longest=5_000, load_default="")
    content = fields.Dict(metadata={"description": "Sections, blanks, … (see a version); may be sent later."})

    @post_load
    def _no_owner(self, data, **_):
        return {**data, "jurisdiction_id": data["jurisdiction_id"] or None}


class TemplateEdit(Shape):
    """What the template is called, and with whom it is shared."""

    title = Text()
    kind = _kind()
    focus_area = Text(longest=60)
    summary = Text(longest=5_000)
    scope = _scope()
    network_id = Text(longest=ID, allow_none=True)
    version = fields.Integer(load_only=True, metadata=VERSION)

    @post_load
    def _no_network(self, data, **_):
        return {**data, "network_id": data["network_id"] or None} if "network_id" in data else data


class TemplateForm(TemplateEdit):
    """The same from a form."""

    title = Text(required=True)
    kind = _kind(required=True)


class Import(Shared):
    """What to make of an imported file; title and kind are guessed when they are not said."""

    jurisdiction_id = Text(longest=ID, load_default=None, allow_none=True)
    scope = _scope(load_default=None, allow_none=True)
    title = Text(load_default="")
    kind = _kind(load_default=None, allow_none=True)
    focus_area = Text(longest=60, load_default="")
    publish = fields.Boolean(load_default=True, metadata={"description": "False keeps version 1 as a draft."})

    @post_load
    def _no_owner(self, data, **_):
        return {**data, "jurisdiction_id": data["jurisdiction_id"] or None}


class VersionEdit(Shape):
    """The whole text of a draft version, and what is new in it."""

    content = fields.Dict(required=True)
    note = Text(longest=2_000)


class Numbering(Shape):
    """Who numbers the sections: the service, or the headings themselves."""

    numbering = fields.String(required=True, validate=validate.OneOf(["automatic", "own"]))


class NumberingForm(Numbering):
    """The same from a form."""

    version = fields.Integer(required=True)


class NoteNumber(Shape):
    """Which of a section's notes to take out, counted from 1."""

    number = fields.Integer(required=True, validate=validate.Range(1, 100_000))


class NoteForm(NoteNumber):
    """The same from a form."""

    version = fields.Integer(required=True)


class Checklist(Schema):
    """What stands in the way of publishing, and what only deserves a look."""

    ready = fields.Boolean()
    hindrances = fields.List(fields.Nested(Hindrance()))


class Findings(Schema):
    """What somebody found out, in Markdown."""

    id = fields.String()
    title = fields.String()
    body = fields.String()
    scope = fields.Enum(Scope, by_value=True)
    network_id = fields.String(allow_none=True)
    focus_area = fields.String()
    solicitation_id = fields.String(allow_none=True)
    jurisdiction = fields.Nested(Owner())
    published_at = Instant()
    version = fields.Integer()


class NewFindings(Shared):
    """Findings to be shared."""

    jurisdiction_id = Text(required=True, longest=ID)
    title = Text(required=True)
    body = Text(required=True, longest=200_000)
    focus_area = Text(longest=60, load_default="")


class FindingsEdit(Shape):
    """Findings corrected or completed."""

    title = Text(required=True)
    body = Text(required=True, longest=200_000)
    focus_area = Text(longest=60, load_default="")
    version = fields.Integer(load_only=True, metadata=VERSION)


class Search(Shape):
    """Which findings to list."""

    words = Text(longest=200, load_default="", metadata={"description": "All of these words."})
    focus_area = Text(longest=60, load_default="")
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))
    offset = fields.Integer(load_default=0, validate=validate.Range(0, 1_000_000))


class TemplateSearch(Search):
    """Which templates to list."""

    kind = _kind(load_default=None, allow_none=True)
    jurisdiction_id = Text(longest=ID)
