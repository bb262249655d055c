"""How much happens by itself for each supplier, and within which limits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import streamlit as st

from app.office.office_visit import OfficeVisit
from models.access.actor import Actor
from models.access.permission import Permission
from models.money import Money
from models.pricing.price_text import parse_amount
from models.purchasing.automatic_ordering import SHARE_MAX, AutomaticLimits, OrderMode
from operations.automatic.limits_and_switch import set_limits


def draw_limits(visit: OfficeVisit, limits: AutomaticLimits, name: str, currency: str) -> None:
    """Draw the limits of one supplier, to be changed by whoever may automate orders."""
    translate, code = visit.words.translate, limits.supplier_code
    label = f"{name} · {translate(f'automatic.mode.{limits.mode.value}')}"
    with st.expander(label), st.form(f"automatic_{code}", border=False):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            mode = st.selectbox(
                translate("automatic.mode"),
                [each.value for each in OrderMode],
                list(OrderMode).index(limits.mode),
                format_func=lambda each: translate(f"automatic.mode.{each}"),
                key=f"automatic_mode_{code}",
            )
            most = visit.words.number(Money(limits.value_max, currency).major())
            value = st.text_input(translate("automatic.value_max"), most, 20, key=f"automatic_value_{code}")
            share = st.number_input(
                translate("automatic.share_max"), 1, SHARE_MAX, limits.share_max, step=10, key=f"automatic_share_{code}"
            )
        is_submitted = st.form_submit_button(
            translate("automatic.save"),
            disabled=not visit.may(Permission.AUTOMATE_ORDERS),
            help=visit.whom_to_ask(Permission.AUTOMATE_ORDERS),
        )
    if is_submitted:
        visit.act(_saving(visit, code, (OrderMode(mode), value, int(share)), currency), "automatic.saved")
        st.rerun()


def _saving(
    visit: OfficeVisit, code: str, chosen: tuple[OrderMode, str, int], currency: str
) -> Callable[[Actor, datetime], object]:
    mode, value, share = chosen

    def save(actor: Actor, at: datetime) -> None:
        most = parse_amount(value, currency).minor if value.strip() else 0
        set_limits(visit.store, actor, AutomaticLimits(code, mode, most, share), at=at)

    return save
