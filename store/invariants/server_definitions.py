"""How a server defines columns, indexes and constraints, in words that can be compared with our tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

#: Defaults, indexes, keys and conditions of the tables of the schema; a server writes conditions in its own way.
_DEFINITIONS = sa.text(
    "SELECT 'default', c.relname || '.' || a.attname, pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d "
    "JOIN pg_class c ON c.oid = d.adrelid JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.adnum "
    "WHERE c.relnamespace = CAST(current_schema() AS regnamespace) "
    "UNION ALL SELECT 'index', CAST(i.relname AS text), "
    "c.relname || CASE WHEN x.indisunique THEN ' unique ' ELSE ' ' END || "
    "(SELECT string_agg(pg_get_indexdef(x.indexrelid, place, true), ' ' ORDER BY place) "
    "FROM generate_series(1, x.indnkeyatts) AS place) || ' where ' || coalesce(pg_get_expr(x.indpred, x.indrelid), '') "
    "FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid "
    "WHERE c.relnamespace = CAST(current_schema() AS regnamespace) "
    "UNION ALL SELECT CASE k.contype WHEN 'f' THEN 'key' ELSE 'check' END, CAST(k.conname AS text), "
    "c.relname || ' ' || pg_get_constraintdef(k.oid, true) FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid "
    "WHERE k.contype IN ('c', 'f') AND c.relnamespace = CAST(current_schema() AS regnamespace)"
)
_CAST = re.compile(r"::(?:character varying|double precision|time without time zone|\w+)(?:\(\d+\))?(?:\[\])?")
_WORD = re.compile(r"'(?:[^']|'')*'|[a-z_][a-z_0-9]*|-?\d+|<>|!=|[<>]=?", re.IGNORECASE)
#: Words that a server adds or spells in another way; ``=`` is left out for the same reason.
_OF_NO_MEANING = frozenset({"check", "any", "in", "array", "unique", "where", "text"})


def words_of_condition(text: str) -> str:
    """What a condition is about: its columns, values and comparisons, without the spelling of one server.

    >>> words_of_condition("CHECK (((state)::text = ANY (ARRAY['a'::text, 'b'::text])))")
    "'a' 'b' state"
    >>> words_of_condition("state IN ('b', 'a')")
    "'a' 'b' state"
    """
    words = [word if word.startswith("'") else word.lower() for word in _WORD.findall(_CAST.sub("", text))]
    return " ".join(sorted("<>" if word == "!=" else word for word in words if word not in _OF_NO_MEANING))


def definitions_on_server(view: sa.Connection) -> dict[tuple[str, str], str]:
    """What a server has, by kind and name, in the form of :func:`wanted_definitions`."""
    rows = [(kind, name, text.replace('"', "")) for kind, name, text in view.execute(_DEFINITIONS)]
    return {(kind, _name(kind, name, text)): _comparable(kind, text) for kind, name, text in rows}


def _name(kind: str, name: str, text: str) -> str:
    """Foreign keys are named by their columns: what they are called is of no meaning."""
    return text.partition(" REFERENCES ")[0] if kind == "key" else name


def _comparable(kind: str, text: str) -> str:
    match kind:
        case "default":
            return _value(text)
        case "check":
            table, _, condition = text.partition(" ")
            return f"{table} {words_of_condition(condition)}"
        case "index":
            columns, _, condition = text.partition(" where ")
            return f"{columns} where {words_of_condition(condition)}"
        case _:
            return text


def wanted_definitions(table: sa.Table) -> Iterator[tuple[tuple[str, str], str]]:
    """The definitions that a table asks for, by kind and name."""
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    for column in table.columns:
        if isinstance(column.server_default, sa.DefaultClause):
            default = column.server_default.arg
            text = default if isinstance(default, str) else str(default.compile(dialect=dialect))
            yield ("default", f"{table.name}.{column.name}"), _value(text)
    of_columns = [each for column in table.columns for each in column.constraints]
    for constraint in {*table.constraints, *of_columns}:
        name = dialect.identifier_preparer.format_constraint(constraint) or ""
        match constraint:
            case sa.CheckConstraint():
                yield ("check", name), f"{table.name} {words_of_condition(_compiled(constraint.sqltext))}"
            case sa.ForeignKeyConstraint():
                columns = ", ".join(constraint.column_keys)
                others = ", ".join(each.column.name for each in constraint.elements)
                target = constraint.elements[0].column.table.name
                key = f"{table.name} FOREIGN KEY ({columns})"
                yield ("key", key), f"{key} REFERENCES {target}({others})"
            case sa.PrimaryKeyConstraint() | sa.UniqueConstraint():
                columns = " ".join(column.name for column in constraint.columns)
                yield ("index", name), f"{table.name} unique {columns} where "
            case _:
                continue
    for index in table.indexes:
        columns = " ".join(column.name for column in index.columns)
        condition = index.dialect_options["postgresql"].get("where")
        words = "" if condition is None else words_of_condition(_compiled(condition))
        yield ("index", str(index.name)), f"{table.name}{' unique' if index.unique else ''} {columns} where {words}"


def _compiled(clause: sa.ClauseElement) -> str:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    compiled = clause.compile(dialect=dialect, compile_kwargs={"literal_binds": True, "include_table": False})
    return str(compiled)


def _value(text: str) -> str:
    """A default without the type and the quotes that a server writes around it."""
    return _CAST.sub("", text).strip("()").strip("'")
