"""What a question is answered: equal to a direct sum over the rows, only what exists, only for who may see it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa

from models.access.actor import Actor
from models.access.operator import Operator
from models.access.permission import PERMISSIONS, BuiltInRole, Permission
from models.analytics.asked_figures import OF_COSTS
from models.analytics.choices import UnknownChoice
from operations.access.operators import add_operator, change_operator
from operations.access.permissions import NotPermitted
from operations.questions import ROWS_MAX, answer_question, asking_actor, open_to_ask
from store.access.operators import UnknownOperator
from store.database.engine import Store
from store.shop import NoShop
from tests.builders import AT, OFFICE, OFFICE_ACTOR
from tests.trade import trading_shop

OWNER = Actor("owen", OFFICE, PERMISSIONS[BuiltInRole.OWNER])
WITHOUT_COSTS = Actor("bo", OFFICE, frozenset({Permission.SEE_FIGURES}))
PERIODS = {
    "today": ("2026-11-23", "2026-11-23"),
    "yesterday": ("2026-11-22", "2026-11-22"),
    "last_week": ("2026-11-16", "2026-11-22"),
    "2026-W45": ("2026-11-02", "2026-11-08"),
    "2026-11": ("2026-11-01", "2026-11-30"),
    "2026-10-25..2026-11-03": ("2026-10-25", "2026-11-03"),
    "2025": ("2025-01-01", "2025-12-31"),
}
FILTERS: tuple[dict[str, object], ...] = (
    {}, {"location": 2}, {"till": 1}, {"sku": "BANANAS"}, {"category": "press"}, {"category": "press", "location": 1},
)  # fmt: skip
FIGURES = (
    *("net_sales", "gross_sales", "discounts", "receipts", "units", "cost", "gross_margin", "average_basket"),
    *("units_per_receipt", "gross_margin_share", "cost_coverage"),
)
#: Written anew here, from the rows of lines alone.
DIRECT = """
SELECT COUNT(DISTINCT CASE WHEN s.kind = 'sale' THEN s.id END),
  SUM(CASE WHEN l.kind <> 'gift_card' THEN l.net_minor END),
  SUM(CASE WHEN l.kind <> 'gift_card' THEN l.gross_minor END),
  SUM(l.discount_minor), SUM(CASE WHEN l.cost_minor IS NOT NULL THEN l.net_minor END), SUM(l.cost_minor),
  SUM(CASE WHEN l.kind <> 'goods' THEN 0 WHEN l.unit = 'piece' THEN l.quantity
      WHEN l.quantity < 0 THEN -1000 ELSE 1000 END)
