"""What signs the shop in at a service of others (OAuth 2.0, RFC 6749): an account there, and tokens that change."""

from __future__ import annotations

import json
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ServiceAccount:
    """The shop's registration at a service: its client id, its secret, and the address that people come back to."""

    client_id: str
    client_secret: str = field(repr=False)
    redirect: str

    @property
    def text(self) -> str:
        """The form in which it is stored among the secrets."""
        return json.dumps([self.client_id, self.client_secret, self.redirect])


@dataclass(frozen=True, slots=True)
class ServiceTokens:
    """The tokens of now. A refresh token is good for one use; ``tenant`` names the company where a service has many."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    tenant: str = ""

    @property
    def text(self) -> str:
        """The form in which they are stored among the secrets."""
        return json.dumps([self.access, self.refresh, self.tenant])


def read_account(text: str) -> ServiceAccount:
    """The account that :attr:`ServiceAccount.text` is of; raises :class:`ValueError`.

    >>> read_account(ServiceAccount("a", "b", "https://shop.example/office/accounting").text).client_id
    'a'
    """
    client_id, secret, redirect = _texts(text)
    return ServiceAccount(client_id, secret, redirect)


def read_tokens(text: str) -> ServiceTokens:
    """The tokens that :attr:`ServiceTokens.text` is of; raises :class:`ValueError`.

    >>> read_tokens(ServiceTokens("a", "r", "t").text).tenant
    't'
    """
    access, refresh, tenant = _texts(text)
    return ServiceTokens(access, refresh, tenant)


def _texts(text: str) -> tuple[str, str, str]:
    values = json.loads(text)
    if not isinstance(values, list) or [type(each) for each in values] != [str, str, str]:
        raise ValueError("not three texts")
    first, second, third = values
    return first, second, third
