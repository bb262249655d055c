"""A payment attempt: one try to get money from a customer, or to give it back, in one means of payment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from models.money import Money
from models.payments.attempt_state import OPEN_STATES, PAID_STATES, UNPAID_STATES, AttemptState
from models.payments.card_slip import CardSlip

#: A provider remembers a key for a day at least; after that nothing is repeated under it, and lists are read instead.
KEY_TIME = timedelta(hours=23)


class AttemptKind(StrEnum):
    """Which way the money goes."""

    CHARGE = "charge"
    REFUND = "refund"


class PaymentMethod(StrEnum):
    """How the customer pays a part of what is due."""

    CASH = "cash"
    CARD = "card"
    OWN_TERMINAL = "own_terminal"
    """A card on a terminal that is not connected: the operator reads its slip."""
    SWISH = "swish"
    MOBILEPAY = "mobilepay"
    ON_ACCOUNT = "on_account"
    """The customer pays later; the number of the customer's account is the reference."""
    WEB = "web"
    """By card or Swish on the page of a payment provider, for an order of the web shop, before it is fetched."""
    GIFT_CARD = "gift_card"
    """Only to give back: what gift cards paid goes back to them. A card that pays is in the basket."""
    STORE_CREDIT = "store_credit"
    """Only to give back: what the customer gets is put on a gift card, whatever paid."""


#: Methods whose money is in the hand, or on the slip, of who records them: nobody else is asked.
SEEN_METHODS = frozenset({PaymentMethod.CASH, PaymentMethod.OWN_TERMINAL})
#: Methods that are decided at once: what is bought on account is allowed or refused by the shop itself.
INSTANT_METHODS = SEEN_METHODS | {PaymentMethod.ON_ACCOUNT}
#: Methods that show the customer a code instead of asking for a card.
CODE_METHODS = frozenset({PaymentMethod.SWISH, PaymentMethod.MOBILEPAY})


@dataclass(frozen=True, slots=True)
class PaymentOrder:
    """What a terminal or a provider is asked for.

    ``key`` is random, unique and stored before anything is sent: the idempotency key of every request of the attempt,
    also after a restart. ``original_reference`` is the provider's reference of the charge that a refund gives back.
    ``made_at``: the key is as old. ``may_offline``: the terminal may approve the card without asking its bank.
    ``asks_tip``: it asks the customer for a tip first; such a card is never approved without its bank.
    """

    key: str
    basket_id: int
    till_id: int
    kind: AttemptKind
    method: PaymentMethod
    amount: Money
    made_at: datetime
    original_reference: str | None = None
    may_offline: bool = False
    asks_tip: bool = False

    def is_key_old(self, at: datetime) -> bool:
        """Whether the provider may have forgotten the key: then nothing is repeated, only looked up."""
        return at - self.made_at > KEY_TIME


@dataclass(frozen=True, slots=True)
class PaymentAnswer:
    """What a terminal or a provider answers; "I do not know" is an answer, :attr:`AttemptState.UNKNOWN`.

    ``amount_taken`` is what was really authorised or taken, which may be less than was asked, and with a ``tip`` in it
    more; ``None`` outside these states. A refund's ``tip`` is how much of what was asked for is a tip that goes back,
    and is known before any answer. ``reason`` is the machine's word for a refusal. ``code`` is the text of the QR code
    that the customer scans, until ``code_ends_at``. Money that is reserved can be taken until ``capture_before``.
    """

    state: AttemptState
    reference: str | None = None
    amount_taken: Money | None = None
    tip: Money | None = None
    reason: str = ""
    card: CardSlip | None = None
    needs_signature: bool = False
    code: str = ""
    code_ends_at: datetime | None = None
    capture_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class PaymentAttempt:
    """One attempt as it is stored: what was asked, and the last that is known of it.

    ``terminal`` is the link of the terminal that was asked, ``None`` where nobody is. ``original`` is the id of the
    charge that a refund gives back. ``was_offline``: the terminal once approved it without asking the bank.
    ``is_applied``: a sale has its money as a tender; what is paid and not applied is owed to the customer.
    """

    id: int
    order: PaymentOrder
    operator: str
    terminal: str | None
    state: AttemptState
    changed_at: datetime
    answer: PaymentAnswer
    original: int | None = None
    is_cancel_wanted: bool = False
    was_offline: bool = False
    is_applied: bool = False

    @property
    def is_open(self) -> bool:
        """Whether nobody knows yet what becomes of it."""
        return self.state in OPEN_STATES

    @property
    def is_of_web(self) -> bool:
        """Whether it is about money of a payment page on the web."""
        return self.order.method is PaymentMethod.WEB

    @property
    def is_paid(self) -> bool:
        """Whether its money has moved."""
        return self.state in PAID_STATES

    @property
    def amount_taken(self) -> Money:
        """What has moved, without a tip."""
        if not self.is_paid:
            return Money(0, self.order.amount.currency)
        moved = self.answer.amount_taken or self.order.amount
        return moved if self.answer.tip is None else moved - self.answer.tip

    @property
    def amount_asked(self) -> Money:
        """What was asked for, without a tip that goes back with it: on a charge the customer adds the tip."""
        if self.order.kind is AttemptKind.CHARGE or self.answer.tip is None:
            return self.order.amount
        return self.order.amount - self.answer.tip

    @property
    def tip_minor(self) -> int:
        """By how much this changes what is owed of tips: more once it is paid, less as soon as a tip is to go back.

        A tip that goes back is nobody's from the moment it is asked for until its refund fails: nobody can be paid it
        meanwhile.
        """
        tip = self.answer.tip.minor if self.answer.tip else 0
        if self.order.kind is AttemptKind.REFUND:
            return 0 if self.state in UNPAID_STATES else -tip
        return tip if self.is_paid else 0
