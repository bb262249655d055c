"""Tables as CSV and files as one ZIP: the same bytes for the same figures. Pure."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from integrations.spreadsheets.writing import guarded

_MODE = 0o644 << 16


@dataclass(frozen=True, slots=True)
class PackFile:
    """One file of the ZIP."""

    name: str
    content: bytes


def write_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table as the other CSV files for bookkeepers: UTF-8 with a mark, semicolons, decimal commas in the texts.

    >>> write_table(["konto", "belopp"], [["=1910", "12,50"]]).decode("utf-8-sig").splitlines()
    ['konto;belopp', "'=1910;12,50"]
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([[guarded(each) for each in row] for row in [headings, *rows]])
    return text.getvalue().encode("utf-8-sig")


def pack(files: Iterable[PackFile], day: date) -> bytes:
    """A ZIP of the files in their order, each dated ``day``, so that packing again gives the same bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in files:
            entry = zipfile.ZipInfo(each.name, (day.year, day.month, day.day, 0, 0, 0))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, _MODE
            archive.writestr(entry, each.content)
    return target.getvalue()
