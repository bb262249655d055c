"""The pages with which one signs in, in process, over a real shop, behind the gate and what looks at origins."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from httpx2 import Response
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from app.route_rules import RULES
from app.web.access import AccessMiddleware
from app.web.gate.gate import GateMiddleware
from app.web.gate.rule import form_paths, page_paths
from app.web.gate.visitors import Visitors
from app.web.sign_in.account_pages import AccountPages
from app.web.sign_in.openid_pages import OpenidPages
from app.web.sign_in.sign_in_pages import SignInPages
from integrations.openid.openid_provider import OpenidOptions
from models.access.permission import BuiltInRole
from operations.access.secrets import set_password
from store.access.secrets import InstallationSecret
from store.database.engine import Store
from tests.app.office_sessions import person_of
from tests.builders import OFFICE_ACTOR, small_shop

PASSWORD = "three green boats sail home"
OWN = {"origin": "http://testserver", "accept": "text/html", "accept-language": "en"}


class Browser:
    """A browser that fills in the forms of the pages; ``store`` is that of the shop."""

    def __init__(
        self, store: Store, folder: Path, openid: Callable[[str], OpenidOptions | None] = lambda _: None
    ) -> None:
        async def page(request: Request) -> PlainTextResponse:
            return PlainTextResponse(request.state.signed_in.operator.code)

        self.store, visitors, installation = store, Visitors(lambda: store), InstallationSecret(folder)
        options = openid("http://testserver")
        service = options.host if options else ""
        pages = SignInPages(lambda: store, installation, visitors, "sv", page_paths(RULES), service=service)
        openid_pages = OpenidPages(pages, openid)
        account = AccountPages(lambda: store, installation, visitors, "sv")
        inner = Starlette(
            routes=[*pages.routes(), *openid_pages.routes(), *account.routes(), Route("/dashboard", page)]
        )
        gate = GateMiddleware(inner, RULES, visitors, "sv")
        app = AccessMiddleware(gate, hosts=["testserver"], forms=form_paths(RULES))
        self.visitors, self.installation = visitors, installation
        self.http = TestClient(app, base_url="http://testserver", follow_redirects=False)
        self.app = app

    def another(self, base_url: str = "http://testserver") -> TestClient:
        """Another browser at the same server."""
        return TestClient(self.app, base_url=base_url, follow_redirects=False)

    def get(self, path: str) -> Response:
        return self.http.get(path, headers=OWN)

    def send(self, page: str, to: str | None = None, **fields: str) -> Response:
        """Open a page and send a form of it, with its token."""
        hidden = re.search(r'name="token" value="([^"]+)"', self.get(page).text)
        token = hidden[1] if hidden else self.http.cookies["kassa_form"]  # a page may have no form at the moment
        return self.http.post(to or page, data={"token": token, **fields}, headers=OWN)

    def sign_in(self, name: str = "maria", password: str = PASSWORD, **fields: str) -> Response:
        return self.send("/sign-in", name=name, password=password, **fields)

    def who(self) -> str | None:
        """Whom the pages of the back office know, ``None`` if nobody."""
        self.visitors.forget()
        reply = self.get("/dashboard")
        return reply.text if reply.status_code == 200 else None


@pytest.fixture
def browser(sqlite_store: Store, tmp_path: Path) -> Browser:
    """Maria, the manager, has a password."""
    store = small_shop(sqlite_store)
    maria = person_of(store, BuiltInRole.MANAGER)
    set_password(store, OFFICE_ACTOR, maria.code, PASSWORD, at=datetime.now(UTC))
    return Browser(store, tmp_path / "keys")
