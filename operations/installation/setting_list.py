"""What is set in a shop, in one list: what may be changed, and what the law, the import or numbering gave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from models.facts.setting import ShopSettingChanged
from models.shop import DeviceKind
from models.shop_settings import UnknownSetting, parse_name
from store import setting_rows, shop
from store.catalogue import all_tax_rates
from store.database.engine import Connection
from store.importing.earlier_imports import last_receipts
from store.ledger import account_choices


@dataclass(frozen=True, slots=True)
class ListedSetting:
    """One line of the list; ``means`` is in English, pages have words of their own for a name."""

    name: str
    group: str
    value: str
    means: str
    can_be_changed: bool = True


@dataclass(frozen=True, slots=True)
class SettingChange:
    """One change of a setting; ``before`` is ``None`` if it was never set."""

    at: datetime
    by: str
    name: str
    before: str | None
    after: str


def list_values(view: Connection, search: str = "") -> list[ListedSetting]:
    """Every setting in the order of the page; with ``search`` those whose name, value or meaning has the text."""
    text = search.casefold().strip()
    return [
        each
        for each in (*_changeable(view), *_fixed(view))
        if text in f"{each.name}\n{each.value}\n{each.means}\n{each.group}".casefold()
    ]


def list_changes(view: Connection, name: str = "") -> list[SettingChange]:
    """The changes of one setting, or of all with their names, the newest first; those of the setup's steps included."""
    if name:
        parse_name(name)
    changes = [
        SettingChange(at, recorded.actor.operator_id if recorded.actor else "", of.name, *_brief(of))
        for device in shop.all_devices(view)
        for at, recorded in setting_rows.changes_of(view, device.id)
        if (of := recorded.fact).name == name or not name
    ]
    return sorted(changes, key=lambda each: each.at, reverse=True)


def _brief(change: ShopSettingChanged) -> tuple[str | None, str]:
    """The values before and after as lists name them; those of the setup's own steps are no settings."""
    try:
        kind = parse_name(change.name).kind
    except UnknownSetting:
        return change.before, change.after
    return None if change.before is None else kind.brief(change.before), kind.brief(change.after)


def _changeable(view: Connection) -> Iterator[ListedSetting]:
    for each in setting_rows.setting_names(view):
        value = setting_rows.stored_value(view, each)
        kind = each.kind
        text = kind.usual if value is None else kind.brief(value)
        yield ListedSetting(each.text, kind.group.value, text, kind.means)


def _fixed(view: Connection) -> Iterator[ListedSetting]:
    company = shop.get_shop(view)
    for name in ("country", "currency", "zone"):
        value = str(getattr(company, name))
        yield ListedSetting(
            f"company.{name}", "fixed", value, f"the {name} that the shop began with", can_be_changed=False
        )
    for rate in all_tax_rates(view, company.country):
        name = f"tax.{rate.tax_category.value}.{rate.valid_from.isoformat()}"
        yield ListedSetting(name, "taxes", f"{rate.rate_ppm / 10_000:g} %", rate.source, can_be_changed=False)
    for choice in account_choices(view):
        name = f"account.{choice.role.value}.{choice.rate_ppm}.{choice.valid_from.isoformat()}"
        yield ListedSetting(
            name, "accounts", f"{choice.number} {choice.name}", "an account of the books", can_be_changed=False
        )
    receipts = last_receipts(view)
    for till in shop.all_devices(view):
        if till.kind is DeviceKind.TILL:
            last = str(receipts[till.id])
            yield ListedSetting(
                f"till.{till.id}.last_receipt", "numbers", last, "the last receipt number given", can_be_changed=False
            )
