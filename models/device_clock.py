"""When a clock is not to be believed: it went backwards, or far ahead."""

from __future__ import annotations

from datetime import datetime, timedelta

#: A clock that is set right by the network steps back by so much at most.
BACK_MOST = timedelta(seconds=5)
#: A shop is closed for so long at most; a longer step ahead is recorded, and nothing more.
AHEAD_MOST = timedelta(days=45)


def is_jump(before: datetime, at: datetime) -> bool:
    """Whether a clock jumped between the newest row of a device and ``at``.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 11, 27, 12, tzinfo=UTC)
    >>> [is_jump(noon, noon + step) for step in (timedelta(seconds=-5), timedelta(seconds=-6), timedelta(days=46))]
    [False, True, True]
    """
    return at < before - BACK_MOST or at > before + AHEAD_MOST
