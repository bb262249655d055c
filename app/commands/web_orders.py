"""The commands for orders of the web shop: ``list``, ``show``, ``pick``, ``cancel`` and ``expire``."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.output import Json, answer, write_facts

if TYPE_CHECKING:
    from rich.console import Console

    from models.online.online_order import OnlineOrder

app = typer.Typer(
    help="Orders of the web shop: what to pick, and what became of it.", no_args_is_help=True, rich_markup_mode=None
)

Code = Annotated[str, typer.Argument(help="Pick-up code of the order.", show_default=False, metavar="CODE")]
ENDED_DAYS = 30


@app.command("list")
def list_orders(
    *,
    ended: Annotated[bool, typer.Option("--ended", help="List those that ended in the last 30 days too.")] = False,
    as_json: Json = False,
) -> None:
    """List the orders that wait, those that are fetched first first."""
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store import shop
    from store.online import order_rows

    at = datetime.now(UTC)
    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        currency, orders = shop.get_shop(view).currency, order_rows.open_orders(view)
        orders += order_rows.ended_orders(view, at - timedelta(days=ENDED_DAYS)) if ended else []
    facts = {"orders": [_facts(each, currency, at) for each in orders]}
    answer(facts, as_json=as_json, write=lambda console: _write(console, orders, currency, at))


@app.command()
def show(code: Code, *, as_json: Json = False) -> None:
    """Show an order that waits, with its goods."""
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store import shop
    from store.online import order_rows

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        currency, order = shop.get_shop(view).currency, order_rows.get_open(view, code)
    _answer_order(order, currency, as_json=as_json)


@app.command()
def pick(
    code: Code,
    *,
    missing: Annotated[
        list[str] | None,
        typer.Option(
            "--missing", help="Line and how many of it are missing, such as 2=1; may be repeated.", metavar="LINE=N"
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Record that an order is picked; the customer learns that it can be fetched."""
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.online.end_orders import pick_order
    from store import shop
    from store.online import order_rows

    with upkeep.shop_in_use(load_settings()) as store:
        with store.view() as view:
            currency, order = shop.get_shop(view).currency, order_rows.get_open(view, code)
        ordered = {each.position: each.quantity for each in order.goods}
        picked = {line: ordered.get(line, 0) - less for line, less in map(_missing, missing or ())}
        order = pick_order(store, office_actor(store), order.id, picked, at=datetime.now(UTC))
    _answer_order(order, currency, as_json=as_json)


@app.command()
def cancel(
    code: Code,
    *,
    reason: Annotated[str, typer.Option("--reason", help="Why; the customer reads it.", metavar="TEXT")] = "",
    as_json: Json = False,
) -> None:
    """Cancel an order that nobody has fetched; the customer gets an e-mail."""
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.online.end_orders import cancel_order
    from store import shop
    from store.online import order_rows

    with upkeep.shop_in_use(load_settings()) as store:
        with store.view() as view:
            currency, order = shop.get_shop(view).currency, order_rows.get_open(view, code)
        order = cancel_order(store, office_actor(store), order.id, reason, at=datetime.now(UTC))
    _answer_order(order, currency, as_json=as_json)


@app.command()
def expire(*, as_json: Json = False) -> None:
    """End the orders that nobody fetched, as each night does."""
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.online.end_orders import end_unfetched
    from operations.online.web_shop_rules import web_actor

    with upkeep.shop_in_use(load_settings()) as store:
        facts = {"ended": end_unfetched(store, web_actor(store), at=datetime.now(UTC))}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


def _missing(text: str) -> tuple[int, int]:
    line, _, count = text.partition("=")
    if not (line.isascii() and line.isdigit() and count.isascii() and count.isdigit() and len(text) < len("9999=9999")):
        raise typer.BadParameter(f"{text!r} is no line with a number, such as 2=1")
    return int(line), int(count)


def _answer_order(order: OnlineOrder, currency: str, *, as_json: bool) -> None:
    facts = _facts(order, currency, datetime.now(UTC))
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


def _facts(order: OnlineOrder, currency: str, at: datetime) -> dict[str, object]:
    return {
        "code": order.code,
        "state": order.state.value,
        "is_late": order.is_late(at),
        "pickup_from": order.pickup.begins.isoformat(timespec="minutes"),
        "pickup_until": order.pickup.ends.isoformat(timespec="minutes"),
        "name": order.contact.name,
        "email": order.contact.email,
        "phone": order.contact.phone,
        "total_minor": order.total_minor,
        "currency": currency,
        "is_prepaid": order.is_prepaid,
        "is_gift_card": order.purchase is not None,
        "goods": [
            {"line": each.position, "sku": each.sku, "name": each.name, "quantity": each.quantity,
             "picked": each.picked_quantity}
            for each in order.goods
        ],
        "reason": order.reason,
    }  # fmt: skip


def _write(console: Console, orders: list[OnlineOrder], currency: str, at: datetime) -> None:
    from rich.markup import escape
    from rich.table import Table

    from models.money import Money

    table = Table("code", "state", "pick-up (UTC)", "name", "lines", "total")
    for each in orders:
        state = f"{each.state.value}, late" if each.is_late(at) else each.state.value
        total = str(Money(each.total_minor, currency))
        pickup = f"{each.pickup.begins:%Y-%m-%d %H:%M}"
        table.add_row(each.code, state, pickup, escape(each.contact.name), str(len(each.goods)), total)
    console.print(table)
