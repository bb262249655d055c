"""The receipt as a document: everything that the law and the customer want to read, free of any printer.

Source of the contents: SKVFS 2014:9 chapter 7 section 1; copies and marks are those of the shop's jurisdiction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from models.catalogue.product import clean_text
from models.errors import Refused
from models.jurisdiction.countries import HOME, jurisdiction_of
from models.jurisdiction.receipt_rules import ReceiptKind, ReceiptLanguage, ReceiptRules
from models.jurisdiction.tax_rules import SupplyMode
from models.money import Money, total
from models.own_code import OwnCodeKind, code_of_number
from models.payments.card_slip import CardSlip, clean_slip
from models.pricing.discount_part import DiscountPart
from models.quantity import Unit
from models.receipt_logo import ReceiptLogo
from models.selling.receipt_words import WORDS, Words
from models.selling.sale import DEPOSIT_NAME, LineKind, Sale, SaleKind, SaleLine
from models.selling.settlement import Tender, TenderKind
from models.selling.supply_choice import categories_with_choice
from models.shop import Device, Location, Shop

#: So much of a journal hash is printed: 48 bits, which nobody meets by chance.
ANCHOR_DIGITS = 12


class ReceiptCopiedBefore(Refused):
    """A second copy of a receipt, which the law forbids."""

    code = "receipt_copied_before"
    text = (
        "Receipt {number} has been copied before, and only one copy is allowed. Nothing was printed; "
        "the sale itself is safe and can be shown on the screen."
    )

    number: int


@dataclass(frozen=True, slots=True)
class PrintedCard:
    """The card behind a tender, found by the tender's ``reference``; ``is_signed``: the customer signs for it."""

    reference: str
    slip: CardSlip
    is_signed: bool = False


@dataclass(frozen=True, slots=True)
class ReceiptOptions:
    """How to write a receipt.

    ``control_unit`` is the serial number of the fiscal device where the sale itself names none; ``anchor`` the hash of
    the sale's journal row, of which the head is printed so that a rewritten journal shows. ``footer`` is the shop's own
    text at the end. ``operator`` is how the receipt names who sold; empty if it names nobody. ``cards`` are those that
    paid. ``original`` is the receipt that a return refers to. ``proof`` is its signed code, empty if nobody signs.
    ``gift_cards`` are those that paid or were filled. ``shows_supply``: the shop lets customers choose whether they
    eat in. ``member`` are the last signs of the member's id, and ``points`` theirs; a receipt has no name. ``tip`` is
    what the customer gave by card beside the purchase.
    """

    language: ReceiptLanguage = ReceiptLanguage.SWEDISH
    kind: ReceiptKind = ReceiptKind.ORIGINAL
    electronic: bool = False
    control_unit: str | None = None
    anchor: str | None = None
    footer: str = ""
    operator: str = ""
    cards: tuple[PrintedCard, ...] = ()
    original: OriginalReceipt | None = None
    proof: str = ""
    logo: ReceiptLogo | None = None
    shows_supply: bool = False
    gift_cards: tuple[PrintedGiftCard, ...] = ()
    member: str = ""
    points: PrintedPoints | None = None
    tip: Money | None = None


@dataclass(frozen=True, slots=True)
class PrintedPoints:
    """Points on a receipt: what it did to them, above or below zero, and what the member has after it.

    ``tier`` is the name of the tier by which they were given, empty without one.
    """

    change: int
    balance: int
    tier: str = ""


@dataclass(frozen=True, slots=True)
class PrintedGiftCard:
    """A gift card on a receipt: its last four signs, and what was on it after the receipt."""

    last_four: str
    left: Money


@dataclass(frozen=True, slots=True)
class OriginalReceipt:
    """The receipt of the purchase that a return takes back: its number, and the till and the instant of it."""

    number: int
    till: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Seller:
    """Who sells, and where."""

    company: str
    org_number: str
    location: str
    address: str


@dataclass(frozen=True, slots=True)
class ReceiptItem:
    """One product or deposit: ``amount`` including tax before ``discount``, which is what was taken off.

    ``notes`` are lines of free text below it, without a price. ``discounts`` are the parts of the discount.
    """

    name: str
    quantity: Decimal
    unit: Unit
    unit_price: Money
    amount: Money
    discount: Money
    notes: tuple[str, ...] = ()
    discounts: tuple[DiscountPart, ...] = ()

    @property
    def shows_unit_price(self) -> bool:
        """Whether the amount is not the unit price itself."""
        return self.unit is not Unit.PIECE or self.quantity != 1


