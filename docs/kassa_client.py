"""A client of the interface of a Kassa shop; written by ``kassa api-keys client`` from its description.

Change nothing here: write it again. It needs Python 3.11 and no other package.
"""

from __future__ import annotations

import json
from typing import Any, Literal, NotRequired, TypedDict, cast
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

Json = dict[str, Any]


class ApiProblem(Exception):
    """The shop refused a request: ``code`` never changes, ``message`` is for people, ``retry_after`` in seconds."""

    def __init__(self, status: int, problem: Json, retry_after: int | None) -> None:
        self.status, self.retry_after = status, retry_after
        self.code, self.message = str(problem.get("code", "")), str(problem.get("message", ""))
        self.details: Json = problem.get("details") or {}
        super().__init__(f"{status} {self.code}: {self.message}")



class CardBalance(TypedDict):
    """What is on a gift card. Amounts are whole minor units."""

    currency: str
    last_four: str
    balance_minor: int
    available_minor: int
    last_day: str | None
    unusable: str | None


class CardQuestion(TypedDict):
    """The code of a gift card, as it is printed, in groups or not."""

    code: str


class EndingPoints(TypedDict):
    """So many points are no longer good from a day on."""

    points: int
    ends_on: str


class MemberConsents(TypedDict):
    """What the member agreed to and did not withdraw."""

    membership: bool
    analysis: bool
    offers: bool


class MemberData(TypedDict):
    """What a member has, without a name, an address, a number or a purchase."""

    currency: str
    points: int
    available_points: int
    point_minor: int | None
    least_points: int | None
    next_end: EndingPoints | None
    tier: str | None
    consents: MemberConsents


class MemberQuestion(TypedDict):
    """The code of a member card, as the member shows it."""

    card: str


class NamedCategory(TypedDict):
    """The group that a product is in, with its name by language."""

    code: str
    names: dict[str, str]


class NewOrder(TypedDict):
    """An order of a customer who fetches the goods in the shop, and pays them there or on the web."""

    lines: list[WantedLine]
    pickup_from: str
    name: str
    email: str
    phone: str
    language: NotRequired[Literal["sv", "en"]]
    terms_accepted: Literal[True]
    total_minor: NotRequired[int | None]
    pay: NotRequired[Literal["shop", "web"]]
    gift_card: NotRequired[str]
    gift_card_pin: NotRequired[str]
    gift_card_minor: NotRequired[int | None]


class OneOrder(TypedDict):
    """One order."""

    currency: str
    order: PlacedOrder


class OneProduct(TypedDict):
    """One product."""

    currency: str
    product: PublicProduct


class OrderPage(TypedDict):
    """Orders by number; ``next`` is the cursor of the next page, null on the last one."""

    currency: str
    orders: list[PlacedOrder]
    next: str | None


class PickupTime(TypedDict):
    """A time in which one more order can be fetched."""

    begins: str
    ends: str


class PickupTimes(TypedDict):
    """The times of the next days; none where the web shop takes no orders."""

    times: list[PickupTime]


PictureSize = Literal["list", "tile", "page"]


class PlacedOrder(TypedDict):
    """An order that was placed with the key that asks."""

    id: int
    location: int
    state: str
    prepaid: bool
    pickup_from: str
    pickup_until: str
    total_minor: int
    sale: int | None
    lines: list[PublicOrderLine]
    pickup_code: str
    page: str
    placed_at: str
    reason: str
    gift_card_minor: int
    payment_url: str | None


class ProductPage(TypedDict):
    """Products by SKU; ``next`` is the cursor of the next page, null on the last one."""

    currency: str
    products: list[PublicProduct]
    next: str | None


class PublicOrderLine(TypedDict):
    """Goods of an order; amounts are minor units, tax included, and ``deposit_minor`` is on each piece."""

    sku: str
    name: str
    quantity: int
    picked: int | None
    unit_price_minor: int
    deposit_minor: int


class PublicPicture(TypedDict):
    """A picture (WebP) and its address, which is asked for with the same key; what is there never changes."""

    address: str
    width: int
    height: int
    tile_address: str
    texts: dict[str, str]


class PublicProduct(TypedDict):
    """A product that the shop sells. Amounts are whole minor units (öre); quantities are decimal numbers as text."""

    sku: str
    name: str
    gtins: list[str]
    codes: list[str]
    unit: str
    content: str | None
    category: NamedCategory
    price_minor: int | None
    open_price: bool
    tax_percent: str | None
    comparison: StatedComparison | None
    deposit_minor: int
    age_limit: int | None
    pictures: list[PublicPicture]
    availability: str


class PublicSale(TypedDict):
    """A receipt without anything about people: no operator, no customer, no card."""

    id: int
    kind: str
    refers_to: int | None
    till: int
    location: int
    receipt_number: int
    at: str
    business_day: str
    gross_minor: int
    tax_minor: int
    discount_minor: int
    rounding_minor: int
    due_minor: int
    lines: list[PublicSaleLine]
    tenders: list[PublicTender]


class PublicSaleLine(TypedDict):
    """A line of a receipt; amounts are after discount, tax included. Those of a refund are below zero."""

    position: int
    kind: str
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


class PublicTender(TypedDict):
    """A means of payment, with what was paid with it less the change."""

    kind: str
    amount_minor: int


