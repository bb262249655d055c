"""The parts of a discount are stored with their line, are in the journal, and come back with the goods."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
import sqlalchemy as sa

from models.access.actor import Actor
from models.facts.registry import read_fact
from models.facts.sale import PartOfDiscount, SaleCompleted
from models.journal import JournalKind
from models.pricing.discount_part import DiscountKind, DiscountPart
from models.quantity import Unit
from models.selling.basket import Basket, BasketLine, BasketState, Gains, price_basket
from models.selling.checkout import number_sale, settle_basket
from models.selling.refund_sale import GoneBack, make_refund, return_line, settle_refund
from models.selling.return_line import GoodsReturned, GoodsTo, ReturnReason
from models.selling.sale import Sale
from models.selling.settlement import Offer, TenderKind
from operations.selling.sale_records import record_sale
from operations.unit_of_work import unit_of_work
from store import invariants, journal
from store.database.engine import Store
from store.selling.sales import get_sale
from tests.builders import AT, DAY, MILK, TILL, kr, small_shop, stock_up
from tests.faults.tampering import Undone, unguarded

ANNA = Actor("anna", TILL)
PARTS = (
    DiscountPart(DiscountKind.PROMOTION, "Tre för två", 199, 7),
    DiscountPart(DiscountKind.COUPON, "Höst", 101, None, 50_000),
)
RATES = {MILK.tax_category: 60_000}
GAINS: Gains = {1: PARTS}


@pytest.fixture
def sold(store: Store) -> Sale:
    stock_up(small_shop(store))
    line = BasketLine(1, "MILK", None, MILK.name, Unit.PIECE, Decimal(3), kr(1990), kr(0), MILK.tax_category)
    with unit_of_work(store, ANNA, at=AT) as work:
        (sale_id,) = work.take_ids()
        basket = Basket(sale_id, TILL, BasketState.OPEN, "", AT, 1, (line,))
        priced = price_basket(basket, RATES, DAY, "SEK", gains=GAINS)
        settled = settle_basket(priced, [Offer(TenderKind.CARD, priced.gross)])
        number = work.take_receipt_number()
        sale = number_sale(settled, work.station, number, at=AT, operator="anna", customer=None)
        record_sale(work, sale)
    return sale


def test_the_parts_are_stored_in_their_order_and_in_the_journal(store: Store, sold: Sale) -> None:
    with store.view() as view:
        stored = get_sale(view, sold.id)
        (row,) = journal.read(view, TILL, kinds=[JournalKind.SALE_COMPLETED])
        assert invariants.check_all(view) == []
    assert stored == sold
    assert (stored.lines[0].discounts, stored.lines[0].discount, stored.discount) == (PARTS, kr(300), kr(300))
    fact = read_fact(row.kind, row.payload).fact
    assert isinstance(fact, SaleCompleted)
    assert fact.lines[0].discounts == (
        PartOfDiscount("promotion", "Tre för två", 199, 7, None),
        PartOfDiscount("coupon", "Höst", 101, None, 50_000),
    )


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("UPDATE sale_line_discount SET amount_minor = amount_minor + 1", "but its parts sum to 302"),
        ("DELETE FROM sale_line_discount WHERE ordinal = 0", "but its parts sum to 101"),
        ("UPDATE sale_line_discount SET text = 'x'", "differs from the"),
    ],
)
def test_a_changed_part_is_found(store: Store, sold: Sale, change: str, found: str) -> None:
    with suppress(Undone), store.transaction() as tx, unguarded(tx, "sale_line_discount"):
        tx.execute(sa.text(change))
        assert any(found in str(each) for each in invariants.check_all(tx)), sold.id
        raise Undone


def test_a_purchase_in_two_returns_gives_back_each_part_once(sold: Sale) -> None:
    why = GoodsReturned(ReturnReason.FAULTY, GoodsTo.STOCK)
    (line,) = sold.lines
    gone, refunds = GoneBack(), list[Sale]()
    for quantity in (Decimal(1), Decimal(2)):
        back = return_line(sold, line, quantity, gone, why)
        settlement = settle_refund(kr(back.gross_minor), kr(0), [], has_cash=True)
        refunds.append(make_refund(sold, [back], settlement, sold.origin, 9, earlier=refunds))
        gone = GoneBack(quantity, back.gross_minor, back.tax_minor, back.discount_minor)
    parts = [part for refund in refunds for part in refund.lines[0].discounts]
    whole = {kind: sum(part.amount_minor for part in parts if part.kind is kind) for kind in DiscountKind}
    assert {kind: minor for kind, minor in whole.items() if minor} == {part.kind: -part.amount_minor for part in PARTS}
