"""A jurisdiction: everything that the law and the habits of one country decide for a shop, in one record."""

from __future__ import annotations

from dataclasses import dataclass

from models.jurisdiction.accounts import AccountDefault
from models.jurisdiction.age_limits import UsualAgeLimit
from models.jurisdiction.cash_money import CashMoney
from models.jurisdiction.deposits import DepositClass
from models.jurisdiction.receipt_rules import ReceiptRules
from models.jurisdiction.tax_rules import SupplyRule, TaxRate


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """One country. ``payday`` is the day of the month on which wages come, or the last working day before it.

    ``country`` is ISO 3166-1, ``language`` ISO 639-1: the language of its books and of a shop that chose none.
    ``calling_code`` is that of its phone numbers (ITU-T E.164).
    """

    country: str
    currency: str
    zone: str
    language: str
    calling_code: str
    payday: int
    tax_rates: tuple[TaxRate, ...]
    supply_rules: tuple[SupplyRule, ...]
    accounts: tuple[AccountDefault, ...]
    cash: CashMoney
    receipt: ReceiptRules
    deposits: tuple[DepositClass, ...] = ()
    age_limits: tuple[UsualAgeLimit, ...] = ()
