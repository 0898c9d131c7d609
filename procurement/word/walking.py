"""Walks through what stands inside a paragraph: runs, tracked changes, fields, controls, notes, pictures, boxes."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from procurement.word.model import Run, Runs, joined, words
from procurement.word.openxml import MC, Element, M, descend, is_on, local, r, value, w
from procurement.word.report import Report
from procurement.word.safety import TOO_DEEP, WordFault
from procurement.word.sheet import Styles

#: How deep recursion may go; what is deeper was made to do harm.
DEEPEST = 120
_SWITCHES = (("bold", "b"), ("italic", "i"), ("strike", "strike"), ("strike", "dstrike"))
#: Signs of the fonts Symbol and Wingdings that forms are full of.
_SYMBOLS = {
    "F0B7": "•", "F0A7": "▪", "F0FE": "☒", "F0FD": "☒", "F0A8": "☐", "F06F": "☐", "F071": "☐", "F0FC": "✓",
    "F0E0": "→", "F0D8": "➢", "F02D": "-", "F0A2": "○",
}  # fmt: skip
_SILENT = frozenset(
    {
        "pPr", "rPr", "sdtPr", "sdtEndPr", "tblPr", "trPr", "tcPr", "sectPr", "proofErr", "permStart", "permEnd",
        "lastRenderedPageBreak", "footnoteRef", "endnoteRef", "annotationRef", "separator", "continuationSeparator",
        "softHyphen", "commentRangeStart", "commentRangeEnd",
    }
)  # fmt: skip
_LINK = re.compile(r'\s*HYPERLINK\s+"([^"\\]+)"(?:\s+\\l\s+"([^"\\]*)")?')
_BLANK = re.compile(r"blank\d+_(.+)")


@dataclass
class Notes:
    """Footnotes, endnotes and comments, by their ids: as the document keeps them, and as they were met."""

    footnotes: dict[str, Element] = field(default_factory=dict)
    endnotes: dict[str, Element] = field(default_factory=dict)
    comments: dict[str, Element] = field(default_factory=dict)
    #: (kind, id) of each that the text refers to, in order; its place is its label.
    met: list[tuple[str, str]] = field(default_factory=list)


class Walker:
    """Turns the inside of paragraphs into runs. Nothing is fetched; what has no words is counted in the report."""

    def __init__(self, styles: Styles, report: Report, notes: Notes, *, accepts: bool, keeps_comments: bool) -> None:
        self._styles = styles
        self._report = report
        self._notes = notes
        self._accepts = accepts
        self._keeps_comments = keeps_comments
        self.links: dict[str, tuple[str, str, bool]] = {}
        self.place = ""
        self.is_own = False
        self._fields: list[list[str]] = []
        self._runs: list[Run] = []
        self._withheld: list[Run] = []
        self._blanks: dict[str, tuple[str, int]] = {}
        self.marks: list[str] = []
        self.boxes: list[Element] = []
        self._do: dict[str, Callable[[Element, str, int], None]] = {
            "r": self._run, "hyperlink": self._hyperlink, "sdt": self._control, "fldSimple": self._simple_field,
            "ins": self._inserted, "moveTo": self._inserted, "del": self._deleted, "moveFrom": self._deleted,
            "bookmarkStart": self._bookmark, "bookmarkEnd": self._bookmark_ends, "ruby": self._ruby,
            f"{{{MC}}}AlternateContent": self._alternative, f"{{{M}}}oMath": self._formula,
        }  # fmt: skip

    def runs(self, element: Element) -> Runs:
        """The runs of a paragraph; `marks` and `boxes` then hold its bookmarks and the text boxes hung on it."""
        self._runs, self._blanks, self.marks, self.boxes = [], {}, [], []
        self._withheld = []
        self._children(element, "", 0)
        if any(each[0] == "instruction" for each in self._fields):
            # A field that never gets to its result must not swallow the words after it.
            self._fields = [each for each in self._fields if each[0] != "instruction"]
            self._runs += self._withheld
        return joined(self._runs)

    def _children(self, element: Element, link: str, depth: int) -> None:
        if depth > DEEPEST:
            raise WordFault(TOO_DEEP)
        for child in element:
            name = local(child)
            if name in self._do:
                self._do[name](child, link, depth + 1)
            elif name == "tbl" or name == "txbxContent":
                self.boxes.append(child)
            elif name not in _SILENT and not name.endswith("PrChange"):
                self._children(child, link, depth + 1)

    def _inserted(self, element: Element, link: str, depth: int) -> None:
        self._report.insertions += 1
        if self._accepts:
            self._children(element, link, depth)

    def _deleted(self, element: Element, link: str, depth: int) -> None:
        self._report.deletions += 1
        if not self._accepts:
            self._children(element, link, depth)

    def _hyperlink(self, element: Element, link: str, depth: int) -> None:
        kind, target, outside = self.links.get(element.get(r("id"), ""), ("", "", False))
        inside = element.get(w("anchor"), "")
        if kind == "hyperlink" and outside:
            link = re.sub(r"(?<=[^/:])/\Z", "", target) if target.count("/") == 3 else target
            link += f"#{inside}" if inside and "#" not in target else ""
        elif inside and not inside.startswith("_"):
            link = f"#{inside}"
        self._children(element, link, depth)

    def _bookmark(self, element: Element, link: str, depth: int) -> None:
        name, id = element.get(w("name"), ""), element.get(w("id"), "")
        match = _BLANK.fullmatch(name) if self.is_own else None
        if match:
            self._blanks[id] = (match[1], len(self._runs))
        elif name:
            self.marks.append(name)

    def _bookmark_ends(self, element: Element, link: str, depth: int) -> None:
        key, first = self._blanks.pop(element.get(w("id"), ""), ("", 0))
        inside = self._runs[first:]
        # The control inside knows the key as well, unless a program dropped it.
        if key and inside and not any(each.blank for each in inside):
            self._runs[first:] = [Run(words(inside), inside[0].marks, inside[0].link, blank=key)]

    def _control(self, element: Element, link: str, depth: int) -> None:
        about, content = element.find(w("sdtPr")), element.find(w("sdtContent"))
        if content is None:
            return
        first = len(self._runs)
        self._children(content, link, depth)
        inside = self._runs[first:]
        tag = value(about, "tag") or ""
        if tag.startswith("blank:"):
            looks = inside[0].marks if inside else frozenset()
            self._runs[first:] = [Run(words(inside), looks, link, blank=tag[6:])]
        elif is_on(about, "showingPlcHdr"):
            options = [each.get(w("displayText")) or each.get(w("value"), "") for each in self._options(about)]
            shown = "/".join(each for each in options if each) or words(inside).strip()
            if shown and shown[0] not in "[<":
                self._runs[first:] = [Run(f"[{shown}]", inside[0].marks if inside else frozenset())]

    @staticmethod
    def _options(about: Element | None) -> list[Element]:
        found = []
        for name in ("dropDownList", "comboBox"):
            holder = descend(about, name)
            found += holder.findall(w("listItem")) if holder is not None else []
        return [each for each in found if each.get(w("value"))]

    def _simple_field(self, element: Element, link: str, depth: int) -> None:
        self._fields.append(["result", element.get(w("instr"), "")])
        self._children(element, link, depth)
        self._fields.pop()

    def _ruby(self, element: Element, link: str, depth: int) -> None:
        for name, around in (("rubyBase", "{}"), ("rt", " ({})")):
            part, first = element.find(w(name)), len(self._runs)
            if part is not None:
                self._children(part, link, depth)
                inside = words(self._runs[first:])
                self._runs[first:] = [Run(around.format(inside))] if inside else []

    def _alternative(self, element: Element, link: str, depth: int) -> None:
        """The same thing drawn twice, for new programs and for old ones: once is enough."""
        choice = element.find(f"{{{MC}}}Choice")
        if choice is None:
            choice = element.find(f"{{{MC}}}Fallback")
        if choice is not None:
            self._children(choice, link, depth)

    def _formula(self, element: Element, link: str, depth: int) -> None:
        text = "".join(each.text or "" for each in element.iter(f"{{{M}}}t"))
        self._report.formulas += 1
        self._emit(Run(text))

    def _run(self, element: Element, link: str, depth: int) -> None:
        looks = element.find(w("rPr"))
        if looks is not None and not self._accepts:
            before = descend(looks, "rPrChange/rPr")
            looks = before if before is not None else looks
        marks = self._marks(looks)
        hidden = is_on(looks, "vanish") is True
        for child in element:
            name = local(child)
            if name in ("fldChar", "instrText"):
                self._field(child, name)
            elif name in ("drawing", "pict", "object"):
                self._picture(child, name, link, depth)
            elif name in self._do:
                self._do[name](child, link, depth + 1)
            elif name.endswith("Reference"):
                self._reference(child, name)
            else:
                text = self._text(child, name)
                if text and hidden:
                    self._report.hidden.append(text)
                elif text:
                    self._emit(Run(text, marks - {"underline"} if link else marks, link or self._field_link()))

    def _text(self, element: Element, name: str) -> str:
        if name in ("t", "delText"):
            return element.text or ""
        if name == "br":
            return "\n" if element.get(w("type"), "textWrapping") == "textWrapping" else " "
        if name == "sym":
            code = element.get(w("char"), "").upper()
            is_sign = re.fullmatch(r"[0-9A-F]{4}", code) is not None and not "D800" <= code <= "F8FF"
            return _SYMBOLS.get(code) or (chr(int(code, 16)) if is_sign and int(code, 16) >= 32 else "•")
        return {"tab": " ", "ptab": " ", "cr": "\n", "noBreakHyphen": "‑"}.get(name, "")

    def _emit(self, run: Run) -> None:
        """Words count unless they are the instruction of a field."""
        if any(each[0] == "instruction" for each in self._fields):
            self._withheld.append(run)
        else:
            self._runs.append(run)

    def _marks(self, looks: Element | None) -> frozenset[str]:
        style = value(looks, "rStyle")
        found = set()
        for mark, name in _SWITCHES:
            own = is_on(looks, name)
            if own or (own is None and style and self._styles.switch(style, name)):
                found.add(mark)
        if (value(looks, "u") or "none") != "none":
            found.add("underline")
        raised = value(looks, "vertAlign")
        if raised in ("superscript", "subscript"):
            found.add(raised)
        if self._styles.is_code_text(style):
            found.add("code")
        return frozenset(found)

    def _field(self, element: Element, name: str) -> None:
        if name == "instrText":
            if self._fields:
                self._fields[-1][1] += element.text or ""
            return
        kind = element.get(w("fldCharType"))
        if kind == "begin":
            self._form_field(element)
            self._fields.append(["instruction", ""])
        elif kind == "separate" and self._fields:
            self._fields[-1][0] = "result"
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _form_field(self, element: Element) -> None:
        box, chosen = descend(element, "ffData/checkBox"), descend(element, "ffData/ddList")
        if box is not None:
            ticked = is_on(box, "checked")
            self._emit(Run("☒" if ticked or (ticked is None and is_on(box, "default")) else "☐"))
        if chosen is not None:
            options = [each.get(w("val"), "") for each in chosen.findall(w("listEntry"))]
            self._emit(Run(f"[{'/'.join(options)}]"))

    def _field_link(self) -> str:
        for state, instruction in self._fields:
            match = _LINK.match(instruction) if state == "result" else None
            if match:
                return match[1] + (f"#{match[2]}" if match[2] else "")
        return ""

    def _reference(self, element: Element, name: str) -> None:
        id = element.get(w("id"), "")
        if name == "commentReference" and id in self._notes.comments:
            self._report.met_comment(self._notes.comments[id], self.place, words(self._runs))
            if self._keeps_comments:
                comment = self._report.comments[-1]
                space = " " if words(self._runs[-1:])[-1:].isspace() else ""
                self._emit(Run(f" [Comment by {comment.author}: {comment.text}]{space}"))
            return
        kind = name.removesuffix("Reference")
        known = {"footnote": self._notes.footnotes, "endnote": self._notes.endnotes}.get(kind, {})
        if id in known:
            self._notes.met.append((kind, id))
            self._emit(Run("", note=str(len(self._notes.met))))

    def _picture(self, element: Element, name: str, link: str, depth: int) -> None:
        before = len(self.boxes)
        self._children(element, link, depth + 1)
        if len(self.boxes) > before:
            return
        if name == "object" or any(True for _ in element.iter("{*}chart", "{*}relIds")):
            self._report.objects += 1
            return
        self._report.pictures += 1
        for each in element.iter("{*}docPr", "{*}shape", "{*}imagedata"):
            text = (each.get("descr") or each.get("alt") or each.get("title") or "").strip()
            if text and text not in self._report.picture_words:
                self._report.picture_words.append(text)


def renumbered(runs: Runs, labels: dict[str, str]) -> Runs:
    """The same runs with other labels at their footnotes."""
    return tuple(replace(run, note=labels.get(run.note, run.note)) if run.note else run for run in runs)
