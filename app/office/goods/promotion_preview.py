"""What a promotion would have given last week, and which of its goods may be announced at a reduced price."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
import streamlit as st

from app.office.figure_columns import figure_columns
from app.office.goods.goods_view import GoodsView
from app.web.plain_markdown import plain
from models.promotions.promotion import Promotion
from models.promotions.promotion_trial import TrialFigures, try_promotion
from models.promotions.stated_reduction import StatedReduction, lowers_prices
from store.analysis.promotion_figures import PromotionGoods, sold_baskets, stated_reductions
from store.catalogue.promotion_rows import promotions_at

TRIED_DAYS = 7
#: Goods that are listed with their prices.
LISTED_MAX = 200


def draw_preview(view: GoodsView, promotion: Promotion) -> None:
    """Draw what a promotion would have given in the last days, and its goods with their prices."""
    at, shop = view.clock(), view.shop
    with view.store.view() as opened:
        others = [each for each in promotions_at(opened, at, shop.tax_day(at)).promotions if each.id != promotion.id]
        first = view.today - timedelta(days=TRIED_DAYS)
        figures = try_promotion(sold_baskets(opened, shop, first, view.today), promotion, others)
        goods = stated_reductions(opened, shop, promotion, shop.tax_day(at), LISTED_MAX)
    st.markdown(plain(_trial_words(view, figures)))
    st.caption(view.words.translate("promotions.trial.note"))
    if lowers_prices(promotion):
        _draw_goods(view, [(product, each) for product, each in goods if each is not None])
    else:
        st.caption(view.words.translate("promotions.law.not_price"))


def _trial_words(view: GoodsView, figures: TrialFigures) -> str:
    translate = view.words.translate
    if not figures.cheaper:
        return translate("promotions.trial.none", sales=figures.baskets)
    return translate(
        "promotions.trial",
        cheaper=figures.cheaper,
        sales=figures.baskets,
        given=view.money(figures.given_minor),
        worth=view.money(figures.worth_minor),
    )


def _draw_goods(view: GoodsView, goods: list[tuple[PromotionGoods, StatedReduction]]) -> None:
    translate = view.words.translate
    st.caption(translate("promotions.law"))
    forbidden = sum(not each.may_be_announced for _, each in goods)
    if forbidden:
        st.warning(translate("promotions.law.forbidden", count=forbidden), icon=":material/gavel:")
    if not goods:
        return
    yes, no = translate("goods.yes"), translate("promotions.no")
    frame = pl.DataFrame(
        {
            translate("goods.field.sku"): [product.sku for product, _ in goods],
            translate("goods.field.name"): [product.name for product, _ in goods],
            translate("promotions.column.price"): [view.money(each.price_minor) for _, each in goods],
            translate("promotions.column.reduced"): [view.money(each.reduced_minor) for _, each in goods],
            translate("promotions.column.lowest"): [view.money(each.lowest_minor) for _, each in goods],
            translate("promotions.column.announce"): [yes if each.may_be_announced else no for _, each in goods],
        }
    )
    st.dataframe(
        frame,
        hide_index=True,
        column_config=figure_columns(
            *(translate(f"promotions.column.{each}") for each in ("price", "reduced", "lowest"))
        ),
        alt=translate("promotions.preview"),
        key="promotions_preview_table",
    )
    if len(goods) == LISTED_MAX:
        st.caption(translate("promotions.listed_first", count=LISTED_MAX))
