"""What a file that was sent in says: Markdown and plain text as they stand, Word as Markdown with a report."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from procurement.library import importing
from procurement.library.importing import ImportFault
from procurement.word.reading import read as read_word
from procurement.word.report import Comment
from procurement.word.safety import WordFault

CHANGES = (
    ("accept", "Accept them all", "The text as its writers propose it now."),
    ("reject", "Reject them all", "The text as it was before them."),
)
COMMENTS = (
    ("notes", "Keep them as notes", "They stand in brackets where they were made, for whoever drafts."),
    ("leave", "Leave them out", "They are told here, and not kept."),
)


@dataclass(frozen=True)
class Source:
    """The text of a file, and what of it is not in the text."""

    text: str
    #: What the person has to be told, in sentences.
    report: Sequence[str] = ()
    tracked: int = 0
    comments: Sequence[Comment] = field(default=())

    @property
    def asks(self) -> bool:
        """Whether somebody has to choose what becomes of tracked changes or comments."""
        return self.tracked > 0 or bool(self.comments)


def source(data: bytes, name: str, *, changes: str = "accept", comments: str = "notes") -> Source:
    """The text that a file holds. Raises ImportFault with a sentence for whoever sent it."""
    importing.check_name(name)
    if not importing.is_word(name):
        return Source(importing.decode(data))
    try:
        found = read_word(data, name, changes=changes, comments=comments)
    except WordFault as fault:
        raise ImportFault(str(fault)) from None
    return Source(found.markdown, found.sentences, found.report.tracked, found.report.comments)
