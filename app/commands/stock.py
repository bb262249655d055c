"""The commands for stock: ``stock waste``, ``own-use``, ``written-off``, ``undo``, ``negative``, ``value`` and lots."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from app.commands.output import Json, answer
from app.commands.stock_lots import expiring, recall
from app.commands.stock_options import Place, parse_goods
from app.commands.stock_value import value
from models.shop import fact_id_of, fact_number

if TYPE_CHECKING:
    from rich.console import Console

    from models.stock.write_off import WriteOff, WriteOffKind

app = typer.Typer(
    help="Look at stock and change it without a sale: waste, own use.", no_args_is_help=True, rich_markup_mode=None
)
app.command()(value)
app.command()(expiring)
app.command()(recall)


class WasteWord(StrEnum):
    """Why goods are thrown away, as it is typed."""

    EXPIRED = "expired"
    DAMAGED = "damaged"
    SPOILT = "spoilt"
    STOLEN = "stolen"
    RECALLED = "recalled"
    OTHER = "other"


class UseWord(StrEnum):
    """What the shop uses goods for, as it is typed."""

    SHOP_USE = "shop-use"
    STAFF = "staff"
    OWNER = "owner"
    TASTING = "tasting"
    DONATED = "donated"
    OTHER = "other"


Goods = Annotated[
    list[str],
    typer.Option("--goods", help="Product and quantity; may be repeated.", show_default=False, metavar="SKU=UNITS"),
]
Note = Annotated[str, typer.Option(help="A remark that is stored with it.", metavar="TEXT")]
Limit = Annotated[int, typer.Option(help="Rows listed at most.", min=1, metavar="NUMBER")]


@app.command()
def waste(
    *,
    goods: Goods,
    reason: Annotated[
        WasteWord,
        typer.Option(
            help="Why they are thrown away: " + ", ".join(WasteWord) + ".", show_default=False, metavar="REASON"
        ),
    ],
    note: Note = "",
    lot: Annotated[
        str | None,
        typer.Option(help="The lot that they are of.", show_default="what expires first", metavar="LOT"),
    ] = None,
    location: Place = None,
    as_json: Json = False,
) -> None:
    """Take goods off the shelf that are thrown away or gone."""
    from models.stock.write_off import WriteOffKind

    write_offs = _write_off(WriteOffKind.WASTE, goods, reason.value, note, location=location, lot=lot)
    answer([_facts(each) for each in write_offs], as_json=as_json, write=lambda console: _write(console, write_offs))


@app.command("own-use")
def own_use(
    *,
    goods: Goods,
    reason: Annotated[
        UseWord,
        typer.Option(help="What they are used for: " + ", ".join(UseWord) + ".", show_default=False, metavar="REASON"),
    ],
    note: Note = "",
    location: Place = None,
    as_json: Json = False,
) -> None:
    """Take goods off the shelf that the shop uses itself."""
    from models.stock.write_off import WriteOffKind

    write_offs = _write_off(WriteOffKind.OWN_USE, goods, reason.value, note, location=location)
    answer([_facts(each) for each in write_offs], as_json=as_json, write=lambda console: _write(console, write_offs))


def _write_off(
    kind: WriteOffKind, typed: list[str], reason: str, note: str, *, location: int | None, lot: str | None = None
) -> list[WriteOff]:
    """Write off each of the goods; one that is refused does not stop those before it."""
    from models.stock.write_off import UnsaleableGoods, WriteOffReason
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.stock.writing_off import write_off_goods
    from store import shop
    from store.lot_levels import get_lot

    at, amounts = datetime.now(UTC), [parse_goods(each) for each in typed]
    with upkeep.shop_in_use(load_settings()) as store:
        with store.view() as view:
            place = location or shop.all_locations(view)[0].id
            of_lots = {} if lot is None else {sku: get_lot(view, sku, lot) for sku, _ in amounts}
        wishes = [
            UnsaleableGoods(uuid4().hex, place, sku, units, kind, WriteOffReason(reason.replace("-", "_")), note)
            for sku, units in amounts
        ]
        return [write_off_goods(store, office_actor(store), each, at=at, lot=of_lots.get(each.sku)) for each in wishes]


@app.command("written-off")
def written_off(*, limit: Limit = 50, as_json: Json = False) -> None:
    """List what was thrown away and used by the shop, the newest first."""
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store.write_offs import latest_write_offs

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        latest = latest_write_offs(view, limit)
    facts = [{**_facts(each), "taken_back": is_undone} for each, is_undone in latest]
    answer(facts, as_json=as_json, write=lambda console: _write(console, [each for each, _ in latest]))


@app.command()
def undo(
    number: Annotated[
        int,
        typer.Argument(
            help="Number of what was written off, as in the list.",
            show_default=False,
            parser=fact_id_of,
            metavar="NUMBER",
        ),
    ],
    *,
    as_json: Json = False,
) -> None:
    """Take back what was written off by mistake: the goods are in stock again."""
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.stock.writing_off import undo_write_off

    with upkeep.shop_in_use(load_settings()) as store:
        write_off = undo_write_off(store, office_actor(store), number, at=datetime.now(UTC))
    answer(_facts(write_off), as_json=as_json, write=lambda console: _write(console, [write_off]))


@app.command()
def negative(*, limit: Limit = 200, as_json: Json = False) -> None:
    """List goods whose stock is below zero: since when, and what probably happened."""
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store.negative_stock import negative_stock

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        goods = negative_stock(view, limit)
    rows: list[dict[str, object]] = [
        {
            "sku": each.sku,
            "location": each.location_id,
            "on_hand": str(each.on_hand),
            "since": each.since.isoformat(timespec="seconds"),
            "cause": each.cause.value,
        }
        for each in goods
    ]
    answer(rows, as_json=as_json, write=lambda console: _write_negative(console, rows))


def _facts(write_off: WriteOff) -> dict[str, object]:
    goods = write_off.goods
    return {
        "number": fact_number(write_off.id),
        "at": write_off.at.isoformat(timespec="seconds"),
        "location": goods.location_id,
        "sku": goods.sku,
        "units": str(goods.units),
        "kind": goods.kind.value,
        "reason": goods.reason.value,
        "note": goods.note,
        "operator": write_off.operator,
        "takes_back": None if write_off.undoes is None else fact_number(write_off.undoes),
    }


def _write(console: Console, write_offs: list[WriteOff]) -> None:
    for each in write_offs:
        goods = each.goods
        what = f"{each.change:+} {goods.sku}  {goods.kind.value}: {goods.reason.value}  {goods.note}"
        console.print(f"{fact_number(each.id)}  {each.at:%Y-%m-%d %H:%M}  {what}".rstrip(), markup=False)
    if not write_offs:
        console.print("Nothing was written off yet.")


def _write_negative(console: Console, rows: list[dict[str, object]]) -> None:
    for each in rows:
        where = f"{each['sku']} at location {each['location']}"
        console.print(f"{where}: {each['on_hand']} since {each['since']}, {each['cause']}", markup=False)
    if not rows:
        console.print("No stock is below zero.")
