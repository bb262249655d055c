"""The commands for figures about groups of customers: ``report``, ``aggregate``, ``trial`` and ``offer``."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.output import Json, answer, write_facts

if TYPE_CHECKING:
    from rich.console import Console

    from models.analytics.customers.customer_reports import ReportTable, Value
    from models.analytics.customers.edition import Edition

app = typer.Typer(
    help="Who the customers are: figures of groups of members, never of one.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

ReportWish = Annotated[
    str,
    typer.Argument(help="coverage, coming, goods, times, areas, pyramid or offer.", show_default=False, metavar="NAME"),
]


@app.command()
def report(
    name: ReportWish,
    *,
    first: Annotated[
        str | None, typer.Option("--weeks-from", help="First day of the four weeks; else the newest.", metavar="DAY")
    ] = None,
    as_json: Json = False,
) -> None:
    """Show one of the seven reports about customers. What points at single customers is hidden: '-', or null."""
    from models.analytics.customers.customer_reports import report_of
    from operations.access.actors import office_actor
    from operations.customers.read_editions import read_editions
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    first_day = None if first is None else date.fromisoformat(first)
    with upkeep.shop_in_use(load_settings()) as store:
        editions = read_editions(store, office_actor(store), first_day)
    tables = report_of(name, editions)
    facts = {"report": name, **_span(editions[-1]), "tables": {each.name: each.records() for each in tables}}
    answer(facts, as_json=as_json, write=lambda console: _write(console, editions[-1], tables))


@app.command()
def aggregate(*, as_json: Json = False) -> None:
    """Publish the figures of every four weeks that are over, as the weekly job does. What is published stays."""
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from pipelines.nightly.jobs import figures_of
    from pipelines.nightly.publish_customers import publish_customer_figures

    with upkeep.shop_in_use(load_settings()) as store:
        facts = figures_of(publish_customer_figures(store, office_actor(store), at=datetime.now(UTC)))
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command()
def trial(
    name: Annotated[str, typer.Argument(help="What the offer is.", show_default=False, metavar="NAME")],
    *,
    first: Annotated[
        str, typer.Option("--weeks-from", help="First day of the four weeks.", show_default=False, metavar="DAY")
    ],
    percent: Annotated[
        int,
        typer.Option("--held-back", help="Of 100 members who want offers, so many do not get it.", metavar="NUMBER"),
    ] = 20,
    as_json: Json = False,
) -> None:
    """Try an offer: members who want offers get it, but for some that chance chooses. See 'report offer' afterwards."""
    from operations.access.actors import office_actor
    from operations.customers.publish_edition import plan_trial
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    with upkeep.shop_in_use(load_settings()) as store:
        planned = plan_trial(store, office_actor(store), name, date.fromisoformat(first), percent, at=datetime.now(UTC))
    facts: dict[str, object] = {"offer": planned.name, "first_day": planned.first_day.isoformat()}
    facts["held_back_percent"] = planned.held_back_percent
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command()
def offer(
    *,
    first: Annotated[
        str, typer.Option("--weeks-from", help="First day of the four weeks.", show_default=False, metavar="DAY")
    ],
    out: Annotated[Path, typer.Option("--out", help="File to write, as CSV.", show_default=False, metavar="FILE")],
    as_json: Json = False,
) -> None:
    """Write whom an offer that is tried goes to: names and addresses of members who want offers."""
    from integrations.spreadsheets.member_list import member_list
    from operations.access.actors import office_actor
    from operations.customers.offer_list import offer_list
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    with upkeep.shop_in_use(load_settings()) as store, out.open("xb") as file:
        out.chmod(0o600)
        name, members = offer_list(store, office_actor(store), date.fromisoformat(first), at=datetime.now(UTC))
        file.write(member_list([(each.name, each.phone, each.email) for each in members]))
    facts: dict[str, object] = {"offer": name, "members": len(members), "file": str(out)}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command()
def example(name: ReportWish, *, as_json: Json = False) -> None:
    """Show a report on public data: what 801 households in the United States bought in 2017."""
    from models.analytics.customers.customer_reports import report_of
    from pipelines.datasets.journey_customers import journey_edition

    edition = journey_edition(datetime.now(UTC))
    tables = report_of(name, [edition])
    facts = {"report": name, **_span(edition), "tables": {each.name: each.records() for each in tables}}
    answer(facts, as_json=as_json, write=lambda console: _write(console, edition, tables))


def _span(edition: Edition) -> dict[str, object]:
    return {"first_day": edition.first_day.isoformat(), "until_day": edition.until_day.isoformat()}


def _write(console: Console, edition: Edition, tables: list[ReportTable]) -> None:
    from rich.table import Table

    console.print(f"{edition.first_day} until {edition.until_day}, without the last day. '-' is hidden.")
    for each in tables:
        if not each.rows:
            continue
        table = Table(*each.columns, title=each.name)
        for row in each.rows:
            table.add_row(*(_text(name, value) for name, value in zip(each.columns, row, strict=True)))
        console.print(table)


def _text(name: str, value: Value) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.1%}"
    return f"{value / 100:.2f}" if name.endswith("_minor") and isinstance(value, int) else str(value)
