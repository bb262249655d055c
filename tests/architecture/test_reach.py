"""Every module and every public function is used by something that runs, or it is an entrance by name."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from tests.architecture.source_tree import PACKAGES, ROOT, Source, modules_imported_by, nodes, sources

#: Modules that are started by name and not imported: the command, the server, pages that Streamlit runs, migrations,
#: processes beside the server.
ENTRANCES = (
    "app.cli",
    "app.server",
    "app.pages",
    "app.till.page",
    "app.dashboards.",
    "app.office.pages.",
    "store.migrations.",
    "pipelines.nightly.job_process",
    "pipelines.scheduler.prefect_server",
    "pipelines.scheduler.prefect_runner",
)


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


#: Public names that only tests use, each with its reason; the list only shrinks.
ONLY_TESTED = {
    "models/selling/basket.py::send_lines": "sends lines to a kitchen, for which the till has no key yet",
    "models/selling/refund.py::refunded_after": "the limit of what is taken back; the store guards it by itself",
}


def unused(tree: Iterable[Source]) -> set[str]:
    """``path::name`` of each public function and class of a module that no code outside of itself names.

    What a decorator registers (a route, a command) is used by whoever it is registered with.
    """
    uses = [(source.path, *each) for source in tree for each in _names_used(source)]
    places: dict[str, list[tuple[str, int]]] = {}
    for path, name, line in uses:
        places.setdefault(name, []).append((path, line))
    return {
        f"{source.path}::{node.name}"
        for source in tree
        for node in source.tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not _is_registered(node)
        and not any(_is_outside(place, source.path, node) for place in places.get(node.name, ()))
    }


def _names_used(source: Source) -> Iterator[tuple[str, int]]:
    for node in nodes(source.tree):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name):
                yield name, node.lineno
            case ast.Constant(value=str(name)) if name.isidentifier():
                yield name, node.lineno
            case _:
                pass


def _is_registered(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> bool:
    calls = [each.func for each in node.decorator_list if isinstance(each, ast.Call)]
    return any(isinstance(each, ast.Attribute) for each in calls)


def _is_outside(place: tuple[str, int], path: str, node: ast.stmt) -> bool:
    return place[0] != path or not node.lineno <= place[1] <= (node.end_lineno or node.lineno)


def test_every_public_function_and_class_is_used_by_what_is_shipped() -> None:
    shipped = [source for source in sources() if source.path.split("/")[0] in PACKAGES]
    assert sorted(unused(shipped) - ONLY_TESTED.keys()) == []
    assert sorted(ONLY_TESTED.keys() - unused(shipped)) == [], "is used or gone by now: take it off the list"


def test_a_function_that_only_calls_itself_is_unused() -> None:
    code = "def lonely(n): return lonely(n - 1)\n\ndef shared(): ...\n\n@router.get('/x')\ndef route(): shared()\n"
    assert unused([Source("models/money.py", code)]) == {"models/money.py::lonely"}


def test_an_import_alone_is_no_use() -> None:
    imported, importing = "def rate(): ...", "from models.tax import rate"
    assert unused([Source("models/tax.py", imported), Source("models/price.py", importing)]) == {"models/tax.py::rate"}
    calling = Source("models/price.py", f"{importing}\nrate()")
    assert unused([Source("models/tax.py", imported), calling]) == set()
