"""Coupons of a promotion on its page: how many are good, more of them, and a page to print."""

from __future__ import annotations

import streamlit as st

from app.office.goods.goods_view import GoodsView
from app.web.coupon_sheet import coupon_sheet
from app.web.plain_markdown import plain
from models.access.permission import Permission
from models.promotions.promotion import Promotion
from operations.catalogue.coupon_making import COUPONS_MAX, make_coupons
from store.selling.coupons import coupons_of

_USUAL = 20


def draw_coupons(view: GoodsView, promotions: list[Promotion]) -> None:
    """Draw what there is of the coupons of promotions that ask for a code; nothing where none does."""
    asking = {each.id: each for each in promotions if each.coupon is not None}
    if not asking:
        return
    translate = view.words.translate
    with st.expander(translate("promotions.coupons"), icon=":material/confirmation_number:"):
        st.caption(translate("promotions.coupons.help"))
        with st.container(horizontal=True, vertical_alignment="bottom"):
            number = st.selectbox(
                translate("promotions.coupons.of"),
                list(asking),
                format_func=lambda each: asking[each].name,
                key="coupons_of",
                width=300,
            )
            count = st.number_input(
                translate("promotions.coupons.count"), 1, COUPONS_MAX, _USUAL, key="coupons_count", width=160
            )
            is_wanted = st.button(
                translate("promotions.coupons.make"),
                key="coupons_make",
                disabled=not view.may(Permission.CHANGE_PRICES),
            )
        if is_wanted and _make(view, asking[number], int(count)):
            st.rerun()
        _offer_sheet(view, asking[number])


def _make(view: GoodsView, promotion: Promotion, count: int) -> bool:
    def make() -> None:
        make_coupons(view.store, view.actor, promotion.id, count, at=view.clock())

    return view.attempt(make, "promotions.coupons.made", name=plain(promotion.name), count=count)


def _offer_sheet(view: GoodsView, promotion: Promotion) -> None:
    with view.store.view() as opened:
        stored = coupons_of(opened, promotion.id)
    free = [each.code for each in stored if each.sale_id is None]
    st.markdown(view.words.translate("promotions.coupons.state", good=len(free), used=len(stored) - len(free)))
    if free:
        st.download_button(
            view.words.translate("promotions.coupons.print"),
            lambda: coupon_sheet(view.shop.company, promotion, free).encode(),
            file_name=f"coupons-{promotion.id}.html",
            mime="text/html",
            icon=":material/print:",
            on_click="ignore",
        )
