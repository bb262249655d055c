"""The commands for gift cards: ``list``, ``balance``, ``make``, ``block``, ``transfer`` and ``end``."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.output import Json, answer, write_facts

if TYPE_CHECKING:
    from rich.console import Console

    from models.selling.gift_card import GiftCard
    from models.shop import Shop

app = typer.Typer(help="Gift cards: what is owed for them.", no_args_is_help=True, rich_markup_mode=None)

Number = Annotated[int, typer.Argument(help="Number of the card.", show_default=False, metavar="NUMBER")]


@app.command("list")
def list_cards(
    *, blanks: Annotated[bool, typer.Option("--blanks", help="Also those that were never sold.")] = False,
    as_json: Json = False,
) -> None:  # fmt: skip
    """List gift cards with what is on each, and what the shop owes for all of them together."""
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store import shop
    from store.selling.gift_card_rows import all_cards

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        company = shop.get_shop(view)
        cards = all_cards(view, with_blanks=blanks)
    rows = [_facts(each, company) for each in cards]
    owed = sum(each.balance_minor for each in cards)
    facts = {"cards": rows, "owed_minor": owed, "currency": company.currency}
    answer(facts, as_json=as_json, write=lambda console: _write(console, rows, company, owed))


@app.command()
def balance(number: Number, *, as_json: Json = False) -> None:
    """Show what is on a card, and everything that changed it."""
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store import shop
    from store.selling.gift_card_rows import entries_of, get_card

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        company = shop.get_shop(view)
        facts = _facts(get_card(view, number), company)
        entries = [
            {
                "at": each.at.isoformat(),
                "change": each.change,
                "amount_minor": each.amount_minor,
                "balance_minor": each.balance_minor,
                "sale": each.sale_id,
                "operator": each.operator,
            }
            for each in entries_of(view, number)
        ]

    def write(console: Console) -> None:
        write_facts(console, facts)
        for each in entries:
            console.print(f"{each['at']}  {each['change']}  {each['amount_minor']}  {each['balance_minor']}")

    answer({**facts, "entries": entries}, as_json=as_json, write=write)


@app.command()
def make(
    count: Annotated[int, typer.Argument(help="How many, 1 to 1000.", show_default=False, metavar="COUNT")],
    out: Annotated[
        Path,
        typer.Option(
            "--out", help="File of the codes: .csv, or .pdf to print and cut.", show_default=False, metavar="FILE"
        ),
    ],
    *,
    pins: Annotated[
        bool, typer.Option("--pins", help="Each pays with a PIN alone, for a scratch field; needs a .csv file.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Make blank cards and write them to a file: a list of codes, or sheets to print. Nobody can read them again."""
    from integrations.gift_card_sheets.card_sheets import draw_card_sheets
    from models.selling.gift_card import in_groups
    from models.shop_settings import RECEIPT_LANGUAGE
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.selling.gift_card_office import make_blanks, make_blanks_with_pins
    from store import shop
    from store.access.secrets import InstallationSecret
    from store.setting_rows import get_value

    if out.suffix not in {".csv", ".pdf"}:
        raise typer.BadParameter("Name a file that ends in .csv or .pdf.")
    if pins and out.suffix != ".csv":
        raise typer.BadParameter("Cards with PINs need a .csv file: plain paper has no field to scratch.")
    settings = load_settings()
    with upkeep.shop_in_use(settings) as store, out.open("xb") as file:
        out.chmod(0o600)
        secret, actor, now = InstallationSecret(settings.keys), office_actor(store), datetime.now(UTC)
        if pins:
            with_pins = make_blanks_with_pins(store, actor, secret, count, at=now)
            lines = "".join(f"{c.code};{in_groups(c.code)};{c.code[-6:-2]};{c.pin}\n" for c in with_pins)
            file.write(f"code;printed;last_four;pin\n{lines}".encode())
        elif out.suffix == ".pdf":
            codes = make_blanks(store, actor, secret, count, at=now)
            with store.view() as view:
                language = get_value(view, RECEIPT_LANGUAGE) or settings.language
                file.write(draw_card_sheets(codes, shop.get_shop(view).company, language))
        else:
            lines = "".join(
                f"{c};{in_groups(c)};{c[-6:-2]}\n" for c in make_blanks(store, actor, secret, count, at=now)
            )
            file.write(f"code;printed;last_four\n{lines}".encode())
    facts = {"made": count, "file": str(out)}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command()
