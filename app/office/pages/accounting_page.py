"""The bookkeeping program on the network: connect it, see what would be sent, and what was sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import streamlit as st

from app.counter.book_connection import begin_connection, connected_company, end_connection, finish_connection
from app.counter.book_sending import book_vouchers
from app.office.figure_columns import figure_columns
from app.office.office_visit import OfficeVisit, draw_page
from app.office.sending_log import draw_sending_log
from app.office.tryton_connection import draw_exchange, draw_tryton_form, name_of_document
from app.web.page_actor import page_actor
from app.web.plain_markdown import plain
from models.access.actor import Actor
from models.access.permission import Permission
from models.dispatch.sending_rules import DispatchKind
from models.dispatch.service_tokens import ServiceAccount
from models.errors import KassaError
from models.jurisdiction.countries import jurisdiction_of
from models.jurisdiction.receipt_rules import ReceiptLanguage
from models.money import Money
from operations.dispatch.book_queue import book_system, queue_closed_days
from operations.dispatch.day_documents import BOOK_SYSTEMS, ERP_SYSTEMS, SYSTEM_NAMES
from store import ledger
from store.cash import z_reports
from store.cash.office_closings import all_closings
from store.dispatch import dispatches_of_kind, numbers_of
from store.shop import get_shop

#: So many closed days can be looked at.
PREVIEWED = 30
#: Programs where a person allows the shop to book on a page of theirs.
SIGNED_IN_ON_A_PAGE = [each for each in BOOK_SYSTEMS if each not in ERP_SYSTEMS]
CLIENT_LENGTH_MAX, ADDRESS_LENGTH_MAX = 200, 2000
_PAGE_OF_PROGRAM = "accounting_sign_in"


def show(clock: Callable[[], datetime]) -> None:
    """Draw the page; ``clock`` gives the time."""
    draw_page("accounting.title", Permission.SEND_DOCUMENTS, _draw, clock)


def _draw(visit: OfficeVisit) -> None:
    with visit.store.view() as view:
        system = book_system(view)
    st.caption(visit.words.translate("accounting.about"))
    if system:
        _draw_connected(visit, system)
    else:
        st.info(visit.words.translate("accounting.none"), icon=":material/link_off:")
        _draw_connecting(visit)
        draw_tryton_form(visit)
    _draw_preview(visit)
    if system:
        _draw_sending(visit)
        if system in ERP_SYSTEMS:
            draw_exchange(visit)
        _draw_log(visit, system)


def _draw_connected(visit: OfficeVisit, system: str) -> None:
    translate = visit.words.translate
    st.markdown(f":material/link: {plain(translate('accounting.connected', service=SYSTEM_NAMES[system]))}")
    with st.container(horizontal=True):
        if st.button(translate("accounting.test"), key="accounting_test", icon=":material/network_check:"):
            try:
                company = connected_company(visit.store)
                st.success(plain(translate("accounting.answers", company=company)), icon=":material/check_circle:")
            except KassaError as error:
                st.warning(visit.words.explain(error), icon=":material/info:")
        st.button(
            translate("accounting.end"),
            key="accounting_end",
            icon=":material/link_off:",
            disabled=not visit.may(Permission.CHANGE_SHOP),
            help=visit.whom_to_ask(Permission.CHANGE_SHOP),
            on_click=visit.press,
            args=(lambda actor, at: end_connection(visit.store, actor, at=at), "accounting.ended"),
        )


def _draw_connecting(visit: OfficeVisit) -> None:
    """The two steps: what the program gave the shop, and the address that a person comes back to."""
    translate, may = visit.words.translate, visit.may(Permission.CHANGE_SHOP)
    with st.expander(translate("accounting.connect"), expanded=True), st.form("form_accounting", border=False):
        st.caption(translate("accounting.connect_about"))
        system = st.selectbox(
            translate("accounting.system"), SIGNED_IN_ON_A_PAGE, format_func=SYSTEM_NAMES.__getitem__, key="system"
        )
        client = st.text_input(translate("accounting.client"), key="client_id", max_chars=CLIENT_LENGTH_MAX)
        secret = st.text_input(
            translate("accounting.secret"), key="client_secret", type="password", max_chars=CLIENT_LENGTH_MAX
        )
        redirect = st.text_input(
            translate("accounting.redirect"),
            key="client_redirect",
            max_chars=CLIENT_LENGTH_MAX,
            help=translate("accounting.redirect_help"),
        )
        help_text = visit.whom_to_ask(Permission.CHANGE_SHOP)
        if st.form_submit_button(translate("accounting.begin"), type="primary", disabled=not may, help=help_text):
            _begin(visit, system, ServiceAccount(client.strip(), secret.strip(), redirect.strip()))
    page = st.session_state.get(_PAGE_OF_PROGRAM)
    if page:
        _draw_return(visit, *page)


def _begin(visit: OfficeVisit, system: str, account: ServiceAccount) -> None:
    try:
        page = begin_connection(page_actor(visit.store), system, account)
    except KassaError as error:
        st.warning(visit.words.explain(error), icon=":material/info:")
    else:
        st.session_state[_PAGE_OF_PROGRAM] = (system, page)


def _draw_return(visit: OfficeVisit, system: str, page: str) -> None:
    translate = visit.words.translate
    service = SYSTEM_NAMES[system]
    st.link_button(translate("accounting.allow", service=service), page, icon=":material/open_in_new:")

    def finish(actor: Actor, at: datetime) -> None:
        address = str(st.session_state.pop("return_address", ""))
        finish_connection(visit.store, actor, system, address, at=at)
        st.session_state.pop(_PAGE_OF_PROGRAM, None)

    st.text_input(translate("accounting.return"), key="return_address", max_chars=ADDRESS_LENGTH_MAX)
    st.button(
        translate("accounting.finish"),
        key="accounting_finish",
        type="primary",
        on_click=visit.press,
        args=(finish, "accounting.done"),
    )


def _draw_preview(visit: OfficeVisit) -> None:
    """What would be sent of a closed day, account by account."""
    translate = visit.words.translate
    st.subheader(translate("accounting.preview"))
    with visit.store.view() as view:
        reports = sorted(z_reports.all_reports(view), key=lambda each: each.at, reverse=True)[:PREVIEWED]
        labels = {each.id: f"Z {each.till_id}-{each.number} · {each.business_day.isoformat()}" for each in reports}
    if not labels:
        st.caption(translate("accounting.nothing_closed"))
        return
    report_id = st.selectbox(
        translate("accounting.report"), list(labels), format_func=labels.__getitem__, key="accounting_report"
    )
    with visit.store.view() as view:
        vouchers = book_vouchers(view, report_id, ReceiptLanguage(visit.words.language))
        company = get_shop(view)
        names = {each.number: each.name for each in jurisdiction_of(company.country).accounts}
        names |= {each.number: each.name for each in ledger.account_choices(view)}
    if not vouchers:
        st.caption(translate("accounting.nothing_booked"))
    account, debit, credit = (translate(f"accounting.column.{each}") for each in ("account", "debit", "credit"))
    for each in vouchers:
        st.markdown(f"**{plain(each.text)}** · {each.voucher.day.isoformat()}")
        rows = [
            {
                account: f"{posting.account} {names.get(posting.account, '')}".rstrip(),
                debit: _amount(visit, company.currency, posting.amount_minor),
                credit: _amount(visit, company.currency, -posting.amount_minor),
            }
            for posting in each.voucher.postings
        ]
        st.dataframe(
            rows, hide_index=True, column_config=figure_columns(debit, credit), alt=each.text, key=f"rows_{each.mark}"
        )


def _amount(visit: OfficeVisit, currency: str, minor: int) -> str:
    return visit.words.money(Money(minor, currency)) if minor > 0 else ""


def _draw_sending(visit: OfficeVisit) -> None:
    translate = visit.words.translate
    st.subheader(translate("accounting.send_title"))
    st.caption(translate("accounting.send_about"))
    with visit.store.view() as view:
        today = get_shop(view).business_day(visit.clock())

    def send(actor: Actor, at: datetime) -> None:
        queue_closed_days(visit.store, actor, st.session_state["accounting_first"], at=at)

    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.date_input(translate("accounting.first"), today, key="accounting_first", format="YYYY-MM-DD")
        st.button(
            translate("accounting.send"), key="accounting_send", on_click=visit.press, args=(send, "accounting.sending")
        )


def _draw_log(visit: OfficeVisit, system: str) -> None:
    with visit.store.view() as view:
        kinds = (BOOK_SYSTEMS[system], DispatchKind.ERP_EXCHANGE)
        documents = [each for kind in kinds for each in dispatches_of_kind(view, kind)]
        numbers = numbers_of(view, documents) | {each.closing: (0, each.number) for each in all_closings(view)}
    draw_sending_log(visit, documents, "accounting_log", lambda each: name_of_document(visit, each, numbers))


if __name__ == "__main__":
    show(lambda: datetime.now(UTC))
