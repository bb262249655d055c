"""One product: its form, its prices, its pictures, its suppliers, its parts and its history."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app.office.goods.goods_table import IMPORT, NEW, OPEN_KEY, draw_goods, open_product
from app.office.goods.goods_view import GoodsView, show_result
from app.office.goods.history_section import draw_history
from app.office.goods.import_section import draw_import
from app.office.goods.kit_section import draw_kit
from app.office.goods.picture_section import draw_pictures
from app.office.goods.price_section import draw_prices
from app.office.goods.product_form import draw_new_product, draw_product_form, forget_shown_product
from app.office.goods.term_section import draw_terms
from app.web.plain_markdown import plain
from models.access.permission import Permission
from models.catalogue.product import Product
from operations.catalogue.product_changes import discontinue_product, restore_product
from store import catalogue


def draw_goods_page(view: GoodsView) -> None:
    """Draw the list of goods, or the product that the address names."""
    sku = st.query_params.get(OPEN_KEY, "")
    if not sku:
        show_result(view.words)
        draw_goods(view)
        return
    translate = view.words.translate
    st.button(
        translate("goods.back"), key="goods_back", icon=":material/arrow_back:", type="tertiary", on_click=_go_back
    )
    if sku == IMPORT:
        draw_import(view)
        return
    if sku == NEW:
        st.title(translate("goods.new"))
        show_result(view.words)
        draw_new_product(view)
        return
    with view.store.view() as opened:
        product = catalogue.find_products(opened, [sku]).get(sku)
    if product is None:
        st.warning(translate("goods.gone", sku=plain(sku)), icon=":material/search_off:")
        return
    _draw_product(view, product)


def _go_back() -> None:
    forget_shown_product()
    open_product("")


def _draw_product(view: GoodsView, product: Product) -> None:
    translate = view.words.translate
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.title(plain(product.name), width="stretch")
        _draw_state(view, product)
    show_result(view.words)
    names = ["facts", "prices", "pictures", "buying", "kit", "history"]
    facts, prices, pictures, buying, kit, history = st.tabs([translate(f"goods.tab.{name}") for name in names])
    with facts:
        draw_product_form(view, product)
    with prices:
        draw_prices(view, product)
    with pictures:
        draw_pictures(view, product)
    with buying:
        draw_terms(view, product)
    with kit:
        draw_kit(view, product)
    with history:
        draw_history(view, product.sku)


def _draw_state(view: GoodsView, product: Product) -> None:
    translate, may = view.words.translate, view.may(Permission.CHANGE_GOODS)
    operation = discontinue_product if product.active else restore_product
    word = "discontinue" if product.active else "restore"

    def change() -> None:
        forget_shown_product()
        view.attempt(partial(operation, view.store, view.actor, product.sku, at=view.clock()), f"goods.{word}.done")

    st.button(
        translate(f"goods.{word}"),
        key=f"goods_{word}",
        icon=":material/block:" if product.active else ":material/restore:",
        on_click=change,
        disabled=not may,
        help=None if may else translate("goods.who_may_change"),
    )
