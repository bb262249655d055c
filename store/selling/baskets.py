"""Open and parked baskets: rows from the first scan, so that nothing on a screen can be lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from models.catalogue.product import TaxCategory
from models.jurisdiction.tax_rules import SupplyMode
from models.money import Money
from models.quantity import Unit
from models.selling.basket import Basket, BasketLine, BasketNote, BasketState, DepositCharge
from store import schema
from store.catalogue.deposit_rows import NAME_ON_RECEIPTS
from store.catalogue.kit_rows import is_kit, with_kits
from store.catalogue.pack_rows import stored_pack
from store.database.columns import from_micros
from store.database.prepared import Prepared
from store.selling.code_text import (
    read_cards,
    read_codes,
    read_points,
    read_vouchers,
    write_cards,
    write_codes,
    write_points,
    write_vouchers,
)
from store.selling.grant_text import read_grants, write_grants
from store.selling.note_text import read_notes, write_notes

basket, line = schema.basket, schema.basket_line


_term = schema.supplier_term
_cost = (
    sa.select(sa.func.min(_term.c.cost_minor))
    .where(_term.c.sku == line.c.sku, _term.c.preferred)
    .correlate(line)
    .scalar_subquery()
)
# A pack takes what is in it.
_content = schema.product.alias("content")
_has_lots = sa.case(
    (schema.product.c.pack_of.is_(None), schema.product.c.has_lots),
    else_=sa.select(_content.c.has_lots)
    .where(_content.c.sku == schema.product.c.pack_of)
    .correlate(schema.product)
    .scalar_subquery(),
)
_UNITS = {unit.value: unit for unit in Unit}
_TAX_CATEGORIES = {category.value: category for category in TaxCategory}
_HEAD = (
    *basket.c["id", "device_id", "state", "label", "last_position", "age_confirmed", "notes", "has_payments"],
    *basket.c[
        "returned_minor",
        "discounts",
        "codes",
        "customer_group",
        "vouchers",
        "gift_cards",
        "gift_loads",
        "member",
        "points",
    ],
    sa.type_coerce(basket.c.opened_at, sa.BigInteger).label("opened_at_micros"),
)
_HEAD_LENGTH = len(_HEAD)
#: Of a row with a line: whether that is of a kit, just before its cost.
_IS_KIT = -2
#: Values of a line before those of its deposit and of its product.
_SERVICE_END = 11
# One row per line with its basket before it; a basket without lines has one row without a position.
_WITH_LINES = (
    sa.select(
        *_HEAD,
        *line.c["position", "sku", "gtin", "quantity", "unit_price_minor", "discount_minor"],
        *line.c["supply", "sent_quantity", "seat", "course", "lot", "deposit", "deposit_minor"],
        NAME_ON_RECEIPTS.label("deposit_name"),
        *schema.product.c["name", "unit", "tax_category", "age_limit", "pack_of", "pack_quantity"],
        *schema.product.c["category", "open_price"],
        _has_lots.label("has_lots"),
        is_kit(line.c.sku).label("is_kit"),
        _cost.label("cost_minor"),
    )
    .outerjoin_from(basket, line, line.c.basket_id == basket.c.id)
    .outerjoin(schema.product, schema.product.c.sku == line.c.sku)
    .outerjoin(schema.own_deposit, schema.own_deposit.c.code == line.c.deposit)
    .order_by(basket.c.id, line.c.position)
)
_BY_ID = Prepared(_WITH_LINES.where(basket.c.id == sa.bindparam("basket_id")))
_OF_DEVICE = _WITH_LINES.where(basket.c.device_id == sa.bindparam("device_id"))
_OPEN = Prepared(_OF_DEVICE.where(basket.c.state == sa.literal_column(f"'{BasketState.OPEN.value}'")))
_PARKED = Prepared(_OF_DEVICE.where(basket.c.state == sa.literal_column(f"'{BasketState.PARKED.value}'")))


def open_basket(view: sa.Connection, device_id: int, currency: str) -> Basket | None:
    """The basket that a till is working on, with its lines, if there is one."""
    found = _baskets(view, _OPEN.ask(view, {"device_id": device_id}), currency)
    return found[0] if found else None


def find_basket(view: sa.Connection, basket_id: int, currency: str) -> Basket | None:
    """The basket with that id, with its lines, in whatever state."""
    found = _baskets(view, _BY_ID.ask(view, {"basket_id": basket_id}), currency)
    return found[0] if found else None


def parked_baskets(view: sa.Connection, device_id: int, currency: str) -> list[Basket]:
    """The baskets that wait at a till, oldest first, with their lines."""
    return _baskets(view, _PARKED.ask(view, {"device_id": device_id}), currency)


def count_parked(view: sa.Connection, device_id: int) -> int:
    """How many baskets wait at a till."""
    waits = (basket.c.device_id == device_id) & (basket.c.state == BasketState.PARKED.value)
    return view.scalar(sa.select(sa.func.count()).select_from(basket).where(waits)) or 0


def add_basket(tx: sa.Connection, new: Basket) -> None:
    """Store a new basket that has no lines yet."""
    values = {
        "id": new.id,
        "device_id": new.device_id,
        "state": new.state.value,
        "label": new.label,
        "opened_at": new.opened_at,
        "last_position": new.last_position,
        "age_confirmed": new.age_confirmed,
        "notes": write_notes(new.notes),
        "has_payments": new.has_payments,
        "returned_minor": new.returned_minor,
        "discounts": write_grants(new.discounts),
        "codes": write_codes(new.codes),
        "customer_group": new.customer_group,
        "vouchers": write_vouchers(new.vouchers),
        "gift_cards": write_cards(new.gift_cards),
        "gift_loads": write_cards(new.gift_loads),
        "member": new.member,
        "points": write_points(new.points),
    }
    _ADD.send(tx, [values])


_ADD = Prepared(basket.insert())
_SAVE = Prepared(
    basket.update()
    .where(basket.c.id == sa.bindparam("of_basket"))
    .values(
        state=sa.bindparam("to_state"),
        label=sa.bindparam("to_label"),
        last_position=sa.bindparam("to_position"),
        age_confirmed=sa.bindparam("to_age"),
        notes=sa.bindparam("to_notes"),
        discounts=sa.bindparam("to_discounts"),
        codes=sa.bindparam("to_codes"),
        customer_group=sa.bindparam("to_group"),
        vouchers=sa.bindparam("to_vouchers"),
        gift_cards=sa.bindparam("to_cards"),
        gift_loads=sa.bindparam("to_loads"),
        member=sa.bindparam("to_member"),
        points=sa.bindparam("to_points"),
    )
)


def save_basket(tx: sa.Connection, changed: Basket) -> None:
    """Save what a basket has besides its lines."""
    values = {
        "of_basket": changed.id,
        "to_state": changed.state.value,
        "to_label": changed.label,
        "to_position": changed.last_position,
        "to_age": changed.age_confirmed,
        "to_notes": write_notes(changed.notes),
        "to_discounts": write_grants(changed.discounts),
        "to_codes": write_codes(changed.codes),
        "to_group": changed.customer_group,
        "to_vouchers": write_vouchers(changed.vouchers),
        "to_cards": write_cards(changed.gift_cards),
        "to_loads": write_cards(changed.gift_loads),
        "to_member": changed.member,
        "to_points": write_points(changed.points),
    }
    _SAVE.send(tx, [values])


def replace_lines(tx: sa.Connection, before: Basket, after: Basket) -> None:
    """Bring the stored lines from ``before`` to ``after``: only what differs is written."""
    old = {each.position: each for each in before.lines}
    new = {each.position: each for each in after.lines}
    gone = [{"of_basket": after.id, "of_position": p} for p in old if p not in new]
    if gone:
        _REMOVE.send(tx, gone)
    added = [_line_row(after.id, each) for p, each in new.items() if p not in old]
    if added:
        _ADD_LINES.send(tx, added)
    changed = [
        {"of_basket": after.id, "of_position": p, **_changeable(each)}
        for p, each in new.items()
        if p in old and each != old[p]
    ]
    if changed:
        _CHANGE.send(tx, changed)


def mark_payments(tx: sa.Connection, basket_id: int, *, has_payments: bool) -> None:
    """Save whether a part of a basket is paid or being paid."""
    tx.execute(basket.update().where(basket.c.id == basket_id).values(has_payments=has_payments))


def discard_basket(tx: sa.Connection, basket_id: int) -> None:
    """Delete a basket that was paid or cancelled; its lines are in the sale or in the journal."""
    _DISCARD_LINES.send(tx, [{"of_basket": basket_id}])
    _DISCARD.send(tx, [{"of_basket": basket_id}])


_DISCARD_LINES = Prepared(line.delete().where(line.c.basket_id == sa.bindparam("of_basket")))
_DISCARD = Prepared(basket.delete().where(basket.c.id == sa.bindparam("of_basket")))

_WHICH_LINE = sa.and_(line.c.basket_id == sa.bindparam("of_basket"), line.c.position == sa.bindparam("of_position"))
_ADD_LINES = Prepared(line.insert())
_REMOVE = Prepared(line.delete().where(_WHICH_LINE))
_CHANGE = Prepared(
    line.update()
    .where(_WHICH_LINE)
    .values(
        quantity=sa.bindparam("to_quantity"),
        discount_minor=sa.bindparam("to_discount"),
        supply=sa.bindparam("to_supply"),
        sent_quantity=sa.bindparam("to_sent"),
        seat=sa.bindparam("to_seat"),
        course=sa.bindparam("to_course"),
    )
)


def _baskets(view: sa.Connection, rows: Sequence[Sequence[Any]], currency: str) -> list[Basket]:
    read = [_basket(list(of_one), currency) for _, of_one in groupby(rows, key=itemgetter(0))]
    if not any(row[_IS_KIT] for row in rows):
        return read
    return [replace(each, lines=with_kits(view, each.lines)) for each in read]


def _basket(rows: Sequence[Sequence[Any]], currency: str) -> Basket:
    basket_id, device_id, state, label, last_position, age, notes, paying, returned, *of_customer, _ = rows[0][
        :_HEAD_LENGTH
    ]
    discounts, codes, customer_group, vouchers, gift_cards, gift_loads, member, points = of_customer
    opened_at_micros, position = rows[0][_HEAD_LENGTH - 1 : _HEAD_LENGTH + 1]
    return Basket(
        id=basket_id,
        device_id=device_id,
        state=BasketState(state),
        label=label,
        opened_at=from_micros(opened_at_micros),
        last_position=last_position,
        lines=() if position is None else tuple(_line(row[_HEAD_LENGTH:], currency) for row in rows),
        age_confirmed=age,
        notes=tuple(BasketNote(*note) for note in read_notes(notes)),
        has_payments=bool(paying),
        returned_minor=returned,
        discounts=read_grants(discounts),
        codes=read_codes(codes),
        customer_group=customer_group,
        vouchers=read_vouchers(vouchers),
        gift_cards=read_cards(gift_cards),
        gift_loads=read_cards(gift_loads),
        member=member,
        points=read_points(points),
    )


def _line(values: Sequence[Any], currency: str) -> BasketLine:
    position, sku, gtin, quantity, unit_price_minor, discount_minor, *service = values[:_SERVICE_END]
    deposit, deposit_minor, deposit_name, name, unit, tax, age_limit, *of_product = values[_SERVICE_END:]
    pack_of, pack_quantity, category, open_price, has_lots, _, cost_minor = of_product
    supply, sent_quantity, seat, course, lot = service
    return BasketLine(
        position=position,
        sku=sku,
        gtin=gtin,
        name=name,
        unit=_UNITS[unit],
        quantity=quantity,
        unit_price=Money(unit_price_minor, currency),
        discount=Money(discount_minor, currency),
        tax_category=_TAX_CATEGORIES[tax],
        cost=None if cost_minor is None else Money(cost_minor, currency),
        chosen_supply=None if supply is None else SupplyMode(supply),
        sent_quantity=sent_quantity,
        seat=seat,
        course=course,
        deposit=None if deposit is None else DepositCharge(deposit, Money(deposit_minor, currency), deposit_name or ""),
        pack=stored_pack(pack_of, pack_quantity),
        age_limit=age_limit,
        category=category,
        open_price=bool(open_price),
        lot=lot,
        has_lots=bool(has_lots),
    )


def _line_row(basket_id: int, of: BasketLine) -> dict[str, object]:
    return {
        "basket_id": basket_id,
        "position": of.position,
        "sku": of.sku,
        "gtin": of.gtin,
        "quantity": of.quantity,
        "unit_price_minor": of.unit_price.minor,
        "discount_minor": of.discount.minor,
        "supply": of.chosen_supply.value if of.chosen_supply else None,
        "sent_quantity": of.sent_quantity,
        "seat": of.seat,
        "course": of.course,
        "deposit": of.deposit.code if of.deposit else None,
        "deposit_minor": of.deposit.amount.minor if of.deposit else None,
        "lot": of.lot,
    }


def _changeable(of: BasketLine) -> dict[str, object]:
    return {
        "to_quantity": of.quantity,
        "to_discount": of.discount.minor,
        "to_supply": of.chosen_supply.value if of.chosen_supply else None,
        "to_sent": of.sent_quantity,
        "to_seat": of.seat,
        "to_course": of.course,
    }
