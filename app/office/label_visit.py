"""A visit to the page of shelf labels: the shop, the reader's words, what was chosen, and what was printed last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import streamlit as st

from app.office.label_files import set_sheets
from app.web.page_actor import page_actor
from app.words import Words
from integrations.label_sheets.sheets import SheetOrder
from models.access.actor import Actor
from models.errors import KassaError
from models.labels.label_queue import ShelfLabel
from models.shop import Shop, fact_number
from operations.labels.label_printing import LabelPrinting, print_again, print_labels, remove_labels, return_labels
from store import labels
from store.database.engine import Store

#: Where the page remembers the file of the last printing, and what the last button did.
_FILE, _RESULT = "label_file", "label_result"


@dataclass(frozen=True, slots=True)
class LabelFile:
    """Sheets that were set: the number of the printing, how many labels, and the PDF."""

    batch: int
    count: int
    pdf: bytes

    @property
    def name(self) -> str:
        """The name that the file gets on the reader's machine."""
        return f"kassa-labels-{fact_number(self.batch)}.pdf"


@dataclass(frozen=True, slots=True)
class LabelVisit:
    """One run of the page."""

    store: Store
    shop: Shop
    words: Words
    clock: Callable[[], datetime]

    def print(self, chosen: Sequence[ShelfLabel], order: SheetOrder, day: date) -> None:
        """Set the sheets, mark their labels as printed, and offer the PDF for download."""

        def work(actor: Actor, at: datetime) -> None:
            pdf = set_sheets(chosen, order, day)
            self._offer(print_labels(self.store, actor, [each.id for each in chosen], at=at), pdf)

        self._act(work, "labels.printed", count=len(chosen))

    def print_again(self, batch: int, order: SheetOrder, day: date) -> None:
        """Set the sheets of a printing once more."""

        def work(actor: Actor, at: datetime) -> None:
            printing = print_again(self.store, actor, batch, at=at)
            self._offer(printing, set_sheets(printing.labels, order, day))

        self._act(work, "labels.printed_again")

    def put_back(self, batch: int) -> None:
        """Let the labels of a printing wait again."""

        def work(actor: Actor, at: datetime) -> None:
            with self.store.view() as view:
                printed = labels.labels_of_batch(view, batch, self.shop.currency)
            return_labels(self.store, actor, [each.id for each in printed], at=at)
            st.session_state.pop(_FILE, None)

        self._act(work, "labels.put_back")

    def remove(self, chosen: Sequence[ShelfLabel]) -> None:
        """Take labels that nobody needs out of the queue."""
        ids = [each.id for each in chosen]
        self._act(lambda actor, at: remove_labels(self.store, actor, ids, at=at), "labels.removed", count=len(chosen))

    def file(self) -> LabelFile | None:
        """The sheets that were set last in this session."""
        offered = st.session_state.get(_FILE)
        return offered if isinstance(offered, LabelFile) else None

    def show_result(self) -> None:
        """Show once what the last button did, or why it did not."""
        result = st.session_state.pop(_RESULT, None)
        if isinstance(result, KassaError):
            st.warning(self.words.explain(result), icon=":material/info:")
        elif result:
            st.success(result, icon=":material/check_circle:")

    def _offer(self, printing: LabelPrinting, pdf: bytes) -> None:
        st.session_state[_FILE] = LabelFile(printing.batch, len(printing.labels), pdf)

    def _act(self, work: Callable[[Actor, datetime], object], done: str, **values: object) -> None:
        """Do something as the visitor, who is asked for anew, and let the page show its result."""
        try:
            work(page_actor(self.store), self.clock())
        except KassaError as error:
            st.session_state[_RESULT] = error
        else:
            st.session_state[_RESULT] = self.words.translate(done, **values)
