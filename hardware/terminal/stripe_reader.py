"""A card reader of Stripe's that this server drives: it is asked to take a payment, and reports whether it is at it."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import stripe

from hardware.terminal.port import TerminalHealth
from hardware.terminal.stripe_charges import key_of
from hardware.terminal.stripe_client import Json, StripeAccess, is_lost
from models.payments.attempt import PaymentOrder
from models.payments.card_slip import terminal_text
from models.selling.reader_basket import ReaderBasket

#: The reader does something already.
BUSY = "terminal_reader_busy"
#: One lock for each reader, whichever objects of this process drive it.
_ALONE: dict[str, threading.Lock] = {}
_GUARD = threading.Lock()


@dataclass(frozen=True, slots=True)
class ReaderTask:
    """What a reader does for one payment; ``failure`` is Stripe's word for why it ended without a card."""

    is_asking: bool = False
    failure: str = ""


class StripeReader:
    """One reader. Errors of Stripe's pass through.

    Whoever lets it ask for a card waits until its screen is not being changed, so that nobody cancels a payment who
    meant to clear a basket.
    """

    def __init__(self, access: StripeAccess, reader: str) -> None:
        self._readers = access.v1.terminal.readers
        self._id = reader
        with _GUARD:
            self._alone = _ALONE.setdefault(reader, threading.Lock())

    def ask(self, order: PaymentOrder, reference: str) -> None:
        """Let the reader ask for a card; it answers before anybody has shown one."""
        tipping = {"tipping": {"amount_eligible": order.amount.minor}} if order.asks_tip else {}
        parameters = {
            "payment_intent": reference,
            "process_config": {"enable_customer_cancellation": True, "skip_tipping": not order.asks_tip, **tipping},
        }
        with self._alone:
            try:
                self._readers.process_payment_intent(self._id, parameters, key_of(order, "process"))
            except stripe.InvalidRequestError as error:
                if error.code != BUSY or not self._clear_basket():
                    raise
                self._readers.process_payment_intent(self._id, parameters, key_of(order, "process-cleared"))

    def show_basket(self, basket: ReaderBasket) -> None:
        """Show a basket; a reader that asks for a card refuses, and goes on asking."""
        lines = [{"description": each.text, "amount": each.amount_minor, "quantity": 1} for each in basket.lines]
        totals = {"tax": basket.tax_minor, "total": basket.total_minor, "currency": basket.currency.lower()}
        with self._alone:
            self._readers.set_reader_display(self._id, {"type": "cart", "cart": {"line_items": lines, **totals}})

    def clear_basket(self) -> None:
        """Show no basket any more; whatever else the reader does goes on."""
        with self._alone:
            self._clear_basket()

    def _clear_basket(self) -> bool:
        """Whether the reader showed a basket, and shows it no more."""
        if (self._read().get("action") or {}).get("type") != "set_reader_display":
            return False
        self._readers.cancel_action(self._id)
        return True

    def task(self, reference: str) -> ReaderTask:
        """What the reader does for a payment; nothing, if it works for another or for none."""
        action = self._read().get("action") or {}
        if (action.get("process_payment_intent") or {}).get("payment_intent") != reference:
            return ReaderTask()
        return ReaderTask(action["status"] == "in_progress", terminal_text(action.get("failure_code") or ""))

    def stop(self, reference: str) -> bool:
        """Let the reader ask no more for a payment; whether it stopped, or did not ask at all."""
        if not self.task(reference).is_asking:
            return True
        try:
            self._readers.cancel_action(self._id)
        except stripe.InvalidRequestError as error:
            if is_lost(error):
                raise
            return error.code == "terminal_reader_offline"
        return True

    def health(self) -> TerminalHealth:
        """Whether the reader is there."""
        reader = self._read()
        is_online = reader.get("status") == "online"
        name = terminal_text(reader.get("label") or reader["id"])
        return TerminalHealth(is_online, "" if is_online else "terminal_reader_offline", name)

    def _read(self) -> Json:
        reader: Json = self._readers.retrieve(self._id).to_dict()
        return reader
