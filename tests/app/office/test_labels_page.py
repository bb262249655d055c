"""The page of shelf labels: what waits is set, marked, offered, and taken back."""

from __future__ import annotations

from datetime import timedelta

import pypdfium2 as pdfium
import pytest
from streamlit.testing.v1 import AppTest

from app.words import words_of
from models.pricing.price_list import Price
from operations.catalogue.price_changes import set_price
from operations.labels.label_printing import waiting_labels
from store.database.engine import Store
from tests.builders import AT, DAY, OFFICE_ACTOR, PRODUCTS, kr
from tests.waiting import LIMIT_S

_SCRIPT = """
from datetime import datetime
from app.office.pages.labels import show
show(lambda: datetime.fromisoformat({at!r}))
"""


def draw(language: str = "sv") -> AppTest:
    page = AppTest.from_string(_SCRIPT.format(at=AT.isoformat()), default_timeout=LIMIT_S)
    page.query_params["lang"] = language
    return run(page)


def run(page: AppTest) -> AppTest:
    page.run()
    assert not page.exception, page.exception
    return page


def waiting(store: Store) -> int:
    with store.view() as view:
        return len(waiting_labels(view, 1, DAY))


def press(page: AppTest, key: str) -> None:
    page.button(key=key).click()
    run(page)


def table(page: AppTest) -> list[str]:
    return [str(name) for name in page.dataframe[0].value.iloc[:, 0]] if page.dataframe else []


def test_labels_are_printed_offered_and_taken_back(shop: Store) -> None:
    page = draw()
    assert sorted(table(page)) == sorted(each.name for each in PRODUCTS)
    press(page, "labels_print")
    assert (waiting(shop), table(page)) == (0, [])
    assert page.success[0].value == words_of("sv").translate("labels.printed", count=len(PRODUCTS))
    file = page.session_state["label_file"]
    assert "Mellanmjölk" in pdfium.PdfDocument(file.pdf)[0].get_textpage().get_text_range()
    press(page, f"labels_again_{file.batch}")
    assert waiting(shop) == 0
    press(page, "labels_undo")
    assert waiting(shop) == len(PRODUCTS)


def test_some_labels_are_removed_and_the_others_wait_on(shop: Store) -> None:
    page = draw("en")
    milk = next(number for number in page.multiselect[0].options if number.startswith("Mellanmjölk"))
    page.multiselect[0].select(milk)
    run(page)
    press(page, "labels_remove")
    assert waiting(shop) == len(PRODUCTS) - 1
    assert page.success[0].value == words_of("en").translate("labels.removed", count=1)


def test_what_holds_tomorrow_is_shown_for_tomorrow(shop: Store) -> None:
    page = draw()
    press(page, "labels_print")
    set_price(shop, OFFICE_ACTOR, Price("MILK", kr(1490), DAY + timedelta(1)), at=AT)
    run(page)
    assert table(page) == []
    page.date_input(key="labels_day").set_value(DAY + timedelta(1))
    assert table(run(page)) == ["Mellanmjölk 1,5 l"]


@pytest.mark.usefixtures("shop")
def test_labels_that_somebody_else_printed_meanwhile_are_not_printed_twice() -> None:
    first, second = draw(), draw()
    press(first, "labels_print")
    press(second, "labels_print")
    assert [each.value for each in second.warning] == [
        words_of("sv").translate("problem.unknown_labels", count=len(PRODUCTS))
    ]
