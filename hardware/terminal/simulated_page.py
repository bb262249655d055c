"""A payment page on the web that exists only here: for the demo shop, for trials, and for tests of everything above it.

Its customer pays by a simulated card or a simulated Swish on a page that the web shop draws. It keeps to the rules of a
real provider: a card is reserved and taken later, Swish is taken at once, a page ends, and nothing is taken or given
back twice. A restart in the middle of a payment finds the same bank.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from hardware.terminal.port import TerminalAbility, TerminalHealth
from hardware.terminal.simulated_page_bank import RESERVED_TIME, PageBank, PageWord
from hardware.terminal.simulated_terminal import paid_out
from models.money import Money
from models.payments.attempt import AttemptKind, PaymentAnswer, PaymentMethod, PaymentOrder
from models.payments.attempt_state import AttemptState
from models.payments.dispute import ProviderDispute
from models.payments.provider_list import Payout, ProviderPayment

_REFERENCE = "web-"


class SimulatedPage:
    """See the module; ``folder`` holds the file of the bank, ``return_page`` is where its customer goes afterwards."""

    abilities = frozenset({TerminalAbility.REFUND, TerminalAbility.LISTING})
    methods = frozenset({PaymentMethod.WEB})

    is_practice = True

    def __init__(self, folder: Path, return_page: str = "") -> None:
        self._bank, self._return_page = PageBank(folder), return_page

    def start(self, order: PaymentOrder, *, at: datetime) -> PaymentAnswer:
        """Open the page, or give money back; the same order again is the same payment."""
        if order.key not in self._bank.pages():
            self._bank.begin(order)
            if order.kind is AttemptKind.REFUND:
                self._decide_refund(order, at)
        return self._answer(order.key, at)

    def status(self, order: PaymentOrder, reference: str | None, *, at: datetime) -> PaymentAnswer:
        """What the bank knows; an order that never arrived is begun, so that a late request can begin nothing."""
        del reference  # the simulated bank finds everything by its key
        return self.start(order, at=at)

    def cancel(self, order: PaymentOrder, reference: str | None, *, at: datetime) -> PaymentAnswer:
        """Close the page or release what is reserved, unless the money is taken."""
        answer = self.status(order, reference, at=at)
        if answer.state in {AttemptState.IN_PROGRESS, AttemptState.AUTHORISED}:
            self._bank.note(order.key, PageWord.CLOSED, at)
        return self._answer(order.key, at)

    def capture(self, order: PaymentOrder, reference: str, *, at: datetime) -> PaymentAnswer:
        """Take as much of the reserved money as the order is about, once."""
        answer = self.status(order, reference, at=at)
        fits = order.amount.minor <= self._bank.pages()[order.key].amount.minor
        if answer.state is AttemptState.AUTHORISED and fits:
            self._bank.note(order.key, PageWord.TAKEN, at, order.amount.minor)
        return self._answer(order.key, at)

    def capture_before(self, reference: str) -> datetime | None:
        """A week after the customer paid."""
        page = self._bank.pages().get(reference.removeprefix(_REFERENCE))
        return None if page is None or page.word_at is None else page.word_at + RESERVED_TIME

    def page(self, order: PaymentOrder, *, at: datetime) -> str | None:
        """The address of the page on which its customer pays; ``None`` once it is over."""
        is_open = self.status(order, None, at=at).state is AttemptState.IN_PROGRESS
        return f"{self._return_page}/pay" if is_open else None

    def health(self) -> TerminalHealth:
        """Always ready."""
        return TerminalHealth(is_ready=True, name="(simulated)")

    def payments(self, first: datetime, until: datetime) -> list[ProviderPayment]:
        """What the bank has moved of orders that were begun between two instants."""
        state = AttemptState.APPROVED
        return [
            ProviderPayment(f"{_REFERENCE}{key}", key, each.kind, state, Money(each.moved, each.amount.currency), begun)
            for key, each in self._bank.pages().items()
            if first <= (begun := each.begun_at) < until and each.word is PageWord.TAKEN
        ]

    def payouts(self, first: datetime, until: datetime) -> list[Payout]:
        """What the bank paid out between two instants, less its fee."""
        return paid_out(self.payments, first, until, name="sim-web-po")

    def disputes(self, first: datetime, until: datetime) -> list[ProviderDispute]:
        """Nobody asks for money back."""
        del first, until
        return []

    def _decide_refund(self, order: PaymentOrder, at: datetime) -> None:
        """Give back no more than was taken and has not gone back."""
        pages, original = self._bank.pages(), order.original_reference or ""
        charge = pages.get(original.removeprefix(_REFERENCE))
        before = sum(each.moved for each in pages.values() if each.original == original)
        fits = charge is not None and charge.word is PageWord.TAKEN and before + order.amount.minor <= charge.moved
        word, moved = (PageWord.TAKEN, order.amount.minor) if fits else (PageWord.REFUSED, 0)
        self._bank.note(order.key, word, at, moved)

    def _answer(self, key: str, at: datetime) -> PaymentAnswer:
        page, reference = self._bank.pages()[key], _REFERENCE + key
        if page.word is PageWord.TAKEN:
            return PaymentAnswer(AttemptState.APPROVED, reference, Money(page.moved, page.amount.currency))
        if page.word is PageWord.REFUSED:
            return PaymentAnswer(AttemptState.DECLINED, reference, reason="refund_refused")
        if page.word is PageWord.CLOSED or page.is_over(at):
            return PaymentAnswer(AttemptState.NOT_CHARGED, reference, reason="expired")
        if page.word is PageWord.RESERVED:
            return PaymentAnswer(AttemptState.AUTHORISED, reference, page.amount)
        return PaymentAnswer(AttemptState.IN_PROGRESS)
