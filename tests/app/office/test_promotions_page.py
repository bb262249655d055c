"""Promotions are made on a page, looked at beside last week's sales, and end there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import BrowserContext, expect
from streamlit.testing.v1 import AppTest

from models.promotions.promotion import NAME_LENGTH_MAX, ONE_TIME, GoodsGroup, Promotion, PromotionKind, Slot
from models.promotions.promotion_time import PromotionTime
from operations.catalogue.promotion_changes import create_promotion
from store.catalogue.promotion_rows import StoredPromotion, list_promotions
from store.database.engine import Store
from tests.app.axe import grave_faults
from tests.app.office.browser_pages import settle
from tests.app.office.goods_pages import draw, run
from tests.app.served import Served
from tests.app.stock import HOSTILE_NAMES
from tests.builders import AT, DAY, OFFICE_ACTOR, Operator, small_shop

MILK = Slot(GoodsGroup(frozenset({"MILK"})), 3)
PROMOTION_NAMES = [
    name for name in HOSTILE_NAMES if 3 < len(name) <= NAME_LENGTH_MAX and "<" in name and "--" not in name
][:3]
THREE_FOR_TWO = Promotion(0, "3 för 2", PromotionKind.CHEAPEST_FREE, (MILK,), PromotionTime(DAY))


def page_of(operator: str = "office", language: str = "sv") -> AppTest:
    return draw("app.office.goods.promotion_section", "draw_promotions", operator, language)


def press(page: AppTest, key: str) -> AppTest:
    page.button(key=key).click()
    return run(page)


def stored(shop: Store) -> list[StoredPromotion]:
    with shop.view() as view:
        return list_promotions(view)


def texts(page: AppTest) -> str:
    parts = [*page.markdown, *page.caption, *page.success, *page.warning, *page.info]
    return "\n".join(str(each.value) for each in parts).replace("\\", "")


def test_a_promotion_is_made_looked_at_changed_and_ended(shop: Store) -> None:
    page = press(page_of(), "promotions_new")
    page.text_input(key="promotion_form_name").set_value("Mjölkveckan")
    page.text_input(key="promotion_form_percent").set_value("12,5")
    page.text_input(key="promotion_form_0_search").set_value("mjölk")
    page = run(page)
    page.multiselect(key="promotion_form_0_products").set_value(["MILK"])
    page.text_input(key="promotion_form_hours").set_value("15-17")
    page.multiselect(key="promotion_form_weekdays").set_value([0, 4])
    page = press(run(page), "promotions_look")
    assert "Inget är sparat än" in texts(page)
    assert "hade inget av 0 köp blivit billigare" in texts(page)
    (frame,) = page.dataframe
    row = [str(each).replace("\N{NO-BREAK SPACE}", " ") for each in frame.value.to_numpy()[0]]
    assert row == ["MILK", "Mellanmjölk 1,5 l", "19,90 kr", "17,41 kr", "19,90 kr", "Ja"]
    page = press(page, "promotions_save")
    (made,) = stored(shop)
    assert made.promotion == Promotion(
        1,
        "Mjölkveckan",
        PromotionKind.PERCENT,
        (Slot(GoodsGroup(frozenset({"MILK"}))),),
        PromotionTime(DAY, weekdays=frozenset({0, 4}), from_minute=900, until_minute=1020),
        percent_ppm=125_000,
    )
    assert "12,5 % av" in texts(page)
    assert "måndag, fredag, 15:00–17:00" in texts(page)
    page = press(page, "promotions_change_1")
    page.text_input(key="promotion_form_percent").set_value("20")
    page = press(run(page), "promotions_save")
    assert [each.promotion.percent_ppm for each in stored(shop)] == [200_000]
    page = press(page, "promotions_end_1")
    assert stored(shop)[0].ended_at is not None
    assert "är avslutad" in texts(page)


def test_coupons_are_made_on_the_page_and_a_code_and_a_group_are_saved(shop: Store) -> None:
    page = press(page_of(), "promotions_new")
    page.text_input(key="promotion_form_name").set_value("Höst")
    page.text_input(key="promotion_form_percent").set_value("10")
    page.text_input(key="promotion_form_code").set_value("HOST26")
    page.text_input(key="promotion_form_group").set_value("Klubben")
    page = press(run(page), "promotions_save")
    assert "med koden HOST26, för Klubben" in texts(page)
    page = press(page, "promotions_change_1")
    page.checkbox(key="promotion_form_coupons").set_value(True)
    page = press(run(page), "promotions_save")
    promotion = stored(shop)[0].promotion
    assert (promotion.coupon, promotion.customer_group) == (ONE_TIME, "Klubben")
    page.number_input(key="coupons_count").set_value(3)
    page = press(run(page), "coupons_make")
    assert "3 kuponger gäller, 0 är använda" in texts(page)


@pytest.mark.parametrize("kind", PromotionKind)
def test_each_kind_has_its_fields_and_is_saved(shop: Store, kind: PromotionKind) -> None:
    page = press(page_of(language="en"), "promotions_new")
    page.selectbox(key="promotion_form_kind").set_value(kind)
    page.text_input(key="promotion_form_name").set_value("X")
    page = run(page)
    values = {"percent": "10", "amount": "25", "least": "300"}
    for field, value in values.items():
        keys = [each.key for each in page.text_input]
        if f"promotion_form_{field}" in keys and not (kind is PromotionKind.THRESHOLD and field == "percent"):
            page.text_input(key=f"promotion_form_{field}").set_value(value)
    page = press(run(page), "promotions_save")
    (made,) = stored(shop)
    assert made.promotion.kind is kind
    page = press(page, "promotions_change_1")
    press(page, "promotions_save")
    assert len(stored(shop)) == 1
    assert stored(shop)[0].version == 1


def test_what_cannot_be_is_told_and_nothing_is_saved(shop: Store) -> None:
    page = press(page_of(), "promotions_new")
    for name, percent, hours in (("", "10", ""), ("X", "abc", ""), ("X", "10", "9-9"), ("X", "", "")):
        page.text_input(key="promotion_form_name").set_value(name)
        page.text_input(key="promotion_form_percent").set_value(percent)
        page.text_input(key="promotion_form_hours").set_value(hours)
        page = press(run(page), "promotions_save")
        assert "Inget ändrades" in texts(page)
    assert stored(shop) == []
    page = press(page, "promotions_cancel")
    assert "ingen kampanj" in texts(page)


def test_who_may_not_set_prices_makes_no_promotion(shop: Store) -> None:
    create_promotion(shop, OFFICE_ACTOR, THREE_FOR_TWO, at=AT)
    page = page_of("anna")
    assert page.button(key="promotions_new").disabled
    assert [each.key for each in page.button if "end" in str(each.key)] == []


def test_the_page_has_what_a_promotion_gave(shop: Store) -> None:
    create_promotion(shop, OFFICE_ACTOR, THREE_FOR_TWO, at=AT)
    anna = Operator(shop)
    anna.scan("MILK", 3)
    anna.pay_cash()
    assert "Har gett 19,90 kr på ett köp" in texts(page_of()).replace("\N{NO-BREAK SPACE}", " ")


def stock(store: Store) -> None:
    small_shop(store)
    for name in PROMOTION_NAMES:
        create_promotion(store, OFFICE_ACTOR, replace(THREE_FOR_TWO, name=name), at=AT)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    running = Served(tmp_path_factory.mktemp("promotions"), stock)
    running.start()
    yield running
    running.stop()


@pytest.mark.needs_chromium
def test_the_page_is_readable_for_everybody_and_hostile_names_do_nothing(
    profile: BrowserContext, served: Served
) -> None:
    page = profile.new_page()
    page.goto("/promotions?lang=sv")
    for name in PROMOTION_NAMES:
        expect(page.get_by_text(name, exact=True)).to_be_visible()
    settle(page)
    assert grave_faults(page) == []
    page.get_by_role("button", name="Ny kampanj").click()
    page.get_by_label("Namn på kvittot").fill("Sommar")
    page.get_by_label("Procent", exact=True).fill("10")
    page.get_by_role("button", name="Förhandsgranska").click()
    expect(page.get_by_text("Inget är sparat än")).to_be_visible()
    settle(page)
    for scheme, width in (("light", 1366), ("dark", 390)):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.set_viewport_size({"width": width, "height": 800})
        assert grave_faults(page) == [], scheme
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
    profile.add_cookies(served.till_cookies())
    till = profile.new_page()
    till.goto("/till?lang=sv")
    tile = till.locator(".tile").filter(has_text="Mellanmjölk")
    for _ in range(3):
        tile.click()
    discount = till.locator(".line-discount")
    expect(discount).to_contain_text("\N{MINUS SIGN}19,90")
    # Of promotions that give as much the oldest is used.
    expect(discount).to_contain_text(PROMOTION_NAMES[0])
    assert grave_faults(till) == []
    till.close()
