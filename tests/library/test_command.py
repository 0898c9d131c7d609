"""`procurement library`: real files in, the same words out, and a sentence for every fault."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from procurement.cli import main
from procurement.cli.house import House
from procurement.networks.duties import Duty
from tests.builders.people import a_jurisdiction, a_person, with_duty

REAL = Path(__file__).resolve().parents[2] / "../shared/data/real_rfps"
REAL_FILES = sorted(path for path in REAL.glob("*.*") if re.search(r"(?<!\.source)\.(md|txt)$", path.name))
OWN = {
    "buses.md": "# Buses for <City>\n\n[Note: say how many.]\n\n| Year | <Price> |\n|---|---|\n| 1 | $<x> |\n\n# End\n",
    "windows.txt": "SECTION ONE\r\n\r\n1.01 SCOPE\r\n   Ditches, {{and}} `{{codes}}`.\r\n\r\n\f1.02 TERM\r\n   __ y.",
    "plain.txt": "Just one line without an end, naïve “quotes” and an emoji 🚌",
}
#: Ways to cut a text into words: others will compare with ways of their own.
CUTS = (str.split, re.compile(r"\w+").findall, re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*|[^\w\s]").findall, list)


class Done(NamedTuple):
    """How a command ended."""

    returncode: int
    stdout: bytes
    stderr: bytes


@pytest.fixture
def place(tmp_path, monkeypatch) -> Path:
    """An empty folder as the instance: nothing was ever started there."""
    (tmp_path / "instance").mkdir()
    monkeypatch.setenv("PROCUREMENT_INSTANCE", str(tmp_path / "instance"))
    return tmp_path / "instance"


@pytest.fixture
def run(place, capsysbinary) -> Callable[..., Done]:
    """Runs a command of the group in this process."""

    def library(*arguments) -> Done:
        code = main.outcome(["library", *map(str, arguments)])
        return Done(code, *capsysbinary.readouterr())

    return library


@pytest.fixture
def imported(run) -> Callable[..., str]:
    """Imports a file; gives the id, which must be all that is printed."""

    def of(path, *arguments) -> str:
        done = run("import", path, *arguments)
        assert (done.returncode, done.stderr) == (0, b""), done.stderr.decode()
        assert re.fullmatch(rb"[a-z0-9]{16}\n", done.stdout)
        return done.stdout.decode().strip()

    return of


def test_a_process_in_an_empty_folder_imports_and_shows(place, tmp_path):
    (tmp_path / "windows.txt").write_bytes(OWN["windows.txt"].encode())
    command = [sys.executable, "-c", "from procurement.cli.main import main; main()", "library"]
    made = subprocess.run([*command, "import", tmp_path / "windows.txt"], capture_output=True, timeout=300, check=True)
    assert re.fullmatch(rb"[a-z0-9]{16}\n", made.stdout) and made.stderr == b""
    shown = subprocess.run(
        [*command, "show", made.stdout.decode().strip(), "--format", "markdown"],
        capture_output=True,
        timeout=300,
        check=True,
    )
    assert shown.stdout == OWN["windows.txt"].encode()
    assert (place / "secret_key").stat().st_mode & 0o077 == 0


def test_own_files_come_back_byte_for_byte(run, imported, tmp_path):
    for name, text in OWN.items():
        (tmp_path / name).write_bytes(text.encode())
        shown = run("show", imported(tmp_path / name), "--format", "markdown")
        assert shown == (0, text.encode(), b"")
    listed = run("list").stdout.decode().splitlines()
    assert len(listed) == len(OWN) and all("public" in line and "the service" in line for line in listed)
    assert b'"sections"' in run("show", listed[0].split()[0], "--format", "json", "--number", "1").stdout


def test_no_word_of_a_real_solicitation_is_lost_or_moved(run, imported):
    if not REAL_FILES:
        pytest.skip("the real solicitations are not here")
    for path in REAL_FILES:
        shown = run("show", imported(path), "--format", "markdown")
        before, after = path.read_text("utf-8-sig"), shown.stdout.decode()
        for cut in CUTS:
            assert list(cut(after)) == list(cut(before)), path.name
        assert shown.stdout == path.read_bytes().removeprefix(b"\xef\xbb\xbf"), path.name


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("missing.md", None, "There is no file"),
        ("folder.md", "folder", "is a folder"),
        ("rfp.docx", b"PK\x03\x04", "damaged"),
        ("rfp.doc", b"x", "old Word document"),
        ("rfp", b"# Text\n", "Only Word (.docx), Markdown (.md) and plain text (.txt)"),
        ("binary.md", b"\x89PNG\r\n\x1a\n\x00\x00\x00", "not a text file"),
        ("empty.txt", b"", "empty"),
        ("blank.md", b" \n\t\n", "empty"),
        ("large.txt", b"word " * 4_200_000, "larger than the 20 MB"),
        ("n" * 300 + ".md", None, "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_taken_is_told_in_a_sentence(run, tmp_path, name, data, words):
    path = tmp_path / name
    if data == "folder":
        path.mkdir()
    elif data is not None:
        path.write_bytes(data)
    refused(run("import", path), words)


def test_people_and_places_that_do_not_exist_are_told_in_a_sentence(run, imported, tmp_path):
    (tmp_path / "a.md").write_text("# Text\n")
    refused(run("import", tmp_path / "a.md", "--as", "nobody@example.gov"), "nobody@example.gov")
    refused(run("import", tmp_path / "a.md", "--jurisdiction", "nowhere"), "There is no such jurisdiction")
    refused(run("import"), "Missing argument")
    refused(run("show", "2222222222222222"), "There is nothing like this in the library")
    good = imported(tmp_path / "a.md")
    refused(run("show", good, "--number", "7"), "no version 7")
    refused(run("show", good, "--format", "word"), "Invalid value")


def test_a_persons_permissions_count(run, imported, tmp_path):
    (tmp_path / "a.md").write_text("# Text\n")
    imported(tmp_path / "a.md")
    house = House()
    with house.unit() as ctx:
        alder = a_jurisdiction(ctx, "City of Alder")
        with_duty(ctx, alder, "Ada Moss", Duty.OFFICER)
        a_person(ctx, "Olga Prince", is_operator=True)
    ada, olga = ("--as", "ada.moss@example.gov"), ("--as", "olga.prince@example.gov")
    own = run("import", tmp_path / "a.md", *ada, "--jurisdiction", "city-of-alder")
    assert own.returncode == 0, own.stderr
    refused(run("import", tmp_path / "a.md", *ada), "Only the operator adds")
    assert run("import", tmp_path / "a.md", *olga).returncode == 0
    refused(run("import", tmp_path / "a.md", *olga, "--jurisdiction", "city-of-alder"), "Only an officer")
    listed = run("list").stdout.decode()
    assert "own       City of Alder" in listed and listed.count("\n") == 3, "what was refused left nothing"


def refused(done: Done, words: str) -> None:
    """Exit code 2, nothing on stdout, a sentence and no traceback on stderr."""
    complaint = done.stderr.decode()
    assert (done.returncode, done.stdout) == (2, b""), complaint
    assert words in complaint and "Traceback" not in complaint
