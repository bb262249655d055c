"""The seam for a control unit: who must sign a sale between its settlement and its number in the books."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from models.selling.sale import FiscalSignature, Sale


class FiscalSigner(Protocol):
    """Signs sales, as the law of some countries asks: no signature, no sale (SKVFS 2014:9 chapter 4 section 9).

    A driver answers within a second or raises :class:`models.errors.Unavailable`: nothing is sold then. The same sale
    with the same number signed again gets the same signature, because a sale may be tried again after it was signed.
    """

    def sign(self, sale: Sale) -> FiscalSignature | None:
        """The signature of a settled sale with its number; ``None`` where the law asks for none."""


@dataclass(frozen=True, slots=True)
class NoFiscalSigner:
    """Signs nothing: for shops that need no control unit."""

    def sign(self, sale: Sale) -> FiscalSignature | None:  # noqa: ARG002 - the port's signature
        """No signature."""
        return None
