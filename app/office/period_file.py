"""A file of the chosen days: made by a press, remembered, and offered for download while the days stay chosen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import streamlit as st

from app.counter.journal_periods import check_period
from app.office.office_visit import OfficeVisit
from models.access.permission import Permission
from models.errors import KassaError, Refused
from operations.access.permissions import check

#: A longer time is made from the command line, which writes the file as it reads.
DAYS_MAX = 92


class PeriodTooLong(Refused):
    """More days than a page makes a file of."""

    code = "period_too_long"
    text = (
        "A file made here covers {days_max} days at most. Nothing was made; choose fewer days, or run "
        "'kassa export journal-xml' or 'kassa export saft-no'."
    )

    days_max: int


@dataclass(frozen=True, slots=True)
class PeriodFile:
    """A file, its name, and what is to be read about it in lines."""

    content: bytes
    name: str
    captions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PeriodWish:
    """Which file of which days: ``choice`` is whatever else the file depends on, such as a tick."""

    kind: str
    first: date
    last: date
    choice: object = None


@dataclass(frozen=True, slots=True)
class _Offered:
    wish: PeriodWish
    file: PeriodFile


def draw_period_file(visit: OfficeVisit, wish: PeriodWish, make: Callable[[], PeriodFile]) -> None:
    """The button that makes the file, and the file once there is one of just this wish.

    Its texts are ``archive.KIND.make`` and ``archive.KIND.download``.
    """
    translate = visit.words.translate
    wants = st.button(
        translate(f"archive.{wish.kind}.make"),
        key=f"{wish.kind}_make",
        icon=":material/description:",
        disabled=not visit.may(Permission.EXPORT_FIGURES),
        help=visit.whom_to_ask(Permission.EXPORT_FIGURES),
    )
    state = f"{wish.kind}_file"
    if wants:
        try:
            st.session_state[state] = _Offered(wish, _make(visit, wish, make))
        except KassaError as error:
            st.session_state.pop(state, None)
            st.warning(visit.words.explain(error), icon=":material/info:")
    offered = st.session_state.get(state)
    if isinstance(offered, _Offered) and offered.wish == wish:
        _draw_file(visit, offered)


def _make(visit: OfficeVisit, wish: PeriodWish, make: Callable[[], PeriodFile]) -> PeriodFile:
    check(visit.visitor, Permission.EXPORT_FIGURES)
    check_period(wish.first, wish.last)
    if (wish.last - wish.first).days >= DAYS_MAX:
        raise PeriodTooLong(DAYS_MAX)
    return make()


def _draw_file(visit: OfficeVisit, offered: _Offered) -> None:
    for caption in offered.file.captions:
        st.caption(caption)
    st.download_button(
        visit.words.translate(f"archive.{offered.wish.kind}.download"),
        offered.file.content,
        offered.file.name,
        "application/xml",
        key=f"{offered.wish.kind}_download",
        icon=":material/download:",
    )
