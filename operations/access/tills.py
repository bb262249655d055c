"""The tills of a shop, and adding one to a location."""

from __future__ import annotations

from datetime import datetime

from models import shop_settings
from models.access.actor import Actor
from models.access.permission import Permission
from models.card_data import check_no_card_data
from models.errors import Refused
from models.facts.setting import DeviceAdded
from models.facts.shop import DeviceValues
from models.shop import Device, DeviceKind
from operations.access.permissions import check
from operations.unit_of_work import unit_of_work
from store import shop
from store.database.engine import Connection, Store


class TillNameTaken(Refused):
    """A name that another till has."""

    code = "till_name_taken"
    text = "Another till is called {name}. Nothing was changed; choose another name."

    name: str


class NoSuchLocation(Refused):
    """The shop has no such location."""

    code = "no_such_location"
    text = "The shop has no location {location_id}. Nothing was changed; choose one of its locations."

    location_id: int


def check_location(view: Connection, location_id: int) -> None:
    """Raise :class:`NoSuchLocation` unless the shop has a location of that number."""
    if location_id not in {each.id for each in shop.all_locations(view)}:
        raise NoSuchLocation(location_id)


def add_till(store: Store, actor: Actor, name: str, location_id: int, *, at: datetime) -> Device:
    """Add a till to a location, under the next number that is free.

    Raises :class:`TillNameTaken`, :class:`NoSuchLocation`, :class:`models.setting_kind.WrongSetting` or
    :class:`models.card_data.CardDataRefused`.
    """
    check(actor, Permission.ENROL_TILLS)
    check_no_card_data(name)
    with unit_of_work(store, actor, at=at) as work:
        devices = shop.all_devices(work.tx)
        if location_id not in {each.id for each in shop.all_locations(work.tx)}:
            raise NoSuchLocation(location_id)
        numbers = {each.id for each in devices}
        number = next(each for each in range(1, len(numbers) + 2) if each not in numbers)
        till = Device(number, DeviceKind.TILL, _clean_name(number, name), location_id)
        if till.name in {each.name for each in devices}:
            raise TillNameTaken(till.name)
        shop.add_device(work.tx, till)
        work.record(DeviceAdded(DeviceValues(till.id, till.kind.value, till.name, till.location_id)))
    return till


def check_till(tx: Connection, till_id: int) -> Device:
    """The till with this number; raises :class:`store.shop.UnknownDevice` for another device."""
    device = shop.get_station(tx, till_id).device
    if device.kind is not DeviceKind.TILL:
        raise shop.UnknownDevice(till_id)
    return device


def _clean_name(number: int, name: str) -> str:
    setting = shop_settings.name_of(shop_settings.TILL_NAME, number)
    return shop_settings.parse_name(setting).kind.clean(setting, name)
