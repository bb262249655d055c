"""A document on its way out of the shop: claimed before it is sent, settled afterwards, tried again for a while. Pure.

Unlike a receipt for the printer it waits in a row of its own: a mailbox that is full must not hold up the next
customer's receipt, and an address does not belong in a journal that nobody may erase.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from models.card_data import hide_card_data
from models.errors import Refused


class DispatchKind(StrEnum):
    """What leaves the shop, and in which way."""

    RECEIPT_MAIL = "receipt_mail"
    DAY_MAIL = "day_mail"
    DAY_FOLDER = "day_folder"
    TRIAL_MAIL = "trial_mail"
    ORDER_MAIL = "order_mail"
    ORDER_FOLDER = "order_folder"
    ORDER_REPORT = "order_report"
    ORDER_REMINDER = "order_reminder"
    DAY_FORTNOX = "day_fortnox"
    DAY_XERO = "day_xero"
    DAY_TRYTON = "day_tryton"
    ERP_EXCHANGE = "erp_exchange"
    CRM_CONTACTS = "crm_contacts"
    WEB_ORDER = "web_order"
    WEB_ORDER_READY = "web_order_ready"
    WEB_ORDER_ENDED = "web_order_ended"
    GIFT_CARD_MAIL = "gift_card_mail"
    OFFER_MAIL = "offer_mail"
    STATEMENT_MAIL = "statement_mail"
    MEMBER_LINK = "member_link"


class DispatchState(StrEnum):
    """What became of it."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    """It did not arrive and is not tried any more by itself."""
    UNCERTAIN = "uncertain"
    """It may have arrived, so it is not sent again."""


class SendOutcome(StrEnum):
    """How one attempt to send ended."""

    SENT = "sent"
    NOT_SENT = "not_sent"
    """Nothing was taken over: it is tried again."""
    REJECTED = "rejected"
    """The other side will never take it."""
    UNCERTAIN = "uncertain"


#: What is written into a folder.
_FOLDER_KINDS = frozenset({DispatchKind.DAY_FOLDER, DispatchKind.ORDER_FOLDER})
#: E-mails to a customer of the web shop about an order.
WEB_ORDER_KINDS = frozenset({DispatchKind.WEB_ORDER, DispatchKind.WEB_ORDER_READY, DispatchKind.WEB_ORDER_ENDED})
#: An order on its way to its supplier; it is sent again from its own page.
ORDER_KINDS = frozenset({DispatchKind.ORDER_MAIL, DispatchKind.ORDER_FOLDER})
#: An order is sent again from its own page; an offer is never: the member may have withdrawn the consent. A link that
#: signs in goes to the address of the member and to no other.
NOT_RESENT = ORDER_KINDS | {DispatchKind.OFFER_MAIL, DispatchKind.MEMBER_LINK}
#: The vouchers of a closed day for a bookkeeping program on the network, and goods and orders for an ERP. They are
#: looked up there before they are sent, so an attempt whose end nobody knows is made again.
BOOK_KINDS = frozenset(
    {DispatchKind.DAY_FORTNOX, DispatchKind.DAY_XERO, DispatchKind.DAY_TRYTON, DispatchKind.ERP_EXCHANGE}
)
#: The contacts of members for a CRM of others, of which the same is true.
CRM_KINDS = frozenset({DispatchKind.CRM_CONTACTS})
#: Where the same attempt again changes nothing.
_REPEATED_KINDS = BOOK_KINDS | CRM_KINDS


@dataclass(frozen=True, slots=True)
class SendResult:
    """How an attempt ended, and why in the words of the other side."""

    outcome: SendOutcome
    reason: str = ""


class CannotResend(Refused):
    """A document that did not fail, or is not there, was to be sent again."""

    code = "cannot_resend"
    text = "Document {number} cannot be sent again: only one that failed can. Nothing was sent; load the page again."

    number: int


#: After the first attempt that failed it waits so long, after each further one twice as long, up to the most.
FIRST_PAUSE, PAUSE_MAX = timedelta(seconds=30), timedelta(hours=1)
#: So long it is tried.
GIVEN_UP_AFTER = timedelta(days=2)
#: No attempt takes longer. A claim that is older was left behind by a server that was stopped.
CLAIM_MAX = timedelta(minutes=10)
REASON_MAX = 200
ABANDONED = "the server stopped while sending"


@dataclass(frozen=True, slots=True)
class Dispatch:
    """One document for one place.

    ``subject_id`` is the sale, Z report, order, gift card, offer or day (its ordinal) that it is about, 0 if none.
    ``place`` is the address or the folder, and empty once nobody needs it; ``label`` is what a page may show of it for
    ever.
    """

    id: int
    kind: DispatchKind
    subject_id: int
    place: str
    label: str
    made_at: datetime
    state: DispatchState = DispatchState.WAITING
    attempts: int = 0
    next_try: datetime | None = None
    claimed_at: datetime | None = None
    settled_at: datetime | None = None
    reason: str = ""

    @property
    def is_mail(self) -> bool:
        """Whether it goes by e-mail."""
        return self.kind not in _FOLDER_KINDS | _REPEATED_KINDS


def is_due(dispatch: Dispatch, at: datetime) -> bool:
    """Whether it may be tried now."""
    return is_waiting(dispatch) and (dispatch.next_try is None or at >= dispatch.next_try)


def is_waiting(dispatch: Dispatch) -> bool:
    """Whether it is still here: not settled, and no attempt is under way."""
    return dispatch.state is DispatchState.WAITING and dispatch.claimed_at is None


def is_abandoned(dispatch: Dispatch, at: datetime) -> bool:
    """Whether the server that claimed it was stopped before it could settle."""
    return dispatch.claimed_at is not None and at - dispatch.claimed_at >= CLAIM_MAX


def without_end(dispatch: Dispatch, reason: str) -> SendResult:
    """What an attempt comes to of which nobody knows how it ended."""
    return SendResult(SendOutcome.NOT_SENT if dispatch.kind in _REPEATED_KINDS else SendOutcome.UNCERTAIN, reason)


def claim(dispatch: Dispatch, at: datetime) -> Dispatch:
    """The document with an attempt under way."""
    if not is_due(dispatch, at):
        raise ValueError(f"document {dispatch.id} is not due")
    return replace(dispatch, claimed_at=at, attempts=dispatch.attempts + 1)


def settle(dispatch: Dispatch, result: SendResult, at: datetime) -> Dispatch:
    """The document after an attempt. What is over forgets where it went; a reason never names the address or a card."""
    reason = hide_card_data(_without(dispatch.place, result.reason) if dispatch.is_mail else result.reason)
    ended = replace(dispatch, claimed_at=None, next_try=None, reason=reason[:REASON_MAX])
    if result.outcome is SendOutcome.NOT_SENT and at - dispatch.made_at < GIVEN_UP_AFTER:
        return replace(ended, next_try=at + pause_after(dispatch.attempts))
    return replace(ended, state=_STATES[result.outcome], place="", settled_at=at)


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts.

    >>> [str(pause_after(each)) for each in (1, 2, 3, 20)]
    ['0:00:30', '0:01:00', '0:02:00', '1:00:00']
    """
    pause = FIRST_PAUSE
    for _ in range(1, attempts):
        pause = min(2 * pause, PAUSE_MAX)
    return pause


def resend(dispatch: Dispatch, place: str, label: str, at: datetime) -> Dispatch:
    """A document that failed, on its way again; raises :class:`CannotResend`.

    One that may have arrived stays: the law allows one copy of a receipt.
    """
    if dispatch.state is not DispatchState.FAILED:
        raise CannotResend(dispatch.id)
    return Dispatch(dispatch.id, dispatch.kind, dispatch.subject_id, place, label, at)


_STATES = {
    SendOutcome.SENT: DispatchState.SENT,
    SendOutcome.NOT_SENT: DispatchState.FAILED,
    SendOutcome.REJECTED: DispatchState.FAILED,
    SendOutcome.UNCERTAIN: DispatchState.UNCERTAIN,
}


def _without(address: str, reason: str) -> str:
    """A server's answer without the address, however it is written there."""
    if not address:
        return reason
    lowered, begins = reason.lower(), []
    begin = lowered.find(address.lower())
    while begin >= 0:
        begins.append(begin)
        begin = lowered.find(address.lower(), begin + len(address))
    for each in reversed(begins):
        reason = f"{reason[:each]}…{reason[each + len(address) :]}"
    return reason
