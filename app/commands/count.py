"""The commands for counting stock while the tills sell: ``count save``, ``list`` and ``goods``."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from app.commands.import_ import CountedAt
from app.commands.output import Json, answer
from app.commands.stock_options import Place, parse_goods
from models.shop import fact_number

if TYPE_CHECKING:
    from rich.console import Console

    from models.stock.counting import StockCount

app = typer.Typer(help="Count stock while the tills sell.", no_args_is_help=True, rich_markup_mode=None)


@app.command()
def save(
    *,
    goods: Annotated[
        list[str],
        typer.Option(
            "--goods",
            help="What was counted of a product; may be repeated.",
            show_default=False,
            metavar="SKU=UNITS",
        ),
    ],
    location: Place = None,
    counted_at: CountedAt = None,
    as_json: Json = False,
) -> None:
    """Let the stock of some goods be what was counted; the difference is recorded."""
    from models.stock.counting import CountedUnits
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.stock.stock_count import count_goods
    from store import shop

    at = datetime.now(UTC)
    with upkeep.shop_in_use(load_settings()) as store:
        with store.view() as view:
            place = location or shop.all_locations(view)[0].id
        counted = [CountedUnits(sku, units, counted_at or at) for sku, units in map(parse_goods, goods)]
        count = count_goods(store, office_actor(store), counted, location_id=place, key=uuid4().hex, at=at)
    facts = _facts(count)
    answer(facts, as_json=as_json, write=lambda console: _write(console, [count]))


@app.command("list")
def list_counts(
    *,
    limit: Annotated[int, typer.Option(help="Counts listed at most.", min=1, metavar="NUMBER")] = 50,
    as_json: Json = False,
) -> None:
    """List what was counted, with what should have been there at the instant of each count, the newest first."""
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store.stock_counts import latest_counts

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        counts = latest_counts(view, limit)
    answer([_facts(each) for each in counts], as_json=as_json, write=lambda console: _write(console, counts))


@app.command()
def goods(
    *,
    category: Annotated[
        str | None, typer.Option(help="Code of the category.", show_default="all", metavar="CODE")
    ] = None,
    limit: Annotated[int, typer.Option(help="Goods listed at most.", min=1, metavar="NUMBER")] = 20,
    location: Place = None,
    as_json: Json = False,
) -> None:
    """List which goods to count first: value × movement of 30 days × days since the last count."""
    from models.stock.count_list import riskiest
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store import shop
    from store.analysis.count_lists import count_candidates

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        place = location or shop.all_locations(view)[0].id
        listing = riskiest(count_candidates(view, place, at=datetime.now(UTC), category=category), limit)
    rows: list[dict[str, object]] = [
        {
            "sku": each.sku,
            "location": place,
            "on_hand": str(each.on_hand),
            "unit_cost_minor": f"{each.unit_cost:f}",
            "moved": str(each.moved),
            "days_since_count": each.days,
            "risk": f"{each.risk:.0f}",
        }
        for each in listing
    ]
    answer(rows, as_json=as_json, write=lambda console: _write_goods(console, rows))


def _write_goods(console: Console, rows: list[dict[str, object]]) -> None:
    for each in rows:
        days = "never counted" if each["days_since_count"] is None else f"counted {each['days_since_count']} days ago"
        console.print(f"{each['sku']}: {each['on_hand']} on hand, {each['moved']} moved, {days}", markup=False)
    if not rows:
        console.print("There are no goods to count.")


def _facts(count: StockCount) -> dict[str, object]:
    return {
        "count": count.id,
        "number": fact_number(count.id),
        "location": count.location_id,
        "at": count.at.isoformat(timespec="seconds"),
        "operator": count.operator,
        "goods": [
            {
                "sku": each.sku,
                "counted": str(each.counted),
                "book": str(each.book),
                "variance": str(each.variance),
                "counted_at": each.at.isoformat(timespec="seconds"),
            }
            for each in count.lines
        ],
    }


def _write(console: Console, counts: list[StockCount]) -> None:
    for count in counts:
        for each in count.lines:
            what = f"{each.sku}: {each.counted} counted, {each.book} in the books, {each.variance:+}"
            console.print(f"{fact_number(count.id)}  {each.at:%Y-%m-%d %H:%M}  {what}", markup=False)
    if not counts:
        console.print("Nothing was counted yet.")
