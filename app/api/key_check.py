"""Who asks: each request proves itself with a key, whose scopes decide what it reads."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from app.api.key_rate import KeyRate
from app.web.request_parts import At
from models.access.api_key import ApiKey, ApiScope, KeyRefused, ScopeMissing
from operations.access.api_keys import use_api_key
from store.database.engine import Store

_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="key",
    description="A key of the shop, made under *API keys* in the back office or with `kassa api-keys make`.",
)


def _store(request: Request) -> Store:
    store = request.app.state.store_of()
    assert isinstance(store, Store), "who makes the interface puts it here"
    return store


#: The store of the running server.
StoreOf = Annotated[Store, Depends(_store)]


def _use_key(
    request: Request,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    store: StoreOf,
    at: At,
) -> ApiKey:
    """The key of a request, which holds and does not ask too often."""
    if bearer is None:
        raise KeyRefused
    key = use_api_key(store, bearer.credentials, at=at)
    rate = request.app.state.key_rate
    assert isinstance(rate, KeyRate), "who makes the interface puts it here"
    rate.count(key.id)
    return key


KeyOf = Annotated[ApiKey, Depends(_use_key)]


class Needs:
    """A dependency of a route: the key has this scope."""

    def __init__(self, scope: ApiScope) -> None:
        self.scope = scope

    def __call__(self, key: KeyOf) -> None:
        """Raise :class:`models.access.api_key.ScopeMissing` for a key without it."""
        if self.scope not in key.scopes:
            raise ScopeMissing(self.scope.value)
