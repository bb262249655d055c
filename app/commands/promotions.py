"""The commands for promotions: ``list``, ``add``, ``change``, ``end``, ``coupons``, ``try`` and ``results``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.output import Json, answer, write_facts
from models.promotions.promotion import PromotionKind

if TYPE_CHECKING:
    from rich.console import Console

    from models.promotions.promotion import Promotion
    from models.promotions.promotion_time import PromotionTime
    from models.shop import Shop
    from store.catalogue.promotion_rows import StoredPromotion

app = typer.Typer(help="Promotions, such as 3 for 2.", no_args_is_help=True, rich_markup_mode=None)

#: Days of sales on which a promotion is tried.
TRIED_DAYS = 7
#: Goods that are listed with their lowest price.
LISTED_GOODS = 200


def _parse_day(text: str) -> date:
    return date.fromisoformat(text)


Number = Annotated[int, typer.Argument(help="Number of the promotion.", show_default=False, metavar="NUMBER")]
KindOption = Annotated[
    PromotionKind,
    typer.Option(
        help="percent, amount, for_price, mix, cheapest_free, buy_get or threshold.", show_default=False, metavar="KIND"
    ),
]
Skus = Annotated[
    list[str] | None,
    typer.Option(help="SKU that it is for; may be repeated.", show_default="all goods", metavar="SKU"),
]
Categories = Annotated[
    list[str] | None,
    typer.Option(help="Category that it is for; may be repeated.", show_default="all goods", metavar="CODE"),
]
OtherSkus = Annotated[
    list[str] | None,
    typer.Option(help="SKU that goes with them; may be repeated.", show_default="all goods", metavar="SKU"),
]
OtherCategories = Annotated[
    list[str] | None,
    typer.Option(help="Category that goes with them; may be repeated.", show_default="all goods", metavar="CODE"),
]
Percent = Annotated[
    str | None, typer.Option("--percent", help="Percent off, such as 10.", show_default=False, metavar="PERCENT")
]
AmountText = Annotated[
    str | None,
    typer.Option("--amount", help="Amount off, or the price together.", show_default=False, metavar="AMOUNT"),
]
Least = Annotated[
    str | None, typer.Option("--least", help="Least sum of a threshold.", show_default=False, metavar="AMOUNT")
]
First = Annotated[
    date | None,
    typer.Option("--from", help="First day.", show_default="today", parser=_parse_day, metavar="YYYY-MM-DD"),
]
Until = Annotated[
    date | None,
    typer.Option(
        "--until", help="First day on which it no longer holds.", show_default="no end", parser=_parse_day,
        metavar="YYYY-MM-DD",
    ),
]  # fmt: skip
Weekdays = Annotated[
    str | None,
    typer.Option("--weekdays", help="Days from Monday, 1, such as 1-5.", show_default="every day", metavar="DAYS"),
]
Hours = Annotated[
    str | None, typer.Option("--hours", help="Such as 15:00-17:00.", show_default="all day", metavar="HOURS")
]
Priority = Annotated[
    int | None,
    typer.Option("--priority", help="From 0 to 99; the highest is first.", show_default="0", metavar="NUMBER"),
]

CodeText = Annotated[
    str | None, typer.Option("--code", help="Code that customers show.", show_default="none", metavar="CODE")
]
GroupText = Annotated[
    str | None, typer.Option("--group", help="Customer group that it is for.", show_default="anybody", metavar="NAME")
]


@app.command("list")
def list_all(*, as_json: Json = False) -> None:
    """List promotions: those that run, those to come, and those that are over."""
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store import shop
    from store.catalogue.promotion_rows import list_promotions

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        company = shop.get_shop(view)
        stored = list_promotions(view)
    rows = [_stored_facts(each, company, datetime.now(UTC)) for each in stored]
    answer(rows, as_json=as_json, write=lambda console: _write_rows(console, rows, ("number", "name", "kind", "state")))


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="Its name on receipts.", show_default=False, metavar="NAME")],
    *,
    kind: KindOption,
    sku: Skus = None,
    category: Categories = None,
    pieces: Annotated[int, typer.Option(help="So many pieces together.", metavar="NUMBER")] = 1,
    other_sku: OtherSkus = None,
    other_category: OtherCategories = None,
    percent: Percent = None,
    amount: AmountText = None,
    least: Least = None,
    first: First = None,
    until: Until = None,
    weekdays: Weekdays = None,
    hours: Hours = None,
    combines: Annotated[bool, typer.Option("--combines", help="It comes on top of others.")] = False,
    priority: Priority = None,
    code: CodeText = None,
    coupons: Annotated[bool, typer.Option("--coupons", help="Only with coupons for one purchase each.")] = False,
    group: GroupText = None,
    as_json: Json = False,
) -> None:
    """Create a promotion. It holds at all tills from its first day on."""
    from models.promotions.promotion import ONE_TIME, GoodsGroup, Promotion, Slot, Stacking
    from operations.access.actors import office_actor
    from operations.catalogue.promotion_changes import create_promotion
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store import shop

    others = (GoodsGroup(frozenset(other_sku or ()), frozenset(other_category or ())),)
    has_others = kind in {PromotionKind.MIX, PromotionKind.BUY_GET}
    goods = GoodsGroup(frozenset(sku or ()), frozenset(category or ()))
    slots = (Slot(goods, pieces), *(Slot(each) for each in others if has_others))
    at = datetime.now(UTC)
    with upkeep.shop_in_use(load_settings()) as store:
        with store.view() as view:
            company = shop.get_shop(view)
        time = _time(None, first or company.tax_day(at), until, weekdays, hours)
        values = _values(company, percent, amount, least, priority)
        stacking = Stacking.COMBINES if combines else Stacking.EXCLUSIVE
        values |= {"coupon": ONE_TIME if coupons else code, "customer_group": group}
        draft = Promotion(0, name, kind, slots, time, stacking=stacking, **values)
        created = create_promotion(store, office_actor(store), draft, at=at)
    _show(created, company, as_json=as_json)


@app.command()
def change(
    number: Number,
    *,
    name: Annotated[str | None, typer.Option(help="Its name on receipts.", show_default=False, metavar="NAME")] = None,
    percent: Percent = None,
    amount: AmountText = None,
    least: Least = None,
    first: First = None,
    until: Until = None,
    weekdays: Weekdays = None,
    hours: Hours = None,
    priority: Priority = None,
    as_json: Json = False,
) -> None:
    """Change a promotion from now on; what is not named stays as it is."""
    from operations.access.actors import office_actor
    from operations.catalogue.promotion_changes import change_promotion
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store import shop
    from store.catalogue.promotion_rows import find_promotion

    with upkeep.shop_in_use(load_settings()) as store:
        with store.view() as view:
            company = shop.get_shop(view)
            before = find_promotion(view, number).promotion
        values = _values(company, percent, amount, least, priority)
        time = _time(before.time, first, until, weekdays, hours)
        changed = replace(before, name=name or before.name, time=time, **values)
        change_promotion(store, office_actor(store), changed, at=datetime.now(UTC))
    _show(changed, company, as_json=as_json)


@app.command()
def end(number: Number, *, as_json: Json = False) -> None:
    """End a promotion now, whatever its days are."""
    from operations.access.actors import office_actor
    from operations.catalogue.promotion_changes import end_promotion
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    with upkeep.shop_in_use(load_settings()) as store:
        ended = end_promotion(store, office_actor(store), number, at=datetime.now(UTC))
    facts = {"number": number, "name": ended.name, "state": "ended"}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command("coupons")
def list_coupons(
    number: Number,
    *,
    make: Annotated[int, typer.Option(help="Make so many first, each for one purchase.", metavar="COUNT")] = 0,
    out: Annotated[
        Path | None,
        typer.Option(help="Page to print with those that are good.", show_default="none", metavar="FILE"),
    ] = None,
    as_json: Json = False,
) -> None:
    """List the coupons of a promotion, and make more of them."""
    from app.web.coupon_sheet import coupon_sheet
    from operations.access.actors import office_actor
    from operations.catalogue.coupon_making import make_coupons
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store import shop
    from store.catalogue.promotion_rows import find_promotion
    from store.selling.coupons import coupons_of

    at = datetime.now(UTC)
    with upkeep.shop_in_use(load_settings()) as store:
        if make:
            make_coupons(store, office_actor(store), number, make, at=at)
        with store.view() as view:
            promotion, stored = find_promotion(view, number).promotion, coupons_of(view, number)
            company = shop.get_shop(view)
    if out is not None:
        free = [each.code for each in stored if each.sale_id is None]
        out.write_text(coupon_sheet(company.company, promotion, free), encoding="utf-8")
    rows = [
        {"code": each.code, "state": "good" if each.sale_id is None else "used", "made_at": each.made_at.isoformat()}
        for each in stored
    ]
    answer(rows, as_json=as_json, write=lambda console: _write_rows(console, rows, ("code", "state", "made_at")))


@app.command()
def results(*, first: First = None, until: Until = None, as_json: Json = False) -> None:
    """List what each promotion gave on sales, less what went back with goods."""
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store.analysis.promotion_figures import promotion_results

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        gave = promotion_results(view, first, until)
    rows = [
        {"number": each.promotion_id, "name": each.name, "sales": each.sales, "given_minor": each.given_minor}
        for each in gave
    ]
    columns = ("number", "name", "sales", "given_minor")
    answer(rows, as_json=as_json, write=lambda console: _write_rows(console, rows, columns))


@app.command("try")
def try_again(number: Number, *, as_json: Json = False) -> None:
    """Show what a promotion would have given on the sales of the last 7 days, and the lowest prices of its goods."""
    from models.promotions.promotion_trial import try_promotion
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store import shop
    from store.analysis.promotion_figures import sold_baskets, stated_reductions
    from store.catalogue.promotion_rows import find_promotion, promotions_at

    at = datetime.now(UTC)
    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        company = shop.get_shop(view)
        draft = find_promotion(view, number).promotion
        others = [each for each in promotions_at(view, at, company.tax_day(at)).promotions if each.id != number]
        today = company.business_day(at)
        goods = stated_reductions(view, company, draft, company.tax_day(at), LISTED_GOODS)
        figures = try_promotion(sold_baskets(view, company, today - timedelta(days=TRIED_DAYS), today), draft, others)
    facts = {
        "number": number, "name": draft.name, "sales": figures.baskets, "cheaper_sales": figures.cheaper,
        "worth_minor": figures.worth_minor, "given_minor": figures.given_minor, "currency": company.currency,
    }  # fmt: skip
    rows = [
        {
            "sku": product.sku, "name": product.name, "price_minor": each.price_minor,
            "reduced_minor": each.reduced_minor, "lowest_minor": each.lowest_minor,
            "may_be_announced": each.may_be_announced,
        }
        for product, each in goods
        if each is not None
    ]  # fmt: skip

    def write(console: Console) -> None:
        write_facts(console, facts)
        if rows:
            _write_rows(console, rows, ("sku", "name", "price_minor", "reduced_minor", "lowest_minor"))

    answer({**facts, "goods": rows}, as_json=as_json, write=write)


def _values(
    company: Shop, percent: str | None, amount: str | None, least: str | None, priority: int | None
) -> dict[str, Any]:
    """The values of a promotion that were named."""
    from models.pricing.price_text import parse_amount
    from models.promotions.promotion_text import parse_percent

    values: dict[str, Any] = {} if priority is None else {"priority": priority}
    if percent is not None:
        values["percent_ppm"] = parse_percent(percent)
    for key, text in (("amount_minor", amount), ("threshold_minor", least)):
        if text is not None:
            values[key] = parse_amount(text, company.currency).minor
    return values


def _time(
    before: PromotionTime | None, first: date | None, until: date | None, weekdays: str | None, hours: str | None
) -> PromotionTime:
    """When a promotion holds: as ``before``, but for what was named."""
    from models.promotions.promotion_text import parse_hours, parse_weekdays
    from models.promotions.promotion_time import PromotionTime

    time = before or PromotionTime(first or date.min)
    begin, end_minute = parse_hours(hours) if hours else (time.from_minute, time.until_minute)
    days = parse_weekdays(weekdays) if weekdays else time.weekdays
    return PromotionTime(first or time.first, until or time.until, days, begin, end_minute)


def _stored_facts(stored: StoredPromotion, company: Shop, at: datetime) -> dict[str, object]:
    facts = _facts(stored.promotion, company)
    day = company.tax_day(at)
    time = stored.promotion.time
    is_over = stored.ended_at is not None or time.is_over(day)
    return {**facts, "state": "ended" if is_over else "coming" if day < time.first else "running"}


def _facts(promotion: Promotion, company: Shop) -> dict[str, object]:
    from models.promotions.promotion import ONE_TIME
    from models.promotions.promotion_text import hours_text, percent_text

    time = promotion.time
    return {
        "number": promotion.id,
        "name": promotion.name,
        "kind": promotion.kind.value,
        "goods": [
            {"skus": sorted(slot.goods.skus), "categories": sorted(slot.goods.categories), "pieces": slot.pieces}
            for slot in promotion.slots
        ],
        "percent": percent_text(promotion.percent_ppm) if promotion.percent_ppm else None,
        "amount_minor": promotion.amount_minor or None,
        "least_minor": promotion.threshold_minor or None,
        "currency": company.currency,
        "from": time.first.isoformat(),
        "until": time.until.isoformat() if time.until else None,
        "weekdays": [day + 1 for day in sorted(time.weekdays)],
        "hours": hours_text(time.from_minute, time.until_minute),
        "code": None if promotion.coupon == ONE_TIME else promotion.coupon,
        "coupons": promotion.coupon == ONE_TIME,
        "group": promotion.customer_group,
        "stacking": promotion.stacking.value,
        "priority": promotion.priority,
    }


def _show(promotion: Promotion, company: Shop, *, as_json: bool) -> None:
    facts = _facts(promotion, company)
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


def _write_rows(console: Console, rows: Sequence[Mapping[str, object]], columns: Sequence[str]) -> None:
    for row in rows:
        console.print("  ".join(str(row[column]) for column in columns), markup=False)
    if not rows:
        console.print("There are none.")
