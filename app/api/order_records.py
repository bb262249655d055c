"""What programs send to order something and what they get: the shapes, their meaning and an example of each."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.api.records import example_of
from app.api.webhook_records import PublicOrder
from models.online.online_order import LINES_MAX, PIECES_MAX

#: No code of a gift card is longer, however it is grouped, and no PIN, however it is spaced.
CODE_MAX, PIN_MAX = 80, 8
_LINE = {
    "sku": "MILK",
    "name": "Mellanmjölk 1,5 l",
    "quantity": 2,
    "picked": 2,
    "unit_price_minor": 1990,
    "deposit_minor": 0,
}
_ORDER: dict[str, Any] = {
    "id": 4294967301,
    "location": 1,
    "state": "collected",
    "prepaid": False,
    "pickup_from": "2026-11-23T12:30:00Z",
    "pickup_until": "2026-11-23T13:00:00Z",
    "total_minor": 3980,
    "sale": 4294967302,
    "lines": [_LINE],
    "pickup_code": "402913",
    "page": "https://shop.example/order/dGhpcyBpcyBhbiBleGFtcGxlIG9mIGEgc2VjcmV0IG8",
    "placed_at": "2026-11-23T10:30:00Z",
    "reason": "",
    "gift_card_minor": 0,
    "payment_url": "https://shop.example/order/dGhpcyBpcyBhbiBleGFtcGxlIG9mIGEgc2VjcmV0IG8/checkout",
}


class WantedLine(BaseModel):
    """So many pieces of a product."""

    model_config = ConfigDict(extra="forbid")

    sku: Annotated[str, Field(min_length=1, max_length=40)]
    quantity: Annotated[int, Field(ge=1, le=PIECES_MAX, strict=True)]


class NewOrder(BaseModel):
    """An order of a customer who fetches the goods in the shop, and pays them there or on the web."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "lines": [{"sku": "MILK", "quantity": 2}],
                    "pickup_from": "2026-11-23T12:30:00Z",
                    "name": "Anna Berg",
                    "email": "anna@example.com",
                    "phone": "070-123 45 67",
                    "language": "sv",
                    "terms_accepted": True,
                    "total_minor": 3980,
                    "pay": "web",
                    "gift_card": "",
                    "gift_card_pin": "",
                    "gift_card_minor": 0,
                }
            ]
        },
    )

    lines: Annotated[list[WantedLine], Field(min_length=1, max_length=LINES_MAX, description="Each product once.")]
    pickup_from: Annotated[str, Field(max_length=40, description="The beginning of one of the pick-up times.")]
    name: Annotated[str, Field(max_length=200)]
    email: Annotated[str, Field(max_length=300, description="The shop writes there how the order gets on.")]
    phone: Annotated[str, Field(max_length=100)]
    language: Annotated[Literal["sv", "en"], Field(description="Of the e-mails and the page of the order.")] = "sv"
    terms_accepted: Annotated[
        Literal[True], Field(description="Whether the customer accepted the terms of the web shop, at /terms.")
    ]
    total_minor: Annotated[
        int | None, Field(strict=True, description="What the customer was shown; another total is refused.")
    ] = None
    pay: Annotated[
        Literal["shop", "web"],
        Field(description="Where the customer pays what no gift card pays; `web` is at `payment_url`."),
    ] = "shop"
    gift_card: Annotated[
        str, Field(max_length=CODE_MAX, description="The code of a gift card, which pays first; empty for none.")
    ] = ""
    gift_card_pin: Annotated[str, Field(max_length=PIN_MAX, description="Its PIN, if it has one; empty for none.")] = ""
    gift_card_minor: Annotated[
        int | None,
        Field(ge=0, strict=True, description="What the customer was shown that the card pays; less is refused."),
    ] = None


class PlacedOrder(PublicOrder):
    """An order that was placed with the key that asks."""

    model_config = example_of(**_ORDER)

    pickup_code: str = Field(description="What the customer shows or types when the order is fetched.")
    page: str = Field(description="The page of the order, for its customer alone.")
    placed_at: str = Field(description="ISO 8601, UTC.")
    reason: str = Field(description="Why the shop cancelled it, for the customer to read.")
    gift_card_minor: int = Field(description="What is held of a gift card for it, while it is open.")
    payment_url: str | None = Field(
        description="Where its customer pays, while the state is unpaid: it leads on to the page of the provider."
    )


class OneOrder(BaseModel):
    """One order."""

    model_config = example_of(currency="SEK", order=_ORDER)

    currency: str
    order: PlacedOrder


class OrderPage(BaseModel):
    """Orders by number; ``next`` is the cursor of the next page, null on the last one."""

    model_config = example_of(currency="SEK", orders=[_ORDER], next="WzQyOTQ5NjczMDFd")

    currency: str
    orders: list[PlacedOrder]
    next: str | None


class PickupTime(BaseModel):
    """A time in which one more order can be fetched."""

    begins: str = Field(description="ISO 8601, UTC.")
    ends: str


class PickupTimes(BaseModel):
    """The times of the next days; none where the web shop takes no orders."""

    model_config = example_of(times=[{"begins": "2026-11-23T12:30:00Z", "ends": "2026-11-23T13:00:00Z"}])

    times: list[PickupTime]
