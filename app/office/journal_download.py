"""The journal of the tills as a file for the Tax Agency, made and downloaded on the page of closed days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from io import BytesIO

import streamlit as st

from app.counter.journal_file import JournalSummary, JournalWish, WrongPeriod, write_journal
from app.office.office_visit import OfficeVisit
from models.access.permission import Permission
from models.errors import KassaError, Refused
from operations.access.permissions import check
from store import shop

#: A longer time is made from the command line, which writes the file as it reads.
DAYS_MAX = 92
_FILE_STATE = "journal_made"


class PeriodTooLong(Refused):
    """More days than a page makes a file of."""

    code = "period_too_long"
    text = (
        "A file made here covers {days_max} days at most. Nothing was made; choose fewer days, or run "
        "'kassa export journal-xml'."
    )

    days_max: int


@dataclass(frozen=True, slots=True)
class _JournalFile:
    """The file that was made last, and of what."""

    first: date
    last: date
    everything: bool
    content: bytes
    summary: JournalSummary


def draw_journal(visit: OfficeVisit, first: date, last: date) -> None:
    """The button that makes the file of the page's days, and the file once it is journal_file."""
    translate = visit.words.translate
    st.subheader(translate("archive.journal"))
    st.caption(translate("archive.journal.about"))
    everything = st.checkbox(translate("archive.journal.all"), key="journal_all")
    wants = st.button(
        translate("archive.journal.make"),
        key="journal_make",
        icon=":material/description:",
        disabled=not visit.may(Permission.EXPORT_FIGURES),
        help=visit.whom_to_ask(Permission.EXPORT_FIGURES),
    )
    if wants:
        try:
            st.session_state[_FILE_STATE] = _make(visit, first, last, everything=everything)
        except KassaError as error:
            st.session_state.pop(_FILE_STATE, None)
            st.warning(visit.words.explain(error), icon=":material/info:")
    journal_file = st.session_state.get(_FILE_STATE)
    if isinstance(journal_file, _JournalFile) and (journal_file.first, journal_file.last, journal_file.everything) == (
        first,
        last,
        everything,
    ):
        _draw_file(visit, journal_file)


def _make(visit: OfficeVisit, first: date, last: date, *, everything: bool) -> _JournalFile:
    check(visit.visitor, Permission.EXPORT_FIGURES)
    if first > last:
        raise WrongPeriod(first, last)
    if (last - first).days >= DAYS_MAX:
        raise PeriodTooLong(DAYS_MAX)
    file = BytesIO()
    with visit.store.view() as view:
        office = shop.get_station(view, shop.office_id(view)).device.name
        wish = JournalWish(first, last, visit.visitor.operator_id, office, everything)
        summary = write_journal(view, wish, file, at=visit.clock())
    return _JournalFile(first, last, everything, file.getvalue(), summary)


def _draw_file(visit: OfficeVisit, journal_file: _JournalFile) -> None:
    translate = visit.words.translate
    summary = journal_file.summary
    st.caption(translate("archive.journal.events", count=sum(summary.events.values())))
    if summary.left_out:
        st.caption(translate("archive.journal.left_out", count=sum(summary.left_out.values())))
    if summary.unsigned_receipts:
        st.caption(translate("archive.journal.unsigned", count=summary.unsigned_receipts))
    st.download_button(
        translate("archive.journal.download"),
        journal_file.content,
        f"journal-{journal_file.first.isoformat()}-{journal_file.last.isoformat()}.xml",
        "application/xml",
        key="journal_download",
        icon=":material/download:",
    )
