"""Pages of the web shop are sent again from memory, light enough for a phone, and let tills go first."""

from __future__ import annotations

import asyncio
import re
import socket
from datetime import UTC, datetime

import pytest
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from app.counter.favourites import Favourites
from app.storefront.beside_server import listen_at
from app.storefront.online_counts import REMEMBERED_S, OnlineCounts
from app.storefront.page_memory import PAGES_MAX, PageMemory
from app.storefront.storefront_app import WebShopPlace, make_storefront
from app.web.turns import TillsAtWork, TurnsMiddleware
from models.shop_settings import STOREFRONT_OPEN, STOREFRONT_ORDERS
from operations.installation.change_settings import change_setting
from operations.online.web_shop_rules import read_rules
from store.database.engine import Store
from tests.app.storefront.conftest import fill
from tests.app.web.test_turns import Round
from tests.builders import AT, OFFICE_ACTOR

WEIGHT_MAX = 100_000


class Clock:
    """Seconds that a test lets pass."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Writer:
    """Writes a page with its number."""

    def __init__(self, *headers: tuple[bytes, bytes], status: int = 200) -> None:
        self.written, self.headers, self.status = 0, list(headers), status

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        self.written += 1
        await send({"type": "http.response.start", "status": self.status, "headers": list(self.headers)})
        await send({"type": "http.response.body", "body": str(self.written).encode()})


def asked(memory: PageMemory, path: str = "/", *, method: str = "GET", query: str = "", **headers: str) -> bytes:
    """What a visitor gets."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        if "headers" in message:
            message["headers"].append((b"outside", b"1"))  # as whoever is outside does
            assert [name for name, _ in message["headers"]].count(b"outside") == 1
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    raw = [(name.encode(), value.encode()) for name, value in {"host": "shop.example", **headers}.items()]
    scope = {"type": "http", "method": method, "path": path, "query_string": query.encode(), "headers": raw}
    asyncio.run(memory(scope | {"scheme": "https"}, receive, send))
    return bytes(sent[-1]["body"])


def test_a_page_is_written_once_in_some_seconds_for_each_language_and_name() -> None:
    writer, clock = Writer(), Clock()
    memory = PageMemory(writer, "sv", 5.0, clock)
    assert asked(memory) == asked(memory) == b"1"
    assert asked(memory, **{"accept-language": "en"}) == b"2"
    assert asked(memory, host="other.example") == b"3"
    assert asked(memory, "/product/MILK") == b"4"
    assert asked(memory, query="page=2") == b"5"
    clock.now = 4.9
    assert asked(memory) == b"1"
    clock.now = 5.0
    assert asked(memory) == b"6"


@pytest.mark.parametrize(
    ("path", "asking"),
    [
        ("/", {"cookie": "kassa_basket=x"}),
        ("/", {"query": "lang=en"}),
        ("/", {"method": "HEAD"}),
        ("/basket", {}),
        ("/checkout", {}),
        ("/order/secret", {}),
        ("/search", {"query": "q=milk"}),
        ("/terms", {}),
    ],
)
def test_what_is_for_one_visitor_is_never_remembered(path: str, asking: dict[str, str]) -> None:
    memory = PageMemory(Writer(), "sv", 5.0, Clock())
    assert [asked(memory, path, **asking) for _ in range(2)] == [b"1", b"2"]


def test_a_page_that_failed_or_sets_a_cookie_is_not_remembered() -> None:
    for writer in (Writer(status=404), Writer(status=503), Writer((b"set-cookie", b"a=b"))):
        memory = PageMemory(writer, "sv", 5.0, Clock())
        assert [asked(memory) for _ in range(2)] == [b"1", b"2"]


def test_the_memory_is_bounded() -> None:
    memory = PageMemory(Writer(), "sv", 5.0, Clock())
    for number in range(PAGES_MAX + 1):
        asked(memory, f"/product/{number}")
    assert asked(memory, f"/product/{PAGES_MAX}") == str(PAGES_MAX + 1).encode()
    assert asked(memory, "/product/0") == str(PAGES_MAX + 2).encode()


@pytest.fixture
def remembering(sqlite_store: Store) -> TestClient:
    fill(sqlite_store)
    for name in (STOREFRONT_OPEN, STOREFRONT_ORDERS):
        change_setting(sqlite_store, OFFICE_ACTOR, name, "yes", at=AT)
    place = WebShopPlace(remembered_s=60.0)
    app = make_storefront(lambda: sqlite_store, Favourites().at, language="sv", place=place)
    return TestClient(app, base_url="http://localhost")


