"""A member signs in to the web shop with a link that was sent by e-mail, and stays signed in for a while. Pure.

There is no password: whoever reads the e-mails of a member's address is that member. A link opens once, and soon.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from models.errors import Refused

#: So long a link opens, and so long a browser stays signed in.
LINK_OPENS, STAYS_IN = timedelta(minutes=20), timedelta(days=30)
#: So many links go to one member, and so many of the whole shop, in so long a time.
LINKS_MAX, SHOP_LINKS_MAX, LINKS_TIME = 3, 300, timedelta(hours=1)
#: No more members with one address get a link each.
SAME_ADDRESS_MAX = 3
#: So many signs has the signature of a link: 128 bits.
SIGNATURE_SIGNS = 32

_FORM = re.compile(r"(\d{1,19})-([0-9a-f]{32})", re.ASCII)


class SignInLinkEnded(Refused):
    """A link that is too old, was opened before, or is none."""

    code = "sign_in_link_ended"
    text = (
        "This link opens nothing any more: each works once, and for a short time. Nothing was opened; ask for another."
    )


class NotSignedInAsMember(Refused):
    """Something of a member in a browser that is not signed in, or no longer."""

    code = "not_signed_in_as_member"
    text = "You are not signed in any more. Nothing was changed; ask for a link by e-mail and try again."


@dataclass(frozen=True, slots=True)
class MemberSignIn:
    """A link for a member, and what it became: ``origin`` is the web shop's address, ``language`` that of the e-mail.

    ``session`` is the SHA-256 of the browser's secret once the link was opened, at ``opened_at``.
    """

    id: int
    member: str
    origin: str
    language: str
    asked_at: datetime
    session: str | None = None
    opened_at: datetime | None = None

    @property
    def signed_text(self) -> str:
        """What the signature of the link is made of: a number that comes again after a restore signs another text."""
        return f"{self.id}:{self.member}:{self.asked_at.astimezone(UTC).isoformat()}"

    def opens(self, at: datetime) -> bool:
        """Whether the link signs somebody in now."""
        return self.session is None and timedelta() <= at - self.asked_at < LINK_OPENS

    def is_in(self, at: datetime) -> bool:
        """Whether the browser that opened it is signed in now."""
        return self.opened_at is not None and timedelta() <= at - self.opened_at < STAYS_IN


def link_text(sign_in_id: int, signature: str) -> str:
    """The end of a link's address.

    >>> link_text(7, "0" * 32)
    '7-00000000000000000000000000000000'
    """
    return f"{sign_in_id}-{signature}"


def parse_link(text: str) -> tuple[int, str]:
    """The number and the signature of a link, which may be from anybody; raises :class:`SignInLinkEnded`."""
    match = _FORM.fullmatch(text)
    if match is None:
        raise SignInLinkEnded
    return int(match[1]), match[2]
