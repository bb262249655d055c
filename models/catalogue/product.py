"""Products: what the shop sells."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from models.catalogue.content import Content
from models.errors import Refused
from models.quantity import Unit

NAME_LENGTH_MAX = 120
SKU_LENGTH_MAX = 40


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
    """A group of products on the till's screen and in reports; ``names`` are by language (ISO 639-1)."""

    code: str
    names: Mapping[str, str]
    position: int = 0

    def name_in(self, language: str) -> str:
        """The name in a language; where there is none, the first of the names, or else the code.

        >>> Category("dairy", {"sv": "Mejeri"}).name_in("fi")
        'Mejeri'
        """
        return self.names.get(language) or next(iter(self.names.values()), self.code)


@dataclass(frozen=True, slots=True)
class Product:
    """What is sold under one SKU; ``gtins`` are its barcodes, 14 digits each, ``codes`` those of the shop's own.

    ``content`` is what one unit of it holds, where that is known.
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

    def __post_init__(self) -> None:
        _check_text("SKU", self.sku, SKU_LENGTH_MAX)
        _check_text("name", self.name, NAME_LENGTH_MAX)


def clean_text(text: str) -> str:
    r"""Text without control characters or direction overrides, composed, with single spaces.

    A product name that carries an escape byte could otherwise open the cash drawer.

    >>> clean_text("Kaffe \x1bp  500 g")
    'Kaffe p 500 g'
    """
    composed = unicodedata.normalize("NFC", text)
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
