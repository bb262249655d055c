"""The net content of a package: how much of the goods is in one unit that is sold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from models.errors import Refused
from models.quantity import THOUSANDTHS

#: A tonne in grams; nothing larger is on a shelf.
CONTENT_MAX = Decimal(1_000_000)


class ContentUnit(StrEnum):
    """The unit that a package names its content in."""

    GRAM = "g"
    KILOGRAM = "kg"
    MILLILITRE = "ml"
    CENTILITRE = "cl"
    LITRE = "l"
    CENTIMETRE = "cm"
    METRE = "m"
    SQUARE_METRE = "m2"
    PIECE = "piece"


class ComparisonUnit(StrEnum):
    """The unit that prices of packages are compared in: prisinformationslagen (2004:347), definition of jämförpris."""

    KILOGRAM = "kg"
    LITRE = "l"
    METRE = "m"
    SQUARE_METRE = "m2"
    PIECE = "piece"


class WrongContent(Refused):
    """A net content that no package can have."""

    code = "wrong_content"
    text = (
        "{quantity} {unit} is not the content of a package. Nothing was changed; enter a number above zero with at "
        "most three decimals and one of g, kg, ml, cl, l, cm, m, m2, piece."
    )

    quantity: str
    unit: str


@dataclass(frozen=True, slots=True)
class Content:
    """The net content of one unit sold: 1.5 litres, 400 grams, 50 pieces."""

    quantity: Decimal
    unit: ContentUnit

    def __post_init__(self) -> None:
        if not is_content(self.quantity):
            raise WrongContent(str(self.quantity), self.unit.value)

    def __str__(self) -> str:
        return f"{self.quantity.normalize():f} {self.unit.value}"

    @property
    def comparison_unit(self) -> ComparisonUnit:
        """The unit that its price is compared in."""
        return _COMPARED[self.unit][0]

    @property
    def compared_quantity(self) -> Decimal:
        """How many comparison units it is, exact.

        >>> Content(Decimal(33), ContentUnit.CENTILITRE).compared_quantity
        Decimal('0.33')
        """
        return self.quantity.scaleb(_COMPARED[self.unit][1])


#: The comparison unit of each unit, and the power of ten between them.
_COMPARED = {
    ContentUnit.GRAM: (ComparisonUnit.KILOGRAM, -3),
    ContentUnit.KILOGRAM: (ComparisonUnit.KILOGRAM, 0),
    ContentUnit.MILLILITRE: (ComparisonUnit.LITRE, -3),
    ContentUnit.CENTILITRE: (ComparisonUnit.LITRE, -2),
    ContentUnit.LITRE: (ComparisonUnit.LITRE, 0),
    ContentUnit.CENTIMETRE: (ComparisonUnit.METRE, -2),
    ContentUnit.METRE: (ComparisonUnit.METRE, 0),
    ContentUnit.SQUARE_METRE: (ComparisonUnit.SQUARE_METRE, 0),
    ContentUnit.PIECE: (ComparisonUnit.PIECE, 0),
}


def is_content(quantity: Decimal) -> bool:
    """Whether a package can hold so many of a unit: above zero, in whole thousandths.

    >>> is_content(Decimal("1.5")), is_content(Decimal(0)), is_content(Decimal("0.0001"))
    (True, False, False)
    """
    if not quantity.is_finite() or not 0 < quantity <= CONTENT_MAX:
        return False
    return (quantity * THOUSANDTHS) == (quantity * THOUSANDTHS).to_integral_value()


class _UnitWord(NamedTuple):
    """What a word for a unit means: so many of a unit."""

    factor: int
    unit: ContentUnit


_WORDS = {
    **{word: _UnitWord(1, ContentUnit.GRAM) for word in ("g", "gr", "gram")},
    **{word: _UnitWord(100, ContentUnit.GRAM) for word in ("hg", "hekto")},
    **{word: _UnitWord(1, ContentUnit.KILOGRAM) for word in ("kg", "kilo")},
    "ml": _UnitWord(1, ContentUnit.MILLILITRE),
    "cl": _UnitWord(1, ContentUnit.CENTILITRE),
    "dl": _UnitWord(10, ContentUnit.CENTILITRE),
    **{word: _UnitWord(1, ContentUnit.LITRE) for word in ("l", "lit", "liter", "litre")},
    "cm": _UnitWord(1, ContentUnit.CENTIMETRE),
    **{word: _UnitWord(1, ContentUnit.METRE) for word in ("m", "meter", "metre")},
    **{word: _UnitWord(1, ContentUnit.SQUARE_METRE) for word in ("m2", "m²", "kvm")},
    **{
        word: _UnitWord(1, ContentUnit.PIECE)
        for word in ("st", "stk", "styck", "pcs", "piece", "pieces", "p", "pack", "-p", "-pack")
    },
}
_NUMBER = r"[0-9]{1,6}(?:[.,][0-9]{1,3})?"
_UNITS = "|".join(sorted(map(re.escape, _WORDS), key=len, reverse=True))
#: May be a thousand or one: "1.000 g".
_AMBIGUOUS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_AMOUNT = re.compile(
    rf"(?<![\w.,])(?:(?P<times>[0-9]{{1,3}})\s?[x×*]\s?)?(?P<number>{_NUMBER})\s?(?P<unit>{_UNITS})(?![\w²])",
    re.IGNORECASE,
)


def content_in_name(name: str) -> Content | None:
    """The content that a product's name states, if it states exactly one; a proposal that somebody confirms.

    >>> str(content_in_name("Mjölk 1,5 % 1,5 l")), str(content_in_name("Läsk 6x33 cl"))
    ('1.5 l', '198 cl')
    >>> content_in_name("Läsk 4-pack 33 cl"), content_in_name("Skor 42")
    (None, None)
    """
    amounts = list(_AMOUNT.finditer(name))
    if len(amounts) != 1 or _AMBIGUOUS.fullmatch(amounts[0]["number"]):
        return None
    (amount,) = amounts
    unit_word = _WORDS[amount["unit"].lower()]
    quantity = Decimal(amount["number"].replace(",", ".")) * unit_word.factor * int(amount["times"] or 1)
    return Content(quantity.normalize() + 0, unit_word.unit) if is_content(quantity) else None


def content_of(text: str, unit_text: str = "") -> Content:
    """The content that a cell or an option states: ``1,5 l``, ``400`` with its unit beside it, ``6x33 cl``.

    Raises :class:`WrongContent`.

    >>> str(content_of("0,5 kg")), str(content_of("400", "g"))
    ('0.5 kg', '400 g')
    """
    whole = f"{text.strip()} {unit_text.strip()}".strip()
    content = content_in_name(whole) if _AMOUNT.fullmatch(whole) else None
    if content is None:
        raise WrongContent(text.strip(), unit_text.strip())
    return content
