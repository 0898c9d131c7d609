"""The pages of panel and seat, from convening to the ranking, and what they say when something is wrong."""

import re

import pytest

from procurement import scoring
from procurement.evaluation import operations, queries
from procurement.evaluation.models import Panel
from procurement.vendors import queries as vendors
from tests.builders.evaluation import (
    a_closed_panel,
    a_convened_panel,
    a_scoring_panel,
    all_submitted,
    disclosed,
    evaluation_time,
    evaluators,
)
from tests.builders.responses import an_opened_solicitation
from tests.builders.solicitations import officer_of
from tests.support.visitors import Program, Visitor, a_unit, counted_selects, text_of

#: What every request asks before the view: the clock, who calls and what they may, when they were last seen.
RECOGNISING = 6


class Scene:
    """A panel, and browsers for its people."""

    def __init__(self, app, panel_id: str):
        self.app = app
        with a_unit(app) as ctx:
            panel = queries.get(ctx, panel_id)
            self.panel, self.solicitation = panel.id, panel.solicitation_id
            self.seats = [seat.person for seat in panel.seats]
            self.officer = officer_of(ctx, panel.solicitation)
            self.responses = [each.id for each in queries.opened(ctx.session, self.solicitation)]
            self.vendors = [each.vendor.name for each in queries.opened(ctx.session, self.solicitation)]
        self.at = f"/solicitations/{self.solicitation}"

    def visitor(self, person) -> Visitor:
        return Visitor(self.app).already_in(person)


def scene(app, build, **given) -> Scene:
    with a_unit(app) as ctx:
        panel_id = build(ctx, **given).id
    return Scene(app, panel_id)


def version_on(page) -> str:
    return re.search(r'name="version" value="(\d+)"', page.text)[1]


def full_marks(mark: str = "4") -> dict[str, str]:
    marks = {"approach": mark, "local": "0", "insurance": "pass"}
    filled = {f"marks.{key}.mark": value for key, value in marks.items()}
    return filled | {f"marks.{key}.reason": "It is shown on page two." for key in marks}


def test_an_evaluation_goes_from_the_panel_to_the_ranking(app):
    with a_unit(app) as ctx:
        solicitation = an_opened_solicitation(ctx, responses=2)
        people = evaluators(ctx, solicitation)
        at, officer = f"/solicitations/{solicitation.id}", officer_of(ctx, solicitation)
        found = [(each.id, each.vendor.name) for each in queries.opened(ctx.session, solicitation.id)]
    desk = Visitor(app).already_in(officer)
    assert "Choose at least 3 evaluators" in text_of(desk.get(f"{at}/panel"))
    chosen = {"person_ids[]": [each.id for each in people], "chair_id": people[0].id}
    assert desk.post(f"{at}/panel/convene", chosen).status_code == 302
    page = text_of(desk.get(f"{at}/panel"))
    assert f"{people[1].name} has not disclosed yet." in page
    for response_id, _ in found:
        sent = {"kind": "responsive", "preference": "", "holds": "true", "reason": "Everything is there."}
        assert desk.post(f"{at}/panel/responses/{response_id}", sent).status_code == 302
    browsers = [Visitor(app).already_in(each) for each in people]
    for each in browsers:
        sent = {}
        for place, (response_id, _) in enumerate(found):
            sent |= {f"declarations.{place}.response_id": response_id, f"declarations.{place}.has_conflict": "false"}
        assert each.post(f"{at}/seat/conflicts", sent).status_code == 302
    assert desk.post(f"{at}/panel/begin").status_code == 302
    for number, each in enumerate(browsers):
        for response_id, _ in found:
            address = f"{at}/seat/responses/{response_id}"
            version = version_on(each.get(address))
            answer = each.post(address, {**full_marks(str(3 + number % 2)), "version": version, "next": "check"})
            assert answer.status_code == 302, text_of(answer)
            check = each.get(f"{address}/submit")
            assert "3 of 3 marked" in text_of(check)
            assert each.post(f"{address}/submit", {"version": version_on(check)}).status_code == 302
    assert "Every sheet is in." in text_of(desk.get(f"{at}/panel"))
    assert desk.post(f"{at}/panel/close").status_code == 302
    page = desk.get(f"{at}/panel")
    assert "The panel has closed" in text_of(page)
    first, second = (row for row in re.findall(r"<tr>\s*<td class=\"number\">\d.*?</tr>", page.text, re.DOTALL))
    assert found[0][1] in first and found[1][1] in second
    assert first.count("<rect") == 3
    assert "The panel has closed" in text_of(browsers[2].get(f"{at}/seat"))


