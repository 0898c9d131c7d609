"""What is written is what Word users call clean, and comes back from Word and LibreOffice as it went out."""

import io
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE

from procurement.core.markdown import to_text
from procurement.demo import texts
from procurement.library import content as contents
from procurement.library import importing, in_word
from procurement.library.redline import redline
from procurement.word.document import Document, Filling, Part, Section, anchor
from procurement.word.reading import read
from procurement.word.returning import returned
from procurement.word.tracked import write_tracked
from procurement.word.writing import write
from tests.support.office import converted, office
from tests.word.documents import edited, p

BODY = """The **City** of {{agency}} buys *trees*, see [the plan](https://alder.example/plan), at 5 < 6 & `x_1`.[^1]

1. First
2. Second
   - nested {{when}}
   - more

     goes on
3. Third

### What counts

| Item | Count |
|---|---:|
| Oak \\| ash | 4 |
| Elm<br>or lime | {{when}} |

> Set off.

```
kept   as
  it is
```

<table><tr><th>a</th><th colspan="2">b</th></tr><tr><td rowspan="2">c</td><td>d</td><td>e</td></tr>
<tr><td>f</td><td>g</td></tr></table>

- one
+ two

(a) A clause.\\
A second line.

[^1]: Title 2 of the *code*.
"""
DOCUMENT = Document(
    "Street trees",
    (
        Section("s1", 1, "Scope of {{agency}}", BODY, depth=1),
        Section("s2", 3, "Deeper", "Short.", depth=2),
        Section("s-3_with-a-very-long-key-that-no-bookmark-can-hold", 1, "", "No heading."),
        Section("s4", 1, "Plain", "  a    b\n\n  c {{when}}\n", "preformatted", depth=1),
    ),
    subtitle="Request for Proposals",
    issuer="City of Alder",
    reference="RFP 2026-003",
    facts=(("Due", "May 5"),),
    parts=(Part("criteria", "Evaluation criteria", "| A | Points |\n|---|---:|\n| Fit | 40 |"),),
    blanks={"agency": Filling("Agency", "Alder & Sons"), "when": Filling("When it begins")},
    date=datetime(2026, 5, 4, 12, tzinfo=UTC),
    properties={"procurement": "export", "draft version": "3"},
)
DEMO = sorted(
    each.stem
    for each in texts.FOLDER.glob("*.toml")
    if not each.stem.startswith("answers") and "sections" in texts.read(each.stem)
)
TABLE = re.compile(r"\|\s*:?---|<table")
REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "real_rfps"


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def test_it_is_clean_for_people_and_for_other_programs():
    data = write(DOCUMENT)
    assert write(DOCUMENT) == data, "the same document gives the same bytes"
    opened = docx.Document(io.BytesIO(data))
    styles = {each.name for each in opened.styles if each.type == WD_STYLE_TYPE.PARAGRAPH}
    assert {"Title", "Heading 1", "Heading 6", "List Number", "List Bullet 2", "List Continue 2", "Quote"} <= styles
    used = {each.style.name for each in opened.paragraphs}
    assert {"Title", "Subtitle", "Heading 1", "Heading 3", "List Number", "List Bullet 2", "Code"} <= used
    about = opened.core_properties
    assert (about.title, about.author, about.language) == ("Street trees", "City of Alder", "en-US")
    assert about.created == datetime(2026, 5, 4, 12, tzinfo=UTC)
    header = opened.sections[0].header.paragraphs[0].text
    assert "Street trees" in header and "RFP 2026-003" in header
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        main = archive.read("word/document.xml").decode()
        footer = archive.read("word/footer1.xml").decode()
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert "NUMPAGES" in footer and "TOC \\o" in main and main.count("w:tblHeader") == 3
    assert 'w:alias w:val="When it begins"' in main and "[When it begins]" in main and "Alder &amp; Sons" in main
    table = opened.tables[1]
    assert table.style.name == "Table Grid" and [each.text for each in table.rows[1].cells] == ["Oak | ash", "4"]


