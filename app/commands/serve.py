"""``kassa serve``: open the shop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.output import remark

if TYPE_CHECKING:
    from operations.installation.configuration import Settings

Host = Annotated[
    str | None, typer.Option(help="Address to listen at.", show_default="KASSA_HOST or 127.0.0.1", metavar="ADDRESS")
]
Port = Annotated[
    int | None, typer.Option(help="Port to listen at.", show_default="KASSA_PORT or 8501", metavar="NUMBER")
]


def serve(*, host: Host = None, port: Port = None) -> None:
    """Open the shop.

    One server has the till, the dashboards and the interface for programs. It runs until Ctrl-C.
    """
    from operations.installation.configuration import load_settings

    open_server(load_settings(), host=host, port=port)


def open_server(settings: Settings, *, host: str | None, port: int | None) -> None:
    """Run the server at ``host`` and ``port``, or at those of the settings, until Ctrl-C."""
    from app import server
    from operations.installation.upkeep import present
    from pipelines.child_processes import free_port

    host, port = host or settings.host, port or settings.port
    with present(settings):
        free_port(host, port)
        address = f"http://{host}:{port}"
        pages = f"Till {address}/ · dashboards {address}/dashboard · customer display {address}/display"
        settings = with_demo_storefront(settings, host, port)
        if settings.storefront_port:
            pages += f" · web shop http://{host}:{settings.storefront_port}/"
        remark(f"{pages} · Ctrl-C ends it.")
        for line in setup_remarks(settings, address):
            remark(line)
        server.serve(settings, host=host, port=port)


def with_demo_storefront(settings: Settings, host: str, port: int) -> Settings:
    """The settings; where they name no port for the web shop of a demo shop, it has the one after ``port``, if free."""
    from contextlib import closing

    from operations.installation.opening import open_store
    from pipelines.child_processes import PortTaken, free_port
    from store.shop import find_shop

    if settings.storefront_port:
        return settings
    with closing(open_store(settings.store_url, keys=settings.key_ring)) as store, store.view() as view:
        company = find_shop(view)
    if company is None or not company.is_demo:
        return settings
    try:
        free_port(host, port + 1)
    except PortTaken:
        return settings
    return settings.model_copy(update={"storefront_port": port + 1})


def setup_remarks(settings: Settings, address: str) -> list[str]:
    """Where a shop without an owner is set up, and with a proxy the key for whoever comes through it."""
    from contextlib import closing

    from app.web.setup_key import setup_key
    from operations.installation.opening import open_store
    from operations.installation.shop_setup import wants_setup

    with closing(open_store(settings.store_url, keys=settings.key_ring)) as store:
        if not wants_setup(store):
            return []
    remarks = [f"The shop is not set up yet: open {address}/setup on this machine, or run 'kassa setup'."]
    if settings.public_url:
        remarks.append(f"From elsewhere: {settings.public_url}/setup?key={setup_key()}")
    return remarks
