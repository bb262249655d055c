"""Stand-ins for bookkeeping services: real servers on this machine that judge each body by the vendor's document, keep
a ledger of their own, and fail as a test asks.
"""

from __future__ import annotations

import json
import threading
from abc import ABC, abstractmethod
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

ACCESS, REFRESH, CODE, SECRET = "access-{}-TOP", "refresh-{}-TOP", "code-TOP", "client-TOP"


class Fault(StrEnum):
    """How a call goes wrong. Unless its name says else, the call was done before."""

    LOST = "lost"
    UNDONE = "undone"
    BUSY = "busy"
    BROKEN = "broken"
    BROKEN_UNDONE = "broken_undone"
    HTML = "html"
    CUT = "cut"
    SLOW = "slow"
    EXPIRED = "expired"


#: The words of Fortnox's addresses; anything else in one is a value.
NAMES = frozenset({"companyinformation", "financialyears", "inbox", "sublist", "voucherfileconnections", "vouchers"})
#: Nothing was done.
UNDONE = frozenset({Fault.UNDONE, Fault.BUSY, Fault.BROKEN_UNDONE, Fault.EXPIRED})


@dataclass
class Asked:
    """One call as it came."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    content: bytes

    @property
    def body(self) -> Any:
        """The body as JSON."""
        return json.loads(self.content, parse_float=Decimal)


class Refusal(Exception):
    """The service answers with an error."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status, self.text = status, text


@dataclass
class StandIn(ABC):
    """The part that all services have: tokens, faults, and the way to a handler."""

    fault_for: Callable[[Asked], Fault | None] = lambda _: None
    tokens: int = 0
    address: str = ""
    calls: Counter[str] = field(default_factory=Counter)
    bodies: list[Any] = field(default_factory=list)
    met: Counter[Fault] = field(default_factory=Counter)
    is_over: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @abstractmethod
    def answer(self, asked: Asked) -> tuple[int, Any]:
        """What the service does and answers."""

    def handle(self, asked: Asked) -> tuple[int, Any]:
        """The answer to a call, or an error."""
        if asked.path.endswith("/token"):
            return self._token(asked)
        if asked.headers.get("authorization") != f"Bearer {ACCESS.format(self.tokens)}":
            return 401, {"message": "unauthorized"}
        self.calls[f"{asked.method} {asked.path}"] += 1
        try:
            return self.answer(asked)
        except Refusal as refusal:
            return refusal.status, {"message": refusal.text}

    def _token(self, asked: Asked) -> tuple[int, Any]:
        """Each refresh token is good once, and the code is."""
        form = {name: values[0] for name, values in parse_qs(asked.content.decode()).items()}
        shown = form.get("refresh_token") or form.get("code")
        if shown != (CODE if self.tokens == 0 else REFRESH.format(self.tokens)):
            return 400, {"error": "invalid_grant", "shown": shown}
        self.tokens += 1
        return 200, {"access_token": ACCESS.format(self.tokens), "refresh_token": REFRESH.format(self.tokens)}


