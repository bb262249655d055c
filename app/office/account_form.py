"""The form on the page of settings that chooses on which account something is booked."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from app.office.setup.setup_view import SetupView
from app.web.page_actor import page_actor
from models.access.actor import is_permitted
from models.access.permission import Permission
from models.jurisdiction.accounts import AccountRole
from models.ledger.chart import NUMBER_LENGTH_MAX, AccountChoice
from operations.installation.account_changes import NAME_LENGTH_MAX, BookedAccount, booked_accounts, choose_account
from store.shop import get_shop

_PPM_PER_CENT = 10_000


def draw_accounts(view: SetupView) -> None:
    """Draw what is booked on which account, and the form that changes it."""
    with view.store.view() as opened:
        today = get_shop(opened).business_day(view.clock())
        accounts = booked_accounts(opened, today)
    words = view.words
    columns = [words.translate(f"settings.account.{name}") for name in ("role", "today", "usual", "coming")]
    rows = [
        (
            booked_as(view, each),
            f"{each.today.number} {each.today.name}",
            each.usual.number,
            f"{each.coming.number} {each.coming.name}, {each.coming.valid_from}" if each.coming else "",
        )
        for each in accounts
    ]
    table = {column: [row[i] for row in rows] for i, column in enumerate(columns)}
    st.dataframe(table, hide_index=True, alt=words.translate("settings.group.accounts"))
    with st.expander(words.translate("settings.account.change")), st.form("form_account", border=False):
        place = st.selectbox(
            columns[0],
            range(len(accounts)),
            format_func=lambda i: f"{booked_as(view, accounts[i])}: {accounts[i].today.number}",
            key="account_role",
        )
        number = st.text_input(words.translate("settings.account.number"), max_chars=NUMBER_LENGTH_MAX, key="account")
        name = st.text_input(words.translate("settings.account.name"), max_chars=NAME_LENGTH_MAX, key="account_name")
        first = st.date_input(
            words.translate("settings.account.first"),
            today + timedelta(days=1),
            min_value=today + timedelta(days=1),
            format="YYYY-MM-DD",
            help=words.translate("settings.account.first.help"),
            key="account_first",
        )
        may = is_permitted(page_actor(view.store), Permission.CHANGE_SHOP)
        is_sent = st.form_submit_button(words.translate("settings.save"), type="primary", disabled=not may)
    if is_sent:
        usual = accounts[place].usual

        def save() -> str:
            choice = AccountChoice(usual.role, usual.rate_ppm, first, (number or "").strip(), name or usual.name)
            choose_account(view.store, page_actor(view.store), choice, at=view.clock())
            return words.translate("settings.account.saved", number=choice.number, first=first)

        view.answer(save)


def booked_as(view: SetupView, account: BookedAccount) -> str:
    """What is booked on an account, in the visitor's language, with its tax rate where there is one for each."""
    role = view.words.translate(f"settings.account.role.{account.usual.role.value}")
    by_rate = account.usual.role in {AccountRole.SALES, AccountRole.OUTPUT_TAX, AccountRole.DEPOSIT}
    return f"{role} {account.usual.rate_ppm / _PPM_PER_CENT:g} %" if by_rate else role
