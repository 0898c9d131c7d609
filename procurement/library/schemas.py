"""Shapes of library items, versions, imports and searches, in and out. Those of pieces are in `piece_shapes.py`."""

from marshmallow import Schema, ValidationError, fields, post_load, validate

from procurement.core.shapes import Instant, Shape, Text
from procurement.library import categories
from procurement.library.lifecycle import VersionState
from procurement.library.models import Form, Kind, Scope
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


def _form(**options) -> fields.Enum:
    return fields.Enum(
        Form, by_value=True, error_messages={"unknown": "Choose one of: " + ", ".join(Form) + "."}, **options
    )


class Categories(fields.Field):
    """Categories: codes, or words that fit one title; a list in JSON, parted by commas in a form."""

    default_error_messages = {"invalid": "Send a list of codes."}

    def _deserialize(self, value, attr, data, **options) -> list[str]:
        several = categories.split(value) if isinstance(value, str) else value
        if not isinstance(several, list) or not all(isinstance(each, str) and len(each) <= 200 for each in several):
            raise self.make_error("invalid")
        if len(several) > categories.MOST:
            raise ValidationError(f"At most {categories.MOST} categories are taken.")
        return several


class Owner(Schema):
    """The jurisdiction an item belongs to."""

    id = fields.String()
    name = fields.String()
    slug = fields.String()


class VersionBrief(Schema):
    """A version of an item without its text."""

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
    """A version of an item with its text."""

    item_id = fields.String()
    content = fields.Dict()


class Item(Schema):
    """An item of the library with those of its versions that you may see."""

    id = fields.String()
    form = fields.Enum(Form, by_value=True)
    title = fields.String()
    kind = fields.Enum(Kind, by_value=True, allow_none=True, metadata={"description": "What a template makes."})
    scope = fields.Enum(Scope, by_value=True)
    network_id = fields.String(allow_none=True)
    focus_area = fields.String()
    categories = fields.List(fields.String())
    law = fields.String(metadata={"description": "The law it rests on, as cited."})
    review_on = fields.Date(allow_none=True)
    is_review_due = fields.Boolean()
    summary = fields.String()
    solicitation_id = fields.String(allow_none=True, metadata={"description": "What findings come from."})
    jurisdiction = fields.Nested(Owner(), allow_none=True, metadata={"description": "None: the service's own."})
    versions = fields.List(fields.Nested(VersionBrief()))
    current_version_id = fields.String(allow_none=True, metadata={"description": "The version offered now."})
    created_at = Instant()
    version = fields.Integer()


class Found(Item):
    """An item as a search found it; both texts are escaped HTML with the asked words in <mark>."""

    title_html = fields.String()
    excerpt_html = fields.String()


class Shared(Shape):
    """With whom something is shared; an empty network counts as none."""

    scope = _scope(load_default=Scope.OWN)
    network_id = Text(longest=ID, load_default=None, allow_none=True)

    @post_load
    def _no_network(self, data, **_):
        return {**data, "network_id": data["network_id"] or None} if "network_id" in data else data


class NewItem(Shared):
    """An item to be written; without a jurisdiction it is the service's own (for the operator)."""

    jurisdiction_id = Text(longest=ID, load_default=None, allow_none=True)
    form = _form(load_default=Form.TEMPLATE)
    title = Text(required=True)
    kind = _kind(load_default=None, allow_none=True, metadata={"description": "Only, and always, for a template."})
    focus_area = Text(longest=60, load_default="")
    categories = Categories(load_default=list)
    law = Text(longest=2_000, load_default="")
    review_on = fields.Date(load_default=None, allow_none=True)
    summary = Text(longest=5_000, load_default="")
    content = fields.Dict(metadata={"description": "Sections, blanks, … (see a version); may be sent later."})
    text = Text(longest=500_000, load_default="", metadata={"description": "Instead: Markdown, cut at its headings."})

    @post_load
    def _no_owner(self, data, **_):
        return {**data, "jurisdiction_id": data["jurisdiction_id"] or None}


class ItemEdit(Shape):
    """What the item is called, what it is about, and with whom it is shared."""

    title = Text()
    kind = _kind()
    focus_area = Text(longest=60)
    categories = Categories()
    law = Text(longest=2_000)
    review_on = fields.Date(allow_none=True)
    summary = Text(longest=5_000)
    scope = _scope()
    network_id = Text(longest=ID, allow_none=True)
    version = fields.Integer(load_only=True, metadata=VERSION)

    @post_load
    def _no_network(self, data, **_):
        return {**data, "network_id": data["network_id"] or None} if "network_id" in data else data


class ItemForm(ItemEdit):
    """The same from a form."""

    title = Text(required=True)


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


class ImportWord(Import):
    """The same, with what becomes of the tracked changes and comments of a Word file."""

    changes = fields.String(load_default="accept", validate=validate.OneOf(["accept", "reject"]))
    comments = fields.String(load_default="notes", validate=validate.OneOf(["notes", "leave"]))


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


class NewList(Shape):
    """Whose list of categories it is."""

    jurisdiction_id = Text(required=True, longest=ID)


class ListOf(Shape):
    """Whose categories to list, and which."""

    jurisdiction_id = Text(longest=ID, load_default="", metadata={"description": "Nobody's: the shipped list."})
    words = Text(longest=200, load_default="", metadata={"description": "Only titles that hold all of these."})


class Category(Schema):
    """One category."""

    code = fields.String()
    title = fields.String()


class CategoryList(Schema):
    """Categories by code."""

    items = fields.List(fields.Nested(Category()))


class Search(Shape):
    """What to look for: all the words and "phrases", and every filter that is named."""

    words = Text(longest=400, load_default="", metadata={"description": 'Words, and "phrases" in quotation marks.'})
    form = _form(load_default=None, allow_none=True)
    kind = _kind(load_default=None, allow_none=True)
    focus_area = Text(longest=60, load_default="")
    category = Text(longest=60, load_default="", metadata={"description": "A code; what stands below it counts too."})
    network_id = Text(longest=ID, load_default="", metadata={"description": "Shared in this network."})
    jurisdiction_id = Text(longest=ID, load_default="", metadata={"description": "Owned by this jurisdiction."})
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))
    offset = fields.Integer(load_default=0, validate=validate.Range(0, 1_000))
