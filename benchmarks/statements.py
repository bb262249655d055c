"""The statements that an operation sends to the database: recorded once, sent again without anything of ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from store.database import sqlite
from store.database.engine import Store


@dataclass(frozen=True, slots=True)
class Statement:
    """One call of the driver, with the parameters that it got; ``many`` sends the statement once for each."""

    sql: str
    parameters: Any  # the driver's own: a tuple, or a list of tuples
    many: bool


def tape(store: Store) -> list[Statement]:
    """A list to which is added what the store's transactions send from now on, without BEGIN, COMMIT and settings.

    It hangs on the driver's own cursors, so that it sees what reaches the database and nothing else.
    """
    sent: list[Statement] = []
    module: Any = sqlite.driver()

    class Cursor(module.Cursor):  # type: ignore[misc]
        def execute(self, sql: str, parameters: Any = ()) -> Any:
            if not sql.startswith(("BEGIN", "PRAGMA")):
                sent.append(Statement(sql, parameters, many=False))
            return super().execute(sql, parameters)

        def executemany(self, sql: str, parameters: Any) -> Any:
            sent.append(Statement(sql, parameters, many=True))
            return super().executemany(sql, parameters)

    class Connection(module.Connection):  # type: ignore[misc]
        def cursor(self, factory: Any = Cursor) -> Any:
            return super().cursor(factory)

    @sa.event.listens_for(store._writer, "do_connect")  # noqa: SLF001
    def _connect(_dialect: object, _record: object, _arguments: object, options: dict[str, Any]) -> None:
        options["factory"] = Connection

    store.close()  # open connections are not taped
    return sent


def taken(sent: list[Statement]) -> list[Statement]:
    """What is on a tape; it is empty afterwards."""
    found = list(sent)
    sent.clear()
    return found


def raw_connection(file: str) -> Any:
    """A connection of the driver itself, with the same settings and so the same waits for the disk."""
    connection = sqlite.driver().connect(file, isolation_level=None, cached_statements=256)
    sqlite.apply_settings(connection, dict(sqlite.SETTINGS))
    return connection


def send(connection: Any, statements: list[Statement]) -> None:
    """One transaction of recorded statements, straight through the driver; rows are read."""
    connection.execute("BEGIN IMMEDIATE")
    for each in statements:
        if each.many:
            connection.executemany(each.sql, each.parameters)
        else:
            connection.execute(each.sql, each.parameters).fetchall()
    connection.execute("COMMIT")
