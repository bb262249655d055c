"""The commands for one product: ``product list``, ``show``, ``add``, ``change``, ``discontinue`` and ``restore``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.output import Json, answer, write_facts
from app.commands.price_breaks import price_breaks
from app.commands.product_kit import show_kit
from app.commands.product_picture import pictures
from app.commands.till_screen import quick_keys, set_colour
from models.catalogue.product import TaxCategory
from models.quantity import Unit, to_milli

if TYPE_CHECKING:
    from rich.console import Console

    from models.catalogue.product import Product
    from models.catalogue.product_history import ProductChange

app = typer.Typer(help="See and change the goods of the shop.", no_args_is_help=True, rich_markup_mode=None)

app.command("kit")(show_kit)
app.add_typer(pictures, name="picture")
app.command("price-breaks")(price_breaks)
app.command("quick-keys")(quick_keys)
app.command("colour")(set_colour)

Sku = Annotated[str, typer.Argument(help="SKU of the product.", show_default=False, metavar="SKU")]
Name = Annotated[str | None, typer.Option(help="Name on the till, the receipt and the label.", metavar="NAME")]
CategoryCode = Annotated[str | None, typer.Option(help="Code of the category.", metavar="CODE")]
Tax = Annotated[TaxCategory | None, typer.Option(help="Tax category.")]
AddBarcode = Annotated[
    list[str] | None,
    typer.Option("--add-barcode", help="A barcode that it gets; may be repeated.", metavar="BARCODE"),
]
RemoveBarcode = Annotated[
    list[str] | None,
    typer.Option("--remove-barcode", help="A barcode that it loses; may be repeated.", metavar="BARCODE"),
]


def _parse_units(text: str) -> Decimal:
    try:
        return Decimal(to_milli(Decimal(text))).scaleb(-3).normalize()
    except ArithmeticError as error:
        raise ValueError(text) from error


ContentText = Annotated[
    str | None,
    typer.Option("--content", help="Net content for the comparison price, such as 400 g or 1,5 l.", metavar="CONTENT"),
]
Amount = Annotated[str | None, typer.Option(help="Price with tax, such as 19.90.", metavar="AMOUNT")]


DepositCode = Annotated[
    str | None, typer.Option("--deposit", help="Code of its deposit, or none.", show_default=False, metavar="CODE")
]


def _deposit(code: str) -> str | None:
    from models.catalogue.product import NO_DEPOSIT

    return None if code == NO_DEPOSIT else code


@app.command("list")
def list_products(
    *,
    text: Annotated[str, typer.Option(help="Words in the name, the SKU or a barcode.", metavar="WORDS")] = "",
    category: CategoryCode = None,
    supplier: Annotated[str | None, typer.Option(help="Code of a supplier.", metavar="CODE")] = None,
    discontinued: Annotated[bool, typer.Option("--discontinued", help="Those that are no longer sold.")] = False,
    without_price: Annotated[bool, typer.Option("--without-price", help="Those without a price today.")] = False,
    limit: Annotated[int, typer.Option(help="Products listed at most.", min=1, metavar="NUMBER")] = 50,
    as_json: Json = False,
) -> None:
    """List goods with their price of today."""
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store import catalogue, shop

    goods_filter = catalogue.GoodsFilter(text, category, not discontinued, without_price, supplier)
    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        company = shop.get_shop(view)
        day = company.business_day(datetime.now(UTC))
        matches = catalogue.list_goods(view, goods_filter, day, limit=limit)
        count = catalogue.count_goods(view, goods_filter, day)
    rows: list[dict[str, object]] = [
        {
            "sku": each.sku,
            "name": each.name,
            "category": each.category,
            "unit": each.unit,
            "active": each.active,
            "price_minor": each.price_minor,
            "currency": company.currency,
        }
        for each in matches
    ]
    answer({"count": count, "products": rows}, as_json=as_json, write=lambda console: _write_list(console, rows, count))


@app.command()
def show(sku: Sku, *, as_json: Json = False) -> None:
    """Show a product with its barcodes, its prices and what was changed in it."""
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store import catalogue, shop
    from store.analysis.goods_history import history_of

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        currency = shop.get_shop(view).currency
        product = catalogue.get_product(view, sku)
        prices = catalogue.prices_of(view, [sku], currency)[sku]
        changes = history_of(view, sku)
    facts = {
        **_facts(product),
        "prices": [
            {
                "from": each.valid_from.isoformat(),
                "until": _day(each.valid_until),
                "price_minor": each.amount.minor,
                "location": each.location_id,
            }
            for each in prices
        ],
        "currency": currency,
        "history": [change for each in changes for change in change_facts(each)],
    }
    answer(facts, as_json=as_json, write=lambda console: _write_product(console, facts))


@app.command()
def add(
    *,
    name: Annotated[
        str, typer.Option(help="Name on the till, the receipt and the label.", show_default=False, metavar="NAME")
    ],
    category: Annotated[str, typer.Option(help="Code of the category.", show_default=False, metavar="CODE")],
    price: Amount = None,
    tax: Annotated[TaxCategory, typer.Option(help="Tax category.")] = TaxCategory.STANDARD,
    unit: Annotated[Unit, typer.Option(help="Unit of the price and of the stock.")] = Unit.PIECE,
    sku: Annotated[
        str | None, typer.Option(help="SKU.", show_default="its barcode, else a number", metavar="SKU")
    ] = None,
    barcode: Annotated[
        list[str] | None, typer.Option("--barcode", help="A barcode; may be repeated.", metavar="BARCODE")
    ] = None,
    content: ContentText = None,
    as_json: Json = False,
) -> None:
    """Create a product, with its price from today on."""
    from models.catalogue.barcode_list import sort_barcodes
    from models.catalogue.content import content_of
    from models.catalogue.product import Product
    from models.pricing.price_text import parse_amount
    from operations.access.actors import office_actor
    from operations.catalogue.product_changes import NewProduct, create_product
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store import catalogue, shop

    gtins, codes = sort_barcodes(barcode or ())
    with upkeep.shop_in_use(load_settings()) as store:
        with store.view() as view:
            currency = shop.get_shop(view).currency
            key = sku or (gtins[0].lstrip("0") if gtins else catalogue.free_sku(view))
        inside = content_of(content) if content else None
        product = Product(key, name, unit, category, tax, gtins, codes=codes, content=inside)
        new = NewProduct(product, parse_amount(price, currency) if price else None)
        create_product(store, office_actor(store), new, at=datetime.now(UTC))
    _tell(product, as_json=as_json)


@app.command()
def change(
    sku: Sku,
    *,
    name: Name = None,
    category: CategoryCode = None,
    tax: Tax = None,
    add_barcode: AddBarcode = None,
    remove_barcode: RemoveBarcode = None,
    content: ContentText = None,
    deposit: DepositCode = None,
    as_json: Json = False,
) -> None:
    """Change a product; what is not named stays as it is."""
    from dataclasses import replace

    from models.catalogue.barcode_list import sort_barcodes
    from models.catalogue.content import content_of
    from operations.access.actors import office_actor
    from operations.catalogue.product_changes import change_product
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store import catalogue

    added, removed = sort_barcodes(add_barcode or ()), sort_barcodes(remove_barcode or ())
    with upkeep.shop_in_use(load_settings()) as store:
        with store.view() as view:
            before = catalogue.get_product(view, sku)
        after = replace(
            before,
            name=before.name if name is None else name,
            category=before.category if category is None else category,
            tax_category=before.tax_category if tax is None else tax,
            gtins=tuple(sorted({*before.gtins, *added[0]} - {*removed[0]})),
            codes=tuple(sorted({*before.codes, *added[1]} - {*removed[1]})),
            content=content_of(content) if content else before.content,
            deposit=before.deposit if deposit is None else _deposit(deposit),
        )
        change_product(store, office_actor(store), before, after, at=datetime.now(UTC))
    _tell(after, as_json=as_json)


@app.command()
def supplier(
    sku: Sku,
    code: Annotated[str, typer.Argument(help="Code of the supplier.", show_default=False, metavar="SUPPLIER")],
    *,
    cost: Annotated[str, typer.Option(help="Cost of a unit without tax.", show_default=False, metavar="AMOUNT")],
    case_pack: Annotated[
        Decimal, typer.Option(help="Units in a case.", parser=_parse_units, metavar="UNITS")
    ] = Decimal(1),
    moq: Annotated[
        Decimal, typer.Option(help="Least quantity of an order, in units.", parser=_parse_units, metavar="UNITS")
    ] = Decimal(0),
    lead_time: Annotated[
        int | None, typer.Option(help="Days until delivery.", min=0, show_default="the supplier's", metavar="DAYS")
    ] = None,
    other: Annotated[bool, typer.Option("--other", help="Order from another supplier as a rule.")] = False,
    as_json: Json = False,
) -> None:
    """Set what a supplier asks for a product."""
    from models.pricing.price_text import parse_amount
    from models.purchasing.supplier import SupplierTerm
    from operations.access.actors import office_actor
    from operations.catalogue.term_changes import set_term
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store import shop

    with upkeep.shop_in_use(load_settings()) as store:
        with store.view() as view:
            currency = shop.get_shop(view).currency
        amount = parse_amount(cost, currency)
        term = SupplierTerm(sku, code, amount, case_pack, moq, preferred=not other, lead_time_days=lead_time)
        changed = set_term(store, office_actor(store), term, at=datetime.now(UTC))
    facts = {"sku": sku, "supplier": code, "cost_minor": amount.minor, "currency": currency, "changed": len(changed)}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command("add-supplier")
def new_supplier(
    *,
    name: Annotated[str, typer.Option(help="Name of the supplier.", show_default=False, metavar="NAME")],
    lead_time: Annotated[int, typer.Option(help="Days from order to shelf.", metavar="DAYS")] = 3,
    order_days: Annotated[int, typer.Option(help="Days between two orders.", metavar="DAYS")] = 7,
    as_json: Json = False,
) -> None:
    """Add a supplier; its code comes from its name."""
    from operations.access.actors import office_actor
    from operations.catalogue.supplier_changes import add_supplier
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    days = {"lead_time_days": lead_time, "review_period_days": order_days}
    with upkeep.shop_in_use(load_settings()) as store:
        supplier = add_supplier(store, office_actor(store), name, **days, at=datetime.now(UTC))
    facts = {"supplier": supplier.code, "name": supplier.name, **days}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command()
def discontinue(sku: Sku, *, as_json: Json = False) -> None:
    """Stop selling a product. It stays in past sales and figures."""
    from operations.access.actors import office_actor
    from operations.catalogue.product_changes import discontinue_product
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    with upkeep.shop_in_use(load_settings()) as store:
        product = discontinue_product(store, office_actor(store), sku, at=datetime.now(UTC))
    _tell(product, as_json=as_json)


@app.command()
def restore(sku: Sku, *, as_json: Json = False) -> None:
    """Sell a discontinued product again."""
    from operations.access.actors import office_actor
    from operations.catalogue.product_changes import restore_product
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    with upkeep.shop_in_use(load_settings()) as store:
        product = restore_product(store, office_actor(store), sku, at=datetime.now(UTC))
    _tell(product, as_json=as_json)


def change_facts(change: ProductChange) -> list[dict[str, object]]:
    """One line of a product's history for each value that a change changed."""
    return [
        {
            "at": change.at.isoformat(timespec="seconds"),
            "operator": change.operator,
            "device": change.device_id,
            "field": each.field,
            "of": each.of,
            "until": _day(each.until),
            "location": each.location,
            "before": _plain(each.before),
            "after": _plain(each.after),
        }
        for each in change.values
    ]


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, str | int | bool) else str(value)


