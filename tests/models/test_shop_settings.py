"""Which settings there are, and what each may be."""

from __future__ import annotations

import pytest

from models.errors import Refused
from models.shop_settings import KINDS, UnknownSetting, parse_name


@pytest.mark.parametrize(
    ("name", "value", "stored"),
    [
        ("company.name", "  Anders\x1b  Kiosk ", "Anders Kiosk"),
        ("company.org_number", "5560004755", "556000-4755"),
        ("company.day_closes_at", "04:00:00", "04:00"),
        ("location.1.address", "", ""),
        ("till.2.name", "KASSA02", "KASSA02"),
        ("tills.lock_minutes", "05", "5"),
        ("receipt.language", "", ""),
        ("receipt.footer_sv", "<b>\u202eköp</b>", "<b>köp</b>"),
        ("backups.folder", "/media/stick", "/media/stick"),
    ],
)
def test_a_value_is_stored_clean(name: str, value: str, stored: str) -> None:
    assert parse_name(name).kind.clean(name, value) == stored


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("company.name", " \u200b "),
        ("company.name", "x" * 121),
        ("company.org_number", "556000-4754"),
        ("company.day_closes_at", "25:00"),
        ("company.day_closes_at", "04:00:30"),
        ("company.day_closes_at", "04:00+01:00"),
        ("location.1.name", ""),
        ("till.1.name", "x" * 17),
        ("tills.lock_minutes", "0"),
        ("tills.lock_minutes", "61"),
        ("tills.lock_minutes", "-2"),
        ("tills.lock_minutes", "\u0662"),
        ("receipt.language", "de"),
        ("backups.folder", "stick"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused(name: str, value: str) -> None:
    with pytest.raises(Refused):
        parse_name(name).kind.clean(name, value)


@pytest.mark.parametrize(
    "name",
    ["", "company", "company.1.name", "location.name", "location.01.name", "location.*.name", "till.0.name", "x"],
)
def test_what_is_no_setting_has_no_name(name: str) -> None:
    with pytest.raises(UnknownSetting):
        parse_name(name)


def test_every_usual_value_is_one_that_could_be_set() -> None:
    for kind in KINDS:
        if kind.usual:
            assert kind.clean(kind.pattern, kind.usual) == kind.usual
