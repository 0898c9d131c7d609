"""Logs tell who, what and how long; never what anybody wrote."""

import io
import json
import logging

import pytest

from procurement import logs


@pytest.fixture
def lines():
    """A logger of its own, and what it wrote so far as documents."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonLines())
    logger = logging.getLogger("procurement.test_logs")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    yield logger, lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logger.removeHandler(handler)


def test_a_line_is_one_object_with_its_fields(lines):
    logger, written = lines
    logger.info(
        "request", extra={"fields": {"status": 200, "milliseconds": 1.5, "route": "/plans/<id>", "actor": None}}
    )
    (line,) = written()
    assert line.pop("at").endswith("+00:00")
    assert line == {
        "level": "info",
        "logger": "procurement.test_logs",
        "message": "request",
        "status": 200,
        "milliseconds": 1.5,
        "route": "/plans/<id>",
    }


def test_a_field_that_is_not_known_to_be_harmless_is_left_out(lines):
    logger, written = lines
    logger.info("request", extra={"fields": {"form": {"price": "12"}, "query": "token=abc", "status": 200}})
    assert "12" not in json.dumps(written())
    assert "abc" not in json.dumps(written())


def test_a_fault_is_told_by_its_type_and_place_and_never_by_its_words(lines):
    logger, written = lines

    def keep(answer: str):
        try:
            raise KeyError(f"INSERT INTO answer VALUES ({answer})")
        except KeyError as fault:
            raise ValueError(f"cannot keep {answer}") from fault

    try:
        keep("our secret price")
    except ValueError:
        logger.exception("unexpected error")
    (line,) = written()
    assert "secret" not in json.dumps(line)
    assert line["fault"]["type"] == "builtins.ValueError"
    assert line["fault"]["frames"][-1].startswith("tests/core/test_logs.py:")
    assert line["fault"]["frames"][-1].endswith(" keep")
    assert line["fault"]["cause"]["type"] == "builtins.KeyError"


def test_a_text_of_several_lines_stays_one_line(lines):
    logger, written = lines
    logger.warning("one\ntwo")
    assert [line["message"] for line in written()] == ["one\ntwo"]
