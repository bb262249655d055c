"""The company, its locations and devices; and the numbers that each device gives out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from models.errors import Refused
from models.facts.key import UnsignedHead
from models.journal import ChainHead
from models.shop import DEVICE_SHIFT, Device, DeviceKind, Location, Shop, Station
from store import schema
from store.database.prepared import Prepared


class NoShop(Refused):
    """The database has no shop in it yet."""

    code = "no_shop"
    text = (
        "There is no shop in the database yet. Nothing was changed. Run 'kassa demo' to try one, or "
        "'kassa import products FILE' to start your own."
    )


class UnknownDevice(Refused):
    """No till or office computer has that number."""

    code = "unknown_device"
    text = "There is no till number {device_id}. Nothing was changed; choose one of the shop's tills."

    device_id: int


@dataclass(frozen=True, slots=True)
class DeviceHead:
    """The last receipt number and journal row of a device, and the public key that signs it (``""``: none yet).

    ``last_at`` is the instant of that row, where it was asked for.
    """

    last_receipt: int
    chain: ChainHead
    signing_key: str = ""
    last_at: datetime | None = field(default=None, compare=False)


def add_shop(tx: sa.Connection, shop: Shop) -> None:
    """Keep the company; there is one."""
    tx.execute(
        schema.shop.insert(),
        {
            "id": 1,
            "company": shop.company,
            "org_number": shop.org_number,
            "country": shop.country,
            "currency": shop.currency,
            "zone": shop.zone,
            "day_closes_at": shop.day_closes_at,
            "is_demo": shop.is_demo,
        },
    )


def add_location(tx: sa.Connection, location: Location) -> None:
    """Keep a location."""
    row = {"id": location.id, "name": location.name, "address": location.address}
    tx.execute(schema.location.insert(), row)


def add_device(tx: sa.Connection, device: Device) -> None:
    """Keep a device, with nothing numbered yet."""
    row = {"id": device.id, "kind": device.kind.value, "name": device.name, "location_id": device.location_id}
    tx.execute(schema.device.insert(), row)
    tx.execute(schema.device_head.insert(), {"device_id": device.id})


def find_shop(view: sa.Connection) -> Shop | None:
    """The company, if one is kept."""
    row = view.execute(sa.select(schema.shop)).one_or_none()
    return None if row is None else _shop(row)


def get_shop(view: sa.Connection) -> Shop:
    """The company; :class:`NoShop` if there is none yet."""
    shop = find_shop(view)
    if shop is None:
        raise NoShop
    return shop


def all_locations(view: sa.Connection) -> list[Location]:
    """Every location, by id."""
    rows = view.execute(sa.select(schema.location).order_by(schema.location.c.id))
    return [Location(row.id, row.name, row.address) for row in rows]


def all_devices(view: sa.Connection) -> list[Device]:
    """Every device, by id."""
    rows = view.execute(sa.select(schema.device).order_by(schema.device.c.id))
    return [Device(row.id, DeviceKind(row.kind), row.name, row.location_id) for row in rows]


_STATION_OF = (
    sa.select(
        *schema.device.c["id", "kind", "name", "location_id"],
        *schema.location.c["name", "address"],
        *schema.shop.c["company", "org_number", "country", "currency", "zone", "day_closes_at", "is_demo"],
    )
    .join_from(schema.device, schema.location)
    .join(schema.shop, schema.shop.c.id == 1)
    .where(schema.device.c.id == sa.bindparam("device_id"))
)
_STATION_LENGTH = len(_STATION_OF.selected_columns)
_STATION = Prepared(_STATION_OF)


def get_station(view: sa.Connection, device_id: int) -> Station:
    """A device with its location and shop; :class:`UnknownDevice` or :class:`NoShop` if there is none."""
    found = _STATION.ask(view, {"device_id": device_id})
    if not found:
        get_shop(view)
        raise UnknownDevice(device_id)
    return _station(found[0])


def last_receipt(view: sa.Connection, device_id: int) -> int:
    """The last receipt number that a device gave out."""
    head = schema.device_head.c
    return int(view.scalar(sa.select(head.last_receipt).where(head.device_id == device_id)) or 0)


def signing_key_of(view: sa.Connection, device_id: int) -> str:
    """The public key with which a device signs now; empty if it has none."""
    head = schema.device_head.c
    return view.scalar(sa.select(head.signing_key).where(head.device_id == device_id)) or ""


_HEAD = (
    sa.select(schema.device_head).where(schema.device_head.c.device_id == sa.bindparam("device_id")).with_for_update()
)


def lock_head(tx: sa.Connection, device_id: int) -> DeviceHead:
    """The head of a device, held until the transaction ends: its numbers are given out one at a time."""
    row = tx.execute(_HEAD, {"device_id": device_id}).one_or_none()
    if row is None:
        raise UnknownDevice(device_id)
    return DeviceHead(row.last_receipt, ChainHead(row.last_journal, row.journal_hash), row.signing_key)


_STATION_AND_HEAD = Prepared(
    _STATION_OF.add_columns(
        *schema.device_head.c["last_receipt", "last_journal", "journal_hash", "signing_key"], schema.journal.c.at
    )
    .join(schema.device_head, schema.device_head.c.device_id == schema.device.c.id)
    .outerjoin(
        schema.journal,
        sa.and_(
            schema.journal.c.device_id == schema.device_head.c.device_id,
            schema.journal.c.seq == schema.device_head.c.last_journal,
        ),
    )
    .with_for_update(of=schema.device_head)
)


def lock_station(tx: sa.Connection, device_id: int) -> tuple[Station, DeviceHead]:
    """What :func:`get_station` and :func:`lock_head` give, in one question to the database."""
    found = _STATION_AND_HEAD.ask(tx, {"device_id": device_id})
    if not found:
        get_shop(tx)
        raise UnknownDevice(device_id)
    last_receipt, last_journal, journal_hash, signing_key, last_at = found[0][_STATION_LENGTH:]
    return _station(found[0]), DeviceHead(last_receipt, ChainHead(last_journal, journal_hash), signing_key, last_at)


_MOVE_HEAD = Prepared(
    schema.device_head.update()
    .where(schema.device_head.c.device_id == sa.bindparam("of_device"))
    .values(
        last_receipt=sa.bindparam("to_receipt"),
        last_journal=sa.bindparam("to_journal"),
        journal_hash=sa.bindparam("to_hash"),
        signing_key=sa.bindparam("to_key"),
    )
)


def move_head(tx: sa.Connection, device_id: int, head: DeviceHead) -> None:
    """Remember the last receipt number and journal row of a device that is locked by :func:`lock_head`."""
    values = {
        "of_device": device_id,
        "to_receipt": head.last_receipt,
        "to_journal": head.chain.seq,
        "to_hash": head.chain.hash,
        "to_key": head.signing_key,
    }
    _MOVE_HEAD.send(tx, [values])


def unsigned_heads(view: sa.Connection, but: int) -> tuple[UnsignedHead, ...]:
    """The last rows of the devices that have rows and no key, without the device ``but``."""
    head = schema.device_head.c
    query = sa.select(head.device_id, head.last_journal, head.journal_hash).where(
        head.signing_key == "", head.last_journal > 0, head.device_id != but
    )
    return tuple(UnsignedHead(*row) for row in view.execute(query.order_by(head.device_id)))


_TAKE_IDS = Prepared(
    schema.device_head.update()
    .where(schema.device_head.c.device_id == sa.bindparam("of_device"))
    .values(last_fact=schema.device_head.c.last_fact + sa.bindparam("count"))
    .returning(schema.device_head.c.last_fact)
)


def take_ids(tx: sa.Connection, device_id: int, count: int = 1) -> list[int]:
    """The next ``count`` ids of facts made by a device: ``device << 32 | seq``, ascending, never given twice."""
    rows = _TAKE_IDS.ask(tx, {"of_device": device_id, "count": count})
    if not rows:
        raise UnknownDevice(device_id)
    base, last = device_id << DEVICE_SHIFT, int(rows[0][0])
    return [base | seq for seq in range(last - count + 1, last + 1)]


def office_id(view: sa.Connection) -> int:
    """The device that numbers what is made without a till: orders, deliveries, forecasts."""
    kind = DeviceKind.OFFICE.value
    found = view.scalar(sa.select(sa.func.min(schema.device.c.id)).where(schema.device.c.kind == kind))
    if found is None:
        raise NoShop
    return int(found)


def _station(values: Sequence[Any]) -> Station:
    device_id, kind, name, location_id, location_name, address, *company = values[:_STATION_LENGTH]
    return Station(
        shop=Shop(*company),
        location=Location(location_id, location_name, address),
        device=Device(device_id, DeviceKind(kind), name, location_id),
    )


def _shop(row: sa.Row[tuple[object, ...]]) -> Shop:
    return Shop(row.company, row.org_number, row.country, row.currency, row.zone, row.day_closes_at, row.is_demo)