def test_what_was_typed_stays_when_somebody_saved_meanwhile(app):
    at = scene(app, a_scoring_panel)
    browser = at.visitor(at.seats[1])
    address = f"{at.at}/seat/responses/{at.responses[0]}"
    version = version_on(browser.get(address))
    assert browser.post(address, {"marks.approach.mark": "2", "version": version}).status_code == 302
    stale = browser.post(address, {"marks.approach.mark": "5", "marks.approach.reason": "Bold.", "version": version})
    assert stale.status_code == 409
    assert "Somebody changed this" in text_of(stale) and "Saved at present: 2." in text_of(stale)
    assert "Bold." in stale.text and re.search(r'value="5" checked', stale.text)
    assert browser.post(address, {"marks.approach.mark": "5", "version": version_on(stale)}).status_code == 302


def test_a_mark_that_does_not_fit_is_shown_with_what_was_typed(app):
    at = scene(app, a_scoring_panel)
    browser = at.visitor(at.seats[1])
    address = f"{at.at}/seat/responses/{at.responses[0]}"
    answer = browser.post(
        address, {"marks.local.mark": "eleven", "marks.local.reason": "A shop.", "marks.ghost.mark": "1"}
    )
    assert answer.status_code == 422 and "<title>Error:" in answer.text
    assert "Give a number from 0 to 10." in text_of(answer) and 'value="eleven"' in answer.text
    assert "0 of 3 marked" in text_of(browser.get(address))


def test_an_incomplete_sheet_is_not_submitted_and_says_what_is_missing(app):
    at = scene(app, a_scoring_panel)
    browser = at.visitor(at.seats[1])
    address = f"{at.at}/seat/responses/{at.responses[0]}"
    browser.post(address, {"marks.approach.mark": "0", "marks.approach.reason": "Nothing at all."})
    assert "1 of 3 marked" in text_of(browser.get(address))
    answer = browser.post(f"{address}/submit")
    assert answer.status_code == 422 and "Insurance: Give a mark." in text_of(answer)


def test_nothing_of_any_response_is_shown_before_the_declaration(app):
    at = scene(app, a_convened_panel)
    browser = at.visitor(at.seats[0])
    for response_id in at.responses:
        assert browser.get(f"{at.at}/seat/responses/{response_id}").status_code == 404
        assert browser.get(f"{at.at}/seat/responses/{response_id}/files/x").status_code == 404
    page = browser.get(f"{at.at}/seat").text
    assert "You see nothing of any response before." in page and "As written in our plan" not in page


def test_a_seat_reads_the_response_without_its_prices(app):
    at = scene(app, a_scoring_panel)
    browser = at.visitor(at.seats[0])
    for response_id in at.responses:
        page = text_of(browser.get(f"{at.at}/seat/responses/{response_id}"))
        assert "As written in our plan." in page
        assert not re.search(r"\$|3,700|4,070|4,440|100\.00|110\.00", page)


def test_a_declared_conflict_closes_a_response(app):
    def build(ctx):
        panel = a_convened_panel(ctx)
        first = queries.opened(ctx.session, panel.solicitation_id)[0]
        disclosed(ctx, panel.seats[0], {first.id: "My brother works there."})
        return panel

    at = scene(app, build)
    browser = at.visitor(at.seats[0])
    assert browser.get(f"{at.at}/seat/responses/{at.responses[0]}").status_code == 404
    assert browser.get(f"{at.at}/seat/responses/{at.responses[1]}").status_code == 200
    page = text_of(browser.get(f"{at.at}/seat"))
    assert "this response is closed to you" in page


def test_forged_ids_and_strangers_find_nothing(app):
    at = scene(app, a_scoring_panel)
    with a_unit(app) as ctx:
        other = an_opened_solicitation(ctx, responses=0, title="Another")
        foreign = f"/solicitations/{other.id}"
        sheet = ctx.session.get_one(Panel, at.panel).seats[0].sheets[0]
        outside, sheet = vendors.members(ctx.session, sheet.response.vendor_id)[0], sheet.id
    officer, seat, stranger = at.visitor(at.officer), at.visitor(at.seats[0]), at.visitor(outside)
    for path in (
        f"{foreign}/panel/responses/{at.responses[0]}", f"{at.at}/panel/responses/nothing",
        f"{at.at}/panel/seats/x/remove", f"{at.at}/panel/sheets/nothing", f"{at.at}/panel/sheets/{sheet}",
        "/solicitations/nothing/panel", f"{at.at}/seat",
    ):  # fmt: skip
        assert officer.get(path).status_code == 404, path
    for path in (f"{foreign}/seat", f"{at.at}/seat/responses/nothing", f"{foreign}/panel/sheets/{sheet}"):
        assert seat.get(path).status_code == 404, path
    for path in (
        f"{at.at}/panel",
        f"{at.at}/seat",
        f"{at.at}/panel/responses/{at.responses[0]}",
        f"{at.at}/panel/close",
    ):
        assert stranger.get(path).status_code == 404, path
        assert Visitor(app).get(path).status_code in (302, 401), path


