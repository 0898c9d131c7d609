"""Lists stay cheap: a page asks the database as often for many responses as for few."""

from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from procurement.responses import operations
from procurement.solicitations.models import Solicitation
from tests.builders.people import a_vendor
from tests.builders.responses import a_draft_response, a_sealed_response, a_staged_file, as_vendor, opened, submit
from tests.builders.solicitations import a_published_solicitation, officer_of
from tests.responses.doors import Door

MOST = 12


@pytest.fixture
def door(app):
    return Door(app)


@contextmanager
def counted(engine):
    """The statements of the block."""
    found = []

    def note(_connection, _cursor, statement, *_rest):
        if not statement.startswith(("BEGIN", "PRAGMA", "ROLLBACK", "COMMIT")):
            found.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    yield found
    sa.event.remove(engine, "before_cursor_execute", note)


def test_a_vendors_pages_ask_little(door):
    with door.unit() as ctx:
        vendor, person = a_vendor(ctx)
        for number in range(6):
            solicitation = a_published_solicitation(ctx, reference=f"RFP {number}")
            response = a_sealed_response(ctx, solicitation, vendor)
            for digit in "abcdef":
                operations.attach(as_vendor(ctx, vendor), response, a_staged_file(f"{digit}.pdf", digit))
            operations.save(as_vendor(ctx, vendor), response, note="Changed")
            receipt = submit(ctx, response)
        response_id, number, person_id = response.id, receipt.receipt_number, person.id
    door.sign_in(person_id)
    for tail in ("", f"/{response_id}", *(f"/{response_id}/{step}" for step in (
        "requirements", "prices", "files", "note", "submit", "withdraw", f"receipts/{number}"
    ))):  # fmt: skip
        with counted(door.app.engine) as statements:
            door.get(f"/responses{tail}")
        assert len(statements) <= MOST, f"/responses{tail}: {len(statements)}\n" + "\n".join(statements)


def test_the_pages_of_the_opening_ask_little(door):
    with door.unit() as ctx:
        solicitation = a_published_solicitation(ctx)
        for number in range(6):
            vendor, _ = a_vendor(ctx, f"Company {number}", f"Person{number} Name")
            response = a_sealed_response(ctx, solicitation, vendor)
        a_draft_response(ctx, solicitation)
        opened(ctx, solicitation)
        place, response_id = solicitation.id, response.id
        officer = officer_of(ctx, ctx.session.get_one(Solicitation, place)).id
    door.sign_in(officer)
    for address in (
        f"/solicitations/{place}/opening", f"/solicitations/{place}/register", f"/solicitations/{place}/responses",
        f"/responses/{response_id}/opened",
    ):  # fmt: skip
        with counted(door.app.engine) as statements:
            door.get(address)
        assert len(statements) <= MOST, f"{address}: {len(statements)}\n" + "\n".join(statements)
