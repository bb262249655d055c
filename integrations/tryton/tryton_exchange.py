"""Goods to Tryton, purchase orders back, and what was delivered of them to Tryton again. Whatever is there stays once.

Products are found by their code, which is our SKU; orders and deliveries by a mark in their reference. Each change is
looked up before it is made, so an exchange that was interrupted is completed by the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from integrations.book_services.book_voucher import text_in
from integrations.tryton.tryton_calls import Record, TrytonCalls
from integrations.tryton.tryton_records import (
    UNITS,
    ErpDelivery,
    ErpGoods,
    ErpOrder,
    day_value,
    fact_mark,
    ids_in,
    marked_number,
    order_of,
    template_body,
    template_changes,
)
from models.quantity import Unit

#: Products that are looked up, and created, in one call.
GOODS_AT_ONCE = 50
_PURCHASE = ["number", "reference", "purchase_date", "delivery_date", "party.code", "party.name", "currency.code"]
_LINE = ["purchase", "type", "product.code", "quantity", "amount"]


@dataclass(frozen=True, slots=True)
class GoodsSent:
    """How many products were created and changed there, and how many were as they should be."""

    created: int
    changed: int
    unchanged: int


class DeliverySent(StrEnum):
    """What became of a delivery there."""

    RECEIVED = "received"
    WAS_THERE = "was_there"
    NOTHING_OPEN = "nothing_open"
    """None of its goods is open in the order: somebody received them there, or they are others."""


class TrytonExchange:
    """Goods, orders and deliveries at one company of Tryton."""

    def __init__(self, calls: TrytonCalls) -> None:
        self._calls = calls
        self._unit_ids: dict[Unit, int] = {}

    def send_goods(self, goods: Sequence[ErpGoods]) -> GoodsSent:
        """Create the products that are not there, and bring name and price of the others up to date."""
        created = changed = 0
        for portion in _portions(goods):
            here = self._products([each.sku for each in portion])
            missing = [each for each in portion if each.sku not in here]
            if missing:
                self._calls.create("product.template", [template_body(each, self._unit(each.unit)) for each in missing])
            for each in portion:
                if each.sku in here:
                    changed += self._update(each, here[each.sku])
            created += len(missing)
        return GoodsSent(created, changed, len(goods) - created - changed)

    def open_orders(self) -> tuple[list[ErpOrder], list[str]]:
        """The orders that are under way there and not yet ours, and the numbers of those that cannot be understood."""
        purchases = [
            each
            for each in self._calls.search("purchase.purchase", [["state", "=", "processing"]], _PURCHASE)
            if marked_number(text_in(each, "reference")) is None
        ]
        lines = self._calls.search("purchase.line", [["purchase", "in", ids_in(purchases)]], _LINE) if purchases else []
        orders, unclear = [], []
        for purchase in purchases:
            try:
                orders.append(order_of(purchase, [each for each in lines if each.get("purchase") == purchase["id"]]))
            except ValueError:
                unclear.append(text_in(purchase, "number"))
        return orders, unclear

    def mark_order(self, key: int, number: str) -> None:
        """Note in an order there under which number it is ours."""
        (purchase,) = self._calls.search("purchase.purchase", [["id", "=", key]], ["reference"])
        reference = text_in(purchase, "reference")
        if marked_number(reference) is None:
            marked = f"{reference} {fact_mark(number)}".strip()
            self._calls.write("purchase.purchase", [key], {"reference": marked})

    def orders_of_ours(self) -> dict[str, int]:
        """The orders there that wait for goods, by our numbers."""
        purchases = self._calls.search(
            "purchase.purchase", [["state", "=", "processing"], ["reference", "like", "%[Kassa %"]], ["reference"]
        )
        numbers = {marked_number(text_in(each, "reference")): int(str(each["id"])) for each in purchases}
        return {number: key for number, key in numbers.items() if number is not None}

    def send_delivery(self, order: int, delivery: ErpDelivery) -> DeliverySent:
        """Make sure that a delivery of an order is received there, once."""
        shipment = self._shipment(delivery) or self._ship(order, delivery)
        if shipment is None:
            return DeliverySent.NOTHING_OPEN
        (key,) = ids_in([shipment])
        state = shipment.get("state")
        if state == "draft":
            # More than was ordered, or a lot that is missing there, is a warning; the goods are here all the same.
            self._calls.press_anyway("stock.shipment.in", "receive", [key])
        if state in {"draft", "received"}:
            self._calls.press_anyway("stock.shipment.in", "do", [key])
        return DeliverySent.RECEIVED if state in {"draft", "received"} else DeliverySent.WAS_THERE

    def _shipment(self, delivery: ErpDelivery) -> Mapping[str, object] | None:
        records = self._calls.search(
            "stock.shipment.in", [["reference", "=", delivery.mark], ["state", "!=", "cancelled"]], ["state"]
        )
        return next(iter(records), None)

    def _ship(self, order: int, delivery: ErpDelivery) -> Mapping[str, object] | None:
        (purchase,) = self._calls.search("purchase.purchase", [["id", "=", order]], ["party", "warehouse"])
        (warehouse,) = self._calls.search(
            "stock.location", [["id", "=", purchase["warehouse"]]], ["input_location", "storage_location"]
        )
        open_moves = self._calls.search(
            "stock.move",
            [["origin.purchase.id", "=", order, "purchase.line"], ["shipment", "=", None], ["state", "=", "draft"]],
            ["product.code", "quantity"],
        )
        move_ids, amounts = _share(open_moves, delivery.goods)
        if not move_ids:
            return None
        body: Record = {
            "supplier": purchase["party"],
            "reference": delivery.mark,
            "warehouse": purchase["warehouse"],
            "warehouse_input": warehouse["input_location"],
            "warehouse_storage": warehouse["storage_location"],
            "effective_date": day_value(delivery.day),
            "incoming_moves": [
                ["add", move_ids],
                *(["write", [move], {"quantity": amount}] for move, amount in amounts.items()),
            ],
        }
        return {"id": self._calls.create("stock.shipment.in", [body])[0], "state": "draft"}

    def _products(self, skus: Sequence[str]) -> dict[str, Record]:
        fields = ["code", "template", "template.name", "template.list_price"]
        records = self._calls.search("product.product", [["code", "in", list(skus)]], fields)
        return {text_in(each, "code"): each for each in records}

    def _update(self, goods: ErpGoods, product: Mapping[str, object]) -> bool:
        template = product.get("template.")
        changes = template_changes(goods, template) if isinstance(template, dict) else {}
        if changes:
            self._calls.write("product.template", [int(str(product["template"]))], changes)
        return bool(changes)

    def _unit(self, unit: Unit) -> int:
        if unit not in self._unit_ids:
            self._unit_ids[unit] = self._calls.resource("product", UNITS[unit])
        return self._unit_ids[unit]


def _portions(goods: Sequence[ErpGoods]) -> Iterator[Sequence[ErpGoods]]:
    for start in range(0, len(goods), GOODS_AT_ONCE):
        yield goods[start : start + GOODS_AT_ONCE]


def _share(moves: Sequence[Mapping[str, object]], goods: Mapping[str, Decimal]) -> tuple[list[int], dict[int, Decimal]]:
    """The open moves that a delivery fills, and how much of each. What is over is on the last move of the product."""
    rest, amounts = {sku: units for sku, units in goods.items() if units > 0}, dict[int, Decimal]()
    last: dict[str, int] = {}
    for move in moves:
        product = move.get("product.")
        sku = text_in(product, "code") if isinstance(product, dict) else ""
        if rest.get(sku, Decimal(0)) > 0:
            key, most = int(str(move["id"])), Decimal(str(move["quantity"]))
            amounts[key] = min(most, rest[sku])
            rest[sku] -= amounts[key]
            last[sku] = key
    for sku, key in last.items():
        amounts[key] += rest[sku]
    return list(amounts), amounts
