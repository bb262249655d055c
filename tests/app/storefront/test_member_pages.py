"""A member in the web shop, as a browser without scripts: a link by real e-mail, own pages, and nothing of others."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from app.counter.dispatch_thread import try_dispatch
from app.counter.favourites import Favourites
from app.counter.receipt_composer import ReceiptComposer
from app.counter.web_payments import WebPayments
from app.storefront.member_cookie import MEMBER_COOKIE, SAFE_COOKIE
from app.storefront.member_forms import LINKS_ASKED_MAX
from app.storefront.storefront_app import make_storefront
from models.members.member import Member, MemberDetails
from models.shop_settings import MAIL_FROM, MAIL_HOST, MAIL_PORT, MAIL_SECURITY, STOREFRONT_OPEN
from operations.installation.opening import open_store
from operations.members.member_changes import change_member
from operations.members.member_rights import erase_member
from store import dispatch
from store.access.secrets import InstallationSecret
from store.database.engine import Store
from store.members import consent_rows, point_rows
from store.online import order_rows
from store.signing.key_ring import KeyRing
from tests.app.storefront.conftest import WebShop
from tests.app.storefront.test_web_orders import Visitor
from tests.app.test_every_field import elements_of
from tests.app.test_hostile_fields import STEP
from tests.builders import OFFICE_ACTOR, small_shop, stock_up
from tests.hostile_texts import HOSTILE_TEXTS
from tests.integrations.mail.mail_box import MailBox, mail_box
from tests.operations.members.earning import PointUser, give_some_points
from tests.operations.members.joined import ASA, join

BO = MemberDetails("Bo Ek", "070-174 06 07", "bo.ek@example.com")
HEADERS = {"accept-language": "en", "origin": "http://localhost", "sec-fetch-site": "same-origin"}


class MemberShop:
    """A web shop with a mail server, two members, and the e-mails that were sent."""

    def __init__(self, store: Store, home: Path, box: MailBox, public: str = "", *, is_demo: bool = False) -> None:
        now = datetime.now(UTC)
        stock_up(small_shop(store, is_demo=is_demo))
        self.store, self.box = store, box
        self.asa, self.bo = join(store, at=now), join(store, BO, at=now)
        give_some_points(store, self.asa, at=now)
        assert store.keys is not None
        self.payments = WebPayments(store, home, lambda: False, InstallationSecret(store.keys.folder))
        self.public = public
        self.web = self.browser()
        values = {
            MAIL_HOST: "127.0.0.1",
            MAIL_PORT: str(box.port),
            MAIL_SECURITY: "none",
            MAIL_FROM: "shop@example.com",
        }
        for name, value in (values | {STOREFRONT_OPEN: "yes"}).items():
            self.web.set(name, value)

    def browser(self) -> WebShop:
        app = make_storefront(
            lambda: self.store, Favourites().at, language="sv", public=self.public, payments=self.payments
        )
        base = self.public or "http://localhost"
        return WebShop(self.store, TestClient(app, base_url=base, raise_server_exceptions=False))

    def send(self, path: str, browser: WebShop | None = None, **fields: str) -> Response:
        headers = HEADERS | {"origin": self.public or "http://localhost"}
        http = (browser or self.web).http
        return http.post(path, data=fields, headers=headers, follow_redirects=False)

    def mails(self) -> list[tuple[str, str]]:
        """Send what waits to the mail server; who got what."""
        with self.store.view() as view:
            waiting = dispatch.waiting_dispatches(view)
        for each in waiting:
            try_dispatch(self.store, ReceiptComposer(self.store, "sv"), each)
        bodies = [(to, message.get_body(("plain",))) for to, message in self.box.taken]
        return [(to, body.get_content()) for to, body in bodies if body is not None]

    def link(self, member: Member) -> str:
        """The path of the link in the e-mail that a member got."""
        before = len(self.box.taken)
        assert self.send("/member/link", email=member.details.email).status_code == 303
        (address, text) = self.mails()[before:][-1]
        assert address == member.details.email
        (link,) = re.findall(r"https?://\S+/member/in/\S+", text)
        return str(urlsplit(link).path)

    def sign_in(self, member: Member, browser: WebShop | None = None) -> str:
        """The page of a member who is signed in."""
        browser = browser or self.web
        page = browser.text(self.link(member))
        (link,) = re.findall(r'name="link" value="([^"]+)"', page)
        reply = self.send("/member/in", browser, link=link)
        assert reply.status_code == 303, reply.text
        return browser.text("/member")

    def form(self, browser: WebShop | None = None) -> str:
        found = re.findall(r'name="form" value="([0-9a-f]{64})"', (browser or self.web).text("/member"))
        return found[0] if found else ""


@pytest.fixture
def box() -> Iterator[MailBox]:
    with mail_box() as opened:
        yield opened


@pytest.fixture
def keyed(sqlite_url: str, tmp_path: Path) -> Iterator[Store]:
    store = open_store(sqlite_url, keys=KeyRing(tmp_path / "keys"))
    yield store
    store.close()


@pytest.fixture
def shop(keyed: Store, tmp_path: Path, box: MailBox) -> Iterator[MemberShop]:
    opened = MemberShop(keyed, tmp_path, box)
    yield opened
    opened.payments.close()


def test_a_link_by_e_mail_opens_the_own_pages_and_no_program_that_looks_at_it_does(shop: MemberShop) -> None:
    assert 'href="/member"' in shop.web.text("/")
    path = shop.link(shop.asa)
    for _ in range(2):
        assert "Sign in" in shop.web.text(path), "a program that looks at links opens none"
    reply = shop.send("/member/in", link=path.rpartition("/")[2])
    assert urlsplit(reply.headers["location"]).path == "/member"
    cookie = reply.headers["set-cookie"].lower()
    assert [each in cookie for each in ("httponly", "samesite=lax", "path=/", "domain")] == [True, True, True, False]
    page = shop.web.text("/member")
    for part in ("Hello Åsa Öhrn-Lindqvist!", shop.asa.number, "500", "worth"):
        assert part in page, part
    assert "works once" in shop.send("/member/in", shop.browser(), link=path.rpartition("/")[2]).text
    shop.send("/member/out", form=shop.form())
    assert MEMBER_COOKIE not in shop.web.http.cookies
    assert "Sign in as a member" in shop.web.text("/member")


def test_the_e_mail_has_the_link_and_the_words_of_its_visitor(shop: MemberShop) -> None:
    shop.link(shop.asa)
    (_, text) = shop.mails()[-1]
    assert "It works once, for 20 minutes" in text
    assert f"as member {shop.asa.number}" in text
    subject = shop.box.taken[-1][1]["subject"]
    assert subject.startswith("Sign in at")


def test_nobody_gets_a_link_to_the_place_of_whoever_asked_for_it(shop: MemberShop) -> None:
    """A server answers to digits, and anybody's can be asked for: what is sent leads to the server itself."""
    foreign = HEADERS | {"host": "203.0.113.9", "origin": "http://203.0.113.9"}
    asked = shop.web.http.post("/member/link", data={"email": ASA.email}, headers=foreign, follow_redirects=False)
    assert asked.status_code == 303
    (_, text) = shop.mails()[-1]
    assert "203.0.113.9" not in text
    assert "http://localhost/member/in/" in text
    visitor = Visitor(shop.web)
    visitor.put("MILK")
    placed = shop.web.http.post("/checkout", data=visitor.details(), headers=foreign, follow_redirects=False)
    assert placed.status_code == 303
    with shop.store.view() as view:
        order = order_rows.find_by_secret(view, placed.headers["location"].rpartition("/")[2])
    assert order is not None
    assert order.origin == "http://localhost"


