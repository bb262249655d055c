"""Everything that a shop owns as a folder of plain files: for each table a CSV and JSON lines, and what they mean."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile

from integrations.spreadsheets.parquet_writing import write_parquet
from integrations.spreadsheets.writing import guarded
from models.access.actor import Actor
from models.errors import Refused
from operations.dispatch.everything_export import may_export_everything, record_everything_export
from store.catalogue.picture_rows import page_files
from store.database.engine import Connection, Store
from store.upkeep.table_words import LEFT_OUT, SECRET_COLUMNS
from store.upkeep.whole_shop import OwnedTable, owned_tables, rows_of

#: What a browser takes at once, and the server has in its memory meanwhile.
ARCHIVE_BYTES_MAX = 200_000_000
INDEX_FILE, README_FILE = "tables.json", "README.txt"
#: The folder within it with the pictures of goods, each by its digest.
PICTURES_FOLDER = "pictures"


class EverythingForm(StrEnum):
    """The form of the files beside those of JSON lines: for spreadsheets, or for programs that analyse."""

    CSV = "csv"
    PARQUET = "parquet"


_README = """Everything that this shop owns, taken out on {day}: {tables} tables with {rows} rows.

{index} describes each table: what a row is, its columns with their types, its key, how many rows there are,
and the SHA-256 of its files. NAME.jsonl has one row a line as JSON, exact. {beside}

Columns that end with _minor are amounts in the smallest unit of the currency (öre), rates that end with _ppm are
parts of a million, instants are UTC, days are those of the shop. Ids have the device that made them in them.

{pictures}Left out are what signs people and devices in, codes that are worth money, and what is under way: see {index}.
"""


_BESIDE = {
    EverythingForm.CSV: (
        "NAME.csv has the same for spreadsheets,\nseparated by commas in UTF-8: what a spreadsheet would run as a "
        "formula begins with an apostrophe there."
    ),
    EverythingForm.PARQUET: (
        "NAME.parquet has the same with types:\nwhole numbers, decimal numbers with three places, days, and instants "
        "in UTC."
    ),
}


_PICTURES = """The folder {folder} has {count} pictures of goods (WebP); the table product_picture has whose they are.

