"""Receipts, return receipts and their copies as the file writes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from integrations.journal_xml.registers import NO_CONTROL_UNIT, Register
from integrations.journal_xml.waiting_lines import SERVICE_TYPE, product_type, unit_of
from integrations.journal_xml.xml_pieces import code, group, instant, money, optional, percent, quantity, text
from models.facts.sale import SaleCompleted, SoldLine
from models.facts.unsold import ProFormaPrinted, TrainingCompleted, UnsoldReceipt
from models.jurisdiction.receipt_rules import ReceiptLanguage
from models.selling.receipt_words import WORDS
from models.selling.sale import SaleKind
from models.selling.settlement import TenderKind

_WORDS = WORDS[ReceiptLanguage.SWEDISH]
SET_OFF = _WORDS.tenders[TenderKind.SET_OFF]


@dataclass(frozen=True, slots=True)
class ReceiptFrame:
    """What a receipt has beside its sale.

    ``report`` is the number of the Z report that it is in, 0 while there is none; ``registered_at`` when each line was
    registered, by its place in the basket. Times are on the shop's clock.
    """

    register: Register
    made_at: datetime
    report: int
    registered_at: Mapping[int, datetime]


@dataclass(frozen=True, slots=True)
class CopiedReceipt:
    """The copy of a receipt: when it was made, and its number at its till."""

    made_at: datetime
    number: int


def receipt(sale: SaleCompleted, frame: ReceiptFrame) -> str:
    """A receipt, or the return receipt of a refund."""
    is_refund = sale.sale_kind == SaleKind.REFUND
    time_name = "DatumOchKlockslagNarReturkvittoFramstalls" if is_refund else "DatumOchKlockslagNarKvittoFramstalls"
    return group(
        "Returkvitto" if is_refund else "Kassakvitto",
        frame.register.seller(),
        instant(time_name, frame.made_at),
        code("LopnummerForKassakvitto", str(sale.receipt)),
        _content(sale, frame),
        code("LopnummerForZDagrapportPaKvitto", str(frame.report)),
        code("TillverkningsnummerForKontrollenheten", sale.control_unit or NO_CONTROL_UNIT),
        code("Kontrollkod", sale.control_code or NO_CONTROL_UNIT),
    )


def receipt_copy(sale: SaleCompleted, frame: ReceiptFrame, copied: CopiedReceipt) -> str:
    """The copy of a receipt."""
    return group(
        "KopiaAvKassakvitto",
        frame.register.seller(),
        instant("DatumOchKlockslagNarKvittoFramstalls", copied.made_at),
        instant("DatumOchKlockslagNarOriginalkvittoFramstalldes", frame.made_at),
        code("LopnummerForKvittokopia", str(copied.number)),
        code("LopnummerPaOriginalkvitto", str(sale.receipt)),
        _content(sale, frame),
        code("LopnummerForZDagrapportPaKvitto", str(frame.report)),
        code("TillverkningsnummerForKontrollenheten", sale.control_unit or NO_CONTROL_UNIT),
        code("KontrollkodForKvittotSomKopianAvser", sale.control_code or NO_CONTROL_UNIT),
    )


def training_receipt(fact: TrainingCompleted, frame: ReceiptFrame) -> str:
    """A receipt of training; no control unit signs it."""
    return group(
        "Ovningskvitto",
        frame.register.seller(),
        instant("DatumOchKlockslagNarKvittoFramstalls", frame.made_at),
        code("LopnummerForOvningskvitto", str(fact.number)),
        _content(fact, frame),
        code("LopnummerForZDagrapportPaKvitto", str(frame.report)),
        code("TillverkningsnummerForKontrollenheten", NO_CONTROL_UNIT),
    )


def pro_forma(fact: ProFormaPrinted, frame: ReceiptFrame) -> str:
    """A basket that was printed before it was paid; the schema that Kassa has does not show its form."""
    return group(
        "Proformakvitto",
        frame.register.seller(),
        instant("DatumOchKlockslagNarKvittoFramstalls", frame.made_at),
        _content(fact, frame),
        code("LopnummerForZDagrapportPaKvitto", str(frame.report)),
    )


def _content(sale: SaleCompleted | UnsoldReceipt, frame: ReceiptFrame) -> str:
    """Till, articles, totals, means of payment and tax."""
    sold = [_sold(line, frame) for line in sale.lines]
    if sale.rounding or not sold:
        sold.append(_rounding(sale.rounding, frame.made_at))
    return "".join(
        (
            text("Kassabeteckning", frame.register.designation),
            group("SaldaArtiklarLISTA", *sold),
            money("TotaltForsaljningsbeloppISvenskaKronor", sale.due),
            money("MervardesskattPaForsaljningsbeloppet", sale.tax),
            tender_list(_tenders(sale)),
            tax_list(_taxes(sale)),
        )
    )


def _sold(line: SoldLine, frame: ReceiptFrame) -> str:
    amounts = [each.amount for each in line.discounts] or ([line.discount] if line.discount else [])
    discounts = [group("RabattPaSaldArtikel", money("RabattensBelopp", minor)) for minor in amounts]
    return group(
        "SaldArtikel",
        f"<TypAvArtikel>{product_type(line.tax_category)}</TypAvArtikel>",
        optional("Artikelnummer", line.sku),
        text("Artikelnamn", line.name),
        quantity("AntalAvSaldArtikel", line.quantity),
        optional("EnhetForViktLangdTidEllerVolym", unit_of(line.unit)),
        money("PrisPerEnhet", line.unit_price),
        money("PrisPaSaldArtikel", line.gross),
        group("RabatterPaSaldArtikelLISTA", *discounts) if discounts else "",
        percent("MervardesskattesatsForSaldArtikel", line.tax_rate_ppm),
        money("MervardesskattPaSaldArtikel", line.tax),
        instant("ArtikelnsRegistreringstidpunkt", frame.registered_at.get(line.position, frame.made_at)),
    )


def _rounding(minor: int, made_at: datetime) -> str:
    """Rounding to whole kronor in cash: a line of its own, so that the lines sum to what was paid."""
    return group(
        "SaldArtikel",
        f"<TypAvArtikel>{SERVICE_TYPE}</TypAvArtikel>",
        text("Artikelnamn", _WORDS.rounding),
        "<AntalAvSaldArtikel>1</AntalAvSaldArtikel>",
        money("PrisPerEnhet", minor),
        money("PrisPaSaldArtikel", minor),
        percent("MervardesskattesatsForSaldArtikel", 0),
        money("MervardesskattPaSaldArtikel", 0),
        instant("ArtikelnsRegistreringstidpunkt", made_at),
    )


def _tenders(sale: SaleCompleted | UnsoldReceipt) -> dict[str, int]:
    sums: dict[str, int] = {}
    for tender in sale.tenders:
        sums[tender.kind] = sums.get(tender.kind, 0) + tender.amount - tender.change
    return sums


def _taxes(sale: SaleCompleted | UnsoldReceipt) -> dict[int, int]:
    sums: dict[int, int] = {}
    for line in sale.lines:
        sums[line.tax_rate_ppm] = sums.get(line.tax_rate_ppm, 0) + line.tax
    return sums


def tender_name(kind: str) -> str:
    """A means of payment in Swedish.

    >>> tender_name("card"), tender_name("set_off")
    ('Kort', 'Kvittning')
    """
    return _WORDS.tenders[TenderKind(kind)] if kind in set(TenderKind) else kind


def tender_list(sums: Mapping[str, int]) -> str:
    """What was paid by each means; the form asks for at least one, so nothing at all is a set-off of nothing."""
    listed: Iterator[tuple[str, int]] = ((tender_name(kind), minor) for kind, minor in sums.items())
    return group(
        "TotalaForsaljningssummorPerBetalningsmedelLISTA",
        *(
            group(
                "TotalForsaljningssummaPerBetalningsmedel",
                text("Betalningsmedel", name),
                money("ForsaljningssummaPerBetalningsmedel", minor),
            )
            for name, minor in (listed if sums else [(SET_OFF, 0)])
        ),
    )


def tax_list(sums: Mapping[int, int]) -> str:
    """The tax at each rate, the highest first; the form asks for at least one."""
    return group(
        "MervardesskattPaOlikaSkattesatserLISTA",
        *(
            group(
                "MervardesskattPerSkattesats",
                percent("Mervardesskattesats", rate),
                money("TotaltMervardesskattebeloppPerSkattesats", minor),
            )
            for rate, minor in sorted((sums or {0: 0}).items(), reverse=True)
        ),
    )
