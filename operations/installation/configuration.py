"""Where things are: the settings of this installation, read from ``KASSA_*`` in the environment."""

from __future__ import annotations

import re
from ipaddress import ip_network
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from models.errors import Refused
from store.signing.key_ring import KeyRing

#: Scheme, name or address, and port: what browsers call an origin.
_ISSUER = re.compile(
    r"https://[\x21\x24-\x3b\x3d-\x3e\x40-\x7e]+|http://(?:127\.0\.0\.1|localhost)(?::[0-9]+)?(?:/[\w./-]*)?"
)
_ORIGIN = re.compile(r"https?://(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:]+\])(?::[1-9][0-9]{0,4})?")


class BadSettings(Refused):
    """A setting does not make sense; ``names`` are the variables, never their values."""

    code = "bad_settings"
    text = (
        "Kassa's settings do not hold ({reasons}). Nothing was opened or changed. "
        "Correct or unset these variables and start again."
    )

    def __init__(self, problems: dict[str, str]) -> None:
        self.names = tuple(problems)
        self.reasons = "; ".join(f"{name}: {problem}" for name, problem in problems.items())
        super().__init__()


class Settings(BaseSettings):
    """One installation. ``home`` holds all state; ``store_url`` names the database and may hold a password.

    ``keys`` is the folder with the keys that sign, ``anchors`` a second place for anchors, ``till_id`` the device that
    this server sells for, ``printer`` where its receipts go (see :func:`hardware.device_settings.printer_of`). The
    address is the machine's own unless the settings name another.
    ``public_url`` is the one under which a proxy shows the shop to others, ``trusted_proxies`` the addresses of such
    proxies. ``storefront_port`` is the port of the web shop (0: none), ``storefront_url`` its address at a proxy.
    ``books_address`` is that of a substitute for the bookkeeping program, ``crm_address`` of one for the CRM,
    and ``webhook_loopback`` allows webhooks to
    this machine, both for trials. ``openid_issuer`` is the service
    that signs people in to the back office, and ``openid_client_id`` what it calls this shop; empty: none.
    """

    model_config = SettingsConfigDict(
        env_prefix="KASSA_", env_ignore_empty=True, extra="ignore", frozen=True, validate_by_name=True,
        hide_input_in_errors=True,
    )  # fmt: skip

    home: Path = Path("var")
    keys: Path = Field(default_factory=lambda known: known["home"] / "keys")
    anchors: Path | None = None
    printer: str = Field(default_factory=lambda known: f"simulated:{(known['home'] / 'receipts').as_posix()}")
    store_url: str = Field(
        default_factory=lambda known: f"sqlite:///{(known['home'] / 'shop.db').as_posix()}",
        validation_alias="KASSA_STORE",
        repr=False,
    )
    language: Literal["sv", "en"] = "sv"
    till_id: int = Field(default=1, ge=1, le=2**21 - 1, validation_alias="KASSA_TILL")
    host: str = "127.0.0.1"
    port: int = Field(default=8501, ge=1, le=65535)
    public_url: str = ""
    trusted_proxies: str = ""
    storefront_port: int = Field(default=0, ge=0, le=65535)
    storefront_url: str = ""
    books_address: str = ""
    crm_address: str = ""
    webhook_loopback: bool = False
    openid_issuer: str = ""
    openid_client_id: str = ""

    @field_validator("home", "keys", "anchors", mode="after")
    @classmethod
    def _absolute(cls, folder: Path | None) -> Path | None:
        return None if folder is None else folder.expanduser().resolve()

    @field_validator("store_url")
    @classmethod
    def _is_url(cls, url: str) -> str:
        if urlsplit(url).scheme.split("+")[0] not in {"sqlite", "postgresql", "postgres"}:
            raise ValueError("must begin with sqlite:/// or postgresql://")
        return url

    @field_validator("public_url", "storefront_url", "books_address", "crm_address")
    @classmethod
    def _is_origin(cls, url: str) -> str:
        if url and not _ORIGIN.fullmatch(url):
            raise ValueError("must be an address like https://kassa.example, in lower case and without a path")
        return url

    @field_validator("openid_issuer")
    @classmethod
    def _is_issuer(cls, url: str) -> str:
        if url and not _ISSUER.fullmatch(url):
            raise ValueError("must be the issuer's address as the service writes it, like https://id.example/shop")
        return url

    @field_validator("trusted_proxies")
    @classmethod
    def _are_addresses(cls, proxies: str) -> str:
        try:
            for proxy in filter(None, proxies.split(",")):
                ip_network(proxy.strip())
        except ValueError:
            raise ValueError("must be addresses like 127.0.0.1 or 192.0.2.0/24, separated by commas") from None
        return proxies

    @property
    def store_shown(self) -> str:
        """The database's address as it may be printed: without its password."""
        return hide_password(self.store_url)

    @property
    def key_ring(self) -> KeyRing:
        """The keys that sign the journals of this installation."""
        return KeyRing(self.keys)

    @property
    def proxies(self) -> str:
        """The addresses that may name the caller: those of the settings, or this machine's if there is a proxy."""
        return self.trusted_proxies or ("127.0.0.1,::1" if self.public_url or self.storefront_url else "")

    @property
    def backups(self) -> Path:
        """Where backups go when no other file is named."""
        return self.home / "backups"


def load_settings() -> Settings:
    """The settings of the environment; raises :class:`BadSettings`."""
    try:
        return Settings()
    except ValidationError as error:
        raise BadSettings({_variable(each["loc"]): each["msg"] for each in error.errors()}) from None


def hide_password(url: str) -> str:
    """The address with its password, if any, replaced by stars; for output, not for connecting."""
    url = re.sub(r"(?<=[?&]password=)[^&#]*", "***", url)
    parts = urlsplit(url)
    if parts.password is None:
        return url
    before, _, place = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{before.partition(':')[0]}:***@{place}"))


def _variable(location: tuple[int | str, ...]) -> str:
    name = str(location[0]) if location else "settings"
    return name if name.startswith("KASSA_") else f"KASSA_{name.upper()}"
