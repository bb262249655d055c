"""The pages on which a visitor buys a gift card: its form, and the card once it is paid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.responses import HTMLResponse

from app.storefront.basket_cookie import new_token
from app.storefront.signed_in import find_own_member
from app.storefront.storefront_pages import NotOnline, WebVisit
from app.web.code_picture import QrPicture, qr_picture
from models.errors import KassaError
from models.money import MINOR_DIGITS, Money
from models.online.card_purchase import GREETING_MAX, WEB_CARD_AMOUNTS, CardNotWithdrawn, last_withdrawal
from models.online.online_order import CANCELLABLE, CardPurchase, OnlineOrder, OnlineOrderState
from models.online.order_contact import NAME_MAX
from models.selling.gift_card import GiftCardState, in_groups
from models.shop_settings import MAIL_HOST
from operations.counted_codes import card_pin
from operations.gift_card_changes import derived_code
from operations.online.card_orders import card_limits, check_card_withdrawal
from store.selling import gift_card_rows
from store.setting_rows import get_value

NO_FIELDS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class ShownCard:
    """A gift card as its buyer sees it: what is to be typed and scanned, and until when it pays, empty for always."""

    code: str
    pin: str
    picture: QrPicture
    left: str
    last_day: str


def draw_card_form(
    visit: WebVisit, fields: Mapping[str, str] = NO_FIELDS, problem: KassaError | None = None
) -> HTMLResponse:
    """Who buys a card, what it is worth and whom it goes to; the form has a key, so that it is one order."""
    if not visit.sells_cards:
        raise NotOnline
    currency = visit.settings.company.currency
    least, most = card_limits(visit.shelf.view, currency)
    scale = 10 ** MINOR_DIGITS.get(currency, 2)
    member = find_own_member(visit)
    details = {} if member is None else {"name": member.details.name[:NAME_MAX], "email": member.details.email}
    page = visit.page(
        "gift_card.html",
        is_listed=not fields and problem is None,
        form=fields.get("form") or new_token(),
        least=int(least.major()),
        most=int(most.major()),
        limits=(visit.shelf.words.money(least), visit.shelf.words.money(most)),
        amounts=[each for each in WEB_CARD_AMOUNTS if least.minor <= each * scale <= most.minor],
        currency=currency,
        sends_mail=bool(get_value(visit.shelf.view, MAIL_HOST)),
        greeting_max=GREETING_MAX,
        fields=details | dict(fields),
        problem="" if problem is None else visit.shelf.words.explain(problem),
        status=200 if problem is None else 422,
    )
    page.headers["cache-control"] = "no-store"  # its key is for one visitor
    return page


def draw_card_order(visit: WebVisit, order: OnlineOrder, paid: Sequence[str], state: str, problem: str) -> HTMLResponse:
    """The order of a gift card: how to pay it, and what is on the card once it is paid."""
    purchase = order.purchase
    assert purchase is not None, "the order buys a card"
    return visit.page(
        "card_order.html",
        is_listed=False,
        order=order,
        state=state,
        purchase=purchase,
        amount=_money(visit, purchase.amount_minor),
        card=_shown_card(visit, order, purchase),
        paid=paid,
        can_cancel=order.state in CANCELLABLE,
        withdraw_until=_withdraw_until(visit, order),
        problem=problem,
        status=200 if not problem else 409,
    )


def _shown_card(visit: WebVisit, order: OnlineOrder, purchase: CardPurchase) -> ShownCard | None:
    """The card of an order that is paid; ``None`` before that, and once the card does not pay any more."""
    card = gift_card_rows.get_card(visit.shelf.view, purchase.card)
    is_good = order.state is OnlineOrderState.COLLECTED and card.state is GiftCardState.ACTIVE
    if visit.installation is None or not is_good:
        return None
    code, last_day = derived_code(visit.installation, card.id).text, card.last_day
    return ShownCard(
        in_groups(code),
        card_pin(visit.installation, card.id),
        qr_picture(code),
        _money(visit, card.balance_minor),
        "" if last_day is None else last_day.isoformat(),
    )


def _withdraw_until(visit: WebVisit, order: OnlineOrder) -> str:
    """The last day on which the purchase may be taken back; empty if it may not."""
    if order.state is not OnlineOrderState.COLLECTED or order.ended_at is None:
        return ""
    try:
        check_card_withdrawal(visit.shelf.view, order, at=visit.shelf.at)
    except CardNotWithdrawn:
        return ""
    return last_withdrawal(visit.settings.company.business_day(order.ended_at)).isoformat()


def _money(visit: WebVisit, minor: int) -> str:
    return visit.shelf.words.money(Money(minor, visit.settings.company.currency))
