"""Product lists mean what those who write them mean."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.spreadsheets.columns import MissingColumn
from models.pricing.price import price_with_tax
from operations.catalogue.deposit_changes import save_deposit
from pipelines.importing.report import ImportOptions, ImportReport
from pipelines.importing.run_import import import_products
from store import catalogue, stock
from store.database.engine import Store
from store.importing.stored_range import read_range
from store.invariants import check_all
from tests.builders import AT, DAY, OFFICE_ACTOR, Operator, small_shop
from tests.contents import contents
from tests.operations.catalogue.own_crates import CRATE
from tests.pipelines.imported import codes
from tests.pipelines.importing.kind_cases import KINDS
from tests.pipelines.importing.product_cases import CASES, Case

PLAIN = ImportOptions()


def bring(store: Store, folder: Path, text: str, options: ImportOptions = PLAIN) -> ImportReport:
    (folder / "list.csv").write_text(text, encoding="utf-8")
    return import_products(store, folder / "list.csv", options, at=AT)


def stored(store: Store, sku: str) -> dict[str, object]:
    """What is stored of a product, by the words that cases use."""
    with store.view() as view:
        found, levels = read_range(view, DAY, "SEK"), stock.levels(view)
    product = found.products[sku]
    terms = [term for (of, _), term in found.terms.items() if of == sku]
    return {
        "name": product.name,
        "price": found.prices.get(sku),
        "gtins": product.gtins,
        "codes": product.codes,
        "category": product.category,
        "active": product.active,
        "tax": product.tax_category.value,
        "unit": product.unit.value,
        "stock": levels.get((1, sku)),
        "lead_time": terms[0].lead_time_days if terms else None,
        "content": str(product.content),
        "age_limit": product.age_limit,
        "shelf_life": product.shelf_life_days,
        "has_lots": product.has_lots,
        "open_price": product.open_price,
        "deposit": product.deposit,
        "pack": product.pack,
    }


@pytest.mark.parametrize("case", [*CASES, *KINDS], ids=lambda case: case.name)
def test_a_list_means_what_its_writer_means(sqlite_store: Store, tmp_path: Path, case: Case) -> None:
    small_shop(sqlite_store)
    before = contents(sqlite_store)
    report = bring(sqlite_store, tmp_path, case.text)
    assert tuple(codes(report)) == case.problems
    for note in case.notes:
        assert any(note in text for text in report.notes), report.notes
    if case.problems:
        assert contents(sqlite_store) == before
    for sku, values in (case.products or {}).items():
        found = stored(sqlite_store, sku)
        assert {word: found[word] for word in values} == values


def test_a_question_about_numbers_is_answered_by_an_option(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    text = "SKU;Namn;Pris;Saldo\nA;Ost;189;2.500\n"
    assert "give --decimal-sign comma or --decimal-sign dot" in bring(sqlite_store, tmp_path, text).problems[0].reason
    bring(sqlite_store, tmp_path, text, ImportOptions(decimal_sign="dot"))
    bring(sqlite_store, tmp_path, text.replace("A;", "B;"), ImportOptions(decimal_sign="comma"))
    assert [stored(sqlite_store, sku)["stock"] for sku in "AB"] == [Decimal("2.5"), Decimal(2500)]


def test_a_currency_is_named(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    report = bring(sqlite_store, tmp_path, "SKU;Name;Price\nE1;Weinglas;€ 12,50\n")
    assert "is in EUR; the shop sells in SEK" in report.problems[0].reason
    with pytest.raises(MissingColumn, match=r"Price \(USD\) was not taken: the shop sells in SEK"):
        bring(sqlite_store, tmp_path, "SKU;Name;Price (USD)\nE1;Weinglas;12,50\n")


def test_stock_of_known_goods_stays_and_the_way_to_change_it_is_named(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    text = "SKU;Namn;Pris;Inpris;Saldo\nR1;Ljus;20,00;8,00;40\nR2;Servett;30,00;9,00;12\n"
    assert not any("stock of" in note for note in bring(sqlite_store, tmp_path, text).notes)
    assert not any("stock of" in note for note in bring(sqlite_store, tmp_path, text).notes)
    report = bring(sqlite_store, tmp_path, text.replace(";40", ";33").replace(";12", ";15"))
    (note,) = (note for note in report.notes if "stock of" in note)
    assert note.startswith("The stock of 2 known product(s) is another in the file (row 2: R1 has 40 here, 33 in")
    assert "never changes the stock of known goods: 'kassa import count FILE' takes a stock count" in note
    assert stored(sqlite_store, "R1")["stock"] == 40


def test_a_code_of_the_shops_own_can_be_scanned(store: Store, tmp_path: Path) -> None:
    small_shop(store)
    bring(store, tmp_path, "SKU,Name,Barcode,Price\nM1,Mugg,MUGG-ROD-01,149.00\nU1,Cola,04252614,15.00\n")
    operator = Operator(store)
    for code in ("MUGG-ROD-01", "04252614", "042100005264"):
        operator.scan(code)
    state = operator.state()
    assert state.basket is not None
    assert [(line.line.sku, int(line.line.quantity)) for line in state.basket.lines] == [("M1", 1), ("U1", 2)]
    with store.view() as view:
        assert check_all(view) == []
        found = {each.sku: gtins for each, gtins in catalogue.sellable_products(view, DAY, 100)}
    assert found["M1"] == ("MUGG-ROD-01",)


def test_codes_and_keys_of_other_products_are_problems(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    bring(sqlite_store, tmp_path, "ID,SKU,Name,Barcode,Price\n,M1,Mugg,X-1,1\n22,,Sjal,,2\n")
    taken = bring(sqlite_store, tmp_path, "SKU,Name,Barcode,Price\nM2,Fat,X-1,1\n")
    assert codes(taken) == [(2, "barcode_taken")]
    assert codes(bring(sqlite_store, tmp_path, "ID,SKU,Name,Price\n22,,Keps,3\n")) == [(2, "key_taken")]
    same = bring(sqlite_store, tmp_path, "ID,SKU,Name,Price\n22,,Sjal,3\n")
    assert (same.saved, codes(same), stored(sqlite_store, "22")["price"]) == (1, [], 300)


def test_the_tax_that_is_added_is_the_products_own(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    text = "SKU;Namn;Pris exkl. moms;Moms\nA;Skruv;80,00;25\nB;Bröd;80,00;6 %\nC;Porto;80,00;0 %\n"
    report = bring(sqlite_store, tmp_path, text)
    assert [stored(sqlite_store, sku)["price"] for sku in "ABC"] == [10_000, 8_480, 8_000]
    assert any(note.startswith("3 price(s) were without tax") for note in report.notes)
    later = import_products(sqlite_store, tmp_path / "list.csv", PLAIN, at=AT + timedelta(1))
    assert (later.saved, later.unchanged) == (0, 3)


@given(gross=st.integers(0, 10**9), rate=st.sampled_from([0, 60_000, 120_000, 250_000]))
def test_a_price_without_tax_to_four_decimals_leads_back_to_the_price_with_it(gross: int, rate: int) -> None:
    net = (Decimal(gross).scaleb(-2) * 1_000_000 / (1_000_000 + rate)).quantize(Decimal("0.0001"))
    assert price_with_tax(net, rate, "SEK").minor == gross


def test_a_list_names_a_deposit_of_the_shop_by_its_code_or_its_name(sqlite_store: Store, tmp_path: Path) -> None:
    save_deposit(small_shop(sqlite_store), OFFICE_ACTOR, CRATE, before=None, at=AT)
    alike = replace(CRATE, code="keg", names={"sv": "Crate (stor)", "en": "Keg"})
    save_deposit(sqlite_store, OFFICE_ACTOR, alike, before=None, at=AT)
    text = "SKU,Name,Price,Pant\nA,Alfa,1,crate\nB,Beta,1,LÄSKBACK\nC,Gamma,1,none\nD,Delta,1,\n"
    assert codes(bring(sqlite_store, tmp_path, text)) == []
    assert [stored(sqlite_store, sku)["deposit"] for sku in "ABCD"] == ["crate", "crate", None, None]
    (problem,) = bring(sqlite_store, tmp_path, "SKU,Name,Price,Pant\nE,Epsilon,1,Crate\n").problems
    assert (problem.code, "crate, keg" in problem.reason) == ("unknown_deposit", True), "two are called so"
