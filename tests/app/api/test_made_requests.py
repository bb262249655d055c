"""Requests that an outside program makes from the description: whatever comes, the answer is one that it names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from fastapi import Response
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.core.failures import FailureGroup
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.types import Receive, Scope, Send

from app.api.key_rate import KeyRate
from app.api.public_api import PUBLIC_API_PATH
from models.access.api_key import ApiScope
from tests.app.api.conftest import Program
from tests.app.api.test_public_orders import open_ordering

#: What is compared with the description: the status, the type of the content, and its form.
CHECKS = (status_code_conformance, content_type_conformance, response_schema_conformance)


def operations(program: Program) -> Iterator[Any]:
    """The routes of the description of the running interface."""

    async def shop(scope: Scope, receive: Receive, send: Send) -> None:
        """The interface under its path. A mount of Starlette passes on no path with a line break in it."""
        await program.http.app({**scope, "root_path": PUBLIC_API_PATH}, receive, send)

    described: Any = schemathesis.openapi.from_asgi(f"{PUBLIC_API_PATH}/openapi.json", shop)
    for each in described.get_all_operations():
        yield each.ok()


def send_made(program: Program, operation: Any, most: int) -> Counter[int]:
    """Send made requests, half of them wrong, with good keys, wrong ones and none; how many got which answer."""
    keys, statuses = [*[program.key(list(ApiScope))] * 4, program.key(["stock:read"]), "kassa_wrong"], Counter[int]()
    modes = [operation.as_strategy(generation_mode=each) for each in GenerationMode]

    @seed(20261130)
    @settings(
        max_examples=most,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.one_of(modes), st.sampled_from(keys))
    def send(case: Any, key: str) -> None:
        for rate in ("key_rate", "balance_rate"):
            setattr(program.http.app.state, rate, KeyRate(lambda: 0.0))  # type: ignore[attr-defined]
        response = case.call(headers={"authorization": f"Bearer {key}"})
        statuses[response.status_code] += 1
        case.validate_response(response, checks=CHECKS)

    send()
    return statuses


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_requests_that_are_made_from_the_description_get_an_answer_that_it_names(
    sqlite_program: Program, rounds: Callable[[int, int], int]
) -> None:
    open_ordering(sqlite_program)
    routes = list(operations(sqlite_program))
    most, statuses = rounds(40, 2_000), Counter[int]()
    for each in routes:
        statuses += send_made(sqlite_program, each, most)
    assert statuses.total() >= most * len(routes) * 9 // 10, statuses
    assert not [status for status in statuses if status >= 500], statuses
    assert {200, 401, 403, 422} <= set(statuses), "the control: all kinds of answers came"


def test_control_an_answer_that_is_not_described_is_found(sqlite_program: Program) -> None:
    api: Any = sqlite_program.http.app

    def undescribed() -> Response:
        return Response(status_code=418)

    api.get("/undescribed")(undescribed)
    api.openapi_schema = None
    operation = next(each for each in operations(sqlite_program) if each.path.endswith("/undescribed"))
    with pytest.raises(FailureGroup, match="418"):
        send_made(sqlite_program, operation, 3)
