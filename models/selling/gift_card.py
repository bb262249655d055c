"""Gift cards: money that a customer paid before, and that pays for goods once, as far as it goes.

A card pays for goods of any tax rate, so it is a multi-purpose voucher: no tax is due when it is sold, and tax is due
at the rate of what it pays for (mervärdesskattelag (2023:200), chapter 2 sections 26 and 27; directive (EU) 2016/1065).
Its code is an own code with 100 random bits; of the code itself only the last four signs are stored in clear.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from enum import StrEnum

from msgspec import Struct

from models.errors import Reason, Refused
from models.money import Money
from models.own_code import NUMBER_SIGNS, GoodsCode, OwnCode, OwnCodeKind, meaning_of

#: So many signs of five random bits each are in a code.
CODE_SIGNS = 20
#: What other systems write on cards, without what groups it.
_MOVED_CODE = re.compile(r"[0-9A-Z]{4,40}", re.ASCII)
#: A basket has at most so many cards that pay, and as many that are filled.
CARDS_MAX = 10
#: So many blank cards are made at once at most.
BLANKS_MAX = 1000


class GiftCardState(StrEnum):
    """Whether a card may pay: a blank one has never been sold, a blocked one was reported lost or stolen."""

    BLANK = "blank"
    ACTIVE = "active"
    BLOCKED = "blocked"


class GiftCardUse(StrEnum):
    """What a card does in a basket: it pays for goods, or money is put on it."""

    PAY = "pay"
    LOAD = "load"


class GiftCardChange(StrEnum):
    """Why the balance of a card changed."""

    SALE = "sale"
    RELOAD = "reload"
    PAYMENT = "payment"
    REFUND = "refund"
    CREDIT = "credit"
    """Goods came back that were paid otherwise, and what they were worth was put on the card."""
    MOVE = "move"
    END = "end"
    OPENING = "opening"
    """What was on it when the shop moved in from another system."""
    WEB = "web"
    """It was paid for in the web shop."""
    WITHDRAWAL = "withdrawal"
    """Its buyer in the web shop took the purchase back."""


class GiftCard(Struct, frozen=True):
    """One card: what is on it, and how much of that open baskets hold already. Amounts in minor units."""

    id: int
    last_four: str
    state: GiftCardState
    balance_minor: int
    held_minor: int
    good_until: date | None
    has_pin: bool = False

    @property
    def available_minor(self) -> int:
        """What it can pay now."""
        return self.balance_minor - self.held_minor

    @property
    def last_day(self) -> date | None:
        """The last day on which it pays, as people are told it; ``None``: it always does."""
        return None if self.good_until is None else self.good_until - timedelta(days=1)


class GiftCardPart(Struct, frozen=True):
    """A card in a basket: it pays up to ``amount_minor``, or gets so much where it is filled.

    ``position`` is the place of its line on the receipt where it is filled; 0 where it pays.
    """

    card: int
    last_four: str
    amount_minor: int
    position: int = 0


class UnknownGiftCard(Refused):
    """A code that no card of this shop has."""

    code = "unknown_gift_card"
    text = "There is no gift card with this code in the shop. Nothing was changed; look at the code and try again."


class GiftCardScanned(Refused):
    """The code of a gift card, in the place of a product's: the till asks what the card is to do."""

    code = "gift_card_scanned"
    text = "This is gift card {last_four} and no product. Nothing was added; scan it again to pay with it."

    last_four: str


_REASONS = {
    "blank": Reason("gift_blank", "is blank and was never sold"),
    "blocked": Reason("gift_blocked", "is blocked"),
    "expired": Reason("gift_expired", "has expired"),
    "in_use": Reason("gift_in_use", "is in use already"),
}


class GiftCardUnusable(Refused):
    """A card that was never sold, is blocked, too old, or in use where a blank one is needed."""

    code = "gift_card_unusable"
    text = (
        "The gift card {last_four} cannot be used: it {why}. Nothing was changed; take another card or means "
        "of payment."
    )

    last_four: str
    why: Reason

    @classmethod
    def because(cls, last_four: str, why: str) -> GiftCardUnusable:
        """The error of a card that is blank, blocked, expired or in_use."""
        return cls(last_four, _REASONS[why])


class GiftCardEmpty(Refused):
    """A card with nothing left, or whose rest another basket holds."""

    code = "gift_card_empty"
    text = (
        "The gift card {last_four} has {available} {available.currency} left. Nothing was taken; "
        "take another means of payment, or finish the basket that holds the rest."
    )

    last_four: str
    available: Money


