"""What the routes of a till are given: the signed-in operator as the actor, at the till that the browser is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Path, Request

from app.counter.open_counter import Counter
from app.till.server.presence import SESSION_COOKIE, TILL_COOKIE, Presence
from app.web.request_parts import At, CounterOf, NumberOfAddress
from models.access.actor import Actor, Approval
from models.access.session import SignedIn
from models.errors import Refused
from models.shop import DEVICE_ID_MAX
from store import shop

TillId = Annotated[NumberOfAddress, Path(ge=1, le=DEVICE_ID_MAX)]


class BrowserNotEnrolled(Refused):
    """The browser is no till; ``is_demo`` tells that the shop is one to try."""

    code = "browser_not_enrolled"
    text = (
        "This browser is no till of the shop, or no longer. Nothing was changed; baskets are safe. Get a code from the "
        "back office or with 'kassa till enrol' and type it here."
    )

    is_demo: bool


class OtherTill(Refused):
    """The browser is another till than the one that is asked for."""

    code = "other_till"
    text = "This browser is till {enrolled_id}, not till {till_id}. Nothing was changed; work at till {enrolled_id}."

    till_id: int
    enrolled_id: int


class NobodySignedIn(Refused):
    """Nobody is signed in at the till, or no longer."""

    code = "nobody_signed_in"
    text = "Nobody is signed in at this till. Nothing was changed; the basket is safe. Sign in with your PIN."


@dataclass(frozen=True, slots=True)
class AtTill:
    """Who asks at a till: the operator who is signed in there."""

    till_id: int
    signed_in: SignedIn

    def actor(self, approval: Approval | None = None) -> Actor:
        """The operator, as operations know them."""
        return self.signed_in.actor(approval)


def presence_of(request: Request) -> Presence:
    """The server's knowledge of who is at its tills."""
    presence = request.app.state.presence
    assert isinstance(presence, Presence), "whoever made the interface put it there"
    return presence


PresenceOf = Annotated[Presence, Depends(presence_of)]


def enrolled_till(till_id: TillId, request: Request, counter: CounterOf, presence: PresenceOf, at: At) -> int:
    """The till that is asked for, if the browser is enrolled as it.

    Raises :class:`BrowserNotEnrolled`, :class:`OtherTill` or what :func:`store.shop.get_station` raises.
    """
    enrolled = presence.enrolled_till(counter.store, request.cookies.get(TILL_COOKIE, ""), at)
    if enrolled == till_id:
        return till_id
    with counter.store.view() as view:
        station = shop.get_station(view, till_id)
    if enrolled is None:
        raise BrowserNotEnrolled(station.shop.is_demo)
    raise OtherTill(till_id, enrolled)


EnrolledTill = Annotated[int, Depends(enrolled_till)]


def find_operator(till_id: int, request: Request, counter: Counter, at: datetime) -> SignedIn | None:
    """Who is signed in at the till in this browser."""
    signed_in = presence_of(request).operator(counter.store, request.cookies.get(SESSION_COOKIE, ""), at)
    return signed_in if signed_in is not None and signed_in.session.device_id == till_id else None


def at_till(till_id: EnrolledTill, request: Request, counter: CounterOf, at: At) -> AtTill:
    """Who asks; raises :class:`NobodySignedIn` or what :func:`enrolled_till` raises."""
    signed_in = find_operator(till_id, request, counter, at)
    if signed_in is None:
        raise NobodySignedIn
    return AtTill(till_id, signed_in)


#: Somebody who is signed in, and asks only.
OperatorHere = Annotated[AtTill, Depends(at_till)]


def working_at_till(here: OperatorHere, counter: CounterOf, presence: PresenceOf, at: At) -> AtTill:
    """Who asks, and has just done something: the till does not lock itself meanwhile."""
    presence.note_input(counter.store, here.signed_in, at)
    return here


#: Somebody who is signed in and does something.
OperatorAtWork = Annotated[AtTill, Depends(working_at_till)]