class SalePage(TypedDict):
    """Sales and refunds, the oldest first."""

    currency: str
    sales: list[PublicSale]
    next: str | None


class StatedComparison(TypedDict):
    """The comparison price: so much for one kilogram, litre, metre, square metre or piece."""

    amount_minor: int
    unit: str


class StockPage(TypedDict):
    """Stock by location and SKU."""

    stock: list[StockRow]
    next: str | None


class StockRow(TypedDict):
    """What is on hand of a product at a location, in the product's unit."""

    location: int
    location_name: str
    sku: str
    unit: str
    on_hand: str


class WantedLine(TypedDict):
    """So many pieces of a product."""

    sku: str
    quantity: int


class KassaClient:
    """Asks a shop at an address such as ``https://shop.example`` with a key of its own."""

    def __init__(self, address: str, key: str, *, language: str = "en", timeout_s: float = 30.0) -> None:
        self._base, self._timeout_s = address.rstrip("/") + "/api/public/v1", timeout_s
        self._headers = {"authorization": f"Bearer {key}", "accept-language": language}

    def read_balance(self, body: CardQuestion) -> CardBalance:
        """What is on the gift card of a code; the code is in the body, so that it is in no log of addresses."""
        return cast("CardBalance", json.loads(self._ask("POST", "/gift-cards/balance", body=body)))

    def read_member_data(self, body: MemberQuestion) -> MemberData:
        """What the member of a card has; the code is in the body, so that it is in no log of addresses."""
        return cast("MemberData", json.loads(self._ask("POST", "/members/own-data", body=body)))

    def list_orders(self, *, limit: int | None = None, cursor: str | None = None) -> OrderPage:
        """The orders that were placed with this key, the oldest first."""
        return cast("OrderPage", json.loads(self._ask("GET", "/orders", query={"limit": limit, "cursor": cursor})))

    def place_new_order(self, body: NewOrder, *, idempotency_key: str) -> OneOrder:
        """Order goods for a customer: all of it or nothing, by the rules of the web shop. The same request is one order."""
        return cast("OneOrder", json.loads(self._ask("POST", "/orders", body=body, headers={"idempotency-key": idempotency_key})))

    def read_order(self, order: int) -> OneOrder:
        """One order that was placed with this key, as it is now."""
        return cast("OneOrder", json.loads(self._ask("GET", f'/orders/{quote(str(order), safe="")}')))

    def cancel_placed_order(self, order: int) -> OneOrder:
        """Cancel an order that nobody has picked; its goods are free at once, and twice is once."""
        return cast("OneOrder", json.loads(self._ask("POST", f'/orders/{quote(str(order), safe="")}/cancel')))

    def list_pickup_times(self) -> PickupTimes:
        """The times at which one more order can be fetched, the next one first."""
        return cast("PickupTimes", json.loads(self._ask("GET", "/pickup-times")))

    def one_picture(self, digest: str, size: PictureSize) -> bytes:
        """A picture of goods, as `pictures` of a product names it."""
        return self._ask("GET", f'/pictures/{quote(str(digest), safe="")}/{quote(str(size), safe="")}.webp')

    def list_products(self, *, limit: int | None = None, cursor: str | None = None, location: int | None = None) -> ProductPage:
        """The products that the shop sells, by SKU, with today's price; with a location the price and stock of that one."""
        return cast("ProductPage", json.loads(self._ask("GET", "/products", query={"limit": limit, "cursor": cursor, "location": location})))

    def one_product(self, sku: str, *, location: int | None = None) -> OneProduct:
        """One product, as the list has it."""
        return cast("OneProduct", json.loads(self._ask("GET", f'/products/{quote(str(sku), safe="")}', query={"location": location})))

    def list_sales(self, *, first_day: str | None = None, last_day: str | None = None, limit: int | None = None, cursor: str | None = None) -> SalePage:
        """Sales and refunds of some business days, the oldest first; a later page may have what was sold meanwhile."""
        return cast("SalePage", json.loads(self._ask("GET", "/sales", query={"first_day": first_day, "last_day": last_day, "limit": limit, "cursor": cursor})))

    def list_stock(self, *, limit: int | None = None, cursor: str | None = None, location: int | None = None) -> StockPage:
        """What is on hand of each product that was ever in stock, in the product's unit."""
        return cast("StockPage", json.loads(self._ask("GET", "/stock", query={"limit": limit, "cursor": cursor, "location": location})))

    def _ask(
        self,
        method: str,
        path: str,
        *,
        query: Json | None = None,
        body: object = None,
        headers: dict[str, str] | None = None,
    ) -> bytes:
        named = urlencode({name: value for name, value in (query or {}).items() if value is not None})
        data = None if body is None else json.dumps(body).encode()
        sent = self._headers | (headers or {}) | ({} if data is None else {"content-type": "application/json"})
        address = f"{self._base}{path}?{named}" if named else self._base + path
        try:
            with urlopen(Request(address, data, sent, method=method), timeout=self._timeout_s) as reply:
                return bytes(reply.read())
        except HTTPError as error:
            with error:
                text = error.read()
            after = error.headers.get("retry-after")
            try:
                problem = json.loads(text)
            except ValueError:
                problem = {}
            raise ApiProblem(error.code, problem, int(after) if after and after.isdigit() else None) from None
