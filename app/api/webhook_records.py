"""What webhooks hold: the shapes, their meaning and examples, as the description of the interface has them."""

from __future__ import annotations

from pydantic import BaseModel, Field

from app.api.records import PublicSale, example_of


class PublicOrderLine(BaseModel):
    """Goods of an order; amounts are minor units, tax included, and ``deposit_minor`` is on each piece."""

    sku: str
    name: str
    quantity: int = Field(description="Pieces that were ordered.")
    picked: int | None = Field(description="Pieces that were there; null until somebody picked the order.")
    unit_price_minor: int
    deposit_minor: int


class PublicOrder(BaseModel):
    """An order of the web shop without anything about people: no name, no address, no number, no pick-up code."""

    model_config = example_of(
        id=4294967301,
        location=1,
        state="collected",
        prepaid=True,
        pickup_from="2026-11-23T12:30:00Z",
        pickup_until="2026-11-23T13:00:00Z",
        total_minor=3980,
        sale=4294967302,
        lines=[
            {
                "sku": "MILK",
                "name": "Mellanmjölk 1,5 l",
                "quantity": 2,
                "picked": 2,
                "unit_price_minor": 1990,
                "deposit_minor": 0,
            }
        ],
    )

    id: int
    location: int
    state: str = Field(description="unpaid, placed, ready, collected, cancelled or expired.")
    prepaid: bool = Field(description="Whether the customer chose to pay on the web.")
    pickup_from: str = Field(description="ISO 8601, UTC.")
    pickup_until: str
    total_minor: int
    sale: int | None = Field(description="The sale that it became.")
    lines: list[PublicOrderLine]


class LeftLevel(BaseModel):
    """What is left of a product at a location: on hand and promised to no order."""

    model_config = example_of(location=1, sku="MILK", availability="few_left")

    location: int
    sku: str
    availability: str = Field(description="in_stock, few_left (3 or less) or sold_out.")


class ChangedPrice(BaseModel):
    """A price, tax included; without an amount it was withdrawn, and what held before holds again."""

    sku: str
    location: int | None = Field(description="The only location where it holds; null: the whole shop.")
    price_minor: int | None
    valid_from: str | None = Field(description="The first day.")
    valid_until: str | None = Field(description="The day on which it no longer holds; null: no end.")


class ChangedPrices(BaseModel):
    """Prices that were set or withdrawn together; many of them come as several messages."""

    model_config = example_of(
        prices=[
            {"sku": "MILK", "location": 1, "price_minor": 2090, "valid_from": "2026-11-23", "valid_until": "2026-12-01"}
        ]
    )

    prices: list[ChangedPrice]


class TrialData(BaseModel):
    """A message that somebody in the shop sent to see whether it arrives."""

    model_config = example_of(shop="Kassa Hörnet AB")

    shop: str


class WebOrderMessage(BaseModel):
    """Something happened to an order."""

    type: str
    timestamp: str = Field(description="When it happened; ISO 8601, UTC.")
    data: PublicOrder


class SaleMessage(BaseModel):
    """Something was sold or came back."""

    type: str
    timestamp: str
    data: PublicSale


class StockMessage(BaseModel):
    """Another part of a product is left."""

    type: str
    timestamp: str
    data: LeftLevel


class PriceMessage(BaseModel):
    """Prices were changed."""

    type: str
    timestamp: str
    data: ChangedPrices


class TrialMessage(BaseModel):
    """A trial."""

    type: str
    timestamp: str
    data: TrialData
