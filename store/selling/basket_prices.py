"""What baskets cost: with the tax rates of a day and the promotions of the shop as they hold at an instant."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from models.catalogue.product import TaxCategory
from models.promotions.promotion_index import PromotionIndex
from models.selling.basket import Basket, PricedBasket
from models.selling.checkout import price_at
from models.shop import Shop
from store.catalogue import tax_rates
from store.catalogue.promotion_rows import promotions_at
from store.selling.payment_attempts import first_charge_at


class BasketPrices:
    """Rates and promotions of one instant, for as many baskets as are asked for within a transaction."""

    def __init__(self, view: sa.Connection, shop: Shop, at: datetime) -> None:
        self._view, self._shop, self._at = view, shop, at
        self._rates: Mapping[TaxCategory, int] = tax_rates(view, shop.country, shop.tax_day(at))
        self._promotions: dict[datetime, PromotionIndex] = {}

    def of(self, basket: Basket) -> PricedBasket:
        """What a basket costs.

        One that is being paid has the promotions of the moment at which its first part was asked for: what the
        customer owes does not change between two parts.
        """
        begun_at = first_charge_at(self._view, basket.id) if basket.has_payments else None
        moment = begun_at or self._at
        promotions = self._promotions_at(moment)
        return price_at(basket, self._shop, self._rates, self._at, promotions=promotions, promoted_at=moment)

    def _promotions_at(self, moment: datetime) -> PromotionIndex:
        if moment not in self._promotions:
            self._promotions[moment] = promotions_at(self._view, moment, self._shop.tax_day(moment))
        return self._promotions[moment]
