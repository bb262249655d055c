"""A small OpenID Connect provider on this machine: discovery, keys, a page that signs in at once, and tokens.

It checks what a provider checks (client, secret, address to come back to, PKCE, that a code is used once), and does
wrong what a test wants.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "kassa-test", "a secret of the test"
_KID = "k1"


@dataclass
class OpenidWorld:
    """What the provider knows, and how it errs: ``claims`` are put over those of a right token."""

    address: str = ""
    email: str = "maria@example.com"
    claims: dict[str, Any] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    document: dict[str, Any] = field(default_factory=dict)
    signs_with: rsa.RSAPrivateKey | None = None
    algorithm: str = "RS256"
    is_down: bool = False
    keeps_codes: bool = False
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)

    def sign_in(self, address: str) -> str:
        """What the provider's page does with a browser that was sent to it: it sends it back with a code."""
        asked = dict(parse_qsl(urlsplit(address).query))
        assert address.startswith(f"{self.address}/authorize?")
        assert (asked["client_id"], asked["response_type"], asked["scope"]) == (CLIENT, "code", "openid email")
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state'], 'iss': self.address})}"

    def read(self, path: str) -> tuple[int, dict[str, Any]]:
        """The answer to a request that only reads."""
        if path == "/.well-known/openid-configuration":
            document = {name: f"{self.address}/{name}" for name in ("token_endpoint", "jwks_uri")}
            document |= {"issuer": self.address, "authorization_endpoint": f"{self.address}/authorize"}
            return 200, document | self.document
        if path == "/jwks_uri":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
            return 200, {"keys": [public | {"kid": _KID, "use": "sig", "alg": "RS256"}]}
        return 404, {}

    def exchange(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """A token for a code, once."""
        code = form.get("code", "")
        asked = self.codes.get(code) if self.keeps_codes else self.codes.pop(code, None)
        verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        fits = (
            asked is not None
            and form.get("client_secret") == SECRET
            and form.get("redirect_uri") == asked["redirect_uri"]
            and base64.urlsafe_b64encode(verifier).rstrip(b"=").decode() == asked["code_challenge"]
        )
        if not fits or asked is None:
            return 400, {"error": "invalid_grant"}
        return 200, {"id_token": self._token(asked["nonce"]), "access_token": "x", "token_type": "Bearer"}

    def _token(self, nonce: str) -> str:
        now = int(datetime.now(UTC).timestamp())
        claims = {"iss": self.address, "aud": CLIENT, "sub": "1", "iat": now, "exp": now + 300, "nonce": nonce}
        claims |= {"email": self.email, "email_verified": True} | self.claims
        claims = {name: value for name, value in claims.items() if name not in self.without}
        key: Any = {"none": None, "HS256": "only a text of thirty-two signs or more"}.get(
            self.algorithm, self.signs_with or self.key
        )
        return jwt.encode(claims, key, self.algorithm, headers={"kid": _KID})


@contextmanager
def openid_world() -> Iterator[OpenidWorld]:
    """The provider while a test runs."""
    world = OpenidWorld()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(*world.read(self.path))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            self._answer(*world.exchange({name: values[0] for name, values in parse_qs(body).items()}))

        def _answer(self, status: int, answer: dict[str, Any]) -> None:
            world.requests.append(self.path)
            body = json.dumps(answer).encode()
            self.send_response(500 if world.is_down else status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Write no log."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    world.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield world
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
