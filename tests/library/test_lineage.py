"""A template forked, changed on both sides, proposed back, and what of it reaches drafts; on both databases."""

import pytest
import sqlalchemy as sa

from procurement.core.errors import Conflict, Invalid, NotAllowed, NotFound
from procurement.library import lineage, operations, queries
from procurement.library import lineage_merging as merging
from procurement.library import lineage_queries as lines
from procurement.library.lineage_policy import may_see_proposal
from procurement.library.models import ProposalState, Scope
from procurement.mailbox.models import Letter
from procurement.networks.duties import Duty
from procurement.solicitations import approving, origins, updates, updating
from procurement.solicitations import operations as solicitations
from procurement.solicitations import queries as drafts
from procurement.solicitations.models import DraftVersion, Reuse
from tests.builders.library import a_blank
from tests.builders.lineage import HOURS, PAID, a_family, a_text, next_version
from tests.builders.people import a_context, a_jurisdiction, acting, with_duty
from tests.builders.solicitations import a_draft_solicitation, a_published_solicitation


@pytest.fixture
def ctx(session):
    return a_context(session)


def letters(ctx, template):
    return sorted(ctx.session.scalars(sa.select(Letter.to_email).where(Letter.template == template)))


def told(report, place):
    """Of each paragraph of a part, but its heading: its status and where it is from."""
    part = next(each for each in report["parts"] if each["place"] == place)
    return [(each["status"], each["origin"]) for each in part["paragraphs"][1:]]


def test_what_both_sides_changed_is_asked_and_every_paragraph_keeps_its_origin(ctx):
    at_lakes, at_falls, upstream, _, fork, _ = a_family(ctx)
    ours = a_text(hours=HOURS.replace("eight", "seven"), new="Falls adds that a person answers, never a machine.")
    operations.edit_version(at_falls, fork.versions[0], content=ours)
    first = operations.publish_version(at_falls, fork.versions[0])
    port = a_jurisdiction(ctx, "Port Haven")
    drafting = with_duty(ctx, port, "Pia Port", Duty.OFFICER)
    at_port = acting(ctx, drafting)
    draft = a_draft_solicitation(
        ctx, jurisdiction=port, officer=drafting, content=first.content, template_version=first
    )
    report = origins.of_draft(ctx.session, draft)
    assert told(report, "sections/s3") == [("unchanged", upstream.versions[0].id)]
    assert told(report, "sections/s2") == [("unchanged", first.id)]

    # Upstream: one clause that Falls has changed too, and one that nobody else touched.
    third = next_version(at_lakes, upstream, a_text(HOURS.replace("eight", "nine"), PAID.replace("thirty", "twenty")))
    assert letters(ctx, "update_for_fork") == ["fay.falls@example.gov"]
    assert [(each.kind, each.id, each.number) for each in lines.waiting(at_falls)] == [("update", fork.id, 3)]
    assert lines.update(at_falls, fork).id == third.id
    with pytest.raises(Invalid) as refused:
        lineage.take_update(at_falls, fork, third, stamp=merging.stamp(fork))
    assert list(refused.value.faults) == ["choices.0.answer"]
    asked = merging.of_update(fork, third).conflicts
    merged = HOURS.replace("eight", "half past seven")
    answer = [{"place": asked[0].place, "answer": "text", "text": merged}]
    with pytest.raises(Conflict):
        lineage.take_update(at_falls, fork, third, stamp="another.1", choices=answer)
    taken = lineage.take_update(at_falls, fork, third, stamp=merging.stamp(fork), choices=answer)
    bodies = [each["body"] for each in taken.content["sections"]]
    assert "never a machine" in bodies[0] and bodies[1:] == [merged, PAID.replace("thirty", "twenty")]
    assert taken.upstream_id == third.id and lines.update(at_falls, fork) is None
    with pytest.raises(Conflict, match="taken over already"):
        lineage.take_update(at_falls, fork, third, choices=answer)
    latest = operations.publish_version(at_falls, taken)

    # The draft made from the fork's first version hears of it, keeps its own words, and takes the rest.
    assert letters(ctx, "update_for_draft") == ["pia.port@example.gov"]
    solicitations.change_piece(
        at_port, draft, version=draft.version, part="sections", key="s2", changes={"body": "We answer by letter."}
    )
    assert updates.offered(at_port, draft).id == latest.id
    question = updates.merged(draft, latest).conflicts
    with pytest.raises(Conflict):
        updating.take_update(at_port, draft, latest, version=draft.version - 1)
    updating.take_update(
        at_port, draft, latest, version=draft.version, choices=[{"place": question[0].place, "answer": "ours"}]
    )
    assert draft.content["sections"][1]["body"] == "We answer by letter."
    assert draft.content["sections"][2]["body"] == PAID.replace("thirty", "twenty")
    assert draft.template_version_id == latest.id and updates.offered(at_port, draft) is None
    kept = ctx.session.scalars(sa.select(DraftVersion).where(DraftVersion.solicitation_id == draft.id))
    assert sorted(each.reason for each in kept) == ["begun", "merged", "saved"]
    report = origins.of_draft(ctx.session, draft)
    assert told(report, "sections/s2") == [("own", None)]
    assert told(report, "sections/s3") == [("unchanged", third.id)]
    assert told(report, "sections/s1")[1] == ("unchanged", first.id)


