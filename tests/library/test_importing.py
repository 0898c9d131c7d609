"""An imported solicitation loses no word, gains none, and offers its gaps as blanks."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement.core.markdown import to_html, to_text
from procurement.library import plaintext
from procurement.library.blanks import fill, keys, undeclared
from procurement.library.importing import (
    ImportedSection,
    ImportFault,
    decode,
    notes,
    read,
    to_markdown,
    without_note,
)

REAL = Path(__file__).resolve().parents[2] / "../shared/data/real_rfps"
REAL_FILES = sorted(path for path in REAL.glob("*.*") if re.search(r"(?<!\.source)\.(md|txt)$", path.name))


def outline_of(text, filename="rfp.md"):
    return [(section.level, section.heading) for section in read(text, filename).sections]


def blanks_of(text, filename="rfp.md"):
    return {blank.original: blank for blank in read(text, filename).blanks}


def printed(text, filename="rfp.md"):
    imported = read(text, filename)
    return to_markdown(imported.sections, imported.blanks)


@pytest.mark.parametrize("path", REAL_FILES, ids=lambda path: path.name)
def test_a_real_solicitation_comes_back_byte_for_byte(path):
    data = path.read_bytes()
    assert printed(decode(data), path.name).encode() == data


@pytest.mark.parametrize("path", REAL_FILES, ids=lambda path: path.name)
def test_every_word_of_a_real_solicitation_can_be_read_on_a_page(path):
    imported = read(decode(path.read_bytes()), path.name)
    for section in imported.sections:
        if section.format == "preformatted":
            assert to_text(plaintext.to_markdown(section.body)).split() == section.body.split()


@pytest.mark.skipif(not REAL_FILES, reason="the real solicitations are not here")
def test_the_alaska_solicitation_is_understood():
    path = REAL / "06_alaska_dhss_rfp_210000029_aries_support.md"
    imported = read(decode(path.read_bytes()), path.name)
    assert imported.title == "Alaska Resources for Integrated Eligibility Services (ARIES) System Support"
    assert (imported.kind_guess, imported.numbering) == ("RFP", "own")
    body = [section for section in imported.sections if section.role != "contents" and section.level == 1]
    assert [section.heading.split(".")[0][:9] for section in body[2:]] == [f"Section {n}" for n in range(1, 9)]
    contents = [section.heading for section in imported.sections if section.role == "contents"]
    assert contents[0] == "TABLE OF CONTENTS" and len(contents) == 9


@pytest.mark.skipif(not REAL_FILES, reason="the real solicitations are not here")
def test_a_plain_text_template_is_understood():
    path = REAL / "13_template_federal_espc_esa_rfp_template.txt"
    imported = read(decode(path.read_bytes()), path.name)
    headings = [section.heading for section in imported.sections]
    assert "A.1 Definitions" in headings and "PART II – CONTRACT CLAUSES" in headings
    assert not any("Page " in heading for heading in headings)
    kinds = {blank.original: blank.kind for blank in imported.blanks}
    assert kinds["<agency>"] == "text" and kinds["<is/is not>"] == "choice" and kinds["<$x>"] == "money"
    assert sum(len(notes(section.body)) for section in imported.sections) > 40


PIECES = st.sampled_from(
    [
        "# Scope of work\n",
        "## 1.01 Purpose ##\n",
        "###Tight heading\n",
        "Background\n==========\n",
        "Goals and <Agency> aims\n---\n",
        "#\n",
        "A paragraph with <Insert agency name> and <agency>.\n",
        "Send it to <clerk@example.gov> or <https://example.gov/a?b=1>.<br>\n",
        "| Item | Price |\n|---|---|\n| <Item name> | $<amount> |\n",
        "```\n# not a heading <not a blank>\n```\n",
        "    indented <code> # here\n",
        "[Note: the agency should review {{this}}.]\n",
        "- [ ] a box\n- [x] another [sic]\n",
        "* list\n\n  # heading in a list\n",
        "> # heading in a quotation\n",
        "<!-- # comment <x>\n\n# more -->\n",
        "<table><tr><td>\n# no heading\n</td></tr></table>\n",
        "{<agency>} {{{agency}}} {{ agency }} {{}} }}{{\n",
        "\\<Escaped name\\> &lt;Entity name&gt; [INSERT DATE] <<Double>>\n",
        "`code <x>` and ``more ` <y>``\n",
        "SECTION ONE\n",
        "1.01   TITLE OF IT\n",
        "   Item ........................ 4\n",
        "\fTable of Contents\n",
        "**TABLE OF CONTENTS**\n",
        "\x0b\x85\u2028\u2029odd\xa0separators\r",
        "no line end",
        "\n",
        "\r\n",
        "   \n",
        "\t",
        "{{",
        "<",
        "[",
    ]
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(PIECES, min_size=1, max_size=14), st.sampled_from(["a.md", "a.txt"]))
def test_any_document_comes_back_as_it_was(pieces, filename):
    text = "".join(pieces)
    if not text.strip():
        return
    imported = read(text, filename)
    assert to_markdown(imported.sections, imported.blanks) == text
    texts = [(section.heading, section.source + section.body) for section in imported.sections]
    assert undeclared(texts, imported.blanks) == []


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(alphabet="#<>[]{}`=-*_ \n\r\tAb1.:/\\|&;!\f", min_size=1, max_size=60))
def test_any_text_comes_back_as_it_was(text):
    if not text.strip():
        return
    assert printed(text, "a.md") == text
    assert printed(text, "a.txt") == text


@pytest.mark.parametrize("text", ["#tag one\ntwo\n---\n", "[**] [_] [* *]\n", "# <Agency>\n=\n"])
def test_rare_texts_come_back_as_they_were(text):
    assert printed(text) == text


def test_what_is_stored_comes_back_as_it_was():
    text = "Intro\n\nScope\n-----\n\nFor <agency>.\n"
    imported = read(text, "a.md")
    stored = [{"key": "s1", **section.as_data()} for section in imported.sections]
    assert to_markdown([ImportedSection.from_data(data) for data in stored], imported.blanks) == text


def test_headings_become_sections():
    text = "Cover\n\n# One #\ntext\n## Two\nThree *words*\n=====\nend\n"
    assert outline_of(text) == [(1, ""), (1, "One"), (2, "Two"), (1, "Three words")]


@pytest.mark.parametrize(
    "text",
    [
        "```\n# no\n```\n",
        "    # no\n",
        "- item\n\n  # no\n",
        "> # no\n",
        "<!--\n# no\n-->\n",
        "<table>\n# no\n</table>\n",
        "| # no |\n|---|\n",
        "#1 priority is safety\n",
        "#hashtag\n",
        "A long sentence that somebody has put on a line of dashes without leaving a line free, as one does.\n---\n",
    ],
)
def test_what_only_looks_like_a_heading_is_text(text):
    assert outline_of("# Yes\n\n" + text) == [(1, "Yes")]


def test_headings_without_a_space_are_tolerated():
    assert outline_of("##Request\ntext\n#Annex\ntext\n") == [(2, "Request"), (1, "Annex")]


def test_front_matter_is_no_heading_and_gives_the_title():
    imported = read("---\ntitle: Street Trees\ndate: 2026\n---\n\n# Request for Proposals\n", "a.md")
    assert imported.title == "Street Trees"
    assert [section.heading for section in imported.sections] == ["", "Request for Proposals"]


def test_an_edited_heading_prints_as_edited():
    imported = read("Scope\n=====\n\ntext\n", "a.md")
    edited = ImportedSection(2, "Scope of work", imported.sections[0].body, imported.sections[0].source)
    assert to_markdown([edited], []) == "## Scope of work\n\n\ntext\n"


def test_sections_that_were_typed_are_kept_apart():
    typed = [ImportedSection(1, "One", "text"), ImportedSection(2, "Two", "more\n"), ImportedSection(1, "Three", "")]
    assert to_markdown(typed, []) == "# One\n\ntext\n\n## Two\n\nmore\n\n# Three\n\n"


@pytest.mark.parametrize(
    "original",
    [
        "<Insert agency name>",
        "<<Agency>>",
        "<x>",
        "<date>",
        "<time>",
        "<title>",
        "<a brief description>",
        "<list the\nparts>",
        "\\<Agency\\>",
        "&lt;Agency&gt;",
        "[INSERT DATE]",
        "[____]",
        "[Agency Name]",
        "[is/is not]",
        "\\[CITY NAME\\]",
        "{{agency}}",
        "{{ Agency Name }}",
    ],
)
def test_placeholders_become_blanks(original):
    text = f"# Scope\n\nBefore {original} after.\n"
    imported = read(text, "a.md")
    assert [blank.original for blank in imported.blanks] == [original]
    assert imported.sections[0].body == "\nBefore {{" + imported.blanks[0].key + "}} after.\n"
    assert to_markdown(imported.sections, imported.blanks) == text


@pytest.mark.parametrize(
    "words",
    [
        "<br>",
        "<BR />",
        "<u>late</u>",
        '<td align="left">x</td>',
        "<td nowrap>x</td>",
        "<!-- <x> -->",
        "<https://example.gov>",
        "<clerk@example.gov>",
        "<mailto:clerk@example.gov>",
        "if x < 5 and y > 3",
        "5 <6 and 8> 7",
        "a <- b -> c",
        "<time>noon</time>",
        "<o:p>x</o:p>",
        "`<code>`",
        "[site](https://example.gov)",
        "[site name][1]",
        "[^1]",
        "[ ] [x] [X]",
        "[sic]",
        "[ 30 ]",
        "[a]",
        "Name: ________",
        "<>",
    ],
)
def test_other_brackets_stay_text(words):
    assert read(f"# Scope\n\nBefore {words} after.\n", "a.md").blanks == []


def test_a_link_defined_elsewhere_is_no_blank():
    assert read("See the [Contract Number].\n\n[Contract Number]: https://example.gov\n", "a.md").blanks == []


def test_the_same_original_is_the_same_blank():
    imported = read("<agency> buys. Then <agency> pays, says <Agency>.\n", "a.md")
    assert [blank.original for blank in imported.blanks] == ["<agency>", "<Agency>"]
    assert keys(imported.sections[0].body) == ["agency", "agency_2"]


def test_a_placeholder_that_names_nothing_is_a_blank_of_its_own_each_time():
    imported = read("Within <x> days. Not after <x> weeks.\n", "a.md")
    assert [blank.label for blank in imported.blanks] == ["Within … days", "Not after … weeks"]


def test_the_key_of_a_blank_written_in_braces_is_kept():
    assert [blank.key for blank in read("{{ due_date }} and {{due_date}}\n", "a.md").blanks] == [
        "due_date",
        "due_date_2",
    ]


@pytest.mark.parametrize(
    ("original", "kind"),
    [
        ("<date>", "date"),
        ("<Insert due date>", "date"),
        ("<date/time>", "date-time"),
        ("<date and time>", "date-time"),
        ("<$x>", "money"),
        ("<budget amount>", "money"),
        ("<number of copies>", "number"),
        ("<contract number>", "text"),
        ("<yes/no>", "yes-no"),
        ("<with/without>", "choice"),
        ("<City/County>", "text"),
        ("<$/kWh>", "text"),
        ("<describe the project>", "long-text"),
        ("<agency>", "text"),
    ],
)
def test_the_kind_of_a_blank_is_guessed_from_its_words(original, kind):
    assert blanks_of(f"It is {original}.\n")[original].kind == kind


def test_an_amount_after_a_dollar_sign_does_not_print_a_second_one():
    assert blanks_of("It costs $<amount>.\n")["<amount>"].kind == "number"


def test_the_choices_of_a_blank_are_those_of_the_text():
    assert blanks_of("This <is/is not> open.\n")["<is/is not>"].choices == ("is", "is not")


def test_a_heading_can_hold_a_blank():
    imported = read("## Visit of <site name> ##\n\ntext\n", "a.md")
    assert imported.sections[0].heading == "Visit of {{site_name}}"
    assert printed("## Visit of <site name> ##\n\ntext\n") == "## Visit of <site name> ##\n\ntext\n"


def test_notes_to_whoever_drafts_are_found_and_links_are_not():
    body = (
        "[Note: choose one.] Text [see](https://a.example) with [18F policy].\n\n"
        "*[Delete this section if no visit is held.]*\n\n"
        "The City [the agency should say which one\nand why] buys [sic] [^1] [x].\n\n[18F policy]: https://a.example\n"
    )
    assert notes(body) == [
        "[Note: choose one.]",
        "*[Delete this section if no visit is held.]*",
        "[the agency should say which one\nand why]",
    ]


def test_a_note_can_be_taken_out():
    body = "One.\n\n[Note: choose.]\n\nThe City [add if it applies] buys.\n"
    without = without_note(without_note(body, "[Note: choose.]"), "[add if it applies]")
    assert without == "One.\n\nThe City buys.\n"


PLAIN = """\
                    REQUEST FOR PROPOSALS
                            FOR
                     Street Tree Care


                     TABLE OF CONTENTS

