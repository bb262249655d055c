"""The tables and the heat map of reports about customers, in the reader's words."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import altair as alt
import polars as pl
import streamlit as st

from app.office.figure_columns import figure_columns
from app.office.office_visit import OfficeVisit
from models.analytics.customers.bands import EARLIER, UNKNOWN
from models.analytics.customers.customer_reports import ReportName, ReportTable, Value
from models.money import Money

# Altair takes pandas as it is: loaded whole before two visitors draw at the same time.
importlib.import_module("pandas")

HIDDEN = "–"
_ROW_HEIGHT = 34


@dataclass(frozen=True, slots=True)
class CustomerWords:
    """How values of the reports are written for whoever visits; ``names`` of things by column and code."""

    visit: OfficeVisit
    currency: str
    names: Mapping[str, Mapping[str, str]]

    def text(self, column: str, value: Value) -> str:
        """A value of a column."""
        if value is None:
            return HIDDEN
        if isinstance(value, str):
            return self._name(column, value)
        words = self.visit.words
        if column.endswith(("share", "penetration")):
            return words.translate("customers.percent", number=words.number(Decimal(f"{100 * value:.0f}")))
        if column.endswith("_minor") or column in {"low", "high"}:
            return words.whole_money(Money(round(value), self.currency))
        return words.number(Decimal(round(value)))

    def _name(self, column: str, value: str) -> str:
        translate = self.visit.words.translate
        if value == UNKNOWN:
            return translate("customers.value.unknown")
        if column in self.names and value != EARLIER:
            return self.names[column].get(value, value)
        key = f"customers.{column}.{value}"
        if key in self.visit.words.texts:
            return translate(key)
        if column == "hour":
            return f"{value}–{int(value) + 3:02d}"
        return _plain(value) if column in {"group", "gap"} else value

    def heading(self, column: str) -> str:
        """What a column is called."""
        return self.visit.words.translate(f"customers.column.{column}")


def _plain(band: str) -> str:
    """A band such as ``-24`` or ``65-`` with a dash between its ends."""
    return band.replace("-", "–")


def draw_report(words: CustomerWords, name: ReportName, tables: Sequence[ReportTable]) -> None:
    """Draw the tables of a report that have rows."""
    translate = words.visit.words.translate
    shown_tables = [each for each in tables if each.rows]
    if not shown_tables:
        st.info(translate("customers.empty"), icon=":material/info:")
    for each in shown_tables:
        if len(tables) > 1:
            st.markdown(f"#### {translate(f'customers.table.{each.name}')}")
        if name is ReportName.TIMES:
            _draw_times(words, each)
        elif name is ReportName.GOODS:
            _draw_goods(words, each)
        else:
            _draw_rows(words, each)


def _draw_rows(words: CustomerWords, table: ReportTable) -> None:
    headings = {column: words.heading(column) for column in table.columns}
    rows = [{headings[column]: words.text(column, value) for column, value in row.items()} for row in table.records()]
    figures = figure_columns(*list(headings.values())[1:])
    name = words.visit.words.translate(f"customers.table.{table.name}")
    st.dataframe(rows, hide_index=True, column_config=figures, alt=name, key=f"customers_{table.name}")


def _draw_goods(words: CustomerWords, table: ReportTable) -> None:
    """One row per category and one column per group: its index, and how many of the group buy there."""
    groups = list(dict.fromkeys(str(row["group"]) for row in table.records()))
    rows: dict[str, dict[str, str]] = {}
    for row in table.records():
        category = words.text("category", row["category"])
        line = rows.setdefault(category, {words.heading("category"): category})
        index, share = words.text("index", row["index"]), words.text("penetration", row["penetration"])
        line[words.text("group", row["group"])] = HIDDEN if row["index"] is None else f"{index} ({share})"
    figures = figure_columns(*(words.text("group", group) for group in groups))
    name = words.visit.words.translate(f"customers.table.{table.name}")
    st.dataframe(list(rows.values()), hide_index=True, column_config=figures, alt=name, key=f"goods_{table.name}")


def _draw_times(words: CustomerWords, table: ReportTable) -> None:
    """A heat map of weekdays and hours, for the group that is chosen."""
    translate, records = words.visit.words.translate, table.records()
    if "group" in table.columns:
        groups = list(dict.fromkeys(str(row["group"]) for row in records))
        chosen = st.radio(
            translate("customers.column.group"), groups, horizontal=True, key=f"times_{table.name}",
            format_func=lambda group: words.text("group", group),
        )  # fmt: skip
        records = [row for row in records if row["group"] == chosen]
    frame = pl.DataFrame(
        {
            "weekday": [words.text("weekday", row["weekday"]) for row in records],
            "hour": [words.text("hour", row["hour"]) for row in records],
            "receipts": [row["receipts"] for row in records],
            "text": [words.text("receipts", row["receipts"]) for row in records],
        },
        schema_overrides={"receipts": pl.Int64},
    )
    name = translate(f"customers.table.{table.name}")
    st.altair_chart(_heat_map(frame, words), alt=name, key=f"map_{table.name}")


def _heat_map(frame: pl.DataFrame, words: CustomerWords) -> alt.LayerChart:
    days = frame["weekday"].unique(maintain_order=True).to_list()
    base = alt.Chart(frame).encode(
        x=alt.X("hour:O", title=words.heading("hour"), sort=None, axis=alt.Axis(labelAngle=0)),
        y=alt.Y("weekday:O", title=None, sort=days),
        tooltip=[
            alt.Tooltip("weekday:N", title=words.heading("weekday")),
            alt.Tooltip("hour:N", title=words.heading("hour")),
            alt.Tooltip("text:N", title=words.heading("receipts")),
        ],
    )
    most = max([1, *frame["receipts"].drop_nulls()])
    scale = alt.Scale(domain=[0, most], range=["#dbe9f6", "#2171b5"])
    cells = base.mark_rect().encode(
        color=alt.condition(
            "isValid(datum.receipts)", alt.Color("receipts:Q", scale=scale, legend=None), alt.value("#9aa3ad40")
        )
    )
    dark = f"isValid(datum.receipts) && datum.receipts > {0.5 * most}"
    numbers = [
        base.mark_text(fontSize=12, color="#ffffff").encode(text="text:N").transform_filter(dark),
        base.mark_text(fontSize=12, color="#10243c")
        .encode(text="text:N")
        .transform_filter(f"isValid(datum.receipts) && !({dark})"),
        base.mark_text(fontSize=12, color="#7c8899").encode(text="text:N").transform_filter("!isValid(datum.receipts)"),
    ]
    return alt.LayerChart(layer=[cells, *numbers], height=_ROW_HEIGHT * len(days) + 40)
