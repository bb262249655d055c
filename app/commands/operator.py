"""``kassa operator``: the people of the shop, their roles and their PINs, badges and passwords."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from app.commands.output import Json, answer, remark, write_facts
from app.commands.secret_input import FromInput, read_secret

if TYPE_CHECKING:
    from rich.console import Console

    from models.access.actor import Actor
    from models.access.operator import Operator
    from store.database.engine import Store

app = typer.Typer(help="People, their roles, PINs and passwords.", no_args_is_help=True, rich_markup_mode=None)

Code = Annotated[str, typer.Argument(help="The code of a person, such as anna.")]
Name = Annotated[str, typer.Option("--name", metavar="NAME", help="What screens and receipts call the person.")]
RoleCode = Annotated[str, typer.Option("--role", metavar="ROLE", help="A role that 'kassa operator roles' lists.")]
Remove = Annotated[bool, typer.Option("--remove", help="Take it away instead.")]


@app.command("list")
def list_operators(*, as_json: Json = False) -> None:
    """List everybody, with role and what they can sign in with."""
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store.access import operators, secrets

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        people, kinds = operators.all_operators(view), secrets.kinds_of_secrets(view)
    rows: list[dict[str, object]] = [_facts(each, sorted(kinds.get(each.code, ()))) for each in people]
    answer(rows, as_json=as_json, write=lambda console: _write_people(console, rows))


@app.command()
def roles(*, as_json: Json = False) -> None:
    """List the roles, and what each permits."""
    from models.access.permission import PERMISSIONS, ROLES_OF_PEOPLE
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store.access import operators

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        own = operators.own_roles(view)
    rows: list[dict[str, object]] = [
        {"role": role.value, "own": False, "permissions": sorted(PERMISSIONS[role])} for role in ROLES_OF_PEOPLE
    ]
    rows += [{"role": each.code, "own": True, "permissions": sorted(each.permissions)} for each in own.values()]
    answer(rows, as_json=as_json, write=lambda console: _write_roles(console, rows))


@app.command()
def role(
    code: Annotated[str, typer.Argument(help="The code of a role of the shop's own, such as weekend.")],
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="What screens call the role.")],
    permissions: Annotated[
        str, typer.Option("--permissions", metavar="LIST", help="What it permits, with commas between.")
    ],
    *,
    as_json: Json = False,
) -> None:
    """Make a role of the shop's own, or change what it permits."""
    from models.access.own_role import OwnRole
    from models.access.permission import Permission
    from operations.access.operators import save_own_role

    names = [each.strip() for each in permissions.split(",") if each.strip()]
    unknown = sorted(set(names) - set(Permission))
    if unknown:
        _refuse_usage(
            f"There is no permission {', '.join(unknown)}. Those that exist: {', '.join(sorted(Permission))}."
        )
    own_role = OwnRole(code, name, frozenset(Permission(each) for each in names))
    facts: dict[str, object] = {"role": code, "name": name, "permissions": sorted(own_role.permissions)}
    _act(lambda store, actor: save_own_role(store, actor, own_role, at=datetime.now(UTC)), facts, as_json=as_json)


