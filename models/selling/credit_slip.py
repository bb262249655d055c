"""The slip of a gift card that was made for money that goes back: its amount and its code, printed once, no copies.

Its code is derived from a secret of the installation and the number of the card, so that it can be printed after the
card is stored, and is stored nowhere itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from models.catalogue.product import clean_text
from models.facts.gift_card import CreditSlipPrinted
from models.jurisdiction.countries import jurisdiction_of
from models.jurisdiction.receipt_rules import ReceiptKind, ReceiptLanguage
from models.money import Money
from models.own_code import NUMBER_SIGNS, OwnCode, OwnCodeKind
from models.selling.gift_card import CODE_SIGNS, in_groups
from models.selling.receipt_words import WORDS, Words
from models.shop import Station

_SIGN_BITS = 5


@dataclass(frozen=True, slots=True)
class CreditSlip:
    """One slip; every text is clean, ``at`` is local time, ``last_day`` is ``None`` where the card always pays."""

    language: ReceiptLanguage
    company: str
    till: str
    at: datetime
    number: int
    amount: Money
    last_day: date | None
    code: str
    mark: str

    @property
    def code_in_groups(self) -> str:
        """The code as people type it."""
        return in_groups(self.code)

    @property
    def words(self) -> Words:
        """The labels in the slip's language."""
        return WORDS[self.language]


def code_of_digest(digest: str) -> OwnCode:
    """The code of a gift card that 100 bits of a keyed hash, in hexadecimal digits, make.

    >>> code_of_digest("f" * 64).text
    'KXGZZZZZZZZZZZZZZZZZZZZH3'
    """
    bits = int(digest, 16)
    signs = (NUMBER_SIGNS[bits >> _SIGN_BITS * place & (1 << _SIGN_BITS) - 1] for place in range(CODE_SIGNS))
    return OwnCode(OwnCodeKind.GIFT_CARD, "".join(signs))


def compose_credit_slip(
    fact: CreditSlipPrinted, code: OwnCode, station: Station, at: datetime, language: ReceiptLanguage
) -> CreditSlip:
    """The slip of a fact, marked as no receipt; in a demo shop that mark comes first."""
    company = station.shop
    rules = jurisdiction_of(company.country).receipt
    marks = (rules.demo_mark if company.is_demo else "", rules.marks[ReceiptKind.PRO_FORMA])
    return CreditSlip(
        language=language,
        company=clean_text(company.company),
        till=clean_text(station.device.name),
        at=at.astimezone(ZoneInfo(company.zone)),
        number=fact.receipt,
        amount=Money(fact.amount, company.currency),
        last_day=fact.last_day,
        code=code.text,
        mark=" ".join(filter(None, marks)),
    )
