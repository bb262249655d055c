"""An address that the server does not have is answered as such, and the state of the shop has a short one."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from app.web.addresses import FOLDERS, PAGES, AddressesMiddleware


async def everything(request: Request) -> PlainTextResponse:
    """Whatever is asked for is there, as in Streamlit."""
    return PlainTextResponse(f"{request.url.path}?{request.url.query}")


http = TestClient(AddressesMiddleware(Starlette(routes=[Route("/{path:path}", everything)]), language="en"))
BROWSER = {"accept": "text/html,application/xhtml+xml"}


@pytest.mark.parametrize("path", ["/kasa", "/dashbord", "/dashboard/2", "/till/x", "/admin.php", "/healthz", "/.env"])
def test_an_unknown_address_is_not_found(path: str) -> None:
    assert http.get(path, headers=BROWSER).status_code == 404
    reply = http.get(path)
    assert (reply.status_code, reply.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("path", "language", "text"),
    [
        ("/kasa", "sv-SE,sv", "Sidan finns inte"),
        ("/kasa", "en-GB", "There is no such page"),
        ("/kasa?lang=sv", "en-GB", "Sidan finns inte"),
    ],
)
def test_the_page_speaks_the_visitors_language(path: str, language: str, text: str) -> None:
    reply = http.get(path, headers={**BROWSER, "accept-language": language})
    assert f"<h1>{text}</h1>" in reply.text
    assert "href='/'" in reply.text


@pytest.mark.parametrize("language", ["sv", "en"])
def test_without_a_wish_the_page_speaks_the_shops_language(language: str) -> None:
    shop = TestClient(AddressesMiddleware(Starlette(), language=language))
    text = shop.get("/kasa", headers={**BROWSER, "accept-language": ""}).text
    assert ("Sidan finns inte" in text) is (language == "sv")


@pytest.mark.parametrize("path", [*sorted(PAGES), "/till/", "/favicon.png", *(f"{folder}x.js" for folder in FOLDERS)])
def test_what_there_is_passes(path: str) -> None:
    assert http.get(path, headers=BROWSER).text.startswith(path)


@pytest.mark.parametrize("path", ["/health", "/health/"])
def test_the_state_of_the_shop_has_a_short_address(path: str) -> None:
    assert http.get(f"{path}?till=2").text == "/api/v1/health?till=2"
