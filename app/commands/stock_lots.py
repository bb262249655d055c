"""The commands for lots: ``stock expiring`` and ``stock recall``."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.output import Json, answer
from models.shop import fact_number

if TYPE_CHECKING:
    from rich.console import Console

    from store.analysis.lot_reports import ExpiringLot, LotHistory


def expiring(
    *,
    days: Annotated[int, typer.Option(help="How many days ahead.", min=0, metavar="NUMBER")] = 7,
    as_json: Json = False,
) -> None:
    """List the lots that expire soon, and those that have expired, the first first."""
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store import shop
    from store.analysis.lot_reports import expiring_lots

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        today = shop.get_shop(view).business_day(datetime.now(UTC))
        lots = expiring_lots(view, today, days)
    answer([_lot_facts(each) for each in lots], as_json=as_json, write=lambda console: _write_lots(console, lots))


def recall(
    sku: Annotated[str, typer.Argument(help="The product.", show_default=False, metavar="SKU")],
    lot: Annotated[str, typer.Argument(help="The lot, as its package names it.", show_default=False, metavar="LOT")],
    *,
    stop: Annotated[bool, typer.Option("--stop", help="Let no till sell it any more.")] = False,
    lift: Annotated[bool, typer.Option("--lift", help="Let it be sold again.")] = False,
    note: Annotated[str, typer.Option(help="A remark that is stored with it.", metavar="TEXT")] = "",
    as_json: Json = False,
) -> None:
    """Show which deliveries brought a lot, which receipts took it, and what is left of it."""
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.stock.recalling import RecallWish, recall_lot
    from store.analysis.lot_reports import lot_history

    if stop and lift:
        raise typer.BadParameter("--stop --lift")
    with upkeep.shop_in_use(load_settings()) as store:
        if stop or lift:
            recall_lot(store, office_actor(store), RecallWish(sku, lot, note, lift), at=datetime.now(UTC))
        with store.view() as view:
            history = lot_history(view, sku, lot)
    answer(_history_facts(history), as_json=as_json, write=lambda console: _write_history(console, history))


def _lot_facts(each: ExpiringLot) -> dict[str, object]:
    return {
        "location": each.location_id,
        "sku": each.sku,
        "name": each.name,
        "lot": each.lot.code,
        "best_before": None if each.lot.best_before is None else each.lot.best_before.isoformat(),
        "days_left": each.days_left,
        "units": str(each.units),
        "is_recalled": each.is_recalled,
    }


def _history_facts(history: LotHistory) -> dict[str, object]:
    lot = history.state.lot
    return {
        "sku": history.sku,
        "name": history.name,
        "lot": lot.code,
        "best_before": None if lot.best_before is None else lot.best_before.isoformat(),
        "is_recalled": history.state.is_recalled,
        "left": {str(place): str(units) for place, units in history.left.items()},
        "deliveries": [
            {
                "number": fact_number(each.arrival_id),
                "supplier": each.supplier_code,
                "note": each.note_number,
                "location": each.location_id,
                "at": each.at.isoformat(timespec="seconds"),
                "units": str(each.units),
            }
            for each in history.deliveries
        ],
        "receipts": [
            {
                "id": fact_number(each.sale_id),
                "number": each.receipt_number,
                "till": each.device_id,
                "location": each.location_id,
                "at": each.at.isoformat(timespec="seconds"),
                "units": str(each.units),
                "member": each.member,
                "is_certain": each.is_certain,
            }
            for each in history.sales
        ],
        "other_movements": {reason: str(units) for reason, units in history.elsewhere.items()},
    }


def _write_lots(console: Console, lots: list[ExpiringLot]) -> None:
    for each in lots:
        what = f"{each.lot.best_before}  {each.units} {each.sku}  lot {each.lot.code}  location {each.location_id}"
        console.print(f"{what}  {'recalled' if each.is_recalled else ''}".rstrip(), markup=False)
    if not lots:
        console.print("Nothing expires so soon.")


def _write_history(console: Console, history: LotHistory) -> None:
    lot, state = history.state.lot, "recalled" if history.state.is_recalled else "not recalled"
    console.print(f"{history.name}  lot {lot.code}  best before {lot.best_before or '-'}  {state}", markup=False)
    for delivery in history.deliveries:
        console.print(
            f"delivery  {delivery.at:%Y-%m-%d %H:%M}  {delivery.units}  {delivery.supplier_code}", markup=False
        )
    for each in history.sales:
        certain = "" if each.is_certain else "  perhaps of this lot"
        receipt = f"receipt {each.receipt_number} of till {each.device_id}  {each.member or ''}".rstrip()
        console.print(f"sold  {each.at:%Y-%m-%d %H:%M}  {each.units}  {receipt}{certain}", markup=False)
    for reason, units in history.elsewhere.items():
        console.print(f"{reason}  {units}", markup=False)
    for place, units in history.left.items():
        console.print(f"left  {units}  at location {place}", markup=False)
