"""Tables, indexes, views, triggers and rules are those that our migrations make, and nothing besides (C4)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from store import schema
from store.database import sqlite, versions
from store.invariants.guards import GUARDS
from store.invariants.server_definitions import definitions_on_server, wanted_definitions
from store.invariants.violation import Invariant, Violation

#: The form of an object of the database: its kind and name, and how it is defined.
Objects = dict[tuple[str, str], str]

_IN_FILE = sa.text("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE substr(name, 1, 7) <> 'sqlite_'")
_ON_SERVER = sa.text(
    "SELECT CASE c.relkind WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' ELSE 'relation' END, "
    "CAST(c.relname AS text), '' FROM pg_class c WHERE pg_table_is_visible(c.oid) AND c.relkind <> 'i' "
    "AND c.relnamespace = CAST(current_schema() AS regnamespace) "
    "UNION ALL SELECT 'trigger', CAST(t.tgname AS text), CAST(c.relname AS text) FROM pg_trigger t JOIN pg_class c "
    "ON c.oid = t.tgrelid WHERE NOT t.tgisinternal AND c.relnamespace = CAST(current_schema() AS regnamespace) "
    "UNION ALL SELECT 'rule', CAST(r.rulename AS text), CAST(r.tablename AS text) FROM pg_rules r "
    "WHERE r.schemaname = current_schema() "
    "UNION ALL SELECT 'column', c.relname || '.' || a.attname, format_type(a.atttypid, a.atttypmod) || "
    "CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
    "WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind = 'r' "
    "AND c.relnamespace = CAST(current_schema() AS regnamespace)"
)
_TYPE_NAMES = {"varchar": "character varying", "time": "time without time zone"}


def tables(view: sa.Connection) -> Iterator[Violation]:
    """Objects of the database that are missing, were changed, or were added."""
    if view.dialect.name == "sqlite":
        found, wanted = _objects_in_file(view), _made_in_file()
    else:
        found = {(kind, name): text for kind, name, text in view.execute(_ON_SERVER)}
        found |= definitions_on_server(view)
        wanted = _made_on_server()
    for kind, name in sorted(wanted.keys() | found.keys()):
        if kind == "trigger" and name in GUARDS:
            continue  # the invariant of the guards looks at them more closely
        if (kind, name) not in found:
            yield Violation("C4", f"{kind} {name}", "is missing")
        elif (kind, name) not in wanted:
            yield Violation("C4", f"{kind} {name}", "was added to the database, and not by Kassa")
        elif found[kind, name] != wanted[kind, name]:
            yield Violation("C4", f"{kind} {name}", "is defined in another way than Kassa defines it")


def _objects_in_file(view: sa.Connection) -> Objects:
    return {(kind, name): f"{table} {sql}" for kind, name, table, sql in view.execute(_IN_FILE)}


@cache
def _made_in_file() -> Objects:
    """The objects of a new database in memory, which our migrations made."""
    engine = sa.create_engine("sqlite://", module=sqlite.driver())
    try:
        with engine.connect() as connection:
            versions.upgrade(connection)
            return _objects_in_file(connection)
    finally:
        engine.dispose()


@cache
def _made_on_server() -> Objects:
    """The objects that the tables ask for on a server."""
    wanted: Objects = {
        ("table", versions.TABLE): "",
        ("index", f"{versions.TABLE}_pkc"): f"{versions.TABLE} unique version_num where ",
    }
    wanted["column", f"{versions.TABLE}.version_num"] = "character varying(32) NOT NULL"
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    for table in schema.metadata.sorted_tables:
        wanted["table", table.name] = ""
        wanted.update(wanted_definitions(table))
        for column in table.columns:
            text = column.type.compile(dialect=dialect).lower().partition(" collate ")[0]  # the server names it apart
            base, bracket, size = text.partition("(")
            kind = _TYPE_NAMES.get(base, base) + bracket + size
            wanted["column", f"{table.name}.{column.name}"] = kind + ("" if column.nullable else " NOT NULL")
    return wanted


INVARIANTS = (Invariant(("C4",), "Tables, indexes, views and triggers are those that Kassa makes.", tables),)
