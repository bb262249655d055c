"""After signing in nobody is sent to another site, whatever the address asks for."""

from __future__ import annotations

import pytest

from app.web.sign_in.way_back import WAY_BACK_LENGTH_MAX, safe_way_back

PAGES = {"/", "/till", "/dashboard"}


@pytest.mark.parametrize(
    "asked",
    [
        "https://evil.example/dashboard",
        "//evil.example/dashboard",
        "///evil.example/dashboard",
        "/\\evil.example",
        "\\\\evil.example/dashboard",
        "javascript:alert(1)",
        "/dashboard\r\nset-cookie: x=1",
        "/dashboard\x00",
        " //evil.example",
        "/%2f%2fevil.example",
        "/dashboard@evil.example",
        "http:/dashboard",
        "/unknown",
        "/sign-out",
        "",
        "dashboard",
        "/dashboard?" + "x" * WAY_BACK_LENGTH_MAX,
        "/dashboard?ö",
        "http://[::1/dashboard",
    ],
)
def test_anything_but_a_page_of_ours_is_the_first_page(asked: str) -> None:
    assert safe_way_back(asked, PAGES) == "/"


@pytest.mark.parametrize("asked", ["/", "/till", "/till?till=2", "/dashboard?day=2026-11-26&by=net"])
def test_control_our_own_pages_are_returned_to_with_their_query(asked: str) -> None:
    assert safe_way_back(asked, PAGES) == asked
