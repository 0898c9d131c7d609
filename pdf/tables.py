"""Give every table a shape that fits the page before it is laid out.

Automatic table layout is slow and runs off the page, so each table gets a fixed layout with column widths taken from
what stands in it. A table too wide for the page is set smaller, then on a landscape page, and a table too wide for that
is printed in bands: some columns at a time, the first column repeated in each.
"""

import copy
import math
import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from pdf.mending import rows_of

#: How many characters of table text stand side by side in each setting (measured with the shipped font).
PORTRAIT, SMALL, LANDSCAPE = 92, 108, 150
#: A column's padding, in characters.
PADDING = 3
#: Words longer than this are broken rather than given a wider column.
LONGEST_WORD = 22
#: A column with longer text than this should show at least so much of it in a line.
COMFORTABLE = 26
#: A table of no more lines than this stays on one page.
WHOLE = 12
#: Beyond this a column gets no wider for having longer text.
WIDEST_WANT = 90
#: Preformatted text: the width of a page in points, the width of a character for each point of size, and the sizes.
TEXT_WIDTH, CHARACTER, SIZES = 466.0, 0.603, (6.2, 8.5)

BREAKS = re.compile(r"[\s/–—-]+")
WIDE = re.compile(r"[0-9A-Z%$&@#+=−]")


@dataclass(frozen=True)
class Column:
    """Widths of a column, in characters of ordinary text."""

    #: So that no word breaks.
    need: int
    #: So that a sentence does not become a tower of single words.
    comfort: int
    #: So that no line breaks.
    want: int


def fit_tables(root: Element, words: dict[str, str]) -> None:
    """Size every table under `root` in place; `words` gives the phrase that names a band's columns."""
    _fit_children(root, words, nested=False)


def fit_preformatted(root: Element) -> None:
    """Set preformatted text as large as its longest line allows; a line longer still will wrap."""
    blocks = [element for element in root.iter("div") if element.get("class") == "preformatted"]
    inside = {pre for block in blocks for pre in block.iter("pre")}
    for element in [*blocks, *(pre for pre in root.iter("pre") if pre not in inside)]:
        lines = "\n".join("".join(pre.itertext()) for pre in element.iter("pre")).split("\n")
        longest = max(map(len, lines), default=0)
        smallest, largest = SIZES
        size = TEXT_WIDTH / (CHARACTER * longest) if longest else largest
        if size < smallest:
            size = (smallest + largest) / 2
        element.set("style", f"font-size: {min(size, largest):.2f}pt")


def _fit_children(parent: Element, words: dict[str, str], *, nested: bool) -> None:
    for index in range(len(parent) - 1, -1, -1):
        child = parent[index]
        inside = nested or child.tag in ("table", "li", "blockquote")
        _fit_children(child, words, nested=inside)
        if child.tag == "table" and "set" not in child.get("class", "").split():
            _replace(parent, index, _fitted(child, words, nested=nested))


def _replace(parent: Element, index: int, replacements: list[Element]) -> None:
    replacements[-1].tail = parent[index].tail
    parent[index].tail = None
    parent[index : index + 1] = replacements


def _fitted(table: Element, words: dict[str, str], *, nested: bool) -> list[Element]:
    rows = rows_of(table)
    regular = _is_regular(rows)
    columns = _columns(rows)
    if not columns:
        return [table]
    if table.find("colgroup") is not None:
        return [_shaped(table, "")]
    needed = sum(column.need for column in columns)
    if sum(column.comfort for column in columns) <= PORTRAIT:
        return [_sized(table, columns, PORTRAIT, "")]
    if nested or needed <= SMALL:
        return [_sized(table, columns, SMALL, "small")]
    bands = _bands(columns, LANDSCAPE) if regular else [list(range(len(columns)))]
    if len(bands) == 1:
        return [_turned([_sized(table, columns, LANDSCAPE, "small")])]
    return [_turned([_band(table, columns, band, words) for band in bands])]


def _is_regular(rows: list[Element]) -> bool:
    spans = any(cell.get("colspan") or cell.get("rowspan") for row in rows for cell in row)
    return not spans and len({len(row) for row in rows}) == 1


