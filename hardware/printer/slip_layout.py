"""Slips in columns: of a basket that waits, of a payment by phone, and of a new gift card."""

from __future__ import annotations

from itertools import chain

from hardware.printer.printed_line import CodeLine, Line, SquareCodeLine, TextLine
from hardware.printer.text_rows import AMOUNT_SCALE, big_mark, centred, large, named_goods, pair
from models.jurisdiction.receipt_rules import ReceiptKind
from models.selling.credit_slip import CreditSlip
from models.selling.parked_slip import ParkedSlip
from models.selling.payment_code_slip import PaymentCodeSlip


def lay_out_parked(slip: ParkedSlip, columns: int) -> tuple[Line, ...]:
    """The goods of a basket that waits, without amounts; the barcode recalls it."""
    words = slip.words
    return (
        *big_mark(slip.mark, columns),
        *centred(words.glosses[ReceiptKind.PRO_FORMA], columns),
        TextLine(),
        *large(slip.company, columns),
        TextLine(),
        *pair(words.parked_slip, f"{slip.at:%Y-%m-%d %H:%M}", columns),
        *pair(slip.label, slip.till, columns),
        TextLine("-" * columns),
        *chain.from_iterable(named_goods(each, words, columns) for each in slip.goods),
        TextLine("-" * columns),
        *centred(words.parked_about, columns),
        TextLine(),
        CodeLine(slip.code),
    )


def lay_out_payment_code(slip: PaymentCodeSlip, columns: int) -> tuple[Line, ...]:
    """What is to be paid, and the code that a phone scans."""
    words = slip.words
    until = () if slip.until is None else centred(f"{words.payment_code_until} {slip.until:%H:%M}", columns)
    return (
        *big_mark(slip.mark, columns),
        *centred(words.glosses[ReceiptKind.PRO_FORMA], columns),
        TextLine(),
        *large(slip.company, columns),
        TextLine(),
        *pair(slip.till, f"{slip.at:%Y-%m-%d %H:%M}", columns),
        TextLine("-" * columns),
        *pair(f"{words.payment_code} {words.tenders[slip.method]}", words.amount(slip.amount), columns),
        TextLine("-" * columns),
        *centred(words.payment_code_about, columns),
        *until,
        TextLine(),
        SquareCodeLine(slip.code),
    )


def lay_out_credit(slip: CreditSlip, columns: int) -> tuple[Line, ...]:
    """What is on the card, and the code that pays, to scan and to type."""
    words = slip.words
    amount = pair(slip.worth, words.amount(slip.amount), columns)
    until = () if slip.last_day is None else pair(words.credit_until, f"{slip.last_day}", columns)
    return (
        *big_mark(slip.mark, columns),
        *(centred(words.glosses[ReceiptKind.PRO_FORMA], columns) if slip.number else ()),
        TextLine(),
        *large(slip.company, columns),
        TextLine(),
        *pair(slip.title, f"{slip.at:%Y-%m-%d}", columns),
        TextLine("-" * columns),
        *(TextLine(line.text, tall=AMOUNT_SCALE, bold=True) for line in amount),
        *until,
        TextLine("-" * columns),
        *(centred(slip.greeting, columns) if slip.greeting else ()),
        *centred(words.credit_about, columns),
        TextLine(),
        SquareCodeLine(slip.code),
        *centred(slip.code_in_groups, columns),
        *(centred(f"PIN {slip.pin}", columns) if slip.pin else ()),
    )
