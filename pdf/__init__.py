"""The print shop: it is handed a plain document and hands back the bytes of an accessible PDF.

It knows nothing of procurement's rows, of the web or of a database. The document format is told in `pdf/README.md`
and enforced by `check`; `render` refuses what `check` finds fault with.

    >>> import json, pdf
    >>> pdf.render(json.load(open("pdf/samples/solicitation.json")))[:5]
    b'%PDF-'
"""

from pdf.check import check
from pdf.press import Unprintable, render

__all__ = ["Unprintable", "check", "render"]
