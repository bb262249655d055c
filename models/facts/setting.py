"""Facts of the shop's settings, and of devices that it got after it was registered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from models.facts.envelope import Fact
from models.facts.shop import DeviceValues
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class ShopSettingChanged(Fact):
    """A setting of the shop, or how far its setup is, was changed; ``before`` is ``None`` if it was never set."""

    kind: ClassVar[JournalKind] = JournalKind.SHOP_SETTING_CHANGED

    name: str
    before: str | None
    after: str


@dataclass(frozen=True, slots=True)
class DeviceAdded(Fact):
    """The shop got another till or office."""

    kind: ClassVar[JournalKind] = JournalKind.DEVICE_ADDED

    device: DeviceValues
