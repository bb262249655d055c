"""A page that shows whether a receipt printer works: every letter of the country, an amount, a barcode, and a mark."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from hardware.device_settings import printer_of
from hardware.printer.port import PrintOutcome
from models.jurisdiction.countries import jurisdiction_of
from models.jurisdiction.receipt_rules import ReceiptKind, ReceiptLanguage
from models.money import Money
from models.quantity import Unit
from models.selling.receipt import Receipt, ReceiptItem, Seller, TaxRow
from models.shop import Station

TEXTS = {ReceiptLanguage.SWEDISH: "Testsida ÅÄÖ åäö éüß €", ReceiptLanguage.ENGLISH: "Test page ÅÄÖ åäö éüß €"}


def print_test_page(link: str, station: Station, language: ReceiptLanguage, *, at: datetime) -> PrintOutcome:
    """Print the test page of a till on the printer at ``link`` and wait for its answer.

    Raises :class:`hardware.faults.WrongDeviceSetting`.
    """
    printer = printer_of(link)
    try:
        return printer.print_receipt(compose_test_page(station, language, at=at))
    finally:
        printer.release()


def compose_test_page(station: Station, language: ReceiptLanguage, *, at: datetime) -> Receipt:
    """A receipt of nothing, marked as training so that nobody takes it for one."""
    zero = Money(0, station.shop.currency)
    text = TEXTS[language]
    return Receipt(
        sale_id=0,
        kind=ReceiptKind.TRAINING,
        language=language,
        electronic=False,
        seller=Seller(station.shop.company, station.shop.org_number, station.location.name, station.location.address),
        at=at.astimezone(ZoneInfo(station.shop.zone)),
        number=0,
        till=station.device.name,
        items=(ReceiptItem(text, Decimal(1), Unit.PIECE, zero, zero, zero),),
        discount=zero,
        gross=zero,
        rounding=zero,
        due=zero,
        tax=zero,
        tax_rows=(TaxRow(0, zero, zero, zero),),
        tenders=(),
        rules=jurisdiction_of(station.shop.country).receipt,
        is_demo=station.shop.is_demo,
    )
