"""Members of the small shop, for tests of everything that knows each table."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from models.access.actor import Actor
from models.access.operator import TILL_OPERATOR
from models.members.consent import ConsentPurpose, LookPurpose
from models.members.member import JoinChannel, Member, MemberDetails
from models.shop_settings import JOIN_ON_PHONE
from operations.installation.change_settings import change_setting
from operations.members.joining import JoinWish, join_member
from operations.members.member_rights import look_at_member
from operations.members.own_phone import PhoneWish, code_of_till, join_by_phone
from store.access.secrets import InstallationSecret
from store.database.engine import Store
from tests.builders import AT, OFFICE_ACTOR, anna_at

ASA = MemberDetails("Åsa Öhrn-Lindqvist", "070-174 06 05", "asa.ohrn@example.com", 1987, "06-24", "111 22", "Allergic")

#: The secret of a phone's browser.
BROWSER = "a" * 43


def join(
    store: Store,
    details: MemberDetails = ASA,
    *,
    actor: Actor | None = None,
    purposes: frozenset[ConsentPurpose] = frozenset(),
    at: datetime = AT,
    seed: int | None = None,
) -> Member:
    """Make somebody a member at the till; with a ``seed`` the id and the card are the same each time."""
    wish = JoinWish(details, JoinChannel.TILL, purposes)
    if seed is None:
        return join_member(store, actor or anna_at(1), wish, at=at)
    return join_member(store, actor or anna_at(1), wish, at=at, choose=Random(seed).choice)


def join_and_look(store: Store, *, at: datetime) -> Member:
    """A member who agreed to everything, and at whom somebody in the office looked."""
    member = join(store, purposes=frozenset({ConsentPurpose.ANALYSIS, ConsentPurpose.OFFERS}), at=at)
    look_at_member(store, OFFICE_ACTOR, member.id, LookPurpose.HELP, at=at)
    open_joining(store, at=at)
    with TemporaryDirectory() as folder:
        installation = InstallationSecret(Path(folder))
        wish = PhoneWish(shown_code(store, installation, at=at), BROWSER, MemberDetails("Bo Phone", "070-174 06 99"))
        join_by_phone(store, Actor(TILL_OPERATOR, 1), installation, wish, at=at)
    return member


def open_joining(store: Store, *, at: datetime = AT) -> None:
    """Let customers become members on the own phone."""
    change_setting(store, OFFICE_ACTOR, JOIN_ON_PHONE, "yes", at=at)


def shown_code(store: Store, installation: InstallationSecret, *, at: datetime = AT, till_id: int = 1) -> str:
    """The code that a till shows now."""
    with store.view() as view:
        return code_of_till(view, installation, till_id, at)
