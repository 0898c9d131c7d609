"""One request, one unit of work: what stays, what does not, and how every refusal is said."""

import pytest
import sqlalchemy as sa

from procurement.audit.models import Entry
from procurement.networks.duties import Duty
from procurement.networks.models import Jurisdiction
from tests.builders.people import PASSWORD, a_jurisdiction, a_person, with_duty
from tests.support.visitors import Program, Visitor, a_unit, text_of


@pytest.fixture
def administrator(app):
    with a_unit(app) as ctx:
        place = a_jurisdiction(ctx)
        return with_duty(ctx, place, "Ida Hill", Duty.ADMINISTRATOR), place


def test_every_answer_carries_the_policy_and_a_name(app):
    visitor = Visitor(app)
    for path in ("/", "/nowhere", "/api/v1/nowhere", "/static/site.css", "/health/ready"):
        headers = visitor.get(path).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"], path
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert len(headers["X-Request-ID"]) == 16


def test_health_answers_without_anybody(app):
    assert Visitor(app).get("/health/live").json == {"status": "alive"}
    assert Visitor(app).get("/health/ready").json == {"status": "ready"}


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nowhere", 404), ("POST", "/openapi.json", 405), ("GET", "/vendors/nobody", 401), ("GET", "/me", 401)],
)
def test_the_api_says_no_in_problem_documents(app, method, path, status):
    answer = Program(app).call(method, path)
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert answer.json["status"] == status
    assert answer.json["detail"].endswith(".")


def test_an_unknown_token_is_no_visitor(app):
    answer = Program(app, token="made-up").call("GET", "/networks")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_what_is_not_json_is_refused_in_a_sentence(app):
    answer = app.test_client().post("/api/v1/tokens", data=b"{broken", content_type="application/json")
    assert answer.status_code in (400, 422)
    assert answer.content_type == "application/problem+json"


def test_a_page_that_is_not_there_says_so(app):
    answer = Visitor(app).get("/nowhere")
    assert answer.status_code == 404
    assert "Not found" in text_of(answer)


def test_a_refused_form_changes_nothing_and_keeps_what_was_typed(app, administrator):
    person, place = administrator
    visitor = Visitor(app).already_in(person)
    answer = visitor.post(f"/jurisdictions/{place.slug}/edit", {"name": "", "address": "1 New Street", "version": "1"})
    assert answer.status_code == 422
    assert "There is a problem" in text_of(answer)
    assert "1 New Street" in answer.text
    assert "<title>Error: " in answer.text
    with a_unit(app, writes=False) as ctx:
        assert ctx.session.get_one(Jurisdiction, place.id).address != "1 New Street"


def test_a_form_sent_after_the_session_ended_is_kept_and_can_be_sent_again(app, administrator):
    person, place = administrator
    visitor = Visitor(app)
    lost = visitor.post(f"/jurisdictions/{place.slug}/edit", {"name": "Alder Springs", "address": "9 Oak <Lane>"})
    assert lost.status_code == 401
    assert "Nothing was lost" in text_of(lost)
    assert "9 Oak &lt;Lane&gt;" in lost.text
    assert f'action="/jurisdictions/{place.slug}/edit"' in lost.text
    visitor.already_in(person)
    again = visitor.post(f"/jurisdictions/{place.slug}/edit", {"name": "Alder Springs", "address": "9 Oak <Lane>"})
    assert again.status_code != 401


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    "told", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}]
)
def test_what_another_site_sends_is_not_offered_to_be_sent_again_as_ours(app, administrator, told):
    _, place = administrator
    answer = Visitor(app).browser.post(f"/jurisdictions/{place.slug}/edit", data={"name": "Stolen"}, headers=told)
    assert answer.status_code == 403
    assert "Stolen" not in answer.text
    assert "<textarea" not in answer.text


def test_a_form_without_our_token_is_not_carried_out(app, administrator):
    person, place = administrator
    visitor = Visitor(app).already_in(person)
    answer = visitor.browser.post(f"/jurisdictions/{place.slug}/edit", data={"name": "Stolen"})
    assert answer.status_code == 401
    with a_unit(app, writes=False) as ctx:
        assert ctx.session.get_one(Jurisdiction, place.id).name == place.name


def test_a_body_that_is_too_large_is_refused_before_it_is_read(app):
    answer = app.test_client().post("/sign-in", data={"email": "x" * (3 * 1024 * 1024)})
    assert answer.status_code == 413
    assert "larger than" in text_of(answer)


def test_a_refusal_is_written_down_though_its_unit_was_rolled_back(app):
    with a_unit(app) as ctx:
        ada = a_person(ctx)
    Visitor(app).post("/sign-in", {"email": ada.email, "password": "not it at all"})
    with a_unit(app, writes=False) as ctx:
        tried = ctx.session.scalars(sa.text("SELECT count(*) FROM sign_in_attempt WHERE NOT succeeded")).one()
    assert tried == 1
    Visitor(app).sign_in(ada.email, PASSWORD)


def test_looking_at_a_page_writes_nothing(app):
    with a_unit(app, writes=False) as ctx:
        before = ctx.session.scalar(sa.select(sa.func.count(Entry.id)))
    for path in ("/", "/opportunities", "/networks", "/library", "/help", "/api"):
        assert Visitor(app).get(path).status_code == 200
    with a_unit(app, writes=False) as ctx:
        assert ctx.session.scalar(sa.select(sa.func.count(Entry.id))) == before


@pytest.mark.parametrize(("proxies", "believed"), [(0, "127.0.0.1"), (1, "203.0.113.9")])
def test_an_address_handed_on_is_believed_only_from_ones_own_proxy(make_app, proxies, believed):
    app = make_app(proxies=proxies)
    client, sent = app.test_client(), {"X-Forwarded-For": "198.51.100.1, 203.0.113.9"}
    token = client.get("/sign-in", headers=sent).text.split('name="csrf_token" value="')[1].split('"')[0]
    form = {"csrf_token": token, "email": "nobody@example.org", "password": "not it at all"}
    client.post("/sign-in", data=form, headers=sent)
    with a_unit(app, writes=False) as ctx:
        assert ctx.session.scalars(sa.text("SELECT address FROM sign_in_attempt")).all() == [believed]
