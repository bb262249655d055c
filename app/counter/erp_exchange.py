"""An exchange with an ERP: goods there, its purchase orders here, and what was delivered of them there again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from app.words import Words
from integrations.book_services.book_voucher import decimal_number
from integrations.tryton.tryton_calls import TrytonCalls
from integrations.tryton.tryton_exchange import DeliverySent, GoodsSent, TrytonExchange
from integrations.tryton.tryton_records import ErpDelivery, ErpGoods, ErpOrder, net_price
from models.errors import KassaError
from models.members.name_key import name_key
from models.money import Money
from models.purchasing.open_order import NUMBER_LENGTH_MAX, OpenOrder
from models.purchasing.purchase_order import OrderLine
from models.shop import fact_id_of, fact_number
from operations.access.actors import office_actor
from operations.purchasing.open_orders import take_over_orders
from store import purchasing
from store.catalogue.offerings import offerings_of, skus_after
from store.catalogue.one_product import find_products
from store.catalogue.whole_range import tax_rates
from store.database.engine import Connection, Store
from store.received_goods import arrivals_of_order
from store.shop import get_shop

#: Products that are read in one go.
GOODS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An order there that cannot be one here, by its number; ``why`` names the text that has the reason."""

    number: str
    why: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What an exchange came to; ``left_out`` are orders there that cannot be orders here."""

    goods: GoodsSent
    orders: int
    deliveries: int
    left_out: tuple[LeftOut, ...] = ()

    def text(self, words: Words) -> str:
        """What the log shows of it, in the language of the shop."""
        counts = words.translate(
            "accounting.exchanged",
            created=words.count(self.goods.created),
            changed=words.count(self.goods.changed),
            orders=words.count(self.orders),
            deliveries=words.count(self.deliveries),
        )
        reasons = [
            words.translate(f"accounting.left_out.{each.why}", number=each.number, detail=each.detail)
            for each in self.left_out
        ]
        return " ".join([counts, *reasons])


def exchange(store: Store, calls: TrytonCalls, *, at: datetime) -> Exchanged:
    """Exchange everything that is new; what was exchanged before stays as it is. Raises what calls raise."""
    erp = TrytonExchange(calls)
    with store.view() as view:
        goods = goods_for_erp(view, at)
    result = erp.send_goods(goods)
    new_orders, left_out = _take_orders(store, erp, at)
    deliveries = sum(_deliver(store, erp, number, key) for number, key in sorted(erp.orders_of_ours().items()))
    return Exchanged(result, new_orders, deliveries, tuple(left_out))


def goods_for_erp(view: Connection, at: datetime) -> list[ErpGoods]:
    """What the ERP gets: the goods that are sold at a price of their own. Packs are those of the goods in them."""
    company, goods, after = get_shop(view), list[ErpGoods](), ""
    day = company.tax_day(at)
    rates = tax_rates(view, company.country, day)
    while skus := skus_after(view, after, GOODS_AT_ONCE):
        after = skus[-1]
        products = find_products(view, skus)
        for sku, offering in offerings_of(view, skus, day).items():
            if offering.open_price or offering.pack is not None or offering.tax_category not in rates:
                continue
            price = net_price(Money(offering.price_minor, company.currency), rates[offering.tax_category])
            cost = None if offering.cost_minor is None else decimal_number(offering.cost_minor)
            gtin = next(iter(products[sku].gtins), "")
            goods.append(ErpGoods(sku, offering.name, offering.unit, price, cost, gtin))
    return goods


def _take_orders(store: Store, erp: TrytonExchange, at: datetime) -> tuple[int, list[LeftOut]]:
    """Take over the orders that were made there, one by one: one that cannot be ours does not stop the others."""
    orders, unclear = erp.open_orders()
    new_orders, left_out = 0, [LeftOut(number, "unclear") for number in unclear]
    for each in orders:
        with store.view() as view:
            order = _order_here(view, each, at)
        if isinstance(order, LeftOut):
            left_out.append(order)
            continue
        try:
            (entered,) = take_over_orders(store, office_actor(store), [order], at=at)
        except KassaError as error:
            left_out.append(LeftOut(each.number, "refused", error.code))
            continue
        erp.mark_order(each.key, fact_number(entered.order.id))
        new_orders += entered.is_new
    return new_orders, left_out


def _order_here(view: Connection, order: ErpOrder, at: datetime) -> OpenOrder | LeftOut:
    """An order in our words, or why it cannot be one."""
    company, code = get_shop(view), _supplier(view, order)
    if code is None:
        return LeftOut(order.number, "supplier", order.supplier_name)
    if any(each.quantity <= 0 or each.cost.currency != company.currency for each in order.lines):
        return LeftOut(order.number, "line")
    lines = _lines(order)
    unknown = sorted(set(lines) - set(find_products(view, list(lines))))
    if unknown or not lines:
        return LeftOut(order.number, "product", ", ".join(unknown))
    today = company.business_day(at)
    ordered_on = min(order.ordered_on or today, today)
    soonest = today + timedelta(purchasing.all_suppliers(view)[code].lead_time_days)
    expected_on = max(order.expected_on or soonest, ordered_on)
    number = f"Tryton {order.number}"[:NUMBER_LENGTH_MAX]
    return OpenOrder(code, number, ordered_on, expected_on, tuple(lines.values()))


def _lines(order: ErpOrder) -> dict[str, OrderLine]:
    """One line for each product."""
    lines = dict[str, OrderLine]()
    for each in order.lines:
        before = lines.get(each.sku, OrderLine(each.sku, each.quantity, each.cost))
        is_first = each.sku not in lines
        lines[each.sku] = (
            before if is_first else OrderLine(each.sku, before.quantity + each.quantity, before.cost + each.cost)
        )
    return lines


def _supplier(view: Connection, order: ErpOrder) -> str | None:
    """The supplier of an order, by its name there; its code there decides between suppliers of one name.

    A code alone proves nothing: Tryton numbers its parties, and a supplier here may have any number.
    """
    suppliers = purchasing.all_suppliers(view)
    alike = [code for code, each in suppliers.items() if name_key(each.name) == name_key(order.supplier_name)]
    if order.supplier_code in alike:
        return order.supplier_code
    return alike[0] if len(alike) == 1 else None


def _deliver(store: Store, erp: TrytonExchange, number: str, key: int) -> int:
    """Send what came of one order; the number of deliveries that are new there."""
    with store.view() as view:
        arrivals = arrivals_of_order(view, fact_id_of(number))
    new_deliveries = 0
    for each in arrivals:
        goods = dict[str, Decimal]()
        for line in each.goods:
            goods[line.sku] = goods.get(line.sku, Decimal(0)) + line.good
        delivery = ErpDelivery(fact_number(each.id), each.business_day, goods)
        new_deliveries += erp.send_delivery(key, delivery) is DeliverySent.RECEIVED
    return new_deliveries
