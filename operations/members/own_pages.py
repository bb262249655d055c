"""Members in the web shop: a link by e-mail signs in, and whoever is signed in sees and changes their own data."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from models.access.actor import Actor
from models.access.operator import TILL_OPERATOR
from models.access.permission import Permission
from models.dispatch.mail_address import WrongMailAddress, mask_address, parse_address
from models.dispatch.sending_rules import Dispatch, DispatchKind
from models.facts.member import MemberLinkSent, MemberSignedIn, MemberSignedOut
from models.members.consent import FREE_PURPOSES, ConsentPurpose, LookPurpose, purposes_agreed
from models.members.member import Member
from models.members.member_sign_in import (
    LINK_OPENS,
    LINKS_MAX,
    LINKS_TIME,
    SAME_ADDRESS_MAX,
    SHOP_LINKS_MAX,
    SIGNATURE_SIGNS,
    STAYS_IN,
    MemberSignIn,
    NotSignedInAsMember,
    SignInLinkEnded,
    link_text,
    parse_link,
)
from models.selling.sale import Sale
from models.shop_settings import MAIL_HOST
from operations.access.permissions import check
from operations.dispatch.receipt_on_phone import record_opening
from operations.members.joining import record_consents
from operations.members.member_rights import everything_about, record_look
from operations.points.offers_by_consent import forget_offer_mails
from operations.unit_of_work import UnitOfWork, unit_of_work
from store import dispatch, shop
from store.access.secrets import InstallationSecret
from store.database.engine import Connection, Store
from store.members import consent_rows, member_rows, member_search, sign_in_rows
from store.members.member_rows import UnknownMember
from store.selling import sales
from store.setting_rows import get_value

_SECRET_BYTES = 32
#: Where consents of these pages are from.
CHANNEL = "web"


@dataclass(frozen=True, slots=True)
class LinkWish:
    """Who wants to sign in: an address as it was typed, where the web shop is, and the language of the visitor."""

    address: str
    origin: str
    language: str


def send_links(store: Store, actor: Actor, wish: LinkWish, *, at: datetime) -> list[MemberSignIn]:
    """Send a link to each member with an address, and return them; whoever asked does not learn it.

    Nothing is sent to anybody else, nor more often than :data:`models.members.member_sign_in.LINKS_MAX`, nor where the
    shop sends no e-mail. A shop to try without a mail server has links all the same: its page shows them.
    """
    check(actor, Permission.SERVE_MEMBERS_ONLINE)
    try:
        address = parse_address(wish.address).lower()
    except WrongMailAddress:
        return []
    with unit_of_work(store, actor, at=at) as work:
        sign_in_rows.remove_old(work.tx, at - STAYS_IN - LINK_OPENS)
        is_busy = sign_in_rows.count_links(work.tx, at - LINKS_TIME) >= SHOP_LINKS_MAX
        if is_busy or not has_own_pages(work.tx):
            return []
        members = sorted(member_search.members_with(work.tx, "", address), key=lambda each: (each.joined_at, each.id))
        waiting = [each for each in members[:SAME_ADDRESS_MAX] if _may_get_link(work.tx, each, at)]
        return [_new_link(work, each, wish) for each in waiting]


def has_own_pages(view: Connection) -> bool:
    """Whether members can sign in: the shop sends e-mail, or is one to try."""
    return bool(get_value(view, MAIL_HOST)) or shows_links(view)


def shows_links(view: Connection) -> bool:
    """Whether the web shop shows a link itself: a shop to try that sends no e-mail."""
    return shop.get_shop(view).is_demo and not get_value(view, MAIL_HOST)


def link_of(installation: InstallationSecret, sign_in: MemberSignIn) -> str:
    """The end of the address of a link: only the secret of the installation leads to it, and no database does."""
    return link_text(sign_in.id, installation.pepper("member-sign-in", sign_in.signed_text)[:SIGNATURE_SIGNS])


def check_link(view: Connection, installation: InstallationSecret, link: str, *, at: datetime) -> MemberSignIn:
    """What a link is, if it signs somebody in now; raises :class:`SignInLinkEnded`."""
    number, _ = parse_link(link)
    sign_in = sign_in_rows.find_sign_in(view, number)
    if sign_in is None or not hmac.compare_digest(link, link_of(installation, sign_in)) or not sign_in.opens(at):
        raise SignInLinkEnded
    return sign_in


def sign_in_by_link(store: Store, actor: Actor, installation: InstallationSecret, link: str, *, at: datetime) -> str:
    """Sign a browser in, and return the secret that it shows from now on; a link works once.

    Raises :class:`SignInLinkEnded`.
    """
    check(actor, Permission.SERVE_MEMBERS_ONLINE)
    token = secrets.token_urlsafe(_SECRET_BYTES)
    with unit_of_work(store, actor, at=at) as work:
        sign_in = check_link(work.tx, installation, link, at=at)
        if not sign_in_rows.open_link(work.tx, sign_in.id, session_of(token), at):
            raise SignInLinkEnded
        work.record(MemberSignedIn(sign_in.id, sign_in.member))
    return token


def session_of(token: str) -> str:
    """What is stored of a browser's secret."""
    return sha256(token.encode()).hexdigest()


