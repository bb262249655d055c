"""The dashboard: how the shop sells today or in a longer period, what sells, what runs out and what to order."""

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
from app.dashboards.period_names import name_of, title_of
from app.dashboards.tables import PAGE_STYLE
from app.web.page_actor import page_actor
from app.web.page_shop import open_shop
from app.web.visitor import language_of_visitor, signed_in_visitor
from app.words import words_of
from models.access.actor import Actor
from models.access.permission import Permission
from models.analytics.period import Grain, Period
from models.errors import KassaError
from models.shop import Location
from operations.access.permissions import check
from operations.installation.configuration import load_settings

#: A running day is drawn again this often.
REFRESH_S = 30
#: After so long without a sale the page points to the last day that sold.
LULL = timedelta(days=7)


def show(clock: Callable[[], datetime]) -> None:
    """Draw the dashboard of this installation's shop; ``clock`` gives the time."""
    words = words_of(language_of_visitor())
    st.html(PAGE_STYLE)
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
        grain = _choose_grain(formats)
        day = _choose_day(place, today, formats, grain)
    heading.title(title_of(Period.around(grain, day or today), formats))
    if place.days is None:
        _welcome(formats)
        return
    first, last = place.days
    if day is None and last < today - LULL:
        _tell_of_lull(last, formats)
    permissions = reader.permissions or frozenset()
    view = PageView(url, formats, clock, day, location, place.locations, first, last, permissions, grain)
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
        runs = view.today in view.period
        st.fragment(_follow, run_every=REFRESH_S if runs else None)(board, view, view.shown_day)
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


def _choose_grain(formats: Formats) -> Grain:
    """Whether a day, a week, a month or a year is shown."""
    options = [each.value for each in Grain]
    take_choice("grain", options, default=Grain.DAY.value)
    chosen = st.selectbox(
        formats.words.translate("dashboard.grain"),
        options,
        format_func=lambda key: formats.words.translate(f"dashboard.grain.{key}"),
        key="grain",
        label_visibility="collapsed",
        width=120,
    )
    save_choice("grain", chosen, default=Grain.DAY.value)
    return Grain(chosen)


def _choose_day(place: TradeSpan, today: date, formats: Formats, grain: Grain) -> date | None:
    """The day asked for, or one of the longer period; ``None`` for today, also when tomorrow has become today."""
    asked = _asked_day()
    shown, first = Period.around(grain, asked or today), place.days[0] if place.days else today
    now = Period.around(grain, today)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall", width="content"):
        _step("before", shown.before, today, formats, possible=shown.first > first)
        day = _pick_day(place, today, asked, formats, grain)
        _step("after", shown.after, today, formats, possible=shown.last < today)
        if shown == now:
            _step("last", now.before, today, formats, possible=first < now.first)
        else:
            _step("now", now, today, formats, possible=True)
    return day


def _step(name: str, period: Period, today: date, formats: Formats, *, possible: bool) -> None:
    """A button that goes to a period: the one before, the one after, the last that is over, the one that runs."""

    def go() -> None:
        st.session_state["day"] = None if today in period else period.last

    arrow = {"before": "‹", "after": "›"}.get(name)
    words = formats.words.translate(f"dashboard.{name}.{period.grain}")
    st.button(arrow or words, key=f"day_{name}", on_click=go, disabled=not possible, help=words if arrow else None)


def _pick_day(place: TradeSpan, today: date, asked: date | None, formats: Formats, grain: Grain) -> date | None:
    translate, shown = formats.words.translate, Period.around(grain, asked or today)
    label = translate(f"dashboard.now.{grain}") if today in shown else name_of(shown, formats)
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