def test_the_answer_is_the_same_for_members_and_for_nobody(shop: MemberShop) -> None:
    replies = [shop.send("/member/link", email=each) for each in (ASA.email, "nobody@example.com", "", "no address")]
    first = replies[0]
    for each in replies:
        assert (each.status_code, each.headers, each.text) == (first.status_code, first.headers, first.text)
    assert "If the address is that of a member" in shop.web.text("/member/sent")
    assert [to for to, _ in shop.mails()] == [ASA.email]


def test_who_asks_for_many_links_waits(shop: MemberShop) -> None:
    codes = [shop.send("/member/link", email=f"x{each}@example.com").status_code for each in range(LINKS_ASKED_MAX + 1)]
    assert codes == [303] * LINKS_ASKED_MAX + [429]


def test_over_tls_the_cookie_belongs_to_this_host_alone(keyed: Store, tmp_path: Path, box: MailBox) -> None:
    shop = MemberShop(keyed, tmp_path, box, "https://shop.example")
    shop.sign_in(shop.asa)
    assert SAFE_COOKIE in shop.web.http.cookies
    assert "https://shop.example/member/in/" in shop.mails()[-1][1]
    shop.payments.close()


@pytest.mark.parametrize("path", ["/member/consents", "/member/data", "/member/out"])
def test_a_form_of_another_site_or_page_does_nothing(shop: MemberShop, path: str) -> None:
    shop.sign_in(shop.asa)
    foreign = shop.web.http.post(path, data={"form": shop.form()}, headers={"origin": "https://evil.example"})
    assert foreign.status_code == 403
    for form in ("", "0" * 64, "é"):
        reply = shop.send(path, offers="yes", form=form)
        assert reply.status_code == (303 if path == "/member/out" else 409)
        assert "Åsa" not in reply.text
    with shop.store.view() as view:
        assert "web" not in {each.channel for each in consent_rows.consents_of(view, [shop.asa.id])}


