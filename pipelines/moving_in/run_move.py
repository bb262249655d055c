"""Moving in: all files of a former system are tried on a copy of the shop first, then taken over together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from integrations.spreadsheets.file_kinds import FileKind, recognise
from integrations.spreadsheets.table import open_table
from models.access.actor import Actor
from models.access.permission import Permission
from models.analytics.moved_figures import BalanceLine, FigureName, MovedMeasure, MovedUnit, balance_sheet
from models.card_data import hide_card_data
from models.errors import Refused
from models.facts.moving_in import MovedFigure, MovedFile
from operations.access.permissions import check
from operations.installation.configuration import Settings
from operations.installation.move_record import begin_move, end_move, open_move
from operations.installation.upkeep import trial_copy
from operations.progress import Progress, no_progress
from pipelines.importing.import_count import import_count
from pipelines.importing.report import ImportOptions, ImportReport
from pipelines.importing.run_import import import_products
from pipelines.importing.run_sales import UnderstoodSales, import_sales, prepare_sales, understand_sales
from pipelines.importing.shop_here import begin_shop, find_here
from pipelines.moving_in.former_figures import FormerFile, FormerSales, former_figures
from pipelines.moving_in.gift_card_import import import_gift_cards
from pipelines.moving_in.member_import import import_members
from pipelines.moving_in.order_import import import_orders
from pipelines.moving_in.price_import import import_prices
from store.access.secrets import InstallationSecret
from store.analysis.moving_figures import imported_sales, shop_figures
from store.database.engine import Store

#: What the former system's figures come from, and in which order its files are taken over.
_ORDER = {kind: place for place, kind in enumerate(FileKind)}


class UnknownFileKind(Refused):
    """A file whose headings explain nothing."""

    code = "unknown_file_kind"
    text = "Nothing shows what {file} holds. Nothing was taken over; choose it, or leave the file out."

    file: str


class MoveRefused(Refused):
    """Files that have problems, of which nothing is taken over."""

    code = "move_refused"
    text = (
        "{problems} problem(s) are in the files, the first in {file}: {first}. Nothing was taken over; correct the "
        "files, or leave bad rows out."
    )

    problems: int
    file: str
    first: str


@dataclass(frozen=True, slots=True)
class MoveWish:
    """What is to be taken over: files, what the owner read in the former system, and how files are read.

    ``kinds`` are what somebody chose for a file, by its name; the others are recognised.
    """

    files: tuple[Path, ...]
    options: ImportOptions = field(default_factory=lambda: ImportOptions(create_missing=True))
    kinds: Mapping[str, FileKind] = field(default_factory=dict)
    typed: Mapping[FigureName, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file."""

    file: FormerFile
    report: ImportReport


@dataclass(frozen=True, slots=True)
class MoveReport:
    """What a move takes over, file by file, and its balance sheet; ``move`` is its number once it is confirmed."""

    files: tuple[FileReport, ...]
    sheet: tuple[BalanceLine, ...]
    move: int | None = None

    @property
    def problem_count(self) -> int:
        """The problems of all files."""
        return sum(each.report.problem_count for each in self.files)

    @property
    def is_refused(self) -> bool:
        """Whether nothing can be taken over until the files are corrected."""
        return any(each.report.refused for each in self.files)


def recognise_files(wish: MoveWish) -> tuple[FormerFile, ...]:
    """What each file holds, in the order in which they are taken over.

    Raises :class:`UnknownFileKind`, or :class:`integrations.spreadsheets.rows.NotATable`.
    """
    files = []
    for path in wish.files:
        kind = wish.kinds.get(path.name)
        if kind is None:
            table = open_table(path)
            kind = recognise(table.headers, table.sample, path.stem).kind
        if kind is None:
            raise UnknownFileKind(path.name[:80])
        files.append(FormerFile(path, kind))
    return tuple(sorted(files, key=lambda file: _ORDER[file.kind]))


def try_move(
    settings: Settings, store: Store, actor: Actor, wish: MoveWish, *, at: datetime, progress: Progress = no_progress
) -> MoveReport:
    """Take everything over in a copy of the shop, and report what came of it; the shop itself stays as it is.

    Raises as :func:`recognise_files`.
    """
    check(actor, Permission.MOVE_IN)
    return _try(settings, store, actor, wish, at=at, progress=progress).report


@dataclass(frozen=True, slots=True)
class _Tried:
    """What a trial showed, and the sales that it read and did not save, because nothing follows them."""

    report: MoveReport
    sales: UnderstoodSales | None


def _try(settings: Settings, store: Store, actor: Actor, wish: MoveWish, *, at: datetime, progress: Progress) -> _Tried:
    files = recognise_files(wish)
    with TemporaryDirectory(dir=settings.home) as folder, trial_copy(store, actor, Path(folder), progress) as trial:
        with trial.view() as view:
            before = shop_figures(view)
        work = _Trial(trial, wish, InstallationSecret(settings.keys), at=at, progress=progress)
        reports = work.take_over(files)
        with trial.view() as view:
            after = Counter(shop_figures(view))
        after.update(work.sums)
        return _Tried(MoveReport(reports, balance_sheet(work.in_files, wish.typed, before, after)), work.sales)


