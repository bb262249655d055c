"""``kassa orders scorecard``: how suppliers deliver."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.output import Json, answer

if TYPE_CHECKING:
    from rich.console import Console

    from models.purchasing.supplier_scorecard import SupplierScorecard


def scorecard(
    supplier: Annotated[
        str | None, typer.Argument(help="Only the supplier with this code.", show_default="all", metavar="SUPPLIER")
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    """Show how suppliers deliver: on time, in full, at the agreed cost, and the lead time that orders are made by."""
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.purchasing.supplier_record import supplier_scorecards
    from store.shop import get_shop

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        company = get_shop(view)
        cards = supplier_scorecards(view, company, datetime.now(UTC))
    chosen = [each for each in cards if supplier in (None, each.supplier.code)]
    facts = [_facts(each, company.currency) for each in chosen]
    answer(facts, as_json=as_json, write=lambda console: _write(console, chosen))


def _facts(card: SupplierScorecard, currency: str) -> dict[str, object]:
    times, agreed = card.lead_times, card.supplier.lead_time_days
    return {
        "supplier": card.supplier.code,
        "orders": card.orders,
        "on_time": card.on_time,
        "late_days": card.late_days,
        "lines": card.lines,
        "in_full": card.in_full,
        "cost_changes": card.cost_changes,
        "cost_change_minor": card.cost_change_minor,
        "currency": currency,
        "agreed_lead_days": agreed,
        "lead_basis": times.basis.value,
        "lead_receipts": times.receipts,
        "lead_days": max(agreed + times.days_late, 0),
        "lead_shares": [{"days_late": days, "parts_per_million": share} for days, share in times.shares],
    }


def _write(console: Console, cards: list[SupplierScorecard]) -> None:
    from rich.table import Table

    table = Table("supplier", "orders", "on time", "lines", "in full", "other cost", "lead days", "from")
    for card in cards:
        times, agreed = card.lead_times, card.supplier.lead_time_days
        figures = (card.orders, card.on_time, card.lines, card.in_full, card.cost_changes)
        lead_days = max(agreed + times.days_late, 0)
        table.add_row(card.supplier.code, *map(str, figures), str(lead_days), times.basis.value)
    console.print(table)
