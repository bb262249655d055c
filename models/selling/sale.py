"""Sales: paid baskets, never changed afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from operator import attrgetter

from msgspec import Struct, structs

from models.catalogue.kit import SoldKit, SoldPart, cost_minor_of, sold_kit
from models.catalogue.product import Pack, TaxCategory
from models.jurisdiction.tax_rules import SupplyMode
from models.money import Money
from models.pricing.discount_part import DiscountPart
from models.pricing.price import line_gross
from models.quantity import Unit
from models.selling.basket import BasketLine, PricedBasket, PricedLine
from models.selling.gift_card import GiftCardPart
from models.selling.return_line import GoodsReturned, GoodsTo
from models.selling.settlement import Settlement
from models.stock.movement import MovementReason, StockMovement


class SaleKind(StrEnum):
    """A sale, or a refund: a sale of its own with quantities and amounts below zero that refers to the sale."""

    SALE = "sale"
    REFUND = "refund"


class LineKind(StrEnum):
    """What a line of a sale is: goods, the deposit on the packaging of goods, or money that is put on a gift card."""

    GOODS = "goods"
    DEPOSIT = "deposit"
    GIFT_CARD = "gift_card"


#: What stands in place of a SKU on a line of a deposit, before the code of its class.
DEPOSIT_PREFIX = "deposit:"
#: The name of the line of a deposit without a name of its own; each receipt has the word of its language instead.
DEPOSIT_NAME = "Pant"
#: The SKU on a line of a gift card begins with this, before the card's number.
GIFT_CARD_PREFIX = "gift_card:"
GIFT_CARD_NAME = "Presentkort"


class SaleNote(Struct, frozen=True):
    """A line of free text on a receipt, at its place among the products."""

    position: int
    text: str


class SaleLine(Struct, frozen=True):
    """One product of a sale; amounts after discount, ``gross = net + tax``; ``cost`` without tax if known.

    ``tax_category`` is the one that it was taxed as, which ``supply`` may have changed. ``seat`` and ``course`` are
    those of the basket's line. A line of a refund has the position of the sold line that it takes back.
    ``returned``: why its goods came back, and where they went.
    A deposit ``belongs_to`` the line of its goods, by position. The goods of a ``pack`` are taken from the stock of the
    product in it; those of a ``kit`` from the stocks of its parts. ``discounts`` are the parts that sum to
    ``discount``; imported sales have none.
    """

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
    supply: SupplyMode = SupplyMode.TAKE_AWAY
    seat: int | None = None
    course: int | None = None
    kind: LineKind = LineKind.GOODS
    belongs_to: int | None = None
    pack: Pack | None = None
    returned: GoodsReturned | None = None
    discounts: tuple[DiscountPart, ...] = ()
    kit: SoldKit | None = None

    def with_kit_parts(self, parts: tuple[SoldPart, ...]) -> SaleLine:
        """The line with the parts of its kit, which are stored apart from it; a line without a kit is as it is."""
        return self if self.kit is None else structs.replace(self, kit=SoldKit(self.kit.version, parts))

    def with_parts(self, discounts: tuple[DiscountPart, ...]) -> SaleLine:
        """The line with the parts of its discount, which are stored apart from it."""
        return structs.replace(self, discounts=discounts)


@dataclass(frozen=True, slots=True)
class FiscalSignature:
    """What a control unit gave for a sale: its serial number and its control code."""

    control_unit: str
    control_code: str


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
    """A paid basket. ``id`` is the basket's id, known before the sale is stored.

    ``refers_to`` is the sale that a refund takes back, if it is known; a sale refers to none. ``settled_with`` is the
    sale of the goods that the customer bought at the same time as a refund: one settlement, two documents.
    """

    id: int
    origin: Origin
    lines: tuple[SaleLine, ...]
    net: Money
    tax: Money
    discount: Money
    settlement: Settlement
    kind: SaleKind = SaleKind.SALE
    refers_to: int | None = None
    signature: FiscalSignature | None = None
    notes: tuple[SaleNote, ...] = ()
    settled_with: int | None = None

    def __post_init__(self) -> None:
        if self.kind is SaleKind.SALE and (self.refers_to, self.settled_with) != (None, None):
            raise ValueError("only a refund refers to a sale")

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
        lines=tuple(sorted(_lines_of(priced), key=attrgetter("position"))),
        net=Money(priced.net_minor, currency),
        tax=Money(priced.tax_minor, currency),
        discount=Money(priced.discount_minor, currency),
        settlement=settlement,
        notes=tuple(SaleNote(note.position, note.text) for note in priced.basket.notes),
    )


def _lines_of(priced: PricedBasket) -> Iterator[SaleLine]:
    for each in priced.lines:
        yield from _sale_lines(each, priced.currency)
    for part in priced.basket.gift_loads:
        yield _gift_line(part, priced.currency)


def movements_of(sale: Sale) -> list[StockMovement]:
    """The goods that leave the location with a sale, or come back with a refund: one movement a line of goods.

    A pack moves what is in it: so many pieces of another product. A kit moves its parts: the first in the place of its
    line, each other one :data:`PART_STEP` places behind the part before. What came back and does not stay leaves again
    in a movement of its own, in the place below zero.
    """
    moved = [movement for line in sale.lines if line.kind is LineKind.GOODS for movement in _movements(sale, line)]
    return sorted(moved, key=lambda each: each.position)


#: A movement of the goods of a line has its place; that of a later part of a kit has it so many places behind.
PART_STEP = 1_000_000


def line_of_move(position: int) -> int:
    """The place of the line whose goods a movement of a sale or a refund moves.

    >>> [line_of_move(place) for place in (3, -3, 2 * PART_STEP + 3, -2 * PART_STEP - 3)]
    [3, 3, 3, 3]
    """
    return abs(position) % PART_STEP


#: Why goods leave again that came back.
_LEAVES_AGAIN = {
    GoodsTo.WASTE: MovementReason.RETURN_WASTE,
    GoodsTo.SUPPLIER: MovementReason.RETURN_SUPPLIER,
}


def _movements(sale: Sale, line: SaleLine) -> Iterator[StockMovement]:
    origin = sale.origin
    again = _LEAVES_AGAIN.get(line.returned.goods_to) if line.returned else None
    for position, sku, quantity in _goods_of(line):
        moved = StockMovement(
            source_id=sale.id,
            position=position,
            location_id=origin.location_id,
            sku=sku,
            quantity=-quantity,
            reason=MovementReason.SALE if line.returned is None else MovementReason.RETURN,
            at=origin.at,
            business_day=origin.business_day,
        )
        yield moved
        if again is not None:
            yield structs.replace(moved, position=-position, quantity=quantity, reason=again)


def _goods_of(line: SaleLine) -> Iterator[tuple[int, str, Decimal]]:
    """The goods of a line, with the places of their movements; a part of which nothing moves has none."""
    if line.kit is not None:
        for ordinal, part in enumerate(line.kit.parts):
            if part.quantity:
                yield line.position + ordinal * PART_STEP, part.sku, part.quantity
    elif line.pack is not None:
        yield line.position, line.pack.sku, line.quantity * line.pack.quantity
    else:
        yield line.position, line.sku, line.quantity


def _gift_line(part: GiftCardPart, currency: str) -> SaleLine:
    """The line of money that is put on a gift card: outside the scope of tax until the card pays for something."""
    amount, nothing = Money(part.amount_minor, currency), Money(0, currency)
    return SaleLine(
        position=part.position,
        sku=f"{GIFT_CARD_PREFIX}{part.card}",
        gtin=None,
        name=f"{GIFT_CARD_NAME} {part.last_four}",
        unit=Unit.PIECE,
        quantity=Decimal(1),
        unit_price=amount,
        discount=nothing,
        gross=amount,
        net=amount,
        tax=nothing,
        tax_category=TaxCategory.EXEMPT,
        tax_rate_ppm=0,
        cost=None,
        kind=LineKind.GIFT_CARD,
    )


def _sale_lines(priced: PricedLine, currency: str) -> tuple[SaleLine, ...]:
    """The line of the goods, and that of their deposit if they have one."""
    goods, deposit, taxed = _sale_line(priced, currency), priced.line.deposit, priced.deposit
    if deposit is None or taxed is None:
        return (goods,)
    own = structs.replace(
        goods,
        position=goods.position + 1,
        sku=f"{DEPOSIT_PREFIX}{deposit.code}",
        gtin=None,
        name=deposit.name or DEPOSIT_NAME,
        unit_price=deposit.amount,
        discount=Money(0, currency),
        discounts=(),
        gross=Money(taxed.gross_minor, currency),
        net=Money(taxed.net_minor, currency),
        tax=Money(taxed.tax_minor, currency),
        cost=None,
        kind=LineKind.DEPOSIT,
        belongs_to=goods.position,
        pack=None,
        kit=None,
    )
    return goods, own


def _sale_line(priced: PricedLine, currency: str) -> SaleLine:
    line = priced.line
    return SaleLine(
        position=line.position,
        sku=line.sku,
        gtin=line.gtin,
        name=line.name,
        unit=line.unit,
        quantity=line.quantity,
        unit_price=line.unit_price,
        discount=Money(priced.discount_minor, currency),
        gross=Money(priced.gross_minor, currency),
        net=Money(priced.net_minor, currency),
        tax=Money(priced.tax_minor, currency),
        tax_category=priced.tax_category,
        tax_rate_ppm=priced.tax_rate_ppm,
        cost=_cost(line, currency),
        supply=line.supply,
        seat=line.seat,
        course=line.course,
        pack=line.pack,
        discounts=priced.discounts,
        kit=None if line.kit is None else sold_kit(line.kit, line.quantity),
    )


def _cost(line: BasketLine, currency: str) -> Money | None:
    """What the goods of a line cost; kits cost what their parts do, rounded once."""
    if line.kit is not None:
        minor = cost_minor_of(line.kit, line.quantity)
        return None if minor is None else Money(minor, currency)
    return None if line.cost is None else Money(line_gross(line.cost.minor, line.quantity), currency)
