"""``kassa``: reads what is asked for and calls it. Whatever takes time to load waits for its command."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer

from app.commands import care, goods, jobs, orders, shop
from app.commands.output import ExitCode, exit_code_of, tell_error
from models.errors import KassaError

app = typer.Typer(
    name="kassa",
    help="Kassa: the till, the stock, the books and the orders of a shop.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # it would print the values of variables, such as passwords
    rich_markup_mode=None,
)
for command in (shop.demo, shop.serve, care.doctor, care.verify, care.backup, care.restore, shop.version):
    app.command()(command)
app.add_typer(goods.app, name="import")
app.add_typer(orders.app, name="orders")
app.command()(jobs.run)
app.command()(jobs.schedule)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and end the process with its exit code; see docs/commands.md."""
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
