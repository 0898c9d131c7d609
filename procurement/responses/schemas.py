"""Shapes of responses, for JSON and for forms: the draft, receipts, the opening and its register."""

from marshmallow import ValidationError, fields, validate

from procurement.core.shapes import Instant, Shape, Text
from procurement.library.asking import MOST_ROWS
from procurement.library.pricing import MOST_YEARS
from procurement.library.tiering import MOST_REGIONS, MOST_TIERS
from procurement.responses.addenda import Status
from procurement.responses.content import NOTE_LENGTH
from procurement.responses.lifecycle import OpeningState, ResponseState

_NUMBER = fields.Integer(strict=False, validate=validate.Range(1, 9999))
_KEY = fields.String(validate=validate.Length(1, 64))
_TOKEN = validate.Regexp(r"\A[A-Za-z0-9_-]{8,40}\Z", error="Send 8 to 40 letters, digits, “-” or “_”.")


class Answer(fields.Field):
    """What a vendor typed or sent for a requirement: text, a whole number, true or false, or null to clear it.

    A choice of several is a list of texts; a matrix {row key: {"answer": …, "comment": …}}.
    """

    def _deserialize(self, value, attr, data, **options):
        if isinstance(value, list):
            plain = len(value) <= 100 and all(isinstance(each, str) for each in value)
            value = [each for each in value if each] if plain else None
        elif isinstance(value, dict):
            value = self._rows(value)
        if not isinstance(value, str | int | bool | list | dict):
            raise ValidationError("Send text, a whole number, true or false here; decimals as text.")
        return value

    def _rows(self, value):
        rows = {str(key): {"answer": each} if isinstance(each, str) else each for key, each in value.items()}
        sound = len(rows) <= MOST_ROWS and all(
            isinstance(each, dict) and all(part is None or isinstance(part, str) for part in each.values())
            for each in rows.values()
        )
        return rows if sound else None


class Prices(fields.Field):
    """Prices by line: {"unit_price": "12.50"}, for several years {"unit_prices": ["12.50", …]}, or {"no_price": true}.

    `total` is what the vendor worked out for the line: it is compared, not kept.
    """

    def _deserialize(self, value, attr, data, **options):
        if not isinstance(value, dict):
            raise ValidationError("Send an object with the keys of price lines here.")
        return {str(key): self._line(each) for key, each in value.items()}

    def _line(self, line):
        if line is None:
            return {}
        if not isinstance(line, dict) or set(line) - {"unit_price", "unit_prices", "by_tier", "no_price", "total"}:
            raise ValidationError('Send {"unit_price": "12.50"} or {"no_price": true} for each line.')
        several = line.get("unit_prices")
        if several is not None and (not isinstance(several, list) or len(several) > MOST_YEARS):
            raise ValidationError("Send unit_prices as a list with a price for each year.")
        by_tier = _by_tier(line.get("by_tier"))
        said = line.get("no_price")
        if said not in (None, False, True, "", "true", "false", "on"):
            raise ValidationError("Send true or false as no_price.")
        return {
            "unit_price": line.get("unit_price"),
            "unit_prices": several,
            "by_tier": by_tier,
            "no_price": said in (True, "true", "on"),
            "total": line.get("total"),
        }


def _by_tier(table) -> dict[str, list] | None:
    """{region key: [price of each tier]}; a form sends each list as {"0": …, "1": …}."""
    if table is None:
        return None
    sound = isinstance(table, dict) and len(table) <= MOST_REGIONS
    rows = {str(key): _in_order(row) for key, row in table.items()} if sound else {}
    found = {key: row for key, row in rows.items() if row is not None and len(row) <= MOST_TIERS}
    if not sound or len(found) < len(rows):
        raise ValidationError('Send by_tier as {"region key": ["12.50", "11"]}: a price for each tier.')
    return found


def _in_order(row) -> list | None:
    if isinstance(row, dict) and all(str(key).isdecimal() and len(str(key)) < 3 for key in row):
        return [row.get(str(number)) for number in range(max((int(key) for key in row), default=-1) + 1)]
    return row if isinstance(row, list) else None


class Begin(Shape):
    """For which vendor a response is begun."""

    vendor_id = Text(longest=16, required=True)


class Save(Shape):
    """Parts of a draft; what is not sent stays."""

    answers = fields.Dict(keys=_KEY, values=Answer(allow_none=True))
    prices = Prices(metadata={"type": "object"})
    preferences = fields.List(fields.String(validate=validate.Length(1, 64)), validate=validate.Length(max=50))
    note = Text(longest=NOTE_LENGTH)
    own_total = Text(
        longest=40, metadata={"description": "The total that you worked out: compared with ours, not kept."}
    )


class SaveForm(Save):
    """The same from a form, which names the version it was shown."""

    version = fields.Integer(load_default=None, allow_none=True)
    #: Which button was pressed.
    then = fields.String(load_default="")


class Attach(Shape):
    """For which requirement a file is sent; empty for an extra file."""

    requirement_key = Text(longest=64, load_default="")


