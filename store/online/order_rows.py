"""Orders on the web: added, found and moved on; a step is taken once, however many take it at the same time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from models.facts.sealed_details import web_order_subject
from models.online.online_order import (
    OPEN_STATES,
    HeldCard,
    NoSuchOnlineOrder,
    OnlineOrder,
    OnlineOrderState,
    OrderContact,
    OrderMember,
    WebOrderGoods,
)
from models.online.pickup_times import PickupSlot
from store import salts, schema
from store.database.prepared import Prepared
from store.online import purchase_rows

_ORDER, _LINE, _CARD = schema.online_order, schema.online_order_line, schema.online_order_card
_MEMBER = schema.online_order_member
_BOUGHT = sa.exists().where(schema.online_order_purchase.c.order_id == _ORDER.c.id)
_IS_OPEN = _ORDER.c.state.in_(sorted(each.value for each in OPEN_STATES))
#: So many ended orders are listed at once.
ENDED_MAX = 200

#: Sent with every sale.
_OF_BASKET = Prepared(sa.select(_ORDER.c.id).where(_ORDER.c.basket_id == sa.bindparam("of_basket")).with_for_update())


def add_order(tx: sa.Connection, new: OnlineOrder) -> None:
    """Store a new order with its goods."""
    contact = new.contact
    tx.execute(
        _ORDER.insert().values(
            id=new.id,
            location_id=new.location_id,
            code=new.code,
            secret=new.secret,
            basket_key=new.basket_key,
            origin=new.origin,
            name=contact.name,
            email=contact.email,
            phone=contact.phone,
            language=contact.language,
            pickup_from=new.pickup.begins,
            pickup_until=new.pickup.ends,
            placed_at=new.placed_at,
            state=new.state.value,
            prepaid=new.is_prepaid,
        )
    )
    rows = [
        {
            "order_id": new.id,
            "position": each.position,
            "sku": each.sku,
            "name": each.name,
            "quantity": each.quantity,
            "unit_price_minor": each.unit_price_minor,
            "deposit": each.deposit,
            "deposit_minor": each.deposit_minor,
        }
        for each in new.goods
    ]
    if rows:
        tx.execute(_LINE.insert(), rows)


def add_card(tx: sa.Connection, order_id: int, card: HeldCard) -> None:
    """Store the gift card of which an order holds some."""
    tx.execute(_CARD.insert(), {"order_id": order_id, "card_id": card.card, "amount_minor": card.amount_minor})


def remove_card(tx: sa.Connection, order_id: int) -> None:
    """An order holds nothing of a gift card any more."""
    tx.execute(_CARD.delete().where(_CARD.c.order_id == order_id))


def save_member(tx: sa.Connection, order_id: int, member: OrderMember) -> None:
    """Store whose an order is, and which points it holds."""
    remove_member(tx, order_id)
    values = {"member": member.member, "points": member.points, "value_minor": member.value_minor}
    tx.execute(_MEMBER.insert(), values | {"order_id": order_id, "excluded": "\n".join(member.excluded)})


def remove_member(tx: sa.Connection, order_id: int) -> None:
    """An order is no member's any more, and holds no points."""
    tx.execute(_MEMBER.delete().where(_MEMBER.c.order_id == order_id))


def members_of_orders(view: sa.Connection) -> list[tuple[int, OrderMember]]:
    """The orders of members that are in no basket at a till."""
    query = (
        sa.select(_MEMBER.c.order_id)
        .join(_ORDER, _ORDER.c.id == _MEMBER.c.order_id)
        .where(_ORDER.c.basket_id.is_(None))
    )
    return sorted(_members_of(view, view.scalars(query)).items(), key=lambda each: each[0])


def held_by_orders(view: sa.Connection) -> list[tuple[int, HeldCard]]:
    """The orders that hold some of a gift card themselves, in no basket at a till."""
    query = (
        sa.select(_CARD.c.order_id).join(_ORDER, _ORDER.c.id == _CARD.c.order_id).where(_ORDER.c.basket_id.is_(None))
    )
    return sorted(_cards_of(view, view.scalars(query)).items(), key=lambda each: each[0])


def get_order(view: sa.Connection, order_id: int) -> OnlineOrder:
    """The order of an id. Raises :class:`models.online.online_order.NoSuchOnlineOrder`."""
    return _one(view, _ORDER.c.id == order_id, str(order_id))


def lock_order(tx: sa.Connection, order_id: int) -> OnlineOrder:
    """The same, held until the transaction ends."""
    tx.execute(sa.select(_ORDER.c.id).where(_ORDER.c.id == order_id).with_for_update())
    return get_order(tx, order_id)


def find_by_secret(view: sa.Connection, secret: str) -> OnlineOrder | None:
    """The order whose page has this secret in its address."""
    return _first(view, _ORDER.c.secret == secret)


def find_by_basket(view: sa.Connection, basket_key: str) -> OnlineOrder | None:
    """The order that a visitor's basket became."""
    return _first(view, _ORDER.c.basket_key == basket_key)


