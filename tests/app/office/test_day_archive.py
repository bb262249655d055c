"""The archive of closed days: reports as they were printed, differences by person, the boxes of the VAT return."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from streamlit.testing.v1 import AppTest

from models.access.actor import Actor
from models.access.operator import OFFICE_OPERATOR
from models.access.operator import Operator as Person
from models.access.permission import PERMISSIONS, BuiltInRole
from models.cash.tax_period import tax_boxes
from models.facts.day import TaxSum
from models.payments.provider_list import Payout, PayoutPart
from models.selling.till_event import DiscountBasket
from operations.access.operators import add_operator
from operations.cash.day_close import DayEnd, close_day, read_day
from operations.cash.sessions import DrawerEnd, count_drawer, open_drawer_session
from operations.dispatch.office_books import close_office_books
from operations.selling.book_payouts import book_payout
from store.database.engine import Store
from tests.app.office.office_pages import open_office_page
from tests.builders import OFFICE_ACTOR, TILL, Operator, kr
from tests.operations.cash.shop_days import ShopDays, manager_at
from tests.operations.selling.test_discounts import Giver

NBSP = "\N{NO-BREAK SPACE}"
HOSTILE = "<script>alert(1)</script> $x$ *a* =1+1"


def texts(page: AppTest) -> str:
    return " ".join(str(each.value) for kind in (page.markdown, page.code, page.caption, page.info) for each in kind)


def test_a_report_is_shown_as_it_was_printed_with_its_files(shop: Store) -> None:
    days = ShopDays(shop, Operator(shop), at=datetime.now(UTC))
    days.open(100_00)
    days.sell("LUNCH")
    read_day(shop, manager_at(TILL), at=days.at)
    days.count(off_by=-5_00)
    days.close(reason=HOSTILE)
    days.refund(days.sell())
    page = open_office_page(shop, "day_archive.py", BuiltInRole.BOOKKEEPER)
    shown = texts(page)
    assert "Z report (Z-dagrapport) no. 1" in shown
    assert "<script>" in shown  # as text, in the code block
    assert "2 receipts are in no Z report yet" in shown
    reports, differences, by_till, returns, readings, tax = (each.value for each in page.dataframe)
    assert (by_till["Till"].tolist(), by_till["Drawers counted"].tolist()) == (["KASSA01"], [1])
    assert returns["Of own sales"].tolist() == ["13,4 %"]  # 19.90 of 148.90
    assert "Changed mind" in returns["Why"][0]
    assert readings["Till"].tolist() == ["KASSA01"]
    assert reports["Report"].tolist() == ["Z 1"]
    assert (differences["Drawers counted"].tolist(), tax["Box"].tolist()) == ([1], ["05", "11", "12"])
    page.text_input(key="archive_search").input("no such").run()
    assert page.dataframe[0].value.empty
    page.button(key="journal_make").click().run()
    assert "5 events in the file." in texts(page)  # three receipts and two reports; who looks on is at no till
    page.date_input(key="archive_first").set_value(date(2020, 1, 1)).run()
    page.button(key="journal_make").click().run()
    assert ["92 days at most" in each.value for each in page.warning] == [True]


def test_a_bookkeeper_makes_the_norwegian_file_of_the_same_days(shop: Store) -> None:
    days = ShopDays(shop, Operator(shop), at=datetime.now(UTC))
    days.refund(days.sell())
    days.sell("LUNCH")
    page = open_office_page(shop, "day_archive.py", BuiltInRole.BOOKKEEPER)
    page.button(key="saft_make").click().run()
    assert not page.exception
    assert f"3 receipts, 129,00{NBSP}kr with VAT less returns" in texts(page)
    assert "saft_download" in str(page.main)
    page.date_input(key="archive_first").set_value(date(2020, 1, 1)).run()
    assert "saft_download" not in str(page.main), "the file of other days is not offered"
    page.button(key="saft_make").click().run()
    assert ["92 days at most" in each.value for each in page.warning] == [True]


def test_people_of_one_name_have_a_row_each_and_the_office_is_named_in_words(shop: Store) -> None:
    days = ShopDays(shop, Operator(shop), at=datetime.now(UTC))
    for code, off_by in (("anna", -5_00), ("anna2", -7_00), (OFFICE_OPERATOR, 2_00)):
        if code != OFFICE_OPERATOR:
            add_operator(shop, OFFICE_ACTOR, Person(code, "Anna Berg", BuiltInRole.MANAGER.value), at=days.at)
        actor = Actor(code, TILL, PERMISSIONS[BuiltInRole.MANAGER])
        open_drawer_session(shop, actor, kr(100_00), at=days.at)
        days.sell("LUNCH")
        count_drawer(shop, actor, kr(days.expected() + off_by), at=days.at)
        close_day(shop, actor, DayEnd(DrawerEnd("of the test")), at=days.at)
    page = open_office_page(shop, "day_archive.py", BuiltInRole.BOOKKEEPER)
    reports, differences, *_ = (each.value for each in page.dataframe)
    short = dict(zip(differences["Short"], differences["Person"], strict=True))
    assert short == {f"-5,00{NBSP}kr": "Anna Berg", f"-7,00{NBSP}kr": "Anna Berg", f"0,00{NBSP}kr": "The office"}
    assert sorted(reports["Person"]) == ["Anna Berg", "Anna Berg", "The office"]
    assert "The office" in page.code[0].value, "on paper, too"


def test_discounts_are_summed_by_whose_sales_they_were_given_on(shop: Store) -> None:
    anna = Giver(shop)
    anna.scan("LUNCH", at=datetime.now(UTC))
    anna.do(DiscountBasket, rate_ppm=100_000, reason=HOSTILE)
    anna.pay_cash(at=datetime.now(UTC))
    page = open_office_page(shop, "day_archive.py", BuiltInRole.BOOKKEEPER)
    (discounts,) = (each.value for each in page.dataframe if "Of ordinary prices" in each.value)
    assert discounts["Of ordinary prices"].tolist() == ["10 %"]
    assert discounts["Lines"].tolist() == [1]
    assert discounts["Why"].tolist() == [f"{HOSTILE} 12,90\N{NO-BREAK SPACE}kr"]


def test_a_shop_without_a_closed_day_has_an_empty_archive(shop: Store) -> None:
    assert "No day was closed in that time." in texts(open_office_page(shop, "day_archive.py"))


@pytest.mark.parametrize(
    ("sums", "boxes"),
    [
        ([], {}),
        ([TaxSum(250_000, -1_99, -50, -2_49)], {"05": -1, "10": 0}),
        ([TaxSum(120_000, 10_50, 1_26, 11_76), TaxSum(60_000, 20_50, 1_23, 21_73)], {"05": 31, "11": 1, "12": 1}),
        ([TaxSum(0, 5_00, 0, 5_00)], {"42": 5}),
    ],
)
def test_boxes_are_whole_kronor_summed_before_they_are_cut(sums: list[TaxSum], boxes: dict[str, int]) -> None:
    assert tax_boxes(sums, "SEK") == boxes


def test_what_the_office_booked_is_listed_by_account(shop: Store) -> None:
    now = datetime.now(UTC)
    part = PayoutPart("pi_1", "charge", kr(10_000), kr(150))
    book_payout(shop, OFFICE_ACTOR, Payout("po_1", now.date(), kr(9_850), (part,)), at=now)
    close_office_books(shop, OFFICE_ACTOR, at=now)
    page = open_office_page(shop, "day_archive.py", BuiltInRole.BOOKKEEPER)
    vouchers = page.dataframe[0].value
    assert vouchers["Voucher"].tolist() == ["KONTOR 1"]
    shown = vouchers["Accounts"][0].replace(NBSP, " ").replace("\N{MINUS SIGN}", "-")
    assert shown == "1930 98,50 kr · 2999 -100,00 kr · 6040 1,50 kr"


def test_a_bookkeeper_takes_a_month_from_the_page(shop: Store) -> None:
    days = ShopDays(shop, Operator(shop), at=datetime.now(UTC))
    days.sell("LUNCH")
    page = open_office_page(shop, "day_archive.py", BuiltInRole.BOOKKEEPER)
    page.selectbox(key="month_chosen").select_index(0).run()
    page.button(key="month_make").click().run()
    assert not page.exception
    assert "recorded" in page.success[0].value
    assert any("in no voucher yet" in each.value for each in page.warning)
    assert "month_download" in str(page.main)
    page.selectbox(key="month_chosen").select_index(5).run()
    page.button(key="month_make").click().run()
    assert any("choose another month" in each.value for each in page.warning)
