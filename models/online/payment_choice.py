"""Where customers of the web shop pay: in the shop, on the web, or as they like."""

from __future__ import annotations

from enum import StrEnum

from models.errors import Refused


class PaymentNotOffered(Refused):
    """A way to pay that the web shop does not offer, or not right now."""

    code = "payment_not_offered"
    text = "The web shop does not take payment that way right now. Nothing was ordered; choose another way to pay."


class PaymentChoice(StrEnum):
    """Where orders of the web shop are paid."""

    SHOP = "shop"
    WEB = "web"
    BOTH = "both"
    """The customer chooses."""

    @property
    def takes_web(self) -> bool:
        """Whether customers may pay on the web."""
        return self is not PaymentChoice.SHOP

    @property
    def takes_shop(self) -> bool:
        """Whether customers may pay when they fetch the goods."""
        return self is not PaymentChoice.WEB

    def check(self, *, is_on_web: bool) -> None:
        """Raise :class:`PaymentNotOffered` unless an order may be paid there.

        >>> PaymentChoice.BOTH.check(is_on_web=True)
        """
        if not (self.takes_web if is_on_web else self.takes_shop):
            raise PaymentNotOffered
