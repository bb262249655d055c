"""Sales that are read first and saved later: they come to what is stored, and are read again if the shop changed."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.money import Money
from models.purchasing.supplier import SupplierTerm
from operations.catalogue.term_changes import set_term
from operations.installation.opening import open_store
from pipelines.importing.report import ImportOptions
from pipelines.importing.run_sales import import_sales, understand_sales
from store.database.engine import Store
from store.database.pauses import ALONE_TIMES, portion_size
from tests.builders import AT, OFFICE_ACTOR, small_shop
from tests.pipelines.imported import stored_sales

HEADINGS = "Kvittonummer;Datum;Artikelnummer;Antal;À-pris;Rabatt;Betalsätt\n"
FIRST = HEADINGS + "1001;2026-03-30 09:15;MILK;2;19,90;;Kort\n"
BOTH = FIRST + "1002;2026-03-31 09:15;MILK;1;19,90;;Kontant\n"
OPTIONS = ImportOptions()

_LINES = st.tuples(
    st.integers(1, 4),
    st.integers(1, 9),
    st.integers(0, 5_000),
    st.integers(0, 100),
    st.sampled_from(["Kort", "Kontant"]),
)


def _row(number: int, quantity: int, price: int, share: int, paid: str) -> str:
    off = price * quantity * share // 100
    amounts = f"{price // 100},{price % 100:02d};{off // 100},{off % 100:02d}"
    at = f"2025-12-{30 + number % 2} 23:{50 + number}:00"
    return f"{number};{at};MILK;{quantity};{amounts};{paid}\n"


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(_LINES, min_size=1, max_size=8))
def test_what_was_read_comes_to_what_is_stored(
    tmp_path_factory: pytest.TempPathFactory, lines: list[tuple[int, int, int, int, str]]
) -> None:
    folder = tmp_path_factory.mktemp("read")
    store = small_shop(open_store(f"sqlite:///{folder / 'shop.db'}"))
    path = folder / "sales.csv"
    path.write_text(HEADINGS + "".join(_row(*line) for line in lines), encoding="utf-8")
    read = understand_sales(store, path, OPTIONS, at=AT)
    report = import_sales(store, path, OPTIONS, at=AT, sales=read)
    assert report is read.report
    assert not report.refused, report.problems
    stored = [(sale.origin.business_day, sale.net.minor + sale.tax.minor) for sale in stored_sales(store)]
    store.close()
    assert Counter(read.book.sums()) == Counter(stored)


def test_sales_are_read_again_if_others_were_imported_meanwhile(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    (tmp_path / "first.csv").write_text(FIRST, encoding="utf-8")
    (tmp_path / "both.csv").write_text(BOTH, encoding="utf-8")
    read = understand_sales(sqlite_store, tmp_path / "both.csv", OPTIONS, at=AT)
    assert read.holds_in(sqlite_store, OPTIONS, at=AT)
    import_sales(sqlite_store, tmp_path / "first.csv", OPTIONS, at=AT)
    assert not read.holds_in(sqlite_store, OPTIONS, at=AT)
    report = import_sales(sqlite_store, tmp_path / "both.csv", OPTIONS, at=AT, sales=read)
    assert (report.saved, report.unchanged) == (1, 1)
    assert len(stored_sales(sqlite_store)) == 2


def test_sales_are_read_again_if_what_goods_cost_changed_meanwhile(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    (tmp_path / "both.csv").write_text(BOTH, encoding="utf-8")
    read = understand_sales(sqlite_store, tmp_path / "both.csv", OPTIONS, at=AT)
    dearer = SupplierTerm("MILK", "GROSS", Money(777, "SEK"), Decimal(6), Decimal(12))
    set_term(sqlite_store, OFFICE_ACTOR, dearer, at=AT)
    import_sales(sqlite_store, tmp_path / "both.csv", OPTIONS, at=AT + timedelta(hours=1), sales=read)
    costs = {line.cost for sale in stored_sales(sqlite_store) for line in sale.lines}
    assert costs == {Money(777, "SEK"), Money(1554, "SEK")}


def test_tills_wait_for_short_portions_only_where_they_sell(sqlite_store: Store) -> None:
    assert portion_size(sqlite_store, 50) == 50
    sqlite_store.is_shared = False
    assert portion_size(sqlite_store, 50) == 50 * ALONE_TIMES
