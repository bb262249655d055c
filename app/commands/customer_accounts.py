"""The commands for customer accounts: ``list``, ``show``, ``open``, ``change``, ``pay``, ``statement`` and ``mail``."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.export import parse_day
from app.commands.output import Json, answer, write_facts

if TYPE_CHECKING:
    from rich.console import Console

    from models.selling.customer_account import CustomerAccount

app = typer.Typer(help="Customer accounts: who buys now and pays later.", no_args_is_help=True, rich_markup_mode=None)

Number = Annotated[str, typer.Argument(help="Number of the account.", show_default=False, metavar="NUMBER")]
OrgNumber = Annotated[
    str | None, typer.Option("--org-number", help="Organisation number of a company.", metavar="NUMBER")
]
Address = Annotated[str | None, typer.Option("--address", help="Address, on statements.", metavar="TEXT")]
Email = Annotated[str | None, typer.Option("--email", help="E-mail address.", metavar="ADDRESS")]
Contact = Annotated[str | None, typer.Option("--contact", help="The customer's own reference.", metavar="TEXT")]
Language = Annotated[str | None, typer.Option("--language", help="Language of statements: sv or en.", metavar="CODE")]
Days = Annotated[
    int | None, typer.Option("--days", help="Days within which a purchase is paid; 30 for a new account.", metavar="N")
]


@app.command("list")
def list_accounts(*, as_json: Json = False) -> None:
    """List customer accounts with what each owes."""
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store import shop
    from store.selling.customer_account_rows import all_accounts

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        currency, accounts = shop.get_shop(view).currency, all_accounts(view)
    rows = [_facts(each, currency) for each in accounts]
    facts = {"accounts": rows, "owed_minor": sum(each.balance_minor for each in accounts), "currency": currency}
    answer(facts, as_json=as_json, write=lambda console: _write(console, accounts, currency))


@app.command()
def show(number: Number, *, as_json: Json = False) -> None:
    """Show an account: terms, what happened, and what is still to pay."""
    from models.selling.customer_account import open_items, overdue_by_age
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store import shop
    from store.selling.customer_account_rows import entries_of, get_account

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        company, account = shop.get_shop(view), get_account(view, number)
        entries = entries_of(view, account.id)
    items = open_items(entries)
    facts = _facts(account, company.currency) | {
        "org_number": account.details.org_number,
        "address": account.details.address,
        "email": account.details.email,
        "contact": account.details.contact,
        "overdue_minor": sum(overdue_by_age(items, company.business_day(datetime.now(UTC)))[1:]),
        "changes": [
            {"day": e.business_day.isoformat(), "change": e.change, "amount_minor": e.amount_minor,
             "balance_minor": e.balance_minor, "due": e.due_on and e.due_on.isoformat(), "reference": e.reference}
            for e in entries
        ],
    }  # fmt: skip
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command("open")
def open_(
    name: Annotated[str, typer.Argument(help="Name of the customer.", show_default=False, metavar="NAME")],
    *,
    limit: Annotated[str, typer.Option("--limit", help="The most that is owed at once.", metavar="AMOUNT")],
    days: Days = None,
    org_number: OrgNumber = None,
    address: Address = None,
    email: Email = None,
    contact: Contact = None,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Let a customer buy on account."""
    from models.pricing.price_text import parse_amount
    from models.selling.customer_account import AccountDetails, AccountTerms, AccountWish
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.selling.customer_account_office import open_account
    from store import shop

    texts = {"org_number": org_number, "address": address, "email": email, "contact": contact, "language": language}
    details = AccountDetails(name, **{each: text for each, text in texts.items() if text is not None})
    with upkeep.shop_in_use(load_settings()) as store:
        with store.view() as view:
            currency = shop.get_shop(view).currency
        terms = AccountTerms(parse_amount(limit, currency).minor, *(() if days is None else (days,)))
        account = open_account(store, office_actor(store), AccountWish(details, terms), at=datetime.now(UTC))
    facts = _facts(account, currency)
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command()
def change(
    number: Number,
    *,
    name: Annotated[str | None, typer.Option("--name", help="Name of the customer.", metavar="NAME")] = None,
    limit: Annotated[
        str | None, typer.Option("--limit", help="The most that is owed at once.", metavar="AMOUNT")
    ] = None,
    days: Days = None,
    org_number: OrgNumber = None,
    address: Address = None,
    email: Email = None,
    contact: Contact = None,
    language: Language = None,
    block: Annotated[
        bool | None, typer.Option("--block/--unblock", help="Let it buy nothing, or let it buy again.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Change an account; what is not named stays as it is."""
    from models.pricing.price_text import parse_amount
    from models.selling.customer_account import AccountState, AccountWish
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.selling.customer_account_office import change_account
    from store import shop
    from store.selling.customer_account_rows import get_account

    texts = {
        "name": name, "org_number": org_number, "address": address, "email": email, "contact": contact,
        "language": language,
    }  # fmt: skip
    with upkeep.shop_in_use(load_settings()) as store:
        with store.view() as view:
            currency, before = shop.get_shop(view).currency, get_account(view, number)
        details = replace(before.details, **{each: text for each, text in texts.items() if text is not None})
        terms = (
            before.terms if limit is None else replace(before.terms, limit_minor=parse_amount(limit, currency).minor)
        )
        terms = terms if days is None else replace(terms, days=days)
        state = before.state if block is None else AccountState.BLOCKED if block else AccountState.OPEN
        wish = AccountWish(details, terms, state)
        account = change_account(store, office_actor(store), number, wish, at=datetime.now(UTC))
    facts = _facts(account, currency)
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command()
def pay(
    number: Number,
    amount: Annotated[
        str,
        typer.Argument(
            help="What came to the bank, below zero to take one back.", show_default=False, metavar="AMOUNT"
        ),
    ],
    *,
    reference: Annotated[str, typer.Option("--reference", help="The bank's text.", metavar="TEXT")] = "",
    as_json: Json = False,
) -> None:
    """Book that a customer paid at the bank."""
    from models.pricing.price_text import parse_amount
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.selling.customer_account_office import receive_account_payment
    from store import shop

    with upkeep.shop_in_use(load_settings()) as store:
        with store.view() as view:
            currency = shop.get_shop(view).currency
        money = parse_amount(amount.removeprefix("-"), currency)
        money = -money if amount.startswith("-") else money
        account = receive_account_payment(store, office_actor(store), number, money, reference, at=datetime.now(UTC))
    facts = _facts(account, currency)
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command()
def statement(
    number: Number,
    out: Annotated[Path, typer.Option("--out", help="File to write, as PDF.", show_default=False, metavar="FILE")],
    *,
    month: Annotated[
        str, typer.Option("--month", help="Month, such as 2026-11; this one unless given.", metavar="YYYY-MM")
    ] = "",
    as_json: Json = False,
) -> None:
    """Write the statement of a month: what was bought and paid, and what is still to pay."""
    from integrations.account_statements.statement_pdf import statement_pdf
    from models.months import months_later
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.selling.account_statements import statement_of
    from store import shop

    with upkeep.shop_in_use(load_settings()) as store:
        with store.view() as view:
            today = shop.get_shop(view).business_day(datetime.now(UTC))
        first = parse_day(f"{month}-01") if month else today.replace(day=1)
        last = min(today, months_later(first, 1) - timedelta(days=1))
        document = statement_of(store, office_actor(store), number, first, last)
    with out.open("xb") as file:
        out.chmod(0o600)
        file.write(statement_pdf(document))
    facts = {"account": number, "month": f"{first:%Y-%m}", "file": str(out)}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command()
def mail(number: Number, *, as_json: Json = False) -> None:
    """Send the customer the statement of the last month and this one, to the e-mail address of the account."""
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.selling.account_statements import mail_statement

    with upkeep.shop_in_use(load_settings()) as store:
        queued = mail_statement(store, office_actor(store), number, at=datetime.now(UTC))
    facts: dict[str, object] = {"account": number, "to": queued.label}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


def _facts(account: CustomerAccount, currency: str) -> dict[str, object]:
    return {
        "number": account.number,
        "name": account.details.name,
        "state": account.state.value,
        "limit_minor": account.terms.limit_minor,
        "days": account.terms.days,
        "balance_minor": account.balance_minor,
        "left_minor": account.left_minor,
        "currency": currency,
    }


def _write(console: Console, accounts: list[CustomerAccount], currency: str) -> None:
    from rich.table import Table

    from models.money import Money

    table = Table("number", "name", "state", "owes", "limit")
    for each in accounts:
        owes, limit = (str(Money(minor, currency)) for minor in (each.balance_minor, each.terms.limit_minor))
        table.add_row(each.number, each.details.name, each.state.value, owes, limit)
    console.print(table)
    console.print(f"{Money(sum(each.balance_minor for each in accounts), currency)} {currency}")
