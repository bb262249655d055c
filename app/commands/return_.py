"""``kassa return``: take goods of a receipt back from the command line, as somebody who works at the till."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from app.commands.output import Json, answer, write_facts
from app.commands.receipts import find_document
from app.commands.secret_input import FromInput, read_secret

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.access.actor import Actor
    from models.payments.attempt import PaymentAttempt
    from models.selling.sale import Sale
    from operations.selling.goods_return import ChosenLine
    from store.access.secrets import InstallationSecret
    from store.database.engine import Store


class ReasonWord(StrEnum):
    """Why goods come back, as it is typed."""

    CHANGED_MIND = "changed-mind"
    WRONG_ITEM = "wrong-item"
    FAULTY = "faulty"
    WRONG_PRICE = "wrong-price"
    MISTAKE = "mistake"


class PlaceWord(StrEnum):
    """Where the goods go, as it is typed."""

    USUAL = "usual"
    STOCK = "stock"
    WASTE = "waste"
    SUPPLIER = "supplier"


Lines = Annotated[
    list[str],
    typer.Option(
        "--line",
        help="Line of the receipt; with how much of it as 2:0.5. May be repeated.",
        show_default=False,
        metavar="LINE",
    ),
]


def return_goods(
    receipt: Annotated[
        str, typer.Argument(help="Number of the receipt, or its id.", show_default=False, metavar="RECEIPT")
    ],
    *,
    line: Lines,
    reason: Annotated[
        ReasonWord,
        typer.Option(
            "--reason",
            help="changed-mind, wrong-item, faulty, wrong-price or mistake.",
            show_default=False,
            metavar="REASON",
        ),
    ],
    operator: Annotated[
        str,
        typer.Option("--operator", help="Code of the person who takes it back.", show_default=False, metavar="CODE"),
    ],
    goods_to: Annotated[
        PlaceWord, typer.Option("--to", help="usual, stock, waste or supplier: where the goods go.", metavar="PLACE")
    ] = PlaceWord.USUAL,
    till: Annotated[int, typer.Option("--till", help="Number of the till.", metavar="NUMBER")] = 1,
    with_tip: Annotated[
        bool, typer.Option("--with-tip", help="The tip of the card goes back, too, with the last of its goods.")
    ] = False,
    stdin: FromInput = False,
    as_json: Json = False,
) -> None:
    """Take lines of a receipt back; the money goes back as it was paid. Asks for the operator's PIN."""
    from models.selling.refund_sale import USUAL_PLACE
    from models.selling.return_line import GoodsTo, ReturnReason
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.selling.goods_return import ChosenLine
    from store.access.secrets import InstallationSecret

    settings, at = load_settings(), datetime.now(UTC)
    pin = read_secret("PIN", stdin=stdin)
    why = ReturnReason[reason.name]
    place = USUAL_PLACE[why] if goods_to is PlaceWord.USUAL else GoodsTo[goods_to.name]
    with upkeep.shop_in_use(settings) as store:
        with store.view() as view:
            sale = find_document(view, receipt, till)
        chosen = [ChosenLine(*_parse_line(each, sale), why, place) for each in line]
        actor = _sign_in(store, InstallationSecret(settings.keys), operator, pin, till=till, at=at)
        document = _take_back(store, actor, sale, chosen, at, with_tip=with_tip)
    facts = _facts(sale, document)
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


def _sign_in(
    store: Store, installation: InstallationSecret, operator: str, pin: str, *, till: int, at: datetime
) -> Actor:
    """The person at the till whose PIN it is; wrong PINs count as at the till."""
    from models.access.actor import Actor
    from operations.access.sign_in import check_pin
    from operations.access.till_people import person_of

    person = check_pin(store, installation, operator, pin, till, at=at)
    with store.view() as view:
        return Actor(person.code, till, person_of(view, person).permissions)


def _parse_line(text: str, sale: Sale) -> tuple[int, Decimal]:
    """The place of a line, and how much of it comes back: all of it unless ``text`` has a quantity."""
    from models.selling.basket import NoSuchLine

    place, _, quantity = text.partition(":")
    try:
        position = int(place)
        sold = next((each.quantity for each in sale.lines if each.position == position), None)
        if sold is None:
            raise NoSuchLine(position)
        return position, Decimal(quantity) if quantity else sold
    except (ValueError, InvalidOperation):
        raise typer.BadParameter(f"{text} is no line: write its number, or its number and how much as 2:0.5") from None


def _take_back(
    store: Store, actor: Actor, sale: Sale, chosen: Sequence[ChosenLine], at: datetime, *, with_tip: bool
) -> Sale | PaymentAttempt:
    """Choose the lines in the till's empty basket, and give the money back in the means in turn."""
    from models.selling.return_line import NoReturn
    from operations.selling.give_back import GiveBackWish, give_back
    from operations.selling.goods_return import choose_returns
    from operations.selling.till_events import till_state
    from operations.selling.undo_sale import BasketInTheWay

    state = till_state(store, actor.device_id, "", at=at)
    if state.basket is not None and not state.basket.basket.is_empty:
        raise BasketInTheWay
    basket_id = choose_returns(store, actor, sale.id, chosen, at=at)
    state = till_state(store, actor.device_id, "", at=at)
    if state.basket is None or state.returned is None or state.returned.plan is None:
        raise NoReturn
    means = state.returned.plan.method
    wish = GiveBackWish(str(uuid4()), basket_id, state.basket.due, means, with_tip=with_tip)
    return give_back(store, actor, wish, at=at)


def _facts(sale: Sale, document: Sale | PaymentAttempt) -> dict[str, object]:
    """The return receipt; or the attempt, where a terminal or a phone is asked and the receipt waits for its answer."""
    from models.selling.sale import Sale
    from models.shop import fact_number

    facts: dict[str, object] = {"of": fact_number(sale.id), "of_number": sale.origin.receipt_number}
    if not isinstance(document, Sale):
        amount = document.order.amount
        return facts | {
            "state": document.state.value,
            "method": document.order.method.value,
            "amount_minor": amount.minor,
            "currency": amount.currency,
        }
    return facts | {
        "state": "returned",
        "id": fact_number(document.id),
        "number": document.origin.receipt_number,
        "due_minor": document.settlement.due.minor,
        "currency": document.currency,
        "tenders": [each.kind.value for each in document.settlement.tenders],
    }
