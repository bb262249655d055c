"""The commands for members: ``list``, ``show``, ``add``, ``merge``, ``export``, ``erase`` and their points."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.output import Json, answer, write_facts
from app.commands.secret_input import FromInput, read_secret
from models.members.consent import FREE_PURPOSES, ConsentPurpose, LookPurpose
from models.members.member import JoinChannel, MemberDetails

if TYPE_CHECKING:
    from rich.console import Console

    from models.members.member import Member

app = typer.Typer(help="Members: who they are, and what they may ask for.", no_args_is_help=True, rich_markup_mode=None)

MemberId = Annotated[
    str, typer.Argument(help="Id of the member, as 'list' names it.", show_default=False, metavar="MEMBER")
]
Why = Annotated[
    LookPurpose,
    typer.Option("--purpose", help="Why: help, correction, access_request, complaint or fraud.", metavar="PURPOSE"),
]
_LISTED = 50


@app.command("list")
def list_members(
    *,
    search: Annotated[
        str, typer.Option("--search", help="What a name, a number or an address begins with.", metavar="TEXT")
    ] = "",
    as_json: Json = False,
) -> None:
    """List members by name, or those that a text means; phone numbers and addresses are hidden."""
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.members.finding import find_members
    from store.members.member_rows import count_members
    from store.members.member_search import first_members

    with upkeep.shop_in_use(load_settings()) as store:
        with store.view() as view:
            count, members = count_members(view), first_members(view, _LISTED)
        if search:
            members = find_members(store, office_actor(store), search, most=_LISTED)
    rows = [_hidden(each) for each in members]
    answer({"members": rows, "count": count}, as_json=as_json, write=lambda console: _write(console, rows, count))


@app.command()
def show(member: MemberId, *, purpose: Why = LookPurpose.HELP, as_json: Json = False) -> None:
    """Show a member; the look is recorded with its purpose."""
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.members.member_rights import look_at_member

    with upkeep.shop_in_use(load_settings()) as store:
        facts = _facts(look_at_member(store, office_actor(store), member, purpose, at=datetime.now(UTC)))
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="Name of the member.", show_default=False, metavar="NAME")],
    *,
    phone: Annotated[str, typer.Option("--phone", help="Phone number.", metavar="NUMBER")] = "",
    email: Annotated[str, typer.Option("--email", help="E-mail address.", metavar="ADDRESS")] = "",
    postcode: Annotated[str, typer.Option("--postcode", help="Postcode.", metavar="CODE")] = "",
    consent: Annotated[
        list[ConsentPurpose] | None,
        typer.Option("--consent", help="What the member agreed to: analysis or offers.", metavar="PURPOSE"),
    ] = None,
    customer: Annotated[
        str | None, typer.Option("--customer", help="Code of a customer whose purchases are stored.", metavar="CODE")
    ] = None,
    as_json: Json = False,
) -> None:
    """Make somebody a member, with a new card."""
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.members.joining import JoinWish, join_member

    agreed = frozenset(consent or ()) & set(FREE_PURPOSES)
    wish = JoinWish(MemberDetails(name, phone, email, postcode=postcode), JoinChannel.OFFICE, agreed, customer)
    with upkeep.shop_in_use(load_settings()) as store:
        facts = _facts(join_member(store, office_actor(store), wish, at=datetime.now(UTC)))
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command("join-code")
def show_join_code(
    *,
    till: Annotated[int, typer.Option("--till", help="Number of the till.", metavar="N")] = 1,
    as_json: Json = False,
) -> None:
    """Show the address with which one customer becomes a member on the own phone; it holds for ten minutes or more."""
    from app.web.join_page import join_address, origin_for_phones
    from models.members.join_code import JoiningClosed
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.members.own_phone import code_of_till
    from store.access.secrets import InstallationSecret
    from store.shop import get_shop, get_station

    settings = load_settings()
    with upkeep.shop_in_use(settings) as store, store.view() as view:
        get_station(view, till)
        host, is_demo = f"{settings.host}:{settings.port}", get_shop(view).is_demo
        code = code_of_till(view, InstallationSecret(settings.keys), till, datetime.now(UTC))
        origin = origin_for_phones(settings.public_url, host, is_demo=is_demo)
    if not (code and origin):
        raise JoiningClosed
    facts = {"till": till, "address": join_address(origin, code)}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command()
def merge(
    double: Annotated[str, typer.Argument(help="Id of the double, which goes.", show_default=False, metavar="DOUBLE")],
    into: Annotated[str, typer.Argument(help="Id of the member that stays.", show_default=False, metavar="INTO")],
    *,
    as_json: Json = False,
) -> None:
    """Make two members one: cards and purchases of both are those of the one that stays."""
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.members.member_changes import merge_members

    with upkeep.shop_in_use(load_settings()) as store:
        facts = _facts(merge_members(store, office_actor(store), double, into, at=datetime.now(UTC)))
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command()
def export(
    member: MemberId,
    out: Annotated[
        Path,
        typer.Option("--out", help="File to write: .json, or .pdf to read.", show_default=False, metavar="FILE"),
    ],
    *,
    as_json: Json = False,
) -> None:
    """Write everything that the shop has about a person to a file, for that person."""
    from app.counter.person_document import person_file
    from app.words import words_of
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.members.member_rights import export_member
    from store import shop

    if out.suffix not in {".json", ".pdf"}:
        raise typer.BadParameter("Name a file that ends in .json or .pdf.")
    settings = load_settings()
    with upkeep.shop_in_use(settings) as store, out.open("xb") as file:
        out.chmod(0o600)
        everything = export_member(store, office_actor(store), member, at=datetime.now(UTC))
        if out.suffix == ".pdf":
            with store.view() as view:
                file.write(person_file(everything, shop.get_shop(view), words_of(settings.language)))
        else:
            file.write((json.dumps(everything, ensure_ascii=False, indent=2) + "\n").encode())
    facts = {"member": member, "file": str(out)}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command()
def erase(
    member: MemberId,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask again.")] = False,
    as_json: Json = False,
) -> None:
    """Erase who a member is. Receipts, books and totals stay; it cannot be undone."""
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.members.member_rights import erase_member

    if not yes:
        typer.confirm(f"Erase member {member} for good?", abort=True, err=True)
    with upkeep.shop_in_use(load_settings()) as store:
        ids = erase_member(store, office_actor(store), member, at=datetime.now(UTC))
    facts = {"erased": ids}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command("erase-absent")
def erase_absent(
    months: Annotated[
        int, typer.Argument(help="Months without a purchase, 12 or more.", show_default=False, metavar="MONTHS")
    ],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count them, and erase nobody.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask again.")] = False,
    as_json: Json = False,
) -> None:
    """Erase members of whom the shop heard nothing for so many months; it cannot be undone."""
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.members.erase_absent import count_absent_members, erase_absent_members

    with upkeep.shop_in_use(load_settings()) as store:
        now = datetime.now(UTC)
        with store.view() as view:
            facts = {"months": months, "members": count_absent_members(view, months, at=now), "erased": 0}
        if not dry_run:
            if not yes:
                typer.confirm(f"Erase {facts['members']} members for good?", abort=True, err=True)
            facts["erased"] = erase_absent_members(store, office_actor(store), months, at=now)
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command()
def points(member: MemberId, *, as_json: Json = False) -> None:
    """Show the points of a member, and what changed them, the newest first."""
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.points.point_list import points_of_member

    with upkeep.shop_in_use(load_settings()) as store:
        facts = points_of_member(store, office_actor(store), member, at=datetime.now(UTC))
    answer(facts, as_json=as_json, write=lambda console: _write_points(console, facts))


@app.command("adjust-points")
def adjust(
    member: MemberId,
    number: Annotated[int, typer.Argument(help="Points, below zero to take some.", show_default=False, metavar="N")],
    *,
    reason: Annotated[str, typer.Option("--reason", help="Why.", show_default=False, metavar="TEXT")],
    approved_by: Annotated[
        str,
        typer.Option("--approved-by", help="Another person, for many points; their PIN is asked.", metavar="CODE"),
    ] = "",
    stdin: FromInput = False,
    as_json: Json = False,
) -> None:
    """Give a member points by hand, or take some, for a reason."""
    from dataclasses import replace

    from models.access.approval_reason import ApprovalReason
    from models.access.permission import Permission
    from operations.access.actors import office_actor
    from operations.access.approval_by_pin import PinProof, approve_by_pin
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.points.adjust_points import adjust_points
    from store.access.secrets import InstallationSecret

    pin = read_secret("PIN of the other person", stdin=stdin) if approved_by else ""
    settings, now = load_settings(), datetime.now(UTC)
    with upkeep.shop_in_use(settings) as store:
        actor = office_actor(store)
        if approved_by:
            proof = PinProof(approved_by, pin, actor.device_id, Permission.ADJUST_POINTS, ApprovalReason.OTHER)
            secret = InstallationSecret(settings.keys)
            actor = replace(actor, approval=approve_by_pin(store, secret, proof, asking=actor.operator_id, at=now))
        entry = adjust_points(store, actor, member, number, reason, at=now)
    facts = {"member": entry.member, "points": number, "balance": entry.balance}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


def _facts(member: Member) -> dict[str, object]:
    details = member.details
    return {
        "member": member.id,
        "card": member.card,
        "name": details.name,
        "phone": details.phone,
        "email": details.email,
        "birth_year": details.birth_year,
        "birthday": details.birthday,
        "postcode": details.postcode,
        "notes": details.notes,
        "joined_at": member.joined_at.isoformat(),
    }


def _hidden(member: Member) -> dict[str, object]:
    from models.dispatch.mail_address import mask_address
    from models.members.member import hide_phone

    details = member.details
    contact = hide_phone(details.phone) or mask_address(details.email)
    return {"member": member.id, "name": details.name, "contact": contact, "joined_at": member.joined_at.isoformat()}


def _write(console: Console, rows: list[dict[str, object]], count: int) -> None:
    from rich.table import Table

    table = Table("member", "name", "contact", "since")
    for each in rows:
        table.add_row(str(each["member"]), str(each["name"]), str(each["contact"]), str(each["joined_at"])[:10])
    console.print(table)
    console.print(f"{len(rows)} of {count}")


def _write_points(console: Console, facts: dict[str, Any]) -> None:
    from rich.table import Table

    table = Table("at", "points", "balance", "why", "until")
    for each in facts["changes"]:
        why = " ".join(filter(None, (each["change"], each["reason"])))
        table.add_row(str(each["at"])[:16], str(each["points"]), str(each["balance"]), why, str(each["until"] or ""))
    console.print(table)
    console.print(f"{facts['balance']}")
