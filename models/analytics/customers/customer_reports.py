"""The seven reports about customers: tables made of the shown cells of editions, and of nothing else.

A figure that is hidden, or made of one that is, is ``None``. Amounts are minor units, shares between 0 and 1, an
``index`` is 100 where a group does as all members do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from models.analytics.customers.area_survey import AMOUNT_BANDS, AreaOutcome
from models.analytics.customers.bands import EARLIER, first_day_of
from models.analytics.customers.edition import Edition
from models.analytics.customers.figure_cells import Axis, Cell, Scope
from models.errors import Refused

Value = str | int | float | None
#: Two-sided 95 % of a normal distribution.
_Z95 = 1.96


class ReportName(StrEnum):
    """The reports, in the order of use."""

    COVERAGE = "coverage"
    COMING = "coming"
    GOODS = "goods"
    TIMES = "times"
    AREAS = "areas"
    PYRAMID = "pyramid"
    OFFER = "offer"


class UnknownCustomerReport(Refused):
    """There is no report of that name."""

    code = "unknown_customer_report"
    text = "There is no report {name!r} about customers. Nothing was done; choose one of {choices}."

    def __init__(self, name: str) -> None:
        self.name, self.choices = name, ", ".join(ReportName)
        super().__init__()


@dataclass(frozen=True, slots=True)
class ReportTable:
    """One table: the keys of its columns, and its rows."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]

    def records(self) -> list[dict[str, Value]]:
        """The rows by the names of their columns."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def report_of(name: str, editions: Sequence[Edition]) -> list[ReportTable]:
    """A report about the newest of ``editions``, which come by number. Raises :class:`UnknownCustomerReport`."""
    if name not in ReportName.__members__.values():
        raise UnknownCustomerReport(name)
    return _REPORTS[ReportName(name)](editions) if editions else []


def _coverage(editions: Sequence[Edition]) -> list[ReportTable]:
    """How much of everything is of members who agreed: all the other reports are about these alone."""
    edition = editions[-1]
    columns = ("receipts", "of_members", "receipt_share", "amount_minor", "members_minor", "amount_share")
    tables = [ReportTable("whole", columns, (_covered(edition, ()),))]
    for axis in (Axis.WEEK, Axis.WEEKDAY, Axis.HOUR, Axis.TILL):
        values = edition.values(Scope.EVERYONE, axis)
        rows = tuple((value, *_covered(edition, ((axis, value),))) for value in values)
        tables.append(ReportTable(axis.value, (axis.value, *columns), rows))
    operators = edition.values(Scope.ASKED, Axis.JOINED_BY)
    joins = [(each, _customers(edition.cell(Scope.ASKED, (Axis.JOINED_BY, each)))) for each in operators]
    before = [each for each in joins if each[0] == EARLIER]
    rows = tuple(each for each in joins if each[0] != EARLIER) + tuple(before)
    return [*tables, ReportTable(Axis.JOINED_BY.value, (Axis.JOINED_BY.value, "customers"), rows)]


def _covered(edition: Edition, values: tuple[tuple[Axis, str], ...]) -> tuple[Value, ...]:
    everyone, members = edition.cell(Scope.EVERYONE, *values), edition.cell(Scope.MEMBERS, *values)
    receipts, amount = (everyone.receipts, everyone.amount_minor) if everyone else (0, 0)
    of_members, members_minor = _receipts(members), _amount(members)
    return (
        *(receipts, of_members, _ratio(of_members, receipts)),
        *(amount, members_minor, _ratio(members_minor, amount)),
    )


def _coming(editions: Sequence[Edition]) -> list[ReportTable]:
    """New, returning and lost members; how many of those who began together still come; how often people come."""
    edition, before = editions[-1], editions[-2] if len(editions) > 1 else None
    states = []
    for state in ("new", "returning", "back"):
        cell, earlier = (_state(each, state) for each in (edition, before))
        states.append((state, *_figures(cell), _customers(earlier)))
    lost = edition.values(Scope.ASKED, Axis.LOST)
    gone = tuple((each, _customers(edition.cell(Scope.ASKED, (Axis.LOST, each)))) for each in lost)
    gaps = edition.values(Scope.GOODS, Axis.GAP)
    whole = _receipts(edition.cell(Scope.GOODS))
    visits = [(each, _receipts(edition.cell(Scope.GOODS, (Axis.GAP, each)))) for each in gaps]
    return [
        ReportTable(
            "state",
            ("state", "customers", "receipts", "amount_minor", "margin_minor", "spend_minor", "before"),
            tuple(states),
        ),
        ReportTable("lost", ("lost", "customers"), gone),
        ReportTable("cohort", ("first_day", "customers", "still", "still_share", "amount_minor"), _cohorts(editions)),
        ReportTable(
            "gap", ("gap", "receipts", "receipt_share"), tuple((*each, _ratio(each[1], whole)) for each in visits)
        ),
    ]


def _state(edition: Edition | None, state: str) -> Cell | None:
    return None if edition is None else edition.cell(Scope.GOODS, (Axis.STATE, state))


def _cohorts(editions: Sequence[Edition]) -> tuple[tuple[Value, ...], ...]:
    edition, by_number = editions[-1], {each.number: each for each in editions}
    rows = []
    for value in sorted(
        edition.values(Scope.GOODS, Axis.COHORT), key=lambda each: -1 if each == EARLIER else int(each)
    ):
        began = None if value == EARLIER else by_number.get(int(value))
        first = None if began is None else _customers(began.cell(Scope.GOODS, (Axis.STATE, "new")))
        cell = edition.cell(Scope.GOODS, (Axis.COHORT, value))
        day = EARLIER if value == EARLIER else first_day_of(int(value)).isoformat()
        rows.append((day, first, _customers(cell), _ratio(_customers(cell), first), _amount(cell)))
    return tuple(rows)


def _goods(editions: Sequence[Edition]) -> list[ReportTable]:
    """Who buys what: a group's share of a category against its share of everything; how many of it buy; per visit."""
    columns = ("category", "group", "customers", "index", "penetration", "visit_minor")
    return [
        ReportTable(axis.value, columns, tuple(_goods_rows(editions[-1], axis))) for axis in (Axis.AGE, Axis.HOUSEHOLD)
    ]


