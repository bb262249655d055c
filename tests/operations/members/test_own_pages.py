"""Members sign in by a link to their address, once and soon, and what is theirs is shown to nobody else."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from models.access.actor import Actor
from models.access.operator import WEB_OPERATOR
from models.members.consent import ConsentPurpose, purposes_agreed
from models.members.member import Member, MemberDetails
from models.members.member_sign_in import (
    LINK_OPENS,
    LINKS_MAX,
    LINKS_TIME,
    SHOP_LINKS_MAX,
    STAYS_IN,
    MemberSignIn,
    NotSignedInAsMember,
    SignInLinkEnded,
)
from models.selling.receipt import ReceiptCopiedBefore
from models.shop_settings import JOIN_ON_PHONE, MAIL_HOST
from operations.access.permissions import NotPermitted
from operations.delivery import copy_receipt
from operations.installation.change_settings import change_setting
from operations.members.member_changes import change_member, merge_members
from operations.members.member_rights import erase_member
from operations.members.own_pages import (
    LinkWish,
    check_link,
    export_own_data,
    link_of,
    member_of_session,
    open_own_receipt,
    own_sale,
    send_links,
    session_of,
    set_own_consents,
    sign_in_by_link,
    sign_out_browser,
)
from operations.members.own_phone import PhoneWish, join_by_phone
from operations.online.web_shop_rules import web_actor
from store import dispatch, invariants, journal
from store.access.secrets import InstallationSecret
from store.database.engine import Store
from store.members import consent_rows, sign_in_rows
from store.selling.sales import UnknownSale
from tests.builders import AT, OFFICE, OFFICE_ACTOR, anna_at, small_shop
from tests.operations.members.earning import PointUser
from tests.operations.members.joined import ASA, BROWSER, join, shown_code

BO = MemberDetails("Bo Ek", "070-174 06 07", "bo.ek@example.com")
ORIGIN = "https://shop.example"
SOON = AT + timedelta(minutes=1)


class SignInShop:
    """The small shop with a mail server and two members."""

    def __init__(self, store: Store, keys: Path) -> None:
        self.store, self.secret = small_shop(store), InstallationSecret(keys)
        change_setting(store, OFFICE_ACTOR, MAIL_HOST, "127.0.0.1", at=AT)
        self.asa, self.bo = join(store), join(store, BO)
        self.web = web_actor(store)

    def ask(self, address: str, *, at: datetime = AT) -> int:
        return len(send_links(self.store, self.web, LinkWish(address, ORIGIN, "en"), at=at))

    def links(self) -> list[MemberSignIn]:
        with self.store.view() as view:
            waiting = dispatch.waiting_dispatches(view)
            found = [sign_in_rows.find_sign_in(view, each.subject_id) for each in waiting]
        return [each for each in found if each is not None]

    def link(self, member: Member, *, at: datetime = AT) -> str:
        assert self.ask(member.details.email, at=at) == 1
        return link_of(self.secret, self.links()[-1])

    def open(self, link: str, *, at: datetime = SOON) -> str:
        return session_of(sign_in_by_link(self.store, self.web, self.secret, link, at=at))

    def sign_in(self, member: Member) -> str:
        return self.open(self.link(member))

    def who(self, session: str, *, at: datetime = SOON) -> str:
        with self.store.view() as view:
            return member_of_session(view, session, at=at).id


@pytest.fixture
def shop(store: Store, tmp_path: Path) -> SignInShop:
    return SignInShop(store, tmp_path / "keys")


@pytest.fixture
def sqlite_shop(sqlite_store: Store, tmp_path: Path) -> SignInShop:
    return SignInShop(sqlite_store, tmp_path / "keys")


def test_a_link_signs_its_member_in_once(shop: SignInShop) -> None:
    link = shop.link(shop.asa)
    session = shop.open(link)
    assert shop.who(session) == shop.asa.id
    with pytest.raises(SignInLinkEnded):
        shop.open(link)
    sign_out_browser(shop.store, shop.web, session, at=SOON)
    sign_out_browser(shop.store, shop.web, session, at=SOON)
    with pytest.raises(NotSignedInAsMember):
        shop.who(session)
    with pytest.raises(SignInLinkEnded):
        shop.open(link)
    with shop.store.view() as view:
        kinds = [each.kind for each in journal.read(view, OFFICE)]
        assert [each for each in kinds if "sign" in each or "link" in each][-3:] == [
            *("member_link_sent", "member_signed_in", "member_signed_out")
        ]
        assert [str(each) for each in invariants.check_all(view)] == []


def test_twelve_browsers_open_one_link_and_one_is_signed_in(shop: SignInShop) -> None:
    link, outcomes, door = shop.link(shop.asa), list[str](), threading.Barrier(12)

    def open_it() -> None:
        door.wait()
        try:
            outcomes.append(shop.open(link))
        except SignInLinkEnded as error:
            outcomes.append(error.code)

    threads = [threading.Thread(target=open_it) for _ in range(12)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert outcomes.count("sign_in_link_ended") == 11


def test_a_link_opens_for_twenty_minutes_and_a_browser_stays_in_for_thirty_days(sqlite_shop: SignInShop) -> None:
    shop = sqlite_shop
    link = shop.link(shop.asa)
    for at in (AT + LINK_OPENS, AT - timedelta(seconds=1)):
        with pytest.raises(SignInLinkEnded):
            shop.open(link, at=at)
    last = AT + LINK_OPENS - timedelta(seconds=1)
    session = shop.open(link, at=last)
    assert shop.who(session, at=last + STAYS_IN - timedelta(seconds=1)) == shop.asa.id
    with pytest.raises(NotSignedInAsMember):
        shop.who(session, at=last + STAYS_IN)


@pytest.mark.parametrize("change", ["signature", "number", "letter", "zero", "empty", "large"])
def test_only_the_link_itself_opens(sqlite_shop: SignInShop, change: str) -> None:
    shop = sqlite_shop
    link = shop.link(shop.asa)
    number, signature = link.split("-")
    other = "0" if signature[-1] != "0" else "1"
    wrong = {
        "signature": f"{number}-{signature[:-1]}{other}",
        "number": f"{int(number) + 1}-{signature}",
        "letter": f"{number}-{signature.upper()}g",
        "zero": f"0{link}",
        "empty": "",
        "large": f"{10**19 - 1}-{signature}",
    }
    with pytest.raises(SignInLinkEnded):
        shop.open(wrong[change])
    assert shop.who(shop.open(link)) == shop.asa.id, "the control: the link itself opens"


def test_another_installation_opens_no_link_of_this_database(sqlite_shop: SignInShop, tmp_path: Path) -> None:
    shop = sqlite_shop
    shop.link(shop.asa)
    forged = link_of(InstallationSecret(tmp_path / "others"), shop.links()[-1])
    with pytest.raises(SignInLinkEnded), shop.store.view() as view:
        check_link(view, shop.secret, forged, at=SOON)


@pytest.mark.parametrize(
    "address", ["nobody@example.com", "", "no address", "asa.ohrn@example.com\nBcc: x@y.se", "ö@ö"]
)
def test_nobody_else_gets_a_link(sqlite_shop: SignInShop, address: str) -> None:
    assert sqlite_shop.ask(address) == 0
    assert sqlite_shop.links() == []
    assert sqlite_shop.ask("  ASA.Ohrn@Example.com ") == 1, "the control: the address as people write it"


def test_without_a_mail_server_nothing_waits(sqlite_shop: SignInShop) -> None:
    change_setting(sqlite_shop.store, OFFICE_ACTOR, MAIL_HOST, "", at=AT)
    assert sqlite_shop.ask(ASA.email) == 0


def test_a_member_gets_three_links_an_hour_and_others_theirs(sqlite_shop: SignInShop) -> None:
    shop = sqlite_shop
    assert [shop.ask(ASA.email) for _ in range(LINKS_MAX + 2)] == [1] * LINKS_MAX + [0, 0]
    assert shop.ask(BO.email) == 1
    assert shop.ask(ASA.email, at=AT + LINKS_TIME - timedelta(seconds=1)) == 0
    assert shop.ask(ASA.email, at=AT + LINKS_TIME) == 1


def test_the_whole_shop_sends_so_many_links_an_hour(sqlite_shop: SignInShop) -> None:
    shop = sqlite_shop
    with shop.store.transaction() as tx:
        for number in range(SHOP_LINKS_MAX - 1):
            sign_in_rows.add_sign_in(tx, MemberSignIn(number, "M000000000000", ORIGIN, "sv", AT))
    assert [shop.ask(ASA.email), shop.ask(BO.email)] == [1, 0]


def test_members_of_one_address_get_a_link_each(sqlite_shop: SignInShop) -> None:
    """Whoever types the address of another as their own, on the own phone, gets into nothing."""
    shop = sqlite_shop
    change_setting(shop.store, OFFICE_ACTOR, JOIN_ON_PHONE, "yes", at=AT)
    wish = PhoneWish(shown_code(shop.store, shop.secret), BROWSER, MemberDetails("Bo Phone", email=ASA.email))
    same = join_by_phone(shop.store, Actor("till", 1), shop.secret, wish, at=AT)
    assert shop.ask(ASA.email) == 2
    assert {each.member for each in shop.links()} == {shop.asa.id, same.id}


def _erase(shop: SignInShop) -> None:
    erase_member(shop.store, OFFICE_ACTOR, shop.asa.id, at=SOON)


def _merge(shop: SignInShop) -> None:
    merge_members(shop.store, OFFICE_ACTOR, shop.asa.id, shop.bo.id, at=SOON)


def _move(shop: SignInShop) -> None:
    details = replace(shop.asa.details, email="other@example.com")
    change_member(shop.store, OFFICE_ACTOR, shop.asa.id, details, at=SOON)


def _rename(shop: SignInShop) -> None:
    change_member(shop.store, OFFICE_ACTOR, shop.asa.id, replace(shop.asa.details, name="Åsa Öhrn"), at=SOON)


@pytest.mark.parametrize("change", [_erase, _merge, _move])
def test_who_is_erased_merged_or_has_another_address_is_signed_out(
    shop: SignInShop, change: Callable[[SignInShop], None]
) -> None:
    session, other = shop.sign_in(shop.asa), shop.sign_in(shop.bo)
    waiting = shop.link(shop.asa)
    change(shop)
    with pytest.raises(NotSignedInAsMember):
        shop.who(session)
    with pytest.raises(SignInLinkEnded):
        shop.open(waiting)
    assert shop.who(other) == shop.bo.id, "the control: others stay"


def test_another_name_signs_nobody_out(sqlite_shop: SignInShop) -> None:
    session = sqlite_shop.sign_in(sqlite_shop.asa)
    _rename(sqlite_shop)
    assert sqlite_shop.who(session) == sqlite_shop.asa.id


def agreed(shop: SignInShop, member: Member) -> frozenset[ConsentPurpose]:
    with shop.store.view() as view:
        return purposes_agreed(consent_rows.consents_of(view, [member.id])) - {ConsentPurpose.MEMBERSHIP}


def test_members_change_their_own_consents_and_nothing_is_recorded_twice(shop: SignInShop) -> None:
    session = shop.sign_in(shop.asa)
    both = frozenset({ConsentPurpose.ANALYSIS, ConsentPurpose.OFFERS})
    for wish in (both, both, frozenset[ConsentPurpose](), frozenset({ConsentPurpose.MEMBERSHIP})):
        set_own_consents(shop.store, shop.web, session, wish, at=SOON)
        assert agreed(shop, shop.asa) == wish & both
    with shop.store.view() as view:
        rows = [each for each in consent_rows.consents_of(view, [shop.asa.id]) if each.channel == "web"]
        assert [(each.purpose, each.is_given) for each in rows] == [
            *(("analysis", True), ("offers", True), ("analysis", False), ("offers", False))
        ]
        assert {each.operator for each in rows} == {WEB_OPERATOR}
        assert [str(each) for each in invariants.check_all(view)] == []
    assert agreed(shop, shop.bo) == frozenset()


def test_no_member_gets_at_anything_of_another(shop: SignInShop) -> None:
    till, sales = PointUser(shop.store), {}
    for member in (shop.asa, shop.bo, None):
        till.scan("MILK")
        if member is not None:
            till.choose_member(member)
        sales[member.id if member else ""] = till.pay_cash()
    sessions = {each.id: shop.sign_in(each) for each in (shop.asa, shop.bo)} | {"": "0" * 64}
    for reader, session in sessions.items():
        for owner, sale in sales.items():
            if reader and reader == owner:
                assert open_own_receipt(shop.store, shop.web, session, sale.id, at=SOON).id == sale.id
                continue
            with pytest.raises(UnknownSale if reader else NotSignedInAsMember):
                open_own_receipt(shop.store, shop.web, session, sale.id, at=SOON)
        if reader:
            data = export_own_data(shop.store, shop.web, session, at=SOON)
            assert (data["member"], [each["sale"] for each in data["purchases"]]) == (reader, [sales[reader].id])  # type: ignore[attr-defined]
    with shop.store.view() as view:
        assert [str(each) for each in invariants.check_all(view)] == []


def test_a_receipt_that_has_a_copy_is_not_opened_and_its_goods_are(sqlite_shop: SignInShop) -> None:
    shop, till = sqlite_shop, PointUser(sqlite_shop.store)
    till.scan("MILK")
    till.choose_member(shop.asa)
    sale = till.pay_cash()
    copy_receipt(shop.store, anna_at(1), sale.id, at=AT)
    session = shop.sign_in(shop.asa)
    with pytest.raises(ReceiptCopiedBefore):
        open_own_receipt(shop.store, shop.web, session, sale.id, at=SOON)
    with shop.store.view() as view:
        assert own_sale(view, session, sale.id, at=SOON) == sale


def test_purchases_of_a_double_are_the_members(sqlite_shop: SignInShop) -> None:
    shop, till = sqlite_shop, PointUser(sqlite_shop.store)
    till.scan("MILK")
    till.choose_member(shop.asa)
    sale = till.pay_cash()
    _merge(shop)
    session = shop.sign_in(shop.bo)
    with shop.store.view() as view:
        assert own_sale(view, session, sale.id, at=SOON).id == sale.id


def test_people_do_none_of_it(sqlite_shop: SignInShop) -> None:
    shop = sqlite_shop
    with pytest.raises(NotPermitted):
        send_links(shop.store, anna_at(1), LinkWish(ASA.email, ORIGIN, "sv"), at=AT)
    with pytest.raises(NotPermitted):
        sign_in_by_link(shop.store, anna_at(1), shop.secret, shop.link(shop.asa), at=SOON)
    with pytest.raises(NotPermitted):
        export_own_data(shop.store, anna_at(1), shop.sign_in(shop.bo), at=SOON)
