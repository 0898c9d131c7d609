"""How letters look in the API."""

from marshmallow import Schema, fields

from procurement.mailbox.models import Delivery


class LetterSchema(Schema):
    """One letter."""

    id = fields.String(dump_only=True)
    to_email = fields.String(dump_only=True)
    subject = fields.String(dump_only=True)
    body = fields.String(dump_only=True)
    about_kind = fields.String(dump_only=True)
    about_id = fields.String(dump_only=True)
    written_at = fields.AwareDateTime(dump_only=True, format="iso")
    state = fields.Enum(Delivery, by_value=True, dump_only=True)
    sent_at = fields.AwareDateTime(dump_only=True, format="iso", allow_none=True)
    error = fields.String(dump_only=True)