def _day(day: object) -> str | None:
    return None if day is None else str(day)


def _tell(product: Product, *, as_json: bool) -> None:
    facts = _facts(product)
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


def _facts(product: Product) -> dict[str, object]:
    return {
        "sku": product.sku,
        "name": product.name,
        "unit": product.unit.value,
        "category": product.category,
        "tax_category": product.tax_category.value,
        "barcodes": [*(code.lstrip("0") for code in product.gtins), *product.codes],
        "content": str(product.content) if product.content else None,
        "deposit": product.deposit,
        "active": product.active,
    }


def _write_list(console: Console, rows: Sequence[dict[str, object]], count: int) -> None:
    from models.money import Money

    for row in rows:
        minor = row["price_minor"]
        price = str(Money(minor, str(row["currency"]))) if isinstance(minor, int) else "no price"
        console.print(f"{row['sku']:<16} {price:>10}  {row['name']}", markup=False)
    console.print(f"{len(rows)} of {count} products." if count else "No product fits.")


def _write_product(console: Console, facts: dict[str, object]) -> None:
    from models.money import Money

    prices, history = facts.pop("prices"), facts.pop("history")
    currency = str(facts.pop("currency"))
    write_facts(console, facts)
    assert isinstance(prices, list)
    assert isinstance(history, list)
    for each in prices:
        until = f" until {each['until']}" if each["until"] else ""
        console.print(f"from {each['from']}{until}: {Money(each['price_minor'], currency)}", markup=False)
    for each in history:
        of = f" {each['of']}" if each["of"] else ""
        what = f"{each['field']}{of}: {each['before']} -> {each['after']}"
        console.print(f"{each['at']}  {each['operator'] or '-'}  {what}", markup=False)
