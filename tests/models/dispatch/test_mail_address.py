"""Addresses: what may be written to, and how one is shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.dispatch.mail_address import WrongMailAddress, mask_address, parse_address

GOOD = ("anna@example.com", "a.b+kvitto@sub.example.co.uk", "o'brien@example.se", "x@xn--rksmrgs-5wao1o.se")
BAD = (
    *("", "anna", "anna@", "@example.com", "anna@example", "anna@@example.com", "anna berg@example.com"),
    *("anna@example.com, bo@example.com", "anna@example.com;bo@example.com", "Anna <anna@example.com>"),
    *("anna@example.com\r\nBcc: bo@example.com", "anna@example.com\n", "\tanna@example.com", "anna@exa\0mple.com"),
    *("anna.@example.com", ".anna@example.com", "an..na@example.com", "anna@-example.com", "anna@example-.com"),
    *("anna@[127.0.0.1]", "anna@127.0.0.1", '"anna"@example.com', "anna@exämple.com", "ånna@example.com"),
    *(f"{'a' * 65}@example.com", f"a@{'b' * 64}.com", f"a@{'.'.join(['b' * 60] * 5)}.com"),
    *("anna@example.com\u2028", "anna\N{FULLWIDTH COMMERCIAL AT}example.com", "RCPT TO:<anna@example.com>"),
)


@pytest.mark.parametrize("text", GOOD)
def test_an_address_is_taken_without_the_spaces_around_it(text: str) -> None:
    assert parse_address(f"  {text} ") == text


@pytest.mark.parametrize("text", BAD)
def test_what_is_not_one_plain_address_is_refused(text: str) -> None:
    with pytest.raises(WrongMailAddress):
        parse_address(text)


@given(
    st.text(max_size=30),
    st.sampled_from(["\r", "\n", "\0", " ", ",", "<", ">", "\x85", "\u2028"]),
    st.text(max_size=30),
)
def test_no_address_has_a_sign_that_ends_a_header(before: str, sign: str, after: str) -> None:
    text = f"{before}a{sign}b{after}@example.com"
    with pytest.raises(WrongMailAddress):
        parse_address(text)


def test_a_shown_address_names_nobody() -> None:
    assert mask_address("anna.berg@tele.example.se") == "a…@t….se"
    assert "berg" not in mask_address("anna.berg@berg.se")
