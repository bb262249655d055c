"""Whether a card may be approved without its bank now, by the shop's settings and what was taken so today."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from models.money import MINOR_DIGITS, Money
from models.payments.offline_limit import OfflineSums, may_approve_offline
from models.shop_settings import OFFLINE_DAY, OFFLINE_SALE, OFFLINE_TILL_DAY
from operations.unit_of_work import UnitOfWork
from store import setting_rows
from store.selling import payment_attempts


def may_go_offline(work: UnitOfWork, basket_id: int, amount: Money) -> bool:
    """Whether the limits leave room for ``amount``. Other tills wait until this attempt is stored, or is not."""
    company, till_id = work.station.shop, work.station.device.id
    digits = MINOR_DIGITS.get(company.currency, 2)

    def limit(name: str) -> Money:
        return Money(int(Decimal(setting_rows.get_value(work.tx, name)).scaleb(digits)), company.currency)

    limits = OfflineSums(limit(OFFLINE_SALE), limit(OFFLINE_TILL_DAY), limit(OFFLINE_DAY))
    if amount.minor > limits.sale.minor:
        return False
    begun = datetime.combine(company.business_day(work.at), company.day_closes_at, ZoneInfo(company.zone))
    payment_attempts.lock_offline(work.tx)
    unasked = payment_attempts.offline_attempts(work.tx, begun, basket_id)

    def sum_of(*, of_sale: bool = False, of_till: bool = False) -> Money:
        counted = [
            each.amount_taken.minor if each.is_paid else each.order.amount.minor
            for each in unasked
            if (not of_sale or each.order.basket_id == basket_id)
            and (not of_till or each.order.till_id == till_id)
            and (of_sale or each.order.made_at >= begun)
        ]
        return Money(sum(counted), company.currency)

    sums = OfflineSums(sum_of(of_sale=True), sum_of(of_till=True), sum_of())
    return may_approve_offline(amount, sums, limits)
