"""The PIN of a gift card that has one: whoever only saw the card's code cannot pay with it.

It is four digits under a scratch field of the card, asked for where the card pays and nowhere else. It is made from the
card's number and the secret of the installation, so that no database and no backup has it.
"""

from __future__ import annotations

from models.errors import Refused

PIN_DIGITS = 4


class GiftCardNeedsPin(Refused):
    """A card with a PIN that is to pay without it."""

    code = "gift_card_needs_pin"
    text = "The gift card {last_four} has a PIN. Nothing was taken; enter the {digits} digits that are on the card."

    last_four: str
    digits: int


class WrongGiftCardPin(Refused):
    """Another PIN than the card's."""

    code = "wrong_gift_card_pin"
    text = (
        "That is not the PIN of the gift card {last_four}. Nothing was taken; look at the card and try again. After "
        "some wrong ones the next has to wait."
    )

    last_four: str


def pin_of_digest(digest: str) -> str:
    """The PIN of a keyed hash in hexadecimal digits; all 10 000 are as likely, but for 1 in 10^73.

    >>> pin_of_digest("2710"), pin_of_digest("ff")
    ('0000', '0255')
    """
    return f"{int(digest, 16) % 10**PIN_DIGITS:0{PIN_DIGITS}d}"


def read_pin(text: str) -> str:
    """The digits of a typed PIN, however they are spaced.

    >>> read_pin(" 12 34")
    '1234'
    """
    return "".join(text.split())
