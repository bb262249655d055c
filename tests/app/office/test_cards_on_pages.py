"""A card number that somebody types into any field of any page of the office is neither shown nor stored."""

from __future__ import annotations

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

CARD = NUMBERS[1]
DIGITS = "".join(sign for sign in CARD if sign.isdigit())
#: A few whose problems name what was entered; all of them in `make prove`.
SOME = {"automatic_page.py", "customer_accounts_page.py", "setup.py"}


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
    for key in [str(each.key) for each in page.button if not each.disabled]:
        buttons = [each for each in page.button if str(each.key) == key and not each.disabled]
        if not buttons:
            continue
        type_everywhere(page)
        buttons[0].click().run()
        if any("Could not find page" in each.message for each in page.exception):
            page.run()  # it leads to another page, of which this one knows nothing here
        assert not page.exception, (key, page.exception)
        assert shown_cards(page) == [], key


def pages(*, is_all: bool) -> list[OfficePage]:
    return [each for each in OFFICE_PAGES if is_all or each.script in SOME]


def check_page(store: Store, page: OfficePage) -> None:
    press_everything(open_office_page(store, page.script, BuiltInRole.OWNER))
    assert DIGITS not in str(contents(store))


@pytest.mark.parametrize("page", pages(is_all=False), ids=lambda page: page.path)
def test_a_card_number_in_every_field_is_nowhere_afterwards(shop: Store, page: OfficePage) -> None:
    check_page(shop, page)


@pytest.mark.proof
@pytest.mark.parametrize("page", pages(is_all=True), ids=lambda page: page.path)
def test_a_card_number_in_every_field_of_every_page_is_nowhere(shop: Store, page: OfficePage) -> None:
    check_page(shop, page)


def test_control_a_number_in_the_tables_is_seen(shop: Store) -> None:
    def rename(name: str) -> None:
        with shop.transaction() as tx:
            tx.execute(sa.update(schema.product).where(schema.product.c.sku == "MILK").values(name=name))

    with shop.view() as view:
        (milk,) = find_products(view, ["MILK"]).values()
    rename(f"Milk {DIGITS}")
    assert shown_cards(open_office_page(shop, "goods_page.py"))
    rename(milk.name)
