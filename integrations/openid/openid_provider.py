"""An OpenID Connect provider: where it sends people to sign in, and what it then proves of them.

Source: OpenID Connect Core 1.0 (sections 3.1.2 and 3.1.3), OpenID Connect Discovery 1.0 (section 4), RFC 7636 (PKCE),
RFC 9207 (issuer in the answer). It is asked only while somebody signs in.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx2

from integrations.openid.id_token import Expected, read_id_token
from integrations.openid.openid_faults import OpenidRefused, OpenidUnavailable
from models.errors import Reason

DISCOVERY = "/.well-known/openid-configuration"
#: For a connection, and for an answer.
CONNECT_S, ANSWER_S = 3, 6
ANSWER_BYTES_MAX = 256 * 1024
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_OK = 200


@dataclass(frozen=True, slots=True)
class OpenidOptions:
    """The provider (its issuer), what it calls this shop, and where it sends people back."""

    issuer: str
    client_id: str
    secret: str = field(repr=False)
    back: str

    @property
    def host(self) -> str:
        """The provider's name, for people."""
        return urlsplit(self.issuer).netloc


@dataclass(frozen=True, slots=True)
class Challenge:
    """What binds an answer to the browser that asked: three random texts."""

    state: str
    nonce: str
    verifier: str

    @property
    def code_challenge(self) -> str:
        """The SHA-256 of the verifier (RFC 7636, section 4.2).

        >>> Challenge("", "", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk").code_challenge
        'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
        """
        digest = hashlib.sha256(self.verifier.encode("ascii")).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


class OpenidProvider:
    """Asks one provider; each method raises :class:`OpenidUnavailable` or :class:`OpenidRefused`."""

    def __init__(self, options: OpenidOptions) -> None:
        self._options = options

    def address(self, challenge: Challenge) -> str:
        """Where the browser goes, so that the person signs in there."""
        with self._client() as client:
            document = self._discover(client)
        query = {
            "response_type": "code",
            "client_id": self._options.client_id,
            "redirect_uri": self._options.back,
            "scope": "openid email",
            "state": challenge.state,
            "nonce": challenge.nonce,
            "code_challenge": challenge.code_challenge,
            "code_challenge_method": "S256",
        }
        address = self._endpoint(document, "authorization_endpoint")
        return f"{address}{'&' if urlsplit(address).query else '?'}{urlencode(query)}"

    def email(self, code: str, challenge: Challenge) -> str:
        """The e-mail address that the provider has verified of whoever brought this code."""
        with self._client() as client:
            document = self._discover(client)
            answer = self._exchange(client, self._endpoint(document, "token_endpoint"), code, challenge)
            keys = self._ask(client, "GET", self._endpoint(document, "jwks_uri"))
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise OpenidUnavailable(self._options.host, "no id token")
        expected = Expected(self._options.issuer, self._options.client_id, challenge.nonce)
        return read_id_token(token, keys, expected)

    def _discover(self, client: httpx2.Client) -> Mapping[str, Any]:
        document = self._ask(client, "GET", self._options.issuer.rstrip("/") + DISCOVERY)
        if document.get("issuer") != self._options.issuer:
            raise OpenidRefused(Reason("openid_issuer", "it comes from another service than the one that was chosen"))
        return document

    def _endpoint(self, document: Mapping[str, Any], name: str) -> str:
        """An address of the provider's: encrypted, unless the provider itself is on this machine."""
        address = document.get(name)
        if not isinstance(address, str) or not is_safe_address(address):
            raise OpenidUnavailable(self._options.host, f"no safe {name}")
        return address

    def _exchange(self, client: httpx2.Client, address: str, code: str, challenge: Challenge) -> Mapping[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._options.back,
            "client_id": self._options.client_id,
            "code_verifier": challenge.verifier,
        }
        if self._options.secret:
            form["client_secret"] = self._options.secret
        try:
            return self._ask(client, "POST", address, form)
        except _RefusedCode as error:
            why = Reason("openid_code", "its code is not good, or not any more")
            raise OpenidRefused(why) from error

    def _client(self) -> httpx2.Client:
        return httpx2.Client(timeout=httpx2.Timeout(ANSWER_S, connect=CONNECT_S), follow_redirects=False)

    def _ask(
        self, client: httpx2.Client, method: str, address: str, form: Mapping[str, str] | None = None
    ) -> Mapping[str, Any]:
        try:
            with client.stream(method, address, data=form, headers={"accept": "application/json"}) as response:
                if form is not None and response.status_code in {400, 401}:
                    raise _RefusedCode
                if response.status_code != _OK:
                    raise OpenidUnavailable(self._options.host, f"status {response.status_code}")
                body = bytearray()
                for part in response.iter_bytes():
                    body += part
                    if len(body) > ANSWER_BYTES_MAX:
                        raise OpenidUnavailable(self._options.host, "an answer without end")
            read = httpx2.Response(_OK, content=bytes(body)).json()
        except (httpx2.TransportError, httpx2.DecodingError, httpx2.InvalidURL, ValueError) as error:
            raise OpenidUnavailable(self._options.host, type(error).__name__) from error
        if not isinstance(read, dict):
            raise OpenidUnavailable(self._options.host, "no record")
        return read


class _RefusedCode(Exception):
    """The provider did not take the code."""


def is_safe_address(address: str) -> bool:
    """Whether nobody between reads or changes what is sent to an address.

    >>> (
    ...     is_safe_address("https://id.example"),
    ...     is_safe_address("http://127.0.0.1:9"),
    ...     is_safe_address("http://id.example"),
    ... )
    (True, True, False)
    """
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK))
