"""Which of a browser's numbered events are new, which are known, and which come too late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.errors import Refused
from models.selling.till_event import TillEvent

#: So many gaps in a browser's numbers are remembered, the newest.
GAPS_MAX = 20
#: A gap in the numbers: the first and the last that did not come.
Gap = tuple[int, int]


class NumberedTwice(Refused):
    """Two different events of one request have the same number."""

    code = "numbered_twice"
    text = "Two different events have the number {seq}. Nothing was changed; reload the till and enter them again."

    seq: int


class LateEvent(Refused):
    """An event whose turn is over: later ones of the same browser were applied before it."""

    code = "late_event"
    text = (
        "This came after what was done later at this till, and was not done. Nothing was changed; look at the basket "
        "and do it again if it is missing."
    )


@dataclass(frozen=True, slots=True)
class EventNumbers:
    """The last number of a browser, and those before it that never came, in ascending order."""

    last: int = 0
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class Sorted:
    """Events to apply, in the order of their numbers, events that come too late, and the numbers afterwards."""

    fresh: tuple[TillEvent, ...]
    late: tuple[TillEvent, ...]
    numbers: EventNumbers


def sort_events(before: EventNumbers, events: Sequence[TillEvent]) -> Sorted:
    """Sort one request of a browser by what is known of its numbers; a known event that comes again is neither.

    A browser that was never heard before may begin at any number. Raises :class:`NumberedTwice`.
    """
    by_number: dict[int, TillEvent] = {}
    for event in events:
        if by_number.setdefault(event.seq, event) != event:
            raise NumberedTwice(event.seq)
    fresh = tuple(by_number[seq] for seq in sorted(by_number) if seq > before.last)
    late = tuple(
        by_number[seq] for seq in sorted(by_number) if any(first <= seq <= last for first, last in before.gaps)
    )
    gaps = [rest for gap in before.gaps for rest in _without(gap, [event.seq for event in late])]
    last = before.last
    for event in fresh:
        if last and event.seq > last + 1:
            gaps.append((last + 1, event.seq - 1))
        last = event.seq
    return Sorted(fresh, late, EventNumbers(last, tuple(gaps[-GAPS_MAX:])))


def _without(gap: Gap, arrived: Sequence[int]) -> list[Gap]:
    """A gap without the numbers that arrived, as one or several gaps.

    >>> _without((3, 9), [3, 5, 12])
    [(4, 4), (6, 9)]
    """
    rest, first = list[Gap](), gap[0]
    for seq in (seq for seq in arrived if gap[0] <= seq <= gap[1]):
        if seq > first:
            rest.append((first, seq - 1))
        first = seq + 1
    return [*rest, (first, gap[1])] if first <= gap[1] else rest
