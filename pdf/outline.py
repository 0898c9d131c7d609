"""Turn the caller's sections into an outline without gaps: depth, anchor and label of every heading.

A caller may go from level 1 to level 3; PDF/UA may not. The depth printed and tagged is therefore the number of
headings that a heading stands under, and the caller's numbers are printed as they are.
"""

from dataclasses import dataclass


class Depths:
    """Counts how deep each heading in a row of headings stands, whatever levels were skipped."""

    def __init__(self) -> None:
        self._open: list[int] = []

    def depth(self, level: int) -> int:
        """Return 1 for a heading under nothing, 2 for one under it, and so on, never two deeper than the last."""
        while self._open and self._open[-1] >= level:
            self._open.pop()
        self._open.append(level)
        return len(self._open)


@dataclass(frozen=True)
class Entry:
    """One section as it will be printed."""

    number: str
    heading: str
    #: 1 for the outermost sections; the heading's tag is one more, because the title is the H1.
    depth: int
    anchor: str
    blocks: list[dict]

    @property
    def label(self) -> str:
        """What the bookmark says: the number as the caller wrote it, and the heading."""
        return " ".join(f"{self.number} {self.heading}".split())


def outline(document: dict) -> list[Entry]:
    """Return the document's sections in order, each with its depth and an anchor of its own."""
    depths = Depths()
    sections = document["sections"]
    taken = {section["anchor"] for section in sections if section.get("anchor")}
    entries = []
    for index, section in enumerate(sections, start=1):
        anchor = section.get("anchor") or _free_anchor(index, taken)
        entries.append(
            Entry(
                number=section.get("number") or "",
                heading=section["heading"],
                depth=depths.depth(section.get("level", 1)),
                anchor=anchor,
                blocks=section.get("blocks") or [],
            )
        )
    return entries


def _free_anchor(index: int, taken: set[str]) -> str:
    anchor = f"section-{index}"
    while anchor in taken:
        anchor += "-"
    taken.add(anchor)
    return anchor
