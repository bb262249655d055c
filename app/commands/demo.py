"""``kassa demo``: make a demo shop and open it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.output import Json, answer, bar, remark
from app.commands.serve import Port, open_server

if TYPE_CHECKING:
    from rich.console import Console

    from operations.installation.configuration import Settings
    from pipelines.demo.demo_home import DemoFound


def demo(
    *,
    days: Annotated[int | None, typer.Option(help="Days of trade.", show_default="400", metavar="NUMBER")] = None,
    products: Annotated[
        int | None, typer.Option(help="Products on the shelves.", show_default="400", metavar="NUMBER")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(help="The same seed gives the same shop.", show_default="1", metavar="NUMBER")
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="YYYY-MM-DD",
            help="The day before which the trade was.",
            show_default="this hour",
        ),
    ] = None,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Make the shop and stop.")] = False,
    port: Port = None,
    as_json: Json = False,
) -> None:
    """Make a corner shop to try, and open it.

    It has a history of trade, stock and suppliers. A demo shop that is there already is just opened; another shop is
    left alone.
    """
    from app.commands.demo_dispute import with_dispute
    from app.commands.demo_prepaid import with_prepaid
    from operations.installation.configuration import load_settings
    from pipelines.demo.demo_home import Wish, ensure_demo
    from pipelines.nightly.job_process import jobs_beside
    from pipelines.nightly.jobs import last_run

    settings = load_settings()
    wish = Wish(days=days, products=products, seed=seed, until=until.date() if until else None)
    with bar() as progress:
        found = ensure_demo(settings, wish, at=datetime.now(UTC), progress=progress)
        found = with_prepaid(settings, with_dispute(settings, found))
    answer(found.facts(), as_json=as_json, write=lambda console: _write(console, found, settings))
    if no_serve:
        if not as_json:
            remark("Open it with: kassa serve (in a clone: ./kassa serve).")
        return
    waiting = [name for name in ("forecast", "reorder", "orders", "shadow") if last_run(settings, name) is None]
    if waiting:
        remark("Forecasts and order proposals follow in a minute or two.")
    with jobs_beside(settings, waiting):
        open_server(settings, host=None, port=port)


def _write(console: Console, found: DemoFound, settings: Settings) -> None:
    """Print the figures of the new demo shop, or that nothing had to be made, and where the shop is."""
    from models.selling.gift_card import in_groups

    plan, figures = found.plan, found.figures
    trade = f"{plan.days} days of trade " + (
        f"until {_local(plan.stops_at)}" if plan.stops_at else f"before {plan.until}"
    )
    if figures is None:
        console.print(f"The demo shop is there already: {trade}.", markup=False)
    else:
        console.print(
            f"A demo shop is made: {trade}, {figures.products} products, "
            f"{figures.receipts} receipts with {figures.lines} lines. "
            f"Another {figures.lost_lines} lines were not sold because the shelf was empty.",
            markup=False,
        )
    if found.pinned is not None:
        card, pin = in_groups(found.pinned.code), found.pinned.pin
        console.print(f"The gift card {card} pays with the PIN {pin}.", markup=False)
    console.print(f"All of it is in {settings.home}; remove that folder to begin anew.", markup=False)


def _local(at: datetime) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M}"
