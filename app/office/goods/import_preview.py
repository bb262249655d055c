"""What an import would change, and what is wrong with the file, cell by cell."""

from __future__ import annotations

import polars as pl
import streamlit as st

from app.office.figure_columns import figure_columns
from app.office.goods.goods_view import NOTHING, GoodsView
from app.web.plain_markdown import plain
from integrations.spreadsheets.remarks import Remark
from integrations.spreadsheets.rows import RowProblem
from pipelines.importing.report import ImportedChange, ImportReport

#: Problems, and remarks, that are listed; all of them are counted.
PROBLEMS_MAX, NOTES_MAX = 200, 50


def draw_preview(view: GoodsView, report: ImportReport) -> None:
    """Draw the counts, the problems, the changes and the remarks of an import that has not been made yet."""
    translate = view.words.translate
    new = sum(each.is_new for each in report.changes)
    with st.container(horizontal=True, gap="large"):
        st.metric(translate("import.read"), report.read)
        st.metric(translate("import.changes"), report.saved)
        st.metric(translate("import.unchanged"), report.unchanged)
        st.metric(translate("import.problems"), report.problem_count)
    if report.problem_count:
        _draw_problems(view, report)
    if report.changes and not report.refused:
        st.subheader(translate("import.preview", count=len(report.changes), new=new))
        _draw_changes(view, report.changes)
    elif not report.problem_count:
        st.info(translate("import.nothing"), icon=":material/done_all:")
    _draw_columns(view, report)
    if report.notes:
        with st.expander(translate("import.notes", count=len(report.notes)), icon=":material/info:"):
            for note in report.notes[:NOTES_MAX]:
                st.caption(plain(_worded(view, note)))


def _worded(view: GoodsView, remark: Remark) -> str:
    """A remark in the visitor's language; a tax in the words of the page of goods."""
    tax = remark.values.get("tax")
    in_words = {} if tax is None else {"tax": view.words.translate(f"goods.tax.{tax}")}
    return view.words.translate(f"import.remark.{remark.kind}", **{**remark.values, **in_words})


def _draw_problems(view: GoodsView, report: ImportReport) -> None:
    translate = view.words.translate
    text = translate("import.refused" if report.refused else "import.skipped", count=report.problem_count)
    st.warning(text, icon=":material/error:")
    listed = report.problems[:PROBLEMS_MAX]
    st.dataframe(
        pl.DataFrame(
            {
                translate("import.problem.row"): [each.row for each in listed],
                translate("import.problem.column"): [each.column or NOTHING for each in listed],
                translate("import.problem.value"): [each.value or NOTHING for each in listed],
                translate("import.problem.what_to_do"): [advice(view, each) for each in listed],
            },
        ),
        hide_index=True,
        alt=translate("import.problems"),
        key="goods_import_problems",
    )


def advice(view: GoodsView, problem: RowProblem) -> str:
    """What is wrong with a cell and what to do; a problem without a text in the language tells itself."""
    key = f"import.problem.of.{problem.code}"
    return view.words.translate(key) if key in view.words.texts else problem.reason


def _draw_changes(view: GoodsView, changes: tuple[ImportedChange, ...]) -> None:
    translate = view.words.translate
    prices = {
        translate("goods.history.before"): [view.money(each.price_before) for each in changes],
        translate("goods.field.price"): [view.money(each.price) for each in changes],
    }
    has_prices = any(each.price is not None for each in changes)
    st.dataframe(
        pl.DataFrame(
            {
                translate("goods.field.sku"): [each.sku for each in changes],
                translate("goods.field.name"): [each.name for each in changes],
                translate("import.change"): [_what(view, each) for each in changes],
                **(prices if has_prices else {}),
            }
        ),
        hide_index=True,
        column_config=figure_columns(translate("goods.history.before"), translate("goods.field.price")),
        alt=translate("import.changes"),
        key="goods_import_changes",
    )


def _what(view: GoodsView, change: ImportedChange) -> str:
    translate = view.words.translate
    if change.is_new:
        return translate("import.new")
    fields = [*(["price"] if change.price != change.price_before else []), *change.fields]
    keys = [f"goods.field.{name}" for name in fields]
    names = [translate(key) if key in view.words.texts else name for key, name in zip(keys, fields, strict=True)]
    return ", ".join(names)


def _draw_columns(view: GoodsView, report: ImportReport) -> None:
    translate = view.words.translate
    with st.expander(translate("import.columns"), icon=":material/view_column:"):
        for each in report.columns:
            key = f"import.column.{each.role.value}"
            meaning = translate(key) if key in view.words.texts else each.role.value
            st.caption(plain(f"{each.heading} → {meaning}"))
