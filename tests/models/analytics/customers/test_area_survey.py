"""Answers to the question for the postcode: what is shown of them shows nobody, by an attack of its own."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.analytics.customers.area_survey import (
    AMOUNT_BANDS,
    AreaCount,
    AreaOutcome,
    WrongArea,
    protected_survey,
    read_area,
    survey_figures,
)
from models.analytics.customers.customer_reports import report_of
from models.analytics.customers.edition import Edition, protected_edition
from models.analytics.customers.figure_cells import Axis, CellKey, Figures, Measure, Scope
from models.analytics.customers.hidden_cells import is_unsafe
from tests.models.analytics.customers.test_customer_figures import attack

AT, WEEK = datetime(2026, 6, 1, tzinfo=UTC), date(2026, 5, 4)
BANDS = [name for _, name in AMOUNT_BANDS]
AREAS = ("111", "114", "753", "981")
TABLES = st.lists(st.integers(0, 40), min_size=len(AREAS) * len(BANDS), max_size=len(AREAS) * len(BANDS))


def counts_of(table: list[int], declined: int = 5) -> list[AreaCount]:
    """Answers by area and band, in order, and as many asked as answered or declined, and three who did neither."""
    cells = [(area, band) for area in AREAS for band in BANDS]
    answers = [
        AreaCount(WEEK, AreaOutcome.ANSWERED, area, band, count)
        for (area, band), count in zip(cells, table, strict=True)
        if count
    ]
    asked = AreaCount(WEEK, AreaOutcome.ASKED, count=sum(table) + declined + 3)
    return [asked, *answers, AreaCount(WEEK, AreaOutcome.DECLINED, count=declined)]


def published(counts: list[AreaCount]) -> Edition:
    return protected_edition(30, Figures({}), at=AT, operator="schedule", survey=protected_survey(counts))


def seen(edition: Edition) -> dict[str, int | None]:
    return {
        key.text: None if cell is None else cell.customers
        for key, cell in edition.cells.items()
        if key.scope is Scope.SURVEY
    }


@settings(max_examples=60, deadline=None)
@given(TABLES)
def test_no_hidden_count_can_be_worked_out_and_no_shown_one_is_of_few(table: list[int]) -> None:
    figures, edition = survey_figures(counts_of(table)), published(counts_of(table))
    true = {key.text: cell.customers for key, cell in figures.cells.items()}
    shown = seen(edition)
    assert all(true[text] >= 10 for text, count in shown.items() if count is not None)
    assert (shown["survey"] is None) is (sum(table) < 10), "how many answered is never hidden for the sake of areas"
    if shown["survey"] is not None:
        unsafe = {key.text for key, cell in figures.cells.items() if is_unsafe(cell)}
        assert attack(shown, true, Measure.CUSTOMERS) & unsafe == set()


def test_the_attack_succeeds_where_only_small_counts_are_hidden() -> None:
    figures = survey_figures(counts_of([4, 20, 20, *[15] * 9]))
    true = {key.text: cell.customers for key, cell in figures.cells.items()}
    naive = {
        key.text: None if is_unsafe(cell) else cell.customers
        for key, cell in figures.cells.items()
        if key.scope is Scope.SURVEY
    }
    assert attack(naive, true, Measure.CUSTOMERS) == {f"survey|area=111|basket={BANDS[0]}"}


@settings(max_examples=40, deadline=None)
@given(TABLES, st.integers(0, 30))
def test_nothing_is_lost_between_what_was_counted_and_the_cells(table: list[int], declined: int) -> None:
    cells = survey_figures(counts_of(table, declined)).cells
    assert cells[CellKey(Scope.SURVEY)].customers == sum(table)
    for number, area in enumerate(AREAS):
        own = sum(table[number * len(BANDS) : (number + 1) * len(BANDS)])
        cell = cells.get(CellKey(Scope.SURVEY, ((Axis.AREA, area),)))
        assert (0 if cell is None else cell.customers) == own
    asked = cells[CellKey(Scope.EVERYONE, ((Axis.ANSWER, "asked"),))]
    assert asked.receipts == sum(table) + declined + 3


def test_the_report_says_how_many_were_asked_before_where_they_are_from() -> None:
    _, survey, by_area = report_of("areas", [published(counts_of([20] * 12, declined=57))])
    assert survey.records() == [
        {"asked": 300, "asked_share": None, "answered": 240, "answered_share": 0.8, "declined": 57}
    ]
    assert by_area.records()[0] == {
        "area": "111", "answered": 60, "area_share": 0.25, **dict.fromkeys(by_area.columns[3:], 20)
    }  # fmt: skip


def test_of_few_answers_only_how_many_were_asked_is_shown() -> None:
    edition = published(counts_of([1, 2, *[0] * 9, 3], declined=40))
    _, survey, by_area = report_of("areas", [edition])
    assert survey.records()[0] == {
        "asked": 49, "asked_share": None, "answered": None, "answered_share": None, "declined": None
    }  # fmt: skip
    assert all(value is None for row in by_area.rows for value in row[1:])
    assert [table.name for table in report_of("areas", [published([])])] == ["area"], "nobody was asked"


@pytest.mark.parametrize("text", ["", "11", "1111", "011", "1a1", "<b>", "١١١", "-11", "1 1"])
def test_only_the_three_digits_of_a_postcode_are_an_answer(text: str) -> None:
    with pytest.raises(WrongArea):
        read_area(text)