@dataclass(frozen=True, slots=True)
class TaxRow:
    """What was sold at one tax rate, after discount: ``gross = net + tax``."""

    rate_ppm: int
    net: Money
    tax: Money
    gross: Money


@dataclass(frozen=True, slots=True)
class Receipt:
    """One receipt. ``at`` is the local time of the sale; ``tax_rows`` begin with the highest rate.

    ``gross`` is what the items cost after discount, ``due = gross + rounding`` what was paid.
    Every text is clean: it holds no control character, so it cannot command a printer.
    """

    sale_id: int
    kind: ReceiptKind
    language: ReceiptLanguage
    electronic: bool
    seller: Seller
    at: datetime
    number: int
    till: str
    items: tuple[ReceiptItem, ...]
    discount: Money
    gross: Money
    rounding: Money
    due: Money
    tax: Money
    tax_rows: tuple[TaxRow, ...]
    tenders: tuple[Tender, ...]
    control_unit: str | None = None
    anchor: str | None = None
    rules: ReceiptRules = HOME.receipt
    footer: str = ""
    operator: str = ""
    is_demo: bool = False
    cards: tuple[PrintedCard, ...] = ()
    is_return: bool = False
    original: OriginalReceipt | None = None
    proof: str = ""
    logo: ReceiptLogo | None = None
    gift_cards: tuple[PrintedGiftCard, ...] = ()
    member: str = ""
    points: PrintedPoints | None = None
    tip: Money | None = None

    @property
    def is_signed_for(self) -> bool:
        """Whether the customer signs: for cash that was given back."""
        return self.is_return and any(tender.kind is TenderKind.CASH for tender in self.tenders)

    @property
    def words(self) -> Words:
        """The labels in the receipt's language."""
        return WORDS[self.language]

    @property
    def mark(self) -> str:
        """What must stand on it in letters at least twice the size of the amounts; empty on an original.

        In a demo shop the mark of the demo comes first, whatever is printed.
        """
        marks = (self.rules.demo_mark if self.is_demo else "", self.rules.marks[self.kind])
        return " ".join(filter(None, marks))

    @property
    def gloss(self) -> str:
        """The mark in the language of the receipt; empty where it is in that language already."""
        glosses = (self.words.demo_gloss if self.is_demo else "", self.words.glosses[self.kind])
        return " · ".join(filter(None, glosses))

    @property
    def electronic_mark(self) -> str:
        """What must stand on it when it is not on paper; empty otherwise."""
        return self.rules.electronic_mark if self.electronic else ""

    @property
    def code(self) -> str:
        """The text of its barcode, by which a till finds the sale again: ``KXR400000524``."""
        return code_of_number(OwnCodeKind.RECEIPT, self.sale_id).text


def compose_receipt(
    sale: Sale, shop: Shop, location: Location, device: Device, options: ReceiptOptions | None = None
) -> Receipt:
    """The receipt of ``sale``; ``device`` is the till that made it, ``location`` where it stands."""
    options = options or ReceiptOptions()
    settlement = sale.settlement
    return Receipt(
        sale_id=sale.id,
        kind=options.kind,
        language=options.language,
        electronic=options.electronic,
        seller=Seller(
            company=clean_text(shop.company),
            org_number=clean_text(shop.org_number),
            location=clean_text(location.name),
            address=clean_text(location.address),
        ),
        at=sale.origin.at.astimezone(ZoneInfo(shop.zone)),
        number=sale.origin.receipt_number,
        till=clean_text(device.name),
        items=_items(sale, WORDS[options.language], _supplies(sale, shop, options)),
        discount=sale.discount,
        gross=settlement.gross,
        rounding=settlement.rounding,
        due=settlement.due,
        tax=sale.tax,
        tax_rows=tax_rows_of([line for line in sale.lines if line.kind is not LineKind.GIFT_CARD]),
        tenders=tuple(replace(tender, reference=_clean(tender.reference)) for tender in settlement.tenders),
        control_unit=_clean(options.control_unit or (sale.signature.control_unit if sale.signature else None)),
        anchor=_anchor(options.anchor),
        rules=jurisdiction_of(shop.country).receipt,
        footer=clean_text(options.footer),
        operator=clean_text(options.operator),
        is_demo=shop.is_demo,
        cards=tuple(replace(card, slip=clean_slip(card.slip)) for card in options.cards),
        is_return=sale.kind is SaleKind.REFUND,
        original=_original(options.original, ZoneInfo(shop.zone)),
        proof=options.proof,
        logo=options.logo,
        gift_cards=tuple(replace(each, last_four=clean_text(each.last_four)) for each in options.gift_cards),
        member=clean_text(options.member),
        points=options.points,
        tip=options.tip,
    )


