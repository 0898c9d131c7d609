"""Who sees what in the library, what a draft may become, and what never changes any more: on both databases."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement.audit.models import Entry
from procurement.core.errors import Conflict, Incomplete, Invalid, NotAllowed, NotFound, NotSignedIn
from procurement.library import content as contents
from procurement.library import editing, importing, listing, operations, policy, queries, soundness
from procurement.library.lifecycle import VersionState
from procurement.library.models import Form, Item, ItemVersion, Kind, Scope
from procurement.networks.duties import Duty
from procurement.vendors.models import VendorDuty
from tests.builders.library import a_blank, a_content, a_section, a_template, some_findings
from tests.builders.people import (
    a_colleague,
    a_context,
    a_jurisdiction,
    a_network,
    a_person,
    a_vendor,
    acting,
    with_duty,
)

#: Who looks, and which scopes of Alder's templates they see.
SEEN = {
    "an officer of the owner": {"own", "network", "parents", "public"},
    "the owner's auditor": {"own", "network", "parents", "public"},
    "the owner's evaluator": {"public"},
    "an officer in the same network": {"network", "parents", "public"},
    "an officer in a network below": {"network", "parents", "public"},
    "an officer in a sibling network": {"parents", "public"},
    "an officer of another partnership": {"public"},
    "an officer without a network": {"public"},
    "the network's steward": {"network", "parents", "public"},
    "the sibling network's steward": {"parents", "public"},
    "the steward of the network above": {"parents", "public"},
    "a vendor": {"public"},
    "nobody signed in": {"public"},
    "the operator": {"own", "network", "parents", "public"},
    "the service": {"own", "network", "parents", "public"},
}


@pytest.fixture
def ctx(session):
    return a_context(session)


@pytest.fixture
def world(ctx):
    """Alder in Prairie; Prairie and Coast in Nation; Valley inside Prairie; and all who look."""
    nation = a_network(ctx, "Nation")
    prairie, coast = a_network(ctx, "Prairie", nation), a_network(ctx, "Coast", nation)
    valley = a_network(ctx, "Valley", prairie)
    elsewhere = a_network(ctx, "Elsewhere")
    alder = a_jurisdiction(ctx, "Alder", prairie)
    officer = with_duty(ctx, alder, "Ada Moss", Duty.OFFICER)
    people = {
        "an officer of the owner": officer,
        "the owner's auditor": with_duty(ctx, alder, "Al Reed", Duty.AUDITOR),
        "the owner's evaluator": with_duty(ctx, alder, "Eve Long", Duty.EVALUATOR),
        "the network's steward": with_duty(ctx, prairie, "Stu Park", Duty.STEWARD),
        "the sibling network's steward": with_duty(ctx, coast, "Sib Park", Duty.STEWARD),
        "the steward of the network above": with_duty(ctx, nation, "Nat Park", Duty.STEWARD),
        "a vendor": a_vendor(ctx)[1],
        "nobody signed in": None,
        "the operator": a_person(ctx, "Olga Prince", is_operator=True),
    }
    for name, place, networks in (
        ("an officer in the same network", "Birch", [prairie]),
        ("an officer in a network below", "Brook", [valley]),
        ("an officer in a sibling network", "Cedar", [coast]),
        ("an officer of another partnership", "Dune", [elsewhere]),
        ("an officer without a network", "Elm", []),
    ):
        people[name] = with_duty(ctx, a_jurisdiction(ctx, place, *networks), f"Officer {place}", Duty.OFFICER)
    return {"alder": alder, "prairie": prairie, "officer": officer, "people": people, "nation": nation}


def looking(ctx, world, name):
    return ctx if name == "the service" else acting(ctx, world["people"][name])


def test_each_scope_is_seen_by_exactly_those_it_names(ctx, world):
    ada = acting(ctx, world["officer"])
    for scope in Scope:
        network = world["prairie"] if scope in (Scope.NETWORK, Scope.PARENTS) else None
        a_template(ada, world["alder"], str(scope), scope=scope, network=network)
        some_findings(ada, world["alder"], str(scope), scope=scope, network=network)
    for name, expected in SEEN.items():
        who = looking(ctx, world, name)
        for form in (Form.TEMPLATE, Form.FINDINGS):
            listed = who.session.scalars(queries.items(who, form=form))
            assert {each.title for each in listed} == expected, (name, form)
        for each in ctx.session.scalars(sa.select(Item)):
            if each.title not in expected:
                with pytest.raises(NotFound):
                    queries.get(who, each.id)
                with pytest.raises(NotFound):
                    queries.get_version(who, each.versions[0].id)
            else:
                assert queries.get_version(who, each.versions[0].id).number == 1


def test_a_draft_is_seen_only_by_those_who_work_on_it(ctx, world):
    ada = acting(ctx, world["officer"])
    never = a_template(ada, world["alder"], "Never published", scope=Scope.PUBLIC, published=False)
    offered = a_template(ada, world["alder"], "Offered", scope=Scope.NETWORK, network=world["prairie"])
    second = operations.new_version(ada, offered)
    inside = {"an officer of the owner", "the owner's auditor", "the operator", "the service"}
    curating = inside | {"the network's steward"}
    for name in SEEN:
        who = looking(ctx, world, name)
        found = {each.title for each in who.session.scalars(queries.items(who))}
        assert ("Never published" in found) == (name in inside), name
        if "Offered" in found:
            numbers = [each.number for each in queries.versions(who, queries.get(who, offered.id))]
            assert numbers == ([2, 1] if name in curating else [1]), name
        for version, seers in ((never.versions[0], inside), (second, curating)):
            if name in seers:
                assert queries.get_version(who, version.id).id == version.id
            else:
                with pytest.raises(NotFound):
                    queries.get_version(who, version.id)


def test_only_officers_stewards_of_the_network_and_for_its_own_the_operator_change_templates(ctx, world):
    ada = acting(ctx, world["officer"])
    shared = a_template(ada, world["alder"], scope=Scope.NETWORK, network=world["prairie"])
    own = a_template(ada, world["alder"], scope=Scope.OWN)
    services = a_template(ctx, None)
    for name, person in world["people"].items():
        who = acting(ctx, person)
        is_officer = name == "an officer of the owner"
        assert bool(policy.may_edit(who.actor, shared)) == (is_officer or name == "the network's steward"), name
        assert bool(policy.may_edit(who.actor, own)) == is_officer, name
        assert bool(policy.may_share(who.actor, shared)) == is_officer, name
        assert bool(policy.may_edit(who.actor, services)) == (name == "the operator"), name
    with pytest.raises(NotSignedIn):
        operations.new_version(acting(ctx, None), shared)
    steward = acting(ctx, world["people"]["the network's steward"])
    operations.edit_item(steward, shared, summary="Looked through.")
    with pytest.raises(NotAllowed):
        operations.edit_item(steward, shared, scope=Scope.PUBLIC)


def test_a_vendor_user_writes_no_templates(ctx, world):
    vendor, _ = a_vendor(ctx, "Cedar Systems", "Vic Lane")
    user = acting(ctx, a_colleague(ctx, vendor, "Una Ray", VendorDuty.VENDOR_ADMINISTRATOR))
    for jurisdiction_id in (world["alder"].id, vendor.id, None):
        with pytest.raises(NotAllowed):
            operations.create_item(user, jurisdiction_id=jurisdiction_id, title="X", kind=Kind.RFP)


@pytest.mark.parametrize(
    ("scope", "named", "place"),
    [(Scope.NETWORK, "nation", "network_id"), (Scope.PARENTS, "elsewhere", "network_id"), (Scope.NETWORK, "", None)],
)
def test_a_template_is_shared_only_in_a_network_of_its_owner(ctx, world, scope, named, place):
    ada = acting(ctx, world["officer"])
    sent = {"": None, "nation": world["nation"].id, "elsewhere": "2222222222222222"}[named]
    if place is None:
        made = operations.create_item(
            ada, jurisdiction_id=world["alder"].id, title="X", kind=Kind.RFP, scope=scope, network_id=sent
        )
        assert made.network_id == world["prairie"].id, "the only network it belongs to"
        return
    with pytest.raises(Invalid) as refused:
        operations.create_item(
            ada, jurisdiction_id=world["alder"].id, title="X", kind=Kind.RFP, scope=scope, network_id=sent
        )
    assert list(refused.value.faults) == [place]


def test_the_services_own_template_is_public_or_its_operators(ctx):
    assert a_template(ctx, None).scope == Scope.PUBLIC
    with pytest.raises(Invalid):
        a_template(ctx, None, scope=Scope.NETWORK)


def test_a_published_version_never_changes(ctx):
    version = a_template(ctx, None).versions[0]
    frozen = version.digest
    for deed in (
        lambda: operations.edit_version(ctx, version, content=contents.empty()),
        lambda: operations.publish_version(ctx, version),
        lambda: operations.discard_version(ctx, version),
        lambda: editing.add_piece(ctx, version, version=None, part="sections", piece={"heading": "More"}),
        lambda: editing.change_piece(ctx, version, version=None, part="sections", key="s1", changes={"body": "x"}),
        lambda: editing.move_piece(ctx, version, version=None, part="sections", key="s1", by=1),
        lambda: editing.remove_piece(ctx, version, version=None, part="sections", key="s1"),
        lambda: editing.set_evaluation(ctx, version, version=None, minimum_total="1"),
        lambda: editing.set_numbering(ctx, version, version=None, numbering="own"),
        lambda: editing.remove_note(ctx, version, version=None, key="s1", number=1),
    ):
        with pytest.raises(Conflict):
            deed()
    ctx.session.expire_all()
    again = ctx.session.get_one(ItemVersion, version.id)
    assert again.digest == frozen and again.content["sections"][0]["heading"] == "Scope"


def test_a_new_version_leaves_the_old_one_alone_and_there_is_one_draft_at_a_time(ctx):
    template = a_template(ctx, None)
    second = operations.new_version(ctx, template)
    editing.change_piece(ctx, second, version=None, part="sections", key="s1", changes={"body": "Other words."})
    with pytest.raises(Conflict, match="draft of this template already"):
        operations.new_version(ctx, template)
    assert queries.current(template).number == 1
    operations.publish_version(ctx, second)
    first = template.versions[0]
    assert queries.current(template) is second
    assert "The {{place}} buys" in first.content["sections"][0]["body"] and first.digest != second.digest
    operations.retire_version(ctx, second)
    assert queries.current(template) is first
    assert operations.new_version(ctx, template).number == 3


def test_a_second_draft_is_refused_by_the_database_too(ctx):
    template = a_template(ctx, None, published=False)
    ctx.session.add(ItemVersion(item_id=template.id, number=2, content={}, measures={}, note="", created_at=ctx.now))
    with pytest.raises(sa.exc.IntegrityError):
        ctx.session.flush()


def test_a_draft_is_thrown_away_and_the_template_with_the_last_one(ctx):
    template = a_template(ctx, None)
    assert operations.discard_version(ctx, operations.new_version(ctx, template)) is template
    assert [each.number for each in queries.get(ctx, template.id).versions] == [1]
    alone = a_template(ctx, None, published=False)
    assert operations.discard_version(ctx, alone.versions[0]) is None
    with pytest.raises(NotFound):
        queries.get(ctx, alone.id)


def test_retired_templates_leave_the_list_but_not_those_who_drafted_from_them(ctx):
    template = a_template(ctx, None)
    operations.retire_version(ctx, template.versions[0])
    nobody = acting(ctx, None)
    assert nobody.session.scalars(queries.items(nobody)).all() == []
    assert queries.get_version(nobody, template.versions[0].id).state == VersionState.RETIRED


@pytest.mark.parametrize(
    ("part", "piece", "named"),
    [
        ("sections", a_section("s9", "Payment", "Within {{days}} days."), "Section “Payment”"),
        ("sections", a_section("s9", "", "Within {{days}} days."), "Section 3 (without heading)"),
        ("sections", a_section("s9", "Paid in {{days}}", ""), "Section “Paid in {{days}}”"),
        (
            "requirements",
            {"key": "r9", "kind": "text", "label": "Within {{days}}?", "help": "", "required": True, "choices": []},
            "Requirement “Within {{days}}?”",
        ),
        ("criteria", {"key": "c9", "kind": "pass-fail", "title": "Speed", "guidance": "{{days}}"}, "Criterion “Speed”"),
        ("price_lines", {"key": "p9", "description": "For {{days}}", "unit": "day", "quantity": "1"}, "Price line"),
    ],
)
def test_a_blank_nobody_declared_is_refused_by_section_and_key(ctx, part, piece, named):
    content = a_content()
    content[part] = [*content[part], piece]
    version = a_template(ctx, None, content=content, published=False).versions[0]
    with pytest.raises(Incomplete) as refused:
        operations.publish_version(ctx, version)
    (only,) = refused.value.hindrances
    assert named in only.sentence and "“days”" in only.sentence and only.place == f"{part}/{piece['key']}"
    editing.add_piece(ctx, version, version=None, part="blanks", piece={"key": "days", "label": "Days"})
    assert operations.publish_version(ctx, version).digest.startswith("sha256:")


def test_a_template_without_text_is_not_published_and_an_unused_blank_only_warns(ctx):
    version = a_template(ctx, None, content=contents.empty(), published=False).versions[0]
    with pytest.raises(Incomplete, match="no text yet"):
        operations.publish_version(ctx, version)
    content = {**a_content(), "blanks": [*a_content()["blanks"], a_blank("spare", "A spare one")]}
    assert [(each.code, each.blocking) for each in soundness.hindrances(content)] == [("unused-blank", False)]


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ({"sections": [{"key": "s1"}, {"key": "s1"}]}, "sections.1.key"),
        ({"sections": [{"key": "s1", "level": 9}]}, "sections.0.level"),
        ({"sections": [{"key": "s1", "colour": "red"}]}, "sections.0.colour"),
        ({"blanks": [{"key": "Not A Key", "label": "x"}]}, "blanks.0.key"),
        ({"price_lines": [{"key": "p1", "description": "x", "unit": "y", "quantity": 0.1}]}, "price_lines.0.quantity"),
        ({"requirements": [{"key": "r1", "kind": "choice", "label": "x"}]}, "requirements.0.choices"),
        ({"chapters": []}, "chapters"),
    ],
)
def test_a_content_of_another_shape_is_refused_by_place(ctx, content, place):
    with pytest.raises(Invalid) as refused:
        a_template(ctx, None, content=content)
    assert list(refused.value.faults) == [place]


def test_a_stale_edit_is_refused(ctx):
    version = a_template(ctx, None, published=False).versions[0]
    seen = version.version
    editing.set_numbering(ctx, version, version=seen, numbering="own")
    with pytest.raises(Conflict, match="Somebody changed this"):
        editing.remove_piece(ctx, version, version=seen, part="sections", key="s1")
    with pytest.raises(Conflict):
        operations.publish_version(ctx, version, version=seen)


def test_pieces_are_counted_and_every_deed_is_in_the_ledger(ctx):
    version = a_template(ctx, None, published=False).versions[0]
    key = editing.add_piece(ctx, version, version=None, part="sections", piece={"heading": "Terms"}, after="s2")
    editing.move_piece(ctx, version, version=None, part="sections", key=key, by=-1)
    assert [each["key"] for each in version.content["sections"]] == [key, "s1", "s2"], "past the whole first section"
    assert version.measures == {"sections": 3, "blanks": 1, "requirements": 1, "criteria": 1, "price_lines": 1}
    deeds = ctx.session.scalars(sa.select(Entry.deed).where(Entry.deed.startswith("item.")))
    assert sorted(deeds) == ["item.created", "item.version-edited", "item.version-edited"]


def test_notes_are_taken_out_one_by_one(ctx):
    text = "# Scope\n\n[Note: say what you buy.]\n\nWe buy desks. [Delete if not needed.]\n"
    template = operations.import_template(ctx, text, "a.md", jurisdiction_id=None, publish=False)
    version = template.versions[0]
    key = version.content["sections"][0]["key"]
    editing.remove_note(ctx, version, version=None, key=key, number=2)
    assert contents.as_markdown(version.content) == "# Scope\n\n[Note: say what you buy.]\n\nWe buy desks.\n"
    editing.remove_note(ctx, version, version=None, key=key, number=1)
    assert contents.as_markdown(version.content) == "# Scope\n\nWe buy desks.\n"
    with pytest.raises(NotFound):
        editing.remove_note(ctx, version, version=None, key=key, number=1)


def test_editing_the_body_of_an_imported_section_keeps_its_heading_as_it_was_written(ctx):
    text = "Scope of <Agency>\n===\n\nOld.\n"
    version = operations.import_template(ctx, text, "a.md", jurisdiction_id=None, publish=False).versions[0]
    section = version.content["sections"][0]
    sent = {"heading": section["heading"], "level": 1, "body": "\nNew.\n"}
    editing.change_piece(ctx, version, version=None, part="sections", key=section["key"], changes=sent)
    assert contents.as_markdown(version.content) == "Scope of <Agency>\n===\n\nNew.\n"
    editing.change_piece(
        ctx, version, version=None, part="sections", key=section["key"], changes={**sent, "heading": "Aims"}
    )
    assert contents.as_markdown(version.content) == "# Aims\n\n\nNew.\n"


def test_an_import_is_published_and_comes_back_as_it_was(ctx):
    text = "# Cloud RFP\r\n\r\nThe <agency> wants\t`{{this}}`.\r\n\r\n&nbsp;Odd\n===\n| a | b |\n|---|---|\n| <x> | 1 |"
    template = operations.import_template(ctx, text, "cloud.md", jurisdiction_id=None)
    ctx.session.flush()
    ctx.session.expire_all()
    version = queries.current(queries.get(acting(ctx, None), template.id))
    assert contents.as_markdown(version.content) == text
    assert (template.scope, template.jurisdiction_id) == (Scope.PUBLIC, None)


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("", "a.md", "empty"),
        (" \n\n", "a.txt", "empty"),
        ("a\x00b", "a.md", "not a text file"),
        ("text", "a.csv", "Only Word"),
        ("text", "md", "Only Word"),
    ],
)
def test_what_cannot_be_imported_is_told_in_a_sentence(ctx, text, name, words):
    with pytest.raises(Invalid, match=words):
        operations.import_template(ctx, text, name, jurisdiction_id=None)
    assert ctx.session.scalars(sa.select(Item)).all() == []


SNIPPETS = st.sampled_from(
    [
        "# Scope of <Agency>\n",
        "&nbsp;Spaced &amp; odd\n---\n",
        "#\n",
        "##  Tail \t\n",
        "Text with {{braces}} and `{{code}}` and ${{money}}.\r\n",
        "<yes/no> or <is/is not> or [INSERT: a very long thing, described at length]\n",
        "[Note: the agency should go on.]\n",
        "____ blanks ____\n",
        "    code <x>\n",
        "\xa0\u2003leading\n",
        "1.01  TITLE\n",
        "\n",
        "\r\n",
        "x",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(SNIPPETS, min_size=1, max_size=12), st.sampled_from(["a.md", "a.txt"]))
def test_no_document_loses_a_byte_between_import_and_print(pieces, name):
    text = "".join(pieces)
    if not text.strip():
        return
    kept = soundness.checked(contents.of_imported(importing.read(text, name)))
    assert contents.as_markdown(kept) == text
    if any(each["heading"] or each["body"].strip() for each in kept["sections"]):
        assert [each.sentence for each in soundness.hindrances(kept) if each.blocking] == []


def test_a_very_long_document_is_imported_whole(ctx):
    text = "First " + "words and words " * 60_000 + "\n" + "\n# Heading <Agency>\n" * 2_000
    template = operations.import_template(ctx, text, "long.md", jurisdiction_id=None)
    assert contents.as_markdown(template.versions[0].content) == text
    assert template.versions[0].measures["sections"] == 2_001


def test_findings_are_versioned_like_everything_and_corrected_by_officers_of_the_owner(ctx, world):
    ada = acting(ctx, world["officer"])
    found = some_findings(ada, world["alder"])
    assert (found.form, found.kind, [each.state for each in found.versions]) == (Form.FINDINGS, None, ["published"])
    with pytest.raises(NotAllowed):
        operations.new_version(looking(ctx, world, "the network's steward"), found)
    second = operations.new_version(ada, found)
    operations.edit_version(ada, second, content={"sections": [{"key": "s1", "body": "Truer."}]})
    assert queries.current(found).number == 1, "what others read is not changed by a draft"
    operations.publish_version(ada, second)
    seen = queries.get_version(acting(ctx, None), queries.current(found).id)
    assert seen.content["sections"][0]["body"] == "Truer."


def test_only_a_template_says_what_kind_of_solicitation_it_makes(ctx):
    for form, kind in ((Form.TEMPLATE, None), (Form.CLAUSE, Kind.RFP)):
        with pytest.raises(Invalid) as refused:
            operations.create_item(ctx, jurisdiction_id=None, form=form, kind=kind, title="X", scope=Scope.PUBLIC)
        assert list(refused.value.faults) == ["kind"]


def test_the_headings_of_a_typed_clause_are_its_alternates(ctx):
    text = "## Short form\n\nPay in {{days}} days.\n\n## Long form\n\n- one\n- two\n"
    made = operations.create_item(ctx, jurisdiction_id=None, form=Form.CLAUSE, title="Payment", text=text)
    sections = made.versions[0].content["sections"]
    assert [(each["alternate"], each["level"], each["body"]) for each in sections] == [
        ("Short form", 1, "Pay in {{days}} days."),
        ("Long form", 1, "- one\n- two"),
    ]


def test_categories_are_codes_or_words_of_one_title_and_every_doubt_is_told(ctx, world):
    ada = acting(ctx, world["officer"])
    listing.keep_list(ada, jurisdiction_id=world["alder"].id, text="Code;Title\n204-53;Notebooks\n204-54;Notebook bags")
    made = a_template(ada, world["alder"], categories=["5415", "Telecommunications", "204-53"])
    assert made.categories == ["5415", "517", "204-53"]
    with pytest.raises(Invalid) as refused:
        operations.edit_item(ada, made, categories=["notebook", "flying carpets", "5415"])
    several, nothing = refused.value.faults["categories"]
    assert "204-53 Notebooks, 204-54 Notebook bags" in several and "“flying carpets”" in nothing
    with pytest.raises(NotAllowed):
        listing.keep_list(looking(ctx, world, "a vendor"), jurisdiction_id=world["alder"].id, text="1,One")


@pytest.mark.parametrize(
    ("text", "words"), [("", "empty"), ("12", "Line 1"), ("1,One\n1,Two", "Line 2"), ("a" * 30 + ",Long", "Line 1")]
)
def test_a_wrong_list_of_categories_is_refused_by_its_line(ctx, world, text, words):
    with pytest.raises(Invalid) as refused:
        listing.keep_list(acting(ctx, world["officer"]), jurisdiction_id=world["alder"].id, text=text)
    assert words in refused.value.faults["file"][0]


def test_a_review_is_due_for_those_who_keep_the_item(ctx, world):
    ada = acting(ctx, world["officer"])
    shared = {"scope": Scope.NETWORK, "network": world["prairie"]}
    a_template(ada, world["alder"], "Due", review_on=ada.now.date(), **shared)
    a_template(ada, world["alder"], "Later", review_on=ada.now.date() + timedelta(days=1), **shared)
    keepers = {"an officer of the owner", "the network's steward"}
    for name in world["people"]:
        due = ctx.session.scalars(queries.reviews_due(looking(ctx, world, name), ada.now.date()))
        assert [each.title for each in due] == (["Due"] if name in keepers else []), name
