"""The frame around each part of the page: a heading, room beside it, and what belongs to it below."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


@contextmanager
def section(title: str, explained: str | None = None) -> Iterator[DeltaGenerator]:
    """A section of a page, for use in ``with``; the value is the row of its heading, for controls beside it."""
    with st.container(border=True):
        beside = st.container(horizontal=True, vertical_alignment="center")
        beside.header(title, width="stretch", help=explained)
        yield beside
