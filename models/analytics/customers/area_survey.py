"""The question for the postcode after some sales: whom it meets, what is counted of an answer, and what is shown.

An answer becomes one more in a count of a week, an area of three digits and a band of amounts, and nothing else: no
receipt, no instant, no till, no person. So answers of customers whom the shop does not know, who pay in cash, are
counted too, and nobody can find out whose they were.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from models.analytics.customers.bands import AREA_DIGITS
from models.analytics.customers.figure_cells import Axis, Cell, CellKey, Figures, Measure, Relation, Scope
from models.analytics.customers.hidden_cells import CUSTOMERS_LEAST, hidden_cells
from models.errors import Refused
from models.money import Money

#: By what answers are divided.
_AXES = (Axis.AREA, Axis.BASKET)
#: A Swedish postcode begins with a digit from 1 to 9.
_AREA = re.compile(rf"[1-9]\d{{{AREA_DIGITS - 1}}}", re.ASCII)
#: The first amount of each band, in whole units of the currency, and its name.
AMOUNT_BANDS = ((0, "-99"), (100, "100-299"), (300, "300-"))


class WrongArea(Refused):
    """What was entered are not the first three digits of a postcode."""

    code = "wrong_area"
    text = (
        "{area!r:.20} are not the first three digits of a postcode. Nothing was counted; enter them again, or choose "
        "that there is no answer."
    )

    area: str


class AreaOutcome(StrEnum):
    """What is counted: a customer was asked, answered, or did not want to."""

    ASKED = "asked"
    ANSWERED = "answered"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class AreaCount:
    """So many times something happened in the week that begins on ``week``; ``area`` and ``band`` of answers alone."""

    week: date
    outcome: AreaOutcome
    area: str = ""
    band: str = ""
    count: int = 1


def week_of(day: date) -> date:
    """The Monday of a day's week.

    >>> week_of(date(2026, 11, 29)), week_of(date(2026, 11, 30))
    (datetime.date(2026, 11, 23), datetime.date(2026, 11, 30))
    """
    return day - timedelta(days=day.weekday())


def read_area(text: str) -> str:
    """The digits of an area. Raises :class:`WrongArea`.

    >>> read_area(" 118 ")
    '118'
    """
    area = text.strip()
    if not _AREA.fullmatch(area):
        raise WrongArea(text)
    return area


def amount_band(amount: Money) -> str:
    """The band of what a purchase cost.

    >>> [amount_band(Money(minor, "SEK")) for minor in (99_99, 100_00, 299_99, 300_00)]
    ['-99', '100-299', '100-299', '300-']
    """
    whole = int(amount.major())
    return next((name for first, name in reversed(AMOUNT_BANDS) if whole >= first), AMOUNT_BANDS[0][1])


def is_drawn(digest: str, every: int) -> bool:
    """Whether a sale is one of those after which the customer is asked; ``digest`` is its keyed hash in hexadecimal.

    Nobody without the key knows beforehand, and nobody can draw again: the same sale has the same hash.

    >>> is_drawn("0f", 5), is_drawn("10", 5), is_drawn("0f", 0)
    (True, False, False)
    """
    return every > 0 and int(digest, 16) % every == 0


def protected_survey(counts: Iterable[AreaCount]) -> dict[CellKey, Cell | None]:
    """The cells of the answers of an edition, ``None`` where one is hidden.

    What is divided by area or amount is left out where protecting it would hide how many answered at all.
    """
    rows = list(counts)
    whole = CellKey(Scope.SURVEY)
    for axes_max in (len(_AXES), 1, 0):
        figures = survey_figures(rows, axes_max)
        hidden_keys = hidden_cells(figures, Scope.SURVEY)
        if whole not in hidden_keys:
            break
    return {key: None if key in hidden_keys else cell for key, cell in figures.cells.items()}


def survey_figures(counts: Iterable[AreaCount], axes_max: int = len(_AXES)) -> Figures:
    """Every cell of the answers by at most so many of area and amount, and how many were asked.

    ``customers`` are answers. How many did not want to answer is shown only where enough answered: else the few who
    did could be worked out from it.
    """
    rows = list(counts)
    questions = sum(each.count for each in rows if each.outcome is AreaOutcome.ASKED)
    if not questions:
        return Figures({})
    answers = [each for each in rows if each.outcome is AreaOutcome.ANSWERED]
    cells = {cell.key: cell for cell in _answer_cells(answers) if len(cell.key.axes) <= axes_max}
    totals = {AreaOutcome.ASKED: questions}
    if cells[CellKey(Scope.SURVEY)].customers >= CUSTOMERS_LEAST:
        totals[AreaOutcome.DECLINED] = sum(each.count for each in rows if each.outcome is AreaOutcome.DECLINED)
    for outcome, count in totals.items():
        key = CellKey(Scope.EVERYONE, ((Axis.ANSWER, outcome.value),))
        cells[key] = Cell(key, 0, count, 0)
    return Figures(cells, _relations(cells))


def _answer_cells(answers: list[AreaCount]) -> list[Cell]:
    areas = sorted({each.area for each in answers})
    bands = [name for _, name in AMOUNT_BANDS]
    by_area, by_band = ([(axis, name) for name in names] for axis, names in zip(_AXES, (areas, bands), strict=True))
    pairs = [(area, band) for area in by_area for band in by_band]
    sums: dict[tuple[tuple[Axis, str], ...], int]
    sums = dict.fromkeys([(), *((each,) for each in (*by_area, *by_band)), *pairs], 0)
    for each in answers:
        area, band = (Axis.AREA, each.area), (Axis.BASKET, each.band)
        for values in ((), (area,), (band,), (area, band)):
            sums[values] += each.count
    return [Cell(CellKey(Scope.SURVEY, values), count, count, 0) for values, count in sums.items()]


def _relations(cells: Iterable[CellKey]) -> list[Relation]:
    """Answers add up over areas and over amounts."""
    keys = [key for key in cells if key.scope is Scope.SURVEY]
    relations = []
    for whole in keys:
        for axis in _AXES:
            parts = tuple(key for key in keys if axis in key.axes and key.without(axis) == whole)
            if parts:
                relations.append(Relation(whole, parts, frozenset({Measure.CUSTOMERS})))
    return relations
