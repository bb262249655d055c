"""The commands that take data of elsewhere: ``import products``, ``import sales``, ``import completejourney``."""

from __future__ import annotations

import typer

app = typer.Typer(help="Take over products and sales of elsewhere.", no_args_is_help=True, rich_markup_mode=None)
