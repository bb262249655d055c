"""The client in Python that is written from the description: what is in the docs is fresh, typed, and works."""

from __future__ import annotations

import http.client
import importlib.util
import json
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from app.api.client_text import client_text
from app.api.public_api import make_public_api
from models.shop_settings import STOREFRONT_HOURS, STOREFRONT_OPEN, STOREFRONT_ORDERS, STOREFRONT_PAYMENT
from operations.access.api_keys import make_api_key
from operations.installation.change_settings import change_setting
from store.database.engine import Store
from tests.app.api.conftest import SECRET
from tests.app.command_line import kassa
from tests.app.served import START, Served, free_port
from tests.builders import AT, OFFICE_ACTOR, small_shop, stock_up

DOCS = Path(__file__).parents[3] / "docs"
DESCRIPTION = make_public_api(lambda: None, SECRET).openapi()  # type: ignore[arg-type, return-value]


def stock_ordering(store: Store) -> None:
    small_shop(store, is_demo=True)
    stock_up(store)
    values = {STOREFRONT_OPEN: "yes", STOREFRONT_ORDERS: "yes", STOREFRONT_PAYMENT: "both"}
    for name, value in (values | {STOREFRONT_HOURS: "mon-sun 0-23:59"}).items():
        change_setting(store, OFFICE_ACTOR, name, value, at=AT)


@pytest.fixture(scope="module")
def client() -> Iterator[ModuleType]:
    """The client of the docs, imported as the example imports it."""
    spec = importlib.util.spec_from_file_location("kassa_client", DOCS / "kassa_client.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["kassa_client"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["kassa_client"]


def test_the_client_of_the_docs_is_that_of_the_description() -> None:
    """Where it is not: ``kassa api-keys client --out docs/kassa_client.py``."""
    assert (DOCS / "kassa_client.py").read_text(encoding="utf-8") == client_text(DESCRIPTION)


def test_every_route_is_a_method(client: ModuleType) -> None:
    names = {route["operationId"] for routes in DESCRIPTION["paths"].values() for route in routes.values()}
    assert len(names) >= 11
    assert names <= set(dir(client.KassaClient))


def test_a_route_that_is_described_anew_makes_another_client() -> None:
    """The control of the first test."""
    other = json.loads(json.dumps(DESCRIPTION))
    other["components"]["schemas"]["NewOrder"]["properties"]["note"] = {"type": "string"}
    assert "    note: NotRequired[str]\n" in client_text(other)
    assert client_text(other) != client_text(DESCRIPTION)


@pytest.mark.proof
def test_the_client_has_types_that_hold(tmp_path: Path) -> None:
    text = (DOCS / "kassa_client.py").read_text(encoding="utf-8")
    (tmp_path / "kassa_client.py").write_text(text, encoding="utf-8")
    right = "from kassa_client import KassaClient\nshop = KassaClient('a', 'b')\n"
    right += "code: str = shop.read_order(1)['order']['pickup_code']\n"
    (tmp_path / "right.py").write_text(right)
    (tmp_path / "wrong.py").write_text(right.replace("code: str", "code: int"))
    # A process of its own: mypy changes how this one looks for unused objects.
    command = [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "--config-file=", "--no-error-summary"]
    files = ["right.py", "wrong.py", "kassa_client.py"]
    checked = subprocess.run([*command, *files], cwd=tmp_path, capture_output=True, text=True, check=False)
    (fault,) = checked.stdout.splitlines()
    assert fault.startswith("wrong.py:3: error: Incompatible types"), checked


class DyingServer(Served):
    """A server with a web shop that takes payment; while a file is there, it ends as soon as an order is committed."""

    program = (
        "import os, pathlib, signal\n"
        "from app.api import public_orders\n"
        "place, mark = public_orders.place_order, pathlib.Path(os.environ['KASSA_HOME'], 'die-after-commit')\n"
        "def place_and_die(*args, **named):\n"
        "    order = place(*args, **named)\n"
        "    if mark.exists():\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return order\n"
        "public_orders.place_order = place_and_die\n" + START
    )

    def __init__(self, home: Path) -> None:
        super().__init__(home, stock_ordering)
        self.settings["KASSA_STOREFRONT_PORT"] = str(free_port())
        self.mark = home / "die-after-commit"


@pytest.mark.real_time
def test_the_example_of_the_docs_orders_and_whoever_sends_again_after_a_kill_has_one_order(
    client: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    served = DyingServer(tmp_path)
    keys: list[str] = []

    def make_key(store: Store) -> None:
        scopes = ["orders:read", "orders:write", "products:read"]
        keys.append(make_api_key(store, OFFICE_ACTOR, "client", scopes, at=AT).secret)

    served.fill(make_key)
    (example,) = re.findall(
        r"```python\n(from kassa_client.*?)```", (DOCS / "api.md").read_text(encoding="utf-8"), re.DOTALL
    )
    names: dict[str, Any] = {"address": served.url, "key": keys[0]}
    served.start()
    try:
        served.mark.touch()
        with pytest.raises((OSError, http.client.HTTPException)):
            exec(example, names)  # the order is committed, and nobody answers any more
        served.mark.unlink()
        served.start()
        shop = client.KassaClient(served.url, keys[0])
        (stored,) = shop.list_orders()["orders"]
        assert capsys.readouterr().out == ""
        for _ in range(2):
            exec(example, names)
            assert capsys.readouterr().out.split() == [stored["pickup_code"], "unpaid", stored["payment_url"]]
        assert [each["id"] for each in shop.list_orders()["orders"]] == [stored["id"]], "no order is there twice"
        with urllib.request.urlopen(stored["payment_url"], timeout=10) as page:
            assert page.url == stored["payment_url"].removesuffix("/checkout") + "/pay"
        exec(example.replace("my-order-1", "my-order-2"), names)
        assert len(shop.list_orders()["orders"]) == 2, "the control: another key is another order"
        with pytest.raises(client.ApiProblem) as refused:
            shop.list_sales(limit=1)
        assert (refused.value.status, refused.value.code) == (403, "scope_missing")
        for path in ("/products/%0A", "/%0A"):
            with pytest.raises(client.ApiProblem) as missing:
                shop._ask("GET", path)
            assert missing.value.code in {"unknown_product", "not_found"}, path
    finally:
        served.stop()


def test_the_command_writes_the_client(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KASSA_HOME", str(tmp_path))
    out = tmp_path / "client.py"
    facts = kassa(capsys, "api-keys", "client", "--out", out, "--json").json
    assert facts["file"] == str(out)
    assert out.read_text(encoding="utf-8") == client_text(DESCRIPTION)
    assert "client is in" in kassa(capsys, "api-keys", "client", "--out", out).out
