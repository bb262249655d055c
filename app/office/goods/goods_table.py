"""The list of goods: search, filters, and pages of rows that open a product."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

from app.office.goods.goods_view import NOTHING, GoodsView
from app.office.goods.picture_section import picture_tag
from app.office.goods.proposed_prices import draw_proposals
from app.web.plain_markdown import plain
from models.access.permission import Permission
from models.catalogue.picture_sizes import PictureSize, ShownPicture
from store import catalogue, purchasing
from store.catalogue import GoodsFilter, ListedProduct
from store.catalogue.picture_rows import first_pictures

#: Rows of one page.
PAGE_ROWS = 25
#: Pixels of the page that a picture in the list takes.
_PICTURE_EDGE = 48
#: The product in the page's address; :data:`NEW` for one that is to be made, :data:`IMPORT` for many from a file.
OPEN_KEY, NEW, IMPORT = "sku", "+", "++"
_PAGE_KEY = "goods_list_page"
_STATES = ("sold", "discontinued", "without_price", "all")


def draw_goods(view: GoodsView) -> None:
    """Draw the list."""
    translate = view.words.translate
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.title(translate("goods.title"), width="stretch")
        st.button(
            translate("goods.import"),
            key="goods_import",
            icon=":material/upload_file:",
            disabled=not view.may(Permission.CHANGE_GOODS),
            help=None if view.may(Permission.CHANGE_GOODS) else translate("goods.who_may_change"),
            on_click=partial(open_product, IMPORT),
        )
        st.button(
            translate("goods.new"),
            key="goods_new",
            icon=":material/add:",
            type="primary",
            disabled=not view.may(Permission.CHANGE_GOODS),
            help=None if view.may(Permission.CHANGE_GOODS) else translate("goods.who_may_change"),
            on_click=partial(open_product, NEW),
        )
    draw_proposals(view)
    goods_filter = _choose_filter(view)
    with view.store.view() as opened:
        count = catalogue.count_goods(opened, goods_filter, view.today)
        page = _choose_page(count)
        rows = catalogue.list_goods(opened, goods_filter, view.today, limit=PAGE_ROWS, offset=(page - 1) * PAGE_ROWS)
        names = {each.code: each.name_in(view.words.language) for each in catalogue.all_categories(opened)}
        pictures = first_pictures(opened, [each.sku for each in rows])
    st.caption(translate("goods.count", count=count))
    if rows:
        with st.container(border=True, gap="small"):
            for row in rows:
                _draw_row(row, names, view, pictures)
    if count > PAGE_ROWS:
        st.pagination(-(-count // PAGE_ROWS), key=_PAGE_KEY)


def open_product(sku: str) -> None:
    """Show one product, or the list where ``sku`` is empty."""
    if sku:
        st.query_params[OPEN_KEY] = sku
    else:
        st.query_params.pop(OPEN_KEY, None)


def choose_filter_fields(view: GoodsView, key: str) -> GoodsFilter:
    """Draw the fields that choose goods and return the choice; ``key`` begins the names of the fields."""
    translate = view.words.translate
    with view.store.view() as opened:
        categories = {each.code: each.name_in(view.words.language) for each in catalogue.all_categories(opened)}
        suppliers = {each.code: each.name for each in purchasing.all_suppliers(opened).values()}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        text = st.text_input(
            translate("goods.search"),
            key=f"{key}_text",
            placeholder=translate("goods.search.hint"),
            max_chars=120,
            icon=":material/search:",
            width=320,
        )
        category = st.selectbox(
            translate("goods.field.category"),
            ["", *categories],
            format_func=lambda code: categories.get(code) or translate("goods.any_category"),
            key=f"{key}_category",
            width=200,
        )
        state = st.selectbox(
            translate("goods.state"),
            _STATES,
            format_func=lambda each: translate(f"goods.state.{each}"),
            key=f"{key}_state",
            width=180,
        )
        supplier = st.selectbox(
            translate("goods.supplier"),
            ["", *suppliers],
            format_func=lambda code: suppliers.get(code) or translate("goods.any_supplier"),
            key=f"{key}_supplier",
            width=200,
        )
    return GoodsFilter(
        text=text or "",
        category=category or None,
        active={"discontinued": False, "all": None}.get(state, True),
        without_price=state == "without_price",
        supplier=supplier or None,
    )


def _choose_filter(view: GoodsView) -> GoodsFilter:
    goods_filter = choose_filter_fields(view, "goods")
    if st.session_state.get("goods_filter") != goods_filter:
        st.session_state["goods_filter"] = goods_filter
        st.session_state.pop(_PAGE_KEY, None)
    return goods_filter


def _choose_page(count: int) -> int:
    """The page that was chosen below the list, unless the list has become shorter."""
    pages = max(-(-count // PAGE_ROWS), 1)
    chosen = int(st.session_state.get(_PAGE_KEY, 1))
    if chosen > pages:
        del st.session_state[_PAGE_KEY]
    return chosen if chosen <= pages else 1


def _draw_row(row: ListedProduct, names: dict[str, str], view: GoodsView, pictures: Mapping[str, ShownPicture]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if pictures:
            with st.container(width=_PICTURE_EDGE):
                st.html(_picture_of(pictures.get(row.sku)))
        with st.container(width="stretch", gap=None):
            st.button(
                plain(row.name), key=f"goods_open_{row.sku}", type="tertiary", on_click=partial(open_product, row.sku)
            )
            category = names.get(row.category, row.category)
            state = "" if row.active else f" · {view.words.translate('goods.state.discontinued')}"
            st.caption(plain(f"{row.sku} · {category}{state}"))
        if view.sees_costs and row.cost_minor is not None:
            st.caption(view.words.translate("goods.cost_short", cost=view.money(row.cost_minor)), width="content")
        price = view.money(row.price_minor)
        st.markdown(f"**{plain(price)}**" if price != NOTHING else NOTHING, width="content")


def _picture_of(picture: ShownPicture | None) -> str:
    """The small picture beside a name, or as much room without one, so that the names stand below each other."""
    if picture is None:
        return f'<div style="width:{_PICTURE_EDGE}px;height:1px"></div>'
    return picture_tag(picture, PictureSize.LIST, "", _PICTURE_EDGE)
