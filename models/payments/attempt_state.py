"""The states of a payment attempt, and from which state an attempt may come to which other."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class AttemptState(StrEnum):
    """What is known of a payment attempt."""

    CREATED = "created"
    """Stored, and nothing was sent to anybody."""
    IN_PROGRESS = "in_progress"
    """The terminal was asked, or is about to be; the customer has not answered."""
    UNKNOWN = "unknown"
    """Contact was lost: the customer may be charged or not."""
    AUTHORISED = "authorised"
    """The money is reserved, and not taken yet."""
    APPROVED = "approved"
    """The money is taken, or given back where the attempt is a refund."""
    APPROVED_OFFLINE = "approved_offline"
    """The terminal took the card without asking its bank; the bank's answer comes later."""
    DECLINED = "declined"
    """Not charged: the card was refused, or the customer cancelled."""
    CANCELLED = "cancelled"
    """Not charged: the till cancelled."""
    NOT_CHARGED = "not_charged"
    """The provider proves that nothing happened, or a manager found so."""


#: What becomes of these is not known yet.
OPEN_STATES = frozenset({AttemptState.CREATED, AttemptState.IN_PROGRESS, AttemptState.UNKNOWN, AttemptState.AUTHORISED})
#: The customer has paid.
PAID_STATES = frozenset({AttemptState.APPROVED, AttemptState.APPROVED_OFFLINE})
#: The customer has paid nothing.
UNPAID_STATES = frozenset({AttemptState.DECLINED, AttemptState.CANCELLED, AttemptState.NOT_CHARGED})

#: Which state may follow which. Money that shows up late follows a state of no money: nothing is closed to the truth.
#: An attempt that is paid stays paid; money goes back by a refund, which is an attempt of its own.
MOVES: Mapping[AttemptState, frozenset[AttemptState]] = {
    AttemptState.CREATED: frozenset({AttemptState.IN_PROGRESS, AttemptState.CANCELLED}) | PAID_STATES,
    AttemptState.IN_PROGRESS: frozenset({AttemptState.UNKNOWN, AttemptState.AUTHORISED}) | PAID_STATES | UNPAID_STATES,
    AttemptState.UNKNOWN: frozenset({AttemptState.IN_PROGRESS, AttemptState.AUTHORISED}) | PAID_STATES | UNPAID_STATES,
    AttemptState.AUTHORISED: frozenset({AttemptState.UNKNOWN, AttemptState.APPROVED} | UNPAID_STATES),
    AttemptState.APPROVED: frozenset(),
    AttemptState.APPROVED_OFFLINE: frozenset({AttemptState.APPROVED, AttemptState.DECLINED}),
    AttemptState.DECLINED: frozenset({AttemptState.AUTHORISED}) | PAID_STATES,
    AttemptState.CANCELLED: frozenset({AttemptState.AUTHORISED}) | PAID_STATES,
    AttemptState.NOT_CHARGED: frozenset({AttemptState.AUTHORISED}) | PAID_STATES,
}
