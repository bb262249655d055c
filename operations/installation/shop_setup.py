"""The setup of a shop of one's own: each step is stored when it is answered, so that any later call goes on from there.

The demo shop stays one: nothing here turns it into a real shop.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from models import shop_settings
from models.access.actor import Actor
from models.access.permission import BuiltInRole, Permission
from models.card_data import check_no_card_data
from models.company_number import check_company_number
from models.errors import Refused
from models.facts.setting import DeviceAdded, ShopSettingChanged
from models.facts.shop import DeviceValues
from models.jurisdiction.countries import HOME
from models.setup_steps import SetupProgress, SetupStep, StepState, row_name
from models.shop import FIRST_OFFICE, Device, DeviceKind, Location, Shop
from models.shop_settings import name_of
from operations.access.permissions import check
from operations.installation.change_settings import save_setting
from operations.installation.opening import NewShop, save_shop
from operations.unit_of_work import UnitOfWork, unit_of_work, work_in
from store import setting_rows, shop
from store.access import operators, secrets
from store.catalogue import has_products
from store.database.engine import Connection, Store

TILLS_MAX = 20
#: The local time at which a business day ends until somebody sets another.
DAY_CLOSES_AT = time(4)
OFFICE_NAMES = {"sv": "KONTOR", "en": "OFFICE"}
#: The shop that an import, or a setup that leaves its company for later, begins.
UNNAMED_COMPANY = Shop("Min butik", "000000-0000", HOME.country, HOME.currency, HOME.zone, DAY_CLOSES_AT)
FIRST_LOCATION = Location(1, "Butiken", "")
FIRST_DEVICES = (
    Device(1, DeviceKind.TILL, "KASSA01", 1),
    Device(FIRST_OFFICE, DeviceKind.OFFICE, OFFICE_NAMES["sv"], 1),
)


class DemoStaysDemo(Refused):
    """Somebody set up a shop in the place of the demo shop."""

    code = "demo_stays_demo"
    text = (
        "The shop in this place is the demo shop, and it stays one. Nothing was changed. Name another folder in "
        "KASSA_HOME for a shop of your own, such as KASSA_HOME=~/my-shop, and start there."
    )


class NoTills(Refused):
    """A shop without a till, or with more than one can set up at once."""

    code = "no_tills"
    text = "A shop has 1 to {most} tills here, each with a name. Nothing was changed; name them again."

    most: int


@dataclass(frozen=True, slots=True)
class CompanyAnswers:
    """Who sells, as receipts must show it; ``language`` is that of receipts."""

    name: str
    org_number: str
    language: str = "sv"


def find_progress(store: Store) -> SetupProgress:
    """How far the setup of the shop is; of an empty database every step is open."""
    with store.view() as view:
        if shop.find_shop(view) is None:
            return SetupProgress(dict.fromkeys(SetupStep, StepState.OPEN))
        rows = setting_rows.all_rows(view)
        states = {step: StepState(rows.get(row_name(step), StepState.OPEN)) for step in SetupStep}
        for step, is_done in _facts(view).items():
            states[step] = StepState.DONE if is_done else states[step]
        return SetupProgress(states)


def wants_setup(store: Store) -> bool:
    """Whether there is no shop yet, or one of one's own without an owner whose setup was begun."""
    progress = find_progress(store)
    if progress.next_step is SetupStep.COMPANY:
        with store.view() as view:
            return shop.find_shop(view) is None
    return was_begun(store) and progress.states[SetupStep.OWNER] is not StepState.DONE


def was_begun(store: Store) -> bool:
    """Whether somebody began to set up this shop, or an import began it without a name."""
    with store.view() as view:
        company = shop.find_shop(view)
        if company is None or company.is_demo:
            return False
        steps = {row_name(step) for step in SetupStep}
        return company.org_number == UNNAMED_COMPANY.org_number or not steps.isdisjoint(setting_rows.all_rows(view))


def set_company(store: Store, actor: Actor, answers: CompanyAnswers, *, at: datetime) -> None:
    """Register the company, with one location and one till to begin with, or correct what it was registered as.

    Raises :class:`DemoStaysDemo`, :class:`models.company_number.WrongCompanyNumber` or
    :class:`models.setting_kind.WrongSetting`; nothing is changed then.
    """
    check(actor, Permission.CHANGE_SHOP)
    refuse_demo(store)
    values = {
        name: shop_settings.parse_name(name).kind.clean(name, value)
        for name, value in (
            (shop_settings.COMPANY_NAME, answers.name),
            (shop_settings.COMPANY_NUMBER, answers.org_number),
            (shop_settings.RECEIPT_LANGUAGE, answers.language),
        )
    }
    with store.transaction() as tx:
        save_shop(tx, actor, _new_shop(answers), at=at)
        with work_in(tx, actor, at=at) as work:
            for name, value in values.items():
                save_setting(work, name, value)
            save_step(work, SetupStep.COMPANY, StepState.DONE)


