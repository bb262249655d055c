"""Only pages of this server may ask, at its own names, with bodies of a sensible size."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from app.web.access import (
    BODY_MAX_BYTES,
    UPLOAD_MAX_BYTES,
    AccessMiddleware,
    is_own_host,
    is_same_origin,
    origin_to_send,
)


async def size(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


async def hello(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("hello")
    await socket.close()


SOCKET, OWN = "/_stcore/stream", {"origin": "http://kassa.example"}
UPLOAD = "/_stcore/upload_file/1/2"
OPEN = (
    "/_stcore/health",
    "/_stcore/host-config",
    "/_stcore/bidi-components/kassa.till/till.js",
    "/media/a.csv",
    "/till",
)
CLOSED = (
    *("/_stcore/metrics", "/_stcore/script-health-check", "/_stcore/agent/interact"),
    *("/_stcore/bidi-components/other.x/a.js", "/_stcore/stream/", "/component/a/b.js", "/app/static/x", "/auth/login"),
)


@pytest.fixture
def http() -> TestClient:
    inner = Starlette(
        routes=[
            Route("/api/v1/size", size, methods=["GET", "POST"]),
            Route("/page", size, methods=["GET", "POST"]),
            WebSocketRoute(SOCKET, hello),
            *(Route(path, size, methods=["GET", "POST", "PUT"]) for path in (*OPEN, *CLOSED, UPLOAD)),
        ]
    )
    return TestClient(AccessMiddleware(inner, hosts=["kassa.example"]), base_url="http://kassa.example")


@pytest.mark.parametrize(
    "host",
    ["localhost", "localhost:8501", "127.0.0.1:8501", "192.0.2.7", "[::1]:8501", "kassa.example", "KASSA.example."],
)
def test_a_server_answers_to_its_own_names(host: str) -> None:
    assert is_own_host(host, frozenset({"localhost", "kassa.example"}))


@pytest.mark.parametrize(
    "host", ["", "evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "[::1", "a:b:c"]
)
def test_a_server_does_not_answer_to_foreign_names(host: str) -> None:
    assert not is_own_host(host, frozenset({"localhost", "kassa.example"}))


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("kassa.example", "http://kassa.example"),
        ("127.0.0.1:8502", "http://127.0.0.1:8502"),
        ("[::1]:8502", "http://[::1]:8502"),
        ("192.0.2.7:8502", "http://192.0.2.7:8502"),
        ("203.0.113.9", "http://192.0.2.7:8502"),
        ("203.0.113.9:8502", "http://192.0.2.7:8502"),
        ("[2001:db8::9]", "http://192.0.2.7:8502"),
    ],
)
def test_what_is_sent_leads_to_this_server(host: str, origin: str) -> None:
    scope = {"type": "http", "scheme": "http", "method": "GET", "path": "/", "query_string": b""}
    request = Request(scope | {"server": ("192.0.2.7", 8502), "headers": [(b"host", host.encode())]})
    assert origin_to_send(request) == origin


def test_a_foreign_name_is_refused_on_every_page_and_socket(http: TestClient) -> None:
    for path in ("/page", "/api/v1/size"):
        reply = http.get(path, headers={"host": "evil.example"})
        assert (reply.status_code, reply.json()["code"]) == (421, "unknown_host")
    foreign = {"host": "evil.example", "origin": "http://evil.example"}
    with pytest.raises(WebSocketDisconnect), http.websocket_connect(SOCKET, headers=foreign):
        pass
    with http.websocket_connect(SOCKET, headers={"host": "kassa.example", **OWN}) as socket:
        assert socket.receive_text() == "hello"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "null"},
        {"origin": "http://evil.example"},
        {"origin": "http://kassa.example:9000"},  # another program of the same machine
        {"origin": "http://kassa.example.evil.example"},
        {**OWN, "sec-fetch-site": "cross-site"},
    ],
)
def test_a_socket_is_opened_by_our_own_pages_only(http: TestClient, headers: dict[str, str]) -> None:
    with pytest.raises(WebSocketDisconnect), http.websocket_connect(SOCKET, headers=headers):
        pass


def test_no_other_socket_exists(http: TestClient) -> None:
    with pytest.raises(WebSocketDisconnect), http.websocket_connect("/_stcore/other", headers=OWN):
        pass


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site", "origin": "http://kassa.example"},
    ],
)
def test_a_foreign_page_changes_nothing(http: TestClient, headers: dict[str, str]) -> None:
    reply = http.post("/api/v1/size", content=b"{}", headers=headers)
    assert (reply.status_code, reply.json()["code"]) == (403, "foreign_origin")


@pytest.mark.parametrize(
    "headers", [{}, {"sec-fetch-site": "same-origin"}, {"origin": "http://kassa.example"}, {"accept-language": "en"}]
)
def test_our_page_and_a_program_may_ask(http: TestClient, headers: dict[str, str]) -> None:
    assert http.post("/api/v1/size", content=b"12345", headers=headers).text == "5"


def test_the_largest_body_passes_and_one_byte_more_does_not(http: TestClient) -> None:
    assert http.post("/api/v1/size", content=b"x" * BODY_MAX_BYTES).text == str(BODY_MAX_BYTES)
    reply = http.post("/api/v1/size", content=b"x" * (BODY_MAX_BYTES + 1), headers={"accept-language": "en"})
    assert (reply.status_code, reply.json()["code"]) == (413, "body_too_large")
    assert reply.json()["message"].startswith("The request is too large.")


def test_a_large_body_in_pieces_is_refused_as_well(http: TestClient) -> None:
    pieces = (b"x" * 1024 for _ in range(1 + BODY_MAX_BYTES // 1024))
    assert http.post("/api/v1/size", content=pieces).status_code == 413


def test_a_page_of_ours_uploads_a_file_and_nothing_else_does(http: TestClient) -> None:
    assert http.put(UPLOAD, content=b"12345", headers=OWN).text == "5"
    reply = http.put(UPLOAD, content=b"x", headers={"origin": "http://evil.example"})
    assert (reply.status_code, reply.json()["code"]) == (403, "foreign_origin")
    for method in ("GET", "POST", "PATCH"):
        assert http.request(method, UPLOAD, headers=OWN).status_code == 404, method


def test_a_file_that_is_too_large_is_refused_by_its_length(http: TestClient) -> None:
    for length in (str(UPLOAD_MAX_BYTES + 1), "many", "-1"):
        reply = http.put(UPLOAD, content=b"x", headers={**OWN, "content-length": length})
        assert (reply.status_code, reply.json()["code"]) == (413, "body_too_large"), length
    assert http.put(UPLOAD, content=b"x", headers={**OWN, "content-length": "1"}).status_code == 200


def test_nothing_is_written_outside_the_interface(http: TestClient) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
        reply = http.request(method, "/page", content=b"x")
        assert (reply.status_code, reply.json()["code"]) == (405, "wrong_method")
    assert http.get("/page").status_code == 200


@pytest.mark.parametrize("path", CLOSED)
def test_paths_that_our_pages_do_not_need_are_closed(http: TestClient, path: str) -> None:
    for method in ("GET", "POST", "PUT"):
        reply = http.request(method, path, content=b"x")
        assert (reply.status_code, reply.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("path", OPEN)
def test_control_paths_that_our_pages_need_are_open(http: TestClient, path: str) -> None:
    assert http.get(path).status_code == 200


PUBLIC = "https://kassa.example:8443"


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({"host": "kassa.example:8443", "origin": PUBLIC}, True),
        ({"host": "127.0.0.1:8501", "origin": PUBLIC}, True),  # a proxy that does not pass the name on
        ({"host": "127.0.0.1:8501", "origin": "http://127.0.0.1:8501"}, True),  # the machine itself
        ({"host": "127.0.0.1:8501"}, True),
        ({"host": "kassa.example:8443", "origin": "http://kassa.example:8443"}, False),
        ({"host": "kassa.example", "origin": "https://kassa.example"}, False),  # another program of that machine
        ({"host": "127.0.0.1:8501", "origin": "https://evil.example"}, False),
        ({"host": "127.0.0.1:8501", "origin": PUBLIC, "sec-fetch-site": "same-site"}, False),
    ],
)
def test_pages_at_the_public_address_are_ours_and_no_other_at_that_name(headers: dict[str, str], *, ours: bool) -> None:
    assert is_same_origin(Headers(headers), PUBLIC) is ours


def test_control_without_a_public_address_its_pages_are_foreign() -> None:
    assert not is_same_origin(Headers({"host": "127.0.0.1:8501", "origin": PUBLIC}))
