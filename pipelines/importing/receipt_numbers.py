"""Which rows are one receipt: numbers that begin again each day, or that each register counts for itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from integrations.spreadsheets.sales import RECEIPT_LENGTH_MAX

#: A receipt as a file names it: number, register, instant in microseconds.
Key = tuple[str, str, int]

#: Between a register and its number, in the name of a receipt whose number another register has, too.
MARK = " #"
#: Numbers begin again if at least so many of them do, and on so many of the days at least that share.
NUMBERS_LEAST, SHARE_LEAST = 2, 0.5


class Known:
    """The names of the receipts that were imported before, each with its instants in microseconds."""

    def __init__(self, named: Iterable[tuple[str, int]] = ()) -> None:
        self._first: dict[str, int] = {}
        self._more: dict[str, set[int]] = {}
        for name, micros in named:
            if self._first.setdefault(name, micros) != micros:
                self._more.setdefault(name, set()).add(micros)

    def __bool__(self) -> bool:
        return bool(self._first)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Known) and (self._first, self._more) == (other._first, other._more)

    __hash__ = None  # type: ignore[assignment]

    def has(self, name: str, micros: int) -> bool:
        """Whether a receipt of that name was made at that instant."""
        return self._first.get(name) == micros or micros in self._more.get(name, ())

    def at(self, name: str) -> Iterator[int]:
        """Every instant of a name."""
        if name in self._first:
            yield self._first[name]
            yield from self._more.get(name, ())

    @property
    def begins_again(self) -> bool:
        """Whether several receipts have the same number already."""
        return bool(self._more)

    def registers(self) -> frozenset[str]:
        """The registers whose numbers carry their name."""
        return frozenset(name.rpartition(MARK)[0] for name in self._first if MARK in name)


@dataclass(frozen=True, slots=True)
class Numbering:
    """What makes a receipt: its number alone, or with its register, or with its business day."""

    by_register: bool
    by_day: bool

    def name(self, number: str, register: str) -> str:
        """What a receipt is called here."""
        return qualified(number, register) if self.by_register and register else number


def qualified(number: str, register: str) -> str:
    """A number with its register.

    >>> qualified("17", "Kassa 2")
    'Kassa 2 #17'
    """
    return f"{register[: max(0, RECEIPT_LENGTH_MAX - len(MARK) - len(number))]}{MARK}{number}"


def distinguish(
    keys: Sequence[Key], fresh: int, known: Known, *, begins_again: bool, day_of: Callable[[int], date]
) -> tuple[Numbering, dict[int, str]]:
    """How a file numbers its receipts, and which of them cannot be distinguished, each with the reason.

    The first ``fresh`` of ``keys`` are new, the others are known or bad. When two new receipts
    collide, both are rejected; only the second carries the message. ``begins_again``: the numbers begin again each day;
    ``day_of`` gives the business day of an instant.
    """
    shared = _shared(keys)
    numbering = _numbering(keys, shared, known, begins_again=begins_again, day_of=day_of)
    groups: dict[tuple[str, date | None], list[int]] = {}
    for i in (i for each in shared.values() for i in each):
        number, register, micros = keys[i]
        day = day_of(micros) if numbering.by_day else None
        groups.setdefault((numbering.name(number, register), day), []).append(i)
    reused: dict[int, str] = {}
    for members in groups.values():
        new = [i for i in members if i < fresh]
        if len(members) > 1 and new:
            reused |= dict.fromkeys(new, _reason("is the number of a receipt at another time, too", numbering))
            if len(new) == len(members):
                reused[new[0]] = ""
    for i, (number, register, micros) in enumerate(keys[:fresh]):
        others = known.at(numbering.name(number, register))
        if any(not numbering.by_day or day_of(other) == day_of(micros) for other in others):
            reused[i] = _reason("was imported before, at another time", numbering)
    return numbering, reused


def _shared(keys: Sequence[Key]) -> dict[str, list[int]]:
    """The numbers that occur more than once, each with its places."""
    first: dict[str, int] = {}
    again: dict[str, list[int]] = {}
    for i, (number, _, _) in enumerate(keys):
        if first.setdefault(number, i) != i:
            again.setdefault(number, [first[number]]).append(i)
    return again


def _numbering(
    keys: Sequence[Key],
    shared: Mapping[str, Sequence[int]],
    known: Known,
    *,
    begins_again: bool,
    day_of: Callable[[int], date],
) -> Numbering:
    alike = [[(keys[i][1], day_of(keys[i][2])) for i in each] for each in shared.values()]
    by_register = any(len({register for register, _ in each if register}) > 1 for each in alike)
    carried = known.registers()
    return Numbering(
        by_register=by_register or (bool(carried) and any(register in carried for _, register, _ in keys)),
        by_day=begins_again
        or known.begins_again
        or (bool(alike) and _begin_again(alike, Counter(day_of(micros) for _, _, micros in keys))),
    )


def _reason(what: str, numbering: Numbering) -> str:
    day = "" if numbering.by_day else "give --numbers-restart if numbers begin again each day, "
    return (
        f"{what}; {day}map the column that names the register with --map HEADING=register, or import the receipts of "
        "each register with a --source of its own"
    )


def _begin_again(alike: Iterable[Sequence[tuple[str, date]]], days: Mapping[date, int]) -> bool:
    """Whether most numbers of most days are there on other days, too: one that is, is a slip.

    ``alike`` are register and day of the receipts that share a number, ``days`` how many receipts each day has.
    """
    again: Counter[date] = Counter()
    numbers = 0
    for each in alike:
        of_register: dict[str, set[date]] = {}
        for register, day in each:
            of_register.setdefault(register, set()).add(day)
        restarted = [found for found in of_register.values() if len(found) > 1]
        numbers += bool(restarted)
        for found in restarted:
            again.update(found)
    full = sum(again[day] >= SHARE_LEAST * count for day, count in days.items())
    return numbers >= NUMBERS_LEAST and full >= SHARE_LEAST * len(days)
