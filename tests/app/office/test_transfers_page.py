"""The page of transfers as it is used in a store room: sent by scan, received all at once or with what differs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from playwright.sync_api import BrowserContext, expect

from app.web.plain_markdown import plain
from models.access.permission import BuiltInRole
from models.catalogue.product import Product, TaxCategory
from models.pricing.price_list import Price
from models.quantity import Unit
from models.replenishment.proposal import ProposalState
from models.replenishment.transfer_first import SparedGoods, shelf_need
from models.stock.transfer import SentGoods, TransferEnd, TransferVariance
from operations.installation.opening import Range, register_range
from operations.replenishment.proposals import save_proposals
from pipelines.nightly.save_forecast import save_forecast
from store import stock, transfer_proposals, transfers
from store.database.engine import Store
from store.demand import ForecastRun
from store.shop import get_shop
from tests.app.axe import grave_faults
from tests.app.office.browser_pages import settle
from tests.app.office.office_pages import open_office_page, type_code, units_field
from tests.app.office.test_stock_pages import HOSTILE, LOOKS
from tests.app.served import Served
from tests.builders import AT, DAY, OFFICE_ACTOR, SCHEDULE_ACTOR, gtin, kr, small_shop, stock_up
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


def spare(store: Store, *skus: str, at: datetime = AT) -> list[int]:
    """Proposed transfers from location 1 to 2, one for each product."""
    run = save_forecast(store, SCHEDULE_ACTOR, ForecastRun(0, at, "test", "0", DAY, DAY, 28, {}), [])
    zero, some = Decimal(0), Decimal(30)
    giver = shelf_need(1, (9, 2), (6.0, 1.5), 0.95, stock=(some, zero, zero))
    goods = [
        SparedGoods(sku, Decimal(4), giver, shelf_need(to, (9, 2), (6.0, 1.5), 0.95, stock=(zero, zero, zero)))
        for to, sku in zip((2, 2), skus, strict=False)
    ]
    save_proposals(store, SCHEDULE_ACTOR, run.id, {}, at=at, spared=goods)
    with store.view() as view:
        return [each.id for each in transfer_proposals.open_proposals(view, get_shop(view).business_day(at))]


def test_what_the_night_proposes_is_sent_with_its_reasons_or_bought_instead(shop: Store) -> None:
    stock_up(shop)
    now = datetime.now(UTC)
    (number,) = spare(shop, "MILK", "NAPKINS", at=now)
    page = open_office_page(shop, "transfers_page.py", BuiltInRole.SENIOR_ASSISTANT)
    assert any(plain("4 × Mellanmjölk 1,5 l, 4 × Servetter 50-p") in each.value for each in page.markdown)
    page.button(key=f"send_proposed_{number}").click().run()
    assert not page.exception
    with shop.view() as view:
        (sent,) = transfers.transfers_on_the_way(view)
    assert ({sku: int(units) for sku, units in sent.units.items()}, sent.operator) == ({"MILK": 4, "NAPKINS": 4}, "bo")
    (other,) = spare(shop, "PAPER", at=now)
    page.run()
    page.button(key=f"dismiss_proposed_{other}").click().run()
    assert not page.exception
    with shop.view() as view:
        assert transfer_proposals.get_proposal(view, other).state is ProposalState.DISMISSED


def fill(store: Store) -> None:
    """One transfer on the way, one received, one proposed; goods and notes that try to be more than text."""
    small_shop(store)
    hostile = Product("EVIL", HOSTILE, Unit.PIECE, "dairy", TaxCategory.FOOD, (gtin(77),))
    register_range(store, OFFICE_ACTOR, Range(products=(hostile,), prices=(Price("EVIL", kr(1000), DAY),)), at=AT)
    receive(store, send(store))
    spare(store, "EVIL", at=datetime.now(UTC))
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
    page.get_by_text("Varför så många?").click()
    expect(page.get_by_text("Mottagaren behöver", exact=False)).to_have_count(1)
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
