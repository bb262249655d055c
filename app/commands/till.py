"""``kassa till``: the shop's tills, and the browsers that are enrolled as them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.output import Json, answer, write_facts

if TYPE_CHECKING:
    from rich.console import Console

    from models.access.enrolment import Enrolment

app = typer.Typer(
    help="See, add and name tills, and enrol browsers as them.", no_args_is_help=True, rich_markup_mode=None
)

Till = Annotated[int, typer.Argument(help="Number of the till.", show_default=False, metavar="TILL")]
Name = Annotated[
    str, typer.Argument(help="What receipts call the till, at most 16 characters.", show_default=False, metavar="NAME")
]


@app.command("list")
def list_tills(*, as_json: Json = False) -> None:
    """List the tills, the browsers that are enrolled as them, and when each was last here."""
    from models.shop import DeviceKind
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store import shop
    from store.access import enrolments

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        places = {each.id: each.name for each in shop.all_locations(view)}
        tills = [each for each in shop.all_devices(view) if each.kind is DeviceKind.TILL]
        enrolled = [each for each in enrolments.all_enrolments(view) if each.revoked_at is None]
    rows: list[dict[str, object]] = [
        {
            "till": till.id,
            "name": till.name,
            "location": places[till.location_id],
            "browsers": [_row(each) for each in enrolled if each.till_id == till.id],
        }
        for till in tills
    ]
    answer(rows, as_json=as_json, write=lambda console: _write_list(console, rows))


@app.command()
def enrol(till: Till = 1, *, as_json: Json = False) -> None:
    """Make a code with which a browser becomes a till: 10 minutes, one browser. Type it on the till's page."""
    from operations.access.actors import office_actor
    from operations.access.enrolments import make_enrolment_code
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    with upkeep.shop_in_use(load_settings()) as store:
        code = make_enrolment_code(store, office_actor(store), till, at=datetime.now(UTC))
    facts = {"till": till, "code": code.code, "ends_at": code.ends_at.isoformat(timespec="seconds")}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command()
def revoke(
    till: Till,
    *,
    browser: Annotated[
        int | None, typer.Option("--browser", help="Only the browser with this number.", metavar="NUMBER")
    ] = None,
    as_json: Json = False,
) -> None:
    """Let the browsers of a till be tills no longer, for example after a theft. Each is out at its next request."""
    from operations.access.actors import office_actor
    from operations.access.enrolments import revoke_till
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    with upkeep.shop_in_use(load_settings()) as store:
        revoked = revoke_till(store, office_actor(store), till, at=datetime.now(UTC), enrolment_id=browser)
    facts = {"till": till, "revoked": [each.id for each in revoked]}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command()
def add(
    name: Name,
    *,
    location: Annotated[
        int, typer.Option("--location", help="Number of the location where the till is.", metavar="NUMBER")
    ] = 1,
    as_json: Json = False,
) -> None:
    """Add a till to a location."""
    from operations.access.actors import office_actor
    from operations.access.tills import add_till
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    with upkeep.shop_in_use(load_settings()) as store:
        new_till = add_till(store, office_actor(store), name, location, at=datetime.now(UTC))
    facts = {"till": new_till.id, "name": new_till.name, "location": new_till.location_id}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command()
def rename(till: Till, name: Name, *, as_json: Json = False) -> None:
    """Give a till another name, which receipts show from then on."""
    from models.shop_settings import TILL_NAME, name_of
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.change_settings import change_setting
    from operations.installation.configuration import load_settings

    with upkeep.shop_in_use(load_settings()) as store:
        new_name = change_setting(store, office_actor(store), name_of(TILL_NAME, till), name, at=datetime.now(UTC))
    facts = {"till": till, "name": new_name}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


def _row(enrolment: Enrolment) -> dict[str, object]:
    return {
        "number": enrolment.id,
        "browser": enrolment.browser,
        "enrolled_at": enrolment.enrolled_at.isoformat(timespec="seconds"),
        "seen_at": enrolment.seen_at.isoformat(timespec="seconds"),
    }


def _write_list(console: Console, rows: list[dict[str, object]]) -> None:
    for each in rows:
        console.print(f"{each['till']:<4} {each['name']:<16} {each['location']}", markup=False)
        browsers = each["browsers"]
        assert isinstance(browsers, list)
        for one in browsers:
            browser = one["browser"] or "a browser"
            console.print(f"     {one['number']}  {browser}, last here {one['seen_at']}", markup=False)
