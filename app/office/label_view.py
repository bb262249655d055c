"""The page of shelf labels: what waits, on which paper, and what was printed lately."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from app.office.figure_columns import figure_columns
from app.office.label_files import places_with_shelves
from app.office.label_visit import LabelVisit
from app.web.page_actor import page_actor
from integrations.label_sheets.sheets import SheetOrder, first_sheet
from models.labels.label_paper import LAYOUTS, LabelPaper, sheets_needed
from models.labels.label_queue import ShelfLabel
from models.labels.label_words import WORDS
from models.shop import fact_number
from operations.labels.label_printing import waiting_labels
from operations.labels.label_reading import update_queue
from store import labels

#: Labels of one printing: more of them take long to set, and wait for the next.
LABELS_AT_ONCE = 1_000
#: Printings that are listed.
BATCHES_SHOWN = 5
#: The furthest day that labels are printed for.
DAYS_AHEAD = 60


def draw_labels(visit: LabelVisit) -> None:
    """Draw the whole page."""
    words = visit.words
    update_queue(visit.store, page_actor(visit.store), at=visit.clock())
    visit.show_result()
    _offer_file(visit)
    place, day = _choose_shelves(visit)
    with visit.store.view() as view:
        queue = waiting_labels(view, place, day)
        batches = labels.recent_batches(view, place, BATCHES_SHOWN)
    order = _choose_paper(visit)
    if queue:
        _draw_queue(visit, queue, order, day)
    else:
        st.info(words.translate("labels.none"), icon=":material/check_circle:")
    if batches:
        _draw_batches(visit, batches, order, day)


def _offer_file(visit: LabelVisit) -> None:
    """The sheets that were just set, to be opened and printed; a printing that came out wrong is taken back."""
    file = visit.file()
    if file is None:
        return
    with st.container(horizontal=True):
        st.download_button(
            visit.words.translate("labels.download", count=file.count),
            file.pdf,
            file_name=file.name,
            mime="application/pdf",
            icon=":material/download:",
            type="primary",
            on_click="ignore",
        )
        st.button(
            visit.words.translate("labels.undo"),
            key="labels_undo",
            icon=":material/undo:",
            on_click=visit.put_back,
            args=(file.batch,),
        )


def _choose_shelves(visit: LabelVisit) -> tuple[int, date]:
    """The location, and the day on which its labels shall be right."""
    words, today = visit.words, visit.shop.business_day(visit.clock())
    with visit.store.view() as view:
        places = {each.id: each.name for each in places_with_shelves(view)}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        place = next(iter(places), 0)
        if len(places) > 1:
            place = st.selectbox(words.translate("labels.location"), list(places), format_func=places.__getitem__)
        day = st.date_input(
            words.translate("labels.day"),
            today,
            min_value=today,
            max_value=today + timedelta(DAYS_AHEAD),
            format="YYYY-MM-DD",
            help=words.translate("labels.day_help"),
            key="labels_day",
        )
    return place, day


def _choose_paper(visit: LabelVisit) -> SheetOrder:
    words = visit.words
    with st.container(horizontal=True, vertical_alignment="bottom"):
        names = {each.value: words.translate(f"labels.paper_{each.name.lower()}") for each in LabelPaper}
        paper = LabelPaper(
            st.selectbox(
                words.translate("labels.paper"), list(names), format_func=names.__getitem__, key="labels_paper"
            )
        )
        start = st.number_input(
            words.translate("labels.start"),
            1,
            LAYOUTS[paper].count,
            help=words.translate("labels.start_help", count=LAYOUTS[paper].count),
            key=f"labels_start_{paper}",
        )
    language = words.language if words.language in WORDS else "sv"
    return SheetOrder(paper, int(start), language)


def _draw_queue(visit: LabelVisit, queue: Sequence[ShelfLabel], order: SheetOrder, day: date) -> None:
    words = visit.words
    st.subheader(words.translate("labels.waiting", count=len(queue)))
    by_id = {each.id: each for each in queue}
    picked = st.multiselect(
        words.translate("labels.only"),
        list(by_id),
        format_func=lambda number: by_id[number].text.name,
        placeholder=words.translate("labels.all"),
        key="labels_only",
    )
    chosen = [by_id[number] for number in picked] or list(queue[:LABELS_AT_ONCE])
    _draw_buttons(visit, chosen, order, day)
    if len(chosen) < len(queue) and not picked:
        st.caption(words.translate("labels.at_once", count=LABELS_AT_ONCE))
    if st.toggle(words.translate("labels.preview"), key="labels_preview"):
        alt = words.translate("labels.preview_alt", count=len(chosen))
        st.image(first_sheet([each.text for each in chosen], order, day), caption=alt, width=560)
    st.dataframe(
        [_row(visit, each) for each in queue[:LABELS_AT_ONCE]],
        hide_index=True,
        column_config=figure_columns(words.translate("labels.price"), words.translate("labels.comparison")),
        width="stretch",
    )


def _draw_buttons(visit: LabelVisit, chosen: list[ShelfLabel], order: SheetOrder, day: date) -> None:
    words = visit.words
    with st.container(horizontal=True):
        st.button(
            words.translate("labels.print", count=len(chosen)),
            key="labels_print",
            icon=":material/print:",
            type="primary",
            on_click=visit.print,
            args=(chosen, order, day),
            help=words.translate("labels.sheets", count=sheets_needed(len(chosen), order.paper, order.start)),
        )
        st.button(
            words.translate("labels.remove", count=len(chosen)),
            key="labels_remove",
            icon=":material/delete:",
            on_click=visit.remove,
            args=(chosen,),
        )


def _row(visit: LabelVisit, label: ShelfLabel) -> dict[str, str]:
    """A label in the table, under headings in the reader's language."""
    words, on_paper = visit.words, WORDS[visit.words.language]
    compared = label.text.comparison
    return {
        words.translate("labels.name"): label.text.name,
        words.translate("labels.price"): on_paper.price(label.text),
        words.translate("labels.comparison"): on_paper.comparison_price(compared) if compared else "",
        words.translate("labels.from"): label.holds_from.isoformat(),
        words.translate("labels.barcode"): (label.text.code or "").lstrip("0"),
    }


def _draw_batches(visit: LabelVisit, batches: Sequence[tuple[int, int]], order: SheetOrder, day: date) -> None:
    """The last printings, to be set again after a paper jam or put back into the queue."""
    words = visit.words
    with st.expander(words.translate("labels.batches")):
        for batch, count in batches:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.text(words.translate("labels.batch", number=fact_number(batch), count=count))
                st.button(
                    words.translate("labels.again"),
                    key=f"labels_again_{batch}",
                    icon=":material/print:",
                    on_click=visit.print_again,
                    args=(batch, order, day),
                )
                st.button(
                    words.translate("labels.return"),
                    key=f"labels_return_{batch}",
                    icon=":material/undo:",
                    on_click=visit.put_back,
                    args=(batch,),
                )