def test_an_update_asks_for_new_blanks_keeps_what_was_filled_in_and_leaves_other_parts_approved(ctx):
    family = a_family(ctx)
    officer = with_duty(ctx, family.falls, "Olga Falls", Duty.OFFICER)
    draft = a_draft_solicitation(
        ctx, jurisdiction=family.falls, officer=officer, content=a_text(), template_version=family.second
    )
    acts = acting(ctx, officer)
    before = approving.parts(drafts.draft_body(ctx.session, draft))
    newer = a_text(paid="The price is firm for {{years}} years.")
    newer["sections"][0]["body"] = "The {{place}} buys a service desk."
    newer["blanks"] = [newer["blanks"][0], a_blank("years", "For how many years", "number")]
    third = next_version(family.at_lakes, family.upstream, newer)
    updating.take_update(acts, draft, third, version=draft.version)
    assert set(draft.values) == {"place"}
    saved, merged = ctx.session.scalars(
        sa.select(DraftVersion).where(DraftVersion.reason.in_(("saved", "merged"))).order_by(DraftVersion.number)
    )
    assert set(saved.values) == {"place", "staff"} and merged.template_version_id == third.id
    open_ = [each.sentence for each in drafts.hindrances(acts, draft, approvals=False)]
    assert any("For how many years" in each for each in open_)
    after = approving.parts(drafts.draft_body(ctx.session, draft))
    assert approving.missing(after, before) == ["sections/s1", "sections/s3"]


