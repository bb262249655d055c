"""News of a provider that something happened to one of its payments: a reason to ask, never an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

#: As long as the columns that hold them.
EVENT_ID_MAX, EVENT_KEY_MAX, EVENT_REFERENCE_MAX = 80, 36, 80


@dataclass(frozen=True, slots=True)
class ProviderEvent:
    """One event: its ``id`` is the provider's and comes again each time that it is delivered.

    ``key`` is that of our attempt, ``reference`` the provider's own of the payment; it has one of them at least.
    ``at`` is when it was received.
    """

    id: str
    key: str | None
    reference: str | None
    at: datetime
