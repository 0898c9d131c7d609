"""The ledger is chained, shows every tampering, and can be checked by strangers."""

import json
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta, timezone
from decimal import Decimal

import pytest
import sqlalchemy as sa

from procurement.audit import chain, operations, queries, verification
from procurement.audit.models import Entry, Link
from procurement.core.context import NOBODY, SYSTEM, Actor, Context, Grant
from procurement.core.database import unit_of_work
from procurement.core.errors import NotAllowed, NotFound
from tests.builders.people import NOW, a_context

# Exactly what README shows to strangers.
VERIFIER = """
import hashlib, json, sys
number, previous = 0, "0" * 64
for number, line in enumerate(sys.stdin, 1):
    link = json.loads(line)
    entry = json.dumps(link["entry"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    previous = hashlib.sha256((previous + entry).encode()).hexdigest()
    if (link["position"], link["hash"]) != (number, previous):
        sys.exit(f"broken at position {number}")
print(f"whole: {number} entries, tip {number}:{previous}")
"""


class Thing:
    """Something a deed is done to."""

    __tablename__ = "plan"

    def __init__(self, id="plan-1", jurisdiction_id=None):
        self.id = id
        self.jurisdiction_id = jurisdiction_id


def write(ctx, *deeds: str, **of_thing) -> list[Entry]:
    entries = [
        operations.record(ctx, deed, Thing(**of_thing), {"number": number, "note": "Grün & “quoted”"})
        for number, deed in enumerate(deeds)
    ]
    ctx.session.flush()
    return entries


@pytest.fixture
def ctx(session) -> Context:
    """Free of the triggers, as whoever has the database in their hands would be."""
    if session.get_bind().dialect.name == "sqlite":
        for trigger in list(session.scalars(sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))):
            session.execute(sa.text(f"DROP TRIGGER {trigger}"))
        session.execute(sa.text("PRAGMA defer_foreign_keys=ON"))
    else:
        session.execute(sa.text("SET LOCAL session_replication_role = replica"))
    return a_context(session)


@pytest.fixture
def sealed(ctx) -> Context:
    write(ctx, "a.done", "b.done", "c.done", "d.done", "e.done")
    operations.seal(ctx)
    return ctx


def check(ctx, **known):
    ctx.session.expire_all()
    return verification.verify(ctx, **known)


def exported(ctx) -> str:
    return "".join(f"{line}\n" for line in verification.export(ctx))


def stranger_says(text: str) -> str:
    done = subprocess.run([sys.executable, "-c", VERIFIER], input=text, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).strip()


def test_an_entry_says_who_did_what_to_what_and_when(ctx):
    actor = Actor(id="ana", name="Ana Ruiz")
    entry = operations.record(
        Context(ctx.session, actor, NOW),
        "plan.announced",
        Thing(jurisdiction_id="lakeside"),
        {"total": Decimal("1.50")},
    )
    ctx.session.flush()
    ctx.session.expire(entry)
    assert (entry.at, entry.deed, entry.actor_id, entry.actor_name) == (NOW, "plan.announced", "ana", "Ana Ruiz")
    assert (entry.about_kind, entry.about_id, entry.jurisdiction_id) == ("plan", "plan-1", "lakeside")
    assert entry.body == {"total": "1.5"}


def test_floats_do_not_get_into_the_ledger(ctx):
    with pytest.raises(TypeError, match="binary float"):
        operations.record(ctx, "plan.announced", Thing(), {"total": 1.5})


def test_sealing_chains_in_order_and_once(ctx):
    write(ctx, "a.done", "b.done", "c.done")
    assert operations.seal(ctx, 2) == 2
    assert operations.seal(ctx, 2) == 1
    assert operations.seal(ctx, 2) == 0
    links = list(ctx.session.scalars(sa.select(Link).order_by(Link.position)))
    assert [link.position for link in links] == [1, 2, 3]
    assert [link.entry_id for link in links] == sorted(link.entry_id for link in links)
    assert links[0].previous == "0" * 64
    assert [link.previous for link in links[1:]] == [link.hash for link in links[:-1]]


