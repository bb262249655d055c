"""``kassa devices``: see and set the devices of each till."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.output import Json, answer, write_facts

if TYPE_CHECKING:
    from rich.console import Console


app = typer.Typer(help="See and set the devices of each till.", no_args_is_help=True, rich_markup_mode=None)

Till = Annotated[int, typer.Argument(help="Number of the till.", show_default=False, metavar="TILL")]
Link = Annotated[
    str, typer.Argument(help="Where the device is, such as tcp:192.0.2.7:9100.", show_default=False, metavar="LINK")
]


class DeviceKindName(StrEnum):
    """The kinds of devices that a till can have of its own."""

    PRINTER = "receipt_printer"
    TERMINAL = "payment_terminal"


Kind = Annotated[DeviceKindName, typer.Option("--kind", help="receipt_printer or payment_terminal.", metavar="KIND")]


@app.command("list")
def list_devices(*, as_json: Json = False) -> None:
    """List the receipt printer, with the drawer on it, and the payment terminal of each till."""
    from models.shop import DeviceKind
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.installation.device_links import DeviceRole
    from store import devices, shop

    settings = load_settings()
    with upkeep.shop_in_use(settings) as store, store.view() as view:
        links = devices.all_links(view)
        tills = [each for each in shop.all_devices(view) if each.kind is DeviceKind.TILL]
    usual = {DeviceRole.RECEIPT_PRINTER: settings.printer, DeviceRole.PAYMENT_TERMINAL: ""}
    rows: list[dict[str, object]] = [
        {
            "till": till.id,
            "name": till.name,
            "kind": role.value,
            "link": links.get((till.id, role), usual[role]),
            "own": (till.id, role) in links,
        }
        for till in tills
        for role in DeviceRole
    ]
    answer(rows, as_json=as_json, write=lambda console: _write_list(console, rows))


@app.command("set")
def set_link(till: Till, link: Link, *, kind: Kind = DeviceKindName.PRINTER, as_json: Json = False) -> None:
    """Give a till a device of its own. A running server uses it within a second."""
    from hardware.device_settings import printer_of, terminal_of
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.installation.device_links import DeviceRole, set_device

    settings = load_settings()
    if kind is DeviceKindName.PRINTER:
        printer_of(link)
    else:
        terminal_of(link, settings.home)
    with upkeep.shop_in_use(settings) as store:
        set_device(store, office_actor(store), till, DeviceRole(kind.value), link, at=datetime.now(UTC))
    _tell(till, kind, link, as_json=as_json)


@app.command()
def remove(till: Till, *, kind: Kind = DeviceKindName.PRINTER, as_json: Json = False) -> None:
    """Let a till have no device of its own: it uses the printer of KASSA_PRINTER again, and no payment terminal."""
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.installation.device_links import DeviceRole, remove_device

    settings = load_settings()
    with upkeep.shop_in_use(settings) as store:
        remove_device(store, office_actor(store), till, DeviceRole(kind.value), at=datetime.now(UTC))
    _tell(till, kind, settings.printer if kind is DeviceKindName.PRINTER else "", as_json=as_json)


def _tell(till: int, kind: DeviceKindName, link: str, *, as_json: bool) -> None:
    facts = {"till": till, "kind": kind.value, "link": link}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


def _write_list(console: Console, rows: list[dict[str, object]]) -> None:
    for each in rows:
        source = "  (KASSA_PRINTER)" if each["link"] and not each["own"] else ""
        console.print(f"{each['till']:<4} {each['name']:<16} {each['kind']}  {each['link']}{source}", markup=False)