def sign_out_browser(store: Store, actor: Actor, session: str, *, at: datetime) -> None:
    """Sign a browser out; twice changes nothing."""
    check(actor, Permission.SERVE_MEMBERS_ONLINE)
    with unit_of_work(store, actor, at=at) as work:
        sign_in = sign_in_rows.sign_in_of_session(work.tx, session)
        if sign_in is not None and sign_in_rows.remove_sign_in(work.tx, sign_in.id):
            work.record(MemberSignedOut(sign_in.id, sign_in.member))


def member_of_session(view: Connection, session: str, *, at: datetime) -> Member:
    """The member as whom a browser is signed in; raises :class:`NotSignedInAsMember`."""
    sign_in = sign_in_rows.sign_in_of_session(view, session) if session else None
    if sign_in is None or not sign_in.is_in(at):
        raise NotSignedInAsMember
    try:
        return member_rows.get_member(view, sign_in.member)
    except UnknownMember as error:
        raise NotSignedInAsMember from error


def set_own_consents(
    store: Store, actor: Actor, session: str, agreed: frozenset[ConsentPurpose], *, at: datetime
) -> None:
    """Let a member agree to these of the free purposes and to no other; what is so already is not recorded again.

    Raises :class:`NotSignedInAsMember`.
    """
    check(actor, Permission.SERVE_MEMBERS_ONLINE)
    with unit_of_work(store, actor, at=at) as work:
        member = member_of_session(work.tx, session, at=at)
        ids = member_rows.ids_of_member(work.tx, member.id)
        before = purposes_agreed(consent_rows.consents_of(work.tx, ids))
        changes = [(each, each in agreed) for each in FREE_PURPOSES if (each in agreed) is not (each in before)]
        record_consents(work, member.id, changes, CHANNEL)
        if (ConsentPurpose.OFFERS, False) in changes:
            forget_offer_mails(work, ids)


def export_own_data(store: Store, actor: Actor, session: str, *, at: datetime) -> dict[str, object]:
    """Everything that the shop has about the member who is signed in, as values of JSON; recorded as a look.

    Regulation (EU) 2016/679, articles 15 and 20. Raises :class:`NotSignedInAsMember`.
    """
    check(actor, Permission.SERVE_MEMBERS_ONLINE)
    with unit_of_work(store, actor, at=at) as work:
        member = member_of_session(work.tx, session, at=at)
        record_look(work, member.id, LookPurpose.ACCESS_REQUEST)
        return everything_about(work.tx, member)


def own_sale(view: Connection, session: str, sale_id: int, *, at: datetime) -> Sale:
    """A sale of the member who is signed in; one of somebody else is unknown, as one that never was.

    Raises :class:`NotSignedInAsMember` or :class:`store.selling.sales.UnknownSale`.
    """
    member = member_of_session(view, session, at=at)
    sale = sales.get_sale(view, sale_id)
    if sale.origin.customer not in member_rows.ids_of_member(view, member.id):
        raise sales.UnknownSale(sale_id)
    return sale


def open_own_receipt(store: Store, actor: Actor, session: str, sale_id: int, *, at: datetime) -> Sale:
    """Let a member look at an own receipt: the one copy of it, as often as they like.

    Raises :class:`NotSignedInAsMember`, :class:`store.selling.sales.UnknownSale` or
    :class:`models.selling.receipt.ReceiptCopiedBefore`.
    """
    check(actor, Permission.SERVE_MEMBERS_ONLINE)
    with store.view() as view:
        sale = own_sale(view, session, sale_id, at=at)
    record_opening(store, Actor(TILL_OPERATOR, sale.origin.device_id), sale, at=at)
    return sale


def _may_get_link(view: Connection, member: Member, at: datetime) -> bool:
    return sign_in_rows.count_links(view, at - LINKS_TIME, member.id) < LINKS_MAX


def _new_link(work: UnitOfWork, member: Member, wish: LinkWish) -> MemberSignIn:
    sign_in_id, dispatch_id = work.take_ids(2)
    sign_in = MemberSignIn(sign_in_id, member.id, wish.origin, wish.language, work.at)
    sign_in_rows.add_sign_in(work.tx, sign_in)
    if not shows_links(work.tx):
        place = member.details.email
        letter = Dispatch(dispatch_id, DispatchKind.MEMBER_LINK, sign_in_id, place, mask_address(place), work.at)
        dispatch.add_dispatch(work.tx, letter)
    work.record(MemberLinkSent(sign_in_id, member.id))
    return sign_in
