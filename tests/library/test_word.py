"""Word comes into the library: tracked changes and comments are shown, somebody chooses, blanks are found as always."""

import io

import pytest

from procurement.cli import main
from procurement.library import content as contents
from procurement.library.models import Item
from procurement.networks.duties import Duty
from procurement.word.reading import read
from tests.builders.people import a_jurisdiction, a_network, with_duty
from tests.support.visitors import Program, Visitor, a_unit, text_of
from tests.word.documents import docx, p

STYLES = '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/></w:style>'
CHANGED = (
    '<w:r><w:t xml:space="preserve">Pay &lt;Insert agency&gt; in </w:t></w:r>'
    '<w:ins w:id="1" w:author="Ann"><w:r><w:t>ten</w:t></w:r></w:ins>'
    '<w:del w:id="2" w:author="Ann"><w:r><w:delText>thirty</w:delText></w:r></w:del>'
    '<w:r><w:t xml:space="preserve"> days.</w:t></w:r><w:r><w:commentReference w:id="4"/></w:r>'
)
DATA = docx(
    p("1. Purpose", style="H1") + p(CHANGED) + p("2. Terms", style="H1") + p("[Agency Name] decides."),
    styles=STYLES,
    comments=f'<w:comment w:id="4" w:author="Ann Lee">{p("Too soon for finance?")}</w:comment>',
)


@pytest.fixture
def town(app):
    with a_unit(app) as ctx:
        alder = a_jurisdiction(ctx, "Alder", a_network(ctx, "Prairie"))
        return {"alder": alder, "ada": with_duty(ctx, alder, "Ada Moss", Duty.OFFICER)}


def test_somebody_chooses_before_anything_is_kept(app, town):
    ada = Visitor(app).already_in(town["ada"])
    review = ada.post("/library/import", {"file": (io.BytesIO(DATA), "trees.docx")}).headers["Location"]
    asked = text_of(ada.get(review))
    assert "Tracked changes: 2" in asked and "Ann Lee" in asked and "Too soon for finance?" in asked
    assert "Keep it as a template" not in asked and "1. Purpose" in asked
    chosen = f"{review}&changes=reject&comments=notes"
    said = text_of(ada.get(chosen))
    assert "all are rejected" in said and "2 sections" in said and "Insert agency" in said and "1 note" in said
    kept = {"title": "Trees", "kind": "RFP", "jurisdiction_id": town["alder"].id, "scope": "own", "publish": "true"}
    done = ada.post(chosen, kept)
    assert done.status_code == 302, text_of(done)
    with a_unit(app, writes=False) as ctx:
        version = ctx.session.query(Item).filter_by(title="Trees").one().versions[0]
        content, note, id = version.content, version.note, version.id
    assert [each["heading"] for each in content["sections"]] == ["1. Purpose", "2. Terms"]
    assert content["numbering"] == "own" and len(content["blanks"]) == 2 and "rejected" in note
    text = contents.as_markdown(content)
    assert "Pay <Insert agency> in thirty days. [Comment by Ann Lee: Too soon for finance?]" in text
    back = ada.get(f"/library/versions/{id}/word")
    assert back.mimetype.endswith("wordprocessingml.document")
    assert "in thirty days" in read(back.data).markdown


def test_programs_and_the_command_line_say_it_at_once(app, town, tmp_path, monkeypatch, capsys):
    program = Program(app).already_in(town["ada"])
    fields = {"file": (io.BytesIO(DATA), "trees.docx"), "jurisdiction_id": town["alder"].id, "comments": "leave"}
    made = program.client.post(
        "/api/v1/library/import", data=fields, content_type="multipart/form-data", headers=program.headers
    )
    assert made.status_code == 201, made.text
    with a_unit(app, writes=False) as ctx:
        version = ctx.session.get_one(Item, made.json["id"]).versions[0]
        assert "in ten days." in contents.as_markdown(version.content) and "Comments left out" in version.note
    path = tmp_path / "trees.docx"
    path.write_bytes(DATA)
    monkeypatch.setenv("PROCUREMENT_INSTANCE", str(tmp_path))
    assert main.outcome(["library", "import", str(path), "--changes", "reject"]) == 0
    told = capsys.readouterr()
    assert "all are rejected" in told.err and len(told.out.split()) == 1
    assert main.outcome(["library", "show", told.out.strip()]) == 0
    assert "in thirty days. [Comment by Ann Lee" in capsys.readouterr().out
