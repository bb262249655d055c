"""The triggers that keep facts as they are stand, each on its table, and refuse (C4)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from store import schema
from store.invariants.violation import Invariant, Violation

#: Of a trigger: its name and its table.
Guard = tuple[str, str]

_ON_SERVER = sa.text(
    "SELECT t.tgname, c.relname, pg_get_triggerdef(t.oid, true), p.prosrc, l.lanname, CAST(t.tgenabled AS text) "
    "FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
    "JOIN pg_language l ON l.oid = p.prolang WHERE NOT t.tgisinternal AND pg_table_is_visible(c.oid)"
)
#: How a server says that a trigger fires in every session of ours: by itself, or always.
_FIRES = {"O", "A"}


#: The names of all our triggers.
GUARDS = frozenset(
    name
    for table in schema.APPEND_ONLY
    for name in (f"{table}_no_update", f"{table}_no_delete", f"{table}_append_only")
)


def guards(view: sa.Connection) -> Iterator[Violation]:
    """Triggers that are missing from a table of facts, or do something else than to refuse."""
    in_file = view.dialect.name == "sqlite"
    stands = _in_file(view) if in_file else _on_server(view)
    for table in schema.APPEND_ONLY:
        for name, does in (_wanted_in_file(table) if in_file else _wanted_on_server(table)).items():
            found = stands.get((name, table))
            if found != does:
                what = "is missing" if found is None else "is switched off or does something else than to refuse"
                yield Violation("C4", f"trigger {name} of {table}", f"{what}: facts can be changed")


def _in_file(view: sa.Connection) -> dict[Guard, str]:
    query = sa.text("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
    return {(name, table): sql for name, table, sql in view.execute(query)}


def _on_server(view: sa.Connection) -> dict[Guard, str]:
    return {
        (name, table): f"{definition} {language} {body}" if fires in _FIRES else "nothing"
        for name, table, definition, body, language, fires in view.execute(_ON_SERVER)
    }


def _wanted_in_file(table: str) -> dict[str, str]:
    return {
        f"{table}_no_{action.lower()}": f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{_refusal(table)}'); END"
        for action in ("UPDATE", "DELETE")
    }


def _wanted_on_server(table: str) -> dict[str, str]:
    name = f"{table}_append_only"
    definition = (
        f"CREATE TRIGGER {name} BEFORE DELETE OR UPDATE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()"
    )
    return {name: f"{definition} plpgsql  BEGIN RAISE EXCEPTION '{_refusal(table)}'; END "}


def _refusal(table: str) -> str:
    return f"{table} is append-only: correct a fact by adding another one"


INVARIANTS = (Invariant(("C4",), "Triggers refuse to change facts.", guards),)
