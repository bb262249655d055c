"""The commands for purchase orders: list, show, change, approve, send, answer, receive, cancel."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.output import Json, answer, write_facts
from models.purchasing.order_steps import SendingWay
from models.shop import fact_id_of, fact_number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rich.console import Console

    from models.access.actor import Actor
    from models.purchasing.purchase_order import PurchaseOrder
    from models.purchasing.supplier import Supplier
    from models.shop import Location
    from store.database.engine import Store

app = typer.Typer(
    help="See purchase orders and lead them through their life.", no_args_is_help=True, rich_markup_mode=None
)


def _parse_units(text: str) -> Decimal:
    try:
        value = Decimal(text.replace(",", "."))
    except InvalidOperation:
        raise typer.BadParameter(f"{text!r} is no number") from None
    if not value.is_finite():
        raise typer.BadParameter(f"{text!r} is no number")
    return value


Number = Annotated[
    int,
    typer.Argument(help="The order's number, as in the list.", show_default=False, parser=fact_id_of, metavar="NUMBER"),
]
DAYS_OF_WEEK = 7
Reason = Annotated[str, typer.Option(help="Why, as it is stored.", metavar="TEXT")]


@app.command("list")
def list_orders(
    *,
    supplier: Annotated[
        str | None, typer.Option(help="Only orders of the supplier with this code.", metavar="CODE")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Also those that are received or cancelled.")] = False,
    as_json: Json = False,
) -> None:
    """List the orders that are under way, the newest first."""
    from models.purchasing.purchase_order import COMING, OrderState
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store.purchasing import all_suppliers, find_order_heads
    from store.shop import all_locations

    states = tuple(OrderState) if everything else COMING
    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        orders, suppliers, places = find_order_heads(view, states, supplier), all_suppliers(view), all_locations(view)
    facts = [_facts(order) for order in orders]
    answer(facts, as_json=as_json, write=lambda console: _write_list(console, orders, suppliers, places))


@app.command()
def show(number: Number, *, as_json: Json = False) -> None:
    """Show an order with its lines and what happened to it."""
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from pipelines.nightly.jobs import as_json as plain
    from store.order_history import history_of
    from store.purchasing import get_order

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        order = get_order(view, number)
        history = history_of(view, order)
    goods = [{"sku": line.sku, "quantity": str(line.quantity), "cost_minor": line.cost.minor} for line in order.lines]
    events = [
        {"at": each.at.isoformat(), "operator": each.operator, "kind": each.fact.kind.value, "fact": plain(each.fact)}
        for each in history
    ]
    facts = {**_facts(order), "reference": order.reference, "goods": goods, "history": events}

    def write(console: Console) -> None:
        write_facts(console, {**_facts(order), "reference": order.reference or "–"})
        for line in order.lines:
            console.print(f"  {line.quantity:>10} {line.sku}  {line.cost} {order.currency}", markup=False)
        for each in history:
            console.print(f"  {each.at:%Y-%m-%d %H:%M} {each.operator}: {each.fact.kind.value}", markup=False)

    answer(facts, as_json=as_json, write=write)


@app.command("why")
def explain(
    number: Number,
    sku: Annotated[
        str | None, typer.Argument(help="Only this product.", show_default="all of them", metavar="SKU")
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    """Show the figures that an order's quantities come from, and each quantity worked out once more from them."""
    from dataclasses import asdict

    from app.web.order_reasons import reason_sentences
    from app.words import words_of
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store.purchasing import get_order
    from store.replenishment import proposal_of_order

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        order = get_order(view, number)
        proposal = proposal_of_order(view, number)
    quantities = {line.sku: line.quantity for line in order.lines}
    lines = [line for line in (proposal.lines if proposal else ()) if sku in (None, line.sku)]

    def units(value: object) -> object:
        return str(value) if isinstance(value, Decimal) else value

    facts = [
        {
            "sku": line.sku,
            "ordered": str(quantities.get(line.sku, Decimal(0))),
            "recomputed": str(line.reasons.recomputed()),
            **{name: units(value) for name, value in asdict(line.reasons).items()},
        }
        for line in lines
    ]

    def write(console: Console) -> None:
        for line in lines:
            console.print(f"{line.sku}: {line.quantity}", markup=False)
            console.print(f"  {reason_sentences(line.reasons, words_of('en'), str)}", markup=False)
        if not lines:
            console.print("Kassa did not propose it: it was ordered by hand, so there are no figures.")

    answer(facts, as_json=as_json, write=write)


