"""The devices of a till: set, replaced, removed, and recorded with whoever did it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from models.access.actor import Actor
from models.journal import JournalKind
from operations.access.permissions import NotPermitted
from operations.installation.device_links import DeviceRole, NoSuchStationDevice, remove_device, set_device
from store import devices, journal
from store.database.engine import Store
from store.shop import UnknownDevice
from tests.builders import AT, OFFICE, SECOND_TILL, TILL, small_shop

PRINTER = DeviceRole.RECEIPT_PRINTER
ACTOR = Actor("office", OFFICE)


def links(store: Store) -> dict[tuple[int, str], str]:
    with store.view() as view:
        return devices.all_links(view)


def recorded(store: Store) -> list[dict[str, Any]]:
    with store.view() as view:
        return [json.loads(row.payload) for row in journal.read(view, OFFICE, kinds=[JournalKind.DEVICE_CHANGED])]


def test_a_till_gets_a_device_of_its_own_and_the_journal_records_it_once(store: Store) -> None:
    small_shop(store)
    for link in ("tcp:192.0.2.7", "tcp:192.0.2.8", "tcp:192.0.2.8"):
        set_device(store, ACTOR, SECOND_TILL, PRINTER, link, at=AT)
    assert links(store) == {(SECOND_TILL, PRINTER): "tcp:192.0.2.8"}
    changes = [(each["till"], each["link_before"], each["link"], each["actor"]["operator"]) for each in recorded(store)]
    assert changes == [(2, None, "tcp:192.0.2.7", "office"), (2, "tcp:192.0.2.7", "tcp:192.0.2.8", "office")]


def test_a_device_is_removed_once(store: Store) -> None:
    set_device(small_shop(store), ACTOR, TILL, PRINTER, "tcp:192.0.2.7", at=AT)
    remove_device(store, ACTOR, TILL, PRINTER, at=AT)
    assert links(store) == {}
    with pytest.raises(NoSuchStationDevice, match="Till 1 has no receipt printer"):
        remove_device(store, ACTOR, TILL, PRINTER, at=AT)
    assert [each["link"] for each in recorded(store)] == ["tcp:192.0.2.7", None]


@pytest.mark.parametrize("till", [OFFICE, 77])
def test_what_is_no_till_has_no_printer(sqlite_store: Store, till: int) -> None:
    small_shop(sqlite_store)
    with pytest.raises(UnknownDevice):
        set_device(sqlite_store, ACTOR, till, PRINTER, "tcp:192.0.2.7", at=AT)
    assert links(sqlite_store) == {}


def test_a_sales_assistant_may_not(sqlite_store: Store) -> None:
    small_shop(sqlite_store)
    with pytest.raises(NotPermitted):
        set_device(sqlite_store, Actor("anna", OFFICE), TILL, PRINTER, "tcp:192.0.2.7", at=AT)
    assert links(sqlite_store) == {}
