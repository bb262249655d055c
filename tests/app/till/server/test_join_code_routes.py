"""The till's routes for joining on the own phone: the code, and whether the basket is a member's by now."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.commands.output import ExitCode
from models.access.actor import Actor
from models.access.operator import TILL_OPERATOR
from models.members.member import MemberDetails
from operations.installation.opening import open_store
from operations.members.own_phone import PhoneWish, join_by_phone
from store.access.secrets import InstallationSecret
from store.database.engine import Store
from tests.app.command_line import kassa
from tests.app.till.server.conftest import Caller, open_caller
from tests.builders import small_shop
from tests.operations.members.joined import BROWSER, open_joining, shown_code


def test_the_till_shows_a_code_until_the_customer_is_a_member(sqlite_store: Store, tmp_path: Path) -> None:
    shop, secret = small_shop(sqlite_store, is_demo=True), InstallationSecret(tmp_path / "keys")
    for caller in open_caller(shop, tmp_path / "receipts"):
        caller.scan("MILK")
        assert _asked(caller) == (False, False, False)
        open_joining(shop, at=datetime.now(UTC))
        assert _asked(caller) == (True, True, False)
        code = shown_code(shop, secret, at=datetime.now(UTC))
        wish = PhoneWish(code, BROWSER, MemberDetails("Bo Berg", "070-174 06 07"))
        join_by_phone(shop, Actor(TILL_OPERATOR, 1), secret, wish, at=datetime.now(UTC))
        assert _asked(caller) == (False, True, True)
        assert caller.state()["member"]["name"] == "Bo Berg"


def _asked(caller: Caller) -> tuple[bool, bool, bool]:
    """Whether there is a picture of a code, whether customers join like this, and whether the basket is a member's."""
    joined = caller.http.get("/till/1/members/joined").json()
    picture = caller.http.get("/till/1/members/code").json()["code"]
    return picture.startswith("data:image/svg+xml"), joined["is_open"], joined["has_member"]


def test_the_command_gives_the_address_where_the_shop_has_one(
    tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("KASSA_STORE", raising=False)
    monkeypatch.setenv("KASSA_HOME", str(tmp_path))
    store = open_store(sqlite_url)
    open_joining(small_shop(store))
    store.close()
    refused = kassa(capsys, "members", "join-code", "--json")
    assert refused.code == ExitCode.REFUSED, "no phone reaches this machine"
    monkeypatch.setenv("KASSA_PUBLIC_URL", "https://shop.example")
    address = kassa(capsys, "members", "join-code", "--till", 1, "--json").json["address"]
    assert address.startswith("https://shop.example/join?c=1-")
