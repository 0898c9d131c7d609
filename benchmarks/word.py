"""Measures the import of a 150-page solicitation from Word: seconds and peak memory, beside plain mammoth.

    python -m benchmarks.word [--pages 150] [--repeat 3]

The document is written by ourselves (headings, numbered lists, tables, footnotes), then given tracked changes; each
reader runs in a process of its own. mammoth gives one stream of HTML; ours gives sections with their numbers and a
report, so it is asked to do more.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import mammoth

from procurement.library import importing, sources
from procurement.word.document import Document, Section
from procurement.word.reading import read
from procurement.word.writing import write

WORDS_A_PAGE = 450
CLAUSE = (
    "The contractor shall keep every street open for buses while the work goes on, and shall tell the city at least "
    "three working days before a lane is closed, in writing and by telephone, naming the hours and the reason.[^1] "
    "Where a tree stands within the line of the work, nobody cuts a root thicker than an inch without the word of "
    "the city's forester, who answers within one working day."
)


def a_solicitation(pages: int) -> bytes:
    """A Word document of about so many pages, the same in every run."""
    sections, words, number = [], 0, 0
    while words < pages * WORDS_A_PAGE:
        number += 1
        rows = "\n".join(f"| Street {number}-{row} | {row * 7} | {CLAUSE[: 40 + row * 11]} |" for row in range(6))
        body = "\n\n".join(
            [
                f"{CLAUSE}\n\n{CLAUSE.replace('[^1]', '')}",
                "1. Barriers\n2. Lights\n   - at night\n   - in fog\n3. Signs for people on foot",
                f"| Place | Days | What is done |\n|---|---:|---|\n{rows}",
                "[^1]: City code, title 11, as amended.",
            ]
        )
        sections.append(Section(f"s{number}", 1 + number % 3, f"Work in district {number}", body, depth=1 + number % 3))
        words += len(body.split())
    return write(Document("Street works", tuple(sections), issuer="City of Alder", reference="RFP 2026-150"))


def with_word(path: str) -> dict:
    """Our reader alone."""
    found = read(Path(path).read_bytes())
    return {"sections": len(found.sections), "characters": len(found.markdown)}


def with_import(path: str) -> dict:
    """The whole way into the library: read, cut into sections, look for blanks and notes."""
    source = sources.source(Path(path).read_bytes(), path)
    found = importing.read(source.text, path)
    return {"sections": len(found.sections), "characters": len(source.text)}


def with_mammoth(path: str) -> dict:
    """The peer: HTML in one stream."""
    with open(path, "rb") as stream:
        text = mammoth.convert_to_html(stream).value
    return {"sections": text.count("<h"), "characters": len(text)}


WAYS: dict[str, Callable[[str], dict]] = {
    "word.reading": with_word,
    "library import": with_import,
    "mammoth": with_mammoth,
}


def peak() -> float:
    """The most memory this process has held, in MB. (`getrusage` would tell of the parent as well.)"""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def measure(way: str, path: str) -> None:
    """One run in this process, told as JSON."""
    before = peak()
    begun = time.perf_counter()
    found = WAYS[way](path)
    seconds = time.perf_counter() - begun
    print(json.dumps({**found, "seconds": seconds, "peak_mb": peak(), "grown_mb": peak() - before}))


def main() -> None:
    """Measure every way, each so many times, and print one line for each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=150)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--one", nargs=2, metavar=("WAY", "FILE"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        measure(*given.one)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "solicitation.docx"
        begun = time.perf_counter()
        path.write_bytes(a_solicitation(given.pages))
        wrote = time.perf_counter() - begun
        print(f"{given.pages} pages, {path.stat().st_size / 1024:,.0f} KB, written in {wrote:.2f} s")
        print(f"{'':16}{'seconds':>9}{'peak MB':>9}{'grown MB':>10}{'sections':>10}{'characters':>12}")
        for way in WAYS:
            command = [sys.executable, "-m", "benchmarks.word", "--one", way, str(path)]
            runs = [json.loads(subprocess.check_output(command)) for _ in range(given.repeat)]
            middle = {name: statistics.median(each[name] for each in runs) for name in runs[0]}
            print(
                f"{way:16}{middle['seconds']:>9.2f}{middle['peak_mb']:>9.0f}{middle['grown_mb']:>10.0f}"
                f"{middle['sections']:>10.0f}{middle['characters']:>12,.0f}"
            )


if __name__ == "__main__":
    main()
