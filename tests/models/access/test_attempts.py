"""Waiting after wrong tries: it grows, it ends, and all together bounds what can be guessed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.access.attempts import LIMITS, Failures, Limit, Subject, count_failure, seconds_to_wait

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
limits = st.sampled_from([LIMITS[each] for each in Subject])
#: No waiting at all: what guessing would get without limits.
NONE = Limit(10**9, timedelta(0), timedelta(0), timedelta(days=1))


def tries_in_an_hour(limit: Limit, pauses: list[int]) -> int:
    """The most tries within any hour of somebody who tries as soon as it is heard, but for some pauses (s)."""
    at, failures, heard = NOON, Failures(), []
    for pause in pauses:
        at += timedelta(seconds=max(pause, seconds_to_wait(limit, failures, at)))
        failures = count_failure(limit, failures, at)
        heard.append(at)
    return max(sum(begin <= each < begin + HOUR for each in heard) for begin in heard)


@given(st.lists(st.integers(0, 900) | st.just(0) | st.just(300), min_size=60, max_size=120))
def test_at_most_fifty_pins_are_tried_in_an_hour_over_all_tills(pauses: list[int]) -> None:
    assert tries_in_an_hour(LIMITS[Subject.SHOP], pauses) <= 50


def test_control_without_the_limit_more_than_fifty_are_tried() -> None:
    assert tries_in_an_hour(NONE, [0] * 500) == 500


@given(limits, st.integers(0, 10_000))
def test_no_wait_is_for_good_and_a_longer_count_never_waits_less(limit: Limit, count: int) -> None:
    wait, longer = (seconds_to_wait(limit, Failures(each, NOON), NOON) for each in (count, count + 1))
    assert wait <= longer <= limit.longest_wait.total_seconds()
    assert seconds_to_wait(limit, Failures(count, NOON), NOON + limit.longest_wait) == 0


@given(limits, st.integers(0, 100), st.integers(1, 10**6))
def test_a_clock_that_was_set_back_does_not_lengthen_the_wait(limit: Limit, count: int, seconds: int) -> None:
    failures = Failures(count, NOON)
    assert seconds_to_wait(limit, failures, NOON - timedelta(seconds=seconds)) == seconds_to_wait(limit, failures, NOON)


@pytest.mark.parametrize("subject", Subject)
def test_tries_are_forgiven_in_quiet_times(subject: Subject) -> None:
    limit = LIMITS[subject]
    later = NOON + 7 * limit.forgiven_after
    assert count_failure(limit, Failures(10, NOON), later).count == 4
    assert count_failure(limit, Failures(3, NOON), later).count == 1