def test_an_entry_whose_transaction_took_longer_is_chained_after_the_others(ctx):
    first, second = write(ctx, "a.done", "b.done")
    document = chain.document(second)
    link = Link(position=1, entry_id=second.id, previous=chain.ZEROS, hash=chain.link_hash(chain.ZEROS, document))
    ctx.add(link)
    assert operations.has_unsealed(ctx)
    assert operations.seal(ctx) == 1
    assert queries.tip(ctx).entry_id == first.id
    assert check(ctx).is_whole


def test_a_whole_ledger_is_found_whole(sealed):
    write(sealed, "f.done", "g.done")
    report = check(sealed)
    assert report.is_whole
    assert (report.chained, report.tip, report.waiting, report.waiting_since) == (5, queries.tip(sealed).hash, 2, NOW)


def test_an_empty_ledger_is_whole(ctx):
    report = check(ctx)
    assert (report.is_whole, report.chained, report.tip, report.waiting) == (True, 0, "0" * 64, 0)


CHANGED = (
    "The entry at position 3 is not the one that was chained there: it was changed, or another was put in its place."
)
TAMPERINGS = {
    "the deed": ("UPDATE ledger_entry SET deed = 'x' WHERE id = {third}", CHANGED),
    "the time": ("UPDATE ledger_entry SET at = '2020-01-01 00:00:00' WHERE id = {third}", CHANGED),
    "the actor": ("UPDATE ledger_entry SET actor_name = 'Mallory' WHERE id = {third}", CHANGED),
    "the thing": ("UPDATE ledger_entry SET about_id = 'x' WHERE id = {third}", CHANGED),
    "the place": ("UPDATE ledger_entry SET jurisdiction_id = 'x' WHERE id = {third}", CHANGED),
    "the body": ("UPDATE ledger_entry SET body = '{{}}' WHERE id = {third}", CHANGED),
    "removed": ("DELETE FROM ledger_entry WHERE id = {third}", "The entry at position 3 was removed."),
    "link removed": ("DELETE FROM ledger_link WHERE position = 3", "The link at position 3 is missing."),
    "moved": (
        "UPDATE ledger_link SET position = position + 10 WHERE position = 3",
        "The link at position 3 is missing.",
    ),
    "forged": (
        "UPDATE ledger_link SET previous = hash WHERE position = 3",
        "The link at position 3 does not follow from the one before it: it was forged or moved.",
    ),
    "hash": ("UPDATE ledger_link SET hash = 'x' WHERE position = 3", CHANGED),
}


@pytest.mark.parametrize(("statement", "sentence"), TAMPERINGS.values(), ids=TAMPERINGS)
def test_tampering_in_the_database_is_found_where_it_was_done(sealed, statement, sentence):
    third = sealed.session.scalar(sa.select(Link.entry_id).where(Link.position == 3))
    sealed.session.execute(sa.text(statement.format(third=third)))
    fault = check(sealed).fault
    assert (fault.position, fault.sentence) == (3, sentence)


def test_two_entries_that_changed_places_are_found(sealed):
    second, third = (sealed.session.get(Link, position).entry_id for position in (2, 3))
    for position, entry in ((2, -1), (3, second), (2, third)):
        sealed.session.execute(sa.update(Link).where(Link.position == position).values(entry_id=entry))
    assert check(sealed).fault.position == 2


def test_a_changed_entry_with_its_hash_made_to_fit_breaks_at_the_next_link(sealed):
    link = sealed.session.get(Link, 3)
    entry = sealed.session.get(Entry, link.entry_id)
    entry.actor_name = "Mallory"
    link.hash = chain.link_hash(link.previous, chain.document(entry))
    sealed.session.flush()
    fault = check(sealed).fault
    assert (fault.position, "forged or moved" in fault.sentence) == (4, True)


def test_cutting_off_the_end_shows_against_a_tip_noted_before(sealed):
    noted = (5, queries.tip(sealed).hash)
    sealed.session.execute(sa.delete(Link).where(Link.position > 3))
    assert check(sealed).is_whole
    fault = check(sealed, known=noted).fault
    assert fault.sentence == "The chain ends at position 3, but it once reached 5."


def test_a_ledger_written_anew_shows_against_a_tip_noted_before(sealed):
    noted = (4, sealed.session.get(Link, 4).hash)
    assert check(sealed, known=noted).is_whole
    sealed.session.execute(sa.delete(Link))
    sealed.session.execute(sa.update(Entry).values(actor_name="Mallory"))
    sealed.session.expire_all()
    operations.seal(sealed)
    assert check(sealed).is_whole
    assert check(sealed, known=noted).fault.position == 4


