"""The OpenAPI document: valid, whole, and true about who may call and how errors look."""

import re

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

#: `<int:number>` in a rule is `{number}` in the document.
CONVERTER = re.compile(r"<(?:[^<>]*:)?(\w+)>")
METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture
def described(client) -> dict:
    """The document, as a stranger reads it."""
    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    return answer.json


def calls(document: dict) -> dict[tuple[str, str], dict]:
    return {
        (path, method): call
        for path, item in document["paths"].items()
        for method, call in item.items()
        if method in METHODS
    }


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
class TestDocument:
    """It says the same on both databases, so one is asked."""

    def test_it_is_valid(self, described):
        assert described["openapi"].startswith("3.1")
        assert [str(fault) for fault in OpenAPIV31SpecValidator(described).iter_errors()] == []

    def test_it_describes_every_address_of_the_api(self, app, described):
        served = {
            (str(rule), method.lower())
            for rule in app.url_map.iter_rules()
            if str(rule).startswith("/api/v1/") and not rule.endpoint.startswith("api-docs")
            for method in rule.methods - {"HEAD", "OPTIONS"}
        }
        assert {(CONVERTER.sub(r"{\1}", rule), method) for rule, method in served} == set(calls(described))

    def test_every_call_says_in_a_sentence_what_it_does(self, described):
        silent = [key for key, call in calls(described).items() if not call.get("summary", "").endswith(".")]
        assert silent == []

    def test_every_call_has_a_name_of_its_own(self, described):
        names = [call["operationId"] for call in calls(described).values()]
        assert len(names) == len(set(names))

    def test_every_error_is_described_as_a_problem_document(self, described):
        for response in described["components"]["responses"].values():
            assert list(response["content"]) == ["application/problem+json"]
        for key, call in calls(described).items():
            assert "default" in call["responses"], key

    def test_what_needs_a_version_says_so_and_refuses_without(self, app, described):
        needing = {key for key, call in calls(described).items() if "(needs If-Match)" in call["summary"]}
        named = {
            key
            for key, call in calls(described).items()
            if any(each.get("name") == "If-Match" for each in call.get("parameters", []))
        }
        assert needing == named and len(needing) > 20

    def test_what_is_open_to_everybody_says_so(self, app, described):
        for (path, method), call in calls(described).items():
            sent = None if method == "get" else {}
            answer = app.test_client().open(
                path.replace("{kind}", "networks").replace("{number}", "1"), method=method.upper(), json=sent
            )
            asks = answer.status_code == 401
            assert ({} in call["security"]) != asks, f"{method} {path}: {answer.status_code}"
