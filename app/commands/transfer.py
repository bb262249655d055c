"""The commands for goods carried between locations: sending, receiving, cancelling, and what is proposed."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from app.commands.output import Json, answer
from app.commands.stock_options import parse_goods
from models.shop import fact_id_of, fact_number

if TYPE_CHECKING:
    from rich.console import Console

    from models.stock.transfer import EndedTransfer, GoodsOfTransfer, Transfer

app = typer.Typer(
    help="Carry goods from one location to another: send, receive, cancel.", no_args_is_help=True, rich_markup_mode=None
)


class WhyWord(StrEnum):
    """Why other goods came than were sent, as it is typed."""

    NOT_SENT = "not-sent"
    LOST = "lost"
    DAMAGED = "damaged"
    MISCOUNTED = "miscounted"
    OTHER = "other"


Number = Annotated[
    int,
    typer.Argument(
        help="Number of the transfer, as in the list.", show_default=False, parser=fact_id_of, metavar="NUMBER"
    ),
]
Note = Annotated[str, typer.Option(help="A remark that is stored with it.", metavar="TEXT")]
ProposalNumber = Annotated[
    int,
    typer.Argument(
        help="Number of the proposal, as in its list.", show_default=False, parser=fact_id_of, metavar="NUMBER"
    ),
]
GOODS = "SKU=UNITS"


@app.command()
def send(
    *,
    sender: Annotated[
        int, typer.Option("--from", help="Number of the location that sends.", show_default=False, metavar="NUMBER")
    ],
    receiver: Annotated[
        int, typer.Option("--to", help="Number of the location that gets it.", show_default=False, metavar="NUMBER")
    ],
    goods: Annotated[
        list[str],
        typer.Option("--goods", help="Product and quantity; may be repeated.", show_default=False, metavar=GOODS),
    ],
    note: Note = "",
    as_json: Json = False,
) -> None:
    """Take goods off a location's shelf: they are on the way to another location then."""
    from models.stock.transfer import GoodsToTransfer, SentGoods
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.stock.transferring import send_transfer

    lines = tuple(SentGoods(*parse_goods(each)) for each in goods)
    with upkeep.shop_in_use(load_settings()) as store:
        wish = GoodsToTransfer(uuid4().hex, sender, receiver, lines, note)
        transfer = send_transfer(store, office_actor(store), wish, at=datetime.now(UTC))
    facts = _facts(transfer, None)
    answer(facts, as_json=as_json, write=lambda console: _write(console, [facts]))


@app.command()
def receive(
    number: Number,
    *,
    goods: Annotated[
        list[str] | None,
        typer.Option("--goods", help="What differs: product and units that are good.", metavar=GOODS),
    ] = None,
    damaged: Annotated[
        list[str] | None, typer.Option("--damaged", help="Product and units that came damaged.", metavar=GOODS)
    ] = None,
    why: Annotated[
        WhyWord | None,
        typer.Option("--why", help="Why it differs: " + ", ".join(WhyWord) + ".", metavar="REASON"),
    ] = None,
    note: Note = "",
    as_json: Json = False,
) -> None:
    """Put what came onto the receiver's shelf: everything that was sent, but for what is named."""
    from models.stock.transfer import TransferReceipt
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.stock.transferring import receive_transfer
    from store.transfers import get_transfer

    with upkeep.shop_in_use(load_settings()) as store:
        with store.view() as view:
            transfer = get_transfer(view, number)
        goods_there = _arrived_goods(transfer, goods or [], damaged or [], why) if goods or damaged else None
        receipt = TransferReceipt(uuid4().hex, goods_there, note)
        actor, at = office_actor(store), datetime.now(UTC)
        ending = receive_transfer(store, actor, number, receipt, at=at)
    facts = _facts(transfer, ending)
    answer(facts, as_json=as_json, write=lambda console: _write(console, [facts]))


def _arrived_goods(
    transfer: Transfer, goods: list[str], damaged: list[str], why: WhyWord | None
) -> tuple[GoodsOfTransfer, ...]:
    from decimal import Decimal

    from models.stock.transfer import GoodsOfTransfer, TransferVariance

    broken, good = dict(map(parse_goods, damaged)), dict(map(parse_goods, goods))
    reason, zero = TransferVariance(why.replace("-", "_")) if why else None, Decimal(0)
    lines = []
    for sku in dict.fromkeys([*transfer.units, *good, *broken]):
        sent_units, bad = transfer.units.get(sku, zero), broken.get(sku, zero)
        units = good.get(sku, max(sent_units - bad, zero))
        lines.append(GoodsOfTransfer(sku, units, bad, reason if units != sent_units or bad else None))
    return tuple(lines)


