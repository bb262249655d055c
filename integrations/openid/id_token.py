"""Reading an ID token: only one that this provider signed for this shop, for this browser, now.

Source: OpenID Connect Core 1.0, section 3.1.3.7.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt

from integrations.openid.openid_faults import OpenidRefused
from models.errors import Reason

#: Signatures with a public key alone: nobody who only knows the shop's secret, or no key at all, makes a token.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA")
#: So far clocks may be apart.
LEEWAY_S = 60
_REQUIRED = ("exp", "iat", "aud", "iss", "sub")

_UNSIGNED = Reason("openid_signature", "its signature is not that of the service")
_REASONS: tuple[tuple[type[jwt.PyJWTError], Reason], ...] = (
    (jwt.ExpiredSignatureError, Reason("openid_expired", "its time is over")),
    (jwt.ImmatureSignatureError, Reason("openid_early", "its time has not come; look at the clock of this machine")),
    (jwt.InvalidAudienceError, Reason("openid_audience", "it is for another program")),
    (jwt.InvalidIssuerError, Reason("openid_issuer", "it comes from another service than the one that was chosen")),
    (jwt.MissingRequiredClaimError, Reason("openid_incomplete", "a part of it is missing")),
)


@dataclass(frozen=True, slots=True)
class Expected:
    """Who must have signed, for whom, and the random text that this browser's sign-in began with."""

    issuer: str
    client_id: str
    nonce: str


def read_id_token(token: str, keys: Mapping[str, Any], expected: Expected) -> str:
    """The verified e-mail address in a token; ``keys`` is the provider's JWK set. Raises :class:`OpenidRefused`."""
    claims = _verified_claims(token, keys, expected)
    if claims.get("nonce") != expected.nonce:
        raise OpenidRefused(Reason("openid_nonce", "it answers another sign-in"))
    audience = claims["aud"]
    for_several = isinstance(audience, list) and len(audience) > 1
    if (for_several or "azp" in claims) and claims.get("azp") != expected.client_id:
        raise OpenidRefused(Reason("openid_audience", "it is for another program"))
    email = claims.get("email")
    if not isinstance(email, str) or not email or claims.get("email_verified") is not True:
        raise OpenidRefused(Reason("openid_unverified", "the service has not verified the e-mail address"))
    return email


def _verified_claims(token: str, keys: Mapping[str, Any], expected: Expected) -> Mapping[str, Any]:
    try:
        header = jwt.get_unverified_header(token)
        key = _key_of(header.get("kid"), keys)
        return jwt.decode(
            token,
            key,
            algorithms=list(ALGORITHMS),
            audience=expected.client_id,
            issuer=expected.issuer,
            leeway=LEEWAY_S,
            options={"require": list(_REQUIRED)},
        )
    except jwt.PyJWTError as error:
        why = next((reason for kind, reason in _REASONS if isinstance(error, kind)), _UNSIGNED)
        raise OpenidRefused(why) from error


def _key_of(kid: object, keys: Mapping[str, Any]) -> jwt.PyJWK:
    """The key that a token names; a token that names none is signed with the only one that there is."""
    every = jwt.PyJWKSet.from_dict(dict(keys)).keys
    fitting = [each for each in every if kid is None or each.key_id == kid]
    if len(fitting) != 1:
        raise jwt.InvalidKeyError("no such key")
    return fitting[0]
