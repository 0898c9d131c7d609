"""What happens in a pool: who is told, what is refused in which words, and what is left afterwards."""

from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from procurement.audit.models import Entry
from procurement.core.errors import Conflict, Incomplete, Invalid, NotAllowed, NotSignedIn
from procurement.files.store import Staged
from procurement.mailbox.models import Letter
from procurement.networks.duties import Duty
from procurement.pools import operations, queries
from procurement.pools.lifecycle import ParticipationState, PoolState
from procurement.pools.models import Commitment
from procurement.solicitations import operations as solicitations
from tests.builders.people import a_context, acting, later
from tests.builders.pools import (
    AUTHORITY,
    a_committed_pool,
    a_lonely_pool,
    a_pool,
    a_ready_pool,
    as_lead,
    as_lead_officer,
    join_by,
    joined,
    part_of,
    stated,
    the_member,
    the_network,
)
from tests.builders.solicitations import (
    a_draft_solicitation,
    a_published_solicitation,
    an_approved_solicitation,
    as_officer,
    as_representative,
    somebody,
)


@pytest.fixture
def ctx(session):
    return a_context(session)


def letters(ctx, template):
    found = ctx.session.scalars(sa.select(Letter).where(Letter.template == template).order_by(Letter.to_email))
    return list(found)


def deeds(ctx, pool):
    return list(ctx.session.scalars(sa.select(Entry).where(Entry.about_id == pool.id).order_by(Entry.id)))


def sums(ctx, pool):
    return {line["key"]: line["quantity"] for line in queries.demand(ctx.session, pool)}


def test_who_forms_a_pool_takes_part_from_the_start(ctx):
    pool = a_lonely_pool(ctx)
    (lead,) = pool.participations
    assert (lead.state, lead.authority, lead.jurisdiction.name) == ("joined", AUTHORITY, "City of Alder")
    assert [line.key for line in pool.lines] == ["p1", "p2"]
    assert [entry.deed for entry in deeds(ctx, pool)] == ["pool.formed", "pool.joined"]


def test_a_pool_is_formed_in_a_network_of_the_lead_with_an_authority_and_time_left(ctx):
    the_network(ctx, "Coastal Coalition")
    with pytest.raises(Invalid) as refusal:
        a_lonely_pool(ctx, network_id=the_network(ctx, "Coastal Coalition").id)
    assert refusal.value.faults == {"network_id": ["Choose one of the networks that the lead belongs to."]}
    with pytest.raises(Invalid) as refusal:
        a_lonely_pool(ctx, authority="  ")
    assert list(refusal.value.faults) == ["authority"]
    with pytest.raises(Invalid) as refusal:
        a_lonely_pool(ctx, join_by=ctx.now)
    assert refusal.value.faults == {"join_by": ["Choose a time in the future."]}


def test_an_invited_government_has_a_letter_once_and_joins_or_declines(ctx):
    pool = a_lonely_pool(ctx, **join_by(ctx, days=3))
    birch = the_member(ctx, "City of Birch", pool.network)
    as_representative(ctx, birch)
    operations.invite(as_lead(ctx, pool), pool, jurisdiction_id=birch.id)
    part = operations.invite(as_lead(ctx, pool), pool, jurisdiction_id=birch.id)
    (letter,) = letters(ctx, "pool-invitation")
    assert letter.to_email.startswith("rita.of.city.of.birch")
    assert "Friday, December 4, 2026, at 9:00 a.m. Central Time" in letter.body
    assert f"/pools/{pool.id}" in letter.body
    operations.leave(as_representative(ctx, birch), part)
    (told,) = letters(ctx, "pool-left")
    assert told.subject == "City of Birch declines: Electric refuse trucks"
    operations.invite(as_lead(ctx, pool), pool, jurisdiction_id=birch.id)
    assert (part.state, len(letters(ctx, "pool-invitation"))) == (ParticipationState.INVITED, 2)
    joined(ctx, pool, "City of Birch")
    assert part.state == ParticipationState.JOINED
    assert letters(ctx, "pool-joined")[0].to_email.startswith("rita.of.city.of.alder")


def test_a_government_without_a_representative_hears_through_whoever_is_there(ctx):
    pool = a_lonely_pool(ctx)
    birch = the_member(ctx, "City of Birch", pool.network)
    somebody(ctx, birch, Duty.ADMINISTRATOR, "Adam")
    operations.invite(as_lead(ctx, pool), pool, jurisdiction_id=birch.id)
    assert [each.to_email for each in letters(ctx, "pool-invitation")] == ["adam.of.city.of.birch@example.gov"]


