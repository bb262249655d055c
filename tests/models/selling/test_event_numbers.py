"""Every event of a browser is applied once, refused as late, or known: never twice and never dropped untold."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.selling.event_numbers import GAPS_MAX, EventNumbers, NumberedTwice, sort_events
from models.selling.till_event import Park, Scan, TillEvent


def scans(*numbers: int) -> list[TillEvent]:
    return [Scan(number, f"code {number}") for number in numbers]


def numbers_of(events: tuple[TillEvent, ...]) -> list[int]:
    return [event.seq for event in events]


def test_the_same_event_twice_in_a_request_is_applied_once() -> None:
    assert numbers_of(sort_events(EventNumbers(), scans(1, 2, 2, 1)).fresh) == [1, 2]


def test_two_events_with_one_number_are_refused() -> None:
    with pytest.raises(NumberedTwice, match="the number 2"):
        sort_events(EventNumbers(), [*scans(1, 2), Park(2)])


def test_a_late_number_is_told_once_and_a_repeat_is_known() -> None:
    first = sort_events(EventNumbers(3), scans(4, 7))
    assert (numbers_of(first.fresh), first.numbers) == ([4, 7], EventNumbers(7, ((5, 6),)))
    second = sort_events(first.numbers, scans(4, 5, 7, 8))
    assert (numbers_of(second.late), numbers_of(second.fresh)) == ([5], [8])
    third = sort_events(second.numbers, scans(5, 6))
    assert (numbers_of(third.late), third.numbers.gaps) == ([6], ())


def test_a_browser_that_was_never_heard_begins_anywhere() -> None:
    assert sort_events(EventNumbers(), scans(500)).numbers == EventNumbers(500)


@given(st.lists(st.lists(st.integers(1, 40), max_size=8), max_size=12))
def test_each_number_is_fresh_or_late_at_most_once(requests: list[list[int]]) -> None:
    numbers, fresh, late = EventNumbers(), list[int](), list[int]()
    for request in requests:
        came = sort_events(numbers, scans(*request))
        numbers = came.numbers
        fresh += numbers_of(came.fresh)
        late += numbers_of(came.late)
        missing = {seq for first, last in numbers.gaps for seq in range(first, last + 1)}
        if fresh:  # what came and what is missing are together all numbers from the first on
            assert missing | set(fresh) | set(late) >= set(range(fresh[0], numbers.last + 1))
        assert not missing & ({*fresh, *late})
        assert len(numbers.gaps) <= GAPS_MAX
    assert all(one < other for one, other in pairwise(fresh))
    assert len({*fresh, *late}) == len(fresh) + len(late)
    began = fresh[0] if fresh else 0
    assert {seq for request in requests for seq in request if seq >= began} <= {*fresh, *late}


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=300))
def test_no_browser_makes_us_remember_without_end(numbers: list[int]) -> None:
    known = EventNumbers()
    for number in numbers:
        known = sort_events(known, scans(number)).numbers
        assert len(known.gaps) <= GAPS_MAX
