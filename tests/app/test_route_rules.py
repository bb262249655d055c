"""The table of who may reach what: it has a row for everything that the server serves, and each row holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from app.api.public_api import PUBLIC_API_PATH, make_public_api
from app.display.display_page import DisplayPage
from app.interface import make_api
from app.office.page_list import OFFICE_PAGES
from app.route_rules import RULES
from app.web.access import INNER_FOLDERS, INNER_PATHS, UPLOADING, UPLOADS
from app.web.addresses import FILES, FOLDERS, PAGES
from app.web.cookies import DISPLAY_COOKIE, OFFICE_COOKIE, TILL_COOKIE
from app.web.gate.gate import GateMiddleware
from app.web.gate.rule import Audience, Rule, find_rule, form_paths, page_paths, whole_paths
from app.web.gate.visitors import Visitors
from app.web.goods_pictures import GoodsPictures
from app.web.join_page import JoinPage
from app.web.receipt_check import ReceiptCheckPage
from app.web.receipt_page import ReceiptPage
from app.web.sign_in.account_pages import AccountPages
from app.web.sign_in.openid_pages import OpenidPages
from app.web.sign_in.sign_in_pages import SignInPages
from models.access.permission import PERMISSIONS, ROLES_OF_PEOPLE, BuiltInRole, Permission
from models.access.session import SessionKind
from operations.access.displays import ask_for_display_code, pair_display
from operations.access.sessions import SignIn, start_session
from store.access.secrets import InstallationSecret
from store.database.engine import Store
from tests.app.office_sessions import person_of, sign_in
from tests.builders import AT, OFFICE_ACTOR, small_shop

STATIC = Path(__file__).parents[2] / "app" / "static"
ALL_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
#: Written down once more by hand: whom these pages are for.
OWNER, MANAGER, BOOKKEEPER, ANALYST = (
    *(BuiltInRole.OWNER, BuiltInRole.MANAGER),
    *(BuiltInRole.BOOKKEEPER, BuiltInRole.ANALYST),
)
BY_HAND = {
    "/dashboard": {OWNER, MANAGER, BOOKKEEPER, ANALYST},
    "/people": {OWNER, MANAGER},
    "/sessions": {OWNER, MANAGER},
    "/account": set(ROLES_OF_PEOPLE),
    "/till": set(ROLES_OF_PEOPLE) - {BOOKKEEPER, ANALYST},
}


PUBLIC_ROUTES = (
    *("openapi.json", "products", "products/*", "pictures/*", "stock", "sales", "gift-cards/balance"),
    "members/own-data",
    *("pickup-times", "orders", "orders/{order}", "orders/{order}/cancel"),
)


def served_paths() -> Iterator[tuple[str, str]]:
    """Path and method of everything that the server has."""
    for path, methods in make_api().openapi()["paths"].items():
        yield from ((f"/api/v1{re.sub(r'{.*?}', '1', path)}", method.upper()) for method in methods)
    public = make_public_api(_no_store, InstallationSecret(Path("nowhere"))).openapi()["paths"]
    yield f"{PUBLIC_API_PATH}/openapi.json", "GET"
    for path, methods in public.items():
        yield from ((f"{PUBLIC_API_PATH}{re.sub(r'{.*?}', '1', path)}", method.upper()) for method in methods)
    visitors, installation = Visitors(_no_store), InstallationSecret(Path("nowhere"))
    sign_in_pages = SignInPages(_no_store, installation, visitors, "sv", frozenset())
    openid = OpenidPages(sign_in_pages, lambda _: None)
    for form in (
        *sign_in_pages.routes(),
        *openid.routes(),
        *AccountPages(_no_store, installation, visitors, "sv").routes(),
    ):
        yield from ((form.path, method) for method in form.methods or ())
    yield from ((each.path.format(digest="ab", size="tile"), "GET") for each in GoodsPictures(_no_store).routes())
    yield from ((each.path, "GET") for each in DisplayPage(_no_store, "sv").routes() if isinstance(each, Route))
    join = JoinPage(_no_store, installation, "sv", lambda _till: None)
    yield from ((each.path, method) for each in join.routes() for method in each.methods or ())
    yield from ((each.path, "GET") for each in ReceiptCheckPage(_no_store, "sv").routes())
    yield from ((each.path, "GET") for each in ReceiptPage(_no_store, installation, "sv").routes())
    yield "/api/v1/display/follow", "SOCKET"
    yield from ((path, "GET") for path in (*PAGES, *FILES, *(f"/{page.path}" for page in OFFICE_PAGES)))
    yield from ((f"{folder}x.js", "GET") for folder in FOLDERS if folder not in {"/api/", "/_stcore/"})
    yield from ((f"/kassa/{file.name}", "GET") for file in STATIC.iterdir())
    yield from ((path, "SOCKET" if path.endswith("stream") else "GET") for path in INNER_PATHS)
    yield from ((f"{folder}x.js", "GET") for folder in INNER_FOLDERS)
    yield from ((f"{UPLOADS}x.js", method) for method in UPLOADING)


def _no_store() -> Store:
    raise AssertionError("nothing is asked of the store")


def test_everything_that_is_served_has_a_row() -> None:
    paths = list(served_paths())
    assert len(paths) > 40
    assert [each for each in paths if find_rule(RULES, *each) is None] == []


def test_control_a_route_without_a_row_is_noticed() -> None:
    assert find_rule(RULES, "/api/v1/till/1/gifts", "GET") is None
    assert find_rule(RULES, "/api/v1/till/1", "DELETE") is None
    assert find_rule(RULES, "/prices", "GET") is None or any(page.path == "prices" for page in OFFICE_PAGES)


def test_every_row_is_about_something_that_is_served() -> None:
    paths = list(served_paths())
    unused = [rule.path for rule in RULES if not any(rule.match(*each) is not None for each in paths)]
    assert unused == []


def test_open_to_everybody_are_health_signing_in_what_asks_for_a_key_or_code_and_the_files_of_that() -> None:
    opened = {rule.path for rule in RULES if rule.audience is Audience.OPEN}
    files = {"/kassa/sign_in.css", "/kassa/page_tokens.css", "/kassa/icon.svg", "/kassa/manifest.webmanifest"}
    assert opened == {
        "/api/v1/health",
        "/sign-in",
        "/sign-in/code",
        "/sign-in/demo",
        "/sign-in/openid",
        "/sign-in/openid/back",
        "/sign-out",
        "/enrol",
        "/api/v1/enrol",
        "/display",
        "/display-client/*",
        "/api/v1/display/code",
        "/api/v1/stripe/events",
        "/receipt",
        "/join",
        "/my-receipt",
        "/my-receipt/picture",
        "/my-receipt/pdf",
        *(f"/api/public/v1/{each}" for each in PUBLIC_ROUTES),
        "/kassa/receipt_check.js",
        *files,
    }


def test_what_writes_and_what_is_a_page_is_read_from_the_table() -> None:
    assert {"/sign-in", "/account/password"} <= form_paths(RULES)
    assert not {"/", "/dashboard", "/people"} & form_paths(RULES)
    assert {"/", "/till", "/dashboard", "/sign-in", "/people"} <= page_paths(RULES)
    assert "/sign-in/demo" in whole_paths(RULES) - page_paths(RULES)


class Visits:
    """Browsers of every kind of visitor, in front of a server that has everything."""

    def __init__(self, store: Store) -> None:
        async def everything(request: Request) -> PlainTextResponse:
            return PlainTextResponse(request.url.path)

        inner = Starlette(routes=[Route("/{path:path}", everything, methods=list(ALL_METHODS))])
        visitors = Visitors(lambda: store, lambda _store, secret, _at: {"one": 1, "two": 2}.get(secret))
        self.http = TestClient(GateMiddleware(inner, RULES, visitors, "sv"), follow_redirects=False)
        self.cookies: dict[str, dict[str, str]] = {"nobody": {}, "till 1": {TILL_COOKIE: "one"}}
        self.cookies["till 2"] = {TILL_COOKIE: "two"}

    def pair_display(self, store: Store) -> Visits:
        """Let one browser be a customer display of till 1, and another claim to be one with a till's secret."""
        code = ask_for_display_code(store, "", "", at=AT)
        assert code is not None
        pair_display(store, OFFICE_ACTOR, 1, code.code, at=AT)
        self.cookies["display of till 1"] = {DISPLAY_COOKIE: code.secret}
        self.cookies["a till's secret"] = {DISPLAY_COOKIE: "one"}
        self.cookies["a display's secret"] = {TILL_COOKIE: code.secret, OFFICE_COOKIE: code.secret}
        return self

    def sign_in_all(self, store: Store) -> Visits:
        """Let one person of each role be signed in to the back office, and the owner by PIN at till 1."""
        for role in ROLES_OF_PEOPLE:
            self.cookies[role] = {OFFICE_COOKIE: sign_in(store, role)}
        owner, at = person_of(store, BuiltInRole.OWNER), datetime.now(UTC)
        pin = start_session(store, owner, SignIn(SessionKind.TILL, 1, "pin"), at=at).token
        self.cookies["owner's PIN"] = {OFFICE_COOKIE: pin}
        self.cookies["owner's PIN at till 1"] = {OFFICE_COOKIE: pin, TILL_COOKIE: "one"}
        return self

    def status(self, who: str, method: str, path: str, accept: str = "application/json") -> int:
        self.http.cookies.clear()
        self.http.cookies.update(self.cookies[who])
        return self.http.request(method, path, headers={"accept": accept}).status_code