def _goods_rows(edition: Edition, axis: Axis) -> list[tuple[Value, ...]]:
    whole = _amount(edition.cell(Scope.GOODS))
    rows: list[tuple[Value, ...]] = []
    for category in edition.values(Scope.GOODS, Axis.CATEGORY):
        of_all = _ratio(_amount(edition.cell(Scope.GOODS, (Axis.CATEGORY, category))), whole)
        for group in edition.values(Scope.GOODS, axis):
            group_cell = edition.cell(Scope.GOODS, (axis, group))
            cell = edition.cell(Scope.GOODS, (axis, group), (Axis.CATEGORY, category))
            of_group = _ratio(_amount(cell), _amount(group_cell))
            penetration = _ratio(_customers(cell), _customers(group_cell))
            visit = _ratio(_amount(cell), _receipts(cell))
            rows.append((category, group, _customers(cell), _index(of_group, of_all), penetration, _whole(visit)))
    return rows


def _times(editions: Sequence[Edition]) -> list[ReportTable]:
    """When who comes: receipts by weekday and hours, of all members and of each group."""
    edition = editions[-1]
    tables = [ReportTable("everyone", ("weekday", "hour", "receipts", "index"), tuple(_moments(edition, ())))]
    for axis in (Axis.AGE, Axis.HOUSEHOLD):
        rows = [
            (group, *row) for group in edition.values(Scope.GOODS, axis) for row in _moments(edition, ((axis, group),))
        ]
        tables.append(ReportTable(axis.value, ("group", "weekday", "hour", "receipts", "index"), tuple(rows)))
    return tables


def _moments(edition: Edition, group: tuple[tuple[Axis, str], ...]) -> list[tuple[Value, ...]]:
    rows: list[tuple[Value, ...]] = []
    whole, of_group = _receipts(edition.cell(Scope.GOODS)), _receipts(edition.cell(Scope.GOODS, *group))
    for moment in edition.values(Scope.GOODS, Axis.MOMENT):
        weekday, hour = moment.split("-")
        own = _receipts(edition.cell(Scope.GOODS, *group, (Axis.MOMENT, moment)))
        usual = _ratio(_receipts(edition.cell(Scope.GOODS, (Axis.MOMENT, moment))), whole)
        rows.append((weekday, hour, own, _index(_ratio(own, of_group), usual)))
    return rows


def _areas(editions: Sequence[Edition]) -> list[ReportTable]:
    """Where members live, by the first digits of their postcode; and beside them, who answered the till's question."""
    edition = editions[-1]
    whole = _amount(edition.cell(Scope.GOODS))
    cells = [(area, edition.cell(Scope.GOODS, (Axis.AREA, area))) for area in edition.values(Scope.GOODS, Axis.AREA)]
    rows = tuple(
        (area, _customers(cell), _receipts(cell), _amount(cell), _ratio(_amount(cell), whole)) for area, cell in cells
    )
    members = ReportTable("area", ("area", "customers", "receipts", "amount_minor", "amount_share"), rows)
    return [members, *_survey(edition)]


#: In place of an area: all of them.
ALL = "all"


