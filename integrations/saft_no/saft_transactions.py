"""Sales, refunds and training receipts as the transactions of the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

from integrations.journal_xml.xml_pieces import clean, group, money
from integrations.saft_no.saft_codes import LineType, SaleType, payment_type
from integrations.saft_no.saft_pieces import amount, day_and_time, identity, rate, side, words
from models.facts.sale import SaleCompleted, SoldLine, SoldTender
from models.facts.unsold import TrainingCompleted
from models.selling.sale import GIFT_CARD_PREFIX, LineKind, SaleKind
from models.selling.settlement import TenderKind
from models.shop import fact_number

#: A number of copies has three digits.
_COPIES_MAX = 999
#: Training receipts have a series of their own.
_TRAINING = "T"
_LINE_TYPES: Mapping[str, LineType] = {LineKind.DEPOSIT: LineType.DEPOSIT, LineKind.GIFT_CARD: LineType.GIFT_CARD}
TAX_OF_RATE = itemgetter(0)


@dataclass(frozen=True, slots=True)
class TransactionFrame:
    """What a transaction has beside its sale.

    ``made_at`` and ``registered_at`` (of each line, by its place) are on the shop's clock. ``row_hash`` is the hash of
    its row in the journal, ``key_name`` names the key that vouches for it. ``groups`` have the group of each product.
    """

    made_at: datetime
    registered_at: Mapping[int, datetime]
    row_hash: str
    key_name: str
    copies: int
    groups: Mapping[str, str]


def transaction_id(sale: SaleCompleted | TrainingCompleted) -> str:
    """The id by which events name a transaction."""
    return f"{_TRAINING}{sale.number}" if isinstance(sale, TrainingCompleted) else fact_number(sale.sale)


def product_id(line: SoldLine) -> str:
    """What a line is of: its SKU, but no number of a gift card."""
    return LineType.GIFT_CARD if line.sku.startswith(GIFT_CARD_PREFIX) else line.sku


def transaction(sale: SaleCompleted | TrainingCompleted, frame: TransactionFrame) -> str:
    """A transaction with its lines, taxes, rounding and means of payment.

    Amounts of what was taken back are below zero, and on the side of debit.
    """
    is_training = isinstance(sale, TrainingCompleted)
    number = f"{_TRAINING}{sale.number}" if isinstance(sale, TrainingCompleted) else str(sale.receipt)
    is_refund = not isinstance(sale, TrainingCompleted) and sale.sale_kind == SaleKind.REFUND
    return group(
        "cashtransaction",
        identity("nr", number),
        identity("transID", transaction_id(sale)),
        identity("transType", SaleType.RETURN if is_refund else _sale_type(sale.tenders)),
        money("transAmntIn", sale.gross),
        money("transAmntEx", sale.net),
        side("amntTp", sale.gross),
        identity("empID", sale.operator),
        day_and_time("transDate", "transTime", frame.made_at),
        *(_line(number, sale.operator, line, frame, is_refund=is_refund) for line in sale.lines),
        *_taxes(sale.lines),
        group("rounding", money("roundingAmnt", sale.rounding)),
        *(_payment(tender, sale.operator, sale.currency) for tender in sale.tenders),
        words("signature", frame.row_hash, 999),
        words("keyVersion", frame.key_name, 50),
        "<receiptNum>1</receiptNum>",
        f"<receiptCopyNum>{min(frame.copies, _COPIES_MAX)}</receiptCopyNum>",
        f"<voidTransaction>false</voidTransaction><trainingID>{str(is_training).lower()}</trainingID>",
    )


def _sale_type(tenders: Iterable[SoldTender]) -> SaleType:
    on_account = {tender.kind == TenderKind.ON_ACCOUNT for tender in tenders}
    if on_account == {True, False}:
        return SaleType.CASH_AND_CREDIT
    return SaleType.CREDIT if on_account == {True} else SaleType.CASH


def _line(number: str, operator: str, line: SoldLine, frame: TransactionFrame, *, is_refund: bool) -> str:
    line_type = _LINE_TYPES.get(line.kind, LineType.RETURN if is_refund else LineType.SALE)
    return group(
        "ctLine",
        identity("nr", number),
        f"<lineID>{line.position}</lineID><lineType>{line_type}</lineType>",
        identity("artGroupID", frame.groups[product_id(line)]),
        identity("artID", product_id(line)),
        amount("qnt", line.quantity),
        money("lineAmntIn", line.gross),
        money("lineAmntEx", line.net),
        side("amntTp", line.gross),
        money("ppu", line.unit_price),
        identity("empID", operator),
        words("cashTransLineDescr", line.name, 999),
        day_and_time("lineDate", "lineTime", frame.registered_at.get(line.position, frame.made_at)),
        _tax(line.tax_rate_ppm, line.tax, line.net),
        *_discounts(line),
    )


def _discounts(line: SoldLine) -> Iterator[str]:
    whole = [("discount", line.discount)] if line.discount else []
    for kind, minor in [(each.kind, each.amount) for each in line.discounts] or whole:
        yield group("discount", identity("dscTp", kind), money("dscAmnt", minor))


def _taxes(lines: Iterable[SoldLine]) -> Iterator[str]:
    """The tax of a transaction at each rate, the highest first."""
    sums: dict[int, tuple[int, int]] = {}
    for line in lines:
        tax, net = sums.get(line.tax_rate_ppm, (0, 0))
        sums[line.tax_rate_ppm] = tax + line.tax, net + line.net
    for rate_ppm, (tax, net) in sorted(sums.items(), key=TAX_OF_RATE, reverse=True):
        yield _tax(rate_ppm, tax, net)


def _tax(rate_ppm: int, tax: int, net: int) -> str:
    percent = rate(rate_ppm)
    return group(
        "vat",
        f"<vatCode>{percent}</vatCode><vatPerc>{percent}</vatPerc>",
        money("vatAmnt", tax),
        side("vatAmntTp", tax),
        money("vatBasAmnt", net),
    )


def _payment(tender: SoldTender, operator: str, currency: str) -> str:
    return group(
        "payment",
        identity("paymentType", payment_type(tender.kind)),
        money("paidAmnt", tender.amount - tender.change),
        identity("empID", operator),
        f"<curCode>{currency}</curCode><exchRt>1.000000</exchRt>",
        words("paymentRefID", tender.reference, 999) if tender.reference and clean(tender.reference) else "",
    )
