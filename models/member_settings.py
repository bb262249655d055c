"""The settings of what a shop learns of its customers beside their membership."""

from __future__ import annotations

from models.setting_checks import is_whole
from models.setting_kind import SettingGroup, SettingKind

POSTCODE_EVERY = "customers.postcode_every"

CUSTOMER_KINDS = (
    SettingKind(
        POSTCODE_EVERY, SettingGroup.MEMBERS, "0",
        "after one sale of so many, drawn by chance, the till asks for three digits of the postcode; `0`: after none",
        3, is_whole,
    ),
)  # fmt: skip
