"""``kassa settings``: see and change the settings of the shop."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.output import Json, answer, write_facts
from app.commands.secret_input import FromInput, read_secret
from models.jurisdiction.accounts import AccountRole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import Console

app = typer.Typer(help="See and change the settings of the shop.", no_args_is_help=True, rich_markup_mode=None)

Name = Annotated[
    str, typer.Argument(help="Name of the setting, such as company.name.", show_default=False, metavar="NAME")
]
Value = Annotated[str, typer.Argument(help="Its new value.", show_default=False, metavar="VALUE")]
Search = Annotated[str, typer.Option(help="Only settings whose name, value or meaning has this text.", metavar="TEXT")]


@app.command("list")
def list_settings(*, search: Search = "", as_json: Json = False) -> None:
    """List every setting of the shop with its value, and what was given by law or by numbering."""
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.installation.setting_list import list_values

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        values = list_values(view, search)
    rows = [
        {
            "name": each.name,
            "group": each.group,
            "value": each.value,
            "means": each.means,
            "can_be_changed": each.can_be_changed,
        }
        for each in values
    ]
    answer(rows, as_json=as_json, write=lambda console: _write_list(console, rows))


@app.command("get")
def get_setting(name: Name, *, as_json: Json = False) -> None:
    """Show one setting with every change that the journal records."""
    from models.shop_settings import parse_name
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.installation.setting_list import list_changes
    from store.setting_rows import get_value

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        value, changes = parse_name(name).kind.brief(get_value(view, name)), list_changes(view, name)
    facts = {
        "name": name,
        "value": value,
        "changes": [
            {"at": each.at.isoformat(timespec="seconds"), "by": each.by, "before": each.before, "after": each.after}
            for each in changes
        ],
    }
    answer(facts, as_json=as_json, write=lambda console: _write_one(console, facts))


@app.command("set")
def set_value(name: Name, value: Value, *, as_json: Json = False) -> None:
    """Change one setting. A running server uses it at once."""
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.change_settings import change_setting
    from operations.installation.configuration import load_settings

    with upkeep.shop_in_use(load_settings()) as store:
        stored = change_setting(store, office_actor(store), name, value, at=datetime.now(UTC))
    facts = {"name": name, "value": stored}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command()
def logo(
    file: Annotated[
        Path | None, typer.Argument(help="A PNG or JPEG picture of at most 2 MB.", show_default=False, metavar="FILE")
    ] = None,
    *,
    remove: Annotated[bool, typer.Option("--remove", help="Print receipts without a logo.")] = False,
    as_json: Json = False,
) -> None:
    """Set the logo at the top of receipts, or take it away. It is printed in black dots, as wide as 48 mm."""
    from integrations.logo_files.logo_reading import read_logo_file
    from models.shop_settings import RECEIPT_LOGO, parse_name
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.change_settings import change_setting
    from operations.installation.configuration import load_settings

    if (file is None) is not remove:
        raise typer.BadParameter("Name the file of a picture, or use --remove.")
    text = "" if file is None else read_logo_file(file).text
    with upkeep.shop_in_use(load_settings()) as store:
        stored = change_setting(store, office_actor(store), RECEIPT_LOGO, text, at=datetime.now(UTC))
    facts = {"name": RECEIPT_LOGO, "value": parse_name(RECEIPT_LOGO).kind.brief(stored)}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command()
def mail(
    *,
    host: Annotated[str | None, typer.Option(help="Name of the mail server.", metavar="HOST")] = None,
    port: Annotated[str | None, typer.Option(help="Its port.", metavar="PORT")] = None,
    security: Annotated[str | None, typer.Option(help="starttls, tls or none.", metavar="KIND")] = None,
    user: Annotated[str | None, typer.Option(help="Account on the server.", metavar="NAME")] = None,
    sender: Annotated[str | None, typer.Option("--from", help="Address to write from.", metavar="ADDRESS")] = None,
    test: Annotated[str, typer.Option(help="Send a test message to this address now.", metavar="ADDRESS")] = "",
    as_json: Json = False,
) -> None:
    """Set the mail server, and show whether e-mail can be sent. Its password is set by kassa settings mail-password."""
    from app.commands.mail_trial import mail_facts, send_trial_now
    from models.shop_settings import MAIL_FROM, MAIL_HOST, MAIL_PORT, MAIL_SECURITY, MAIL_USER
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.change_settings import change_setting
    from operations.installation.configuration import load_settings

    settings = load_settings()
    changes = {MAIL_HOST: host, MAIL_PORT: port, MAIL_SECURITY: security, MAIL_USER: user, MAIL_FROM: sender}
    with upkeep.shop_in_use(settings) as store:
        for name, value in changes.items():
            if value is not None:
                change_setting(store, office_actor(store), name, value, at=datetime.now(UTC))
        facts = mail_facts(store) | (send_trial_now(store, settings.language, test) if test else {})
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command("mail-password")
def mail_password(
    *,
    remove: Annotated[bool, typer.Option("--remove", help="Forget the password instead.")] = False,
    stdin: FromInput = False,
    as_json: Json = False,
) -> None:
    """Store the password of the mail server in the system's keyring, or without one in a private file."""
    from app.counter.dispatch_thread import PASSWORD_NAME, find_mail_password
    from operations.installation.configuration import load_settings
    from operations.installation.service_secrets import ServiceSecrets

    secrets = ServiceSecrets(load_settings().keys)
    if remove:
        secrets.remove(PASSWORD_NAME)
    else:
        secrets.save(PASSWORD_NAME, read_secret("Password of the mail server", stdin=stdin, is_new=True))
    password = find_mail_password()
    facts: dict[str, object] = {
        "has_password": password is not None,
        "password_in": password.place.value if password else None,
    }
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


