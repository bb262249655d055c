"""A gift card on paper or by e-mail: made for money that goes back, or sold to be sent; its amount and its code.

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
from models.selling.settlement import TenderKind
from models.shop import Shop, Station

_SIGN_BITS = 5


@dataclass(frozen=True, slots=True)
class CreditSlip:
    """One slip; every text is clean, ``at`` is local time, ``last_day`` is ``None`` where the card always pays.

    ``worth`` names the amount; ``number`` is that of a return receipt, 0 where there is none. ``pin`` and ``greeting``
    are empty where there is none.
    """

    language: ReceiptLanguage
    company: str
    till: str
    at: datetime
    number: int
    title: str
    worth: str
    amount: Money
    last_day: date | None
    code: str
    mark: str
    pin: str = ""
    greeting: str = ""

    @property
    def code_in_groups(self) -> str:
        """The code as people type it."""
        return in_groups(self.code)

    @property
    def words(self) -> Words:
        """The labels in the slip's language."""
        return WORDS[self.language]


@dataclass(frozen=True, slots=True)
class MailedCard:
    """What was paid for a card that goes out by e-mail, in minor units, and the last day on which it pays."""

    amount_minor: int
    last_day: date | None


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
    words = WORDS[language]
    return CreditSlip(
        language=language,
        company=clean_text(company.company),
        till=clean_text(station.device.name),
        title=f"{words.credit_slip} {fact.receipt}",
        worth=words.tenders[TenderKind.STORE_CREDIT],
        at=at.astimezone(ZoneInfo(company.zone)),
        number=fact.receipt,
        amount=Money(fact.amount, company.currency),
        last_day=fact.last_day,
        code=code.text,
        mark=" ".join(filter(None, marks)),
    )


def compose_mailed_card(
    sold: MailedCard, code: OwnCode, company: Shop, at: datetime, language: ReceiptLanguage
) -> CreditSlip:
    """The gift card that goes out by e-mail; only in a demo shop it is marked."""
    rules, words = jurisdiction_of(company.country).receipt, WORDS[language]
    return CreditSlip(
        language=language,
        company=clean_text(company.company),
        till="",
        title=words.gift_card,
        worth=words.gift_worth,
        at=at.astimezone(ZoneInfo(company.zone)),
        number=0,
        amount=Money(sold.amount_minor, company.currency),
        last_day=sold.last_day,
        code=code.text,
        mark=rules.demo_mark if company.is_demo else "",
    )
