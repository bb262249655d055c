"""Devices of earlier versions become what they are. On both databases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from models.shop import DeviceKind
from store import shop
from store.database import versions
from store.database.engine import Connection, Store

#: The last version in which they were offices.
BEFORE = "0002"

#: Id, kind before, last receipt, kind afterwards.
DEVICES = (
    (1, "till", 5, DeviceKind.TILL),
    (100, "office", 0, DeviceKind.OFFICE),
    (101, "office", 3, DeviceKind.IMPORT),
    (1000, "office", 7, DeviceKind.IMPORT),
    (1001, "office", 0, DeviceKind.IMPORT),
)


def test_systems_that_receipts_came_from_are_no_offices_any_more(empty_store_url: str) -> None:
    store = Store(empty_store_url)
    with store.transaction() as tx:
        config = Config(attributes={"connection": tx})
        config.set_main_option("script_location", str(versions.MIGRATIONS))
        command.upgrade(config, BEFORE)
        _add_devices(tx)
        versions.upgrade(tx)
        assert {each.id: each.kind for each in shop.all_devices(tx)} == {row[0]: row[3] for row in DEVICES}
        assert shop.office_id(tx) == 100
    store.close()


def _add_devices(tx: Connection) -> None:
    tx.execute(sa.text("INSERT INTO location (id, name, address) VALUES (1, 'Hörnet', '')"))
    for number, kind, last_receipt, _ in DEVICES:
        tx.execute(
            sa.text("INSERT INTO device (id, kind, name, location_id) VALUES (:id, :kind, 'NAME', 1)"),
            {"id": number, "kind": kind},
        )
        tx.execute(
            sa.text("INSERT INTO device_head (device_id, last_receipt) VALUES (:id, :last)"),
            {"id": number, "last": last_receipt},
        )
