"""Signing in at a service (OAuth 2.0, RFC 6749): the code that a person brings back, and tokens that change each time.

Each refresh gives a new refresh token and ends the one before. It is stored before it is used; the store of tokens
lets one process at a time do that.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Protocol
from urllib.parse import urlencode

from integrations.book_services.service_calls import Call, ServiceCalls, ServiceRefused, ServiceSilent, SignInOver
from models.dispatch.service_tokens import ServiceAccount, ServiceTokens


class TokenPlace(Protocol):
    """Where the tokens are, outside of database and log."""

    def alone(self) -> AbstractContextManager[None]:
        """Keep other processes out for as long as the block runs."""

    def account(self) -> ServiceAccount | None:
        """The account."""

    def tokens(self) -> ServiceTokens | None:
        """The tokens of now."""

    def save_tokens(self, tokens: ServiceTokens) -> None:
        """Store new tokens."""


@dataclass(frozen=True, slots=True)
class SignInAddresses:
    """Where a service signs people in, where it gives tokens, and what we ask to be allowed."""

    page: str
    tokens: str
    scopes: str
    extra: Mapping[str, str]


def sign_in_page(addresses: SignInAddresses, account: ServiceAccount, state: str) -> str:
    """The page of the service on which a person allows the shop to book; ``state`` comes back with the code."""
    query = {
        "client_id": account.client_id,
        "redirect_uri": account.redirect,
        "scope": addresses.scopes,
        "state": state,
        "response_type": "code",
        **addresses.extra,
    }
    return f"{addresses.page}?{urlencode(query)}"


class TokenDesk:
    """Gets tokens for an account."""

    def __init__(self, calls: ServiceCalls, addresses: SignInAddresses) -> None:
        self._calls, self._addresses = calls, addresses

    def first(self, account: ServiceAccount, code: str) -> ServiceTokens:
        """The tokens for the code of a person who allowed it; raises :class:`SignInOver` or what calls raise."""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": account.redirect}
        return self._ask(account, form)

    def next(self, account: ServiceAccount, tokens: ServiceTokens) -> ServiceTokens:
        """New tokens for old ones; raises :class:`SignInOver` or what calls raise."""
        fresh = self._ask(account, {"grant_type": "refresh_token", "refresh_token": tokens.refresh})
        return replace(fresh, tenant=tokens.tenant)

    def _ask(self, account: ServiceAccount, form: Mapping[str, str]) -> ServiceTokens:
        pair = b64encode(f"{account.client_id}:{account.client_secret}".encode()).decode()
        headers = {"Authorization": f"Basic {pair}", "Content-Type": "application/x-www-form-urlencoded"}
        call = Call("POST", self._addresses.tokens, raw=urlencode(form).encode(), headers=headers)
        try:
            answer = self._calls.ask(call)
        except ServiceRefused:  # its answer may repeat what was sent
            raise SignInOver(self._calls.service) from None
        access, refresh = answer.get("access_token"), answer.get("refresh_token")
        if not isinstance(access, str) or not isinstance(refresh, str):
            raise ServiceSilent(self._calls.service, "no token")
        return ServiceTokens(access, refresh)


class TokenSession:
    """The session of a shop at a service: a token in each call, and a new one when it is over."""

    def __init__(self, place: TokenPlace, desk: TokenDesk, service: str, tenant_header: str = "") -> None:
        self._place, self._desk, self._service, self._tenant_header = place, desk, service, tenant_header

    def headers(self) -> dict[str, str]:
        """See :class:`integrations.book_services.service_calls.CallSigner`."""
        tokens = self._place.tokens()
        if tokens is None:
            raise SignInOver(self._service)
        tenant = {self._tenant_header: tokens.tenant} if self._tenant_header and tokens.tenant else {}
        return {"Authorization": f"Bearer {tokens.access}", **tenant}

    def renew(self, stale: Mapping[str, str]) -> None:
        """See :class:`integrations.book_services.service_calls.CallSigner`."""
        with self._place.alone():
            account, tokens = self._place.account(), self._place.tokens()
            if account is None or tokens is None:
                raise SignInOver(self._service)
            if stale.get("Authorization") == f"Bearer {tokens.access}":  # else another process renewed it already
                self._place.save_tokens(self._desk.next(account, tokens))
