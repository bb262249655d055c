"""The slip of a basket that waits: its goods without amounts, and the code that recalls it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from models.catalogue.product import clean_text
from models.errors import Refused
from models.facts.unsold import ParkedSlipPrinted, WaitingGoods
from models.jurisdiction.countries import jurisdiction_of
from models.jurisdiction.receipt_rules import ReceiptKind, ReceiptLanguage
from models.own_code import OwnCodeKind, code_of_number
from models.quantity import Unit
from models.selling.basket import Basket, BasketState
from models.selling.receipt_words import WORDS, Words
from models.shop import Station


class NotParked(Refused):
    """A slip of a basket that does not wait at the till."""

    code = "not_parked"
    text = "That basket does not wait at this till any more. Nothing was printed; look at the baskets that wait."


@dataclass(frozen=True, slots=True)
class ParkedSlip:
    """One slip; every text is clean, ``at`` is local time."""

    language: ReceiptLanguage
    company: str
    till: str
    at: datetime
    label: str
    goods: tuple[tuple[Decimal, Unit, str], ...]
    code: str
    mark: str

    @property
    def number(self) -> int:
        """0: a slip is numbered by nobody."""
        return 0

    @property
    def words(self) -> Words:
        """The labels in the slip's language."""
        return WORDS[self.language]


def slip_fact(basket: Basket, till_id: int) -> ParkedSlipPrinted:
    """The fact of a slip; raises :class:`NotParked`."""
    if basket.state is not BasketState.PARKED or basket.device_id != till_id:
        raise NotParked
    goods = tuple(WaitingGoods(line.name, line.quantity, line.unit.value) for line in basket.lines)
    return ParkedSlipPrinted(basket.id, basket.label, goods)


def compose_slip(fact: ParkedSlipPrinted, station: Station, at: datetime, language: ReceiptLanguage) -> ParkedSlip:
    """The slip of a fact, marked as no receipt; in a demo shop that mark comes first."""
    company = station.shop
    rules = jurisdiction_of(company.country).receipt
    marks = (rules.demo_mark if company.is_demo else "", rules.marks[ReceiptKind.PRO_FORMA])
    return ParkedSlip(
        language=language,
        company=clean_text(company.company),
        till=clean_text(station.device.name),
        at=at.astimezone(ZoneInfo(company.zone)),
        label=clean_text(fact.label),
        goods=tuple((each.quantity, Unit(each.unit), clean_text(each.name)) for each in fact.goods),
        code=code_of_number(OwnCodeKind.PARKED_BASKET, fact.basket).text,
        mark=" ".join(filter(None, marks)),
    )
