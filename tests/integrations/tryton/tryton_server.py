"""A real Tryton: the server of the packages in the environment, on a database of its own, as a process of its own.

Its database is prepared once for each set of packages and kept with them; each test file works on a copy.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import httpx2

from integrations.book_services.service_calls import Pace, ServiceCalls
from integrations.tryton.tryton_calls import TrytonCalls, begin_session
from models.dispatch.service_tokens import ServiceAccount
from models.jurisdiction.countries import jurisdiction_of
from store.database import file_lock
from store.database.file_lock import StoreInUse
from tests.integrations.book_services.book_servers import Asked, StandIn
from tests.waiting import wait_until

ROOT = Path(__file__).parents[3]
PREPARE = Path(__file__).with_name("prepare_tryton.py")
NAME, COMPANY = "kassa", "Boden <b>AB</b>"
USER, PASSWORD = "kassa", "hemligt-lösen-TOP"
FAST = Pace(1000, 1, first_pause_ms=0)
_CONFIG = "[database]\nuri = sqlite://\npath = {folder}\n[web]\nlisten = 127.0.0.1:{port}\n"


@dataclass(frozen=True, slots=True)
class TrytonServer:
    """A running server: its address with the database, and its user."""

    address: str
    account: ServiceAccount

    @property
    def port(self) -> int:
        """The port on this machine."""
        return int(self.address.rpartition(":")[2].partition("/")[0])

    def calls(self) -> TrytonCalls:
        """Calls as a person at Tryton makes them."""
        return TrytonCalls(ServiceCalls("Tryton", self.address, FAST, self.signed()))

    def signed(self) -> Signed:
        """A session of the user."""
        with closing(ServiceCalls("Tryton", self.address, FAST)) as unsigned:
            return Signed(begin_session(unsigned, self.account).access)


class Signed:
    """A session that does not end."""

    def __init__(self, session: str) -> None:
        self._session = session

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Session {self._session}"}

    def renew(self, stale: object) -> None:
        raise AssertionError(stale)


def accounts() -> list[str]:
    """The numbers of the accounts of a Swedish shop."""
    return sorted({each.number for each in jurisdiction_of("SE").accounts})


def prepared(numbers: Sequence[str]) -> Path:
    """The prepared database: made by Tryton itself, once for these packages and this program."""
    digest = hashlib.sha256(PREPARE.read_bytes() + (ROOT / "requirements-dev.lock").read_bytes())
    digest.update(" ".join(numbers).encode())
    place = Path(sys.prefix) / "tryton"
    place.mkdir(exist_ok=True)
    database = place / f"{digest.hexdigest()[:16]}.sqlite"
    while not database.exists():
        try:
            with file_lock.alone(place / "preparing"):
                if not database.exists():
                    _prepare(place, database, numbers)
        except StoreInUse:
            wait_until(database.exists, "another process prepares Tryton", limit_s=200)
    return database


def _prepare(place: Path, database: Path, numbers: Sequence[str]) -> None:
    for old in place.glob("*.sqlite"):
        old.unlink()
    (place / "trytond.conf").write_text(_CONFIG.format(folder=place, port=0), encoding="utf-8")
    wish = {"folder": str(place), "name": "fresh", "company": COMPANY, "accounts": list(numbers)}
    text = json.dumps(wish | {"user": USER, "password": PASSWORD})
    subprocess.run([sys.executable, str(PREPARE)], input=text.encode(), check=True, capture_output=True, timeout=280)
    (place / "fresh.sqlite").replace(database)


@contextmanager
def running(folder: Path) -> Iterator[TrytonServer]:
    """A server on a copy of the prepared database in ``folder``."""
    folder.mkdir(exist_ok=True)
    shutil.copyfile(prepared(accounts()), folder / f"{NAME}.sqlite")
    port = _free_port()
    (folder / "trytond.conf").write_text(_CONFIG.format(folder=folder, port=port), encoding="utf-8")
    command = [str(Path(sys.executable).with_name("trytond")), "-c", str(folder / "trytond.conf"), "-d", NAME]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONWARNINGS"}
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
        try:
            address = f"http://127.0.0.1:{port}/{NAME}"
            wait_until(lambda: _answers(address), "Tryton answers", limit_s=60)
            yield TrytonServer(address, ServiceAccount(USER, PASSWORD, address))
        finally:
            process.terminate()
            process.wait(10)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(address: str) -> bool:
    try:
        return httpx2.post(f"{address}/rpc/", json={}, timeout=20).status_code < 500
    except httpx2.TransportError:
        return False


class TrytonProxy(StandIn):
    """A network between the shop and Tryton that fails as a test asks; everything else is Tryton's own answer."""

    def __init__(self, server: TrytonServer) -> None:
        super().__init__()
        self._server = server

    def handle(self, asked: Asked) -> tuple[int, Any]:
        """Tryton's answer to a call."""
        headers = {"Content-Type": "application/json"}
        if "authorization" in asked.headers:
            headers["Authorization"] = asked.headers["authorization"]
        with closing(HTTPConnection("127.0.0.1", self._server.port, timeout=60)) as there:
            there.request("POST", asked.path, asked.content, headers)
            answer = there.getresponse()
            content = answer.read()
        self.calls[method_of(asked)] += 1
        return answer.status, json.loads(content) if answer.status == 200 else {"message": content.decode()}

    def answer(self, asked: Asked) -> tuple[int, Any]:
        """See the base."""
        return self.handle(asked)

    @property
    def account(self) -> ServiceAccount:
        """The user, by way of this network."""
        return ServiceAccount(USER, PASSWORD, f"{self.address}/{NAME}")


def method_of(asked: Asked) -> str:
    """The method that a call names, such as ``account.move.create``."""
    return str(asked.body["method"]).removeprefix("model.")


def kind_of(method: str) -> str:
    """What a call does."""
    name = method.rpartition(".")[2]
    if name in {"search_read", "get_id", "get_preferences"}:
        return "read"
    return "sign in" if name == "login" else "create" if name == "create" else "press"
