"""The commands for tips by card: ``list``, ``pay-out`` and ``correct``."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.export import parse_day
from app.commands.output import Json, answer, write_facts

if TYPE_CHECKING:
    from rich.console import Console

    from models.payments.tip_account import TipEntry

app = typer.Typer(help="Tips that customers give by card.", no_args_is_help=True, rich_markup_mode=None)


@app.command("list")
def list_tips(
    *,
    month: Annotated[
        str | None, typer.Option("--month", help="Month of the changes, as 2026-11; this month.", metavar="MONTH")
    ] = None,
    as_json: Json = False,
) -> None:
    """List what of tips is left to pay out to whom, and what came and went in a month."""
    from models.months import months_later
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.tip_books import tip_rule
    from store import shop
    from store.selling.tip_rows import all_tips_owed, tip_entries

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        company, owed, rule = shop.get_shop(view), all_tips_owed(view), tip_rule(view)
        first = parse_day(f"{month}-01") if month else company.business_day(datetime.now(UTC)).replace(day=1)
        entries = tip_entries(view, first, months_later(first, 1) - timedelta(days=1))
    facts = {
        "tips": rule.value,
        "currency": company.currency,
        "owed_minor": sum(owed.values()),
        "owed": [{"owner": owner, "owed_minor": minor} for owner, minor in owed.items()],
        "month": f"{first:%Y-%m}",
        "changes": [_facts(each) for each in entries],
    }
    answer(facts, as_json=as_json, write=lambda console: _write(console, owed, entries, company.currency))


@app.command("pay-out")
def pay_out(
    amount: Annotated[str, typer.Argument(help="How much.", show_default=False, metavar="AMOUNT")],
    *,
    to: Annotated[str, typer.Option("--to", help="Who gets it: a name, or names.", metavar="NAME")],
    owner: Annotated[
        str, typer.Option("--of", help="Whose tips: the code of a person; those that all share.", metavar="CODE")
    ] = "",
    as_json: Json = False,
) -> None:
    """Record that tips were paid out from the bank, alone or with the wages."""
    from models.pricing.price_text import parse_amount
    from operations.access.actors import office_actor
    from operations.cash.tip_payouts import TipPayout, pay_tips_from_bank
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store import shop

    with upkeep.shop_in_use(load_settings()) as store:
        with store.view() as view:
            currency = shop.get_shop(view).currency
        payout = TipPayout(owner, parse_amount(amount, currency), to)
        entry = pay_tips_from_bank(store, office_actor(store), payout, at=datetime.now(UTC))
    facts = {**_facts(entry), "currency": currency}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command("correct")
def correct(
    payment: Annotated[int, typer.Argument(help="The payment's number.", show_default=False, metavar="PAYMENT")],
    amount: Annotated[str, typer.Argument(help="The tip on the slip.", show_default=False, metavar="AMOUNT")],
    *,
    reason: Annotated[str, typer.Option("--reason", help="Why.", metavar="TEXT")],
    as_json: Json = False,
) -> None:
    """Correct a tip that was mistyped from the slip of a terminal of its own; 0 where it was given back there."""
    from models.pricing.price_text import parse_amount
    from operations.access.actors import office_actor
    from operations.cash.tip_corrections import TipCorrection, correct_tip
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store import shop

    with upkeep.shop_in_use(load_settings()) as store:
        with store.view() as view:
            currency = shop.get_shop(view).currency
        correction = TipCorrection(payment, parse_amount(amount, currency), reason)
        entry = correct_tip(store, office_actor(store), correction, at=datetime.now(UTC))
    facts = {**_facts(entry), "currency": currency}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


def _facts(entry: TipEntry) -> dict[str, object]:
    return {
        "id": entry.id,
        "day": entry.business_day.isoformat(),
        "change": entry.change,
        "payment": entry.attempt_id,
        "owner": entry.owner,
        "paid_to": entry.paid_to,
        "amount_minor": entry.amount_minor,
        "left_minor": entry.balance_minor,
    }


def _write(console: Console, owed: dict[str, int], entries: list[TipEntry], currency: str) -> None:
    from rich.table import Table
    from rich.text import Text

    from models.money import Money

    left = Table("whose", "left")
    for owner, minor in owed.items():
        left.add_row(Text(owner or "all"), str(Money(minor, currency)))
    console.print(left)
    changes = Table("day", "change", "payment", "whose", "to, or why", "amount")
    for each in entries:
        texts = Text(each.owner or "all"), Text(each.paid_to or "-")
        payment = "-" if each.attempt_id is None else str(each.attempt_id)
        changes.add_row(f"{each.business_day}", each.change, payment, *texts, str(Money(each.amount_minor, currency)))
    console.print(changes)