def placed_with(view: sa.Connection, prefix: str) -> bool:
    """Whether there is an order whose basket begins so."""
    return view.scalar(sa.select(_ORDER.c.id).where(_begins(prefix)).limit(1)) is not None


def orders_placed_with(view: sa.Connection, prefix: str, *, after: int, limit: int) -> list[OnlineOrder]:
    """At most ``limit`` orders whose baskets begin so, by number, those that follow ``after``."""
    query = sa.select(_ORDER.c.id).where(_begins(prefix), _ORDER.c.id > after).order_by(_ORDER.c.id).limit(limit)
    orders = _orders(view, _ORDER.c.id.in_(list(view.scalars(query))))
    return sorted(orders, key=lambda each: each.id)


def _begins(prefix: str) -> sa.ColumnElement[bool]:
    """Baskets are hexadecimal after their mark: what begins so lies before the next sign after f."""
    return sa.and_(_ORDER.c.basket_key >= prefix, _ORDER.c.basket_key < f"{prefix}g")


def find_of_sale(tx: sa.Connection, basket_id: int) -> OnlineOrder | None:
    """The order that is in a basket at a till, held until the transaction ends."""
    rows = _OF_BASKET.ask(tx, {"of_basket": basket_id})
    return get_order(tx, rows[0][0]) if rows else None


def get_open(view: sa.Connection, code: str, location_id: int | None = None) -> OnlineOrder:
    """The order that waits under a pick-up code. Raises :class:`models.online.online_order.NoSuchOnlineOrder`."""
    here = sa.true() if location_id is None else _ORDER.c.location_id == location_id
    return _one(view, sa.and_(_IS_OPEN, _ORDER.c.code == code, here), code[:6])


def open_orders(view: sa.Connection, location_id: int | None = None) -> list[OnlineOrder]:
    """The orders that wait, those that are fetched first first; at a location, those of goods."""
    here = sa.true() if location_id is None else sa.and_(_ORDER.c.location_id == location_id, ~_BOUGHT)
    return _orders(view, sa.and_(_IS_OPEN, here))


def ended_orders(view: sa.Connection, since: datetime) -> list[OnlineOrder]:
    """The newest orders that ended after an instant, by time of pick-up."""
    query = sa.select(_ORDER.c.id).where(_ORDER.c.ended_at >= since).order_by(_ORDER.c.ended_at.desc()).limit(ENDED_MAX)
    return _orders(view, _ORDER.c.id.in_(list(view.scalars(query))))


def all_orders(view: sa.Connection) -> list[OnlineOrder]:
    """Every order there ever was."""
    return _orders(view, sa.true())


def has_open_code(view: sa.Connection, code: str) -> bool:
    """Whether an order waits under a pick-up code."""
    return view.scalar(sa.select(_ORDER.c.id).where(_IS_OPEN, _ORDER.c.code == code).limit(1)) is not None


def count_open_of(view: sa.Connection, email: str) -> int:
    """How many orders of an e-mail address wait."""
    return view.scalar(sa.select(sa.func.count()).where(_IS_OPEN, sa.func.lower(_ORDER.c.email) == email.lower())) or 0


def orders_of_address(view: sa.Connection, email: str, since: datetime) -> list[OnlineOrder]:
    """The orders of an e-mail address that wait or ended after an instant, the newest first."""
    ended = sa.and_(_ORDER.c.ended_at >= since, sa.func.lower(_ORDER.c.email) == email.lower())
    waiting = sa.and_(_IS_OPEN, sa.func.lower(_ORDER.c.email) == email.lower())
    orders = _orders(view, waiting) + _orders(view, sa.and_(ended, ~_IS_OPEN))
    return sorted(orders, key=lambda each: each.id, reverse=True)


def open_by_slot(view: sa.Connection, location_id: int) -> dict[datetime, int]:
    """How many orders wait for each time of pick-up at a location, by the instant at which it begins."""
    counted = sa.select(_ORDER.c.pickup_from, sa.func.count().label("orders"))
    query = counted.where(_IS_OPEN, _ORDER.c.location_id == location_id, ~_BOUGHT)
    return {row.pickup_from: row.orders for row in view.execute(query.group_by(_ORDER.c.pickup_from))}


def save_pick(tx: sa.Connection, order_id: int, goods: Sequence[WebOrderGoods], at: datetime) -> None:
    """Store what was picked, and that the order is ready."""
    for each in goods:
        here = _LINE.c.order_id == order_id, _LINE.c.position == each.position
        tx.execute(_LINE.update().where(*here).values(picked_quantity=each.picked_quantity))
    values = {"state": OnlineOrderState.READY.value, "ready_at": at}
    tx.execute(_ORDER.update().where(_ORDER.c.id == order_id).values(values))


def confirm_order(tx: sa.Connection, order_id: int) -> None:
    """Store that an order which was being paid is paid, and can be picked."""
    tx.execute(_ORDER.update().where(_ORDER.c.id == order_id).values(state=OnlineOrderState.PLACED.value))


