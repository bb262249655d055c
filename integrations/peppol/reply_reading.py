"""What a supplier answers in Peppol: an order response (transaction T76) or a despatch advice (T16), understood. Pure.

A document is taken whole or not at all. Its lines name goods by the numbers that the order had: ours, the supplier's,
or the barcode.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from integrations.peppol.ubl_elements import UNIT_CODES
from integrations.peppol.xml_reading import Element, WrongPeppolFile, read_document
from models.errors import Reason
from models.money import MINOR_DIGITS, Money
from models.purchasing.order_steps import REFERENCE_LENGTH_MAX, AnsweredLine
from models.purchasing.purchase_order import OrderLine
from models.quantity import Unit

#: UNCL 4343: rejected, and only acknowledged; every other code accepts, with the changes of the lines.
_REJECTED, _ACKNOWLEDGED, _ANSWERS = "RE", "AB", frozenset({"AP", "CA"})
#: UNCL 1229: added, changed, accepted, not accepted, already delivered.
_ADDED, _CHANGED, _ACCEPTED, _NOT_ACCEPTED, _DELIVERED = "1", "3", "5", "7", "42"
#: Other codes of suppliers for one piece: each, and piece of the older list.
_OTHER_CODES = {"EA": Unit.PIECE, "H87": Unit.PIECE, "NAR": Unit.PIECE}
_UNITS = {code: unit for unit, code in UNIT_CODES.items()} | _OTHER_CODES
_CODES = ("BuyersItemIdentification", "SellersItemIdentification", "StandardItemIdentification")
NOTE_LENGTH_MAX = 120
_HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class AskedOrder:
    """The order that a document must be about: its number, currency, lines and the units of its goods by SKU.

    ``codes`` maps every number by which goods may be named to SKUs; ``seller`` is the supplier's Peppol id as stored,
    empty where it has none.
    """

    number: str
    currency: str
    lines: tuple[OrderLine, ...]
    units: Mapping[str, Unit]
    codes: Mapping[str, str]
    seller: str = ""


@dataclass(frozen=True, slots=True)
class OrderReply:
    """The supplier's answer; ``is_rejected``: it takes nothing of the order, and ``note`` may name why.

    ``substitutes`` are names of goods that come instead of others; ``promised_on`` is ``None`` where no day is named.
    """

    reference: str
    note: str
    is_rejected: bool = False
    promised_on: date | None = None
    lines: tuple[AnsweredLine, ...] = ()
    substitutes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AdvisedGoods:
    """Goods of one product that are on their way, of one lot where it is named."""

    sku: str
    quantity: Decimal
    lot: str = ""
    best_before: date | None = None


@dataclass(frozen=True, slots=True)
class DespatchNote:
    """A delivery on its way: the number of its note and what is in it."""

    number: str
    goods: tuple[AdvisedGoods, ...]


def read_order_response(content: bytes, order: AskedOrder) -> OrderReply:
    """The answer in an order response; raises :class:`integrations.peppol.xml_reading.WrongPeppolFile`."""
    root = read_document(content, "OrderResponse")
    _check_order(root.value("cac:OrderReference/cbc:ID"), order)
    _check_seller(root, "cac:SellerSupplierParty", order)
    code = root.value("cbc:OrderResponseCode")
    reference = (root.value("cbc:SalesOrderID") or root.value("cbc:ID"))[:REFERENCE_LENGTH_MAX]
    note = root.value("cbc:Note")[:NOTE_LENGTH_MAX]
    if code == _REJECTED:
        return OrderReply(reference, note, is_rejected=True)
    if code == _ACKNOWLEDGED:
        raise WrongPeppolFile(Reason("reply_acknowledged", "it only acknowledges the order"))
    if code not in _ANSWERS:
        raise WrongPeppolFile(Reason("reply_code", "its code of the answer is not known"))
    if currency := {root.value("cbc:DocumentCurrencyCode"), ""} - {order.currency, ""}:
        raise WrongPeppolFile(Reason("reply_currency", "it is in {currency}", currency=currency.pop()[:3]))
    changes, substitutes = [], []
    for number, each in enumerate(root.each("cac:OrderLine"), start=1):
        line = _answered(number, each, order)
        changes += [] if line is None else [line]
        substitutes += [one.value("cac:Item/cbc:Name")[:80] for one in each.each("cac:SellerSubstitutedLineItem")]
    if len({line.sku for line in changes}) < len(changes):
        raise WrongPeppolFile(Reason("product_twice", "a product is there twice"))
    names = tuple(filter(None, substitutes))
    return OrderReply(reference, note, promised_on=_promised(root), lines=tuple(changes), substitutes=names)


def read_despatch_advice(content: bytes, order: AskedOrder) -> DespatchNote:
    """The delivery in a despatch advice; raises :class:`integrations.peppol.xml_reading.WrongPeppolFile`."""
    root = read_document(content, "DespatchAdvice")
    _check_seller(root, "cac:DespatchSupplierParty", order)
    named = root.value("cac:OrderReference/cbc:ID")
    goods = []
    for number, each in enumerate(root.each("cac:DespatchLine"), start=1):
        _check_order(each.value("cac:OrderLineReference/cac:OrderReference/cbc:ID") or named, order)
        sku = _sku(number, each.each("cac:Item"), order)
        quantity = _quantity(number, each, "cbc:DeliveredQuantity", order.units[sku])
        if quantity:
            lot = each.value("cac:Item/cac:ItemInstance/cac:LotIdentification/cbc:LotNumberID")
            last = each.value("cac:Item/cac:ItemInstance/cbc:BestBeforeDate") or each.value(
                "cac:Item/cac:ItemInstance/cac:LotIdentification/cbc:ExpiryDate"
            )
            goods.append(AdvisedGoods(sku, quantity, lot, _day(last)))
    if not goods:
        raise WrongPeppolFile(Reason("advice_empty", "it names no goods that are on their way"))
    return DespatchNote(root.value("cbc:ID"), tuple(goods))


def _check_order(number: str, order: AskedOrder) -> None:
    if number != order.number:
        raise WrongPeppolFile(Reason("reply_order", "it is about order {number}", number=number[:40] or "–"))


def _check_seller(root: Element, party: str, order: AskedOrder) -> None:
    """The sender must be the supplier, where the supplier's address is known."""
    ends = root.each(f"{party}/cac:Party/cbc:EndpointID")
    sender = f"{ends[0].attributes.get('schemeID', '')}:{ends[0].text.strip()}" if ends else ""
    if order.seller and sender != order.seller:
        raise WrongPeppolFile(Reason("reply_sender", "it is from {sender}, not from the supplier", sender=sender[:60]))


