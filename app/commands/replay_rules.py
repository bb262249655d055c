"""``kassa replay``: every way to order, tried on the shop's own past."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.output import Json, answer

if TYPE_CHECKING:
    from rich.console import Console

    from pipelines.nightly.replay_history import ReplayOutcome

Weeks = Annotated[int, typer.Option(metavar="WEEKS", help="How many of the last weeks to replay.")]
Review = Annotated[
    int | None, typer.Option("--review-days", metavar="DAYS", help="Days between two orders; else as for most goods.")
]
Lead = Annotated[
    int | None, typer.Option("--lead-days", metavar="DAYS", help="Days from order to shelf; else as for most goods.")
]


def replay(*, weeks: Weeks = 12, review: Review = None, lead: Lead = None, as_json: Json = False) -> None:
    """Try every way to order on the shop's own past, and compare them.

    Shows what each would have cost in stock and lost sales, and stores it for the page of ways to order.
    """
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from pipelines.nightly.jobs import figures_of
    from pipelines.nightly.replay_history import ReplayWish, replay_history

    wish = ReplayWish(weeks, review, lead)
    with upkeep.shop_in_use(load_settings()) as store:
        outcome = replay_history(store, office_actor(store), at=datetime.now(UTC), wish=wish)
    answer(figures_of(outcome), as_json=as_json, write=lambda console: _write(console, outcome))


def _write(console: Console, outcome: ReplayOutcome) -> None:
    from rich.table import Table

    from models.money import Money

    console.print(
        f"{outcome.first_day} to {outcome.last_day}, {outcome.goods} goods, an order each {outcome.review_days} days, "
        f"{outcome.lead_days} days until it is there. Stock in days of sales."
    )
    headings = ["rule", "filled", "stock", "lost a week", "turns a year", *(f"stock at {r}" for r in _RATES.values())]
    table = Table(*headings)

    def whole(minor: int) -> str:
        return f"{Money(minor, outcome.currency).major():,.0f}"

    for rule in outcome.rules:
        at = ["–" if rule.cover_days_at[rate] is None else f"{rule.cover_days_at[rate]:.1f}" for rate in _RATES]
        lost = f"{whole(rule.lost_a_week_minor)} ({whole(rule.lost_low_minor)} to {whole(rule.lost_high_minor)})"
        row = [rule.rule, f"{rule.fill_rate:.1%}", f"{rule.cover_days:.1f}", lost, f"{rule.turns:.1f}", *at]
        table.add_row(*row)
    console.print(table)
    console.print("–: none of that rule's strengths comes to this rate: all fill less, or all fill more.")
    if outcome.spoiling_goods:
        fresh = Table("rule", "filled", "wasted", "wasted a week", *(f"wasted at {r}" for r in _RATES.values()))
        for rule in outcome.spoiling:
            shares = [rule.waste_share_at[rate] for rate in _RATES]
            at = ["–" if share is None else f"{share:.1%}" for share in shares]
            waste = f"{rule.waste_share:.1%}", whole(rule.wasted_a_week_minor)
            fresh.add_row(rule.rule, f"{rule.fill_rate:.1%}", *waste, *at)
        console.print(f"{outcome.spoiling_goods} goods that spoil, apart from the others:")
        console.print(fresh)


_RATES = {"0.9": "90 %", "0.95": "95 %", "0.97": "97 %"}
