"""Counting on a phone: a list of goods, what is on the shelf of each, and at once what differs.

What should be there is shown only after somebody has counted, so that nobody writes it off.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from functools import partial
from uuid import uuid4

import streamlit as st

from app.office.filled_fields import entered, fill, fill_if_other, quantity_in_field
from app.office.office_visit import OfficeVisit
from app.office.stock_codes import draw_code_field, draw_optional_units
from app.web.plain_markdown import plain
from models.access.actor import Actor
from models.catalogue.product import Product
from models.stock.counting import CountedUnits
from operations.stock.stock_count import count_goods
from store import catalogue
from store.analysis.count_lists import book_at
from store.catalogue.goods_of_code import GoodsOfCode

_BEGUN = "count_sheet"
#: So many goods are on a page of the list, and so many are saved in one transaction.
PAGE, AT_ONCE = 20, 200


class CountSheet:
    """The goods of a list, and what was counted of them so far, each with its instant."""

    def __init__(self, location_id: int, skus: list[str]) -> None:
        self.location_id, self.skus, self.page = location_id, skus, 0
        self.counts: dict[str, CountedUnits] = {}
        self.key, self.portions = uuid4().hex, 0

    @property
    def pages(self) -> int:
        """How many pages the list has."""
        return max(1, -(-len(self.skus) // PAGE))

    def on_page(self) -> list[str]:
        """The goods of the page that is shown."""
        return self.skus[self.page * PAGE : (self.page + 1) * PAGE]


def begin_count(sheet: CountSheet) -> None:
    """Count these goods from now on."""
    st.session_state[_BEGUN] = sheet


def begun_count() -> CountSheet | None:
    """The count that somebody is at, if there is one."""
    sheet: CountSheet | None = st.session_state.get(_BEGUN)
    return sheet


def leave_count() -> None:
    """Forget what was counted."""
    for key in [each for each in st.session_state if str(each).startswith("count_")]:
        del st.session_state[key]


def draw_count_sheet(visit: OfficeVisit, sheet: CountSheet) -> None:
    """Draw the field for a scanner, a page of the list, and the button that saves."""
    translate = visit.words.translate
    done = translate("counts.done", count=len(sheet.counts), all=len(sheet.skus))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{plain(done)}**", width="stretch")
        st.button(translate("counts.leave"), key="leave_count", icon=":material/arrow_back:", on_click=leave_count)
    draw_code_field(visit, "count_code", partial(_scan, visit, sheet))
    skus = sheet.on_page()
    with visit.store.view() as view:
        products = catalogue.find_products(view, skus)
        instants = {sku: sheet.counts[sku].at for sku in skus if sku in sheet.counts}
        books = book_at(view, sheet.location_id, instants)
    for sku in skus:
        _draw_line(visit, sheet, products[sku], books.get(sku))
    if sheet.pages > 1:
        _draw_pages(visit, sheet)
    st.button(
        translate("counts.save"),
        key="save_count",
        type="primary",
        icon=":material/done:",
        width="stretch",
        disabled=not sheet.counts,
        on_click=partial(_save, visit, sheet),
    )


def _draw_line(visit: OfficeVisit, sheet: CountSheet, product: Product, book: Decimal | None) -> None:
    translate, number = visit.words.translate, visit.words.number
    unit = translate(f"goods.unit.{product.unit.value}")
    with st.container(border=True, horizontal=True, vertical_alignment="bottom", gap="small"):
        with st.container(gap="xxsmall", width="stretch"):
            st.markdown(f"**{plain(product.name)}**")
            st.caption(product.sku)
            if book is not None:
                variance = sheet.counts[product.sku].units - book
                values = {"book": number(book), "variance": number(variance)}
                st.markdown(plain(translate("counts.agrees" if not variance else "counts.differs", **values)))
        key = _field(product.sku)
        counted = sheet.counts.get(product.sku)
        fill_if_other(key, None if counted is None else counted.units, product.unit)
        draw_optional_units(unit, product.unit, key, partial(_enter, visit, sheet, product.sku))


def _draw_pages(visit: OfficeVisit, sheet: CountSheet) -> None:
    translate = visit.words.translate
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        for word, step in (("before", -1), ("next", 1)):
            st.button(
                translate(f"counts.{word}"),
                key=f"count_page_{word}",
                disabled=not 0 <= sheet.page + step < sheet.pages,
                on_click=partial(_turn, sheet, step),
            )
        st.caption(translate("counts.page", page=sheet.page + 1, pages=sheet.pages))


def _turn(sheet: CountSheet, step: int) -> None:
    sheet.page += step


def _enter(visit: OfficeVisit, sheet: CountSheet, sku: str) -> None:
    """Take what was typed, at the instant at which it was typed; an empty field was not counted."""
    units = entered(_field(sku))
    if units is None:
        sheet.counts.pop(sku, None)
    else:
        sheet.counts[sku] = CountedUnits(sku, Decimal(f"{units:.3f}").normalize(), visit.clock())


def _scan(visit: OfficeVisit, sheet: CountSheet, goods: GoodsOfCode) -> None:
    """Count what was scanned: one more of it, on the page where it is."""
    sku = goods.product.sku
    if sku not in sheet.skus:
        sheet.skus.append(sku)
    sheet.page = sheet.skus.index(sku) // PAGE
    before = sheet.counts[sku].units if sku in sheet.counts else Decimal(0)
    sheet.counts[sku] = CountedUnits(sku, before + goods.units, visit.clock())
    fill(_field(sku), quantity_in_field(before + goods.units, goods.product.unit))


def _field(sku: str) -> str:
    return f"count_units_{sku}"


def _save(visit: OfficeVisit, sheet: CountSheet) -> None:
    """Save what was counted, portion by portion. One that is refused stays on the sheet, with those after it."""

    def work(actor: Actor, at: datetime) -> None:
        while sheet.counts:
            part, key = list(sheet.counts.values())[:AT_ONCE], f"{sheet.key} {sheet.portions}"
            count_goods(visit.store, actor, part, location_id=sheet.location_id, key=key, at=at)
            sheet.portions += 1
            for each in part:
                del sheet.counts[each.sku]

    if visit.act(work, "counts.saved", count=len(sheet.counts)):
        leave_count()
