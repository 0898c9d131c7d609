"""Stating demand by year and by sheet: every bad cell is named, what is confirmed is what was shown."""

import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from procurement.core.errors import Conflict, Invalid
from procurement.core.spreadsheet import FORMULA, Table, write
from procurement.networks.duties import Duty
from procurement.pools import demand_queries, demand_sheet, operations, policy, queries
from procurement.pools.demand_sheet import Row
from procurement.solicitations import queries as solicitation_queries
from tests.builders.people import a_context, acting
from tests.builders.pools import a_committed_pool, a_pool, as_lead, part_of, stated
from tests.builders.solicitations import a_draft_solicitation, as_representative, somebody

HEAD = demand_sheet.headings(2)
KNOWN = {"p1": "Truck", "p2": "Charger"}


@pytest.fixture
def ctx(session):
    return a_context(session)


def read(*rows, head=HEAD, merged=None):
    return demand_sheet.read(Table([(1, list(head)), *enumerate(rows, 2)], merged or {}), KNOWN, 2)


def test_a_sheet_says_what_was_written_into_it():
    rows = [Row("p1", "Truck", "truck", [Decimal("1.5"), Decimal(0)], True, Decimal(1), Decimal("9.99"), "PO 7")]
    table = demand_sheet.written(rows, 2)
    found = demand_sheet.read(Table(list(enumerate(table, 1))), KNOWN, 2)
    assert found.faults == []
    assert found.cells == {
        "p1": {"years": ["1.5", "0"], "is_firm": True, "minimum": "1", "last_price": "9.99", "source": "PO 7"}
    }


@pytest.mark.parametrize(
    ("cells", "where", "said"),
    [
        (["p1", "", "", 1], "E2", "State a quantity for each year"),
        (["p1", "", "", "many", 2], "D2", "“many” is not a number."),
        (["p1", "", "", -1, 2], "D2", "may not be below 0"),
        (["p1", "", "", 0.0001, 2], "D2", "At most 3 digits"),
        (["p1", "", "", 2_000_000_000, 2], "D2", "At most 1,000,000,000"),
        (["p1", "", "", FORMULA, 2], "D2", "A formula stands here. Paste its value."),
        (["p1", "", "", True, 2], "D2", "not a number"),
        (["p1", "", "", 1, 2, "perhaps"], "F2", "Write yes or no."),
        (["p1", "", "", 1, 2, "no", 4], "G2", "more than the 3 that you need"),
        (["p1", "", "", None, None, None, 4], "D2", "no quantity is stated"),
        (["p1", "", "", 1, 2, "no", None, 5], "I2", "Say where the last price stands"),
        (["p9", "", "", 1, 2], "A2", "no line “p9”"),
        (["", "Truck", "", 1, 2], "A2", "The key is missing"),
    ],
)
def test_every_bad_cell_is_named(cells, where, said):
    found = read(cells)
    assert [each["cell"] for each in found.faults] == [where]
    assert said in found.faults[0]["sentence"] and found.cells == {}


def test_headings_are_found_wherever_they_stand_and_doubles_are_told():
    moved = ["Year 2", "Firm", "KEY", "year 1"]
    assert read([3, "yes", "p1", 2], head=moved).cells == {
        "p1": {"years": ["2", "3"], "is_firm": True, "minimum": None}
    }
    assert [each["cell"] for each in read(head=["Key", "Year 1"]).faults] == ["A1"]
    assert read(head=[*HEAD, "Year 3"]).faults[0]["sentence"] == "The pool has 2 years, not more."
    twice = read(["p1", "", "", 1, 2], ["p1", "", "", 5, 6])
    assert twice.cells == {} and twice.faults[0]["cell"] == "A3"
    assert read(["p1", "", "", 1, 2], merged={2: "A2:B2"}).faults[0]["cell"] == "A2:B2"
    assert demand_sheet.read(Table([]), KNOWN, 2).faults[0]["cell"] == "A1"


