"""What axe finds on a page. Only its grave faults leave the browser: all that it tells is a megabyte for each look.

No file is fetched again for it (``preload``): the two rules that want that are about turned screens and films.
"""

from __future__ import annotations

from typing import Any

from axe_playwright_python.base import AXE_FILE_PATH
from playwright.async_api import Page as AsyncPage
from playwright.sync_api import Page

#: WCAG 2.2 level A and AA, and the contrast of level AAA (7:1), which axe leaves out unless asked; whatever has less
#: than that of level AA (4.5:1) has less than 7:1 too, and need not be measured twice.
AT_THE_TILL: dict[str, Any] = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"color-contrast-enhanced": {"enabled": True}, "color-contrast": {"enabled": False}},
}
_IS_THERE = "Boolean(window.axe)"
_GRAVE = """async (options) => {
    const found = await axe.run(document, { ...options, resultTypes: ['violations'], preload: false });
    return found.violations.filter((each) => ['serious', 'critical'].includes(each.impact)).flatMap((each) =>
        each.nodes.map((node) => `${each.id}: ${node.target} ${node.html.slice(0, 160)} ${node.failureSummary}`));
}"""


def grave_faults(page: Page) -> list[str]:
    """What axe finds on a page of the back office that is serious or critical: the rule, the place, and why."""
    if not page.evaluate(_IS_THERE):
        page.evaluate(AXE_FILE_PATH.read_text())
    found: list[str] = page.evaluate(_GRAVE, {})
    return found


async def grave_faults_at_till(page: AsyncPage) -> list[str]:
    """The same on a page of the till, which owes its readers more contrast."""
    if not await page.evaluate(_IS_THERE):
        await page.evaluate(AXE_FILE_PATH.read_text())
    found: list[str] = await page.evaluate(_GRAVE, AT_THE_TILL)
    return found
