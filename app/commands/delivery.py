"""The commands for what suppliers bring: ``delivery open``, ``list``, ``receive`` and ``add``."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from app.commands.orders import Number
from app.commands.output import Json, answer, write_facts
from models.shop import fact_number

if TYPE_CHECKING:
    from rich.console import Console

    from models.money import Money
    from models.purchasing.arrival import Arrival, CountedDelivery
    from store.database.engine import Store

app = typer.Typer(help="Receive what suppliers bring.", no_args_is_help=True, rich_markup_mode=None)

File = Annotated[
    Path | None,
    typer.Option(
        "--file", help="The delivery note as Excel (.xlsx), CSV or Parquet: code, quantity, damaged, cost.",
        show_default="all that is open", metavar="FILE",
    ),
]  # fmt: skip
NoteFile = Annotated[Path, typer.Argument(help="The delivery note as Excel (.xlsx), CSV or Parquet.", metavar="FILE")]
Note = Annotated[str, typer.Option(help="Number of the delivery note; each is received once.", metavar="TEXT")]
Freight = Annotated[str | None, typer.Option(help="What the carriage cost without tax.", metavar="AMOUNT")]


class RestWord(StrEnum):
    """What becomes of what did not come, as it is typed."""

    OPEN = "open"
    BACK_ORDERED = "back-ordered"
    CANCELLED = "cancelled"


Rest = Annotated[RestWord, typer.Option(help="What becomes of what did not come.")]


def _parse_day(text: str) -> date:
    return date.fromisoformat(text)


Promised = Annotated[
    date | None,
    typer.Option("--promised-on", help="Day for which the rest is promised.", parser=_parse_day, metavar="YYYY-MM-DD"),
]


@app.command("open")
def list_open(*, as_json: Json = False) -> None:
    """List what is still to come: the open lines of orders, by supplier."""
    from models.purchasing.purchase_order import RECEIVABLE
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store import purchasing, received_goods

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        orders = sorted(purchasing.orders_in(view, RECEIVABLE), key=lambda each: (each.supplier_code, each.id))
        progress = received_goods.progress_of_orders(view, [each.id for each in orders])
    rows: list[dict[str, object]] = [
        {
            "order": order.id,
            "number": fact_number(order.id),
            "supplier": order.supplier_code,
            "expected_on": order.expected_on.isoformat(),
            "line": position,
            "sku": order.lines[position - 1].sku,
            "ordered": str(line.ordered),
            "delivered": str(line.delivered),
            "open": str(line.still_open),
        }
        for order in orders
        for position, line in progress[order.id].items()
        if line.still_open
    ]
    answer(rows, as_json=as_json, write=lambda console: _write_open(console, rows))


@app.command("list")
def list_arrivals(
    *,
    limit: Annotated[int, typer.Option(help="Deliveries listed at most.", min=1, metavar="NUMBER")] = 50,
    as_json: Json = False,
) -> None:
    """List the deliveries that were received, the newest first."""
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store.received_goods import latest_arrivals

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        rows = [_facts(each) for each in latest_arrivals(view, limit)]
    answer(rows, as_json=as_json, write=lambda console: _write_list(console, rows))


@app.command()
def receive(
    number: Number,
    *,
    file: File = None,
    note: Note = "",
    rest: Rest = RestWord.OPEN,
    promised_on: Promised = None,
    freight: Freight = None,
    as_json: Json = False,
) -> None:
    """Put what came of an order on the shelf: all that is open, or what a file has."""
    from app.counter.peppol_replies import counted_of_note, despatch_note, is_peppol
    from models.purchasing.arrival import CountedDelivery, RestOfOrder, everything_open
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from pipelines.importing.delivery_note import note_target, read_delivery_note
    from store import purchasing

    with upkeep.shop_in_use(load_settings()) as store:
        with store.view() as view:
            order = purchasing.get_order(view, number)
            target = note_target(view, order)
        if file is None:
            goods = everything_open(order, target.progress or {})
        elif is_peppol(file.read_bytes()):
            with store.view() as view:
                advice = despatch_note(view, order, file.read_bytes())
            goods, note = counted_of_note(order, advice, target.progress or {}), note or advice.number
        else:
            goods = read_delivery_note(store, file, target)
        counted = CountedDelivery(
            uuid4().hex, goods, order.id, note_number=note, freight=_amount(freight, order.currency),
            rest=RestOfOrder[rest.name], promised_on=promised_on,
        )  # fmt: skip
        arrival = _receive(store, counted)
    _report(arrival, as_json=as_json)


@app.command()
def add(
    supplier: Annotated[str, typer.Argument(help="Code of the supplier.", show_default=False, metavar="SUPPLIER")],
    file: NoteFile,
    *,
    location: Annotated[
        int | None, typer.Option(help="Number of the location.", show_default="the first", metavar="NUMBER")
    ] = None,
    note: Note = "",
    freight: Freight = None,
    as_json: Json = False,
) -> None:
    """Put goods on the shelf that came without an order, as a file has them."""
    from models.purchasing.arrival import CountedDelivery
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from pipelines.importing.delivery_note import NoteTarget, read_delivery_note
    from store import shop

    with upkeep.shop_in_use(load_settings()) as store:
        with store.view() as view:
            currency, first = shop.get_shop(view).currency, shop.all_locations(view)[0].id
        goods = read_delivery_note(store, file, NoteTarget(supplier))
        counted = CountedDelivery(
            uuid4().hex, goods, None, supplier, location or first, note, _amount(freight, currency)
        )
        arrival = _receive(store, counted)
    _report(arrival, as_json=as_json)


def _receive(store: Store, counted: CountedDelivery) -> Arrival:
    from operations.access.actors import office_actor
    from operations.purchasing.receiving import receive_goods

    return receive_goods(store, office_actor(store), counted, at=datetime.now(UTC))


def _amount(text: str | None, currency: str) -> Money | None:
    from models.pricing.price_text import parse_amount

    return None if text is None else parse_amount(text, currency)


def _report(arrival: Arrival, *, as_json: bool) -> None:
    facts = _facts(arrival)
    texts = {**facts, "goods": len(arrival.goods)}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, texts))


def _facts(arrival: Arrival) -> dict[str, object]:
    return {
        "delivery": arrival.id,
        "number": fact_number(arrival.id),
        "supplier": arrival.supplier_code,
        "location": arrival.location_id,
        "order": None if arrival.order_id is None else fact_number(arrival.order_id),
        "note": arrival.note_number,
        "at": arrival.at.isoformat(timespec="seconds"),
        "operator": arrival.operator,
        "freight_minor": arrival.freight_minor,
        "currency": arrival.currency,
        "rest": arrival.rest.value,
        "promised_on": None if arrival.promised_on is None else arrival.promised_on.isoformat(),
        "goods": [
            {
                "sku": each.sku,
                "good": str(each.good),
                "damaged": str(each.damaged),
                "order_line": each.order_line,
                "cancelled": str(each.cancelled),
                "unit_cost_minor": each.unit_cost,
                "agreed_cost_minor": each.agreed_cost,
            }
            for each in arrival.goods
        ],
    }


def _write_open(console: Console, rows: list[dict[str, object]]) -> None:
    for row in rows:
        what = f"{row['supplier']}  {row['sku']}: {row['open']} of {row['ordered']}"
        console.print(f"{row['number']}  {row['expected_on']}  {what}", markup=False)
    if not rows:
        console.print("Nothing is to come.")


def _write_list(console: Console, rows: list[dict[str, object]]) -> None:
    for row in rows:
        goods = row["goods"]
        count = len(goods) if isinstance(goods, list) else 0
        console.print(f"{row['number']}  {row['at']}  {row['supplier']}  {row['note']}  {count} lines", markup=False)
    if not rows:
        console.print("No delivery was received yet.")
