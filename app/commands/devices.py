"""``kassa devices``: see and set the devices of each till."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.output import Json, answer, write_facts

if TYPE_CHECKING:
    from rich.console import Console


app = typer.Typer(help="See and set the devices of each till.", no_args_is_help=True, rich_markup_mode=None)

Till = Annotated[int, typer.Argument(help="Number of the till.", show_default=False, metavar="TILL")]
Link = Annotated[
    str, typer.Argument(help="Where the printer is, such as tcp:192.0.2.7:9100.", show_default=False, metavar="LINK")
]


@app.command("list")
def list_devices(*, as_json: Json = False) -> None:
    """List which receipt printer, with the drawer on it, each till uses."""
    from models.shop import DeviceKind
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.installation.device_links import DeviceRole
    from store import devices, shop

    settings = load_settings()
    with upkeep.shop_in_use(settings) as store, store.view() as view:
        links = devices.all_links(view)
        tills = [each for each in shop.all_devices(view) if each.kind is DeviceKind.TILL]
    role = DeviceRole.RECEIPT_PRINTER
    rows = [
        {
            "till": till.id,
            "name": till.name,
            "kind": role.value,
            "link": links.get((till.id, role), settings.printer),
            "own": (till.id, role) in links,
        }
        for till in tills
    ]
    answer(rows, as_json=as_json, write=lambda console: _write_list(console, rows))


@app.command("set")
def set_link(till: Till, link: Link, *, as_json: Json = False) -> None:
    """Give a till a receipt printer of its own. A running server uses it within a second."""
    from hardware.device_settings import printer_of
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.installation.device_links import DeviceRole, set_device

    printer_of(link)
    with upkeep.shop_in_use(load_settings()) as store:
        set_device(store, office_actor(store), till, DeviceRole.RECEIPT_PRINTER, link, at=datetime.now(UTC))
    _tell(till, link, as_json=as_json)


@app.command()
def remove(till: Till, *, as_json: Json = False) -> None:
    """Let a till use the printer of KASSA_PRINTER again."""
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.installation.device_links import DeviceRole, remove_device

    settings = load_settings()
    with upkeep.shop_in_use(settings) as store:
        remove_device(store, office_actor(store), till, DeviceRole.RECEIPT_PRINTER, at=datetime.now(UTC))
    _tell(till, settings.printer, as_json=as_json)


def _tell(till: int, link: str, *, as_json: bool) -> None:
    facts = {"till": till, "kind": "receipt_printer", "link": link}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


def _write_list(console: Console, rows: list[dict[str, object]]) -> None:
    for each in rows:
        source = "" if each["own"] else "  (KASSA_PRINTER)"
        console.print(f"{each['till']:<4} {each['name']:<16} {each['kind']}  {each['link']}{source}", markup=False)
