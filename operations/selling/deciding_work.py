"""What a decision about a basket needs of the work that it is part of, whether that sells or practises."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from models.access.actor import Actor
from models.shop import Station
from store.database.engine import Connection


class DecidingWork(Protocol):
    """What a decision needs of the work it is part of."""

    @property
    def tx(self) -> Connection:
        """Where goods, prices and settings are looked up."""

    @property
    def station(self) -> Station:
        """The till."""

    @property
    def actor(self) -> Actor:
        """Who acts."""

    @property
    def at(self) -> datetime:
        """Now."""
