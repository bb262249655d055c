"""Cells: figures of one group of customers and purchases, and which cells add up to which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self


class Scope(StrEnum):
    """What the figures of a cell are sums of.

    ``EVERYONE``: all receipts. ``MEMBERS``: those of members who agreed to be learnt from. ``GOODS``: the same without
    sensitive goods. ``ASKED``: of all those members, also of those who bought nothing. ``SURVEY``: answers to the
    question for the postcode, also of customers whom the shop does not know.
    """

    EVERYONE = "everyone"
    MEMBERS = "members"
    GOODS = "goods"
    ASKED = "asked"
    SURVEY = "survey"


class Axis(StrEnum):
    """By what customers or their purchases are divided."""

    AGE = "age"
    HOUSEHOLD = "household"
    AREA = "area"
    STATE = "state"
    COHORT = "cohort"
    SPEND_FIFTH = "spend_fifth"
    VISIT_FIFTH = "visit_fifth"
    RECENT_FIFTH = "recent_fifth"
    OFFER = "offer"
    LOST = "lost"
    JOINED_BY = "joined_by"
    CATEGORY = "category"
    WEEK = "week"
    WEEKDAY = "weekday"
    HOUR = "hour"
    MOMENT = "moment"
    TILL = "till"
    GAP = "gap"
    PAYMENT = "payment"
    BASKET = "basket"
    ANSWER = "answer"


class Measure(StrEnum):
    """What is counted or summed in a cell."""

    CUSTOMERS = "customers"
    RECEIPTS = "receipts"
    AMOUNT = "amount_minor"


#: What divides people: each customer is in one group. All others divide purchases.
PERSON_AXES = frozenset(
    {
        *(Axis.AGE, Axis.HOUSEHOLD, Axis.AREA, Axis.STATE, Axis.COHORT, Axis.OFFER, Axis.LOST, Axis.JOINED_BY),
        *(Axis.SPEND_FIFTH, Axis.VISIT_FIFTH, Axis.RECENT_FIFTH),
    }
)
#: Who was asked, left or joined bought nothing, or not in this way: only the people add up.
_PEOPLE_ONLY = frozenset({Axis.LOST, Axis.JOINED_BY})


@dataclass(frozen=True, slots=True, order=True)
class CellKey:
    """Which customers and purchases: of none, one or two axes the value. Two is the most that is ever shown."""

    scope: Scope
    values: tuple[tuple[Axis, str], ...] = ()

    @property
    def text(self) -> str:
        """The key as it is stored: ``goods|age=25-44|category=dairy``."""
        return "|".join([self.scope.value, *(f"{axis.value}={value}" for axis, value in self.values)])

    @classmethod
    def of_text(cls, text: str) -> Self:
        """The key of a stored text.

        >>> CellKey.of_text("goods|age=25-44|category=dairy").text
        'goods|age=25-44|category=dairy'
        """
        scope, *parts = text.split("|")
        pairs = (part.split("=", 1) for part in parts)
        return cls(Scope(scope), tuple((Axis(axis), value) for axis, value in pairs))

    @property
    def axes(self) -> tuple[Axis, ...]:
        """The axes of the key."""
        return tuple(axis for axis, _ in self.values)

    def value_of(self, axis: Axis) -> str:
        """The value on one of its axes."""
        return dict(self.values)[axis]

    def without(self, axis: Axis) -> CellKey:
        """The key of the cell that holds all values of an axis."""
        return CellKey(self.scope, tuple(pair for pair in self.values if pair[0] is not axis))


def key_of(scope: Scope, values: Mapping[Axis, str] | None = None) -> CellKey:
    """The key of a cell."""
    return CellKey(scope, tuple((values or {}).items()))


@dataclass(frozen=True, slots=True)
class Cell:
    """Figures of one cell. ``largest_minor`` and ``second_minor`` are what the two largest customers spent.

    ``margin_minor`` is what the shop earned where every cost is known; ``spread_minor`` the standard deviation of
    what a customer spent, where groups are compared.
    """

    key: CellKey
    customers: int
    receipts: int
    amount_minor: int
    margin_minor: int | None = None
    largest_minor: int = 0
    second_minor: int = 0
    spread_minor: int | None = None

    def measure(self, measure: Measure) -> int:
        """One of its figures."""
        return int(getattr(self, measure.value))


@dataclass(frozen=True, slots=True)
class Relation:
    """The parts add up to the whole, in these measures."""

    whole: CellKey
    parts: tuple[CellKey, ...]
    measures: frozenset[Measure]


def relations_of(keys: Iterable[CellKey], *, has_sensitive: bool) -> list[Relation]:
    """Everything that whoever sees the cells can add up.

    Without sensitive goods the two sums of all goods are the same, so that one gives the other.
    """
    existing = frozenset(keys)
    parts: dict[tuple[CellKey, Axis], list[CellKey]] = defaultdict(list)
    moments: dict[CellKey, list[CellKey]] = defaultdict(list)
    for key in sorted(existing):
        if key.scope is Scope.EVERYONE:
            continue
        for axis in key.axes:
            parts[key.without(axis), axis].append(key)
        if key.axes == (Axis.MOMENT,):
            weekday, hour = key.value_of(Axis.MOMENT).split("-")
            moments[CellKey(key.scope, ((Axis.WEEKDAY, weekday),))].append(key)
            moments[CellKey(key.scope, ((Axis.HOUR, hour),))].append(key)
    added = [
        Relation(whole, tuple(children), measures_of(axis))
        for (whole, axis), children in parts.items()
        if whole in existing
    ]
    purchases = frozenset({Measure.AMOUNT, Measure.RECEIPTS})
    added += [Relation(whole, tuple(each), purchases) for whole, each in moments.items() if whole in existing]
    for key in sorted(existing):
        same = CellKey(Scope.GOODS, key.values)
        if same in existing and key.scope is Scope.ASKED:
            added.append(Relation(key, (same,), purchases))
        if same in existing and key.scope is Scope.MEMBERS and not has_sensitive:
            added.append(Relation(key, (same,), frozenset(Measure)))
    return added


def measures_of(axis: Axis) -> frozenset[Measure]:
    """What adds up over the values of an axis: a customer buys in many categories, and a receipt holds several."""
    if axis in _PEOPLE_ONLY:
        return frozenset({Measure.CUSTOMERS})
    if axis in PERSON_AXES:
        return frozenset(Measure)
    return frozenset({Measure.AMOUNT} if axis is Axis.CATEGORY else {Measure.AMOUNT, Measure.RECEIPTS})


@dataclass(frozen=True, slots=True)
class Figures:
    """Every cell of one edition before anything is hidden, and what adds up."""

    cells: Mapping[CellKey, Cell]
    relations: Sequence[Relation] = field(default_factory=tuple)
