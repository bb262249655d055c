"""The page of goods: found, made, changed, priced, by those who may."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from app.office.goods.goods_table import NEW
from models.access.permission import BuiltInRole
from models.catalogue.product import Product, TaxCategory
from models.pricing.price_list import Price
from models.purchasing.price_breaks import PriceBreak
from models.quantity import Unit
from operations.catalogue.price_changes import set_price
from operations.catalogue.product_changes import NewProduct, change_product, create_product
from store import catalogue, purchasing, schema
from store.catalogue.kit_rows import recipe_of
from store.database.engine import Store
from store.price_break_rows import breaks_for
from tests.app.office.goods_pages import goods, run
from tests.app.office.office_pages import open_office_page
from tests.builders import AT, DAY, MILK, OFFICE_ACTOR, SECOND_TILL, STAMPS, Operator, gtin, kr
from tests.operations.catalogue.test_price_proposals import bring

PRICED = "goods_price_MILK"
KIT = Product("KIT", "Presentkorg", Unit.PIECE, "cafe", TaxCategory.FOOD)


def listed(page: AppTest) -> list[str]:
    return [each.label.replace("\\", "") for each in page.button if str(each.key).startswith("goods_open_")]


def stored(shop: Store, sku: str) -> Product:
    with shop.view() as view:
        return catalogue.get_product(view, sku)


def field(page: AppTest, name: str):  # type: ignore[no-untyped-def]
    """The field of the form whose key ends so, wherever the form is."""
    (found,) = [
        each
        for kind in (page.text_input, page.text_area, page.selectbox, page.number_input, page.checkbox)
        for each in kind
        if re.fullmatch(rf"goods_(MILK_\d+|new_product)_{name}", str(each.key))
    ]
    return found


def send(page: AppTest, form: str) -> AppTest:
    (button,) = [each for each in page.button if form in str(each.key)]
    button.click()
    return run(page)


@pytest.mark.usefixtures("shop")
def test_the_list_finds_what_is_typed_and_opens_it() -> None:
    page = goods()
    assert listed(page) == [
        "Bananer",
        "Dagens lunch",
        "Frimärken 10-p",
        "Mellanmjölk 1,5 l",
        "Morgontidning",
        "Servetter 50-p",
    ]
    page.text_input(key="goods_text").set_value("mjölk")
    run(page)
    assert listed(page) == ["Mellanmjölk 1,5 l"]
    page.button(key="goods_open_MILK").click()
    run(page)
    assert page.title[0].value.replace("\\", "") == MILK.name
    assert [each.label for each in page.tabs] == ["Uppgifter", "Priser", "Bilder", "Inköp", "Delar", "Historik"]


def test_a_new_product_is_made_with_its_price_and_sold(shop: Store) -> None:
    page = goods(sku=NEW)
    field(page, "name").set_value("  Ost\tlagrad ")
    field(page, "price").set_value("89,90")
    field(page, "barcodes").set_value(f"{gtin(70)[1:]}\nOST-1\n")
    field(page, "age").set_value(18)
    field(page, "shelf_life").set_value(21)
    field(page, "has_lots").set_value(True)
    send(page, "goods_new_product_form")
    assert [each.value for each in page.success] == ["Varan är upplagd och finns i kassan."]
    made = stored(shop, gtin(70).lstrip("0"))
    assert (made.name, made.gtins, made.codes, made.age_limit) == ("Ost lagrad", (gtin(70),), ("OST-1",), 18)
    assert (made.shelf_life_days, made.has_lots) == (21, True)
    with shop.view() as view:
        assert catalogue.offering_by_code(view, "OST-1", DAY).price_minor == 8990


def test_what_is_refused_is_explained_and_what_was_typed_stays(shop: Store) -> None:
    page = goods(sku="MILK")
    field(page, "name").set_value("Lättmjölk")
    field(page, "barcodes").set_value(gtin(2)[1:])
    send(page, "goods_MILK_0_form")
    assert "tillhör Bananer (BANANAS)" in page.warning[0].value
    assert field(page, "name").value == "Lättmjölk"
    assert stored(shop, "MILK") == MILK
    field(page, "barcodes").set_value("")
    send(page, "goods_MILK_0_form")
    assert stored(shop, "MILK") == replace(MILK, name="Lättmjölk", gtins=())


def test_a_change_of_somebody_else_is_shown_before_it_is_overwritten(shop: Store) -> None:
    page = goods(sku="MILK")
    change_product(shop, OFFICE_ACTOR, MILK, replace(MILK, category="fruit"), at=AT)
    field(page, "name").set_value("Lättmjölk")
    send(page, "goods_MILK_0_form")
    assert "ändrats av någon annan" in page.warning[0].value
    assert field(page, "name").value == MILK.name
    assert field(page, "category").value == "fruit"


def test_a_price_is_set_and_one_to_come_is_taken_back(shop: Store) -> None:
    set_price(shop, OFFICE_ACTOR, Price("MILK", kr(2190), DAY.replace(day=30)), at=AT)
    page = goods(sku="MILK")
    assert [each.value for each in page.metric] == ["19,90\N{NO-BREAK SPACE}kr"] * 2
    page.text_input(key=f"{PRICED}_amount").set_value("14,90")
    page.date_input(key=f"{PRICED}_last").set_value(DAY)
    send(page, f"{PRICED}_form")
    assert page.metric[0].value == "14,90\N{NO-BREAK SPACE}kr"
    page.button(key="goods_withdraw_MILK_2026-11-30").click()
    run(page)
    with shop.view() as view:
        prices = catalogue.prices_of(view, ["MILK"], "SEK")["MILK"]
    assert [(each.amount.minor, each.valid_from) for each in prices][1:] == [(1490, DAY)]


def test_a_discontinued_product_is_sold_again(shop: Store) -> None:
    page = goods(sku="STAMPS")
    page.button(key="goods_discontinue").click()
    run(page)
    assert not stored(shop, "STAMPS").active
    page.button(key="goods_restore").click()
    run(page)
    assert stored(shop, "STAMPS") == STAMPS


def test_who_may_not_change_goods_sees_them_without_costs_and_changes_nothing(shop: Store) -> None:
    page = goods("anna")
    assert page.button(key="goods_new").disabled
    assert not [each.value for each in page.caption if "Inköp" in each.value]
    assert [each.value for each in goods().caption if "Inköp" in each.value]
    page = goods("anna", sku="MILK")
    assert page.button(key="goods_discontinue").disabled
    assert all(each.disabled for each in page.button if "form" in str(each.key).lower())
    frames = " ".join(str(each.value) for each in page.dataframe)
    assert "9,95" not in frames
    assert "9,95" in " ".join(str(each.value) for each in goods(sku="MILK").dataframe)
    # the control: who has the permission does it
    assert not goods(sku="MILK").button(key="goods_discontinue").disabled
    assert Operator(shop).scan("MILK").basket is not None


@pytest.mark.usefixtures("shop")
def test_an_unknown_product_leads_back_to_the_list() -> None:
    page = goods(sku="<b>NOTHING</b>")
    assert "finns inte" in page.warning[0].value
    page.button(key="goods_back").click()
    assert len(listed(run(page))) == 6


def test_a_supplier_is_added_where_its_terms_are_set(shop: Store) -> None:
    page = goods(sku="MILK")
    page.text_input(key="goods_supplier_MILK_name").set_value("Mejeriet <b>")
    (add,) = [each for each in page.button if "goods_supplier_MILK_form" in str(each.key)]
    add.click()
    run(page)
    assert "Mejeriet <b>" in page.selectbox(key="goods_term_MILK_supplier").options
    assert [each.value for each in page.success] == ["Leverantören är tillagd."]
    with shop.view() as view:
        assert "mejeriet-b" in purchasing.all_suppliers(view)


def test_a_location_gets_a_price_of_its_own_and_sells_at_that_of_the_shop_again(shop: Store) -> None:
    page = goods(sku="MILK")
    page.selectbox(key=f"{PRICED}_place").set_value(2)
    run(page)
    page.text_input(key=f"{PRICED}_amount").set_value("22,90")
    send(page, f"{PRICED}_form")
    assert {each.label: each.value for each in page.metric}["Pris idag"] == "22,90\N{NO-BREAK SPACE}kr"
    page.selectbox(key=f"{PRICED}_place").set_value(0)
    run(page)
    assert {each.label: each.value for each in page.metric}["Torget"] == "22,90\N{NO-BREAK SPACE}kr"
    with shop.view() as view:
        assert [catalogue.offering_by_sku(view, "MILK", DAY, n).price_minor for n in (1, 2)] == [1990, 2290]
    page.selectbox(key=f"{PRICED}_place").set_value(2)
    run(page)
    page.button(key=f"{PRICED}_end_2").click()
    run(page)
    with shop.view() as view:
        assert catalogue.offering_by_sku(view, "MILK", DAY, 2).price_minor == 1990


def test_a_shop_of_one_location_is_not_asked_for_which(shop: Store) -> None:
    second = schema.device.update().where(schema.device.c.id == SECOND_TILL)
    with shop.transaction() as tx:
        tx.execute(second.values(location_id=1))
    page = goods(sku="MILK")
    with shop.transaction() as tx:
        tx.execute(second.values(location_id=2))
    assert [each for each in page.selectbox if str(each.key).endswith("_place")] == []


def test_a_proposed_price_is_refused_on_the_page_and_shown_to_nobody_without_costs(shop: Store) -> None:
    bring(shop, 1200, at=datetime.now(UTC))
    page = open_office_page(shop, "goods_page.py")
    assert any("23.90" in each.value.replace(",", ".") for each in page.markdown)
    page.button(key="price_refused_MILK").click().run()
    assert not page.exception
    assert "price_refused_MILK" not in [each.key for each in page.button]
    bring(shop, 1500, key="2", at=datetime.now(UTC))
    page = open_office_page(shop, "deliveries_page.py", BuiltInRole.SENIOR_ASSISTANT)
    assert "price_accepted_MILK" not in [each.key for each in page.button]


def test_parts_make_a_kit_and_what_cannot_be_one_is_explained(shop: Store) -> None:
    create_product(shop, OFFICE_ACTOR, NewProduct(KIT), at=AT)
    page = goods(sku="KIT")
    for part, quantity in (("MILK", "2"), ("BANANAS", "0,150")):
        page.text_input(key="goods_kit_KIT_part").set_value(part)
        page.text_input(key="goods_kit_KIT_quantity").set_value(quantity)
        send(page, "goods_kit_KIT_form")
    with shop.view() as view:
        parts = {each.sku: str(each.quantity) for each in recipe_of(view, "KIT").parts}
    assert parts == {"BANANAS": "0.15", "MILK": "2"}
    figures = {each.label.replace("\\", ""): each.value for each in page.metric}
    assert figures["Delarna kostar"].startswith("21,77")  # 2 × 9,95 and 0,150 × 12,47
    assert figures["Räcker till i Hörnet"] == "0"
    page.text_input(key="goods_kit_KIT_part").set_value("KIT")
    send(page, "goods_kit_KIT_form")
    (warning,) = [each.value for each in page.warning]
    assert "KIT skulle ligga i sig själv" in warning
    page.button(key="goods_kit_KIT_remove_MILK").click()
    run(page)
    with shop.view() as view:
        assert [each.sku for each in recipe_of(view, "KIT").parts] == ["BANANAS"]


def test_a_price_by_quantity_is_added_and_taken_away(shop: Store) -> None:
    page = goods(sku="MILK")
    for least, cost in (("24", "9,00"), ("24", "")):
        page.text_input(key="goods_breaks_MILK_least").set_value(least)
        page.text_input(key="goods_breaks_MILK_cost").set_value(cost)
        send(page, "goods_breaks_MILK_form")
    assert len(page.warning) == 1, "a price without an amount"
    with shop.view() as view:
        assert breaks_for(view, "MILK", "SEK") == {"GROSS": (PriceBreak(Decimal(24), kr(900)),)}
    page.button(key="goods_breaks_MILK_GROSS_remove_24").click()
    run(page)
    with shop.view() as view:
        assert breaks_for(view, "MILK", "SEK") == {}
