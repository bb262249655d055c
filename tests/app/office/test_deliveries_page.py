"""The page of deliveries: an order is received on a phone, line by line or at once, in few presses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from models.access.permission import BuiltInRole
from models.catalogue.product import Product, TaxCategory
from models.money import Money
from models.pricing.price_list import Price
from models.purchasing.arrival import RestOfOrder
from models.purchasing.order_fact import drafted_fact
from models.purchasing.purchase_order import OrderLine, OrderState, PurchaseOrder
from models.purchasing.supplier import Supplier, SupplierTerm
from models.quantity import Unit
from models.shop import fact_number
from models.stock.lots import NamedLot
from operations.installation.opening import Range, register_range
from operations.purchasing.purchase_orders import send_order
from operations.unit_of_work import unit_of_work
from store import catalogue, lot_levels, purchasing, received_goods, stock
from store.database.engine import Store
from tests.app.axe import grave_faults
from tests.app.office.browser_pages import settle
from tests.app.office.office_pages import open_office_page, type_code, units_field
from tests.app.served import Served
from tests.builders import DAY, MILK, OFFICE_ACTOR, gtin, kr, small_shop
from tests.integrations.peppol.reply_files import despatch_advice, despatch_line
from tests.operations.stock.test_lots import with_lots

LINES, PRESSES_MAX = 12, 20
LOOKS: tuple[tuple[str, tuple[int, int], Literal["light", "dark"]], ...] = (
    ("sv", (390, 844), "light"),
    ("en", (390, 844), "dark"),
    ("sv", (820, 1180), "dark"),
    ("en", (1366, 657), "light"),
)
HOSTILE = '<script>alert(1)</script> **Ost** {scanned} :material/bug_report: "å"'


def stock_order(store: Store) -> PurchaseOrder:
    """A small shop with twelve kinds of goods on their way; the first has a name that tries to be more than text."""
    small_shop(store)
    names = [HOSTILE, *(f"Vara nummer {number}" for number in range(2, LINES + 1))]
    products = tuple(
        Product(f"G{number}", name, Unit.PIECE, "dairy", TaxCategory.FOOD, (gtin(100 + number),))
        for number, name in enumerate(names, start=1)
    )
    terms = tuple(SupplierTerm(each.sku, "HOST", kr(1250), Decimal(6)) for each in products)
    supplier = Supplier("HOST", HOSTILE, 2, 7)
    at = datetime.now(UTC)
    prices = tuple(Price(each.sku, kr(2000), DAY) for each in products)
    goods = Range(products=products, prices=prices, suppliers=(supplier,), terms=terms)
    register_range(store, OFFICE_ACTOR, goods, at=at)
    with unit_of_work(store, OFFICE_ACTOR, at=at) as work:
        (order_id,) = work.take_ids()
        lines = tuple(OrderLine(each.sku, Decimal(12), kr(15_000)) for each in products)
        day = work.station.shop.business_day(at)
        order = PurchaseOrder(order_id, "HOST", 1, OrderState.DRAFT, at, day, day, "SEK", lines)
        purchasing.record_order(work.tx, order)
        work.record(drafted_fact(order))
    return send_order(store, OFFICE_ACTOR, order_id, at=at)


def test_an_order_is_received_in_parts_by_who_may(shop: Store) -> None:
    order = stock_order(shop)
    page = open_office_page(shop, "deliveries_page.py", BuiltInRole.SENIOR_ASSISTANT)

    page.button(key=f"begin_delivery_{order.id}").click().run()
    assert not page.exception
    page.button(key="open_delivery_1").click().run()
    assert "delivery_cost_1" not in [each.key for each in page.text_input]  # who may not see costs enters none
    units_field(page, "delivery_good_1").set_value(5)
    units_field(page, "delivery_damaged_1").set_value(1)
    page.run()
    page.button(key="receive_delivery").click().run()

    assert not page.exception
    assert page.success
    with shop.view() as view:
        (made,) = received_goods.latest_arrivals(view, 9)
        assert (made.operator, len(made.goods)) == ("bo", LINES)
        assert stock.levels(view)[1, "G1"] == 5
        assert purchasing.on_order(view) == {(1, "G1"): 6}


def test_what_is_scanned_counts_from_nothing_and_may_come_instead(shop: Store) -> None:
    order = stock_order(shop)
    page = open_office_page(shop, "deliveries_page.py")
    page.button(key=f"begin_delivery_{order.id}").click().run()
    for code in (gtin(102), gtin(102), "MILK", "no such code"):
        type_code(page, "delivery_code", code)

    assert units_field(page, "delivery_good_2").value == 2
    assert "no such code" in page.warning[0].value.replace("\\", "")
    page.selectbox(key="delivery_instead_x12").set_value(1).run()
    page.radio(key="delivery_rest").set_value(RestOfOrder.CANCELLED).run()
    page.button(key="receive_delivery").click().run()

    assert not page.exception
    with shop.view() as view:
        assert stock.levels(view) == {(1, "G2"): 2, (1, "MILK"): 1}
        assert purchasing.get_order(view, order.id).state is OrderState.RECEIVED
        assert purchasing.on_order(view) == {}


def test_a_despatch_advice_fills_in_what_is_on_its_way(shop: Store) -> None:
    order = stock_order(shop)
    page = open_office_page(shop, "deliveries_page.py")
    page.button(key=f"begin_delivery_{order.id}").click().run()
    lines = despatch_line(1, "G3", Decimal(4)), despatch_line(2, "G1", Decimal(6))
    for content in (b"<!DOCTYPE x><x/>", despatch_advice(fact_number(order.id), *lines)):
        before = [each.value for each in page.number_input]
        page.file_uploader(key="delivery_advice").set_value(("advice.xml", content, "application/xml")).run()
        if content.startswith(b"<!"):
            assert "document type" in page.warning[0].value
            assert [each.value for each in page.number_input] == before, "nothing was filled in"

    assert not page.exception
    good = {str(each.key).split("\x1f")[0]: each.value for each in page.number_input if "_good_" in str(each.key)}
    assert {key: value for key, value in good.items() if value} == {"delivery_good_1": 6, "delivery_good_3": 4}
    page.button(key="receive_delivery").click().run()
    with shop.view() as view:
        (arrival,) = received_goods.latest_arrivals(view, 9)
    assert (arrival.note_number, [(each.sku, each.good) for each in arrival.goods]) == (
        "D-9",
        [("G1", Decimal(6)), ("G3", Decimal(4))],
    )


def test_goods_without_an_order_are_received_by_scanning(shop: Store) -> None:
    page = open_office_page(shop, "deliveries_page.py")
    page.button(key="begin_without_order").click().run()
    type_code(page, "delivery_code", gtin(1))
    page.text_input(key="delivery_note").set_value("F 1").run()
    page.button(key="receive_delivery").click().run()

    assert not page.exception
    with shop.view() as view:
        (made,) = received_goods.latest_arrivals(view, 9)
    assert (made.note_number, made.order_id, [each.sku for each in made.goods]) == ("F 1", None, ["MILK"])


def test_goods_with_lots_are_received_by_their_square_code(shop: Store) -> None:
    with_lots(shop)
    page = open_office_page(shop, "deliveries_page.py")
    page.button(key="begin_without_order").click().run()
    type_code(page, "delivery_code", "MILK")
    page.button(key="receive_delivery").click().run()
    assert "MILK" in page.warning[0].value, "a delivery without its lot is refused in words"
    for code in ("L1", "L1", "L2"):
        type_code(page, "delivery_code", f"]d201{MILK.gtins[0]}15290102\x1d10{code}")
    assert [each.value for each in page.text_input if "_lot_" in str(each.key)] == ["L1", "L2"]
    page.button(key="receive_delivery").click().run()

    assert not page.exception
    with shop.view() as view:
        found = {each.lot: int(each.units) for each in lot_levels.shelves(view, [(1, "MILK")])[1, "MILK"].lots}
    assert found == {NamedLot("L1", date(2029, 1, 2)): 3, NamedLot("L2", date(2029, 1, 2)): 1}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    running = Served(tmp_path_factory.mktemp("deliveries"), stock_order)
    running.start()
    yield running
    running.stop()


class Clerk:
    """Somebody with a phone, whose presses and typed texts are counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.presses = page, 0

    def press(self, what: Locator) -> None:
        what.click()
        self.presses += 1

    def enter(self, what: Locator, text: str) -> None:
        self.press(what)
        what.fill(text)
        what.press("Enter")
        expect(what).to_have_value(text)
        self.presses += 1


