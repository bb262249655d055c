"""From the facts of a till's journal to the events of the file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from integrations.journal_xml.event_forms import JournalEntry
from integrations.journal_xml.xml_pieces import clean, group
from integrations.saft_no.saft_codes import EventType
from integrations.saft_no.saft_pieces import day_and_time, identity, words
from integrations.saft_no.saft_transactions import transaction_id
from models.access.session import SessionKind
from models.facts.basket import (
    BasketCancelled,
    BasketParked,
    BasketRecalled,
    DiscountGiven,
    DiscountRemoved,
    LineChanged,
    LineFact,
    LineRemoved,
)
from models.facts.cash import CashMoved, DrawerCounted, DrawerSessionClosed, DrawerSessionOpened
from models.facts.day import DayClosed, DayRead
from models.facts.device import GiftReceiptPrinted, ReceiptCopied, ReceiptMailed, ReceiptOpened
from models.facts.drawer import DrawerOpened
from models.facts.envelope import Fact
from models.facts.operator import OperatorSignedIn, OperatorSignedOut
from models.facts.price import BulkPricesSet, PriceChanged
from models.facts.sale import SaleCompleted
from models.facts.unsold import ProFormaPrinted, TrainingBegun, TrainingCompleted, TrainingEnded
from models.journal import JournalKind
from models.money import Money
from models.selling.sale import SaleKind
from models.shop import fact_number

#: The copy of a receipt, however the customer got it.
Copied = ReceiptCopied | ReceiptMailed | ReceiptOpened


@dataclass(frozen=True, slots=True)
class SaftEvent:
    """One event: what it is, the transaction that it is about (if any), and what is to be read of it."""

    event_type: EventType
    transaction: str = ""
    text: str = ""


def events_of(fact: Fact, currency: str) -> Iterable[SaftEvent]:
    """The events of a fact; none for one that the file has no form for."""
    form = _FORMS.get(type(fact))
    return () if form is None else form(fact, currency)


def written_event(entry: JournalEntry, event: SaftEvent, place: int, report: str = "") -> str:
    """An event as the file has it; its id is the number of its row, and its place among the events of the row."""
    operator = entry.fact.operator if isinstance(entry.fact, SaleCompleted) else entry.operator
    return group(
        "event",
        identity("eventID", f"{entry.seq}-{place}" if place else str(entry.seq)),
        identity("eventType", event.event_type),
        identity("transID", event.transaction) if event.transaction else "",
        identity("empID", operator) if operator else "",
        day_and_time("eventDate", "eventTime", entry.at),
        words("eventText", event.text, 9999) if clean(event.text) else "",
        report,
    )


def _signed_in(fact: OperatorSignedIn, _currency: str) -> Iterable[SaftEvent]:
    return [SaftEvent(EventType.SIGNED_IN)] if fact.place == SessionKind.TILL else ()


def _signed_out(fact: OperatorSignedOut, _currency: str) -> Iterable[SaftEvent]:
    return [SaftEvent(EventType.SIGNED_OUT)] if fact.place == SessionKind.TILL else ()


def _sale(fact: SaleCompleted, _currency: str) -> Iterable[SaftEvent]:
    kind = EventType.REFUND if fact.sale_kind == SaleKind.REFUND else EventType.SALE
    of_sale = f"returns receipt {fact_number(fact.refers_to)}" if fact.refers_to else ""
    yield SaftEvent(kind, transaction_id(fact), of_sale)


def _training(fact: TrainingCompleted, _currency: str) -> Iterable[SaftEvent]:
    yield SaftEvent(EventType.TRAINING, transaction_id(fact))


def _copy(fact: Copied, _currency: str) -> Iterable[SaftEvent]:
    yield SaftEvent(EventType.COPY, fact_number(fact.sale))


def _gift(fact: GiftReceiptPrinted, _currency: str) -> Iterable[SaftEvent]:
    yield SaftEvent(EventType.OTHER_PRINT, fact_number(fact.sale))


def _pro_forma(fact: ProFormaPrinted, currency: str) -> Iterable[SaftEvent]:
    yield SaftEvent(EventType.PRO_FORMA, text=f"amount {Money(fact.due, currency).major():f}")


def _line(fact: LineFact, currency: str) -> Iterable[SaftEvent]:
    kind = EventType.LINE_DELETE if isinstance(fact, LineRemoved) else EventType.LINE_CHANGE
    price = Money(fact.price, currency).major()
    yield SaftEvent(kind, text=f"artID {fact.sku}; qnt {fact.quantity:f}; ppu {price:f}")


def _cancelled(fact: BasketCancelled, currency: str) -> Iterable[SaftEvent]:
    lines = "; ".join(
        f"artID {each.sku}, qnt {each.quantity:f}, ppu {Money(each.price, currency).major():f}" for each in fact.lines
    )
    yield SaftEvent(EventType.CANCELLED, text=f"{fact.reason}; {lines}".strip("; "))


def _moved(fact: CashMoved, currency: str) -> Iterable[SaftEvent]:
    kind = EventType.CASH_OUT if fact.amount < 0 else EventType.CASH_IN
    yield SaftEvent(kind, text=f"{Money(abs(fact.amount), currency).major():f}; {fact.reason}")


def _prices(fact: PriceChanged | BulkPricesSet, currency: str) -> Iterable[SaftEvent]:
    for each in fact.prices:
        first = fact.valid_from if isinstance(fact, BulkPricesSet) else each.valid_from  # type: ignore[union-attr]
        price = Money(each.price, currency).major()
        yield SaftEvent(EventType.PRICE, text=f"artID {each.sku}; price {price:f}; from {first.isoformat()}")


def _discount(fact: DiscountGiven, currency: str) -> Iterable[SaftEvent]:
    what = f"{fact.rate_ppm / 10_000:g} %" if fact.amount is None and fact.rate_ppm else _major(fact.amount, currency)
    yield SaftEvent(EventType.DISCOUNT, text=f"{fact.discount} {what}; {fact.reason}".strip("; "))


def _major(minor: int | None, currency: str) -> str:
    return "" if minor is None else f"{Money(minor, currency).major():f}"


def _plain(kind: EventType, text: Callable[[Any, str], str] = lambda _fact, _currency: "") -> _Form:
    """The form of a fact that is one event without a transaction."""
    return lambda fact, currency: [SaftEvent(kind, text=text(fact, currency))]


_Form = Callable[[Any, str], Iterable[SaftEvent]]
_FORMS: Mapping[type[Fact], _Form] = {
    OperatorSignedIn: _signed_in,
    OperatorSignedOut: _signed_out,
    DrawerOpened: _plain(EventType.DRAWER, lambda fact, _: fact.reason),
    DayRead: _plain(EventType.X_REPORT),
    DayClosed: _plain(EventType.Z_REPORT),
    BasketParked: _plain(EventType.PARKED, lambda fact, _: fact.label),
    BasketRecalled: _plain(EventType.RESUMED, lambda fact, _: fact.label),
    SaleCompleted: _sale,
    ReceiptCopied: _copy,
    ReceiptMailed: _copy,
    ReceiptOpened: _copy,
    ProFormaPrinted: _pro_forma,
    TrainingCompleted: _training,
    GiftReceiptPrinted: _gift,
    CashMoved: _moved,
    PriceChanged: _prices,
    BulkPricesSet: _prices,
    TrainingBegun: _plain(EventType.TRAINING_ON),
    TrainingEnded: _plain(EventType.TRAINING_OFF),
    DrawerSessionOpened: _plain(EventType.FLOAT, lambda fact, currency: _major(fact.opening_float, currency)),
    DrawerCounted: _plain(EventType.COUNTED, lambda fact, currency: _major(fact.counted, currency)),
    DrawerSessionClosed: _plain(EventType.CLOSED, lambda fact, currency: _major(fact.counted, currency)),
    LineChanged: _line,
    LineRemoved: _line,
    BasketCancelled: _cancelled,
    DiscountGiven: _discount,
    DiscountRemoved: _plain(EventType.NO_DISCOUNT),
}
#: The kinds of facts that the file has a form for.
WITH_FORM: frozenset[JournalKind] = frozenset(each.kind for each in _FORMS)
#: Those of them that the office records, and not a till.
PRICES: frozenset[JournalKind] = frozenset({PriceChanged.kind, BulkPricesSet.kind})
#: The kinds that are copies of a receipt.
COPIES: frozenset[JournalKind] = frozenset({ReceiptCopied.kind, ReceiptMailed.kind, ReceiptOpened.kind})
