"""Every module is used by something that runs: what nothing reaches is removed, or it is an entrance by name."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.architecture.source_tree import PACKAGES, ROOT, Source, sources

#: Modules that are started by name and not imported: the command, the server, pages that Streamlit runs, migrations,
#: processes beside the server.
ENTRANCES = (
    "app.cli",
    "app.server",
    "app.pages",
    "app.till.main",
    "app.dashboards.",
    "store.migrations.",
    "pipelines.job_process",
    "pipelines.prefect_server",
    "pipelines.prefect_runner",
)


def modules_imported_by(source: Source) -> Iterator[str]:
    """Dotted names that an import may mean; ``from store import sales`` may mean ``store.sales``."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{each.name}" for each in node.names)


def test_every_module_is_reached_from_an_entrance() -> None:
    shipped = {source.module: source for source in sources() if source.path.split("/")[0] in PACKAGES}
    packages = {each.rpartition(".")[0] for each in shipped}
    waiting = [name for name in shipped if f"{name}.".startswith(tuple(f"{each.rstrip('.')}." for each in ENTRANCES))]
    reached = set(waiting)
    while waiting:
        for name in modules_imported_by(shipped[waiting.pop()]):
            if name in shipped and name not in reached:
                reached.add(name)
                waiting.append(name)
    unreached = set(shipped) - reached - packages
    assert sorted(unreached) == []


def test_entrances_exist() -> None:
    places = [ROOT / each.rstrip(".").replace(".", "/") for each in ENTRANCES]
    assert [place for place in places if not (place.is_dir() or place.with_suffix(".py").exists())] == []
