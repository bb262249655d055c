"""A page of the back office in a real browser: drawn whole, and what axe finds on it."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect


def settle(page: Page) -> None:
    """Wait until the page has been drawn whole."""
    expect(page.locator("[data-testid=stApp]")).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.locator("[data-stale=true]")).to_have_count(0)


def grave_faults(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds that is serious or critical: the rule, and where."""
    violations = Axe().run(page).response["violations"]
    grave = [each for each in violations if each["impact"] in {"serious", "critical"}]
    return [(each["id"], [node["html"][:160] for node in each["nodes"]]) for each in grave]
