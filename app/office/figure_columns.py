"""Columns of figures in a table of the back office: one under the other by their last digit."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig


def figure_columns(*headings: str) -> Mapping[str, ColumnConfig]:
    """How the columns under ``headings`` are drawn whose figures are texts, with their currency or their share."""
    return {heading: st.column_config.TextColumn(alignment="right") for heading in headings}