class Submit(Shape):
    """A submission: the token makes a repeated call bring the same receipt back."""

    token = fields.String(required=True, validate=_TOKEN)
    declaration = fields.Boolean(load_default=False)
    revision_digest = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=71))
    addenda_read = fields.List(
        _NUMBER,
        load_default=list,
        validate=validate.Length(max=1000),
        metadata={"description": "The numbers of all addenda: without them nothing is submitted."},
    )


class Acknowledge(Shape):
    """Which addenda are acknowledged for what was submitted."""

    addenda_read = fields.List(_NUMBER, required=True, validate=validate.Length(1, 1000))


class Notice(Shape):
    """One addendum as it concerns a response."""

    number = fields.Integer()
    status = fields.Enum(Status, by_value=True)
    asks = fields.List(fields.String(), metadata={"description": "What it asks anew, in sentences."})


class Withdraw(Shape):
    """Nothing but the wish."""


class BeginOpening(Shape):
    """Whom the first person asks to be the second; nobody named: all officers of the jurisdiction."""

    second_id = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=16))


class File(Shape):
    """A file of a response."""

    name = fields.String()
    size = fields.Integer(metadata={"description": "In bytes."})
    digest = fields.String()
    requirement_key = fields.String(metadata={"description": "The requirement it answers; empty for an extra file."})


class Attachment(File):
    """A file of the draft."""

    id = fields.String()
    name = fields.String(attribute="file.name")
    size = fields.Integer(attribute="file.size")
    digest = fields.String(attribute="file.digest")


class Receipt(Shape):
    """The receipt of one submitted version."""

    receipt_number = fields.String()
    number = fields.Integer(metadata={"description": "The version: 1, 2, ..."})
    received_at = Instant()
    submitted_by = fields.String(metadata={"description": "The name of who submitted."})
    revision_digest = fields.String()
    content_digest = fields.String()
    files = fields.List(fields.Nested(File))
    withdrawn_at = Instant()


class Step(Shape):
    """One step before submission."""

    key = fields.String()
    label = fields.String()
    is_done = fields.Boolean()
    is_optional = fields.Boolean()
    missing = fields.List(fields.String())


class Brief(Shape):
    """One of your responses in a list."""

    id = fields.String()
    solicitation_id = fields.String()
    vendor_id = fields.String()
    vendor = fields.String()
    state = fields.Enum(ResponseState, by_value=True)
    standing = fields.String(metadata={"description": "not-submitted, submitted, changed, too-late, cancelled ..."})
    standing_says = fields.String(metadata={"description": "The banner of every page: whether what you wrote counts."})
    submitted_at = Instant(metadata={"description": "When the version that counts was received; null when none does."})
    due_at = Instant()


class Response(Brief):
    """Your response: the draft and the receipts of what was submitted."""

    answers = fields.Dict()
    prices = fields.Dict()
    preferences = fields.List(fields.String())
    note = fields.String()
    files = fields.List(fields.Nested(Attachment))
    total = fields.String(metadata={"description": "Dollars and cents of the draft; null while a line has no price."})
    total_exact = fields.String()
    total_cents = fields.Integer()
    steps = fields.List(fields.Nested(Step))
    steps_left = fields.Integer()
    revision_digest = fields.String(metadata={"description": "Of the published text in force; send it with submit."})
    addenda = fields.List(fields.Nested(Notice))
    receipts = fields.List(fields.Nested(Receipt))
    version = fields.Integer()


class Opened(Shape):
    """What the opening brought to light of one response."""

    id = fields.String()
    solicitation_id = fields.String()
    vendor_id = fields.String()
    vendor = fields.String(attribute="vendor.name")
    state = fields.Enum(ResponseState, by_value=True)
    submitted_at = Instant()
    opened_at = Instant()
    content = fields.Dict(attribute="opened", metadata={"description": "Null for an unreadable response."})


class Listed(Shape):
    """An opened response in a list: whose, but not what it says."""

    id = fields.String()
    vendor_id = fields.String()
    vendor = fields.String(attribute="vendor.name")
    state = fields.Enum(ResponseState, by_value=True)
    submitted_at = Instant()


class Opening(Shape):
    """The opening of a solicitation's responses; before it is done it says nothing of them."""

    id = fields.String()
    solicitation_id = fields.String()
    state = fields.Enum(OpeningState, by_value=True)
    begun_at = Instant()
    first_id = fields.String()
    done_at = Instant()
    second_id = fields.String()
    register_digest = fields.String()


class Row(Shape):
    """One respondent in the register."""

    number = fields.Integer()
    vendor = fields.String()
    received_at = fields.String(metadata={"format": "date-time"})
    state = fields.String()
    acknowledged = fields.List(fields.Integer(), metadata={"description": "Addenda that were acknowledged."})
    unacknowledged = fields.List(fields.Integer(), metadata={"description": "Addenda that were not."})


class Register(Shape):
    """Who responded and when; no prices, no contents."""

    solicitation = fields.String()
    opened_at = fields.String(metadata={"format": "date-time"})
    opened_by = fields.List(fields.String())
    rows = fields.List(fields.Nested(Row))
    digest = fields.String(metadata={"description": "Of the whole register, with receipt numbers and digests."})