def _columns(rows: list[Element]) -> list[Column]:
    """Measure the columns; a cell that spans several is left out of the measuring but counted."""
    needs: list[float] = []
    wants: list[float] = []
    for row in rows:
        index = 0
        for cell in row:
            span = int(cell.get("colspan") or 1)
            missing = index + span - len(needs)
            needs += [1.0] * missing
            wants += [1.0] * missing
            if span == 1:
                longest, whole = _measured(cell)
                needs[index] = max(needs[index], longest)
                wants[index] = max(wants[index], whole)
            index += span
    return [
        Column(
            need=math.ceil(need) + PADDING,
            comfort=math.ceil(max(need, min(want, COMFORTABLE))) + PADDING,
            want=math.ceil(max(need, min(want, WIDEST_WANT))) + PADDING,
        )
        for need, want in zip(needs, wants, strict=True)
    ]


def _measured(cell: Element) -> tuple[float, float]:
    """Return the width of a cell's longest word (as far as it is kept whole) and of its longest line."""
    bold = 1.08 if cell.tag == "th" else 1.0
    text = "".join(cell.itertext()).strip()
    word = max((_width(word[:LONGEST_WORD]) for word in BREAKS.split(text)), default=0.0)
    line = max((_width(line[: 2 * WIDEST_WANT]) for line in text.split("\n")), default=0.0)
    return word * bold, line * bold


def _width(text: str) -> float:
    """Digits and capitals are wider than ordinary text, and a character of an East Asian script takes two places."""
    return sum(2.0 if char >= "\u2e80" else 1.25 if WIDE.match(char) else 1.0 for char in text)


def _bands(columns: list[Column], capacity: int) -> list[list[int]]:
    """Group the columns after the first so that each group fits beside the first."""
    first = columns[0].need
    bands: list[list[int]] = [[]]
    filled = first
    for index, column in enumerate(columns[1:], start=1):
        if bands[-1] and filled + column.need > capacity:
            bands.append([])
            filled = first
        bands[-1].append(index)
        filled += column.need
    return [[0, *band] for band in bands]


def _sized(table: Element, columns: list[Column], capacity: int, style: str) -> Element:
    group = Element("colgroup")
    shares = _shares(columns, capacity)
    for share in shares:
        group.append(Element("col", {"style": f"width: {share:.3f}%"}))
    at = 1 if len(table) and table[0].tag == "caption" else 0
    table.insert(at, group)
    if _lines(table, [capacity * share / 100 for share in shares]) <= WHOLE:
        style = f"{style} whole"
    return _shaped(table, style)


def _lines(table: Element, widths: list[float]) -> int:
    """Estimate how many lines a table takes; only whether they are few or many matters."""
    lines = 0
    for row in rows_of(table):
        cells = zip(row, widths, strict=False)
        lines += max(
            (math.ceil(_width("".join(cell.itertext())) / max(1.0, width - PADDING)) for cell, width in cells),
            default=0,
        )
    return lines


def _shaped(table: Element, style: str) -> Element:
    table.set("class", " ".join(f"{table.get('class', '')} sized {style}".split()))
    return table


def _shares(columns: list[Column], capacity: int) -> list[float]:
    """Give each column the width its words need or, where there is room, its text; share out the rest."""
    comfortable = sum(column.comfort for column in columns) <= capacity
    bases = [column.comfort if comfortable else column.need for column in columns]
    spare = max(0, capacity - sum(bases))
    wishes = [1 + column.want - base for column, base in zip(columns, bases, strict=True)]
    widths = [base + spare * wish / sum(wishes) for base, wish in zip(bases, wishes, strict=True)]
    return [100 * width / sum(widths) for width in widths]


def _turned(tables: list[Element]) -> Element:
    wrapper = Element("div", {"class": "landscape"})
    wrapper.extend(tables)
    return wrapper


def _band(table: Element, columns: list[Column], band: list[int], words: dict[str, str]) -> Element:
    """Copy a table with some of its columns, and say in its caption which."""
    part = copy.copy(table)
    part[:] = [_picked(child, band) for child in table]
    caption = part.find("caption")
    if caption is None:
        caption = Element("caption")
        part.insert(0, caption)
    said = "".join(caption.itertext()).strip()
    where = words["columns"].format(first=band[1] + 1, last=band[-1] + 1, all=len(columns))
    for child in list(caption):
        caption.remove(child)
    caption.text = f"{said} ({where})" if said else f"({where})"
    return _sized(part, [columns[index] for index in band], LANDSCAPE, "small")


def _picked(element: Element, band: list[int]) -> Element:
    if element.tag == "tr":
        row = copy.copy(element)
        row[:] = [copy.deepcopy(element[index]) for index in band]
        return row
    part = copy.copy(element)
    part[:] = [_picked(child, band) for child in element]
    return part
