"""How much happens by itself for a supplier, and within which limits."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from models.errors import Refused
from models.purchasing.supplier import WrongTerm

#: The most that an order may be of a normal one, in percent.
USUAL_SHARE, SHARE_MAX = 200, 1000
#: No shop of the kind that Kassa is made for sends more than this by itself, in minor units.
VALUE_MAX = 100_000_000
REASON_OF_SWITCH_MAX = 120


class NoOrderLimit(Refused):
    """Kassa was to send to a supplier by itself without a most per order."""

    code = "no_order_limit"
    text = "{supplier}: nothing limits what an order may cost. Nothing was changed; set the most per order first."

    supplier: str


class OrderMode(StrEnum):
    """How much happens by itself for a supplier."""

    OFF = "off"
    """Nothing is proposed; people order."""
    PROPOSE = "propose"
    """Kassa proposes, people send."""
    SEND = "send"
    """Kassa sends within the limits, and holds everything else."""


@dataclass(frozen=True, slots=True)
class AutomaticLimits:
    """What Kassa may do by itself for one supplier, until somebody sets it otherwise.

    ``value_max`` is the most that one order may cost, in minor units without tax; ``share_max`` the most that it may be
    of the normal order, in percent. Sending takes a ``value_max`` above zero. Raises
    :class:`NoOrderLimit` or :class:`models.purchasing.supplier.WrongTerm`.
    """

    supplier_code: str
    mode: OrderMode = OrderMode.PROPOSE
    value_max: int = 0
    share_max: int = USUAL_SHARE

    def __post_init__(self) -> None:
        if not 0 <= self.value_max <= VALUE_MAX:
            raise WrongTerm(self.supplier_code, "most per order", "must not be negative, nor above a million")
        if not 0 < self.share_max <= SHARE_MAX:
            raise WrongTerm(self.supplier_code, "share of a normal order", f"must be from 1 to {SHARE_MAX} percent")
        if self.mode is OrderMode.SEND and not self.value_max:
            raise NoOrderLimit(self.supplier_code)