def _parse_role(text: str) -> AccountRole:
    try:
        return AccountRole(text)
    except ValueError:
        raise typer.BadParameter(f"{text}; one of {', '.join(AccountRole)}") from None


@app.command("account")
def set_account(
    role: Annotated[str, typer.Argument(help="What is booked, such as cash.", show_default=False, metavar="ROLE")],
    number: Annotated[str, typer.Argument(help="Number of the account.", show_default=False, metavar="NUMBER")],
    *,
    rate: Annotated[
        str, typer.Option(help="Tax rate in per cent, for roles with one account per rate.", metavar="PERCENT")
    ] = "0",
    name: Annotated[
        str, typer.Option(help="Name of the account.", show_default="that of the chart", metavar="NAME")
    ] = "",
    first: Annotated[
        date | None,
        typer.Option(
            "--from",
            help="First business day, after today.",
            show_default="tomorrow",
            parser=date.fromisoformat,
            metavar="YYYY-MM-DD",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Choose the account that something is booked on from a day to come. What is booked stays."""
    from models.ledger.chart import AccountChoice
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.account_changes import booked_accounts, choose_account
    from operations.installation.configuration import load_settings
    from store import shop

    at, of_role, rate_ppm = datetime.now(UTC), _parse_role(role), _parse_rate(rate)
    with upkeep.shop_in_use(load_settings()) as store:
        with store.view() as view:
            day = shop.get_shop(view).business_day(at)
            usual = {(each.usual.role, each.usual.rate_ppm): each.usual.name for each in booked_accounts(view, day)}
        begin = first or day + timedelta(days=1)
        choice = AccountChoice(of_role, rate_ppm, begin, number, name or usual.get((of_role, rate_ppm), number))
        changed = choose_account(store, office_actor(store), choice, at=at)
    facts = {
        "role": of_role.value,
        "rate_ppm": rate_ppm,
        "number": number,
        "account_name": choice.name,
        "from": begin.isoformat(),
        "changed": changed,
    }
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command("tax-rate")
def set_tax_rate(
    category: Annotated[
        str, typer.Argument(help="Tax category of the goods, such as food.", show_default=False, metavar="CATEGORY")
    ],
    percent: Annotated[str, typer.Argument(help="The new rate in per cent.", show_default=False, metavar="PERCENT")],
    *,
    first: Annotated[
        date | None,
        typer.Option(
            "--from",
            help="First day, after today.",
            show_default="tomorrow",
            parser=date.fromisoformat,
            metavar="YYYY-MM-DD",
        ),
    ] = None,
    source: Annotated[str, typer.Option(help="The law that sets it.", metavar="TEXT")] = "",
    as_json: Json = False,
) -> None:
    """Tax a kind of goods at another rate from a day to come, when the law changes. What is sold stays as it is."""
    from models.catalogue.product import TaxCategory
    from models.jurisdiction.tax_rules import TaxRate
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.installation.tax_rate_changes import change_tax_rate, tax_rate_choices
    from store import shop

    if category not in set(TaxCategory):
        raise typer.BadParameter(f"{category}; one of {', '.join(TaxCategory)}")
    at, rate_ppm = datetime.now(UTC), _parse_rate(percent)
    with upkeep.shop_in_use(load_settings()) as store:
        with store.view() as view:
            country, earliest = shop.get_shop(view).country, tax_rate_choices(view, at).earliest
        rate = TaxRate(country, TaxCategory(category), first or earliest, rate_ppm, source)
        changed = change_tax_rate(store, office_actor(store), rate, at=at)
    facts = {"category": category, "rate_ppm": rate_ppm, "from": rate.valid_from.isoformat(), "changed": changed}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


def _parse_rate(text: str) -> int:
    try:
        return int(Decimal(text.replace(",", ".").removesuffix("%").strip()) * 10_000)
    except ArithmeticError:
        raise typer.BadParameter(text) from None


def _write_list(console: Console, rows: list[dict[str, object]]) -> None:
    width = max((len(str(each["name"])) for each in rows), default=0)
    for each in rows:
        fixed = "" if each["can_be_changed"] else "  (cannot be changed here)"
        console.print(f"{each['name']:<{width}}  {each['value']}{fixed}", markup=False)


def _write_one(console: Console, facts: Mapping[str, object]) -> None:
    changes = facts["changes"]
    assert isinstance(changes, list)
    write_facts(console, {"name": facts["name"], "value": facts["value"]})
    for each in changes:
        console.print(f"{each['at']}  {each['by']}: {each['before']!r} -> {each['after']!r}", markup=False)