def block(
    number: Number,
    *,
    reason: Annotated[str, typer.Option("--reason", help="Why, such as lost.", metavar="TEXT")] = "",
    undo: Annotated[bool, typer.Option("--undo", help="Let it pay again.")] = False,
    as_json: Json = False,
) -> None:
    """Block a lost or stolen card, or let it pay again."""
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.selling.gift_card_office import block_gift_card
    from store import shop
    from store.selling.gift_card_rows import get_card

    with upkeep.shop_in_use(load_settings()) as store:
        block_gift_card(store, office_actor(store), number, reason, is_blocked=not undo, at=datetime.now(UTC))
        with store.view() as view:
            facts = _facts(get_card(view, number), shop.get_shop(view))
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command()
def transfer(
    number: Number,
    to: Annotated[int, typer.Argument(help="Number of a blank card.", show_default=False, metavar="TO")],
    *,
    as_json: Json = False,
) -> None:
    """Move what is on a lost card to a blank one, and block the lost one."""
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.selling.gift_card_office import move_gift_card
    from store import shop
    from store.selling.gift_card_rows import get_card

    with upkeep.shop_in_use(load_settings()) as store:
        amount = move_gift_card(store, office_actor(store), number, to, at=datetime.now(UTC))
        with store.view() as view:
            facts = {"moved_minor": amount} | _facts(get_card(view, to), shop.get_shop(view))
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command()
def end(*, as_json: Json = False) -> None:
    """Book what is left on cards whose last day is over as income."""
    from models.money import Money
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.selling.ended_gift_cards import end_gift_cards
    from store import shop

    cards = amount = 0
    with upkeep.shop_in_use(load_settings()) as store:
        while True:
            ended = end_gift_cards(store, office_actor(store), at=datetime.now(UTC))
            cards, amount = cards + ended.cards, amount + ended.amount_minor
            if not ended.more:
                break
        with store.view() as view:
            currency = shop.get_shop(view).currency
    facts = {"ended": cards, "amount": str(Money(amount, currency)), "currency": currency}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command("lease-trial")
def lease_trial(
    *,
    lease: Annotated[
        int, typer.Option("--lease", help="What a till may take off a card without contact.", metavar="AMOUNT")
    ] = 0,
    tills: Annotated[int, typer.Option("--tills", help="How many tills.", metavar="NUMBER")] = 4,
    balance: Annotated[int, typer.Option("--balance", help="What is on the card.", metavar="AMOUNT")] = 500,
    seed: Annotated[
        int, typer.Option("--seed", help="Of the chance; the same seed is the same trial.", metavar="NUMBER")
    ] = 1,
    as_json: Json = False,
) -> None:
    """Try what leases of gift cards would cost: one card, tills that lose contact by chance, a thousand times."""
    from random import Random

    from models.selling.lease_trial import LeaseTrial, try_leases

    if lease < 0 or balance < 0 or not 1 <= tills <= _TILLS_MAX:
        raise typer.BadParameter(f"Name amounts from 0 on, and 1 to {_TILLS_MAX} tills.")
    trial, rng = LeaseTrial(balance, tills, lease), Random(seed)  # noqa: S311 - a trial, no secret
    outcomes = [try_leases(trial, rng) for _ in range(_TRIALS)]
    payments = _TRIALS * trial.payments
    facts: dict[str, object] = {
        "trials": _TRIALS,
        "overspent_most": max(each.overspent_minor for each in outcomes),
        "overspent_bound": tills * lease,
        "refused_percent": round(100 * sum(each.refused_payments for each in outcomes) / payments),
    }
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


#: So many trials show the worst that chance brings.
_TRIALS = 1000
_TILLS_MAX = 50


def _facts(card: GiftCard, company: Shop) -> dict[str, object]:
    from models.selling.gift_card import why_unusable

    return {
        "number": card.id,
        "last_four": card.last_four,
        "state": why_unusable(card, company.business_day(datetime.now(UTC))) or card.state.value,
        "balance_minor": card.balance_minor,
        "held_minor": card.held_minor,
        "last_day": None if card.last_day is None else card.last_day.isoformat(),
        "has_pin": card.has_pin,
    }


def _write(console: Console, rows: list[dict[str, object]], company: Shop, owed: int) -> None:
    from rich.table import Table

    from models.money import Money

    table = Table("number", "last four", "state", "on it", "last day")
    for each in rows:
        on_it = Money(int(str(each["balance_minor"])), company.currency)
        values = (each["number"], each["last_four"], each["state"], on_it, each["last_day"] or "")
        table.add_row(*(str(value) for value in values))
    console.print(table)
    console.print(f"{Money(owed, company.currency)} {company.currency}")
