"""Accessibility as axe-core sees it: the rules of WCAG 2.2 AA, with a report a person can act on."""

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def axe(page: Page) -> list[str]:
    """What is not accessible on this page: one sentence for each rule and place (none: an empty list)."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_source())
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']}).then(r => r.violations)", RULES
    )
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']}, at {' '.join(map(str, node['target']))}: {node['html']}"
        for rule in found
        for node in rule["nodes"]
    ]


def assert_accessible(page: Page) -> None:
    """Fail with everything that axe finds on this page."""
    found = axe(page)
    assert not found, f"{page.url} is not accessible:\n" + "\n".join(found)


@cache
def _source() -> str:
    return AXE.read_text(encoding="utf-8")
