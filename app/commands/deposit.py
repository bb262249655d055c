"""The commands for classes of deposit: ``deposit list``, ``add``, ``change`` and ``end``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.output import Json, answer
from app.commands.price import FirstDay

if TYPE_CHECKING:
    from rich.console import Console

    from models.jurisdiction.deposits import DepositClass
    from models.shop import Shop

app = typer.Typer(help="See the deposits, and make your own.", no_args_is_help=True, rich_markup_mode=None)

Code = Annotated[str, typer.Argument(help="Code of the deposit.", show_default=False, metavar="CODE")]
Amount = Annotated[
    str | None,
    typer.Option("--amount", help="What is taken for one, such as 25.", show_default=False, metavar="AMOUNT"),
]
Name = Annotated[str | None, typer.Option("--name", help="Its name in Swedish.", show_default=False, metavar="NAME")]
NameEn = Annotated[
    str | None, typer.Option("--name-en", help="Its name in English.", show_default=False, metavar="NAME")
]


def _parse_day(text: str) -> date:
    return date.fromisoformat(text)


@app.command("list")
def list_deposits(*, as_json: Json = False) -> None:
    """List every class: those of the country and the shop's own, with what is taken today and their amounts by day."""
    from models.jurisdiction.countries import jurisdiction_of
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store import shop
    from store.catalogue.deposit_rows import own_deposits

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        company = shop.get_shop(view)
        own = own_deposits(view)
    rows = [_facts(each, company, is_own=False) for each in jurisdiction_of(company.country).deposits]
    rows += [_facts(each, company, is_own=True) for each in own]
    answer(rows, as_json=as_json, write=lambda console: _write(console, rows))


@app.command()
def add(
    code: Code,
    amount: Annotated[
        str, typer.Option("--amount", help="What is taken for one, such as 25.", show_default=False, metavar="AMOUNT")
    ],
    *,
    name: Name = None,
    name_en: NameEn = None,
    first: FirstDay = None,
    as_json: Json = False,
) -> None:
    """Make a class of the shop's own. Adding the same again changes nothing."""
    from models.jurisdiction.deposits import DepositClass
    from models.jurisdiction.own_deposits import with_amount
    from models.pricing.price_text import parse_amount

    def new_class(_: DepositClass | None, company: Shop, today: date) -> DepositClass:
        empty = DepositClass(code, _names({}, name, name_en), ())
        return with_amount(empty, first or today, parse_amount(amount, company.currency).minor)

    _save(code, new_class, is_new=True, as_json=as_json)


@app.command()
def change(
    code: Code,
    *,
    name: Name = None,
    name_en: NameEn = None,
    amount: Amount = None,
    first: FirstDay = None,
    withdraw: Annotated[
        date | None,
        typer.Option(
            "--withdraw", help="Take back the amount that begins on this later day.", show_default=False,
            parser=_parse_day, metavar="YYYY-MM-DD",
        ),
    ] = None,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Rename a class of the shop's own, or give it another amount from today or a later day on."""
    from models.jurisdiction.deposits import DepositClass
    from models.jurisdiction.own_deposits import with_amount, without_amount
    from models.pricing.price_text import parse_amount

    def changed(before: DepositClass | None, company: Shop, today: date) -> DepositClass:
        stored = before or DepositClass(code, {}, ())
        after = DepositClass(code, _names(stored.names, name, name_en), stored.amounts)
        if withdraw is not None:
            after = without_amount(after, withdraw)
        if amount is not None:
            after = with_amount(after, first or today, parse_amount(amount, company.currency).minor)
        return after

    _save(code, changed, is_new=False, as_json=as_json)


@app.command()
def end(code: Code, *, first: FirstDay = None, as_json: Json = False) -> None:
    """Take no deposit of a class of the shop's own any more, from today or a later day on."""
    from models.jurisdiction.deposits import DepositClass
    from models.jurisdiction.own_deposits import with_amount

    def ended(before: DepositClass | None, _: Shop, today: date) -> DepositClass:
        return with_amount(before or DepositClass(code, {}, ()), first or today, 0)

    _save(code, ended, is_new=False, as_json=as_json)


def _save(
    code: str, change_it: Callable[[DepositClass | None, Shop, date], DepositClass], *, is_new: bool, as_json: bool
) -> None:
    """Store what ``change_it`` makes of the stored class on a day; one that is changed must be the shop's own."""
    from models.jurisdiction.countries import jurisdiction_of
    from models.jurisdiction.deposits import UnknownDeposit
    from models.jurisdiction.own_deposits import DepositOfLaw
    from operations.access.actors import office_actor
    from operations.catalogue.deposit_changes import save_deposit
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store import shop
    from store.catalogue.deposit_rows import own_deposits

    at = datetime.now(UTC)
    with upkeep.shop_in_use(load_settings()) as store:
        with store.view() as view:
            company, own = shop.get_shop(view), own_deposits(view)
        before = next((each for each in own if each.code == code), None)
        if before is None and not is_new:
            if code in {each.code for each in jurisdiction_of(company.country).deposits}:
                raise DepositOfLaw(code)
            raise UnknownDeposit(code, own)
        after = change_it(before, company, company.business_day(at))
        stored = save_deposit(store, office_actor(store), after, before=None if is_new else before, at=at)
    facts = _facts(stored, company, is_own=True)
    answer(facts, as_json=as_json, write=lambda console: _write(console, [facts]))


def _names(before: Mapping[str, str], name: str | None, name_en: str | None) -> dict[str, str]:
    texts = {"sv": name, "en": name_en}
    return {**before, **{language: text for language, text in texts.items() if text is not None}}


def _facts(deposit: DepositClass, company: Shop, *, is_own: bool) -> dict[str, object]:
    from models.jurisdiction.deposits import deposit_on

    today = company.business_day(datetime.now(UTC))
    return {
        "code": deposit.code,
        "names": dict(deposit.names),
        "own": is_own,
        "currency": company.currency,
        "today_minor": deposit_on([deposit], deposit.code, today),
        "amounts": [{"from": str(each.valid_from), "amount_minor": each.amount_minor} for each in deposit.amounts],
    }


def _write(console: Console, rows: Sequence[Mapping[str, object]]) -> None:
    from models.money import Money

    for row in rows:
        names, amounts, currency = row["names"], row["amounts"], str(row["currency"])
        assert isinstance(names, Mapping)
        assert isinstance(amounts, Sequence)
        title = " / ".join(str(each) for each in names.values())
        console.print(f"{row['code']:<24} {title}{'' if row['own'] else ' (of the country)'}", markup=False)
        for each in amounts:
            console.print(f"  from {each['from']}: {Money(each['amount_minor'], currency)} {currency}", markup=False)
