"""A refund: a sale of its own with quantities and amounts below zero, and the goods and money of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from msgspec import structs

from models.catalogue.kit import SoldKit, kit_back
from models.money import Money, total
from models.pricing.discount_part import parts_given_back
from models.selling.basket import PricedBasket
from models.selling.refund import refund_minor
from models.selling.return_line import GoodsReturned, GoodsTo, ReturnLine, ReturnReason
from models.selling.sale import LineKind, Origin, Sale, SaleKind, SaleLine, make_sale
from models.selling.settlement import Offer, Settlement, Tender, TenderKind, cash_due

#: Where goods usually go for each reason; the operator may choose otherwise.
USUAL_PLACE = {
    ReturnReason.CHANGED_MIND: GoodsTo.STOCK,
    ReturnReason.WRONG_ITEM: GoodsTo.STOCK,
    ReturnReason.FAULTY: GoodsTo.WASTE,
    ReturnReason.WRONG_PRICE: GoodsTo.STOCK,
    ReturnReason.MISTAKE: GoodsTo.STOCK,
}


@dataclass(frozen=True, slots=True)
class GoneBack:
    """What has gone back of a sold line already, or waits in baskets to do so; amounts above zero."""

    quantity: Decimal = Decimal(0)
    gross_minor: int = 0
    tax_minor: int = 0
    discount_minor: int = 0
    cost_minor: int = 0


def return_line(sale: Sale, line: SaleLine, quantity: Decimal, gone: GoneBack, why: GoodsReturned) -> ReturnLine:
    """The part of a sold line that comes back now, with its amounts.

    What has gone back in all is rounded, not each part: with the last part everything has gone back to the öre,
    however the line was divided. The example is the last of three parts of 10 kr.

    >>> from models.money import divide_half_up
    >>> [divide_half_up(1000 * 3, 3) - 333 - 334]
    [333]
    """

    def part(amount: int, gone_minor: int) -> int:
        whole = refund_minor(amount, line.quantity, refunded=Decimal(0), wanted=gone.quantity + quantity)
        return max(0, whole - gone_minor)

    return ReturnLine(
        sale_id=sale.id,
        position=line.position,
        quantity=quantity,
        reason=why.reason,
        goods_to=why.goods_to,
        gross_minor=part(line.gross.minor, gone.gross_minor),
        tax_minor=part(line.tax.minor, gone.tax_minor),
        discount_minor=part(line.discount.minor, gone.discount_minor),
        cost_minor=None if line.cost is None else part(line.cost.minor, gone.cost_minor),
    )


def lines_with_deposits(sale: Sale, position: int) -> tuple[SaleLine, ...]:
    """The goods in a place of a sale, and the deposit that belongs to them: it comes back with its goods."""
    goods = [line for line in sale.lines if line.position == position and line.kind is LineKind.GOODS]
    return (*goods, *(line for line in sale.lines if goods and line.belongs_to == position))


def is_all_back(original: Sale, refunds: Iterable[Sale]) -> bool:
    """Whether everything of a sale has come back with its refunds."""
    left = {line.position: line.quantity for line in original.lines if line.kind is not LineKind.GIFT_CARD}
    for refund in refunds:
        for line in refund.lines:
            left[line.position] += line.quantity
    return not any(left.values())


def make_refund(
    original: Sale,
    returns: Sequence[ReturnLine],
    settlement: Settlement,
    origin: Origin,
    refund_id: int,
    *,
    earlier: Iterable[Sale] = (),
) -> Sale:
    """The refund of chosen lines of a sale; it is not stored yet. ``earlier`` are the refunds of the same sale."""
    currency = original.currency
    gone = Counter[int]()
    before: dict[int, list[SaleLine]] = {}
    for refund in earlier:
        for line in refund.lines:
            gone[line.position] -= line.discount.minor
            before.setdefault(line.position, []).append(line)
    sold = {line.position: line for line in original.lines}
    lines = tuple(
        structs.replace(
            _refund_line(sold[each.position], each, currency, gone[each.position]),
            kit=_parts_back(sold[each.position], each, before.get(each.position, ())),
        )
        for each in returns
    )
    return Sale(
        id=refund_id,
        origin=origin,
        lines=lines,
        net=total((line.net for line in lines), currency),
        tax=total((line.tax for line in lines), currency),
        discount=total((line.discount for line in lines), currency),
        settlement=settlement,
        kind=SaleKind.REFUND,
        refers_to=original.id,
    )


def refund_of_goods(
    priced: PricedBasket, why: GoodsReturned, settlement: Settlement, origin: Origin, refund_id: int
) -> Sale:
    """The refund of goods of which nobody knows the sale: the sale that never was, turned round; not stored yet."""
    nothing = Money(0, priced.currency)
    sold = make_sale(priced, Settlement(priced.gross, nothing, priced.gross, ()), origin)
    returns = [return_line(sold, line, line.quantity, GoneBack(), why) for line in sold.lines]
    return replace(make_refund(sold, returns, settlement, origin, refund_id), refers_to=None)


def _parts_back(sold: SaleLine, returned: ReturnLine, earlier: Sequence[SaleLine]) -> SoldKit | None:
    """What comes back of the parts of a kit: of those with which it was sold, whatever its recipe is by now."""
    if sold.kit is None:
        return None
    back = returned.quantity - sum(line.quantity for line in earlier)
    kits = [line.kit for line in earlier if line.kit is not None]
    return kit_back(sold.kit, kits, back=back, whole=sold.quantity)


def settle_refund(returned: Money, set_off: Money, offers: Iterable[Offer], *, has_cash: bool) -> Settlement:
    """How a refund of ``returned`` is settled: against goods that are bought, by card, and the rest in cash.

    Amounts of the settlement are below zero: they leave the shop. Only the part in cash is rounded, as when it is
    taken: 1 to 49 öre go down, 50 to 99 öre go up (lag (1970:1029), section 1).

    >>> none, kr = Money(0, "SEK"), Money(2450, "SEK")
    >>> paid = settle_refund(kr, none, [], has_cash=True)
    >>> str(paid.gross), str(paid.rounding), str(paid.due)
    ('-24.50', '-0.50', '-25.00')
    """
    currency = returned.currency
    tenders = [_out(TenderKind.SET_OFF, set_off)] if set_off.minor else []
    by_card = list(offers)
    tenders += [_out(each.kind, each.amount, each.reference) for each in by_card]
    rest = returned - set_off - total((each.amount for each in by_card), currency)
    in_cash = cash_due(rest) if has_cash else rest
    if has_cash or not tenders:
        tenders.append(_out(TenderKind.CASH, in_cash))
    rounding = rest - in_cash
    return Settlement(gross=-returned, rounding=rounding, due=rounding - returned, tenders=tuple(tenders))


def _out(kind: TenderKind, amount: Money, reference: str | None = None) -> Tender:
    return Tender(kind, -amount, Money(0, amount.currency), reference)


def _refund_line(sold: SaleLine, returned: ReturnLine, currency: str, gone_minor: int) -> SaleLine:
    """``gone_minor`` is what earlier refunds gave back of the line's discount."""
    return structs.replace(
        sold,
        quantity=-returned.quantity,
        discount=Money(-returned.discount_minor, currency),
        discounts=parts_given_back(sold.discounts, gone_minor, returned.discount_minor),
        gross=Money(-returned.gross_minor, currency),
        net=Money(returned.tax_minor - returned.gross_minor, currency),
        tax=Money(-returned.tax_minor, currency),
        cost=None if returned.cost_minor is None else Money(-returned.cost_minor, currency),
        returned=GoodsReturned(returned.reason, returned.goods_to),
    )
