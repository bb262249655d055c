"""The questions of ``kassa setup`` in a terminal; an empty answer leaves a step for later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import typer

from app.commands.output import bar, remark
from models.errors import Refused
from models.setup_steps import SetupStep, StepState

if TYPE_CHECKING:
    from operations.installation.configuration import Settings
    from store.database.engine import Store


def ask_steps(settings: Settings, store: Store) -> None:
    """Ask each step that is not done; what cannot be right is explained and asked again."""
    from operations.access.actors import office_actor
    from operations.installation.shop_setup import find_progress, mark_step, refuse_demo

    refuse_demo(store)
    remark("Answer each question with Enter at its end. An empty answer leaves the step for later.")
    for number, step in enumerate(SetupStep, start=1):
        if find_progress(store).states[step] is StepState.DONE:
            continue
        remark(f"\n{number} of {len(SetupStep)}: {step.value}")
        ask = partial(_QUESTIONS[step], settings, store)
        if not _ask_until_right(ask):
            mark_step(store, office_actor(store), step, StepState.SKIPPED, at=datetime.now(UTC))


def _ask_until_right(ask: Callable[[], bool]) -> bool:
    while True:
        try:
            return ask()
        except Refused as refusal:
            remark(str(refusal))


def _prompt(text: str, *, default: str = "") -> str:
    answer: str = typer.prompt(text, default=default, show_default=bool(default), err=True)
    return answer.strip()


def _hidden(text: str) -> str:
    answer: str = typer.prompt(text, default="", show_default=False, hide_input=True, err=True)
    return answer


def _ask_company(_settings: Settings, store: Store) -> bool:
    from operations.access.actors import office_actor
    from operations.installation.shop_setup import CompanyAnswers, set_company

    name = _prompt("Name of the company")
    if not name:
        return False
    org_number = _prompt("Organisation number, such as 556000-4755")
    language = _prompt("Language of receipts, sv or en", default="sv")
    answers = CompanyAnswers(name, org_number, "en" if language.startswith("en") else "sv")
    set_company(store, office_actor(store), answers, at=datetime.now(UTC))
    return True


def _ask_location(_settings: Settings, store: Store) -> bool:
    from operations.access.actors import office_actor
    from operations.installation.shop_setup import set_location

    name = _prompt("Name of the shop, as customers know it")
    if not name:
        return False
    set_location(store, office_actor(store), name, _prompt("Its address"), at=datetime.now(UTC))
    return True


def _ask_tills(_settings: Settings, store: Store) -> bool:
    from operations.access.actors import office_actor
    from operations.installation.shop_setup import set_tills

    names = [name.strip() for name in _prompt("Names of the tills, with commas between", default="KASSA01").split(",")]
    set_tills(store, office_actor(store), [name for name in names if name], at=datetime.now(UTC))
    return True


def _ask_printer(settings: Settings, store: Store) -> bool:
    from app.counter.first_steps import set_first_printer
    from operations.access.actors import office_actor

    link = _prompt("Receipt printer, such as tcp:192.0.2.7 or serial:/dev/ttyUSB0")
    if not link:
        return False
    outcome = set_first_printer(settings, store, office_actor(store), link, at=datetime.now(UTC))
    remark(f"Test page: {outcome.value.replace('_', ' ')}")
    return True


def _ask_owner(settings: Settings, store: Store) -> bool:
    from operations.access.actors import office_actor
    from operations.installation.first_owner import NewOwner, add_owner
    from store.access.secrets import InstallationSecret

    name = _prompt("Your name")
    if not name:
        return False
    code = _prompt("Name to sign in with, such as anna")
    password = _hidden("Password, at least 12 characters")
    if _hidden("The password once more") != password:
        remark("The passwords differ. Nothing was changed.")
        return _ask_owner(settings, store)
    owner = NewOwner(code, name, password, _hidden("PIN for the till, 4 to 6 digits (empty: later)"))
    add_owner(store, office_actor(store), owner, InstallationSecret(settings.keys), at=datetime.now(UTC))
    return True


def _ask_goods(_settings: Settings, store: Store) -> bool:
    from app.commands.setup_goods import add_goods
    from operations.installation.starter_range import StarterTrade, TypedGood

    trade = _prompt(f"Start with the goods of a trade ({', '.join(StarterTrade)})")
    if trade in set(StarterTrade):
        add_goods(store, trade, [], None, _language(store))
        return True
    goods = []
    while name := _prompt("Name of a product (empty: no more)"):
        goods.append(TypedGood(name, _prompt("Its price with tax")))
    if goods:
        add_goods(store, None, goods, None, _language(store))
    return bool(goods)


def _ask_backups(settings: Settings, store: Store) -> bool:
    from app.counter.first_steps import make_first_backup
    from operations.access.actors import office_actor

    folder = _prompt("Folder for backups, best on another disk", default=str(settings.backups))
    with bar() as progress:
        copy = make_first_backup(settings, store, office_actor(store), folder, progress, at=datetime.now(UTC))
    remark(f"First backup, verified: {copy.file}")
    return True


def _language(store: Store) -> str:
    from models.shop_settings import RECEIPT_LANGUAGE
    from store.setting_rows import get_value

    with store.view() as view:
        return get_value(view, RECEIPT_LANGUAGE) or "sv"


_QUESTIONS: dict[SetupStep, Callable[[Settings, Store], bool]] = {
    SetupStep.COMPANY: _ask_company,
    SetupStep.LOCATION: _ask_location,
    SetupStep.TILLS: _ask_tills,
    SetupStep.PRINTER: _ask_printer,
    SetupStep.OWNER: _ask_owner,
    SetupStep.GOODS: _ask_goods,
    SetupStep.BACKUPS: _ask_backups,
}
