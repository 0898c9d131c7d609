"""The last touches on the tags of a finished PDF, before its bytes are written.

WeasyPrint tags the text of running heads and page numbers as content that belongs to no structure element. Here it
becomes what it is, an artifact, so that a screen reader does not read the page number in the middle of a sentence.
Headers of tables get their scope, and links a description that is words and not an address.
"""

from collections.abc import Iterator
from functools import partial

import pydyf

ARTIFACT = "/Artifact"
PAGINATION = pydyf.Dictionary({"Type": "/Pagination"})


def finisher(descriptions: dict[str, str]) -> partial:
    """Return the function that WeasyPrint calls with a finished PDF; `descriptions` tells what each anchor is."""
    return partial(_finish, descriptions)


def _finish(descriptions: dict[str, str], document, pdf: pydyf.PDF) -> None:
    root = _object(pdf, pdf.catalog["StructTreeRoot"])
    kept = {element.number for element in _elements(pdf, root)}
    _scope_headers(pdf, root)
    _give_items_bodies(pdf, root)
    tree = _object(pdf, root["ParentTree"])
    parents = {tree["Nums"][index]: tree["Nums"][index + 1] for index in range(0, len(tree["Nums"]), 2)}
    for number, page in enumerate(_pages(pdf)):
        stray = {mcid for mcid, reference in enumerate(parents[number]) if _number(reference) not in kept}
        for mcid in stray:
            _object(pdf, parents[number][mcid]).clear()
            parents[number][mcid] = "null"
        _make_artifacts(_object(pdf, page["Contents"]), stray)
        _keep_outer_links(pdf, page, parents)
        for reference in page.get("Annots", ()):
            _describe(_object(pdf, reference), descriptions)
    tree["Nums"] = pydyf.Array(part for pair in parents.items() for part in pair)


def _number(reference: bytes | str) -> int:
    return int(reference.split()[0])


def _object(pdf: pydyf.PDF, reference: bytes | str) -> pydyf.Object:
    return pdf.objects[_number(reference)]


def _pages(pdf: pydyf.PDF) -> Iterator[pydyf.Dictionary]:
    """Yield the pages in order; pydyf lists them as number, generation and the letter R."""
    kids = pdf.pages["Kids"]
    for index in range(0, len(kids), 3):
        yield pdf.objects[kids[index]]


def _elements(pdf: pydyf.PDF, root: pydyf.Dictionary) -> Iterator[pydyf.Dictionary]:
    """Yield every structure element that the tree reaches from its root."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        for kid in element.get("K", ()):
            if isinstance(kid, int):
                continue
            child = _object(pdf, kid)
            if child.get("Type") == "/StructElem":
                yield child
                waiting.append(child)


def _scope_headers(pdf: pydyf.PDF, root: pydyf.Dictionary) -> None:
    """A row of nothing but headers heads its columns; a header beside data heads its row."""
    for row in _elements(pdf, root):
        if row["S"] != "/TR":
            continue
        cells = [_object(pdf, kid) for kid in row["K"]]
        headers = [cell for cell in cells if cell["S"] == "/TH"]
        scope = "/Column" if len(headers) == len(cells) else "/Row"
        for cell in headers:
            cell["A"]["Scope"] = scope


def _give_items_bodies(pdf: pydyf.PDF, root: pydyf.Dictionary) -> None:
    """Put what stands in a list item beside its label into a body, where WeasyPrint left it bare."""
    for item in list(_elements(pdf, root)):
        if item["S"] != "/LI":
            continue
        kids = [(reference, _object(pdf, reference)) for reference in item["K"]]
        bare = [(reference, kid) for reference, kid in kids if kid["S"] not in ("/Lbl", "/LBody")]
        if not bare:
            continue
        body = pydyf.Dictionary({"Type": "/StructElem", "S": "/LBody", "Pg": item["Pg"], "P": item.reference})
        body["K"] = pydyf.Array(reference for reference, _ in bare)
        pdf.add_object(body)
        for _, kid in bare:
            kid["P"] = body.reference
        labels = [reference for reference, kid in kids if kid["S"] == "/Lbl"]
        bodies = [reference for reference, kid in kids if kid["S"] == "/LBody"]
        item["K"] = pydyf.Array([*labels, body.reference, *bodies])


def _make_artifacts(stream: pydyf.Stream, stray: set[int]) -> None:
    """Rewrite `/Span <</MCID 7>> BDC` as `/Artifact <</Type /Pagination>> BDC` for every stray MCID."""
    operators = stream.stream
    for index, operator in enumerate(operators):
        if isinstance(operator, pydyf.Dictionary) and operator.get("MCID") in stray:
            operators[index - 1] = ARTIFACT
            operators[index] = PAGINATION


def _keep_outer_links(pdf: pydyf.PDF, page: pydyf.Dictionary, parents: dict) -> None:
    """Drop the second link that WeasyPrint lays over each element inside a link; the outer one covers it."""
    kept = pydyf.Array()
    for reference in page.get("Annots", ()):
        annotation = _object(pdf, reference)
        element = _object(pdf, parents[annotation["StructParent"]])
        if element["S"] == "/Link":
            kept.append(reference)
            continue
        del parents[annotation["StructParent"]]
        element["K"] = pydyf.Array(kid for kid in element["K"] if not _leads_to(pdf, kid, reference))
        annotation.clear()
    if kept:
        page["Annots"] = kept
    else:
        page.pop("Annots", None)


def _leads_to(pdf: pydyf.PDF, kid: bytes | int, annotation: bytes) -> bool:
    return not isinstance(kid, int) and _object(pdf, kid).get("Obj") == annotation


def _describe(annotation: pydyf.Dictionary, descriptions: dict[str, str]) -> None:
    target = annotation.get("Dest")
    if target is not None and target.string in descriptions:
        annotation["Contents"] = pydyf.String(descriptions[target.string])