def test_a_page_from_memory_has_every_header_once_and_no_basket_of_anybody(remembering: TestClient) -> None:
    first, again = (remembering.get("/product/BAR") for _ in range(2))
    assert again.text == first.text
    assert again.headers.multi_items() == first.headers.multi_items()
    assert len(again.headers.get_list("content-security-policy")) == 1
    remembering.post("/basket", data={"sku": "BAR", "pieces": "2"})
    assert '<span class="count">2</span>' in remembering.get("/product/BAR").text
    remembering.cookies.clear()
    assert '<span class="count">' not in remembering.get("/product/BAR").text


def test_a_page_weighs_less_than_a_hundred_kilobytes_without_pictures(remembering: TestClient) -> None:
    for path in ("/", "/category/sweets", "/product/BAR", "/search?q=a", "/basket", "/terms"):
        page = remembering.get(path)
        linked = set(re.findall(r'(?:rel="stylesheet"|rel="icon"[^>]*) href="([^"]+)"', page.text))
        assert linked == {"/storefront.css", "/icon.svg"}, path
        files = [remembering.get(each) for each in sorted(linked)]
        assert all(each.status_code == 200 for each in files)
        assert len(page.content) + sum(len(each.content) for each in files) < WEIGHT_MAX, path


def test_a_large_range_is_counted_once_a_minute_and_a_small_one_each_time(sqlite_store: Store) -> None:
    fill(sqlite_store)
    clock = Clock()
    large, small = OnlineCounts(clock, small=0), OnlineCounts(clock)
    change_setting(sqlite_store, OFFICE_ACTOR, STOREFRONT_OPEN, "yes", at=AT)

    def read() -> tuple[dict[str, int], dict[str, int]]:
        with sqlite_store.view() as view:
            rule = read_rules(view, datetime.now(UTC)).goods
            return dict(large.read(view, rule)), dict(small.read(view, rule))

    before = read()
    assert before[0] == before[1]
    with sqlite_store.transaction() as tx:
        tx.exec_driver_sql("UPDATE product SET active = false WHERE sku = 'BAR'")
    assert read() == (before[0], before[1] | {"sweets": before[1]["sweets"] - 1})
    clock.now = REMEMBERED_S
    assert read()[0] == read()[1]


def test_a_page_waits_while_a_till_waits_but_not_for_ever() -> None:
    async def order_of(limit_s: float) -> list[str]:
        done, let_go, tills = list[str](), asyncio.Event(), TillsAtWork(limit_s)

        async def scan(_scope: Scope, _receive: Receive, _send: Send) -> None:
            await let_go.wait()
            done.append("scan")

        async def page() -> None:
            await tills.let_go_first()
            done.append("page")
            let_go.set()

        served = TurnsMiddleware(scan, tills)
        scope = {"type": "http", "method": "POST", "path": "/api/v1/till/1/events", "client": ("a", 1)}
        scanning = asyncio.create_task(served(scope, None, None))  # type: ignore[arg-type]
        await Round()
        assert tills.count == 1
        writing = asyncio.create_task(page())
        if limit_s:
            let_go.set()
        await asyncio.gather(scanning, writing)
        assert tills.count == 0
        return done

    assert asyncio.run(order_of(60.0)) == ["scan", "page"]
    assert asyncio.run(order_of(0.0)) == ["page", "scan"]


async def sends_at_once(listening: socket.socket) -> bool:
    """Whether a connection to ``listening`` sends each part of a reply without waiting for an acknowledgement."""
    seen: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def look(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.set_result(writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    async with await asyncio.start_server(look, sock=listening):
        _, writer = await asyncio.open_connection(*listening.getsockname()[:2])
        is_at_once = bool(await seen)
        writer.close()
        await writer.wait_closed()
    return is_at_once


def test_a_reply_leaves_at_once_at_the_port_of_the_web_shop() -> None:
    assert asyncio.run(sends_at_once(listen_at("127.0.0.1", 0)))


def test_a_socket_of_the_standard_library_would_wait_for_each_acknowledgement() -> None:
    """The control: where this fails, :func:`listen_at` is needed no more."""
    assert not asyncio.run(sends_at_once(socket.create_server(("127.0.0.1", 0))))
