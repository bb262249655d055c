"""Who has taken the first step and still owes the second one: remembered for some minutes, in this process."""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from models.access.operator import Operator

HALF_WAY_COOKIE = "kassa_half_way"
HALF_WAY_S, HALF_WAY_MAX = 300, 256


@dataclass(frozen=True, slots=True)
class FirstStep:
    """Who the operator is, how that was shown (password, openid), and the page that was asked for."""

    operator: Operator
    method: str
    way_back: str


class HalfWaySignIns:
    """Sign-ins between the first and the second step, by the secret in their browser's cookie."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._waiting: OrderedDict[str, tuple[FirstStep, float]] = OrderedDict()

    def begin(self, step: FirstStep) -> str:
        """Remember the first step; returns the secret for the browser."""
        secret = secrets.token_urlsafe(32)
        self._waiting[secret] = step, self._clock() + HALF_WAY_S
        if len(self._waiting) > HALF_WAY_MAX:
            self._waiting.popitem(last=False)
        return secret

    def find(self, secret: str) -> FirstStep | None:
        """Who is half way with this secret; nobody after :data:`HALF_WAY_S`."""
        step, until = self._waiting.get(secret, (None, 0.0))
        return step if self._clock() < until else None

    def end(self, secret: str) -> None:
        """Forget a sign-in that was finished or given up."""
        self._waiting.pop(secret, None)
