"""Clauses with conditions in a draft: inserted with their blanks, standing or left out by the draft's facts."""

import pytest

from procurement.core.errors import Conflict, Invalid, NotAllowed, NotFound
from procurement.library import clause_queries
from procurement.library import content as contents
from procurement.library import operations as shelf
from procurement.library import queries as library
from procurement.library.models import Form, Scope
from procurement.networks.duties import Duty
from procurement.solicitations import checklist, clausing, operations, queries
from tests.builders.people import a_context, acting
from tests.builders.solicitations import a_draft_solicitation, as_officer, somebody, the_jurisdiction
from tests.responses.doors import Door


@pytest.fixture
def ctx(session):
    return a_context(session)


def a_clause(ctx, *, scope=Scope.PUBLIC):
    """Two alternates: one for federal money with a blank, one for none."""
    content = {
        **contents.empty(),
        "sections": [
            {"key": "a1", "level": 1, "heading": "Wages", "body": "Davis-Bacon rates of {{place}} apply.",
             "when": "federal money and construction", "alternate": "Federal construction"},
            {"key": "a2", "level": 1, "heading": "Wages", "body": "State rates apply.", "when": "not federal money",
             "alternate": "State"},
        ],
        "blanks": [{"key": "place", "label": "County of the wage decision", "kind": "text", "required": True}],
    }  # fmt: skip
    clause = shelf.create_item(
        ctx, jurisdiction_id=ctx.extra["owner"], title="Prevailing wages", kind=None, scope=scope, form=Form.CLAUSE,
        content=content,
    )  # fmt: skip
    return shelf.publish_version(ctx, clause.versions[0])


def text_of(ctx, it):
    return [each["heading"] for each in queries.standing(ctx.session, it).body["sections"]]


def test_a_clause_stands_where_its_condition_holds(ctx):
    it = a_draft_solicitation(ctx)
    own = as_officer(ctx, it)
    own.extra["owner"] = it.jurisdiction_id
    clause = a_clause(own)
    keys = [
        clausing.insert_clause(own, it, clause, version=it.version, alternate=name, after="s1") for name in ("a1", "a2")
    ]
    sections = {each["key"]: each for each in it.content["sections"]}
    assert sections[keys[0]]["body"] == "Davis-Bacon rates of {{place_2}} apply."
    assert sections[keys[0]]["clause"] == clause.id
    assert {each["key"]: each["label"] for each in it.content["blanks"]}["place_2"] == "County of the wage decision"

    assert text_of(ctx, it).count("Wages") == 2
    unknown = [each for each in queries.hindrances(ctx, it, approvals=False) if each.code == "fact-unknown"]
    assert {each.place for each in unknown} == {"facts"} and all(each.blocking for each in unknown)

    clausing.state_facts(own, it, version=it.version, federal_money=False)
    assert text_of(ctx, it).count("Wages") == 1
    found = checklist.blocking(queries.hindrances(ctx, it, approvals=False))
    assert [each for each in found if each.code in ("fact-unknown", "blank-unfilled")] == []

    clausing.state_facts(own, it, version=it.version, federal_money=True, construction=True)
    assert "County of the wage decision" in str(queries.hindrances(ctx, it, approvals=False))
    operations.fill(own, it, version=it.version, values={"place_2": "Alder County"})
    body = queries.standing(ctx.session, it).body
    assert [each["body"] for each in body["sections"] if each["heading"] == "Wages"] == [
        "Davis-Bacon rates of Alder County apply."
    ]


def test_a_clause_comes_only_from_where_one_sees_it(ctx):
    it = a_draft_solicitation(ctx)
    own = as_officer(ctx, it)
    other = acting(ctx, somebody(ctx, the_jurisdiction(ctx, "Town of Birch"), Duty.OFFICER, "Bo Birch"))
    other.extra["owner"] = next(iter(other.actor.grants)).place
    hidden = a_clause(other, scope=Scope.OWN)
    assert clause_queries.offered(own) == []
    assert clause_queries.offered(other) == [hidden]
    with pytest.raises(NotFound):
        library.get_version(own, hidden.id)
    with pytest.raises(NotAllowed):
        clausing.insert_clause(other, it, hidden, version=it.version, alternate="a1")
    with pytest.raises(NotAllowed):
        clausing.state_facts(other, it, version=it.version, construction=True)
    operations.cancel(own, it, reason="No money.")
    with pytest.raises(Conflict):
        clausing.state_facts(own, it, version=it.version, construction=True)


def test_a_condition_that_cannot_be_read_is_refused_where_it_is_written(ctx):
    it = a_draft_solicitation(ctx)
    own = as_officer(ctx, it)
    with pytest.raises(Invalid) as refused:
        operations.change_piece(own, it, version=it.version, part="sections", key="s3", changes={"when": "if federal"})
    assert "is not a fact" in str(refused.value.faults["when"])
    operations.change_piece(own, it, version=it.version, part="sections", key="s3", changes={"when": "Construction"})
    assert next(each["when"] for each in it.content["sections"] if each["key"] == "s3") == "construction"


def test_an_officer_inserts_a_clause_and_states_facts_by_page_and_by_api(app):
    door = Door(app)
    with door.unit() as ctx:
        it = a_draft_solicitation(ctx)
        own = as_officer(ctx, it)
        own.extra["owner"] = it.jurisdiction_id
        clause, officer, place = a_clause(own), own.actor.id, it.id
        stranger = somebody(ctx, the_jurisdiction(ctx, "Town of Birch"), Duty.OFFICER, "Bo Birch").id
    at = f"/solicitations/{place}"
    door.sign_in(officer)
    assert "Not known yet" in door.get(f"{at}/clauses?q=prevailing&after=s1")
    sent = {"clause_version_id": clause.id, "alternate": "a2", "after": "s1"}
    page = door.post(f"{at}/clauses", **sent, status=200)
    assert page.index("Scope") < page.index("Wages") < page.index("Terms")
    assert "“a lot” is not a number." in door.post(f"{at}/facts", amount="a lot", status=422)
    page = door.post(f"{at}/facts", amount="120,000", federal_money="true", status=200)
    assert "1 section is left out by these facts" in page
    assert 'value="120,000"' in door.get(f"{at}/facts") and "Left out: federal money is spent." in door.get(
        f"{at}/facts"
    )
    assert "State rates apply" not in door.get(f"{at}/preview")
    door.sign_in(stranger)
    for path in (f"{at}/facts", f"{at}/clauses"):
        door.get(path, status=404)


def test_the_questions_of_a_text_build_its_scope(app):
    door = Door(app)
    with door.unit() as ctx:
        it = a_draft_solicitation(ctx)
        own = as_officer(ctx, it)
        blank = {"key": "training", "label": "Shall our people be trained?", "kind": "yes-no", "required": False}
        operations.add_piece(own, it, version=it.version, part="blanks", piece=blank)
        section = {"level": 1, "heading": "Training", "body": "Two days.", "when": "blank training is yes"}
        operations.add_piece(own, it, version=it.version, part="sections", piece=section)
        officer, at = own.actor.id, f"/solicitations/{it.id}"
    door.sign_in(officer)
    assert "Shall our people be trained?" in door.get(f"{at}/facts")
    assert "it decides whether “Training” stands" in door.get(f"{at}/checklist")
    door.post(f"{at}/facts", **{"values.training": "no"}, status=200)
    assert "Two days" not in door.get(f"{at}/preview")
    door.post(f"{at}/facts", **{"values.training": "yes"}, status=200)
    assert "Two days" in door.get(f"{at}/preview")
