"""``kassa keys``: see and renew the keys with which devices sign their journals."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from app.commands.output import Json, answer, write_facts

if TYPE_CHECKING:
    from rich.console import Console

app = typer.Typer(help="See and renew the keys with which devices sign.", no_args_is_help=True, rich_markup_mode=None)


@app.command("list")
def list_keys(*, as_json: Json = False) -> None:
    """List the key of each device, and whether its private part is here."""
    from models.journal_signature import fingerprint
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store.upkeep import diagnosis

    settings = load_settings()
    with upkeep.shop_in_use(settings) as store, store.view() as view:
        ends = diagnosis.chain_ends(view)
    ring = settings.key_ring
    rows: list[dict[str, object]] = [
        {
            "device": each.device_id,
            "name": each.name,
            "key": fingerprint(each.signing_key) if each.signing_key else None,
            "here": ring.private_key(each.signing_key) is not None,
        }
        for each in ends
    ]
    answer(rows, as_json=as_json, write=lambda console: _write_list(console, rows))


@app.command()
def renew(*, as_json: Json = False) -> None:
    """Give each device a fresh key, endorsed by its former one. A running server uses it at once."""
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.installation.device_keys import renew_keys

    with upkeep.shop_in_use(load_settings()) as store:
        facts = {"renewed": renew_keys(store, office_actor(store), at=datetime.now(UTC))}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


def _write_list(console: Console, rows: list[dict[str, object]]) -> None:
    for each in rows:
        where = "its private part is here" if each["here"] else "its private part is not here"
        state = f"key {each['key']}, {where}" if each["key"] else "no key yet"
        console.print(f"{each['name']}: {state}", markup=False)
