"""Turns a real solicitation, Markdown or plain text, into a template, and prints it back as it came.

Nothing of the text is lost, added or moved: every section keeps the lines of its heading (`source`) and of its body
as they were written, and a blank keeps its `original`, so that `to_markdown(read(text, name))` is the text again,
byte for byte. The one thing left behind is a byte order mark, which is no part of the text.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from procurement.core.markdown import line_to_text
from procurement.library import layout
from procurement.library.blanks import Blank, keys, restore
from procurement.library.brackets import link_labels, notes, without_note
from procurement.library.declaring import Declared
from procurement.library.outline import Cut, code_spans, outline, split_lines
from procurement.library.placeholders import find
from procurement.library.titling import guess_kind, guess_numbering, guess_title, printed_contents

__all__ = [
    "ImportFault",
    "Imported",
    "ImportedSection",
    "check_name",
    "decode",
    "heading_words",
    "is_word",
    "notes",
    "read",
    "to_markdown",
    "without_note",
]

#: A text longer than this is not a solicitation that a person wrote.
LONGEST = 20_000_000

_OPENING = re.compile(r"\A\s*(#{1,6})(?!#)")
_CLOSING = re.compile(r"(?:\A|\s)#+\Z")
#: What pandoc writes behind a heading, such as {#scope .unnumbered}.
_ATTRIBUTES = re.compile(r"\s*(?<!\{)\{[#.][^{}]*\}\s*\Z")
_UNDERLINE = re.compile(r"=+|-+|~{4,}")
#: HTML that converters leave in headings: anchors, fonts. Their words stay.
_TAG = re.compile(r"</?(?:a|br|center|div|font|img|p|span)\b[^<>]*>", re.IGNORECASE)


class ImportFault(ValueError):
    """The file cannot become a template; the message is a sentence for whoever chose it."""


@dataclass(frozen=True)
class ImportedSection:
    """One section: a heading as words and as it was written, and the body, blanks standing as `{{key}}`."""

    level: int
    heading: str
    body: str
    #: The lines of the heading as they were written, "" for a section that has none.
    source: str = ""
    #: "markdown", or "preformatted" for plain text (library/plaintext.py makes it readable).
    format: str = "markdown"
    #: "contents" for the original's own printed table of contents.
    role: str = ""

    def as_data(self) -> dict[str, Any]:
        """Plain data for the sections of a content (library/content.py), without the key that is given there."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "ImportedSection":
        """The opposite of `as_data`; a section that was never imported has no `source`."""
        return cls(**{one.name: data[one.name] for one in fields(cls) if one.name in data})


@dataclass(frozen=True)
class Imported:
    """What an import understood, for a person to look through."""

    title: str
    kind_guess: str
    sections: list[ImportedSection]
    blanks: list[Blank]
    numbering: str
    #: What the person should know about the import, in sentences.
    notes: list[str] = field(default_factory=list)


def check_name(filename: str) -> None:
    """Raises `ImportFault` unless the file is called Word, Markdown or plain text."""
    if filename.lower().endswith(".doc"):
        raise ImportFault("This is an old Word document (.doc). Open it in Word and save it as .docx.")
    if not is_word(filename) and not filename.lower().endswith((".md", ".txt")):
        raise ImportFault("Only Word (.docx), Markdown (.md) and plain text (.txt) are taken: save it as one of these.")


def is_word(filename: str) -> bool:
    """Whether the file is called a Word document."""
    return filename.lower().endswith(".docx")


