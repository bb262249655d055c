"""Whether goods are eaten where they are sold or taken away: who may choose that, and what a new line gets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from models.catalogue.product import TaxCategory
from models.jurisdiction.tax_rules import SupplyMode, SupplyRule
from models.selling.basket import Basket, BasketLine


@dataclass(frozen=True, slots=True)
class SupplyChoice:
    """What may be chosen at a till: the tax ``categories`` of which it decides the rate; none where it is not offered.

    ``usual`` is what the till's lines get unless somebody chooses; ``None``: what is usual for their category.
    """

    categories: frozenset[TaxCategory] = frozenset()
    usual: SupplyMode | None = None

    def is_for(self, line: BasketLine) -> bool:
        """Whether it may be chosen for a line."""
        return line.tax_category in self.categories

    def of_new(self, basket: Basket, tax_category: TaxCategory) -> SupplyMode | None:
        """What a line that joins a basket gets: as all those before it, else as is usual at the till."""
        if tax_category not in self.categories:
            return None
        before = {line.chosen_supply for line in basket.lines if self.is_for(line)}
        return before.pop() if len(before) == 1 else self.usual


NO_CHOICE = SupplyChoice()


def categories_with_choice(rules: Iterable[SupplyRule], day: date) -> frozenset[TaxCategory]:
    """The tax categories whose goods are taxed otherwise eaten in than taken away on a day.

    >>> rule = SupplyRule(TaxCategory.FOOD, SupplyMode.EAT_IN, date(2012, 1, 1), TaxCategory.RESTAURANT, "example")
    >>> [sorted(categories_with_choice([rule], day)) for day in (date(2011, 12, 31), date(2012, 1, 1))]
    [[], [<TaxCategory.FOOD: 'food'>]]
    """
    return frozenset(rule.tax_category for rule in rules if rule.valid_from <= day)


def parse_tills(text: str) -> frozenset[int]:
    """The numbers of tills in a setting.

    >>> sorted(parse_tills("1; 3"))
    [1, 3]
    """
    return frozenset(int(each) for each in text.replace(";", " ").split() if each.isdecimal())
