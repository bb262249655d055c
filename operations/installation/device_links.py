"""The devices of each till: where they are, changed by somebody and recorded in the till's journal."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from models.access.actor import Actor
from models.access.permission import Permission
from models.card_data import check_no_card_data
from models.errors import Refused
from models.facts.device import DeviceChanged
from models.shop import DeviceKind
from operations.access.permissions import check
from operations.unit_of_work import unit_of_work
from store import devices, shop
from store.database.engine import Connection, Store


class DeviceRole(StrEnum):
    """What a device does at its till."""

    RECEIPT_PRINTER = "receipt_printer"
    """Prints receipts and opens the drawer that hangs on it."""
    PAYMENT_TERMINAL = "payment_terminal"
    """Takes cards, and shows codes for mobile payments."""


class NoSuchStationDevice(Refused):
    """The till has no device of that kind to remove."""

    code = "no_such_station_device"
    text = (
        "Till {till_id} has no {role} of its own. Nothing was changed; 'kassa devices list' shows what each till uses."
    )

    till_id: int
    role: str


def set_device(store: Store, actor: Actor, till_id: int, role: DeviceRole, link: str, *, at: datetime) -> None:
    """Record that the device of a till is at ``link``. The link is checked by whoever can open it, before.

    Raises :class:`shop.UnknownDevice` for what is no till; setting the same link again changes nothing. A link
    with a card number is :class:`models.card_data.CardDataRefused`.
    """
    check(actor, Permission.CHANGE_SHOP)
    check_no_card_data(link)
    with unit_of_work(store, actor, at=at) as work:
        _check_till(work.tx, till_id)
        before = devices.find_link(work.tx, till_id, role)
        if before != link:
            devices.save_link(work.tx, till_id, role, link)
            work.record(DeviceChanged(till_id, role.value, before, link))


def remove_device(store: Store, actor: Actor, till_id: int, role: DeviceRole, *, at: datetime) -> None:
    """Let a till use the printer of the settings again; raises :class:`NoSuchStationDevice`."""
    check(actor, Permission.CHANGE_SHOP)
    with unit_of_work(store, actor, at=at) as work:
        _check_till(work.tx, till_id)
        before = devices.find_link(work.tx, till_id, role)
        if before is None:
            raise NoSuchStationDevice(till_id, role.replace("_", " "))
        devices.remove_link(work.tx, till_id, role)
        work.record(DeviceChanged(till_id, role.value, before, None))


def _check_till(tx: Connection, till_id: int) -> None:
    if shop.get_station(tx, till_id).device.kind is not DeviceKind.TILL:
        raise shop.UnknownDevice(till_id)
