"""The only door of the print shop: it hands out its own fonts and draft mark and refuses every other address."""

from pathlib import Path

from weasyprint.urls import URLFetcher, URLFetcherResponse

HERE = Path(__file__).parent
SCHEME = "print-shop:"
TYPES = {".ttf": "font/ttf", ".svg": "image/svg+xml"}
#: What the style sheets may ask for, by the names they use. Nothing else exists.
FILES = {f"{SCHEME}fonts/{path.name}": path for path in sorted((HERE / "fonts").glob("*.ttf"))}
FILES |= {f"{SCHEME}{path.name}": path for path in sorted((HERE / "styles").glob("*.svg"))}


class RefusingFetcher(URLFetcher):
    """Opens nothing by network, file or data address, and keeps what it refused."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=())
        self.refused: list[str] = []

    def fetch(self, url: str, headers: dict | None = None) -> URLFetcherResponse:
        """Return one of our own files, or refuse with an ordinary error that leaves a blank in the page."""
        path = FILES.get(url)
        if path is None:
            self.refused.append(url)
            raise ValueError("The print shop opens no addresses.")
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": TYPES[path.suffix]})
