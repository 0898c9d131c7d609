"""Whatever is sent to the API, by whomever: it answers in good order, and never breaks."""

import json

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.api.world import World, a_world

#: How many requests for each call and caller; a longer run by hand finds more.
EXAMPLES = 1


@pytest.fixture
def world(app) -> World:
    return a_world(app)


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_nothing_breaks_the_service(app, world):
    """On PostgreSQL, which takes less than SQLite does: no NUL, no number beyond its column."""
    faults: list[str] = []
    app.testing = False
    try:
        schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
        for found in schema.get_all_operations():
            try_out(found.ok(), world, faults)
    finally:
        app.testing = True
    assert not faults, f"{len(faults)} faults:\n" + "\n".join(faults)


def try_out(call, world: World, faults: list[str]) -> None:
    """Send this call a few times for everybody; mostly to what is there, for what is not is soon refused."""

    @settings(max_examples=EXAMPLES, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(case=call.as_strategy(), aim=st.integers(0, 999))
    def send(case, aim):
        places = dict(case.path_parameters or {})
        if aim % 4:
            known = {name: world.meant(call.path, name) for name in places}
            case.path_parameters = places | {name: ids[aim % len(ids)] for name, ids in known.items() if ids}
        version = {"If-Match": "*"} if "(needs If-Match)" in call.definition.raw["summary"] and aim % 5 else {}
        for who, program in world.callers.items():
            fault = what_is_wrong(case.call(headers={**program.headers, **version}))
            if fault:
                faults.append(f"{who}: {case.method} {case.formatted_path} {case.query} {case.body!r:.300}: {fault}")

    send()


def what_is_wrong(answer) -> str:
    """A sentence about an answer that is not in good order; empty for one that is."""
    if answer.status_code >= 500:
        return f"{answer.status_code}: {answer.text[:300]}"
    if answer.status_code < 400:
        return ""
    kind = answer.headers["content-type"][0]
    if kind != "application/problem+json":
        return f"{answer.status_code} as {kind}"
    problem = json.loads(answer.text)
    whole = problem["status"] == answer.status_code and problem["title"] and problem["detail"]
    return "" if whole else f"not a whole problem document: {answer.text[:300]}"
