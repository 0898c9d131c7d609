"""What a content must be like: the shape of its parts, and what hinders a template from being published.

The shapes are marshmallow schemas, shared by templates and drafts of solicitations, by JSON and by forms.
"""

from collections.abc import Mapping

from marshmallow import ValidationError as Wrong
from marshmallow import fields, validate, validates_schema

from procurement.core.errors import Hindrance
from procurement.core.shapes import Exact, Shape, Text, load
from procurement.library.blanks import declaration_faults, undeclared
from procurement.library.content import blanks, empty
from procurement.library.values import KEY, KINDS

BODY = 400_000
KEY_RULE = validate.Regexp(r"\A[A-Za-z][A-Za-z0-9_-]{0,63}\Z", error="A key is a short word of letters and digits.")


class Section(Shape):
    """A section: its place in the outline, heading and Markdown (or plain) text."""

    key = fields.String(required=True, validate=KEY_RULE)
    level = fields.Integer(load_default=1, validate=validate.Range(1, 6))
    heading = Text(longest=500, load_default="")
    body = fields.String(load_default="", validate=validate.Length(max=BODY))
    source = fields.String(load_default="", validate=validate.Length(max=5000))
    format = fields.String(load_default="markdown", validate=validate.OneOf(["markdown", "preformatted"]))
    role = fields.String(load_default="", validate=validate.OneOf(["", "contents"]))

    def _tidy_one(self, item):
        # The text of a section is kept to the letter, with its blank lines and indents.
        return item if item[0] in ("body", "source") else super()._tidy_one(item)


class BlankShape(Shape):
    """A typed blank."""

    key = fields.String(
        required=True, validate=validate.Regexp(rf"\A{KEY.pattern}\Z", error="Small letters, digits and _ only.")
    )
    label = Text(longest=200, required=True)
    kind = fields.String(load_default="text", validate=validate.OneOf(sorted(KINDS)))
    help = Text(longest=1000, load_default="")
    required = fields.Boolean(load_default=True)
    choices = fields.List(Text(longest=200), load_default=list)
    original = fields.String(load_default="", validate=validate.Length(max=5000))


class Requirement(Shape):
    """Something that every response must answer."""

    KINDS = ("yes-no", "text", "number", "choice", "date", "file")

    key = fields.String(required=True, validate=KEY_RULE)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    label = Text(longest=300, required=True)
    help = Text(longest=2000, load_default="")
    required = fields.Boolean(load_default=True)
    choices = fields.List(Text(longest=200), load_default=list)

    @validates_schema
    def _choices(self, data, **_):
        if data.get("kind") == "choice" and len(data.get("choices", [])) < 2:
            raise Wrong("Give at least two choices.", "choices")


class PriceLine(Shape):
    """One thing to be priced, with its quantity."""

    key = fields.String(required=True, validate=KEY_RULE)
    description = Text(longest=300, required=True)
    unit = Text(longest=40, required=True)
    quantity = Exact(places=3, required=True)
    optional = fields.Boolean(load_default=False)


class Criterion(Shape):
    """A criterion as readers see it and as the scoring contract takes it (`scoring` judges the details)."""

    key = fields.String(required=True, validate=KEY_RULE)
    title = Text(longest=200, required=True)
    guidance = Text(longest=5000, load_default="")
    kind = fields.String(required=True, validate=validate.OneOf(["rated", "given", "pass-fail", "price"]))
    points = fields.Raw(allow_none=True)
    scale = fields.Dict(allow_none=True)
    combine = fields.String(allow_none=True)
    minimum = fields.Raw(allow_none=True)
    value = fields.Raw(allow_none=True)
    children = fields.List(fields.Dict(), allow_none=True)
    formula = fields.String(allow_none=True)
    reference = fields.Raw(allow_none=True)
    cap = fields.Boolean(allow_none=True)
    zero = fields.String(allow_none=True)
    zero_at = fields.Raw(allow_none=True)
    full_at = fields.Raw(allow_none=True)


class Content(Shape):
    """The whole content of a template or draft."""

    numbering = fields.String(load_default="automatic", validate=validate.OneOf(["automatic", "own"]))
    sections = fields.List(fields.Nested(Section()), load_default=list, validate=validate.Length(max=3000))
    blanks = fields.List(fields.Nested(BlankShape()), load_default=list, validate=validate.Length(max=3000))
    requirements = fields.List(fields.Nested(Requirement()), load_default=list, validate=validate.Length(max=500))
    criteria = fields.List(fields.Nested(Criterion()), load_default=list, validate=validate.Length(max=200))
    evaluation = fields.Dict(load_default=lambda: empty()["evaluation"])
    price_lines = fields.List(fields.Nested(PriceLine()), load_default=list, validate=validate.Length(max=2000))

    @validates_schema
    def _keys_are_unique(self, data, **_):
        for part in ("sections", "blanks", "requirements", "criteria", "price_lines"):
            seen: set[str] = set()
            for index, each in enumerate(data.get(part, [])):
                if each["key"] in seen:
                    raise Wrong({part: {index: {"key": [f"“{each['key']}” stands here twice."]}}})
                seen.add(each["key"])


def checked(content: Mapping) -> dict:
    """The content in its full shape as plain JSON, or Invalid naming each place (`content.sections.3.level`)."""
    shape = Content()
    return {**empty(), **shape.dump(load(shape, content))}


def hindrances(content: Mapping) -> list[Hindrance]:
    """What stands in the way of publishing a template with this content."""
    found = []
    if not any(each["heading"] or each["body"].strip() for each in content["sections"]):
        found.append(Hindrance("no-text", "The template has no text yet: add a section.", place="sections"))
    declared = blanks(content)
    texts = [(each["heading"] or each["key"], f"{each['heading']}\n{each['body']}") for each in content["sections"]]
    for section, key in undeclared(texts, declared):
        sentence = f"Section “{section}” uses the blank “{key}”, which nobody has declared."
        found.append(Hindrance("undeclared-blank", sentence, place="blanks"))
    for sentence in declaration_faults(declared):
        found.append(Hindrance("blank", sentence, place="blanks"))
    return found
