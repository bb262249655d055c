"""The commands for purchase orders: ``orders list``, ``send``, ``receive``, ``cancel``."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.output import Json, answer, write_facts
from models.shop import fact_id_of, fact_number

if TYPE_CHECKING:
    from rich.console import Console

    from models.purchasing.purchase_order import PurchaseOrder

app = typer.Typer(help="See and move purchase orders.", no_args_is_help=True, rich_markup_mode=None)

Number = Annotated[
    int,
    typer.Argument(help="The order's number, as in the list.", show_default=False, parser=fact_id_of, metavar="NUMBER"),
]


@app.command("list")
def list_orders(*, as_json: Json = False) -> None:
    """List the orders that are drafted or sent."""
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store.purchasing import orders_in

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        found = orders_in(view)
    answer([_facts(order) for order in found], as_json=as_json, write=lambda console: _write_list(console, found))


@app.command()
def send(number: Number, *, as_json: Json = False) -> None:
    """Record that an order was sent to its supplier."""
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.purchasing.purchase_orders import send_order

    with upkeep.shop_in_use(load_settings()) as store:
        order = send_order(store, office_actor(store), number, at=datetime.now(UTC))
    _tell(order, as_json=as_json)


@app.command()
def receive(number: Number, *, as_json: Json = False) -> None:
    """Put the goods of a sent order on the shelf, all as ordered. Twice is once."""
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.purchasing.purchase_orders import receive_order

    with upkeep.shop_in_use(load_settings()) as store:
        order = receive_order(store, office_actor(store), number, at=datetime.now(UTC))
    _tell(order, as_json=as_json)


@app.command()
def cancel(number: Number, *, as_json: Json = False) -> None:
    """Take back an order that has not been received."""
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.purchasing.purchase_orders import cancel_order

    with upkeep.shop_in_use(load_settings()) as store:
        order = cancel_order(store, office_actor(store), number, at=datetime.now(UTC))
    _tell(order, as_json=as_json)


def _tell(order: PurchaseOrder, *, as_json: bool) -> None:
    facts = _facts(order)
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


def _facts(order: PurchaseOrder) -> dict[str, object]:
    return {
        "order": order.id,
        "number": fact_number(order.id),
        "supplier": order.supplier_code,
        "location": order.location_id,
        "state": order.state.value,
        "expected_on": order.expected_on.isoformat(),
        "lines": len(order.lines),
        "cost_minor": order.cost.minor,
        "currency": order.currency,
    }


def _write_list(console: Console, orders: list[PurchaseOrder]) -> None:
    for order in orders:
        what = f"{order.supplier_code}, {len(order.lines)} lines, {order.cost} {order.currency}"
        state = f"{order.state.value:<6} {order.expected_on}"
        console.print(f"{fact_number(order.id)}  {state}  {what}, for location {order.location_id}", markup=False)
    if not orders:
        console.print("No order is drafted or sent.")
