"""The commands for automatic ordering: its state, the limits of a supplier, the switch, the message of a day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.output import Json, answer, write_facts
from models.money import Money
from models.purchasing.automatic_ordering import AutomaticLimits, OrderMode

if TYPE_CHECKING:
    from rich.console import Console

    from models.facts.automatic_orders import AutomaticDecision
    from store.automatic_orders import SwitchState

app = typer.Typer(
    help="Let Kassa send orders by itself within limits, or stop it.", no_args_is_help=True, rich_markup_mode=None
)


@app.command("status")
def show_status(*, as_json: Json = False) -> None:
    """Show the switch, and what may be ordered from each supplier by itself."""
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store import automatic_orders, purchasing, shop

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        switch = automatic_orders.switch_state(view)
        limits = [automatic_orders.limits_of(view, code) for code in purchasing.all_suppliers(view)]
        currency = shop.get_shop(view).currency
    facts = {**_switch_facts(switch), "suppliers": [_limits_facts(each) for each in limits]}

    def write(console: Console) -> None:
        write_facts(console, _switch_facts(switch))
        for each in limits:
            value = f"{Money(each.value_max, currency)} {currency}"
            most = f", at most {value}, {each.share_max} % of a normal order" if each.mode is OrderMode.SEND else ""
            console.print(f"  {each.supplier_code}: {each.mode.value}{most}", markup=False)

    answer(facts, as_json=as_json, write=write)


@app.command("set")
def set_supplier(
    supplier: Annotated[str, typer.Argument(help="Its code.", show_default=False, metavar="SUPPLIER")],
    *,
    mode: Annotated[
        OrderMode | None,
        typer.Option(
            help="off: nothing is proposed; propose: people send; send: Kassa sends.", show_default="as it is"
        ),
    ] = None,
    value_max: Annotated[
        str | None,
        typer.Option(
            help="The most that one order may cost without tax, such as 5000.",
            show_default="as it is",
            metavar="AMOUNT",
        ),
    ] = None,
    share_max: Annotated[
        int | None,
        typer.Option(
            help="The most that it may be of a normal order, in percent.", show_default="as it is", metavar="PERCENT"
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Set how much happens by itself for a supplier."""
    from dataclasses import replace

    from models.pricing.price_text import parse_amount
    from operations.access.actors import office_actor
    from operations.automatic.limits_and_switch import set_limits
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store import automatic_orders, shop

    with upkeep.shop_in_use(load_settings()) as store:
        with store.view() as view:
            limits, currency = automatic_orders.limits_of(view, supplier), shop.get_shop(view).currency
        changed = replace(
            limits,
            mode=mode or limits.mode,
            value_max=limits.value_max if value_max is None else parse_amount(value_max, currency).minor,
            share_max=limits.share_max if share_max is None else share_max,
        )
        facts = _limits_facts(set_limits(store, office_actor(store), changed, at=datetime.now(UTC)))
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command()
def stop(
    *,
    reason: Annotated[str, typer.Option(help="Why, as it is stored.", show_default=False, metavar="TEXT")],
    as_json: Json = False,
) -> None:
    """Stop all automatic ordering, and take back the orders whose e-mails have not left."""
    from operations.access.actors import office_actor
    from operations.automatic.limits_and_switch import stop_automatic
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    with upkeep.shop_in_use(load_settings()) as store:
        facts = _switch_facts(stop_automatic(store, office_actor(store), reason, at=datetime.now(UTC)))
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command()
def start(*, as_json: Json = False) -> None:
    """Let Kassa order by itself again, within the limits of each supplier."""
    from operations.access.actors import office_actor
    from operations.automatic.limits_and_switch import start_automatic
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    with upkeep.shop_in_use(load_settings()) as store:
        facts = _switch_facts(start_automatic(store, office_actor(store), at=datetime.now(UTC)))
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command("report")
def show_report(
    *,
    day: Annotated[
        date | None,
        typer.Option(help="The business day.", show_default="today", parser=date.fromisoformat, metavar="DAY"),
    ] = None,
    as_json: Json = False,
) -> None:
    """Show what was ordered and held by itself on a day, and why."""
    from app.counter.automatic_report import read_report, report_lines
    from app.words import words_of
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store.shop import get_shop

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        report = read_report(view, day or get_shop(view).business_day(datetime.now(UTC)))
    facts = {
        "day": report.day.isoformat(),
        **_switch_facts(report.switch),
        "sent": [_decision_facts(each) for each in report.sent_orders],
        "held": [_decision_facts(each) for each in report.held_orders],
    }

    def write(console: Console) -> None:
        for line in report_lines(report, words_of("en")):
            console.print(line, markup=False)

    answer(facts, as_json=as_json, write=write)


def _switch_facts(switch: SwitchState) -> dict[str, object]:
    return {
        "on": switch.is_on,
        "switched_at": switch.at.isoformat() if switch.at else None,
        "operator": switch.operator,
        "reason": switch.reason,
    }


def _limits_facts(limits: AutomaticLimits) -> dict[str, object]:
    return {
        "supplier": limits.supplier_code,
        "mode": limits.mode.value,
        "value_max_minor": limits.value_max,
        "share_max_percent": limits.share_max,
    }


def _decision_facts(decision: AutomaticDecision) -> dict[str, object]:
    return {
        "proposal": decision.proposal,
        "supplier": decision.supplier,
        "location": decision.location,
        "value_minor": decision.value,
        "currency": decision.currency,
        "order": decision.order,
        "reasons": list(decision.reasons),
        "goods": list(decision.goods),
    }
