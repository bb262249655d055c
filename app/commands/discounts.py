"""``kassa discounts list``: who gave how much off, and why."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.export import parse_day
from app.commands.output import Json, answer
from models.money import Money

if TYPE_CHECKING:
    from rich.console import Console

    from models.selling.discount_report import OperatorDiscounts

app = typer.Typer(help="See who gave discounts.", no_args_is_help=True, rich_markup_mode=None)

#: So many days back ``list`` looks where no first day is given.
SUMMED_DAYS = 31


@app.command("list")
def list_discounts(
    *,
    first: Annotated[
        str, typer.Option("--from", help="The first business day; 31 days ago unless given.", metavar="DAY")
    ] = "",
    last: Annotated[str, typer.Option("--to", help="The last business day; today unless given.", metavar="DAY")] = "",
    as_json: Json = False,
) -> None:
    """List what was taken off the sales of each person, and for which reasons; promotions are not among it."""
    from models.selling.discount_report import discounts_report
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store import shop
    from store.selling.discount_sums import discount_sums
    from store.selling.return_sums import operator_sums

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        company = shop.get_shop(view)
        today = company.business_day(datetime.now(UTC))
        days = (
            parse_day(first) if first else today - timedelta(days=SUMMED_DAYS),
            parse_day(last) if last else today,
        )
        report = discounts_report(operator_sums(view, *days), discount_sums(view, *days))
    answer(
        [_facts(each) for each in report],
        as_json=as_json,
        write=lambda console: _write(console, report, company.currency),
    )


def _facts(row: OperatorDiscounts) -> dict[str, object]:
    return {
        "operator": row.operator,
        "sold_minor": row.sold,
        "discount_minor": row.amount,
        "lines": row.lines,
        "percent": None if row.share_percent is None else str(row.share_percent),
        "reasons": [
            {"kind": each.kind.value, "reason": each.reason, "lines": each.lines, "amount_minor": each.amount}
            for each in row.discounts
        ],
    }


def _write(console: Console, report: list[OperatorDiscounts], currency: str) -> None:
    for row in report:
        console.print(f"{row.operator:<14}{Money(row.amount, currency)!s:>14}  {row.share_percent} %", markup=False)
        for each in row.discounts:
            console.print(f"  {Money(each.amount, currency)!s:>26}  {each.reason or each.kind.value}", markup=False)
    if not report:
        console.print("Nobody gave a discount in that time.")
