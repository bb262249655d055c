"""Scans on a page of the back office: each is taken once, however fast they come and wherever the focus is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import BrowserContext, expect

from app.office.scans.scanned_codes import TakenScans
from tests.app.office.browser_pages import scan, settle
from tests.builders import MILK, PAPER, gtin

ROUNDS = 4


def scan_of(taken: TakenScans, number: int) -> dict[str, object]:
    return {"series": taken.series, "number": number, "code": f"code {number}"}


@given(st.lists(st.integers(0, 12), max_size=40))
def test_each_scan_is_taken_once_whatever_of_them_comes_again(latest_sent: list[int]) -> None:
    """The browser sends all that it has not heard of yet: answers overlap, and one may come twice or late."""
    taken, codes = TakenScans(), []
    for latest in latest_sent:
        codes += taken.take([scan_of(taken, number) for number in range(1, latest + 1)])

    assert codes == [f"code {number}" for number in range(1, max(latest_sent, default=0) + 1)]


def test_what_is_no_scan_of_this_visit_is_left_out() -> None:
    taken = TakenScans()
    wrong = [None, "code", {"series": "another", "number": 1, "code": "7"}, scan_of(taken, 1) | {"code": 7}]

    assert taken.take(wrong) == []
    assert taken.take("code") == []
    assert taken.take([*wrong, scan_of(taken, 3), scan_of(taken, 2)]) == ["code 3"]


@pytest.mark.needs_chromium
@pytest.mark.usefixtures("served")
def test_no_scan_is_lost_while_the_page_is_drawn_and_none_becomes_an_amount(profile: BrowserContext) -> None:
    page = profile.new_page()
    page.goto("/counts?lang=sv")
    page.locator(".st-key-counts_which").get_by_text("Det jag skannar", exact=True).click()
    page.locator(".st-key-begin_counting button").click()
    expect(page.locator(".st-key-count_code_scans [data-listens]")).to_have_count(1)
    scan(page, PAPER.gtins[0])
    paper, milk = (page.locator(f"[class*=st-key-count_units_{sku}-] input") for sku in ("PAPER", "MILK"))
    expect(paper).to_have_value("1")
    settle(page)
    paper.focus()
    for _ in range(ROUNDS):
        scan(page, MILK.gtins[0])
        scan(page, gtin(987))

    expect(page.locator("[data-testid=stAlertContentWarning] p")).to_have_count(ROUNDS)
    settle(page)  # until then the field of the drawing before may be beside that of the next
    expect(milk).to_have_value(str(ROUNDS))
    assert paper.input_value() == "1"
    page.locator(".st-key-count_code_seen button").click()
    expect(page.locator("[data-testid=stAlertContentWarning]")).to_have_count(0)
    settle(page)
    expect(milk).to_have_value(str(ROUNDS))
    page.close()
