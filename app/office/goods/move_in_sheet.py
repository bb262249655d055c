"""What a move takes over: its problems cell by cell, and the balance sheet beside the former system's figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl
import streamlit as st

from app.office.figure_columns import figure_columns
from app.office.goods.goods_view import NOTHING
from app.office.office_visit import OfficeVisit
from app.web.plain_markdown import plain
from integrations.spreadsheets.remarks import Remark
from integrations.spreadsheets.rows import RowProblem
from models.analytics.moved_figures import BalanceLine, FigureName, MovedUnit
from models.money import Money
from pipelines.moving_in.run_move import MoveReport
from pipelines.moving_in.typed_figures import read_figure, whole_value
from store import shop

#: Problems and remarks that are listed; all of them are counted.
PROBLEMS_MAX, NOTES_MAX = 200, 50
_FIGURE_SIGNS_MAX = 20


def read_typed(visit: OfficeVisit, report: MoveReport) -> dict[FigureName, int]:
    """Draw a field for each figure, and return what the owner typed of the former system's own figures.

    Raises :class:`pipelines.moving_in.typed_figures.WrongFigure`.
    """
    typed, currency = dict[FigureName, int](), _currency(visit)
    with st.expander(visit.words.translate("move.typed"), icon=":material/edit:"):
        st.caption(visit.words.translate("move.typed.help"))
        with st.container(horizontal=True, gap="small"):
            for line in report.sheet:
                text = st.text_input(
                    figure_label(visit, line.name),
                    key=f"move_in_typed_{line.name.text}",
                    max_chars=_FIGURE_SIGNS_MAX,
                    width=220,
                )
                if text.strip():
                    name, value = read_figure(f"{line.name.text}={text}", currency)
                    typed[name] = value
    return typed


def draw_report(visit: OfficeVisit, report: MoveReport, typed: Mapping[FigureName, int]) -> None:
    """Draw what came of the trial: the sheet, then file by file what is wrong and what was assumed."""
    translate = visit.words.translate
    st.subheader(translate("move.sheet"))
    lines = [replace(line, typed=typed.get(line.name, line.typed)) for line in report.sheet]
    differing = sum(1 for line in lines if line.difference)
    currency = _currency(visit)
    former, over, off = (translate(f"move.sheet.{name}") for name in ("former", "moved", "difference"))
    st.dataframe(
        [
            {
                translate("move.sheet.figure"): figure_label(visit, line.name),
                former: _in_words(visit, line, line.former, currency),
                over: _in_words(visit, line, line.moved, currency),
                off: _difference(visit, line, currency),
            }
            for line in lines
        ],
        hide_index=True,
        column_config=figure_columns(former, over, off),
        height="content",
        alt=translate("move.sheet"),
        key="move_in_sheet",
    )
    if differing:
        st.warning(translate("move.differs", count=differing), icon=":material/difference:")
    else:
        st.success(translate("move.agrees"), icon=":material/balance:")
    if report.problem_count:
        _draw_problems(visit, report)
    _draw_notes(visit, report)


def figure_label(visit: OfficeVisit, name: FigureName) -> str:
    """A figure in the visitor's words, with its year."""
    label = visit.words.translate(f"move.figure.{name.measure}")
    return label if name.year is None else f"{label} {name.year}"


def _difference(visit: OfficeVisit, line: BalanceLine, currency: str) -> str:
    if line.difference is None:
        return NOTHING
    text = _in_words(visit, line, line.difference, currency)
    return f"⚠ {text}" if line.difference else text


def _in_words(visit: OfficeVisit, line: BalanceLine, value: int | None, currency: str) -> str:
    if value is None:
        return NOTHING
    if line.name.measure.unit is MovedUnit.MONEY:
        return visit.words.money(Money(value, currency))
    return visit.words.number(whole_value(line.name, value, currency))


def _draw_problems(visit: OfficeVisit, report: MoveReport) -> None:
    translate = visit.words.translate
    key = "move.refused" if report.is_refused else "import.skipped"
    st.warning(translate(key, count=report.problem_count), icon=":material/error:")
    rows = [(each.file.path.name, problem) for each in report.files for problem in each.report.problems][:PROBLEMS_MAX]
    st.dataframe(
        pl.DataFrame(
            {
                translate("move.file"): [name for name, _ in rows],
                translate("import.problem.row"): [each.row for _, each in rows],
                translate("import.problem.column"): [each.column or NOTHING for _, each in rows],
                translate("import.problem.value"): [each.value or NOTHING for _, each in rows],
                translate("import.problem.what_to_do"): [_advice(visit, each) for _, each in rows],
            }
        ),
        hide_index=True,
        alt=translate("import.problems"),
        key="move_in_problems",
    )


def _advice(visit: OfficeVisit, problem: RowProblem) -> str:
    key = f"import.problem.of.{problem.code}"
    return visit.words.translate(key) if key in visit.words.texts else problem.reason


def _draw_notes(visit: OfficeVisit, report: MoveReport) -> None:
    translate = visit.words.translate
    notes = [(each.file.path.name, note) for each in report.files for note in each.report.notes]
    if not notes:
        return
    with st.expander(translate("import.notes", count=len(notes)), icon=":material/info:"):
        for name, note in notes[:NOTES_MAX]:
            st.caption(f"{plain(name)}: {plain(_worded(visit, note))}")


def _worded(visit: OfficeVisit, remark: Remark) -> str:
    """A remark in the visitor's language; a tax in the words of the page of goods."""
    tax = remark.values.get("tax")
    in_words = {} if tax is None else {"tax": visit.words.translate(f"goods.tax.{tax}")}
    return visit.words.translate(f"import.remark.{remark.kind}", **{**remark.values, **in_words})


def _currency(visit: OfficeVisit) -> str:
    with visit.store.view() as view:
        return shop.get_shop(view).currency
