"""A tip that was mistyped from a slip: which payment, what the slip has, and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import streamlit as st

from app.office.office_visit import OfficeVisit
from app.web.plain_markdown import plain
from models.access.actor import Actor
from models.access.permission import Permission
from models.money import Money
from models.payments.attempt import AttemptKind, PaymentAttempt, PaymentMethod
from models.payments.tip_account import PAID_TO_MAX, TipRule
from models.pricing.price_text import parse_amount
from operations.cash.tip_corrections import TipCorrection, correct_tip
from operations.tip_books import tip_rule
from store import shop
from store.selling import payment_attempts
from store.selling.tip_rows import tip_of_payment

#: So long ago a payment may be, and so many are offered, the newest first.
DAYS, OFFERED = 40, 200
_AMOUNT_SIGNS_MAX = 16


def draw_tip_correction(visit: OfficeVisit, names: Mapping[str, str]) -> None:
    """The form, where there are payments on a terminal of its own whose tip somebody typed."""
    translate, slips = visit.words.translate, _slips(visit)
    if not slips:
        return

    def title_of(attempt_id: int) -> str:
        attempt, tip = slips[attempt_id]
        who = names.get(attempt.operator, attempt.operator)
        amounts = visit.words.money(attempt.order.amount), visit.words.money(tip)
        return translate("tips.slip", at=visit.time(attempt.order.made_at), amount=amounts[0], tip=amounts[1], who=who)

    with (
        st.expander(translate("tips.correct"), icon=":material/edit_note:", key="tips_correction"),
        st.form("tips_correct", clear_on_submit=True, border=False),
    ):
        st.caption(plain(translate("tips.correct.help")))
        st.selectbox(translate("tips.payment"), list(slips), format_func=title_of, key="tips_slip")
        left, right = st.columns(2)
        left.text_input(translate("tips.right"), max_chars=_AMOUNT_SIGNS_MAX, key="tips_right")
        right.text_input(translate("tips.reason"), max_chars=PAID_TO_MAX, key="tips_reason")
        st.form_submit_button(
            translate("tips.correct.save"),
            on_click=_correct,
            args=(visit,),
            key="tips_correct_save",
            disabled=not visit.may(Permission.CORRECT_TIPS),
            help=visit.whom_to_ask(Permission.CORRECT_TIPS),
        )


def _slips(visit: OfficeVisit) -> dict[int, tuple[PaymentAttempt, Money]]:
    """The latest payments on terminals of their own with their tips, by id, the newest first."""
    now = visit.clock()
    with visit.store.view() as view:
        if tip_rule(view) is TipRule.OFF:
            return {}
        attempts = payment_attempts.attempts_between(view, now - timedelta(days=DAYS), now + timedelta(seconds=1))
        slips = [
            each
            for each in attempts
            if each.order.method is PaymentMethod.OWN_TERMINAL
            and each.is_paid
            and each.order.kind is AttemptKind.CHARGE
        ]
        currency = shop.get_shop(view).currency
        newest = sorted(slips, key=lambda each: each.id, reverse=True)[:OFFERED]
        return {each.id: (each, Money(tip_of_payment(view, each.id), currency)) for each in newest}


def _correct(visit: OfficeVisit) -> None:
    def act(actor: Actor, at: datetime) -> None:
        with visit.store.view() as view:
            currency = shop.get_shop(view).currency
        right = parse_amount(str(st.session_state["tips_right"]), currency)
        attempt_id = int(st.session_state["tips_slip"])
        correct_tip(visit.store, actor, TipCorrection(attempt_id, right, str(st.session_state["tips_reason"])), at=at)

    visit.press(act, "tips.corrected")
