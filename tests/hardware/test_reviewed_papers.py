"""Papers of a shop's day as somebody reviewed them: an exchange, reports of the day, training, a slip."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec import structs

from hardware.printer.layout import Printable, as_text, lay_out
from models.cash.day_page import compose_day
from models.catalogue.product import TaxCategory
from models.facts.day import NumberedSum
from models.facts.gift_card import CreditSlipPrinted
from models.facts.unsold import ParkedSlipPrinted, PaymentCodePrinted, TrainingCompleted, WaitingGoods
from models.jurisdiction.receipt_rules import ReceiptKind, ReceiptLanguage
from models.selling.credit_slip import code_of_digest, compose_credit_slip
from models.selling.parked_slip import compose_slip
from models.selling.payment_code_slip import compose_payment_code
from models.selling.receipt import OriginalReceipt, ReceiptOptions
from models.selling.return_line import GoodsReturned, GoodsTo, ReturnReason
from models.selling.sale import Sale, SaleKind, SaleLine
from models.selling.settlement import Offer, Settlement, Tender, TenderKind
from models.selling.unsold_receipt import sale_of_unsold, unsold_fact
from models.shop import Station
from tests.models.cash.test_day_page import FIGURES, HEAD
from tests.receipts import AT, FIRST_ID, LOCATION, SHOP, TILL, kr, line, receipt_of, sold

GOLDEN = Path(__file__).parents[1] / "golden" / "papers"
STATION = Station(SHOP, LOCATION, TILL)
BOUGHT = sold(line("Regnjacka", 59900, tax=TaxCategory.STANDARD), number=16)


def taken_back(sale: Sale, kind: TenderKind) -> Sale:
    """The return of a whole sale of one product."""
    (old,) = sale.lines
    back: SaleLine = structs.replace(
        old,
        quantity=-old.quantity,
        gross=-old.gross,
        net=-old.net,
        tax=-old.tax,
        returned=GoodsReturned(ReturnReason.WRONG_ITEM, GoodsTo.STOCK),
    )
    gross = -sale.settlement.gross
    settlement = Settlement(gross, kr(0), gross, (Tender(kind, gross, kr(0)),))
    origin = replace(sale.origin, receipt_number=17, at=AT + timedelta(days=2))
    return Sale(
        id=FIRST_ID + 17,
        origin=origin,
        lines=(back,),
        net=-sale.net,
        tax=-sale.tax,
        discount=sale.discount,
        settlement=settlement,
        kind=SaleKind.REFUND,
        refers_to=sale.id,
    )


OF_BOUGHT = ReceiptOptions(original=OriginalReceipt(16, "KASSA01", AT), operator="Anna")
NEW = sold(
    line("Regnjacka, barn", 64900, tax=TaxCategory.STANDARD),
    offers=(Offer(TenderKind.SET_OFF, kr(59900)), Offer(TenderKind.CASH, kr(10000))),
    number=18,
)
PRACTISED = unsold_fact(TrainingCompleted, sold(line("Kaffe", 3500, "2")), 3)
DAY_FIGURES = structs.replace(
    FIGURES,
    till=structs.replace(FIGURES.till, training=NumberedSum(3, 210_00), pro_forma=NumberedSum(1, 99_00)),
    own_terminal_reason="Not known",
    training_up_to=3,
)
SLIP = ParkedSlipPrinted(
    FIRST_ID + 5,
    "Kaffe 11:30",
    (WaitingGoods("Kaffe", Decimal(2), "piece"), WaitingGoods("Bananer", Decimal("0.455"), "kilogram")),
)
TO_SCAN = PaymentCodePrinted(
    FIRST_ID + 6, "swish", 149_00, "https://payments.stripe.com/swish/test_XBQ2dFx0ZXN0X2NvZGU", 175
)
CREDIT = CreditSlipPrinted(FIRST_ID + 7, 19, 129_00, date(2036, 11, 26))
CREDIT_CODE = code_of_digest("0123456789abcdef" * 4)
PAPERS: dict[str, Printable] = {
    "return-cash": receipt_of(taken_back(BOUGHT, TenderKind.CASH), OF_BOUGHT),
    "exchange-return": receipt_of(taken_back(BOUGHT, TenderKind.SET_OFF), OF_BOUGHT),
    "exchange-receipt": receipt_of(NEW, ReceiptOptions(operator="Anna")),
    "training": receipt_of(sale_of_unsold(PRACTISED, TILL.id, AT), ReceiptOptions(kind=ReceiptKind.TRAINING)),
    "z": compose_day(HEAD, DAY_FIGURES, STATION, ReceiptLanguage.SWEDISH),
    "x-english": compose_day(replace(HEAD, number=0), DAY_FIGURES, STATION, ReceiptLanguage.ENGLISH),
    "parked": compose_slip(SLIP, STATION, AT, ReceiptLanguage.SWEDISH),
    "credit": compose_credit_slip(CREDIT, CREDIT_CODE, STATION, AT, ReceiptLanguage.SWEDISH),
    "credit-english": compose_credit_slip(CREDIT, CREDIT_CODE, STATION, AT, ReceiptLanguage.ENGLISH),
    "payment-code": compose_payment_code(TO_SCAN, STATION, AT, ReceiptLanguage.SWEDISH),
}


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_looks_as_it_was_reviewed(name: str, tmp_path: Path) -> None:
    now = tmp_path / f"{name}.txt"
    now.write_text(as_text(lay_out(PAPERS[name], 42), 42), encoding="utf-8")
    reviewed = GOLDEN / now.name
    assert now.read_text(encoding="utf-8") == reviewed.read_text(encoding="utf-8"), f"cp {now} {reviewed}"


def test_every_reviewed_paper_is_of_today() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(PAPERS)
