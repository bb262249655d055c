"""What the public interface returns: the shapes, their meaning and an example of each, as its description has them."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


def example_of(**example: Any) -> ConfigDict:
    """The example of a shape, for its description."""
    return ConfigDict(json_schema_extra={"examples": [example]})


class Problem(BaseModel):
    """Why a request was refused (RFC 9457); ``code`` is stable, ``message`` is in the language of Accept-Language."""

    model_config = example_of(
        type="urn:kassa:problem:scope_missing",
        title="Forbidden",
        status=403,
        detail="This key may not read this: it lacks sales:read. Nothing was read; ask for a key that has it.",
        code="scope_missing",
        message="This key may not read this: it lacks sales:read. Nothing was read; ask for a key that has it.",
        details={"scope": "sales:read"},
    )

    type: str = Field(description="The code as a URN.")
    title: str = Field(description="The name of the HTTP status.")
    status: int
    detail: str = Field(description="The same as the message.")
    code: str
    message: str
    details: dict[str, Any]


class NamedCategory(BaseModel):
    """The group that a product is in, with its name by language."""

    code: str
    names: dict[str, str]


class StatedComparison(BaseModel):
    """The comparison price: so much for one kilogram, litre, metre, square metre or piece."""

    amount_minor: int
    unit: str


class PublicPicture(BaseModel):
    """A picture (WebP) and its address, which is asked for with the same key; what is there never changes."""

    address: str
    width: int = Field(description="In pixels.")
    height: int
    tile_address: str = Field(description="A smaller one, of 320 pixels at most.")
    texts: dict[str, str] = Field(description="What it shows in words, by language.")


class PublicProduct(BaseModel):
    """A product that the shop sells. Amounts are whole minor units (öre); quantities are decimal numbers as text."""

    model_config = example_of(
        sku="BEER",
        name="Folköl 3,5 % 50 cl",
        gtins=["07310865004703"],
        codes=["4711"],
        unit="piece",
        content="50 cl",
        category={"code": "drinks", "names": {"sv": "Drycker", "en": "Drinks"}},
        price_minor=1490,
        open_price=False,
        tax_percent="25",
        comparison={"amount_minor": 2980, "unit": "l"},
        deposit_minor=200,
        age_limit=18,
        availability="in_stock",
        pictures=[
            {
                "address": "/api/public/v1/pictures/9f1c…/page.webp",
                "width": 1024,
                "height": 768,
                "tile_address": "/api/public/v1/pictures/9f1c…/tile.webp",
                "texts": {"sv": "En brun flaska", "en": "A brown bottle"},
            }
        ],
    )

    sku: str
    name: str
    gtins: list[str] = Field(description="Barcodes, 14 digits each.")
    codes: list[str] = Field(description="Codes of the shop's own.")
    unit: str = Field(description="What the price is for: piece, kilogram, litre or metre.")
    content: str | None = Field(description="What one unit holds, such as 1.5 l.")
    category: NamedCategory
    price_minor: int | None = Field(description="Price of today, tax included; null where there is none.")
    open_price: bool = Field(description="Whether the till asks for the price at each sale.")
    tax_percent: str | None = Field(description="The part of tax in percent that the price includes.")
    comparison: StatedComparison | None
    deposit_minor: int = Field(description="The deposit that is taken beside the price.")
    age_limit: int | None = Field(description="Nobody younger may buy it, in years.")
    pictures: list[PublicPicture] = Field(description="The first one before all.")
    availability: str = Field(description="in_stock, few_left (3 or less), sold_out or not_counted.")


class ProductPage(BaseModel):
    """Products by SKU; ``next`` is the cursor of the next page, null on the last one."""

    currency: str
    products: list[PublicProduct]
    next: str | None


class OneProduct(BaseModel):
    """One product."""

    currency: str
    product: PublicProduct


class StockRow(BaseModel):
    """What is on hand of a product at a location, in the product's unit."""

    model_config = example_of(location=1, location_name="Hörnet", sku="MILK", unit="piece", on_hand="62")

    location: int
    location_name: str
    sku: str
    unit: str
    on_hand: str = Field(description="A decimal number; below zero where more was sold than was booked in.")


class StockPage(BaseModel):
    """Stock by location and SKU."""

    stock: list[StockRow]
    next: str | None


class PublicSaleLine(BaseModel):
    """A line of a receipt; amounts are after discount, tax included. Those of a refund are below zero."""

    position: int
    kind: str = Field(description="goods, deposit or gift_card.")
    sku: str
    gtin: str | None
    name: str
    unit: str
    quantity: str
    unit_price_minor: int
    discount_minor: int
    gross_minor: int
    tax_minor: int
    tax_percent: str


class PublicTender(BaseModel):
    """A means of payment, with what was paid with it less the change."""

    kind: str
    amount_minor: int


class PublicSale(BaseModel):
    """A receipt without anything about people: no operator, no customer, no card."""

    model_config = example_of(
        id=4294967298,
        kind="refund",
        refers_to=4294967297,
        till=1,
        location=1,
        receipt_number=2,
        at="2026-11-23T10:30:00Z",
        business_day="2026-11-23",
        gross_minor=-3980,
        tax_minor=-225,
        discount_minor=0,
        rounding_minor=-20,
        due_minor=-4000,
        lines=[
            {
                "position": 1,
                "kind": "goods",
                "sku": "MILK",
                "gtin": "07310865004703",
                "name": "Mellanmjölk 1,5 l",
                "unit": "piece",
                "quantity": "-2",
                "unit_price_minor": 1990,
                "discount_minor": 0,
                "gross_minor": -3980,
                "tax_minor": -225,
                "tax_percent": "6",
            }
        ],
        tenders=[{"kind": "cash", "amount_minor": -4000}],
    )

    id: int
    kind: str = Field(description="sale or refund.")
    refers_to: int | None = Field(description="The sale that a refund takes back.")
    till: int
    location: int
    receipt_number: int
    at: str = Field(description="ISO 8601, UTC.")
    business_day: str
    gross_minor: int = Field(description="What the lines sum to, tax included.")
    tax_minor: int
    discount_minor: int
    rounding_minor: int = Field(description="Cash rounding: gross + rounding = due.")
    due_minor: int
    lines: list[PublicSaleLine]
    tenders: list[PublicTender]


class SalePage(BaseModel):
    """Sales and refunds, the oldest first."""

    currency: str
    sales: list[PublicSale]
    next: str | None


class CardQuestion(BaseModel):
    """The code of a gift card, as it is printed, in groups or not."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"code": "KXG0 0000 0000 0000"}]})

    code: str = Field(min_length=1, max_length=80)


class CardBalance(BaseModel):
    """What is on a gift card. Amounts are whole minor units."""

    model_config = example_of(
        currency="SEK",
        last_four="000E",
        balance_minor=50000,
        available_minor=50000,
        last_day="2027-11-28",
        unusable="blocked",
    )

    currency: str
    last_four: str
    balance_minor: int
    available_minor: int = Field(description="What no open basket holds of it.")
    last_day: str | None = Field(description="The last day on which it pays; null: it always does.")
    unusable: str | None = Field(description="Why it cannot pay: blocked, ended, expired; null: it can.")
