"""What other programs write for a tax, as a tax category of ours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from integrations.spreadsheets.heading_words import plain
from models.catalogue.product import TaxCategory
from models.pricing.tax import PPM

_WORDS = {
    TaxCategory.STANDARD: ("standard", "normal", "full", "hog", "high"),
    TaxCategory.FOOD: ("food", "livsmedel", "mat", "grocery"),
    TaxCategory.RESTAURANT: ("restaurant", "restaurang", "servering", "catering", "eat in", "lunch"),
    TaxCategory.CULTURE: ("culture", "kultur", "bocker", "books", "bok", "book", "tidningar"),
    TaxCategory.EXEMPT: ("exempt", "none", "momsfri", "momsfritt", "tax free", "zero", "ingen", "no tax", "undantagen"),
}
_CATEGORY_OF = {word: category for category, words in _WORDS.items() for word in words}
#: The word of a variant that has the tax of its product.
_AS_ABOVE = "parent"
_RATE = re.compile(r"([0-9]{1,2}(?:[.,][0-9]{1,4})?)\s*(%|procent|percent)?")
#: Goods taxed as culture where the same rate also holds for food.
_READ = re.compile(r"\b(bok|bocker|book|books|pocket|tidning|tidningar|magasin|magazine|newspaper|press|serie)")
_SERVED = re.compile(r"(lunch|server|restaurang|restaurant|catering|ratt|meny|menu|dish|middag|brunch)")


@dataclass(frozen=True, slots=True)
class TaxWords:
    """``rates_ppm`` hold on the day of the import.

    ``chosen`` maps what the table writes (any word, or a percentage such as ``12``) to a category and comes first.
    """

    rates_ppm: Mapping[TaxCategory, int]
    chosen: Mapping[str, TaxCategory] = field(default_factory=dict)

    def category(self, text: str, hint: str) -> TaxCategory | None:
        """The tax category that a cell means, ``None`` when it is empty; ``hint`` is the product's group and name.

        Raises :class:`ValueError` with the reason when it may mean something else.
        """
        words = plain(text)
        rate = _RATE.search(text)
        per_cent = _per_cent(rate[1], signed=bool(rate[2])) if rate else None
        for key, category in self.chosen.items():
            if plain(key) == words or (per_cent is not None and _as_number(key) == per_cent):
                return category
        if not text.strip() or words == _AS_ABOVE:
            return None
        if words in _CATEGORY_OF:
            return _CATEGORY_OF[words]
        if per_cent is None:
            raise ValueError("is not a tax that Kassa knows; map it with --tax")
        return self._of_rate(per_cent, plain(hint))

    def _of_rate(self, per_cent: Decimal, hint: str) -> TaxCategory:
        fits = [kind for kind, ppm in self.rates_ppm.items() if Decimal(ppm) * 100 == per_cent * PPM]
        if not fits:
            raise ValueError("is not a tax rate of today; map it with --tax")
        if TaxCategory.CULTURE in fits and _READ.search(hint):
            return TaxCategory.CULTURE
        if TaxCategory.RESTAURANT in fits and _SERVED.search(hint):
            return TaxCategory.RESTAURANT
        if fits == [TaxCategory.RESTAURANT]:
            raise ValueError("holds today for served meals only; map it with --tax, to food or restaurant")
        return TaxCategory.FOOD if TaxCategory.FOOD in fits else fits[0]


def _per_cent(digits: str, *, signed: bool) -> Decimal:
    value = Decimal(digits.replace(",", "."))
    return value * 100 if 0 < value < 1 and not signed else value


def _as_number(key: str) -> Decimal | None:
    found = _RATE.fullmatch(key.strip())
    return _per_cent(found[1], signed=bool(found[2])) if found else None
