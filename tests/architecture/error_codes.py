"""Every error that Kassa raises on purpose, read from the syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from tests.architecture.source_tree import Source, classes, dotted, sources

#: The three kinds, by who must act; ``KassaError`` is what they have in common.
KINDS = ("Refused", "Unavailable", "Broken")


@dataclass(frozen=True, slots=True)
class ErrorClass:
    """An error: its name, its file, its kind, its own code, its docstring and its values."""

    name: str
    path: str
    kind: str
    code: str | None
    summary: str
    values: frozenset[str]


@cache
def error_classes() -> tuple[ErrorClass, ...]:
    """All descendants of the three kinds in the shipped packages, in the order of their codes."""
    found = {
        f"{source.module}.{node.name}": (source, node)
        for source in sources()
        if not source.path.startswith(("tests/", "benchmarks/"))
        for node in classes(source.tree)
    }
    parents = {name: [dotted(base).rpartition(".")[2] for base in node.bases] for name, (_, node) in found.items()}
    named: dict[str, list[str]] = {}
    for name in parents:
        named.setdefault(name.rpartition(".")[2], []).append(name)
    errors = [
        _error(source, node, kind) for name, (source, node) in found.items() for kind in _kinds(name, parents, named)
    ]
    return tuple(sorted(errors, key=lambda error: (error.code or "", error.path)))


def _kinds(name: str, parents: dict[str, list[str]], named: dict[str, list[str]]) -> Iterator[str]:
    """The kinds that a class descends from, found by the names of its bases; ``named`` holds all of a name."""
    if name.rpartition(".")[2] in KINDS:
        return
    for base in parents[name]:
        if base in KINDS:
            yield base
        for other in named.get(base, ()):
            if other != name:
                yield from _kinds(other, parents, named)


def _error(source: Source, node: ast.ClassDef, kind: str) -> ErrorClass:
    return ErrorClass(node.name, source.path, kind, _own_code(node), ast.get_docstring(node) or "", _values(node))


def _values(node: ast.ClassDef) -> frozenset[str]:
    """The attributes of an error: what its body annotates, and what its own ``__init__`` sets."""
    annotated = {
        each.target.id for each in node.body if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
    }
    stored = {each for each in ast.walk(node) if isinstance(each, ast.Attribute) and isinstance(each.ctx, ast.Store)}
    return frozenset(annotated | {each.attr for each in stored})


def _own_code(node: ast.ClassDef) -> str | None:
    for each in node.body:
        if isinstance(each, ast.Assign):
            targets, value = each.targets, each.value
        elif isinstance(each, ast.AnnAssign) and each.value is not None:
            targets, value = [each.target], each.value
        else:
            continue
        named = any(isinstance(target, ast.Name) and target.id == "code" for target in targets)
        if named and isinstance(value, ast.Constant) and isinstance(value.value, str):
            return value.value
    return None
