"""The settings of the shop, wherever each is stored: in a row of its own, or in the company, a location or a device."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

import sqlalchemy as sa

from models import shop_settings
from models.facts.envelope import RecordedFact, decode_fact
from models.facts.setting import ShopSettingChanged
from models.shop import DeviceKind
from models.shop_settings import SettingName, UnknownSetting, name_of
from store import journal, schema, shop
from store.database.columns import from_micros
from store.database.prepared import Prepared

_TABLE = schema.shop_setting
#: Settings that are columns of other tables.
_COLUMNS: dict[str, sa.Column[str]] = {
    shop_settings.COMPANY_NAME: schema.shop.c.company,
    shop_settings.COMPANY_NUMBER: schema.shop.c.org_number,
    shop_settings.DAY_CLOSES_AT: schema.shop.c.day_closes_at,
    shop_settings.LOCATION_NAME: schema.location.c.name,
    shop_settings.LOCATION_ADDRESS: schema.location.c.address,
    shop_settings.TILL_NAME: schema.device.c.name,
}

#: A till asks for values with every scan.
_VALUE = Prepared(sa.select(_TABLE.c.value).where(_TABLE.c.name == sa.bindparam("of_name")))


def is_column(name: str) -> bool:
    """Whether the setting of a name is a column of another table, and no row of its own."""
    try:
        return shop_settings.parse_name(name).kind.pattern in _COLUMNS
    except UnknownSetting:
        return False


def find_value(view: sa.Connection, name: str) -> str | None:
    """The value of a row of its own, if anybody set it."""
    rows = _VALUE.ask(view, {"of_name": name})
    return rows[0][0] if rows else None


def get_value(view: sa.Connection, name: str) -> str:
    """The value of a setting, or its usual one."""
    setting = shop_settings.parse_name(name)
    value = stored_value(view, setting)
    return setting.kind.usual if value is None else value


def stored_value(view: sa.Connection, setting: SettingName) -> str | None:
    """The value that is stored; ``None`` if nobody set it. Raises :class:`UnknownSetting` for no such location or till.

    A shop that is not registered yet has no values in its tables.
    """
    column = _COLUMNS.get(setting.kind.pattern)
    if column is None:
        return find_value(view, setting.text)
    value = view.scalar(sa.select(column).where(_key(column) == (setting.number or 1), _own(column)))
    if value is None and setting.number:
        raise UnknownSetting(setting.text)
    return _text(value)


def save_value(tx: sa.Connection, setting: SettingName, value: str) -> None:
    """Store the value of a setting, in place of the one before."""
    column = _COLUMNS.get(setting.kind.pattern)
    if column is None:
        save_row(tx, setting.text, value)
        return
    stored = time.fromisoformat(value) if column is schema.shop.c.day_closes_at else value
    tx.execute(sa.update(column.table).where(_key(column) == (setting.number or 1)).values({column: stored}))


def save_row(tx: sa.Connection, name: str, value: str) -> None:
    """Store a row of its own, in place of the one before."""
    tx.execute(_TABLE.delete().where(_TABLE.c.name == name))
    tx.execute(_TABLE.insert(), {"name": name, "value": value})


def all_rows(view: sa.Connection) -> dict[str, str]:
    """Every row of its own, by name."""
    return {row.name: row.value for row in view.execute(sa.select(_TABLE).order_by(_TABLE.c.name))}


def setting_names(view: sa.Connection) -> Iterator[SettingName]:
    """Every setting that the shop has, those of its locations and tills included, in the order of the page."""
    tills = [each.id for each in shop.all_devices(view) if each.kind is DeviceKind.TILL]
    numbers = {"location": [each.id for each in shop.all_locations(view)], "till": tills}
    for kind in shop_settings.KINDS:
        of = numbers.get(kind.pattern.partition(".")[0])
        texts = [kind.pattern] if of is None else [name_of(kind.pattern, number) for number in of]
        yield from (shop_settings.parse_name(text) for text in texts)


def changes_of(view: sa.Connection, device_id: int) -> list[tuple[datetime, RecordedFact[ShopSettingChanged]]]:
    """Every change of a setting that a device's journal records, the newest first."""
    rows = journal.read(view, device_id, kinds=[ShopSettingChanged.kind])
    return [(from_micros(row.at_micros), decode_fact(ShopSettingChanged, row.payload)) for row in rows][::-1]


def _key(column: sa.Column[str]) -> sa.ColumnElement[int]:
    return column.table.c.id


def _own(column: sa.Column[str]) -> sa.ColumnElement[bool]:
    """Of the devices only tills have a name that may be set."""
    if column.table is schema.device:
        return schema.device.c.kind == DeviceKind.TILL.value
    return sa.true()


def _text(value: object) -> str | None:
    return value.isoformat("minutes") if isinstance(value, time) else None if value is None else str(value)
