"""A page of the back office in a real browser: drawn whole."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page, expect

from tests.app.scanner_keys import scanner_keys


def settle(page: Page) -> None:
    """Wait until the page has been drawn whole."""
    expect(page.locator("[data-testid=stApp]")).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.locator("[data-stale=true]")).to_have_count(0)


def scan(page: Page, code: str) -> None:
    """As a scanner types: fast keys and Enter, wherever the focus is. By their own times they stay fast on the way."""
    keyboard = page.context.new_cdp_session(page)
    for event in scanner_keys(code):
        keyboard.send("Input.dispatchKeyEvent", event)
    keyboard.detach()


def look(profile: BrowserContext, address: str) -> Page:
    """A new page at an address, with its heading."""
    page = profile.new_page()
    page.goto(address)
    page.get_by_role("heading", level=1).wait_for()
    return page


def wait_until(page: Page, condition: str, within_ms: int = 60_000) -> None:
    """Wait until a JavaScript expression is true in a page that forbids ``eval``.

    Playwright's ``wait_for_function`` evaluates its text at each look, which our pages refuse from the second one on.
    """
    page.evaluate(
        """([...of]) => new Promise((done, fail) => {
            const until = Date.now() + of[0];
            const wait = () => Date.now() > until ? fail(new Error("waited")) : setTimeout(look, 20);
            const look = () => (CONDITION) ? done() : wait();
            look();
        })""".replace("CONDITION", condition),
        [within_ms],
    )
