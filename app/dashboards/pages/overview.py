"""The dashboard: how the shop sells today, what sells, what runs out and what to order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

import streamlit as st

from app.dashboards.address import save_choice, take_choice
from app.dashboards.board_cache import TradeSpan, trade_span
from app.dashboards.board_list import OVERVIEW, Board
from app.dashboards.formats import Formats
from app.dashboards.page_view import PageView
from app.dashboards.tables import NO_DOWNLOAD
from app.web.page_actor import page_actor
from app.web.page_shop import open_shop
from app.web.visitor import language_of_visitor, signed_in_visitor
from app.words import words_of
from models.access.actor import Actor
from models.access.permission import Permission
from models.errors import KassaError
from models.shop import Location
from operations.access.permissions import check
from operations.installation.configuration import load_settings

#: A running day is drawn again this often.
REFRESH_S = 30
#: After so long without a sale the page points to the last day that sold.
LULL = timedelta(days=7)
ONE_DAY = timedelta(days=1)


def show(clock: Callable[[], datetime]) -> None:
    """Draw the dashboard of this installation's shop; ``clock`` gives the time."""
    words = words_of(language_of_visitor())
    st.html(NO_DOWNLOAD)
    try:
        url = load_settings().store_url
        shop = open_shop(url)
        _show_shop(url, Formats(words, shop.company), clock, page_actor(shop.store))
    except KassaError as error:
        st.title(words.translate("pages.dashboard"))
        st.warning(words.explain(error), icon=":material/storefront:")


def _show_shop(url: str, formats: Formats, clock: Callable[[], datetime], reader: Actor) -> None:
    check(reader, Permission.SEE_FIGURES)
    place = trade_span(url)
    today = formats.shop.business_day(clock())
    with st.container(horizontal=True, vertical_alignment="bottom"):
        heading = st.container(width="stretch")
        location = _choose_location(place, formats)
        day = _choose_day(place, today, formats)
    heading.title(formats.day(day or today))
    if place.days is None:
        _welcome(formats)
        return
    last = place.days[1]
    if day is None and last < today - LULL:
        _tell_of_lull(last, formats)
    view = PageView(url, formats, clock, day, location, place.locations, last, reader.permissions or frozenset())
    for half, boards in groupby(OVERVIEW, key=lambda board: board.half):
        if half:
            _draw_side_by_side(list(boards), view)
        else:
            for board in boards:
                _draw(board, view)


def _draw_side_by_side(boards: list[Board], view: PageView) -> None:
    with st.grid(len(boards), min_column_width=460, gap="small") as grid:
        for board in boards:
            with grid.cell():
                _draw(board, view)


def _draw(board: Board, view: PageView) -> None:
    if board.live:
        st.fragment(_follow, run_every=None if view.day else REFRESH_S)(board, view, view.shown_day)
    elif board.own:
        st.fragment(board.draw)(view)
    else:
        board.draw(view)


def _follow(board: Board, view: PageView, drawn: date) -> None:
    """Draw a live board again every half minute; when a new day has begun or another may be seen, the whole page."""
    if view.shown_day != drawn or not _is_read_by_same(view):
        st.rerun()
    board.draw(view)


def _is_read_by_same(view: PageView) -> bool:
    signed_in = signed_in_visitor(open_shop(view.url).store)
    return signed_in is not None and signed_in.permissions == view.permissions


def _choose_location(place: TradeSpan, formats: Formats) -> Location | None:
    if len(place.locations) < 2:
        return None
    by_id = {str(location.id): location for location in place.locations}
    take_choice("location", by_id, default="")
    chosen = st.selectbox(
        formats.words.translate("dashboard.location"),
        ["", *by_id],
        format_func=lambda key: by_id[key].name if key else formats.words.translate("dashboard.location.all"),
        key="location",
        width=220,
    )
    save_choice("location", chosen, default="")
    return by_id.get(chosen)


def _choose_day(place: TradeSpan, today: date, formats: Formats) -> date | None:
    """The day asked for; ``None`` for today, also when tomorrow has become today."""
    asked = _asked_day()
    shown, first = asked or today, place.days[0] if place.days else today
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall", width="content"):
        _step("before", shown - ONE_DAY, today, formats, possible=shown > first)
        day = _pick_day(place, today, asked, formats)
        _step("after", shown + ONE_DAY, today, formats, possible=shown < today)
        if shown == today:
            _step("yesterday", today - ONE_DAY, today, formats, possible=first < today)
        else:
            _step("today", today, today, formats, possible=True)
    return day


def _step(name: str, day: date, today: date, formats: Formats, *, possible: bool) -> None:
    """A button that goes to a day: the one before, the one after, yesterday, today."""

    def go() -> None:
        st.session_state["day"] = None if day == today else day

    arrow = {"before": "‹", "after": "›"}.get(name)
    words = formats.words.translate(f"dashboard.day.{name}")
    st.button(arrow or words, key=f"day_{name}", on_click=go, disabled=not possible, help=words if arrow else None)


def _pick_day(place: TradeSpan, today: date, asked: date | None, formats: Formats) -> date | None:
    translate = formats.words.translate
    label = translate("dashboard.day.today") if asked is None else formats.short_day(asked)
    with st.popover(label, icon=":material/calendar_month:"):
        return st.date_input(
            translate("dashboard.day"),
            value=None,
            min_value=place.days[0] if place.days else today,
            max_value=today,
            format="YYYY-MM-DD",
            help=translate("dashboard.day.help"),
            key="day",
            bind="query-params",
        )


def _asked_day() -> date | None:
    # The popover needs its label before the field in it has taken its value from the address.
    try:
        return st.session_state.get("day") or date.fromisoformat(st.query_params.get("day", ""))
    except ValueError:
        return None


def _tell_of_lull(last: date, formats: Formats) -> None:
    def go_there() -> None:
        st.session_state["day"] = last

    translate, day = formats.words.translate, formats.day(last)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.info(translate("dashboard.lull", day=day), icon=":material/history:")
        st.button(translate("dashboard.lull.show"), key="lull", on_click=go_there)


def _welcome(formats: Formats) -> None:
    with st.container(border=True):
        st.header(formats.words.translate("dashboard.welcome.title"), icon=":material/waving_hand:")
        st.markdown(formats.words.translate("dashboard.welcome.text"))


if __name__ == "__main__":
    show(lambda: datetime.now(UTC))
