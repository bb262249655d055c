"""The commands for shelf labels: ``labels list``, ``print``, ``again``, ``remove`` and ``undo``."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.output import Json, answer, write_facts
from models.labels.label_paper import LabelPaper, sheets_needed
from models.shop import fact_id_of, fact_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from integrations.label_sheets.sheets import SheetOrder
    from models.labels.label_queue import ShelfLabel
    from operations.labels.label_printing import LabelPrinting

app = typer.Typer(help="Print shelf labels for what changed.", no_args_is_help=True, rich_markup_mode=None)

Location = Annotated[
    int | None, typer.Option(help="Number of the location.", show_default="the first", metavar="NUMBER")
]
HoldsOn = Annotated[
    date | None,
    typer.Option(
        "--on",
        help="Day on which the labels shall be right, such as tomorrow.",
        show_default="today",
        parser=date.fromisoformat,
        metavar="YYYY-MM-DD",
    ),
]
Paper = Annotated[
    LabelPaper,
    typer.Option(help="Kind of sheet: 3x8-70x37, 2x7-99x38, 5x13-38x21 or rail-70x38.", metavar="PAPER"),
]
Start = Annotated[
    int,
    typer.Option(
        help="Place of the first label on a sheet that was begun, counted row by row.", min=1, metavar="NUMBER"
    ),
]
Language = Annotated[str, typer.Option(help="Language of the fixed words: sv or en.", metavar="LANGUAGE")]
Out = Annotated[Path, typer.Option("--out", help="The PDF to write.", show_default=False, metavar="FILE")]
Batch = Annotated[
    int,
    typer.Argument(
        help="Number of the printing, as it was reported.", show_default=False, parser=fact_id_of, metavar="BATCH"
    ),
]


@app.command("list")
def list_labels(*, location: Location = None, on: HoldsOn = None, as_json: Json = False) -> None:
    """List the labels that wait to be printed."""
    queue = _waiting(location, on)
    answer([_facts(each) for each in queue], as_json=as_json, write=lambda console: _write_list(console, queue))


@app.command("print")
def print_out(
    out: Out,
    *,
    skus: Annotated[
        list[str] | None, typer.Option("--sku", help="Only this product; may be repeated.", metavar="SKU")
    ] = None,
    location: Location = None,
    on: HoldsOn = None,
    paper: Paper = LabelPaper.A4_3X8,
    start: Start = 1,
    language: Language = "sv",
    most: Annotated[
        int, typer.Option("--most", help="Print no more labels than this at once.", min=1, metavar="NUMBER")
    ] = 1_000,
    as_json: Json = False,
) -> None:
    """Write the labels that wait to a PDF and mark them as printed."""
    from app.office.label_files import write_sheets
    from integrations.label_sheets.sheets import SheetOrder
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.labels.label_printing import print_labels

    queue = [each for each in _waiting(location, on) if skus is None or each.sku in skus]
    chosen, at = queue[:most], datetime.now(UTC)
    with upkeep.shop_in_use(load_settings()) as store:
        order = SheetOrder(paper, start, _language(language))
        with write_sheets(store, out, chosen, order, at=at, on=on):
            printing = print_labels(store, office_actor(store), [each.id for each in chosen], at=at)
    facts = _printed(printing, out, order) | {"left": len(queue) - len(chosen)}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command()
def again(
    batch: Batch,
    out: Out,
    *,
    paper: Paper = LabelPaper.A4_3X8,
    start: Start = 1,
    language: Language = "sv",
    as_json: Json = False,
) -> None:
    """Write the labels of a printing to a PDF once more, as after a paper jam."""
    from app.office.label_files import write_sheets
    from integrations.label_sheets.sheets import SheetOrder
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.labels.label_printing import print_again

    at = datetime.now(UTC)
    with upkeep.shop_in_use(load_settings()) as store:
        printing = print_again(store, office_actor(store), batch, at=at)
        order = SheetOrder(paper, start, _language(language))
        with write_sheets(store, out, printing.labels, order, at=at):
            facts = _printed(printing, out, order)
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command()
def remove(
    *,
    skus: Annotated[
        list[str],
        typer.Option("--sku", help="A product whose label is not needed; may be repeated.", metavar="SKU"),
    ],
    location: Location = None,
    as_json: Json = False,
) -> None:
    """Take labels that nobody needs out of the queue."""
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.labels.label_printing import remove_labels

    ids = [each.id for each in _waiting(location, None) if each.sku in skus]
    with upkeep.shop_in_use(load_settings()) as store:
        removed = remove_labels(store, office_actor(store), ids, at=datetime.now(UTC))
    answer([_facts(each) for each in removed], as_json=as_json, write=lambda console: _write_list(console, removed))


@app.command()
def undo(batch: Batch, *, as_json: Json = False) -> None:
    """Let the labels of a printing wait again."""
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.labels.label_printing import return_labels
    from store import labels, shop

    with upkeep.shop_in_use(load_settings()) as store:
        with store.view() as view:
            queue = labels.labels_of_batch(view, batch, shop.get_shop(view).currency)
        returned = return_labels(store, office_actor(store), [each.id for each in queue], at=datetime.now(UTC))
    answer([_facts(each) for each in returned], as_json=as_json, write=lambda console: _write_list(console, returned))


def _waiting(location: int | None, on: date | None) -> list[ShelfLabel]:
    """The labels that wait, after reading what happened since the last time."""
    from app.office.label_files import location_of
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.labels.label_printing import waiting_labels
    from operations.labels.label_reading import update_queue
    from store import shop

    at = datetime.now(UTC)
    with upkeep.shop_in_use(load_settings()) as store:
        update_queue(store, office_actor(store), at=at)
        with store.view() as view:
            if location is not None and location not in {each.id for each in shop.all_locations(view)}:
                raise typer.BadParameter(f"there is no location {location}", param_hint="--location")
            return waiting_labels(view, location_of(view, location), on or shop.get_shop(view).business_day(at))


def _language(text: str) -> str:
    from models.labels.label_words import WORDS

    if text not in WORDS:
        raise typer.BadParameter(f"{text!r} is neither sv nor en", param_hint="--language")
    return text


def _facts(label: ShelfLabel) -> dict[str, object]:
    compared = label.text.comparison
    return {
        "label": label.id,
        "sku": label.sku,
        "name": label.text.name,
        "location": label.location_id,
        "holds_from": label.holds_from.isoformat(),
        "state": label.state.value,
        "price_minor": label.text.price.minor,
        "comparison_price_minor": compared.amount.minor if compared else None,
        "comparison_unit": compared.unit.value if compared else None,
        "lowest_price_minor": label.text.lowest.minor if label.text.lowest else None,
        "barcode": label.text.code,
        "currency": label.text.price.currency,
    }


def _printed(printing: LabelPrinting, out: Path, order: SheetOrder) -> dict[str, object]:
    count = len(printing.labels)
    sheets = sheets_needed(count, order.paper, order.start)
    return {"batch": fact_number(printing.batch), "labels": count, "sheets": sheets, "file": str(out)}


def _write_list(console: Console, queue: Sequence[ShelfLabel]) -> None:
    for each in queue:
        price = f"{each.text.price} {each.text.price.currency}"
        console.print(f"{each.sku:<14}  {each.holds_from}  {price:>14}  {each.text.name}", markup=False)
    if not queue:
        console.print("No label is waiting.")
