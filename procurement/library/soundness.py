"""What a content must be like: the shape of its parts, and what hinders a template from being published.

The shapes are marshmallow schemas, shared by templates and drafts of solicitations, by JSON and by forms.
"""

from collections.abc import Mapping

from marshmallow import ValidationError as Wrong
from marshmallow import fields, validate, validates_schema

from procurement.core.errors import Hindrance
from procurement.core.shapes import Shape, Text, load
from procurement.library import asking, conditions, groups, pricing, rubric
from procurement.library.asking import KEY_RULE, Requirement
from procurement.library.blanks import declaration_faults, undeclared, unused
from procurement.library.content import blanks, empty, exact
from procurement.library.importing import LONGEST
from procurement.library.pricing import PriceLine
from procurement.library.values import DEFAULTS, KEY, KINDS

#: An imported section, and what stood where a blank is, may be as long as the whole file.
BODY = LONGEST
HEADING = 20_000
#: How many pieces of a part a content may have. An import must never fail for being long.
MOST = {"sections": 50_000, "blanks": 50_000, "requirements": 500, "criteria": 200, "price_lines": 2_000}


class Kept(Shape):
    """A shape of which some texts are kept to the letter: blank lines, indents, and the ends of lines."""

    KEPT: tuple[str, ...] = ()

    def _tidy_one(self, item):
        name, value = item
        if name in self.KEPT and isinstance(value, str) and "\x00" not in value:
            return item
        return super()._tidy_one(item)


class When(Text):
    """A condition (`conditions.py`), checked when it is written; empty for what always stands."""

    def __init__(self, **options):
        super().__init__(longest=conditions.LONGEST, **options)

    def _deserialize(self, value, attr, data, **options) -> str:
        text = super()._deserialize(value, attr, data, **options)
        try:
            return str(conditions.parse(text)) if text else ""
        except conditions.ConditionFault as fault:
            raise Wrong(str(fault)) from None


class Section(Kept):
    """A section: its place in the outline, heading and Markdown (or plain) text."""

    KEPT = ("heading", "body", "source")

    key = fields.String(required=True, validate=KEY_RULE)
    level = fields.Integer(load_default=1, validate=validate.Range(1, 6))
    heading = fields.String(load_default="", validate=validate.Length(max=HEADING))
    body = fields.String(load_default="", validate=validate.Length(max=BODY))
    source = fields.String(load_default="", validate=validate.Length(max=BODY))
    format = fields.String(load_default="markdown", validate=validate.OneOf(["markdown", "preformatted"]))
    role = fields.String(load_default="", validate=validate.OneOf(["", "contents"]))
    when = When(load_default="")
    clause = Text(longest=16, load_default="")
    alternate = Text(longest=200, load_default="")


class BlankShape(Kept):
    """A typed blank."""

    KEPT = ("original",)

    key = fields.String(
        required=True, validate=validate.Regexp(rf"\A{KEY.pattern}\Z", error="Small letters, digits and _ only.")
    )
    label = Text(longest=300, required=True)
    kind = fields.String(load_default="text", validate=validate.OneOf(sorted(KINDS)))
    help = Text(longest=2_000, load_default="")
    required = fields.Boolean(load_default=True)
    choices = fields.List(Text(longest=5_000), load_default=list, validate=validate.Length(max=500))
    original = fields.String(load_default="", validate=validate.Length(max=BODY))
    default = fields.String(load_default="", validate=validate.OneOf(["", *DEFAULTS]))


class Figure(fields.Field):
    """A number as the scoring contract takes it: kept as it was sent; `scoring` says what is wrong with it."""

    def _serialize(self, value, attr, obj, **options):
        return value

    def _deserialize(self, value, attr, data, **options):
        if isinstance(value, bool) or not isinstance(value, str | int | float) or len(str(value)) > 60:
            raise Wrong("Send this number as a string, such as “12.5”.")
        return repr(value) if isinstance(value, float) else value


class Scale(Shape):
    """What marks are possible: a range of numbers, or named levels."""

    min = Figure(allow_none=True)
    max = Figure(allow_none=True)
    levels = fields.Dict(keys=Text(longest=100), values=Figure(), allow_none=True)
    of = Figure(allow_none=True)


class SmallPart(Shape):
    """A part of a part of a criterion."""

    key = fields.String(required=True, validate=KEY_RULE)
    title = Text(longest=200, required=True)
    guidance = Text(longest=5000, load_default="")
    anchors = rubric.field()
    kind = fields.String(required=True, validate=validate.OneOf(["rated", "given", "pass-fail", "price"]))
    points = Figure(allow_none=True)
    scale = fields.Nested(Scale(), allow_none=True)
    combine = fields.String(allow_none=True)
    minimum = Figure(allow_none=True)
    value = Figure(allow_none=True)
    formula = fields.String(allow_none=True)
    reference = Figure(allow_none=True)
    cap = fields.Boolean(allow_none=True)
    zero = fields.String(allow_none=True)
    zero_at = Figure(allow_none=True)
    full_at = Figure(allow_none=True)