def _survey(edition: Edition) -> list[ReportTable]:
    """How many receipts were asked about and answered, and the answers by area and by what was bought for."""
    questions, refusals = (
        _receipts(edition.cell(Scope.EVERYONE, (Axis.ANSWER, each.value)))
        for each in (AreaOutcome.ASKED, AreaOutcome.DECLINED)
    )
    if questions is None:
        return []
    answers = _customers(edition.cell(Scope.SURVEY))
    everyone = _receipts(edition.cell(Scope.EVERYONE))
    columns = ("asked", "asked_share", "answered", "answered_share", "declined")
    row = (questions, _ratio(questions, everyone), answers, _ratio(answers, questions), refusals)
    bands = tuple(name for _, name in AMOUNT_BANDS)
    rows: list[tuple[Value, ...]] = []
    for area in edition.values(Scope.SURVEY, Axis.AREA):
        own = _customers(edition.cell(Scope.SURVEY, (Axis.AREA, area)))
        by_both = (edition.cell(Scope.SURVEY, (Axis.AREA, area), (Axis.BASKET, band)) for band in bands)
        rows.append((area, own, _ratio(own, answers), *(_customers(cell) for cell in by_both)))
    whole = [_customers(edition.cell(Scope.SURVEY, (Axis.BASKET, band))) for band in bands]
    rows.append((ALL, answers, _ratio(answers, answers), *whole))
    by_area = ("area", "answered", "area_share", *(f"basket_{band}" for band in bands))
    return [ReportTable("survey", columns, (row,)), ReportTable("survey_area", by_area, tuple(rows))]


def _pyramid(editions: Sequence[Edition]) -> list[ReportTable]:
    """Who carries the shop: members in fifths by what they spend, how often and how lately they came."""
    edition = editions[-1]
    whole = _amount(edition.cell(Scope.GOODS))
    columns = ("fifth", "customers", "amount_minor", "amount_share", "cash_share")
    tables = []
    for axis in (Axis.SPEND_FIFTH, Axis.VISIT_FIFTH, Axis.RECENT_FIFTH):
        rows = []
        for fifth in edition.values(Scope.GOODS, axis):
            cell = edition.cell(Scope.GOODS, (axis, fifth))
            cash = edition.cell(Scope.GOODS, (axis, fifth), (Axis.PAYMENT, "cash"))
            share = _ratio(_amount(cash), _amount(cell))
            rows.append((fifth, _customers(cell), _amount(cell), _ratio(_amount(cell), whole), share))
        own_columns = columns if axis is Axis.SPEND_FIFTH else columns[:-1]
        tables.append(ReportTable(axis.value, own_columns, tuple(row[: len(own_columns)] for row in rows)))
    return tables


def _offer(editions: Sequence[Edition]) -> list[ReportTable]:
    """What members spent who got an offer, against those it was held back from by chance, with an interval of 95 %."""
    edition = editions[-1]
    columns = ("group", "offered", "held_back", "offered_minor", "held_minor", "difference_minor", "low", "high")
    groups: list[tuple[str, tuple[tuple[Axis, str], ...]]] = [("all", ())]
    groups += [(age, ((Axis.AGE, age),)) for age in edition.values(Scope.ASKED, Axis.AGE)]
    rows = []
    for name, values in groups:
        with_offer, without = (
            edition.cell(Scope.ASKED, (Axis.OFFER, each), *values) for each in ("offered", "held_back")
        )
        rows.append((name, _customers(with_offer), _customers(without), *_compared(with_offer, without)))
    return [ReportTable("offer", columns, tuple(rows) if edition.values(Scope.ASKED, Axis.OFFER) else ())]


def _compared(one: Cell | None, other: Cell | None) -> tuple[Value, ...]:
    """The means of two groups, their difference and its interval; Welch (1947), with a normal quantile."""
    means = [_ratio(_amount(each), _customers(each)) for each in (one, other)]
    if one is None or other is None or means[0] is None or means[1] is None:
        return _whole(means[0]), _whole(means[1]), None, None, None
    difference = means[0] - means[1]
    if one.spread_minor is None or other.spread_minor is None:
        return _whole(means[0]), _whole(means[1]), _whole(difference), None, None
    variances = [(float(each.spread_minor or 0) ** 2, each.customers) for each in (one, other)]
    error = _Z95 * sqrt(sum(variance / customers for variance, customers in variances))
    return (*(_whole(each) for each in (*means, difference)), _whole(difference - error), _whole(difference + error))


def _figures(cell: Cell | None) -> tuple[Value, ...]:
    spend = _whole(_ratio(_amount(cell), _customers(cell)))
    margin = None if cell is None else cell.margin_minor
    return _customers(cell), _receipts(cell), _amount(cell), margin, spend


def _customers(cell: Cell | None) -> int | None:
    return None if cell is None else cell.customers


def _receipts(cell: Cell | None) -> int | None:
    return None if cell is None else cell.receipts


def _amount(cell: Cell | None) -> int | None:
    return None if cell is None else cell.amount_minor


def _ratio(part: float | None, whole: float | None) -> float | None:
    return part / whole if part is not None and whole else None


def _index(share: float | None, usual: float | None) -> int | None:
    ratio = _ratio(share, usual)
    return None if ratio is None else round(100 * ratio)


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


_REPORTS: dict[ReportName, Callable[[Sequence[Edition]], list[ReportTable]]] = {
    ReportName.COVERAGE: _coverage,
    ReportName.COMING: _coming,
    ReportName.GOODS: _goods,
    ReportName.TIMES: _times,
    ReportName.AREAS: _areas,
    ReportName.PYRAMID: _pyramid,
    ReportName.OFFER: _offer,
}
