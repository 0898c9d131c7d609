"""A version of the library as a Word document, for programs and, as `as_word`, for pages. Floor: api."""

from flask import Response, g

from procurement.library import in_word, queries
from procurement.library.api_door import blueprint
from procurement.library.models import ItemVersion
from procurement.web.access import public
from procurement.web.downloads import attachment
from procurement.word.writing import write

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BINARY = {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}


@blueprint.route("/library/versions/<id>/word", methods=["GET"])
@public
@blueprint.doc(responses={"200": {"description": "OK", "content": BINARY}})
def word(id):
    """Read a version as a Word document; its blanks are content controls."""
    return as_word(queries.get_version(g.context, id))


def as_word(version: ItemVersion) -> Response:
    """The version's text as a Word document to keep."""
    item = version.item
    document = in_word.document(
        version.content,
        {},
        title=item.title,
        subtitle=str(item.kind or item.form).capitalize() if not str(item.kind or "").isupper() else str(item.kind),
        issuer=item.jurisdiction.name if item.jurisdiction else "",
        facts=[("From", item.jurisdiction.name if item.jurisdiction else ""), ("Version", str(version.number))],
        date=version.published_at or version.created_at,
        properties={"library version": version.id},
    )
    return attachment(write(document), f"{item.form}-{version.item_id}-version-{version.number}.docx", MEDIA_TYPE)