def _promised(root: Element) -> date | None:
    """The last promised day of the whole order, or of the line that comes last."""
    period = "cac:Delivery/cac:PromisedDeliveryPeriod"
    periods = root.each(period) or root.each(f"cac:OrderLine/cac:LineItem/{period}")
    days = [_day(each.value("cbc:EndDate") or each.value("cbc:StartDate")) for each in periods]
    return max((each for each in days if each is not None), default=None)


def _answered(number: int, line: Element, order: AskedOrder) -> AnsweredLine | None:
    """What differs of a line; ``None`` where it comes as it was ordered."""
    item = line.each("cac:LineItem")
    status = item[0].value("cbc:LineStatusCode") if item else ""
    if status == _ADDED:
        raise WrongPeppolFile(Reason("reply_added", "line {line} adds goods that were not ordered", line=number))
    if status not in {_CHANGED, _ACCEPTED, _NOT_ACCEPTED, _DELIVERED}:
        raise WrongPeppolFile(Reason("reply_status", "line {line} has no known state", line=number))
    sku = _sku(number, item[0].each("cac:Item"), order)
    ordered = next(each for each in order.lines if each.sku == sku)
    if status == _NOT_ACCEPTED:
        return AnsweredLine(sku, Decimal(0))
    if status != _CHANGED:
        return None
    has_quantity = bool(item[0].each("cbc:Quantity"))
    quantity = _quantity(number, item[0], "cbc:Quantity", order.units[sku]) if has_quantity else ordered.quantity
    return AnsweredLine(sku, quantity, _unit_cost(number, item[0], ordered))


def _sku(number: int, items: list[Element], order: AskedOrder) -> str:
    for item in items:
        for name in _CODES:
            code = item.value(f"cac:{name}/cbc:ID")
            sku = order.codes.get(code) or order.codes.get(code.lstrip("0"))
            if code and sku is not None:
                return sku
    raise WrongPeppolFile(Reason("reply_goods", "line {line} names no product of the order", line=number))


def _quantity(number: int, parent: Element, path: str, unit: Unit) -> Decimal:
    element = next(iter(parent.each(path)), None)
    value = None if element is None else _decimal(element.text)
    if element is None or value is None or value != round(value, 3):
        raise WrongPeppolFile(Reason("reply_quantity", "line {line} has no quantity that can be", line=number))
    if _UNITS.get(element.attributes.get("unitCode", "")) is not unit:
        raise WrongPeppolFile(Reason("reply_unit", "line {line} has another unit than the order", line=number))
    return value.normalize()


def _unit_cost(number: int, item: Element, ordered: OrderLine) -> Money | None:
    """The new cost of a unit; ``None`` where there is no price, or the one that was ordered at, rounded or not."""
    prices = item.each("cac:Price")
    if not prices:
        return None
    price, base = _decimal(prices[0].value("cbc:PriceAmount")), _decimal(prices[0].value("cbc:BaseQuantity") or "1")
    if price is None or not base:
        raise WrongPeppolFile(Reason("reply_price", "line {line} has no price that can be", line=number))
    currency = ordered.cost.currency
    minor = (price / base).scaleb(MINOR_DIGITS.get(currency, 2))
    if abs(minor * ordered.quantity - ordered.cost.minor) < ordered.quantity * _HALF:
        return None
    if minor != minor.to_integral_value():
        raise WrongPeppolFile(
            Reason("reply_fine_price", "the price of line {line} is finer than the currency", line=number)
        )
    return Money(int(minor), currency)


def _decimal(text: str) -> Decimal | None:
    """A number from 0 on without an exponent; ``None`` for anything else."""
    text = text.strip()
    if not text.isascii() or len(text) > len("123456789012.123456") or set(text) - set("0123456789."):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise WrongPeppolFile(Reason("reply_day", "a day in it is no day")) from None
