"""Baskets: what a customer wants before it is paid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct, structs

from models.catalogue.kit import KitContents, cost_minor_of
from models.catalogue.product import Pack, TaxCategory
from models.errors import Refused
from models.jurisdiction.tax_rules import SupplyMode, SupplyRule
from models.members.point_entry import PointsUse
from models.money import Money
from models.pricing.discount_part import DiscountKind, DiscountPart, sum_of
from models.pricing.price import Taxed, line_gross, tax_lines
from models.pricing.tax import rate_of, taxed_as, usual_supply
from models.quantity import Unit, check_line_quantity
from models.selling.deposit_voucher import DepositVoucher, sum_of_vouchers
from models.selling.discount_grant import DiscountGrant, LineBefore, discount_parts, without_grant
from models.selling.gift_card import GiftCardPart, paid_by_cards, sum_of_parts
from models.selling.shown_codes import ShownCode

#: So many different lines go into a basket; the receipt of as many is three metres long.
LINES_MAX = 500


class BasketState(StrEnum):
    """Where a basket is until it is paid or cancelled; then it is gone, and the sale or the journal tells."""

    OPEN = "open"
    PARKED = "parked"


class LineState(StrEnum):
    """Whether somebody makes the line already."""

    NEW = "new"
    SENT = "sent"


class DepositCharge(Struct, frozen=True):
    """The deposit on one unit of a line: its class and its amount at the moment of the scan.

    ``name`` is what receipts call it, for a class of the shop's own; empty: the word for any deposit.
    """

    code: str
    amount: Money
    name: str = ""

    @property
    def terms(self) -> tuple[str, Money]:
        """What makes it another deposit; its name does not."""
        return self.code, self.amount


class BasketNote(Struct, frozen=True):
    """A line of free text that will be on the receipt, at its place among the products."""

    position: int
    text: str


class BasketLine(Struct, frozen=True):
    """One product in a basket; ``unit_price`` is that of the moment of the scan, ``position`` never changes.

    With a ``deposit`` the line also has the next position, for the deposit's own line on the receipt. ``pack`` is what
    the product is a box of, ``kit`` what it is made of, ``age_limit`` how old its buyer must be, ``category`` where it
    belongs and ``open_price`` whether its price is asked for, all as they are today.

    ``sent_quantity``: so much of it was sent to who makes it, at most ``quantity``. ``seat`` and ``course`` say for
    whom and when, where a shop serves at tables. ``has_lots``: lots of it are known, and ``lot`` is the one that the
    code on the goods named.
    """

    position: int
    sku: str
    gtin: str | None
    name: str
    unit: Unit
    quantity: Decimal
    unit_price: Money
    discount: Money
    tax_category: TaxCategory
    cost: Money | None = None
    chosen_supply: SupplyMode | None = None
    sent_quantity: Decimal = Decimal(0)
    seat: int | None = None
    course: int | None = None
    deposit: DepositCharge | None = None
    pack: Pack | None = None
    age_limit: int | None = None
    category: str = ""
    open_price: bool = False
    lot: str | None = None
    has_lots: bool = False
    kit: KitContents | None = None

    def with_kit(self, kit: KitContents) -> BasketLine:
        """The line with what one of its kits takes from stock, and what that costs."""
        minor = cost_minor_of(kit)
        return structs.replace(self, kit=kit, cost=None if minor is None else Money(minor, self.unit_price.currency))

    @property
    def supply(self) -> SupplyMode:
        """How it is handed over: as somebody chose, else as is usual for its category."""
        return self.chosen_supply or usual_supply(self.tax_category)

    @property
    def state(self) -> LineState:
        """Whether anything of the line has been sent."""
        return LineState.SENT if self.sent_quantity else LineState.NEW


@dataclass(frozen=True, slots=True)
class Basket:
    """An open or parked basket as the store keeps it; its id becomes the id of the sale.

    ``age_confirmed``: somebody saw that the customer is so old, in years; 0: nobody has looked. ``has_payments``: a
    part of it is paid, or being paid, so that it may neither change nor go. ``returned_minor`` is what the customer
    gets for goods of an earlier sale that come back with this basket; ``None``: nothing comes back. ``discounts`` are
    those that an operator gave, on lines or on all of it. ``codes`` and ``customer_group`` are what the customer showed
    to get promotions; ``vouchers`` are those for deposits that they pay with. ``gift_cards`` pay, up to the amount of
    each; ``gift_loads`` are cards that the customer buys or fills. ``member`` is the id of the customer who is one,
    and ``points`` are those of theirs that it uses.
    """

    id: int
    device_id: int
    state: BasketState
    label: str
    opened_at: datetime
    last_position: int
    lines: tuple[BasketLine, ...] = ()
    age_confirmed: int = 0
    notes: tuple[BasketNote, ...] = ()
    has_payments: bool = False
    returned_minor: int | None = None
    discounts: tuple[DiscountGrant, ...] = ()
    codes: tuple[ShownCode, ...] = ()
    customer_group: str | None = None
    vouchers: tuple[DepositVoucher, ...] = ()
    gift_cards: tuple[GiftCardPart, ...] = ()
    gift_loads: tuple[GiftCardPart, ...] = ()
    member: str | None = None
    points: PointsUse | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it holds nothing that the customer buys or brings back."""
        return not (self.has_goods or self.vouchers or self.gift_cards) and self.returned_minor is None

    @property
    def has_goods(self) -> bool:
        """Whether the customer buys something: goods or a gift card."""
        return bool(self.lines or self.gift_loads)

    @property
    def vouchers_minor(self) -> int:
        """What the deposit vouchers pay."""
        return sum_of_vouchers(self.vouchers)


