"""The till's files have an address that changes with them and stays while they do."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from app.till.client_files import COMPONENT, FOREVER, PREFIX, EntryMiddleware, TillClient, joined_style
from app.till.component import CLIENT, ENTRIES, SCRIPT, STYLE
from tests.architecture.rules_of_browser_code import RUN_IMPORT, resolved


@pytest.fixture
def client(tmp_path: Path) -> TillClient:
    (tmp_path / "view").mkdir()
    (tmp_path / SCRIPT).write_text("import './view/a.js';\n")
    (tmp_path / "view" / "a.js").write_text("a();\n")
    return TillClient(tmp_path)


async def streamlit(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"Streamlit's own {request.url.path}")


@pytest.fixture
def http(client: TillClient) -> TestClient:
    routes = [Mount(PREFIX, app=client), Route("/{path:path}", streamlit)]
    return TestClient(Starlette(routes=routes, middleware=[Middleware(EntryMiddleware, client=client)]))


def test_streamlits_address_leads_to_a_file_that_is_fetched_once(http: TestClient) -> None:
    reply = http.get(f"{COMPONENT}{SCRIPT}")
    assert reply.text == "import './view/a.js';\n"
    assert reply.headers["cache-control"] == FOREVER
    assert reply.history[0].headers["cache-control"] == "no-cache", "the way there is asked for each time"
    assert http.get(str(reply.url.join("./view/a.js"))).text == "a();\n"


def test_the_style_sheet_has_its_parts_in_their_order(http: TestClient, client: TillClient) -> None:
    (client.client / STYLE).parent.mkdir()
    (client.client / STYLE).write_text('/* All. */\n@import url("./a.css");\n@import url("./b.css");\n')
    for name in ("a", "b"):
        (client.client / STYLE).with_name(f"{name}.css").write_text(f".{name} {{}}")
    reply = http.get(f"{COMPONENT}{STYLE}")
    assert reply.text == "/* All. */\n.a {}\n.b {}\n"
    assert reply.headers["content-type"].startswith("text/css")


def test_no_part_is_fetched_by_itself() -> None:
    style = joined_style(CLIENT)
    assert "@import" not in style
    assert all(part.read_text("utf-8") in style for part in (CLIENT / STYLE).parent.glob("[!t]*.css"))


@pytest.mark.parametrize("change", ["change", "add", "remove"])
def test_a_changed_file_has_another_address(http: TestClient, client: TillClient, change: str) -> None:
    before = http.get(f"{COMPONENT}{SCRIPT}").url
    assert http.get(f"{COMPONENT}{SCRIPT}").url == before, "the control: the same files, the same address"
    file = client.client / "view" / "a.js"
    if change == "change":
        file.write_text("b(); // longer\n")
    elif change == "add":
        (client.client / "view" / "b.js").write_text("b();\n")
    else:
        file.unlink()
    assert http.get(f"{COMPONENT}{SCRIPT}").url != before
    assert http.get(str(before)).status_code == 404, "an old version is not made up from new files"


def test_other_files_of_the_component_are_left_to_streamlit(http: TestClient) -> None:
    assert http.get(f"{COMPONENT}view/a.js").text == f"Streamlit's own {COMPONENT}view/a.js"


@pytest.mark.parametrize("name", ["nothing.js", "", "../component.py", "%2e%2e/component.py", "view"])
def test_nothing_else_is_served(http: TestClient, client: TillClient, name: str) -> None:
    assert http.get(f"{client.address()}{name}").status_code == 404


def test_the_tills_page_names_every_module_and_other_pages_none() -> None:
    client = TillClient()
    for path in ("/", "/till", "/till/"):
        head = client.head(path).decode()
        assert head.count("<link ") == len(list(CLIENT.rglob("*.js")))
        assert f'href="{client.address()}wiring/till_parts.js"' in head
    assert client.head("/dashboard") == b""


def test_the_entries_are_there_and_reach_the_modules_by_relative_addresses() -> None:
    assert ENTRIES == (STYLE, SCRIPT)
    targets = [resolved(SCRIPT, each) for each in RUN_IMPORT.findall((CLIENT / SCRIPT).read_text())]
    assert targets
    assert all((CLIENT / each).is_file() for each in [STYLE, *targets])
