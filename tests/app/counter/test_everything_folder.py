"""Everything out of the shop: each table is described or left out on purpose, no row is missing, no secret leaves."""

from __future__ import annotations

import csv
import json
import tracemalloc
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import polars as pl
import pytest
import sqlalchemy as sa

from app.counter import everything_folder
from app.counter.everything_folder import (
    EverythingForm,
    EverythingTooLarge,
    FolderInUse,
    archive_everything,
    export_everything,
)
from models.access.actor import Actor
from models.access.permission import PERMISSIONS, BuiltInRole
from models.facts.office_books import EverythingExported
from operations.access.permissions import NotPermitted
from store import invariants, journal, schema
from store.catalogue.picture_rows import page_files
from store.database.engine import Store
from store.schema.base import metadata
from store.upkeep.table_words import DESCRIPTIONS, FILE_COLUMNS, LEFT_OUT, SECRET_COLUMNS
from store.upkeep.whole_shop import PORTION, owned_tables, rows_of
from tests.app.command_line import kassa
from tests.builders import AT, OFFICE, OFFICE_ACTOR, TILL, Operator, small_shop
from tests.operations.cash.shop_days import ShopDays
from tests.operations.catalogue.picture_files import show_goods
from tests.operations.selling.account_trade import buy_and_pay_later

HOSTILE = '=1+1,"\n<script>'


def test_each_table_is_described_or_left_out_for_a_reason() -> None:
    assert set(DESCRIPTIONS).isdisjoint(LEFT_OUT)
    assert set(DESCRIPTIONS) | set(LEFT_OUT) == {each.name for each in metadata.sorted_tables}
    columns = {(table.name, column.name) for table in metadata.sorted_tables for column in table.columns}
    assert columns >= SECRET_COLUMNS
    looks_secret = {pair for pair in columns if any(word in pair[1] for word in ("secret", "code_hash", "digest"))}
    pictures = {("picture", "digest"), ("product_picture", "digest")}  # of what the web shop shows everybody
    assert {table for table, _ in looks_secret - SECRET_COLUMNS - pictures} <= set(LEFT_OUT)
    assert columns >= FILE_COLUMNS


def traded(store: Store) -> Store:
    days = ShopDays(small_shop(store), Operator(store))
    days.open()
    days.refund(days.sell("MILK", 2))
    days.count()
    days.close()
    buy_and_pay_later(store)
    return store


