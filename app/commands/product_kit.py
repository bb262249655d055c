"""``kassa product kit``: of which parts a product is made, and how many could be made now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.output import Json, answer, write_facts

if TYPE_CHECKING:
    from rich.console import Console

    from models.catalogue.kit import KitPart
    from store.database.engine import Connection


def show_kit(
    sku: Annotated[str, typer.Argument(help="SKU of the kit.", show_default=False, metavar="SKU")],
    *,
    part: Annotated[
        list[str] | None,
        typer.Option("--part", help="A part and how much of it goes into one kit; may be repeated.", metavar="SKU=QTY"),
    ] = None,
    no_parts: Annotated[bool, typer.Option("--no-parts", help="Take all parts away: it is no kit any more.")] = False,
    as_json: Json = False,
) -> None:
    """Show the parts of a kit, what they cost and how many could be made now; or set all its parts anew."""
    from operations.access.actors import office_actor
    from operations.catalogue.kit_changes import set_kit
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    parts = [_part(sku, each) for each in part or ()]
    with upkeep.shop_in_use(load_settings()) as store:
        if parts or no_parts:
            set_kit(store, office_actor(store), sku, () if no_parts else parts, at=datetime.now(UTC))
        with store.view() as view:
            facts = _facts(view, sku)
    answer(facts, as_json=as_json, write=lambda console: _write(console, facts))


def _part(kit: str, text: str) -> KitPart:
    from models.catalogue.kit import KitPart, WrongKit
    from models.errors import Reason

    sku, _, quantity = text.rpartition("=")
    try:
        return KitPart(sku.strip(), Decimal(quantity.strip().replace(",", ".")))
    except InvalidOperation:
        part = sku or quantity
        raise WrongKit(
            kit, Reason("kit_quantity", "the quantity of {part} is not from 0.001 to 9999", part=part)
        ) from None


def _facts(view: Connection, sku: str) -> dict[str, object]:
    from models.catalogue.kit import cost_minor_of
    from store import catalogue, shop
    from store.catalogue.kit_rows import contents_of_kits, kits_to_make, recipe_of

    name, recipe = catalogue.get_product(view, sku).name, recipe_of(view, sku)
    contents = contents_of_kits(view, [sku]).get(sku)
    names = catalogue.find_products(view, [each.sku for each in recipe.parts])
    return {
        "sku": sku,
        "name": name,
        "version": recipe.version,
        "cost_minor": None if contents is None else cost_minor_of(contents),
        "currency": shop.get_shop(view).currency,
        "parts": [
            {"sku": each.sku, "name": names[each.sku].name, "quantity": f"{each.quantity.normalize():f}"}
            for each in recipe.parts
        ],
        "can_make": []
        if contents is None
        else [
            {"location": each.location_id, "name": each.name, "kits": each.kits}
            for each in kits_to_make(view, contents)
        ],
    }


def _write(console: Console, facts: dict[str, object]) -> None:
    from models.money import Money

    parts, places, cost = facts["parts"], facts["can_make"], facts["cost_minor"]
    assert isinstance(parts, Sequence)
    assert isinstance(places, Sequence)
    if not parts:
        console.print(f"{facts['sku']} is no kit.", markup=False)
        return
    text = str(Money(cost, str(facts["currency"]))) if isinstance(cost, int) else "unknown"
    write_facts(console, {"sku": facts["sku"], "name": facts["name"], "version": facts["version"], "cost": text})
    for each in parts:
        console.print(f"{each['quantity']:>10}  {each['sku']:<16} {each['name']}", markup=False)
    for each in places:
        console.print(f"{each['name']}: {each['kits']} could be made now", markup=False)
