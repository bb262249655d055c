"""From the facts of the journal to the events of the file, in the order in which they were registered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from integrations.journal_xml.receipt_forms import (
    CopiedReceipt,
    ReceiptFrame,
    pro_forma,
    receipt,
    receipt_copy,
    training_receipt,
)
from integrations.journal_xml.registers import Register
from integrations.journal_xml.report_forms import x_report, z_report
from integrations.journal_xml.waiting_lines import BasketTrail, FindGoods, changed_product, parked_product
from integrations.journal_xml.xml_pieces import code, group, instant, is_rounded, money, optional, percent, text
from models.access.session import SessionKind
from models.facts.basket import (
    BasketCancelled,
    BasketParked,
    BasketRecalled,
    DiscountGiven,
    DiscountRemoved,
    LineAdded,
    LineChanged,
    LineFact,
    LineRemoved,
)
from models.facts.cash import CashMoved, DrawerSessionOpened
from models.facts.day import DayClosed, DayRead
from models.facts.device import GiftReceiptPrinted, ReceiptCopied, ReceiptMailed
from models.facts.drawer import DrawerOpened
from models.facts.envelope import Fact
from models.facts.operator import OperatorSignedIn, OperatorSignedOut
from models.facts.price import BulkPricesSet, PriceChanged
from models.facts.promotion import PromotionChanged, PromotionCreated, PromotionEnded
from models.facts.sale import SaleCompleted
from models.facts.unsold import ProFormaPrinted, TrainingBegun, TrainingCompleted, TrainingEnded
from models.journal import JournalKind
from models.shop import DEVICE_SHIFT

_YES = "JA"


@dataclass(frozen=True, slots=True)
class StoredSale:
    """A sale that an earlier row records: its fact, and when it was made, on the shop's clock."""

    fact: SaleCompleted
    made_at: datetime


@dataclass(frozen=True, slots=True)
class JournalLookups:
    """What the rows of a journal do not hold themselves.

    ``report_of`` gives the number of the Z report that has a receipt of a till, or 0; ``report_of_row`` that of the
    report that counts a row of its journal.
    """

    find_goods: FindGoods
    find_sale: Callable[[int], StoredSale]
    report_of: Callable[[int, int], int]
    report_of_row: Callable[[int, int], int]


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One row of a journal: its device and number there, its instant on the shop's clock, its fact and who acted."""

    device_id: int
    seq: int
    at: datetime
    fact: Fact
    operator: str