def _original(original: OriginalReceipt | None, zone: ZoneInfo) -> OriginalReceipt | None:
    """The receipt of the purchase with a clean name of its till and its local time."""
    if original is None:
        return None
    return replace(original, till=clean_text(original.till), at=original.at.astimezone(zone))


def tax_rows_of(lines: Sequence[SaleLine]) -> tuple[TaxRow, ...]:
    """The lines summed by tax rate, highest rate first; sums only, so nothing is rounded again."""
    rates = sorted({line.tax_rate_ppm for line in lines}, reverse=True)
    return tuple(_tax_row(rate, [line for line in lines if line.tax_rate_ppm == rate]) for rate in rates)


def copy_of(receipt: Receipt, *, copies_before: int) -> Receipt:
    """The copy of a receipt, marked as one; raises :class:`ReceiptCopiedBefore` for a second.

    ``copies_before`` is how many copies the journal knows of.
    """
    if copies_before >= receipt.rules.copies_max:
        raise ReceiptCopiedBefore(receipt.number)
    return replace(receipt, kind=ReceiptKind.COPY)


def _items(sale: Sale, words: Words, supplies: Mapping[int, str]) -> tuple[ReceiptItem, ...]:
    """Products and deposits, each with how it was handed over and the notes that were written below it."""
    above = [max((line.position for line in sale.lines if line.position < n.position), default=0) for n in sale.notes]
    first = min(line.position for line in sale.lines)
    notes: dict[int, tuple[str, ...]] = {}
    for note, place in zip(sale.notes, above, strict=True):
        at = max(place, first)  # the goods that it was written below may be gone
        notes[at] = (*notes.get(at, ()), clean_text(note.text))
    return tuple(
        replace(
            _item(line, words),
            notes=(*filter(None, [supplies.get(line.position)]), *_reasons(line, words), *notes.get(line.position, ())),
        )
        for line in sale.lines
    )


def _supplies(sale: Sale, shop: Shop, options: ReceiptOptions) -> dict[int, str]:
    """Which goods are eaten in and which taken away, by place, where some are eaten in; else nothing."""
    rules = jurisdiction_of(shop.country).supply_rules
    choices = categories_with_choice(rules, shop.tax_day(sale.origin.at))
    goods = [line for line in sale.lines if line.kind is LineKind.GOODS]
    if not options.shows_supply or not any(line.supply is SupplyMode.EAT_IN for line in goods):
        return {}
    return {
        line.position: WORDS[options.language].supplies[line.supply]
        for line in goods
        if line.supply is SupplyMode.EAT_IN or line.tax_category in choices
    }


def _reasons(line: SaleLine, words: Words) -> tuple[str, ...]:
    """Why goods came back; their deposit came with them."""
    if line.returned is None or line.kind is not LineKind.GOODS:
        return ()
    return (words.return_reasons[line.returned.reason],)


def _item(line: SaleLine, words: Words) -> ReceiptItem:
    is_plain = line.kind is LineKind.DEPOSIT and line.name == DEPOSIT_NAME
    name = words.deposit if is_plain else clean_text(line.name)
    if line.kind is LineKind.GIFT_CARD:
        name = f"{words.gift_card} {clean_text(line.name)[-4:]}"
    return ReceiptItem(
        name=name or clean_text(line.sku),
        quantity=line.quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        amount=line.gross + line.discount,
        discount=line.discount,
        discounts=line.discounts,
    )


def _tax_row(rate_ppm: int, lines: Sequence[SaleLine]) -> TaxRow:
    currency = lines[0].gross.currency
    return TaxRow(
        rate_ppm=rate_ppm,
        net=total((line.net for line in lines), currency),
        tax=total((line.tax for line in lines), currency),
        gross=total((line.gross for line in lines), currency),
    )


def _anchor(journal_hash: str | None) -> str | None:
    """The first digits of a journal hash in groups of four, short enough to read out."""
    if not journal_hash:
        return None
    digits = clean_text(journal_hash)[:ANCHOR_DIGITS]
    return " ".join(digits[i : i + 4] for i in range(0, len(digits), 4))


def _clean(text: str | None) -> str | None:
    return clean_text(text) or None if text is not None else None