def test_only_members_of_the_network_are_invited_and_join(ctx):
    pool = a_lonely_pool(ctx)
    far = the_member(ctx, "City of Kelp", the_network(ctx, "Coastal Coalition"))
    for forged in (far.id, "nobody22nobody22"):
        with pytest.raises(Invalid) as refusal:
            operations.invite(as_lead(ctx, pool), pool, jurisdiction_id=forged)
        assert refusal.value.faults == {"jurisdiction_id": ["Choose a government that this pool is open to."]}
    with pytest.raises(NotAllowed, match="Only members of the pool's network may join it"):
        operations.join(as_representative(ctx, far), pool, jurisdiction_id=far.id, authority=AUTHORITY)
    with pytest.raises(NotAllowed, match="Only a representative of the jurisdiction"):
        operations.join(as_representative(ctx, far), pool, jurisdiction_id="nobody22nobody22", authority=AUTHORITY)
    with pytest.raises(NotSignedIn):
        operations.join(acting(ctx, None), pool, jurisdiction_id=far.id, authority=AUTHORITY)


def test_joining_twice_is_joining_once(ctx):
    pool = a_lonely_pool(ctx)
    first = joined(ctx, pool, "City of Birch")
    again = joined(ctx, pool, "City of Birch", authority="Another sentence")
    assert (again, again.authority) == (first, AUTHORITY)
    assert len(letters(ctx, "pool-joined")) == 1
    assert [entry.deed for entry in deeds(ctx, pool)].count("pool.joined") == 2


def test_one_joins_until_the_last_moment_and_not_at_it(ctx):
    pool = a_lonely_pool(ctx, **join_by(ctx, hours=1))
    joined(later(ctx, minutes=59, seconds=59), pool, "City of Birch")
    with pytest.raises(Conflict) as refusal:
        joined(later(ctx, hours=1), pool, "City of Cedar")
    assert refusal.value.sentence == (
        "The time to join this pool ended on Tuesday, December 1, 2026, at 10:00 a.m. Central Time."
    )
    with pytest.raises(Conflict, match="The time to join this pool ended"):
        operations.invite(
            as_lead(later(ctx, hours=1), pool), pool, jurisdiction_id=the_member(ctx, "City of Elm", pool.network).id
        )


def test_the_authority_is_a_sentence_or_a_document(ctx):
    pool = a_lonely_pool(ctx)
    birch = the_member(ctx, "City of Birch", pool.network)
    acts = as_representative(ctx, birch)
    with pytest.raises(Invalid) as refusal:
        operations.join(acts, pool, jurisdiction_id=birch.id, authority=" ")
    assert refusal.value.faults["authority"] == [
        "Say by what authority you may buy cooperatively, or attach the document."
    ]
    paper = Staged(digest="sha256:" + "a" * 64, size=10, media_type="application/pdf", name="resolution.pdf")
    part = operations.join(acts, pool, jurisdiction_id=birch.id, authority_file=paper)
    assert queries.authority_file(ctx.session, part).name == "resolution.pdf"
    operations.state_authority(acts, part, authority="Resolution 7")
    assert part.authority == "Resolution 7"
    assert queries.authority_file(ctx.session, part).name == "resolution.pdf"
    operations.leave(acts, part)
    joined(ctx, pool, "City of Birch")
    assert part.authority_file_id is None


def test_quantities_sum_exactly_and_can_be_taken_back(ctx):
    pool = a_pool(ctx)
    birch, cedar = part_of(pool, "City of Birch"), part_of(pool, "City of Cedar")
    stated(ctx, birch, {"p1": "0.1", "p2": "3"}, is_firm=False)
    stated(ctx, cedar, {"p1": "0.2"})
    assert sums(ctx, pool) == {"p1": "0.3", "p2": "3"}
    first, _ = queries.demand(ctx.session, pool)
    assert (first["firm"], [share["jurisdiction"] for share in first["shares"]]) == (
        "0.2",
        ["City of Birch", "City of Cedar"],
    )
    acts = as_representative(ctx, birch.jurisdiction)
    operations.state_quantities(acts, birch, quantities={"p1": {"quantity": None}})
    assert sums(ctx, pool) == {"p1": "0.2", "p2": "3"}
    assert deeds(ctx, pool)[-1].body["quantities"] == {"p1": None}
    assert deeds(ctx, pool)[-1].jurisdiction_id == birch.jurisdiction_id


