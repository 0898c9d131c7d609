"""Mend the structure of what others wrote, so that its tags are valid: lists that hold items, tables that are square.

Browsers forgive a list item outside a list or a row with a cell too few; PDF/UA does not. Nothing is taken away here
but empty rows: what stands in the wrong place gets the element it lacks.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

LISTS = {"ul": ("li",), "ol": ("li",), "dl": ("dt", "dd")}
GROUPS = ("thead", "tbody", "tfoot")


def mend(root: Element) -> None:
    """Mend every list and table under `root`, in place."""
    for parent in root.iter():
        for child in parent:
            strayed = child.tag in ("li", "dt", "dd") and child.tag not in LISTS.get(parent.tag, ())
            if strayed:
                child.tag = "div"
    for element in list(root.iter()):
        if element.tag in LISTS:
            _fill_list(element)
        elif element.tag == "table":
            _square(element)


def rows_of(table: Element) -> list[Element]:
    """Return a table's own rows, without those of tables inside its cells."""
    return [row for group in table if group.tag in GROUPS for row in group if row.tag == "tr"]


def _fill_list(element: Element) -> None:
    """Wrap what stands loose in a list in an item of its own."""
    item = LISTS[element.tag][-1]
    for index in range(len(element) - 1, -1, -1):
        child = element[index]
        if child.tail and child.tail.strip():
            loose = Element(item)
            loose.text, child.tail = child.tail, None
            element.insert(index + 1, loose)
        if child.tag not in LISTS[element.tag] and isinstance(child.tag, str):
            wrapper = Element(item)
            element[index] = wrapper
            wrapper.append(child)
    if element.text and element.text.strip():
        loose = Element(item)
        loose.text, element.text = element.text, None
        element.insert(0, loose)


def _square(table: Element) -> None:
    """Cut spans that leave their row group or run into another, and give short rows the cells they lack."""
    taken: list[tuple[Element, int]] = []
    for group in table:
        if group.tag in GROUPS:
            for row in [row for row in group if row.tag == "tr" and len(row) == 0]:
                group.remove(row)
            taken += _placed([row for row in group if row.tag == "tr"])
    widest = max((width for _, width in taken), default=0)
    for row, width in taken:
        for _ in range(widest - width):
            row.append(Element("td"))


def _placed(rows: list[Element]) -> Iterator[tuple[Element, int]]:
    """Place the cells of one row group in a grid and yield each row with the number of places it fills."""
    full: list[set[int]] = [set() for _ in rows]
    for at, row in enumerate(rows):
        column = 0
        for cell in row:
            while column in full[at]:
                column += 1
            down = min(int(cell.get("rowspan") or 1), len(rows) - at)
            across = 1
            while across < int(cell.get("colspan") or 1) and column + across not in full[at]:
                across += 1
            _set_span(cell, "rowspan", down)
            _set_span(cell, "colspan", across)
            for below in full[at : at + down]:
                below.update(range(column, column + across))
            column += across
    for at, row in enumerate(rows):
        yield row, len(full[at])


def _set_span(cell: Element, name: str, span: int) -> None:
    if span > 1:
        cell.set(name, str(span))
    else:
        cell.attrib.pop(name, None)
