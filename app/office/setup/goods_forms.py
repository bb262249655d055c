"""The forms about the owner, the first goods and the backups."""

from __future__ import annotations

import streamlit as st

from app.counter.first_steps import make_first_backup
from app.office.setup.setup_view import SetupView
from models.catalogue.product import TaxCategory
from models.setup_steps import SetupStep, StepState
from models.shop_settings import RECEIPT_LANGUAGE
from operations.installation.shop_setup import mark_step
from operations.installation.starter_range import StarterTrade, TypedGood, add_starter_range, add_typed_goods
from operations.progress import no_progress
from store import shop
from store.catalogue import all_products, tax_rates
from store.setting_rows import get_value

#: Tax categories in the order in which a shopkeeper looks for them.
TAX_ORDER = (TaxCategory.FOOD, TaxCategory.STANDARD, TaxCategory.RESTAURANT, TaxCategory.CULTURE, TaxCategory.EXEMPT)


def goods_form(view: SetupView) -> None:
    """Offer the goods of a trade, or a few that are typed in; each is sold at once."""
    with view.store.view() as connection:
        company = shop.get_shop(connection)
        count = len(all_products(connection))
        rates = tax_rates(connection, company.country, company.tax_day(view.clock()))
    if count:
        st.info(view.text("goods.there", count=count), icon=":material/inventory_2:")
        if st.button(view.text("goods.enough"), type="primary"):
            view.answer(lambda: _finish(view))
    with st.form("starter", border=False):
        st.markdown(view.text("goods.starter.text"))
        trade = st.radio(
            view.text("goods.trade"),
            list(StarterTrade),
            format_func=lambda each: view.text(f"trade.{each}"),
            horizontal=True,
        )
        if st.form_submit_button(view.text("goods.starter.save"), type="secondary" if count else "primary"):
            view.answer(lambda: _add_range(view, StarterTrade(str(trade))))
    with st.expander(view.text("goods.typed"), expanded=bool(count)), st.form("typed", border=False):
        name = st.text_input(view.text("goods.name"))
        price = st.text_input(view.text("goods.price"))
        barcode = st.text_input(view.text("goods.barcode"))
        tax = st.selectbox(
            view.text("goods.tax"),
            TAX_ORDER,
            format_func=lambda each: view.text(f"tax.{each}", percent=f"{rates.get(each, 0) / 10_000:g}"),
        )
        if st.form_submit_button(view.text("goods.typed.save")):
            view.answer(lambda: _add_typed(view, TypedGood(name, price, tax, barcode)))
    st.markdown(view.text("goods.file"))


def backups_form(view: SetupView) -> None:
    """Ask where backups go, and make the first one."""
    with st.form("backups", border=False):
        folder = st.text_input(view.text("backups.folder"), value=str(view.settings.backups))
        st.caption(view.text("backups.folder.help"))
        pressed = st.form_submit_button(view.text("backups.save"), type="primary")
    if pressed:
        view.answer(lambda: _back_up(view, folder.strip()))


def _add_range(view: SetupView, trade: StarterTrade) -> str:
    with view.store.view() as connection:
        language = get_value(connection, RECEIPT_LANGUAGE) or view.words.language
    count = add_starter_range(view.store, view.actor, trade, language, at=view.clock())
    return view.text("goods.added", count=count)


def _add_typed(view: SetupView, good: TypedGood) -> str:
    add_typed_goods(view.store, view.actor, [good], at=view.clock())
    return view.text("goods.added", count=1)


def _finish(view: SetupView) -> None:
    mark_step(view.store, view.actor, SetupStep.GOODS, StepState.DONE, at=view.clock())


def _back_up(view: SetupView, folder: str) -> str:
    own = "" if folder == str(view.settings.backups) else folder
    copy = make_first_backup(view.settings, view.store, view.actor, own, no_progress, at=view.clock())
    return view.text("backups.made", file=str(copy.file))
