"""The code by which a customer pays with a phone, on paper: for a till without a screen that the customer sees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from models.catalogue.product import clean_text
from models.errors import Refused
from models.facts.unsold import PaymentCodePrinted
from models.jurisdiction.countries import jurisdiction_of
from models.jurisdiction.receipt_rules import ReceiptKind, ReceiptLanguage
from models.money import Money
from models.payments.attempt import PaymentAttempt
from models.selling.receipt_words import WORDS, Words
from models.selling.settlement import TenderKind
from models.shop import Station


class NoPaymentCode(Refused):
    """A slip of a payment that shows no code, or no longer."""

    code = "no_payment_code"
    text = "This payment has no code to scan any more. Nothing was printed; look at the till what became of it."


@dataclass(frozen=True, slots=True)
class PaymentCodeSlip:
    """One slip; every text is clean, ``at`` and ``until`` are local time, ``until`` is ``None`` where nobody knows."""

    language: ReceiptLanguage
    company: str
    till: str
    at: datetime
    method: TenderKind
    amount: Money
    code: str
    until: datetime | None
    mark: str

    @property
    def number(self) -> int:
        """0: a slip is numbered by nobody."""
        return 0

    @property
    def words(self) -> Words:
        """The labels in the slip's language."""
        return WORDS[self.language]


def payment_code_fact(attempt: PaymentAttempt, at: datetime) -> PaymentCodePrinted:
    """The fact of a slip that is asked for at ``at``; raises :class:`NoPaymentCode`."""
    code, ends_at = attempt.answer.code, attempt.answer.code_ends_at
    is_of_use = attempt.is_open and (ends_at is None or at < ends_at)
    if not is_of_use or not code or not code.isascii() or not code.isprintable():
        raise NoPaymentCode
    lasts_s = None if ends_at is None else int((ends_at - at).total_seconds())
    order = attempt.order
    return PaymentCodePrinted(attempt.id, order.method.value, order.amount.minor, code, lasts_s)


def compose_payment_code(
    fact: PaymentCodePrinted, station: Station, at: datetime, language: ReceiptLanguage
) -> PaymentCodeSlip:
    """The slip of a fact, marked as no receipt; in a demo shop that mark comes first."""
    company = station.shop
    rules, zone = jurisdiction_of(company.country).receipt, ZoneInfo(company.zone)
    marks = (rules.demo_mark if company.is_demo else "", rules.marks[ReceiptKind.PRO_FORMA])
    return PaymentCodeSlip(
        language=language,
        company=clean_text(company.company),
        till=clean_text(station.device.name),
        at=at.astimezone(zone),
        method=TenderKind(fact.method),
        amount=Money(fact.amount, company.currency),
        code=fact.code,
        until=None if fact.lasts_s is None else (at + timedelta(seconds=fact.lasts_s)).astimezone(zone),
        mark=" ".join(filter(None, marks)),
    )