def decode(data: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 with a byte order mark, or the Windows code page; never a binary file."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            text = data.decode("utf-16")
        except UnicodeDecodeError:
            raise ImportFault("This file is not readable text. Save it as Markdown or plain text (UTF-8).") from None
    elif b"\x00" in data:
        raise ImportFault("This is not a text file. Save it as Markdown (.md) or plain text (.txt) first.")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = _from_windows(data)
    return _checked(text)


def read(text: str, filename: str) -> Imported:
    """The template that a Markdown or plain text holds. Raises `ImportFault`."""
    text = _checked(text.removeprefix("\ufeff"))
    lines = split_lines(text)
    plain = not _is_markdown(lines, filename)
    cuts, code = (layout.outline(lines), []) if plain else outline(lines)
    declared = Declared()
    linked = frozenset() if plain else link_labels(text)
    sections = []
    for cut, first, end in _slices(lines, cuts):
        source = _with_blanks("".join(lines[cut.first : cut.end]) if cut else "", [], declared, linked)
        body = "".join(lines[first:end])
        spans = [] if plain else code_spans(lines, first, end, code)
        sections.append(
            ImportedSection(
                level=cut.level if cut else 1,
                heading=heading_words(source, plain),
                body=_with_blanks(body, spans, declared, linked),
                source=source,
                format="preformatted" if plain else "markdown",
            )
        )
    contents = printed_contents([(section.heading, section.body) for section in sections])
    sections = [
        replace(section, role="contents") if index in contents else section for index, section in enumerate(sections)
    ]
    title = guess_title([(section.heading, section.body) for section in sections], lines, filename)
    return Imported(
        title=restore(title, declared.blanks)[:300],
        kind_guess=guess_kind(text, filename),
        sections=sections,
        blanks=declared.blanks,
        numbering=guess_numbering([section.heading for section in sections]),
        notes=_report(sections, declared.blanks, plain),
    )


def to_markdown(sections: Sequence[ImportedSection], blanks: Sequence[Blank]) -> str:
    """The sections printed as one text: an imported one exactly as it came, an edited one as Markdown."""
    printed: list[str] = []
    for section in sections:
        heading = section.source
        if not _stands(section):
            words = " ".join(section.heading.split())
            heading = f"{'#' * section.level} {words}\n\n" if words else ""
            if printed and not printed[-1].endswith("\n\n"):
                heading = ("\n" if printed[-1].endswith("\n") else "\n\n") + heading
        elif printed and not printed[-1].endswith(("\n", "\r")):
            heading = "\n\n" + heading
        printed += [piece for piece in (heading, section.body) if piece]
    return restore("".join(printed), blanks)


def heading_words(source: str, preformatted: bool) -> str:
    """The words of a heading without the marks that make it one."""
    lines = [" ".join(line.split()) for line in split_lines(source)]
    filled = [line for line in lines if line]
    underlined = len(filled) > 1 and _UNDERLINE.fullmatch(filled[-1]) is not None
    words = " ".join(filled[:-1] if underlined else filled)
    if preformatted:
        return words
    if underlined:
        return line_to_text(_TAG.sub("", _ATTRIBUTES.sub("", words)))
    words = _ATTRIBUTES.sub("", _CLOSING.sub("", _OPENING.sub("", words))).strip()
    return line_to_text(_TAG.sub("", words))


def _stands(section: ImportedSection) -> bool:
    """Whether the lines a heading came with still say what the heading says: nobody has edited it since."""
    preformatted = section.format == "preformatted"
    if section.heading != heading_words(section.source, preformatted):
        return False
    underlined = len(split_lines(section.source.strip())) > 1
    hashes = None if preformatted or underlined else _OPENING.match(section.source)
    return hashes is None or len(hashes[1]) == section.level


def _checked(text: str) -> str:
    if "\x00" in text:
        raise ImportFault("This is not a text file. Save it as Markdown (.md) or plain text (.txt) first.")
    if not text.strip("\ufeff \t\r\n\f\v\xa0"):
        raise ImportFault("The file is empty: there is nothing to make a template of.")
    if len(text) > LONGEST:
        raise ImportFault("The file is too long to be a solicitation: more than 20 million characters.")
    if re.search(r"[\ud800-\udfff]", text):
        raise ImportFault("This file is not readable text. Save it as Markdown or plain text (UTF-8).")
    return text


def _from_windows(data: bytes) -> str:
    """Old text from Windows. Bytes that page does not know, or many controls, mean that it is no text at all."""
    strange = sum(1 for byte in data if byte < 32 and byte not in b"\t\n\r\f\v\x1b")
    if strange * 50 > len(data):
        raise ImportFault("This is not a text file. Save it as Markdown (.md) or plain text (.txt) first.")
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _is_markdown(lines: list[str], filename: str) -> bool:
    name = filename.lower()
    # What was read from Word has become Markdown on the way (sources.py).
    if name.endswith((".md", ".markdown", ".mkd", ".mdown", ".docx")):
        return True
    # Some people call their Markdown .txt; three headings with hashes are no accident.
    return sum(1 for line in lines if re.match(r"#{1,6}[ \t]+\S", line)) >= 3


def _slices(lines: list[str], cuts: list[Cut]) -> list[tuple[Cut | None, int, int]]:
    """Each heading with the lines of its body; first, without a heading, what stands before all of them."""
    starts = [cut.first for cut in cuts] + [len(lines)]
    slices: list[tuple[Cut | None, int, int]] = []
    if starts[0] > 0:
        slices.append((None, 0, starts[0]))
    for index, cut in enumerate(cuts):
        slices.append((cut, cut.end, starts[index + 1]))
    return slices


def _with_blanks(text: str, skip: list[tuple[int, int]], declared: Declared, linked: frozenset[str]) -> str:
    pieces: list[str] = []
    position = 0
    for found in find(text, skip, linked):
        blank = declared.blank(found, text)
        pieces += [text[position : found.start], "{{" + blank.key + "}}"]
        position = found.end
    return "".join([*pieces, text[position:]])


def _report(sections: list[ImportedSection], blanks: list[Blank], plain: bool) -> list[str]:
    """What the person should look at, in sentences."""
    report = []
    headed = sum(1 for section in sections if section.source)
    if headed == 0:
        report.append("No headings were found: the whole text is one section.")
    elif plain:
        report.append("The headings were recognised from the layout of plain text: look them through.")
    places = Counter(key for section in sections for key in keys(section.source) + keys(section.body))
    several = [blank for blank in blanks if places[blank.key] > 1]
    if blanks:
        report.append(_count(len(blanks), "placeholder became a blank", "placeholders became blanks") + ".")
    if several:
        labels = ", ".join(f"“{blank.label}”" for blank in several[:10])
        report.append(f"Filled once, printed in several sections: {labels}{', …' if several[10:] else ''}.")
    guidance = sum(len(notes(section.body)) for section in sections)
    if guidance:
        report.append(_count(guidance, "note", "notes") + " to whoever drafts can be taken out before publishing.")
    if any(section.role == "contents" for section in sections):
        report.append("The printed table of contents is kept and marked; a generated one leaves it out.")
    return report


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
