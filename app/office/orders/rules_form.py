"""How goods are ordered from each supplier: where orders go, and on which days."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from app.office.office_visit import OfficeVisit
from app.office.orders.order_names import OrderNames
from models.access.actor import Actor
from models.access.permission import Permission
from models.dispatch.mail_address import ADDRESS_LENGTH_MAX
from models.money import Money
from models.peppol_id import PEPPOL_ID_LENGTH_MAX, parse_peppol_id
from models.pricing.price_text import parse_amount
from models.purchasing.ordering_rules import (
    CUSTOMER_NUMBER_LENGTH_MAX,
    LANGUAGES,
    WEEK_DAYS,
    OrderChannel,
    OrderingRules,
)
from operations.purchasing.ordering_changes import set_ordering_rules
from store import shop
from store.supplier_rules import rules_of


def draw_rules(visit: OfficeVisit, names: OrderNames) -> None:
    """Draw a supplier's rules, to be changed by whoever may change goods."""
    translate = visit.words.translate
    if not names.suppliers:
        return
    with st.expander(translate("orders.rules"), icon=":material/calendar_month:"):
        code = st.selectbox(
            translate("orders.supplier"),
            list(names.suppliers),
            format_func=lambda each: names.suppliers[each].name,
            key="rules_supplier",
        )
        with visit.store.view() as view:
            rules, currency = rules_of(view, str(code)), shop.get_shop(view).currency
        _draw_form(visit, rules, currency)


def _draw_form(visit: OfficeVisit, rules: OrderingRules, currency: str) -> None:
    translate, code = visit.words.translate, rules.supplier_code
    with st.form(f"rules_{code}", border=False):
        with st.container(horizontal=True):
            mail = st.text_input(
                translate("orders.rules.mail"), rules.mail, ADDRESS_LENGTH_MAX, key=f"rules_mail_{code}"
            )
            language = st.selectbox(
                translate("orders.rules.language"),
                LANGUAGES,
                LANGUAGES.index(rules.language),
                format_func=lambda each: translate(f"orders.language.{each}"),
                key=f"rules_language_{code}",
            )
            number = st.text_input(
                translate("orders.rules.customer_number"),
                rules.customer_number,
                CUSTOMER_NUMBER_LENGTH_MAX,
                key=f"rules_number_{code}",
            )
        channel, peppol_id = _draw_channel(visit, rules)
        order_days = _draw_days(visit, "order_days", code, rules.order_days)
        delivery_days = _draw_days(visit, "delivery_days", code, rules.delivery_days)
        with st.container(horizontal=True):
            cut_off = st.text_input(translate("orders.rules.cut_off"), rules.cut_off, 5, key=f"rules_cut_off_{code}")
            least = visit.words.number(Money(rules.least_value, currency).major())
            value = st.text_input(translate("orders.rules.least_value"), least, 20, key=f"rules_value_{code}")
        is_submitted = st.form_submit_button(
            translate("orders.rules.save"), disabled=not visit.may(Permission.CHANGE_GOODS)
        )
    if not is_submitted:
        return

    def save(actor: Actor, at: datetime) -> None:
        changed = OrderingRules(
            code,
            mail.strip(),
            language,
            number.strip(),
            order_days,
            cut_off.strip(),
            delivery_days,
            parse_amount(value, currency).minor if value.strip() else 0,
            channel,
            str(parse_peppol_id(peppol_id)) if peppol_id.strip() else "",
        )
        set_ordering_rules(visit.store, actor, changed, at=at)

    visit.act(save, "orders.rules.saved")
    st.rerun()


def _draw_channel(visit: OfficeVisit, rules: OrderingRules) -> tuple[str, str]:
    """How the server sends orders, and the supplier's address in the Peppol network."""
    translate, code = visit.words.translate, rules.supplier_code
    channels = [each.value for each in OrderChannel]
    with st.container(horizontal=True):
        channel = st.selectbox(
            translate("orders.rules.channel"),
            channels,
            channels.index(rules.channel),
            format_func=lambda each: translate(f"orders.channel.{each}"),
            key=f"rules_channel_{code}",
        )
        number = st.text_input(
            translate("orders.rules.peppol_id"),
            rules.peppol_id,
            PEPPOL_ID_LENGTH_MAX,
            key=f"rules_peppol_{code}",
            help=translate("orders.rules.peppol_id_help"),
        )
    return str(channel), number


def _draw_days(visit: OfficeVisit, name: str, code: str, days: tuple[int, ...]) -> tuple[int, ...]:
    """Days of the week to choose from."""
    chosen = st.multiselect(
        visit.words.translate(f"orders.rules.{name}"),
        list(range(WEEK_DAYS)),
        list(days),
        format_func=lambda day: visit.words.translate(f"orders.day.{day}"),
        key=f"rules_{name}_{code}",
    )
    return tuple(sorted(chosen))
