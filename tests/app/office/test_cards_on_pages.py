"""A card number that somebody types into any field of any page of the office is neither shown nor stored."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from app.office.page_list import OFFICE_PAGES, OfficePage
from models.access.permission import BuiltInRole
from store import schema
from store.catalogue import find_products
from store.database.engine import Store
from tests.app.office.office_pages import open_office_page
from tests.cards import NUMBERS
from tests.contents import contents

PROVES = os.environ.get("KASSA_PROVE") == "1"
CARD = NUMBERS[1]
DIGITS = "".join(sign for sign in CARD if sign.isdigit())
#: A few whose problems name what was entered; all of them in `make prove`.
SOME = {"automatic_page.py", "customer_accounts_page.py", "setup.py"}
#: Keys that lead to another page, which a page that is drawn alone does not know.
TO_OTHER_PAGES = {"tills_payments", "categories_quick_keys"}


def texts_on(page: AppTest) -> Iterator[str]:
    """What a page shows, without what somebody typed into its fields."""
    kinds = (page.title, page.header, page.subheader, page.markdown, page.caption, page.text, page.code)
    for kind in (*kinds, page.warning, page.info, page.success, page.error):
        yield from (str(each.value) for each in kind)
    yield from (str(each.value.to_dict()) for each in page.dataframe)
    for field in (*page.button, *page.selectbox, *page.text_input):
        yield f"{field.label} {field.help}"
    for choice in page.selectbox:
        yield from choice.options


def shown_cards(page: AppTest) -> list[str]:
    return [text for text in texts_on(page) if DIGITS in "".join(sign for sign in text if sign.isdigit())]


def type_everywhere(page: AppTest) -> int:
    """Fill every field for text with the number; how many there are."""
    fields = [*page.text_input, *page.text_area]
    for each in fields:
        if not each.disabled:
            each.set_value(CARD)
    return len(fields)


def press_everything(page: AppTest) -> None:
    assert any(True for _ in texts_on(page)), "the page is empty"
    type_everywhere(page)
    page.run()
    assert not page.exception, page.exception
    assert shown_cards(page) == []
    for key in [str(each.key) for each in page.button if not each.disabled and str(each.key) not in TO_OTHER_PAGES]:
        buttons = [each for each in page.button if str(each.key) == key and not each.disabled]
        if not buttons:
            continue
        type_everywhere(page)
        buttons[0].click().run()
        assert not page.exception, (key, page.exception)
        assert shown_cards(page) == [], key


@pytest.mark.proof
@pytest.mark.parametrize(
    "page", [each for each in OFFICE_PAGES if PROVES or each.script in SOME], ids=lambda page: page.path
)
def test_a_card_number_in_every_field_of_a_page_is_nowhere_afterwards(shop: Store, page: OfficePage) -> None:
    press_everything(open_office_page(shop, page.script, BuiltInRole.OWNER))
    assert DIGITS not in str(contents(shop))


def test_control_a_number_in_the_tables_is_seen(shop: Store) -> None:
    def rename(name: str) -> None:
        with shop.transaction() as tx:
            tx.execute(sa.update(schema.product).where(schema.product.c.sku == "MILK").values(name=name))

    with shop.view() as view:
        (milk,) = find_products(view, ["MILK"]).values()
    rename(f"Milk {DIGITS}")
    assert shown_cards(open_office_page(shop, "goods_page.py"))
    rename(milk.name)
