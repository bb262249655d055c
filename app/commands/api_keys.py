"""``kassa api-keys``: the keys with which programs of others read the shop."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.output import Json, answer
from models.access.api_key import KEY_DAYS_USUAL

if TYPE_CHECKING:
    from rich.console import Console

    from models.access.api_key import ApiKey

app = typer.Typer(
    help="Make, see and revoke keys with which programs of others read the shop.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command()
def make(
    name: Annotated[str, typer.Argument(help="What the key is for.", show_default=False, metavar="NAME")],
    scopes: Annotated[
        str,
        typer.Argument(
            help="What it may do, with commas: products:read, stock:read, sales:read, gift_cards:read, orders:read, "
            "orders:write, members:read.",
            show_default=False,
            metavar="SCOPES",
        ),
    ],
    *,
    days: Annotated[int, typer.Option(help="Days that it holds, at most 730.", metavar="DAYS")] = KEY_DAYS_USUAL,
    as_json: Json = False,
) -> None:
    """Make a key and print it. It is printed only this once: nobody can read it from the shop afterwards."""
    from operations.access.actors import office_actor
    from operations.access.api_keys import make_api_key
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    at = datetime.now(UTC)
    with upkeep.shop_in_use(load_settings()) as store:
        new_key = make_api_key(store, office_actor(store), name, scopes.replace(",", " ").split(), at=at, days=days)
    row = _row(new_key.key, at) | {"key": new_key.secret}
    answer(row, as_json=as_json, write=lambda console: console.print(new_key.secret, markup=False))


@app.command("list")
def list_keys(*, as_json: Json = False) -> None:
    """List the keys: what each may read, until when, and when it was last used."""
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store.access import stored_api_keys

    at = datetime.now(UTC)
    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        rows = [_row(each, at) for each in stored_api_keys.all_keys(view)]
    answer(rows, as_json=as_json, write=lambda console: _write_list(console, rows))


@app.command()
def revoke(
    number: Annotated[
        int, typer.Argument(help="Number of the key, as the list names it.", show_default=False, metavar="NUMBER")
    ],
    *,
    as_json: Json = False,
) -> None:
    """Let a key hold no longer: the next request with it is refused."""
    from operations.access.actors import office_actor
    from operations.access.api_keys import revoke_api_key
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    with upkeep.shop_in_use(load_settings()) as store:
        key = revoke_api_key(store, office_actor(store), number, at=datetime.now(UTC))
    facts = {"number": key.id, "name": key.name, "revoked": True}
    answer(facts, as_json=as_json, write=lambda console: console.print(f"{key.name} is revoked.", markup=False))


@app.command()
def client(
    *,
    out: Annotated[Path, typer.Option(help="File to write.", metavar="FILE")] = Path("kassa_client.py"),
    as_json: Json = False,
) -> None:
    """Write a client in Python for programs that use the keys: one file with types, without other packages."""
    from app.api.client_text import client_text
    from app.api.public_api import make_public_api
    from operations.installation.configuration import load_settings
    from store.access.secrets import InstallationSecret
    from store.database.engine import Store

    settings = load_settings()
    described = make_public_api(lambda: Store(settings.store_url), InstallationSecret(settings.keys)).openapi()
    text = client_text(described)
    out.write_text(text, encoding="utf-8")
    facts = {"file": str(out), "methods": sum(len(routes) for routes in described["paths"].values())}
    answer(facts, as_json=as_json, write=lambda console: console.print(f"The client is in {out}.", markup=False))


def _row(key: ApiKey, at: datetime) -> dict[str, object]:
    from models.access.api_key import scope_text

    return {
        "number": key.id,
        "name": key.name,
        "scopes": scope_text(key.scopes).split(),
        "ends_at": key.ends_at.isoformat(timespec="seconds"),
        "last_used": None if key.seen_at is None else key.seen_at.isoformat(timespec="seconds"),
        "state": "revoked" if key.revoked_at is not None else "valid" if key.holds(at) else "over",
    }


def _write_list(console: Console, rows: list[dict[str, object]]) -> None:
    if not rows:
        console.print("No program has a key. 'kassa api-keys make NAME products:read' makes one.", markup=False)
    for each in rows:
        used = f"last used {each['last_used']}" if each["last_used"] else "never used"
        scopes = ", ".join(map(str, each["scopes"] if isinstance(each["scopes"], list) else ()))
        console.print(
            f"{each['number']}  {each['name']}: {scopes}; {each['state']}, until {each['ends_at']}, {used}",
            markup=False,
        )
