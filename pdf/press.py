"""The press: document in, bytes out; the same bytes for the same document, in any process."""

import gc
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from pdf.check import check
from pdf.fetcher import RefusingFetcher
from pdf.finishing import finisher
from pdf.layout import descriptions, page, styles
from pdf.mending import mend
from pdf.tables import fit_preformatted, fit_tables
from pdf.words import words_for


class Unprintable(ValueError):
    """The document cannot be printed; `faults` says why, one sentence each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__(" ".join(faults))
        self.faults = faults


def render(document: dict) -> bytes:
    """Print a document as PDF/UA-1. Raises `Unprintable` with every fault when the document is not well formed."""
    faults = check(document)
    if faults:
        raise Unprintable(faults)
    with _undisturbed():
        try:
            printed, missing = _print(document, frozenset())
            if missing:
                printed, _ = _print(document, missing)
        except RecursionError:
            raise Unprintable(["The document's text is nested too deeply to be laid out."]) from None
        except FatalURLFetchingError as error:
            raise Unprintable([f"The document asks for something outside itself: {error}."]) from error
    return printed


def _print(document: dict, missing: frozenset[int]) -> tuple[bytes, frozenset[int]]:
    """Print once; also return the characters for which no font on this machine has a shape."""
    fetcher = RefusingFetcher()
    fonts = FontConfiguration()
    source = HTML(string=page(document, missing), url_fetcher=fetcher)
    mend(source.etree_element)
    fit_tables(source.etree_element, words_for(document["language"]))
    fit_preformatted(source.etree_element)
    style = CSS(string=styles(document), url_fetcher=fetcher, font_config=fonts)
    laid_out = source.render(font_config=fonts, stylesheets=[style], pdf_variant="pdf/ua-1")
    printed = laid_out.write_pdf(
        finisher=finisher(descriptions(document)),
        pdf_variant="pdf/ua-1",
        pdf_identifier=_identifier(document),
    )
    return printed, frozenset(code for font in laid_out.fonts.values() for code in font.missing)


def _identifier(document: dict) -> bytes:
    """The file's identifier, from what the document says and from nothing else."""
    canonical = json.dumps(document, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:32].encode()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Keep the cyclic garbage collector still: laying out makes millions of objects that all live until the end.

    What was there before is set aside until they are swept up: so this costs the same in a process of any size.
    """
    if not gc.isenabled():
        yield
        return
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect()
        gc.unfreeze()