@app.command()
def add(
    code: Code,
    name: Name,
    role: RoleCode = "cashier",
    *,
    language: Annotated[
        str | None, typer.Option("--language", metavar="sv|en", help="sv or en; by itself that of the page.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Add a person. Give them a PIN or a password next."""
    from models.access.operator import Operator
    from operations.access.operators import add_operator

    operator = Operator(code, name, role, language=language)
    _act(
        lambda store, actor: add_operator(store, actor, operator, at=datetime.now(UTC)),
        _facts(operator),
        as_json=as_json,
    )


@app.command()
def change(
    code: Code,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="Another name.")] = None,
    role: Annotated[str | None, typer.Option("--role", metavar="ROLE", help="Another role.")] = None,
    *,
    active: Annotated[bool | None, typer.Option("--active/--left", help="Whether the person works here.")] = None,
    as_json: Json = False,
) -> None:
    """Change a person's name or role, or mark that they work here no longer."""
    from operations.access.operators import change_operator
    from store.access import operators

    def do(store: Store, actor: Actor) -> None:
        with store.view() as view:
            before = operators.get_operator(view, code)
        after = replace(
            before,
            name=before.name if name is None else name,
            role=before.role if role is None else role,
            active=before.active if active is None else active,
        )
        facts.update(_facts(after))
        change_operator(store, actor, after, at=datetime.now(UTC))

    facts: dict[str, object] = {}
    _act(do, facts, as_json=as_json)


@app.command()
def pin(code: Code, *, remove: Remove = False, stdin: FromInput = False, as_json: Json = False) -> None:
    """Give a person a PIN for the tills."""
    from operations.access.secrets import set_pin

    _set_at_till("PIN", set_pin, code, remove=remove, stdin=stdin, as_json=as_json)


@app.command()
def badge(
    code: Code,
    *,
    make: Annotated[bool, typer.Option("--make", help="Make a new code for a badge and print it.")] = False,
    remove: Remove = False,
    stdin: FromInput = False,
    as_json: Json = False,
) -> None:
    """Give a person a badge: what a scanner reads of it."""
    from operations.access.secrets import new_badge, set_badge
    from operations.installation.configuration import load_settings
    from store.access.secrets import InstallationSecret

    if not make:
        _set_at_till("Badge", set_badge, code, remove=remove, stdin=stdin, as_json=as_json)
        return
    badge_code, installation = new_badge(), InstallationSecret(load_settings().keys)
    _act(
        lambda store, actor: set_badge(store, actor, code, badge_code, installation, at=datetime.now(UTC)),
        {"operator": code, "badge": True, "code": badge_code},
        as_json=as_json,
    )


@app.command()
def address(code: Code, *, remove: Remove = False, stdin: FromInput = False, as_json: Json = False) -> None:
    """Let a person sign in by the shop's sign-in service, with the e-mail address that they have there."""
    from operations.access.openid_people import set_sign_in_address

    _set_at_till("Address", set_sign_in_address, code, remove=remove, stdin=stdin, as_json=as_json)


@app.command()
def password(code: Code, *, remove: Remove = False, stdin: FromInput = False, as_json: Json = False) -> None:
    """Give a person a password for the back office."""
    from operations.access.secrets import set_password

    chosen = None if remove else read_secret("Password", stdin=stdin, is_new=True)
    _act(
        lambda store, actor: set_password(store, actor, code, chosen, at=datetime.now(UTC)),
        {"operator": code, "password": chosen is not None},
        as_json=as_json,
    )


@app.command()
def unlock(code: Code, *, as_json: Json = False) -> None:
    """End a person's waiting after wrong PINs or passwords."""
    from operations.access.sign_in import unlock_operator

    _act(
        lambda store, actor: unlock_operator(store, actor, code, at=datetime.now(UTC)),
        {"operator": code, "unlocked": True},
        as_json=as_json,
    )


def _act(do: Callable[[Store, Actor], object], facts: dict[str, object], *, as_json: bool) -> None:
    """Let the command line do something to the shop, and print what stands then."""
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    with upkeep.shop_in_use(load_settings()) as store:
        do(store, office_actor(store))
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


def _set_at_till(
    what: str, set_secret: Callable[..., None], code: str, *, remove: bool, stdin: bool, as_json: bool
) -> None:
    """Give a person what signs in at tills, or take it away; it is keyed with the secret of the installation."""
    from operations.installation.configuration import load_settings
    from store.access.secrets import InstallationSecret

    installation, chosen = (
        InstallationSecret(load_settings().keys),
        None if remove else read_secret(what, stdin=stdin, is_new=True),
    )
    _act(
        lambda store, actor: set_secret(store, actor, code, chosen, installation, at=datetime.now(UTC)),
        {"operator": code, what.lower(): chosen is not None},
        as_json=as_json,
    )


def _refuse_usage(message: str) -> NoReturn:
    remark(message)
    raise typer.Exit(2)


def _facts(operator: Operator, signs_in_with: list[str] | None = None) -> dict[str, object]:
    facts: dict[str, object] = {
        "operator": operator.code,
        "name": operator.name,
        "role": operator.role,
        "active": operator.active,
        "language": operator.language,
    }
    return facts if signs_in_with is None else {**facts, "signs_in_with": signs_in_with}


def _write_people(console: Console, rows: list[dict[str, object]]) -> None:
    if not rows:
        console.print("Nobody yet. 'kassa operator add anna --name Anna --role owner' adds a person.", markup=False)
    for each in rows:
        kinds = each["signs_in_with"]
        means = ", ".join(map(str, kinds)) if isinstance(kinds, list) and kinds else "nothing to sign in with"
        state = "" if each["active"] else ", works here no longer"
        console.print(f"{each['operator']}: {each['name']}, {each['role']}{state} ({means})", markup=False)


def _write_roles(console: Console, rows: list[dict[str, object]]) -> None:
    for each in rows:
        may = each["permissions"]
        listed = ", ".join(str(name).replace("_", " ") for name in may) if isinstance(may, list) else ""
        console.print(f"{each['role']}: {listed}", markup=False)