def test_quantities_of_unknown_lines_and_stale_statements_change_nothing(ctx):
    pool = a_pool(ctx)
    birch = part_of(pool, "City of Birch")
    acts, seen = as_representative(ctx, birch.jurisdiction), birch.version
    with pytest.raises(Invalid) as refusal:
        operations.state_quantities(acts, birch, quantities={"p9": {"quantity": Decimal(1)}})
    assert refusal.value.faults == {"quantities.p9": ["The pool has no such line."]}
    stated(ctx, birch, {"p1": "4"})
    with pytest.raises(Conflict, match="Somebody changed this"):
        operations.state_quantities(acts, birch, version=seen, quantities={"p1": {"quantity": Decimal(5)}})
    assert sums(ctx, pool)["p1"] == "4"


def test_who_leaves_takes_the_quantities_along(ctx):
    pool = a_ready_pool(ctx)
    birch = part_of(pool, "City of Birch")
    operations.leave(as_representative(ctx, birch.jurisdiction), birch)
    assert sums(ctx, pool) == {"p1": "4", "p2": "4"}
    joined(ctx, pool, "City of Birch")
    assert not queries.commitments(ctx.session, birch)
    with pytest.raises(NotAllowed, match="The lead cannot leave its own pool"):
        operations.leave(as_lead(ctx, pool), part_of(pool, "City of Alder"))


def test_what_hinders_is_said_before_a_pool_is_committed(ctx):
    pool = a_lonely_pool(ctx, lines=())
    with pytest.raises(Incomplete) as refusal:
        operations.commit(as_lead(ctx, pool), pool)
    assert [each.code for each in refusal.value.hindrances] == ["alone", "no-lines"]
    joined(ctx, pool, "City of Birch")
    operations.invite(as_lead(ctx, pool), pool, jurisdiction_id=the_member(ctx, "City of Cedar", pool.network).id)
    operations.add_line(as_lead_officer(ctx, pool), pool, description="Truck", unit="truck")
    operations.add_line(as_lead_officer(ctx, pool), pool, description="Ramp", unit="ramp")
    stated(ctx, part_of(pool, "City of Alder"), {"p1": "1", "p2": "0"})
    sentences = [each.sentence for each in queries.standing(ctx.session, pool).hindrances]
    assert sentences == [
        "City of Birch has not stated a quantity for “Truck” and “Ramp”.",
        "City of Cedar was invited and has not answered. Once the pool is committed, it can no longer join.",
    ]
    stated(ctx, part_of(pool, "City of Birch"), {"p1": "0", "p2": "0"})
    with pytest.raises(Incomplete, match="Nobody needs any of “Ramp”: take the line out"):
        operations.commit(as_lead(ctx, pool), pool)
    operations.remove_line(as_lead(ctx, pool), pool.lines[1])
    assert operations.commit(as_lead(ctx, pool), pool).state == PoolState.COMMITTED


def test_the_lead_commits_what_it_has_read(ctx):
    pool = a_ready_pool(ctx)
    seen = pool.version
    stated(ctx, part_of(pool, "City of Birch"), {"p1": "4000"})
    with pytest.raises(Conflict, match="Nothing is committed yet"):
        operations.commit(as_lead(ctx, pool), pool, version=seen)
    operations.commit(as_lead(ctx, pool), pool, version=pool.version)
    assert [each.to_email[:21] for each in letters(ctx, "pool-committed")] == [
        "rita.of.city.of.alder",
        "rita.of.city.of.birch",
        "rita.of.city.of.cedar",
    ]
    assert deeds(ctx, pool)[-1].body["shares"]["p1"][part_of(pool, "City of Birch").jurisdiction_id] == "4000"


def test_after_the_commitment_everything_rests(ctx):
    pool = a_committed_pool(ctx)
    birch = part_of(pool, "City of Birch")
    acts = as_representative(ctx, birch.jurisdiction)
    line = pool.lines[0]
    for refused in (
        lambda: operations.state_quantities(acts, birch, quantities={"p1": {"quantity": Decimal(9)}}),
        lambda: operations.state_authority(acts, birch, authority="Another"),
        lambda: operations.leave(acts, birch),
        lambda: joined(ctx, pool, "City of Elm"),
        lambda: operations.invite(as_lead(ctx, pool), pool, jurisdiction_id=birch.jurisdiction_id),
        lambda: operations.edit(as_lead(ctx, pool), pool, title="Other"),
        lambda: operations.add_line(as_lead(ctx, pool), pool, description="More", unit="piece"),
        lambda: operations.edit_line(as_lead(ctx, pool), line, description="Less", unit="truck"),
        lambda: operations.remove_line(as_lead(ctx, pool), line),
        lambda: operations.commit(as_lead(ctx, pool), pool),
    ):
        with pytest.raises(Conflict):
            refused()
    assert sums(ctx, pool) == {"p1": "6", "p2": "6"}


