"""Which cells are hidden, so that nobody's purchases can be read or reckoned from those that are shown.

Few customers and dominant ones hide a cell; others are hidden with it until the sums that are shown bound no hidden
figure closely. Source: A. Hundepool and others, *Statistical Disclosure Control* (2012), sections 4.2 and 4.4.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.analytics.customers.figure_cells import Cell, CellKey, Figures, Measure, Relation, Scope

#: So many customers are in a cell that is shown; more where a file leaves the shop.
CUSTOMERS_LEAST, CUSTOMERS_LEAST_OUTSIDE = 10, 20
#: The largest customer has at most this share of a cell that is shown, and the two largest this.
LARGEST_SHARE, TWO_LARGEST_SHARE = 0.5, 0.75
#: No hidden figure may be known to lie nearer than this share of itself, above or below.
MARGIN = 0.2
_SMALL = 1e-6


def is_unsafe(cell: Cell, least: int = CUSTOMERS_LEAST) -> bool:
    """Whether a cell alone shows too much: of too few customers, or of one or two who are most of it.

    >>> from models.analytics.customers.figure_cells import key_of
    >>> is_unsafe(Cell(key_of(Scope.GOODS), 9, 20, 9_000, largest_minor=1_000, second_minor=1_000))
    True
    >>> is_unsafe(Cell(key_of(Scope.GOODS), 20, 20, 9_000, largest_minor=4_501, second_minor=100))
    True
    >>> is_unsafe(Cell(key_of(Scope.GOODS), 20, 20, 9_000, largest_minor=4_400, second_minor=2_400))
    True
    >>> is_unsafe(Cell(key_of(Scope.GOODS), 20, 20, 9_000, largest_minor=1_000, second_minor=1_000))
    False
    """
    if cell.key.scope is Scope.EVERYONE:
        return False
    two = cell.largest_minor + cell.second_minor
    return (
        cell.customers < least
        or cell.largest_minor > LARGEST_SHARE * cell.amount_minor
        or two > TWO_LARGEST_SHARE * cell.amount_minor > 0
    )


def hidden_cells(figures: Figures, scope: Scope = Scope.GOODS) -> frozenset[CellKey]:
    """The cells to hide: those that are unsafe alone, and others until none of them can be reckoned within 20 %.

    Where the whole of ``scope`` is unsafe, nothing is shown. What cannot be reckoned stays so when more is hidden, so
    each cell is asked about until it is safe once.
    """
    whole = figures.cells.get(CellKey(scope))
    if whole is None or is_unsafe(whole):
        return frozenset(key for key in figures.cells if key.scope is not Scope.EVERYONE)
    search = _Search(figures)
    search.hide(key for key, cell in figures.cells.items() if is_unsafe(cell))
    search.hide_lone()
    waiting = {measure: set(search.hidden_keys) for measure in Measure}
    while True:
        before = frozenset(search.hidden_keys)
        waiting = {measure: exposed_cells(figures, before, measure, among=keys) for measure, keys in waiting.items()}
        # A cell that covers another's amount most often covers its receipts, too: one a round.
        for key, measure in sorted({key: measure for measure, keys in waiting.items() for key in keys}.items()):
            search.hide_beside(key, measure)
        search.hide_lone()
        fresh = search.hidden_keys - before
        if not fresh:
            return before
        waiting = {measure: keys | fresh for measure, keys in waiting.items()}


class _Search:
    """The cells hidden so far, and the relations that each cell is in."""

    def __init__(self, figures: Figures) -> None:
        self._cells = figures.cells
        self._relations = figures.relations
        self._of: dict[CellKey, list[Relation]] = defaultdict(list)
        for relation in figures.relations:
            for key in (relation.whole, *relation.parts):
                self._of[key].append(relation)
        self.hidden_keys: set[CellKey] = set()

    def hide(self, keys: Iterable[CellKey]) -> None:
        self.hidden_keys.update(keys)

    def hide_lone(self) -> None:
        """Hide a second cell wherever only one of a sum is hidden: it is what is left."""
        waiting = list(self._relations)
        while waiting:
            relation = waiting.pop()
            lone = [key for key in (relation.whole, *relation.parts) if key in self.hidden_keys]
            if len(lone) == 1:
                measure = next(each for each in reversed(Measure) if each in relation.measures)
                chosen = self._beside(lone[0], relation, measure)
                if chosen is not None:
                    self.hidden_keys.add(chosen)
                    waiting += self._of[chosen]

    def hide_beside(self, key: CellKey, measure: Measure) -> None:
        """Hide one more cell of a sum that an exposed cell is in, or else of the sums of its neighbours."""
        relations = [each for each in self._of[key] if measure in each.measures]
        around = {other for relation in relations for other in (relation.whole, *relation.parts)}
        further = [each for other in sorted(around) for each in self._of[other] if measure in each.measures]
        for cells in (_parts_of(relations), _parts_of(further), {each.whole for each in (*relations, *further)}):
            chosen = cells - self.hidden_keys
            if chosen:
                self.hidden_keys.add(min(chosen, key=lambda each: self._rank(each, key, measure)))
                return

    def _beside(self, key: CellKey, relation: Relation, measure: Measure) -> CellKey | None:
        """The part that is shown and best covers a hidden cell, else the whole."""
        chosen = set(relation.parts) - self.hidden_keys or {relation.whole} - self.hidden_keys
        return min(chosen, key=lambda each: self._rank(each, key, measure)) if chosen else None

    def _rank(self, cover: CellKey, key: CellKey, measure: Measure) -> tuple[bool, int, CellKey]:
        """The smallest cell that is large enough to leave a hidden one open comes first, then the largest."""
        figure, wanted_room = self._cells[cover].measure(measure), MARGIN * self._cells[key].measure(measure)
        is_enough = figure > wanted_room
        return not is_enough, figure if is_enough else -figure, cover


def _parts_of(relations: Iterable[Relation]) -> set[CellKey]:
    return {part for relation in relations for part in relation.parts}


@dataclass(frozen=True, slots=True)
class _Part:
    """Hidden cells that sums connect: ``equations`` @ figures = ``sums``; ``figures`` are the true ones."""

    keys: tuple[CellKey, ...]
    equations: Any
    figures: NDArray[np.float64]
    is_unsafe: NDArray[np.bool_]


def exposed_cells(
    figures: Figures, hidden_keys: Iterable[CellKey], measure: Measure, *, among: Iterable[CellKey] | None = None
) -> set[CellKey]:
    """The hidden cells, of those ``among`` them, whose figure the shown ones bound too closely.

    A cell that is unsafe alone may be as much as 20 % more and 20 % less, for all that can be reckoned; one that is
    hidden with it, one of both. Whoever reckons knows that no figure is below zero. Nothing is exposed where it can be
    nothing else.
    """
    hidden_set = set(hidden_keys)
    asked_about = hidden_set if among is None else set(among)
    return {key for part in _parts(figures, hidden_set, measure) for key in _exposed(part, asked_about)}


class _Bounds:
    """The least and the most that each cell of a part was seen to be able to be; ``goals`` are what leaves it open."""

    def __init__(self, part: _Part) -> None:
        true = part.figures
        self.low, self.high = true.copy(), true.copy()
        self._tolerance = _SMALL * max(1.0, float(true.max()))
        self._goal_low = true * (1 - MARGIN) + self._tolerance
        self._goal_high = np.where(true > 0, true * (1 + MARGIN), 2 * self._tolerance) - self._tolerance
        self._is_unsafe, self._is_nothing = part.is_unsafe, true <= 0

    def lacks(self, at: int) -> tuple[float, ...]:
        """What is still to be looked for of a cell: 1.0 for less of it, -1.0 for more."""
        is_low = bool(self.low[at] <= self._goal_low[at]) and not self._is_nothing[at]
        is_high = bool(self.high[at] >= self._goal_high[at])
        if self._is_nothing[at]:
            return () if is_high else (-1.0,)
        if (is_low and is_high) or (not self._is_unsafe[at] and (is_low or is_high)):
            return ()
        return tuple(sign for sign, is_reached in ((1.0, is_low), (-1.0, is_high)) if not is_reached)

    def widen_by_one_sum(self, factors: NDArray[np.float64]) -> None:
        """Where there is one sum alone: what is left of it may be all of any part, or none."""
        if len(factors) < 2:
            return
        rest, is_part = -float(factors @ self.low), factors > 0
        if is_part.all():
            self.low, self.high = np.zeros_like(self.low), np.full_like(self.high, -rest)
        else:
            self.low = np.where(is_part, 0.0, rest)
            self.high = np.full_like(self.high, np.inf)

    def widen(self, values: NDArray[np.float64]) -> None:
        """Take note of figures that all the sums allow."""
        self.low, self.high = np.minimum(self.low, values), np.maximum(self.high, values)


def _exposed(part: _Part, among: Collection[CellKey]) -> list[CellKey]:
    """One bound of one cell at a time is looked for; each answer bounds other cells as well, which then are done."""
    from scipy.optimize import linprog

    bounds, scale = _Bounds(part), max(1.0, float(part.figures.max()))
    if part.equations.shape[0] == 1:
        bounds.widen_by_one_sum(part.equations.toarray()[0])
    sums = part.equations @ (part.figures / scale)
    for at, key in enumerate(part.keys):
        for sign in bounds.lacks(at) if key in among else ():
            if sign not in bounds.lacks(at):
                continue
            objective = np.zeros(len(part.keys))
            objective[at] = sign
            answer = linprog(objective, A_eq=part.equations, b_eq=sums, bounds=(0, None), method="highs")
            if answer.status == _UNBOUNDED:
                bounds.high[at] = np.inf
            elif answer.x is not None:
                bounds.widen(answer.x * scale)
    return [key for at, key in enumerate(part.keys) if key in among and bounds.lacks(at)]


_UNBOUNDED = 3


def _parts(figures: Figures, hidden_keys: set[CellKey], measure: Measure) -> list[_Part]:
    rows = [_row(relation, hidden_keys) for relation in figures.relations if measure in relation.measures]
    group = _Groups()
    for row in rows:
        keys = list(row)
        for key in keys:
            group.join(keys[0], key)
    keys_of: dict[CellKey, list[CellKey]] = defaultdict(list)
    for key in sorted(group.roots):
        keys_of[group.root(key)].append(key)
    rows_of: dict[CellKey, list[Mapping[CellKey, int]]] = defaultdict(list)
    for row in rows:
        if row:
            rows_of[group.root(next(iter(row)))].append(row)
    return [_part(figures.cells, keys, rows_of[root], measure) for root, keys in keys_of.items()]


def _row(relation: Relation, hidden_keys: set[CellKey]) -> dict[CellKey, int]:
    row = {key: 1 for key in relation.parts if key in hidden_keys}
    if relation.whole in hidden_keys:
        row[relation.whole] = -1
    return row


def _part(
    cells: Mapping[CellKey, Cell], keys: Sequence[CellKey], rows: Sequence[Mapping[CellKey, int]], measure: Measure
) -> _Part:
    column = {key: number for number, key in enumerate(keys)}
    entries = [(at, column[key], factor) for at, row in enumerate(rows) for key, factor in row.items()]
    at, columns, factors = (np.array(each) for each in zip(*entries, strict=True))
    from scipy.sparse import csr_array

    equations = csr_array((factors.astype(float), (at, columns)), shape=(len(rows), len(keys)))
    figures = np.array([cells[key].measure(measure) for key in keys], float)
    return _Part(tuple(keys), equations, figures, np.array([is_unsafe(cells[key]) for key in keys]))


class _Groups:
    """Cells that are in one sum, or in sums of the same cell."""

    def __init__(self) -> None:
        self.roots: dict[CellKey, CellKey] = {}

    def root(self, key: CellKey) -> CellKey:
        while (above := self.roots.setdefault(key, key)) != key:
            self.roots[key] = self.roots[above]
            key = above
        return key

    def join(self, one: CellKey, other: CellKey) -> None:
        self.roots[self.root(other)] = self.root(one)
