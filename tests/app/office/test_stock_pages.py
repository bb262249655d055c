"""The pages of stock, as they are used among the shelves: by whom, with which effect, in every size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from app.office.pages.counts_page import CountWish
from models.access.permission import BuiltInRole
from models.catalogue.product import Product, TaxCategory
from models.pricing.price_list import Price
from models.quantity import Unit
from models.stock.counting import CountedUnits
from models.stock.lots import LotOnHand, NamedLot
from models.stock.write_off import WriteOffKind, WriteOffReason
from operations.installation.opening import Range, register_range
from operations.stock.stock_count import count_goods
from store import lot_levels, stock, stock_counts, write_offs
from store.catalogue.promotion_rows import list_promotions
from store.database.engine import Store
from tests.app.axe import grave_faults
from tests.app.office.browser_pages import settle
from tests.app.office.office_pages import field_key, open_office_page, type_code, units_field
from tests.app.served import Served
from tests.builders import AT, DAY, MILK, OFFICE_ACTOR, PAPER, gtin, kr, small_shop
from tests.operations.purchasing.test_supplier_claims import damaged_delivery, from_shelf, send_back
from tests.operations.stock.test_lots import deliver, with_lots
from tests.operations.stock.test_write_offs import write_off

LOOKS: tuple[tuple[int, Literal["light", "dark"]], ...] = ((390, "light"), (1366, "dark"))
HOSTILE = '<script>alert(1)</script> **Ost** {scanned} :material/bug_report: "å"'


def test_goods_are_scanned_and_written_off_and_come_back(shop: Store) -> None:
    page = open_office_page(shop, "write_offs_page.py", BuiltInRole.SENIOR_ASSISTANT)
    for code in (gtin(1), "MILK", "no such code"):
        type_code(page, "write_off_code", code)
    assert "no such code" in page.warning[0].value.replace("\\", "")
    assert units_field(page, "write_off_units").value == 2
    assert page.button(key="save_write_off").disabled
    page.radio(key="write_off_reason_waste").set_value(WriteOffReason.SPOILT).run()
    page.text_input(key="write_off_note").set_value("fell").run()
    page.button(key="save_write_off").click().run()

    assert not page.exception
    with shop.view() as view:
        ((made, is_undone),) = write_offs.latest_write_offs(view, 9)
        assert (made.operator, made.goods.note, int(made.goods.units), is_undone) == ("bo", "fell", 2, False)
        assert made.goods.kind is WriteOffKind.WASTE
    page.button(key=f"undo_write_off_{made.id}").click().run()
    assert not page.exception
    with shop.view() as view:
        assert stock.levels(view) == {(1, "MILK"): 0}


def test_a_lot_that_expires_is_written_off_marked_down_and_recalled(shop: Store) -> None:
    now = datetime.now(UTC)
    with_lots(shop)
    for days, units in ((-2, 3), (1, 4)):
        deliver(shop, NamedLot(f"L{units}", now.date() + timedelta(days=days)), units, at=now)
    page = open_office_page(shop, "write_offs_page.py")
    assert not [each for each in page.button if each.key == "mark_down_lot_1_MILK_L3"], "it is too old to be sold"
    page.button(key="mark_down_lot_1_MILK_L4").click().run()
    assert "cheaper at the till" in page.success[0].value
    page.button(key="write_off_lot_1_MILK_L3").click().run()
    type_code(page, "write_off_code", f"01{MILK.gtins[0]}10L4")
    page.radio(key="write_off_reason_waste").set_value(WriteOffReason.DAMAGED).run()
    page.button(key="save_write_off").click().run()
    type_code(page, "recall_code", "MILK")
    page.text_input(key=field_key(page, "recall_lot")).set_value("L4").run()
    page.button(key="recall_this_lot").click().run()

    assert not page.exception
    with shop.view() as view:
        assert lot_levels.shelves(view, [(1, "MILK")])[1, "MILK"].lots == (
            LotOnHand(NamedLot("L4", now.date() + timedelta(days=1)), Decimal(3), is_recalled=True),
        )
        (promotion,) = list_promotions(view)
        assert promotion.promotion.slots[0].goods.skus == {"MILK"}
    assert not [each for each in page.button if str(each.key).startswith("mark_down_lot")]


def test_whoever_may_not_write_off_sees_no_page(shop: Store) -> None:
    page = open_office_page(shop, "write_offs_page.py", BuiltInRole.SALES_ASSISTANT)
    assert page.warning
    assert not page.text_input


def test_stock_below_zero_is_listed_with_its_cause(shop: Store) -> None:
    assert open_office_page(shop, "negative_stock_page.py").success
    write_off(shop)
    page = open_office_page(shop, "negative_stock_page.py")
    assert any("never taken in" in each.value for each in page.markdown)


def test_the_value_of_stock_is_shown_to_whoever_may_see_costs(shop: Store) -> None:
    write_off(shop)
    page = open_office_page(shop, "stock_value_page.py")
    assert "-19.90" in page.metric[0].value.replace(",", ".").replace("\N{MINUS SIGN}", "-")
    assert [each.value for each in page.subheader] == ["By category", "By location", "Goods, the dearest first"]
    assert open_office_page(shop, "stock_value_page.py", BuiltInRole.SENIOR_ASSISTANT).warning


def test_a_list_by_risk_is_counted_and_shows_what_differs(shop: Store) -> None:
    write_off(shop)
    page = open_office_page(shop, "counts_page.py", BuiltInRole.SENIOR_ASSISTANT)
    page.button(key="begin_counting").click().run()
    assert len([each for each in page.number_input if str(each.key).startswith("count_units_")]) == 6
    units_field(page, "count_units_MILK").set_value(4).run()
    assert any("Books -2 · difference 6" in each.value.replace("\\", "") for each in page.markdown)
    type_code(page, "count_code", "PAPER")
    page.button(key="save_count").click().run()

    assert not page.exception
    with shop.view() as view:
        (made,) = stock_counts.latest_counts(view, 9)
        assert {each.sku: int(each.variance) for each in made.lines} == {"MILK": 6, "PAPER": 1}
        assert made.operator == "bo"
    assert page.dataframe


def test_a_count_that_is_refused_stays_on_the_sheet(shop: Store) -> None:
    page = open_office_page(shop, "counts_page.py")
    page.radio(key="counts_which").set_value(CountWish.SCAN).run()
    page.button(key="begin_counting").click().run()
    type_code(page, "count_code", "MILK")
    later = datetime.now(UTC) + timedelta(hours=1)
    count_goods(shop, OFFICE_ACTOR, [CountedUnits("MILK", Decimal(7), later)], location_id=1, key="k", at=later)
    page.button(key="save_count").click().run()

    assert "older than one that was saved" in page.warning[0].value
    assert units_field(page, "count_units_MILK").value == 1
    with shop.view() as view:
        assert stock.levels(view) == {(1, "MILK"): 7}


def fill(store: Store) -> None:
    """Goods below zero, one of them with a name that tries to be more than text."""
    small_shop(store)
    hostile = Product("EVIL", HOSTILE, Unit.PIECE, "dairy", TaxCategory.FOOD, (gtin(77),))
    goods = Range(products=(hostile,), prices=(Price("EVIL", kr(1000), DAY),))
    register_range(store, OFFICE_ACTOR, goods, at=AT)
    write_off(store, key="1")
    write_off(store, key="2", sku="EVIL", note=HOSTILE)
    damaged_delivery(store, at=datetime.now(UTC) - timedelta(days=2))
    send_back(store, from_shelf("EVIL"), note=HOSTILE)
    register_range(store, OFFICE_ACTOR, Range(products=(replace(PAPER, name=HOSTILE, has_lots=True),)), at=AT)
    now = datetime.now(UTC)
    deliver(store, NamedLot(HOSTILE[:40], now.date() + timedelta(days=1)), 3, sku="PAPER", at=now)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    running = Served(tmp_path_factory.mktemp("stock"), fill)
    running.start()
    yield running
    running.stop()


def check_looks(page: Page) -> None:
    """Whole, nothing beside the screen, nothing hidden from those who cannot see, no text that runs."""
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme=scheme)
        settle(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert grave_faults(page) == []
    assert page.locator("script", has_text="alert(1)").count() == 0


@pytest.mark.needs_chromium
def test_the_pages_of_stock_fit_a_phone_and_a_desk_and_show_names_as_text(profile: BrowserContext) -> None:
    page = profile.new_page()
    page.goto("/negative_stock?lang=sv")
    expect(page.get_by_text("EVIL", exact=False)).to_have_count(1)
    check_looks(page)
    page.goto("/stock_value?lang=en")
    expect(page.locator("[data-testid=stDataFrame]")).to_have_count(3)
    check_looks(page)
    page.goto("/counts?lang=sv")
    page.locator(".st-key-begin_counting button").click()
    expect(page.locator("[class*=st-key-count_units_]")).to_have_count(7)
    check_looks(page)
    page.goto("/write_offs?lang=en")
    code = page.locator(".st-key-write_off_code input")
    code.fill("EVIL")
    code.press("Enter")
    expect(page.locator(".st-key-save_write_off button")).to_be_visible()
    expect(page.locator("[class*=st-key-mark_down_lot_] button")).to_be_visible()
    check_looks(page)
    page.goto("/supplier_returns?lang=sv")
    page.locator("[class*=st-key-answer_claim_] button").click()
    expect(page.locator(".st-key-save_claim_answer button")).to_be_visible()
    check_looks(page)
    page.close()
