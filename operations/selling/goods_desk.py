"""A till with its open basket, as decisions about goods and codes ask for it."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from models.selling.basket import Basket
from operations.selling.deciding_work import DecidingWork


class GoodsDesk(Protocol):
    """A till with its open basket."""

    basket: Basket | None

    @property
    def work(self) -> DecidingWork:
        """The work that the decision is part of."""

    @property
    def day(self) -> date:
        """The business day."""

    def new_basket(self) -> Basket:
        """An empty basket."""
