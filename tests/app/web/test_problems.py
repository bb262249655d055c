"""Replies about faults of the database name no file, no address and nothing that the driver said."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.web.problems import add_problem_handlers
from models.errors import KassaError
from store.database.faults import (
    DiskFailed,
    DiskFull,
    ServerRefuses,
    StoreBusy,
    StoreDamaged,
    StoreReplaced,
    StoreUnavailable,
)
from store.selling.sales import UnknownSale

PRIVATE = ("/srv/kassa/shop.db", "disk I/O error near")


def reply_to(error: KassaError, language: str) -> tuple[int, str, dict[str, object]]:
    api = FastAPI()
    add_problem_handlers(api)

    @api.get("/fault")
    def fault() -> None:
        raise error

    with TestClient(api, raise_server_exceptions=False) as http:
        reply = http.get("/fault", headers={"accept-language": language})
    return reply.status_code, reply.text, reply.json()


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize(
    "fault", [DiskFailed, DiskFull, ServerRefuses, StoreBusy, StoreDamaged, StoreUnavailable, StoreReplaced]
)
def test_a_fault_of_the_database_tells_nothing_private(fault: Callable[..., KassaError], language: str) -> None:
    error = fault(*PRIVATE[: 1 if fault is StoreReplaced else 2])
    assert any(private in str(error) for private in PRIVATE)  # the log has it
    status, text, body = reply_to(error, language)
    assert (status >= 400, body["details"]) == (True, {})
    assert body["message"]
    assert not any(private in text for private in PRIVATE)


def test_control_values_of_other_refusals_are_told() -> None:
    assert reply_to(UnknownSale(7), "en")[2]["details"] == {"sale_id": 7}
