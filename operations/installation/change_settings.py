"""Changing a setting of the shop: one value, one fact with what it was before and who changed it."""

from __future__ import annotations

from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.card_data import check_no_card_data
from models.facts.setting import ShopSettingChanged
from models.shop_settings import parse_name
from operations.access.permissions import check
from operations.unit_of_work import UnitOfWork, unit_of_work
from store import setting_rows
from store.database.engine import Store


def change_setting(store: Store, actor: Actor, name: str, value: str, *, at: datetime) -> str:
    """Set one setting and return the value as it is stored; the same value again changes nothing.

    Raises :class:`models.shop_settings.UnknownSetting`, :class:`models.setting_kind.WrongSetting`,
    :class:`models.company_number.WrongCompanyNumber` or :class:`models.card_data.CardDataRefused`.
    """
    check(actor, Permission.CHANGE_SHOP)
    with unit_of_work(store, actor, at=at) as work:
        return save_setting(work, name, value)


def save_setting(work: UnitOfWork, name: str, value: str) -> str:
    """Store a setting within a transaction, and record it if it is another value; raises as :func:`change_setting`."""
    setting = parse_name(name)
    value = setting.kind.clean(name, value)
    check_no_card_data(value)
    before = setting_rows.stored_value(work.tx, setting)
    if value != (setting.kind.usual if before is None else before):
        setting_rows.save_value(work.tx, setting, value)
        work.record(ShopSettingChanged(name, before, value))
    return value