def _pieces(shape: Shape, part: str) -> fields.List:
    return fields.List(fields.Nested(shape), load_default=list, validate=validate.Length(max=MOST[part]))


class Part(SmallPart):
    """A part of a criterion; its own parts have none in turn."""

    children = fields.List(fields.Nested(SmallPart()), allow_none=True)


class Criterion(SmallPart):
    """A criterion as readers see it and as the scoring contract takes it (`scoring` judges the details)."""

    group = Text(longest=64, allow_none=True)
    children = fields.List(fields.Nested(Part()), allow_none=True)


class Groups(Shape):
    """The evaluation groups alone."""

    groups = groups.field()


class Content(Shape):
    """The whole content of a template or draft."""

    numbering = fields.String(load_default="automatic", validate=validate.OneOf(["automatic", "own"]))
    sections = _pieces(Section(), "sections")
    blanks = _pieces(BlankShape(), "blanks")
    requirements = _pieces(Requirement(), "requirements")
    criteria = _pieces(Criterion(), "criteria")
    evaluation = fields.Dict(load_default=lambda: empty()["evaluation"])
    price_lines = _pieces(PriceLine(), "price_lines")

    @validates_schema
    def _groups_are_sound(self, data, **_):
        sent = data["evaluation"].get("groups", [])
        if wrong := Groups().validate({"groups": sent}):
            raise Wrong({"evaluation": wrong})

    @validates_schema
    def _keys_are_unique(self, data, **_):
        for part in MOST:
            seen: set[str] = set()
            for index, each in enumerate(data.get(part, [])):
                if each["key"] in seen:
                    raise Wrong({part: {index: {"key": [f"“{each['key']}” stands here twice."]}}})
                seen.add(each["key"])


def checked(content: Mapping) -> dict:
    """The content in its full shape as plain JSON, or Invalid naming each place (`sections.3.level`)."""
    shape = Content()
    return exact({**empty(), **shape.dump(load(shape, content))})


def hindrances(content: Mapping) -> list[Hindrance]:
    """What stands in the way of publishing a template with this content, and what only deserves a look."""
    found = []
    if not any(each["heading"] or each["body"].strip() for each in content["sections"]):
        found.append(Hindrance("no-text", "The template has no text yet: add a section.", place="sections"))
    declared = blanks(content)
    texts = _texts(content)
    for name, key in undeclared([(name, text) for name, text, _ in texts], declared):
        place = next(place for each, text, place in texts if each == name)
        sentence = f"{name} uses the blank “{key}”, which nobody has declared. Declare it, or take it out there."
        found.append(Hindrance("undeclared-blank", sentence, place=place))
    for sentence in declaration_faults(declared):
        found.append(Hindrance("blank", sentence, place="blanks"))
    found += asked_hindrances(content)
    for blank in unused([text for _, text, _ in texts], declared):
        sentence = f"The blank “{blank.label}” stands nowhere in the text: nobody will see what is filled in."
        found.append(Hindrance("unused-blank", sentence, place=f"blanks/{blank.key}", blocking=False))
    return found


def asked_hindrances(content: Mapping) -> list[Hindrance]:
    """What is wrong with price lines, rubrics and groups together; templates and drafts of solicitations ask it."""
    found = [
        Hindrance("price-lines", sentence, place=f"price_lines/{key}")
        for key, sentence in pricing.faults(content["price_lines"])
    ]
    for each in content["criteria"]:
        for sentence in rubric.faults(each):
            found.append(Hindrance("rubric", sentence, place=f"criteria/{each['key']}"))
    for key, sentence, refuses in groups.faults(content):
        found.append(Hindrance("groups", sentence, place=f"criteria/{key}" if key else "criteria", blocking=refuses))
    return found


def _texts(content: Mapping) -> list[tuple[str, str, str]]:
    """Every text that prints blanks: what it is called, the text, and the place of its piece."""
    texts = []
    for number, each in enumerate(content["sections"], 1):
        name = f"Section “{each['heading']}”" if each["heading"] else f"Section {number} (without heading)"
        texts.append((name, f"{each['heading']}\n{each['body']}\n{conditions.asks(each)}", f"sections/{each['key']}"))
    for each in content["requirements"]:
        texts.append((f"Requirement “{each['label']}”", asking.texts(each), f"requirements/{each['key']}"))
    for each in content["criteria"]:
        words = "\n".join(rubric.texts(one) for one in _with_children(each))
        texts.append((f"Criterion “{each['title']}”", words, f"criteria/{each['key']}"))
    for each in content["price_lines"]:
        words = f"{each['description']}\n{each.get('group') or ''}"
        texts.append((f"Price line “{each['description']}”", words, f"price_lines/{each['key']}"))
    return texts


def _with_children(criterion: Mapping) -> list[Mapping]:
    below = [each for each in criterion.get("children") or () if isinstance(each, Mapping)]
    return [criterion, *(each for child in below for each in _with_children(child))]
