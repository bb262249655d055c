"""Whatever is sent, the interface answers in its own words: never with an error of the server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operations.installation.opening import open_store
from tests.app.till.server.conftest import CLIENT, Caller, open_caller
from tests.builders import gtin, small_shop

ROUTES = ("/till/1/events", "/till/1/pay", "/till/1/receipts/1", "/till/2097151/events", "/till/1/catalogue")

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from([2**53, 2**63, -1, "1e999", "NaN", "\ud800", "a\0b", "x" * 5000, gtin(1), CLIENT])
)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
)
numbers = st.integers(-2, 2**70) | scalars
event = st.fixed_dictionaries(
    {"seq": numbers, "kind": st.sampled_from(["scan", "remove", "set_quantity", "park", "recall", "cancel"]) | scalars},
    optional={
        "code": st.text() | scalars,
        "quantity": st.decimals(allow_nan=True).map(str) | numbers,
        "position": numbers,
        "basket_id": numbers,
        "reason": scalars,
        "more": scalars,
    },
)
shaped = (
    st.fixed_dictionaries({"client": st.just(CLIENT) | scalars, "events": st.lists(event, max_size=3) | anything})
    | st.fixed_dictionaries(
        {
            "basket_id": numbers,
            "shown_minor": numbers,
            "offers": st.lists(st.dictionaries(st.sampled_from(["kind", "amount_minor"]), numbers), max_size=3),
        }
    )
    | anything
)


segments = st.integers(-1, 2**70).map(str) | st.text(st.characters(codec="ascii", exclude_characters="/\\"), max_size=6)

#: What each problem has: by RFC 9457, and of ours.
PROBLEM = {"type", "title", "status", "detail", "code", "message", "details"}


def is_answer(reply: Any) -> bool:
    """A success, or a problem with a code and a message."""
    if reply.status_code < 400:
        return True
    body = reply.json()
    return reply.status_code < 500 and set(body) == PROBLEM and bool(body["message"])


def dump(value: object) -> bytes:
    """JSON as a hostile program writes it: NaN, Infinity and half surrogates included."""
    return json.dumps(value).encode()


@pytest.fixture(params=["sqlite", "postgresql"], scope="module")
def fuzzed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    """One shop for all examples of a test, on either database."""
    folder = tmp_path_factory.mktemp("fuzz")
    if request.param == "sqlite":
        yield from over(f"sqlite:///{folder / 'shop.db'}", folder)
        return
    with request.getfixturevalue("postgres_server").database() as url:
        yield from over(url, folder)


def over(url: str, folder: Path) -> Iterator[Caller]:
    store = open_store(url)
    yield from open_caller(small_shop(store), folder / "receipts")
    store.close()


@given(route=st.sampled_from(ROUTES), body=shaped)
def test_any_json_is_answered_without_an_error_of_ours(fuzzed: Caller, route: str, body: object) -> None:
    reply = fuzzed.http.post(route, content=dump(body), headers={"content-type": "application/json"})
    assert is_answer(reply)


@given(route=st.sampled_from(ROUTES), body=st.binary(max_size=300), kind=st.sampled_from(["application/json", "x/y"]))
def test_any_bytes_are_answered_without_an_error_of_ours(fuzzed: Caller, route: str, body: bytes, kind: str) -> None:
    assert is_answer(fuzzed.http.post(route, content=body, headers={"content-type": kind}))


@given(till=segments, sale=segments, client=st.text(max_size=40) | st.just(CLIENT))
def test_any_path_and_query_is_answered_without_an_error_of_ours(
    fuzzed: Caller, till: str, sale: str, client: str
) -> None:
    for path in (f"/till/{quote(till)}", f"/till/1/sales/{quote(sale)}", f"/till/1/receipts/{quote(sale)}"):
        assert is_answer(fuzzed.http.get(path, params={"client": client}))


@pytest.mark.parametrize(
    "body", [b"[" * 100_000, b'{"a":' * 50_000, b"1" * 10_000, b'{"client":"' + b"\\ud800" * 9 + b'"}'], ids=range(4)
)
def test_a_deep_or_long_body_is_answered_without_an_error_of_ours(fuzzed: Caller, body: bytes) -> None:
    headers = {"content-type": "application/json"}
    assert is_answer(fuzzed.http.post("/till/1/events", content=body, headers=headers))
