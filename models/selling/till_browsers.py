"""The browsers of a till: each has a random id, and numbers its events."""

from __future__ import annotations

from datetime import timedelta

from models.errors import Refused

#: In such a time a till hears so many browsers at most; a shop has a few.
BROWSERS_TIME, BROWSERS_MAX = timedelta(hours=1), 1000


class TooManyBrowsers(Refused):
    """Somebody makes up browsers without end."""

    code = "too_many_browsers"
    text = (
        "{browsers} browsers used this till within an hour, and no new one is taken before some of them have been "
        "quiet for that long. Nothing was changed. Go on in a window that is open already."
    )

    browsers: int


def check_browsers(browsers: int) -> None:
    """Raise :class:`TooManyBrowsers` if a new one may not come to so many of the last hour."""
    if browsers >= BROWSERS_MAX:
        raise TooManyBrowsers(browsers)
