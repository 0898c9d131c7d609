"""What the JSON doors of this room share: the blueprint, bodies with a file, and the pool as it is. Floor: api."""

from flask import g

from procurement.core.errors import Invalid
from procurement.files.operations import Staged
from procurement.pools import queries, reading
from procurement.web import api
from procurement.web.access import MEGABYTE
from procurement.web.api import etag
from procurement.web.uploads import uploaded

blueprint = api.room("pools", "Cooperative purchasing: members, their authority, their quantities, and the sum of it.")
#: What a document about an authority may weigh, and a sheet of quantities.
FILE_LIMIT, SHEET_LIMIT = 25 * MEGABYTE, 5 * MEGABYTE


def multipart(file: str = "document", *, needed: bool = False, **texts) -> dict:
    """The OpenAPI body of a form with a file beside these texts ({name: whether it is needed})."""
    properties = {file: {"type": "string", "format": "binary"}, **{name: {"type": "string"} for name in texts}}
    required = [*([file] if needed else []), *[name for name, must in texts.items() if must]]
    schema = {"type": "object", "properties": properties, **({"required": required} if required else {})}
    return {"required": True, "content": {"multipart/form-data": {"schema": schema}}}


def sent_file(field: str, what: str) -> Staged:
    """The file of this field, or Invalid."""
    staged = uploaded(field)
    if staged is None:
        raise Invalid({field: [f"Send {what} in the field “{field}”."]})
    return staged


def shown(id: str):
    """The pool as it is now, with its version as ETag."""
    g.context.session.flush()
    pool = queries.get(g.context, id)
    return reading.whole(pool), etag(pool)
