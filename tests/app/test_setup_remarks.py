"""What ``kassa serve`` prints about a shop that is not set up."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.commands.serve import setup_remarks
from app.web.setup_key import is_setup_key, setup_key
from models.access.actor import Actor
from models.shop import FIRST_OFFICE
from operations.installation.configuration import Settings
from operations.installation.opening import open_store
from operations.installation.shop_setup import CompanyAnswers, set_company
from tests.builders import AT, small_shop

HERE, ELSEWHERE = "http://127.0.0.1:8501", "https://kassa.example"


def remarks(home: Path, public_url: str = "") -> list[str]:
    return setup_remarks(Settings(home=home, public_url=public_url), HERE)


def test_an_empty_folder_and_a_setup_without_its_owner_are_told_where_to_go_on(tmp_path: Path) -> None:
    assert f"{HERE}/setup" in remarks(tmp_path)[0]
    store = open_store(f"sqlite:///{tmp_path / 'shop.db'}")
    set_company(store, Actor("office", FIRST_OFFICE), CompanyAnswers("A AB", "5560004755"), at=AT)
    store.close()
    assert f"{HERE}/setup" in remarks(tmp_path)[0]


def test_a_shop_that_somebody_made_otherwise_is_left_alone(tmp_path: Path) -> None:
    small_shop(store := open_store(f"sqlite:///{tmp_path / 'shop.db'}"))
    store.close()
    assert remarks(tmp_path, ELSEWHERE) == []


def test_the_key_is_only_printed_where_others_come_in(tmp_path: Path) -> None:
    assert not any(setup_key() in line for line in remarks(tmp_path))
    assert f"{ELSEWHERE}/setup?key={setup_key()}" in remarks(tmp_path, ELSEWHERE)[1]


@pytest.mark.parametrize("text", ["", "x", "\ud800", "åäö"])
def test_another_text_is_no_key(text: str) -> None:
    assert not is_setup_key(text)
    assert not is_setup_key(setup_key() + text + "x")
    assert is_setup_key(setup_key())
