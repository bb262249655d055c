"""Payment cards: what their numbers and their magnetic stripes look like, so that none is ever stored or shown.

A till asks a payment terminal for a card and sees nothing of it. A card that is swiped through a reader which types
like a keyboard, or a number that somebody types, is stopped wherever text comes in. ``model/card_data.js`` of the till
has the same rule for the browser, and one table of cases tests both.

Sources: ISO/IEC 7812-1 (length, check digit), ISO/IEC 7813 (tracks 1 and 2), ISO/IEC 4909 (track 3), the ranges that
the card schemes publish.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from models.errors import Refused

#: What replaces card data in a text that must be shown, such as an answer or a line of a log.
HIDDEN = "•••"
#: So many digits a track has at least, and a card number from and to.
TRACK_DIGITS_MIN, CARD_DIGITS_MIN, CARD_DIGITS_MAX = 8, 13, 19

#: Where the numbers of the schemes begin, and how long they are. 14 digits that begin with 4 are no card, but what many
#: systems number goods with.
_SCHEMES = (
    ("4", {13, 15, 16, 17, 18, 19}),  # Visa
    ("5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720", {16}),  # Mastercard
    ("3[47]", {15}),  # American Express
    ("30[0-59]|3[689]", {14, 15, 16, 17, 18, 19}),  # Diners Club
    ("35(?:2[89]|[3-8])", {16, 17, 18, 19}),  # JCB
    ("2131|1800", {15}),  # JCB, earlier
    ("6|5[0678]|8[12]|220[0-4]", {16, 17, 18, 19}),  # Discover, Maestro, UnionPay, RuPay, Mir
    ("5018|5020|5038|5612|5893|6304|6759|676[123]", {13, 14, 15}),  # Maestro, short
    ("9792|8600|9860", {16}),  # Troy, Uzcard, Humo
)
_BEGINS = tuple((re.compile(begin), lengths) for begin, lengths in _SCHEMES)

# On a Swedish keyboard a reader's ; ^ = ? come as ö & ´ _, and a key that only prepares an accent comes not at all.
_TRACKS = re.compile(
    r"%[A-Za-z]? ?[0-9][0-9 ]{7,}[\^&][^?_]*[?_]?"  # track 1
    r"|[;öÖ+_#!][0-9]{8,}[=´'¨][^?_ ]*[?_]?"  # tracks 2 and 3
    r"|(?:(?<=[ ?_])|^)[;öÖ][0-9]{13,}[^?_ ]*[?_]?"  # the same without their separator
)
_GROUP = re.compile("[0-9]+")
_SPACES = re.compile("[ -]{1,3}")
#: Two groups apart by one of these are a number with decimals.
_DECIMAL_SIGNS, _DECIMAL_GROUPS = frozenset({".", ","}), 2
#: Of a track, see above; they would become a space and a mark that joins the sign before it.
_ACCENTS = "´¨"
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Cn", "Co", "Mn", "Me"})

Span = tuple[int, int]


class CardDataRefused(Refused):
    """Text that holds the number or the magnetic stripe of a payment card. The error does not repeat it."""

    code = "card_data"
    text = (
        "This looks like a payment card. Card numbers are never entered here: nothing was saved and nothing was added. "
        "Let the customer use the payment terminal; if it is a product's barcode, register the product first."
    )


def has_card_data(text: str) -> bool:
    """Whether a text holds a card number or a track, also in groups, in other scripts' digits or amid other words.

    >>> has_card_data("call back: 4111 1111 1111 1111, thanks"), has_card_data("7310865004703")
    (True, False)
    """
    return next(_found(text), None) is not None


def hide_card_data(text: str) -> str:
    """The text with every card number and track in it replaced.

    >>> hide_card_data("No sale 4111111111111111.")
    'No sale •••.'
    """
    shown, at = [], 0
    for begin, end in sorted(_found(text)):
        if begin >= at:
            shown.append(text[at:begin] + HIDDEN)
        at = max(at, end)
    return "".join(shown) + text[at:]


def check_no_card_data(*texts: str) -> None:
    """Raise :class:`CardDataRefused` if one of the texts holds card data."""
    if any(map(has_card_data, texts)):
        raise CardDataRefused


def is_card_number(digits: str) -> bool:
    """Whether digits have the beginning, the length and the check digit of a card number.

    >>> is_card_number("4111111111111111"), is_card_number("4111111111111112")
    (True, False)
    """
    if not CARD_DIGITS_MIN <= len(digits) <= CARD_DIGITS_MAX:
        return False
    begins = any(len(digits) in lengths and begin.match(digits) for begin, lengths in _BEGINS)
    return begins and _luhn_remainder(digits) == 0


def _luhn_remainder(digits: str) -> int:
    """Zero for a sound number: every second digit from the right is doubled (ISO/IEC 7812-1, annex B)."""
    doubled = (2 * int(digit) if place % 2 else int(digit) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10


def _found(text: str) -> Iterator[Span]:
    """Where card data is in a text."""
    digits = sum(map(str.isnumeric, text))
    if digits < TRACK_DIGITS_MIN:
        return
    plain, places = _plain(text)
    for begin, end in _tracks(plain):
        yield places[begin], places[end - 1] + 1
    if digits < CARD_DIGITS_MIN and plain is text:  # a sign beyond ASCII may be several digits
        return
    for begin, end in _numbers(plain):
        yield places[begin], places[end - 1] + 1


def _tracks(plain: str) -> Iterator[Span]:
    for track in _TRACKS.finditer(plain):
        yield track.span()


def _numbers(plain: str) -> Iterator[Span]:
    """Card numbers in one run of digits, or in groups apart by spaces and dashes or all by the same other sign."""
    groups = [group.span() for group in _GROUP.finditer(plain)]
    for first, (begin, end) in enumerate(groups):
        if _begins_with_card(plain[begin:end]):
            yield begin, end
            continue
        joined = _joined(plain, groups[first : first + CARD_DIGITS_MAX])
        yield from ((begin, last) for digits, last in joined if is_card_number(digits))


def _joined(plain: str, groups: list[Span]) -> Iterator[tuple[str, int]]:
    """The digits of the first group, of the first two and so on, and where they end, while they can be one number."""
    digits, end, way = "", groups[0][0], ""
    for count, (begin, last) in enumerate(groups, start=1):
        gap = _gap(plain[end:begin])
        way = way or gap
        if digits and (not gap or gap != way):
            return
        digits += plain[begin:last]
        if len(digits) > CARD_DIGITS_MAX:
            return
        if not (way in _DECIMAL_SIGNS and count == _DECIMAL_GROUPS):
            yield digits, last
        end = last


def _gap(between: str) -> str:
    """How two groups of digits are apart; empty if they belong to different numbers."""
    if _SPACES.fullmatch(between):
        return " "
    return between if len(between) == 1 and not between.isalnum() else ""


def _begins_with_card(digits: str) -> bool:
    """Whether a run of digits is a card number with its month, its code or a whole track glued to it."""
    return (len(digits) >= 18 and is_card_number(digits[:15])) or (len(digits) >= 19 and is_card_number(digits[:16]))


def _plain(text: str) -> tuple[str, Sequence[int]]:
    """The text in ASCII digits, plain spaces and dashes, without invisible signs; and where each sign was."""
    if text.isascii() and text.isprintable():
        return text, range(len(text))
    signs = [(sign, place) for place, given in enumerate(text) for sign in _plain_signs(given)]
    return "".join(sign for sign, _ in signs), [place for _, place in signs]


def _plain_signs(given: str) -> Iterator[str]:
    if (given.isascii() and given.isprintable()) or given in _ACCENTS:
        yield given
        return
    for sign in unicodedata.normalize("NFKC", given):
        kind = unicodedata.category(sign)
        if sign.isspace():
            yield " "
        elif kind == "Nd":
            yield str(unicodedata.digit(sign))
        elif kind == "Pd":
            yield "-"
        elif kind not in _INVISIBLE:
            yield sign
