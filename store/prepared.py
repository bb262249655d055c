"""Statements that change rows on the hot path of a sale: compiled once, then sent to the driver as they are.

``Connection.execute`` spends more time on each row of a list than the database does. Here SQLAlchemy still writes the
SQL and says how a value is kept, but once for each kind of database instead of once for each row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.psycopg import dialect as postgresql
from sqlalchemy.dialects.sqlite.pysqlite import dialect as sqlite

_DIALECTS: dict[str, Callable[[], sa.Dialect]] = {
    "sqlite": partial(sqlite, paramstyle="qmark"),
    "postgresql": partial(postgresql, paramstyle="format"),
}


@dataclass(frozen=True, slots=True)
class _Form:
    """A statement as one kind of database takes it: its SQL, its values in order, and those that are kept otherwise."""

    sql: str
    values: Callable[[Mapping[str, object]], tuple[object, ...]]
    kept_otherwise: tuple[tuple[int, Callable[[Any], object]], ...]

    def parameters(self, row: Mapping[str, object]) -> tuple[object, ...]:
        """The values of a row as the driver takes them."""
        values = list(self.values(row))
        for place, convert in self.kept_otherwise:
            values[place] = convert(values[place])
        return tuple(values)


class Prepared:
    """An insert, update or delete that is sent many times; a row gives every value that it names."""

    def __init__(self, statement: sa.UpdateBase | sa.TextClause) -> None:
        self._statement = statement
        self._forms: dict[str, _Form] = {}

    def send(self, tx: sa.Connection, rows: Sequence[Mapping[str, object]]) -> None:
        """Do it for each row, in order."""
        name = tx.dialect.name
        form = self._forms.get(name) or self._forms.setdefault(name, self._prepare(name))
        tx.exec_driver_sql(form.sql, [form.parameters(row) for row in rows])

    def _prepare(self, name: str) -> _Form:
        dialect = _DIALECTS[name]()
        compiled = self._statement.compile(dialect=dialect)
        assert isinstance(compiled, sa.sql.compiler.SQLCompiler)
        names = list(compiled.positiontup or ())
        converts = [compiled.binds[each].type.dialect_impl(dialect).bind_processor(dialect) for each in names]
        values = itemgetter(*names) if len(names) > 1 else lambda row: (row[names[0]],)
        return _Form(str(compiled), values, tuple((i, each) for i, each in enumerate(converts) if each))
