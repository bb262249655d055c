"""The command for what buyers changed in orders and what came of it: ``orders changes``."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.output import Json, answer
from models.shop import fact_number

if TYPE_CHECKING:
    from rich.console import Console


def changes(
    *,
    days: Annotated[int, typer.Option(help="Days to look back.", min=1, metavar="NUMBER")] = 182,
    limit: Annotated[int, typer.Option(help="Changes listed at most.", min=1, metavar="NUMBER")] = 50,
    as_json: Json = False,
) -> None:
    """List the quantities that buyers changed in orders, why, and what came of it."""
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store.analysis.changed_orders import changed_quantities

    now = datetime.now(UTC)
    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        rows = changed_quantities(view, since=now - timedelta(days=days), now=now, most=limit)
    facts: list[dict[str, object]] = [
        {
            "order": fact_number(each.order_id),
            "location": each.location_id,
            "sku": each.sku,
            "drafted": str(each.drafted),
            "ordered": str(each.ordered),
            "reasons": list(each.reasons),
            "changed_at": each.changed_at.isoformat(timespec="seconds"),
            "operator": each.operator,
            "came_at": None if each.came_at is None else each.came_at.isoformat(timespec="seconds"),
            "until": None if each.until is None else each.until.isoformat(timespec="seconds"),
            "units_sold": str(each.units_sold),
            "lowest_stock": None if each.lowest is None else str(each.lowest),
            "outcome": each.outcome.value,
        }
        for each in rows
    ]
    answer(facts, as_json=as_json, write=lambda console: _write(console, facts))


def _write(console: Console, rows: list[dict[str, object]]) -> None:
    for each in rows:
        change = f"{each['drafted']} -> {each['ordered']}"
        console.print(f"{each['order']}  {each['sku']}  {change}: {each['outcome']}", markup=False)
    if not rows:
        console.print("Nobody changed a quantity in an order.")
