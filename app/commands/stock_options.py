"""What several commands about stock ask for: goods with a quantity, and a location."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

import typer

#: The option of commands that act at one location.
Place = Annotated[
    int | None, typer.Option("--location", help="Number of the location.", show_default="the first", metavar="NUMBER")
]


def parse_goods(text: str) -> tuple[str, Decimal]:
    """A product and a quantity from ``SKU=UNITS``; :class:`typer.BadParameter` if it is not that."""
    sku, sign, units = text.rpartition("=")
    if not sign:
        raise typer.BadParameter(text)
    try:
        return sku, Decimal(units.replace(",", "."))
    except ArithmeticError as error:
        raise typer.BadParameter(text) from error
