"""The page of settings: search, change, history; whatever is typed is shown as it was typed."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from models.access.permission import BuiltInRole
from models.catalogue.product import TaxCategory
from models.receipt_logo import ReceiptLogo, parse_logo
from models.shop_settings import RECEIPT_LANGUAGE, RECEIPT_LOGO
from operations.installation.account_changes import booked_accounts
from operations.installation.setting_list import list_changes
from store import catalogue
from store.database.engine import Store
from store.setting_rows import get_value
from tests.app.office_sessions import visit_as
from tests.builders import AT, DAY
from tests.waiting import LIMIT_S

_SCRIPT = f"""
from datetime import datetime
from app.office.pages.settings import show
show(lambda: datetime.fromisoformat({AT.isoformat()!r}))
"""
HOSTILE = ["<script>alert(1)</script>", "**bold** [link](http://x) :material/home:", "=1+1", "$x^2$ `code` #"]


@pytest.fixture
def page(shop: Store) -> AppTest:
    visit_as(shop, BuiltInRole.OWNER)
    return run(AppTest.from_string(_SCRIPT, default_timeout=LIMIT_S))


def run(page: AppTest) -> AppTest:
    page.run()
    assert not page.exception, page.exception
    return page


def change(page: AppTest, name: str, value: str) -> None:
    page.text_input(key=f"value_{name}").set_value(value)
    (button,) = (each for each in page.button if each.form_id == f"form_{name}")
    button.click()
    run(page)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_typed_is_stored_and_shown_as_it_is(page: AppTest, shop: Store, text: str) -> None:
    change(page, "receipt.footer_sv", text)
    with shop.view() as view:
        assert get_value(view, "receipt.footer_sv") == text
        (change_of,) = list_changes(view, "receipt.footer_sv")
    assert (change_of.before, change_of.after) == (None, text)
    label = next(each.label for each in page.expander if each.label.startswith("Text sist på svenska"))
    assert "".join(sign for sign in label if sign != "\\").endswith(text.replace("\\", ""))
    assert f"\\{text[0]}" in label, "its signs mean nothing to Markdown"


def test_a_logo_is_uploaded_shown_and_taken_away(page: AppTest, shop: Store) -> None:
    upload(page, b"no picture")
    assert "går inte att använda som logotyp" in page.error[0].value
    picture = io.BytesIO()
    Image.new("L", (40, 20)).save(picture, "PNG")
    upload(page, picture.getvalue())
    with shop.view() as view:
        assert parse_logo(get_value(view, RECEIPT_LOGO)) == ReceiptLogo(40, 20, b"\xff" * 100)
        assert [(each.before, each.after) for each in list_changes(view, RECEIPT_LOGO)] == [(None, "40 × 20")]
    assert any(each.label == "Logotyp överst på kvitton: 40 × 20" for each in page.expander)
    page.button(key="logo_remove").click()
    run(page)
    with shop.view() as view:
        assert get_value(view, RECEIPT_LOGO) == ""


def upload(page: AppTest, content: bytes) -> None:
    page.file_uploader(key="logo_file").set_value(("logo.png", content, "image/png"))
    (button,) = (each for each in page.button if each.form_id == "form_logo")
    button.click()
    run(page)


def test_a_refused_value_is_explained_and_nothing_is_changed(page: AppTest, shop: Store) -> None:
    change(page, "tills.lock_minutes", "0")
    assert [each.value for each in page.error] == [
        "Värdet 0 går inte att använda här. Inget ändrades. Rätta det och försök igen."
    ]
    with shop.view() as view:
        assert get_value(view, "tills.lock_minutes") == "2"


def test_the_search_leaves_what_fits(page: AppTest) -> None:
    page.text_input(key="settings_search").set_value("torget")
    run(page)
    assert len(page.expander) == 2
    page.text_input(key="settings_search").set_value("nothing like this")
    run(page)
    assert len(page.expander) == 0
    assert len(page.info) == 1


def test_receipts_follow_the_language_that_is_set(page: AppTest, shop: Store) -> None:
    page.selectbox(key=f"value_{RECEIPT_LANGUAGE}").set_value("en")
    (button,) = (each for each in page.button if each.form_id == f"form_{RECEIPT_LANGUAGE}")
    button.click()
    run(page)
    with shop.view() as view:
        assert get_value(view, RECEIPT_LANGUAGE) == "en"
    (setting,) = (each for each in page.expander if each.label.startswith("Kvittonas språk"))
    assert setting.label == "Kvittonas språk: Engelska"
    assert setting.caption[0].value.endswith("Som installationen → Engelska"), "words, and no value of the program"


def test_a_tax_rate_is_changed_for_a_day_to_come(page: AppTest, shop: Store) -> None:
    page.selectbox(key="tax_rate_category").set_value(TaxCategory.FOOD)
    page.selectbox(key="tax_rate").set_value(250_000)
    page.text_input(key="tax_rate_source").set_value("SFS 2026:999")
    (button,) = (each for each in page.button if each.form_id == "form_tax_rate")
    button.click()
    run(page)
    assert [each.value for each in page.success] == ["Livsmedel: 25 % från 2026-11-24."]
    with shop.view() as view:
        rates = [catalogue.tax_rates(view, "SE", DAY + timedelta(days=n))[TaxCategory.FOOD] for n in (0, 1)]
        assert rates == [60_000, 250_000]
    assert any("SFS 2026:999" in each.value.to_string() for each in page.dataframe)


def test_an_account_is_chosen_for_a_day_to_come(page: AppTest, shop: Store) -> None:
    page.selectbox(key="account_role").set_value(0)
    page.text_input(key="account").set_value("1911")
    (button,) = (each for each in page.button if each.form_id == "form_account")
    button.click()
    run(page)
    assert [each.value for each in page.success] == ["Bokförs på 1911 från 2026-11-24."]
    with shop.view() as view:
        assert booked_accounts(view, DAY)[0].coming is not None
    page.text_input(key="account").set_value("kassan")
    (button,) = (each for each in page.button if each.form_id == "form_account")
    button.click()
    run(page)
    assert len(page.error) == 1
