"""The groups of customers that promotions of today are for, and the one of all members."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from models.promotions.promotion import Promotion
from models.shop import Shop
from models.shop_settings import MEMBER_GROUP
from store.catalogue.promotion_rows import promotions_at
from store.database.engine import Connection
from store.setting_rows import get_value


def customer_groups(promotions: Iterable[Promotion]) -> list[str]:
    """The groups of customers that promotions are for, by name."""
    return sorted({each.customer_group for each in promotions if each.customer_group})


def promotions_of_today(view: Connection, company: Shop, at: datetime) -> list[Promotion]:
    """The promotions that hold at some time of the shop's day."""
    day = company.tax_day(at)
    stored = promotions_at(view, at, day).promotions
    return [each for each in stored if each.time.first <= day and not each.time.is_over(day)]


def group_of_members(view: Connection, company: Shop, at: datetime) -> str | None:
    """The group of all members, if a promotion of today is for it."""
    chosen = get_value(view, MEMBER_GROUP).casefold()
    groups = customer_groups(promotions_of_today(view, company, at)) if chosen else []
    return next((each for each in groups if each.casefold() == chosen), None)