class EventWriter:
    """Writes the events of entries that come in their order, and counts them.

    ``event_counts`` has the events by the name of their element; ``rounded_quantities`` had more than two decimals,
    ``unsigned_receipts`` were signed by no control unit.
    """

    def __init__(self, registers: Mapping[int, Register], lookups: JournalLookups, *, has_own_forms: bool) -> None:
        self.registers, self.lookups, self.has_own_forms = registers, lookups, has_own_forms
        self.event_counts: Counter[str] = Counter()
        self.rounded_quantities = 0
        self.unsigned_receipts = 0
        self.trail = BasketTrail()

    def write(self, entry: JournalEntry) -> str:
        """The events of an entry, one a line; nothing for one that has no form here."""
        events = "".join(self._event(entry, body) for body in self._bodies(entry))
        self.trail.follow(entry.fact, entry.at)
        return events

    def _event(self, entry: JournalEntry, body: str) -> str:
        self.event_counts[body[1 : body.index(">")]] += 1
        seller = entry.fact.operator if isinstance(entry.fact, SaleCompleted) else entry.operator
        return (
            group(
                "Handelse",
                optional("InloggadAnvandare", seller),
                text("Kassabeteckning", self.register(entry).designation),
                instant("Registreringstidpunkt", entry.at),
                body,
            )
            + "\n"
        )

    def register(self, entry: JournalEntry) -> Register:
        """The till of an entry."""
        return self.registers[entry.device_id]

    def _bodies(self, entry: JournalEntry) -> Iterable[str]:
        form = _KNOWN.get(type(entry.fact)) or (_OWN.get(type(entry.fact)) if self.has_own_forms else None)
        return () if form is None else form(self, entry, entry.fact)

    def receipt(self, entry: JournalEntry, sale: SaleCompleted) -> Iterable[str]:
        """A receipt or a return receipt."""
        self.rounded_quantities += sum(is_rounded(line.quantity) for line in sale.lines)
        self.unsigned_receipts += not sale.control_code
        report = self.lookups.report_of(entry.device_id, sale.receipt)
        frame = ReceiptFrame(self.register(entry), entry.at, report, self.trail.registered_at(sale.sale))
        yield receipt(sale, frame)

    def copy(self, entry: JournalEntry, fact: ReceiptCopied | ReceiptMailed) -> Iterable[str]:
        """The copy of a receipt, on paper or by e-mail, has the number of its row: no other copy of the till has it."""
        sale = self.lookups.find_sale(fact.sale)
        report = self.lookups.report_of(fact.sale >> DEVICE_SHIFT, fact.receipt)
        frame = ReceiptFrame(self.register(entry), sale.made_at, report, {})
        yield receipt_copy(sale.fact, frame, CopiedReceipt(entry.at, entry.seq))

    def unsold(self, entry: JournalEntry, fact: TrainingCompleted | ProFormaPrinted) -> Iterable[str]:
        """What looks like a receipt and is none: training, or a printout before payment."""
        self.rounded_quantities += sum(is_rounded(line.quantity) for line in fact.lines)
        frame = ReceiptFrame(self.register(entry), entry.at, self.lookups.report_of_row(entry.device_id, entry.seq), {})
        yield training_receipt(fact, frame) if isinstance(fact, TrainingCompleted) else pro_forma(fact, frame)

    def parked(self, entry: JournalEntry, fact: BasketParked) -> Iterable[str]:
        """Each line of a basket that is set aside."""
        for line in self.trail.lines(fact.basket):
            self.rounded_quantities += is_rounded(line.quantity)
            yield parked_product(line, self.lookups.find_goods(line.sku, entry.at), fact.label)

    def changed_line(self, entry: JournalEntry, fact: LineFact) -> Iterable[str]:
        """A line that came, changed or went before anything was paid."""
        goods = self.lookups.find_goods(fact.sku, entry.at)
        first_at = self.trail.registered_at(fact.basket).get(fact.position)
        self.rounded_quantities += is_rounded(fact.quantity)
        yield changed_product(_LINE_ELEMENTS[type(fact)], fact, goods, first_at)

    def price(self, entry: JournalEntry, sku: str, minor: int, valid_from: date) -> str:
        """A new price."""
        return group(
            "Prisandring",
            optional("Artikelnummer", sku),
            text("Artikelnamn", self.lookups.find_goods(sku, entry.at).name),
            money("PrisPerEnhet", minor),
            f"<GallerFran>{valid_from.isoformat()}</GallerFran>",
        )


def _signed_in(_writer: EventWriter, _entry: JournalEntry, fact: OperatorSignedIn) -> Iterable[str]:
    return [f"<InloggningIKassaregister>{_YES}</InloggningIKassaregister>"] if fact.place == SessionKind.TILL else ()


def _signed_out(_writer: EventWriter, _entry: JournalEntry, fact: OperatorSignedOut) -> Iterable[str]:
    return [f"<UtloggningUrKassaregister>{_YES}</UtloggningUrKassaregister>"] if fact.place == SessionKind.TILL else ()


def _x(writer: EventWriter, entry: JournalEntry, fact: DayRead) -> Iterable[str]:
    yield x_report(fact.figures, writer.register(entry), entry.at)


def _z(writer: EventWriter, entry: JournalEntry, fact: DayClosed) -> Iterable[str]:
    yield z_report(fact.figures, fact.number, writer.register(entry), entry.at)


def _recalled(_writer: EventWriter, _entry: JournalEntry, fact: BasketRecalled) -> Iterable[str]:
    yield group("OppnaParkering", optional("IdentitetsbeteckningPaParkering", fact.label))


def _cancelled(_writer: EventWriter, _entry: JournalEntry, fact: BasketCancelled) -> Iterable[str]:
    yield group("RensaRegistreradeArtiklar", optional("Orsak", fact.reason))


def _opened(_writer: EventWriter, _entry: JournalEntry, fact: DrawerOpened) -> Iterable[str]:
    yield group("OppnaKassaladaVidNollforsaljning", optional("Orsak", fact.reason))


def _float(_writer: EventWriter, _entry: JournalEntry, fact: DrawerSessionOpened) -> Iterable[str]:
    yield group("Vaxelkassa", money("VaxelkassansBeloppISvenskaKronor", fact.opening_float))


def _moved(_writer: EventWriter, _entry: JournalEntry, fact: CashMoved) -> Iterable[str]:
    yield group("AndringAvVaxelkassa", money("Belopp", fact.amount), optional("Orsak", fact.reason))


def _prices(writer: EventWriter, entry: JournalEntry, fact: PriceChanged) -> Iterable[str]:
    return (writer.price(entry, each.sku, each.price, each.valid_from) for each in fact.prices)


