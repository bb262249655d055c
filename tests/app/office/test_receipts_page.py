"""The list of receipts: filters, pages, one receipt as it was printed, and what belongs to it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from streamlit.testing.v1 import AppTest

from app.office.pages.receipts_page import PAGE_SIZE
from models.access.permission import BuiltInRole
from store.database.engine import Store
from store.shop import get_shop
from tests.app.office.office_pages import PAGES, open_office_page
from tests.app.office_sessions import visit_as
from tests.builders import Operator
from tests.hostile_texts import HOSTILE_TEXTS
from tests.operations.cash.shop_days import ShopDays
from tests.operations.selling.account_trade import buy_and_pay_later
from tests.waiting import LIMIT_S


def texts(page: AppTest) -> str:
    return " ".join(str(each.value) for kind in (page.markdown, page.code, page.caption, page.info) for each in kind)


def numbers(page: AppTest) -> list[str]:
    return list(page.dataframe[0].value["Receipt"])


def test_receipts_are_listed_shown_and_linked(shop: Store) -> None:
    days = ShopDays(shop, Operator(shop), at=datetime.now(UTC))
    milk = days.sell("MILK", 3)
    days.refund(milk)
    days.sell("LUNCH")
    page = open_office_page(shop, "receipts_page.py", BuiltInRole.BOOKKEEPER)
    assert numbers(page) == ["3", "2", "1"]
    assert list(page.dataframe[0].value["Kind"]) == ["Sale", "Return", "Sale"]
    assert "2 sales" in texts(page)
    assert "Dagens lunch" in page.code[0].value
    page.selectbox(key="receipts_kind").select_index(2).run()
    assert numbers(page) == ["2"]
    assert "Returkvitto 2" in page.code[0].value
    page.button(key=f"receipts_link_{milk.id}").click().run()
    assert "Mellanmjölk" in page.code[0].value
    assert "Returkvitto 2" not in page.code[0].value
    page.selectbox(key="receipts_kind").select_index(0).run()
    page.text_input(key="receipts_search").input("60,00").run()
    assert numbers(page) == ["2", "1"]
    page.text_input(key="receipts_search").input("9999").run()
    assert "No receipt fits." in texts(page)


def test_the_list_turns_its_pages(shop: Store) -> None:
    days = ShopDays(shop, Operator(shop), at=datetime.now(UTC))
    for _ in range(PAGE_SIZE + 2):
        days.sell()
    page = open_office_page(shop, "receipts_page.py")
    assert (len(numbers(page)), page.button(key="receipts_newer").disabled) == (PAGE_SIZE, True)
    page.button(key="receipts_older").click().run()
    assert numbers(page) == ["2", "1"]
    assert page.button(key="receipts_older").disabled
    page.button(key="receipts_newer").click().run()
    assert numbers(page)[0] == str(PAGE_SIZE + 2)


def test_hostile_search_and_an_empty_shop_are_no_fault(shop: Store) -> None:
    page = open_office_page(shop, "receipts_page.py")
    assert "No receipt fits." in texts(page)
    for hostile in HOSTILE_TEXTS[::40]:
        page.text_input(key="receipts_search").input(hostile[:60]).run()
        assert not page.exception
    page.date_input(key="receipts_first").set_value(date(2030, 1, 1)).run()
    assert not page.exception


def test_a_receipt_on_account_has_an_invoice_for_those_who_may(shop: Store) -> None:
    buy_and_pay_later(shop, at=datetime.now(UTC))
    assert open_office_page(shop, "receipts_page.py", BuiltInRole.BOOKKEEPER).get("download_button")
    assert not open_office_page(shop, "receipts_page.py", BuiltInRole.ANALYST).get("download_button")
    ShopDays(shop, Operator(shop), at=datetime.now(UTC)).sell()
    assert not open_office_page(shop, "receipts_page.py", BuiltInRole.BOOKKEEPER).get("download_button")


def test_the_address_names_the_days_that_the_dashboard_shows(shop: Store) -> None:
    visit_as(shop, BuiltInRole.BOOKKEEPER)
    with shop.view() as view:
        today = get_shop(view).business_day(datetime.now(UTC))
    usual = [str(today - timedelta(days=31)), str(today)]
    asked = [str(today - timedelta(days=9)), str(today - timedelta(days=8))]
    for first, last, shown in [(*asked, asked), ("1066-10-14", "9999-12-31", usual), ("<script>", "", usual)]:
        page = AppTest.from_file(str(PAGES / "receipts_page.py"), default_timeout=LIMIT_S)
        for name, value in {"lang": "en", "first": first, "last": last}.items():
            page.query_params[name] = value
        page.run()
        assert not page.exception
        assert [str(page.date_input(key=f"receipts_{end}").value) for end in ("first", "last")] == shown


def test_the_address_names_the_location_that_the_dashboard_shows(shop: Store) -> None:
    """Everything of a text that names none; another one is chosen on the page, whatever the address says."""
    ShopDays(shop, Operator(shop), at=datetime.now(UTC)).sell()
    visit_as(shop, BuiltInRole.BOOKKEEPER)
    for asked, chosen, found in [("1", 1, 1), ("2", 2, 0), ("9", None, 1), ("<b>", None, 1), ("\u0662", None, 1)]:
        page = AppTest.from_file(str(PAGES / "receipts_page.py"), default_timeout=LIMIT_S)
        page.query_params["lang"], page.query_params["location"] = "en", asked
        page.run()
        assert not page.exception
        assert page.selectbox(key="receipts_location").value == chosen, asked
        assert len(page.dataframe) == found, asked
    page.query_params["location"] = "1"
    page.selectbox(key="receipts_location").select_index(2).run()
    assert "No receipt fits." in texts(page)
