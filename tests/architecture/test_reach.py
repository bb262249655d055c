"""Every module is used by something that runs: what nothing reaches is removed, or it is an entrance by name."""

from __future__ import annotations

from tests.architecture.source_tree import PACKAGES, ROOT, modules_imported_by, sources

#: Modules that are started by name and not imported: the command, the server, pages that Streamlit runs, migrations,
#: processes beside the server.
ENTRANCES = (
    "app.cli",
    "app.server",
    "app.pages",
    "app.till.page",
    "app.dashboards.",
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