SECTION ONE:    KEY DATES                            1
SECTION TWO:    SCOPE OF
                WORK AND SITES                       3
\f                         SECTION ONE

                          KEY DATES

1.01   SCHEDULE

       Responses are due on <date>.
       1. A numbered item of a list

       2. Another one

                           1                       RFP-26-7
\f1.02   VISIT
       Section 1.01 shows when. The visit is
       for everybody.

                           2                       RFP-26-7
\f                         SECTION TWO
                          SCOPE OF WORK
                          AND SITES

GENERAL CONDITIONS

       Everything else.
"""


def test_headings_of_plain_text_are_seen_by_their_layout():
    assert outline_of(PLAIN, "rfp.txt") == [
        (1, ""),
        (1, "TABLE OF CONTENTS"),
        (1, "SECTION ONE KEY DATES"),
        (2, "1.01 SCHEDULE"),
        (2, "1.02 VISIT"),
        (1, "SECTION TWO SCOPE OF WORK AND SITES"),
        (1, "GENERAL CONDITIONS"),
    ]


def test_plain_text_comes_back_and_can_be_read():
    imported = read(PLAIN, "rfp.txt")
    assert to_markdown(imported.sections, imported.blanks) == PLAIN
    assert imported.title == "Street Tree Care"
    assert imported.sections[1].role == "contents"
    assert {section.format for section in imported.sections} == {"preformatted"}
    readable = plaintext.to_markdown(imported.sections[3].body)
    filled = fill(readable, imported.blanks, {"date": "2026-05-05"})
    assert "<p>Responses are due on May 5, 2026.</p>" in to_html(filled)


def test_text_without_headings_is_one_section():
    imported = read("We need trucks.\n\nMany of them.\n", "need.txt")
    assert [section.heading for section in imported.sections] == [""]
    assert imported.title == "We need trucks."
    assert imported.notes == ["No headings were found: the whole text is one section."]


def test_a_printed_table_of_contents_is_marked_and_kept():
    text = (
        "# Trees\n\n**Table of Contents**\n\n[1. Scope](#scope)\n\n[2. Price](#price)\n\n"
        "# 1. Scope\n\ntext\n\n# 2. Price\n\ntext\n"
    )
    imported = read(text, "a.md")
    assert [(s.heading, s.role) for s in imported.sections] == [
        ("Trees", ""),
        ("Table of Contents", "contents"),
        ("1. Scope", ""),
        ("2. Price", ""),
    ]
    assert imported.numbering == "own"


@pytest.mark.parametrize(
    ("text", "filename", "kind"),
    [
        ("# Request for Information\n", "a.md", "RFI"),
        ("# Invitation to Bid 26-4\n", "a.md", "ITB"),
        ("# Call for Solutions: quieter streets\n", "a.md", "call for solutions"),
        ("# RFQ 12: surveyors\n", "a.md", "RFQ"),
        ("# Request for Proposals\n\nAn RFI came before.\n", "a.md", "RFP"),
        ("# Trucks\n", "itb_trucks.md", "ITB"),
        ("# Trucks\n", "trucks.md", "RFP"),
    ],
)
def test_the_kind_is_guessed_from_what_the_text_calls_itself(text, filename, kind):
    assert read(text, filename).kind_guess == kind


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\xef\xbb\xbf# Caf\xc3\xa9\r\n", "# Café\r\n"),
        ("# Café".encode("utf-16"), "# Café"),
        (b"The agency\x92s caf\xe9", "The agency’s café"),
        (b"caf\xe9 \x81", "café \x81"),
        ("a\xa0b\tc\f".encode(), "a\xa0b\tc\f"),
    ],
)
def test_files_in_any_usual_encoding_are_read(data, text):
    assert decode(data) == text


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty"),
        (b" \r\n\t\xc2\xa0", "The file is empty"),
        (b"\xef\xbb\xbf", "The file is empty"),
        (b"PK\x03\x04\x00\x00", "This is not a text file"),
        (b"%PDF\x01\x02\x03\x04\x05\xff\xfe", "This is not a text file"),
        (b"\xff\xfe\x00", "This file is not readable text"),
    ],
)
def test_what_is_no_text_is_refused_with_a_sentence(data, sentence):
    with pytest.raises(ImportFault, match=sentence):
        decode(data)


@pytest.mark.parametrize(
    "unit", ["#", "<", "[", "{{", "`a", "<x>", "<!--", "[x][", "> ", "# \n", "\fA\n", "1.1 A\n\n", "....", "- a\n"]
)
@pytest.mark.parametrize("filename", ["a.md", "a.txt"])
def test_hostile_repetition_takes_bounded_time(unit, filename):
    text = unit * 5_000
    started = time.process_time()
    assert printed(text, filename) == text
    assert time.process_time() - started < 5


@pytest.mark.parametrize("filename", ["big.md", "big.txt"])
def test_a_large_file_takes_bounded_time(filename):
    text = ("# Scope of <area>\n\n" + "The vendor shall keep the *records* of every <site name> visit.\n" * 60) * 100
    started = time.process_time()
    assert printed(text, filename) == text
    assert time.process_time() - started < 8


def test_plain_text_with_simple_numbers_is_understood():
    text = (
        "CITY OF ELM\nREQUEST FOR PROPOSALS\nWEBSITE REDESIGN\n\n1. Introduction\n\nThe City asks.\n\n"
        "2. SCOPE OF WORK\n\nThe vendor shall:\n\n1. Do this.\n\n   2. Another Thing\n\n10 points\n\n"
        "A. General\n\nText.\n\n"
        "3 Terms\n\nTerms.\n\nATTACHMENT A\nPRICE FORM\n\nName: ______\n"
    )
    assert outline_of(text, "rfp.txt") == [
        (1, ""),
        (2, "1. Introduction"),
        (2, "2. SCOPE OF WORK"),
        (3, "A. General"),
        (2, "3 Terms"),
        (1, "ATTACHMENT A PRICE FORM"),
    ]
    assert read(text, "rfp.txt").title == "WEBSITE REDESIGN"


def test_what_converters_leave_in_headings_is_no_part_of_their_words():
    text = '# **I. Scope** {#scope .unnumbered}\n\n## <a name="b"></a>Price\\. ##\n'
    assert outline_of(text) == [(1, "I. Scope"), (2, "Price.")]
    assert outline_of("# RFP #26-4: Trees #") == [(1, "RFP #26-4: Trees")]
    assert printed(text) == text
