"""The commands for prices: ``price list``, ``set``, ``withdraw``, ``history`` and ``lowest``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.output import Json, answer, bar, write_facts
from app.commands.product import Sku, change_facts

if TYPE_CHECKING:
    from rich.console import Console

    from models.pricing.bulk_price import PlannedPrice
    from models.pricing.price_list import Price
    from pipelines.pricing.bulk_price_run import BulkPlan

app = typer.Typer(help="See and set prices.", no_args_is_help=True, rich_markup_mode=None)


def _parse_day(text: str) -> date:
    return date.fromisoformat(text)


FirstDay = Annotated[
    date | None,
    typer.Option("--from", help="First day.", show_default="today", parser=_parse_day, metavar="YYYY-MM-DD"),
]
EndDay = Annotated[
    date | None,
    typer.Option(
        "--until", help="First day on which it no longer holds.", show_default="no end", parser=_parse_day,
        metavar="YYYY-MM-DD",
    ),
]  # fmt: skip


OfLocation = Annotated[
    int | None,
    typer.Option(
        "--location", help="Number of the only location that it is for.", show_default="the whole shop",
        metavar="NUMBER",
    ),
]  # fmt: skip


@app.command("list")
def list_prices(sku: Sku, *, location: OfLocation = None, as_json: Json = False) -> None:
    """List all prices of a product, and which of them sells today in the shop, or at a location."""
    from models.pricing.price_change import holder_on
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store import catalogue, shop

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        company = shop.get_shop(view)
        catalogue.get_product(view, sku)
        prices = catalogue.prices_of(view, [sku], company.currency)[sku]
    holder = holder_on(prices, sku, company.business_day(datetime.now(UTC)), location)
    rows = [{**_facts(each), "sells": each == holder} for each in prices]
    answer(rows, as_json=as_json, write=lambda console: _write_list(console, prices, holder))


@app.command("set")
def set_one(
    sku: Sku,
    amount: Annotated[str, typer.Argument(help="Price with tax, such as 19.90.", show_default=False, metavar="AMOUNT")],
    *,
    first: FirstDay = None,
    until: EndDay = None,
    location: OfLocation = None,
    as_json: Json = False,
) -> None:
    """Give a product a price, now or from a day on. Past days keep theirs. A location's own wins over the shop's."""
    from models.pricing.price_change import WrongPrice
    from models.pricing.price_list import Price
    from models.pricing.price_text import parse_amount
    from operations.access.actors import office_actor
    from operations.catalogue.price_changes import set_price
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store import shop

    at = datetime.now(UTC)
    with upkeep.shop_in_use(load_settings()) as store:
        with store.view() as view:
            company = shop.get_shop(view)
        begin = first or company.business_day(at)
        if until is not None and until <= begin:
            raise WrongPrice(sku, "ends before it begins")
        price = Price(sku, parse_amount(amount, company.currency), begin, until, location)
        stored = set_price(store, office_actor(store), price, at=at)
    facts = {**_facts(price), "changed": bool(stored)}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command()
def withdraw(
    sku: Sku,
    first: Annotated[
        date,
        typer.Argument(help="Its first day.", show_default=False, parser=_parse_day, metavar="YYYY-MM-DD"),
    ],
    *,
    location: OfLocation = None,
    as_json: Json = False,
) -> None:
    """Take back a price that has not begun."""
    from operations.access.actors import office_actor
    from operations.catalogue.price_changes import withdraw_price
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    with upkeep.shop_in_use(load_settings()) as store:
        withdraw_price(store, office_actor(store), sku, first, location_id=location, at=datetime.now(UTC))
    facts = {"sku": sku, "withdrawn": first.isoformat(), "location": location}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command("end")
def end_own_price(
    sku: Sku,
    *,
    location: Annotated[
        int, typer.Option("--location", help="Number of the location.", show_default=False, metavar="NUMBER")
    ],
    first: FirstDay = None,
    as_json: Json = False,
) -> None:
    """Let a location sell at the shop's price again, today or from a day on."""
    from operations.access.actors import office_actor
    from operations.catalogue.price_changes import sell_at_shop_price
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store import shop

    at = datetime.now(UTC)
    with upkeep.shop_in_use(load_settings()) as store:
        with store.view() as view:
            begin = first or shop.get_shop(view).business_day(at)
        ended = sell_at_shop_price(store, office_actor(store), sku, location, begin, at=at)
    facts = {"sku": sku, "location": location, "from": begin.isoformat(), "ended": len(ended)}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command()
