"""The messages of webhooks, messages from the journal: what the interface shows of it, and nothing about people."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel

from app.api.public_sales import public_sale
from app.api.webhook_records import (
    ChangedPrice,
    ChangedPrices,
    LeftLevel,
    PriceMessage,
    PublicOrder,
    PublicOrderLine,
    SaleMessage,
    StockMessage,
    WebOrderMessage,
)
from models.dispatch.webhook import WebhookEvent
from models.facts.price import BulkPricesSet, BulkPricesUndone, PriceChanged, PricesWithdrawn
from models.facts.registry import read_fact
from models.journal import JournalKind, JournalRow
from models.online.online_order import OnlineOrder, OnlineOrderState
from operations.dispatch.webhook_sending import MessageWriter, WrittenEvent
from store.database.columns import from_micros
from store.database.engine import Connection
from store.online import order_rows
from store.selling import sales
from store.webhook_rows import ChangedLevel

#: So many prices are in one message.
PRICES_MAX = 100

_ORDER_EVENTS = {
    JournalKind.ONLINE_ORDER_PLACED: WebhookEvent.ORDER_PLACED,
    JournalKind.ONLINE_ORDER_PAID: WebhookEvent.ORDER_PAID,
    JournalKind.ONLINE_ORDER_PICKED: WebhookEvent.ORDER_READY,
    JournalKind.ONLINE_ORDER_COLLECTED: WebhookEvent.ORDER_COLLECTED,
}
_ENDED = {
    OnlineOrderState.CANCELLED: WebhookEvent.ORDER_CANCELLED,
    OnlineOrderState.EXPIRED: WebhookEvent.ORDER_EXPIRED,
}
#: What an order is once each of these happened to it, even if more happened since.
_STATES = {
    WebhookEvent.ORDER_PAID: OnlineOrderState.PLACED,
    WebhookEvent.ORDER_READY: OnlineOrderState.READY,
    WebhookEvent.ORDER_COLLECTED: OnlineOrderState.COLLECTED,
    WebhookEvent.ORDER_CANCELLED: OnlineOrderState.CANCELLED,
    WebhookEvent.ORDER_EXPIRED: OnlineOrderState.EXPIRED,
}


def write_row(view: Connection, row: JournalRow) -> Sequence[WrittenEvent]:
    """The messages of a row of the journal; none of one that cannot be read."""
    try:
        values = json.loads(row.payload)
        kind = JournalKind(row.kind)
        if kind is JournalKind.SALE_COMPLETED:
            return [_sale(view, row, int(values["sale"]))]
        if kind in _ORDER_EVENTS or kind is JournalKind.ONLINE_ORDER_ENDED:
            return _order(view, row, kind, values)
        return _prices(row)
    except (ValueError, TypeError, LookupError):
        return []  # damaged: 'kassa verify' reports it


def write_level(level: ChangedLevel, event: WebhookEvent, at: datetime) -> WrittenEvent:
    """The message that another part of a product is left."""
    left = LeftLevel(location=level.location_id, sku=level.sku, availability=level.availability.value)
    body = StockMessage(type=event.value, timestamp=utc_text(at), data=left)
    mark = f"{level.location_id}_{int(at.timestamp() * 1_000_000)}_{level.sku.encode().hex()[:24]}"
    return WrittenEvent(f"stock_{mark}"[:60], event, _json(body))


WRITER = MessageWriter(write_row, write_level)


def _sale(view: Connection, row: JournalRow, sale_id: int) -> WrittenEvent:
    event = WebhookEvent.SALE_COMPLETED
    body = SaleMessage(type=event.value, timestamp=_at(row), data=public_sale(sales.get_sale(view, sale_id)))
    return WrittenEvent(_mark(row), event, _json(body))


def _order(view: Connection, row: JournalRow, kind: JournalKind, values: dict[str, Any]) -> list[WrittenEvent]:
    order = order_rows.find_order(view, int(values["order"]))
    if order is None or order.purchase is not None:  # a gift card is no order of goods
        return []
    event = _ORDER_EVENTS.get(kind) or _ENDED[OnlineOrderState(values["state"])]
    first = OnlineOrderState.UNPAID if order.is_prepaid else OnlineOrderState.PLACED
    body = WebOrderMessage(type=event.value, timestamp=_at(row), data=public_order(order, _STATES.get(event, first)))
    return [WrittenEvent(_mark(row), event, _json(body))]


def public_order(order: OnlineOrder, state: OnlineOrderState) -> PublicOrder:
    """An order in a state that it had, without anything about people."""
    return PublicOrder(
        id=order.id,
        location=order.location_id,
        state=state.value,
        prepaid=order.is_prepaid,
        pickup_from=utc_text(order.pickup.begins),
        pickup_until=utc_text(order.pickup.ends),
        total_minor=order.total_minor,
        sale=order.sale_id,
        lines=[
            PublicOrderLine(
                sku=each.sku,
                name=each.name,
                quantity=each.quantity,
                picked=each.picked_quantity,
                unit_price_minor=each.unit_price_minor,
                deposit_minor=each.deposit_minor,
            )
            for each in order.goods
        ],
    )


def _prices(row: JournalRow) -> list[WrittenEvent]:
    fact = read_fact(row.kind, row.payload).fact
    prices = next(read(fact) for kind, read in _PRICE_READERS.items() if isinstance(fact, kind))
    event, messages = WebhookEvent.PRICE_CHANGED, []
    for begin in range(0, len(prices), PRICES_MAX):
        some = ChangedPrices(prices=prices[begin : begin + PRICES_MAX])
        body = PriceMessage(type=event.value, timestamp=_at(row), data=some)
        mark = _mark(row) + (f"_{begin // PRICES_MAX}" if begin else "")
        messages.append(WrittenEvent(mark, event, _json(body)))
    return messages


def _set(fact: PriceChanged) -> list[ChangedPrice]:
    return [_price(each.sku, each.location, each.price, each.valid_from, each.valid_until) for each in fact.prices]


def _withdrawn(fact: PricesWithdrawn) -> list[ChangedPrice]:
    return [_price(each.sku, each.location, None, each.valid_from, None) for each in fact.prices]


def _bulk(fact: BulkPricesSet) -> list[ChangedPrice]:
    return [_price(each.sku, each.location, each.price, fact.valid_from, fact.valid_until) for each in fact.prices]


def _undone(fact: BulkPricesUndone) -> list[ChangedPrice]:
    return [_price(sku, None, None, None, None) for sku in fact.skus]


_PRICE_READERS: dict[type[Any], Callable[[Any], list[ChangedPrice]]] = {
    PriceChanged: _set,
    PricesWithdrawn: _withdrawn,
    BulkPricesSet: _bulk,
    BulkPricesUndone: _undone,
}


def _price(sku: str, location: int | None, amount: int | None, first: object, until: object) -> ChangedPrice:
    return ChangedPrice(
        sku=sku,
        location=location,
        price_minor=amount,
        valid_from=None if first is None else str(first),
        valid_until=None if until is None else str(until),
    )


def _mark(row: JournalRow) -> str:
    """The id of a row's message: the same whenever it is messages, and at every receiver."""
    return f"evt_{row.device_id}_{row.seq}"


def _at(row: JournalRow) -> str:
    return utc_text(from_micros(row.at_micros))


def utc_text(at: datetime) -> str:
    """An instant as programs read it, to the second."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _json(body: BaseModel) -> str:
    return body.model_dump_json()
