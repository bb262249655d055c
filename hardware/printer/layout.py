"""Lay a receipt or a report out in columns. Pure: a document in, printed lines out, none wider than the paper."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from hardware.printer.code_page import spell
from hardware.printer.printed_line import CodeLine, Line, LogoLine, SquareCodeLine, TextLine
from hardware.printer.slip_layout import lay_out_credit, lay_out_parked, lay_out_payment_code
from hardware.printer.text_rows import (
    AMOUNT_SCALE,
    BEFORE_UNIT,
    INDENT,
    TIE,
    big_mark,
    centred,
    large,
    named_goods,
    pair,
    wrapped,
)
from models.cash.day_page import DayPage, DaySection
from models.jurisdiction.receipt_rules import ReceiptKind
from models.money import Money
from models.quantity import Unit
from models.selling.credit_slip import CreditSlip
from models.selling.gift_receipt import GiftReceipt
from models.selling.parked_slip import ParkedSlip
from models.selling.payment_code_slip import PaymentCodeSlip
from models.selling.receipt import PrintedCard, Receipt, ReceiptItem
from models.selling.receipt_words import Words
from models.selling.settlement import Tender

#: Characters a line in the usual font: 42 and 48 on paper of 80 mm, 32 on 58 mm.
COLUMNS = 48
COLUMNS_MIN, COLUMNS_MAX = 32, 64

#: What a receipt printer prints.
Printable = Receipt | DayPage | GiftReceipt | ParkedSlip | PaymentCodeSlip | CreditSlip


def lay_out(document: Printable, columns: int = COLUMNS) -> tuple[Line, ...]:
    """A receipt, a gift receipt, a slip or a report from top to bottom on paper ``columns`` characters wide.

    Every text is spelled in the printers' code page. Names are wrapped between words, amounts are at the right.
    """
    match document:
        case DayPage():
            return _lay_out_day(document, columns)
        case ParkedSlip():
            return lay_out_parked(document, columns)
        case PaymentCodeSlip():
            return lay_out_payment_code(document, columns)
        case CreditSlip():
            return lay_out_credit(document, columns)
        case GiftReceipt():
            return _lay_out_gift(document, columns)
        case _:
            return _lay_out_receipt(document, columns)


def _lay_out_gift(gift: GiftReceipt, columns: int) -> tuple[Line, ...]:
    """Names and quantities, never an amount; the barcode finds the sale."""
    receipt, words = gift.receipt, gift.receipt.words
    title = f"{words.gift_receipt} {receipt.number}"
    return (
        *big_mark(gift.mark, columns),
        *centred(words.glosses[ReceiptKind.PRO_FORMA], columns),
        TextLine(),
        *_seller(receipt, columns),
        TextLine(),
        *pair(title, f"{receipt.at:%Y-%m-%d}", columns),
        TextLine("-" * columns),
        *chain.from_iterable(_gift_item(item, words, columns) for item in gift.items),
        TextLine("-" * columns),
        *centred(words.gift_about, columns),
        *centred(receipt.footer, columns),
        TextLine(),
        CodeLine(receipt.code),
    )


def _gift_item(item: ReceiptItem, words: Words, columns: int) -> Iterator[TextLine]:
    return named_goods((item.quantity, item.unit, item.name), words, columns)


def _lay_out_day(page: DayPage, columns: int) -> tuple[Line, ...]:
    return (
        *big_mark(page.mark, columns),
        *large(page.company, columns),
        TextLine(),
        *(TextLine(text, tall=2, bold=True) for text in wrapped(page.title, columns)),
        *chain.from_iterable(pair(label, spell(value), columns) for label, value in page.head),
        *chain.from_iterable(_day_section(section, columns) for section in page.sections),
        TextLine(),
    )


def _day_section(section: DaySection, columns: int) -> Iterator[TextLine]:
    yield TextLine("-" * columns)
    yield from (TextLine(text, bold=True) for text in wrapped(section.title, columns))
    for label, value in section.rows:
        yield from pair(label, spell(value), columns)


def _lay_out_receipt(receipt: Receipt, columns: int) -> tuple[Line, ...]:
    words = receipt.words
    rule = TextLine("-" * columns)
    return (
        *_mark(receipt, columns),
        *_seller(receipt, columns),
        TextLine(),
        *_head(receipt, columns),
        rule,
        *chain.from_iterable(_item(item, words, columns) for item in receipt.items),
        rule,
        *_totals(receipt, columns),
        *chain.from_iterable(_tender(tender, receipt, columns) for tender in receipt.tenders),
        *_of_customer(receipt, columns),
        *(_signature(receipt.words, columns) if receipt.is_signed_for else ()),
        TextLine(),
        *_tax_table(receipt, columns),
        *_foot(receipt, columns),
    )


def as_text(lines: Iterable[Line], columns: int = COLUMNS) -> str:
    """The lines as plain text: sizes and the logo are lost, a barcode shows its text."""
    texts = (line for line in lines if not isinstance(line, LogoLine))
    return "".join(f"{_plain(line, columns).rstrip()}\n" for line in texts)


def _plain(line: TextLine | CodeLine | SquareCodeLine, columns: int) -> str:
    if isinstance(line, SquareCodeLine):
        return "\n".join(part.center(columns).rstrip() for part in textwrap.wrap(line.text, columns - 2))
    if isinstance(line, CodeLine):
        return f"[{line.text}]".center(columns)
    return line.text.center(columns) if line.centred else line.text


def _mark(receipt: Receipt, columns: int) -> Iterator[TextLine]:
    if receipt.mark:
        yield from big_mark(receipt.mark, columns)
        yield from centred(receipt.gloss, columns)
        yield TextLine()
    if receipt.electronic_mark:
        for text in wrapped(receipt.electronic_mark, columns // AMOUNT_SCALE):
            yield TextLine(text, wide=AMOUNT_SCALE, tall=AMOUNT_SCALE, bold=True, centred=True)
        yield from centred(receipt.words.electronic_gloss, columns)
        yield TextLine()


def _seller(receipt: Receipt, columns: int) -> Iterator[Line]:
    seller = receipt.seller
    if receipt.logo is not None:
        yield LogoLine(receipt.logo)
        yield TextLine()
    yield from large(seller.company, columns)
    if seller.location.casefold() != seller.company.casefold():
        yield from centred(seller.location, columns)
    yield from centred(seller.address, columns)
    yield from centred(f"{receipt.words.org_number} {seller.org_number}", columns)


def _head(receipt: Receipt, columns: int) -> Iterator[TextLine]:
    words = receipt.words
    yield from pair(_title(receipt), f"{receipt.at:%Y-%m-%d %H:%M}", columns)
    named = receipt.till.casefold().startswith(words.till.casefold())
    served_by = f"{words.served_by} {spell(receipt.operator)}" if receipt.operator else ""
    yield from pair(receipt.till if named else f"{words.till} {receipt.till}", served_by, columns)
    if receipt.original is not None:
        of = receipt.original
        yield from pair(f"{words.original_receipt} {of.till}-{of.number}", f"{of.at:%Y-%m-%d %H:%M}", columns)


def _title(receipt: Receipt) -> str:
    """What it is called and its number; what is printed before payment has none."""
    words = receipt.words
    match receipt.kind:
        case ReceiptKind.PRO_FORMA:
            return words.pro_forma
        case ReceiptKind.TRAINING:
            return f"{words.training_receipt} {receipt.number}"
        case _:
            return f"{words.return_receipt if receipt.is_return else words.receipt} {receipt.number}"


def _item(item: ReceiptItem, words: Words, columns: int) -> Iterator[TextLine]:
    unit = words.units[item.unit]
    parts = [f"{words.quantity(item.quantity, item.unit)}{TIE}{unit}", BEFORE_UNIT.sub(TIE, spell(item.name))]
    if item.shows_unit_price:
        each = "" if item.unit is Unit.PIECE else f"/{unit}"
        parts.append(f"{words.unit_price} {words.amount(item.unit_price)}{each}".replace(" ", TIE))
    yield from pair(" ".join(parts), words.amount(item.amount), columns)
    if item.discount.minor and not item.discounts:
        yield from pair(f"{TIE * INDENT}{words.discount}", words.amount(-item.discount), columns)
    for part in item.discounts:
        taken_off = words.amount(Money(-part.amount_minor, item.amount.currency))
        yield from pair(f"{TIE * INDENT}{words.discount_name(part)}", taken_off, columns)
    for note in item.notes:
        yield from (TextLine(f"{' ' * INDENT}{text}") for text in wrapped(note, columns - INDENT))


def _totals(receipt: Receipt, columns: int) -> Iterator[TextLine]:
    words = receipt.words
    if receipt.rounding.minor:
        yield from pair(words.subtotal, words.amount(receipt.gross), columns)
        yield from pair(words.rounding, words.amount(receipt.rounding), columns)
    label = words.total_return if receipt.is_return else words.to_pay
    to_pay = f"{label.upper()} {receipt.due.currency}"
    for line in pair(to_pay, words.amount(receipt.due), columns):
        yield TextLine(line.text, tall=AMOUNT_SCALE, bold=True)
    if receipt.discount.minor:
        yield from pair(words.discount_total, words.amount(receipt.discount), columns)
    yield TextLine()


def _tender(tender: Tender, receipt: Receipt, columns: int) -> Iterator[TextLine]:
    words = receipt.words
    yield from pair(words.tenders[tender.kind], words.amount(tender.amount), columns)
    card = next((each for each in receipt.cards if each.reference == tender.reference), None)
    if card is not None:
        yield from _card(card, words, columns)
    elif tender.reference:
        yield from pair(f"{TIE * INDENT}{tender.reference}", "", columns)
    if tender.change.minor:
        yield from pair(words.change, words.amount(tender.change), columns)


def _of_customer(receipt: Receipt, columns: int) -> Iterator[TextLine]:
    words, points = receipt.words, receipt.points
    rows = [] if receipt.tip is None else [(words.tip, words.amount(receipt.tip))]
    rows += [(f"{words.gift_left} {each.last_four}", words.amount(each.left)) for each in receipt.gift_cards]
    rows.append((words.member, receipt.member))
    if points is not None:
        rows += [(words.tier, points.tier), (words.points, f"{points.change:+d}")]
        rows.append((words.points_now, str(points.balance)))
    yield from (line for label, value in rows if value for line in pair(label, value, columns))


def _card(card: PrintedCard, words: Words, columns: int) -> Iterator[TextLine]:
    """What the card schemes ask for on a receipt, and nothing more of the card."""
    slip = card.slip
    number = f"{slip.brand} ****{slip.last_four}".strip() if slip.last_four else slip.brand
    approval = f"{words.approval_code} {slip.approval_code}" if slip.approval_code else ""
    application = f"AID {slip.application}" if slip.application else ""
    for text in (number, words.card_entries[slip.entry], slip.application_name, application, approval):
        if text:
            yield from pair(f"{TIE * INDENT}{text}", "", columns)
    if card.is_signed:
        yield from _signature(words, columns)


def _signature(words: Words, columns: int) -> tuple[TextLine, ...]:
    return TextLine(), TextLine(f"{words.signature}: ".ljust(columns, "_"))


def _tax_table(receipt: Receipt, columns: int) -> Iterator[TextLine]:
    """Rate, net, tax and gross of every rate, and their sums where there are several; narrow paper leaves net out."""
    words = receipt.words
    amounts = [(row.net, row.tax, row.gross) for row in receipt.tax_rows]
    labels = [words.percent(row.rate_ppm) for row in receipt.tax_rows]
    if len(labels) != 1:
        labels.append(words.total)
        amounts.append((receipt.gross - receipt.tax, receipt.tax, receipt.gross))
    cells = [tuple(words.amount(amount) for amount in row) for row in amounts]
    rows = [(words.tax_rate, (words.net, words.tax, words.gross)), *zip(labels, cells, strict=True)]
    without_net = [(label, cells[1:]) for label, cells in rows]
    return _table(rows, columns) or _table(without_net, columns) or _list(rows, columns)


def _table(rows: Sequence[tuple[str, tuple[str, ...]]], columns: int) -> Iterator[TextLine] | None:
    """A label and columns of equal width, aligned right; None where a cell does not fit."""
    count, first = len(rows[0][1]), max(len(label) for label, _ in rows)
    each = (columns - first) // count
    if any(len(cell) >= each for _, cells in rows for cell in cells):
        return None
    first = columns - count * each
    return (TextLine(label.ljust(first) + "".join(cell.rjust(each) for cell in cells)) for label, cells in rows)


def _list(rows: Sequence[tuple[str, tuple[str, ...]]], columns: int) -> Iterator[TextLine]:
    """The rows below each other, each cell with the label of its column."""
    (_, head), *others = rows
    for label, cells in others:
        yield from pair(label, "", columns)
        for name, cell in zip(head, cells, strict=True):
            yield from pair(f"{TIE * INDENT}{name}", cell, columns)


def _foot(receipt: Receipt, columns: int) -> Iterator[Line]:
    words = receipt.words
    yield TextLine()
    if receipt.control_unit:
        yield from centred(f"{words.control_unit} {receipt.control_unit}", columns)
    if receipt.anchor:
        yield from centred(f"{words.journal} {receipt.anchor}", columns)
    yield from centred(receipt.footer, columns)
    if receipt.kind in {ReceiptKind.PRO_FORMA, ReceiptKind.TRAINING}:
        return  # a code would find no sale
    yield from centred(words.farewell, columns)
    yield TextLine()
    yield CodeLine(receipt.code)
    if receipt.proof:
        yield TextLine()
        yield from centred(words.proof, columns)
        yield SquareCodeLine(receipt.proof)
