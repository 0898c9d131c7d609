"""Every route says who may call it, every template compiles, and the doors agree with the API's description."""

import re

import pytest
from jinja2 import meta

from procurement.web.application import TOP

TEMPLATES = sorted(str(path.relative_to(TOP / "templates")) for path in (TOP / "templates").rglob("*.html"))
#: Served by libraries: static files, and the API's own description.
NOT_OURS = {"static", "api-docs.openapi_json"}


@pytest.fixture
def backend() -> str:
    """The database does not matter here."""
    return "sqlite"


def test_every_route_asks_who_you_are_or_says_it_is_public(app):
    silent = [
        endpoint
        for endpoint, view in app.view_functions.items()
        if endpoint not in NOT_OURS and getattr(view, "access", None) not in ("public", "signed-in")
    ]
    assert not silent, f"Mark these views @public or @signed_in (web/access.py): {silent}"


def test_no_two_routes_share_an_address_and_method(app):
    seen, twice = set(), []
    for rule in app.url_map.iter_rules():
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            key = (str(rule), method)
            twice += [key] if key in seen else []
            seen.add(key)
    assert not twice


@pytest.mark.parametrize("name", TEMPLATES)
def test_templates_compile_and_find_what_they_include(app, name):
    source = (TOP / "templates" / name).read_text()
    app.jinja_env.compile(source, name=name)
    for other in meta.find_referenced_templates(app.jinja_env.parse(source)):
        assert other is None or (TOP / "templates" / other).exists(), f"{name} refers to {other}, which is not there."


@pytest.mark.parametrize("name", TEMPLATES)
def test_pages_bring_no_script_or_style_of_their_own(name):
    source = (TOP / "templates" / name).read_text()
    assert not re.search(r"<[a-z][^>{]*\s(style|on[a-z]+)=", source), "Styles go to site.css, scripts to site.js."
    assert "<style" not in source
    assert "<script>" not in source, "Scripts are files: the content security policy forbids inline ones."
