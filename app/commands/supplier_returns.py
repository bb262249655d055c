"""The commands for goods that go back to suppliers: ``supplier-returns send``, ``credit``, ``refuse`` and ``list``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from app.commands.output import Json, answer
from app.commands.stock_options import Place, parse_goods
from models.shop import fact_id_of, fact_number

if TYPE_CHECKING:
    from rich.console import Console

    from models.purchasing.supplier_return import ClaimAnswer, ClaimEnd, SupplierReturn, UnclaimedGoods

app = typer.Typer(
    help="Send goods back to suppliers, and claim what they cost.", no_args_is_help=True, rich_markup_mode=None
)


class RefusalWord(StrEnum):
    """Why a claim is not credited, as it is typed."""

    TOO_LATE = "too-late"
    NOT_THEIR_FAULT = "not-their-fault"
    NEVER_ARRIVED = "never-arrived"
    MISTAKE = "mistake"
    OTHER = "other"


Number = Annotated[
    int,
    typer.Argument(help="Number of the claim.", show_default=False, parser=fact_id_of, metavar="NUMBER"),
]
Note = Annotated[str, typer.Option(help="A remark that is stored with it.", metavar="TEXT")]


@app.command()
def send(
    supplier: Annotated[str, typer.Argument(help="Code of the supplier.", show_default=False, metavar="SUPPLIER")],
    *,
    goods: Annotated[
        list[str] | None,
        typer.Option("--goods", help="Product and quantity off the shelf; may be repeated.", metavar="SKU=UNITS"),
    ] = None,
    waiting: Annotated[
        bool, typer.Option("--waiting", help="Also what came damaged or was brought back, as listed.")
    ] = False,
    location: Place = None,
    note: Note = "",
    as_json: Json = False,
) -> None:
    """Take goods off the shelf that go back to their supplier, and claim what they cost."""
    from models.purchasing.supplier_return import WAITING_DAYS, GoodsForSupplier, ReturnToSupplier
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.purchasing.supplier_claims import return_to_supplier
    from store import shop, supplier_returns

    lines = [GoodsForSupplier(*parse_goods(each)) for each in goods or []]
    now = datetime.now(UTC)
    with upkeep.shop_in_use(load_settings()) as store:
        with store.view() as view:
            place = location or shop.all_locations(view)[0].id
            since, currency = now - timedelta(days=WAITING_DAYS), shop.get_shop(view).currency
            unclaimed = supplier_returns.waiting_goods(view, since, currency) if waiting else []
        lines += [each.goods for each in unclaimed if (each.supplier_code, each.location_id) == (supplier, place)]
        wish = ReturnToSupplier(uuid4().hex, supplier, place, tuple(lines), note)
        claim = return_to_supplier(store, office_actor(store), wish, at=now)
    facts = _facts(claim, None, claim.business_day)
    answer(facts, as_json=as_json, write=lambda console: _write(console, [facts]))


@app.command()
def credit(
    number: Number,
    *,
    amount: Annotated[
        str, typer.Option(help="What the supplier credits, without tax.", show_default=False, metavar="AMOUNT")
    ],
    credit_note: Annotated[str, typer.Option(help="Number of the credit note.", show_default=False, metavar="TEXT")],
    note: Note = "",
    as_json: Json = False,
) -> None:
    """Enter that the supplier credited a claim."""
    from models.pricing.price_text import parse_amount
    from models.purchasing.supplier_return import ClaimAnswer, ClaimOutcome

    def entered(currency: str) -> ClaimAnswer:
        minor = parse_amount(amount, currency).minor
        return ClaimAnswer(uuid4().hex, ClaimOutcome.CREDITED, minor, credit_note, note=note)

    _end(number, entered, as_json=as_json)


@app.command()
def refuse(
    number: Number,
    *,
    why: Annotated[
        RefusalWord,
        typer.Option(
            help="Why it is not credited: " + ", ".join(RefusalWord) + ".", show_default=False, metavar="REASON"
        ),
    ],
    back: Annotated[bool, typer.Option("--back", help="The goods came back, and are on the shelf again.")] = False,
    note: Note = "",
    as_json: Json = False,
) -> None:
    """Enter that a claim is not credited."""
    from models.purchasing.supplier_return import ClaimAnswer, ClaimOutcome, RefusalReason

    def entered(_currency: str) -> ClaimAnswer:
        return ClaimAnswer(uuid4().hex, ClaimOutcome.REFUSED, why=RefusalReason[why.name], is_back=back, note=note)

    _end(number, entered, as_json=as_json)


def _end(number: int, entered: Callable[[str], ClaimAnswer], *, as_json: bool) -> None:
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.purchasing.supplier_claims import answer_claim
    from store.supplier_returns import get_return

    with upkeep.shop_in_use(load_settings()) as store:
        with store.view() as view:
            claim = get_return(view, number)
        end = answer_claim(store, office_actor(store), number, entered(claim.currency), at=datetime.now(UTC))
    facts = _facts(claim, end, end.business_day)
    answer(facts, as_json=as_json, write=lambda console: _write(console, [facts]))


@app.command("list")
def list_claims(
    *,
    limit: Annotated[int, typer.Option(help="Answered claims listed at most.", min=1, metavar="NUMBER")] = 50,
    as_json: Json = False,
) -> None:
    """List what waits to be claimed, open claims with their age, the oldest first, and the answers that came last."""
    from models.purchasing.supplier_return import WAITING_DAYS
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store import shop, supplier_returns

    now = datetime.now(UTC)
    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        company = shop.get_shop(view)
        waiting = supplier_returns.waiting_goods(view, now - timedelta(days=WAITING_DAYS), company.currency)
        claims, ended = supplier_returns.open_claims(view), supplier_returns.latest_answers(view, limit)
    today = company.business_day(now)
    rows = [
        *(_waiting_facts(each, (today - company.business_day(each.at)).days) for each in waiting),
        *(_facts(each, None, today) for each in claims),
        *(_facts(each, end, today) for each, end in ended),
    ]
    answer(rows, as_json=as_json, write=lambda console: _write(console, rows))


def _waiting_facts(waiting: UnclaimedGoods, age_days: int) -> dict[str, object]:
    goods = waiting.goods
    return {
        "number": None,
        "state": "waiting",
        "supplier": waiting.supplier_code,
        "location": waiting.location_id,
        "at": waiting.at.isoformat(timespec="seconds"),
        "age_days": age_days,
        "goods": [{"sku": goods.sku, "units": str(goods.units), "source": goods.origin.source.value}],
        "note": "",
    }


def _facts(claim: SupplierReturn, end: ClaimEnd | None, today: date) -> dict[str, object]:
    entered = None if end is None else end.answer
    return {
        "number": fact_number(claim.id),
        "state": "open" if entered is None else entered.outcome.value,
        "supplier": claim.supplier_code,
        "location": claim.location_id,
        "at": claim.at.isoformat(timespec="seconds"),
        "age_days": claim.age_days(today if end is None else end.business_day),
        "goods": [
            {
                "sku": each.goods.sku,
                "units": str(each.goods.units),
                "source": each.goods.origin.source.value,
                "cost_minor": each.cost_minor,
            }
            for each in claim.lines
        ],
        "claimed_minor": claim.claimed_minor,
        "currency": claim.currency,
        "credited_minor": None if entered is None else entered.amount_minor,
        "credit_note": "" if entered is None else entered.credit_note,
        "why": None if entered is None or entered.why is None else entered.why.value,
        "back": entered is not None and entered.is_back,
        "note": claim.note,
        "remark": "" if entered is None else entered.note,
        "operator": claim.operator,
    }


def _write(console: Console, rows: list[dict[str, object]]) -> None:
    for each in rows:
        goods = each["goods"]
        count = len(goods) if isinstance(goods, list) else 0
        head = f"{each['number'] or '-'}  {each['supplier'] or 'no supplier'}: {count} goods, {each['state']}"
        console.print(f"{head}, {each['age_days']} days  {each['note']}".rstrip(), markup=False)
    if not rows:
        console.print("Nothing went back to a supplier yet.")
