"""Facts of the cash drawer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from models.facts.envelope import Fact
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class DrawerOpened(Fact):
    """The drawer was opened without a sale, for a reason that the operator gave."""

    kind: ClassVar[JournalKind] = JournalKind.DRAWER_OPENED

    reason: str