#: Presses a button as soon as it is there, while the fields below it are still on their way.
PRESS_AT_ONCE = """(selector) => void new MutationObserver((changes, observer) => {
  const button = document.querySelector(selector);
  if (!button) return;
  observer.disconnect();
  button.click();
}).observe(document.body, {childList: true, subtree: true})"""


def check_amounts_stay(page: Page) -> None:
    """Pressed amid the drawing of the lines, the run that filled them ends before the browser has all of them."""
    page.goto("/deliveries?lang=sv")
    settle(page)
    page.evaluate(PRESS_AT_ONCE, ".st-key-open_delivery_2 button")
    page.locator("[class*=st-key-begin_delivery_] button").click()
    expect(page.locator(".st-key-delivery_damaged_2 input")).to_be_visible()
    page.locator(".st-key-open_delivery_1 button").click()
    expect(page.locator(".st-key-delivery_damaged_1 input")).to_be_visible()
    settle(page)
    amounts = [each.input_value() for each in page.locator("[class*=st-key-delivery_good_] input").all()]
    assert amounts == ["12"] * LINES


@pytest.mark.needs_chromium
def test_twelve_lines_with_one_short_and_one_new_cost_take_few_presses(profile: BrowserContext, served: Served) -> None:
    page = profile.new_page()
    for language, size, scheme in LOOKS:
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(color_scheme=scheme)
        page.goto(f"/deliveries?lang={language}")
        begin = page.locator("[class*=st-key-begin_delivery_] button")
        expect(begin).to_have_count(1)
        settle(page)
        assert grave_faults(page) == []
        begin.click()
        expect(page.locator(".st-key-receive_delivery button")).to_be_visible()
        page.locator(".st-key-open_delivery_1 button").click()
        expect(page.locator(".st-key-delivery_damaged_1 input")).to_be_visible()
        settle(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        assert grave_faults(page) == []
        assert page.locator("script", has_text="alert(1)").count() == 0
    check_amounts_stay(page)
    page.goto("/deliveries?lang=sv")
    clerk = Clerk(page)
    clerk.press(page.locator("[class*=st-key-begin_delivery_] button"))
    clerk.enter(page.locator("[class*=st-key-delivery_good_3-] input"), "7")
    clerk.press(page.locator(".st-key-open_delivery_5 button"))
    clerk.enter(page.locator(".st-key-delivery_cost_5 input"), "13,50")
    clerk.enter(page.locator(".st-key-delivery_note input"), "F 4711")
    clerk.press(page.locator(".st-key-receive_delivery button"))
    expect(page.locator("[data-testid=stAlertContentSuccess]")).to_be_visible()
    settle(page)
    assert grave_faults(page) == []
    accept = page.locator(".st-key-price_accepted_G5 button")
    clerk.press(accept)  # from the delivery to the new price it is one press more
    expect(accept).to_have_count(0)
    page.close()

    assert clerk.presses <= PRESSES_MAX
    served.fill(check_received)


def check_received(store: Store) -> None:
    """Seven of one kind, all of the others, the new cost and the new price."""
    with store.view() as view:
        (made,) = received_goods.latest_arrivals(view, 9)
        assert len(made.goods) == LINES
        assert {each.sku: int(each.good) for each in made.goods}["G3"] == 7
        assert {sku: int(units) for (_, sku), units in purchasing.on_order(view).items()} == {"G3": 5}
        assert purchasing.terms_of(view, "HOST", "SEK")["G5"].cost == Money(1350, "SEK")
        assert {each.amount.minor for each in catalogue.prices_of(view, ["G5"], "SEK")["G5"]} == {2000, 2190}