def move_in(
    settings: Settings, store: Store, actor: Actor, wish: MoveWish, *, at: datetime, progress: Progress = no_progress
) -> MoveReport:
    """Try everything on a copy, then make a backup and take it over; a move that was interrupted is completed.

    Raises :class:`MoveRefused` before anything is changed, or as :func:`recognise_files`.
    """
    check(actor, Permission.MOVE_IN)
    read = _try(settings, store, actor, wish, at=at, progress=progress)
    tried = read.report
    if tried.is_refused:
        first = next(each for each in tried.files if each.report.refused)
        raise MoveRefused(tried.problem_count, first.file.path.name[:80], str(first.report.problems[0])[:300])
    begin_shop(store, find_here(store, wish.options), at=at)
    files = tuple(each.file for each in tried.files)
    named = tuple(MovedFile(hide_card_data(each.path.name[:80]), each.kind.value, _digest(each.path)) for each in files)
    move = open_move(store, named) or begin_move(store, actor, settings, named, at=at, progress=progress)
    with store.view() as view:
        before = imported_sales(view)
    work = _Work(store, wish, InstallationSecret(settings.keys), at=at, progress=progress, sales=read.sales)
    reports = work.take_over(files)
    with store.view() as view:
        sheet = _with_sales(tried.sheet, before, imported_sales(view))
    end_move(store, actor, move, [_recorded(each) for each in sheet], at=at)
    return MoveReport(reports, sheet, move)


def _with_sales(
    sheet: Sequence[BalanceLine], before: Mapping[FigureName, int], after: Mapping[FigureName, int]
) -> tuple[BalanceLine, ...]:
    """The balance sheet of a trial with the sales as they are in the shop now: tills sell meanwhile, but not these."""
    moved = {name: after.get(name, 0) - before.get(name, 0) for name in {*before, *after}}
    return tuple(replace(line, moved=moved.get(line.name, 0)) if line.name.year is not None else line for line in sheet)


class _Work:
    """Taking files over. ``sales`` are those of the last file, if they were read a moment ago."""

    def __init__(
        self,
        store: Store,
        wish: MoveWish,
        installation: InstallationSecret,
        *,
        at: datetime,
        progress: Progress,
        sales: UnderstoodSales | None = None,
    ) -> None:
        self.store, self.at, self.progress, self.sales = store, at, progress, sales
        self.options = replace(wish.options, dry_run=False)
        self._installation = installation

    def take_over(self, files: Sequence[FormerFile]) -> tuple[FileReport, ...]:
        """Take over file by file."""
        begin_shop(self.store, find_here(self.store, self.options), at=self.at)
        return tuple(FileReport(file, self.take(file, is_last=file is files[-1])) for file in files)

    def take(self, file: FormerFile, *, is_last: bool) -> ImportReport:
        """Take over a file."""
        if file.kind is FileKind.SALES:
            sales = self.sales if is_last else None
            return import_sales(self.store, file.path, self.options, at=self.at, progress=self.progress, sales=sales)
        if file.kind is FileKind.GIFT_CARDS:
            return import_gift_cards(
                self.store,
                file.path,
                self.options,
                at=self.at,
                installation=self._installation,
                progress=self.progress,
            )
        return _TAKEN_ALIKE[file.kind](self.store, file.path, self.options, at=self.at, progress=self.progress)


class _TakeOver(Protocol):
    """How a file of most kinds is taken over."""

    def __call__(
        self, store: Store, path: Path, options: ImportOptions, *, at: datetime, progress: Progress | None
    ) -> ImportReport:
        """Take it over."""


_TAKEN_ALIKE: Mapping[FileKind, _TakeOver] = {
    FileKind.GOODS: import_products,
    FileKind.PRICE_HISTORY: import_prices,
    FileKind.COUNT: import_count,
    FileKind.PURCHASE_ORDERS: import_orders,
    FileKind.MEMBERS: import_members,
}


class _Trial(_Work):
    """Taking files over in a copy, while what they come to by themselves is added up.

    The sales of the last file are read and not saved: nothing follows them, and they are the longest of all lists.
    """

    def __init__(
        self, store: Store, wish: MoveWish, installation: InstallationSecret, *, at: datetime, progress: Progress
    ) -> None:
        super().__init__(store, wish, installation, at=at, progress=progress)
        self.in_files = Counter[FigureName]()
        #: What the sales come to that were not saved.
        self.sums = Counter[FigureName]()

    def take(self, file: FormerFile, *, is_last: bool) -> ImportReport:
        """Take over a file."""
        if file.kind is FileKind.SALES and is_last:
            return self._read_sales(file)
        report = super().take(file, is_last=is_last)
        self.in_files.update(former_figures(file, find_here(self.store, self.options), self.options))
        return report

    def _read_sales(self, file: FormerFile) -> ImportReport:
        former = FormerSales(find_here(self.store, self.options).company)
        read = understand_sales(
            self.store, file.path, self.options, at=self.at, progress=self.progress, watch=former.add
        )
        self.sales = read
        self.in_files.update(former.figures())
        if read.report.saved:
            prepare_sales(self.store, read, self.options, at=self.at)
            for day, amount in read.book.sums():
                self.sums[FigureName(MovedMeasure.SALES, day.year)] += 1
                self.sums[FigureName(MovedMeasure.SALES_SUM, day.year)] += amount
        return read.report


def _digest(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while part := file.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()


def _recorded(line: BalanceLine) -> MovedFigure:
    is_money = line.name.measure.unit is MovedUnit.MONEY
    return MovedFigure(line.name.text, line.former, line.moved, is_money)
