"""``kassa display``: the customer displays of the tills."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.output import Json, answer, write_facts

if TYPE_CHECKING:
    from rich.console import Console

    from models.access.display import PairedDisplay

app = typer.Typer(
    help="Pair screens that show customers their basket, see and revoke them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command("list")
def list_displays(*, as_json: Json = False) -> None:
    """List the customer displays, the till that each follows, and when it was last here."""
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store.access import displays

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        rows = [_row(each) for each in displays.all_displays(view) if each.revoked_at is None]
    answer(rows, as_json=as_json, write=lambda console: _write_list(console, rows))


@app.command()
def pair(
    till: Annotated[int, typer.Argument(help="Number of the till.", show_default=False, metavar="TILL")],
    code: Annotated[
        str, typer.Argument(help="The six digits that the display shows.", show_default=False, metavar="CODE")
    ],
    *,
    as_json: Json = False,
) -> None:
    """Let the screen that shows a code follow a till. Open the page /display on that screen first."""
    from operations.access.actors import office_actor
    from operations.access.displays import pair_display
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    with upkeep.shop_in_use(load_settings()) as store:
        display = pair_display(store, office_actor(store), till, code, at=datetime.now(UTC))
    facts = {"display": display.id, "till": display.till_id, "browser": display.browser}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command()
def revoke(
    number: Annotated[
        int, typer.Argument(help="Number of the display, as the list names it.", show_default=False, metavar="NUMBER")
    ],
    *,
    as_json: Json = False,
) -> None:
    """Let a screen be a customer display no longer: it shows nothing of the shop any more."""
    from operations.access.actors import office_actor
    from operations.access.displays import revoke_display
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    with upkeep.shop_in_use(load_settings()) as store:
        display = revoke_display(store, office_actor(store), number, at=datetime.now(UTC))
    facts = {"display": display.id, "till": display.till_id, "revoked": True}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


def _row(display: PairedDisplay) -> dict[str, object]:
    return {
        "number": display.id,
        "till": display.till_id,
        "browser": display.browser,
        "paired_at": display.paired_at.isoformat(timespec="seconds"),
        "seen_at": display.seen_at.isoformat(timespec="seconds"),
    }


def _write_list(console: Console, rows: list[dict[str, object]]) -> None:
    if not rows:
        console.print("No customer display is paired. Open the page /display on a screen to begin.", markup=False)
    for each in rows:
        browser = each["browser"] or "a browser"
        console.print(f"{each['number']}  till {each['till']}, {browser}, last here {each['seen_at']}", markup=False)
