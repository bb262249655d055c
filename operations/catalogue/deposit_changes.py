"""Making and changing classes of deposit of the shop's own."""

from __future__ import annotations

from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.card_data import check_no_card_data
from models.errors import Reason, Refused
from models.jurisdiction.countries import jurisdiction_of
from models.jurisdiction.deposit_facts import own_deposit_changed
from models.jurisdiction.deposits import DepositClass
from models.jurisdiction.own_deposits import CLASSES_MAX, WrongDeposit, check_own_deposit, cleaned_deposit
from operations.access.permissions import check
from operations.unit_of_work import unit_of_work
from store import catalogue
from store.catalogue.deposit_rows import own_deposits, replace_own_deposit
from store.database.engine import Store


class DepositChangedMeanwhile(Refused):
    """A class of deposit that is not as it was when its change was begun."""

    code = "deposit_changed_meanwhile"
    text = "The deposit {deposit} was changed meanwhile. Nothing was changed now; look at it again and repeat."

    deposit: str


def save_deposit(
    store: Store, actor: Actor, deposit: DepositClass, *, before: DepositClass | None, at: datetime
) -> DepositClass:
    """Store a class of deposit of the shop's own as it is from now on, in place of ``before``; ``None``: a new one.

    Receipts, baskets and orders of before are not changed. Storing the same again changes nothing.
    Raises :class:`DepositChangedMeanwhile`, :class:`models.jurisdiction.own_deposits.WrongDeposit`,
    :class:`models.jurisdiction.own_deposits.DepositOfLaw` or :class:`models.card_data.CardDataRefused`.
    """
    check(actor, Permission.CHANGE_PRICES)
    deposit = cleaned_deposit(deposit)
    with unit_of_work(store, actor, at=at) as work:
        catalogue.lock_range(work.tx)
        company = work.station.shop
        stored = {each.code: each for each in own_deposits(work.tx)}
        current = stored.get(deposit.code)
        if current == deposit:
            return deposit
        if current != before:
            raise DepositChangedMeanwhile(deposit.code[:40])
        of_law, today = jurisdiction_of(company.country).deposits, company.business_day(at)
        check_own_deposit(deposit, current, of_law=of_law, today=today)
        if current is None and len(stored) >= CLASSES_MAX:
            raise WrongDeposit(
                deposit.code, Reason("deposit_classes", "the shop has {most} of its own already", most=CLASSES_MAX)
            )
        check_no_card_data(*deposit.names.values())
        replace_own_deposit(work.tx, deposit)
        work.record(own_deposit_changed(current, deposit))
    return deposit
