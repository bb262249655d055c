"""Tables of the dashboard: which columns they have, and how each kind of column is written."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from app.dashboards.formats import NOTHING, Formats, has_decimal_comma
from app.dashboards.page_view import PageView
from integrations.spreadsheets.writing import write_csv
from models.access.permission import Permission

#: Tables with more rows than this scroll within a fixed height.
ROWS_WHOLE = 10
#: Streamlit's own button writes live formulas and speaks English; ours below each table does neither. The
#: takings of a year fit a card on a tablet and a phone.
PAGE_STYLE = """<style>
[data-testid="stElementToolbarButton"]:has([aria-label^="Download as CSV"]) { display: none; }
@media (max-width: 1100px) { [data-testid="stMetricValue"] { font-size: 1.6rem; } }
@media (max-width: 480px) { [data-testid="stMetricValue"] { font-size: 1.35rem; } }
</style>"""
HEIGHT, ROW_HEIGHT = 420, 38


class ColumnKind(StrEnum):
    """How the values of a column are written: text, text of an amount, a number, a whole number, a bar, a day."""

    TEXT = "text"
    AMOUNT = "amount"
    NUMBER = "number"
    WHOLE = "whole"
    BAR = "bar"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """A column: the key of its heading in the catalogue, its kind, its width in pixels and the key of its help.

    The heading may name the sign of the shop's currency: ``{sign}``. A column with a ``permission`` is drawn and
    downloaded for those who have it.
    """

    heading: str
    kind: ColumnKind = ColumnKind.TEXT
    width: int | None = None
    help: str | None = None
    permission: Permission | None = None


def permitted_columns(
    frame: pl.DataFrame, columns: Mapping[str, ColumnSpec], permissions: Container[Permission]
) -> pl.DataFrame:
    """The specified columns of ``frame`` that somebody with these ``permissions`` may see."""
    return frame.select(
        name
        for name, spec in columns.items()
        if name in frame.columns and (spec.permission is None or spec.permission in permissions)
    )


def draw_table(
    frame: pl.DataFrame, columns: Mapping[str, ColumnSpec], view: PageView, *, key: str, description: str
) -> None:
    """Draw ``frame``, one row per thing, with those of its specified columns that the reader may see.

    ``description`` is the key of its alt text.
    """
    formats, shown = view.formats, permitted_columns(frame, columns, view.permissions)
    st.dataframe(
        shown,
        hide_index=True,
        height=HEIGHT if shown.height > ROWS_WHOLE else "content",
        row_height=ROW_HEIGHT,
        placeholder=NOTHING,
        key=key,
        alt=formats.words.translate(description),
        column_config={name: _configure(columns[name], shown[name], formats) for name in shown.columns},
    )
    headings = {name: _heading(columns[name], formats) for name in shown.columns}
    st.download_button(
        formats.words.translate("dashboard.table.download"),
        partial(write_csv, shown, headings, decimal_comma=has_decimal_comma(formats.words)),
        file_name=f"{key}.csv",
        mime="text/csv",
        key=f"download_{key}",
        on_click="ignore",
        type="tertiary",
        icon=":material/download:",
    )


def _heading(spec: ColumnSpec, formats: Formats) -> str:
    return formats.words.translate(spec.heading, sign=formats.currency_sign)


def _configure(spec: ColumnSpec, values: pl.Series, formats: Formats) -> Any:
    translate, column = formats.words.translate, st.column_config
    given: dict[str, Any] = {"width": spec.width, "help": translate(spec.help) if spec.help else None}
    heading = _heading(spec, formats)
    match spec.kind:
        case ColumnKind.AMOUNT:
            return column.TextColumn(heading, alignment="right", **given)
        case ColumnKind.NUMBER:
            return column.NumberColumn(heading, format="localized", **given)
        case ColumnKind.WHOLE:
            return column.NumberColumn(heading, format="localized", **given)
        case ColumnKind.BAR:
            most = max([1, *values.drop_nulls()])
            return column.ProgressColumn(heading, format="localized", max_value=most, color="primary", **given)
        case ColumnKind.DAY:
            return column.DateColumn(heading, format="YYYY-MM-DD", **given)
        case _:
            return column.TextColumn(heading, **given)