"""


class FolderInUse(Refused):
    """The folder for everything exists and is not empty."""

    code = "folder_in_use"
    text = "The folder {folder} is not empty. Nothing was written; name a folder that does not exist yet."

    folder: str


@dataclass(frozen=True, slots=True)
class EverythingSummary:
    """What was written: rows by table, and the digest of the description, which has those of all files."""

    tables: dict[str, int]
    digest: str

    @property
    def rows(self) -> int:
        """The rows of all tables."""
        return sum(self.tables.values())


def export_everything(
    store: Store,
    actor: Actor,
    folder: Path,
    *,
    at: datetime,
    form: EverythingForm = EverythingForm.CSV,
    on_table: Callable[[str], None] = lambda _: None,
) -> EverythingSummary:
    """Write everything into a new folder, which appears as a whole or not at all; who took it is recorded.

    Raises :class:`FolderInUse` or :class:`operations.access.permissions.NotPermitted`.
    """
    may_export_everything(actor)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderInUse(str(folder))
    draft = folder.with_name(f".{folder.name}.part")
    rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700, parents=True)
    try:
        with store.view() as view:
            summary = _write_all(view, draft, at.date(), form, on_table)
        record_everything_export(
            store, actor, tables=len(summary.tables), rows=summary.rows, digest=summary.digest, at=at
        )
        if folder.exists():
            folder.rmdir()
        draft.replace(folder)
    finally:
        rmtree(draft, ignore_errors=True)
    return summary


@dataclass(frozen=True, slots=True)
class EverythingArchive:
    """The folder as one ZIP, for a browser."""

    name: str
    content: bytes
    summary: EverythingSummary


class EverythingTooLarge(Refused):
    """A shop whose files are too many for a browser."""

    code = "everything_too_large"
    text = (
        "The files come to more than {most} MB, which is too much for a browser. Nothing was taken out; run 'kassa "
        "export everything FOLDER' on the machine of the shop."
    )

    most: int


def archive_everything(
    store: Store,
    actor: Actor,
    *,
    at: datetime,
    form: EverythingForm = EverythingForm.CSV,
    on_table: Callable[[str], None] = lambda _: None,
) -> EverythingArchive:
    """Everything as :func:`export_everything` writes it, in one ZIP; who took it is recorded.

    Raises :class:`EverythingTooLarge`, with nothing recorded, or
    :class:`operations.access.permissions.NotPermitted`.
    """
    may_export_everything(actor)
    with TemporaryDirectory(prefix="kassa-") as scratch:
        name = f"kassa-{at:%Y%m%d}"
        folder, packed = Path(scratch) / name, Path(scratch) / f"{name}.zip"
        folder.mkdir(mode=0o700)
        with store.view() as view:
            summary = _write_all(view, folder, at.date(), form, on_table)
        with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
            for file in sorted(each for each in folder.rglob("*") if each.is_file()):
                archive.write(file, f"{name}/{file.relative_to(folder)}")
                file.unlink()
        if packed.stat().st_size > ARCHIVE_BYTES_MAX:
            raise EverythingTooLarge(ARCHIVE_BYTES_MAX // 1_000_000)
        content = packed.read_bytes()
    record_everything_export(store, actor, tables=len(summary.tables), rows=summary.rows, digest=summary.digest, at=at)
    return EverythingArchive(packed.name, content, summary)


def _write_all(
    view: Connection, folder: Path, day: date, form: EverythingForm, on_table: Callable[[str], None]
) -> EverythingSummary:
    described, counts = [], {}
    for table in owned_tables():
        on_table(table.name)
        counts[table.name] = _write_table(view, table, folder, has_sheet=form is EverythingForm.CSV)
        if form is EverythingForm.PARQUET:
            write_parquet(folder / f"{table.name}.jsonl", folder / f"{table.name}.parquet", dict(table.columns))
        files = [f"{table.name}.{form}", f"{table.name}.jsonl"]
        described.append(
            {
                "table": table.name,
                "row": table.description,
                "key": table.key,
                "columns": [{"name": name, "type": kind} for name, kind in table.columns],
                "rows": counts[table.name],
                "sha256": {name: _digest(folder / name) for name in files},
            }
        )
    pictures = _write_pictures(view, folder)
    left_out = {"tables": LEFT_OUT, "columns": sorted(f"{table}.{column}" for table, column in SECRET_COLUMNS)}
    index = json.dumps({"tables": described, "pictures": pictures, "left_out": left_out}, ensure_ascii=False, indent=1)
    (folder / INDEX_FILE).write_text(index, encoding="utf-8")
    readme = _README.format(
        day=day.isoformat(),
        tables=len(counts),
        rows=sum(counts.values()),
        index=INDEX_FILE,
        beside=_BESIDE[form],
        pictures=_PICTURES.format(folder=PICTURES_FOLDER, count=len(pictures)) if pictures else "",
    )
    (folder / README_FILE).write_text(readme, encoding="utf-8")
    return EverythingSummary(counts, sha256(index.encode()).hexdigest())


def _write_table(view: Connection, table: OwnedTable, folder: Path, *, has_sheet: bool) -> int:
    names, count = [name for name, _ in table.columns], 0
    sheet_file = folder / f"{table.name}.csv" if has_sheet else Path(os.devnull)
    with (
        sheet_file.open("w", encoding="utf-8", newline="") as sheet,
        (folder / f"{table.name}.jsonl").open("w", encoding="utf-8") as lines,
    ):
        writer = csv.writer(sheet)
        writer.writerow(names)
        for row in rows_of(view, table):
            values = [_plain(each) for each in row]
            lines.write(json.dumps(dict(zip(names, values, strict=True)), ensure_ascii=False) + "\n")
            writer.writerow([guarded(each) if isinstance(each, str) else each for each in values])
            count += 1
    return count


def _write_pictures(view: Connection, folder: Path) -> dict[str, str]:
    """Write the pictures of goods; the SHA-256 of each file by its path within the folder."""
    digests = {}
    for digest, content in page_files(view):
        name = f"{PICTURES_FOLDER}/{digest}.webp"
        (folder / PICTURES_FOLDER).mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
        digests[name] = sha256(content).hexdigest()
    return digests


def _plain(value: object) -> object:
    """A value as JSON has it: exact numbers and instants are texts."""
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, bytes):
        return value.hex()
    return value


def _digest(file: Path) -> str:
    digest = sha256()
    with file.open("rb") as opened:
        while part := opened.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()
