"""What a kind of setting is: its name, what it is about, what its value must be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from models.catalogue.product import clean_text
from models.errors import Refused
from models.receipt_logo import size_of_logo
from models.setting_checks import REASONS, is_logo


class SettingGroup(StrEnum):
    """What a setting is about; the order is that of the page."""

    COMPANY = "company"
    LOCATIONS = "locations"
    TILLS = "tills"
    CASH = "cash"
    RECEIPTS = "receipts"
    CARDS = "cards"
    RETURNS = "returns"
    GIFT_CARDS = "gift_cards"
    MEMBERS = "members"
    MAIL = "mail"
    DISCOUNTS = "discounts"
    ORDERS = "orders"
    STOREFRONT = "storefront"
    BACKUPS = "backups"


class WrongSetting(Refused):
    """A setting cannot have that value."""

    code = "wrong_setting"
    text = "{name} cannot be {value!r}: {reason}. Nothing was changed; correct it and try again."

    name: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class SettingKind:
    """One setting, or with ``*`` in its ``pattern`` one for each location or till.

    ``usual`` is its value until somebody sets it. ``means`` is its line in docs/settings.md.
    """

    pattern: str
    group: SettingGroup
    usual: str
    means: str
    length_max: int
    check: Callable[[str], str | None] | None = None
    choices: tuple[str, ...] = ()

    @property
    def is_picture(self) -> bool:
        """Whether the value is the stored form of a picture, which is shown and uploaded, and never typed."""
        return self.check is is_logo

    def brief(self, value: str) -> str:
        """A value as lists name it: a picture by its size."""
        return size_of_logo(value) if self.is_picture else value

    def clean(self, name: str, value: str) -> str:
        """The value as it is stored; raises :class:`WrongSetting` or what the setting's own check raises."""
        text = clean_text(value)
        if len(text) > self.length_max:
            raise WrongSetting(name, text[:40] + "…", f"it is longer than {self.length_max} characters")
        if self.choices and text not in self.choices:
            raise WrongSetting(name, text, f"it must be one of {', '.join(filter(None, self.choices))}")
        if self.check is None:
            return text
        checked = self.check(text)
        if checked is None:
            raise WrongSetting(name, text, REASONS[self.check])
        return checked
