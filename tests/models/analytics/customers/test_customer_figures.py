"""Figures of customers: they are what a plain query gives, and what is hidden cannot be reckoned from what is shown."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache

import numpy as np
import polars as pl
import pytest
from scipy.optimize import linprog

from models.analytics.customers.customer_reports import ReportName, UnknownCustomerReport, report_of
from models.analytics.customers.edition import Edition, protected_edition
from models.analytics.customers.edition_figures import TradeFrames, edition_figures
from models.analytics.customers.figure_cells import Axis, Cell, CellKey, Figures, Measure, Scope, key_of
from models.analytics.customers.hidden_cells import is_unsafe
from tests.models.analytics.customers.trade import EDITION, chance_trade

PROVES = os.environ.get("KASSA_PROVE") == "1"
#: A shop in which the attack succeeds on what is not protected.
SEED = 4
AT = datetime(2026, 6, 1, tzinfo=UTC)
_PERSON = {"age", "household", "area", "state", "cohort", "offer", "spend_fifth", "visit_fifth", "recent_fifth"}


def edition_of_trade(frames: TradeFrames) -> Edition:
    return protected_edition(EDITION, edition_figures(EDITION, frames), at=AT, operator="schedule")


@cache
def usual_edition() -> Edition:
    return edition_of_trade(chance_trade(SEED))


def attack(texts: Mapping[str, int | None], true: Mapping[str, int], measure: Measure) -> set[str]:
    """The hidden cells that lie within 20 % of the truth for whoever sees the others; cells by their text.

    It knows nothing of the protection: it adds up whatever has the same words but one.
    """
    sums: dict[tuple[str, str], list[str]] = defaultdict(list)
    for text in texts:
        scope, *parts = text.split("|")
        for part in parts:
            axis = part.split("=")[0]
            whole = "|".join([scope, *(each for each in parts if each != part)])
            if whole in texts and axis not in {"lost", "joined_by"} and _adds_up(axis, measure):
                sums[whole, axis].append(text)
    rows = [{whole: -1, **dict.fromkeys(parts, 1)} for (whole, _), parts in sums.items()]
    if measure is not Measure.CUSTOMERS:
        same = [text.replace("asked", "goods", 1) for text in texts if text.startswith("asked")]
        rows += [{text: 1, text.replace("goods", "asked", 1): -1} for text in same if text in texts]
    hidden = sorted(text for text, figure in texts.items() if figure is None)
    column = {text: at for at, text in enumerate(hidden)}
    known_rows = [row for row in rows if any(text in column for text in row)]
    matrix, sides = np.zeros((len(known_rows), len(hidden))), np.zeros(len(known_rows))
    for at, row in enumerate(known_rows):
        for text, factor in row.items():
            figure = texts[text]
            if figure is None:
                matrix[at, column[text]] = factor
            else:
                sides[at] -= factor * figure
    scale = max(true.values())
    asked_about = [text for text in hidden if true[text] > 0 and matrix[:, column[text]].any()]
    return {text for text in asked_about if _is_close(matrix, sides / scale, column[text], true[text] / scale)}


def _adds_up(axis: str, measure: Measure) -> bool:
    if measure is Measure.CUSTOMERS:
        return axis in _PERSON
    return axis != "category" or measure is Measure.AMOUNT


def _is_close(matrix: np.ndarray, sides: np.ndarray, at: int, true: float) -> bool:
    objective = np.zeros(matrix.shape[1])
    objective[at] = 1.0
    low = linprog(objective, A_eq=matrix, b_eq=sides, bounds=(0, None))
    if low.fun < 0.8 * true - 1e-7:
        return False
    high = linprog(-objective, A_eq=matrix, b_eq=sides, bounds=(0, None))
    return bool(high.status == 0 and -high.fun < 1.2 * true - 1e-7)


def figures_shown(
    cells: Mapping[CellKey, Cell | None], hide: Iterable[CellKey], measure: Measure
) -> dict[str, int | None]:
    hide = set(hide)
    return {
        key.text: None if cell is None or key in hide else cell.measure(measure)
        for key, cell in cells.items()
        if key.scope in {Scope.GOODS, Scope.ASKED}
    }


def true_figures(figures: Figures, measure: Measure) -> dict[str, int]:
    return {key.text: cell.measure(measure) for key, cell in figures.cells.items()}


@pytest.mark.parametrize("seed", [SEED, *(range(10, 30) if PROVES else ())])
def test_no_hidden_figure_can_be_reckoned_within_a_fifth(seed: int) -> None:
    frames = chance_trade(seed)
    figures = edition_figures(EDITION, frames)
    edition = usual_edition() if seed == SEED else edition_of_trade(frames)
    hidden = [key for key, cell in edition.cells.items() if cell is None]
    assert 20 < len(hidden) < 0.8 * len(edition.cells), "something is hidden and something is shown"
    for measure in Measure:
        shown = figures_shown(edition.cells, (), measure)
        assert attack(shown, true_figures(figures, measure), measure) == set()


def test_the_same_attack_succeeds_where_only_small_cells_are_hidden() -> None:
    figures = edition_figures(EDITION, chance_trade(SEED))
    unsafe = {key for key, cell in figures.cells.items() if is_unsafe(cell)}
    shown = figures_shown(figures.cells, unsafe, Measure.AMOUNT)
    assert attack(shown, true_figures(figures, Measure.AMOUNT), Measure.AMOUNT)


def test_what_is_shown_is_of_ten_customers_and_of_no_one_mostly() -> None:
    frames = chance_trade(SEED)
    figures, edition = edition_figures(EDITION, frames), usual_edition()
    for key, cell in edition.cells.items():
        whole = figures.cells[key]
        if cell is not None and key.scope is not Scope.EVERYONE:
            assert whole.customers >= 10
            assert 2 * whole.largest_minor <= whole.amount_minor or not whole.amount_minor
            assert (cell.largest_minor, cell.second_minor) == (0, 0), "nothing of a single customer is stored"


def test_cells_are_what_a_plain_query_gives() -> None:
    frames = chance_trade(SEED)
    cells = edition_figures(EDITION, frames).cells
    goods = frames.lines.filter(pl.col("category") != "tobacco").join(
        frames.baskets.drop("amount_minor").join(frames.people, on="member"), on="sale_id"
    )
    for age, category in (("25-44", "bread"), ("65-", "press")):
        part = goods.filter(pl.col("age") == age, pl.col("category") == category)
        cell = cells[key_of(Scope.GOODS, {Axis.AGE: age, Axis.CATEGORY: category})]
        assert (cell.customers, cell.receipts) == (part["member"].n_unique(), part["sale_id"].n_unique())
        assert cell.amount_minor == part["amount_minor"].sum()
    everyone = cells[CellKey(Scope.EVERYONE)]
    assert (everyone.receipts, everyone.amount_minor) == (frames.baskets.height, frames.baskets["amount_minor"].sum())
    assert not any("tobacco" in key.text for key in cells), "who buys sensitive goods is in no cell"


def test_a_shop_with_few_members_shows_nothing_of_them() -> None:
    edition = edition_of_trade(chance_trade(SEED, members=8, baskets=60))
    assert all((cell is not None) is (key.scope is Scope.EVERYONE) for key, cell in edition.cells.items())
    for name in ReportName:
        assert report_of(name, [edition])[0].columns


def test_without_one_customer_only_the_cells_with_that_customer_change() -> None:
    frames = chance_trade(SEED)
    before = edition_figures(EDITION, frames).cells
    fifths = {Axis.SPEND_FIFTH, Axis.VISIT_FIFTH, Axis.RECENT_FIFTH}
    rng = np.random.default_rng(SEED)
    for member in rng.choice(frames.people["member"], 1_000 if PROVES else 5):
        person = frames.people.row(by_predicate=pl.col("member") == member, named=True)
        less = TradeFrames(frames.baskets, frames.lines, frames.people.filter(pl.col("member") != member))
        after = edition_figures(EDITION, less).cells
        for key, cell in after.items():
            if not fifths & set(key.axes) and before[key] != cell:
                own = {axis: person[axis.value] for axis in key.axes if axis.value in person}
                assert all(key.value_of(axis) == value for axis, value in own.items())


def test_reports_are_made_of_shown_cells_alone() -> None:
    edition = usual_edition()
    stored = Edition.of_json((1, edition.number, AT, "schedule"), edition.figures_json)
    for name in ReportName:
        assert report_of(name, [stored]) == report_of(name, [edition])
    (age, _) = report_of("goods", [edition])
    for row in age.records():
        cell = edition.cell(Scope.GOODS, (Axis.AGE, str(row["group"])), (Axis.CATEGORY, str(row["category"])))
        assert (row["customers"] is None) is (cell is None)
    (offer,) = report_of("offer", [edition])
    (row,) = [each for each in offer.records() if each["group"] == "all"]
    assert isinstance(row["low"], int)
    assert isinstance(row["difference_minor"], int)
    assert isinstance(row["high"], int)
    assert row["low"] < row["difference_minor"] < row["high"]
    with pytest.raises(UnknownCustomerReport):
        report_of("income", [edition])
