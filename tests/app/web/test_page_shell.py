"""Every reply carries its headers, and our scripts come first in the page."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import pytest
import streamlit
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from app.web.page_shell import HEADERS, ShellMiddleware
from app.web.page_words import PREFIX
from app.words import words_of

STREAMLIT_SCRIPTS = Path(streamlit.__file__).parent / "static" / "static" / "js"
PAGE = (
    "<!DOCTYPE html><html><head><script>window.ready = false</script>"
    "<script type=module src=x.js></script></head><body></body></html>"
)


LINK = b'<link rel="modulepreload" href="/x.js">'


async def page(_request: Request) -> HTMLResponse:
    return HTMLResponse(PAGE, headers={"etag": "x", "last-modified": "Mon, 23 Nov 2026 05:00:00 GMT"})


async def in_parts(_request: Request) -> StreamingResponse:
    return StreamingResponse(iter([PAGE[:20], PAGE[20:50], PAGE[50:]]), media_type="text/html")


async def data(_request: Request) -> Response:
    return Response(b"{}", media_type="application/json", headers={"cache-control": "public"})


http = TestClient(
    ShellMiddleware(
        Starlette(
            routes=[
                Route("/", page),
                Route("/parts", in_parts),
                Route("/api/v1/x", data),
                Route("/kassa/wedge.js", data),
                Route("/_stcore/bidi-components/kassa.till/till.js", data),
            ]
        ),
        language="en",
        head_of=lambda path: LINK if path == "/" else b"",
    )
)


def test_our_script_is_the_first_thing_in_the_head() -> None:
    for path in ("/", "/parts"):
        reply = http.get(path)
        assert re.search(r'<head><script src="/kassa/wedge\.js"></script>', reply.text)
        assert int(reply.headers["content-length"]) == len(reply.content)


def test_what_a_page_adds_comes_last_in_its_head() -> None:
    assert f"{LINK.decode()}</head>" in http.get("/").text
    assert LINK.decode() not in http.get("/parts").text, "another page has none of it"


@pytest.mark.parametrize(
    ("path", "headers", "language"),
    [
        ("/", {}, "en"),
        ("/", {"accept-language": "sv-SE,en;q=0.5"}, "sv"),
        ("/", {"accept-language": "sv", "cookie": "kassa_language=en"}, "en"),
        ("/parts?lang=sv", {"accept-language": "en", "cookie": "kassa_language=en"}, "sv"),
        ("/?lang=xx", {"cookie": 'kassa_language="><script>'}, "en"),
    ],
)
def test_the_page_says_in_which_language_it_speaks(path: str, headers: dict[str, str], language: str) -> None:
    assert f'<!DOCTYPE html><html lang="{language}"><head>' in http.get(path, headers=headers).text


def test_a_page_into_which_we_write_is_never_taken_from_a_cache() -> None:
    reply = http.get("/", headers={"if-none-match": "x"})
    assert reply.status_code == 200
    assert "etag" not in reply.headers
    assert "last-modified" not in reply.headers


def test_every_reply_carries_the_headers() -> None:
    for path in ("/", "/api/v1/x", "/nothing.png"):
        reply = http.get(path)
        assert {name: reply.headers[name] for name in HEADERS} == HEADERS
        policy = reply.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy
        assert "'unsafe-eval'" not in policy
        assert "script-src 'self'" in policy
        assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]


def test_the_pages_own_inline_script_is_allowed_by_its_contents_only() -> None:
    digest = base64.b64encode(hashlib.sha256(b"window.ready = false").digest()).decode()
    assert f"'sha256-{digest}'" in http.get("/").headers["content-security-policy"]
    assert "sha256" not in http.get("/api/v1/x").headers["content-security-policy"]


def test_files_that_change_with_kassa_are_asked_for_anew() -> None:
    for path in ("/kassa/wedge.js", "/_stcore/bidi-components/kassa.till/till.js"):
        assert http.get(path).headers.get_list("cache-control") == ["no-cache"]
    assert http.get("/api/v1/x").headers["cache-control"] == "public"


def test_the_page_brings_the_words_of_its_language() -> None:
    swedish, english = (http.get(f"/?lang={language}").text for language in ("sv", "en"))
    assert "Ingen kontakt med Kassas server" in swedish
    assert "Ladda ner som CSV" in swedish
    assert "No contact with the Kassa server" in english
    assert 'name="kassa-words" content="{}"' in english, "Streamlit speaks English already"


def test_the_words_are_those_that_streamlit_writes() -> None:
    """A text that a new version of Streamlit no longer has would never be found and translated."""
    scripts = "".join(path.read_text() for path in STREAMLIT_SCRIPTS.glob("*.js"))
    texts = [str(text) for text in words_of("en").under(PREFIX).values()]
    missing = [text for text in texts if f"`{text}`" not in scripts and not is_joined(text, scripts)]
    assert missing == []


def is_joined(text: str, scripts: str) -> bool:
    """Whether Streamlit joins a text of a beginning and one of several ends, as "Press Enter to ", or a value."""
    if "{what}" in text:
        before, after = (re.escape(part) for part in text.split("{what}"))
        return re.search(f"`{before}\\$\\{{.{{1,40}}?\\}}{after}`", scripts) is not None
    begin, _, end = text.partition(" to ")
    return f"`{begin} to $" in scripts and f"`{end}`" in scripts
