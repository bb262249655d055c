"""The page of customer accounts: what customers owe, what is overdue, each account with its changes and statement."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import streamlit as st

from app.office.customer_account_form import draw_account_form
from app.office.figure_columns import figure_columns
from app.office.office_visit import OfficeVisit, draw_page
from app.web.page_actor import page_actor
from app.web.plain_markdown import plain
from integrations.account_statements.statement_pdf import statement_pdf
from models.access.actor import Actor
from models.access.permission import Permission
from models.errors import KassaError
from models.money import Money
from models.months import months_later
from models.pricing.price_text import parse_amount
from models.selling.customer_account import (
    AccountEntry,
    AccountState,
    CustomerAccount,
    open_items,
    overdue_by_age,
)
from models.shop import Shop
from operations.selling.account_statements import mail_statement, statement_of
from operations.selling.customer_account_office import receive_account_payment
from store import shop
from store.selling.customer_account_rows import all_account_entries, all_accounts, entries_of, receipts_of

_AMOUNT_SIGNS_MAX, _REFERENCE_SIGNS_MAX = 16, 60
#: The latest changes that are listed, and the months of which there are statements.
CHANGES, MONTHS = 50, 13


def show(clock: Callable[[], datetime]) -> None:
    """Draw the page; ``clock`` gives the time."""
    draw_page("accounts.title", Permission.SEE_CUSTOMER_ACCOUNTS, _draw, clock)


def _draw(visit: OfficeVisit) -> None:
    translate = visit.words.translate
    with visit.store.view() as view:
        company, accounts = shop.get_shop(view), all_accounts(view)
        overdue = _overdue(all_account_entries(view), company.business_day(visit.clock()))
    if accounts:
        left, right = st.columns(2)
        owed = sum(each.balance_minor for each in accounts)
        left.metric(translate("accounts.owed"), visit.words.money(Money(owed, company.currency)))
        right.metric(translate("accounts.overdue"), visit.words.money(Money(sum(overdue.values()), company.currency)))
        _draw_list(visit, accounts, overdue, company)
    else:
        st.info(translate("accounts.none"), icon=":material/account_balance:")
    with st.expander(translate("accounts.new"), expanded=not accounts):
        draw_account_form(visit, None, company.currency)


def _overdue(entries: list[AccountEntry], today: date) -> dict[int, int]:
    """What is over its due day, in minor units, by account."""
    by_account: dict[int, list[AccountEntry]] = {}
    for each in entries:
        by_account.setdefault(each.account_id, []).append(each)
    return {account: sum(overdue_by_age(open_items(of_it), today)[1:]) for account, of_it in by_account.items()}


def _draw_list(visit: OfficeVisit, accounts: list[CustomerAccount], overdue: dict[int, int], company: Shop) -> None:
    translate = visit.words.translate
    owes, late, limit = (translate(f"accounts.{each}") for each in ("owes", "late", "limit"))

    def money(minor: int) -> str:
        return visit.words.money(Money(minor, company.currency))

    rows = [
        {
            translate("accounts.number"): each.number,
            translate("accounts.name"): each.details.name,
            owes: money(each.balance_minor),
            late: money(overdue.get(each.id, 0)),
            limit: money(each.terms.limit_minor),
            translate("accounts.state"): translate(f"accounts.state.{each.state.value}"),
        }
        for each in accounts
    ]
    title = translate("accounts.title")
    st.dataframe(rows, hide_index=True, column_config=figure_columns(owes, late, limit), alt=title, key="accounts_list")
    by_number = {each.number: each for each in accounts}
    chosen = st.selectbox(
        translate("accounts.choose"),
        list(by_number),
        index=None,
        format_func=lambda number: f"{by_number[number].details.name} · {number}",
        placeholder="–",
        key="accounts_chosen",
        width=420,
    )
    if chosen is not None:
        _draw_account(visit, by_number[chosen], company)


def _draw_account(visit: OfficeVisit, account: CustomerAccount, company: Shop) -> None:
    translate = visit.words.translate
    st.subheader(plain(f"{account.details.name} · {account.number}"))
    if account.state is AccountState.BLOCKED:
        st.warning(translate("accounts.is_blocked"), icon=":material/block:")
    left = visit.words.money(Money(account.left_minor, company.currency))
    st.caption(translate("accounts.left", amount=plain(left)))
    _draw_changes(visit, account, company)
    _draw_payment(visit, account, company)
    _draw_statement(visit, account, company)
    with st.expander(translate("accounts.details")):
        draw_account_form(visit, account, company.currency)


def _draw_changes(visit: OfficeVisit, account: CustomerAccount, company: Shop) -> None:
    translate = visit.words.translate
    with visit.store.view() as view:
        entries = entries_of(view, account.id)[-CHANGES:]
        receipts = receipts_of(view, [each.attempt_id for each in entries if each.attempt_id is not None])
    if not entries:
        st.caption(translate("accounts.no_changes"))
        return
    amount, after = translate("accounts.amount"), translate("accounts.owes")
    rows = [
        {
            translate("accounts.day"): each.business_day.isoformat(),
            translate("accounts.change"): translate(f"accounts.change.{each.change}"),
            translate("accounts.receipt"): receipts.get(each.attempt_id or 0, each.reference or "–"),
            translate("accounts.due"): "–" if each.due_on is None else each.due_on.isoformat(),
            amount: visit.words.money(Money(each.amount_minor, company.currency)),
            after: visit.words.money(Money(each.balance_minor, company.currency)),
        }
        for each in entries[::-1]
    ]
    title = translate("accounts.changes")
    st.dataframe(rows, hide_index=True, column_config=figure_columns(amount, after), alt=title, key="account_changes")


def _draw_payment(visit: OfficeVisit, account: CustomerAccount, company: Shop) -> None:
    translate = visit.words.translate

    def pay() -> None:
        def act(actor: Actor, at: datetime) -> None:
            amount = parse_amount(str(st.session_state["account_paid"]), company.currency)
            reference = str(st.session_state["account_reference"])
            receive_account_payment(visit.store, actor, account.number, amount, reference, at=at)

        visit.press(act, "accounts.paid")

    with st.form("account_payment", clear_on_submit=True):
        st.markdown(translate("accounts.payment"))
        left, right = st.columns(2)
        left.text_input(
            translate("accounts.amount"),
            max_chars=_AMOUNT_SIGNS_MAX,
            placeholder=f"{Money(max(0, account.balance_minor), company.currency)}",
            key="account_paid",
        )
        right.text_input(translate("accounts.reference"), max_chars=_REFERENCE_SIGNS_MAX, key="account_reference")
        st.form_submit_button(
            translate("accounts.pay"),
            on_click=pay,
            disabled=not visit.may(Permission.TAKE_ACCOUNT_PAYMENTS),
            help=visit.whom_to_ask(Permission.TAKE_ACCOUNT_PAYMENTS),
            icon=":material/payments:",
        )


def _draw_statement(visit: OfficeVisit, account: CustomerAccount, company: Shop) -> None:
    """The statement of a month, or of the last one that is not over."""
    translate, today = visit.words.translate, company.business_day(visit.clock())
    firsts = [months_later(today.replace(day=1), -back) for back in range(MONTHS)]
    first = st.selectbox(
        translate("accounts.month"),
        firsts,
        format_func=lambda day: f"{day:%Y-%m}",
        key="account_month",
        width=200,
    )
    last = min(today, months_later(first, 1) - timedelta(days=1))
    try:
        statement = statement_of(visit.store, page_actor(visit.store), account.number, first, last)
    except KassaError as error:
        st.warning(visit.words.explain(error), icon=":material/info:")
        return
    st.download_button(
        translate("accounts.statement"),
        statement_pdf(statement),
        f"{statement.title}-{account.number}-{first:%Y-%m}.pdf",
        "application/pdf",
        key="account_statement",
        icon=":material/download:",
    )

    def mail(actor: Actor, at: datetime) -> None:
        mail_statement(visit.store, actor, account.number, at=at)

    address = account.details.email
    about = translate("accounts.mail_about", address=address) if address else translate("accounts.mail_no_address")
    st.button(
        translate("accounts.mail"), key="account_mail", icon=":material/mail:", help=about, disabled=not address,
        on_click=visit.press, args=(mail, "accounts.mailed"),
    )  # fmt: skip


if __name__ == "__main__":
    show(lambda: datetime.now(UTC))
