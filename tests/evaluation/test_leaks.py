"""Before every sheet is in, nothing a seat can ask for changes when another seat works: no page, no JSON, no header."""

import re

import pytest
import sqlalchemy as sa

from procurement.evaluation import queries
from procurement.evaluation.models import Panel
from procurement.mailbox.models import Letter
from tests.builders.evaluation import a_scoring_panel, submitted
from tests.support.visitors import Program, Visitor, a_unit

NOISE = re.compile(
    r'name="csrf_token" value="[^"]*"|<div class="demo-bar.*?</div>|<section class="demo-bar.*?</section>', re.DOTALL
)
QUIET_HEADERS = {"Date", "X-Request-ID", "Set-Cookie"}


@pytest.fixture
def scoring(app):
    with a_unit(app) as ctx:
        panel = a_scoring_panel(ctx)
        return {
            "panel": panel.id,
            "solicitation": panel.solicitation_id,
            "people": [seat.person for seat in panel.seats],
            "sheets": [[sheet.id for sheet in seat.sheets] for seat in panel.seats],
            "responses": [each.id for each in queries.opened(ctx.session, panel.solicitation_id)],
        }


def addresses(app, scoring) -> list[str]:
    """Every address of evaluation and award that can be read, filled in with what is there."""
    found = []
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.endpoint.split(".")[0] not in (
            "evaluation",
            "api_evaluation",
            "awards",
            "api_awards",
            "desk",
        ):
            continue
        path = rule.rule
        first = scoring["solicitation"] if "solicitations" in path else scoring["panel"]
        for sheet in [scoring["sheets"][1][0], scoring["sheets"][0][0]]:
            own = sheet if path.startswith("/api/v1/sheets") else first
            filled = (
                path.replace("<id>", own).replace("<sheet_id>", sheet).replace("<response_id>", scoring["responses"][0])
            )
            found.append(filled.replace("<seat_id>", "x").replace("<file_id>", "x"))
    return sorted({each for each in found if "<" not in each} - {"/demo"})


def seen(app, person, paths) -> dict[str, tuple]:
    """What this person is answered everywhere, without what changes from call to call."""
    browser, program = Visitor(app).already_in(person), Program(app).already_in(person)
    answers = {}
    for path in paths:
        is_api = path.startswith("/api/v1")
        answer = program.call("GET", path.removeprefix("/api/v1")) if is_api else browser.get(path)
        headers = {name: value for name, value in answer.headers.items() if name not in QUIET_HEADERS}
        headers.pop("Content-Length", None)
        answers[path] = (answer.status_code, NOISE.sub("", answer.text), headers)
    return answers


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_a_seat_learns_nothing_from_what_the_others_do(app, scoring):
    paths = addresses(app, scoring)
    assert len(paths) > 20
    chair, seat = scoring["people"][0], scoring["people"][1]
    before = seen(app, seat, paths)
    with a_unit(app) as ctx:
        panel = queries.fresh(ctx, ctx.session.get_one(Panel, scoring["panel"]))
        letters = count_letters(ctx)
        for sheet in list(panel.seats[2].sheets):
            submitted(ctx, sheet)
        assert count_letters(ctx) == letters
    after = seen(app, seat, paths)
    for path in paths:
        assert after[path] == before[path], path
    before = seen(app, chair, paths)
    with a_unit(app) as ctx:
        panel = queries.fresh(ctx, ctx.session.get_one(Panel, scoring["panel"]))
        for sheet in list(panel.seats[1].sheets)[:2]:
            submitted(ctx, sheet)
    assert seen(app, chair, paths) == before


def count_letters(ctx) -> int:
    return ctx.session.scalar(sa.select(sa.func.count()).select_from(Letter))


def test_refusals_do_not_count_either(app, scoring):
    seat = Program(app).already_in(scoring["people"][1])
    others = scoring["sheets"][0][0]
    said = set()
    for _ in range(2):
        for method, path, sent in (
            ("GET", f"/sheets/{others}", None),
            ("PATCH", f"/sheets/{others}", {"marks": {}}),
            ("POST", f"/sheets/{others}/submit", None),
            ("POST", f"/sheets/{others}/return", {"reason": "x"}),
        ):
            answer = seat.call(method, path, sent, etag='"1"')
            assert answer.status_code == 404
            said.add(answer.json["detail"])
        assert seat.call("GET", f"/panels/{scoring['panel']}/ranking").status_code == 403
        shown = seat.call("GET", f"/panels/{scoring['panel']}").json
        assert shown["progress"] is None
        listed = {each["id"] for each in seat.call("GET", f"/panels/{scoring['panel']}/sheets").json}
        assert listed == set(scoring["sheets"][1])
        with a_unit(app) as ctx:
            panel = queries.fresh(ctx, ctx.session.get_one(Panel, scoring["panel"]))
            if str(panel.seats[0].sheets[0].state) != "submitted":
                submitted(ctx, panel.seats[0].sheets[0])
    assert len(said) == 1
