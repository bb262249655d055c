"""The promotions of the shop: those that run, come and are over, what they gave, and a form for one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

import streamlit as st

from app.office.goods.coupon_section import draw_coupons
from app.office.goods.goods_view import GoodsView, show_result
from app.office.goods.promotion_form import FORM_OPEN, draw_promotion_form, open_form
from app.office.goods.promotion_words import customer_words, gives_words, goods_words, time_words
from app.web.plain_markdown import plain
from models.access.permission import Permission
from models.promotions.promotion import skus_of
from operations.catalogue.promotion_changes import end_promotion
from store import catalogue
from store.analysis.promotion_figures import PromotionResult, promotion_results
from store.catalogue.promotion_rows import StoredPromotion, list_promotions

#: Promotions that are over and are listed, the newest first.
ENDED_MAX = 20
_STATES = ("running", "coming", "ended")


@dataclass(frozen=True, slots=True)
class _Names:
    """The names of the goods that promotions are for, and what each promotion gave."""

    products: Mapping[str, str]
    categories: Mapping[str, str]
    results: Mapping[int, PromotionResult]


def draw_promotions(view: GoodsView) -> None:
    """Draw the page of promotions."""
    translate = view.words.translate
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.title(translate("promotions.title"), width="stretch")
        st.button(
            translate("promotions.new"),
            key="promotions_new",
            icon=":material/add:",
            type="primary",
            disabled=not view.may(Permission.CHANGE_PRICES),
            on_click=partial(open_form, view, None),
        )
    show_result(view.words)
    st.caption(translate("promotions.help"))
    if FORM_OPEN in st.session_state:
        draw_promotion_form(view)
        return
    with view.store.view() as opened:
        stored = list_promotions(opened)
        skus = sorted({sku for each in stored for sku in skus_of(each.promotion)})
        names = _Names(
            {sku: product.name for sku, product in catalogue.find_products(opened, skus).items()},
            {each.code: each.name_in(view.words.language) for each in catalogue.all_categories(opened)},
            {each.promotion_id: each for each in promotion_results(opened)},
        )
    if not stored:
        st.info(translate("promotions.none"))
    day = view.shop.tax_day(view.clock())
    draw_coupons(view, [each.promotion for each in stored if state_on(each, day) != "ended"])
    for state in _STATES:
        _draw_state(view, state, [each for each in stored if state_on(each, day) == state], names)


def state_on(stored: StoredPromotion, day: date) -> str:
    """Whether a promotion is ``running``, ``coming`` or ``ended`` on a day."""
    time = stored.promotion.time
    if stored.ended_at is not None or time.is_over(day):
        return "ended"
    return "coming" if day < time.first else "running"


def _draw_state(view: GoodsView, state: str, promotions: list[StoredPromotion], names: _Names) -> None:
    if not promotions:
        return
    if state == "ended":
        with st.expander(view.words.translate("promotions.state.show_ended")):
            for each in promotions[:ENDED_MAX]:
                _draw_promotion(view, each, names, may_change=False)
        return
    st.subheader(view.words.translate(f"promotions.state.{state}"))
    for each in promotions:
        _draw_promotion(view, each, names, may_change=view.may(Permission.CHANGE_PRICES))


def _draw_promotion(view: GoodsView, stored: StoredPromotion, names: _Names, *, may_change: bool) -> None:
    translate, promotion = view.words.translate, stored.promotion

    def end() -> None:
        def do() -> None:
            end_promotion(view.store, view.actor, promotion.id, at=view.clock())

        view.attempt(do, "promotions.ended", name=promotion.name)

    goods = goods_words(view, promotion, names.products, names.categories)
    result = names.results.get(promotion.id)
    gave = translate("promotions.no_result")
    if result is not None:
        gave = translate("promotions.result", amount=view.money(result.given_minor), count=result.sales)
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small"):
        with st.container(width="stretch", gap=None):
            st.markdown(f"**{plain(promotion.name)}** · {plain(gives_words(view, promotion))}")
            whom = customer_words(view, promotion)
            st.caption(plain(" · ".join(filter(None, (goods, time_words(view, promotion.time), whom)))))
            st.caption(plain(gave))
        if may_change:
            st.button(
                translate("promotions.change_short"),
                key=f"promotions_change_{promotion.id}",
                help=translate("promotions.change", name=plain(promotion.name)),
                on_click=partial(open_form, view, promotion),
            )
            st.button(
                translate("promotions.end_short"),
                key=f"promotions_end_{promotion.id}",
                help=translate("promotions.end", name=plain(promotion.name)),
                on_click=end,
            )