class PricedLine(Struct, frozen=True):
    """A basket line with what it costs; amounts in minor units, after discount, taxed as ``tax_category``.

    ``deposit`` are the amounts of its deposit, which come on top, taxed as the goods are. ``discounts`` are the parts
    of what was taken off, in the order in which they were.
    """

    line: BasketLine
    gross_minor: int
    net_minor: int
    tax_minor: int
    tax_category: TaxCategory
    tax_rate_ppm: int
    deposit: Taxed | None = None
    discounts: tuple[DiscountPart, ...] = ()

    @property
    def discount_minor(self) -> int:
        """What was taken off the line."""
        return sum_of(self.discounts)


@dataclass(frozen=True, slots=True)
class PricedBasket:
    """A basket and its totals in minor units of ``currency``: ``gross = net + tax``, after ``discount``."""

    basket: Basket
    lines: tuple[PricedLine, ...]
    currency: str
    gross_minor: int
    net_minor: int
    tax_minor: int
    discount_minor: int

    @property
    def gross(self) -> Money:
        """What the goods cost before any rounding of cash."""
        return Money(self.gross_minor, self.currency)

    @property
    def due(self) -> Money:
        """What the customer owes: the goods less what comes back and what vouchers pay; below zero: the shop owes."""
        return Money(self._without_cards_minor - sum_of_parts(self.paid_by_cards), self.currency)

    @property
    def points_minor(self) -> int:
        """What points take off; it is a part of the discount."""
        parts = (part for line in self.lines for part in line.discounts)
        return sum(part.amount_minor for part in parts if part.kind is DiscountKind.POINTS)

    @property
    def points_used(self) -> int:
        """How many points that takes; the basket may hold more than its goods need."""
        use = self.basket.points
        return 0 if use is None else self.points_minor // use.value_minor

    @property
    def loads_minor(self) -> int:
        """What is put on gift cards: it is in the gross, but it is neither goods nor turnover."""
        return sum_of_parts(self.basket.gift_loads)

    @property
    def paid_by_cards(self) -> tuple[GiftCardPart, ...]:
        """What each gift card pays: goods that nothing else has paid, and never another gift card."""
        return paid_by_cards(self.basket.gift_cards, self._without_cards_minor - self.loads_minor)

    @property
    def _without_cards_minor(self) -> int:
        return self.gross_minor - (self.basket.returned_minor or 0) - self.basket.vouchers_minor


#: What rules of the shop take off lines, by position.
Gains = Mapping[int, tuple[DiscountPart, ...]]
NO_GAINS: Gains = {}


class NoSuchLine(Refused):
    """The basket has no line in that place (any more)."""

    code = "no_such_line"
    text = "The basket has no line {position}. Nothing was changed; look at the basket and try again."

    position: int


class BasketFull(Refused):
    """More different lines than anybody buys at once."""

    code = "basket_full"
    text = (
        "The basket has {lines} lines, and more do not go into one. Nothing was added; what is there is safe. "
        "Take payment for it and go on with the rest in a new basket."
    )

    lines: int


def add_line(basket: Basket, wanted: BasketLine) -> Basket:
    """The basket with ``wanted`` in it; its position is given here.

    A product that is in the basket at the same price and without a discount gets more of it instead of a
    second line. Raises :class:`models.quantity.WrongQuantity` or :class:`BasketFull`.
    """
    check_line_quantity(wanted.quantity, wanted.unit)
    on_lines = {grant.position for grant in basket.discounts}
    for line in basket.lines:
        if line.position not in on_lines and _is_alike(line, wanted):
            return set_quantity(basket, line.position, line.quantity + wanted.quantity)
    if len(basket.lines) >= LINES_MAX:
        raise BasketFull(len(basket.lines))
    position = basket.last_position + 1
    lines = (*basket.lines, structs.replace(wanted, position=position))
    return replace(basket, lines=lines, last_position=position if wanted.deposit is None else position + 1)


