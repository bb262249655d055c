"""What came back in another system comes over as a return: a document of its own, with goods, money and tax."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.analytics.moved_figures import FigureName, MovedMeasure
from models.money import Money
from models.pricing.price import line_gross
from models.quantity import from_milli
from models.selling.sale import SaleKind
from models.stock.movement import MovementReason
from pipelines.importing.receipt_returns import SoldAmount, UnknownGoods, returned_parts
from pipelines.importing.run_sales import import_sales, understand_sales
from pipelines.moving_in.former_figures import FormerSales
from store import shop, stock
from store.database.engine import Store
from store.invariants import check_all
from tests.builders import AT, small_shop
from tests.pipelines.imported import codes, stored_sales
from tests.pipelines.importing.test_sale_cases import PLAIN, PLAIN_HEAD, SHOPIFY, SKIP, SQUARE, Case, bring, check_case
from tests.pipelines.importing.test_sale_cases import _shopify as shopify

LOYVERSE = "Date,Receipt number,Receipt type,SKU,Item,Quantity,Gross sales,Discounts,Net sales,Status\n"
MARKED = "Receipt,Date,SKU,Quantity,Price,Refunded\n"
WOO = "Order ID,Order Date,Status,Item Name,SKU,Quantity (- Refund),Item Total,Order Refund Amount,Order Total\n"
EVENTS = SQUARE.replace("Transaction ID", "Transaction ID,Event Type")

CASES = (
    Case(
        "one of two, by its amount",
        SHOPIFY
        + shopify(
            "#6", "partially_refunded", "20.00", **{"Lineitem quantity": "2", "Total": "40.00", "Refunded Amount": "20"}
        ),
        ((4000,), (-2000,)),
    ),
    Case(
        "all of an order, with what its delivery cost",
        SHOPIFY
        + shopify("#6", "refunded", "20.00", **{"Total": "69.00", "Refunded Amount": "69.00"})
        + shopify("#6", "", "35.00", **{"Lineitem sku": "PAPER"}),
        ((2000, 3500), (-2000, -3500)),
    ),
    Case(
        "all of an order, by its amount",
        SHOPIFY
        + shopify("#6", "refunded", "20.00", **{"Refunded Amount": "55.00"})
        + shopify("#6", "", "35.00", **{"Lineitem sku": "PAPER"}),
        ((2000, 3500), (-2000, -3500)),
    ),
    Case(
        "one line of two, by its amount",
        SHOPIFY
        + shopify("#6", "partially_refunded", "20.00", **{"Refunded Amount": "35.00"})
        + shopify("#6", "", "35.00", **{"Lineitem sku": "PAPER"}),
        ((2000, 3500), (-3500,)),
    ),
    Case(
        "an amount that fits no goods",
        SHOPIFY + shopify("#6", "partially_refunded", "20.00", **{"Refunded Amount": "5.00"}),
        problems=((2, "refund"),),
    ),
    Case(
        "an amount that fits two lines",
        SHOPIFY
        + shopify("#6", "partially_refunded", "20.00", **{"Refunded Amount": "20.00"})
        + shopify("#6", "", "20.00"),
        problems=((2, "refund"),),
    ),
    Case(
        "a discount of the order goes back with its goods",
        SHOPIFY
        + shopify(
            "#6",
            "partially_refunded",
            "20.00",
            **{
                "Lineitem quantity": "2",
                "Subtotal": "30.00",
                "Discount Amount": "10.00",
                "Total": "30.00",
                "Refunded Amount": "15.00",
            },
        ),
        ((3000,), (-1500,)),
        notes=("were spread",),
    ),
    Case(
        "a return with a number of its own",
        LOYVERSE + "20/11/2026 08:50,1-8,Sale,MILK,Mjölk,2.000,40.00,10.00,30.00,Closed\n"
        "20/11/2026 08:52,1-9,Refund,MILK,Mjölk,-1.000,-20.00,-5.00,-15.00,Closed\n",
        ((3000,), (-1500,)),
    ),
    Case(
        "a kind of row that is a return, with amounts above zero",
        "Kvitto;Datum;Kvittotyp;Artikelnr;Antal;Pris\n1;2026-11-20 09:00;Retur;MILK;2;20,00\n",
        ((-4000,),),
    ),
    Case(
        "an event that is a return",
        EVENTS + "2026-11-20,08:15:00,Stockholm,Mjölk,-1.0,MILK,-kr20.00,kr5.00,-kr15.00,,T2,Refund\n",
        ((-1500,),),
    ),
    Case(
        "goods bought and brought back on one receipt",
        PLAIN_HEAD + "5;2026-11-20 09:00;MILK;Mjölk;2;9,00;18,00\n5;2026-11-20 09:00;PAPER;Tidning;-1;35,00;-35,00\n",
        ((1800,), (-3500,)),
    ),
    Case(
        "rows that are marked",
        MARKED + "1,2026-11-20 09:00,MILK,2,20.00,No\n1,2026-11-20 09:00,PAPER,1,35.00,Yes\n",
        ((4000, 3500), (-3500,)),
    ),
    Case(
        "a status for all of it",
        "Receipt,Date,Status,SKU,Quantity,Price\n1,2026-11-20 09:00,Refunded,MILK,2,20.00\n",
        ((4000,), (-4000,)),
    ),
    Case(
        "a status for some of it",
        "Receipt,Date,Status,SKU,Quantity,Price\n1,2026-11-20 09:00,Partially refunded,MILK,2,20.00\n",
        problems=((2, "refund"),),
    ),
    Case(
        "quantities that are what was left",
        WOO + "1,2026-11-20 09:00,wc-completed,Mjölk,MILK,1,20.00,20.00,40.00\n",
        problems=((2, "refund"),),
    ),
    Case(
        "the same without a return",
        WOO + "1,2026-11-20 09:00,wc-completed,Mjölk,MILK,1,20.00,0.00,20.00\n",
        ((2000,),),
    ),
    Case(
        "a bad row of the same receipt",
        PLAIN_HEAD + "5;2026-11-20 09:00;MILK;Mjölk;-2;9,00;\n5;2026-11-20 09:00;PAPER;Tidning;x;35,00;\n",
        problems=((3, "not_a_number"),),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_list_with_returns_means_what_its_writer_means(sqlite_store: Store, tmp_path: Path, case: Case) -> None:
    documents = check_case(sqlite_store, tmp_path, case)
    assert [each.kind is SaleKind.REFUND for each in documents] == [lines[0] < 0 for lines in case.receipts]


def test_returns_move_goods_money_and_tax_and_leave_todays_stock_alone(store: Store, tmp_path: Path) -> None:
    small_shop(store)
    with store.view() as view:
        before = stock.levels_of(view, 1, ["MILK", "PAPER"])
    text = "Receipt,Date,Receipt type,SKU,Quantity,Price,Payment\n" + "".join(
        f"{number},2026-11-20 0{number}:00,{kind},{sku},{quantity},{price},{paid}\n"
        for number, kind, sku, quantity, price, paid in (
            (1, "Sale", "MILK", 3, "9.20", "Cash"),
            (2, "Refund", "MILK", 1, "9.20", "Cash"),
            (3, "Refund", "PAPER", 2, "35.00", "Card"),
        )
    )
    assert bring(store, tmp_path, text).saved == 3
    _, in_cash, by_card = stored_sales(store)
    assert (in_cash.settlement.due, in_cash.settlement.rounding) == (Money(-900, "SEK"), Money(20, "SEK"))
    assert [tender.reference for each in (in_cash, by_card) for tender in each.settlement.tenders] == ["2 R", "3 R"]
    assert by_card.tax.minor < 0
    assert by_card.refers_to is None
    with store.view() as view:
        assert stock.levels_of(view, 1, ["MILK", "PAPER"]) == before
        moved = [each[0].reason for each in stock.movements_from(view, [in_cash.id, by_card.id]).values()]
        assert check_all(view) == []
    assert moved == [MovementReason.RETURN, MovementReason.RETURN]


def test_an_interrupted_import_loses_no_return(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    rows = "".join(f"{number},2026-11-20 09:00,MILK,1,20.00,Yes\n" for number in range(120))
    (tmp_path / "sales.csv").write_text(MARKED + rows, encoding="utf-8")

    class Stopped(Exception):
        pass

    def stop(what: str, done: int, total: int) -> None:
        if what == "save" and done < total:
            raise Stopped

    with pytest.raises(Stopped):
        import_sales(sqlite_store, tmp_path / "sales.csv", PLAIN, at=AT, progress=stop)
    halfway = len(stored_sales(sqlite_store))
    report = import_sales(sqlite_store, tmp_path / "sales.csv", PLAIN, at=AT)
    documents = stored_sales(sqlite_store)
    assert (halfway, report.saved, len(documents)) == (100, 140, 240)
    assert sum(line.gross.minor for each in documents for line in each.lines) == 0


def test_a_bad_row_leaves_out_what_came_back_on_the_same_receipt(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    rows = (
        "5;2026-11-20 09:00;MILK;Mjölk;-2;9,00;\n5;2026-11-20 09:00;PAPER;Tidning;x;35,00;\n"
        "6;2026-11-20 09:05;MILK;Mjölk;-1;9,00;\n"
    )
    assert bring(sqlite_store, tmp_path, PLAIN_HEAD + rows, SKIP).saved == 1
    assert [sale.settlement.tenders[0].reference for sale in stored_sales(sqlite_store)] == ["6 R"]


def test_what_came_back_since_an_import_is_told(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    bring(sqlite_store, tmp_path, MARKED + "1,2026-11-20 09:00,MILK,1,20.00,No\n")
    report = bring(sqlite_store, tmp_path, MARKED + "1,2026-11-20 09:00,MILK,1,20.00,Yes\n")
    assert report.saved == 0
    assert any("came back since, the first is 1" in note for note in report.notes)


def test_the_former_systems_sums_know_returns(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    with sqlite_store.view() as view:
        former = FormerSales(shop.get_shop(view))
    text = MARKED + "1,2026-11-20 09:00,MILK,2,20.00,No\n2,2026-11-20 10:00,MILK,1,20.00,Yes\n3,2026-11-20,MILK,-1,20,"
    (tmp_path / "sales.csv").write_text(text, encoding="utf-8")
    read = understand_sales(sqlite_store, tmp_path / "sales.csv", PLAIN, at=AT, watch=former.add)
    sums = sum(amount for _, amount in read.book.sums())
    figures = former.figures()
    assert (sums, read.book.count) == (2000, 4)
    assert figures[FigureName(MovedMeasure.SALES_SUM, 2026)] == sums
    assert figures[FigureName(MovedMeasure.SALES, 2026)] == read.book.count


lines = st.lists(
    st.tuples(st.integers(1, 40).map(lambda units: units * 500), st.integers(0, 9_999)), min_size=1, max_size=4
)


@given(lines, st.data())
def test_what_an_amount_shows_comes_to_that_amount(goods: Sequence[tuple[int, int]], data: st.DataObject) -> None:
    sold = [SoldAmount(milli, line_gross(price, from_milli(milli))) for milli, price in goods]
    whole = sum(each.amount_minor for each in sold)
    refunded = data.draw(st.integers(1, whole + 100) | st.sampled_from([each.amount_minor or 1 for each in sold]))
    try:
        parts = returned_parts(sold, refunded, ())
    except UnknownGoods:
        return
    assert all(0 < milli <= sold[place].milli for place, milli in parts.items())
    exact = sum(Decimal(sold[place].amount_minor * milli) / sold[place].milli for place, milli in parts.items())
    assert exact == min(refunded, whole)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines, st.sets(st.integers(0, 3)))
def test_sums_and_stock_hold_for_any_rows_that_came_back(
    sqlite_store: Store, tmp_path: Path, goods: Sequence[tuple[int, int]], back: set[int]
) -> None:
    small_shop(sqlite_store)
    known = len(stored_sales(sqlite_store))
    with sqlite_store.view() as view:
        before = stock.levels_of(view, 1, ["BANANAS"])
    at = AT - timedelta(days=1, seconds=known)
    rows = "".join(
        f"{known},{at:%Y-%m-%d %H:%M:%S},BANANAS,{milli / 1000},{price / 100:.2f},{'Yes' if i in back else 'No'}\n"
        for i, (milli, price) in enumerate(goods)
    )
    report = bring(sqlite_store, tmp_path, MARKED + rows)
    assert codes(report) == []
    returned = [goods[i] for i in sorted(back) if i < len(goods)]
    documents = stored_sales(sqlite_store)[known:]
    assert len(documents) == 1 + bool(returned)
    gross = [line_gross(price, from_milli(milli)) for milli, price in goods]
    went_back = [-line_gross(price, from_milli(milli)) for milli, price in returned]
    assert [line.gross.minor for each in documents for line in each.lines] == gross + went_back
    with sqlite_store.view() as view:
        assert stock.levels_of(view, 1, ["BANANAS"]) == before
        assert check_all(view) == []
