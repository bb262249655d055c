"""Settings come from the environment, have safe defaults and never show a password."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from operations.installation.configuration import BadSettings, Settings, hide_password, load_settings

NAMES = ("HOME", "STORE", "LANGUAGE", "TILL", "HOST", "PORT", "PRINTER")
ADDRESSES = ("PUBLIC_URL", "TRUSTED_PROXIES")


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*NAMES, *ADDRESSES):
        monkeypatch.delenv(f"KASSA_{name}", raising=False)


def test_without_any_variable_all_state_lies_under_var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load_settings()
    assert settings.home == tmp_path / "var"
    assert settings.store_url == f"sqlite:///{tmp_path}/var/shop.db"
    assert settings.backups == tmp_path / "var" / "backups"
    assert settings.printer == f"simulated:{tmp_path}/var/receipts"
    assert (settings.language, settings.till_id, settings.host, settings.port) == ("sv", 1, "127.0.0.1", 8501)
    assert not settings.home.exists(), "reading the settings makes nothing"


def test_variables_say_otherwise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in zip(
        NAMES, (str(tmp_path), "postgresql://h/shop", "en", "3", "0.0.0.0", "9000", "tcp:192.0.2.7"), strict=True
    ):
        monkeypatch.setenv(f"KASSA_{name}", value)
    settings = load_settings()
    assert settings.home == tmp_path
    assert settings.store_url == "postgresql://h/shop"
    assert (settings.language, settings.till_id, settings.host, settings.port) == ("en", 3, "0.0.0.0", 9000)
    assert settings.printer == "tcp:192.0.2.7"


def test_no_proxy_is_trusted_unless_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (load_settings().public_url, load_settings().proxies) == ("", "")
    monkeypatch.setenv("KASSA_PUBLIC_URL", "https://kassa.example:8443")
    assert load_settings().proxies == "127.0.0.1,::1"
    monkeypatch.setenv("KASSA_TRUSTED_PROXIES", "192.0.2.0/24, 2001:db8::1")
    assert load_settings().proxies == "192.0.2.0/24, 2001:db8::1"


def test_an_empty_variable_is_an_unset_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KASSA_HOME", str(tmp_path))
    monkeypatch.setenv("KASSA_STORE", "")
    assert load_settings().store_url == f"sqlite:///{tmp_path}/shop.db"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(
            ("PUBLIC_URL", f"{wrong}")
            for wrong in ("kassa.example", "ftp://kassa.example", "https://", "https://K.example")
        ),
        *(("PUBLIC_URL", f"https://kassa.example{wrong}") for wrong in ("/", "/shop", ":port", "?a", "@evil.example")),
        *(("TRUSTED_PROXIES", wrong) for wrong in ("proxy.example", "127.0.0.1;::1", "*")),
        ("PORT", "eighty"),
        ("PORT", "0"),
        ("TILL", "0"),
        ("TILL", str(2**21)),
        ("LANGUAGE", "fi"),
        ("STORE", "shop.db"),
    ],
)
def test_a_setting_that_makes_no_sense_is_named_and_not_shown(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"KASSA_{name}", value)
    with pytest.raises(BadSettings) as refusal:
        load_settings()
    assert refusal.value.names == (f"KASSA_{name}",)
    assert f"KASSA_{name}: " in str(refusal.value)
    assert repr(value) not in str(refusal.value)


def test_no_text_of_the_settings_holds_the_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KASSA_STORE", "postgresql://kassa:s3cr3t@db.example:5432/shop?sslmode=require")
    settings = load_settings()
    assert "s3cr3t" not in f"{settings!r} {settings!s} {settings.store_shown}"
    assert settings.store_shown == "postgresql://kassa:***@db.example:5432/shop?sslmode=require"
    monkeypatch.setenv("KASSA_STORE", "mysql://kassa:s3cr3t@db.example/shop")
    with pytest.raises(BadSettings) as refusal:
        load_settings()
    assert "s3cr3t" not in str(refusal.value)
    assert "s3cr3t" not in repr(refusal.value.__cause__)


@pytest.mark.parametrize(
    "url", ["sqlite:////data/shop.db", "postgresql://kassa@h/shop", "postgresql:///shop?host=/run"]
)
def test_an_address_without_a_password_is_shown_as_it_is(url: str) -> None:
    assert hide_password(url) == url


def test_a_password_among_the_parameters_is_hidden_too() -> None:
    shown = hide_password("postgresql:///shop?host=/run&password=s3cr3t&sslmode=require")
    assert shown == "postgresql:///shop?host=/run&password=***&sslmode=require"


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        Settings().port = 1
