"""Sales: paid baskets, never changed afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from models.catalogue.product import TaxCategory
from models.money import Money
from models.pricing.price import line_gross
from models.quantity import Unit
from models.selling.basket import PricedBasket, PricedLine
from models.selling.settlement import Settlement
from models.stock.movement import MovementReason, StockMovement


@dataclass(frozen=True, slots=True)
class SaleLine:
    """One product of a sale; amounts after discount, ``gross = net + tax``; ``cost`` without tax if known."""

    position: int
    sku: str
    gtin: str | None
    name: str
    unit: Unit
    quantity: Decimal
    unit_price: Money
    discount: Money
    gross: Money
    net: Money
    tax: Money
    tax_category: TaxCategory
    tax_rate_ppm: int
    cost: Money | None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where, when and by whom a sale was made; ``receipt_number`` has no gap within a device."""

    device_id: int
    receipt_number: int
    location_id: int
    at: datetime
    business_day: date
    operator: str
    customer: str | None = None


@dataclass(frozen=True, slots=True)
class Sale:
    """A paid basket. ``id`` is the basket's id, known before the sale is kept."""

    id: int
    origin: Origin
    lines: tuple[SaleLine, ...]
    net: Money
    tax: Money
    discount: Money
    settlement: Settlement

    @property
    def currency(self) -> str:
        """ISO 4217 code of every amount of the sale."""
        return self.net.currency


def make_sale(priced: PricedBasket, settlement: Settlement, origin: Origin) -> Sale:
    """The sale that a priced basket and its settlement make; it is not kept yet."""
    currency = priced.currency
    return Sale(
        id=priced.basket.id,
        origin=origin,
        lines=tuple(_sale_line(line, currency) for line in priced.lines),
        net=Money(priced.net_minor, currency),
        tax=Money(priced.tax_minor, currency),
        discount=Money(priced.discount_minor, currency),
        settlement=settlement,
    )


def movements_of(sale: Sale) -> list[StockMovement]:
    """The goods that leave the location with a sale: one movement a line, negative."""
    origin = sale.origin
    return [
        StockMovement(
            source_id=sale.id,
            position=line.position,
            location_id=origin.location_id,
            sku=line.sku,
            quantity=-line.quantity,
            reason=MovementReason.SALE,
            at=origin.at,
            business_day=origin.business_day,
        )
        for line in sale.lines
    ]


def _sale_line(priced: PricedLine, currency: str) -> SaleLine:
    line = priced.line
    cost = None if line.cost is None else Money(line_gross(line.cost.minor, line.quantity), currency)
    return SaleLine(
        position=line.position,
        sku=line.sku,
        gtin=line.gtin,
        name=line.name,
        unit=line.unit,
        quantity=line.quantity,
        unit_price=line.unit_price,
        discount=line.discount,
        gross=Money(priced.gross_minor, currency),
        net=Money(priced.net_minor, currency),
        tax=Money(priced.tax_minor, currency),
        tax_category=line.tax_category,
        tax_rate_ppm=priced.tax_rate_ppm,
        cost=cost,
    )
