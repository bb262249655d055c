"""From a basket to a sale: price it, settle it, number it. The same for a sale at the till and one of the past."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from models.catalogue.product import TaxCategory
from models.jurisdiction.countries import jurisdiction_of
from models.promotions.promotion_index import NO_PROMOTIONS, PromotionIndex
from models.selling.basket import Basket, PricedBasket, price_basket
from models.selling.promoted_lines import promotion_gains
from models.selling.sale import Origin, Sale, make_sale
from models.selling.settlement import Offer, Settlement, settle
from models.shop import Shop, Station


@dataclass(frozen=True, slots=True)
class SettledBasket:
    """A priced basket and how it is paid; nothing is numbered yet."""

    priced: PricedBasket
    settlement: Settlement


def price_at(
    basket: Basket,
    shop: Shop,
    rates_ppm: Mapping[TaxCategory, int],
    at: datetime,
    *,
    promotions: PromotionIndex = NO_PROMOTIONS,
    promoted_at: datetime | None = None,
) -> PricedBasket:
    """The basket with the tax rates of the shop's calendar day at that instant.

    Of the ``promotions`` those give something that hold at ``promoted_at``, which is ``at`` unless it was earlier.
    """
    rules = jurisdiction_of(shop.country).supply_rules
    gains = promotion_gains(basket, promotions, shop.wall_clock(promoted_at or at))
    return price_basket(basket, rates_ppm, shop.tax_day(at), shop.currency, supply_rules=rules, gains=gains)


def settle_basket(priced: PricedBasket, offers: Sequence[Offer]) -> SettledBasket:
    """Check that the offers pay the basket; raises what :func:`models.selling.settlement.settle` raises."""
    return SettledBasket(priced, settle(priced.gross, offers))


def number_sale(
    settled: SettledBasket, station: Station, receipt_number: int, *, at: datetime, operator: str, customer: str | None
) -> Sale:
    """The sale that a settled basket becomes at a station under a receipt number."""
    origin = origin_at(station, receipt_number, at=at, operator=operator, customer=customer)
    return make_sale(settled.priced, settled.settlement, origin)


def origin_at(station: Station, receipt_number: int, *, at: datetime, operator: str, customer: str | None) -> Origin:
    """Where, when and by whom a sale or a refund is made."""
    return Origin(
        device_id=station.device.id,
        receipt_number=receipt_number,
        location_id=station.location.id,
        at=at,
        business_day=station.shop.business_day(at),
        operator=operator,
        customer=customer,
    )