@app.command()
def edit(
    number: Number,
    sku: Annotated[str, typer.Argument(help="The product.", show_default=False, metavar="SKU")],
    quantity: Annotated[
        Decimal,
        typer.Argument(help="Units from now on; 0 removes it.", parser=_parse_units, metavar="QUANTITY"),
    ],
    *,
    reason: Annotated[str, typer.Option(help="Why; it is stored with the order.", show_default=False, metavar="TEXT")],
    as_json: Json = False,
) -> None:
    """Order another quantity of a product, as long as the order is not sent. An approved order is a draft again."""
    from operations.purchasing.order_changes import LineChange, change_order_line

    def work(store: Store, actor: Actor, at: datetime) -> PurchaseOrder:
        return change_order_line(store, actor, number, LineChange(sku, quantity, reason), at=at)

    _do(work, as_json=as_json)


@app.command()
def approve(number: Number, *, as_json: Json = False) -> None:
    """Approve a drafted order, so that it may be sent."""
    from operations.purchasing.order_changes import approve_order

    _do(lambda store, actor, at: approve_order(store, actor, number, at=at), as_json=as_json)


@app.command()
def send(
    number: Number,
    *,
    way: Annotated[
        SendingWay, typer.Option(help="mail, peppol: the server sends it so; otherwise how it reached the supplier.")
    ] = SendingWay.OTHER,
    as_json: Json = False,
) -> None:
    """Send an order by e-mail or Peppol, or record that it was sent in another way."""
    from operations.purchasing.order_mail import mail_order, send_by_peppol
    from operations.purchasing.purchase_orders import send_order

    by_server = {SendingWay.MAIL: mail_order, SendingWay.PEPPOL: send_by_peppol}
    if way in by_server:
        _do(lambda store, actor, at: by_server[way](store, actor, number, at=at), as_json=as_json)
        return
    _do(lambda store, actor, at: send_order(store, actor, number, way=way, at=at), as_json=as_json)


@app.command()
def remind(number: Number, *, as_json: Json = False) -> None:
    """Remind the supplier of a late order by e-mail, once for each order."""
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.purchasing.late_reminders import remind_supplier

    with upkeep.shop_in_use(load_settings()) as store:
        reminder = remind_supplier(store, office_actor(store), number, at=datetime.now(UTC))
    facts = {
        "order": number,
        "to": reminder.label,
        "state": reminder.state.value,
        "made_at": reminder.made_at.isoformat(),
    }
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command("print")
def write_document(
    number: Number,
    file: Annotated[Path, typer.Argument(help="Where to write it: .pdf or .csv.", show_default=False, metavar="FILE")],
    *,
    as_json: Json = False,
) -> None:
    """Write an order as PDF, or as CSV if the name of the file ends so."""
    from app.counter.order_document import order_files
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store.purchasing import get_order

    settings = load_settings()
    with upkeep.shop_in_use(settings) as store, store.view() as view:
        paper, table = order_files(view, get_order(view, number), settings.language)
    chosen = table if file.suffix.lower() == ".csv" else paper
    file.write_bytes(chosen.content)
    facts = {"order": number, "file": str(file), "size": len(chosen.content)}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command()
