"""The bare address of a server: where nobody can sign in yet it leads to where a shop is made."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from app.route_rules import RULES
from app.web.gate.gate import GateMiddleware
from app.web.gate.visitors import Visitors
from models.access.permission import BuiltInRole
from operations.access.secrets import set_password
from store.database.engine import Store
from tests.app.office_sessions import person_of
from tests.builders import AT, OFFICE_ACTOR, small_shop


def first_address(store: Store, **headers: str) -> tuple[int, str]:
    """Where a browser is sent that opens the bare address in English."""

    async def served(_request: Request) -> PlainTextResponse:
        return PlainTextResponse("")

    inner = Starlette(routes=[Route("/", served)])
    http = TestClient(GateMiddleware(inner, RULES, Visitors(lambda: store), "sv"), follow_redirects=False)
    answer = http.get("/?lang=en", headers={"accept": "text/html", **headers})
    return answer.status_code, answer.headers.get("location", "")


def test_without_a_shop_and_without_a_person_it_leads_to_the_setup_and_afterwards_to_the_sign_in(
    sqlite_store: Store,
) -> None:
    assert first_address(sqlite_store) == (303, "/setup?lang=en")
    small_shop(sqlite_store)
    assert first_address(sqlite_store) == (303, "/setup?lang=en")
    owner = person_of(sqlite_store, BuiltInRole.OWNER)
    set_password(sqlite_store, OFFICE_ACTOR, owner.code, "three green boats sail home", at=AT)
    assert first_address(sqlite_store) == (303, "/sign-in?next=/%3Flang%3Den")
