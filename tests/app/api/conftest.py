"""The public interface over a small shop with stock and a sale, and programs with keys."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from app.api.public_api import make_public_api
from models.access.api_key import ApiScope
from operations.access.api_keys import make_api_key
from store.access.secrets import InstallationSecret
from store.database.engine import Store
from tests.builders import OFFICE_ACTOR, Operator, gtin, kr, small_shop, stock_up

#: That of the shop, whose folder outlives each test.
_FOLDER = TemporaryDirectory()
SECRET = InstallationSecret(Path(_FOLDER.name))


class Program:
    """A program of somebody else: it asks with the key of the scopes that it names."""

    def __init__(self, store: Store, api: FastAPI | None = None) -> None:
        self.store = store
        self.http = TestClient(api or make_public_api(lambda: store, SECRET), raise_server_exceptions=False)
        self._keys: dict[tuple[str, ...], str] = {}

    def key(self, scopes: Iterable[str]) -> str:
        wishes = tuple(scopes)
        if wishes not in self._keys:
            new_key = make_api_key(self.store, OFFICE_ACTOR, "program", wishes, at=datetime.now(UTC))
            self._keys[wishes] = new_key.secret
        return self._keys[wishes]

    def ask(self, path: str, *scopes: str, secret: str = "", body: object = None, **headers: str) -> Response:
        """The answer to a question; with a body it is posted as JSON."""
        key = secret or (self.key(scopes) if scopes else "")
        bearer = {"authorization": f"Bearer {key}"} if key else {}
        sent = bearer | {name.replace("_", "-"): text for name, text in headers.items()}
        return self.http.get(path, headers=sent) if body is None else self.http.post(path, headers=sent, json=body)

    def read(self, path: str) -> Any:
        """The result for a key that may read everything."""
        reply = self.ask(path, *ApiScope)
        assert reply.status_code == 200, reply.text
        return reply.json()


def open_program(store: Store) -> Program:
    """A shop that sold two litres of milk for cash this morning."""
    operator = Operator(small_shop(store))
    stock_up(store)
    operator.scan(gtin(1), 2)
    operator.pay_cash(kr(10_000))
    return Program(store)


@pytest.fixture
def program(store: Store) -> Program:
    """Over SQLite and over PostgreSQL."""
    return open_program(store)


@pytest.fixture
def sqlite_program(sqlite_store: Store) -> Program:
    return open_program(sqlite_store)