def confirm(
    number: Number,
    *,
    reference: Annotated[str, typer.Option(help="The supplier's own number.", metavar="NUMBER")] = "",
    day: Annotated[
        date | None,
        typer.Option(help="When the goods come.", show_default="as expected", parser=date.fromisoformat, metavar="DAY"),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(
            help="The supplier's answer: the CSV of the order with other values, or a Peppol order response.",
            exists=True,
            metavar="FILE",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Store what the supplier answered. A later answer replaces it."""
    from app.counter.peppol_replies import is_peppol, take_response
    from integrations.order_documents.order_answer import read_answer
    from models.purchasing.order_steps import SupplierAnswer
    from operations.purchasing.answer_codes import codes_of_order
    from operations.purchasing.order_changes import answer_order
    from store.purchasing import get_order

    content = file.read_bytes() if file else b""

    def work(store: Store, actor: Actor, at: datetime) -> PurchaseOrder:
        if is_peppol(content):
            return take_response(store, actor, number, content, at=at).order
        with store.view() as view:
            order = get_order(view, number)
            lines = read_answer(content, codes_of_order(view, order), order.currency) if file else ()
        reply = SupplierAnswer(reference or order.reference, day or order.expected_on, lines)
        return answer_order(store, actor, number, reply, at=at)

    _do(work, as_json=as_json)


@app.command()
def receive(number: Number, *, as_json: Json = False) -> None:
    """Put all that is open of a sent order on the shelf. Twice is once."""
    from operations.purchasing.receiving import receive_order

    _do(lambda store, actor, at: receive_order(store, actor, number, at=at), as_json=as_json)


@app.command()
def cancel(number: Number, *, reason: Reason = "", as_json: Json = False) -> None:
    """Take back an order that has not been received."""
    from operations.purchasing.purchase_orders import cancel_order

    _do(lambda store, actor, at: cancel_order(store, actor, number, reason=reason, at=at), as_json=as_json)


@app.command()
def rules(
    supplier: Annotated[str, typer.Argument(help="Its code.", show_default=False, metavar="SUPPLIER")],
    *,
    mail: Annotated[
        str | None, typer.Option(help="Where orders go.", metavar="ADDRESS", show_default="as it is")
    ] = None,
    language: Annotated[str | None, typer.Option(help="sv or en.", metavar="LANGUAGE", show_default="as it is")] = None,
    order_days: Annotated[
        str | None, typer.Option(help="Such as 1,4: Monday and Thursday.", metavar="DAYS", show_default="as it is")
    ] = None,
    cut_off: Annotated[
        str | None, typer.Option(help="Latest time, such as 14:00.", metavar="TIME", show_default="as it is")
    ] = None,
    delivery_days: Annotated[
        str | None, typer.Option(help="As the order days.", metavar="DAYS", show_default="as it is")
    ] = None,
    channel: Annotated[
        str | None,
        typer.Option(help="How the server sends orders: mail or peppol.", metavar="CHANNEL", show_default="as it is"),
    ] = None,
    peppol_id: Annotated[
        str | None,
        typer.Option(help="Such as 0007:5560004755 or 0088:7300010000001.", metavar="ID", show_default="as it is"),
    ] = None,
    as_json: Json = False,
) -> None:
    """Show or set where orders to a supplier go and on which days."""
    from dataclasses import asdict, replace

    from models.peppol_id import parse_peppol_id
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.purchasing.ordering_changes import set_ordering_rules
    from store.supplier_rules import rules_of

    texts = {"mail": mail, "language": language, "cut_off": cut_off, "channel": channel}
    days = {"order_days": order_days, "delivery_days": delivery_days}
    values: dict[str, Any] = {name: text for name, text in texts.items() if text is not None}
    values |= {name: _parse_days(text) for name, text in days.items() if text is not None}
    if peppol_id is not None:
        values["peppol_id"] = str(parse_peppol_id(peppol_id)) if peppol_id else ""
    with upkeep.shop_in_use(load_settings()) as store:
        with store.view() as view:
            now = rules_of(view, supplier)
        if values:
            now = set_ordering_rules(store, office_actor(store), replace(now, **values), at=datetime.now(UTC))
    facts: dict[str, object] = asdict(now)
    facts |= {name: [day + 1 for day in getattr(now, name)] for name in days}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


def _parse_days(text: str) -> tuple[int, ...]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not all(part.isascii() and part.isdigit() and 1 <= int(part) <= DAYS_OF_WEEK for part in parts):
        raise typer.BadParameter(f"{text!r} are no days of the week from 1 to 7")
    return tuple(sorted({int(part) - 1 for part in parts}))


def _do(work: Callable[[Store, Actor, datetime], PurchaseOrder], *, as_json: bool) -> None:
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    with upkeep.shop_in_use(load_settings()) as store:
        facts = _facts(work(store, office_actor(store), datetime.now(UTC)))
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


def _write_list(
    console: Console, orders: list[PurchaseOrder], suppliers: Mapping[str, Supplier], places: list[Location]
) -> None:
    from rich.markup import escape
    from rich.table import Table

    if not orders:
        console.print("No order is under way.")
        return
    called = {each.id: each.name for each in places}
    table = Table("order", "state", "expected", "supplier", "for", box=None)
    for heading in ("lines", "cost"):
        table.add_column(heading, justify="right")
    for order in orders:
        named = escape(suppliers[order.supplier_code].name), escape(called[order.location_id])
        figures = str(len(order.lines)), f"{order.cost} {order.currency}"
        table.add_row(fact_number(order.id), order.state.value, str(order.expected_on), *named, *figures)
    console.print(table)
