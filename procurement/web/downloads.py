"""Files as downloads, stored or just written: never shown inside our pages, whatever they claim to be."""

from urllib.parse import quote

from flask import Response, current_app

from procurement.files.models import StoredFile


def download(file: StoredFile) -> Response:
    """The file under its own name. The bytes flow after the unit of work has ended: only the digest is needed then."""
    response = Response(current_app.store.open_stream(file.digest), mimetype=file.media_type)
    response.content_length = file.size
    return _attached(response, file.name)


def attachment(data: bytes, name: str, media_type: str) -> Response:
    """Bytes that were just written, as a file of this name."""
    return _attached(Response(data, mimetype=media_type), name)


def _attached(response: Response, name: str) -> Response:
    plain = name.encode("ascii", "replace").decode().replace('"', "'").replace("?", "_")
    response.headers["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
