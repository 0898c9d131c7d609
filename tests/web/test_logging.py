"""The log tells of each request who, what and how long, and nothing that was typed or that opens a door."""

import json
import logging

import pytest
from flask import Flask, g

from procurement.core.context import Actor
from procurement.logs import JsonLines
from procurement.web import logging as requests_log
from procurement.web.access import discreet


@pytest.fixture
def client():
    """A small application with the log of requests installed, whoever calls it being Ana."""
    app = Flask(__name__, static_folder=None)

    @app.before_request
    def somebody():
        g.request_id, g.actor = "abc123", Actor(id="ana", name="Ana Ruiz", email="ana@city.example")

    requests_log.install(app)
    app.add_url_rule("/reset/<secret>", "reset", lambda secret: "Ours is 12 dollars", methods=["GET", "POST"])
    app.add_url_rule("/quiet/<which>", "quiet", discreet(lambda which: ("", int(which))))
    return app.test_client()


@pytest.fixture
def logged(caplog):
    """The lines written so far, as they come out."""
    caplog.set_level(logging.INFO, "procurement.requests")
    return lambda: [json.loads(JsonLines().format(record)) for record in caplog.records]


def test_a_request_is_told_by_its_pattern_its_outcome_and_who_asked(client, logged):
    client.get("/reset/key-to-the-house")
    (line,) = logged()
    assert line.pop("milliseconds") >= 0
    del line["at"]
    assert line == {
        "level": "info",
        "logger": "procurement.requests",
        "message": "request",
        "request": "abc123",
        "actor": "ana",
        "method": "GET",
        "route": "/reset/<secret>",
        "status": 200,
    }


def test_nothing_that_was_typed_or_answered_gets_into_the_log(client, logged):
    client.post(
        "/reset/key-to-the-house?token=query-secret",
        data={"password": "form-secret"},
        headers={"Authorization": "Bearer header-secret", "Cookie": "procurement_session=cookie-secret"},
    )
    text = json.dumps(logged())
    for hidden in ("secret", "key-to-the-house", "12 dollars", "Ruiz", "city.example"):
        assert hidden not in text.replace("<secret>", "")


def test_an_address_that_leads_nowhere_is_told_without_the_address(client, logged):
    client.get("/key-to-the-house")
    (line,) = logged()
    assert (line["status"], "route" in line) == (404, False)


def test_of_a_discreet_view_only_a_breakdown_is_told_and_not_who_asked(client, logged):
    client.get("/quiet/200")
    client.get("/quiet/503")
    (line,) = logged()
    assert (line["status"], line["level"], "actor" in line) == (503, "error", False)
