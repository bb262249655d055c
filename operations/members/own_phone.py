"""A customer becomes a member on the own phone, with a code that a till shows; the cashier types nothing."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from secrets import choice

from models.access.actor import Actor
from models.access.permission import Permission
from models.facts.member import JoinCodeSpent
from models.members.consent import ConsentPurpose
from models.members.join_code import (
    JOINS_MAX,
    JOINS_TIME,
    SHOWN_AGAIN,
    SIGNATURE_SIGNS,
    JoinCode,
    JoinCodeUsed,
    JoiningClosed,
    JoiningTooOften,
    WrongJoinCode,
    check_fresh,
    parse_join_code,
    slot_of,
)
from models.members.member import JoinChannel, Member, MemberDetails
from models.selling.decide.choose_member import decide_member
from models.shop_settings import JOIN_ON_PHONE
from operations.access.permissions import check
from operations.customer_groups import group_of_members
from operations.members.joining import JoinWish, add_new_member
from operations.unit_of_work import UnitOfWork, unit_of_work
from store import shop
from store.access.secrets import InstallationSecret
from store.database.engine import Connection, Store
from store.members import join_rows, member_rows, member_search
from store.members.join_rows import JoinRow
from store.members.member_rows import UnknownMember
from store.selling import baskets
from store.setting_rows import get_value


@dataclass(frozen=True, slots=True)
class PhoneWish:
    """Who joins with which code. ``browser`` is a random secret of the phone's browser: sent twice it is one member."""

    code: str
    browser: str
    details: MemberDetails
    purposes: frozenset[ConsentPurpose] = frozenset()


def code_of_till(view: Connection, installation: InstallationSecret, till_id: int, at: datetime) -> str:
    """The code that a till shows now; empty where customers do not join like this, or the basket is a member's."""
    if get_value(view, JOIN_ON_PHONE) != "yes":
        return ""
    basket = baskets.open_basket(view, till_id, shop.get_shop(view).currency)
    if basket is not None and basket.member is not None:
        return ""
    code = JoinCode(till_id, slot_of(at), 0 if basket is None else basket.id, join_rows.count_joins(view, till_id))
    return code.text(_signature(installation, code))


def find_joined(store: Store, code: str, browser: str, *, at: datetime) -> Member | None:
    """The member that this very browser made with a code; its card is shown there again for a day."""
    with store.view() as view:
        return _joined(view, code, browser, at)


def signed_code(installation: InstallationSecret, code: str) -> JoinCode:
    """The code of a text that this installation signed. Raises :class:`WrongJoinCode`."""
    parsed, signature = parse_join_code(code)
    if not hmac.compare_digest(signature, _signature(installation, parsed)):
        raise WrongJoinCode
    return parsed


def check_join_code(store: Store, installation: InstallationSecret, code: str, *, at: datetime) -> JoinCode:
    """The code as it was signed, if somebody may join with it now.

    Raises :class:`WrongJoinCode`, :class:`models.members.join_code.JoinCodeExpired`, :class:`JoinCodeUsed`,
    :class:`JoiningClosed` or :class:`JoiningTooOften`.
    """
    parsed = signed_code(installation, code)
    with store.view() as view:
        _check_open(view, parsed, code, at)
    return parsed


def join_by_phone(
    store: Store,
    actor: Actor,
    installation: InstallationSecret,
    wish: PhoneWish,
    *,
    at: datetime,
    choose: Callable[[str], str] = choice,
) -> Member:
    """Make the customer a member, and the basket that was open when the till showed the code the member's.

    A phone number or an address that a member has already is no reason to refuse: whoever sends it is a member of
    their own, and learns nothing about the other one. ``actor`` is the till of the code. Raises as
    :func:`check_join_code` and :func:`models.members.member.clean_details`.
    """
    check(actor, Permission.FIND_MEMBERS)
    parsed = signed_code(installation, wish.code)
    if parsed.till_id != actor.device_id:
        raise WrongJoinCode
    with store.view() as view:
        member = _joined(view, wish.code, wish.browser, at)
        if member is not None:
            return member
        _check_open(view, parsed, wish.code, at)
    with unit_of_work(store, actor, at=at) as work:
        member = _joined(work.tx, wish.code, wish.browser, at)
        return member or _join(work, parsed, wish, choose)


def _join(work: UnitOfWork, parsed: JoinCode, wish: PhoneWish, choose: Callable[[str], str]) -> Member:
    _check_open(work.tx, parsed, wish.code, work.at)
    member_search.lock_contacts(work.tx)
    member = add_new_member(work, JoinWish(wish.details, JoinChannel.OWN_PHONE, wish.purposes), choose)
    row = JoinRow(_digest(wish.code), parsed.till_id, _digest(wish.code, wish.browser), member.id, work.at)
    join_rows.add_join(work.tx, row)
    work.record(JoinCodeSpent(row.code, row.till_id, row.browser, row.member))
    _choose(work, parsed, member)
    return member


def _choose(work: UnitOfWork, parsed: JoinCode, member: Member) -> None:
    """Let the basket be the new member's: the one of the code, still open, nobody else's, and not being paid."""
    basket = baskets.open_basket(work.tx, parsed.till_id, work.station.shop.currency)
    if basket is None or basket.id != parsed.basket or basket.member is not None or basket.has_payments:
        return
    decision = decide_member(basket, member.id, group_of_members(work.tx, work.station.shop, work.at))
    baskets.save_basket(work.tx, decision.basket or basket)
    for fact in decision.facts:
        work.record(fact)


def _joined(view: Connection, code: str, browser: str, at: datetime) -> Member | None:
    row = join_rows.find_join(view, _digest(code))
    is_same = row is not None and hmac.compare_digest(row.browser, _digest(code, browser))
    if row is None or not is_same or at - row.at >= SHOWN_AGAIN:
        return None
    try:
        return member_rows.get_member(view, row.member)
    except UnknownMember:
        return None


def _check_open(view: Connection, parsed: JoinCode, code: str, at: datetime) -> None:
    if join_rows.find_join(view, _digest(code)) is not None:
        raise JoinCodeUsed
    check_fresh(parsed, at)
    if get_value(view, JOIN_ON_PHONE) != "yes":
        raise JoiningClosed
    if join_rows.count_joins(view, parsed.till_id, since=at - JOINS_TIME) >= JOINS_MAX:
        raise JoiningTooOften


def _signature(installation: InstallationSecret, code: JoinCode) -> str:
    return installation.pepper("join", code.signed_text)[:SIGNATURE_SIGNS]


def _digest(*texts: str) -> str:
    return sha256("\n".join(texts).encode()).hexdigest()