def test_consents_are_changed_and_data_taken_home(shop: MemberShop) -> None:
    shop.sign_in(shop.asa)
    assert shop.send("/member/consents", offers="yes", form=shop.form()).status_code == 303
    page = shop.web.text("/member?changed=1")
    assert "The choices are saved" in page
    assert re.findall(r'name="(\w+)" value="yes"( checked)?', page) == [("analysis", ""), ("offers", " checked")]
    reply = shop.send("/member/data", form=shop.form())
    assert "attachment" in reply.headers["content-disposition"]
    data = json.loads(reply.text)
    assert (data["name"], data["email"]) == (ASA.name, ASA.email)
    assert data["consents"][-1]["channel"] == "web"


def test_receipts_are_as_printed_and_those_of_others_are_not_there(shop: MemberShop) -> None:
    till, now = PointUser(shop.store), datetime.now(UTC)
    sales = {}
    for member in (shop.asa, shop.bo):
        till.scan("MILK", at=now)
        till.choose_member(member)
        sales[member.id] = till.pay_cash(at=now).id
    page = shop.sign_in(shop.asa)
    assert f'href="/member/receipt/{sales[shop.asa.id]}"' in page
    assert str(sales[shop.bo.id]) not in page
    own = shop.web.text(f"/member/receipt/{sales[shop.asa.id]}")
    ((picture, text),) = re.findall(r'<img src="(/member[^"]*)" alt="([^"]*)"', own)
    assert "Mellanmjölk" in html.unescape(text)
    drawn = shop.web.http.get(picture)
    assert (drawn.status_code, drawn.headers["content-type"]) == (200, "image/svg+xml")
    assert "unsafe-inline" in drawn.headers["content-security-policy"]
    assert shop.web.http.get(f"/member/receipt/{sales[shop.asa.id]}/pdf").content.startswith(b"%PDF")
    nobody = shop.browser()
    for sale in (sales[shop.bo.id], 0, 10**17, "x", "-1", "٣"):
        for end in ("", "/picture", "/pdf"):
            shop.web.text(f"/member/receipt/{sale}{end}", 404)
    for end in ("/picture", "/pdf"):
        nobody.text(f"/member/receipt/{sales[shop.asa.id]}{end}", 404)
    assert "Mellanmjölk" not in nobody.text(f"/member/receipt/{sales[shop.asa.id]}", 409)


def test_own_orders_are_those_of_the_own_address(shop: MemberShop) -> None:
    visitor, other = Visitor(shop.web), Visitor(shop.browser())
    for who, address in ((visitor, ASA.email.upper()), (other, BO.email)):
        who.put("MILK")
        who.order(email=address)
    page = shop.sign_in(shop.asa)
    secrets = re.findall(r'href="/order/([^"]+)"', page)
    assert len(secrets) == 1
    assert "19,90" in page
    assert re.findall(r'href="/order/([^"]+)"', shop.sign_in(shop.bo)) != secrets


