"""The form on the page of settings that changes a tax rate from a day to come."""

from __future__ import annotations

import streamlit as st

from app.office.setup.setup_view import SetupView
from app.web.page_actor import page_actor
from models.access.actor import is_permitted
from models.access.permission import Permission
from models.catalogue.product import TaxCategory
from models.jurisdiction.tax_rules import TaxRate
from operations.installation.tax_rate_changes import SOURCE_LENGTH_MAX, change_tax_rate, tax_rate_choices
from store.shop import get_shop

_PPM_PER_CENT = 10_000


def draw_tax_rate_form(view: SetupView) -> None:
    """Draw the form: which goods, which of the country's rates, from which day, and the law that sets it."""
    words = view.words
    with view.store.view() as opened:
        country = get_shop(opened).country
        choices = tax_rate_choices(opened, view.clock())

    def label(category: TaxCategory) -> str:
        name = words.translate(f"goods.tax.{category.value}")
        return f"{name}: {choices.today[category] / _PPM_PER_CENT:g} %"

    with st.expander(words.translate("settings.taxes.change")), st.form("form_tax_rate", border=False):
        category = st.selectbox(
            words.translate("settings.taxes.goods"), list(choices.today), format_func=label, key="tax_rate_category"
        )
        rate_ppm = st.selectbox(
            words.translate("settings.column.value"),
            choices.rates_ppm,
            format_func=lambda ppm: f"{ppm / _PPM_PER_CENT:g} %",
            key="tax_rate",
        )
        first = st.date_input(
            words.translate("settings.account.first"),
            choices.earliest,
            min_value=choices.earliest,
            format="YYYY-MM-DD",
            help=words.translate("settings.taxes.first.help"),
            key="tax_rate_first",
        )
        source = st.text_input(
            words.translate("settings.column.source"),
            max_chars=SOURCE_LENGTH_MAX,
            placeholder=words.translate("settings.taxes.source.example"),
            key="tax_rate_source",
        )
        may = is_permitted(page_actor(view.store), Permission.CHANGE_SHOP)
        is_sent = st.form_submit_button(words.translate("settings.save"), type="primary", disabled=not may)
    if is_sent:

        def save() -> str:
            rate = TaxRate(country, category, first, rate_ppm, source or "")
            change_tax_rate(view.store, page_actor(view.store), rate, at=view.clock())
            percent = f"{rate_ppm / _PPM_PER_CENT:g}"
            name = words.translate(f"goods.tax.{category.value}")
            return words.translate("settings.taxes.saved", category=name, percent=percent, first=first)

        view.answer(save)
