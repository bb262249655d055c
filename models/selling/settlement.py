"""Settlement: tenders against what is due, change, and the rounding of cash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from models.errors import Refused
from models.jurisdiction.cash_money import CASH_MONEY, cash_step
from models.money import Money, divide_half_up, total


class TenderKind(StrEnum):
    """Means of payment."""

    CASH = "cash"
    CARD = "card"
    SWISH = "swish"
    MOBILEPAY = "mobilepay"
    SET_OFF = "set_off"
    """Goods that came back, against goods that are bought at the same time: no money moves."""
    DEPOSIT_VOUCHER = "deposit_voucher"
    """A voucher for empty cans and bottles; its number is the reference."""
    GIFT_CARD = "gift_card"
    """What a customer paid before; the reference is the last four signs of the card."""
    WEB = "web"
    """What was paid on the web before the goods were fetched; the reference is the provider's."""
    STORE_CREDIT = "store_credit"
    """What goes back to the customer as money on a gift card; the reference is its last four signs."""
    ON_ACCOUNT = "on_account"
    """What the customer pays later; the reference is the number of the customer's account."""


#: What is owed on gift cards became less, or more, by it.
CARD_TENDERS = (TenderKind.GIFT_CARD, TenderKind.STORE_CREDIT)


class TenderStatus(StrEnum):
    """Who has approved a tender: ``approved_offline`` is a card that the terminal took without asking its bank."""

    APPROVED = "approved"
    APPROVED_OFFLINE = "approved_offline"


@dataclass(frozen=True, slots=True)
class Offer:
    """What the customer hands over in one means of payment."""

    kind: TenderKind
    amount: Money
    reference: str | None = None
    status: TenderStatus = TenderStatus.APPROVED

    def __post_init__(self) -> None:
        if self.amount.minor < 0 or (self.kind is TenderKind.CASH and self.status is not TenderStatus.APPROVED):
            raise WrongTender(self.amount)


@dataclass(frozen=True, slots=True)
class Tender:
    """What was taken in one means of payment: ``amount`` handed over, ``change`` given back of it."""

    kind: TenderKind
    amount: Money
    change: Money
    reference: str | None = None
    status: TenderStatus = TenderStatus.APPROVED


@dataclass(frozen=True, slots=True)
class Settlement:
    """How a sale was paid: ``due = gross + rounding`` and the tenders less their change sum to ``due``."""

    gross: Money
    rounding: Money
    due: Money
    tenders: tuple[Tender, ...]

    @property
    def change(self) -> Money:
        """What the customer gets back in cash."""
        return total((tender.change for tender in self.tenders), self.gross.currency)


class TooLittlePaid(Refused):
    """The tenders do not reach what is due."""

    code = "too_little_paid"
    text = (
        "{offered} {due.currency} is {missing} too little for {due}. Nothing was sold or changed; "
        "take the rest or another means of payment."
    )

    def __init__(self, due: Money, offered: Money) -> None:
        self.due, self.offered = due, offered
        self.missing = due - offered
        super().__init__()


class TooMuchPaid(Refused):
    """More than is due in a means of payment that gives no change."""

    code = "too_much_paid"
    text = (
        "{offered} {due.currency} is more than the {due} due, and only cash gives change. "
        "Nothing was sold or changed; take the exact amount."
    )

    due: Money
    offered: Money


class TooMuchCash(Refused):
    """So much cash that the change would be a whole note of the largest kind: a mistyped amount."""

    code = "too_much_cash"
    text = (
        "{change} {change.currency} back on {offered} is a whole note of {note} or more. "
        "Nothing was sold or changed; look at what was handed over and enter the amount again."
    )

    offered: Money
    change: Money
    note: Money


class WrongTender(Refused):
    """A negative amount of payment, or cash that waits for somebody's approval."""

    code = "wrong_tender"
    text = "{amount} cannot be paid. Nothing was sold or changed; enter the amount again."

    amount: Money


class UnprovenTender(Refused):
    """A means of payment that only a till claims to have taken."""

    code = "unproven_tender"
    text = (
        "Nothing shows that {kind} was paid: no terminal is connected that confirms it. Nothing was sold or changed. "
        "Take cash, or connect a terminal first."
    )

    kind: str


def check_proven(offers: Sequence[Offer]) -> None:
    """Raise :class:`UnprovenTender` for what somebody merely claims: only cash is in the hand of who takes it."""
    for offer in offers:
        if offer.kind is not TenderKind.CASH:
            raise UnprovenTender(offer.kind.value)


def cash_due(amount: Money) -> Money:
    """What is paid when ``amount`` is paid in cash: rounded to what coins allow, half away from zero.

    >>> str(cash_due(Money(10049, "SEK"))), str(cash_due(Money(10050, "SEK")))
    ('100.00', '101.00')
    """
    step = cash_step(amount.currency)
    return Money(divide_half_up(amount.minor, step) * step, amount.currency)


def largest_note(currency: str) -> Money | None:
    """The largest note of a currency, which nobody gets back whole as change; ``None`` if we know of none.

    Nobody hands over a note too many: change that large says that an amount was mistyped, or is a barcode.

    >>> str(largest_note("SEK")), largest_note("JPY")
    ('1000.00', None)
    """
    cash = CASH_MONEY.get(currency)
    return None if cash is None else Money(cash.notes_minor[-1], currency)


def settle(gross: Money, offers: Sequence[Offer]) -> Settlement:
    """Take ``offers`` for ``gross``.

    Raises :class:`TooLittlePaid`, :class:`TooMuchPaid` or :class:`TooMuchCash` if they do not fit.

    Only the part paid in cash is rounded; change is given in cash, from the last cash offer. The example is that of the
    law: 1 to 49 öre go down, 50 to 99 öre go up (lag (1970:1029), section 1).

    >>> paid = settle(Money(7598, "SEK"), [Offer(TenderKind.CASH, Money(10000, "SEK"))])
    >>> str(paid.rounding), str(paid.due), str(paid.change)
    ('0.02', '76.00', '24.00')
    """
    currency = gross.currency
    exact = total((offer.amount for offer in offers if offer.kind is not TenderKind.CASH), currency)
    cash = total((offer.amount for offer in offers if offer.kind is TenderKind.CASH), currency)
    has_cash = any(offer.kind is TenderKind.CASH for offer in offers)
    if exact.minor > gross.minor:
        raise TooMuchPaid(gross, exact)
    remaining = gross - exact
    due_in_cash = cash_due(remaining) if has_cash else remaining
    if cash.minor < due_in_cash.minor or not offers:
        raise TooLittlePaid(exact + due_in_cash, exact + cash)
    change = cash - due_in_cash
    note = largest_note(currency)
    if note is not None and change.minor >= note.minor:
        raise TooMuchCash(cash, change, note)
    return Settlement(
        gross=gross,
        rounding=due_in_cash - remaining,
        due=exact + due_in_cash,
        tenders=_with_change(offers, change),
    )


def _with_change(offers: Sequence[Offer], change: Money) -> tuple[Tender, ...]:
    tenders = []
    for offer in reversed(offers):
        back = min(change.minor, offer.amount.minor) if offer.kind is TenderKind.CASH else 0
        change = Money(change.minor - back, change.currency)
        tenders.append(Tender(offer.kind, offer.amount, Money(back, change.currency), offer.reference, offer.status))
    return tuple(reversed(tenders))
