"""The page of transfers as it is used in a store room: sent by scan, received all at once or with what differs."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from playwright.sync_api import BrowserContext, expect

from models.access.permission import BuiltInRole
from models.catalogue.product import Product, TaxCategory
from models.pricing.price_list import Price
from models.quantity import Unit
from models.stock.transfer import SentGoods, TransferEnd, TransferVariance
from operations.installation.opening import Range, register_range
from store import stock, transfers
from store.database.engine import Store
from tests.app.axe import grave_faults
from tests.app.office.browser_pages import settle
from tests.app.office.office_pages import open_office_page, type_code, units_field
from tests.app.office.test_stock_pages import HOSTILE, LOOKS
from tests.app.served import Served
from tests.builders import AT, DAY, OFFICE_ACTOR, gtin, kr, small_shop
from tests.operations.stock.test_transfers import receive, send


def test_goods_are_sent_by_scan_and_all_of_them_received(shop: Store) -> None:
    page = open_office_page(shop, "transfers_page.py", BuiltInRole.SENIOR_ASSISTANT)
    for code in ("MILK", gtin(1), "PAPER"):
        type_code(page, "transfer_code", code)
    units_field(page, "transfer_units_PAPER").set_value(5).run()
    page.text_input(key="transfer_note").set_value("with the van").run()
    page.button(key="send_transfer").click().run()
    assert not page.exception
    with shop.view() as view:
        (sent,) = transfers.transfers_on_the_way(view)
    assert {sku: int(units) for sku, units in sent.units.items()} == {"MILK": 2, "PAPER": 5}
    assert (sent.operator, sent.wish.note, sent.wish.receiver_id) == ("bo", "with the van", 2)
    assert not page.button(key=f"cancel_transfer_{sent.id}").disabled

    page.selectbox(key="transfers_location").set_value(2).run()
    page.button(key=f"receive_transfer_{sent.id}").click().run()
    assert not page.exception
    with shop.view() as view:
        assert {key: int(units) for key, units in stock.levels(view).items() if key[0] == 2} == {
            (2, "MILK"): 2, (2, "PAPER"): 5,
        }  # fmt: skip
    assert page.dataframe


def test_what_differs_is_scanned_and_needs_a_reason(shop: Store) -> None:
    made, back = send(shop), send(shop, key="back")
    page = open_office_page(shop, "transfers_page.py", BuiltInRole.SENIOR_ASSISTANT)
    page.button(key=f"cancel_transfer_{back.id}").click().run()
    page.selectbox(key="transfers_location").set_value(2).run()
    page.button(key=f"check_transfer_{made.id}").click().run()
    for code in ("MILK", "MILK", "PAPER"):
        type_code(page, "transfer_came_code", code)
    units_field(page, "transfer_came_damaged_MILK").set_value(1).run()
    page.button(key="rest_came").click().run()
    assert page.button(key="save_transfer").disabled
    page.selectbox(key="transfer_came_why_MILK").set_value(TransferVariance.DAMAGED).run()
    page.selectbox(key="transfer_came_why_PAPER").set_value(TransferVariance.MISCOUNTED).run()
    page.button(key="save_transfer").click().run()

    assert not page.exception
    with shop.view() as view:
        ended = {sent.id: end for sent, end in transfers.latest_ends(view, 9)}
    assert ended[back.id].end is TransferEnd.CANCELLED
    came = {each.sku: (float(each.good), int(each.damaged), each.why) for each in ended[made.id].goods}
    assert came == {
        "MILK": (2, 1, TransferVariance.DAMAGED),
        "BANANAS": (1.5, 0, None),
        "PAPER": (1, 0, TransferVariance.MISCOUNTED),
    }


def test_whoever_may_not_transfer_sees_no_page(shop: Store) -> None:
    page = open_office_page(shop, "transfers_page.py", BuiltInRole.SALES_ASSISTANT)
    assert page.warning
    assert not page.text_input


def fill(store: Store) -> None:
    """One transfer on the way, one received; goods and notes that try to be more than text."""
    small_shop(store)
    hostile = Product("EVIL", HOSTILE, Unit.PIECE, "dairy", TaxCategory.FOOD, (gtin(77),))
    register_range(store, OFFICE_ACTOR, Range(products=(hostile,), prices=(Price("EVIL", kr(1000), DAY),)), at=AT)
    receive(store, send(store))
    send(store, key="2", sender_id=2, receiver_id=1, note=HOSTILE, goods=(SentGoods("EVIL", Decimal(3)),))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    running = Served(tmp_path_factory.mktemp("transfers"), fill)
    running.start()
    yield running
    running.stop()


@pytest.mark.needs_chromium
def test_a_transfer_is_whole_and_readable_in_every_size(profile: BrowserContext) -> None:
    """One visit: the list in each look, then a transfer that is checked, whose goods are only text."""
    page = profile.new_page()
    page.goto("/transfers?lang=sv")
    check = page.get_by_role("button", name="Kontrollera")
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme=scheme)
        expect(check).to_have_count(1)
        settle(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert grave_faults(page) == []
    check.click()
    expect(page.get_by_role("button", name="Resten kom som det skickades")).to_have_count(1)
    settle(page)
    assert grave_faults(page) == []
    assert page.locator("script", has_text="alert(1)").count() == 0
