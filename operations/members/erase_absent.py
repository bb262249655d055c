"""Members of whom the shop has heard nothing for long are erased, in many short transactions.

Source: regulation (EU) 2016/679 (GDPR), article 5.1 e: no longer than is needed for the purpose.
"""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from models.access.actor import Actor
from models.access.permission import Permission
from models.errors import Refused
from models.months import months_later
from models.shop_settings import ABSENT_MONTHS
from operations.access.permissions import check
from operations.members.member_rights import FORGETFUL_TABLES, erase_in
from operations.unit_of_work import unit_of_work
from store.database.engine import Connection, Store
from store.database.pauses import let_others_write
from store.members.absent_members import absent_members, count_absent
from store.setting_rows import get_value
from store.shop import get_shop

#: So many members are erased in one transaction.
PORTION = 50
#: Somebody who comes once a year is no stranger.
MONTHS_MIN = 12


class TooFewMonths(Refused):
    """Members would be erased soon after they were in the shop."""

    code = "too_few_months"
    text = (
        "Members are erased after {least} months or more without a purchase. Nothing was changed; choose a longer time."
    )

    least: int


def months_of_absence(view: Connection) -> int:
    """After how many months without a purchase the shop erases members by itself; 0: never."""
    return int(get_value(view, ABSENT_MONTHS))


def count_absent_members(view: Connection, months: int, *, at: datetime) -> int:
    """How many members :func:`erase_absent_members` would erase now."""
    return count_absent(view, _months_before(view, months, at))


def erase_absent_members(store: Store, actor: Actor, months: int, *, at: datetime) -> int:
    """Erase members of whom the shop has heard nothing for so many months; how many.

    Who they are is read in the transaction that erases each portion: whoever came meanwhile stays. Raises
    :class:`TooFewMonths` below :data:`MONTHS_MIN`.
    """
    check(actor, Permission.ERASE_MEMBERS)
    if months < MONTHS_MIN:
        raise TooFewMonths(MONTHS_MIN)
    erased = 0
    while True:
        with unit_of_work(store, actor, at=at) as work:
            portion = absent_members(work.tx, _months_before(work.tx, months, at), most=PORTION)
            for each in portion:
                erase_in(work, each)
        erased += len(portion)
        let_others_write(store)
        if len(portion) < PORTION:
            break
    if erased:
        store.forget_deleted(*FORGETFUL_TABLES)
    return erased


def _months_before(view: Connection, months: int, at: datetime) -> datetime:
    """The same time of day so many months before, in the shop's zone."""
    zone = ZoneInfo(get_shop(view).zone)
    local = at.astimezone(zone)
    return datetime.combine(months_later(local.date(), -months), local.time(), zone).astimezone(UTC)