def set_location(store: Store, actor: Actor, name: str, address: str, *, at: datetime) -> None:
    """Name the first location and where it is. Raises as :func:`operations.installation.change_settings`."""
    check(actor, Permission.CHANGE_SHOP)
    refuse_demo(store)
    with unit_of_work(store, actor, at=at) as work:
        first = shop.all_locations(work.tx)[0].id
        save_setting(work, name_of(shop_settings.LOCATION_NAME, first), name)
        save_setting(work, name_of(shop_settings.LOCATION_ADDRESS, first), address)
        save_step(work, SetupStep.LOCATION, StepState.DONE)


def set_tills(store: Store, actor: Actor, names: Sequence[str], *, at: datetime) -> list[Device]:
    """Name the tills in their order, and add those that are not there yet; a till is never removed.

    Raises :class:`NoTills` or :class:`models.setting_kind.WrongSetting`; nothing is changed then.
    """
    check(actor, Permission.CHANGE_SHOP)
    refuse_demo(store)
    if not 0 < len(names) <= TILLS_MAX or not all(name.strip() for name in names):
        raise NoTills(TILLS_MAX)
    with unit_of_work(store, actor, at=at) as work:
        there = [each for each in shop.all_devices(work.tx) if each.kind is DeviceKind.TILL]
        for till, name in zip(there, names, strict=False):
            save_setting(work, name_of(shop_settings.TILL_NAME, till.id), name)
        for name in names[len(there) :]:
            _add_till(work, name)
        save_step(work, SetupStep.TILLS, StepState.DONE)
        return [each for each in shop.all_devices(work.tx) if each.kind is DeviceKind.TILL]


def mark_step(store: Store, actor: Actor, step: SetupStep, state: StepState, *, at: datetime) -> None:
    """Record that a step is done or skipped, in a shop without a name yet if there is none.

    Raises :class:`DemoStaysDemo`.
    """
    check(actor, Permission.CHANGE_SHOP)
    refuse_demo(store)
    with store.transaction() as tx:
        save_shop(tx, actor, NewShop(UNNAMED_COMPANY, (FIRST_LOCATION,), FIRST_DEVICES), at=at)
        with work_in(tx, actor, at=at) as work:
            save_step(work, step, state)


def save_step(work: UnitOfWork, step: SetupStep, state: StepState) -> None:
    """Record how far a step is within the transaction that answers it, so that no answer is stored without it."""
    name = row_name(step)
    before = setting_rows.find_value(work.tx, name)
    if before != state.value:
        setting_rows.save_row(work.tx, name, state.value)
        work.record(ShopSettingChanged(name, before, state.value))


def refuse_demo(store: Store) -> None:
    """Raise :class:`DemoStaysDemo` if the shop is the demo shop."""
    with store.view() as view:
        company = shop.find_shop(view)
    if company is not None and company.is_demo:
        raise DemoStaysDemo


def _new_shop(answers: CompanyAnswers) -> NewShop:
    name = shop_settings.parse_name(shop_settings.COMPANY_NAME).kind.clean(shop_settings.COMPANY_NAME, answers.name)
    company = Shop(
        name, check_company_number(answers.org_number), HOME.country, HOME.currency, HOME.zone, DAY_CLOSES_AT
    )
    office = Device(FIRST_OFFICE, DeviceKind.OFFICE, OFFICE_NAMES[answers.language], 1)
    return NewShop(company, (Location(1, name, ""),), (FIRST_DEVICES[0], office))


def _add_till(work: UnitOfWork, name: str) -> None:
    kind = shop_settings.parse_name(name_of(shop_settings.TILL_NAME, 1)).kind
    name = kind.clean(kind.pattern, name)
    check_no_card_data(name)
    numbers = {each.id for each in shop.all_devices(work.tx)}
    number = next(number for number in range(1, FIRST_OFFICE) if number not in numbers)
    till = Device(number, DeviceKind.TILL, name, shop.all_locations(work.tx)[0].id)
    shop.add_device(work.tx, till)
    work.record(DeviceAdded(DeviceValues(till.id, till.kind.value, till.name, till.location_id)))


def _facts(view: Connection) -> dict[SetupStep, bool]:
    """Steps that were done in another way, such as by an import; an owner is somebody who can sign in."""
    kinds = secrets.kinds_of_secrets(view)
    owners = [each.code for each in operators.all_operators(view) if each.active and each.role == BuiltInRole.OWNER]
    can_sign_in = any(secrets.SecretKind.PASSWORD in kinds.get(code, set()) for code in owners)
    return {SetupStep.GOODS: has_products(view), SetupStep.OWNER: can_sign_in}
