"""``kassa move-in``: take over everything of a former system, and ``kassa undo-move-in``: take it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.import_ import (
    USUAL_TAX,
    WRITTEN_MAX,
    DayOrder,
    Decimals,
    DefaultTax,
    Location,
    Skip,
    Tax,
    import_options,
    pairs,
)
from app.commands.output import ExitCode, Json, answer, bar, write_facts
from models.access.actor import Actor
from models.access.operator import OFFICE_OPERATOR
from models.shop import FIRST_OFFICE

if TYPE_CHECKING:
    from rich.console import Console

    from models.analytics.moved_figures import BalanceLine, FigureName
    from pipelines.importing.report import ImportOptions, ImportReport
    from pipelines.moving_in.run_move import MoveReport, MoveWish

Place = Annotated[
    Path, typer.Argument(help="The folder with the files, or one file.", show_default=False, metavar="PATH")
]
More = Annotated[
    list[Path] | None, typer.Option("--and", help="One more file or folder; may be repeated.", metavar="PATH")
]
Kinds = Annotated[
    list[str] | None,
    typer.Option(
        "--kind",
        help="Goods, price_history, count, purchase_orders, members, gift_cards or sales, as FILE=KIND; repeatable.",
        show_default="recognised",
        metavar="FILE=KIND",
    ),
]
Former = Annotated[
    list[str] | None,
    typer.Option(
        "--former",
        help="A figure that the former system shows, as NAME=NUMBER, such as members=120; may be repeated.",
        show_default="added up from the files",
        metavar="NAME=NUMBER",
    ),
]


def move_in(
    path: Place,
    *,
    more: More = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only report what would come over.")] = False,
    kinds: Kinds = None,
    former: Former = None,
    source: Annotated[str, typer.Option(help="Name of the former system.", metavar="NAME")] = "IMPORT",
    taxes: Tax = None,
    default_tax: DefaultTax = USUAL_TAX,
    day_order: Annotated[
        DayOrder | None, typer.Option(help="How the files write days such as 03/04/2026.", show_default="guessed")
    ] = None,
    decimal_sign: Decimals = None,
    numbers_restart: Annotated[
        bool, typer.Option("--numbers-restart", help="Receipt numbers begin again each day.")
    ] = False,
    location: Location = None,
    skip_bad_rows: Skip = False,
    as_json: Json = False,
) -> None:
    """Take over goods, stock, members, points, gift cards and sales of a former system.

    Everything is tried on a copy of the shop first: one bad row and nothing comes over, unless bad rows are skipped. A
    balance sheet compares what came over with the former system. 'kassa undo-move-in' undoes it until somebody sells.
    """
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from pipelines.importing.shop_here import find_here
    from pipelines.moving_in.run_move import move_in as take_over
    from pipelines.moving_in.run_move import try_move
    from pipelines.moving_in.typed_figures import read_figure

    options = import_options(
        None, taxes, default_tax, location_id=location, source=source, day_order=day_order and day_order.value,
        decimal_sign=decimal_sign and decimal_sign.value, numbers_restart=numbers_restart, create_missing=True,
        skip_bad_rows=skip_bad_rows,
    )  # fmt: skip
    settings, at = load_settings(), datetime.now(UTC)
    with upkeep.shop_in_use(settings, make=True) as store, bar() as progress:
        currency = find_here(store, options).company.currency
        wish = _wish(
            [path, *(more or ())], kinds or (), [read_figure(each, currency) for each in former or ()], options
        )
        run = try_move if dry_run else take_over
        report = run(settings, store, office_actor(store), wish, at=at, progress=progress)
    answer(_facts(report, currency), as_json=as_json, write=lambda console: _write(console, report, currency))
    raise typer.Exit(ExitCode.REFUSED if report.is_refused else ExitCode.OK)


def move_in_examples(
    folder: Annotated[
        Path,
        typer.Argument(help="A folder that does not exist yet, or is empty.", show_default=False, metavar="FOLDER"),
    ],
    *,
    as_json: Json = False,
) -> None:
    """Write small made-up exports of two former systems, to try moving in with; nobody in them exists."""
    from pipelines.moving_in.example_files import write_examples

    files = write_examples(folder.absolute(), datetime.now(UTC).date())
    folders = sorted({str(each.parent) for each in files})
    facts: dict[str, object] = {"folders": folders, "files": len(files)}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


def undo_move_in(*, as_json: Json = False) -> None:
    """Put the shop back as it was before it moved in, unless somebody worked in it since.

    Kassa must not run meanwhile. What the shop was in between is saved beside it.
    """
    from operations.installation.configuration import load_settings
    from operations.installation.move_record import undo_move

    with bar() as progress:
        actor = Actor(OFFICE_OPERATOR, FIRST_OFFICE)
        undone = undo_move(load_settings(), actor, progress, at=datetime.now(UTC))
    facts = {
        "move": undone.move,
        "restored": str(undone.backup),
        "rows_undone": undone.rows,
        "saved_beside": undone.aside,
    }
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


def _wish(
    paths: Sequence[Path], kinds: Sequence[str], typed: Sequence[tuple[FigureName, int]], options: ImportOptions
) -> MoveWish:
    from integrations.spreadsheets.file_kinds import FileKind
    from pipelines.moving_in.run_move import MoveWish

    try:
        chosen = {name: FileKind(kind) for name, kind in pairs("--kind", kinds)}
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--kind") from error
    files = [file for path in paths for file in _files_of(path)]
    return MoveWish(tuple(files), options, chosen, dict(typed))


def _files_of(path: Path) -> list[Path]:
    """The files of a folder, or the file itself."""
    if not path.is_dir():
        return [path]
    return sorted(each for each in path.iterdir() if each.is_file() and not each.name.startswith("."))


def _facts(report: MoveReport, currency: str) -> dict[str, Any]:
    from pipelines.moving_in.typed_figures import whole_value

    def in_words(line: BalanceLine, value: int | None) -> str | None:
        return None if value is None else f"{whole_value(line.name, value, currency):f}"

    return {
        "move": report.move,
        "refused": report.is_refused,
        "files": [
            {"file": each.file.path.name, "holds": each.file.kind.value, **_plain(each.report)} for each in report.files
        ],
        "figures": [
            {
                "figure": line.name.text,
                "files": in_words(line, line.in_files),
                "former": in_words(line, line.former),
                "came_over": in_words(line, line.moved),
                "difference": in_words(line, line.difference),
            }
            for line in report.sheet
        ],
        "currency": currency,
    }


def _plain(report: ImportReport) -> dict[str, Any]:
    from pipelines.nightly.jobs import as_json as plain

    facts: dict[str, Any] = plain(report)  # type: ignore[assignment]
    return facts


def _write(console: Console, report: MoveReport, currency: str) -> None:
    facts = _facts(report, currency)
    for each in report.files:
        counts = f"{each.report.read} rows, {each.report.saved} taken, {each.report.problem_count} problems"
        console.print(f"{each.file.path.name}: {each.file.kind.value}; {counts}", markup=False)
        for problem in each.report.problems[:WRITTEN_MAX]:
            console.print(f"bad  {problem}", markup=False, style="red")
        for note in each.report.notes[:WRITTEN_MAX]:
            console.print(f"note {note}", markup=False)
    console.print(f"\n{'':16}{'former system':>18}{'came over':>18}{'difference':>18}")
    for line in facts["figures"]:
        cells = "".join(f"{line[name] if line[name] is not None else '-':>18}" for name in ("former", "came_over"))
        differs = line["difference"] not in {None, *_ZEROS}
        mark = f"{line['difference'] if differs else '':>18}{'  <<' if differs else ''}"
        console.print(f"{line['figure']:16}{cells}{mark}".rstrip(), markup=False, style="red" if differs else None)
    if report.move is not None:
        console.print(f"\nmove {report.move}: 'kassa undo-move-in' undoes it until somebody works in the shop")


_ZEROS = ("0", "0.00", "0.000")
