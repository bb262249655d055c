"""The page of tips by card: what is owed to whom, paying it out from the bank, and what came and went in a month."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import streamlit as st

from app.office.figure_columns import figure_columns
from app.office.office_visit import OfficeVisit, draw_page
from app.office.tip_correction_form import draw_tip_correction
from app.web.plain_markdown import plain
from models.access.actor import Actor
from models.access.permission import Permission
from models.money import Money
from models.months import months_later
from models.payments.tip_account import PAID_TO_MAX, SHARED, TipRule
from models.pricing.price_text import parse_amount
from models.shop import Shop
from operations.cash.tip_payouts import TipPayout, pay_tips_from_bank
from operations.tip_books import tip_rule
from store import shop
from store.access.operators import all_operators
from store.selling.tip_rows import all_tips_owed, tip_entries

_AMOUNT_SIGNS_MAX = 16
#: The months of which the changes are listed.
MONTHS = 13


def show(clock: Callable[[], datetime]) -> None:
    """Draw the page; ``clock`` gives the time."""
    draw_page("tips.title", Permission.SEE_TIPS, _draw, clock)


def _draw(visit: OfficeVisit) -> None:
    translate = visit.words.translate
    with visit.store.view() as view:
        company, owed, rule = shop.get_shop(view), all_tips_owed(view), tip_rule(view)
        names = {each.code: each.name for each in all_operators(view)}
    if rule is TipRule.OFF:
        st.info(translate("tips.off"), icon=":material/volunteer_activism:")
    elif not owed:
        st.info(translate("tips.none"), icon=":material/volunteer_activism:")
    if not owed:
        draw_tip_correction(visit, names)
        return

    def name_of(owner: str) -> str:
        return translate("tips.shared") if owner == SHARED else names.get(owner, owner)

    st.metric(translate("tips.owed"), visit.words.money(Money(sum(owed.values()), company.currency)))
    amount = translate("tips.left")
    rows = [
        {translate("tips.whose"): name_of(owner), amount: visit.words.money(Money(minor, company.currency))}
        for owner, minor in owed.items()
    ]
    title = translate("tips.title")
    st.dataframe(rows, hide_index=True, column_config=figure_columns(amount), alt=title, key="tips_list")
    _draw_payout(visit, {owner: name_of(owner) for owner, minor in owed.items() if minor}, company)
    draw_tip_correction(visit, names)
    _draw_changes(visit, name_of, company)


def _draw_payout(visit: OfficeVisit, owners: dict[str, str], company: Shop) -> None:
    """Paid from the bank, alone or with the wages."""
    translate = visit.words.translate

    def pay() -> None:
        def act(actor: Actor, at: datetime) -> None:
            amount = parse_amount(str(st.session_state["tips_amount"]), company.currency)
            payout = TipPayout(str(st.session_state["tips_owner"]), amount, str(st.session_state["tips_paid_to"]))
            pay_tips_from_bank(visit.store, actor, payout, at=at)

        visit.press(act, "tips.paid")

    if not owners:
        return
    with st.form("tips_payout", clear_on_submit=True):
        st.markdown(translate("tips.pay_out"))
        st.selectbox(translate("tips.whose"), list(owners), format_func=lambda each: owners[each], key="tips_owner")
        left, right = st.columns(2)
        left.text_input(translate("tips.amount"), max_chars=_AMOUNT_SIGNS_MAX, key="tips_amount")
        right.text_input(translate("tips.paid_to"), max_chars=PAID_TO_MAX, key="tips_paid_to")
        st.form_submit_button(
            translate("tips.pay"),
            on_click=pay,
            disabled=not visit.may(Permission.PAY_OUT_TIPS),
            help=visit.whom_to_ask(Permission.PAY_OUT_TIPS),
            icon=":material/payments:",
        )


def _draw_changes(visit: OfficeVisit, name_of: Callable[[str], str], company: Shop) -> None:
    translate, today = visit.words.translate, company.business_day(visit.clock())
    firsts = [months_later(today.replace(day=1), -back) for back in range(MONTHS)]
    first = st.selectbox(
        translate("tips.month"), firsts, format_func=lambda day: f"{day:%Y-%m}", key="tips_month", width=200
    )
    with visit.store.view() as view:
        entries = tip_entries(view, first, months_later(first, 1) - timedelta(days=1))
    if not entries:
        st.caption(plain(translate("tips.no_changes")))
        return
    amount, left = translate("tips.amount"), translate("tips.left")
    rows = [
        {
            translate("tips.day"): each.business_day.isoformat(),
            translate("tips.change"): translate(f"tips.change.{each.change}"),
            translate("tips.whose"): name_of(each.owner),
            translate("tips.to_or_why"): each.paid_to or "–",
            amount: visit.words.money(Money(each.amount_minor, company.currency)),
            left: visit.words.money(Money(each.balance_minor, company.currency)),
        }
        for each in entries[::-1]
    ]
    title = translate("tips.changes")
    st.dataframe(rows, hide_index=True, column_config=figure_columns(amount, left), alt=title, key="tips_changes")


if __name__ == "__main__":
    show(lambda: datetime.now(UTC))
