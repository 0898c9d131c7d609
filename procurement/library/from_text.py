"""Makes the content of an item from a Markdown text that somebody typed: its headings become sections."""

from procurement.library.content import empty, new_key
from procurement.library.outline import outline, split_lines


def content(text: str, form: str) -> dict:
    """A content with the sections of the text; in a clause each heading is the name of an alternate.

    Only templates are numbered by the service: what is read by itself carries the numbers it was given.
    """
    lines = split_lines(text.strip("\n"))
    cuts, _ = outline(lines)
    highest = min((each.level for each in cuts), default=1)
    begun = [("", 1, 0), *((each.heading, each.level - highest + 1, each.end) for each in cuts)]
    ends = [*(each.first for each in cuts), len(lines)]
    sections: list[dict] = []
    for (heading, level, first), end in zip(begun, ends, strict=True):
        body = "".join(lines[first:end]).strip("\n")
        if heading or body.strip():
            sections.append(_section(heading, level, body, form, sections))
    return {**empty(), "sections": sections, "numbering": "automatic" if form == "template" else "own"}


def _section(heading: str, level: int, body: str, form: str, before: list[dict]) -> dict:
    piece = {
        "level": level,
        "heading": heading[:500],
        "body": body,
        "source": "",
        "format": "markdown",
        "role": "",
        "when": "",
        "clause": "",
        "alternate": heading[:200] if form == "clause" else "",
    }
    return {"key": new_key("s", {each["key"] for each in before}, piece), **piece}