@app.command()
def cancel(number: Number, *, note: Note = "", as_json: Json = False) -> None:
    """Put everything onto the sender's shelf again."""
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.stock.transferring import cancel_transfer
    from store.transfers import get_transfer

    with upkeep.shop_in_use(load_settings()) as store:
        ending = cancel_transfer(store, office_actor(store), number, at=datetime.now(UTC), note=note)
        with store.view() as view:
            transfer = get_transfer(view, number)
    facts = _facts(transfer, ending)
    answer(facts, as_json=as_json, write=lambda console: _write(console, [facts]))


@app.command("list")
def list_transfers(
    *,
    limit: Annotated[int, typer.Option(help="Ended transfers listed at most.", min=1, metavar="NUMBER")] = 50,
    as_json: Json = False,
) -> None:
    """List what is on the way, and the transfers that ended last."""
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store.transfers import latest_ends, transfers_on_the_way

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        waiting, ended = transfers_on_the_way(view), latest_ends(view, limit)
    facts = [*(_facts(each, None) for each in waiting), *(_facts(*each) for each in ended)]
    answer(facts, as_json=as_json, write=lambda console: _write(console, facts))


@app.command("proposals")
def list_proposals(*, as_json: Json = False) -> None:
    """List what the night proposes to move before it is bought, with the reasons."""
    from app.web.transfer_reasons import level_of, transfer_sentences
    from app.words import words_of
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store.shop import get_shop
    from store.transfer_proposals import open_proposals

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        waiting = open_proposals(view, get_shop(view).business_day(datetime.now(UTC)))
    facts = [
        {
            "number": fact_number(each.id),
            "from": each.places[0],
            "to": each.places[1],
            "goods": [
                {
                    "sku": line.sku,
                    "units": str(line.units),
                    "recomputed": str(line.recomputed()),
                    "to_others": str(line.to_others),
                    "from_others": str(line.from_others),
                    "sender": level_of(line.sender),
                    "receiver": level_of(line.receiver),
                }
                for line in each.goods
            ],
        }
        for each in waiting
    ]

    def write(console: Console) -> None:
        for each in waiting:
            way = f"from location {each.places[0]} to {each.places[1]}"
            console.print(f"{fact_number(each.id)}  {way}: {len(each.goods)} goods", markup=False)
            for line in each.goods:
                console.print(f"  {line.units:>8} {line.sku}", markup=False)
                console.print(f"           {transfer_sentences(line, words_of('en'), str)}", markup=False)
        if not waiting:
            console.print("Nothing is proposed to be moved today.")

    answer(facts, as_json=as_json, write=write)


@app.command("accept")
def send_proposal(number: ProposalNumber, *, as_json: Json = False) -> None:
    """Send the goods of a proposed transfer: they are on the way then."""
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.stock.proposed_transfers import send_proposed_transfer

    with upkeep.shop_in_use(load_settings()) as store:
        transfer = send_proposed_transfer(store, office_actor(store), number, at=datetime.now(UTC))
    facts = _facts(transfer, None)
    answer(facts, as_json=as_json, write=lambda console: _write(console, [facts]))


@app.command("dismiss")
def dismiss_proposal(number: ProposalNumber, *, as_json: Json = False) -> None:
    """Set a proposed transfer aside: the goods are bought from the next night on."""
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.stock.proposed_transfers import dismiss_proposed_transfer

    with upkeep.shop_in_use(load_settings()) as store:
        dismiss_proposed_transfer(store, office_actor(store), number, at=datetime.now(UTC))
    facts = {"number": fact_number(number), "state": "dismissed"}
    answer(facts, as_json=as_json, write=lambda console: console.print(f"Dismissed {facts['number']}.", markup=False))


def _facts(transfer: Transfer, ending: EndedTransfer | None) -> dict[str, object]:
    wish = transfer.wish
    return {
        "number": fact_number(transfer.id),
        "state": "on_the_way" if ending is None else ending.end.value,
        "from": wish.sender_id,
        "to": wish.receiver_id,
        "sent_at": transfer.at.isoformat(timespec="seconds"),
        "ended_at": None if ending is None else ending.at.isoformat(timespec="seconds"),
        "goods": [{"sku": each.sku, "units": str(each.units)} for each in wish.goods],
        "came": [
            {
                "sku": each.sku,
                "good": str(each.good),
                "damaged": str(each.damaged),
                "why": None if each.why is None else each.why.value,
            }
            for each in (() if ending is None else ending.goods)
        ],
        "note": wish.note,
        "remark": "" if ending is None else ending.note,
        "operator": transfer.operator,
    }


def _write(console: Console, rows: list[dict[str, object]]) -> None:
    for each in rows:
        way = f"from location {each['from']} to {each['to']}"
        goods = each["goods"]
        count = len(goods) if isinstance(goods, list) else 0
        line = f"{each['number']}  {each['sent_at']}  {way}: {count} goods, {each['state']}  {each['note']}"
        console.print(line.rstrip(), markup=False)
    if not rows:
        console.print("Nothing was sent to another location yet.")
