"""``kassa product price-breaks``: from which quantities on a supplier asks less for a product."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.output import Json, answer

if TYPE_CHECKING:
    from rich.console import Console

    from models.purchasing.price_breaks import PriceBreak


def price_breaks(
    sku: Annotated[str, typer.Argument(help="SKU of the product.", show_default=False, metavar="SKU")],
    code: Annotated[str, typer.Argument(help="Code of the supplier.", show_default=False, metavar="SUPPLIER")],
    *,
    from_: Annotated[
        list[str] | None,
        typer.Option(
            "--from",
            help="From so many units on each costs so much without tax; may be repeated.",
            metavar="QTY=AMOUNT",
        ),
    ] = None,
    none: Annotated[bool, typer.Option("--none", help="The supplier has none any more.")] = False,
    as_json: Json = False,
) -> None:
    """Show the price breaks of a supplier for a product, or set all of them anew."""
    from operations.access.actors import office_actor
    from operations.catalogue.price_break_changes import set_price_breaks
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store import catalogue, shop
    from store.price_break_rows import breaks_for

    with upkeep.shop_in_use(load_settings()) as store:
        with store.view() as view:
            currency = shop.get_shop(view).currency
            catalogue.get_product(view, sku)
        parsed = [_parse(sku, each, currency) for each in from_ or ()]
        if parsed or none:
            set_price_breaks(store, office_actor(store), sku, code, () if none else parsed, at=datetime.now(UTC))
        with store.view() as view:
            breaks = breaks_for(view, sku, currency).get(code, ())
    rows = [{"from": f"{each.least.normalize():f}", "cost_minor": each.cost.minor} for each in breaks]
    facts: dict[str, object] = {"sku": sku, "supplier": code, "currency": currency, "breaks": rows}
    answer(facts, as_json=as_json, write=lambda console: _write(console, breaks))


def _parse(sku: str, text: str, currency: str) -> PriceBreak:
    from models.pricing.price_text import parse_amount
    from models.purchasing.price_breaks import PriceBreak
    from models.purchasing.supplier import WrongTerm

    quantity, _, amount = text.partition("=")
    try:
        return PriceBreak(Decimal(quantity.strip().replace(",", ".")), parse_amount(amount, currency))
    except InvalidOperation:
        raise WrongTerm(sku, "quantity of a price break", "is no number") from None


def _write(console: Console, breaks: Sequence[PriceBreak]) -> None:
    for each in breaks:
        console.print(f"from {each.least.normalize():f}: {each.cost} {each.cost.currency} a unit", markup=False)
    if not breaks:
        console.print("There are no price breaks.")