class WrongGiftAmount(Refused):
    """An amount that cannot be put on a card."""

    code = "wrong_gift_amount"
    text = (
        "{amount} {amount.currency} cannot be put on a gift card: it takes more than nothing, and at most {most} in "
        "all. Nothing was changed; enter another amount."
    )

    amount: Money
    most: Money


class GiftCardInBasket(Refused):
    """A card that is in an open basket already, to be filled."""

    code = "gift_card_in_basket"
    text = "The gift card {last_four} is in a basket already. Nothing was changed; remove it there first."

    last_four: str


class TooManyGiftCards(Refused):
    """More cards in a basket than one takes."""

    code = "too_many_gift_cards"
    text = "A basket takes {most} gift cards. Nothing was changed; take the others with the next purchase."

    most: int


class GiftCardWithReturn(Refused):
    """A gift card and goods that come back, in one basket."""

    code = "gift_card_with_return"
    text = (
        "Gift cards and returned goods cannot be in one basket. Nothing was changed; finish one of them first, then "
        "do the other."
    )


class SaleWithGiftCard(Refused):
    """A sale that sold or took gift cards, and that is to be undone or corrected as a whole."""

    code = "sale_with_gift_card"
    text = "Receipt {number} has a gift card on it. Nothing was changed; return its goods instead."

    number: int


def new_code(choose: Callable[[str], str]) -> OwnCode:
    """The code of a new card; ``choose`` picks one sign of a text, by chance that nobody foresees.

    >>> new_code(lambda signs: signs[0]).text
    'KXG00000000000000000000ET'
    """
    return OwnCode(OwnCodeKind.GIFT_CARD, "".join(choose(NUMBER_SIGNS) for _ in range(CODE_SIGNS)))


def read_code(text: str) -> str:
    """The card's code in a scanned or typed text, as it is hashed: Kassa's own, or one of a former system.

    Raises :class:`UnknownGiftCard` for a text that can be neither.

    >>> read_code("gc-12 34 abcd"), read_code("kxg0 0000 0000 0000 0000 000E T")
    ('GC1234ABCD', 'KXG00000000000000000000ET')
    """
    meaning = meaning_of("".join(text.split()))
    if isinstance(meaning, GoodsCode):
        return _moved_code(meaning.text)
    if not isinstance(meaning, OwnCode) or meaning.kind is not OwnCodeKind.GIFT_CARD:
        raise UnknownGiftCard
    return meaning.text


def _moved_code(text: str) -> str:
    """The code of another system's card: its letters and digits, however they are grouped."""
    signs = re.sub(r"[\s._/-]", "", text).upper()
    if not _MOVED_CODE.fullmatch(signs):
        raise UnknownGiftCard
    return signs


def in_groups(code: str) -> str:
    """A code in groups of four, as people read and type it.

    >>> in_groups("KXG0123456789")
    'KXG0 1234 5678 9'
    """
    return " ".join(code[i : i + 4] for i in range(0, len(code), 4))


def why_unusable(card: GiftCard, today: date) -> str | None:
    """Why a card cannot pay, in a word; ``None`` if it can. ``good_until`` is the first day on which it cannot.

    >>> why_unusable(GiftCard(1, "7K2M", GiftCardState.ACTIVE, 100, 0, date(2026, 12, 1)), date(2026, 11, 30))
    >>> why_unusable(GiftCard(1, "7K2M", GiftCardState.ACTIVE, 100, 0, date(2026, 12, 1)), date(2026, 12, 1))
    'expired'
    """
    if card.state is not GiftCardState.ACTIVE:
        return card.state.value
    return "expired" if card.good_until is not None and today >= card.good_until else None


def paid_by_cards(parts: Iterable[GiftCardPart], goods_minor: int) -> tuple[GiftCardPart, ...]:
    """What each card really pays of goods that cost so much: the first as far as it goes, then the next.

    >>> [each.amount_minor for each in paid_by_cards([GiftCardPart(1, "A", 300), GiftCardPart(2, "B", 900)], 1000)]
    [300, 700]
    """
    parts_paid = []
    for part in parts:
        amount = max(0, min(part.amount_minor, goods_minor))
        goods_minor -= amount
        if amount:
            parts_paid.append(GiftCardPart(part.card, part.last_four, amount))
    return tuple(parts_paid)


def sum_of_parts(parts: Iterable[GiftCardPart]) -> int:
    """The amounts of cards together, in minor units."""
    return sum(each.amount_minor for each in parts)