FROM sale s JOIN sale_line l ON l.sale_id = s.id JOIN product p ON p.sku = l.sku
WHERE s.business_day BETWEEN :first AND :last
"""
CONDITIONS = {
    "location": " AND s.location_id = :location",
    "till": " AND s.device_id = :till",
    "sku": " AND l.kind = 'goods' AND l.sku = :sku",
    "category": " AND l.kind = 'goods' AND p.category = :category",
}
#: Copies of some sales, with other ids and numbers: ``{sign}`` the sign of amounts, ``{card}`` which line is a card's.
LINES = """INSERT INTO sale_line (sale_id, position, location_id, business_day, sku, name, unit, quantity,
      unit_price_minor, discount_minor, gross_minor, net_minor, tax_minor, tax_category, tax_rate_ppm,
      cost_minor, supply, kind)
    SELECT sale_id + {shift}, position, location_id, business_day, sku, name, unit, {sign} * quantity,
      unit_price_minor, {discount}, {sign} * gross_minor, {sign} * CASE WHEN {card} THEN gross_minor ELSE net_minor END,
      CASE WHEN {card} THEN 0 ELSE {sign} * tax_minor END, tax_category, tax_rate_ppm,
      CASE WHEN {card} THEN NULL ELSE {sign} * cost_minor END, supply, CASE WHEN {card} THEN 'gift_card' ELSE kind END
    FROM sale_line WHERE sale_id IN (SELECT id FROM sale WHERE kind = 'sale'
      AND receipt_number = receipt_number / {every} * {every})"""
HEADS = """INSERT INTO sale (id, device_id, receipt_number, location_id, at, business_day, operator, currency,
      gross_minor, net_minor, tax_minor, discount_minor, rounding_minor, due_minor, kind, refers_to)
    SELECT s.id + {shift}, device_id, receipt_number + {shift}, location_id, at, business_day, operator,
      currency, {sign} * gross_minor,
      (SELECT SUM({sign} * CASE WHEN {card} THEN l.gross_minor ELSE l.net_minor END)
        FROM sale_line l WHERE l.sale_id = s.id),
      (SELECT SUM(CASE WHEN {card} THEN 0 ELSE {sign} * l.tax_minor END) FROM sale_line l WHERE l.sale_id = s.id),
      (SELECT SUM({discount}) FROM sale_line l WHERE l.sale_id = s.id), 0, {sign} * gross_minor, '{kind}', {refers}
    FROM sale s WHERE kind = 'sale' AND receipt_number = receipt_number / {every} * {every}"""


def _copy(store: Store, **words: object) -> None:
    with store.transaction() as tx:
        for each in (HEADS, LINES):
            tx.exec_driver_sql(each.format(**words))


@pytest.fixture
def url(store_url: str) -> str:
    """A shop with five weeks of trade, returns, discounts and gift cards."""
    store = Store(store_url)
    trading_shop(store)
    _copy(store, shift=7_000_000, sign=-1, card="1 = 0", discount="0", kind="refund", refers="s.id", every=6)
    _copy(store, shift=5_000_000, sign=1, card="position = 1", discount="25", kind="sale", refers="NULL", every=4)
    store.close()
    return store_url


def _direct(view: sa.Connection, period: str, filters: dict[str, object]) -> dict[str, Any]:
    first, last = (date.fromisoformat(each) for each in PERIODS[period])
    sql = sa.text(DIRECT + "".join(CONDITIONS[each] for each in filters))
    days = {"first": str(first), "last": str(last)} if view.dialect.name == "sqlite" else {"first": first, "last": last}
    sums = view.execute(sql, days | filters).one()
    receipts, net, gross, discount, costed, cost, milli = (int(each or 0) for each in sums)
    return {
        "receipts": receipts,
        "net_sales": net,
        "gross_sales": gross,
        "discounts": discount,
        "units": Fraction(milli, 1000),
        "cost": cost,
        "gross_margin": costed - cost if costed else None,
        "average_basket": Fraction(net, receipts) if receipts else None,
        "units_per_receipt": Fraction(milli, 1000 * receipts) if receipts else None,
        "gross_margin_share": Fraction(costed - cost, costed) if costed else None,
        "cost_coverage": Fraction(costed, net) if net else None,
    }


def test_hundreds_of_questions_equal_a_direct_sum_to_the_last_unit(url: str) -> None:
    store, asked, values = open_to_ask(url), 0, set()
    for period, filters in product(PERIODS, FILTERS):
        with store.view() as view:
            direct = _direct(view, period, filters)
        for figure in FIGURES:
            answer = answer_question(store, OWNER, "figure", {"figure": figure, "period": period, **filters}, at=AT)
            wanted = direct[figure]
            assert answer["exact"] == (None if wanted is None else str(wanted)), (figure, period, filters)
            assert (answer["first_day"], answer["last_day"]) == PERIODS[period]
            asked += 1
            values.add(answer["exact"])
    store.close()
    assert asked >= 400
    assert len(values) > 200, "the questions differ too little to show anything"


def test_the_rows_of_taxes_and_of_best_sellers_equal_a_direct_sum(url: str) -> None:
    store = open_to_ask(url)
    taxes: Any = answer_question(store, OWNER, "tax_by_rate", {"period": "2026-11"}, at=AT)["rates"]
    best: Any = answer_question(store, OWNER, "best_sellers", {"period": "2026-11"}, at=AT)["products"]
    stock: Any = answer_question(store, OWNER, "stock_on_hand", {"location": 1}, at=AT)["goods"]
    with store.view() as view:
        rates = view.exec_driver_sql(
            "SELECT tax_rate_ppm, SUM(net_minor), SUM(tax_minor) FROM sale_line"
            " WHERE business_day BETWEEN '2026-11-01' AND '2026-11-30' AND kind <> 'gift_card'"
            " GROUP BY 1 ORDER BY 1 DESC"
        ).all()
        goods = view.exec_driver_sql(
            "SELECT sku, SUM(net_minor) FROM sale_line WHERE business_day BETWEEN '2026-11-01' AND '2026-11-30'"
            " AND kind = 'goods' GROUP BY sku ORDER BY 2 DESC"
        ).all()
        levels = view.exec_driver_sql("SELECT sku, on_hand FROM stock_level WHERE location_id = 1").all()
    store.close()
    assert [(each["rate_ppm"], each["net_minor"], each["tax_minor"]) for each in taxes] == [
        (rate, int(net), int(tax)) for rate, net, tax in rates
    ]
    assert [(each["sku"]["shop_text"], each["net_minor"]) for each in best] == [(sku, int(net)) for sku, net in goods]
    assert {each["sku"]["shop_text"]: float(each["on_hand"]) for each in stock} == {
        sku: milli / 1000 for sku, milli in levels
    }
    assert len(best) <= ROWS_MAX


def test_receipts_behind_a_figure_are_counted_and_the_first_are_named(url: str) -> None:
    store = open_to_ask(url)
    asked = {"figure": "net_sales", "period": "2026-11", "sku": "MILK"}
    behind: Any = answer_question(store, OWNER, "figure", asked, at=AT)["receipts_behind"]
    with store.view() as view:
        rows = view.exec_driver_sql(
            "SELECT s.device_id, s.receipt_number FROM sale s WHERE s.business_day >= '2026-11-01' AND EXISTS (SELECT 1"
            " FROM sale_line l WHERE l.sale_id = s.id AND l.sku = 'MILK' AND l.kind = 'goods')"
            " ORDER BY s.business_day, s.at, s.id"
        ).all()
    store.close()
    assert behind["count"] == len(rows) > 20
    assert behind["first_numbers"] == [f"{till}-{number}" for till, number in rows[:20]]


def test_costs_are_shown_only_to_who_may_see_them(url: str) -> None:
    store = open_to_ask(url)
    for figure in OF_COSTS:
        with pytest.raises(UnknownChoice):
            answer_question(store, WITHOUT_COSTS, "figure", {"figure": figure, "period": "today"}, at=AT)
    with pytest.raises(UnknownChoice):
        answer_question(store, WITHOUT_COSTS, "best_sellers", {"period": "today", "by": "margin"}, at=AT)
    for topic, values in (("list_figures", {}), ("best_sellers", {"period": "2026-11"})):
        with_costs = str(answer_question(store, OWNER, topic, values, at=AT))
        assert "margin" in with_costs
        assert "margin" not in str(answer_question(store, WITHOUT_COSTS, topic, values, at=AT))
    nobody = Actor("sam", OFFICE, PERMISSIONS[BuiltInRole.SALES_ASSISTANT])
    for topic in ("list_figures", "figure", "open_orders", "no such"):
        with pytest.raises(NotPermitted):
            answer_question(store, nobody, topic, {}, at=AT)
    store.close()


def test_a_role_that_changes_and_a_person_who_leaves_count_at_once(store_url: str) -> None:
    store = Store(store_url)
    trading_shop(store)
    add_operator(store, OFFICE_ACTOR, Operator("olle", "Olle", "owner"), at=AT)
    add_operator(store, OFFICE_ACTOR, Operator("bo", "Bo", "analyst"), at=AT)
    reading = open_to_ask(store_url)
    assert Permission.SEE_COSTS in (asking_actor(reading, "bo").permissions or ())
    change_operator(store, OFFICE_ACTOR, Operator("bo", "Bo", "cashier"), at=AT)
    assert Permission.SEE_FIGURES not in (asking_actor(reading, "bo").permissions or ())
    change_operator(store, OFFICE_ACTOR, Operator("bo", "Bo", "analyst", active=False), at=AT)
    for code in ("bo", "nobody", "office"):
        with pytest.raises(UnknownOperator):
            asking_actor(reading, code)
    reading.close()
    store.close()


def _write(store: Store, attempt: Callable[[], AbstractContextManager[sa.Connection]], statement: str) -> None:
    with attempt() as connection:
        if store.is_sqlite:
            connection.exec_driver_sql("PRAGMA query_only = OFF")
        connection.exec_driver_sql(statement)


def test_no_connection_of_the_assistant_writes_even_when_it_is_asked_to(url: str) -> None:
    writes = "UPDATE location SET name = 'taken'"
    control = Store(url)
    with control.transaction() as tx:
        assert tx.exec_driver_sql(writes).rowcount == 2  # the statement itself is sound
        tx.rollback()
    store = open_to_ask(url)
    for attempt in (store.view, store.transaction, store.view):
        with pytest.raises(Exception, match=r"(?i)read.?only"):
            _write(store, attempt, writes)
    with store.view() as view:
        answer_question(store, OWNER, "figure", {"figure": "net_sales", "period": "today"}, at=AT)
        assert "taken" not in list(view.exec_driver_sql("SELECT name FROM location").scalars())
    store.close()
    control.close()


def test_where_there_is_no_shop_nothing_is_made(tmp_path: Any) -> None:
    with pytest.raises(NoShop):
        open_to_ask(f"sqlite:///{tmp_path}/none.db")
    assert not (tmp_path / "none.db").exists()
