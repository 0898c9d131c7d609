"""Writes blocks as Markdown that says the same: every word, no mark that was not there.

Words are escaped only where they would otherwise mean something, so that the text stays pleasant to edit; what was
written is read again at once, and escaped more firmly where it was understood differently.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from html import escape as escape_html
from urllib.parse import unquote

from procurement.core import markdown
from procurement.word import parsing
from procurement.word.model import (
    Block,
    Cell,
    Code,
    Heading,
    Listing,
    Note,
    Paragraph,
    Quote,
    Rule,
    Run,
    Runs,
    Table,
    joined,
    stripped,
)

_PAIRS = {"bold": "**", "italic": "*", "strike": "~~"}
_TAGS = {
    "bold": "b", "italic": "i", "strike": "s", "underline": "u", "superscript": "sup", "subscript": "sub",
}  # fmt: skip
_ORDER = ("bold", "italic", "strike", "underline", "superscript", "subscript", "code")
_SUSPICIOUS = re.compile(r"[\\`*_~<>&\[\]!]|https?:")
_LINE_START = re.compile(r"(?:#|[-+*](?=\s|\Z)|>|~~~|:?-[-|: ]*\Z|[=|])")
_ORDINAL = re.compile(r"(\d{1,9})([.)])(?=\s|\Z)")
_ACROSS = re.compile(r"([-_*])(?:[ \t]*\1){2,}[ \t]*\Z")


def markdown_of(blocks: Iterable[Block]) -> str:
    """The Markdown of blocks, a blank line between them."""
    return "\n\n".join(written(blocks))


def written(blocks: Iterable[Block]) -> list[str]:
    """The Markdown of each block; a list beside a list of its kind takes another sign, so that they stay two."""
    result: list[str] = []
    before: Block | None = None
    sign = 0
    for block in blocks:
        beside = isinstance(block, Listing) and isinstance(before, Listing) and block.ordered == before.ordered
        sign = 1 - sign if beside else 0
        text = _block(block, sign)
        if text:
            result.append(text)
            before = block
    return result


def inline(runs: Sequence[Run], *, in_table: bool = False) -> str:
    """The Markdown of one paragraph."""
    wanted = _spaced(stripped(runs))
    text = _lines(_nested(wanted, (), _light), in_table)
    if _SUSPICIOUS.search(text) and _flat(parsing.inline(text)) != _flat(wanted):
        return _lines(_nested(wanted, (), _firm), in_table)
    return text


def _flat(runs: Runs) -> list[tuple]:
    """Runs for comparing: white space between words belongs to nobody."""
    return [
        (piece, tuple(sorted(run.marks)), unquote(run.link), run.blank, run.note)
        for run in runs
        for piece in ([""] if run.blank or run.note else run.text.split())
    ]


def _block(block: Block, sign: int) -> str:
    match block:
        case Paragraph(runs):
            return inline(runs)
        case Heading(level, runs):
            return f"{'#' * level} {inline([replace(run, text=run.text.replace(chr(10), ' ')) for run in runs])}"
        case Code(text):
            longest = max((len(each) for each in re.findall(r"`{3,}", text)), default=2)
            fence = "`" * max(3, longest + 1)
            return f"{fence}\n{text}\n{fence}"
        case Rule():
            return "---"
        case Quote(inside):
            return "\n".join(f"> {line}".rstrip() for line in markdown_of(inside).split("\n"))
        case Listing():
            return _listing(block, sign)
        case Table():
            return _table(block)
        case Note(label, runs):
            return f"[^{label}]: {'<br>'.join(inline(runs).split(chr(92) + chr(10)))}"


def _listing(block: Listing, sign: int) -> str:
    tight = all(len(item) <= 1 or all(isinstance(each, Listing) for each in item[1:]) for item in block.items)
    result = []
    for index, item in enumerate(block.items):
        mark = f"{block.start + index}{'.)'[sign]}" if block.ordered else "-*"[sign]
        inside = written(item)
        text = ("\n" if tight else "\n\n").join(inside) if inside else ""
        pad = " " * (len(mark) + 1)
        lines = text.split("\n")
        result.append("\n".join([f"{mark} {lines[0]}".rstrip(), *(f"{pad}{line}".rstrip() for line in lines[1:])]))
    return ("\n" if tight else "\n\n").join(result)


def _table(block: Table) -> str:
    widths = {len(row) for row in block.rows}
    plain = len(widths) == 1 and all(cell.across == cell.down == 1 for row in block.rows for cell in row)
    if not plain or block.headings > 1 or not block.rows:
        return _html_table(block)
    rows = [[inline(cell.runs, in_table=True) for cell in row] for row in block.rows]
    dashes = {"left": ":---", "right": "---:", "center": ":---:"}
    lines = [f"| {' | '.join(cells)} |".replace("|  |", "| |") for cells in rows]
    lines.insert(1, "|" + "|".join(dashes.get(cell.align, "---") for cell in block.rows[0]) + "|")
    return "\n".join(lines)


def _html_table(block: Table) -> str:
    lines = ["<table>"]
    for number, row in enumerate(block.rows):
        lines.append("<tr>")
        for cell in row:
            name = "th" if number < block.headings else "td"
            spans = [
                f' {side}="{many}"' for side, many in (("colspan", cell.across), ("rowspan", cell.down)) if many > 1
            ]
            lines.append(f"<{name}{''.join(spans)}>{_html_cell(cell)}</{name}>")
        lines.append("</tr>")
    return "\n".join([*lines, "</table>"])


def _html_cell(cell: Cell) -> str:
    pieces = []
    for run in stripped(cell.runs):
        text = "{{" + run.blank + "}}" if run.blank else f"<sup>{run.note}</sup>" if run.note else escape_html(run.text)
        text = text.replace("\n", "<br>")
        for mark in _ORDER:
            if mark in run.marks:
                tag = _TAGS.get(mark, "code")
                text = f"<{tag}>{text}</{tag}>"
        if run.link:
            text = f'<a href="{escape_html(run.link)}">{text}</a>'
        pieces.append(text)
    return "".join(pieces)


def _spaced(runs: Runs) -> Runs:
    """White space at the ends of marked runs keeps only the marks that its other side has, too."""
    result: list[Run] = []
    for index, run in enumerate(runs):
        bare = run.text.strip(" \n")
        if not (run.marks or run.link) or run.blank or run.note or bare == run.text:
            result.append(run)
            continue
        before = runs[index - 1] if index else Run("")
        after = runs[index + 1] if index + 1 < len(runs) else Run("")
        lead = run.text[: len(run.text) - len(run.text.lstrip(" \n"))]
        tail = run.text[len(lead) + len(bare) :]
        result += [_gap(lead, run, before), Run(bare, run.marks, run.link), _gap(tail, run, after)]
    return joined(result)


def _gap(text: str, run: Run, other: Run) -> Run:
    return Run(text, (run.marks & other.marks) - {"code"}, run.link if run.link == other.link else "")


def _nested(runs: Runs, applied: tuple[str, ...], style) -> str:
    """Marks as wide as they reach, one inside the other."""
    pieces, index = [], 0
    while index < len(runs):
        run = runs[index]
        marks = [mark for mark in _ORDER if mark in run.marks and mark not in applied]
        if run.link and "link" not in applied:
            end = _reach(runs, index, lambda each, run=run: each.link == run.link)
            pieces.append(_link(_nested(runs[index:end], (*applied, "link"), style), run.link))
            index = end
        elif marks and marks != ["code"]:
            reaches = {
                mark: _reach(runs, index, lambda each, mark=mark: mark in each.marks)
                for mark in marks
                if mark != "code"
            }
            widest = max(reaches, key=lambda mark: reaches[mark])
            inside = _nested(runs[index : reaches[widest]], (*applied, widest), style)
            pieces.append(_around(inside, widest, style))
            index = reaches[widest]
        else:
            pieces.append(_words(run, style))
            index += 1
    return "".join(pieces)


def _reach(runs: Runs, index: int, holds) -> int:
    end = index
    while end < len(runs) and holds(runs[end]):
        end += 1
    return end


def _around(text: str, mark: str, style) -> str:
    if mark in _PAIRS and style is _light:
        return f"{_PAIRS[mark]}{text}{_PAIRS[mark]}"
    return f"<{_TAGS[mark]}>{text}</{_TAGS[mark]}>"


def _link(text: str, target: str) -> str:
    clean = re.sub(r"[\s<>]", lambda match: f"%{ord(match[0]):02X}", target)
    return f"[{text}](<{clean}>)" if re.search(r"[()\\]", clean) else f"[{text}]({clean})"


def _words(run: Run, style) -> str:
    if run.blank:
        return "{{" + run.blank + "}}"
    if run.note:
        return f"[^{run.note}]"
    if "code" in run.marks:
        longest = max((len(each) for each in re.findall(r"`+", run.text)), default=0)
        ticks = "`" * (longest + 1)
        pad = " " if run.text[:1] in ("`", " ") or run.text[-1:] in ("`", " ") else ""
        return f"{ticks}{pad}{run.text.replace(chr(10), ' ')}{pad}{ticks}"
    return style(run.text)


def _light(text: str) -> str:
    text = re.sub(r"\\(?=[!-/:-@\[-`{-~\n]|\Z)", r"\\\\", text)
    text = re.sub(r"(?<!\s)\*|\*(?!\s|\Z)|`", r"\\\g<0>", text)
    text = re.sub(r"(?<!\w)_+(?=[^\W_])|(?<=[^\W_])_+(?!\w)", lambda match: match[0].replace("_", "\\_"), text)
    text = re.sub(r"~~+", lambda match: match[0].replace("~", "\\~"), text)
    text = re.sub(
        r"<(?=/?(?:b|br|em|i|s|strong|sub|sup|u)\s*/?>|!--|/?table\b|[a-z][a-z0-9+.-]+:|[^\s<>]+@)", r"\\<", text
    )
    text = re.sub(r"&(?=#?\w+;)", r"\\&", text)
    return re.sub(r"\](?=[(\[])|\[(?=\^)", r"\\\g<0>", text)


def _firm(text: str) -> str:
    return "\n".join(
        re.sub(r"\\([{}])", r"\1", markdown.escape(line)) if "{{" in line else markdown.escape(line)
        for line in text.split("\n")
    )


def _lines(text: str, in_table: bool) -> str:
    """Lines that begin like a list, a heading or a rule are told apart from these."""
    lines = text.split("\n")
    if in_table:
        return "<br>".join(re.sub(r"(?<!\\)\|", r"\\|", line.strip()) for line in lines)
    return "\\\n".join(map(_line, lines))


def _line(line: str) -> str:
    line = line.strip(" \t")
    if _ACROSS.match(line) or _LINE_START.match(line) or line.startswith("```"):
        return f"\\{line}"
    if re.match(r"\[[^\]]+\]:", line) and not line.startswith("[^"):
        return f"\\{line}"
    return _ORDINAL.sub(r"\1\\\2", line, count=1) if _ORDINAL.match(line) else line