@pytest.fixture
def visits(sqlite_store: Store) -> Visits:
    return Visits(small_shop(sqlite_store)).sign_in_all(sqlite_store).pair_display(sqlite_store)


def expected(rule: Rule, who: str) -> int:
    """The status that a row promises a visitor at till 1."""
    roles = {str(role) for role in ROLES_OF_PEOPLE}
    permissions = PERMISSIONS[BuiltInRole(who)] if who in roles else frozenset[Permission]()
    at_till = {"till 1": 1, "owner's PIN at till 1": 1, "till 2": 2}.get(who)
    match rule.audience:
        case Audience.OPEN:
            return 200
        case Audience.INSIDE:
            return 200 if at_till or who in roles else 401
        case Audience.TILL if at_till:
            return 200 if at_till == 1 or "{till}" not in rule.path else 403
        case Audience.TILL:
            return 200 if Permission.SELL in permissions else 403 if who in roles else 401
        case Audience.DISPLAY:
            return 200 if who.startswith("display") else 401
        case Audience.OFFICE | Audience.SETUP:
            return 401 if who not in roles else 200 if rule.permission in {None, *permissions} else 403


def test_every_visitor_gets_what_the_table_says_at_every_path_and_method(visits: Visits) -> None:
    wrong, asked = [], 0
    paths = [re.sub(r"{\w+}", "1", rule.path).replace("*", "x.js") for rule in RULES]
    for path, method, who in product(paths, ("GET", "POST", "DELETE"), visits.cookies):
        found = find_rule(RULES, path, method)
        status = visits.status(who, method, path)
        wanted = 404 if found is None else expected(found[0], who)
        asked += 1
        if status != wanted:
            wrong.append((who, method, path, status, wanted))
    assert wrong == []
    assert asked > 1000


