"""The till's files have an address that changes with them and stays while they do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from app.till.client_files import COMPONENT, FOREVER, PREFIX, EntryMiddleware, TillClient
from app.till.component import CLIENT, ENTRIES, SCRIPT, STYLE
from app.till.joined_files import joined_script, joined_style
from tests.architecture.rules_of_browser_code import RUN_IMPORT, resolved


@pytest.fixture
def client(tmp_path: Path) -> TillClient:
    (tmp_path / "view").mkdir()
    (tmp_path / SCRIPT).write_text("import { a } from './view/a.js';\n\nexport default function till() {\n  a();\n}\n")
    (tmp_path / "view" / "a.js").write_text("export const a = () => {};\n")
    return TillClient(tmp_path)


async def streamlit(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"Streamlit's own {request.url.path}")


@pytest.fixture
def http(client: TillClient) -> TestClient:
    routes = [Mount(PREFIX, app=client), Route("/{path:path}", streamlit)]
    return TestClient(Starlette(routes=routes, middleware=[Middleware(EntryMiddleware, client=client)]))


def test_streamlits_address_leads_to_a_file_that_is_fetched_once(http: TestClient) -> None:
    reply = http.get(f"{COMPONENT}{SCRIPT}")
    assert reply.text.startswith("// view/a.js\nconst $module0 = (() => {\nconst a = () => {};\nreturn { a };\n})();\n")
    assert reply.text.endswith("const { a } = $module0;\n\nexport default function till() {\n  a();\n}\n")
    assert reply.headers["cache-control"] == FOREVER
    assert reply.history[0].headers["cache-control"] == "no-cache", "the way there is asked for each time"
    assert http.get(str(reply.url.join("./view/a.js"))).text == "export const a = () => {};\n"


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
    (client.client / "view" / "unused.js").write_text("")
    before = http.get(f"{COMPONENT}{SCRIPT}").url
    assert http.get(f"{COMPONENT}{SCRIPT}").url == before, "the control: the same files, the same address"
    file = client.client / "view" / "a.js"
    if change == "change":
        file.write_text("export const a = 1; // longer\n")
    elif change == "add":
        (client.client / "view" / "b.js").write_text("b();\n")
    else:
        file.with_name("unused.js").unlink()
    assert http.get(f"{COMPONENT}{SCRIPT}").url != before
    assert http.get(str(before)).status_code == 404, "an old version is not made up from new files"


def test_other_files_of_the_component_are_left_to_streamlit(http: TestClient) -> None:
    assert http.get(f"{COMPONENT}view/a.js").text == f"Streamlit's own {COMPONENT}view/a.js"


@pytest.mark.parametrize("name", ["nothing.js", "", "../component.py", "%2e%2e/component.py", "view"])
def test_nothing_else_is_served(http: TestClient, client: TillClient, name: str) -> None:
    assert http.get(f"{client.address()}{name}").status_code == 404


@pytest.mark.parametrize(
    "line",
    [
        "import './view/a.js';",
        "import * as a from './view/a.js';",
        "import { a as b } from './view/a.js';",
        "export let count = 0;",
        "export default class Till {}",
        "export { a };",
    ],
)
def test_a_module_that_cannot_be_joined_is_refused(client: TillClient, line: str) -> None:
    (client.client / SCRIPT).write_text(f"{line}\nexport default function till() {{}}\n")
    with pytest.raises(ValueError, match="cannot be joined"):
        joined_script(client.client, line)


def test_the_joined_script_has_every_module_once_after_those_it_imports_from() -> None:
    script = joined_script(CLIENT, "")
    names = re.findall(r"^// (\S+\.js)$", script, re.MULTILINE)
    assert sorted([*names, SCRIPT]) == sorted(each.relative_to(CLIENT).as_posix() for each in CLIENT.rglob("*.js"))
    for place, name in enumerate(names):
        targets = {resolved(name, each) for each in RUN_IMPORT.findall((CLIENT / name).read_text())}
        assert targets <= set(names[:place]), name
    assert re.findall(r"^(?:import|export) .*", script, re.MULTILINE) == [
        "export default function till({ data, parentElement }) {"
    ]


def test_the_tills_page_names_the_script_and_other_pages_nothing() -> None:
    client = TillClient()
    for path in ("/", "/till", "/till/"):
        head = client.head(path).decode()
        assert head.count("<link ") == 1
        assert f'href="{client.address()}{SCRIPT}"' in head
    assert client.head("/dashboard") == b""


def test_the_entries_are_there_and_reach_the_modules_by_relative_addresses() -> None:
    assert ENTRIES == (STYLE, SCRIPT)
    targets = [resolved(SCRIPT, each) for each in RUN_IMPORT.findall((CLIENT / SCRIPT).read_text())]
    assert targets
    assert all((CLIENT / each).is_file() for each in [STYLE, *targets])
