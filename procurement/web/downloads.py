"""Stored files as downloads: streamed, and never shown inside our own pages, whatever they claim to be."""

from flask import Response, current_app

from procurement.files.models import StoredFile


def download(file: StoredFile) -> Response:
    """The bytes under the name the file was sent with."""
    answer = Response(current_app.store.open_stream(file.digest), mimetype=file.media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=file.name)
    answer.headers["Content-Length"] = str(file.size)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store"
    return answer