class FortnoxStandIn(StandIn):
    """Fortnox: vouchers by series and number, an inbox, and files that are attached."""

    def __init__(self, faults_of: Callable[[str, object], list[str]], page: int = 500) -> None:
        super().__init__()
        self.faults_of, self.page = faults_of, page
        self.vouchers: list[dict[str, Any]] = []
        self.files: dict[str, tuple[str, bytes]] = {}
        self.connections: list[dict[str, Any]] = []

    def answer(self, asked: Asked) -> tuple[int, Any]:
        """See the base."""
        parts = asked.path.strip("/").split("/")[1:]
        resource = "/".join(each for each in parts if each in NAMES)
        does: dict[str, Callable[[], Any]] = {
            "GET companyinformation": lambda: {"CompanyInformation": {"CompanyName": "Boden <b>AB</b>"}},
            "GET financialyears": lambda: self._years(asked.query["Date"][:4]),
            "GET vouchers/sublist": lambda: self._listed("Vouchers", asked, self._series(parts[-1])),
            "GET vouchers": lambda: {"Voucher": self._series(parts[1])[int(parts[2]) - 1]},
            "POST vouchers": lambda: {"Voucher": self._create(asked)},
            "GET inbox": lambda: {"Folder": {"Id": "root", "Name": "root", "Files": self._loose()}},
            "POST inbox": lambda: {"File": self._upload(asked)},
            "GET voucherfileconnections": lambda: self._listed("VoucherFileConnections", asked, self.connections),
            "POST voucherfileconnections": lambda: self._connect(asked),
        }
        name = f"{asked.method} {resource}"
        return (200, does[name]()) if name in does else (404, {"message": "no such resource"})

    def _years(self, year: str) -> dict[str, Any]:
        return {"FinancialYears": [{"Id": int(year), "FromDate": f"{year}-01-01", "ToDate": f"{year}-12-31"}]}

    def _series(self, series: str) -> list[dict[str, Any]]:
        return [each for each in self.vouchers if each["VoucherSeries"] == series]

    def _loose(self) -> list[dict[str, Any]]:
        return [{"Id": key, "Name": name} for key, (name, _) in self.files.items() if key not in self.attached]

    def _connect(self, asked: Asked) -> dict[str, Any]:
        self._judge("fortnox_VoucherFileConnection_Wrap", asked.body)
        self.connections.append(asked.body["VoucherFileConnection"])
        return dict(asked.body)

    @property
    def attached(self) -> set[str]:
        """The ids of the files that belong to a voucher."""
        return {each["FileId"] for each in self.connections}

    def sums(self) -> Counter[str]:
        """The ledger: öre by account, debit positive."""
        ledger: Counter[str] = Counter()
        for row in (row for each in self.vouchers for row in each["VoucherRows"]):
            ledger[str(row["Account"])] += int(100 * Decimal(row.get("Debit", 0)) - 100 * Decimal(row.get("Credit", 0)))
        return ledger

    def _create(self, asked: Asked) -> dict[str, Any]:
        self._judge("fortnox_Voucher_Wrap", asked.body)
        voucher = dict(asked.body["Voucher"])
        rows = voucher["VoucherRows"]
        if sum(Decimal(row.get("Debit", 0)) - Decimal(row.get("Credit", 0)) for row in rows):
            raise Refusal(400, "the voucher does not balance")
        voucher["VoucherNumber"] = len(self._series(voucher["VoucherSeries"])) + 1
        self.vouchers.append(voucher)
        return voucher

    def _upload(self, asked: Asked) -> dict[str, Any]:
        head, _, content = asked.content.partition(b"\r\n\r\n")
        name = head.partition(b'filename="')[2].partition(b'"')[0].decode()
        if not name or not content.startswith(b"%PDF"):
            raise Refusal(400, "no file")
        key = f"file-{len(self.files) + 1}"
        self.files[key] = (name, content)
        return {"Id": key, "Name": name}

    def _listed(self, name: str, asked: Asked, rows: list[dict[str, Any]]) -> dict[str, Any]:
        first, last = asked.query.get("fromdate", ""), asked.query.get("todate", "9")
        here = [each for each in rows if name != "Vouchers" or first <= each["TransactionDate"] <= last]
        page = int(asked.query.get("page", "1"))
        pages = max(1, -(-len(here) // self.page))
        meta = {"@TotalPages": pages, "@CurrentPage": page, "@TotalResources": len(here)}
        return {"MetaInformation": meta, name: here[(page - 1) * self.page : page * self.page]}

    def _judge(self, name: str, body: object) -> None:
        self.bodies.append(body)
        if faults := self.faults_of(name, _plain(body)):
            raise Refusal(400, "; ".join(faults))


class XeroStandIn(StandIn):
    """Xero: manual journals, with a key against doubles."""

    def __init__(self, faults_of: Callable[[str, object], list[str]]) -> None:
        super().__init__()
        self.faults_of = faults_of
        self.journals: list[dict[str, Any]] = []
        self.files: defaultdict[str, list[bytes]] = defaultdict(list)
        self.by_key: dict[str, tuple[int, Any]] = {}

    def answer(self, asked: Asked) -> tuple[int, Any]:
        """See the base."""
        if asked.path == "/connections":
            return 200, [{"tenantId": "tenant-1", "tenantName": "Boden"}]
        if asked.headers.get("xero-tenant-id") != "tenant-1":
            raise Refusal(403, "no tenant")
        key = asked.headers.get("idempotency-key", "")
        if key and key in self.by_key:
            return self.by_key[key]
        done = self._answer(asked)
        if key:
            self.by_key[key] = done
        return done

    def sums(self) -> Counter[str]:
        """The ledger: öre by account, debit positive."""
        ledger: Counter[str] = Counter()
        for line in (line for each in self.journals for line in each["JournalLines"]):
            ledger[line["AccountCode"]] += int(100 * Decimal(line["LineAmount"]))
        return ledger

    def _answer(self, asked: Asked) -> tuple[int, Any]:
        parts = asked.path.strip("/").split("/")[2:]
        match (asked.method, parts):
            case ("GET", ["Organisation"]):
                return 200, {"Organisations": [{"Name": "Boden <b>AB</b>"}]}
            case ("GET", ["ManualJournals"]):
                day = asked.query["where"].removeprefix("Date==DateTime(").removesuffix(")").split(", ")
                wanted = "-".join(f"{int(each):02}" for each in day)
                return 200, {"ManualJournals": [each for each in self.journals if each["Date"] == wanted]}
            case ("PUT", ["ManualJournals"]):
                return 200, {"ManualJournals": [self._create(each) for each in self._judged(asked.body)]}
            case ("PUT", ["ManualJournals", journal_id, "Attachments", _]):
                journal = next(each for each in self.journals if each["ManualJournalID"] == journal_id)
                journal["HasAttachments"] = True
                self.files[journal_id].append(asked.content)
                return 200, {"Attachments": []}
        return 404, {"Message": "no such resource"}

    def _judged(self, body: Any) -> list[dict[str, Any]]:
        self.bodies.append(body)
        if faults := self.faults_of("ManualJournals", _plain(body)):
            raise Refusal(400, "; ".join(faults))
        return list(body["ManualJournals"])

    def _create(self, journal: dict[str, Any]) -> dict[str, Any]:
        if sum(Decimal(line["LineAmount"]) for line in journal["JournalLines"]):
            raise Refusal(400, "the journal does not balance")
        number = len(self.journals) + 1
        stored = {**journal, "ManualJournalID": f"00000000-0000-4000-8000-{number:012}", "HasAttachments": False}
        self.journals.append(stored)
        return stored


@contextmanager
def serving(stand_in: StandIn) -> Iterator[StandIn]:
    """Serve a stand-in on a free port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"stand_in": stand_in}))
    server.daemon_threads = True
    stand_in.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield stand_in
    finally:
        stand_in.is_over.set()
        server.shutdown()
        server.server_close()
        thread.join()


#: What a fault answers instead: status and content.
_ANSWERS = {
    Fault.HTML: (200, b"<html><script>alert(1)</script></html>"),
    Fault.BUSY: (429, b"{}"),
    Fault.BROKEN: (500, b"oops"),
    Fault.BROKEN_UNDONE: (500, b"oops"),
    Fault.EXPIRED: (401, b"{}"),
}


class _Handler(BaseHTTPRequestHandler):
    """Reads a call, lets the stand-in do it, and answers as the fault wants."""

    protocol_version = "HTTP/1.1"
    stand_in: StandIn

    def _do(self) -> None:
        parts = urlsplit(self.path)
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.command, unquote(parts.path), query, headers, content)
        with self.stand_in.lock:
            fault = None if asked.path.endswith("/token") else self.stand_in.fault_for(asked)
            status, answer = (0, None) if fault in UNDONE else self.stand_in.handle(asked)
            if fault is not None:
                self.stand_in.met[fault] += 1
        self._reply(fault, status, json.dumps(answer, default=float).encode())

    do_GET = do_POST = do_PUT = _do  # noqa: N815 - the names that the server calls

    def _reply(self, fault: Fault | None, status: int, content: bytes) -> None:
        if fault is Fault.SLOW:
            self.stand_in.is_over.wait()
        if fault in {Fault.LOST, Fault.UNDONE, Fault.SLOW}:
            self.close_connection = True
        elif fault is Fault.CUT:
            self._write(200, content[: len(content) // 2])
        else:
            self._write(*_ANSWERS.get(fault, (status, content)) if fault else (status, content))

    def _write(self, status: int, content: bytes) -> None:
        content = b"" if status == 204 else content
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        if status == 429:
            self.send_header("Retry-After", "0")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that the server calls
        """Quiet."""


def _plain(body: object) -> object:
    """The body with plain numbers, as the judge reads them."""
    return json.loads(json.dumps(body, default=float))
