"""The fact of a webhook: where the shop sends what happens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from models.facts.envelope import Fact
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class WebhookChanged(Fact):
    """A webhook was added, changed or removed (``state``: on, off, removed).

    ``digest`` is the SHA-256 of its whole address and its secrets as they are stored; ``host`` the part of the address
    that is no secret, and ``why_off`` why Kassa switched it off, if it did.
    """

    kind: ClassVar[JournalKind] = JournalKind.WEBHOOK_CHANGED

    webhook: int
    host: str
    events: str
    state: str
    why_off: str
    digest: str