def find_order(view: sa.Connection, order_id: int) -> OnlineOrder | None:
    """The order of an id, if there is one."""
    return _first(view, _ORDER.c.id == order_id)


def end_order(tx: sa.Connection, ended: OnlineOrder) -> None:
    """Store that an order ended, and how."""
    values = {
        "state": ended.state.value,
        "ended_at": ended.ended_at,
        "ended_by": ended.ended_by,
        "reason": ended.reason,
        "sale_id": ended.sale_id,
    }
    tx.execute(_ORDER.update().where(_ORDER.c.id == ended.id).values(values))


def set_basket(tx: sa.Connection, order_id: int, basket_id: int) -> None:
    """Store in which basket at a till an order is."""
    tx.execute(_ORDER.update().where(_ORDER.c.id == order_id).values(basket_id=basket_id))


def leave_basket(tx: sa.Connection, basket_id: int) -> None:
    """Let the order that was in a basket wait again: the basket is gone."""
    tx.execute(_ORDER.update().where(_ORDER.c.basket_id == basket_id, _IS_OPEN).values(basket_id=None))


def erase_contacts(tx: sa.Connection, before: datetime) -> int:
    """Erase who ordered what ended before an instant; how many orders that were."""
    ids = list(tx.scalars(sa.select(_ORDER.c.id).where(_ORDER.c.ended_at < before, _ORDER.c.email != "")))
    nobody = {"name": "", "email": "", "phone": ""}
    tx.execute(_ORDER.update().where(_ORDER.c.id.in_(ids)).values(nobody))
    purchase_rows.erase_words(tx, ids)
    salts.remove_salts(tx, map(web_order_subject, ids))
    return len(ids)


def _first(view: sa.Connection, chosen: sa.ColumnElement[bool]) -> OnlineOrder | None:
    return next(iter(_orders(view, chosen)), None)


def _one(view: sa.Connection, chosen: sa.ColumnElement[bool], code: str) -> OnlineOrder:
    order = _first(view, chosen)
    if order is None:
        raise NoSuchOnlineOrder(code)
    return order


def _orders(view: sa.Connection, chosen: sa.ColumnElement[bool]) -> list[OnlineOrder]:
    rows = view.execute(sa.select(_ORDER).where(chosen).order_by(_ORDER.c.pickup_from, _ORDER.c.id)).all()
    ids = [row.id for row in rows]
    goods, cards, members = _goods_of(view, ids), _cards_of(view, ids), _members_of(view, ids)
    bought = purchase_rows.purchases_of(view, ids)
    return [
        replace(
            _order(row, goods[row.id]),
            card=cards.get(row.id),
            member=members.get(row.id),
            purchase=bought.get(row.id),
        )
        for row in rows
    ]


def _members_of(view: sa.Connection, order_ids: Iterable[int]) -> dict[int, OrderMember]:
    query = sa.select(_MEMBER).where(_MEMBER.c.order_id.in_(list(order_ids)))
    return {row.order_id: _member(row) for row in view.execute(query)}


def _member(row: sa.Row[tuple[object, ...]]) -> OrderMember:
    return OrderMember(row.member, row.points, row.value_minor, tuple(filter(None, row.excluded.split("\n"))))


def _cards_of(view: sa.Connection, order_ids: Iterable[int]) -> dict[int, HeldCard]:
    gift_card = schema.gift_card.c
    query = (
        sa.select(_CARD.c.order_id, _CARD.c.card_id, gift_card.last_four, _CARD.c.amount_minor)
        .join(schema.gift_card, gift_card.id == _CARD.c.card_id)
        .where(_CARD.c.order_id.in_(list(order_ids)))
    )
    return {order_id: HeldCard(*values) for order_id, *values in view.execute(query)}


def _goods_of(view: sa.Connection, order_ids: Iterable[int]) -> dict[int, tuple[WebOrderGoods, ...]]:
    goods: dict[int, tuple[WebOrderGoods, ...]] = dict.fromkeys(order_ids, ())
    query = sa.select(_LINE).where(_LINE.c.order_id.in_(list(goods))).order_by(_LINE.c.order_id, _LINE.c.position)
    for order_id, *values in view.execute(query):
        goods[order_id] = (*goods[order_id], WebOrderGoods(*values))
    return goods


def _order(row: sa.Row[tuple[object, ...]], goods: tuple[WebOrderGoods, ...]) -> OnlineOrder:
    return OnlineOrder(
        id=row.id,
        location_id=row.location_id,
        code=row.code,
        secret=row.secret,
        basket_key=row.basket_key,
        origin=row.origin,
        contact=OrderContact(row.name, row.email, row.phone, row.language),
        pickup=PickupSlot(row.pickup_from, row.pickup_until),
        placed_at=row.placed_at,
        goods=goods,
        state=OnlineOrderState(row.state),
        ready_at=row.ready_at,
        ended_at=row.ended_at,
        ended_by=row.ended_by,
        reason=row.reason,
        basket_id=row.basket_id,
        sale_id=row.sale_id,
        is_prepaid=bool(row.prepaid),
    )
