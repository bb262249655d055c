"""The command that shows a product by the formulas of textbooks: ``orders textbook``."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.output import Json, answer

if TYPE_CHECKING:
    from rich.console import Console

    from models.replenishment.textbook_orders import TextbookAnswer


def textbook(
    sku: Annotated[str, typer.Argument(help="The product.", show_default=False, metavar="SKU")],
    *,
    order_cost: Annotated[str, typer.Option(help="What the work of one order costs.", metavar="AMOUNT")] = "50",
    service: Annotated[
        float,
        typer.Option(help="Chance of not running out, for the safety stock.", metavar="SHARE", min=0.5, max=0.999),
    ] = 0.95,
    as_json: Json = False,
) -> None:
    """Show what the formulas of textbooks would order of a product, from its last 56 days.

    Nothing is ordered by them; 'kassa replay' compares ways to order on the shop's own past.
    """
    from app.commands.cash import parse_in_shop
    from models.replenishment.textbook_orders import textbook_answers
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from pipelines.nightly.textbook_figures import OrderWork, product_figures

    with upkeep.shop_in_use(load_settings()) as store:
        work = OrderWork(parse_in_shop(store, order_cost), service)
        with store.view() as view:
            by_location = product_figures(view, sku, work, datetime.now(UTC))
    facts: list[dict[str, object]] = [
        {
            "location": location_id,
            "currency": work.cost.currency,
            "units_a_day": round(figures.mean, 3),
            "deviation": round(figures.deviation, 3),
            "answers": [_rounded(each) for each in textbook_answers(figures)],
        }
        for location_id, figures in by_location.items()
    ]
    answer(facts, as_json=as_json, write=lambda console: _write(console, facts))


def _rounded(each: TextbookAnswer) -> dict[str, object]:
    return {name: round(value, 2) if isinstance(value, float) else value for name, value in asdict(each).items()}


def _write(console: Console, facts: list[dict[str, object]]) -> None:
    from rich.table import Table

    for place in facts:
        console.print(
            f"Location {place['location']}: {place['units_a_day']} units a day, standard deviation {place['deviation']}"
        )
        table = Table("formula", "units", "reorder point")
        answers = place["answers"]
        for each in answers if isinstance(answers, list) else ():
            point = each["reorder_point"]
            table.add_row(each["formula"], f"{each['units']:.1f}", "–" if point is None else f"{point:.1f}")
        console.print(table)
    if not facts:
        console.print("It has not been sold, or no supplier offers it: there are no figures.")
