"""Facts of what the office books, away from the tills."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from models.facts.envelope import Fact
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class MonthExported(Fact):
    """Somebody took the files of a month for the bookkeeper; ``month`` is such as 2026-11.

    ``digest`` is the SHA-256 of the ZIP, so that a file that somebody shows can be compared.
    """

    kind: ClassVar[JournalKind] = JournalKind.MONTH_EXPORTED

    month: str
    vouchers: int
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class EverythingExported(Fact):
    """Somebody took everything out of the shop; ``digest`` is the SHA-256 of the description of its files."""

    kind: ClassVar[JournalKind] = JournalKind.EVERYTHING_EXPORTED

    tables: int
    rows: int
    digest: str


@dataclass(frozen=True, slots=True)
class DocumentExported(Fact):
    """Somebody took an invoice, a credit note or an order as a file; ``source`` is the receipt or the order.

    ``digest`` is the SHA-256 of the file, so that one that somebody shows can be compared.
    """

    kind: ClassVar[JournalKind] = JournalKind.DOCUMENT_EXPORTED

    document: str
    source: int
    name: str
    digest: str


@dataclass(frozen=True, slots=True)
class OfficeBooksClosed(Fact):
    """What the office booked is final: its entries with ids above ``after`` and below ``closing``.

    Closings are numbered without a gap from 1, and each begins where the one before ended.
    """

    kind: ClassVar[JournalKind] = JournalKind.OFFICE_BOOKS_CLOSED

    closing: int
    number: int
    after: int
    day: date
