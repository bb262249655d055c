"""Who has given the right password and still owes the second step: remembered for some minutes, in this process."""

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
class HalfWay:
    """The operator who gave the password, and the page that was asked for."""

    operator: Operator
    way_back: str
    until: float


class HalfWaySignIns:
    """Sign-ins between password and second step, by the secret in their browser's cookie."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._waiting: OrderedDict[str, HalfWay] = OrderedDict()

    def begin(self, operator: Operator, way_back: str) -> str:
        """Remember that the password was right; returns the secret for the browser."""
        secret = secrets.token_urlsafe(32)
        self._waiting[secret] = HalfWay(operator, way_back, self._clock() + HALF_WAY_S)
        if len(self._waiting) > HALF_WAY_MAX:
            self._waiting.popitem(last=False)
        return secret

    def find(self, secret: str) -> HalfWay | None:
        """Who is half way with this secret; nobody after :data:`HALF_WAY_S`."""
        half_way = self._waiting.get(secret)
        return half_way if half_way is not None and self._clock() < half_way.until else None

    def end(self, secret: str) -> None:
        """Forget a sign-in that was finished or given up."""
        self._waiting.pop(secret, None)
