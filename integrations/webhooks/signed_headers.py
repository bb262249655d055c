"""The signature of a webhook: HMAC-SHA256 over id, instant and body.

Source: Standard Webhooks 1.0.0, "Signature scheme": symmetric, ``v1``, secrets in base64 after ``whsec_``.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime

SECRET_PREFIX = "whsec_"  # noqa: S105 - the beginning of every secret


def sign(secret: str, event_id: str, at: datetime, body: str) -> str:
    """The signature of a message at an instant.

    The worked example of the standard's reference libraries:

    >>> from datetime import UTC
    >>> at = datetime.fromtimestamp(1614265330, UTC)
    >>> sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", at, '{"test": 2432232314}')
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    """
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    signed = f"{event_id}.{int(at.timestamp())}.{body}".encode()
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def signed_headers(secrets: Sequence[str], event_id: str, at: datetime, body: str) -> dict[str, str]:
    """The headers of a message; with two secrets a receiver that has either takes it."""
    return {
        "webhook-id": event_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(sign(each, event_id, at, body) for each in secrets),
    }
