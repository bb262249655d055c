"""Products: what the shop sells."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from models.catalogue.colour import Colour
from models.catalogue.content import Content
from models.errors import Refused
from models.quantity import Unit

NAME_LENGTH_MAX = 120
SKU_LENGTH_MAX = 40
DEPOSIT_LENGTH_MAX = 24
#: The class of goods that are sold without a deposit although their product has one.
NO_DEPOSIT = "none"
AGE_LIMITS = range(1, 100)
PACK_QUANTITIES = range(2, 10_000)
SHELF_LIVES = range(1, 366)


class TaxCategory(StrEnum):
    """What kind of goods a product is to the tax law; the rate follows from it and the day."""

    STANDARD = "standard"
    FOOD = "food"
    RESTAURANT = "restaurant"
    CULTURE = "culture"
    EXEMPT = "exempt"


class WrongProduct(Refused):
    """A product with a value that is not allowed."""

    code = "wrong_product"
    text = "The product's {field} {value!r} {reason}. Nothing was changed; correct it and try again."

    field: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Category:
    """A group of products on the till's screen and in reports; ``names`` are by language (ISO 639-1).

    Without a ``colour`` of its own it has that of its place on the screen.
    """

    code: str
    names: Mapping[str, str]
    position: int = 0
    colour: Colour | None = None

    def name_in(self, language: str) -> str:
        """The name in a language; where there is none, the first of the names, or else the code.

        >>> Category("dairy", {"sv": "Mejeri"}).name_in("fi")
        'Mejeri'
        """
        return self.names.get(language) or next(iter(self.names.values()), self.code)


@dataclass(frozen=True, slots=True)
class Pack:
    """What is in a box or a case: ``quantity`` pieces of the product ``sku``, whose stock it takes."""

    sku: str
    quantity: int

    def __post_init__(self) -> None:
        _check_text("SKU in the pack", self.sku, SKU_LENGTH_MAX)
        if self.quantity not in PACK_QUANTITIES:
            raise WrongProduct("quantity in the pack", str(self.quantity), "is not from 2 to 9999")


@dataclass(frozen=True, slots=True)
class Product:
    """What is sold under one SKU; ``gtins`` are its barcodes, 14 digits each, ``codes`` those of the shop's own.

    ``content`` is what one unit of it holds, where that is known.
    ``age_limit``: nobody younger may buy it, in years. ``open_price``: the till asks for its price at each sale.
    ``deposit`` is the class of the deposit that is taken with it (see :mod:`models.jurisdiction.deposits`);
    ``gtin_deposits`` names another class for goods with one of its barcodes, :data:`NO_DEPOSIT` for none.
    ``pack``: it is a box or a case of another product. ``shelf_life_days``: goods that spoil may be sold on so many
    days, the day on which they came included. ``has_lots``: deliveries of it name its lot and last day.
    """

    sku: str
    name: str
    unit: Unit
    category: str
    tax_category: TaxCategory
    gtins: tuple[str, ...] = ()
    active: bool = True
    codes: tuple[str, ...] = ()
    content: Content | None = None
    age_limit: int | None = None
    open_price: bool = False
    deposit: str | None = None
    gtin_deposits: tuple[tuple[str, str], ...] = ()
    pack: Pack | None = None
    shelf_life_days: int | None = None
    has_lots: bool = False

    def __post_init__(self) -> None:
        _check_text("SKU", self.sku, SKU_LENGTH_MAX)
        _check_text("name", self.name, NAME_LENGTH_MAX)
        if self.age_limit is not None and self.age_limit not in AGE_LIMITS:
            raise WrongProduct("age limit", str(self.age_limit), "is not from 1 to 99 years")
        if self.shelf_life_days is not None and self.shelf_life_days not in SHELF_LIVES:
            raise WrongProduct("shelf life", str(self.shelf_life_days), "is not from 1 to 365 days")
        for code in (self.deposit, *(code for _, code in self.gtin_deposits)):
            if code is not None:
                _check_text("deposit", code, DEPOSIT_LENGTH_MAX)
        if any(gtin not in self.gtins for gtin, _ in self.gtin_deposits):
            raise WrongProduct("deposit", self.sku, "is that of a barcode that the product does not have")
        if self.pack is not None:
            self._check_pack(self.pack)

    def _check_pack(self, pack: Pack) -> None:
        if pack.sku == self.sku:
            raise WrongProduct("SKU in the pack", self.sku, "is that of the pack itself")
        if self.unit is not Unit.PIECE:
            raise WrongProduct("unit", self.unit.value, "is not that of a pack, which is sold by the piece")
        if self.open_price:
            raise WrongProduct("price", self.sku, "is asked for at the till, which is not possible for a pack")
        if self.has_lots:
            raise WrongProduct("lot", self.sku, "is that of the goods in the pack: choose it there")


def clean_text(text: str) -> str:
    r"""Text without control characters or direction overrides, composed, with single spaces.

    A product name that carries an escape byte could otherwise open the cash drawer.

    >>> clean_text("Kaffe \x1bp  500 g")
    'Kaffe p 500 g'
    """
    composed = unicodedata.normalize("NFC", text)
    if composed.isprintable():
        return " ".join(composed.split())
    # Cc: C0 and C1 controls; Cf: direction overrides and other invisible marks; Cs, Co: not text at all.
    spaced = "".join(" " if sign.isspace() else sign for sign in composed)
    return " ".join("".join(sign for sign in spaced if unicodedata.category(sign) not in _NOT_TEXT).split())


_NOT_TEXT = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def _check_text(field: str, value: str, length_max: int) -> None:
    if not value:
        raise WrongProduct(field, value, "is empty")
    if len(value) > length_max:
        raise WrongProduct(field, value[:length_max] + "…", f"is longer than {length_max} characters")
    if value != clean_text(value):
        raise WrongProduct(field, value, "holds control characters or stray spaces")
