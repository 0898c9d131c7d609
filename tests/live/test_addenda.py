"""Addenda with real commits and threads: against the deadline, and against whoever submits at the same instant."""

import threading
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

import pytest
import sqlalchemy as sa

from procurement.clarifications import operations as clarifications
from procurement.clarifications import queries as addenda
from procurement.clarifications.lifecycle import AddendumState
from procurement.clarifications.models import Addendum
from procurement.core.database import database_clock
from procurement.core.errors import Conflict, Invalid
from procurement.responses import operations, queries
from procurement.responses.models import Response, Sealing
from procurement.solicitations.models import Solicitation
from tests.builders.clarifications import a_draft_addendum, an_issued_addendum
from tests.live.test_deadline import the_scene, unit


def a_scene(engine):
    """A published solicitation whose next addendum is written, the officer, and a vendor with a complete draft."""
    solicitation_id, (who,), officer, _ = the_scene(engine, 1)
    with unit(engine) as ctx:
        it = ctx.session.get_one(Solicitation, solicitation_id)
        it.jurisdiction.rules = {**it.jurisdiction.rules, "addendum_days": 0}
        a_draft_addendum(ctx, it)
    return solicitation_id, who, officer


def issue(engine, officer, solicitation_id: str) -> int | None:
    with unit(engine, officer) as ctx:
        it = ctx.session.get_one(Solicitation, solicitation_id)
        return clarifications.issue(ctx, addenda.draft(ctx, it)).number


def test_an_addendum_that_waited_until_the_deadline_had_passed_is_not_issued(engine):
    solicitation_id, who, officer = a_scene(engine)
    with unit(engine) as ctx:
        due = database_clock(ctx.session) + timedelta(milliseconds=600)
        ctx.session.get_one(Solicitation, solicitation_id).due_at = due
    with ThreadPoolExecutor(1) as threads:
        with unit(engine, who.actor) as ctx:
            # Somebody submits in time and is not committed yet: the addendum, begun in time too, waits for it.
            receipt = operations.submit(ctx, queries.get_own(ctx, who.response_id), token="in-time-1", declaration=True)
            running = threads.submit(issue, engine, officer, solicitation_id)
            wait([running], timeout=0.7)
            assert not running.done() and receipt.received_at < due
        with pytest.raises(Conflict, match="The deadline passed on"):
            running.result(timeout=60)
    with unit(engine) as ctx:
        it = ctx.session.get_one(Solicitation, solicitation_id)
        assert (it.due_at, len(it.revisions), it.is_amending) == (due, 1, True)
        assert ctx.session.scalars(sa.select(Addendum.state)).one() == AddendumState.DRAFT


def test_whoever_submits_while_an_addendum_is_issued_is_sealed_for_it_or_told_of_it(engine):
    solicitation_id, who, officer = a_scene(engine)
    started = threading.Event()

    def submit(read: list[int]) -> str:
        with unit(engine, who.actor) as ctx:
            response = queries.get_own(ctx, who.response_id)
            started.set()
            token = f"with-{len(read)}-addenda"
            row = operations.submit(ctx, response, token=token, declaration=True, addenda_read=read)
            return row.revision_digest

    with ThreadPoolExecutor(1) as threads:
        with unit(engine, officer) as ctx:
            it = ctx.session.get_one(Solicitation, solicitation_id)
            addendum = clarifications.issue(ctx, addenda.draft(ctx, it))
            digest = addendum.revision.digest
            running = threads.submit(submit, [])
            if engine.dialect.name != "sqlite":
                # It has read the text before, and waits in the middle of its unit.
                started.wait(timeout=10)
            wait([running], timeout=0.2)
            assert not running.done(), "the submission did not wait"
        with pytest.raises(Invalid) as refused:
            running.result(timeout=60)
        assert refused.value.faults == {"addenda_read": ["Read and acknowledge addendum 1 to submit."]}
    assert submit([1]) == digest
    with unit(engine) as ctx:
        response = ctx.session.get_one(Response, who.response_id)
        an_issued_addendum(ctx, ctx.session.get_one(Solicitation, solicitation_id))
        assert [str(each.status) for each in queries.notices_of(response)] == ["acknowledged", "to-acknowledge"]
        assert ctx.session.scalar(sa.select(sa.func.count()).select_from(Sealing)) == 1
