"""The command for what stock is worth: ``stock value``, as of any instant or by day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.output import Json, answer

if TYPE_CHECKING:
    from rich.console import Console


def _parse_instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def value(
    *,
    at: Annotated[
        datetime | None,
        typer.Option(
            "--at",
            help="Instant at which the stock is valued.",
            show_default="now",
            parser=_parse_instant,
            metavar="YYYY-MM-DDTHH:MM",
        ),
    ] = None,
    by_day: Annotated[
        tuple[str, str] | None,
        typer.Option(
            "--by-day", help="The first and the last business day: the value when each ended.", metavar="FROM TO"
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Value the stock at its moving-average cost with freight."""
    if by_day is not None:
        _by_day(*map(_parse_day, by_day), as_json=as_json)
    else:
        _at_instant(at or datetime.now(UTC), as_json=as_json)


def _parse_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(text) from error


def _at_instant(at: datetime, *, as_json: bool) -> None:
    from models.stock.valuation import ON_THE_WAY
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store import shop
    from store.analysis.stock_value import stock_value

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        currency, rows = shop.get_shop(view).currency, stock_value(view, at)
    goods: list[dict[str, object]] = [
        {
            "location": each.location_id if each.location_id != ON_THE_WAY else None,
            "sku": each.sku,
            "units": str(each.units),
            "average_cost_minor": None if each.average is None else f"{each.average:f}",
            "value_minor": each.value_minor,
            "estimated": each.is_estimated,
        }
        for each in rows
    ]
    facts = {
        "at": at.isoformat(timespec="seconds"),
        "currency": currency,
        "value_minor": sum(each.value_minor for each in rows),
        "estimated_minor": sum(each.value_minor for each in rows if each.is_estimated),
        "goods": goods,
    }
    answer(facts, as_json=as_json, write=lambda console: _write_goods(console, facts, goods))


def _by_day(first: date, last: date, *, as_json: bool) -> None:
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store import shop
    from store.analysis.stock_value import stock_value_by_day

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        company = shop.get_shop(view)
        days = stock_value_by_day(view, company, first, last)
    rows: list[dict[str, object]] = [
        {
            "day": each.day.isoformat(),
            "currency": company.currency,
            "value_minor": each.value_minor,
            "estimated_minor": each.estimated_minor,
        }
        for each in days
    ]
    answer(rows, as_json=as_json, write=lambda console: _write_days(console, rows))


def _amount(facts: dict[str, object], currency: object) -> str:
    from models.money import Money

    return f"{Money(int(str(facts['value_minor'])), str(currency))} {currency}"


def _write_goods(console: Console, facts: dict[str, object], goods: list[dict[str, object]]) -> None:
    currency = facts["currency"]
    for each in goods:
        about = " (estimated)" if each["estimated"] else ""
        where = "on the way" if each["location"] is None else f"at location {each['location']}"
        what = f"{each['sku']} {where}: {each['units']}"
        console.print(f"{what}, {_amount(each, currency)}{about}", markup=False)
    console.print(f"{_amount(facts, currency)} at {facts['at']}", markup=False)


def _write_days(console: Console, rows: list[dict[str, object]]) -> None:
    for each in rows:
        console.print(f"{each['day']}  {_amount(each, each['currency'])}", markup=False)