def test_what_is_written_is_read_again():
    found = read(write(DOCUMENT))
    scope = found.sections[1]
    assert (scope.number, scope.heading, scope.level) == ("1", "Scope of {{agency}}", 1)
    assert [each.number for each in found.sections[1:]] == ["1", "1.1", "", "2", "3"]
    assert words(to_text(scope.body)) == words(to_text(BODY))
    for line in ("1. First", "   - nested {{when}}", "### What counts", "| Oak \\| ash | 4 |", "> Set off.",
                 '<td rowspan="2">c</td>', "(a) A clause.\\", "[^1]: Title 2 of the *code*."):  # fmt: skip
        assert line in scope.body.split("\n"), line
    assert found.properties == {"procurement": "export", "draft version": "3"}


def test_what_nobody_changed_stays_to_the_letter():
    back = returned(DOCUMENT, write(DOCUMENT))
    assert back.sections == list(DOCUMENT.sections)
    assert (back.changed, back.deleted, back.filled, back.parts) == ([], [], {}, [])


def test_exactly_what_was_changed_outside_comes_back():
    data = edited(
        write(DOCUMENT),
        (">Third<", ">Third and last<"),
        (">4<", ">5<"),
        ("Title 2 of the ", "Title 3 of the "),
        (">Short.<", ">Short, but longer.<"),
        ("  a    b", "  a    bb"),
        (">[When it begins]<", ">May 1<"),
        (">40<", ">45<"),
    )
    back = returned(DOCUMENT, data, suits=lambda key, text: text == "May 1")
    wanted = BODY.replace("3. Third", "3. Third and last").replace("| 4 |", "| 5 |").replace("Title 2", "Title 3")
    assert back.sections[0].body == wanted, "the rest of the section is ours, to the letter"
    assert [each.body for each in back.sections[1:]] == [
        "Short, but longer.", "No heading.", "  a    bb\n\n  c {{when}}\n"
    ]  # fmt: skip
    assert (back.changed, back.filled) == (["s1", "s2", "s4"], {"when": "May 1"})
    (part,) = back.parts
    assert part.heading == "Evaluation criteria" and "45" in part.after and "40" in part.before


def test_blanks_that_were_filled_differently_become_words():
    data = write(DOCUMENT)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        main = archive.read("word/document.xml").decode()
    once = main.replace("[When it begins]", "in May", 1).replace("[When it begins]", "in June", 1)
    back = returned(DOCUMENT, edited(data, (main, once)))
    assert back.filled == {} and "nested in May" in back.sections[0].body and "| in June |" in back.sections[0].body
    assert "c {{when}}" in back.sections[3].body
    unsuited = returned(DOCUMENT, edited(data, ("[When it begins]", "soon")), suits=lambda key, text: False)
    assert unsuited.filled == {} and "nested soon" in unsuited.sections[0].body


def test_sections_moved_inserted_and_deleted_are_told_apart():
    data = write(DOCUMENT)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        main = archive.read("word/document.xml").decode()
    name = anchor("section", "s2")
    start = main.rindex("<w:p>", 0, main.index(f'w:name="{name}"'))
    end = main.rindex("<w:p>", 0, main.index(f'w:name="{anchor("section", DOCUMENT.sections[2].key)}"'))
    deeper = main[start:end]
    plain = main.rindex("<w:p>", 0, main.index('w:name="section_s4"'))
    fresh = p("Bonds", style="Heading2") + p("Ten %.")
    moved = main[:start] + main[end:plain] + fresh + deeper + main[plain:]
    back = returned(DOCUMENT, edited(data, (main, moved)))
    keys = [each.key for each in DOCUMENT.sections]
    assert [each.key for each in back.sections] == [keys[0], keys[2], "", "s2", "s4"]
    assert (back.changed, back.deleted) == ([], [])
    assert (back.sections[2].heading, back.sections[2].level, back.sections[2].body) == ("Bonds", 2, "Ten %.")
    gone = returned(DOCUMENT, edited(data, (deeper, "")))
    assert gone.deleted == ["s2"] and gone.changed == []
    unmarked = returned(DOCUMENT, edited(data, (f'w:name="{name}"', 'w:name="lost"')))
    assert unmarked.sections == list(DOCUMENT.sections), "known by its heading where a program dropped the bookmark"


