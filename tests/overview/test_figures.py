"""Every figure of an overview has exactly its rows, alone and together, and none that its reader may not see."""

import io
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pikepdf
import pytest

import pdf
from procurement.contracts import adopting, outcomes
from procurement.core.context import NOBODY
from procurement.core.errors import Invalid, NotAllowed, NotFound, NotSignedIn
from procurement.library.models import Scope
from procurement.networks.duties import Duty
from procurement.overview import queries
from procurement.overview.figures import BUYING, DAYS, PEERS, Total
from procurement.overview.queries import Filters
from procurement.overview.saving import compared
from procurement.packets import queries as packets
from procurement.packets.models import PacketKind
from procurement.pools.models import LastPrice
from procurement.responses import paying
from tests.builders.adoptions import a_requested_adoption, an_adoptable_contract, an_agreed_adoption, as_adopter
from tests.builders.contracts import a_signed_addendum, contract_officer, offered_addenda
from tests.builders.people import a_context, a_jurisdiction, a_vendor, acting, later, with_duty
from tests.builders.plans import a_plan
from tests.builders.pools import the_member, the_network

SAID = {"on_time": "yes", "on_budget": "yes", "buy_again": "yes"}
MOST = 500


def a_year_of_buying(ctx):
    """Alder leads a pool of three, of which two sign; Birch states what it paid last; Fern, of another coalition,
    adopts a recorded contract of Alder's and tells what it saved; Birch announces what it needs."""
    network = the_network(ctx)
    addenda = offered_addenda(ctx)
    for name in ("City of Alder", "City of Birch"):
        a_signed_addendum(ctx, addenda[name])
    birch = addenda["City of Birch"]
    lines = birch.participation.pool.lines
    ctx.add(LastPrice(participation_id=birch.participation_id, line_id=lines[0].id, unit_price=Decimal("130.125"),
                      source="Order 7"))  # fmt: skip
    alder = birch.award.solicitation.jurisdiction
    when = replace(ctx, now=birch.signed_at)
    day = when.now.date()
    contract = an_adoptable_contract(
        when, place=alder, starts_on=day - timedelta(days=200), ends_on=day + timedelta(days=165),
        focus_area="Connectivity",
    )  # fmt: skip
    fern = a_jurisdiction(when, "City of Fern", the_network(when, "River Coalition"))
    adopted = an_agreed_adoption(when, contract, fern)
    adopting.sign(as_adopter(when, adopted), adopted, signature="Rita Moss, City manager")
    officer = contract_officer(when, fern)
    tell = {"jurisdiction_id": fern.id, "milestone": "start", **SAID, "saved_cents": 1_250_000, "saved_hours": 40,
            "saved_how": "Last year's price times forty."}  # fmt: skip
    outcomes.tell(officer, contract, **tell)
    a_plan(when, birch.jurisdiction, focus_area="connectivity")
    return when, network, alder, birch, fern, contract


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_every_figure_counts_exactly_its_rows(session):
    ctx, network, alder, birch, fern, contract = a_year_of_buying(a_context(session))
    view = queries.of_jurisdiction(contract_officer(ctx, alder), alder)
    found = queries.board(view)
    assert found.total("solicitations", how="together").rows == 1
    assert found.total("awards").cents == birch.award.amount_cents
    assert found.total("bought", how="together") == Total(1, 20_000, 1)
    assert found.total("bought", how="alone") == Total(1, 0, 0), "a recorded contract names no amount"
    assert [(each.name, each.cents) for each in found.peers] == [("City of Fern", 8_000_000), ("City of Birch", 40_000)]
    assert {each.name for each in found.vendors} == {"Fieldnet Radio", birch.award.response.vendor.name}
    assert found.saved == [] and found.day_total("ends") == 1 and found.day_total("renewals") == 1
    assert found.total("peer-plans", area="connectivity").rows == 1 and found.total("peer-outcomes").rows == 0, (
        "Fern is no peer"
    )
    _agrees(view, found)
    whole = queries.of_network(contract_officer(ctx, birch.jurisdiction), network, "all")
    sums = queries.board(whole)
    assert sums.total("addenda") == Total(2, 60_000, 2) and sums.total("adoptions").rows == 0
    assert [(each.name, each.cents) for each in sums.peers] == [("City of Birch", 40_000), ("City of Alder", 20_000)]
    assert sums.saved_cents == 6_025 and sums.saved_by == 1, "2 trucks at 130.125 instead of 100, to the cent"
    _agrees(whole, sums)
    own = queries.of_jurisdiction(contract_officer(ctx, fern), fern)
    ferns = queries.board(own)
    assert (ferns.total("told-money").cents, ferns.total("told-hours").number) == (1_250_000, 40)
    assert ferns.governments("told-money") == 1 and ferns.total("adoptions").cents == 8_000_000
    assert [each.name for each in ferns.peers] == ["City of Alder"]
    _agrees(own, ferns)
    year = contract_officer(later(ctx, days=200), fern)
    again = {
        **SAID,
        "jurisdiction_id": fern.id,
        "milestone": "year-1",
        "saved_cents": 900_000,
        "saved_how": "The same.",
    }
    outcomes.tell(year, contract, **again)
    by_then = queries.board(queries.of_jurisdiction(year, fern))
    assert by_then.total("told-money") == Total(1, 900_000, 1), "what it said last, once"
    assert by_then.total("told-hours").number == 40


