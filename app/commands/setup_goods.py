"""The first goods of ``kassa setup``, whichever way they come."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from app.commands.output import bar
from models.setup_steps import SetupStep, StepState

if TYPE_CHECKING:
    from operations.installation.starter_range import TypedGood
    from store.database.engine import Store


def add_goods(store: Store, starter: str | None, products: list[TypedGood], file: Path | None, language: str) -> None:
    """Add the first goods: a starter range, typed ones, a list of elsewhere, or all of them."""
    from operations.access.actors import office_actor
    from operations.installation.shop_setup import mark_step, refuse_demo
    from operations.installation.starter_range import StarterTrade, add_starter_range, add_typed_goods
    from pipelines.importing.report import ImportOptions
    from pipelines.importing.run_import import import_products

    at, actor = datetime.now(UTC), office_actor(store)
    refuse_demo(store)
    if starter is not None:
        add_starter_range(store, actor, StarterTrade(starter), language, at=at)
    if products:
        add_typed_goods(store, actor, products, at=at)
    if file is not None:
        with bar() as progress:
            report = import_products(store, file, ImportOptions(), at=at, progress=progress)
        if report.refused:
            raise typer.BadParameter(
                f"{report.problem_count} rows have problems; see 'kassa import products {file} --dry-run'",
                param_hint="--goods",
            )
    mark_step(store, actor, SetupStep.GOODS, StepState.DONE, at=at)