def test_every_row_comes_out_and_nothing_that_signs_in(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    summary = export_everything(traded(store), OFFICE_ACTOR, folder, at=AT)
    index = json.loads((folder / "tables.json").read_text(encoding="utf-8"))
    with store.view() as view:
        for table in index["tables"]:
            name = table["table"]
            count = view.scalar(sa.select(sa.func.count()).select_from(metadata.tables[name])) or 0
            lines = [json.loads(each) for each in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
            with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as sheet:
                rows = list(csv.DictReader(sheet))
            taken_later = 1 if name == "journal" else 0  # the row that records who took this out
            assert len(lines) == len(rows) == table["rows"] == summary.tables[name] == count - taken_later, name
            assert [list(each) for each in lines] == [[column["name"] for column in table["columns"]]] * len(lines)
            for file, digest in table["sha256"].items():
                assert sha256((folder / file).read_bytes()).hexdigest() == digest
        (row,) = journal.read(view, OFFICE, kinds=[EverythingExported.kind])
        assert json.loads(row.payload)["digest"] == summary.digest
        assert [str(each) for each in invariants.check_all(view)] == []
        gross = view.scalar(sa.select(sa.func.sum(schema.sale.c.gross_minor)))
    sales = [json.loads(each) for each in (folder / "sale.jsonl").read_text(encoding="utf-8").splitlines()]
    assert sum(each["gross_minor"] for each in sales) == gross
    assert summary.rows > 100
    taken_out = {(table["table"], column["name"]) for table in index["tables"] for column in table["columns"]}
    assert not taken_out & SECRET_COLUMNS
    files = {each.stem for each in folder.iterdir()}
    assert files == {*DESCRIPTIONS, "tables", "README"}


def test_pictures_come_out_as_files_in_folder_and_archive(store: Store, tmp_path: Path) -> None:
    show_goods(small_shop(store), "MILK", "teal", "red")
    export_everything(store, OFFICE_ACTOR, tmp_path / "out", at=AT)
    index = json.loads((tmp_path / "out" / "tables.json").read_text(encoding="utf-8"))
    with store.view() as view:
        pictures = {f"pictures/{digest}.webp": content for digest, content in page_files(view)}
    assert len(pictures) == 2
    assert index["pictures"] == {name: sha256(content).hexdigest() for name, content in pictures.items()}
    assert {name: (tmp_path / "out" / name).read_bytes() for name in pictures} == pictures
    (table,) = (each for each in index["tables"] if each["table"] == "picture")
    assert [each["name"] for each in table["columns"]] == ["digest", "width", "height"]
    assert "pictures has 2 pictures" in (tmp_path / "out" / "README.txt").read_text(encoding="utf-8")
    with ZipFile(BytesIO(archive_everything(store, OFFICE_ACTOR, at=AT).content)) as archive:
        assert {name: archive.read(f"kassa-20261123/{name}") for name in pictures} == pictures


def test_hostile_names_are_exact_in_json_and_no_formula_in_csv(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    with sqlite_store.transaction() as tx:
        tx.execute(schema.product.update().where(schema.product.c.sku == "MILK").values(name=HOSTILE))
    export_everything(sqlite_store, OFFICE_ACTOR, tmp_path / "out", at=AT)
    lines = [json.loads(each) for each in (tmp_path / "out" / "product.jsonl").read_text("utf-8").splitlines()]
    assert [each["name"] for each in lines if each["sku"] == "MILK"] == [HOSTILE]
    with (tmp_path / "out" / "product.csv").open(encoding="utf-8", newline="") as sheet:
        assert [each["name"] for each in csv.DictReader(sheet) if each["sku"] == "MILK"] == [f"'{HOSTILE}"]


def test_only_owners_and_only_into_a_new_folder(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    manager = Actor("maria", TILL, PERMISSIONS[BuiltInRole.MANAGER])
    with pytest.raises(NotPermitted):
        export_everything(sqlite_store, manager, tmp_path / "out", at=AT)
    (tmp_path / "in_use").mkdir()
    (tmp_path / "in_use" / "letter.txt").write_text("mine")
    with pytest.raises(FolderInUse):
        export_everything(sqlite_store, OFFICE_ACTOR, tmp_path / "in_use", at=AT)

    def fail(table: str) -> None:
        if table == "sale":
            raise OSError("full")

    with pytest.raises(OSError, match="full"):
        export_everything(sqlite_store, OFFICE_ACTOR, tmp_path / "out", at=AT, on_table=fail)
    assert sorted(each.name for each in tmp_path.iterdir() if each.is_dir()) == ["in_use"]
    with sqlite_store.view() as view:
        assert list(journal.read(view, OFFICE, kinds=[EverythingExported.kind])) == []


def test_a_large_table_needs_no_more_memory(sqlite_store: Store) -> None:
    """Five times the rows are read in the memory of one portion."""
    small_shop(sqlite_store)
    lots = next(each for each in owned_tables() if each.name == "lot")
    peaks = []
    for begin, end in ((0, 2 * PORTION), (2 * PORTION, 10 * PORTION)):
        with sqlite_store.transaction() as tx:
            rows = [{"sku": "MILK", "code": f"LOT{n}", "best_before": None} for n in range(begin, end)]
            tx.execute(schema.lot.insert(), rows)
        with sqlite_store.view() as view:
            tracemalloc.start()
            assert sum(1 for _ in rows_of(view, lots)) == end
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    assert peaks[1] < 2 * peaks[0], peaks


def test_a_person_takes_everything_on_the_command_line(
    sqlite_store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    small_shop(sqlite_store)
    monkeypatch.setenv("KASSA_STORE", sqlite_store.url.render_as_string(hide_password=False))
    facts = kassa(capsys, "export", "everything", tmp_path / "all", "--json").json
    assert (facts["tables"], (tmp_path / "all" / "README.txt").exists()) == (len(DESCRIPTIONS), True)
    assert kassa(capsys, "export", "everything", tmp_path / "all", "--json").json["error"]["code"] == "folder_in_use"


def test_parquet_has_the_same_rows_with_types(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    summary = export_everything(traded(store), OFFICE_ACTOR, folder, at=AT, form=EverythingForm.PARQUET)
    assert not list(folder.glob("*.csv"))
    index = json.loads((folder / "tables.json").read_text(encoding="utf-8"))
    for table in index["tables"]:
        name = table["table"]
        frame = pl.read_parquet(folder / f"{name}.parquet")
        lines = [json.loads(each) for each in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
        assert frame.height == len(lines) == summary.tables[name], name
        assert frame.columns == [column["name"] for column in table["columns"]]
        assert table["sha256"].keys() == {f"{name}.parquet", f"{name}.jsonl"}
        for column in table["columns"]:
            written = [each[column["name"]] for each in lines]
            assert [plain_of(each) for each in frame[column["name"]]] == [plain_of(each) for each in written], column
    sale = pl.read_parquet(folder / "sale.parquet")
    assert sale.schema["gross_minor"] == pl.Int64
    assert sale.schema["business_day"] == pl.Date
    assert sale.schema["at"] == pl.Datetime("us", "UTC")
    assert "NAME.parquet" in (folder / "README.txt").read_text(encoding="utf-8")


def plain_of(value: object) -> object:
    """A value of either form as one that compares: numbers and instants are written in several ways."""
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    if isinstance(value, date):
        return value.isoformat()
    for read in (Decimal, datetime.fromisoformat) if isinstance(value, str) and len(value) != len("2026-11-23") else ():
        with suppress(ValueError, InvalidOperation):
            return read(str(value))
    return value


def test_the_archive_has_the_files_of_the_folder(sqlite_store: Store, tmp_path: Path) -> None:
    traded(sqlite_store)
    summary = export_everything(sqlite_store, OFFICE_ACTOR, tmp_path / "out", at=AT)
    archive = archive_everything(sqlite_store, OFFICE_ACTOR, at=AT)
    with ZipFile(BytesIO(archive.content)) as packed:
        files = {Path(each).name: packed.read(each) for each in packed.namelist()}
    folder = {each.name: each.read_bytes() for each in (tmp_path / "out").iterdir()}
    assert files.keys() == folder.keys()
    changed = {Path(name).stem for name in files if files[name] != folder[name]}
    assert changed <= {"tables", "README", "journal", "device_head", "journal_key"}, "the first time was recorded"
    with sqlite_store.view() as view:
        facts = [
            json.loads(row.payload)["digest"] for row in journal.read(view, OFFICE, kinds=[EverythingExported.kind])
        ]
    assert facts == [summary.digest, archive.summary.digest]
    assert archive.summary.digest == sha256(files["tables.json"]).hexdigest()


def test_an_archive_too_large_for_a_browser_is_neither_made_nor_recorded(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_shop(sqlite_store)
    with pytest.raises(NotPermitted):
        archive_everything(sqlite_store, Actor("maria", TILL, PERMISSIONS[BuiltInRole.MANAGER]), at=AT)
    monkeypatch.setattr(everything_folder, "ARCHIVE_BYTES_MAX", 1_000)
    with pytest.raises(EverythingTooLarge):
        archive_everything(sqlite_store, OFFICE_ACTOR, at=AT)
    with sqlite_store.view() as view:
        assert list(journal.read(view, OFFICE, kinds=[EverythingExported.kind])) == []
