"""The pages of quick keys of a location: made, named, filled, and arranged by dragging or with the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from app.office.goods.goods_view import GoodsView, show_result
from app.office.goods.quick_keys_component import draw_keys, new_order
from app.web.plain_markdown import plain
from models.access.permission import Permission
from models.catalogue.product import clean_text
from models.catalogue.quick_keys import KEYS_MAX, NAME_LENGTH_MAX, PAGES_MAX, QuickKeyPage
from operations.catalogue.quick_key_changes import arrange_quick_keys
from store import catalogue, shop
from store.catalogue import GoodsFilter

#: Products that a search offers as a key.
OFFERED_MAX = 12


def draw_quick_keys(view: GoodsView) -> None:
    """Draw the page of quick keys."""
    translate = view.words.translate
    st.title(translate("quick_keys.title"))
    show_result(view.words)
    st.caption(translate("quick_keys.help"))
    location_id = _choose_location(view)
    with view.store.view() as opened:
        pages = catalogue.quick_key_pages(opened, location_id)
    arrange = _Arranging(view, location_id, pages)
    if not pages:
        st.info(translate("quick_keys.none"), icon=":material/grid_view:")
    for tab, at in zip(st.tabs([plain(each.name) for each in pages]) if pages else (), range(len(pages)), strict=True):
        with tab:
            arrange.draw_page(at)
    arrange.draw_new_page()


def _choose_location(view: GoodsView) -> int:
    with view.store.view() as opened:
        names = {each.id: each.name for each in shop.all_locations(opened)}
    if len(names) == 1:
        return next(iter(names))
    chosen: int = st.selectbox(
        view.words.translate("quick_keys.location"),
        list(names),
        format_func=lambda each: names[each],
        key="quick_keys_location",
        width=280,
    )
    return chosen


class _Arranging:
    """The pages of a location, each change stored at once."""

    def __init__(self, view: GoodsView, location_id: int, pages: Sequence[QuickKeyPage]) -> None:
        self._view, self._location_id, self._pages = view, location_id, list(pages)
        self._translate = view.words.translate
        self._may = view.may(Permission.CHANGE_GOODS)

    def draw_page(self, at: int) -> None:
        """Draw one page: its keys, a search for more, and its name."""
        page, key = self._pages[at], f"quick_keys_{self._location_id}_{at}"
        with self._view.store.view() as opened:
            products = catalogue.find_products(opened, page.skus)
        names = ("earlier", "later", "remove", "page")
        words = {name: self._translate(f"quick_keys.{name}", name="{name}") for name in names}
        keys = [{"sku": sku, "name": products[sku].name} for sku in page.skus]
        if keys:
            draw_keys(key, keys, words, locked=not self._may, on_order=partial(self._order, at, key))
        else:
            st.caption(self._translate("quick_keys.empty"))
        self._draw_search(at, key)
        with st.popover(self._translate("quick_keys.change"), icon=":material/edit:", disabled=not self._may):
            self._draw_name(at, key)

    def draw_new_page(self) -> None:
        """Draw the form of a new page."""
        with st.form("quick_keys_new", clear_on_submit=True, border=True):
            name = st.text_input(
                self._translate("quick_keys.name"), key="quick_keys_new_name", max_chars=NAME_LENGTH_MAX, width=280
            )
            is_submitted = st.form_submit_button(
                self._translate("quick_keys.new"),
                disabled=not self._may or len(self._pages) >= PAGES_MAX,
                help=None if self._may else self._translate("goods.who_may_change"),
            )
        if is_submitted:
            self._save(lambda: [*self._pages, QuickKeyPage(clean_text(name or ""))])
            st.rerun()

    def _draw_search(self, at: int, key: str) -> None:
        page = self._pages[at]
        text = st.text_input(
            self._translate("quick_keys.search"),
            key=f"{key}_search",
            max_chars=120,
            icon=":material/search:",
            width=320,
        )
        if not text:
            return
        with self._view.store.view() as opened:
            offered = catalogue.list_goods(opened, GoodsFilter(text), self._view.today, limit=OFFERED_MAX)
        with st.container(horizontal=True, gap="small"):
            for each in offered:
                st.button(
                    plain(each.name),
                    key=f"{key}_add_{each.sku}",
                    icon=":material/add:",
                    disabled=not self._may or each.sku in page.skus or len(page.skus) >= KEYS_MAX,
                    on_click=partial(self._save_page, at, (*page.skus, each.sku)),
                )
        if not offered:
            st.caption(self._translate("quick_keys.nothing"))

    def _draw_name(self, at: int, key: str) -> None:
        page = self._pages[at]
        with st.form(f"{key}_form", border=False):
            name = st.text_input(
                self._translate("quick_keys.name"), page.name, key=f"{key}_name", max_chars=NAME_LENGTH_MAX
            )
            is_submitted = st.form_submit_button(self._translate("goods.save"))
        for step, word in ((-1, "left"), (1, "right")):
            st.button(
                self._translate(f"quick_keys.{word}"),
                key=f"{key}_{word}",
                disabled=not 0 <= at + step < len(self._pages),
                on_click=partial(self._move_page, at, step),
            )
        st.button(
            self._translate("quick_keys.remove_page"),
            key=f"{key}_remove",
            icon=":material/delete:",
            on_click=partial(self._save, lambda: [*self._pages[:at], *self._pages[at + 1 :]]),
        )
        if is_submitted:
            self._save(lambda: self._with(at, QuickKeyPage(clean_text(name or ""), page.skus)))
            st.rerun()

    def _order(self, at: int, key: str) -> None:
        order = new_order(key)
        if order is not None:
            before = self._pages[at].skus
            self._save_page(at, tuple(sku for sku in dict.fromkeys(order) if sku in before))

    def _move_page(self, at: int, step: int) -> None:
        pages = list(self._pages)
        pages[at], pages[at + step] = pages[at + step], pages[at]
        self._save(lambda: pages)

    def _save_page(self, at: int, skus: tuple[str, ...]) -> None:
        self._save(lambda: self._with(at, replace(self._pages[at], skus=skus)))

    def _with(self, at: int, page: QuickKeyPage) -> list[QuickKeyPage]:
        return [*self._pages[:at], page, *self._pages[at + 1 :]]

    def _save(self, pages: Callable[[], Sequence[QuickKeyPage]]) -> None:
        """Store the pages that ``pages`` makes, which may be refused."""
        self._view.attempt(lambda: self._arrange(pages()), "quick_keys.saved")

    def _arrange(self, pages: Sequence[QuickKeyPage]) -> None:
        view = self._view
        arrange_quick_keys(view.store, view.actor, self._location_id, pages, at=view.clock())