def history(sku: Sku, *, as_json: Json = False) -> None:
    """List who set which price of a product, and when."""
    from models.catalogue.product_history import PRICE
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store import catalogue
    from store.analysis.goods_history import history_of

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        catalogue.get_product(view, sku)
        changes = history_of(view, sku)
    rows = [each for change in changes for each in change_facts(change) if each["field"] == PRICE]
    answer(rows, as_json=as_json, write=lambda console: _write_history(console, rows))


@app.command()
def lowest(
    sku: Sku,
    *,
    before: Annotated[
        date | None,
        typer.Option(help="Day of the reduction.", show_default="today", parser=_parse_day, metavar="YYYY-MM-DD"),
    ] = None,
    location: OfLocation = None,
    as_json: Json = False,
) -> None:
    """Show the lowest price of the 30 days before a day, which an announced reduction must state."""
    from models.pricing.price_change import REDUCTION_DAYS, lowest_before
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store import catalogue, shop

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        company = shop.get_shop(view)
        catalogue.get_product(view, sku)
        prices = catalogue.prices_of(view, [sku], company.currency)[sku]
    day = before or company.business_day(datetime.now(UTC))
    price = lowest_before(prices, sku, day, location_id=location)
    facts = {
        "sku": sku,
        "location": location,
        "before": day.isoformat(),
        "days": REDUCTION_DAYS,
        "price_minor": price.amount.minor if price else None,
        "currency": company.currency,
    }
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command()
def bulk(
    *,
    percent: Annotated[
        str, typer.Option(help="Per cent more, or less below zero.", show_default=False, metavar="PERCENT")
    ],
    ending: Annotated[
        int | None,
        typer.Option(
            help="Minor units that each price ends in, such as 90.",
            min=0,
            max=99,
            show_default="as it comes",
            metavar="ÖRE",
        ),
    ] = None,
    text: Annotated[str, typer.Option(help="Words in the name, the SKU or a barcode.", metavar="WORDS")] = "",
    category: Annotated[str | None, typer.Option(help="Code of the category.", metavar="CODE")] = None,
    supplier: Annotated[str | None, typer.Option(help="Code of a supplier.", metavar="CODE")] = None,
    first: FirstDay = None,
    until: EndDay = None,
    location: OfLocation = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list what would be set.")] = False,
    as_json: Json = False,
) -> None:
    """Change the prices of many goods by one rule. It can be undone until one is sold at its new price."""
    from models.pricing.bulk_price import PriceRule
    from models.pricing.price_change import WrongPrice
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from pipelines.pricing.bulk_price_run import apply_bulk_prices, plan_bulk_prices
    from store import shop
    from store.catalogue import GoodsFilter

    rule, at = PriceRule(_parse_percent(percent), ending), datetime.now(UTC)
    with upkeep.shop_in_use(load_settings()) as store, bar() as progress:
        with store.view() as view:
            company = shop.get_shop(view)
        begin = first or company.business_day(at)
        if until is not None and until <= begin:
            raise WrongPrice("the goods", "ends before it begins")
        goods = GoodsFilter(text, category, supplier=supplier)
        plan = plan_bulk_prices(store, goods, rule, begin, until, location_id=location)
        change = None if dry_run else apply_bulk_prices(store, office_actor(store), plan, at=at, progress=progress)
    facts = _bulk_facts(plan, change, company.currency, dry_run=dry_run)
    answer(facts, as_json=as_json, write=lambda console: _write_bulk(console, facts, plan.prices))