def _bulk_prices(writer: EventWriter, entry: JournalEntry, fact: BulkPricesSet) -> Iterable[str]:
    return (writer.price(entry, each.sku, each.price, fact.valid_from) for each in fact.prices)


def _gift(_writer: EventWriter, _entry: JournalEntry, fact: GiftReceiptPrinted) -> Iterable[str]:
    yield group("Bytesbevis", code("LopnummerForKassakvitto", str(fact.receipt)))


def _discount(_writer: EventWriter, _entry: JournalEntry, fact: DiscountGiven) -> Iterable[str]:
    yield group(
        "RabattPaRegistreradeArtiklar",
        text("TypAvRabatt", fact.discount),
        "" if fact.rate_ppm is None else percent("RabattensProcentsats", fact.rate_ppm),
        "" if fact.amount is None else money("RabattensBelopp", fact.amount),
        optional("Orsak", fact.reason),
    )


def _discount_removed(_writer: EventWriter, _entry: JournalEntry, fact: DiscountRemoved) -> Iterable[str]:
    yield group("RaderaRabatt", code("Rad", str(fact.position or 0)))


def _promotion(_writer: EventWriter, _entry: JournalEntry, fact: PromotionCreated | PromotionChanged) -> Iterable[str]:
    terms = fact.terms
    yield group(
        "Kampanj",
        code("Kampanjnummer", str(fact.promotion)),
        text("Kampanjnamn", terms.name),
        f"<GallerFran>{terms.first.isoformat()}</GallerFran>",
        "" if terms.until is None else f"<GallerTill>{terms.until.isoformat()}</GallerTill>",
    )


def _promotion_ended(_writer: EventWriter, _entry: JournalEntry, fact: PromotionEnded) -> Iterable[str]:
    yield group("KampanjAvslutad", code("Kampanjnummer", str(fact.promotion)))


def _training_begun(_writer: EventWriter, _entry: JournalEntry, _fact: TrainingBegun) -> Iterable[str]:
    yield f"<OvningslagePa>{_YES}</OvningslagePa>"


def _training_ended(_writer: EventWriter, _entry: JournalEntry, _fact: TrainingEnded) -> Iterable[str]:
    yield f"<OvningslageAv>{_YES}</OvningslageAv>"


_Form = Callable[[EventWriter, JournalEntry, Any], Iterable[str]]
_KNOWN: Mapping[type[Fact], _Form] = {
    SaleCompleted: EventWriter.receipt,
    ReceiptCopied: EventWriter.copy,
    ReceiptMailed: EventWriter.copy,
    DayRead: _x,
    DayClosed: _z,
    OperatorSignedIn: _signed_in,
    OperatorSignedOut: _signed_out,
    BasketParked: EventWriter.parked,
    TrainingCompleted: EventWriter.unsold,
}
_LINE_ELEMENTS: Mapping[type[Fact], str] = {
    LineAdded: "RegistreraArtikel",
    LineChanged: "AndraRegistreradArtikel",
    LineRemoved: "RaderaRegistreradArtikel",
}
_OWN: Mapping[type[Fact], _Form] = {
    **dict.fromkeys(_LINE_ELEMENTS, EventWriter.changed_line),
    BasketRecalled: _recalled,
    BasketCancelled: _cancelled,
    DrawerOpened: _opened,
    DrawerSessionOpened: _float,
    CashMoved: _moved,
    PriceChanged: _prices,
    BulkPricesSet: _bulk_prices,
    ProFormaPrinted: EventWriter.unsold,
    TrainingBegun: _training_begun,
    TrainingEnded: _training_ended,
    GiftReceiptPrinted: _gift,
    DiscountGiven: _discount,
    DiscountRemoved: _discount_removed,
    PromotionCreated: _promotion,
    PromotionChanged: _promotion,
    PromotionEnded: _promotion_ended,
}
#: Those of them that the office records, and not a till.
OF_OFFICE = frozenset(
    each.kind for each in (PriceChanged, BulkPricesSet, PromotionCreated, PromotionChanged, PromotionEnded)
)
#: Facts whose form is known from the reconstructed schema.
KNOWN_FORMS: frozenset[JournalKind] = frozenset(each.kind for each in _KNOWN)
#: Facts that the regulation names, whose elements have names of Kassa's own until the schema itself is at hand.
OWN_FORMS: frozenset[JournalKind] = frozenset(each.kind for each in _OWN)
#: Facts that are read only to know the lines of a basket.
OF_BASKETS: frozenset[JournalKind] = frozenset({*(each.kind for each in _LINE_ELEMENTS), BasketCancelled.kind})
