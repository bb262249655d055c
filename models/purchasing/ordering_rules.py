"""How goods are ordered from a supplier: where orders go, on which days, and from which value on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

from models.dispatch.mail_address import parse_address
from models.peppol_id import parse_peppol_id
from models.purchasing.supplier import WrongTerm

WEEK_DAYS = 7
CUSTOMER_NUMBER_LENGTH_MAX = 40
LANGUAGES = ("sv", "en")


class OrderChannel(StrEnum):
    """How the server sends orders to a supplier."""

    MAIL = "mail"
    """By e-mail, as PDF and CSV."""
    PEPPOL = "peppol"
    """As a Peppol order, a file in the folder of an access point."""


@dataclass(frozen=True, slots=True)
class OrderingRules:
    """What holds for orders to one supplier, until somebody sets it otherwise.

    ``mail`` is empty where orders go on paper or by telephone. ``order_days`` and ``delivery_days`` are days of the
    week from Monday, 0; none means any day. An order that is sent at ``cut_off`` local time or later counts to the next
    order day. ``least_value`` is what the supplier asks for at least, in minor units without tax. ``peppol_id`` is the
    supplier's address in the Peppol network as :func:`models.peppol_id.parse_peppol_id` returns it, empty
    where it is in none; orders go there where ``channel`` is :attr:`OrderChannel.PEPPOL`.
    """

    supplier_code: str
    mail: str = ""
    language: str = "sv"
    customer_number: str = ""
    order_days: tuple[int, ...] = ()
    cut_off: str = ""
    delivery_days: tuple[int, ...] = ()
    least_value: int = 0
    channel: str = OrderChannel.MAIL.value
    peppol_id: str = ""

    def __post_init__(self) -> None:
        if self.mail:
            parse_address(self.mail)
        if self.language not in LANGUAGES:
            raise WrongTerm(self.supplier_code, "language", f"must be one of {', '.join(LANGUAGES)}")
        for name, days in (("order days", self.order_days), ("delivery days", self.delivery_days)):
            if list(days) != sorted(set(days)) or any(not 0 <= day < WEEK_DAYS for day in days):
                raise WrongTerm(self.supplier_code, name, "must be days of the week, each once")
        if self.cut_off and _clock(self.cut_off) is None:
            raise WrongTerm(self.supplier_code, "latest time", "must be a time of day such as 14:00")
        if self.least_value < 0:
            raise WrongTerm(self.supplier_code, "least value", "must not be negative")
        if len(self.customer_number) > CUSTOMER_NUMBER_LENGTH_MAX:
            raise WrongTerm(self.supplier_code, "customer number", "is too long")
        self._check_peppol()

    def _check_peppol(self) -> None:
        if self.channel not in list(OrderChannel):
            raise WrongTerm(self.supplier_code, "way of orders", f"must be one of {', '.join(OrderChannel)}")
        if self.peppol_id and str(parse_peppol_id(self.peppol_id)) != self.peppol_id:
            raise WrongTerm(self.supplier_code, "Peppol id", "must be written with its scheme, such as 0007:5560004755")
        if self.channel == OrderChannel.PEPPOL and not self.peppol_id:
            raise WrongTerm(self.supplier_code, "Peppol id", "must be there where orders go by Peppol")

    def order_day(self, today: date, clock: time) -> date:
        """The day to which an order counts that is sent on ``today`` at ``clock``, both of the shop's zone.

        >>> rules = OrderingRules("S", order_days=(0, 3), cut_off="14:00")  # Mondays and Thursdays
        >>> str(rules.order_day(date(2026, 11, 23), time(13, 59))), str(rules.order_day(date(2026, 11, 23), time(14)))
        ('2026-11-23', '2026-11-26')
        """
        cut_off = _clock(self.cut_off)
        is_past = cut_off is not None and clock >= cut_off
        return _next_of(self.order_days, today + timedelta(days=1) if is_past else today)

    def delivery_day(self, ordered_on: date, lead_time_days: int) -> date:
        """The first day of delivery once the lead time has passed.

        >>> str(OrderingRules("S", delivery_days=(1, 4)).delivery_day(date(2026, 11, 23), 2))  # a Friday
        '2026-11-27'
        """
        return _next_of(self.delivery_days, ordered_on + timedelta(days=lead_time_days))

    def protection_days(self, today: date, clock: time, lead_time_days: int, review_period_days: int) -> int:
        """Days from ``today`` until the goods of the order after the next one are here: so long the next one must last.

        Without order days the next chance after this one is a review period later.

        >>> rules = OrderingRules("S", order_days=(0, 3), delivery_days=(1, 4))
        >>> rules.protection_days(date(2026, 11, 23), time(9), 1, 7)  # the order of Thursday comes on Friday
        4
        """
        first = self.order_day(today, clock)
        after = first + timedelta(days=1 if self.order_days else review_period_days)
        second = _next_of(self.order_days, after)
        return max((self.delivery_day(second, lead_time_days) - today).days, 1)


def _next_of(days: tuple[int, ...], first: date) -> date:
    """The first of these days of the week from ``first`` on; ``first`` itself where any day will do."""
    if not days:
        return first
    return next(day for n in range(WEEK_DAYS) if (day := first + timedelta(days=n)).weekday() in days)


def _clock(text: str) -> time | None:
    try:
        parsed = time.fromisoformat(text)
    except ValueError:
        return None
    return parsed if parsed.tzinfo is None and not (parsed.second or parsed.microsecond) else None