def test_a_line_keeps_its_unit_and_tells_of_its_words(ctx):
    pool = a_ready_pool(ctx)
    line = pool.lines[0]
    with pytest.raises(Conflict, match="so its unit stays"):
        operations.edit_line(as_lead(ctx, pool), line, description=line.description, unit="dozen")
    with pytest.raises(Conflict, match="A member has stated a quantity for this line"):
        operations.remove_line(as_lead(ctx, pool), line)
    operations.edit_line(as_lead(ctx, pool), line, description="Electric refuse truck, 20 yards", unit="truck")
    told = letters(ctx, "pool-line-changed")
    assert len(told) == 3
    assert "It said: Electric refuse truck\nIt says now: Electric refuse truck, 20 yards (unit: truck)" in told[0].body


def test_a_committed_pool_opens_again_until_its_solicitation_is_out(ctx):
    pool = a_committed_pool(ctx)
    operations.reopen(as_lead_officer(ctx, pool), pool)
    assert len(letters(ctx, "pool-reopened")) == 3
    operations.commit(as_lead(ctx, pool), pool)
    solicitation = an_approved_solicitation(ctx, pool=pool)
    operations.reopen(as_lead(ctx, pool), pool)
    with pytest.raises(Incomplete, match="The pool is open for changes again"):
        solicitations.publish(as_officer(ctx, solicitation), solicitation)
    ctx.session.refresh(solicitation)
    operations.commit(as_lead(ctx, pool), pool)
    solicitations.publish(as_officer(ctx, solicitation), solicitation)
    assert pool.state == PoolState.SOURCING
    for refused in (operations.reopen, operations.close):
        with pytest.raises(Conflict, match="The joint solicitation is out"):
            refused(as_lead(ctx, pool), pool)
    solicitations.cancel(as_officer(ctx, solicitation), solicitation, reason="No budget")
    assert pool.state == PoolState.FORMING


def test_a_solicitation_is_drafted_for_a_committed_pool_only_and_once(ctx):
    pool = a_ready_pool(ctx)
    with pytest.raises(Conflict, match="a joint solicitation goes out for a committed pool"):
        a_draft_solicitation(ctx, pool=pool)
    operations.commit(as_lead(ctx, pool), pool)
    a_draft_solicitation(ctx, pool=pool)
    with pytest.raises(Conflict, match="This pool has its solicitation already"):
        a_draft_solicitation(ctx, pool=pool)


def test_the_published_solicitation_carries_the_sum_and_the_shares(ctx):
    pool = a_committed_pool(ctx)
    solicitation = a_published_solicitation(ctx, pool=pool)
    first = solicitation.revision.body["price_lines"][0]
    assert (first["key"], first["quantity"]) == ("p1", "6")
    assert [(share["jurisdiction"], share["quantity"]) for share in first["shares"]] == [
        ("City of Alder", "1"),
        ("City of Birch", "2"),
        ("City of Cedar", "3"),
    ]


def test_a_closed_pool_is_told_of_and_stays(ctx):
    pool = a_ready_pool(ctx)
    operations.close(as_lead(ctx, pool), pool)
    assert len(letters(ctx, "pool-closed")) == 3
    with pytest.raises(Conflict, match="closed already"):
        operations.close(as_lead(ctx, pool), pool)
    with pytest.raises(Conflict, match="This pool is closed"):
        stated(ctx, part_of(pool, "City of Birch"), {"p1": "4"})
    assert ctx.session.scalar(sa.select(sa.func.count()).select_from(Commitment)) == 6


def test_edits_name_only_what_changes_and_look_at_the_time(ctx):
    pool = a_lonely_pool(ctx, **join_by(ctx, hours=1))
    operations.edit(as_lead(ctx, pool), pool, title="Trucks")
    assert (pool.title, pool.join_by) == ("Trucks", ctx.now + timedelta(hours=1))
    after = later(ctx, hours=2)
    operations.edit(as_lead(after, pool), pool, description="As before", join_by=pool.join_by)
    with pytest.raises(Invalid):
        operations.edit(as_lead(after, pool), pool, join_by=ctx.now)
    operations.edit(as_lead(after, pool), pool, join_by=None)
    joined(after, pool, "City of Birch")
