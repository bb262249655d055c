"""Tips by card as a debt to the staff: more with each payment that had one, less when they are paid out."""

from __future__ import annotations

from collections.abc import Mapping

from models.facts.tip import TipBooked
from models.jurisdiction.accounts import AccountRole
from models.jurisdiction.countries import jurisdiction_of
from models.ledger.chart import chart_on
from models.ledger.posting.of_tips import entry_of_tips
from models.money import Money
from models.payments.attempt import AttemptKind, PaymentAttempt
from models.payments.tip_account import TipChange, TipEntry, TipRule, TipsNotOwed, TipSource, owner_of_tip
from models.shop_settings import CARD_TIPS
from operations.unit_of_work import UnitOfWork
from store import ledger
from store.database.engine import Connection
from store.selling import tip_rows
from store.setting_rows import get_value


def tip_rule(view: Connection) -> TipRule:
    """Whether customers may give tips by card here, and whose they are."""
    return TipRule(get_value(view, CARD_TIPS))


def book_tip(work: UnitOfWork, before: PaymentAttempt, after: PaymentAttempt) -> None:
    """Let the shop owe the tip of a payment that became paid, and owe it no more while it goes back.

    Raises :class:`models.payments.tip_account.TipsNotOwed` where a tip is to go back that is paid out already.
    """
    minor = after.tip_minor - before.tip_minor
    if not minor:
        return
    if after.order.kind is AttemptKind.CHARGE:
        book_change_of_tips(
            work, owner_of_tip(tip_rule(work.tx), after.operator), TipChange.TIP, minor, TipSource(after.id)
        )
        return
    owner = tip_rows.owner_of_payment(work.tx, after.original or 0)
    assert owner is not None, "only a tip that was booked goes back"
    book_change_of_tips(work, owner, TipChange.RETURNED, minor, TipSource(after.id))


def book_change_of_tips(work: UnitOfWork, owner: str, change: TipChange, minor: int, source: TipSource) -> TipEntry:
    """Store what changed somebody's tips, and its fact. Raises :class:`models.payments.tip_account.TipsNotOwed`."""
    balance = tip_rows.change_tips(work.tx, owner, minor)
    company = work.station.shop
    if balance is None:
        raise TipsNotOwed(Money(tip_rows.tips_owed(work.tx, owner), company.currency))
    (entry_id,) = work.take_ids()
    day = company.business_day(work.at)
    of = source.attempt_id, source.movement_id, source.paid_to
    entry = TipEntry(*(entry_id, owner, change.value, minor, balance, *of, work.at, day, work.actor.operator_id))
    tip_rows.add_tip_entry(work.tx, entry)
    work.record(TipBooked(*(entry_id, owner, change.value, minor, balance, *of, day)))
    return entry


def post_tips(work: UnitOfWork, entry: TipEntry, legs: Mapping[AccountRole, int]) -> None:
    """Book what an entry of tips means for the accounts. Raises :class:`models.ledger.chart.NoAccount`."""
    accounts = jurisdiction_of(work.station.shop.country).accounts
    chart = chart_on(ledger.account_choices(work.tx), entry.business_day, accounts)
    (entry_id,) = work.take_ids()
    ledger.post(work.tx, [entry_of_tips(entry_id, entry.id, legs, chart=chart, day=entry.business_day)])
