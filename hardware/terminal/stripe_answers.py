"""What Stripe's payment objects mean in our words."""

from __future__ import annotations

from datetime import UTC, datetime

from hardware.terminal.stripe_client import Json
from models.money import Money
from models.payments.attempt import PaymentAnswer
from models.payments.attempt_state import AttemptState
from models.payments.card_slip import CardCheck, CardEntry, CardSlip, clean_slip, terminal_text

#: Stripe counts krónur in hundredths, although nobody pays with them (docs.stripe.com/currencies, special cases).
FACTORS = {"ISK": 100}
ENTRIES = {
    "contact_emv": CardEntry.CHIP,
    "contactless_emv": CardEntry.CONTACTLESS,
    "contactless_magstripe_mode": CardEntry.CONTACTLESS,
    "magnetic_stripe_fallback": CardEntry.SWIPE,
    "magnetic_stripe_track2": CardEntry.SWIPE,
}
CHECKS = {
    "offline_pin": CardCheck.PIN,
    "online_pin": CardCheck.PIN,
    "offline_pin_and_signature": CardCheck.PIN,
    "on_device": CardCheck.DEVICE,
    "signature": CardCheck.SIGNATURE,
}
#: Why we close a payment, in Stripe's words; from them we know later which of our states it has.
BY_TILL, BY_CUSTOMER = "abandoned", "requested_by_customer"
CUSTOMER_CANCELLED = "customer_canceled"


def amount_of(money: Money) -> int:
    """An amount as Stripe counts it.

    >>> amount_of(Money(1990, "SEK")), amount_of(Money(1990, "ISK"))
    (1990, 199000)
    """
    return money.minor * FACTORS.get(money.currency, 1)


def money_of(amount: int, currency: str) -> Money:
    """Money as we count it.

    >>> money_of(199000, "isk")
    Money(minor=1990, currency='ISK')
    """
    return Money(amount // FACTORS.get(currency.upper(), 1), currency.upper())


def answer_of(intent: Json) -> PaymentAnswer | None:
    """What a payment intent means by itself; ``None`` while only the reader knows whether somebody is asked."""
    match intent["status"]:
        case "succeeded":
            return _with_money(intent, AttemptState.APPROVED, intent["amount_received"])
        case "requires_capture":
            return _with_money(intent, AttemptState.AUTHORISED, intent["amount_capturable"])
        case "canceled":
            return _closed(intent)
        case "processing":
            return PaymentAnswer(AttemptState.IN_PROGRESS, intent["id"], reason="processing")
        case "requires_action":
            return _with_code(intent)
    return None


def _with_money(intent: Json, state: AttemptState, amount: int) -> PaymentAnswer:
    tip = ((intent.get("amount_details") or {}).get("tip") or {}).get("amount") or 0
    card = _card(intent)
    return PaymentAnswer(
        state,
        intent["id"],
        amount_taken=money_of(amount, intent["currency"]),
        tip=money_of(tip, intent["currency"]) if tip else None,
        card=card,
        needs_signature=card is not None and card.check is CardCheck.SIGNATURE,
    )


def _closed(intent: Json) -> PaymentAnswer:
    error, why = intent.get("last_payment_error") or {}, intent.get("cancellation_reason")
    charge = intent.get("latest_charge")
    if isinstance(charge, dict) and charge.get("paid"):
        state = AttemptState.CANCELLED if why == BY_TILL else AttemptState.NOT_CHARGED
        return PaymentAnswer(state, intent["id"], reason=terminal_text(why or "released"))
    if why == BY_CUSTOMER:
        return PaymentAnswer(AttemptState.DECLINED, intent["id"], reason=CUSTOMER_CANCELLED)
    if error:
        word = error.get("decline_code") or error.get("code") or "declined"
        return PaymentAnswer(AttemptState.DECLINED, intent["id"], reason=terminal_text(word))
    if why == BY_TILL:
        return PaymentAnswer(AttemptState.CANCELLED, intent["id"])
    return PaymentAnswer(AttemptState.NOT_CHARGED, intent["id"], reason=terminal_text(why or "not_started"))


def _with_code(intent: Json) -> PaymentAnswer:
    """The code that the customer scans: Swish's own, or the address of a page that opens the customer's app."""
    action = intent.get("next_action") or {}
    swish = (action.get("swish_handle_redirect_or_display_qr_code") or {}).get("qr_code") or {}
    page = (action.get("redirect_to_url") or {}).get("url")
    return PaymentAnswer(
        AttemptState.IN_PROGRESS,
        intent["id"],
        code=swish.get("data") or page or "",
        code_ends_at=instant_of(swish.get("expires_at")),
    )


def _card(intent: Json) -> CardSlip | None:
    details = card_details(intent)
    if details is None:
        return None
    receipt = details.get("receipt") or {}
    slip = CardSlip(
        brand=(details.get("brand") or "").capitalize(),
        last_four=details.get("last4") or "",
        entry=ENTRIES.get(details.get("read_method") or "", CardEntry.UNKNOWN),
        check=CHECKS.get(receipt.get("cardholder_verification_method") or "", CardCheck.NONE),
        application=receipt.get("dedicated_file_name") or "",
        application_name=receipt.get("application_preferred_name") or "",
        approval_code=receipt.get("authorization_code") or "",
    )
    return clean_slip(slip)


def card_details(intent: Json) -> Json | None:
    """What Stripe reports of the card behind a payment intent, if there is one and it was asked for."""
    charge = intent.get("latest_charge")
    if not isinstance(charge, dict):
        return None
    details: Json | None = (charge.get("payment_method_details") or {}).get("card_present")
    return details


def instant_of(seconds: int | None) -> datetime | None:
    """An instant of Stripe's."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