def test_a_proposal_shows_its_steward_one_version_and_becomes_part_of_the_next(ctx):
    at_lakes, at_falls, upstream, _, fork, _ = a_family(ctx)
    fork.scope = Scope.OWN
    ours = a_text(paid=PAID.replace("thirty", "sixty"))
    operations.edit_version(at_falls, fork.versions[0], content=ours)
    with pytest.raises(Conflict, match="Publish this version first"):
        lineage.propose(at_falls, fork.versions[0], title="Pay later")
    source = operations.publish_version(at_falls, fork.versions[0])
    proposal = lineage.propose(at_falls, source, title="Pay later", reason="Our auditors ask for it.")
    assert letters(ctx, "proposal_made") == ["lara.lake@example.gov"]
    assert [(each.kind, each.id) for each in lines.waiting(at_lakes)] == [("proposal", proposal.id)]
    # The steward reads what is proposed there, and nothing else of the fork.
    assert lines.get_proposal(at_lakes, proposal.id).source.content["sections"][2]["body"].startswith("Invoices")
    for ask in (lambda: queries.get_version(at_lakes, source.id), lambda: queries.get(at_lakes, fork.id)):
        with pytest.raises(NotFound):
            ask()
    assert [kin.item.id for kin in lines.family(at_lakes, upstream)] == [upstream.id]
    assert [kin.item.id for kin in lines.family(at_falls, upstream)] == [upstream.id, fork.id]

    lineage.decline(at_lakes, proposal, reason="Sixty is against our charter.")
    again = next_version(at_falls, fork, a_text(paid=PAID.replace("thirty", "forty")))
    proposal = lineage.propose(at_falls, again, title="Pay a little later")
    with pytest.raises(NotAllowed):
        lineage.accept(at_falls, proposal)
    made = lineage.accept(at_lakes, proposal, answer="Thank you.")
    assert made.content["sections"][2]["body"] == PAID.replace("thirty", "forty")
    assert (proposal.state, proposal.result_id) == (ProposalState.ACCEPTED, made.id)
    assert letters(ctx, "proposal_decided") == ["fay.falls@example.gov"] * 2
    with pytest.raises(Conflict, match="accepted already"):
        lineage.withdraw(at_falls, proposal)
    # Thrown away, it waits again; published, it names who wrote the words.
    operations.discard_version(at_lakes, made)
    assert proposal.state == ProposalState.PROPOSED
    lineage.accept(at_lakes, proposal)
    operations.publish_version(at_lakes, queries.draft(upstream))
    assert upstream.versions[-1].origins["sections/s3"][1] == [again.id, upstream.versions[0].id]

    withdrawn = lineage.propose(at_falls, next_version(at_falls, fork, a_text(paid="Never.")), title="Never pay")
    lineage.withdraw(at_falls, withdrawn)
    with pytest.raises(NotFound):
        lines.get_proposal(at_lakes, withdrawn.id)
    everything = ctx.session.scalars(lines.visible_proposals(ctx)).all()
    for reader in (at_lakes, at_falls, acting(ctx, None)):
        seen = {each.id for each in reader.session.scalars(lines.visible_proposals(reader))}
        assert seen == {each.id for each in everything if may_see_proposal(reader.actor, each)}
    assert len(everything) == 3


def test_a_publication_keeps_where_its_words_are_from_and_names_no_template_that_is_not_shared(ctx):
    _, at_falls, upstream, _, fork, falls = a_family(ctx)
    fork.scope = Scope.OWN
    first = operations.publish_version(at_falls, fork.versions[0])
    mine = with_duty(ctx, falls, "Olga Falls", Duty.OFFICER)
    content = a_text(hours=f"{HOURS} Also on Saturdays, by chat.", new="Nobody else has written this before.")
    published = a_published_solicitation(
        ctx, jurisdiction=falls, officer=mine, content=content, template_version=first, title="Help desk"
    )
    report = origins.shown(at_falls, published)
    hours = next(each for each in report["parts"] if each["place"] == "sections/s2")["paragraphs"][1]
    assert (hours["status"], report["sources"][hours["source"]]["name"]) == ("changed", "Service desk")
    assert {run["kind"] for run in hours["runs"]} == {"same", "inserted"}
    counted = report["reuse"]
    assert counted["words"] == counted["reused_unchanged"] + counted["reused_changed"] + counted["own"]
    rows = ctx.session.scalars(sa.select(Reuse).where(Reuse.solicitation_id == published.id)).all()
    assert sum(each.unchanged + each.changed + each.own for each in rows) == counted["words"]
    assert {each.item_id for each in rows} == {None, upstream.id}

    everybody = origins.shown(acting(ctx, None), published)
    assert [each["name"] for each in everybody["sources"].values()] == [origins.A_MEMBER]
    assert not [
        each for part in everybody["parts"] for each in part["paragraphs"] if each["runs"] or each["source_after"]
    ]