def set_quantity(basket: Basket, position: int, quantity: Decimal) -> Basket:
    """The basket with another quantity in one line; zero takes the line out. Raises :class:`NoSuchLine`."""
    line = get_line(basket, position)
    if quantity == 0:
        return remove_line(basket, position)
    sent = min(line.sent_quantity, quantity)
    changed = structs.replace(line, quantity=check_line_quantity(quantity, line.unit), sent_quantity=sent)
    return replace(basket, lines=tuple(changed if each is line else each for each in basket.lines))


def remove_line(basket: Basket, position: int) -> Basket:
    """The basket without one line and its discount. Raises :class:`NoSuchLine`."""
    line = get_line(basket, position)
    lines = tuple(each for each in basket.lines if each is not line)
    return replace(basket, lines=lines, discounts=without_grant(basket.discounts, position))


def send_lines(basket: Basket) -> Basket:
    """The basket with everything in it sent to who makes it."""
    return replace(basket, lines=tuple(structs.replace(line, sent_quantity=line.quantity) for line in basket.lines))


def withdrawn_quantity(before: BasketLine, quantity: Decimal) -> Decimal:
    """How much of what was sent is not wanted any more if the line changes to ``quantity``; zero removes the line.

    >>> from models.catalogue.product import TaxCategory as T
    >>> kr = Money(0, "SEK")
    >>> line = BasketLine(1, "SOUP", None, "Soup", Unit.PIECE, Decimal(3), kr, kr, T.FOOD, sent_quantity=Decimal(2))
    >>> [str(withdrawn_quantity(line, Decimal(left))) for left in (3, 2, 1, 0)]
    ['0', '0', '1', '2']
    """
    return max(Decimal(0), before.sent_quantity - quantity)


def get_line(basket: Basket, position: int) -> BasketLine:
    """The line in a place. Raises :class:`NoSuchLine`."""
    for line in basket.lines:
        if line.position == position:
            return line
    raise NoSuchLine(position)


def price_basket(
    basket: Basket,
    rates_ppm: Mapping[TaxCategory, int],
    day: date,
    currency: str,
    *,
    supply_rules: Sequence[SupplyRule] = (),
    gains: Gains = NO_GAINS,
) -> PricedBasket:
    """Price every line with the tax rates of ``day``; see docs/algorithms/pricing.md.

    ``supply_rules`` are those of the jurisdiction: what is eaten in may be taxed otherwise than what is taken away.
    ``gains`` are what rules of the shop take off. Raises :class:`models.pricing.price.DiscountTooLarge` if that, or a
    line's discount, is more than what it is taken off.
    """
    lines = [
        LineBefore(line.position, line.sku, line.quantity, line.unit_price.minor, line.category)
        for line in basket.lines
    ]
    own = [line.discount.minor for line in basket.lines]
    discounts = discount_parts(lines, own, basket.discounts, gains, basket.points)
    gross = [line.gross_minor - sum_of(parts) for line, parts in zip(lines, discounts, strict=True)]
    categories = [taxed_as(supply_rules, line.tax_category, line.supply, day) for line in basket.lines]
    rates = [rate_of(rates_ppm, category, day) for category in categories]
    with_deposit = [i for i, line in enumerate(basket.lines) if line.deposit is not None]
    gross += [_deposit_gross(basket.lines[i]) for i in with_deposit]
    taxed = tax_lines(gross, rates + [rates[i] for i in with_deposit])
    deposits = dict(zip(with_deposit, taxed[len(rates) :], strict=True))
    priced = tuple(
        PricedLine(
            *(line, amount.gross_minor, amount.net_minor, amount.tax_minor, category, rate),
            *(deposits.get(i), discounts[i]),
        )
        for i, (line, amount, category, rate) in enumerate(zip(basket.lines, taxed, categories, rates, strict=False))
    )
    tax = sum(amount.tax_minor for amount in taxed)
    gross.append(sum_of_parts(basket.gift_loads))  # neither discounted nor taxed
    return PricedBasket(
        basket=basket,
        lines=priced,
        currency=currency,
        gross_minor=sum(gross),
        net_minor=sum(gross) - tax,
        tax_minor=tax,
        discount_minor=sum(sum_of(parts) for parts in discounts),
    )


def _deposit_gross(line: BasketLine) -> int:
    """The deposit of a whole line, which no discount changes."""
    return 0 if line.deposit is None else line_gross(line.deposit.amount.minor, line.quantity)


def _is_alike(line: BasketLine, wanted: BasketLine) -> bool:
    """Whether more of ``wanted`` may join the line: the same goods at the same price for the same guest.

    A product may change while it is in a basket: more of it then has another unit or tax, and is a line of its own.
    """
    if line.discount.minor or (line.sku, line.unit_price) != (wanted.sku, wanted.unit_price):
        return False
    if (line.unit, line.tax_category) != (wanted.unit, wanted.tax_category):
        return False
    if (line.deposit and line.deposit.terms) != (wanted.deposit and wanted.deposit.terms) or line.lot != wanted.lot:
        return False
    return (line.supply, line.seat, line.course) == (wanted.supply, wanted.seat, wanted.course)