def test_demand_by_year_flows_into_the_joint_price_lines(ctx):
    pool = a_pool(ctx, years=2)
    for number, part in enumerate(sorted(pool.participations, key=lambda each: each.jurisdiction.name), 1):
        acts = as_representative(ctx, part.jurisdiction)
        said = {"years": [Decimal(number), Decimal("0.5")], "is_firm": number == 1, "minimum": Decimal("0.5")}
        operations.state_quantities(acts, part, quantities={line.key: said for line in pool.lines})
    birch = part_of(pool, "City of Birch")
    acts = as_representative(ctx, birch.jurisdiction)
    with pytest.raises(Invalid) as refusal:
        operations.state_quantities(acts, birch, quantities={"p1": {"quantity": Decimal(1)}})
    assert list(refusal.value.faults) == ["quantities.p1.years.0"]
    with pytest.raises(Conflict, match="number of years stays"):
        operations.edit(as_lead(ctx, pool), pool, years=3)
    option = operations.add_option(acts, birch, description="Snow plough", unit="piece")
    assert [each.name for each in queries.standing(ctx.session, pool).gaps] == ["City of Birch"]
    cedar = part_of(pool, "City of Cedar")
    with pytest.raises(Invalid):
        operations.state_quantities(
            as_representative(ctx, cedar.jurisdiction), cedar, quantities={option.key: {"years": [Decimal(1)] * 2}}
        )
    operations.state_quantities(acts, birch, quantities={option.key: {"years": [Decimal(1), Decimal(0)]}})
    operations.commit(as_lead(ctx, pool), pool)
    draft = a_draft_solicitation(ctx, pool=pool)
    one, _, own = solicitation_queries.draft_content(ctx.session, draft)["price_lines"]
    assert (one["quantity"], one["years"], one["firm"], one["optional"]) == ("7.5", ["6", "1.5"], "1.5", False)
    assert [(each["jurisdiction"], each["quantity"], each["years"], each["minimum"]) for each in one["shares"]] == [
        ("City of Alder", "1.5", ["1", "0.5"], "0.5"),
        ("City of Birch", "2.5", ["2", "0.5"], "0.5"),
        ("City of Cedar", "3.5", ["3", "0.5"], "0.5"),
    ]
    assert (own["optional"], own["group"], own["quantity"]) == (True, "Options of City of Birch alone", "1")
    assert queries.demand(ctx.session, pool)[0]["quantity"] == "7.5"


def test_a_sheet_is_shown_confirmed_once_and_never_over_what_changed_meanwhile(ctx):
    pool = a_pool(ctx)
    birch = part_of(pool, "City of Birch")
    acts = as_representative(ctx, birch.jurisdiction)
    rows = [
        Row("p1", "Truck", "truck", [Decimal(7)], True, None, Decimal("310000.5"), "Contract 12"),
        Row("p2", "", ""),
    ]
    table = demand_sheet.written(rows, 1)
    table[2][3] = "some"
    sheet = operations.read_sheet(acts, birch, data=write("Q", table), filename="q.xlsx")
    assert [each["cell"] for each in sheet.faults] == ["D3"] and list(sheet.cells) == ["p1"]
    assert queries.commitments(ctx.session, birch) == {}
    stated(ctx, birch, {"p2": "1"})
    with pytest.raises(Conflict, match="after this sheet was read"):
        operations.confirm_sheet(acts, birch, digest=sheet.digest)
    sheet = operations.read_sheet(acts, birch, data=write("Q", table), filename="q.xlsx")
    operations.confirm_sheet(acts, birch, digest=sheet.digest)
    (row,) = queries.commitments(ctx.session, birch)[pool.lines[0].id]
    assert (row.quantity, row.is_firm) == (Decimal(7), True)
    with pytest.raises(Conflict, match="confirmed, discarded or replaced"):
        operations.confirm_sheet(acts, birch, digest=sheet.digest)
    paid = demand_queries.last_prices_of_pool(ctx.session, pool)
    assert paid == {birch.id: {"p1": (Decimal("310000.5"), "Contract 12")}}
    with pytest.raises(Invalid, match="problem") as refusal:
        operations.read_sheet(acts, birch, data=b"%PDF-1.7", filename="q.xlsx")
    assert list(refusal.value.faults) == ["sheet"]
    # What was paid last is for the member's own people, whoever else takes part.
    anna = acting(ctx, somebody(ctx, birch.jurisdiction, Duty.APPROVER, "Anna"))
    assert policy.may_see_last_prices(anna.actor, birch)
    assert not policy.may_see_last_prices(as_lead(ctx, pool).actor, birch)
    operations.state_places(acts, birch, places=[{"name": "North depot", "address": "1 Elm Street"}])
    operations.leave(acts, birch)
    assert (
        demand_queries.places(ctx.session, birch) == [] and demand_queries.last_prices_of_pool(ctx.session, pool) == {}
    )


def test_what_is_written_into_a_sheet_stays_text(ctx):
    pool = a_committed_pool(ctx, lines=[{"description": "=HYPERLINK(1)", "unit": "piece"}])
    lines = [Row(each.key, each.description, each.unit) for each in pool.lines]
    book = load_workbook(io.BytesIO(write("Q", demand_sheet.written(lines, 1))))
    assert (book.worksheets[0]["B2"].value, book.worksheets[0]["B2"].data_type) == ("=HYPERLINK(1)", "s")
