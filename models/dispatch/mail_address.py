"""E-mail addresses: what may be written to, and how an address is shown without naming anybody.

Source: RFC 5321 section 4.1.2 and 4.5.3.1, of the forms that people have: no quotes, no comments, no address literals.
"""

from __future__ import annotations

import re

from models.errors import Refused

ADDRESS_LENGTH_MAX, LOCAL_LENGTH_MAX = 254, 64
_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"({_LOCAL})@((?:{_LABEL}\.)+(?=[^.]*[A-Za-z]){_LABEL})")


class WrongMailAddress(Refused):
    """A text is no e-mail address."""

    code = "wrong_mail_address"
    text = "That is no e-mail address. Nothing was sent; it looks like name@example.com."


def parse_address(text: str) -> str:
    """The address in a text, without the spaces around it; raises :class:`WrongMailAddress`.

    One address and nothing else: a second one, a name, a line break or a control character is refused.

    >>> parse_address(" anna@example.com ")
    'anna@example.com'
    """
    address = text.strip(" ")
    match = _ADDRESS.fullmatch(address) if len(address) <= ADDRESS_LENGTH_MAX else None
    if match is None or len(match[1]) > LOCAL_LENGTH_MAX:
        raise WrongMailAddress
    return address


def mask_address(address: str) -> str:
    """An address by which its owner knows it again and nobody else.

    >>> mask_address("anna.berg@example.com")
    'a…@e….com'
    """
    local, _, domain = address.partition("@")
    return f"{local[:1]}…@{domain[:1]}….{domain.rpartition('.')[2]}"
