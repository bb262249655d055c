"""The page of bulk changes: the new prices are seen before they are set, and taken back afterwards."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from store import catalogue
from store.database.engine import Store
from tests.app.office.goods_pages import draw, run
from tests.builders import DAY


def bulk(operator: str = "office") -> AppTest:
    return draw("app.office.goods.bulk_section", "draw_bulk_prices", operator)


def ask(page: AppTest, percent: str) -> AppTest:
    page.text_input(key="bulk_percent").set_value(percent)
    page.selectbox(key="bulk_ending").set_value(90)
    page.selectbox(key="bulk_category").set_value("dairy")
    (button,) = [each for each in page.button if "bulk_form" in str(each.key)]
    button.click()
    return run(page)


def milk(shop: Store) -> int:
    with shop.view() as view:
        return catalogue.offering_by_sku(view, "MILK", DAY).price_minor


def test_new_prices_are_seen_set_and_taken_back(shop: Store) -> None:
    page = ask(bulk(), "+5 %")
    assert [each.value for each in page.subheader] == ["1 pris ändras"]
    assert "20,90" in str(page.dataframe[0].value)
    assert milk(shop) == 1990
    page.button(key="bulk_apply").click()
    run(page)
    assert [each.value for each in page.success] == ["1 pris är satt."]
    assert milk(shop) == 2090
    (undo,) = [each for each in page.button if str(each.key).startswith("bulk_undo_")]
    undo.click()
    run(page)
    assert milk(shop) == 1990
    assert "Tillbakatagen" in [each.value for each in page.caption]


def test_what_is_no_percentage_and_who_may_not_change_prices_changes_nothing(shop: Store) -> None:
    assert "procentsats" in ask(bulk(), "mycket").warning[0].value
    page = ask(bulk("anna"), "5")
    assert page.button(key="bulk_apply").disabled
    assert milk(shop) == 1990
