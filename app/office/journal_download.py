"""The journal of the tills as a file for a tax agency, made and downloaded on the page of closed days."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import streamlit as st

from app.counter.journal_file import JournalWish, write_journal
from app.counter.saft_file import SaftWish, write_saft
from app.office.office_visit import OfficeVisit
from app.office.period_file import PeriodFile, PeriodWish, draw_period_file
from models.money import Money
from store import shop


def draw_journal(visit: OfficeVisit, first: date, last: date) -> None:
    """The button that makes the file of the page's days for the Swedish agency, and the file."""
    translate = visit.words.translate
    st.subheader(translate("archive.journal"))
    st.caption(translate("archive.journal.about"))
    everything = st.checkbox(translate("archive.journal.all"), key="journal_all")
    wish = PeriodWish("journal", first, last, everything)
    draw_period_file(visit, wish, lambda: _journal(visit, wish, everything=everything))


def draw_saft(visit: OfficeVisit, first: date, last: date) -> None:
    """The same for the Norwegian one."""
    translate = visit.words.translate
    st.subheader(translate("archive.saft"))
    st.caption(translate("archive.saft.about"))
    wish = PeriodWish("saft", first, last)
    draw_period_file(visit, wish, lambda: _saft(visit, wish))


def _journal(visit: OfficeVisit, wish: PeriodWish, *, everything: bool) -> PeriodFile:
    translate, file = visit.words.translate, BytesIO()
    with visit.store.view() as view:
        office = shop.get_station(view, shop.office_id(view)).device.name
        chosen = JournalWish(wish.first, wish.last, visit.visitor.operator_id, office, everything)
        summary = write_journal(view, chosen, file, at=visit.clock())
    left_out = sum(summary.left_out.values())
    captions = [translate("archive.journal.events", count=sum(summary.events.values()))]
    if left_out:
        captions.append(translate("archive.journal.left_out", count=left_out))
    if summary.unsigned_receipts:
        captions.append(translate("archive.journal.unsigned", count=summary.unsigned_receipts))
    return PeriodFile(file.getvalue(), _name("journal", wish), tuple(captions))


def _saft(visit: OfficeVisit, wish: PeriodWish) -> PeriodFile:
    translate, file = visit.words.translate, BytesIO()
    with visit.store.view() as view:
        currency = shop.get_shop(view).currency
        chosen = SaftWish(wish.first, wish.last, visit.visitor.operator_id)
        summary = write_saft(view, chosen, file, at=visit.clock())
    captions = (
        translate("archive.saft.events", count=sum(summary.events.values())),
        translate(
            "archive.saft.sales",
            count=summary.transactions,
            amount=visit.words.money(Money(summary.gross_minor, currency)),
        ),
    )
    return PeriodFile(file.getvalue(), _name("saft", wish), captions)


def _name(kind: str, wish: PeriodWish) -> str:
    return f"{kind}-{wish.first.isoformat()}-{wish.last.isoformat()}.xml"
