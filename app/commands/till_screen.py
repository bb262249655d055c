"""The commands for what tills show: ``product quick-keys`` and ``product colour``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.output import Json, answer, write_facts
from models.catalogue.colour import Colour

if TYPE_CHECKING:
    from rich.console import Console

    from models.catalogue.quick_keys import QuickKeyPage


def quick_keys(
    *,
    location: Annotated[
        int | None, typer.Option(help="Number of the location.", show_default="the first", metavar="NUMBER")
    ] = None,
    pages: Annotated[
        list[str] | None,
        typer.Option(
            "--page", help="A page as NAME=SKU,SKU in place of those there are; may be repeated.", metavar="NAME=SKUS"
        ),
    ] = None,
    clear: Annotated[bool, typer.Option("--clear", help="Remove every page.")] = False,
    as_json: Json = False,
) -> None:
    """List or arrange the pages of quick keys that the tills of a location show."""
    from operations.access.actors import office_actor
    from operations.catalogue.quick_key_changes import arrange_quick_keys
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store import catalogue, shop

    with upkeep.shop_in_use(load_settings()) as store:
        with store.view() as view:
            number = location or shop.all_locations(view)[0].id
        if pages or clear:
            arranged = [_parse_page(text) for text in pages or ()]
            arrange_quick_keys(store, office_actor(store), number, arranged, at=datetime.now(UTC))
        with store.view() as view:
            stored = catalogue.quick_key_pages(view, number)
    facts = {"location": number, "pages": [{"name": each.name, "skus": list(each.skus)} for each in stored]}
    answer(facts, as_json=as_json, write=lambda console: _write_pages(console, stored))


def set_colour(
    category: Annotated[str, typer.Argument(help="Code of the category.", show_default=False, metavar="CODE")],
    colour: Annotated[
        Colour | None,
        typer.Argument(help="Colour on the till.", show_default="that of its place", metavar="COLOUR"),
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    """Give a category a colour on the till: orange, blue, green, red, turquoise, ochre, violet, olive, pink or grey."""
    from operations.access.actors import office_actor
    from operations.catalogue.category_changes import colour_category
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    with upkeep.shop_in_use(load_settings()) as store:
        colour_category(store, office_actor(store), category, colour, at=datetime.now(UTC))
    facts = {"category": category, "colour": colour and colour.value}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


def _parse_page(text: str) -> QuickKeyPage:
    from models.catalogue.quick_keys import QuickKeyPage

    name, _, skus = text.partition("=")
    return QuickKeyPage(name.strip(), tuple(sku.strip() for sku in skus.split(",") if sku.strip()))


def _write_pages(console: Console, pages: Sequence[QuickKeyPage]) -> None:
    for each in pages:
        console.print(f"{each.name}: {', '.join(each.skus) or '-'}", markup=False)
    if not pages:
        console.print("No quick keys are arranged.")
