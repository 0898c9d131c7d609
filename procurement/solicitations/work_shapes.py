"""Shapes of how a draft is made together: kept versions, comparisons, comments, copies. Floor: schemas."""

from marshmallow import fields

from procurement.core.shapes import Instant, Shape, Text
from procurement.solicitations.models import Checkpoint


class Maker(Shape):
    """Who did it."""

    id = fields.String()
    name = fields.String()


class KeptVersion(Shape):
    """A version of a draft that was kept."""

    number = fields.Integer()
    reason = fields.Enum(Checkpoint, by_value=True)
    digest = fields.String()
    made_at = Instant()
    maker = fields.Nested(Maker(), allow_none=True)


class ComparedSides(Shape):
    """What is compared with what."""

    old = Text(required=True, longest=20, data_key="from")
    new = Text(required=True, longest=20, data_key="to")


class Comparison(Shape):
    """Two texts as one redline: sections with what came and went, word by word."""

    old = fields.String()
    new = fields.String()
    redline = fields.Dict()


class DraftComment(Shape):
    """What somebody said about a place of a draft."""

    id = fields.String()
    place = fields.String()
    reply_to_id = fields.String(allow_none=True)
    body = fields.String()
    written_at = Instant()
    writer = fields.Nested(Maker())
    resolved_at = Instant()


class CommentThread(Shape):
    """A comment with its replies."""

    comment = fields.Nested(DraftComment())
    replies = fields.List(fields.Nested(DraftComment()))


class NewComment(Shape):
    """To comment on a place ("sections/s3", empty for the whole), or to answer a comment."""

    body = Text(required=True, longest=10_000)
    place = Text(longest=120, load_default="", metadata={"description": "Such as “sections/s3”; empty for the whole."})
    reply_to_id = Text(longest=16, load_default="")


class Copying(Shape):
    """For whom something is issued again; left open, the title is the same and the number the next free one."""

    jurisdiction_id = Text(required=True, longest=16)
    title = Text(longest=300, load_default="")
    reference = Text(longest=60, load_default="")
