"""The page of imports: a file is looked at, imported and taken back; what is wrong with it is told cell by cell."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from app.office.goods.uploaded_table import FILE_NAME_LENGTH_MAX, file_name
from app.words import LANGUAGES, words_of
from models.catalogue.kit import KitPart
from operations.catalogue.kit_changes import set_kit
from store import catalogue
from store.database.engine import Store
from store.price_break_rows import breaks_for
from tests.app.office.goods_pages import goods, run
from tests.architecture.source_tree import ROOT
from tests.builders import AT, DAY, MILK, OFFICE_ACTOR, gtin
from tests.hostile_texts import HOSTILE_TEXTS

NAME = MILK.name
HEAD = "SKU;Name;Category;Price;Tax;GTIN"
GOOD = f"{HEAD}\nSOAP;Tvål;Städ;29,90;standard;{gtin(77)}\nMILK;Mellanmjölk;dairy;24,90;food;\n"
BAD = f"{HEAD}\nSOAP;Tvål;Städ;mycket;standard;\nMILK;Mellanmjölk;dairy;24,90;food;\n"


def choose(page: AppTest, content: str | bytes, name: str = "varor.csv") -> AppTest:
    data = content.encode() if isinstance(content, str) else content
    page.file_uploader[0].set_value((name, data, "text/csv"))
    return run(page)


def opened(operator: str = "office") -> AppTest:
    return goods(operator, sku="++")


def price(store: Store, sku: str) -> int:
    with store.view() as view:
        return catalogue.offering_by_sku(view, sku, DAY).price_minor


def test_a_file_is_looked_at_imported_and_taken_back(shop: Store) -> None:
    page = choose(opened(), GOOD)
    listed = " ".join(str(each.value) for each in page.dataframe)
    assert "Tvål" in listed
    assert price(shop, "MILK") == 1990  # a look changes nothing
    page.button(key="goods_import_apply").click()
    run(page)
    assert [each.value for each in page.success] == ["Varorna är importerade."]
    assert (price(shop, "MILK"), price(shop, "SOAP")) == (2490, 2990)
    (undo,) = [each for each in page.button if str(each.key).startswith("goods_import_undo_")]
    undo.click()
    run(page)
    assert [each.value for each in page.success] == ["Importen är tillbakatagen."]
    assert price(shop, "MILK") == 1990


def test_what_is_wrong_is_told_with_row_column_value_and_what_to_do_and_may_be_passed_over(shop: Store) -> None:
    page = choose(opened(), BAD)
    (problems,) = [each.value for each in page.dataframe if "Rad" in each.value.columns]
    assert problems.to_numpy().tolist() == [[2, "Price", "mycket", "Det är inget tal. Skriv som 19,90."]]
    assert page.button(key="goods_import_apply").disabled
    page.checkbox(key="goods_import_skip").check()
    run(page)
    page.button(key="goods_import_apply").click()
    run(page)
    assert price(shop, "MILK") == 2490
    with shop.view() as view:
        assert catalogue.find_products(view, ["SOAP"]) == {}


def test_a_column_that_was_not_recognised_is_chosen_by_hand(shop: Store) -> None:
    page = choose(opened(), "Kod X;Kallas;Vad den kostar\nMILK;Mellanmjölk;24,90\n")
    assert "Ingen kolumn kändes igen" in page.warning[0].value
    for meaning, at in (("sku", 0), ("name", 1), ("price", 2)):
        page.selectbox(key=f"goods_import_column_{meaning}").set_value(at)
    run(page)
    page.button(key="goods_import_apply").click()
    run(page)
    assert price(shop, "MILK") == 2490


@pytest.mark.parametrize("content", [b"PK\x03\x04workbook", b"", b"\x00\xff\xfe\x00", b"%PDF-1.7"])
def test_a_file_that_is_no_table_changes_nothing(shop: Store, content: bytes) -> None:
    page = choose(opened(), content, "lista.xlsx")
    assert len(page.warning) == 1
    assert not [each for each in page.button if each.key == "goods_import_apply"]
    assert price(shop, "MILK") == 1990


@pytest.mark.usefixtures("shop")
def test_hostile_texts_in_a_file_and_in_its_name_stay_text() -> None:
    rows = "\n".join(
        f'H{n};"{text.replace(chr(34), chr(34) * 2)}";Städ;10,00;standard;' for n, text in enumerate(HOSTILE_TEXTS)
    )
    page = choose(opened(), f"{HEAD}\n{rows}", "../../<script>alert(1)</script>.csv")
    page.checkbox(key="goods_import_skip").check()
    run(page)
    page.button(key="goods_import_apply").click()
    run(page)
    assert "script" in " ".join(each.value for each in page.markdown)
    assert all("<script>" not in each.value for each in page.markdown)


def test_price_breaks_of_a_supplier_are_looked_at_and_imported(shop: Store) -> None:
    page = opened()
    page.radio(key="goods_import_what").set_value("breaks")
    run(page)
    rows = "Artikelnummer;Kod X;Pris\nMILK;24;9,25\nMILK;96;mycket\n"
    page = choose(page, rows, "<script>priser.csv")
    assert "Ingen kolumn kändes igen" in page.warning[0].value
    page.selectbox(key="goods_import_column_from_quantity").set_value(1)
    run(page)
    assert page.button(key="goods_import_apply").disabled
    page.checkbox(key="goods_import_skip").check()
    page = choose(run(page), rows.replace("mycket", "8,50"))
    (changes,) = [each.value for each in page.dataframe if "Ändring" in each.value.columns]
    assert changes.to_numpy().tolist() == [["MILK", "Mellanmjölk 1,5 l", "Mängdpriser"]]
    page.button(key="goods_import_apply").click()
    run(page)
    assert [each.value for each in page.success] == ["Mängdpriserna är importerade."]
    with shop.view() as view:
        breaks = breaks_for(view, "MILK", "SEK")["GROSS"]
    assert [(int(each.least), each.cost.minor) for each in breaks] == [(24, 925), (96, 850)]
    set_kit(shop, OFFICE_ACTOR, "LUNCH", [KitPart("MILK", Decimal("0.5"))], at=AT)
    for sku, row in (("MILK", ["Mängdpris (GROSS 24)", "–", "9,25 kr"]), ("LUNCH", [f"Ingår ({NAME})", "–", "0,5"])):
        (history,) = [each.value for each in goods(sku=sku).dataframe if "Vad" in each.value.columns]
        shown = [[each.replace("\xa0", " ") for each in line] for line in history.to_numpy()[:, 2:].tolist()]
        assert row in shown


def test_who_may_not_change_goods_has_no_field_for_a_file(shop: Store) -> None:
    page = opened("anna")
    assert list(page.file_uploader) == []
    assert price(shop, "MILK") == 1990


def test_names_of_files_lead_nowhere() -> None:
    for text in (*HOSTILE_TEXTS, "..", ".", "/", "a/../../b", "x" * 300, "\x00"):
        name = file_name(text)
        assert 0 < len(name) <= FILE_NAME_LENGTH_MAX
        assert not {"/", "\\", "\x00"} & set(name)
        assert name not in {".", ".."}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_of_a_cell_has_a_text_that_says_what_to_do(language: str) -> None:
    page = (ROOT / "docs" / "importing.md").read_text(encoding="utf-8")
    (goods_codes,) = re.findall(r"Bad rows: (.*?)\.\n\n## A stock count", page, re.DOTALL)
    (break_codes,) = re.findall(r"Bad rows, besides those above: ([^.]*)\.\n\n## Sales", page)
    codes = re.findall(r"`(\w+)`", goods_codes + break_codes)
    assert len(codes) > 30
    assert [code for code in codes if f"import.problem.of.{code}" not in words_of(language).texts] == []
