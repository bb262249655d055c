"""Statements on the hot path of a till: compiled once, then given to the driver as they are.

``Connection.execute`` finds the compiled form of a statement by a key as large as the statement and looks at each value
of each row anew, which is more work than the database's own. Here SQLAlchemy still writes the SQL and converts
values, but once for each kind of database. What is sent does not change; errors are SQLAlchemy's as elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.psycopg import dialect as postgresql
from sqlalchemy.dialects.sqlite.pysqlite import dialect as sqlite

_DIALECTS: dict[str, Callable[[], sa.Dialect]] = {
    "sqlite": partial(sqlite, paramstyle="qmark"),
    "postgresql": partial(postgresql, paramstyle="format"),
}
#: So many converted values are cached: the rows of a sale share days, instants, quantities.
REMEMBERED = 64

_Converters = tuple[tuple[int, Callable[[Any], Any]], ...]


@dataclass(frozen=True, slots=True)
class _Form:
    """A statement as one kind of database takes it: SQL, its values in order, and the converters of values.

    ``constants`` are the values that the statement itself names.
    """

    sql: str
    constants: Mapping[str, object]
    values: Callable[[Mapping[str, object]], tuple[object, ...]]
    to_stored: _Converters
    from_stored: _Converters

    def parameters(self, values: Mapping[str, object]) -> Sequence[object]:
        """Named values in the order and the form in which the driver takes them."""
        named = {**self.constants, **values} if self.constants else values
        return _converted(self.values(named), self.to_stored)


class Prepared:
    """A statement that is sent many times; whoever sends it gives every value that it names."""

    def __init__(self, statement: sa.Select[Any] | sa.UpdateBase | sa.TextClause) -> None:
        self._statement = statement
        self._forms: dict[str, _Form] = {}

    def send(self, tx: sa.Connection, rows: Sequence[Mapping[str, object]]) -> None:
        """Do it (an insert, update or delete) for each row, in order."""
        form = self._form(tx)
        parameters = [form.parameters(row) for row in rows]
        cursor = tx.connection.cursor()
        try:
            cursor.executemany(form.sql, parameters)
        except tx.dialect.loaded_dbapi.Error as error:
            raise _error(tx, form, error) from error
        finally:
            cursor.close()

    def ask(self, view: sa.Connection, values: Mapping[str, object]) -> Sequence[Sequence[Any]]:
        """The rows that answer a select, or whole numbers that a change returns, in the order of its columns."""
        form = self._form(view)
        parameters = form.parameters(values)
        cursor = view.connection.cursor()
        try:
            cursor.execute(form.sql, parameters)
            rows = cursor.fetchall()
        except view.dialect.loaded_dbapi.Error as error:
            raise _error(view, form, error) from error
        finally:
            cursor.close()
        return [_converted(row, form.from_stored) for row in rows] if form.from_stored else rows

    def _form(self, connection: sa.Connection) -> _Form:
        name = connection.dialect.name
        return self._forms.get(name) or self._forms.setdefault(name, _prepare(self._statement, _DIALECTS[name]()))


def _prepare(statement: sa.Select[Any] | sa.UpdateBase | sa.TextClause, dialect: sa.Dialect) -> _Form:
    compiled = statement.compile(dialect=dialect)
    assert isinstance(compiled, sa.sql.compiler.SQLCompiler)
    names = list(compiled.positiontup or ())
    taken = [compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names]
    columns = statement.selected_columns if isinstance(statement, sa.Select) else ()
    given = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
    return _Form(
        sql=str(compiled),
        constants={name: each.value for name, each in compiled.binds.items() if not each.required},
        values=itemgetter(*names) if len(names) > 1 else lambda values: tuple(values[name] for name in names),
        to_stored=tuple((place, lru_cache(REMEMBERED)(each)) for place, each in enumerate(taken) if each),
        from_stored=tuple((place, each) for place, each in enumerate(given) if each),
    )


def _converted(values: Sequence[Any], converters: _Converters) -> Sequence[Any]:
    if not converters:
        return values
    converted = list(values)
    for place, convert in converters:
        converted[place] = convert(converted[place])
    return converted


def _error(connection: sa.Connection, form: _Form, error: Exception) -> sa.exc.StatementError:
    """The error that SQLAlchemy makes of the driver's; a lost connection is given up, not rolled back."""
    dialect, driver_connection = connection.dialect, connection.connection
    kind = dialect.loaded_dbapi.Error
    lost = isinstance(error, kind) and dialect.is_disconnect(error, driver_connection, None)
    if lost:
        connection.invalidate(error)
    made = sa.exc.DBAPIError.instance(form.sql, None, error, kind, connection_invalidated=lost, dialect=dialect)
    assert isinstance(made, sa.exc.StatementError)
    return made
