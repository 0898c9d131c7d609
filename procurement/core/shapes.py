"""What every schema shares: unknown fields are refused, blank text means absent, and faults are sentences."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from marshmallow import RAISE, Schema, ValidationError, fields, pre_load

from procurement.core.errors import Invalid

MISSING = "This is needed: please fill it in."
#: Text of at most this length has one line.
ONE_LINE = 300
#: Ten trillion dollars: more is a slip of the keyboard.
MOST_CENTS = 10**15
#: Characters that turn the direction in which what follows is written.
_TURNS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


class Shape(Schema):
    """A marshmallow schema used for JSON and for forms alike.

    Text is stripped. An empty text counts as absent where the field is not plain text: forms send "" for what
    was left open.
    """

    class Meta:
        unknown = RAISE

    error_messages = {"unknown": "There is no such field.", "type": "Send an object with named fields here."}

    def on_bind_field(self, field_name, field_obj):
        field_obj.error_messages = {
            **field_obj.error_messages,
            "required": MISSING,
            "null": MISSING,
        }

    @pre_load
    def _tidy(self, data, **_):
        if not isinstance(data, Mapping):
            return data
        return {name: value for name, value in map(self._tidy_one, data.items()) if value is not _ABSENT}

    def _tidy_one(self, item):
        name, value = item
        field = self.fields.get(name)
        if not isinstance(value, str):
            return name, value
        if "\x00" in value or not _is_text(value):
            raise ValidationError({name: ["This holds a character that cannot be stored (NUL, or half of a pair)."]})
        value = value.replace("\r\n", "\n").strip()
        if value == "" and field is not None and not isinstance(field, fields.String | fields.Raw):
            return name, None if field.allow_none else _ABSENT
        return name, value


_ABSENT = object()


def _is_text(value: str) -> bool:
    """Whether every character can be stored; JSON may carry half a surrogate pair, which cannot."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


class Text(fields.String):
    """Plain text with a largest length; required text may not be empty.

    A short one (a name, a title) is one line, and nothing in it turns the direction of writing: it stands in the
    sentences of letters and pages, which nobody may continue in our name.
    """

    def __init__(self, *, longest: int = 300, **options):
        super().__init__(**options)
        self.longest = longest

    def _deserialize(self, value, attr, data, **options):
        text = super()._deserialize(value, attr, data, **options)
        if self.longest <= ONE_LINE:
            text = " ".join(text.translate(_TURNS).split())
        if self.required and text == "":
            raise ValidationError(MISSING)
        if len(text) > self.longest:
            raise ValidationError(f"This is {len(text):,} characters long; at most {self.longest:,} are taken.")
        return text


class Instant(fields.Field):
    """An instant: ISO 8601 with an offset, in and out."""

    def _serialize(self, value: datetime | None, attr, obj, **options):
        return None if value is None else value.astimezone(UTC).isoformat().replace("+00:00", "Z")

    def _deserialize(self, value, attr, data, **options):
        try:
            instant = datetime.fromisoformat(value)
        except (TypeError, ValueError):
            raise ValidationError("Write an instant such as 2026-12-01T14:00:00-06:00.") from None
        if instant.tzinfo is None:
            raise ValidationError("An instant needs its offset, such as 2026-12-01T14:00:00-06:00.")
        if not 1900 <= instant.year <= 9000:
            raise ValidationError("This is too far away to be meant.")
        return instant


class Exact(fields.Field):
    """An exact decimal, as a string in JSON (`places` digits after the point at most)."""

    def __init__(self, *, places: int = 6, least: Decimal | None = Decimal(0), **options):
        super().__init__(**options)
        self.places = places
        self.least = least

    def _serialize(self, value: Decimal | None, attr, obj, **options):
        return None if value is None else plain(Decimal(value))

    def _deserialize(self, value, attr, data, **options) -> Decimal:
        if isinstance(value, bool | float) or not isinstance(value, str | int | Decimal):
            raise ValidationError("Send this number as a string, such as “12.50”.")
        try:
            number = Decimal(str(value).replace(",", "").removeprefix("$").strip())
        except InvalidOperation:
            raise ValidationError(f"“{str(value)[:40]}” is not a number.") from None
        if not number.is_finite() or number.adjusted() > 15:
            raise ValidationError("This number is too large.")
        if self.least is not None and number < self.least:
            raise ValidationError(f"This may not be below {plain(self.least)}.")
        if -number.normalize().as_tuple().exponent > self.places:
            raise ValidationError(f"At most {self.places} digits after the point are taken.")
        return number


class Dollars(Exact):
    """An amount as people type it, in dollars and cents; integer cents inside, None when empty."""

    def __init__(self, **options):
        super().__init__(places=2, **options)

    def _serialize(self, value, attr, obj, **options):
        return None if value is None else f"{value // 100:,}.{value % 100:02}".removesuffix(".00")

    def _deserialize(self, value, attr, data, **options):
        if isinstance(value, str) and not value.strip():
            return None
        cents = int(super()._deserialize(value, attr, data, **options) * Decimal(100))
        if cents > MOST_CENTS:
            raise self.make_error("too_large")
        return cents

    default_error_messages = {"too_large": "This amount is too large to be meant."}


def plain(number: Decimal) -> str:
    """The decimal without exponent and trailing zeros: 120, 0.5."""
    return format(number.normalize() + 0, "f")


def load(schema: Schema, data) -> dict:
    """The checked data, or Invalid with every fault under its dotted place."""
    try:
        return schema.load(data)
    except ValidationError as error:
        raise Invalid(flatten(error.messages)) from None


def flatten(messages, prefix: str = "") -> dict[str, list[str]]:
    """marshmallow's nested messages as {dotted place: sentences}."""
    if isinstance(messages, str):
        return {prefix: [messages]}
    if isinstance(messages, list) and all(isinstance(each, str) for each in messages):
        return {prefix: messages}
    pairs = messages.items() if isinstance(messages, Mapping) else enumerate(messages)
    result: dict[str, list[str]] = {}
    for name, each in pairs:
        place = prefix if name in ("_schema", "value") else f"{prefix}.{name}" if prefix else str(name)
        for found, sentences in flatten(each, place).items():
            result.setdefault(found, []).extend(sentences)
    return result
