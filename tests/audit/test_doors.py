"""The ledger by page and by program: auditors and administrators of a place, and the operator."""

import pytest

from procurement.networks.duties import Duty
from tests.builders.people import a_jurisdiction, a_person, with_duty
from tests.support.visitors import Program, Visitor, a_unit, text_of


@pytest.fixture
def people(app):
    with a_unit(app) as ctx:
        alder, birch = a_jurisdiction(ctx), a_jurisdiction(ctx, "Birch County")
        operator = a_person(ctx, "Olga Reed")
        operator.is_operator = True
        return {
            "auditor": with_duty(ctx, alder, "Amy Wells", Duty.AUDITOR),
            "elsewhere": with_duty(ctx, birch, "Bo Lake", Duty.AUDITOR),
            "officer": with_duty(ctx, alder, "Ora Pike", Duty.OFFICER),
            "operator": operator,
        }


def test_entries_are_for_those_who_audit_the_place(app, people):
    seen = {
        name: Program(app).already_in(person).call("GET", "/ledger?limit=200").json for name, person in people.items()
    }
    places = {name: {each["jurisdiction_id"] for each in page["items"]} for name, page in seen.items()}
    assert len(places["auditor"]) == len(places["elsewhere"]) == 1
    assert places["auditor"] != places["elsewhere"]
    assert places["officer"] == set()
    assert len(places["operator"]) >= 3


def test_the_page_is_not_there_for_who_reads_nothing(app, people):
    assert Visitor(app).already_in(people["officer"]).get("/ledger").status_code == 404
    assert Visitor(app).get("/ledger").status_code == 302
    assert "jurisdiction.created" in text_of(Visitor(app).already_in(people["auditor"]).get("/ledger"))
    narrowed = Visitor(app).already_in(people["auditor"]).get("/ledger?deed=nothing&before=x")
    assert "No entries" in text_of(narrowed)


def test_the_check_says_that_the_chain_is_whole(app, people):
    assert "The chain is whole" in text_of(Visitor(app).already_in(people["auditor"]).get("/ledger/check"))
    report = Program(app).already_in(people["auditor"]).call("GET", "/ledger/check").json
    assert report["is_whole"] is True
    assert report["fault"] is None


def test_only_the_operator_takes_the_whole_ledger_out(app, people):
    assert Visitor(app).already_in(people["auditor"]).get("/ledger/export").status_code == 403
    assert Visitor(app).already_in(people["operator"]).get("/ledger/export").status_code == 200


def test_instants_at_the_edge_of_time_are_refused(app, people):
    program = Program(app).already_in(people["auditor"])
    for instant in ("0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00"):
        assert program.call("GET", f"/ledger?since={instant}").status_code == 422
        assert program.call("GET", f"/ledger?until={instant}").status_code == 422
