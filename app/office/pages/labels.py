"""The page of shelf labels."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import streamlit as st

from app.office.label_view import draw_labels
from app.office.label_visit import LabelVisit
from app.web.page_shop import this_shop
from app.web.visitor import language_of_visitor
from app.words import words_of
from models.errors import KassaError


def show(clock: Callable[[], datetime]) -> None:
    """Draw the page of shelf labels; ``clock`` gives the time."""
    words = words_of(language_of_visitor())
    st.title(words.translate("labels.title"))
    try:
        opened = this_shop()
        draw_labels(LabelVisit(opened.store, opened.company, words, clock))
    except KassaError as error:
        st.warning(words.explain(error), icon=":material/info:")


if __name__ == "__main__":
    show(lambda: datetime.now(UTC))
