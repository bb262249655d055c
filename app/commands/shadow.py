"""``kassa shadow``: orders that Kassa decides beside the owner and never sends."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.output import Json, answer, write_facts

if TYPE_CHECKING:
    from rich.console import Console

    from models.replenishment.shadow_figures import SideMoney, SupplierShadow
    from models.replenishment.shadow_record import ShadowRecord, ShadowRun

app = typer.Typer(
    help="Let Kassa decide orders beside you, and compare; nothing is sent.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command()
def begin(
    *,
    days: Annotated[int, typer.Option(metavar="DAYS", help="On how many mornings.")] = 30,
    past: Annotated[
        int, typer.Option(metavar="DAYS", help="So many of them are past: each is decided from what was known then.")
    ] = 0,
    as_json: Json = False,
) -> None:
    """Begin to decide orders beside the owner, from tomorrow or some past morning on."""
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.replenishment.shadow_runs import begin_shadow

    with upkeep.shop_in_use(load_settings()) as store:
        run = begin_shadow(store, office_actor(store), days, at=datetime.now(UTC), past_days=past)
    answer(_run_facts(run), as_json=as_json, write=lambda console: write_facts(console, _run_facts(run)))


@app.command()
def stop(*, as_json: Json = False) -> None:
    """Stop it; what was decided and compared stays."""
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.replenishment.shadow_runs import end_shadow

    with upkeep.shop_in_use(load_settings()) as store:
        run = end_shadow(store, office_actor(store), at=datetime.now(UTC))
    answer(_run_facts(run), as_json=as_json, write=lambda console: write_facts(console, _run_facts(run)))


@app.command()
def decide(*, as_json: Json = False) -> None:
    """Decide the mornings that wait now, as the schedule does each night."""
    from operations.access.actors import schedule_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from pipelines.nightly.jobs import figures_of
    from pipelines.nightly.shadow_orders import decide_beside_owner

    with upkeep.shop_in_use(load_settings()) as store:
        figures = figures_of(decide_beside_owner(store, schedule_actor(store), at=datetime.now(UTC)))
    answer(figures, as_json=as_json, write=lambda console: write_facts(console, figures))


@app.command()
def show(*, as_json: Json = False) -> None:
    """Show yours and ours for each supplier, what ours would have saved, and the last morning's orders."""
    from models.replenishment.shadow_figures import compare_shadow
    from models.replenishment.shadow_record import NoShadow
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store import shadow_rows, shop

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        run, currency = shadow_rows.newest_shadow(view), shop.get_shop(view).currency
        if run is None:
            raise NoShadow
        records = shadow_rows.days_of_run(view, run.id)
    comparison = compare_shadow(records)
    rows = [*comparison.suppliers, comparison.total]
    facts = {
        **_run_facts(run),
        "currency": currency,
        "days_compared": comparison.days,
        "suppliers": [_supplier_facts(each) for each in comparison.suppliers],
        "total": _supplier_facts(comparison.total),
        "orders": _order_facts(records),
    }
    answer(facts, as_json=as_json, write=lambda console: _write(console, rows, comparison.days, currency))


def _write(console: Console, rows: list[SupplierShadow], days: int, currency: str) -> None:
    from rich.table import Table

    from models.money import Money

    def whole(minor: int) -> str:
        return f"{Money(minor, currency).major():,.0f}"

    names = ("stock", "missed", "wasted")
    table = Table("supplier", *(f"{name}, {side}" for name in names for side in ("yours", "ours")), "saved")
    for each in rows:
        pairs = [(getattr(each.yours, name), getattr(each.ours, name)) for name in ("stock", "shortage", "waste")]
        figures = [whole(minor) for pair in pairs for minor in pair]
        table.add_row(each.supplier or "all", *figures, whole(each.gain))
    console.print(f"{days} days, {currency} without tax. Below zero: it would have cost so much more.")
    console.print(table)


def _run_facts(run: ShadowRun) -> dict[str, object]:
    return {
        "first_day": run.first_day.isoformat(),
        "days": run.days,
        "stopped_at": run.ended_at.isoformat() if run.ended_at else None,
    }


def _side_facts(side: SideMoney) -> dict[str, int]:
    return {
        "orders_minor": side.orders,
        "arrivals_minor": side.arrivals,
        "stock_minor": side.stock,
        "missed_minor": side.shortage,
        "wasted_minor": side.waste,
        "holding_minor": side.holding,
    }


def _supplier_facts(each: SupplierShadow) -> dict[str, object]:
    sides = {"yours": _side_facts(each.yours), "ours": _side_facts(each.ours)}
    return {"supplier": each.supplier, **sides, "saved_minor": each.gain}


def _order_facts(records: list[ShadowRecord]) -> list[dict[str, object]]:
    """The lines of the last morning that had any."""
    from models.quantity import from_milli

    newest = next((each for each in reversed(records) if any(goods.order for goods in each.goods)), None)
    if newest is None:
        return []
    return [
        {
            "day": newest.day.isoformat(),
            "location": each.location_id,
            "supplier": each.supplier,
            "sku": each.sku,
            "quantity": str(from_milli(each.order)),
            "comes_on": each.comes_on.isoformat() if each.comes_on else None,
        }
        for each in newest.goods
        if each.order
    ]
