"""``kassa terminal``: readers of the shop's Stripe account, which till uses which, and a trial of one."""

from __future__ import annotations

from datetime import UTC, datetime
from time import sleep
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.output import ExitCode, Json, answer, margin, write_facts
from models.payments.attempt import PaymentMethod

if TYPE_CHECKING:
    from rich.console import Console

    from app.counter.terminal_trial import Trial
    from models.payments.attempt import PaymentAnswer

app = typer.Typer(
    help="Pair card readers of a Stripe account with tills, and try them.", no_args_is_help=True, rich_markup_mode=None
)

Till = Annotated[int, typer.Argument(help="Number of the till.", show_default=False, metavar="TILL")]
ASK_EVERY_S = 0.5


@app.command("list")
def list_readers(*, as_json: Json = False) -> None:
    """List the readers of the Stripe account whose key is in KASSA_STRIPE_KEY, and which till uses each."""
    from hardware.terminal import stripe_pairing
    from hardware.terminal.stripe_client import access_from_environment
    from hardware.terminal.stripe_link import read_stripe_link
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.installation.device_links import DeviceRole
    from store import devices

    readers = stripe_pairing.list_readers(access_from_environment())
    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        links = devices.all_links(view)
    tills: dict[str | None, list[int]] = {}
    for (till, role), link in links.items():
        if role == DeviceRole.PAYMENT_TERMINAL and link.startswith("stripe:"):
            tills.setdefault(read_stripe_link(link).reader, []).append(till)
    rows: list[dict[str, object]] = [
        {
            "reader": each.id,
            "name": each.name,
            "kind": each.kind,
            "location": each.place,
            "online": each.is_online,
            "tills": tills.get(each.id, []),
        }
        for each in readers
    ]
    answer(rows, as_json=as_json, write=lambda console: _write_list(console, rows))


@app.command()
def pair(
    till: Till,
    *,
    code: Annotated[
        str | None, typer.Option("--code", help="Code that a new reader shows.", show_default=False, metavar="WORDS")
    ] = None,
    reader: Annotated[
        str | None,
        typer.Option("--reader", help="A reader that the account has already.", show_default=False, metavar="TMR"),
    ] = None,
    location: Annotated[
        str | None,
        typer.Option(
            "--location",
            help="Stripe's location of a new reader.",
            show_default="the account's only one",
            metavar="TML",
        ),
    ] = None,
    basket: Annotated[bool, typer.Option("--basket", help="The reader shows the basket while it is scanned.")] = False,
    as_json: Json = False,
) -> None:
    """Give a till a reader: a new one by its code, or one of the account; with neither, Swish and MobilePay only."""
    from hardware.terminal import stripe_pairing
    from hardware.terminal.stripe_client import access_from_environment
    from hardware.terminal.stripe_link import StripeLink, read_stripe_link
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.installation.device_links import DeviceRole, set_device
    from store import shop

    access = access_from_environment()
    with upkeep.shop_in_use(load_settings()) as store:
        with store.view() as view:
            name = shop.get_station(view, till).device.name
        if code is not None:
            reader = stripe_pairing.register_reader(access, code, name=name, place=location).id
        link = str(read_stripe_link(str(StripeLink(reader, shows_basket=basket))))
        set_device(store, office_actor(store), till, DeviceRole.PAYMENT_TERMINAL, link, at=datetime.now(UTC))
    facts = {"till": till, "kind": DeviceRole.PAYMENT_TERMINAL.value, "link": link}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command("test")
def try_out(
    till: Till,
    *,
    method: Annotated[
        PaymentMethod, typer.Option("--method", help="What to try: card, swish or mobilepay.", metavar="METHOD")
    ] = PaymentMethod.CARD,
    as_json: Json = False,
) -> None:
    """Take one krona at the till's terminal and give it back, to see that it works. No sale is made."""
    from app.counter.terminal_trial import TrialCounter, try_terminal
    from hardware.device_settings import terminal_of
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.installation.device_links import DeviceRole, NoSuchStationDevice
    from store import devices, shop

    settings = load_settings()
    with upkeep.shop_in_use(settings) as store, store.view() as view:
        link = devices.find_link(view, till, DeviceRole.PAYMENT_TERMINAL)
        currency = shop.get_shop(view).currency
    if link is None:
        raise NoSuchStationDevice(till, DeviceRole.PAYMENT_TERMINAL.replace("_", " "))
    counter = TrialCounter(till, lambda: datetime.now(UTC), lambda: sleep(ASK_EVERY_S), _show)
    trial = try_terminal(terminal_of(link, settings.home), counter, currency, method)
    facts = _facts(till, link, trial)
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))
    raise typer.Exit(ExitCode.OK if trial.is_right else ExitCode.REFUSED)


def _show(question: PaymentAnswer) -> None:
    if question.code:
        margin().print(f"Show this as a QR code and pay it: {question.code}", markup=False)
    elif question.reference is not None:
        margin().print("Show a card to the reader now.")


def _facts(till: int, link: str, trial: Trial) -> dict[str, object]:
    card = trial.payment.card
    return {
        "till": till,
        "link": link,
        "works": trial.is_right,
        "payment": trial.payment.reference,
        "payment_state": trial.payment.state.value,
        "reason": trial.payment.reason or (trial.refund.reason if trial.refund else ""),
        "card": "" if card is None else f"{card.brand} {card.last_four}",
        "refund": None if trial.refund is None else trial.refund.reference,
        "refund_state": None if trial.refund is None else trial.refund.state.value,
    }


def _write_list(console: Console, rows: list[dict[str, object]]) -> None:
    for each in rows:
        state = "online" if each["online"] else "offline"
        tills = each["tills"]
        assert isinstance(tills, list)
        used = f"till {', '.join(map(str, tills))}" if tills else "no till"
        console.print(f"{each['reader']}  {each['name']}  {each['kind']}  {state}  {used}", markup=False)
