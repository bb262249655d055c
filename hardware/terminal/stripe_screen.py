"""The screen of a reader of Stripe's, while no payment has it: it shows the basket."""

from __future__ import annotations

import stripe

from hardware.terminal.stripe_client import StripeAccess, reason_of
from hardware.terminal.stripe_reader import StripeReader
from models.selling.reader_basket import ReaderBasket


class StripeScreen:
    """Satisfies :class:`hardware.terminal.port.BasketScreen`; requests of ``access`` wait for a moment only."""

    def __init__(self, access: StripeAccess, reader: str) -> None:
        self._access, self._reader = access, StripeReader(access, reader)

    def show_basket(self, basket: ReaderBasket | None) -> str:
        """Show a basket, or none; Stripe's word for why it could not, empty if it does."""
        try:
            with self._access.question():
                if basket is None:
                    self._reader.clear_basket()
                else:
                    self._reader.show_basket(basket)
        except stripe.StripeError as error:
            return reason_of(error)
        return ""
