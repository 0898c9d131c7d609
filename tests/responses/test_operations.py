"""Submitting, revising and withdrawing: what a vendor does, and what is refused in which words."""

from dataclasses import replace
from datetime import timedelta

import pytest

from procurement.core.errors import Conflict, Incomplete, Invalid, NotAllowed
from procurement.responses import operations, queries, sealing
from procurement.responses.lifecycle import ResponseState
from tests.builders.people import a_context, a_vendor
from tests.builders.responses import a_draft_response, a_sealed_response, an_opened_solicitation, as_vendor, submit
from tests.builders.solicitations import a_published_solicitation


@pytest.fixture
def ctx(session):
    return a_context(session)


@pytest.fixture
def solicitation(ctx):
    return a_published_solicitation(ctx)


def test_a_submitted_response_is_sealed_with_a_receipt(ctx, solicitation):
    response = a_draft_response(ctx, solicitation)
    assert response.state == ResponseState.DRAFT
    receipt = submit(ctx, response)
    assert response.state == ResponseState.SEALED
    assert receipt.number == 1
    assert receipt.received_at == ctx.now
    content = sealing.unseal(receipt.envelope)
    assert content["answers"] == {"r1": "As written in our plan.", "r2": True}
    assert content["total"] == "3700.00"


def test_opened(ctx):
    solicitation = an_opened_solicitation(ctx)
    assert [each.opened["total"] for each in queries.opened(ctx, solicitation)] == ["3700.00", "4070.00", "4440.00"]
