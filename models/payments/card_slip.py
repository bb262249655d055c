"""What a terminal reports of a card: as much as a receipt must show, and nothing that could be used to pay."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct, json

from models.card_data import hide_card_data

#: The longest text of a terminal that is stored.
TEXT_MAX = 60
LAST_DIGITS = 4


class CardEntry(StrEnum):
    """How the card was read."""

    CHIP = "chip"
    CONTACTLESS = "contactless"
    SWIPE = "swipe"
    TYPED = "typed"
    UNKNOWN = "unknown"


class CardCheck(StrEnum):
    """How the terminal knew that the card was its holder's."""

    PIN = "pin"
    DEVICE = "device"
    SIGNATURE = "signature"
    NONE = "none"


class CardSlip(Struct, frozen=True):
    """The card behind a payment, for the receipt.

    ``brand`` such as Visa; ``last_four`` digits; ``application`` is the AID and ``application_name`` its label (EMV
    book 1, 12.2.1); ``approval_code`` is the bank's. Empty text: the terminal did not report it. A driver gives
    :func:`clean_slip` of what it heard.
    """

    brand: str = ""
    last_four: str = ""
    entry: CardEntry = CardEntry.UNKNOWN
    check: CardCheck = CardCheck.NONE
    application: str = ""
    application_name: str = ""
    approval_code: str = ""


def clean_slip(slip: CardSlip) -> CardSlip:
    """The slip as it may be stored: clean text, card numbers hidden, of the number nothing but the last four digits.

    >>> slip = clean_slip(CardSlip(brand="Visa 4111 1111 1111 1111", last_four="4111111111111111"))
    >>> slip.brand, slip.last_four
    ('Visa •••', '1111')
    """
    digits = "".join(sign for sign in slip.last_four if sign.isascii() and sign.isdigit())
    return CardSlip(
        brand=terminal_text(slip.brand),
        last_four=digits[-LAST_DIGITS:],
        entry=slip.entry,
        check=slip.check,
        application=terminal_text(slip.application),
        application_name=terminal_text(slip.application_name),
        approval_code=terminal_text(slip.approval_code),
    )


def write_slip(slip: CardSlip | None) -> str | None:
    """The slip as text for a row; :func:`read_slip` reads it."""
    return None if slip is None else json.encode(slip).decode()


def read_slip(text: str | None) -> CardSlip | None:
    """The slip that a row holds."""
    return None if text is None else json.decode(text, type=CardSlip)


def terminal_text(text: str) -> str:
    """Text of a terminal or a provider as it is stored: printable, short, without card data.

    >>> terminal_text("Do not honour 4111111111111111")
    'Do not honour •••'
    """
    printable = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(hide_card_data(printable).split())[:TEXT_MAX]
