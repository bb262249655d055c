"""Why nobody is signed in by a service."""

from __future__ import annotations

from models.errors import Reason, Refused, Unavailable


class OpenidRefused(Refused):
    """What came back from the service proves nothing."""

    code = "openid_refused"
    text = (
        "The answer of the sign-in service is not accepted: {why}. Nobody was signed in; begin again, or sign in with "
        "name and password."
    )

    why: Reason


class OpenidUnavailable(Unavailable):
    """The service does not answer, or not as such a service does."""

    code = "openid_unavailable"
    text = (
        "The sign-in service at {host} does not answer as it should ({detail}). Nobody was signed in; try again, or "
        "sign in with name and password."
    )

    host: str
    detail: str
