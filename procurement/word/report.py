"""What a reader of a Word document has to be told: changes, comments, and everything that is not in the text."""

from dataclasses import dataclass, field

from procurement.word.openxml import Element, w


@dataclass(frozen=True)
class Comment:
    """A remark in the margin: whose, what, under which heading, and the words before it."""

    author: str
    text: str
    where: str
    words: str


@dataclass
class Report:
    """What was found beside the text. Every word of the document is in the text or here."""

    insertions: int = 0
    deletions: int = 0
    looks_changed: int = 0
    comments: list[Comment] = field(default_factory=list)
    footnotes: int = 0
    pictures: int = 0
    picture_words: list[str] = field(default_factory=list)
    objects: int = 0
    formulas: int = 0
    text_boxes: int = 0
    hidden: list[str] = field(default_factory=list)
    margins: list[str] = field(default_factory=list)
    contents: bool = False
    nested_tables: int = 0
    embedded: int = 0
    bold_headings: int = 0
    outside: int = 0

    @property
    def tracked(self) -> int:
        """How many tracked changes there are in all."""
        return self.insertions + self.deletions

    def met_comment(self, element: Element, where: str, before: str) -> None:
        """A comment was met at this place."""
        text = " ".join(" ".join(each.itertext(w("t"))) for each in element.iter(w("p")))
        author = element.get(w("author"), "").strip() or "somebody"
        text, author = (" ".join(each.replace("[", "(").replace("]", ")").split()) for each in (text, author))
        self.comments.append(Comment(author, text, where, " ".join(before.split())[-80:]))

    def sentences(self, changes: str, comments: str) -> list[str]:
        """The report for a person; `changes` and `comments` are what was chosen."""
        said = []
        if self.tracked:
            found = f"{_count(self.insertions, 'tracked insertion')} and {_count(self.deletions, 'tracked deletion')}"
            deed = "accepted: the text reads as its writers propose"
            if changes == "reject":
                deed = "rejected: the text reads as it did before them"
            said.append(f"Found were {found}; all are {deed}.")
        if self.comments:
            fate = "kept in the text as notes to whoever drafts" if comments == "notes" else "left out of the text"
            said.append(f"Comments {fate}: {len(self.comments):,}.")
        if self.footnotes:
            said.append(f"Footnotes kept at the end of their sections: {self.footnotes:,}.")
        if self.bold_headings:
            said.append(f"Bold lines taken for headings: {self.bold_headings:,}. Look them through.")
        if self.text_boxes:
            said.append(f"Text boxes set into the text where they were anchored: {self.text_boxes:,}.")
        if self.formulas:
            said.append(f"Formulas taken as plain characters: {self.formulas:,}. Check them.")
        if self.nested_tables:
            said.append(f"Tables inside tables that became lines of their cell: {self.nested_tables:,}.")
        return [*said, *self._left_out()]

    def _left_out(self) -> list[str]:
        said = []
        if self.pictures:
            words = f" They are described as {_quoted(self.picture_words)}." if self.picture_words else ""
            said.append(f"Pictures left out, as only text is taken: {self.pictures:,}.{words}")
        if self.objects:
            said.append(f"Charts and embedded objects left out: {self.objects:,}.")
        if self.embedded:
            said.append(f"Embedded documents left out and not opened: {self.embedded:,}.")
        if self.outside:
            said.append(f"Links to files outside the document that were not followed: {self.outside:,}.")
        if self.hidden:
            said.append(f"Hidden text left out: {_quoted(self.hidden)}.")
        if self.contents:
            said.append("The table of contents is left out: the service makes its own.")
        if self.margins:
            said.append(f"What stands at the top and foot of the pages is left out: {_quoted(self.margins)}.")
        return said


def _count(number: int, one: str) -> str:
    return f"{number:,} {one if number == 1 else one + 's'}"


def _quoted(texts: list[str]) -> str:
    return ", ".join(f"“{text}”" for text in dict.fromkeys(texts))
