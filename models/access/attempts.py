"""How long to wait after wrong PINs and passwords: longer with each, and never for good.

Each wrong try counts for several subjects at once: the person, the till, and the whole shop. Each has its own limit, so
that neither guessing one person's PIN at many tills nor everybody's at one gets far, while a till with a few slips a
day never waits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from models.errors import Refused


class WaitForSignIn(Refused):
    """Too many wrong tries: the next one has to wait."""

    code = "wait_for_sign_in"
    text = (
        "There were too many wrong tries. Nobody was signed in; baskets are safe. Try again in {seconds} seconds, or "
        "ask somebody who may unlock."
    )

    seconds: int


class WrongSecret(Refused):
    """The PIN, badge, password or code is not that of the person."""

    code = "wrong_secret"
    text = "That is not right. Nobody was signed in; baskets are safe. Try again."


class Subject(StrEnum):
    """For what wrong tries are counted."""

    OPERATOR = "operator"
    TILL = "till"
    SHOP = "shop"
    PASSWORD = "password"  # noqa: S105 - the name of a subject
    SECOND_FACTOR = "second_factor"
    OFFICE = "office"
    GIFT_CARD = "gift_card"
    GIFT_CARD_PIN = "gift_card_pin"
    WEB_GIFT_CARD = "web_gift_card"
    WEB_ADDRESS = "web_address"


@dataclass(frozen=True, slots=True)
class Limit:
    """``free`` wrong tries need no waiting; then ``first_wait``, twice as long each time, at most ``longest_wait``.

    One wrong try is forgiven each ``forgiven_after`` of quiet.
    """

    free: int
    first_wait: timedelta
    longest_wait: timedelta
    forgiven_after: timedelta


LIMITS: Mapping[Subject, Limit] = {
    Subject.OPERATOR: Limit(4, timedelta(seconds=5), timedelta(minutes=15), timedelta(minutes=30)),
    Subject.TILL: Limit(10, timedelta(seconds=5), timedelta(minutes=10), timedelta(minutes=10)),
    Subject.SHOP: Limit(25, timedelta(seconds=10), timedelta(minutes=10), timedelta(minutes=5)),
    Subject.PASSWORD: Limit(5, timedelta(seconds=10), timedelta(minutes=15), timedelta(minutes=30)),
    Subject.SECOND_FACTOR: Limit(5, timedelta(seconds=10), timedelta(minutes=15), timedelta(minutes=30)),
    Subject.GIFT_CARD: Limit(10, timedelta(seconds=10), timedelta(minutes=15), timedelta(minutes=30)),
    # Of one card, whose code is known: 10 000 PINs take more than a year.
    Subject.GIFT_CARD_PIN: Limit(4, timedelta(seconds=30), timedelta(hours=1), timedelta(hours=2)),
    # Of everybody in the web shop together, and of one address there.
    Subject.WEB_GIFT_CARD: Limit(100, timedelta(seconds=5), timedelta(minutes=2), timedelta(seconds=30)),
    Subject.WEB_ADDRESS: Limit(5, timedelta(seconds=30), timedelta(hours=1), timedelta(minutes=30)),
    Subject.OFFICE: Limit(50, timedelta(seconds=2), timedelta(minutes=2), timedelta(minutes=1)),
}


@dataclass(frozen=True, slots=True)
class Failures:
    """The wrong tries that still count, and when the last was; ``None``: never."""

    count: int = 0
    last_at: datetime | None = None


def seconds_to_wait(limit: Limit, failures: Failures, at: datetime) -> int:
    """Whole seconds until the next try is heard; 0 if it is now.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 11, 27, 12, tzinfo=UTC)
    >>> [seconds_to_wait(LIMITS[Subject.OPERATOR], Failures(count, noon), noon) for count in (4, 5, 6, 40)]
    [0, 5, 10, 900]
    """
    over = failures.count - limit.free
    if failures.last_at is None or over <= 0:
        return 0
    wait = min(limit.first_wait * (1 << min(over - 1, 20)), limit.longest_wait)
    # A clock that was set back must not lengthen the wait.
    passed = max(at - failures.last_at, timedelta(0))
    return max(0, -((passed - wait) // timedelta(seconds=1)))


def count_failure(limit: Limit, failures: Failures, at: datetime) -> Failures:
    """The tries that count after one more; those of before are forgiven as time passed."""
    if failures.last_at is None:
        return Failures(1, at)
    forgiven = max(at - failures.last_at, timedelta(0)) // limit.forgiven_after
    return Failures(max(0, failures.count - forgiven) + 1, at)
