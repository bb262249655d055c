"""Moving in: all files of a former system are tried on a copy of the shop first, then taken over together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from integrations.spreadsheets.file_kinds import FileKind, recognise
from integrations.spreadsheets.table import open_table
from models.access.actor import Actor
from models.access.permission import Permission
from models.analytics.moved_figures import BalanceLine, FigureName, MovedUnit, balance_sheet
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
from pipelines.importing.run_import import import_products, import_sales
from pipelines.importing.shop_here import begin_shop, find_here
from pipelines.moving_in.former_figures import FormerFile, former_figures
from pipelines.moving_in.gift_card_import import import_gift_cards
from pipelines.moving_in.member_import import import_members
from store.access.secrets import InstallationSecret
from store.analysis.moving_figures import shop_figures
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
    files = recognise_files(wish)
    with TemporaryDirectory(dir=settings.home) as folder, trial_copy(store, actor, Path(folder), progress) as trial:
        with trial.view() as view:
            before = shop_figures(view)
        reports = _take_over(trial, files, wish, InstallationSecret(settings.keys), at=at, progress=progress)
        in_files = Counter[FigureName]()
        for file in files:
            in_files.update(former_figures(file, find_here(trial, wish.options), wish.options))
        with trial.view() as view:
            return MoveReport(reports, balance_sheet(in_files, wish.typed, before, shop_figures(view)))


def move_in(
    settings: Settings, store: Store, actor: Actor, wish: MoveWish, *, at: datetime, progress: Progress = no_progress
) -> MoveReport:
    """Try everything on a copy, then make a backup and take it over; a move that was interrupted is completed.

    Raises :class:`MoveRefused` before anything is changed, or as :func:`recognise_files`.
    """
    tried = try_move(settings, store, actor, wish, at=at, progress=progress)
    if tried.is_refused:
        first = next(each for each in tried.files if each.report.refused)
        raise MoveRefused(tried.problem_count, first.file.path.name[:80], str(first.report.problems[0])[:300])
    begin_shop(store, find_here(store, wish.options), at=at)
    files = tuple(each.file for each in tried.files)
    named = tuple(MovedFile(hide_card_data(each.path.name[:80]), each.kind.value, _digest(each.path)) for each in files)
    move = open_move(store, named) or begin_move(store, actor, settings, named, at=at, progress=progress)
    reports = _take_over(store, files, wish, InstallationSecret(settings.keys), at=at, progress=progress)
    end_move(store, actor, move, [_recorded(each) for each in tried.sheet], at=at)
    return MoveReport(reports, tried.sheet, move)


def _take_over(
    store: Store,
    files: Sequence[FormerFile],
    wish: MoveWish,
    installation: InstallationSecret,
    *,
    at: datetime,
    progress: Progress,
) -> tuple[FileReport, ...]:
    """Take over file by file."""
    options = replace(wish.options, dry_run=False)
    begin_shop(store, find_here(store, options), at=at)
    return tuple(
        FileReport(file, _import(store, file, options, installation, at=at, progress=progress)) for file in files
    )


def _import(
    store: Store,
    file: FormerFile,
    options: ImportOptions,
    installation: InstallationSecret,
    *,
    at: datetime,
    progress: Progress,
) -> ImportReport:
    match file.kind:
        case FileKind.GOODS:
            return import_products(store, file.path, options, at=at, progress=progress)
        case FileKind.COUNT:
            return import_count(store, file.path, options, at=at, progress=progress)
        case FileKind.MEMBERS:
            return import_members(store, file.path, options, at=at, progress=progress)
        case FileKind.GIFT_CARDS:
            return import_gift_cards(store, file.path, options, at=at, installation=installation, progress=progress)
        case FileKind.SALES:
            return import_sales(store, file.path, options, at=at, progress=progress)


def _digest(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while part := file.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()


def _recorded(line: BalanceLine) -> MovedFigure:
    is_money = line.name.measure.unit is MovedUnit.MONEY
    return MovedFigure(line.name.text, line.former, line.moved, is_money)
