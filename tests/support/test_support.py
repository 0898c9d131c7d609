"""The tests' own parts: what one test leaves behind never reaches the next, and faults on a page are seen."""

import smtplib
from email.message import EmailMessage

import pytest
import requests
import sqlalchemy as sa

from procurement.core.clock import ClockOffset
from procurement.core.database import create_engine, unit_of_work
from tests.support.accessibility import assert_accessible, axe
from tests.support.browser import check_faults

ASSET = "/static/vendor/htmx/htmx.min.js"
GOOD = b"<!doctype html><html lang='en'><title>A</title><main><h1>A page</h1></main></html>"
BAD = b"<!doctype html><html><title>A</title><main><h1>A page</h1><img src='/a.png'><input></main></html>"
SCRIPT = GOOD.replace(b"</main>", b"<script>window.ran = true</script></main>")


def offsets(engine: sa.Engine) -> list[int]:
    with unit_of_work(engine, writes=False) as session:
        return list(session.scalars(sa.select(ClockOffset.seconds)))


def page_of(body: bytes):
    def app(_environ, start_response):
        headers = [("Content-Type", "text/html"), ("Content-Security-Policy", "default-src 'self'")]
        start_response("200 OK", headers)
        return [body]

    return app


@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_test_commits_is_gone_for_the_next(engine, turn):
    assert offsets(engine) == []
    with unit_of_work(engine) as session:
        session.add(ClockOffset(id=1, seconds=turn))
    assert offsets(engine) == [turn]


@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_test_flushes_is_gone_for_the_next(session, turn):
    assert session.scalars(sa.select(ClockOffset)).all() == []
    session.add(ClockOffset(id=1, seconds=turn))
    session.flush()


def test_a_transaction_left_open_holds_nobody_up(backend, reset_database):
    leaky = create_engine(reset_database(backend))
    left_open = leaky.connect()
    left_open.execute(sa.insert(ClockOffset).values(id=1, seconds=1))

    engine = create_engine(reset_database(backend))

    assert offsets(engine) == []
    with unit_of_work(engine) as session:
        session.add(ClockOffset(id=1, seconds=2))
    left_open.invalidate()
    leaky.dispose()
    engine.dispose()


def test_a_letter_arrives_for_everybody_it_was_sent_to(smtp_server):
    smtp_server.refused.add("gone@example.org")
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "city@example.org", "vendor@example.org", "Señal"
    letter.set_content("The deadline moved.")
    host, port = smtp_server.url.removeprefix("smtp://").split(":")
    with smtplib.SMTP(host, int(port)) as client:
        refused = client.send_message(letter, to_addrs=["vendor@example.org", "clerk@example.org", "gone@example.org"])

    assert list(refused) == ["gone@example.org"]
    assert [kept["Subject"] for kept in smtp_server.to("clerk@example.org")] == ["Señal"]
    assert smtp_server.to("vendor@example.org")[0].get_content() == "The deadline moved.\n"
    assert smtp_server.to("gone@example.org") == []


def test_a_bucket_keeps_what_is_put_into_it(s3_bucket):
    s3_bucket.client().put_object(Bucket=s3_bucket.name, Key="a/b", Body=b"bytes")
    assert s3_bucket.client().get_object(Bucket=s3_bucket.name, Key="a/b")["Body"].read() == b"bytes"


def test_axe_names_every_fault_of_a_page_and_none_of_a_good_one(page, serve):
    page.goto(serve(page_of(BAD)))
    assert {fault.split()[0] for fault in axe(page)} == {"html-has-lang", "image-alt", "label"}
    page.goto(serve(page_of(GOOD)))
    assert_accessible(page)


def test_a_breach_of_the_security_policy_is_noticed(page, serve):
    page.goto(serve(page_of(SCRIPT)))
    assert page.evaluate("window.ran") is None
    with pytest.raises(AssertionError, match="Content Security Policy"):
        check_faults(page)


def test_the_service_answers_on_the_database_that_the_test_was_given(client, app, engine):
    with unit_of_work(engine) as session:
        session.add(ClockOffset(id=1, seconds=60))
    assert offsets(app.engine) == [60]
    assert client.get(ASSET).status_code == 200


@pytest.mark.parametrize("turn", [1, 2])
def test_the_live_service_forgets_between_tests(live_server, turn):
    assert offsets(live_server.app.engine) == []
    with unit_of_work(live_server.app.engine) as session:
        session.add(ClockOffset(id=1, seconds=turn))
    assert requests.get(live_server.url + ASSET, timeout=10).status_code == 200
    assert live_server.app.settings.url == live_server.url


def test_an_application_can_have_settings_of_its_own(make_app):
    app = make_app(url="https://procurement.example.gov", demo=False)
    assert app.settings.is_secure and not app.settings.demo
