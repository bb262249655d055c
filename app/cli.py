"""``kassa``: reads what is asked for and calls it. Whatever takes time to load waits for its command."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from app.commands import (
    accounting,
    api_keys,
    automatic_orders,
    cash,
    changed_orders,
    count,
    crm,
    customer_accounts,
    customers,
    day,
    delivery,
    deposit,
    devices,
    discounts,
    display,
    export,
    gift_cards,
    goods_prices,
    import_,
    keys,
    labels,
    loyalty,
    members,
    operator,
    orders,
    payments,
    price,
    product,
    promotions,
    receipt,
    receipts,
    settings,
    shadow,
    stock,
    supplier_returns,
    supplier_scorecard,
    terminal,
    textbook_rules,
    till,
    tips,
    transfer,
    web_orders,
    webhooks,
)
from app.commands.backup import anchor, backup
from app.commands.demo import demo
from app.commands.doctor import doctor
from app.commands.mcp import mcp
from app.commands.move_in import move_in, move_in_examples, undo_move_in
from app.commands.output import ExitCode, exit_code_of, tell_error
from app.commands.replay_rules import replay
from app.commands.restore import restore
from app.commands.return_ import return_goods
from app.commands.run import run
from app.commands.schedule import schedule
from app.commands.serve import serve
from app.commands.setup import setup
from app.commands.verify import verify
from app.commands.version import print_version, version
from models.errors import KassaError
from operations.installation.private_files import make_files_private

app = typer.Typer(
    name="kassa",
    help="Kassa: the till, the stock, the books and the orders of a shop.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # it would print the values of variables, such as passwords
    rich_markup_mode=None,
)
Version = Annotated[bool, typer.Option("--version", help="Print the version.", callback=print_version, is_eager=True)]


@app.callback()
def kassa(*, _version: Version = False) -> None:
    """Kassa: the till, the stock, the books and the orders of a shop."""


for command in (demo, setup, serve, doctor, verify, backup, anchor, restore, version):
    app.command()(command)
app.command("return")(return_goods)
app.add_typer(accounting.app, name="accounting")
app.add_typer(crm.app, name="crm")
app.add_typer(import_.app, name="import")
orders.app.add_typer(automatic_orders.app, name="automatic")
orders.app.command()(supplier_scorecard.scorecard)
orders.app.command()(changed_orders.changes)
orders.app.command()(textbook_rules.textbook)
export.app.command()(receipts.invoice)
app.add_typer(orders.app, name="orders")
app.add_typer(count.app, name="count")
app.add_typer(stock.app, name="stock")
app.add_typer(transfer.app, name="transfer")
app.add_typer(delivery.app, name="delivery")
app.add_typer(supplier_returns.app, name="supplier-returns")
app.add_typer(product.app, name="product")
app.add_typer(price.app, name="price")
app.add_typer(deposit.app, name="deposit")
app.add_typer(goods_prices.app, name="goods")
app.add_typer(promotions.app, name="promotions")
app.add_typer(labels.app, name="labels")
app.add_typer(devices.app, name="devices")
app.add_typer(keys.app, name="keys")
app.add_typer(receipt.app, name="receipt")
app.add_typer(operator.app, name="operator")
app.add_typer(payments.app, name="payments")
app.add_typer(cash.app, name="cash")
app.add_typer(day.app, name="day")
app.add_typer(receipts.app, name="receipts")
app.add_typer(discounts.app, name="discounts")
app.add_typer(gift_cards.app, name="gift-cards")
app.add_typer(customer_accounts.app, name="customer-accounts")
app.add_typer(web_orders.app, name="web-orders")
app.add_typer(tips.app, name="tips")
app.add_typer(members.app, name="members")
app.add_typer(loyalty.app, name="loyalty")
app.add_typer(customers.app, name="customers")
app.add_typer(export.app, name="export")
app.add_typer(settings.app, name="settings")
app.add_typer(till.app, name="till")
app.add_typer(display.app, name="display")
app.add_typer(api_keys.app, name="api-keys")
app.add_typer(webhooks.app, name="webhooks")
app.add_typer(terminal.app, name="terminal")
app.command()(run)
app.command()(replay)
app.add_typer(shadow.app, name="shadow")
app.command()(schedule)
app.command()(mcp)
app.command("move-in")(move_in)
app.command("move-in-examples")(move_in_examples)
app.command("undo-move-in")(undo_move_in)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and end the process with its exit code; see docs/commands.md."""
    make_files_private()
    words = sys.argv[1:] if arguments is None else list(arguments)
    as_json = "--json" in words
    try:
        app(args=words, prog_name="kassa")
    except KassaError as error:
        tell_error(error.code, str(error), as_json=as_json)
        sys.exit(exit_code_of(error))
    except OSError as error:
        place = f" ({error.filename})" if error.filename else ""
        message = (
            f"The system refused: {error.strerror or error}{place}. What was paid is safe. Mend this and try again."
        )
        tell_error("system_refused", message, as_json=as_json)
        sys.exit(ExitCode.UNAVAILABLE)


if __name__ == "__main__":
    main()
