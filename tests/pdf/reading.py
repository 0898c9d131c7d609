"""Read a finished PDF the way its users do: text page by page, bookmarks, links, tags."""

import io
import json
import re
from pathlib import Path

import page
import pikepdf
import pypdfium2

SAMPLES = Path(__file__).parents[2] / "pdf" / "samples"
KINDS = ("solicitation", "response", "register", "evaluation", "award")


def sample(kind: str) -> dict:
    return json.loads((SAMPLES / f"{kind}.json").read_text(encoding="utf-8"))


def a_document(*blocks: dict, **changes) -> dict:
    """A document with one section that holds the blocks; keywords replace its other parts."""
    document = {
        "kind": "solicitation",
        "language": "en",
        "title": "Snow removal on the north side",
        "reference": "RFP 7",
        "issuer": "Village of Pell Lake",
        "state": "final",
        "date": "2026-11-22",
        "sections": [{"number": "1", "heading": "Scope", "level": 1, "blocks": list(blocks)}],
    }
    return {**document, **changes}


def html(fragment: str) -> dict:
    return {"type": "html", "html": fragment}


def faults(printed: bytes) -> list[str]:
    """What a PDF/UA-1 checker finds wrong."""
    report = page.validate_pdf_bytes(printed, profile="ua1")
    assert report.rules.total > 0
    return [] if report.is_compliant else [failure.message for failure in report.failures]


def pages(printed: bytes) -> list[str]:
    """The text of each page, white space made plain."""
    document = pypdfium2.PdfDocument(printed)
    return [" ".join(sheet.get_textpage().get_text_range().split()) for sheet in document]


def squeezed(text: str) -> str:
    """Text without white space: what is left is the same however lines were broken."""
    return re.sub(r"\s+", "", text)


def words(printed: bytes) -> str:
    return squeezed("".join(pages(printed)))


def body(printed: bytes) -> str:
    """The text after cover and contents of a document with the usual title, without running heads."""
    return " ".join(re.sub(r"RFP 7 · Snow removal.*$", "", page) for page in pages(printed)[2:])


def opened(printed: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(printed))


def bookmarks(printed: bytes) -> list[tuple[str, int, int]]:
    """Every bookmark as its title, its depth from 1 and the number of the page it leads to."""
    pdf = opened(printed)
    numbers = {sheet.objgen: number for number, sheet in enumerate(pdf.pages, start=1)}
    found: list[tuple[str, int, int]] = []

    def walk(items, depth: int) -> None:
        for item in items:
            found.append((item.title, depth, numbers[item.destination[0].objgen]))
            walk(item.children, depth + 1)

    with pdf.open_outline() as outline:
        walk(outline.root, 1)
    return found


def tags(printed: bytes) -> list[str]:
    """The tag of every structure element in reading order, such as "H2" or "TH"."""
    found: list[str] = []

    def walk(element) -> None:
        if isinstance(element, pikepdf.Dictionary) and "/S" in element:
            found.append(str(element.S).lstrip("/"))
        kids = element.get("/K", []) if isinstance(element, pikepdf.Dictionary) else []
        for kid in kids:
            walk(kid)

    finished = opened(printed)
    walk(finished.Root.StructTreeRoot)
    return found