@pytest.mark.parametrize("name", DEMO)
def test_every_template_of_the_demo_goes_there_and_back(name):
    whole = texts.content(name)
    document = in_word.document(whole, {}, title=name)
    data = write(document)
    back = in_word.taken_back(whole, {}, document, data)
    assert back.is_same and not back.parts and back.content == whole
    _says_all(document, data)


@pytest.mark.skipif(not REAL.exists(), reason="the real solicitations are not on this machine")
def test_real_solicitations_go_there_and_back():
    for path in sorted(REAL.glob("*_*.md")) + sorted(REAL.glob("*[a-z0-9].txt")):
        if path.name.endswith(".source.txt"):
            continue
        whole = contents.of_imported(importing.read(path.read_text("utf-8"), path.name))
        document = in_word.document(whole, {}, title=path.stem)
        data = write(document)
        back = in_word.taken_back(whole, {}, document, data)
        assert back.is_same and not back.parts and back.content == whole, path.name
        _says_all(document, data)


def _says_all(document: Document, data: bytes) -> None:
    """Read without knowing where it came from, every section says the same words under the same heading."""
    found = {each.mark: each for each in read(data).sections}
    for section in document.sections:
        there = found[anchor("section", section.key)]
        plain = to_text if section.format == "markdown" else str
        assert words(plain(there.body)) == words(plain(section.body)), section.heading
        assert there.heading == " ".join(section.heading.split()) and (
            there.level == section.level or not there.heading
        )
        assert bool(TABLE.search(there.body)) == bool(TABLE.search(section.body)), "tables are tables"


def test_tracked_changes_accepted_are_the_new_text_and_rejected_the_old():
    old = _content(
        "We plant 40 trees.\n\n- oak\n- elm\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\nGone.", "Old terms.", "Dropped"
    )
    new = _content(
        "We plant 50 trees.\n\n- oak\n- lime\n\n| A | B |\n|---|---|\n| 1 | 3 |\n| 4 | 5 |\n\nCame.", "Old terms.", ""
    )
    data = write_tracked(DOCUMENT, redline(old, new), author="Dana Whitcomb", date=datetime(2026, 5, 4, tzinfo=UTC))
    for choice, wanted in (("accept", new), ("reject", old)):
        text = to_text(read(data, changes=choice).markdown)
        said = [word for each in wanted["sections"] for word in words(to_text(f"{each['heading']}\n\n{each['body']}"))]
        numbers = {"1", "2", "3"}
        assert [word for word in words(text[text.index("Scope") :]) if word not in numbers] == [
            word for word in said if word not in numbers
        ]
    accepted = read(data)
    assert accepted.report.insertions >= 4 and accepted.report.deletions >= 4
    assert "| 1 | 3 |\n| 4 | 5 |" in accepted.markdown and "| 4 | 5 |" not in read(data, changes="reject").markdown


def _content(body: str, terms: str, extra: str) -> dict:
    made = [("s1", "Scope", body), ("s2", "Terms", terms), *([("s3", "Extra", extra)] if extra else [])]
    bare = {"level": 1, "source": "", "format": "markdown", "role": "", "when": "", "clause": "", "alternate": ""}
    sections = [{"key": key, "heading": heading, "body": text, **bare} for key, heading, text in made]
    return {**contents.empty(), "sections": sections}


@pytest.mark.skipif(office() is None, reason="LibreOffice is not on this machine: install libreoffice-writer-nogui")
def test_libreoffice_saves_it_and_nothing_is_taken_for_a_change(tmp_path):
    sources = {"own": DOCUMENT}
    sources |= {name: in_word.document(texts.content(name), {}, title=name) for name in DEMO[:3]}
    files = {name: write(document) for name, document in sources.items()}
    files["edited"] = edited(files["own"], (">Short.<", ">Short, but longer.<"), ("[When it begins]", "May 1"))
    saved = converted(files, "docx", tmp_path)
    for name, document in sources.items():
        back = returned(document, saved[name])
        assert (back.sections, back.filled, back.parts) == (list(document.sections), {}, []), name
    back = returned(DOCUMENT, saved["edited"])
    assert (back.changed, back.filled) == (["s2"], {"when": "May 1"})