def _agrees(view, found):
    """The list of each figure, and of each of its parts, has as many rows and the same sums as the figure."""
    for figure in (*BUYING, "bought", *PEERS, "told-money", "told-hours", "reused"):
        for how in (None, "alone", "together"):
            _same(view, found.total(figure, how=how), figure, Filters(how=how))
    for figure in BUYING:
        for area in found.areas:
            _same(view, found.total(figure, area=area), figure, Filters(area=area))
        for year in found.years:
            _same(view, found.total(figure, year=year), figure, Filters(year=year))
    for figure in PEERS:
        for area in found.peer_areas:
            _same(view, found.total(figure, area=area), figure, Filters(area=area))
    for each in found.peers:
        rows = queries.listed(view, "with-peers", Filters(peer=each.key), limit=MOST)
        assert (rows.count, rows.cents or 0) == (each.rows, each.cents)
    for each in found.vendors:
        rows = queries.listed(view, "bought", Filters(vendor=each.key), limit=MOST)
        assert (rows.count, rows.cents or 0) == (each.rows, each.cents)
    for figure in DAYS:
        assert queries.listed(view, figure, limit=MOST).count == found.day_total(figure)
        for month in found.months:
            rows = queries.listed(view, figure, Filters(month=month), limit=MOST)
            assert rows.count == len(rows.items) == found.in_month(figure, month)
    rows = queries.listed(view, "saved-prices", limit=MOST)
    assert (rows.count, rows.cents) == (len(found.saved), found.saved_cents)


def _same(view, total, figure, filters):
    rows = queries.listed(view, figure, filters, limit=MOST)
    assert rows.count == len(rows.items) == total.rows, (figure, filters)
    assert (rows.cents or 0, rows.number or 0) == (total.cents, total.number), (figure, filters)


def test_what_was_saved_is_what_the_award_said_it_would_save(session):
    ctx = a_context(session)
    addenda = offered_addenda(ctx)
    for name, prices in (("City of Birch", {0: "130.125"}), ("City of Cedar", {0: "90", 1: "100.001"})):
        addendum = addenda[name]
        known = {addendum.participation.pool.lines[at].key: Decimal(price) for at, price in prices.items()}
        award = addendum.award
        offered = award.response.opened["prices"]
        saving = paying.saving(
            award.solicitation.revision.body["price_lines"], offered, addendum.participation_id, known
        )
        assert compared(addendum.lines, known) == (
            saving.compared_cents, saving.last_cents, saving.lines, saving.of_lines
        )  # fmt: skip


def test_nobody_is_shown_what_is_not_for_them(session):
    ctx, network, alder, birch, fern, contract = a_year_of_buying(a_context(session))
    _, seller = a_vendor(ctx, "Other Sellers", "Sal Vane")
    evaluator = with_duty(ctx, alder, "Eve Low", Duty.EVALUATOR)
    steward = with_duty(ctx, network, "Stu Art", Duty.STEWARD)
    refused = (
        (contract_officer(ctx, birch.jurisdiction), NotAllowed), (acting(ctx, seller), NotAllowed),
        (acting(ctx, evaluator), NotAllowed), (acting(ctx, steward), NotAllowed),
        (replace(ctx, actor=NOBODY), NotSignedIn),
    )  # fmt: skip
    for who, why in refused:
        with pytest.raises(why):
            queries.of_jurisdiction(who, alder)
    for who, why in (
        (contract_officer(ctx, fern), NotAllowed), (acting(ctx, seller), NotAllowed),
        (acting(ctx, evaluator), NotAllowed), (replace(ctx, actor=NOBODY), NotSignedIn),
    ):  # fmt: skip
        with pytest.raises(why):
            queries.of_network(who, network)
        assert not queries.offered(who, network)
    by_steward = queries.board(queries.of_network(acting(ctx, steward), network))
    assert by_steward.total("addenda").rows == 2 and by_steward.saved == [], "last prices are for the pool's members"
    eve = the_member(ctx, "City of Elm", network)
    assert queries.board(queries.of_network(contract_officer(ctx, eve), network)).saved == []
    secret = a_plan(ctx, birch.jurisdiction, title="Secret", scope=Scope.OWN, focus_area="Connectivity")
    a_requested_adoption(ctx, contract, birch.jurisdiction)
    mine = queries.of_jurisdiction(contract_officer(ctx, alder), alder)
    listed = queries.listed(mine, "peer-plans", limit=MOST)
    assert secret.id not in {each.id for each in listed.items} and listed.count == 1
    assert queries.board(mine).total("peer-plans").rows == 1
    with pytest.raises(Invalid):
        queries.of_jurisdiction(contract_officer(ctx, alder), alder, "tomorrow")
    with pytest.raises(NotFound):
        queries.listed(mine, "secrets", limit=MOST)


def test_it_is_printed_on_two_pages_with_the_figures_of_its_reader(session):
    ctx, network, alder, _, fern, _ = a_year_of_buying(a_context(session))
    officer = contract_officer(ctx, alder)
    for place in (alder, network):
        document = packets.document(officer, PacketKind.OVERVIEW, place.id)
        assert pdf.check(document) == []
    own = str(packets.document(officer, PacketKind.OVERVIEW, alder.id))
    for said in ("City of Fern", "$80,000.00", "Fieldnet Radio", "Connectivity"):
        assert said in own, said
    assert "$60.25" in str(document), "Alder's people see what the members of their pool saved"
    with pikepdf.open(io.BytesIO(pdf.render(document))) as paper:
        assert len(paper.pages) <= 2
    for who, why in ((contract_officer(ctx, fern), NotAllowed), (replace(ctx, actor=NOBODY), NotSignedIn)):
        for place in (alder, network):
            with pytest.raises(why):
                packets.document(who, PacketKind.OVERVIEW, place.id)
    with pytest.raises(NotFound):
        packets.document(officer, PacketKind.OVERVIEW, "nowhere")