def test_a_stranger_can_check_the_export_without_the_service(sealed):
    tip = queries.tip(sealed)
    assert stranger_says(exported(sealed)) == f"whole: 5 entries, tip 5:{tip.hash}"


def test_a_stranger_sees_a_change_in_the_export(sealed):
    lines = exported(sealed).splitlines()
    changed = json.loads(lines[2])
    changed["entry"]["actor_name"] = "Mallory"
    lines[2] = json.dumps(changed)
    assert stranger_says("\n".join(lines)) == "broken at position 3"
    del lines[2]
    assert stranger_says("\n".join(lines)) == "broken at position 3"


def test_the_export_is_the_same_on_both_databases(sealed):
    first = json.loads(exported(sealed).splitlines()[0])
    assert first["entry"]["at"] == "2026-12-01T15:00:00.000000Z"
    assert first["entry"]["body"] == {"note": "Grün & “quoted”", "number": 0}


def test_several_sealers_make_one_chain(engine):
    def unit(work):
        with unit_of_work(engine) as session:
            return work(Context(session, SYSTEM, NOW))

    for _ in range(10):
        unit(lambda ctx: write(ctx, *["a.done"] * 10))
    start = threading.Barrier(4)

    def sealer(_number) -> int:
        start.wait()
        return sum(unit(lambda ctx: operations.seal(ctx, 7)) for _ in range(30))

    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(sealer, range(4)))
    counts.append(unit(operations.seal))
    report = unit(verification.verify)
    assert (report.fault, report.chained, report.waiting) == (None, 100, 0)
    assert sum(counts) == 100


def test_only_the_service_seals_and_only_the_operator_exports(sealed):
    auditor = Actor(id="a", grants=frozenset({Grant("auditor", "lakeside")}))
    for actor, deed in ((auditor, operations.seal), (auditor, verification.export), (NOBODY, verification.verify)):
        with pytest.raises(NotAllowed):
            deed(Context(sealed.session, actor, NOW))
    assert verification.verify(Context(sealed.session, auditor, NOW)).is_whole


def test_an_auditor_reads_the_ledger_of_their_own_jurisdiction_only(ctx):
    mine, *_ = write(ctx, "a.done", jurisdiction_id="lakeside")
    theirs, *_ = write(ctx, "b.done", jurisdiction_id="hilltop")
    nobodys, *_ = write(ctx, "c.done")
    auditor = Context(ctx.session, Actor(id="a", grants=frozenset({Grant("auditor", "lakeside")})), NOW)
    assert queries.page(auditor) == [mine]
    assert queries.get(auditor, mine.id) is mine
    for entry in (theirs, nobodys):
        with pytest.raises(NotFound):
            queries.get(auditor, entry.id)
    operator = Context(ctx.session, Actor(id="o", is_operator=True), NOW)
    assert queries.page(operator) == [nobodys, theirs, mine]
    assert queries.page(Context(ctx.session, NOBODY, NOW)) == []


def test_the_ledger_is_paged_and_narrowed(ctx):
    entries = write(ctx, "plan.announced", "plan.withdrawn", "planning.done", "pool.formed")
    later = Context(ctx.session, SYSTEM, NOW + timedelta(days=1))
    last, *_ = write(later, "pool.closed", id="other")
    assert queries.page(ctx, limit=2) == [last, entries[3]]
    assert queries.page(ctx, before=entries[3].id, limit=2) == [entries[2], entries[1]]
    assert queries.page(ctx, deed="plan") == [entries[1], entries[0]]
    assert queries.page(ctx, deed="plan.withdrawn") == [entries[1]]
    assert queries.page(ctx, since=NOW + timedelta(hours=1)) == [last]
    assert queries.page(ctx, until=NOW) == []
    assert queries.about(ctx, Thing("other")) == [last]
    operations.seal(ctx)
    assert queries.positions(ctx, [last, entries[0]]) == {entries[0].id: 1, last.id: 5}


def test_what_is_chained_does_not_depend_on_the_zone_of_the_instant():
    there = NOW.astimezone(timezone(timedelta(hours=-6)))
    assert chain.link_hash(chain.ZEROS, {"at": NOW}) == chain.link_hash(chain.ZEROS, {"at": there})
