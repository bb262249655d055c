"""The options of an import, and its report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from integrations.spreadsheets.columns import Column
from integrations.spreadsheets.remarks import Remark
from integrations.spreadsheets.rows import RowProblem
from models.catalogue.product import TaxCategory
from models.errors import Refused

#: Problems that a report names; a file with more is of another kind than it was taken for.
NAMED_MAX = 1_000
#: Products that a report lists.
LISTED_MAX = 500


class UnknownLocation(Refused):
    """The shop has no such location."""

    code = "unknown_location"
    text = "There is no location {location_id}. Nothing was imported; choose one of the shop's locations."

    location_id: int


class AmbiguousDates(Refused):
    """The dates of a file can be read in two ways."""

    code = "ambiguous_dates"
    text = (
        "A date such as {shown!r} may begin with the day or with the month, and no date of the file decides it. "
        "Nothing was imported; choose one with --day-order dmy or --day-order mdy."
    )

    def __init__(self, example: str) -> None:
        self.example, self.shown = example, example[:40]
        super().__init__()


class TooManyRows(Refused):
    """A file that is larger than what is imported at once."""

    code = "too_many_rows"
    text = "The file has more than {most:,} rows. Nothing was imported; split it and import one part after the other."

    most: int


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How to import.

    ``dry_run``: only report. ``skip_bad_rows``: save the good rows of a file that has bad ones, else nothing is
    saved. ``columns``: meaning to heading, before any guess; an empty heading leaves a meaning out. ``taxes``: what
    the file writes for a tax to our category; ``default_tax`` for products without one.
    ``day_order``: ``dmy`` or ``mdy``, where dates such as 03/04/2026 leave it open; ``decimal_sign``: ``comma`` or
    ``dot``, where numbers such as 2.500 do. ``source`` names the other system;
    ``location_id`` is where its goods are (the first location unless given). ``create_missing``: products that only the
    receipts know are registered, inactive. ``numbers_restart``: receipt numbers begin again each day.
    ``content_from_names``: a name such as ``Mjölk 1,5 l`` states the content of a package where nothing else does.
    """

    dry_run: bool = False
    skip_bad_rows: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)
    taxes: Mapping[str, TaxCategory] = field(default_factory=dict)
    default_tax: TaxCategory = TaxCategory.STANDARD
    day_order: str | None = None
    source: str = "IMPORT"
    location_id: int | None = None
    decimal_sign: str | None = None
    create_missing: bool = False
    numbers_restart: bool = False
    content_from_names: bool = False


@dataclass(frozen=True, slots=True)
class ImportedChange:
    """A product that an import creates or changes; prices in minor units, ``None`` where there is none.

    ``fields`` are what else changes, by the names that a product's history has for them.
    """

    sku: str
    name: str
    is_new: bool
    price_before: int | None
    price: int | None
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or in a ``dry_run`` would do.

    ``read`` counts rows that are not empty. Of products or receipts ``saved`` are new or changed,
    ``unchanged`` were stored before. ``problems`` are the first :data:`NAMED_MAX` of ``problem_count``; unless bad
    rows are skipped nothing is saved when there is any: the file is ``refused``, as it always is for a problem that
    blocks. ``notes`` are the assumptions. ``goods_import`` is the number by which an import of products is taken back;
    ``changes`` are the first :data:`LISTED_MAX` products that are new or changed.
    """

    read: int
    saved: int
    unchanged: int
    problems: tuple[RowProblem, ...]
    problem_count: int
    columns: tuple[Column, ...]
    dry_run: bool
    notes: tuple[Remark, ...] = ()
    refused: bool = False
    goods_import: int | None = field(default=None, compare=False)
    changes: tuple[ImportedChange, ...] = ()


class Problems:
    """Gathers what is wrong, in bounded memory, and which rows are bad."""

    def __init__(self) -> None:
        self.count = 0
        self._blocks = False
        self._named: list[RowProblem] = []

    def add(self, problems: Iterable[RowProblem]) -> None:
        """Count problems and name the first of them."""
        for problem in problems:
            self.count += 1
            self._blocks |= problem.blocks
            if len(self._named) < NAMED_MAX:
                self._named.append(problem)

    def refuse(self, *, skip_bad_rows: bool) -> bool:
        """Whether nothing may be saved: there is a problem, and bad rows are not skipped or cannot be."""
        return self._blocks or (self.count > 0 and not skip_bad_rows)

    @property
    def named(self) -> tuple[RowProblem, ...]:
        """The problems in the order of rows."""
        return tuple(sorted(self._named, key=lambda problem: problem.row))


class Notes:
    """Gathers remarks on single rows, in bounded memory."""

    def __init__(self) -> None:
        self._count = 0
        self._remarks: list[Remark] = []

    def add(self, notes: Iterable[Remark]) -> None:
        """Count notes and collect the first of them."""
        for note in notes:
            self._count += 1
            if len(self._remarks) < NAMED_MAX:
                self._remarks.append(note)

    def take(self, notes: list[Remark]) -> None:
        """As :meth:`add`, out of a list that is empty then."""
        self.add(notes)
        notes.clear()

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """The notes, and how many more there are."""
        more = self._count - len(self._remarks)
        return (*self._remarks, Remark("more", more=more)) if more else tuple(self._remarks)
