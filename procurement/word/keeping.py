"""Keeps our own Markdown, to the letter, wherever an edited export says the same as the export said."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from procurement.word.flow import lines
from procurement.word.marking import written
from procurement.word.model import Block, Code, Note, Runs, all_runs, mapped, words
from procurement.word.parsing import chunks

Change = Callable[[Runs], Runs]
#: Beyond so many pairs of lines, those that stand everywhere no longer count when two texts are laid side by side.
_MANY = 1_000_000


def codes(one: Sequence[str], other: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    """How one list of lines becomes the other, as difflib says it; in bounded time for whatever somebody sends."""
    first, shorter = 0, min(len(one), len(other))
    while first < shorter and one[first] == other[first]:
        first += 1
    last = 0
    while last < shorter - first and one[-1 - last] == other[-1 - last]:
        last += 1
    a, b = one[first : len(one) - last], other[first : len(other) - last]
    middle = SequenceMatcher(None, a, b, autojunk=len(a) * len(b) > _MANY).get_opcodes()
    found = [(tag, i + first, j + first, k + first, m + first) for tag, i, j, k, m in middle]
    begin = [("equal", 0, first, 0, first)] if first else []
    end = [("equal", len(one) - last, len(one), len(other) - last, len(other))] if last else []
    return [*begin, *found, *end]


def lines_kept(source: str, base: Sequence[Block], theirs: Sequence[Block], blanks: Change) -> str:
    """The lines of a plain text; the same lines stay to the letter."""
    before, after = _verbatim(base, blanks), _verbatim(theirs, blanks)
    own = re.split(r"(?<=[\n\f])", source)
    if len(own) != len(before):
        return source if before == after else "\n".join(after)
    if before == after:
        return source
    result: list[str] = []
    for tag, i, i_end, j, j_end in codes(before, after):
        result += own[i:i_end] if tag == "equal" else [f"{line}\n" for line in after[j:j_end]]
    text = "".join(each if each[-1:] in ("\n", "\f") else f"{each}\n" for each in result if each)
    return text if source.endswith("\n") else text.removesuffix("\n")


def _verbatim(blocks: Sequence[Block], blanks: Change) -> list[str]:
    found: list[str] = []
    for block in blocks:
        if isinstance(block, Code):
            found += (words(blanks(block.runs)) if block.runs else block.text).split("\n")
        else:
            found += ["", *(words(blanks(line)) for line in lines((block,)))]
    return found


def text_kept(source: str, base: Sequence[Block], theirs: Sequence[Block], blanks: Change) -> str:
    """The Markdown of a text that was written as `base` and came back as `theirs`; `blanks` settles their blanks."""
    own = chunks(source)
    was, labels = _called(own, base)
    now = _called_alike(base, theirs, labels)
    before, notes = [_text(each) for each in was if not isinstance(each, Note)], _notes(was)
    after, new_notes = [_text(each, blanks) for each in now if not isinstance(each, Note)], _notes(now, blanks)
    if before == after and notes == new_notes:
        return source
    texts = [at for at, (each, _) in enumerate(own) if not isinstance(each, Note)]
    groups = _placed([_text(own[at][0]) for at in texts], before)
    place = {at: [texts[mine] for mine in mine_of] for at, (mine_of, _) in groups.items()}
    shown = {mine for each in place.values() for mine in each}
    pieces: list[tuple[int, str]] = []
    done = 0
    for tag, i, i_end, j, j_end in codes(before, after):
        if tag == "equal":
            for at in range(i, i_end):
                mine = place.get(at, [])
                pieces += _silent(own, range(done, mine[0] if mine else done), shown, notes, new_notes)
                whole = mine and all(i <= each < i_end for each in groups[at][1])
                if not whole:
                    pieces.append((-1, before[at]))
                elif at == groups[at][1][0]:
                    pieces += [(each, own[each][1]) for each in mine]
                done = max([done, *(each + 1 for each in mine)])
            continue
        first = place.get(i, [done])[0] if i < i_end else done
        pieces += _silent(own, range(done, first), shown, notes, new_notes)
        paired = j_end - j == i_end - i
        for step, text in enumerate(after[j:j_end]):
            mine = place.get(i + step, []) if paired else []
            alone = len(mine) == 1 and len(groups[i + step][1]) == 1
            pieces.append((-1, _touched(own[mine[0]][1], before[i + step], text) if alone else text))
        done = max([done, first, *(each + 1 for at in range(i, i_end) for each in place.get(at, []))])
    pieces += _silent(own, range(done, len(own)), shown, notes, new_notes)
    known = {each.label for each, _ in own if isinstance(each, Note)}
    pieces += [(-1, text) for label, text in new_notes.items() if label not in known]
    return _pieced(pieces, source, len(own))


def _silent(
    own: Sequence[tuple[Block, str]],
    stretch: range,
    shown: set[int],
    notes: Mapping[str, str],
    new_notes: Mapping[str, str],
) -> list[tuple[int, str]]:
    """What of ours stands elsewhere in the file, or nowhere: it stays; a footnote as it reads now, or not at all."""
    found = []
    for at in stretch:
        block, text = own[at]
        if at in shown:
            continue
        if isinstance(block, Note) and block.label in notes:
            if block.label not in new_notes:
                continue
            if notes[block.label] != new_notes[block.label]:
                found.append((-1, new_notes[block.label]))
                continue
        found.append((at, text))
    return found


def _notes(blocks: Sequence[Block], blanks: Change = lambda runs: runs) -> dict[str, str]:
    return {each.label: _text(each, blanks) for each in blocks if isinstance(each, Note)}


def _text(block: Block, change: Change = lambda runs: runs) -> str:
    return "\n\n".join(written([mapped(block, change)]))


def _called(own: Sequence[tuple[Block, str]], base: Sequence[Block]) -> tuple[list[Block], dict[str, str]]:
    """The blocks of the export with their footnotes called as we call them."""
    defined = {block.label for block, _ in own if isinstance(block, Note)}
    met = dict.fromkeys(run.note for run in all_runs(block for block, _ in own) if run.note in defined)
    labels = dict(zip((block.label for block in base if isinstance(block, Note)), met, strict=False))
    return _relabelled(base, labels), labels


def _called_alike(base: Sequence[Block], theirs: Sequence[Block], labels: Mapping[str, str]) -> list[Block]:
    """Their footnotes called like ours where they say the same, or stand in the same place; new ones anew."""
    before = [block for block in base if isinstance(block, Note)]
    after = [block for block in theirs if isinstance(block, Note)]
    called: dict[str, str] = {}
    free = [block for block in before]
    for note in after:
        same = next((block for block in free if words(block.runs) == words(note.runs)), None)
        if same is not None:
            called[note.label] = labels.get(same.label, same.label)
            free.remove(same)
    for note in after:
        if note.label not in called and free and len(after) == len(before):
            called[note.label] = labels.get(free[0].label, free.pop(0).label)
    number = 1
    for note in after:
        while note.label not in called:
            if str(number) not in called.values() and str(number) not in labels.values():
                called[note.label] = str(number)
            number += 1
    return _relabelled(theirs, called)


def _relabelled(blocks: Sequence[Block], labels: Mapping[str, str]) -> list[Block]:
    def change(runs: Runs) -> Runs:
        return tuple(replace(run, note=labels.get(run.note, run.note)) if run.note else run for run in runs)

    return [mapped(each, change, labels) for each in blocks]


def _placed(own: Sequence[str], base: Sequence[str]) -> dict[int, tuple[range, range]]:
    """Which of our own chunks each block of the export came from, and the blocks that came from them together."""
    found: dict[int, tuple[range, range]] = {}
    for tag, i, i_end, j, j_end in codes(own, base):
        if tag == "equal" or i_end - i == j_end - j:
            steps = range(i_end - i)
            found |= {j + step: (range(i + step, i + step + 1), range(j + step, j + step + 1)) for step in steps}
        elif tag == "replace":
            # Two lists of ours that touch are one list in Word.
            found |= {at: (range(i, i_end), range(j, j_end)) for at in range(j, j_end)}
    return found


def _touched(mine: str, before: str, after: str) -> str:
    """A changed list or table: lines that stayed keep our own way of writing them."""
    own, was, now = (_units(text.rstrip("\n")) for text in (mine, before, after))
    if len(own) != len(was):
        return after
    result: list[tuple[str, str]] = []
    for tag, i, i_end, j, j_end in codes([line for _, line in was], [line for _, line in now]):
        if tag == "equal":
            result += own[i:i_end]
        else:
            gaps = [own[min(i + step, i_end - 1)][0] if i < i_end else now[j + step][0] for step in range(j_end - j)]
            result += [(gap, line) for gap, (_, line) in zip(gaps, now[j:j_end], strict=True)]
    return "".join(f"{gap}{line}" for gap, line in result).lstrip("\n")


def _units(text: str) -> list[tuple[str, str]]:
    """Each line that says something, with the line ends before it."""
    return re.findall(r"(\A|\n\s*\n|\n)([^\n]*\S[^\n]*)", text)


def _pieced(pieces: Sequence[tuple[int, str]], source: str, count: int) -> str:
    result = ""
    for index, (at, text) in enumerate(pieces):
        follows = index > 0 and at > 0 and pieces[index - 1][0] == at - 1
        if result and not follows:
            result = result.rstrip("\n") + "\n\n"
        result += text
    if pieces and pieces[-1][0] != count - 1:
        result = result.rstrip("\n") + source[len(source.rstrip("\n")) :]
    return result
