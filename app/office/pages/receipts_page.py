"""The list of receipts: filters, what they sum to, and one receipt as it was printed with what belongs to it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

import streamlit as st

from app.counter.linked_receipts import LinkedReceipt, linked_receipts
from app.counter.peppol_invoice import InvoiceBuyer, invoice_file
from app.counter.receipt_composer import ReceiptComposer
from app.office.figure_columns import figure_columns
from app.office.office_visit import OfficeVisit, draw_page
from app.office.people_names import people_by_code
from models.access.actor import Actor
from models.access.permission import Permission
from models.errors import KassaError
from models.selling.receipt_list import ListedKind, ListedReceipt, ReceiptFilter
from models.selling.receipt_search import read_search
from models.selling.sale import Sale, SaleKind
from models.selling.settlement import TenderKind
from models.shop import DeviceKind
from operations.dispatch.document_export import WrittenDocument, record_invoice_export
from operations.installation.configuration import load_settings
from store import shop
from store.selling import listed_receipts, sales

#: So many days back the page looks at first, and so many receipts are on one page of the list.
SHOWN_DAYS, PAGE_SIZE = 31, 50
#: The address names days until so many days back.
ASKED_DAYS_MAX = 3_650
SEARCH_SIGNS_MAX = 60
#: Where the pages before this one began, and a document that a link chose, in the session's state.
_PAGES, _CHOSEN = "receipts_pages", "receipts_linked"

_Choice = TypeVar("_Choice", bound=Hashable)


@dataclass(frozen=True, slots=True)
class _Names:
    """What people call the tills and those who sold."""

    tills: dict[int, str]
    operators: dict[str, str]
    locations: dict[int, str]


def show(clock: Callable[[], datetime]) -> None:
    """Draw the page; ``clock`` gives the time."""
    draw_page("receipts.title", Permission.SEE_FIGURES, _draw, clock)


def _draw(visit: OfficeVisit) -> None:
    with visit.store.view() as view:
        devices = [each for each in shop.all_devices(view) if each.kind is DeviceKind.TILL]
        people = people_by_code(visit, view)
        currency = shop.get_shop(view).currency
        locations = {each.id: each.name for each in shop.all_locations(view)}
    names = _Names({each.id: each.name for each in devices}, people, locations)
    receipts = _filter(visit, names, currency)
    pages: list[int] = st.session_state.setdefault(_PAGES, [])
    with visit.store.view() as view:
        rows = listed_receipts.list_receipts(view, receipts, most=PAGE_SIZE + 1, after=pages[-1] if pages else None)
        totals = listed_receipts.sum_receipts(view, receipts, currency)
    if not rows:
        st.info(visit.words.translate("receipts.nothing"), icon=":material/search_off:")
        return
    money = visit.words.money
    st.caption(
        visit.words.translate("receipts.sold", count=totals.sales, amount=money(totals.sold))
        + " · "
        + visit.words.translate("receipts.refunded", count=totals.refunds, amount=money(totals.refunded))
        + " · "
        + visit.words.translate("receipts.net", amount=money(totals.net))
    )
    _draw_list(visit, names, rows[:PAGE_SIZE])
    _draw_pages(visit, pages, rows)
    _draw_receipt(visit, names, rows[:PAGE_SIZE])


def _filter(visit: OfficeVisit, names: _Names, currency: str) -> ReceiptFilter:
    """The fields above the list; a field that changes begins the list anew."""
    translate = visit.words.translate
    with visit.store.view() as view:
        today = shop.get_shop(view).business_day(visit.clock())
    everything = translate("receipts.all")
    with st.container(horizontal=True):
        first = st.date_input(
            translate("archive.from"),
            _asked_day("first", today) or today - timedelta(days=SHOWN_DAYS),
            key="receipts_first",
            on_change=_begin_anew,
            format="YYYY-MM-DD",
        )
        last = st.date_input(
            translate("archive.to"),
            _asked_day("last", today) or today,
            key="receipts_last",
            on_change=_begin_anew,
            format="YYYY-MM-DD",
        )
        location = _choose_location(visit, names, everything)
        till = _choose(translate("archive.column.till"), names.tills, everything, "till")
        operator = _choose(translate("archive.column.operator"), names.operators, everything, "operator")
        tenders = {each: translate(f"receipts.tender.{each.value}") for each in TenderKind}
        tender = _choose(translate("receipts.tender"), tenders, everything, "tender")
        kinds = {each: translate(f"receipts.kind.{each.value}") for each in ListedKind}
        kind = _choose(translate("receipts.kind"), kinds, everything, "kind")
        typed = st.text_input(
            translate("receipts.search"), key="receipts_search", max_chars=SEARCH_SIGNS_MAX, on_change=_begin_anew
        )
    search = read_search(typed, currency) if typed.strip() else None
    return ReceiptFilter(first, last, till, operator or "", tender, kind, search, location)


def _choose_location(visit: OfficeVisit, names: _Names, everything: str) -> int | None:
    """One of several locations: the one in the address of the page until another is chosen."""
    if len(names.locations) < 2:
        return None
    asked = st.query_params.get("location", "")
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 10 else None
    label = visit.words.translate("receipts.location")
    return _choose(label, names.locations, everything, "location", number if number in names.locations else None)


def _asked_day(name: str, today: date) -> date | None:
    """A day in the address of the page, as the dashboard writes it; none if it is no day of the last ten years."""
    with suppress(ValueError):
        day = date.fromisoformat(st.query_params.get(name, ""))
        return day if today - timedelta(days=ASKED_DAYS_MAX) <= day <= today else None
    return None


def _choose(
    label: str, choices: Mapping[_Choice, str], everything: str, key: str, at_first: _Choice | None = None
) -> _Choice | None:
    """One of the choices, or everything."""
    return st.selectbox(
        label,
        [None, *choices],
        0 if at_first is None else 1 + list(choices).index(at_first),
        format_func=lambda each: everything if each is None else choices[each],
        key=f"receipts_{key}",
        on_change=_begin_anew,
    )


def _begin_anew() -> None:
    st.session_state[_PAGES] = []
    st.session_state.pop(_CHOSEN, None)


def _draw_list(visit: OfficeVisit, names: _Names, rows: Sequence[ListedReceipt]) -> None:
    translate = visit.words.translate
    columns = ("number", "time", "kind", "amount", "tenders", "till", "operator")
    texts = [_texts(visit, names, each) for each in rows]
    st.dataframe(
        {translate(f"receipts.column.{name}"): [row[i] for row in texts] for i, name in enumerate(columns)},
        hide_index=True,
        column_config=figure_columns(translate("receipts.column.amount")),
        alt=translate("receipts.title"),
    )


def _texts(visit: OfficeVisit, names: _Names, receipt: ListedReceipt) -> tuple[str, ...]:
    translate = visit.words.translate
    kind = translate(f"receipts.kind_one.{receipt.kind.value}")
    return (
        str(receipt.number),
        visit.time(receipt.at),
        f"{kind} · {translate('receipts.has_copy')}" if receipt.is_copied else kind,
        visit.words.money(receipt.due),
        ", ".join(translate(f"receipts.tender.{each.value}") for each in receipt.tenders),
        names.tills.get(receipt.till_id, str(receipt.till_id)),
        names.operators.get(receipt.operator, receipt.operator),
    )


def _draw_pages(visit: OfficeVisit, pages: list[int], rows: Sequence[ListedReceipt]) -> None:
    """To the receipts before and after these; the page before begins where it began then."""
    translate = visit.words.translate

    def turn_back() -> None:
        pages.pop()

    def turn_on() -> None:
        pages.append(rows[PAGE_SIZE - 1].sale_id)

    with st.container(horizontal=True):
        st.button(
            translate("receipts.newer"),
            key="receipts_newer",
            icon=":material/arrow_upward:",
            disabled=not pages,
            on_click=turn_back,
        )
        st.button(
            translate("receipts.older"),
            key="receipts_older",
            icon=":material/arrow_downward:",
            disabled=len(rows) <= PAGE_SIZE,
            on_click=turn_on,
        )


def _draw_receipt(visit: OfficeVisit, names: _Names, rows: Sequence[ListedReceipt]) -> None:
    """One receipt as it was printed, and the documents that belong to it."""
    translate = visit.words.translate
    st.subheader(translate("receipts.one"))
    place = st.selectbox(
        translate("receipts.choose"),
        range(len(rows)),
        format_func=lambda i: " · ".join((*_texts(visit, names, rows[i])[:3], visit.words.money(rows[i].due))),
        key="receipts_receipt",
        on_change=lambda: st.session_state.pop(_CHOSEN, None),
    )
    sale_id = st.session_state.get(_CHOSEN) or rows[place or 0].sale_id
    with visit.store.view() as view:
        sale = sales.get_sale(view, sale_id)
        linked = linked_receipts(view, sale)
    composer = ReceiptComposer(visit.store, load_settings().language)
    # Wrapped where it is too narrow: nobody scrolls sideways by keyboard what has no focus.
    st.code("\n".join(composer.show(sale.id)["lines"]), language=None, wrap_lines=True)
    if TenderKind.ON_ACCOUNT in {each.kind for each in sale.settlement.tenders} and visit.may(
        Permission.EXPORT_INVOICES
    ):
        _draw_invoice(visit, sale)
    if linked:
        st.caption(translate("receipts.linked"))
        with st.container(horizontal=True):
            for each in linked:
                _draw_link(visit, each)


def _draw_invoice(visit: OfficeVisit, sale: Sale) -> None:
    """The invoice or credit note of a document on account, with the details of its customer account."""
    translate = visit.words.translate
    try:
        with visit.store.view() as view:
            file = invoice_file(view, sale, InvoiceBuyer("", "", ""))
    except KassaError as error:
        st.caption(visit.words.explain(error))
        return
    document = "credit_note" if sale.kind is SaleKind.REFUND else "invoice"

    def record(actor: Actor, at: datetime) -> None:
        record_invoice_export(visit.store, actor, WrittenDocument(document, sale.id, file.name, file.content), at=at)

    st.download_button(
        translate("receipts.invoice"),
        file.content,
        file.name,
        file.media,
        key="receipts_invoice",
        icon=":material/request_quote:",
        on_click=visit.press,
        args=(record, "receipts.invoice_taken"),
    )


def _draw_link(visit: OfficeVisit, linked: LinkedReceipt) -> None:
    number = linked.sale.origin.receipt_number

    def choose() -> None:
        st.session_state[_CHOSEN] = linked.sale.id

    st.button(
        visit.words.translate(f"receipts.link.{linked.link.value}", number=number),
        key=f"receipts_link_{linked.sale.id}",
        icon=":material/link:",
        on_click=choose,
    )


if __name__ == "__main__":
    show(lambda: datetime.now(UTC))
