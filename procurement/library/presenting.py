"""How a solicitation is laid out for reading: sections with anchors, criteria with their shares, open blanks marked."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from html import escape

from procurement.core import markdown
from procurement.core.shapes import plain
from procurement.library import plaintext
from procurement.library.blanks import fill
from procurement.library.content import blanks, numbered


def reading(body: Mapping, open_labels: Iterable[str] = ()) -> list[dict]:
    """The sections as the page prints them: {key, anchor, title, depth, html}; printed contents are left out."""
    result = []
    labels = list(open_labels)
    for section in body["sections"]:
        if section["role"] == "contents":
            continue
        if section["format"] == "preformatted":
            html = markdown.to_html(plaintext.to_markdown(section["body"]), heading_base=6)
        else:
            html = markdown.to_html(section["body"], heading_base=min(section["level"] + 2, 6))
        title = f"{section['number']} {section['heading']}".strip()
        result.append(
            {
                "key": section["key"],
                "anchor": f"section-{section['key']}",
                "title": title,
                "depth": min(section["level"], 5),
                "html": marked(html, labels),
            }
        )
    return result


def one_section(piece: Mapping, declared, values: Mapping, zone: str) -> dict:
    """One section as the page prints it, its blanks filled and the open ones marked: {title, html}."""
    literal = piece.get("format") == "preformatted"
    filled = {
        "key": "preview",
        "number": "",
        "level": piece.get("level") or 1,
        "heading": fill(piece.get("heading") or "", declared, values, "mark", zone, preformatted=True),
        "body": fill(piece.get("body") or "", declared, values, "mark", zone, preformatted=literal),
        "format": piece.get("format") or "markdown",
        "role": "",
    }
    open_labels = [blank.label for blank in declared if values.get(blank.key) is None]
    return reading({"sections": [filled]}, open_labels)[0]


def template_body(content: Mapping) -> dict:
    """A template's content as a page reads it: sections numbered, every blank printed as its label in brackets."""
    declared = blanks(dict(content))

    def shown(text: str, preformatted: bool = True) -> str:
        return fill(text, declared, {}, "mark", preformatted=preformatted)

    sections = [
        {
            **section,
            "number": number,
            "heading": shown(section["heading"]),
            "body": shown(section["body"], section["format"] == "preformatted"),
        }
        for number, section in numbered(content["sections"], content["numbering"])
    ]
    return {**content, "sections": sections}


def marked(html: str, labels: Iterable[str]) -> str:
    """The HTML with every open blank (its label in brackets) set off from the text."""
    for label in labels:
        shown = f"[{escape(label, quote=False)}]"
        html = html.replace(shown, f'<mark class="blank">{shown}</mark>')
    return html


def points_in_all(criteria: Iterable[Mapping]) -> str:
    """The sum of the criteria's points; what is no number counts nothing here (the checklist names it)."""
    total = Decimal(0)
    for each in criteria:
        text = str(each.get("points") or "0")
        if text.replace(".", "", 1).isdecimal():
            total += Decimal(text)
    return plain(total)


def worth(criterion: Mapping) -> str:
    """“40 points”, “$5000”, or "" for what has no worth of its own: pass or fail, a price that a method compares."""
    if criterion.get("value"):
        return f"${criterion['value']}"
    points = criterion.get("points")
    return "" if points is None or points == "" else f"{points} points"


def how_judged(criterion: Mapping) -> str:
    """One sentence: on what scale, by which formula."""
    kind = criterion["kind"]
    if kind == "pass-fail":
        return "Pass or fail: a response that fails is out."
    if kind == "given":
        return "Points given directly by the evaluators."
    if kind == "price":
        return _FORMULAS.get(criterion.get("formula") or "", "By price.").format(
            **{name: criterion.get(name) for name in ("reference", "zero_at", "full_at")}
        )
    scale = criterion.get("scale") or {}
    if scale.get("levels"):
        levels = ", ".join(f"{name} ({worth})" for name, worth in scale["levels"].items())
        return f"Rated by level, out of {scale.get('of')}: {levels}."
    if scale:
        return f"Rated from {scale.get('min')} to {scale.get('max')}."
    return "Rated by its parts."


_FORMULAS = {
    "lowest-ratio": "Points × lowest price ÷ price.",
    "linear-from-lowest": "The lowest price gets all points; they fall evenly to none at twice that price.",
    "min-max": "The lowest price gets all points, the highest none.",
    "reference-ratio": "Points × {reference} ÷ price.",
    "linear-between": "All points at {full_at}, none at {zero_at}, evenly between.",
}
TIES = {"lowest-price": "the lower price", "earliest": "the earlier submission"}


def tie_rules(body: Mapping) -> list[str]:
    """The rules that break a tie, in words."""
    titles = {each["key"]: each["title"] for each in body["criteria"]}
    rules = []
    for rule in body["evaluation"].get("tie_break", []):
        name = rule.removeprefix("criterion:")
        rules.append(TIES.get(rule) or f"more points on “{titles.get(name, name)}”")
    return rules
