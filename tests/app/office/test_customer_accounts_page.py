"""The page of customer accounts: one is opened, shows what was bought and paid, gives a statement, and is blocked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pypdfium2 import PdfDocument

from app.words import typed_amount
from integrations.account_statements.statement_pdf import statement_pdf
from models.access.permission import BuiltInRole
from models.pricing.price_text import parse_amount
from models.selling.customer_account import AccountDetails, AccountState, AccountTerms, AccountWish
from models.shop_settings import PAY_TO
from operations.installation.change_settings import change_setting
from operations.selling.account_statements import statement_of
from operations.selling.customer_account_office import change_account, open_account
from store.database.engine import Store
from store.selling.customer_account_rows import all_accounts, get_account
from tests.app.office.office_pages import open_office_page
from tests.builders import AT, OFFICE_ACTOR, kr
from tests.operations.selling.account_trade import VIKEN, buy_and_pay_later

PAGE = "customer_accounts_page.py"
ONE_DAY = timedelta(days=1)
HOSTILE = '<script>alert(1)</script> **Åsa** :material/bug_report: "å" $x$'


def test_an_account_is_opened_pays_and_is_blocked(shop: Store) -> None:
    page = open_office_page(shop, PAGE)
    assert not page.metric
    page.text_input(key="account_new_name").set_value(HOSTILE)
    page.text_input(key="account_new_limit").set_value("12 x")
    page.button[0].click().run()
    assert page.warning
    page.text_input(key="account_new_limit").set_value("1 200,50")
    page.button[0].click().run()
    assert not page.exception
    page.selectbox(key="accounts_chosen").set_value("1001").run()
    page.text_input(key="account_paid").set_value("20")
    page.text_input(key="account_reference").set_value(HOSTILE[:60])
    next(each for each in page.button if each.label == "Book the payment").click().run()
    assert not page.exception
    assert [each.value for each in page.metric] == ["-20,00\xa0kr", "0,00\xa0kr"]
    page.toggle(key="account_1001_blocked").set_value(True)
    next(each for each in page.button if each.label == "Save").click().run()
    assert not page.exception
    with shop.view() as view:
        account = get_account(view, "1001")
    assert (account.details.name, account.terms.limit_minor, account.balance_minor) == (HOSTILE, 1_200_50, -20_00)
    assert account.state is AccountState.BLOCKED


@pytest.mark.parametrize(("language", "shown"), [("sv", "5000,00"), ("en", "5000.00")])
def test_an_amount_in_a_field_has_the_decimal_sign_of_the_language(language: str, shown: str) -> None:
    written = typed_amount(kr(5_000_00), language)
    assert (written, parse_amount(written, "SEK")) == (shown, kr(5_000_00))


def test_what_was_bought_is_listed_with_its_receipt(shop: Store) -> None:
    buy_and_pay_later(shop)
    page = open_office_page(shop, PAGE)
    page.selectbox(key="accounts_chosen").set_value("1001").run()
    assert not page.exception
    changes = page.dataframe[1].value
    assert list(changes["What"]) == ["Payment", "Purchase"]
    assert list(changes["Receipt"]) == ["Bankgiro", "1-1"]


@pytest.mark.parametrize(("role", "sees"), [(BuiltInRole.SALES_ASSISTANT, False), (BuiltInRole.BOOKKEEPER, True)])
def test_the_bookkeeper_sees_accounts_and_books_payments_but_changes_none(
    shop: Store, role: BuiltInRole, *, sees: bool
) -> None:
    buy_and_pay_later(shop)
    page = open_office_page(shop, PAGE, role)
    assert bool(page.metric) is sees
    if sees:
        page.selectbox(key="accounts_chosen").set_value("1001").run()
        disabled = {each.label: each.disabled for each in page.button}
        assert (disabled["Book the payment"], disabled["Save"]) == (False, True)


def test_a_statement_names_what_is_open_and_any_text_is_text(shop: Store) -> None:
    account = buy_and_pay_later(shop)
    change_setting(shop, OFFICE_ACTOR, PAY_TO, "Bankgiro 123-4567", at=AT)
    statement = statement_of(shop, OFFICE_ACTOR, account.number, AT.date().replace(day=1), AT.date())
    assert [row[1:] for row in statement.rows] == [
        ("Skuld vid periodens början", "", "", "", "0,00"),
        ("Köp", "1-1", "2026-12-23", "19,90", "19,90"),
        ("Betalning Bankgiro", "", "", "-5,00", "14,90"),
        ("Skuld vid periodens slut", "", "", "", "14,90"),
    ]
    assert [row[1:] for row in statement.open_rows] == [("1-1", "2026-12-23", "14,90")]
    assert statement.foot == (("Att betala", "14,90 SEK"), ("Betalas till", "Bankgiro 123-4567"))
    before = statement_of(shop, OFFICE_ACTOR, account.number, AT.date() - ONE_DAY, AT.date() - ONE_DAY)
    assert ([row[-1] for row in before.rows], before.open_rows) == (["0,00", "0,00"], ()), (
        "what came later is not in it"
    )
    wish = AccountWish(
        AccountDetails("#emph[Ö] $x$ \\", address=HOSTILE, contact="#x *y*", language="en"), AccountTerms(1)
    )
    change_account(shop, OFFICE_ACTOR, account.number, wish, at=AT)
    hostile = statement_of(shop, OFFICE_ACTOR, account.number, AT.date(), AT.date())
    text = PdfDocument(statement_pdf(hostile))[0].get_textpage().get_text_range()
    assert "#emph[Ö] $x$" in text
    assert "#x *y*" in text
    assert HOSTILE in text.replace("\r\n", " ")
    assert "Statement of account" in text


def test_no_other_account_is_touched(shop: Store) -> None:
    other = open_account(shop, OFFICE_ACTOR, AccountWish(VIKEN, AccountTerms(100)), at=AT)
    buy_and_pay_later(shop)
    with shop.view() as view:
        assert all_accounts(view)[0] == other
