"""The commands that open the shop: ``demo``, ``serve``, ``version``."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.output import Json, answer, bar, remark, write_facts

if TYPE_CHECKING:
    from operations.installation.configuration import Settings

Host = Annotated[str | None, typer.Option(help="Address to listen at.", show_default="KASSA_HOST or 127.0.0.1")]
Port = Annotated[int | None, typer.Option(help="Port to listen at.", show_default="KASSA_PORT or 8501")]


def demo(
    *,
    days: Annotated[int | None, typer.Option(help="Days of trade.", show_default="400")] = None,
    products: Annotated[int | None, typer.Option(help="Products on the shelves.", show_default="400")] = None,
    seed: Annotated[int | None, typer.Option(help="The same seed gives the same shop.", show_default="1")] = None,
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The day before which the trade was.", show_default="today"),
    ] = None,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Make the shop and stop.")] = False,
    port: Port = None,
    as_json: Json = False,
) -> None:
    """Make a corner shop to try, and open it.

    It has a history of trade, stock and suppliers. A demo shop that is there already is just opened; another shop is
    left alone.
    """
    from operations.installation.configuration import load_settings
    from pipelines.demo.demo_home import Wish, ensure_demo
    from pipelines.nightly.job_process import jobs_beside
    from pipelines.nightly.jobs import last_run

    settings = load_settings()
    wish = Wish(days=days, products=products, seed=seed, until=until.date() if until else None)
    with bar() as progress:
        found = ensure_demo(settings, wish, today=datetime.now().astimezone().date(), progress=progress)
    answer(found.facts(), as_json=as_json, write=lambda console: write_facts(console, found.facts()))
    if no_serve:
        return
    waiting = [name for name in ("forecast", "reorder") if last_run(settings, name) is None]
    if waiting:
        remark("Forecasts and order proposals follow in a minute or two.")
    with jobs_beside(settings, waiting):
        _open(settings, host=None, port=port)


def serve(*, host: Host = None, port: Port = None) -> None:
    """Open the shop.

    One server has the till, the dashboards and the interface for programs. It runs until Ctrl-C.
    """
    from operations.installation.configuration import load_settings

    _open(load_settings(), host=host, port=port)


def version(*, as_json: Json = False) -> None:
    """Print the versions of Kassa and its base."""
    import platform
    from importlib import metadata

    from store.database.sqlite import driver

    facts = {
        "kassa": metadata.version("kassa"),
        "python": platform.python_version(),
        "sqlite": driver().sqlite_version,
        "machine": f"{platform.system()} {platform.machine()}",
    }
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


def _open(settings: Settings, *, host: str | None, port: int | None) -> None:
    from app import server
    from operations.installation.upkeep import present
    from pipelines.scheduler.children import free_port

    host, port = host or settings.host, port or settings.port
    with present(settings):
        free_port(host, port)
        remark(f"Till http://{host}:{port}/ · dashboards http://{host}:{port}/dashboard · Ctrl-C ends it.")
        server.serve(settings, host=host, port=port)