@app.command()
def changes(*, as_json: Json = False) -> None:
    """List the bulk changes of prices, the newest first."""
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store.analysis.bulk_changes import bulk_changes

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        rows: list[dict[str, object]] = [
            {
                "change": each.id,
                "at": each.at.isoformat(timespec="seconds"),
                "operator": each.operator,
                "rule": each.rule,
                "from": each.valid_from.isoformat(),
                "location": each.location_id,
                "prices": each.count,
                "undone": len(each.undone),
            }
            for each in reversed(bulk_changes(view).values())
        ]
    answer(rows, as_json=as_json, write=lambda console: _write_changes(console, rows))


@app.command()
def undo(
    change: Annotated[int, typer.Argument(help="Number of the bulk change.", show_default=False, metavar="CHANGE")],
    *,
    as_json: Json = False,
) -> None:
    """Take a bulk change back, unless something was sold at its prices."""
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from pipelines.pricing.bulk_price_run import undo_bulk_change

    with upkeep.shop_in_use(load_settings()) as store, bar() as progress:
        count = undo_bulk_change(store, office_actor(store), change, at=datetime.now(UTC), progress=progress)
    facts = {"change": change, "undone": count}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


def _parse_percent(text: str) -> Decimal:
    try:
        return Decimal(text.replace(",", ".").removesuffix("%").strip())
    except ArithmeticError:
        raise typer.BadParameter(text) from None


def _bulk_facts(plan: BulkPlan, change: int | None, currency: str, *, dry_run: bool) -> dict[str, object]:
    return {
        "change": change,
        "dry_run": dry_run,
        "rule": str(plan.rule),
        "from": plan.valid_from.isoformat(),
        "until": plan.valid_until.isoformat() if plan.valid_until else None,
        "location": plan.location_id,
        "prices": [{"sku": e.sku, "before_minor": e.before, "after_minor": e.after} for e in plan.prices],
        "currency": currency,
    }


def _write_bulk(console: Console, facts: dict[str, object], prices: Sequence[PlannedPrice]) -> None:
    from models.money import Money

    currency = str(facts["currency"])
    for each in prices:
        console.print(f"{each.sku:<16} {Money(each.before, currency)} -> {Money(each.after, currency)}", markup=False)
    done = "would be set" if facts["dry_run"] else f"set as change {facts['change']}"
    console.print(f"{len(prices)} prices {done}, from {facts['from']}.", markup=False)


def _write_changes(console: Console, rows: list[dict[str, object]]) -> None:
    for each in rows:
        undone = f", {each['undone']} undone" if each["undone"] else ""
        console.print(f"{each['change']}  {each['at']}  {each['rule']}: {each['prices']} prices{undone}", markup=False)
    if not rows:
        console.print("No bulk change was made.")


def _facts(price: Price) -> dict[str, object]:
    return {
        "sku": price.sku,
        "from": price.valid_from.isoformat(),
        "until": price.valid_until.isoformat() if price.valid_until else None,
        "location": price.location_id,
        "price_minor": price.amount.minor,
        "currency": price.amount.currency,
    }


def _write_list(console: Console, prices: list[Price], holder: Price | None) -> None:
    for each in prices:
        until = f" until {each.valid_until}" if each.valid_until else ""
        where = f" at location {each.location_id}" if each.location_id is not None else ""
        mark = "  sells today" if each == holder else ""
        amount = f"{each.amount} {each.amount.currency}"
        console.print(f"from {each.valid_from}{until}{where}: {amount}{mark}", markup=False)
    if not prices:
        console.print("It has no price.")


def _write_history(console: Console, rows: list[dict[str, object]]) -> None:
    for each in rows:
        where = f" at location {each['location']}" if each["location"] is not None else ""
        what = f"from {each['of']}{where}: {each['before']} -> {each['after']} minor units"
        console.print(f"{each['at']}  {each['operator'] or '-'}  {what}", markup=False)
    if not rows:
        console.print("No price was ever set.")
