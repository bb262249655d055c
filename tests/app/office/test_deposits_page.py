"""The page of deposits: the shop's own are made, changed, taken back and ended; those of the country are only shown."""

from __future__ import annotations

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from models.jurisdiction.deposits import DepositClass
from models.jurisdiction.own_deposits import with_amount
from models.jurisdiction.sweden import SWEDEN
from operations.catalogue.deposit_changes import save_deposit
from store import catalogue
from store.catalogue.deposit_rows import own_deposits
from store.database.engine import Store
from tests.app.office.goods_pages import draw, goods, run
from tests.builders import AT, DAY, OFFICE_ACTOR
from tests.operations.catalogue.own_crates import CRATE

TOMORROW = DAY + timedelta(days=1)


def page_of(operator: str = "office", language: str = "sv") -> AppTest:
    return draw("app.office.goods.deposit_section", "draw_deposits", operator, language)


def stored(shop: Store) -> dict[str, DepositClass]:
    with shop.view() as view:
        return {each.code: each for each in own_deposits(view)}


def press(page: AppTest, label: str) -> AppTest:
    (button,) = [each for each in page.button if each.label == label]
    button.click()
    return run(page)


def test_a_deposit_is_made_with_a_code_of_its_name_or_one_that_is_chosen(shop: Store) -> None:
    page = page_of()
    page.text_input(key="deposit_new_name_sv").set_value("Läskback, 24 flaskor & mer")
    page.text_input(key="deposit_new_amount").set_value("25,50")
    press(page, "Lägg till panten")
    assert [each.value for each in page.success] == ["Panten är sparad."]
    page.text_input(key="deposit_new_code").set_value("keg")
    page.text_input(key="deposit_new_name_en").set_value("Keg")
    press(page, "Lägg till panten")
    made = stored(shop)
    assert list(made) == ["keg", "laskback-24-flaskor"]
    assert [each.amount_minor for each in made["laskback-24-flaskor"].amounts] == [2550]
    assert made["keg"].names == {"sv": "Läskback, 24 flaskor & mer", "en": "Keg"}


def test_what_is_wrong_is_explained_and_nothing_is_stored(shop: Store) -> None:
    page = page_of()
    page.text_input(key="deposit_new_amount").set_value("25")
    press(page, "Lägg till panten")
    assert "den har inget namn" in page.warning[0].value
    page.text_input(key="deposit_new_name_sv").set_value("Small")
    page.text_input(key="deposit_new_code").set_value("small")
    press(page, "Lägg till panten")
    assert "Panten small är landets" in page.warning[0].value
    page.text_input(key="deposit_new_amount").set_value("många")
    press(page, "Lägg till panten")
    assert "många" in page.warning[0].value
    assert stored(shop) == {}


def test_an_amount_is_set_from_a_day_taken_back_and_ended(shop: Store) -> None:
    save_deposit(shop, OFFICE_ACTOR, CRATE, before=None, at=AT)
    page = page_of()
    page.text_input(key="deposit_crate_name_sv").set_value("Back")
    press(page, "Spara namnen")
    assert stored(shop)["crate"].name_in("sv") == "Back"
    page.text_input(key="deposit_crate_amount").set_value("40")
    page.date_input(key="deposit_crate_first").set_value(TOMORROW)
    press(page, "Sätt panten")
    assert [(each.valid_from, each.amount_minor) for each in stored(shop)["crate"].amounts] == [
        (DAY, 2500),
        (TOMORROW, 4000),
    ]
    assert any(each.value.startswith("Kommande") and "40,00" in each.value for each in page.markdown)
    press(page, "Ta tillbaka")
    assert [each.amount_minor for each in stored(shop)["crate"].amounts] == [2500]
    press(page, "Ta ingen pant längre")
    assert [each.amount_minor for each in stored(shop)["crate"].amounts] == [0]


@pytest.mark.usefixtures("shop")
def test_those_of_the_country_are_shown_with_no_way_to_change_them() -> None:
    page = page_of(language="en")
    shown = " ".join(each.value for each in page.markdown)
    for each in SWEDEN.deposits:
        assert each.code.replace("_", "\\_") in shown
    assert [each.label for each in page.button] == ["Add the deposit"], "only a new one can be made"


def test_who_may_not_change_prices_changes_none(shop: Store) -> None:
    save_deposit(shop, OFFICE_ACTOR, with_amount(CRATE, TOMORROW, 1), before=None, at=AT)
    assert all(each.disabled for each in page_of("anna").button)


def test_a_product_chooses_a_deposit_of_the_shop(shop: Store) -> None:
    save_deposit(shop, OFFICE_ACTOR, CRATE, before=None, at=AT)
    page = goods(sku="MILK")
    (choice,) = [each for each in page.selectbox if str(each.key).endswith("_deposit")]
    assert "Läskback" in choice.options
    choice.select("Läskback")
    (save,) = [each for each in page.button if each.label == "Spara" and "goods_MILK" in str(each.key)]
    save.click()
    run(page)
    with shop.view() as view:
        assert catalogue.get_product(view, "MILK").deposit == "crate"