def test_until_somebody_can_sign_in_only_the_setup_is_open(sqlite_store: Store) -> None:
    store, visits = sqlite_store, Visits(sqlite_store)
    assert [visits.status("nobody", "GET", path) for path in ("/till", "/setup", "/dashboard")] == [200, 200, 401]
    small_shop(store)
    for path, wanted in {
        "/till": 401,
        "/setup": 200,
        "/_stcore/health": 200,
        "/dashboard": 401,
        "/people": 401,
    }.items():
        assert visits.status("nobody", "GET", path) == wanted, path
    assert visits.status("nobody", "GET", "/api/v1/tills") == 401
    person_of(store, BuiltInRole.OWNER)
    assert [visits.status("nobody", "GET", path) for path in ("/setup", "/_stcore/health")] == [401, 401]


def test_the_pages_are_for_those_for_whom_they_were_written_down_by_hand(visits: Visits) -> None:
    found = {path: {role for role in ROLES_OF_PEOPLE if visits.status(role, "GET", path) == 200} for path in BY_HAND}
    assert found == BY_HAND


def test_what_has_no_row_nobody_reaches(visits: Visits) -> None:
    for who in visits.cookies:
        for path in ("/api/v1/secret", "/_stcore/metrics", "/admin", "/api/v1/till/1/../../x"):
            assert visits.status(who, "GET", path) == 404, (who, path)


def test_a_person_is_sent_to_sign_in_or_told_whom_to_ask_and_a_program_gets_a_problem(visits: Visits) -> None:
    visits.http.cookies.clear()
    page = visits.http.get("/dashboard?day=2026-11-26", headers={"accept": "text/html"})
    assert (page.status_code, page.headers["location"]) == (303, "/sign-in?next=/dashboard%3Fday%3D2026-11-26")
    program = visits.http.get("/api/v1/tills")
    assert (program.status_code, program.json()["code"]) == (401, "sign_in_needed")
    visits.http.cookies.update(visits.cookies[BuiltInRole.SALES_ASSISTANT])
    refused = visits.http.get("/dashboard", headers={"accept": "text/html", "accept-language": "en"})
    assert refused.status_code == 403
    assert "This may be done by: Eva, Maria, Nils, Olof." in refused.text
    assert visits.http.get("/", headers={"accept": "text/html"}).status_code == 200
    visits.http.cookies.clear()
    visits.http.cookies.update(visits.cookies[BuiltInRole.BOOKKEEPER])
    first = visits.http.get("/", headers={"accept": "text/html"})
    assert (first.status_code, first.headers["location"]) == (303, "/dashboard")
