"""The project's own files, read once."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("app", "pipelines", "operations", "store", "hardware", "integrations", "models")
#: Folders with code that is not shipped, but read all the same.
WORKBENCH = ("tests", "benchmarks")


@dataclass(frozen=True)
class Source:
    """One Python file: its path from the root with slashes, its text, its syntax tree."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """Parsed when somebody first asks: every process that collects tests has all files, and few need the trees."""
        return ast.parse(self.text)

    @property
    def module(self) -> str:
        """``store/schema/__init__.py`` is ``store.schema``."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@cache
def sources() -> tuple[Source, ...]:
    """Every Python file of the packages and of the workbench that is not empty."""
    return tuple(
        Source(path.relative_to(ROOT).as_posix(), path.read_text())
        for folder in (*PACKAGES, *WORKBENCH)
        for path in sorted((ROOT / folder).rglob("*.py"))
        if path.stat().st_size
    )


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file that is, or is about to be, in the repository; without git, all that ``.gitignore`` would keep."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listing.returncode:
        made = {".venv", "var", "__pycache__", ".git", ".ruff_cache", ".mypy_cache", ".pytest_cache", ".hypothesis"}
        return tuple(path for path in sorted(ROOT.rglob("*")) if path.is_file() and not made & set(path.parts))
    return tuple(path for name in listing.stdout.split("\0") if name and (path := ROOT / name).is_file())


@cache
def nodes(tree: ast.Module) -> tuple[ast.AST, ...]:
    """Every node of a file; each rule looks at them all."""
    return tuple(ast.walk(tree))


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method, nested ones too."""
    return (node for node in nodes(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def classes(tree: ast.Module) -> Iterator[ast.ClassDef]:
    """Every class, nested ones too."""
    return (node for node in nodes(tree) if isinstance(node, ast.ClassDef))


def dotted(node: ast.AST) -> str:
    """``np.random.default_rng`` for the expression of that name, else an empty text."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        front = dotted(node.value)
        return f"{front}.{node.attr}" if front else node.attr
    return ""


def modules_imported_by(source: Source) -> Iterator[str]:
    """Dotted names that an import may mean; ``from store import sales`` may mean ``store.selling.sales``."""
    for node in nodes(source.tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{each.name}" for each in node.names)
