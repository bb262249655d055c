"""Which levels the orders of a day are made by, as far as it was known then."""

from __future__ import annotations

from datetime import datetime

from models.money import MINOR_DIGITS
from models.order_settings import ORDER_BUDGET, ORDER_SERVICE
from models.replenishment.chosen_levels import LevelPlan, plan_levels
from models.shop import Shop
from store import replay_rows, setting_rows
from store.database.engine import Connection


def level_plan(view: Connection, company: Shop, at: datetime) -> LevelPlan:
    """What an order at an instant is made by, from what was known then."""
    record = replay_rows.newest_replay(view, until=at)
    made_on = None if record is None else company.business_day(record.made_at)
    service = int(setting_rows.get_value(view, ORDER_SERVICE)) / 100
    return plan_levels(record, service, made_on=made_on, today=company.business_day(at))


def order_budget(view: Connection, company: Shop) -> int | None:
    """What a night's proposals may cost together, in minor units without tax; none: no limit."""
    whole = int(setting_rows.get_value(view, ORDER_BUDGET))
    return whole * 10 ** MINOR_DIGITS.get(company.currency, 2) or None
