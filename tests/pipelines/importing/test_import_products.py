"""Importing product lists: checked as a whole, the same again changes nothing, and every bad row is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from openpyxl import Workbook

from models.catalogue.product import TaxCategory
from models.errors import KassaError
from models.quantity import Unit
from pipelines.importing.report import ImportOptions, ImportReport, TooManyRows, UnknownLocation
from pipelines.importing.run_import import import_products
from store import catalogue, schema, shop, stock
from store.database.engine import Store
from store.importing.stored_range import read_range
from store.invariants import check_all
from tests.builders import AT, DAY, small_shop
from tests.columns import prices_of
from tests.contents import contents, count
from tests.pipelines.hostile_files import GOOD, HEAD, HOSTILE, Hostile
from tests.pipelines.imported import codes

PLAIN = ImportOptions()
DRY = ImportOptions(dry_run=True)
SKIP = ImportOptions(skip_bad_rows=True)


def bring(store: Store, path: Path, content: str | bytes, options: ImportOptions = PLAIN) -> ImportReport:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return import_products(store, path, options, at=AT)


def _written(folder: Path, text: str) -> Path:
    file = folder / "list.csv"
    file.write_text(text, encoding="utf-8")
    return file


LIST = (
    "Artikelnummer;Benämning;Streckkod;Varugrupp;Pris;Inpris;Moms;Enhet;Lagersaldo;Leverantör;Antal per kolli\n"
    "A1;Mjölk 1 l;7310865004703;Mejeri;17,90;11,2550;6 %;st;24;Mejeriet AB;10\n"
    "A2;Bananer;;Frukt;27,90;16,00;6 %;kg;12,5;Frukthallen;\n"
    "A3;Servetter;96385074, 4006381333931;Hushåll;1 024,50;700,00;25;st;;Mejeriet AB;6\n"
    "A4;Pocketbok;;Böcker;89,00;60,00;6 %;st;-3;;\n"
    "A5;Frimärken;;;230,00;;0 %;;;;\n"
)


def test_a_list_is_taken_over_with_prices_terms_and_stock(store: Store, tmp_path: Path) -> None:
    small_shop(store)
    report = bring(store, tmp_path / "list.csv", LIST)
    assert (report.read, report.saved, report.unchanged, codes(report)) == (5, 5, 0, [])
    with store.view() as view:
        stored = read_range(view, DAY, "SEK")
        on_hand = stock.levels(view)
        assert check_all(view) == []
    milk, bananas, napkins, book, stamps = (stored.products[sku] for sku in ("A1", "A2", "A3", "A4", "A5"))
    assert (milk.name, milk.gtins, milk.category, milk.tax_category) == (
        "Mjölk 1 l",
        ("07310865004703",),
        "dairy",
        TaxCategory.FOOD,
    )
    assert (bananas.unit, bananas.gtins, bananas.category) == (Unit.KILOGRAM, (), "fruit")
    assert napkins.gtins == ("00000096385074", "04006381333931")
    assert (book.tax_category, stamps.tax_category, stamps.category) == (
        TaxCategory.CULTURE,
        TaxCategory.EXEMPT,
        "other",
    )
    assert [stored.prices[f"A{n}"] for n in range(1, 6)] == [1790, 2790, 102450, 8900, 23000]
    term = stored.terms["A1", "mejeriet-ab"]
    assert (term.cost.minor, term.case_pack, term.moq) == (1126, Decimal(10), Decimal(10))
    assert ("A4", "unknown") in stored.terms
    assert {sku: units for (_, sku), units in on_hand.items() if sku.startswith("A")} == {
        "A1": Decimal(24),
        "A2": Decimal("12.5"),
    }


def test_the_same_again_changes_nothing_not_even_later(store: Store, tmp_path: Path) -> None:
    small_shop(store)
    bring(store, tmp_path / "list.csv", LIST)
    before = contents(store)
    again = bring(store, tmp_path / "list.csv", LIST)
    later = import_products(store, tmp_path / "list.csv", ImportOptions(), at=AT + timedelta(40))
    assert (again.saved, again.unchanged, later.saved, later.unchanged) == (0, 5, 0, 5)
    assert contents(store) == before


def test_a_new_price_holds_from_the_day_of_the_import_and_the_old_one_is_history(store: Store, tmp_path: Path) -> None:
    small_shop(store)
    bring(store, tmp_path / "list.csv", LIST)
    report = import_products(
        store, _written(tmp_path, LIST.replace("17,90", "18,90")), ImportOptions(), at=AT + timedelta(7)
    )
    assert (report.saved, report.unchanged) == (1, 4)
    with store.view() as view:
        prices = prices_of(view, "A1")
        head = shop.all_devices(view)
        assert check_all(view) == []
    assert prices == [(DAY, 1790), (DAY + timedelta(7), 1890)]
    assert len(head) == 3


def test_an_empty_store_becomes_a_shop_of_its_own(store: Store, tmp_path: Path) -> None:
    assert bring(store, tmp_path / "list.csv", LIST, DRY).saved == 5
    with store.view() as view:
        assert shop.find_shop(view) is None
    assert bring(store, tmp_path / "list.csv", LIST).saved == 5
    with store.view() as view:
        assert shop.get_shop(view).currency == "SEK"
        assert len(catalogue.sellable_products(view, DAY, 100)) == 5
        assert check_all(view) == []


def test_a_dry_run_says_what_would_happen_and_does_nothing(store: Store, tmp_path: Path) -> None:
    small_shop(store)
    before = contents(store)
    dry = bring(store, tmp_path / "list.csv", LIST, DRY)
    assert contents(store) == before
    wet = bring(store, tmp_path / "list.csv", LIST)
    assert replace(dry, dry_run=False) == wet


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: hostile.name)
def test_a_hostile_file_changes_nothing_and_is_told_apart(
    sqlite_store: Store, tmp_path: Path, hostile: Hostile
) -> None:
    small_shop(sqlite_store)
    before = contents(sqlite_store)
    file = tmp_path / "list.csv"
    if hostile.refusal:
        with pytest.raises(KassaError) as refused:
            bring(sqlite_store, file, hostile.content())
        assert refused.value.code == hostile.refusal
        assert "Nothing was imported" in str(refused.value)
        assert len(str(refused.value)) < 1000
    else:
        report = bring(sqlite_store, file, hostile.content())
        assert tuple(codes(report)) == hostile.problems
        assert report.saved == 0
        assert all(len(problem.value) <= 60 and problem.value.isprintable() for problem in report.problems)
    assert contents(sqlite_store) == before


def test_control_the_same_file_without_its_bad_row_is_kept(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    before = contents(sqlite_store)
    assert bring(sqlite_store, tmp_path / "list.csv", HEAD + GOOD).saved == 1
    assert contents(sqlite_store) != before


def test_a_file_that_half_fails_leaves_the_store_as_it_was_on_both_databases(store: Store, tmp_path: Path) -> None:
    small_shop(store)
    before = contents(store)
    report = bring(store, tmp_path / "list.csv", LIST + "A6;Fil;12;Mejeri;1,00;;6 %;;;;\n")
    assert codes(report) == [(7, "not_a_gtin")]
    assert contents(store) == before
    skipped = bring(store, tmp_path / "list.csv", LIST + "A6;Fil;12;Mejeri;1,00;;6 %;;;;\n", SKIP)
    assert (skipped.saved, codes(skipped)) == (5, [(7, "not_a_gtin")])
    with store.view() as view:
        assert "A6" not in {product.sku for product in catalogue.all_products(view)}


def test_control_signs_are_taken_out_of_names(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    rows = "N1;;Kaffe \x1bp\x00 500 g;1;food\nN2;;\u202eegnaro\u202c;1;food\nN3;;=HYPERLINK(1);1;food\n"
    assert bring(sqlite_store, tmp_path / "list.csv", HEAD + rows).saved == 3
    with sqlite_store.view() as view:
        names = {product.sku: product.name for product in catalogue.all_products(view)}
    assert (names["N1"], names["N2"], names["N3"]) == ("Kaffe p 500 g", "egnaro", "=HYPERLINK(1)")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_way_to_write_a_table_is_read(
    tmp_path_factory: pytest.TempPathFactory, encoding: str, separator: str, ending: str
) -> None:
    from integrations.spreadsheets.table import open_table

    path = tmp_path_factory.mktemp("ways") / "list.csv"
    rows = [["SKU", "Namn", "Pris"], ["A1", f'Räksmörgås "stor"{separator} kall', "12,50"], ["A2", "Öl\n33 cl", "9,00"]]
    quoted = [separator.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    path.write_bytes(ending.join([*quoted, ""]).encode(encoding))
    table = open_table(path)
    assert list(table.headers) == rows[0]
    assert [list(row.cells) for row in table.rows] == rows[1:]


def test_excels_hint_of_the_separator_is_followed(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    report = bring(sqlite_store, tmp_path / "list.csv", "sep=|\nSKU|Namn|Pris\nA1|Fil, mild; god|1,50\nA2||x\n")
    assert codes(report) == [(4, "no_name"), (4, "not_a_number")]


def test_parquet_is_read_as_csv_is(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    pl.DataFrame(
        {
            "sku": ["P1", "P2", None],
            "barcode": [7310865004703, None, 12],
            "name": ["Mjölk", "Fil", "Smör"],
            "price": [17.9, 20.0, float("nan")],
            "tags": [["a"], [], None],
        }
    ).write_parquet(tmp_path / "list.anything")
    report = import_products(sqlite_store, tmp_path / "list.anything", ImportOptions(), at=AT)
    assert codes(report) == [(4, "not_a_gtin"), (4, "not_a_number")]
    skipped = import_products(sqlite_store, tmp_path / "list.anything", SKIP, at=AT)
    assert skipped.saved == 2
    with sqlite_store.view() as view:
        assert read_range(view, DAY, "SEK").prices["P1"] == 1790


def test_a_workbook_is_read_as_csv_is(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    book, path = Workbook(), tmp_path / "artiklar.xlsx"
    rows = [["Artikelnummer", "Benämning", "Streckkod", "Pris"], ["P1", "Mjölk", 7310865004703, 17.9], ["P2", "#NAMN?"]]
    for row in rows:
        book.active.append(row)
    book.save(path)
    report = import_products(sqlite_store, path, ImportOptions(), at=AT)
    assert codes(report) == [(3, "spreadsheet_error")]
    assert import_products(sqlite_store, path, SKIP, at=AT).saved == 1
    with sqlite_store.view() as view:
        stored = read_range(view, DAY, "SEK")
    assert (stored.prices["P1"], stored.owners["07310865004703"]) == (1790, "P1")


def test_shopify_variants_become_products_and_pictures_none(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    table = (
        "Handle,Title,Vendor,Option1 Name,Option1 Value,Variant SKU,Variant Price,Variant Barcode,Image Src,Status\n"
        "tee,Tröja,Väveriet,Storlek,S,T-S,199.00,,http://a/1.png,active\n"
        "tee,,,,M,T-M,199.00,,http://a/2.png,\n"
        "tee,,,,,,,,http://a/3.png,\n"
        "mug,Mugg,Krukan,Title,Default Title,MUG,89.50,'7310865004703,,draft\n"
    )
    report = bring(sqlite_store, tmp_path / "list.csv", table)
    assert (report.saved, codes(report)) == (3, [])
    with sqlite_store.view() as view:
        stored = {product.sku: product for product in catalogue.all_products(view)}
    assert [stored[sku].name for sku in ("T-S", "T-M", "MUG")] == ["Tröja S", "Tröja M", "Mugg"]
    assert [stored[sku].active for sku in ("T-S", "T-M", "MUG")] == [True, True, False]
    assert stored["MUG"].gtins == ("07310865004703",)


def test_square_marks_each_tax_in_a_column_of_its_own(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    table = (
        "Token,Item Name,Variation Name,SKU,Price,Current Quantity Hörnet,Tax - Moms (25%),Tax - Mat (6%)\n"
        "x1,Kaffe,Regular,K1,45.00,7,N,Y\nx2,Kopp,Regular,K2,99.00,,Y,N\n"
    )
    assert bring(sqlite_store, tmp_path / "list.csv", table).saved == 2
    with sqlite_store.view() as view:
        stored = {product.sku: product for product in catalogue.all_products(view)}
    assert (stored["K1"].tax_category, stored["K2"].tax_category) == (TaxCategory.FOOD, TaxCategory.STANDARD)
    assert stored["K1"].name == "Kaffe"


def test_a_tax_that_may_mean_two_things_can_be_mapped(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    rows = HEAD + "B1;;Bulle;20;12 %\nB2;;Lunch i matsalen;129;12 %\n"
    assert codes(bring(sqlite_store, tmp_path / "list.csv", rows)) == [(2, "unknown_tax")]
    mapped = replace(ImportOptions(), taxes={"12": TaxCategory.FOOD})
    assert bring(sqlite_store, tmp_path / "list.csv", rows, mapped).saved == 2
    with sqlite_store.view() as view:
        assert {p.tax_category for p in catalogue.all_products(view) if p.sku in {"B1", "B2"}} == {TaxCategory.FOOD}


def test_a_barcode_of_another_product_of_the_shop_is_a_problem(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    bring(sqlite_store, tmp_path / "list.csv", HEAD + GOOD)
    report = bring(sqlite_store, tmp_path / "list.csv", HEAD + GOOD.replace("A1", "Z9"))
    assert codes(report) == [(2, "barcode_taken")]
    assert "belongs to product A1" in report.problems[0].reason


def test_a_row_without_a_sku_means_the_product_with_its_barcode(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    bring(sqlite_store, tmp_path / "list.csv", HEAD + GOOD)
    report = bring(sqlite_store, tmp_path / "list.csv", "Streckkod;Namn;Pris\n7310865004703;Mjölk;13,50\n")
    assert (report.saved, codes(report)) == (1, [])
    with sqlite_store.view() as view:
        stored = read_range(view, DAY, "SEK")
    assert stored.prices["A1"] == 1350
    assert stored.products["A1"].tax_category is TaxCategory.FOOD


def test_what_the_file_does_not_say_stays_as_it_is(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    bring(sqlite_store, tmp_path / "list.csv", LIST)
    before = contents(sqlite_store)
    partly = "SKU;Namn;Pris\nA1;Mjölk 1 l;17,90\nA2;Bananer;27,90\n"
    assert bring(sqlite_store, tmp_path / "list.csv", partly).unchanged == 2
    assert contents(sqlite_store) == before
    other_unit = "SKU;Namn;Pris;Enhet\nA2;Bananer;27,90;st\n"
    assert codes(bring(sqlite_store, tmp_path / "list.csv", other_unit)) == [(2, "unit_changed")]


def test_stock_is_only_set_for_what_was_never_stocked(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    bring(sqlite_store, tmp_path / "list.csv", LIST)
    bring(sqlite_store, tmp_path / "list.csv", LIST.replace(";24;", ";99;"))
    with sqlite_store.view() as view:
        assert stock.levels(view)[1, "A1"] == Decimal(24)


def test_goods_go_to_the_location_that_was_named(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    bring(sqlite_store, tmp_path / "list.csv", LIST, ImportOptions(location_id=2))
    with sqlite_store.view() as view:
        assert {place for place, _ in stock.levels(view)} == {2}
    with pytest.raises(UnknownLocation):
        bring(sqlite_store, tmp_path / "list.csv", LIST, ImportOptions(location_id=9))


def test_ten_thousand_problems_are_counted_and_the_first_thousand_named(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    rows = "".join(f"X{n};1;N;1;food\n" for n in range(10_000))
    report = bring(sqlite_store, tmp_path / "list.csv", HEAD + rows)
    assert (report.problem_count, len(report.problems), report.problems[-1].row) == (10_000, 1_000, 1_001)


def test_a_file_beyond_all_measure_is_refused(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    before = contents(sqlite_store)
    with (tmp_path / "list.csv").open("w") as file:
        file.write("SKU;Name;Price\n")
        file.write("\n" * 100_001)
    with pytest.raises(TooManyRows):
        import_products(sqlite_store, tmp_path / "list.csv", ImportOptions(), at=AT)
    assert contents(sqlite_store) == before


def test_progress_ends_at_the_whole_file(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    steps: list[tuple[str, int, int]] = []
    rows = HEAD + "".join(f"X{n};;N {n};1;food\n" for n in range(2_000))
    (tmp_path / "list.csv").write_text(rows)
    import_products(
        sqlite_store, tmp_path / "list.csv", ImportOptions(), at=AT, progress=lambda *step: steps.append(step)
    )
    assert [step for step in steps if step[0] == "read"][-1] == ("read", len(rows), len(rows))
    assert steps[-1] == ("save", 40, 40)
    assert count(sqlite_store, schema.product) == 2_006