def test_the_chair_returns_a_sheet_from_its_page(app):
    at = scene(app, lambda ctx: all_submitted(ctx, a_scoring_panel(ctx)))
    chair = at.visitor(at.seats[0])
    address = re.search(r'href="([^"]+/panel/sheets/[^"]+)">Edgar', chair.get(f"{at.at}/panel").text)[1]
    assert chair.post(address).status_code == 422
    assert chair.post(address, {"reason": "Mind the insurance."}).status_code == 302
    assert chair.get(address).status_code == 404
    assert "Mind the insurance." in text_of(at.visitor(at.seats[1]).get(f"{at.at}/seat"))


@pytest.mark.parametrize("responses", [1, 5])
def test_pages_ask_the_same_number_of_questions_however_long_their_lists(app, responses):
    at = scene(app, lambda ctx: all_submitted(ctx, a_scoring_panel(ctx, responses=responses)))
    officer, seat = at.visitor(at.officer), at.visitor(at.seats[0])
    for browser, path in (
        (officer, f"{at.at}/panel"), (officer, f"{at.at}/panel/responses/{at.responses[0]}"),
        (seat, f"{at.at}/seat"), (seat, f"{at.at}/seat/responses/{at.responses[0]}"), (seat, f"{at.at}/seat/conflicts"),
    ):  # fmt: skip
        browser.get(path)
        with counted_selects(app) as asked:
            assert browser.get(path).status_code == 200
        assert len(asked) - RECOGNISING <= 10, (path, len(asked))


def test_the_panel_page_with_people_to_choose_from_stays_small_too(app):
    at = scene(app, a_convened_panel, responses=5)
    officer = at.visitor(at.officer)
    officer.get(f"{at.at}/panel")
    with counted_selects(app) as asked:
        assert "Seat somebody else" in text_of(officer.get(f"{at.at}/panel"))
    assert len(asked) - RECOGNISING <= 12


def test_the_scoring_document_gives_the_ranking_again(app):
    with a_unit(app) as ctx:
        panel = a_closed_panel(ctx)
        officer, seat = officer_of(ctx, panel.solicitation), panel.seats[0].person
        recorded, address = panel.result["output"], f"/solicitations/{panel.solicitation_id}/panel/scoring.json"
    document = Visitor(app).already_in(officer).get(address).json
    assert scoring.evaluate(document)["ranking"] == recorded["ranking"]
    assert Visitor(app).already_in(seat).get(address).status_code == 200
    assert Visitor(app).get(address).status_code == 302


def test_the_scoring_document_is_not_there_before_every_sheet_is_in(app):
    with a_unit(app) as ctx:
        panel = a_scoring_panel(ctx)
        officer, seat = officer_of(ctx, panel.solicitation), panel.seats[0].person
        address = f"/solicitations/{panel.solicitation_id}/panel/scoring.json"
    for who in (officer, seat):
        assert Visitor(app).already_in(who).get(address).status_code == 403


def test_an_officer_who_sits_on_the_panel_reads_responses_without_prices_until_it_closes(app):
    with a_unit(app) as ctx:
        panel = a_convened_panel(ctx)
        officer = officer_of(ctx, panel.solicitation)
        response = queries.opened(ctx.session, panel.solicitation_id)[0].id
        operations.add_seat(evaluation_time(ctx, panel.solicitation), panel, person_id=officer.id)
        for seat in queries.fresh(ctx, panel).seats:
            disclosed(ctx, seat)
    shown = text_of(Visitor(app).already_in(officer).get(f"/responses/{response}/opened"))
    assert "prices are shown to you when it has closed" in shown
    assert "3,700" not in shown
    content = Program(app).already_in(officer).call("GET", f"/responses/{response}/opened").json["content"]
    assert {"prices", "total", "total_exact", "total_cents"}.isdisjoint(content)
    assert "answers" in content
