"""``kassa cash``: the cash in the drawer of a till: its float, what goes in and out, its count."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from app.commands.output import Json, answer, write_facts

if TYPE_CHECKING:
    from rich.console import Console

    from models.access.actor import Actor
    from models.money import Money
    from store.database.engine import Store


class MovementWord(StrEnum):
    """Why cash moves, as it is typed."""

    PAID_IN = "paid-in"
    PAID_OUT = "paid-out"
    FROM_SAFE = "from-safe"
    TO_SAFE = "to-safe"
    TO_BANK = "to-bank"


app = typer.Typer(
    help="Give a drawer its float, move cash, count a drawer.", no_args_is_help=True, rich_markup_mode=None
)

Till = Annotated[int, typer.Option("--till", help="Number of the till.", metavar="NUMBER")]
Amount = Annotated[str, typer.Argument(help="Amount such as 500 or 19.90.", show_default=False, metavar="AMOUNT")]
Reason = Annotated[str, typer.Option("--reason", help="Why, in a few words.", show_default=False, metavar="TEXT")]


@app.command()
def status(*, till: Till = 1, as_json: Json = False) -> None:
    """Show the open drawers of a till, and what should be in them."""
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    with upkeep.shop_in_use(load_settings()) as store:
        rows = _open_drawers(store, till)
    answer(rows, as_json=as_json, write=lambda console: _write_status(console, rows))


@app.command("open")
def open_drawer(amount: Amount, *, till: Till = 1, as_json: Json = False) -> None:
    """Put a float into the drawer: from now on it is known what should be in it."""
    from operations.cash.sessions import open_drawer_session
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    with upkeep.shop_in_use(load_settings()) as store:
        actor, opening_float = office_at(till), parse_in_shop(store, amount)
        session = open_drawer_session(store, actor, opening_float, at=datetime.now(UTC))
    facts = {
        "till": till,
        "session": session.id,
        "float_minor": opening_float.minor,
        "currency": opening_float.currency,
    }
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command()
def move(
    kind: Annotated[
        MovementWord,
        typer.Argument(help="paid-in, paid-out, from-safe, to-safe or to-bank.", show_default=False, metavar="KIND"),
    ],
    amount: Amount,
    *,
    reason: Reason,
    bag: Annotated[str, typer.Option("--bag", help="Number of the bank bag, for to-bank.", metavar="NUMBER")] = "",
    till: Till = 1,
    as_json: Json = False,
) -> None:
    """Put cash into the drawer or take it out, for a reason."""
    from models.cash.drawer_session import CashKind
    from operations.cash.sessions import CashWish, move_cash
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    with upkeep.shop_in_use(load_settings()) as store:
        wish = CashWish(str(uuid4()), CashKind[kind.name], parse_in_shop(store, amount), reason, bag)
        movement = move_cash(store, office_at(till), wish, at=datetime.now(UTC))
    facts = {
        "till": till,
        "movement": movement.id,
        "kind": movement.kind.value,
        "amount_minor": movement.amount,
        "reason": movement.reason,
        "bag": movement.bag,
        "currency": wish.amount.currency,
    }
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command()
def count(amount: Amount, *, till: Till = 1, as_json: Json = False) -> None:
    """Record what was counted in the drawer. Nothing is closed yet."""
    from operations.cash.sessions import count_drawer
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    with upkeep.shop_in_use(load_settings()) as store:
        counted = count_drawer(store, office_at(till), parse_in_shop(store, amount), at=datetime.now(UTC))
    facts = {
        "till": till,
        "agrees": counted.agrees,
        "above_limit": counted.above_limit,
        "counts_left": counted.counts_left,
    }
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command("hand-over")
def hand_over_drawer(
    *,
    reason: Annotated[str, typer.Option("--reason", help="Why the count differs.", metavar="TEXT")] = "",
    till: Till = 1,
    as_json: Json = False,
) -> None:
    """Empty the counted drawer in mid-day, so that somebody else can put in a float."""
    from operations.cash.sessions import DrawerEnd, hand_over
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    with upkeep.shop_in_use(load_settings()) as store:
        session, currency = hand_over(store, office_at(till), DrawerEnd(reason), at=datetime.now(UTC)), _currency(store)
    difference = session.last_count.difference if session.last_count else 0
    facts = {"till": till, "session": session.id, "difference_minor": difference, "currency": currency}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


def parse_in_shop(store: Store, text: str) -> Money:
    """An amount in the shop's currency; raises :class:`models.pricing.price_text.WrongAmount`."""
    from models.pricing.price_text import parse_amount

    return parse_amount(text, _currency(store))


def _currency(store: Store) -> str:
    from store import shop

    with store.view() as view:
        return shop.get_shop(view).currency


def office_at(till: int) -> Actor:
    """Whoever works at the command line, at a till."""
    from models.access.actor import Actor
    from models.access.operator import OFFICE_OPERATOR

    return Actor(OFFICE_OPERATOR, till)


def _open_drawers(store: Store, till: int) -> list[dict[str, object]]:
    from store import shop
    from store.cash import sessions

    with store.view() as view:
        currency, last = shop.get_station(view, till).shop.currency, shop.last_receipt(view, till)
        return [
            {
                "till": till,
                "session": each.id,
                "owner": each.owner,
                "opened_by": each.opened_by,
                "opened_at": each.opened_at.isoformat(timespec="seconds"),
                "float_minor": each.opening_float,
                "expected_minor": sessions.cash_in(view, each, last).expected,
                "times_counted": each.times_counted,
                "currency": currency,
            }
            for each in sessions.open_sessions(view, till)
        ]


def _write_status(console: Console, rows: list[dict[str, object]]) -> None:
    if not rows:
        console.print("No drawer has a float. 'kassa cash open' registers one.")
    for each in rows:
        write_facts(console, each)