def test_a_member_orders_with_points_and_nobody_else_uses_them(shop: MemberShop) -> None:
    shop.sign_in(shop.asa)
    visitor = Visitor(shop.web)
    visitor.put("MILK", "2")
    page = shop.web.text("/checkout")
    for part in (f'value="{ASA.name}"', f'value="{ASA.email}"', shop.asa.number, "Use 398 points"):
        assert part in page, part
    assert re.search(r"Use 398 points: \S*39[.,]80", page)
    assert ">Order and pay</button>" in page, "what is to pay depends on the points"
    path = visitor.order(points="100")
    order = shop.web.text(path)
    assert "100 points pay" in order
    assert "100 of them are reserved" in shop.web.text("/member")
    with shop.store.view() as view:
        account = point_rows.find_account(view, shop.asa.id)
    assert account is not None
    assert (account.balance, account.in_use) == (500, 100)
    stranger = Visitor(shop.browser())
    stranger.put("MILK")
    assert "points" not in stranger.web_shop.text("/checkout").split("<footer>")[0]
    refused = stranger.send("/checkout", **stranger.details(points="100"))
    assert (refused.status_code, "not signed in any more" in refused.text) == (422, True)
    for points in ("401", "9"):
        visitor.put("MILK")
        assert visitor.send("/checkout", **visitor.details(points=points)).status_code == 422
    with shop.store.view() as view:
        assert point_rows.find_account(view, shop.asa.id) == account


def test_whoever_is_erased_or_moves_is_out(shop: MemberShop) -> None:
    shop.sign_in(shop.asa)
    details = replace(shop.asa.details, email="new@example.com")
    change_member(shop.store, OFFICE_ACTOR, shop.asa.id, details, at=datetime.now(UTC))
    assert "Sign in as a member" in shop.web.text("/member")
    shop.sign_in(replace(shop.asa, details=details))
    assert "Åsa" in shop.web.text("/member")
    erase_member(shop.store, OFFICE_ACTOR, shop.asa.id, at=datetime.now(UTC))
    assert "Sign in as a member" in shop.web.text("/member")


def test_a_link_that_waits_for_somebody_who_moved_is_not_sent(shop: MemberShop) -> None:
    shop.send("/member/link", email=ASA.email)
    details = replace(shop.asa.details, email="new@example.com")
    change_member(shop.store, OFFICE_ACTOR, shop.asa.id, details, at=datetime.now(UTC))
    assert shop.mails() == []


def test_without_a_mail_server_there_are_no_pages_of_members(shop: MemberShop) -> None:
    shop.web.set(MAIL_HOST, "")
    assert 'href="/member"' not in shop.web.text("/")
    for path in ("/member", "/member/sent", "/member/in/1-0", "/member/receipt/1"):
        shop.web.text(path, 404)
    assert shop.send("/member/link", email=ASA.email).status_code == 404


def test_hostile_names_and_fields_stay_text(shop: MemberShop) -> None:
    usual, fresh = set(elements_of(shop.sign_in(shop.asa))), set(elements_of(shop.browser().text("/member")))
    for text in HOSTILE_TEXTS[::STEP]:
        reply = shop.send("/member/in", shop.browser(), link=text)
        assert reply.status_code == 409, text
        assert set(elements_of(reply.text)) <= fresh | {"p"}, text
        assert shop.send("/member/link", shop.browser(), email=text).status_code == 303
    for name in ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "\u202eÅsa"):
        details = replace(shop.asa.details, name=name)
        change_member(shop.store, OFFICE_ACTOR, shop.asa.id, details, at=datetime.now(UTC))
        assert set(elements_of(shop.web.text("/member"))) <= usual, name


def test_a_shop_to_try_shows_the_link_where_it_sends_no_e_mail(keyed: Store, tmp_path: Path, box: MailBox) -> None:
    shop = MemberShop(keyed, tmp_path, box, is_demo=True)
    assert shop.send("/member/link", email=ASA.email).status_code == 303, "the control: with a mail server it sends"
    shop.web.set(MAIL_HOST, "")
    page = shop.send("/member/link", email=BO.email).text
    (path,) = re.findall(r'href="(/member/in/[^"]+)"', page)
    assert shop.send("/member/in", link=path.rpartition("/")[2]).status_code == 303
    assert "Hello Bo Ek!" in shop.web.text("/member")
    assert "/member/in/" not in shop.send("/member/link", email="nobody@example.com").text
    shop.payments.close()
