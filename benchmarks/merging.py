"""Three-way merge and redline of a document of 200 sections, beside what one would write first.

    python -m benchmarks.merging

Both run by turns on the same document: 200 sections of some 140 words, of which one side changed 20 and the other 20
others, one of them moved and one inserted. The naive redline is `difflib` over the words of the whole text, as it comes
and with its shortcut for frequent words off; the naive merge finds both sides' changes so and applies them, and knows
neither conflicts nor sections. By characters it is measured on a tenth of the document. "Marked" is how many words each
shows as changed: a section that was only moved is none for us, and all of it, twice, for the naive one.
"""

import random
import statistics
import time
from collections.abc import Callable
from difflib import SequenceMatcher

from procurement.library import content
from procurement.library.comparing import compare
from procurement.library.merging import merge
from procurement.library.redline import redline

SECTIONS = 200
ROUNDS = 3
_SYLLABLES = "con trac tor shall de li ver mon th re port pay ment in voice no tice par ty ser vice pro po sal ci ty"


def main() -> None:
    """Print the table."""
    base = document()
    ours, theirs = edited(base, 1, "ours"), edited(base, 2, "theirs")
    ours["sections"].insert(120, ours["sections"].pop(30))
    theirs["sections"].insert(
        60, {**base["sections"][0], "key": "new", "heading": "Harbours", "body": sentence(9, 120)}
    )
    merged = merge(base, ours, theirs)
    print(f"{SECTIONS} sections, {len(words(base)):,} words; {len(merged.taken)} changes taken, ", end="")
    print(f"{len(merged.conflicts)} conflicts\n")
    print(f"{'':34}{'ours':>10}{'naive':>11}{'ratio':>8}")
    row("Redline", lambda: redline(base, ours), lambda: opcodes(words(base), words(ours)))
    row("Which sections changed", lambda: compare(base, ours), lambda: opcodes(words(base), words(ours)))
    row("Three-way merge", lambda: merge(base, ours, theirs), lambda: naive_merge(base, ours, theirs))
    row("Redline, frequent words counted", lambda: redline(base, ours), lambda: exact(base, ours), rounds=1)
    few, fewer = ({**each, "sections": each["sections"][:20]} for each in (base, ours))
    row("Redline of a tenth, by characters", lambda: redline(few, fewer), lambda: opcodes(text(few), text(fewer)))
    print(f"\nMarked: {marked(redline(base, ours)):,} by ours, {spans(opcodes(words(base), words(ours))):,} by naive")


def document() -> dict:
    """A document like a long request for proposals; the same one in every run."""
    sections = [
        {
            "key": f"k{number:04}",
            "level": 1 if number % 10 == 0 else 2,
            "heading": sentence(number, 4).title(),
            "body": "\n\n".join(sentence(number * 10 + part, 45) for part in range(3)),
            "source": "",
            "format": "markdown",
            "role": "",
        }
        for number in range(SECTIONS)
    ]
    return {**content.empty(), "sections": sections}


def sentence(seed: int, length: int) -> str:
    """Words by chance, the same for the same seed."""
    chance = random.Random(seed)
    # A few words are in every sentence and most are rare, as in any language.
    ranks = (int(3000 ** chance.random()) for _ in range(length))
    return " ".join(_word(rank) for rank in ranks).capitalize() + "."


def _word(rank: int) -> str:
    known, syllables = _SYLLABLES.split(), []
    while rank:
        rank, place = divmod(rank, len(known))
        syllables.append(known[place])
    return "".join(syllables)


def edited(base: dict, side: int, word: str) -> dict:
    """The document with every tenth section changed in one paragraph; the sides change different ones."""
    sections = [dict(each) for each in base["sections"]]
    for place in range(side, SECTIONS, 10):
        parts = sections[place]["body"].split("\n\n")
        parts[side] = parts[side].replace(" trac ", f" {word} ").replace(".", f" {word}.")
        sections[place]["body"] = "\n\n".join(parts)
    return {**base, "sections": sections}


def text(document: dict) -> str:
    """The document as one text."""
    return "\n\n".join(f"{each['heading']}\n\n{each['body']}" for each in document["sections"])


def words(document: dict) -> list[str]:
    """The document as a list of words."""
    return text(document).split()


def opcodes(old, new) -> list:
    """The naive redline."""
    return SequenceMatcher(None, old, new).get_opcodes()


def exact(old: dict, new: dict) -> list:
    """The naive redline without its shortcut."""
    return SequenceMatcher(None, words(old), words(new), autojunk=False).get_opcodes()


def marked(found: dict) -> int:
    """How many words a redline shows as changed."""
    runs = [run for section in found["sections"] for block in section["body"] for run in block["runs"]]
    return sum(len(run["text"].split()) for run in runs if run["kind"] != "same")


def spans(codes: list) -> int:
    """How many words opcodes show as changed."""
    return sum(i_end - i + j_end - j for tag, i, i_end, j, j_end in codes if tag != "equal")


def naive_merge(base: dict, ours: dict, theirs: dict) -> list[str]:
    """Both sides' changes of words applied to the base; it neither asks nor knows a section."""
    was = words(base)
    changes = [
        (start, end, new[i:j])
        for new in (words(ours), words(theirs))
        for tag, start, end, i, j in opcodes(was, new)
        if tag != "equal"
    ]
    for start, end, instead in sorted(changes, reverse=True):
        was[start:end] = instead
    return was


def row(name: str, ours: Callable, naive: Callable, rounds: int = ROUNDS) -> None:
    """Run both by turns and print their medians."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for times, work in zip(taken, (ours, naive), strict=True):
            start = time.perf_counter()
            work()
            times.append(time.perf_counter() - start)
    mine, other = (statistics.median(times) for times in taken)
    print(f"{name:34}{mine * 1000:>7.0f} ms{other * 1000:>8,.0f} ms{other / mine:>7.0f}x")


if __name__ == "__main__":
    main()
