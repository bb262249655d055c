"""The prices of one product: of today, to come and gone, and a form that sets another."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import polars as pl
import streamlit as st

from app.office.figure_columns import figure_columns
from app.office.goods.goods_view import NOTHING, GoodsView
from app.office.goods.price_days import choose_price_days
from app.office.goods.price_place import choose_price_place, price_places
from app.web.plain_markdown import plain
from models.access.permission import Permission
from models.catalogue.product import Product
from models.pricing.price_change import REDUCTION_DAYS, WrongPrice, end_location_prices, holder_on, lowest_before
from models.pricing.price_list import Price
from models.pricing.price_text import parse_amount
from operations.catalogue.price_changes import sell_at_shop_price, set_price, withdraw_price
from store import catalogue

ONE_DAY = timedelta(days=1)


def draw_prices(view: GoodsView, product: Product) -> None:
    """Draw the prices of a product."""
    translate, today, sku = view.words.translate, view.today, product.sku
    with view.store.view() as opened:
        prices = catalogue.prices_of(opened, [sku], view.shop.currency)[sku]
    places = price_places(view)
    place = choose_price_place(view, f"goods_price_{sku}", places)
    holder, lowest = holder_on(prices, sku, today, place), lowest_before(prices, sku, today, location_id=place)
    with st.container(horizontal=True, gap="large"):
        st.metric(translate("goods.price.today"), view.money(holder.amount.minor) if holder else NOTHING)
        st.metric(
            translate("goods.price.lowest", days=REDUCTION_DAYS),
            view.money(lowest.amount.minor) if lowest else NOTHING,
            help=translate("goods.price.lowest.help"),
        )
        if place is None:
            _draw_places(view, prices, sku, places)
    if place is not None:
        _draw_own_price(view, sku, place, prices)
    _draw_form(view, product, place)
    of_place = [each for each in prices if each.location_id == place]
    coming = [each for each in of_place if each.valid_from > today]
    if coming:
        st.subheader(translate("goods.price.coming"))
        for each in coming:
            _draw_coming(view, each)
    _draw_list(view, [each for each in of_place if each.valid_from <= today], holder)


def _draw_places(view: GoodsView, prices: list[Price], sku: str, places: dict[int, str]) -> None:
    """The price of today at each location that has one of its own."""
    for place, name in places.items():
        own = holder_on(prices, sku, view.today, place)
        if own is not None and own.location_id == place:
            st.metric(plain(name), view.money(own.amount.minor))


def _draw_own_price(view: GoodsView, sku: str, place: int, prices: list[Price]) -> None:
    """Whether a location has prices of its own, and what lets it sell at the shop's again."""
    translate = view.words.translate
    ended = end_location_prices(prices, sku, place, view.today)
    if not ended.save and not ended.withdraw:
        st.caption(translate("goods.price.as_shop"))
        return

    def end() -> None:
        view.attempt(
            lambda: sell_at_shop_price(view.store, view.actor, sku, place, view.today, at=view.clock()),
            "goods.price.ended",
        )

    may = view.may(Permission.CHANGE_PRICES)
    st.button(
        translate("goods.price.end"),
        key=f"goods_price_{sku}_end_{place}",
        icon=":material/storefront:",
        on_click=end,
        disabled=not may,
        help=translate("goods.price.end.help" if may else "goods.who_may_price"),
    )


def _draw_form(view: GoodsView, product: Product, place: int | None) -> None:
    translate, may = view.words.translate, view.may(Permission.CHANGE_PRICES)
    key = f"goods_price_{product.sku}"
    with st.form(f"{key}_form", clear_on_submit=False):
        with st.container(horizontal=True, gap="small"):
            amount = st.text_input(translate("goods.field.new_price"), key=f"{key}_amount", max_chars=20, width=180)
            first, last = choose_price_days(view, key)
        is_submitted = st.form_submit_button(
            translate("goods.price.set"),
            type="primary",
            disabled=not may,
            help=None if may else translate("goods.who_may_price"),
        )
    if not is_submitted:
        return

    def save() -> None:
        begin = first
        if isinstance(last, date) and last < begin:
            raise WrongPrice(product.sku, "ends before it begins")
        until = last + ONE_DAY if isinstance(last, date) else None
        price = Price(product.sku, parse_amount(amount or "", view.shop.currency), begin, until, place)
        set_price(view.store, view.actor, price, at=view.clock())

    view.attempt(save, "goods.price.saved")
    st.rerun()


def _draw_coming(view: GoodsView, price: Price) -> None:
    translate = view.words.translate

    def take_back() -> None:
        at, place = view.clock(), price.location_id
        view.attempt(
            partial(withdraw_price, view.store, view.actor, price.sku, price.valid_from, location_id=place, at=at),
            "goods.price.withdrawn",
        )

    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{plain(view.money(price.amount.minor))}** {plain(_span(view, price))}", width="content")
        st.button(
            translate("goods.price.withdraw"),
            key=f"goods_withdraw_{price.sku}_{price.valid_from}",
            icon=":material/undo:",
            on_click=take_back,
            disabled=not view.may(Permission.CHANGE_PRICES),
        )


def _span(view: GoodsView, price: Price) -> str:
    if price.valid_until is None:
        return view.words.translate("goods.price.from", first=price.valid_from)
    return view.words.translate("goods.price.span", first=price.valid_from, last=price.valid_until - ONE_DAY)


def _draw_list(view: GoodsView, prices: list[Price], holder: Price | None) -> None:
    translate = view.words.translate
    st.subheader(translate("goods.price.list"))
    if not prices:
        st.caption(translate("goods.price.none"))
        return
    newest = sorted(prices, key=lambda each: each.valid_from, reverse=True)
    frame = pl.DataFrame(
        {
            translate("goods.field.price"): [view.money(each.amount.minor) for each in newest],
            translate("goods.field.valid_from"): [each.valid_from.isoformat() for each in newest],
            translate("goods.field.last_day"): [
                (each.valid_until - ONE_DAY).isoformat() if each.valid_until else NOTHING for each in newest
            ],
            translate("goods.price.sells"): [translate("goods.yes") if each == holder else "" for each in newest],
        }
    )
    st.dataframe(
        frame,
        hide_index=True,
        column_config=figure_columns(translate("goods.field.price")),
        alt=translate("goods.price.list"),
        key=f"goods_prices_{newest[0].sku}",
    )
