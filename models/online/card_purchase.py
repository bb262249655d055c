"""A gift card that is bought in the web shop: what it may be worth, whom it goes to, and taking the purchase back.

It is a multi-purpose voucher, as at a till: no tax is due when it is sold. It is a contract at a distance, so the buyer
may withdraw from it for 14 days, while nothing of the card was used (lag (2005:59) om distansavtal, chapter 2 section
10; directive 2011/83/EU, article 9).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from models.card_data import check_no_card_data
from models.catalogue.product import clean_text
from models.dispatch.mail_address import parse_address
from models.errors import Reason, Refused
from models.money import Money
from models.online.online_order import OrderContact
from models.online.order_contact import NAME_MAX, WrongOrderContact

#: The least that a card of the web shop is worth, in whole units of the currency.
WEB_CARD_MIN = 50
#: What the form proposes, in whole units of the currency.
WEB_CARD_AMOUNTS = (100, 200, 300, 500, 1000)
GREETING_MAX = 200
WITHDRAWAL_DAYS = 14


class WebCardsNotSold(Refused):
    """The web shop sells no gift cards, or cannot take payment for them right now."""

    code = "web_cards_not_sold"
    text = "The web shop sells no gift cards right now. Nothing was bought; buy one in the shop, or try again later."


class WrongWebCardAmount(Refused):
    """An amount for which the web shop sells no card."""

    code = "wrong_web_card_amount"
    text = (
        "A gift card of the web shop is worth {least} to {most} {most.currency}, without decimals. Nothing was bought; "
        "enter another amount."
    )

    least: Money
    most: Money


class CardNotWithdrawn(Refused):
    """A purchase of a card that cannot be taken back."""

    code = "card_not_withdrawn"
    text = "The purchase of the gift card cannot be taken back: {why}. Nothing was changed; ask the shop."

    why: str

    @classmethod
    def because_touched(cls) -> CardNotWithdrawn:
        """Something of the card was used, or is about to be."""
        return cls(Reason("card_touched", "it was used, filled, moved or blocked"))


@dataclass(frozen=True, slots=True)
class CardWords:
    """Whom a bought card goes to by e-mail, empty for the buyer, and what is written on it."""

    recipient: str = ""
    greeting: str = ""


def clean_buyer(contact: OrderContact) -> OrderContact:
    """Who buys a card, as it is stored: nobody has to be called, so there is no telephone number.

    Raises :class:`models.online.order_contact.WrongOrderContact`,
    :class:`models.dispatch.mail_address.WrongMailAddress` or :class:`models.card_data.CardDataRefused`.

    >>> clean_buyer(OrderContact(" Anna  Berg", "anna@example.com ", "", "sv"))
    OrderContact(name='Anna Berg', email='anna@example.com', phone='', language='sv')
    """
    check_no_card_data(contact.name)
    name = " ".join(clean_text(contact.name).split())
    if not 0 < len(name) <= NAME_MAX:
        raise WrongOrderContact(Reason("contact_name", "name"))
    return OrderContact(name, parse_address(contact.email), "", contact.language)


def clean_words(words: CardWords) -> CardWords:
    """Whom a card goes to and its greeting, as they are stored.

    Raises :class:`models.dispatch.mail_address.WrongMailAddress` or :class:`models.card_data.CardDataRefused`.

    >>> clean_words(CardWords("", " Grattis,  Bo! "))
    CardWords(recipient='', greeting='Grattis, Bo!')
    """
    check_no_card_data(words.greeting)
    recipient = words.recipient.strip()
    return CardWords(parse_address(recipient) if recipient else "", clean_text(words.greeting)[:GREETING_MAX])


def check_web_amount(amount: Money, least: Money, most: Money) -> None:
    """Raise :class:`WrongWebCardAmount` unless a card of the web shop may be worth an amount.

    >>> check_web_amount(Money(50_00, "SEK"), Money(50_00, "SEK"), Money(5000_00, "SEK"))
    """
    if not least.minor <= amount.minor <= most.minor:
        raise WrongWebCardAmount(least, most)


def last_withdrawal(bought_on: date) -> date:
    """The last business day on which a purchase may be taken back; the day of the purchase is not counted.

    >>> last_withdrawal(date(2026, 11, 30))
    datetime.date(2026, 12, 14)
    """
    return bought_on + timedelta(days=WITHDRAWAL_DAYS)


def check_withdrawal(*, bought_on: date, today: date, is_untouched: bool) -> None:
    """Raise :class:`CardNotWithdrawn` unless a purchase may be taken back: in time, and with nothing of the card used.

    >>> check_withdrawal(bought_on=date(2026, 11, 30), today=date(2026, 12, 14), is_untouched=True)
    """
    if not is_untouched:
        raise CardNotWithdrawn.because_touched()
    if today > last_withdrawal(bought_on):
        raise CardNotWithdrawn(Reason("card_late", "its fourteen days are over"))
